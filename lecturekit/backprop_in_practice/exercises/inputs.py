"""Exercises 4.3 to 4.5: inputs in other units, what standardizing changes, a column that is constant."""

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, bug_exercise, choice_exercise, function_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient


# ---- 4.3 back to raw inputs and outputs
def affine_probes(rng):
    """A unit's weights and bias, and the statistics of its inputs and of its target."""
    return [
        (
            rng.normal(size=d),
            float(rng.normal()),
            rng.normal(3, 2, d),
            rng.uniform(0.2, 9, d),
            float(rng.normal(2, 3)),
            float(rng.uniform(2, 9)),
        )
        for d in (2, 3, 5)
    ]


def raw_by_solving(w, b, mu, sigma, mu_y, sigma_y):
    """From values of the function alone: f(0), and the slope along each raw coordinate."""

    def f(x):
        return float((np.dot(w, (x - mu) / sigma) + b) * sigma_y + mu_y)

    return numerical_gradient(f, np.zeros(len(w))), f(np.zeros(len(w)))


def raw(
    w, b, mu, sigma, mu_y, sigma_y, *, divided=True, shifted=-1.0, scaled=True, bias_scaled=True, target_shift=True
):
    """The weights and the bias for raw inputs and outputs, right by default."""
    w_raw = (w / sigma if divided else w * sigma) * (sigma_y if scaled else 1)
    shift = shifted * (w_raw @ mu)
    return w_raw, (b * sigma_y if bias_scaled else b) + shift + (mu_y if target_shift else 0)


TO_RAW = function_exercise(
    "4.3",
    "The same unit in raw units",
    kind="derive",
    points=3,
    probes=affine_probes,
    reference=raw_by_solving,
    tolerance=1e-5,
    solution=raw,
    returns=("w_raw", "b_raw"),
    wrong=[
        Misconception(
            "outputs left standardized",
            lambda w, b, mu, sigma, mu_y, sigma_y: (w / sigma, b - (w / sigma) @ mu),
            "The inputs are raw now, but the output is still in units of the standardized target. Undo that as well: times sigma_y, plus mu_y.",
        ),
        Misconception(
            "bias of the inputs unchanged",
            lambda *given: raw(*given, shifted=0.0),
            "The weights are right, but the shift by mu got lost: what does w . (x - mu) / sigma + b give at x = 0?",
        ),
        Misconception(
            "multiplied",
            lambda *given: raw(*given, divided=False),
            "Upside down: a feature with a large sigma was made SMALLER, so its weight on the raw feature must be smaller, too.",
        ),
        Misconception(
            "plus",
            lambda *given: raw(*given, shifted=1.0),
            "The sign of the bias' change: mu is subtracted from x, and so it comes out of the bracket with a minus.",
        ),
        Misconception(
            "bias not in raw units",
            lambda *given: raw(*given, bias_scaled=False),
            "The old bias is in units of the standardized target. It is multiplied by sigma_y, as everything is.",
        ),
        Misconception(
            "mean of the target forgotten",
            lambda *given: raw(*given, target_shift=False),
            "The prediction is off by mu_y everywhere: the target was centered, so its mean has to be added in the end.",
        ),
        Misconception(
            "mean of the target multiplied",
            lambda w, b, mu, sigma, mu_y, sigma_y: (
                raw(w, b, mu, sigma, mu_y, sigma_y)[0],
                raw(w, b, mu, sigma, mu_y, sigma_y)[1] + (sigma_y - 1) * mu_y,
            ),
            "You multiplied mu_y by sigma_y. First times sigma_y, then plus mu_y: the order of undoing is the reverse of that of doing.",
        ),
    ],
    hints=[
        "Section *In theory nothing has changed*. Write (w . (x - mu) / sigma + b) sigma_y + mu_y and sort it into something times x, plus the rest.",
        "w_raw is what stands before x. b_raw is the value at x = 0.",
    ],
    praise="So whatever a network computes in standardized units, another one computes in raw ones: the set of functions is the same.",
)


# ---- 4.4 what standardizing changes
THEORY = choice_exercise(
    "4.4",
    "No effect, in theory?",
    kind="why",
    correct="b",
    options={
        "a": "gradient descent takes the same path, only in other units",
        "b": "the same functions can be represented, and the lowest unregularized loss is the same",
        "c": "with weight decay the best network is the same function, too",
        "d": "it holds even for a network without biases in its first layer",
    },
    replies={
        "a": "The path is exactly what changes: w' = w / sigma, while its gradient gets multiplied by sigma. A step that fits one feature is sigma^2 times off for another.",
        "c": "Weight decay penalizes the length of w, and w' = w / sigma has another length. A feature in larger units, that is smaller numbers, needs larger weights and is penalized more.",
        "d": "Where would the shift go? w . (x - mu) contains the constant w . mu, and only a bias can supply it.",
    },
    again=Again(
        "Somebody measures one length in millimeters instead of meters and trains logistic regression, without weight decay, by gradient descent. What stays the same?",
        {
            "p": "the largest stable learning rate",
            "q": "the number of steps to a given loss",
            "r": "the lowest loss that can be reached",
        },
        "r",
        {
            "p": "The curvature along that weight grows by a factor of a million, and the rate has to shrink.",
            "q": "With curvatures of such different sizes the condition number is another one, and with it the number of steps.",
        },
    ),
    hints=[
        "Section *In theory nothing has changed*. Exercise 4.3 shows which functions the two networks can compute. What does it NOT say anything about?"
    ],
    praise="True of the set of functions, and of nothing that depends on the coordinates: paths, penalties, random starts.",
)


# ---- 4.5 a constant column
def given_standardize(X_train, X_new):
    """The code that is given: it looks for constant columns by their standard deviation."""
    mu, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    constant = sigma == 0
    return (X_new - np.where(constant, 0, mu)) / np.where(constant, 1, sigma)


def standardize_in_loops(X_train, X_new):
    """Equations (33) and (34) column by column, in plain sums; constant columns are found by their numbers."""
    X_train, result = np.asarray(X_train, float), np.array(X_new, float)
    for j in range(X_train.shape[1]):
        column = [float(x) for x in X_train[:, j]]
        if max(column) > min(column):
            mean = sum(column) / len(column)
            square = sum((x - mean) ** 2 for x in column) / len(column)
            result[:, j] = (result[:, j] - mean) / square**0.5
    return result


def table_probes(rng):
    """Training and new rows: columns of very different sizes, a column of ones, a column of 0.1."""
    scales, centers = np.array([1.0, 30.0, 1e-9, 1e-15, 1.0]), np.array([0.5, 100.0, 2e-9, 2e-15, 1991.0])

    def table(n, ones, tenths):
        return np.column_stack([np.full(n, ones), np.full(n, tenths), centers + scales * rng.normal(size=(n, 5))])

    found = [(table(n, 1.0, 0.1), table(4, 1.0, 0.1 + 0.3 * rng.random())) for n in (3, 7, 569)]
    return [*found, (table(6, 1.0, 0.1), np.tile(table(1, 1.0, 0.1), (3, 1)))]  # the new rows are all alike


def standardizer(constant=lambda X: (X[0] == X).all(axis=0), *, center=True, guard=0.0, own=False):
    """A repaired function with a test for constant columns of one's own."""

    def answer(X_train, X_new):
        X_train = np.asarray(X_train, float)
        mu, sigma, alone = X_train.mean(axis=0), X_train.std(axis=0), constant(np.asarray(X_train))
        if own:
            mu, sigma = np.mean(X_new, axis=0), np.std(X_new, axis=0)
        kept = alone if center else np.zeros_like(alone)
        with np.errstate(all="ignore"):
            return (X_new - np.where(kept, 0, mu)) / (np.where(alone, 1, sigma) + guard)

    return answer


def two_tables(X_train, X_new):
    """Both are tables of finite numbers with the same columns."""
    for name, X in (("X_train", X_train), ("X_new", X_new)):
        if np.ndim(X) != 2 or len(X) == 0 or not np.isfinite(np.asarray(X, float)).all():
            raise Wrong(f"{name} should be a table of finite numbers, with one row at least.")
    if np.shape(X_train)[1] != np.shape(X_new)[1]:
        raise Wrong("X_train and X_new need the same number of columns.")


STANDARDIZE = bug_exercise(
    "4.5",
    "A column that is constant",
    buggy=given_standardize,
    reference=standardize_in_loops,
    example=(np.full((3, 1), 0.1), np.array([[0.2]])),
    valid=two_tables,
    probes=table_probes,
    solution=standardizer(),
    wrong=[
        Misconception(
            "a threshold",
            standardizer(lambda X: X.std(axis=0) < 1e-8),
            "A fixed threshold on sigma leaves alone a column of lengths in meters that vary by nanometers. Its numbers are small, and they are not constant. Compare the numbers with one another.",
        ),
        Misconception(
            "a small number added",
            standardizer(lambda X: np.zeros(X.shape[1], bool), guard=1e-8),
            "Adding 1e-8 to sigma keeps the quotient finite. But it centers the dummy away, x_0 = 1 becomes 0, and it spoils columns whose sigma is itself so small.",
        ),
        Misconception(
            "the dummy centered",
            standardizer(center=False),
            "Constant columns are found, but they are still shifted by their mean: x_0 = 1 has become 0, and with it the bias is gone. They are to be left as they are.",
        ),
        Misconception(
            "its own statistics",
            standardizer(own=True),
            "You use the new rows' own mean and sigma. Then the same tumour gets different numbers depending on the others in the set; use the training data's.",
        ),
        Misconception(
            "relative to the mean",
            standardizer(lambda X: X.std(axis=0) < 1e-3 * np.abs(X.mean(axis=0)) + 1e-12),
            "That threshold depends on the mean, but a column of years, 1990 to 1992, varies by less than a thousandth and is not constant, nor is one that varies by nanometers.",
        ),
    ],
    hints=[
        "Section *Going deeper: a column that is constant*. The mean of three numbers 0.1 is not exactly 0.1. What does the given code make of such a column?",
        "A column is constant if all its numbers equal its first one. Numpy compares whole tables with a row, and `all` has an axis.",
    ],
    praise="Ask the numbers themselves whether they are equal; a deviation that was computed is only nearly 0.",
)
