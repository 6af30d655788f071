"""Exercises 1.1, 1.2 and 1.5: derivatives of losses, a loss for large logits, a loss for a given push."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, real
from lecturekit.checks.compare import as_numbers, describe, sentence
from lecturekit.checks.engine import Misconception, Wrong, function_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic


def _weighted(z, y):
    """The logistic loss in which label 1 counts three times."""
    return 3 * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


residual = function_exercise(
    "1.1",
    "The derivative of a loss in which one class counts more",
    kind="derive",
    given=Given(z=real("n", scale=1.5), y=labels("n")),
    reference=lambda z, y: numerical_gradient(lambda z: _weighted(z, y).sum(), z),
    solution=lambda z, y: (1 + 2 * y) * (sigmoid(z) - y),
    wrong=[
        Misconception(
            "sign flipped",
            lambda z, y: (1 + 2 * y) * (y - sigmoid(z)),
            "This is minus the derivative, the push DOWNHILL. The derivative itself has the other sign.",
        ),
        Misconception(
            "weight forgotten",
            lambda z, y: sigmoid(z) - y,
            "This is the derivative of the plain logistic loss. In this one a malignant tumor counts three times.",
        ),
        Misconception(
            "weight on the other class",
            lambda z, y: (3 - 2 * y) * (sigmoid(z) - y),
            "The 3 stands at the wrong class: which of the two terms is there for y = 1?",
        ),
        Misconception(
            "weight on both classes",
            lambda z, y: 3 * (sigmoid(z) - y),
            "You multiplied both terms by 3. The one for y = 0 has no such factor.",
        ),
        Misconception(
            "weight on the target alone",
            lambda z, y: sigmoid(z) - 3 * y,
            "The target is multiplied by 3, the output is not. Write out the derivative for y = 1: both parts come from the same term.",
        ),
        Misconception(
            "inner derivative forgotten",
            lambda z, y: 3 * y * sigmoid(-z) + (1 - y) * sigmoid(z),
            "For y = 1 there stands -z inside the loss, and its derivative with respect to z is -1. That factor is missing: yours says that the loss of a malignant tumor grows with z.",
        ),
        Misconception(
            "sign inside the sigmoid",
            lambda z, y: -3 * y * sigmoid(z) + (1 - y) * sigmoid(z),
            "The derivative of ln(1 + e^u) is the sigmoid of u, and for y = 1 this u is -z.",
        ),
        Misconception(
            "extra slope",
            lambda z, y: (1 + 2 * y) * (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)),
            "There is one factor too many: the slope of the sigmoid. It belongs to the squared error of the prediction, not to this loss.",
        ),
        Misconception(
            "slopes of the sigmoid",
            lambda z, y: (1 - 4 * y) * sigmoid(z) * sigmoid(-z),
            "This is made of the slope of the sigmoid. The loss holds no sigmoid but ln(1 + e^z), whose derivative is the sigmoid itself.",
        ),
        Misconception(
            "one sigmoid for both classes",
            lambda z, y: (1 - 4 * y) * sigmoid(-z),
            "For y = 1 it is right. For y = 0 there stands +z in the exponent: is the derivative of ln(1 + e^z) the sigmoid of z or of -z?",
        ),
        Misconception(
            "the loss itself", _weighted, "This is the loss itself. Wanted is its derivative with respect to z."
        ),
        Misconception(
            "no sigmoid",
            lambda z, y: (1 + 2 * y) * (z - y),
            "You took the logit for the output. Where does a sigmoid come from when you differentiate ln(1 + e^z)?",
        ),
        Misconception(
            "mean already taken",
            lambda z, y: (1 + 2 * y) * (sigmoid(z) - y) / len(z),
            "You divided by n. Here the derivative of each point's own loss is asked for; the mean comes later.",
        ),
    ],
    hints=[
        "Section *Where the gradient comes from*, the box on derivatives. Differentiate for y = 1 and for y = 0, each by itself.",
        "For y = 0 it is the sigmoid of z. For y = 1 it is minus three times the sigmoid of -z, and the sigmoid of -z is one minus that of z.",
    ],
    praise="The mistake, three times as large for a malignant tumor: a weight on the loss is a weight on the push. Output minus target alone it is no longer; the Fact is a property of some losses, not of all.",
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
            "no logarithm left",
            lambda z, y: np.maximum(z, 0) - y * z,
            "You kept only the larger of the two exponentials. Far out that is the loss; near z = 0 a logarithm is missing, at 0 itself ln 2.",
        ),
        Misconception(
            "exponent without its minus",
            lambda z, y: np.maximum(z, 0) - y * z + np.log1p(np.exp(np.abs(z))),
            "ln(1 + e^z) is the larger of z and 0 plus ln(1 + e^(-|z|)): the exponent in the rest is never positive. Yours is.",
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
            "differentiated",
            lambda z, y: 1 - np.tanh(z - y) ** 2,
            "You differentiated tanh. Wanted is the other direction: the function whose derivative tanh is.",
        ),
        Misconception(
            "cosh alone",
            lambda z, y: np.cosh(z - y),
            "The derivative of cosh u is sinh u, which grows without limit. Which function of cosh u has the derivative sinh u / cosh u?",
        ),
        Misconception(
            "half of the square of tanh",
            lambda z, y: np.tanh(z - y) ** 2 / 2,
            "You integrated tanh u as if it were u. Differentiate your loss: by the chain rule there is a factor 1 - tanh^2 too many.",
        ),
        Misconception(
            "sign flipped",
            lambda z, y: -np.log(np.cosh(z - y)),
            "This is largest where the prediction is right: a loss has to grow with the mistake.",
        ),
        Misconception(
            "logistic",
            lambda z, y: np.logaddexp(0, z - y),
            "The derivative of ln(1 + e^u) is the sigmoid of u, between 0 and 1. The hyperbolic tangent lies between -1 and 1.",
        ),
        Misconception(
            "half the argument",
            lambda z, y: 2 * np.log(np.cosh((z - y) / 2)),
            "Its derivative is the tanh of HALF of z - y.",
        ),
        Misconception(
            "integral of tan",
            lambda z, y: -np.log(np.abs(np.cos(z - y))),
            "You integrated tan, the ratio of sine and cosine. The derivative asked for is the hyperbolic tangent, sinh / cosh.",
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
