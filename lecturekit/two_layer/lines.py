"""What one straight line can do: the line that gets the most points of two classes right, found by a full search."""

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array


def best_line(X: ArrayLike, y: ArrayLike) -> Array:
    """The line in the plane that gets the most points right, as a single unit (w1, w2, b) with weights of length 1.

    Any line can be moved until it touches two of the points without changing sides with any other, so
    the lines through two points, a hair to one side or the other, are all that have to be tried.

    Parameters
    ----------
    X : array_like, (n, 2)
    y : array_like of int, (n,)
        Labels 0 and 1.

    Returns
    -------
    ndarray, (3,)

    Raises
    ------
    ValueError
        If shapes do not fit or there are fewer than two points.

    Examples
    --------
    >>> X, y = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0])
    >>> line = best_line(X, y)
    >>> int(np.sum((X @ line[:2] + line[2] > 0) == y))
    3
    """
    X = check_array("X", X, shape=(None, 2))
    y = check_array("y", y, shape=(len(X),))
    if len(X) < 2:
        raise ValueError(f"X has shape {X.shape}, expected at least two rows")
    pairs = np.array(list(combinations(range(len(X)), 2)))
    along = X[pairs[:, 1]] - X[pairs[:, 0]]
    length = np.linalg.norm(along, axis=1)
    pairs, along = pairs[length > 0], along[length > 0] / length[length > 0, None]
    turn = 1e-7  # tilted a hair about the middle: one of the two points on each side
    best, most = np.array([1.0, 0.0, 0.0]), -1
    for tilt in (0.0, turn, -turn):
        normals = np.column_stack([-along[:, 1], along[:, 0]]) + tilt * along
        middle = (X[pairs[:, 0]] + X[pairs[:, 1]]) / 2
        for shift in (1e-9, -1e-9) if tilt == 0 else (0.0,):
            offsets = -np.sum(normals * middle, axis=1) + shift
            right = np.sum((X @ normals.T + offsets > 0) == y[:, None], axis=0)
            for sign, counts in ((1, right), (-1, len(y) - right)):
                if counts.max() > most:
                    k, most = counts.argmax(), counts.max()
                    best = sign * np.array([*normals[k], offsets[k]])
    return best
