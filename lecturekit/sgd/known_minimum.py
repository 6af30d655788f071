"""A problem on real data whose minimum is known: one logistic unit on two measurements of the tumors.

With all 30 measurements the classes can be separated and there is no minimum; with these two they cannot.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.datasets import load_breast_cancer
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import sigmoid
from lecturekit.training.optimizer import Rate


@cache
def two_measurements() -> Data:
    """Mean radius and mean texture, standardized: X (569, 2), and y in {0, 1} (569,); read-only.

    Examples
    --------
    >>> X, y = two_measurements()
    >>> X.shape, round(float(y.mean()), 3)  # the share of malignant tumors
    ((569, 2), 0.373)
    """
    data = load_breast_cancer()
    X = (data.X[:, :2] - data.X[:, :2].mean(axis=0)) / data.X[:, :2].std(axis=0)
    X.flags.writeable = False
    return X, data.y


def one_unit() -> Network:
    """The model: a single logistic unit with two inputs.

    Examples
    --------
    >>> one_unit().n_params
    3
    """
    return Network([2, 1], loss="logistic")


@cache
def with_constant() -> Data:
    """The same X beside a column of ones, (569, 3), read-only: w = (w1, w2, b) as ``Network([2, 1])`` orders it."""
    X, y = two_measurements()
    A = np.column_stack([X, np.ones(len(X))])
    A.flags.writeable = False
    return A, y


def mean_losses(W: ArrayLike) -> Array:
    """The mean logistic loss at every w = (w1, w2, b) in W (..., 3); shape (...,). ``ValueError`` for another shape."""
    A, y = with_constant()
    W = check_array("W", W)
    if W.shape[-1:] != (3,):
        raise ValueError(f"W has shape {W.shape}, expected (..., 3): two weights and a bias for each loss")
    z = W @ A.T
    return np.mean(np.logaddexp(0, z) - y * z, axis=-1)


@cache
def minimum() -> tuple[float, Array]:
    """The smallest mean loss and where it is: (loss, w (3,)), by twenty steps of Newton's method from 0.

    Examples
    --------
    >>> loss, w = minimum()
    >>> round(loss, 4), w.round(2)
    (0.2558, array([ 3.72,  0.94, -0.71]))
    """
    A, y = with_constant()
    w = np.zeros(3)
    for _ in range(20):
        p = sigmoid(A @ w)
        hessian = (A * (p * (1 - p))[:, None]).T @ A / len(A)
        w -= np.linalg.solve(hessian, A.T @ (p - y) / len(A))
    w.flags.writeable = False
    return float(mean_losses(w)), w


def step_side_by_side(W: Array, eta: ArrayLike, rows: Array) -> None:
    """One step (26) of many runs, in place: W (..., R, 3) with rate eta, and rows (n', R), the batch of each run."""
    A, y = with_constant()
    X = A[rows].transpose(1, 2, 0)  # (R, 3, n')
    p = sigmoid(np.einsum("...rd,rdb->...rb", W, X))
    W -= eta * np.einsum("...rb,rdb->...rd", p - y[rows].T, X) / len(rows)


def excess_curves(
    batch_size: int | Callable[[int], int],
    eta: Rate,
    n_epochs: int,
    rngs: Sequence[Rng],
    *,
    start: ArrayLike = (0.0, 0.0, 0.0),
    drop_last: bool = False,
) -> Array:
    """Loss above the minimum after each epoch of SGD, a run for each generator: (R, n_epochs).

    With ``drop_last`` the points that are left over after an epoch's last full batch are not used in it.
    """
    n, W, t, found = len(with_constant()[1]), np.tile(check_array("start", start, shape=(3,)), (len(rngs), 1)), 0, []
    for epoch in range(1, n_epochs + 1):
        order = np.transpose([rng.permutation(n) for rng in rngs])
        size = check_integer("batch_size", batch_size(epoch) if callable(batch_size) else batch_size, 1, n)
        for first in range(0, n - (size - 1 if drop_last else 0), size):
            t += 1
            step_side_by_side(W, eta(t) if callable(eta) else eta, order[first : first + size])
        found.append(mean_losses(W) - minimum()[0])
    return np.transpose(found)


def excess_curve(batch_size: int | Callable[[int], int], *, eta: Rate, n_epochs: int, rng: Rng) -> Array:
    """Loss above the minimum after each epoch of SGD from w = 0; batch_size as in ``training.train``; (n_epochs,).

    Examples
    --------
    >>> excess_curve(20, eta=0.5, n_epochs=3, rng=np.random.default_rng(0)).round(4)
    array([0.0433, 0.0161, 0.0084])
    """
    return excess_curves(batch_size, eta, check_integer("n_epochs", n_epochs, 1), [check_rng(rng)])[0]
