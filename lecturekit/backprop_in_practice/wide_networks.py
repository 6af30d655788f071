"""How far training carries the weights of a wide two-layer network, in two scalings of its output."""

from collections import namedtuple

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import check_array, check_choice, check_integer, check_number, check_rng
from lecturekit.training.diverged import Diverged

Journey = namedtuple("Journey", "relative_move n_steps loss")
Journey.__doc__ = (
    "norm(W - W_0) / norm(W_0) of the hidden weights when training stopped, after how many steps, at what loss."
)

SCALINGS = ("1/sqrt(m)", "1/m")


def journey(
    X: ArrayLike,
    y: ArrayLike,
    m: int,
    scaling: Option,
    rng: Rng,
    *,
    eta: float = 1.0,
    target: float = 0.05,
    max_steps: int = 20000,
) -> Journey:
    """Train f(x) = s * sum_j v_j tanh(W_j x), equation (10) with an output scale s, until the loss is at the target.

    All of W and v start standard normal and are trained by gradient descent on the mean of
    1/2 (f(x) - y)^2. With s = 1/sqrt(m) the learning rate is eta; with s = 1/m it is m eta, without
    which a wide network would hardly move at all.

    Parameters
    ----------
    X : array_like, (n, d)
        Divided by sqrt(d) inside, so that W_j x has variance 1 for standardized inputs.
    y : array_like, (n,)
    m : int
        Width.
    scaling : {"1/sqrt(m)", "1/m"}
    rng : numpy.random.Generator
    eta, target : float
    max_steps : int

    Returns
    -------
    Journey

    Raises
    ------
    ValueError
        For wrong shapes and settings, or if ``max_steps`` do not reach the target.
    Diverged
        If the loss is not finite any more.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(10, 5)), rng.normal(size=10)
    >>> [round(journey(X, y, m, "1/sqrt(m)", rng).relative_move, 2) for m in (20, 2000)]
    [0.07, 0.02]
    """
    X = check_array("X", X, ndim=2)
    y = check_array("y", y, shape=(len(X),))
    check_integer("m", m, 1)
    check_choice("scaling", scaling, SCALINGS)
    check_number("eta", eta, 0, low_open=True)
    check_number("target", target, 0, low_open=True)
    check_integer("max_steps", max_steps, 1)
    n, d = X.shape
    if n == 0 or d == 0:
        raise ValueError(f"X has shape {X.shape}, expected at least one row and one column")
    inputs = X / np.sqrt(d)
    W_0, v = check_rng(rng).standard_normal((m, d)), rng.standard_normal(m)
    W = W_0.copy()
    s, rate = (1 / np.sqrt(m), eta) if scaling == "1/sqrt(m)" else (1 / m, eta * m)
    for t in range(max_steps + 1):
        H = np.tanh(inputs @ W.T)
        with np.errstate(over="ignore"):
            residual = s * (H @ v) - y
            loss = 0.5 * float(np.mean(residual**2))
        if not np.isfinite(loss):
            raise Diverged(t, rate)
        if loss <= target:
            return Journey(float(np.linalg.norm(W - W_0) / np.linalg.norm(W_0)), t, loss)
        delta = s * residual[:, None] / n
        dv, dW = (delta * H).sum(axis=0), (delta * v * (1 - H**2)).T @ inputs
        v -= rate * dv
        W -= rate * dW
    raise ValueError(
        f"the loss is {loss:.3g} after {max_steps} steps, expected {target:g}: give it more steps or a larger eta"
    )


def mean_moves(X: ArrayLike, y: ArrayLike, widths: ArrayLike, scaling: Option, rng: Rng) -> tuple[Array, float]:
    """How far `journey` carries the hidden weights, for each width: the means, and their slope on logarithmic axes.

    Parameters
    ----------
    X, y, scaling, rng
        As in ``journey``.
    widths : sequence of int

    Returns
    -------
    moves : ndarray, (len(widths),)
        Means over three runs each.
    slope : float

    Examples
    --------
    >>> moves, slope = mean_moves([[-1.0], [1.0]], [-1.0, 1.0], [10, 100], "1/sqrt(m)", np.random.default_rng(0))
    >>> moves.shape, slope < 0
    ((2,), True)
    """
    moves = np.array(
        [np.mean([journey(X, y, int(m), scaling, rng).relative_move for _ in range(3)]) for m in np.asarray(widths)]
    )
    return moves, float(np.polyfit(np.log(widths), np.log(moves), 1)[0])
