"""Exercises 1.1, 1.2 and 1.5: derivatives of losses, a loss for large logits, a loss for a given push."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, real
from lecturekit.checks.compare import as_numbers, describe, sentence
from lecturekit.checks.engine import Misconception, Wrong, function_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic, logistic_pm


def _each_slope(loss):
    """The numerical derivative of each row's loss with respect to its own logit."""
    return lambda z, y: numerical_gradient(lambda z: loss.per_sample(z, y).sum(), z)


residual = function_exercise(
    "1.1",
    "The derivative with respect to the logit, labels -1 and +1",
    kind="derive",
    given=Given(z=real("n", scale=1.5), y=labels("n", (-1, 1))),
    reference=_each_slope(logistic_pm),
    solution=lambda z, y: sigmoid(z) - (1 + y) / 2,
    wrong=[
        Misconception(
            "sign flipped",
            lambda z, y: (1 + y) / 2 - sigmoid(z),
            "This is minus the derivative: target minus output is the push DOWNHILL. The derivative itself has the other sign.",
        ),
        Misconception(
            "label used as target",
            lambda z, y: sigmoid(z) - y,
            "You subtracted the label itself. A sigmoid can never reach -1: labels -1 and +1 must first be mapped to targets 0 and 1.",
        ),
        Misconception(
            "extra slope",
            lambda z, y: (sigmoid(z) - (1 + y) / 2) * sigmoid(z) * (1 - sigmoid(z)),
            "There is one factor too many: the slope of the sigmoid. It belongs to the squared error of the prediction, not to this loss.",
        ),
        Misconception(
            "the loss itself",
            lambda z, y: np.logaddexp(0, -y * z),
            "This is the loss itself. Wanted is its derivative with respect to z.",
        ),
        Misconception(
            "no sigmoid",
            lambda z, y: z - (1 + y) / 2,
            "You took the logit for the output. Where does a sigmoid come from when you differentiate ln(1 + e^(-y z))?",
        ),
        Misconception(
            "inner derivative forgotten",
            lambda z, y: -sigmoid(-y * z),
            "Nearly: inside the loss stands -y z, and its derivative with respect to z is -y. You have the -1 and not the y.",
        ),
        Misconception(
            "sign inside the sigmoid",
            lambda z, y: -y * sigmoid(y * z),
            "The sign inside your sigmoid is the wrong one: the derivative of ln(1 + e^u) is the sigmoid of u, and here u = -y z.",
        ),
        Misconception(
            "mean already taken",
            lambda z, y: (sigmoid(z) - (1 + y) / 2) / len(z),
            "You divided by n. Here the derivative of each point's own loss is asked for; the mean comes later.",
        ),
    ],
    hints=[
        "Section *The first link: the Fact*. Write the loss ln(1 + e^(-y z)) for y = +1 and differentiate; then for y = -1.",
        "Both results are the sigmoid of z minus something that is 1 for y = +1 and 0 for y = -1.",
    ],
    praise="Output minus target: the Fact, in the coding -1, +1.",
)


def _finite(answer, rng):
    with np.errstate(all="ignore"):
        values = np.asarray(answer(np.array([1000.0, -1000.0, 50.0]), np.array([0, 1, 1])), float)
        far = np.asarray(answer(np.array([1e300, -1e300]), np.array([0, 1])), float)
    if not np.isfinite(values).all():
        raise Wrong(
            "For logits of 1000 and -1000 your loss is not finite: an exponential overflows, or a "
            "logarithm sees 0. The loss itself is a moderate number, 1000.",
            "not finite",
        )
    if not np.allclose(values, [1000.0, 1000.0, 0.0]):
        raise Wrong(
            f"For logits 1000, -1000, 50 with labels 0, 1, 1 the loss is 1000, 1000 and nearly 0; yours gives {describe(values)}.",
            "not the loss for large logits",
        )
    if not np.allclose(far, 1e300):
        raise Wrong(f"For logits 1e300 and -1e300 with labels 0 and 1 the loss is 1e300; yours gives {describe(far)}.")


stable = function_exercise(
    "1.2",
    "A logistic loss that survives large logits",
    given=Given(z=real("n", scale=1.5), y=labels("n")),
    reference=lambda z, y: -(y * np.log(sigmoid(z)) + (1 - y) * np.log(sigmoid(-z))),
    solution=logistic.per_sample,
    properties=[_finite],
    wrong=[
        Misconception(
            "the mean",
            lambda z, y: logistic(z, y),
            "This is one number, the mean. Return the loss of each data point: as many numbers as there are logits.",
        ),
        Misconception(
            "other class",
            lambda z, y: np.logaddexp(0, z) - (1 - y) * z,
            "You reward the other class: for label 1 the loss must fall as z grows, yours rises.",
        ),
        Misconception(
            "sign of z",
            lambda z, y: np.logaddexp(0, -z) - y * z,
            "The first term has -z where z belongs: for label 0 the loss must grow with z.",
        ),
        Misconception(
            "labels -1 and +1",
            lambda z, y: np.logaddexp(0, -y * z),
            "This is the loss for labels -1 and +1. Here they are 0 and 1, so that label 0 gives ln 2 whatever z is.",
        ),
        Misconception(
            "base 2 in one term",
            lambda z, y: np.logaddexp2(0, z) - y * z,
            "`np.logaddexp2` is for powers of 2, and logarithms to the base 2; the loss has e and the natural logarithm.",
        ),
        Misconception(
            "squared error",
            lambda z, y: 0.5 * (y - sigmoid(z)) ** 2,
            "This is the squared error of the prediction. It never exceeds one half, however wrong the unit is.",
        ),
    ],
    hints=[
        "Section *How wrong is it? The loss*. ln(1 + e^z) is ln(e^0 + e^z), and numpy has a function for the logarithm of a sum of two exponentials.",
        "For label 1 the loss is ln(1 + e^(-z)). By how much does it differ from ln(1 + e^z)?",
    ],
    praise="Right, and finite as far as the numbers of the machine go: tried up to a logit of 1e300.",
)


def _loss_values(answer, z, y):
    """What the student's loss returns, as numbers, one for each data point."""
    if not callable(answer):
        raise Wrong(f"Expected a function, got {describe(answer)}.")
    returned = answer(z.copy(), y.copy())
    if returned is None or returned is Ellipsis:
        return returned
    try:
        values = as_numbers(returned)
    except TypeError as problem:
        raise Wrong(sentence(str(problem))) from None
    if values.shape != z.shape:
        raise Wrong(
            f"Your loss returned shape {values.shape}, expected {z.shape}: one number for each data point.", "shape"
        )
    return values


STEP = 1e-2
"""Of the differences: wide enough for a loss computed in float32."""


def _slope_of(answer, z, y):
    """The derivative of the student's loss with respect to each logit, by central differences of fourth order."""
    there = [_loss_values(answer, z + k * STEP, y) for k in (-2, -1, 1, 2)]
    if any(values is None or values is Ellipsis for values in there):
        return there[0]
    return {"the derivative of your loss": (there[0] - 8 * there[1] + 8 * there[2] - there[3]) / (12 * STEP)}


calm_loss = function_exercise(
    "1.5",
    "A loss for a given push",
    kind="derive",
    given=Given(z=real("n", scale=1.5), y=real("n", scale=1.5)),
    run=_slope_of,
    reference=lambda z, y: {"the derivative of your loss": np.tanh(z - y)},
    tolerance=1e-4,
    solution=lambda z, y: np.log(np.cosh(z - y)),
    wrong=[
        Misconception(
            "least squares",
            lambda z, y: 0.5 * (y - z) ** 2,
            "The derivative of least squares is z - y itself, which grows without limit.",
        ),
        Misconception(
            "the slope handed in",
            lambda z, y: np.tanh(z - y),
            "This is the derivative. Wanted is the loss, a function that has it as its derivative.",
        ),
        Misconception(
            "sign flipped",
            lambda z, y: -np.log(np.cosh(z - y)),
            "This is largest where the prediction is right: a loss has to grow with the mistake.",
        ),
        Misconception(
            "logistic",
            lambda z, y: np.logaddexp(0, z - y),
            "The derivative of ln(1 + e^u) is the sigmoid of u, between 0 and 1. The tangent lies between -1 and 1.",
        ),
        Misconception(
            "half the argument",
            lambda z, y: 2 * np.log(np.cosh((z - y) / 2)),
            "Its derivative is the tangent of HALF of z - y.",
        ),
        Misconception(
            "absolute value",
            lambda z, y: np.abs(z - y),
            "The derivative of |z - y| jumps from -1 to 1. Yours is nearly right far away from 0, and not near it.",
        ),
    ],
    hints=[
        "Section *The first link: the Fact*. tanh u = sinh u / cosh u, and sinh is the derivative of cosh. Which function has a derivative of the form f' / f?",
        "Look for the logarithm of something.",
    ],
    praise="For small mistakes it is nearly least squares, for large ones nearly the absolute value: no data point pushes by more than 1.",
)
