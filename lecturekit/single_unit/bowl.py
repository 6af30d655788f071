"""The shape of a unit's loss: over two weights, along a straight line, in the main directions of least squares, over the logit."""

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Positive
from lecturekit.foundation.validation import check_array, check_integer, check_number
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.losses import get_loss, logistic
from lecturekit.single_unit.unit import descend, gradient, mean_loss

REACH = 8.0
"""The loss surface is taken over weights from -REACH to REACH."""


def losses_between(
    loss: Loss | str, u: ArrayLike, v: ArrayLike, X: ArrayLike, y: ArrayLike, *, b: float = 0.0, n: int = 101
) -> tuple[Array, Array]:
    """The mean loss at n places on the straight line from the weights u to the weights v.

    Parameters
    ----------
    loss : Loss or str
        Of one logit.
    u, v : array_like, (d,)
    X : array_like, (n_points, d)
    y : array_like, (n_points,)
    b : float
        The bias, the same all the way.
    n : int
        At least 2; the ends are among them.

    Returns
    -------
    share : ndarray, (n,)
        Of the way, from 0 to 1.
    values : ndarray, (n,)

    Raises
    ------
    ValueError
        If shapes do not fit or a label is unknown to the loss.

    Examples
    --------
    >>> share, values = losses_between("least_squares", [0.0], [2.0], [[1.0]], [1.0], n=3)
    >>> values.tolist()
    [0.5, 0.0, 0.5]
    """
    loss, X = get_loss(loss), check_array("X", X, ndim=2)
    u = check_array("u", u, shape=(X.shape[1],))
    v = check_array("v", v, shape=(X.shape[1],))
    share = np.linspace(0.0, 1.0, check_integer("n", n, 2))
    start, end = X @ u + check_number("b", b), X @ v + b
    return share, np.array([loss((1 - s) * start + s * end, y) for s in share])


def above_the_chord(values: ArrayLike) -> float:
    """How far the curve rises above the straight line between its ends: the largest difference, at least 0.

    Examples
    --------
    >>> above_the_chord([4.0, 1.0, 0.0, 1.0]), above_the_chord([0.0, 2.0, 2.0])
    (0.0, 1.0)
    """
    values = check_array("values", values, ndim=1)
    return float(np.max(values - np.linspace(values[0], values[-1], len(values))))


def main_directions(X: ArrayLike) -> tuple[Array, Array]:
    """The curvatures of the mean least-squares loss and their directions: eigenvalues and eigenvectors of X^T X / n.

    Parameters
    ----------
    X : array_like, (n, d)

    Returns
    -------
    curvatures : ndarray, (d,)
        From the smallest to the largest.
    directions : ndarray, (d, d)
        Column k has length 1 and belongs to curvature k.

    Examples
    --------
    >>> curvatures, directions = main_directions([[1.0, 0.0], [0.0, 3.0]])
    >>> curvatures.tolist()
    [0.5, 4.5]
    """
    X = check_array("X", X, ndim=2)
    curvatures, directions = np.linalg.eigh(X.T @ X / len(X))
    return curvatures, directions


def errors_along(path: ArrayLike, lowest: ArrayLike, directions: ArrayLike) -> Array:
    """How far each point of a path is from the lowest point, direction by direction: absolute values.

    Parameters
    ----------
    path : array_like, (T, d)
        Weights, without the bias.
    lowest : array_like, (d,)
    directions : array_like, (d, d)
        As from ``main_directions``.

    Returns
    -------
    ndarray, (T, d)

    Examples
    --------
    >>> errors_along([[0.0, 0.0], [1.0, 1.0]], [1.0, 3.0], [[1.0, 0.0], [0.0, 1.0]]).tolist()
    [[1.0, 3.0], [0.0, 2.0]]
    """
    path = check_array("path", path, ndim=2)
    lowest = check_array("lowest", lowest, shape=path.shape[1:])
    return np.abs((path - lowest) @ check_array("directions", directions, shape=2 * lowest.shape))


def descend_logit(z0: float, eta: Positive, with_slope: bool, n_steps: int = 3000) -> Array:
    """The logits of one logistic unit with a single weight, input 1, no bias and target 1, under gradient descent.

    Parameters
    ----------
    z0, eta : float
        The start, and the learning rate.
    with_slope : bool
        Multiply the mistake by the sigmoid's slope, as the lecture's slide does.
    n_steps : int

    Returns
    -------
    ndarray, (n_steps + 1,)
        The start first.

    Examples
    --------
    >>> descend_logit(0.0, 1.0, with_slope=False, n_steps=1).tolist()
    [0.0, 0.5]
    """
    path = np.empty(n_steps + 1)
    path[0] = z = z0
    for t in range(1, n_steps + 1):
        p = 1 / (1 + exp(-z))  # one number at a time: plain floats beat arrays here
        z = z + eta * (1 - p) * (p * (1 - p) if with_slope else 1.0)
        path[t] = z
    return path


def steps_until_right(z0: float, eta: float = 1.0, *, with_slope: bool, n_steps: int = 10_000) -> int | None:
    """After how many steps of ``descend_logit`` the logit is above 0; None if it is not within n_steps.

    Examples
    --------
    >>> steps_until_right(-8.0, with_slope=False), steps_until_right(-8.0, with_slope=True)
    (9, 3011)
    """
    above = np.flatnonzero(descend_logit(z0, eta, with_slope, n_steps) > 0)
    return int(above[0]) if len(above) else None


def unit_state(
    X: Array,
    y: Array,
    w1: float,
    w2: float,
    b: float,
    steps: int = 0,
    *,
    eta: float = 1.0,
    surface_at: Callable[[float], Array] | None = None,
) -> dict[str, Any]:
    """All about a logistic unit on X (n, 2), y in {0, 1}, after so many steps from (w1, w2), b.

    ``surface_at(b)`` may hand over a loss surface that is there already.
    """
    path = descend(logistic, np.array([w1, w2], dtype=float), X, y, b=float(b), eta=eta, n_steps=int(steps))
    w, b = path[-1, :2], float(path[-1, 2])
    dw, db = gradient(logistic, w, X, y, b)
    return {
        "path": path[:, :2],
        "w": w,
        "b": b,
        "gradient": dw,
        "slope_b": db,
        "loss": mean_loss(logistic, w, X, y, b),
        "accuracy": np.mean((X @ w + b > 0) == y),
        "surface": surface_at(b) if surface_at else surface(X, y, b),
    }


def surface(X: Array, y: Array, b: float = 0.0, n: int = 41) -> Array:
    """The mean logistic loss for this bias on a grid of weights from -REACH to REACH, (n, n): row = w2, column = w1."""
    axis = np.linspace(-REACH, REACH, n)
    grid = np.array([[w1, w2] for w2 in axis for w1 in axis])
    Z = X @ grid.T + b
    return (np.logaddexp(0, Z).mean(axis=0) - y @ Z / len(y)).reshape(n, n)
