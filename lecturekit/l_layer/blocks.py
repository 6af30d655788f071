"""Many rows, some at a time: the work arrays stay in the processor's cache, and the memory does not grow with the data."""

from collections.abc import Callable, Iterator

from lecturekit.foundation.types import Array

BLOCK_ROWS = 1000  # at a time, where no row depends on another: without normalization and dropout


def blocks(n: int, size: int) -> Iterator[slice]:
    """Slices of at most ``size`` that together are 0..n-1."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def mean_over_blocks(
    loss_and_grad: Callable[..., float], w: Array, X: Array, y: Array, g: Array, part: Array, size: int
) -> float:
    """The mean loss of all rows, and its gradient in g, from those of blocks, each with its share of the rows.

    ``loss_and_grad(w, X, y, part)`` returns the mean loss of a block, and fills ``part`` (p,) with the gradient.
    """
    L = 0.0
    g.fill(0.0)
    for rows in blocks(len(X), size):
        share = (rows.stop - rows.start) / len(X)
        L += share * loss_and_grad(w, X[rows], y[rows], part)
        part *= share
        g += part
    return L
