"""Linear least squares with more columns than rows: the smallest solution, ridge, and what the data cannot see."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number, check_several

CUTOFF = 1e-10  # singular values below this share of the largest count as zero


def minimum_norm(A: ArrayLike, y: ArrayLike, *, cutoff: float = CUTOFF) -> Array:
    """The w of smallest norm among all that minimize norm(A w - y).

    Parameters
    ----------
    A : array_like, (n, N)
        One row for each data point.
    y : array_like, (n,) or (n, K)
    cutoff : float
        Singular values below ``cutoff`` times the largest count as zero. A large cut-off is a hidden
        regularization: it removes what double descent is about.

    Returns
    -------
    ndarray, (N,) or (N, K)

    Raises
    ------
    ValueError
        For wrong shapes, or a cut-off outside [0, 1).

    Examples
    --------
    >>> minimum_norm([[3.0, 4.0]], [5.0])  # of all w with 3 w_1 + 4 w_2 = 5
    array([0.6, 0.8])
    """
    return ridge_path(A, y, [0.0], cutoff=cutoff)[0]


def ridge(A: ArrayLike, y: ArrayLike, lam: float) -> Array:
    """The minimizer of 1/(2n) norm(A w - y)^2 + lam/2 norm(w)^2: least squares with the penalty of (35).

    Parameters
    ----------
    A : array_like, (n, N)
    y : array_like, (n,) or (n, K)
    lam : float
        lambda; at 0 the limit for lambda -> 0, which is the minimum-norm solution.

    Returns
    -------
    ndarray, (N,) or (N, K)

    Raises
    ------
    ValueError
        For wrong shapes, or a negative lambda.

    Examples
    --------
    >>> ridge([[3.0, 4.0]], [5.0], lam=25.0)  # half the minimum-norm solution
    array([0.3, 0.4])
    """
    return ridge_path(A, y, [check_number("lam", lam, 0)])[0]


def ridge_path(A: ArrayLike, y: ArrayLike, lams: Sequence[float], *, cutoff: float = CUTOFF) -> Array:
    """``ridge`` for many lambdas from one singular value decomposition; shape (len(lams), N) or (len(lams), N, K).

    Arguments and errors as in ``minimum_norm`` and ``ridge``.
    """
    A, y = _checked(A, y)
    lams = check_several("lams", lams, check_number, 0)
    U, s, Vt = _svd(A, cutoff)
    along = U.T @ y
    shrinks = [1 / (s + len(A) * lam / s) for lam in lams]  # s / (s^2 + n lambda), without squares of s
    return np.array([Vt.T @ (along.T * shrink).T for shrink in shrinks])


def null_part(A: ArrayLike, w: ArrayLike, *, cutoff: float = CUTOFF) -> Array:
    """The part of w that A does not see: A times it is 0, and w minus it lies in the span of A's rows; (N,).

    Parameters
    ----------
    A : array_like, (n, N)
    w : array_like, (N,)
    cutoff : float
        As in ``minimum_norm``.

    Raises
    ------
    ValueError
        For wrong shapes, or a cut-off outside [0, 1).

    Examples
    --------
    >>> null_part([[1.0, 1.0]], [3.0, 1.0])  # 3 and 1 are 2 and 2, and what their sum does not see
    array([ 1., -1.])
    """
    A = _checked_matrix(A)
    w = check_array("w", w, shape=(A.shape[1],))
    Vt = _svd(A, cutoff)[2]
    return w - Vt.T @ (Vt @ w)


def rank_threshold(A: ArrayLike) -> int:
    """The smallest N for which the first N columns of A (n, ...) have rank n: from there on any labels can be fitted.

    Raises
    ------
    ValueError
        If all columns together do not reach rank n.

    Examples
    --------
    >>> rank_threshold([[1.0, 2.0, 0.0], [1.0, 2.0, 3.0]])  # the second column is twice the first
    3
    """
    A = _checked_matrix(A)
    n, low, high = len(A), 1, A.shape[1]
    if np.linalg.matrix_rank(A) < n:
        raise ValueError(f"A has rank {np.linalg.matrix_rank(A)}, expected rank {n}, the number of its rows")
    while low < high:
        middle = (low + high) // 2
        if np.linalg.matrix_rank(A[:, :middle]) == n:
            high = middle
        else:
            low = middle + 1
    return low


def _svd(A: Array, cutoff: float) -> tuple[Array, Array, Array]:
    check_number("cutoff", cutoff, 0, 1, high_open=True)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    r = int(np.sum(s > cutoff * s[0]))
    return U[:, :r], s[:r], Vt[:r]


def _checked_matrix(A: ArrayLike) -> Array:
    A = check_array("A", A, ndim=2)
    if A.size == 0:
        raise ValueError(f"A has shape {A.shape}, expected at least one row and one column")
    return A


def _checked(A: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    A, y = _checked_matrix(A), check_array("y", y, ndim=(1, 2))
    if len(y) != len(A):
        raise ValueError(f"y has {len(y)} rows, expected {len(A)}, as many as A")
    return A, y
