"""Many copies of one network trained side by side: restarts, and statistics over random starts.

A bag of M networks is an (M, p) array, one parameter vector per row; a step of all of them is one set
of matrix products. Every row, trained on the same data or on data of its own, ends where it would have ended alone.
"""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Data, Option, Rng
from lecturekit.foundation.validation import (
    check_array,
    check_at_least,
    check_integer,
    check_number,
    check_plain,
    check_rng,
)
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import Optimizer, check_optimizer


def init_many(net: Network, n_copies: int, rng: Rng, scheme: Option = "he", scale: float = 1.0) -> Array:
    """Random starting points, one row for each copy; shape (n_copies, p). Arguments as in ``Network.init``.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> init_many(Network([2, 3, 1]), 5, np.random.default_rng(0)).shape
    (5, 13)
    """
    check_plain(net)
    check_integer("n_copies", n_copies, 1)
    check_rng(rng)
    check_number("scale", scale, 0)
    return np.stack([net.init(rng, scheme, scale) for _ in range(n_copies)])


def losses_and_grads(net: Network, w: Array, X: Array, y: Array) -> tuple[Array, Array]:
    """The mean loss over the rows of X, and its gradient, equation (25), for every row of w.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (M, p)
    X : ndarray, (n, d) or (M, n, d)
        The same data for all, or for each row of w data of its own.
    y : ndarray
        As ``net`` takes it; with a leading axis M where X has one.

    Returns
    -------
    losses : ndarray, (M,)
    grads : ndarray, (M, p)
        Both nan for a copy whose logits are too large for a float.

    Raises
    ------
    ValueError
        For wrong shapes, and as ``net`` does for the data.
    """
    w, X, every_y = _checked(net, w, X, y)
    with np.errstate(over="ignore", invalid="ignore"):
        return losses_and_grads_into(np.empty_like(w), net, w, X, every_y)


def losses_and_grads_into(out: Array, net: Network, w: Array, X: Array, every_y: Array) -> tuple[Array, Array]:
    """``losses_and_grads`` without its checks, for loops: the gradients go to ``out`` (M, p), X is (n, d), or (M, n, d)
    with rows of its own for each copy; y comes once for each copy, (M n,)."""
    M, n, loss = len(w), X.shape[-2], net.loss_function
    layers, g_layers = _layers(net, w), _layers(net, out)
    A = [X]
    for l, (W, b) in enumerate(layers, start=1):
        Z = np.matmul(A[-1], W.transpose(0, 2, 1))
        Z += b[:, None, :]
        A.append(net.phi(Z, out=Z) if l < net.L else Z)
    logits = A[-1].reshape(M * n, -1) if net.sizes[-1] > 1 else A[-1].reshape(M * n)
    lost = None
    if not np.isfinite(logits).all():
        lost = ~np.isfinite(logits.reshape(M, -1)).all(axis=1)
        logits = np.where(np.repeat(lost, n).reshape(-1, *[1] * (logits.ndim - 1)), 0, logits)
    losses = loss._per_sample(logits, every_y).reshape(M, n).sum(axis=1) / n
    delta = (loss._phi_out(logits) - loss._y_star(every_y, logits.shape)) / n
    delta = delta.astype(net.dtype, copy=False).reshape(M, n, -1)
    for l in range(net.L, 0, -1):
        gW, gb = g_layers[l - 1]
        np.matmul(delta.transpose(0, 2, 1), A[l - 1], out=gW)
        np.add.reduce(delta, axis=1, out=gb)
        if l > 1:
            delta = np.matmul(delta, layers[l - 1][0])
            delta *= net.phi.derivative(A[l - 1])
    if lost is not None:
        losses[lost] = out[lost] = np.nan
    return losses, out


def train_many(
    net: Network, w: Array, data: Data, optimizer: Optimizer, n_steps: int, *, lams: ArrayLike = 0.0
) -> Array:
    """Full-batch training of every row of w (M, p), in place.

    Parameters
    ----------
    net : Network
    w : ndarray, (M, p)
        Starting points; changed in place.
    data : (X, y)
        For all rows of w, X (n, d), or for each of them, X (M, n, d) and y with a leading axis M.
    optimizer : Optimizer
        Reset before use.
    n_steps : int
    lams : float or array_like, (M,)
        Weight decay, equation (36): for all rows, or for each.

    Returns
    -------
    losses : ndarray, (n_steps + 1, M)
        Before the first step, and after each one; without the penalty.

    Raises
    ------
    ValueError
        For wrong shapes and settings.
    Diverged
        When the loss of a copy is not finite any more.

    Examples
    --------
    >>> from lecturekit.datasets import make_xor_exact
    >>> from lecturekit.l_layer import Network
    >>> from lecturekit.training import GradientDescent
    >>> net, xor = Network([2, 2, 1], loss="logistic"), make_xor_exact()
    >>> w = init_many(net, 100, np.random.default_rng(0))
    >>> losses = train_many(net, w, (xor.X, xor.y), GradientDescent(1.0), 1000)
    >>> int(np.sum(losses[-1] < 0.1))  # of 100 starts, so many have learned XOR
    66
    """
    check_optimizer(optimizer)
    check_integer("n_steps", n_steps, 0)
    if not (isinstance(data, (tuple, list)) and len(data) == 2):
        raise ValueError(f"data is {type(data).__name__}, expected a pair (X, y)")
    if not isinstance(w, np.ndarray):
        raise ValueError(f"w is {type(w).__name__}, expected an array: it is updated in place")
    w, X, every_y = _checked(net, w, *data)
    lams = check_at_least("lams", lams, 0)
    if lams.shape not in ((), (len(w),)):
        raise ValueError(f"lams has shape {lams.shape}, expected one number or {(len(w),)}, one for each row of w")
    decay = np.multiply.outer(lams, net.is_weight).astype(w.dtype) if lams.any() else None
    if not (w.flags.writeable and w.flags.c_contiguous):
        raise ValueError("w is read-only or not contiguous, expected a writable array: it is updated in place")
    optimizer.reset()
    g, history = np.empty_like(w), np.empty((n_steps + 1, len(w)))
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(n_steps + 1):
            history[t], _ = losses_and_grads_into(g, net, w, X, every_y)
            if not np.isfinite(history[t]).all():
                raise Diverged(t, optimizer.rate)
            if t < n_steps:
                if decay is not None:
                    g += decay * w  # (36)
                optimizer.step(w.reshape(-1), g.reshape(-1))
    return history


def _layers(net, w):
    """[(W, b), ...] as views of w (M, p): W is (M, m_l, m_{l-1}), b is (M, m_l)."""
    views, start = [], 0
    for m_in, m in zip(net.sizes, net.sizes[1:]):
        middle, stop = start + m * m_in, start + m * (m_in + 1)
        views.append((w[:, start:middle].reshape(len(w), m, m_in), w[:, middle:stop]))
        start = stop
    return views


def _checked(net, w, X, y):
    check_plain(net)
    w = check_array("w", w, shape=(None, net.n_params), dtype=net.dtype)
    if len(w) == 0:
        raise ValueError(f"w has shape {w.shape}, expected at least one row")
    X, y = check_array("X", X, ndim=(2, 3), dtype=net.dtype), check_array("y", y)
    rows, labels = X, y
    if X.ndim == 3:
        shape = (len(w), X.shape[1], net.sizes[0])
        check_array("X", X, shape=shape)
        if y.shape[:2] != shape[:2]:
            raise ValueError(f"y has shape {y.shape}, expected it to begin with {shape[:2]}, as X does")
        rows, labels = X.reshape(-1, shape[2]), y.reshape(-1, *y.shape[2:])
    with np.errstate(over="ignore", invalid="ignore"):
        net.loss(w[0].copy(), rows, labels)  # the network's own checks of X and y
    return w, X, labels if X.ndim == 3 else np.concatenate([labels] * len(w))
