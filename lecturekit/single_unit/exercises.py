"""Exercises of chapter 1: the Fact, the gradient of a single unit, three slips."""

import numpy as np

from lecturekit.checks import concepts
from lecturekit.checks.arguments import Given, classes, labels, positive, real
from lecturekit.checks.compare import as_numbers, describe, sentence
from lecturekit.checks.engine import Again, Misconception, Wrong, choice_exercise, function_exercise, slips
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic, logistic_pm, multiclass


def _labeled(values):
    def probes(rng):
        return [(1.5 * rng.standard_normal(6), rng.permutation(np.repeat(values, 3))) for _ in range(3)]

    return probes


def _each_slope(loss):
    """The numerical derivative of each row's loss with respect to its own logit."""
    return lambda z, y: numerical_gradient(lambda z: loss.per_sample(z, y).sum(), z)


residual = function_exercise(
    "1.1",
    "The push on the logit, labels -1 and +1",
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
            "no sigmoid",
            lambda z, y: z - (1 + y) / 2,
            "You compare the logit itself with the target. The derivative contains the sigmoid of the logit.",
        ),
        Misconception(
            "the loss itself",
            lambda z, y: np.logaddexp(0, -y * z),
            "This is the loss. Asked for is its derivative with respect to z.",
        ),
        Misconception(
            "mean already taken",
            lambda z, y: (sigmoid(z) - (1 + y) / 2) / len(z),
            "You divided by n. Here the derivative of each point's own loss is asked for; the mean comes later.",
        ),
    ],
    hints=[
        "Write the loss ln(1 + e^(-y z)) for y = +1 and differentiate; then for y = -1.",
        "Both results are the sigmoid of z minus something that is 1 for y = +1 and 0 for y = -1.",
    ],
    praise="Output minus target: the Fact, in the coding -1, +1.",
)


def _finite(answer, rng):
    with np.errstate(all="ignore"):
        values = np.asarray(answer(np.array([1000.0, -1000.0, 50.0]), np.array([0, 1, 1])), float)
    if not np.isfinite(values).all():
        raise Wrong(
            "For logits of 1000 and -1000 your loss is not finite: an exponential overflows, or a "
            "logarithm sees 0. The loss itself is a moderate number, 1000."
        )
    if not np.allclose(values, [1000.0, 1000.0, 0.0]):
        raise Wrong(
            f"For logits 1000, -1000, 50 with labels 0, 1, 1 the loss is 1000, 1000 and nearly 0; yours gives {describe(values)}."
        )


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
        "ln(1 + e^z) is ln(e^0 + e^z), and numpy has a function for the logarithm of a sum of two exponentials.",
        "np.logaddexp(0, z) never overflows.",
    ],
    praise="Right, and finite for logits of any size.",
)


def _mean_gradient_probes(rng):
    return [
        (rng.standard_normal(3), rng.standard_normal((6, 3)), rng.permutation(np.repeat([0, 1], 3))) for _ in range(3)
    ]


def _mean_gradient(w, X, y, *, sigmoid=sigmoid, out_slope=lambda p: 1.0, count=len, sign=1):
    p = sigmoid(X @ w)
    return sign * X.T @ ((p - y) * out_slope(p)) / count(X)


gradient = function_exercise(
    "1.3",
    "The gradient of the mean logistic loss",
    points=3,
    given=Given(w=real("d"), X=real("n", "d"), y=labels("n")),
    reference=lambda w, X, y: numerical_gradient(lambda w: logistic(X @ w, y), w),
    solution=_mean_gradient,
    wrong=slips(_mean_gradient),
    hints=[
        "First the residual of each row, shape (n,); then combine the rows of X with these weights.",
        "X.T @ residual adds up residual times input over all rows.",
    ],
    praise="It agrees with the numerical gradient on random data.",
)

slip = choice_exercise(
    "1.4",
    "Where the sign went",
    kind="slip",
    options={
        "a": "the left side: it should be plus the derivative",
        "b": "the middle: a minus sign is missing there",
        "c": "the right side: it should be output minus target",
        "d": "nowhere: all three are equal",
    },
    correct="b",
    replies={
        "a": "Take one data point, x = 1 with target 1 and z = 0, and work out all three expressions as numbers. Is the left one the odd one out?",
        "c": "Take one data point, x = 1 with target 1 and z = 0: the right side is 1/2. Work out the other two as numbers as well, before you change its sign.",
        "d": "Take one data point, x = 1 with target 1 and z = 0, and work out all three expressions as numbers: they are not the same. Which is the odd one out?",
    },
    hints=["Two of the three expressions are the same thing except for a sign."],
    praise="Left and right agree; the middle is plus the mean of the derivatives, so it differs from both by a sign.",
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
        raise Wrong(f"Your loss returned shape {values.shape}, expected {z.shape}: one number for each data point.")
    return values


STEP = 1e-2
"""Of the differences: wide enough for a loss computed in float32."""


def _slope_of(answer, z, y):
    """The derivative of the student's loss with respect to each logit, by central differences of fourth order."""
    there = [_loss_values(answer, z + k * STEP, y) for k in (-2, -1, 1, 2)]
    if any(values is None or values is Ellipsis for values in there):
        return there[0]
    return {"the derivative of your loss": (there[0] - 8 * there[1] + 8 * there[2] - there[3]) / (12 * STEP)}


which_loss = function_exercise(
    "1.5",
    "Whose gradient does the slide print?",
    kind="derive",
    given=Given(z=real("n", scale=1.5), y=labels("n")),
    run=_slope_of,
    reference=lambda z, y: {"the derivative of your loss": (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z))},
    tolerance=1e-4,
    solution=lambda z, y: 0.5 * (y - sigmoid(z)) ** 2,
    wrong=[
        Misconception(
            "logistic loss",
            lambda z, y: np.logaddexp(0, z) - y * z,
            "The derivative of the logistic loss is the residual alone: that is the formula WITHOUT the factor.",
        ),
        Misconception(
            "squared error of the logit",
            lambda z, y: 0.5 * (y - z) ** 2,
            "Its derivative is z - y. The output function must be inside the square to bring its slope out.",
        ),
        Misconception(
            "the derivative itself",
            lambda z, y: (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)),
            "This is the slide's formula itself. Asked for is the loss that has it as its derivative: go one step back.",
        ),
        Misconception(
            "absolute error",
            lambda z, y: np.abs(sigmoid(z) - y),
            "The derivative of the absolute error has no factor output minus target: the inside has to be squared.",
        ),
        Misconception(
            "not squared",
            lambda z, y: 0.5 * (sigmoid(z) - y),
            "The derivative of this is half the slope of the sigmoid: the difference has to be squared.",
        ),
        Misconception(
            "one half forgotten",
            lambda z, y: (y - sigmoid(z)) ** 2,
            "Nearly: the derivative of a square brings a factor 2 down, and the slide's formula has none.",
        ),
        Misconception(
            "sign flipped",
            lambda z, y: -0.5 * (y - sigmoid(z)) ** 2,
            "This would be largest where the prediction is right: a loss has to grow with the mistake.",
        ),
    ],
    hints=[
        "Which function of z has the derivative (phi - y) phi'? Use the chain rule backwards.",
        "A square whose inside is y minus the prediction.",
    ],
    praise="The squared error of the prediction: half the Brier score. Same accuracy, other loss, other learning.",
)


def _largest_eigenvalue(X):
    return np.linalg.eigvalsh(X.T @ X / len(X))[-1]


def _step_probes(rng):
    return [(rng.standard_normal((7, 3)) @ np.diag([3.0, 1.0, 0.5]),) for _ in range(3)]


step_size = function_exercise(
    "1.6",
    "The largest step that does not blow up",
    kind="derive",
    points=3,
    probes=_step_probes,
    given=Given(X=real("n", "d")),
    reference=lambda X: 2 / _largest_eigenvalue(X),
    wrong=[
        Misconception(
            "half of it",
            lambda X: 1 / _largest_eigenvalue(X),
            "1 over the curvature is the step that jumps straight to the bottom of the steepest direction; up to twice that still converges.",
        ),
        Misconception(
            "1/n forgotten",
            lambda X: 2 / np.linalg.eigvalsh(X.T @ X)[-1],
            "The loss is a MEAN: its curvature is X^T X divided by n. Without that the limit comes out n times too small.",
        ),
        Misconception(
            "singular value not squared",
            lambda X: 2 / (np.linalg.svd(X)[1][0] / np.sqrt(len(X))),
            "You used the singular value of X. The curvature is its square.",
        ),
        Misconception(
            "norm of the Hessian",
            lambda X: 2 / np.linalg.norm(X.T @ X / len(X)),
            "`np.linalg.norm` of a matrix is the root of all its squares added up. Asked for is the largest curvature, an eigenvalue.",
        ),
        Misconception(
            "longest data point",
            lambda X: 2 / np.max(np.sum(X**2, axis=1)),
            "You used the longest data point, which is safe and smaller than it has to be. The curvature comes from all of them together.",
        ),
        Misconception(
            "trace",
            lambda X: 2 / np.trace(X.T @ X / len(X)),
            "The trace adds up the curvatures of all directions; only the steepest one limits the step.",
        ),
        Misconception(
            "smallest curvature",
            lambda X: 2 / np.linalg.eigvalsh(X.T @ X / len(X))[0],
            "You took the flattest direction. The steepest one blows up first.",
        ),
    ],
    hints=[
        "Along a direction of curvature h the error is multiplied by 1 - eta h in each step.",
        "It shrinks as long as |1 - eta h| < 1, for every curvature h: the eigenvalues of X^T X / n.",
        "np.linalg.eigvalsh returns the eigenvalues in increasing order.",
    ],
    praise="2 over the largest curvature. Try it: just below it converges, just above it explodes.",
)

span = choice_exercise(
    "1.7",
    "What gradient descent cannot change",
    options={
        "a": "nothing: with enough steps every weight vector can be reached",
        "b": "the length of the weight vector",
        "c": "the part of the weight vector at right angles to all data points",
        "d": "the part of the weight vector along the data points",
    },
    correct="c",
    replies={
        "a": "Each step adds a combination of the data points. Can a sum of vectors in a plane leave the plane?",
        "b": "The length changes in nearly every step: adding a multiple of a data point makes the vector longer or shorter.",
        "d": "Draw one data point in the plane, a start beside it, and the steps that (9) makes from there. Along which line do they go?",
    },
    again=Again(
        "A unit without bias has the weights (w1, w2, w3), and in all data points the third input is 0. It starts at (1, 1, 1). What is sure after training?",
        {"p": "w3 = 0", "q": "w3 = 1", "r": "the three squares still add up to 3"},
        "q",
        {
            "p": "What is the derivative of the loss with respect to w3, if the input that it multiplies is always 0?",
            "r": "The steps change w1 and w2, in whatever way fits the data. Does anything hold their length?",
        },
    ),
    hints=["By (9), every step is a weighted sum of the inputs."],
    praise="It stays as it was at the start. From zero it stays zero, hence the smallest solution.",
)


softplus_slope = function_exercise(
    "1.8",
    "A slope from a value",
    kind="derive",
    given=Given(x=positive("n", low=0.02, high=4.0)),
    reference=lambda x: numerical_gradient(lambda z: np.logaddexp(0, z).sum(), np.log(np.expm1(x))),
    solution=lambda x: 1 - np.exp(-x),
    wrong=[
        Misconception(
            "the value taken for z",
            lambda x: sigmoid(x),
            "The slope of softplus at z is the sigmoid of z, but you were given x = softplus(z), not z.",
        ),
        Misconception(
            "the sigmoid's rule", lambda x: x * (1 - x), "x (1 - x) is the sigmoid's rule. Each function has its own."
        ),
        Misconception(
            "tanh's rule",
            lambda x: 1 - x**2,
            "1 - x^2 is the rule of tanh. Start from x = ln(1 + e^z) and eliminate z.",
        ),
        Misconception(
            "z instead of the slope",
            lambda x: np.log(np.expm1(x)),
            "This is z, which can be had from x. Now take the slope there.",
        ),
        Misconception(
            "plus for minus",
            lambda x: 1 + np.exp(-x),
            "This is larger than 1, but softplus is never steeper than 1: look at the sign.",
        ),
        Misconception(
            "one minus forgotten",
            lambda x: np.exp(-x),
            "This falls from 1 to 0 as x grows, but softplus gets steeper: its slope grows towards 1.",
        ),
    ],
    hints=["The slope at z is e^z / (1 + e^z).", "From x = ln(1 + e^z): 1 + e^z = e^x. Put that in."],
    praise="The forward pass only has to keep x.",
)


def _class_probes(rng):
    return [(rng.standard_normal((5, 4)), rng.integers(0, 4, 5)) for _ in range(3)]


def _class_gradient(Z, y, *, softmax=concepts.softmax, one_hot=concepts.one_hot, sign=1):
    return sign * (softmax(Z) - one_hot(y, Z.shape[1]))


softmax_push = function_exercise(
    "1.9",
    "The Fact for several classes",
    points=3,
    given=Given(Z=real("n", "K", scale=1.5), y=classes("n", "K")),
    args=("Z", "y"),
    reference=lambda Z, y: numerical_gradient(lambda Z: multiclass.per_sample(Z, y).sum(), Z),
    solution=_class_gradient,
    wrong=[
        *slips(_class_gradient),
        Misconception(
            "extra slope",
            lambda Z, y: _class_gradient(Z, y) * concepts.softmax(Z) * (1 - concepts.softmax(Z)),
            "There is a factor p (1 - p) too many: as for two classes, the loss's own shape has canceled it.",
        ),
    ],
    hints=[
        "The target of class y is a row with a 1 in column y.",
        "np.eye(K)[y] makes all one-hot rows at once.",
        "Subtract the largest logit of each row before the exponential, and nothing overflows.",
    ],
    praise="Softmax minus one-hot; every row adds up to 0.",
)

predict_formula = choice_exercise(
    "1.a",
    "Prediction: the slide's formula",
    kind="prediction",
    options={
        "a": "right: our chain rule forgot a link",
        "b": "wrong in direction and in length: it is the gradient of another loss",
        "c": "wrong in length only: the same direction, so a larger learning rate makes up for it",
    },
    correct="b",
    replies={
        "a": "The measured gradient knows nothing of any chain rule, and it agrees with (9), not with this.",
        "c": "For one data point that would be so. With many points each is weighted differently, and the mean turns.",
    },
    praise="at these weights the angle between it and the true gradient is 23 degrees.",
)

predict_steps = choice_exercise(
    "1.b",
    "Prediction: steps out of a wrong answer",
    kind="prediction",
    options={"a": "30", "b": "300", "c": "3000"},
    correct="c",
    replies={
        "a": "It takes far more: at z = -8 the extra factor is 0.0003, so the first step is about 3,000 times too short.",
        "b": "It takes more still: at z = -8 the extra factor is 0.0003, and getting from -8 to -7 alone takes 1,888 steps.",
    },
    praise="3,011 steps, of which 1,888 go into getting from -8 to -7, where the extra factor is 0.0003 to 0.0009.",
)

predict_directions = choice_exercise(
    "1.c",
    "Prediction: ten directions in 300 steps",
    kind="prediction",
    options={"a": "all but one", "b": "five", "c": "all but the steepest, which jumps back and forth", "d": "two"},
    correct="a",
    replies={
        "b": "A curvature of 0.04 is enough for 99% in 300 steps at this rate, and only the flattest direction has less.",
        "c": "The steepest does jump back and forth, since its factor 1 - 0.4 * 4.02 is -0.61; but 0.61 to the power 300 is nothing.",
        "d": "Each direction only needs (1 - 0.4 h) to the power 300 below 0.01, which holds for every curvature h from 0.04 on.",
    },
    praise="the flattest direction has 36% of its error left, the next one 0.007%.",
)

EXERCISES = [
    residual,
    stable,
    gradient,
    slip,
    which_loss,
    step_size,
    span,
    softplus_slope,
    softmax_push,
    predict_formula,
    predict_steps,
    predict_directions,
]
