"""Bagging: networks trained on resampled data, and the mean of their predictions."""

import numpy as np

from lecturekit.validation import check_array, check_integer, check_number, check_rng


def bootstrap(n, n_bags, rng):
    """Rows for each of n_bags networks: n draws out of n WITH replacement; integers (n_bags, n)."""
    check_integer("n", n, 1)
    check_integer("n_bags", n_bags, 1)
    return check_rng(rng).integers(n, size=(n_bags, n))


def out_of_bag(rows):
    """Which data points a network has not seen: (B, n) bool for the rows (B, n) of ``bootstrap``.

    About 1/e = 37% of the entries are True.
    """
    rows = check_array("rows", rows, ndim=2)
    if rows.dtype.kind not in "iu" or rows.size and not 0 <= rows.min() <= rows.max() < rows.shape[1]:
        raise ValueError(f"rows has dtype {rows.dtype} and values up to {rows.max()}, expected row numbers "
                         f"from 0 to {rows.shape[1] - 1}")
    unseen = np.ones(rows.shape, bool)
    np.put_along_axis(unseen, rows, False, axis=1)
    return unseen


def average(predictions, members=None):
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
    """
    predictions = check_array("predictions", predictions, ndim=(2, 3))
    if members is None:
        return predictions.mean(axis=0)
    members = check_array("members", members, shape=predictions.shape[:2]).astype(predictions.dtype)
    members = members.reshape(*members.shape, *[1] * (predictions.ndim - 2))
    with np.errstate(invalid="ignore"):
        return (predictions * members).sum(axis=0) / members.sum(axis=0)


def variance_of_average(variance, rho, B):
    """rho sigma^2 + (1 - rho) sigma^2 / B: the variance of the mean of B predictions of variance sigma^2,
    any two of them with correlation rho."""
    check_number("variance", variance, 0)
    check_number("rho", rho, -1, 1)
    return rho * variance + (1 - rho) * variance / np.asarray(check_array("B", B))
