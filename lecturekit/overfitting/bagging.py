"""Bagging: networks trained on resampled data, and the mean of their predictions."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.datasets import make_noisy_sine
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_at_least, check_integer, check_number, check_rng


def bootstrap(n: int, n_bags: int, rng: Rng) -> Array:
    """Rows for each of n_bags networks: n draws out of n WITH replacement; integers (n_bags, n).

    Examples
    --------
    >>> bootstrap(5, 2, np.random.default_rng(0))
    array([[4, 3, 2, 1, 1],
           [0, 0, 0, 0, 4]])
    """
    check_integer("n", n, 1)
    check_integer("n_bags", n_bags, 1)
    return check_rng(rng).integers(n, size=(n_bags, n))


def out_of_bag(rows: ArrayLike) -> Array:
    """Which data points a network has not seen: (B, n) bool for the rows (B, n) of ``bootstrap``.

    About 1/e = 37% of the entries are True.

    Examples
    --------
    >>> out_of_bag([[0, 2, 2, 1], [3, 3, 0, 3]])
    array([[False, False, False,  True],
           [False,  True,  True, False]])
    """
    rows = check_array("rows", rows, ndim=2)
    if rows.dtype.kind not in "iu" or (rows.size and not 0 <= rows.min() <= rows.max() < rows.shape[1]):
        raise ValueError(
            f"rows has dtype {rows.dtype} and values up to {rows.max()}, expected row numbers "
            f"from 0 to {rows.shape[1] - 1}"
        )
    unseen = np.ones(rows.shape, bool)
    np.put_along_axis(unseen, rows, False, axis=1)
    return unseen


def average(predictions: ArrayLike, members: ArrayLike | None = None) -> Array:
    """The mean of the predictions (B, n) or (B, n, K) of B networks, probabilities for classes.

    Parameters
    ----------
    predictions : ndarray, (B, n) or (B, n, K)
    members : ndarray of bool, (B, n), optional
        Whose predictions count for which data point: with ``out_of_bag(rows)`` only of those networks that
        have not seen it. All where it is None.

    Returns
    -------
    ndarray, (n,) or (n, K)
        nan where no network counts.

    Examples
    --------
    >>> average([[0.2, 0.8], [0.4, 0.6]])
    array([0.3, 0.7])
    >>> average([[0.2, 0.8], [0.4, 0.6]], members=[[True, False], [True, True]])
    array([0.3, 0.6])
    """
    predictions = check_array("predictions", predictions, ndim=(2, 3))
    if members is None:
        return predictions.mean(axis=0)
    members = check_array("members", members, shape=predictions.shape[:2]).astype(predictions.dtype)
    members = members.reshape(*members.shape, *[1] * (predictions.ndim - 2))
    with np.errstate(invalid="ignore"):
        return (predictions * members).sum(axis=0) / members.sum(axis=0)


def variance_of_average(variance: float, rho: float, B: ArrayLike) -> Array:
    """rho sigma^2 + (1 - rho) sigma^2 / B: the variance of the mean of B predictions of variance sigma^2,
    any two of them with correlation rho.

    Examples
    --------
    >>> variance_of_average(1.0, rho=0.5, B=[1, 10, 1000])
    array([1.    , 0.55  , 0.5005])
    """
    check_number("variance", variance, 0)
    check_number("rho", rho, -1, 1)
    return rho * variance + (1 - rho) * variance / check_at_least("B", B, 1)


def curves_of_bags(n_bags: int, B: int, x: ArrayLike, rng: Rng, *, n: int = 30, noise: float = 0.3) -> Array:
    """What the members of many bags predict, each bag from a noisy sine of its own: (n_bags, B, k).

    A member's hidden layer, 20 tanh units, stays as drawn and is the same for all. Its output weights are
    fitted exactly, by least squares with a little decay, to a bootstrap sample of its bag's n data points.

    Parameters
    ----------
    n_bags, B : int
        Bags, and members of each.
    x : ndarray, (k,)
        Where they predict.
    rng : numpy.random.Generator
    n : int
        Data points in each data set.
    noise : float
        Standard deviation of the targets around the sine.

    Examples
    --------
    >>> curves = curves_of_bags(20, 10, np.array([0.0, 1.0]), np.random.default_rng(0))
    >>> curves.shape, bool((curves.mean(axis=1).var(axis=0) < curves[:, 0].var(axis=0)).all())  # means vary less than members
    ((20, 10, 2), True)
    """
    check_integer("n_bags", n_bags, 1)
    x = check_array("x", x, ndim=1)
    slopes, offsets = check_rng(rng).normal(size=20), rng.uniform(-3, 3, 20)

    def hidden(x):
        return np.concatenate([np.tanh(x[..., None] * slopes + offsets), np.ones((*x.shape, 1))], axis=-1)

    at_x, curves = hidden(x), []
    for _ in range(n_bags):
        data, rows = make_noisy_sine(n, rng, noise=noise), bootstrap(n, B, rng)
        A, y = hidden(data.X[rows, 0]), data.y[rows][..., None]  # (B, n, 21), (B, n, 1)
        At = A.transpose(0, 2, 1)
        weights = np.linalg.solve(At @ A + 0.01 * np.eye(21), At @ y)[..., 0]
        curves.append(weights @ at_x.T)
    return np.array(curves)
