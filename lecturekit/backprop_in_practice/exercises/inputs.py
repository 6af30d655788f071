"""Exercises of chapter 4, second part: standardized inputs, and how large a learning rate they allow."""

import numpy as np

from lecturekit.checks.arguments import Given, positive, real
from lecturekit.checks.engine import Misconception, choice_exercise, function_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient


# ---- 4.3 back to raw inputs
def affine_probes(rng):
    """A unit's weights and bias, and the statistics of its inputs."""
    return [(rng.normal(size=d), float(rng.normal()), rng.normal(3, 2, d), rng.uniform(0.2, 9, d)) for d in (2, 3, 5)]


def raw_by_solving(w, b, mu, sigma):
    """From values of the function alone: f(0), and the slope along each raw coordinate."""

    def f(x):
        return float(np.dot(w, (x - mu) / sigma) + b)

    return numerical_gradient(f, np.zeros(len(w))), f(np.zeros(len(w)))


TO_RAW = function_exercise(
    "4.3",
    "The same unit on raw inputs",
    kind="derive",
    points=3,
    probes=affine_probes,
    given=Given(w=real("d"), b=real(), mu=real("d"), sigma=positive("d")),
    returns=("w_raw", "b_raw"),
    reference=raw_by_solving,
    tolerance=1e-5,
    solution=lambda w, b, mu, sigma: (w / sigma, b - np.sum(w * mu / sigma)),
    wrong=[
        Misconception(
            "bias unchanged",
            lambda w, b, mu, sigma: (w / sigma, b),
            "The weights are right, but the shift by mu has gone lost: what does w . (x - mu) / sigma + b give at x = 0?",
        ),
        Misconception(
            "multiplied",
            lambda w, b, mu, sigma: (w * sigma, b - np.sum(w * sigma * mu)),
            "Upside down: a feature with a large sigma was made SMALLER, so its weight on the raw feature must be smaller, too.",
        ),
        Misconception(
            "plus",
            lambda w, b, mu, sigma: (w / sigma, b + np.sum(w * mu / sigma)),
            "The sign of the bias' change: mu is subtracted from x, and so it comes out of the bracket with a minus.",
        ),
        Misconception(
            "mu not divided",
            lambda w, b, mu, sigma: (w / sigma, b - np.sum(w * mu)),
            "In the bias, mu is divided by sigma as well: the bracket (x - mu) is divided as a whole.",
        ),
        Misconception(
            "bias divided",
            lambda w, b, mu, sigma: (w / sigma, b - np.sum(w * mu / sigma**2)),
            "You have divided by sigma twice in the bias. Use the new weights OR divide, not both.",
        ),
    ],
    hints=["Write w . (x - mu) / sigma + b and sort it into something times x, plus the rest."],
    praise="So whatever a network computes on standardized inputs, another one computes on the raw ones: the set of functions is the same.",
)


# ---- 4.4 what standardizing changes
THEORY = choice_exercise(
    "4.4",
    "No effect, in theory?",
    correct="c",
    options={
        "a": "gradient descent takes the same path, only in other units",
        "b": "with weight decay the best network is the same function, too",
        "c": "the same functions can be represented, and the lowest unregularized loss is the same",
        "d": "it holds even for a network without biases in its first layer",
    },
    replies={
        "a": "The path is exactly what changes: w' = w / sigma, while its gradient gets multiplied by sigma. A step that fits one feature is sigma^2 times off for another.",
        "b": "Weight decay punishes the length of w, and w' = w / sigma has another length. A feature in smaller units needs larger weights and is punished more.",
        "d": "Where would the shift go? w . (x - mu) contains the constant w . mu, and only a bias can supply it.",
    },
    hints=["Exercise 4.3 shows which functions the two networks can compute. What does it NOT say anything about?"],
    praise="True of the set of functions, and of nothing that depends on the coordinates: paths, penalties, random starts.",
)


# ---- 4.5 standardize
def table_probes(rng):
    """Training and new rows with columns of very different sizes, the first one constant."""
    scales, centers = np.array([1.0, 30.0, 0.01, 5.0]), np.array([0.5, 100.0, -0.02, -7.0])
    return [
        (
            np.column_stack([np.ones(8), centers + scales * rng.normal(size=(8, 4))]),
            np.column_stack([np.ones(3), centers + scales * rng.normal(size=(3, 4))]),
        )
        for _ in range(3)
    ]


def standardize_in_loops(X_train, X_new):
    """Equations (33) and (34) column by column, in plain sums."""
    result = np.array(X_new, float)
    for j in range(X_train.shape[1]):
        column = [float(x) for x in X_train[:, j]]
        mean = sum(column) / len(column)
        square = sum((x - mean) ** 2 for x in column) / len(column)
        if max(column) > min(column):
            result[:, j] = (result[:, j] - mean) / square**0.5
    return result


def standardizer(center=lambda X: X.mean(axis=0), scale=lambda X: X.std(axis=0), own=False):
    """A way to standardize, right by default; one wrong choice at a time makes the bank."""

    def answer(X_train, X_new):
        source = X_new if own else X_train
        mu, sigma = center(source) * np.ones(X_new.shape[1]), scale(source) * np.ones(X_new.shape[1])
        alone = np.ptp(X_train, axis=0) == 0
        return (X_new - np.where(alone, 0, mu)) / np.where(alone, 1, sigma)

    return answer


def divides_by_zero(X_train, X_new):
    """No exception for constant columns."""
    with np.errstate(all="ignore"):
        return (X_new - X_train.mean(axis=0)) / X_train.std(axis=0)


STANDARDIZE = function_exercise(
    "4.5",
    "Standardize",
    points=3,
    probes=table_probes,
    given=Given(
        X_train=real("n", "d", center=2.0, also=("a constant column", "a column of ones")),
        X_new=real("k", "d", center=1.0, also=("a constant column",)),
        sizes={"n": (4, 5, 6), "k": (1, 2, 3), "d": (1, 2, 3, 4)},
    ),
    reference=standardize_in_loops,
    solution=standardizer(),
    wrong=[
        Misconception(
            "dummy column",
            divides_by_zero,
            "The constant column has sigma = 0, and 0 / 0 is nan. Leave constant columns as they are.",
        ),
        Misconception(
            "dummy centered",
            lambda X_train, X_new: (
                standardizer()(X_train, X_new) - np.where(np.ptp(X_train, axis=0) == 0, X_train[0], 0)
            ),
            "You have taken care of sigma = 0, but the constant column is still shifted by its mean: x_0 = 1 has become 0, and with it the bias is gone.",
        ),
        Misconception(
            "its own statistics",
            standardizer(own=True),
            "You use the new rows' own mean and sigma. Then one and the same tumour gets other numbers depending on its company; use the training data's.",
        ),
        Misconception(
            "not centered",
            standardizer(center=lambda X: np.zeros(X.shape[1])),
            "Rescaled, but not shifted: equation (33) is missing.",
        ),
        Misconception(
            "sigma before centering",
            standardizer(scale=lambda X: np.sqrt((X**2).mean(axis=0))),
            "Your sigma is the root mean square of the RAW column. Equation (34) comes after (33): take it of the centered column.",
        ),
        Misconception(
            "n - 1",
            standardizer(scale=lambda X: X.std(axis=0, ddof=1)),
            "You divide by n - 1 in sigma; (34) has 1/n. It hardly matters, but the training columns then do not have mean square 1.",
        ),
        Misconception(
            "variance",
            standardizer(scale=lambda X: X.var(axis=0)),
            "You divide by the variance. Check the units: x and sigma are both in millimeters, the variance in square millimeters.",
        ),
        Misconception(
            "one for all",
            standardizer(center=lambda X: X.mean(), scale=lambda X: X.std()),
            "You use one mean and one sigma for the whole table. Each column has its own.",
        ),
    ],
    hints=[
        "Statistics along axis 0: one number for each column.",
        "np.where(sigma == 0, ...) takes care of the dummy.",
    ],
    praise="Fit on training data, apply everywhere, leave the dummy alone.",
)


# ---- 4.6 the largest stable rate
def design_probes(rng):
    """Data of two to four features of different sizes."""
    return [(rng.normal(size=(n, d)) * rng.uniform(0.3, 3, d),) for n, d in ((9, 2), (12, 3), (20, 4))]


def stable_by_following(X):
    """Follow the steepest direction by repeated multiplication; its factor is 1 - eta lambda_max."""
    direction = np.ones(X.shape[1])
    for _ in range(4000):
        direction = X.T @ (X @ direction) / len(X)
        direction /= (growth := np.linalg.norm(direction))
    return 2 / growth


def top(X):
    """The largest eigenvalue of X^T X."""
    return float(np.linalg.eigvalsh(X.T @ X)[-1])


RATE = function_exercise(
    "4.6",
    "The largest stable learning rate",
    points=3,
    probes=design_probes,
    given=Given(X=real("n", "d")),
    reference=stable_by_following,
    solution=lambda X: 2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1],
    wrong=[
        Misconception(
            "one, not two",
            lambda X: len(X) / top(X),
            "That is 1 / lambda_max: there the steepest direction is solved in one step. Beyond it the error changes sign, but still shrinks for a while.",
        ),
        Misconception(
            "1/n forgotten",
            lambda X: 2 / top(X),
            "The loss is a MEAN over the data points: its second derivatives are X^T X / n.",
        ),
        Misconception(
            "singular value",
            lambda X: 2 * np.sqrt(len(X)) / np.linalg.norm(X, 2),
            "You have used the largest singular value of X / sqrt(n). The eigenvalue of X^T X / n is its square.",
        ),
        Misconception(
            "trace",
            lambda X: 2 * len(X) / np.sum(X**2),
            "You divide by the SUM of the eigenvalues, the trace. That is always safe, and smaller than it has to be.",
        ),
        Misconception(
            "smallest",
            lambda X: 2 * len(X) / float(np.linalg.eigvalsh(X.T @ X)[0]),
            "That is the limit of the flattest direction. The steepest one diverges long before.",
        ),
    ],
    hints=[
        "Along an eigenvector of X^T X / n with eigenvalue lam the error is multiplied by 1 - eta lam in each step.",
        "It does not grow as long as |1 - eta lam| <= 1, for the largest lam too.",
    ],
    praise="2 / lambda_max: with the smallest eigenvalue fixed, the condition number decides how slow the rest is.",
)
