"""Where gradient descent ends from many random starts."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lecturekit.datasets import make_xor_exact
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_several
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import logistic
from lecturekit.training.diverged import Diverged
from lecturekit.two_layer.network import mean_loss
from lecturekit.two_layer.parameters import split

XOR_LEVELS = {
    "solved": 0.0,
    "two undecided": np.log(2) / 2,
    "three alike": -0.75 * (np.log(1 / 3) + 2 * np.log(2 / 3)) / 3,
}
"""Losses on the four corners of XOR: all right; two right, two at 1/2; one right, three with one output, 1/3 or 2/3."""


def random_start(m: int, seed: int, d: int = 2) -> Array:
    """All parameters of a network with m hidden units, standard normal, as one vector (m (d + 2) + 1,).

    Examples
    --------
    >>> random_start(2, seed=0).shape
    (9,)
    """
    return np.random.default_rng(seed).normal(size=m * (d + 2) + 1)


def xor_ends(m: int, seeds: Iterable[int], n_steps: int = 500, eta: float = 2.0) -> Array:
    """The losses at which descent on the four corners of XOR ends, one for each seed of the start, (len(seeds),).

    Examples
    --------
    >>> xor_ends(2, seeds=[0, 2]).round(2).tolist()
    [0.0, 0.35]
    """
    corners = make_xor_exact()
    logits = _logits_after_descent(m, seeds, corners, n_steps, eta)
    return np.array([logistic(z2, corners.y) for z2 in logits])


def share_right(m: int, seeds: Iterable[int], data: Any, n_steps: int = 1000, eta: float = 1.0) -> Array:
    """The share of the points of a plane's data that is right after descent, one for each seed, (len(seeds),).

    Examples
    --------
    >>> share_right(2, [0, 2], make_xor_exact(), n_steps=500).tolist()
    [1.0, 0.5]
    """
    return np.mean((_logits_after_descent(m, seeds, data, n_steps, eta) > 0) == data.y, axis=1)


def _logits_after_descent(m, seeds, data, n_steps, eta):
    """The logits (len(seeds), n) to which ``descend`` comes from ``random_start(m, seed)``: all networks side by side."""
    check_number("eta", eta, 0, low_open=True)
    n_steps, seeds = check_integer("n_steps", n_steps, 0), check_several("seeds", seeds, check_integer, 0)
    X1 = np.column_stack([data.X, np.ones(len(data.X))])  # the bias is the weight of a 1
    n, d = data.X.shape
    starts = [split(random_start(m, seed, d), m, d) for seed in seeds]
    W = np.concatenate([np.column_stack([start.W, start.b]) for start in starts])  # (seeds m, d + 1)
    w, b2 = np.array([start.w for start in starts]), np.array([start.b2 for start in starts])
    with np.errstate(over="ignore", invalid="ignore"):  # Diverged says it
        for t in range(n_steps + 1):
            hidden = np.tanh(W @ X1.T).reshape(len(seeds), m, n)
            z2 = (w[:, None] @ hidden)[:, 0] + b2[:, None]
            if t == n_steps:
                break
            step = eta / n * (sigmoid(z2) - data.y)
            W -= ((step[:, None] * w[..., None]) * (1 - hidden**2)).reshape(-1, n) @ X1
            w -= (hidden @ step[..., None])[..., 0]
            b2 -= step.sum(axis=1)
    if not np.isfinite(z2).all():
        raise Diverged(n_steps, eta)
    return z2


def best_threshold(values: Array, y: Array) -> float:
    """The smallest share of mistakes of the rule "class 1 where the value is above a threshold", over all thresholds.

    Examples
    --------
    >>> best_threshold(np.array([0.1, 0.4, 0.3, 0.9]), np.array([0, 0, 1, 1]))
    0.25
    """
    values = check_array("values", values, ndim=1)
    y = check_array("y", y, shape=values.shape)
    cuts = np.quantile(values, np.linspace(0, 1, 101))
    return float(min(np.mean((values > cut) != y) for cut in cuts))


def losses_between(one: Array, other: Array, data: Any, n: int = 41) -> Array:
    """The mean loss at n places on the straight line from one vector of parameters to another, (n,).

    Examples
    --------
    >>> losses_between(np.zeros(9), random_start(2, seed=0), make_xor_exact(), n=3).round(2).tolist()
    [0.69, 0.72, 0.85]
    """
    one = check_array("one", one, ndim=1)
    other = check_array("other", other, shape=one.shape)
    return np.array([mean_loss((1 - t) * one + t * other, data.X, data.y) for t in np.linspace(0, 1, n)])


def unit_losses(path: Array, X: Array, y: Array) -> Array:
    """The logistic losses along the path (T, d + 1) of a single unit, its bias last.

    Examples
    --------
    >>> unit_losses(np.zeros((2, 3)), np.ones((4, 2)), np.array([0, 1, 1, 0])).round(3).tolist()
    [0.693, 0.693]
    """
    return np.array([logistic(X @ w[:-1] + w[-1], y) for w in path])
