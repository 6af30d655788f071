"""Bagging: networks trained on resampled data, and the mean of their predictions."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_rng


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
