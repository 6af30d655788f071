"""Exercise 4.5: a column that is constant, and code that looks for it by its standard deviation."""

import numpy as np

from lecturekit.checks.engine import Misconception, Wrong, bug_exercise


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
    begins_alike = table(5, 1.0, 0.1)
    begins_alike[1] = begins_alike[0]
    return [
        *found,
        (table(6, 1.0, 0.1), np.tile(table(1, 1.0, 0.1), (3, 1))),  # the new rows are all alike
        (begins_alike, table(2, 1.0, 0.1)),
    ]


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
            "a smaller threshold",
            standardizer(lambda X: X.std(axis=0) < 1e-12),
            "However small, a fixed threshold on sigma leaves alone some column whose numbers are smaller still, and not constant. Compare the numbers with one another.",
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
            "You use the new rows' own mean and sigma. Then the same tumor gets different numbers depending on the others in the set; use the training data's.",
        ),
        Misconception(
            "first rows only",
            standardizer(lambda X: X[0] == X[min(1, len(X) - 1)]),
            "You compare the first two rows only. A column may begin with two equal numbers and still vary further down.",
        ),
        Misconception(
            "constant in the new rows",
            lambda X_train, X_new: standardizer(lambda X: (X_new[0] == X_new).all(axis=0))(X_train, X_new),
            "You ask the new rows which columns are constant. Whether a column is, the training data decide, as they do for mu and sigma.",
        ),
        Misconception(
            "relative to the mean",
            standardizer(lambda X: X.std(axis=0) < 1e-3 * np.abs(X.mean(axis=0)) + 1e-12),
            "That threshold depends on the mean, but a column of years, 1990 to 1992, varies by less than a thousandth and is not constant, nor is one that varies by nanometers.",
        ),
    ],
    hints=[
        "Section *Fewer iterations* divides by the deviation. The mean of three numbers 0.1 is not exactly 0.1. What does the given code make of such a column?",
        "A column is constant if all its numbers equal its first one. Numpy compares whole tables with a row, and `all` has an axis.",
    ],
    praise="Ask the numbers themselves whether they are equal; a deviation that was computed is only nearly 0.",
)
