"""Exercises answered by a number or an array."""

import numpy as np

from lecturekit.checks.calling import attempt, untouched
from lecturekit.checks.compare import as_numbers, describe, difference, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding


def numeric_exercise(
    id,
    title,
    *,
    expected=None,
    tolerance=None,
    points=1,
    kind="numeric",
    properties=(),
    wrong=(),
    hints=(),
    praise="",
    solution=None,
):
    """Declare an exercise whose answer is a number or an array.

    Parameters
    ----------
    id, title, kind, points, wrong, hints, praise
        See `lecturekit.checks.exercise.Exercise`; the answers of ``wrong`` are values, or
        functions without arguments that compute them.
    expected : number, array, or callable without arguments, optional
        The truth, best computed independently.
    tolerance : float, optional
        Relative to the largest entry; also decides whether a wrong value is recognized. By default
        0.001, and 0 where the solution consists of integers.
    properties : sequence of callable
        ``property(array, rng)`` raises `Wrong` if the value, a finite float array, does not do what was
        asked. For answers that are not unique, with ``expected`` left out and a ``solution`` given.

    Returns
    -------
    NumericExercise

    Raises
    ------
    ValueError
        If there is neither an expected value nor a property, or a solution is missing.
    """
    if expected is None and not properties:
        raise ValueError(f"exercise {id}: expected a value or at least one property, got neither")
    if expected is None and solution is None:
        raise ValueError(f"exercise {id}: expected a solution, because no value is given")
    exercise = NumericExercise(
        id,
        title,
        kind=kind,
        points=points,
        wrong=wrong,
        hints=hints,
        praise=praise,
        solution=expected if solution is None else solution,
    )
    exercise.expected, exercise.tolerance, exercise.properties = expected, tolerance, tuple(properties)
    if tolerance is None:
        exercise.tolerance = 0 if np.asarray(_value(exercise.solution)).dtype.kind in "iu" else 1e-3
    return exercise


class NumericExercise(Exercise):
    """See `numeric_exercise`."""

    def handed_in(self, answer):
        """Return the value that a function of the bank computes."""
        return _value(answer)

    def examine(self, answer):
        """Judge a number or an array and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        if callable(answer):
            return Finding(WRONG, f"Expected a number, got {describe(answer)}. Call it, and hand over the result.")
        if isinstance(answer, str):
            return Finding(WRONG, f"Expected a number, got {describe(answer)}: leave out the quotation marks.")
        if isinstance(answer, (bool, np.bool_)):
            return Finding(WRONG, f"Expected a number, got {answer}.")
        failure = self._failure(answer)
        if failure is None:
            return Finding(CORRECT, self.praise)
        known = next(iter(self.behaves_like(answer)), None)
        return Finding(WRONG, known.reply, known.name) if known else Finding(WRONG, failure)

    def behaves_like(self, answer):
        """Return all misconceptions with this value, to the tolerance."""
        return [each for each in self.wrong if difference(answer, _value(each.answer), self.tolerance) is None]

    def _failure(self, answer):
        if self.expected is not None:
            expected = _value(self.expected)
            if difference(answer, expected, self.tolerance) is not None:
                return self._generic(answer, expected)
        if self.properties:
            try:
                numbers = as_numbers(answer)
            except TypeError as problem:
                return sentence(f"{problem}")
            if not np.isfinite(numbers).all():
                return f"Got {describe(answer)}; expected finite numbers."
        for stream, each in enumerate(self.properties, start=1):
            outcome = attempt(lambda rng: each(numbers, rng), [self.rng(stream)])
            if outcome.error:
                return sentence(outcome.error)
        return None

    def _generic(self, answer, expected):
        """Say what is off without giving the value away."""
        if isinstance(expected, (tuple, list, dict)):
            return f"Got {describe(answer)}; expected {len(expected)} numbers, and at least one of them is off."
        try:
            got, want = as_numbers(answer), as_numbers(expected)
        except TypeError as problem:
            return sentence(f"{problem}")
        if got.shape != want.shape:
            wanted = f"an array of shape {want.shape}" if want.ndim else "a single number"
            return f"Got {describe(answer)}; expected {wanted}."
        if not np.isfinite(got).all():
            return f"Got {describe(answer)}; expected finite numbers."
        if want.ndim:
            scale = np.abs(want).max() or 1.0
            first = tuple(int(k) for k in np.argwhere(~(np.abs(got - want) <= self.tolerance * scale))[0])
            place = ", ".join(map(str, first))
            return f"Got {describe(answer)}; the entry [{place}] = {got[first]:.6g} is the first that is off."
        side = "too large" if got > want else "too small"
        wanted = f"the right number to a relative {self.tolerance:g}" if self.tolerance else "the exact number"
        return f"Got {describe(answer)}, which is {side}; expected {wanted}."


def _value(given):
    return given() if callable(given) else given
