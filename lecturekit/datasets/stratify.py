"""Draw rows at random so that every class keeps its share."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng


def stratified_counts(class_sizes: ArrayLike, n: int) -> Array:
    """Share n rows out among classes in proportion to their sizes.

    Parameters
    ----------
    class_sizes : ndarray of int, shape (n_classes,)
        Rows that each class has.
    n : int
        Rows to draw in all, at most the sum of class_sizes.

    Returns
    -------
    ndarray of int, shape (n_classes,)
        Adds up to n exactly; each entry is its exact share rounded up or down. The largest
        fractional parts are rounded up, the earlier class first among equal ones.
    """
    class_sizes = np.asarray(class_sizes, dtype=np.int64)
    counts, remainders = np.divmod(n * class_sizes, class_sizes.sum())
    n_left = n - counts.sum()
    counts[np.argsort(-remainders, kind="stable")[:n_left]] += 1
    return counts


def stratified_indices(y: Array, n: int, rng: Rng) -> Array:
    """Draw n different row numbers at random, each class with its share.

    Parameters
    ----------
    y : ndarray of int, shape (n_rows,)
        Class number of each row.
    n : int
        Rows to draw.
    rng : numpy.random.Generator
        Source of the randomness.

    Returns
    -------
    ndarray of int, shape (n,)
        Row numbers in random order.
    """
    counts = stratified_counts(np.bincount(y.astype(np.intp)), n)
    rows = [rng.permutation(np.flatnonzero(y == k))[:count] for k, count in enumerate(counts)]
    return rng.permutation(np.concatenate(rows))
