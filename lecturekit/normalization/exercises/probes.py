"""Probes and independent truths for the exercises of chapter 7: sums written out, numerical gradients."""

import numpy as np

from lecturekit.checks.arguments import Given, real
from lecturekit.single_unit.gradient_check import numerical_gradient

EPS = 1e-5
TABLES = Given(
    X_train=real("n", "d", center=2.0, also=("a constant column", "a column of ones")),
    X_new=real("k", "d", center=1.0, also=("a constant column",)),
    sizes={"n": (4, 5, 6), "k": (1, 2, 3), "d": (1, 2, 3, 4)},
)
"""Training and new rows at the edges: columns that are constant in one of the two, few rows, whole numbers."""


def center_scale(Z, mean, sd, scale=1.0, shift=0.0):
    """The common last step of every recipe, right or wrong."""
    return scale * (Z - mean) / sd + shift


def standardize_probes(rng):
    """Training rows and new rows (n, 4): unequal sizes and offsets, and a constant column."""

    def data(n):
        columns = rng.normal([3.0, -20.0, 0.4], [0.5, 4.0, 0.1], size=(n, 3))
        return np.column_stack([columns, np.full(n, 5.0)])

    return [(data(8), data(5)) for _ in range(3)]


def standardized(X_train, X_new):
    """Column by column, with sums written out."""
    result = np.array(X_new, float)
    for j in range(X_train.shape[1]):
        mean = sum(X_train[:, j]) / len(X_train)
        square = sum((x - mean) ** 2 for x in X_train[:, j]) / len(X_train)
        if square > 0:
            result[:, j] = (X_new[:, j] - mean) / square**0.5
    return result


def batch_probes(rng):
    """Z (6, 4) with one unit so small that the place of eps matters; scale and shift (4,)."""
    sd = np.array([2.0, 0.5, 1e-3, 5.0])
    return [(rng.normal(1.0, 1.0, (6, 4)) * sd, rng.normal(1.0, 0.5, 4), rng.normal(size=4)) for _ in range(3)]


def by_columns(Z, scale, shift):
    """Batch norm with sums written out, unit by unit."""
    return predicted(Z, Z, scale, shift)


def predicted(Z_train, Z_new, scale, shift):
    """Batch norm of Z_new with the statistics of Z_train, with sums written out."""
    result = np.empty_like(Z_new)
    for j, column in enumerate(Z_train.T):
        mean = sum(column) / len(column)
        variance = sum((z - mean) ** 2 for z in column) / len(column)
        result[:, j] = [scale[j] * (z - mean) / (variance + EPS) ** 0.5 + shift[j] for z in Z_new[:, j]]
    return result


def by_rows(Z, scale, shift):
    """Layer norm, one data point at a time, with sums written out."""
    ones, zeros = np.ones(1), np.zeros(1)
    return np.array([by_columns(row[:, None], ones, zeros)[:, 0] * scale + shift for row in Z])


def batch_norm(Z, scale, shift):
    """Batch norm per neuron."""
    return center_scale(Z, Z.mean(axis=0), np.sqrt(Z.var(axis=0) + EPS), scale, shift)


def layer_norm(Z, scale, shift):
    """Layer norm."""
    return center_scale(Z, Z.mean(axis=1, keepdims=True), np.sqrt(Z.var(axis=1, keepdims=True) + EPS), scale, shift)


def backward_probes(rng):
    """delta and Z (6, 3), scale (3,)."""
    return [(rng.normal(size=(6, 3)), rng.normal(2.0, 3.0, (6, 3)), rng.normal(1.5, 0.5, 3)) for _ in range(3)]


def numerical_backward(delta, Z, scale):
    """The derivative of sum(delta * output) with respect to Z, by differences."""
    slopes = numerical_gradient(lambda Z: np.sum(delta * batch_norm(Z, scale, 0.0)), Z)
    return np.round(slopes, 9)  # a derivative of exactly 0 comes out as 1e-12


def backward_pass(delta, Z, scale, through_mean=1.0, through_variance=1.0, axis=0):
    """The formula, with its paths to switch off and its axis to get wrong."""
    s = np.sqrt(Z.var(axis=0) + EPS)
    z_hat, d = (Z - Z.mean(axis=0)) / s, delta * scale
    return (
        d
        - through_mean * d.mean(axis=axis, keepdims=True)
        - through_variance * z_hat * np.mean(d * z_hat, axis=axis, keepdims=True)
    ) / s


def prediction_probes(rng):
    """Training rows and new rows from elsewhere, scale and shift (3,)."""

    def data(n, mean):
        return rng.normal(mean, [1.0, 3.0, 0.2], size=(n, 3))

    return [
        (data(6, [0.0, 5.0, -1.0]), data(4, [2.0, 3.0, -1.2]), rng.normal(1.5, 0.5, 3), rng.normal(size=3))
        for _ in range(3)
    ]


def varying(statistics):
    """A wrong recipe (X_train, X_new) -> (mean, sd) that at least leaves constant columns alone."""

    def answer(X_train, X_new):
        mean, sd = (np.broadcast_to(values, X_train.shape[1]) for values in statistics(X_train, X_new))
        constant = np.ptp(X_train, axis=0) == 0
        return center_scale(X_new, np.where(constant, 0, mean), np.where(constant, 1, sd))

    return answer


def literal(X_train, X_new):
    """No exception for constant columns."""
    with np.errstate(all="ignore"):
        return (X_new - X_train.mean(axis=0)) / X_train.std(axis=0)
