"""Which data points go into a step: the batches of an epoch, and schedules for their size."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_rng


def minibatches(n: int, batch_size: int, rng: Rng, *, replace: bool = False) -> Iterator[Array]:
    """The batches B of one epoch, for equation (26): arrays of indices into the n data points.

    Parameters
    ----------
    n : int
        Number of data points.
    batch_size : int
        n', from 1 to n.
    rng : numpy.random.Generator
    replace : bool
        False: together the batches hold each of 0..n-1 once, in random order, and the last one is
        smaller where batch_size does not divide n. True: each batch is drawn anew from all n, with
        replacement; there are as many, all of the full size, and some points never come.

    Returns
    -------
    iterator of ndarray of int

    Raises
    ------
    ValueError
        At the call, if batch_size is not from 1 to n or rng is no generator.

    Examples
    --------
    >>> [B.tolist() for B in minibatches(7, 3, np.random.default_rng(0))]
    [[2, 4, 3], [6, 5, 0], [1]]
    """
    n = check_integer("n", n, 1)
    batch_size = check_integer("batch_size", batch_size, 1, n)
    check_rng(rng)
    starts = range(0, n, batch_size)
    if replace:
        # the drawn numbers have 64 bits everywhere; an index has 32 where Python runs in a browser
        return (rng.integers(n, size=batch_size).astype(np.intp, copy=False) for _ in starts)
    order = rng.permutation(n)
    return (order[start : start + batch_size] for start in starts)


def doubling(first: int, n: int) -> Callable[[int], int]:
    """A schedule for ``train``: n' = first in epoch 1, doubled with each epoch, never more than n.

    Small batches advance fast while the gradient is long; large ones calm the noise near the minimum.

    Parameters
    ----------
    first : int
        From 1 to n.
    n : int
        Number of data points.

    Returns
    -------
    callable
        epoch = 1, 2, ... -> n'.

    Raises
    ------
    ValueError
        If first is not from 1 to n, or later, at its call, epoch is not an integer of at least 1.

    Examples
    --------
    >>> [doubling(10, 60)(epoch) for epoch in (1, 2, 3, 4, 5)]
    [10, 20, 40, 60, 60]
    """
    check_integer("first", first, 1, check_integer("n", n, 1))
    return lambda epoch: min(first * 2 ** (check_integer("epoch", epoch, 1) - 1), n)


def check_data(data: Any) -> Data:
    """Return the pair (X, y) as arrays with the same number of rows, or raise ``ValueError``."""
    try:
        X, y = data
    except (TypeError, ValueError):
        raise ValueError(f"data is {type(data).__name__}, expected a pair (X, y)") from None
    X = check_array("X", X, ndim=(2, 3, 4))
    y = check_array("y", y, ndim=(1, 2))
    if len(X) != len(y) or len(X) == 0:
        raise ValueError(f"X has {len(X)} rows and y has {len(y)}, expected the same number, at least 1")
    return X, y


class Batches:
    """The batches of X and y, epoch by epoch, gathered into the same two buffers again and again.

    Parameters
    ----------
    X, y : ndarray
        With the same number n of rows.
    batch_size : int, callable or None
        n', or a function epoch -> n'; None for all of the data in their own order.
    rng : numpy.random.Generator
        Not used where batch_size is None.
    replace : bool
        As in ``minibatches``.
    """

    def __init__(
        self, X: Array, y: Array, batch_size: int | Callable[[int], int] | None, rng: Any, replace: bool = False
    ) -> None:
        self.X, self.y, self.batch_size, self.rng, self.replace = X, y, batch_size, rng, replace
        self._buffers: tuple[Array, ...] = (np.empty((0, *X.shape[1:]), X.dtype), np.empty((0, *y.shape[1:]), y.dtype))
        if batch_size is not None:
            self.size_in(1)

    def size_in(self, epoch: int) -> int:
        """n' in an epoch, from 1 to n; ``ValueError`` if the schedule says anything else."""
        size = self.batch_size(epoch) if callable(self.batch_size) else self.batch_size
        return check_integer("batch_size", size, 1, len(self.X))

    def of(self, epoch: int) -> Iterator[Data]:
        """The pairs (X_batch, y_batch) of an epoch = 1, 2, ...; valid until the next one is taken."""
        if self.batch_size is None:
            yield self.X, self.y
            return
        size = self.size_in(epoch)
        if size > len(self._buffers[0]):
            self._buffers = tuple(np.empty((size, *old.shape[1:]), old.dtype) for old in self._buffers)
        for rows in minibatches(len(self.X), size, self.rng, replace=self.replace):
            # mode="clip" lets numpy write straight into the buffer; the indices are always in range
            X, y = (
                np.take(source, rows, axis=0, out=buffer[: len(rows)], mode="clip")
                for source, buffer in zip((self.X, self.y), self._buffers)
            )
            yield X, y
