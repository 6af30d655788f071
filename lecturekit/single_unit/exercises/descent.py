"""Exercises 1.3, 1.6 and 1.7: a training step, the best rate, the time that a direction takes."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, positive, real
from lecturekit.checks.engine import Misconception, curve_exercise, function_exercise, steps_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic_pm


def _step_by_numbers(w, b, X, y, eta):
    """Where a step leads, by the measured gradient."""
    measured = numerical_gradient(lambda wb: logistic_pm(X @ wb[:-1] + wb[-1], y), np.append(w, b))
    return {"w_new": w - eta * measured[:-1], "b_new": b - eta * measured[-1]}


one_step = steps_exercise(
    "1.3",
    "A training step, quantity by quantity",
    points=3,
    args=("w", "b", "X", "y", "eta"),
    given=Given(w=real("d"), b=real(), X=real("n", "d"), y=labels("n", (-1, 1)), eta=positive()),
    steps={
        "z": lambda w, b, X: X @ w + b,
        "output": lambda z: sigmoid(z),
        "mistake": lambda y, output: output - (1 + y) / 2,
        "w_new": lambda w, X, y, eta, mistake: w - eta * X.T @ mistake / len(y),
        "b_new": lambda b, eta, mistake: b - eta * np.mean(mistake),
    },
    reference=_step_by_numbers,
    wrong=[
        Misconception("bias forgotten", {"z": lambda w, X: X @ w}, "The bias b is missing in the logit."),
        Misconception(
            "tanh for the labels",
            {"output": lambda z: np.tanh(z)},
            "Your output lies between -1 and 1, as the labels do. The output of the logistic loss is a probability, in either coding of the labels.",
        ),
        Misconception(
            "sigmoid of yz",
            {"output": lambda z, y: sigmoid(y * z)},
            "Your output is the sigmoid of yz, the probability of the label that happened to come. The output is the probability of +1, whatever the label is.",
        ),
        Misconception(
            "label as target",
            {"mistake": lambda y, output: output - y},
            "You took the label -1 or +1 for the target. A probability never reaches -1: which targets, 0 and 1, do the labels stand for?",
        ),
        Misconception(
            "targets exchanged",
            {"mistake": lambda y, output: output - (1 - y) / 2},
            "Your targets are exchanged: the loss of the label +1 falls as z grows, so the output is pulled to 1, and not to 0.",
        ),
        Misconception(
            "sign flipped",
            {"mistake": lambda y, output: (1 + y) / 2 - output},
            "The mistake is output minus target. Yours is positive where the output is too small.",
        ),
        Misconception(
            "extra slope",
            {"mistake": lambda y, output: (output - (1 + y) / 2) * output * (1 - output)},
            "There is a factor output (1 - output) too many: the slope that the chapter put on trial.",
        ),
        Misconception(
            "uphill",
            {"w_new": lambda w, X, y, eta, mistake: w + eta * X.T @ mistake / len(y)},
            "This step goes uphill. The gradient is the mean of mistake times input, and a step goes against the gradient.",
        ),
        Misconception(
            "sum for the weights",
            {"w_new": lambda w, X, eta, mistake: w - eta * X.T @ mistake},
            "You added up over the data points. The loss is their mean, so the step of the weights needs a 1/n.",
        ),
        Misconception(
            "sum for the bias",
            {"b_new": lambda b, eta, mistake: b - eta * np.sum(mistake)},
            "You added up the mistakes for the bias. The loss is a mean, for the bias too.",
        ),
        Misconception(
            "rate forgotten",
            {"w_new": lambda w, X, y, mistake: w - X.T @ mistake / len(y)},
            "The learning rate eta is missing in the step of the weights.",
        ),
    ],
    hints=[
        "Section *The gradient*. The labels -1 and +1 stand for the targets 0 and 1.",
        "X.T @ mistake adds up mistake times input over all rows of X.",
        "The bias is the weight of an input that is always 1.",
    ],
    praise="Every quantity is right.",
)


def _eigenvalues(X):
    return np.linalg.eigvalsh(X.T @ X / len(X))


best_rate = function_exercise(
    "1.6",
    "The best rate",
    kind="derive",
    points=3,
    given=Given(X=real("n", "d"), sizes={"n": (5, 6, 7), "d": (2, 3, 4)}, without=("X all equal",)),
    reference=lambda X: 2 / (_eigenvalues(X)[0] + _eigenvalues(X)[-1]),
    wrong=[
        Misconception(
            "the limit",
            lambda X: 2 / _eigenvalues(X)[-1],
            "This is the limit: at this rate the steepest direction jumps back and forth and never arrives. Its factor there is -1.",
        ),
        Misconception(
            "steepest in one jump",
            lambda X: 1 / _eigenvalues(X)[-1],
            "At this rate the steepest direction arrives in one step, and the flattest one is the slowest. A larger rate would help it.",
        ),
        Misconception(
            "mean of all curvatures",
            lambda X: 1 / np.mean(_eigenvalues(X)),
            "You took the mean over all directions. Only the worst factor counts: which two directions can be the worst?",
        ),
        Misconception(
            "sum of all curvatures",
            lambda X: 2 / np.sum(_eigenvalues(X)),
            "You divided by the sum of all curvatures. Only the worst factor counts: which two directions can be the worst?",
        ),
        Misconception(
            "mean of two rates",
            lambda X: (1 / _eigenvalues(X)[[0, -1]]).sum(),
            "You took the mean of two rates, one for the flattest and one for the steepest direction. It lies above the limit of the steepest. "
            "Set the two factors equal instead.",
        ),
        Misconception(
            "column means taken off",
            lambda X: 2 / sum(np.linalg.eigvalsh(np.cov(X, rowvar=False))[[0, -1]]),
            "You took the covariances, as `np.cov` does: column means taken off, and divided by n - 1. The curvature of the loss is X^T X / n, with X as it is.",
        ),
        Misconception(
            "half of it",
            lambda X: 1 / (_eigenvalues(X)[0] + _eigenvalues(X)[-1]),
            "A factor 2 is missing: set 1 - eta h of the flattest direction equal to eta h - 1 of the steepest.",
        ),
        Misconception(
            "1/n forgotten",
            lambda X: 2 / sum(np.linalg.eigvalsh(X.T @ X)[[0, -1]]),
            "The loss is a MEAN: its curvature is X^T X divided by n.",
        ),
        Misconception(
            "singular values not squared",
            lambda X: 2 / sum(np.linalg.svd(X / np.sqrt(len(X)))[1][[0, -1]]),
            "You used the singular values of X. The curvatures are their squares, over n.",
        ),
        Misconception(
            "flattest in one jump",
            lambda X: 1 / _eigenvalues(X)[0],
            "At this rate the flattest direction arrives in one step. But the steepest one overshoots, and explodes if it is more than twice as steep.",
        ),
    ],
    hints=[
        "Section *Predicting a number: ten straight lines*. The factor of a direction is |1 - eta h|. Draw it against h, as in the right half of the widget: the largest is at one of the two ends.",
        "The larger of the two is smallest where both are equal: 1 - eta h_min = eta h_max - 1.",
        "np.linalg.eigvalsh returns the eigenvalues in increasing order.",
    ],
    praise="At this rate the flattest and the steepest direction shrink equally fast; any other rate makes one of them slower.",
)

CURVATURES = (0.01, 0.1, 0.5, 1.5, 1.9)

arrival = curve_exercise(
    "1.7",
    "How many steps a direction takes",
    at=CURVATURES,
    x="h",
    expected=lambda: [float(np.ceil(np.log(1e-3) / np.log(abs(1 - h)))) for h in CURVATURES],
    factor=1.5,
    wrong=[
        Misconception(
            "the steeper the faster",
            [688, 66, 10, 5, 4],
            "Steeper is faster only up to h = 1, where one step arrives. Beyond it each step jumps over the lowest place: what is |1 - h| at 1.9?",
        ),
        Misconception(
            "explodes above 1",
            [688, 66, 10, 1e4, 1e5],
            "Between 1 and 2 the factor is negative, so the error changes its sign in every step, but its size still shrinks.",
        ),
        Misconception(
            "steps in proportion to the curvature",
            [1, 10, 50, 150, 190],
            "A flat direction is slow, not fast: its slope is small, and so are its steps.",
        ),
        Misconception(
            "one over the curvature",
            [100, 10, 2, 0.7, 0.5],
            "1/h is the time in which the error falls to about 37% where h is small; to a thousandth takes about seven times as long.",
        ),
    ],
    hints=[
        "Section *Predicting a number: ten straight lines*. Each step multiplies the error by |1 - h|, since the rate is 1.",
        "At h = 0.5 the factor is 1/2, and 1/2 to the power 10 is about a thousandth. What is the factor at 1.5?",
    ],
    praise="Two directions whose curvatures lie equally far from 1 take equally long, one creeping and one jumping.",
)
