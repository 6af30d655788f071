"""An exercise that does not count, for the first page: what a check replies."""

from typing import Any

from lecturekit.checks.engine import Given, Misconception, Verdict, as_verdict, function_exercise, real
from lecturekit.single_unit.gradient_check import numerical_gradient

EXAMPLE = function_exercise(
    "0.1",
    "An example: the derivative of z squared",
    given=Given(z=real("n")),
    reference=lambda z: numerical_gradient(lambda z: float(z @ z), z),
    solution=lambda z: 2 * z,
    wrong=[
        Misconception("factor forgotten", lambda z: z, "The exponent 2 comes down as a factor. Where is it?"),
        Misconception("the function", lambda z: z**2, "This is the function itself; its derivative is asked for."),
        Misconception("integrated", lambda z: z**3 / 3, "You integrated. Asked for is the derivative."),
    ],
    praise="Tried on many arrays of numbers, and compared with the measured slope.",
)


def check_example(answer: Any = ...) -> Verdict:
    """Judge an answer to the example as ``check`` judges those to the exercises; nothing is remembered.

    Parameters
    ----------
    answer : callable
        The derivative of z squared, as a function of an array z (n,).

    Returns
    -------
    Verdict

    Examples
    --------
    >>> check_example(lambda z: z**2)
    ✗ 0.1 An example: the derivative of z squared
      This is the function itself; its derivative is asked for.
    """
    return as_verdict(EXAMPLE, EXAMPLE.examine(answer))
