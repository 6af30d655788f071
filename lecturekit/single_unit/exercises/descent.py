"""Exercises 1.3, 1.6, 1.7 and 1.9: a training step, the best rate, the time that a direction takes, a limit and a rate beyond it."""

import numpy as np

from lecturekit.checks.arguments import Given, labels, positive, real
from lecturekit.checks.compare import as_numbers, describe
from lecturekit.checks.engine import (
    Goal,
    Misconception,
    Wrong,
    curve_exercise,
    function_exercise,
    goal_exercise,
    steps_exercise,
)
from lecturekit.datasets.stored import load_breast_cancer
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic, logistic_pm
from lecturekit.single_unit.unit import descend


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


def _tumors(rows):
    """All 30 measurements of these tumors, standardized, and their labels."""
    cancer = load_breast_cancer()
    A = cancer.X[rows]
    return (A - A.mean(axis=0)) / A.std(axis=0), cancer.y[rows]


LIMIT = 0.59742
"""2/h of the logistic loss at zero weights for the 400 tumors of the notebook, where each counts a quarter; a test measures it."""

OFF = {
    "a quarter forgotten": (
        1 / 4,
        "This is 2 over the largest curvature of least squares. At the start each tumor counts sigma (1 - sigma) times as much: how much is that at z = 0?",
    ),
    "half of the limit": (
        1 / 2,
        "At half of the limit the steepest direction would arrive in one step. Up to which rate do the errors still shrink?",
    ),
    "a quarter the wrong way round": (
        1 / 16,
        "You multiplied by 4 where a division by 4 belongs: the logistic bowl is flatter than that of least squares.",
    ),
    "one over the curvature of least squares": (
        1 / 8,
        "This is 1 over the largest curvature of least squares: a factor 2 and the factor sigma (1 - sigma) are missing.",
    ),
}
"""Slips in the limit: what is handed in as a share of the right one, and what is said of it."""


def _trained(pair, rng):
    """The loss on 400 tumors after 100 steps from zero with the rate, if the limit is right."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise Wrong(f"Expected two numbers, (limit, my_rate), got {describe(pair)}.", "no pair")
    if any(each is Ellipsis for each in pair):
        return ...
    try:
        limit, rate = (float(as_numbers(each)) for each in pair)
    except (TypeError, ValueError):
        raise Wrong(f"Expected two numbers, (limit, my_rate), got {describe(pair)}.", "no number") from None
    share = limit / LIMIT
    for name, (slip, reply) in OFF.items():
        if abs(share / slip - 1) < 0.02:
            raise Wrong(reply, name)
    if abs(rate / LIMIT - 1) < 0.02:
        raise Wrong("Your two numbers have changed places: the limit comes first.", "exchanged")
    if not abs(share - 1) < 0.02:
        raise Wrong(
            f"The limit is not {limit:.3g}. It is 2/h, with h the largest eigenvalue of X^T X / n for the 400 tumors of "
            "this notebook, times sigma (1 - sigma) at z = 0.",
            "another limit",
        )
    if not 0 < rate < 1e6:
        raise Wrong(f"Expected a learning rate above 0 and below a million, got {rate:g}.", "not above 0")
    A, y = _tumors(rng.permutation(len(load_breast_cancer().y))[:400])
    path = descend(logistic, np.zeros(A.shape[1]), A, y, eta=rate, n_steps=100)
    losses = [logistic(A @ w[:-1] + w[-1], y) for w in path]
    return {"loss": losses[-1], "highest": max(losses)}


def _too_short_or_too_long(run):
    """Where to look: a loss that was ever above that of the start was moved too far."""
    if run["highest"] > np.log(2) + 1e-9:
        return f"On its way the loss jumped up to {run['highest']:.3g}, from ln 2 at the start, and a hundred steps are too few to come back: your steps are too long."
    return "The loss is never above that of the start: the steps could be longer. Draw it for your rate and for twice as much."


fast = goal_exercise(
    "1.9",
    "A limit, and a hundred steps",
    run=_trained,
    solution=(LIMIT, 8.0),
    seeds=(1, 2, 3),
    goals=[Goal("loss", at_most=0.054, why=_too_short_or_too_long)],
    wrong=[
        *(Misconception(name, (slip * LIMIT, 8.0), reply) for name, (slip, reply) in OFF.items()),
        Misconception(
            "the rate of the chapter",
            (LIMIT, 0.5),
            "This was the chapter's rate, with 300 steps. It keeps to the limit of the start. Does the limit stay where it is while the unit learns? Try.",
        ),
        Misconception(
            "twice as much",
            (LIMIT, 1.0),
            "Better than 0.5, and still on the slow side: the loss falls evenly all the way, although the rate is above the limit of the start. Go on in this direction.",
        ),
        Misconception(
            "far too large",
            (LIMIT, 100.0),
            "Too large: every early step jumps far across the valley, and the hundred steps do not make up for it. A rate ten times smaller ends lower.",
        ),
    ],
    hints=[
        "Section *Predicting a number: ten straight lines*, for the limit: `np.linalg.eigvalsh(A.T @ A / len(A))`. By the proof in the section on convexity each tumor then counts sigma (1 - sigma) times.",
        "For the rate: try 1, 2, 4, 8, ... with `descend`, and print the loss after 100 steps.",
        "A rate that is behind after the first five steps can be ahead after a hundred.",
    ],
    praise="Many times what 2/h allows at the start! But sigma (1 - sigma) shrinks as the mistakes shrink, and the curvature with it: with a rate of 8, h falls from 3.3 to less than 0.15 in these hundred steps, and then the rule allows more than 13.",
)
