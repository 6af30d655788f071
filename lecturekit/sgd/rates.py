"""Choosing a learning rate: the range test, the largest curvature, schedules over the steps, clipped gradients."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_array, check_callable, check_integer, check_number, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent, Optimizer, Rate, check_optimizer


def range_test(
    net: Network, data: Data, *, low: float, high: float, n_steps: int, batch_size: int, rng: Rng
) -> tuple[Array, Array]:
    """One short run whose learning rate grows by the same factor with each step: what is the loss at each rate?

    Parameters
    ----------
    net, data
        As for ``train``; the run starts at ``net.init(rng)``.
    low, high : float
        The first and the last rate.
    n_steps, batch_size : int
    rng : numpy.random.Generator

    Returns
    -------
    rates, losses : ndarray, (T,)
        The rate of each step, and the loss of its batch before the step; T <= n_steps, less where the run diverges.

    Notes
    -----
    Source: Smith (2017), Cyclical Learning Rates for Training Neural Networks.

    Examples
    --------
    >>> from lecturekit.sgd import digits
    >>> net, data, _ = digits()
    >>> rates, losses = range_test(net, data, low=0.01, high=0.1, n_steps=11, batch_size=32, rng=np.random.default_rng(0))
    >>> rates.round(2)[[0, 5, 10]], losses.round(1)[[0, 10]]
    (array([0.01, 0.03, 0.1 ]), array([2.5, 1.9]))
    """
    check_number("low", low, 0, low_open=True)
    check_number("high", high, low)
    check_integer("n_steps", n_steps, 2)
    check_rng(rng)
    rates, losses = np.geomspace(low, high, n_steps), []
    optimizer = GradientDescent(lambda t: rates[min(t, n_steps) - 1])
    n_epochs = -(-n_steps * batch_size // len(data[0])) + 1
    try:
        for record in train(
            net, net.init(rng), data, optimizer, batch_size=batch_size, n_epochs=n_epochs, rng=rng, every="step"
        ):
            losses.append(float(record.loss))
            if record.t == n_steps:
                break
    except Diverged:
        pass
    return rates[: len(losses)], np.array(losses)


def smoothed(values: ArrayLike, width: int = 15) -> Array:
    """The mean of each value and its neighbors, ``width`` in all and fewer at the ends: (n,)."""
    values, half = np.asarray(values, dtype=float), width // 2
    return np.array([values[max(k - half, 0) : k + half + 1].mean() for k in range(len(values))])


def suggested_rate(rates: Array, losses: Array) -> float:
    """What a range test suggests: a third of the rate at which the smoothed loss takes off, 1.5 times its lowest so far.

    Examples
    --------
    >>> rates = np.geomspace(0.01, 10, 61)
    >>> round(suggested_rate(rates, np.where(rates < 3, 1.0, 9.0)), 1)
    0.5
    """
    rates = check_array("rates", rates, ndim=1)
    smooth = smoothed(check_array("losses", losses, shape=rates.shape))
    off = np.flatnonzero(smooth > 1.5 * np.minimum.accumulate(smooth))
    return float(rates[off[0] if len(off) else -1] / 3)


def largest_curvature(
    net: Network, w: Array, X: Array, y: Array, *, start: Array, n_iterations: int = 40
) -> tuple[float, Array]:
    """The largest eigenvalue h_max of the loss's Hessian at w, and its direction, by power iteration.

    The Hessian itself is never formed: H v is the change of the gradient along v, (g(w + s v) - g(w - s v)) / 2s, so
    an iteration costs two gradients. Gradient descent with a rate above 2 / h_max moves away in the steepest direction.

    Parameters
    ----------
    net, X, y
        In double precision.
    w : ndarray, (p,)
    start : ndarray, (p,)
        The direction to begin with, for example a random one.
    n_iterations : int

    Returns
    -------
    h_max : float
    direction : ndarray, (p,)
        Of length 1.

    Examples
    --------
    >>> from lecturekit.sgd import minimum, one_unit, two_measurements
    >>> h, _ = largest_curvature(one_unit(), minimum()[1], *two_measurements(), start=np.ones(3))
    >>> round(h, 3)
    0.09
    """
    check_integer("n_iterations", n_iterations, 1)
    v, curvature, s = check_array("start", start, shape=w.shape), 0.0, 1e-4
    for _ in range(n_iterations):
        v = v / np.linalg.norm(v)
        Hv = (net.grad(w + s * v, X, y) - net.grad(w - s * v, X, y)) / (2 * s)
        curvature, v = float(v @ Hv), Hv
    return curvature, v / np.linalg.norm(v)


def curvature_along(
    net: Network, data: Data, eta: float, n_steps: int, every: int, *, seed: int = 0
) -> tuple[Array, ...]:
    """h_max along gradient descent on all data, beside the loss: (steps, curvatures, losses), each (n_steps / every + 1,).

    Examples
    --------
    >>> from lecturekit.sgd import one_unit, two_measurements
    >>> steps, curvatures, losses = curvature_along(one_unit(), two_measurements(), 1.0, 20, every=10)
    >>> steps.astype(int), losses.round(2)
    (array([ 0, 10, 20]), array([0.68, 0.31, 0.28]))
    """
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    h, v = largest_curvature(net, w, *data, start=rng.normal(size=w.size), n_iterations=25)
    rows = [(0, h, net.loss(w, *data))]
    for record in train(net, w, data, GradientDescent(eta), n_epochs=n_steps):
        if record.t % every == 0:
            h, v = largest_curvature(net, w, *data, start=v, n_iterations=20)
            rows.append((record.t, h, net.loss(w, *data)))
    return tuple(np.array(rows).T)


def along_the_steepest(net: Network, data: Data, eta: float, n_steps: int, *, seed: int = 0) -> Array:
    """The gradient along the direction that is steepest at the start, before each step of gradient descent on all data: (n_steps,).

    Above the rate 2 / h_max it jumps from side to side; it begins negative.

    Examples
    --------
    >>> from lecturekit.sgd import one_unit, two_measurements
    >>> along_the_steepest(one_unit(), two_measurements(), 1.0, 3).round(2)
    array([-0.39, -0.27, -0.2 ])
    """
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    _, steepest = largest_curvature(net, w, *data, start=rng.normal(size=w.size), n_iterations=25)
    parts = []
    for _ in range(check_integer("n_steps", n_steps, 1)):
        g = net.grad(w, *data)
        parts.append(float(steepest @ g))
        w -= eta * g
    return -np.sign(parts[0]) * np.array(parts)


def warm_up(eta: Rate, n_steps: int) -> Callable[[int], float]:
    """A schedule that rises in equal parts to ``eta`` in the first ``n_steps`` steps; eta is a rate or a schedule t -> rate.

    Examples
    --------
    >>> rate = warm_up(0.3, 10)
    >>> round(rate(1), 2), round(rate(5), 2), rate(10), rate(11)
    (0.03, 0.15, 0.3, 0.3)
    """
    check_integer("n_steps", n_steps, 1)
    rate = _schedule(eta)
    return lambda t: rate(t) * min(1.0, t / n_steps)


def cosine(eta: float, n_steps: int) -> Callable[[int], float]:
    """A schedule that falls from ``eta`` at t = 1 to nearly 0 at t = n_steps, along half a cosine.

    Examples
    --------
    >>> rate = cosine(0.3, 100)
    >>> [round(float(rate(t)), 2) for t in (1, 51, 101)]
    [0.3, 0.15, 0.0]
    """
    check_number("eta", eta, 0, low_open=True)
    check_integer("n_steps", n_steps, 1)
    return lambda t: eta * (1 + np.cos(np.pi * min(t - 1, n_steps) / n_steps)) / 2


def _schedule(eta: Rate) -> Callable[[int], float]:
    if callable(eta):
        return check_callable("eta", eta)
    rate = float(check_number("eta", eta, 0, low_open=True))
    return lambda t: rate


class Clipped(Optimizer):
    """An optimizer whose gradients are shortened to a largest length: g <- g min(1, c / |g|).

    The direction stays. ``lengths`` keeps the length of every gradient as it came.

    Parameters
    ----------
    optimizer : Optimizer
        Takes the step with the shortened gradient.
    c : float
        The largest length.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> Clipped(GradientDescent(1.0), 5.0).step(np.zeros(2), np.array([30.0, 40.0]))
    array([-3., -4.])
    """

    def __init__(self, optimizer: Optimizer, c: float) -> None:
        self.optimizer = check_optimizer(optimizer)
        self.c = float(check_number("c", c, 0, low_open=True))
        self.lengths = []

    @property
    def t(self) -> int:
        """Steps done."""
        return self.optimizer.t

    @property
    def rate(self) -> float:
        """The learning rate of the present step."""
        return self.optimizer.rate

    def reset(self) -> None:
        """Forget the steps done."""
        self.optimizer.reset()
        self.lengths = []

    def step(self, w: Array, g: Array) -> Array:
        """One update of w, in place, with the gradient g, shortened where it is too long."""
        length = float(np.linalg.norm(g))
        self.lengths.append(length)
        return self.optimizer.step(w, g if length <= self.c else g * g.dtype.type(self.c / length))

    def __repr__(self) -> str:
        return f"Clipped({self.optimizer!r}, c={self.c!r})"


def with_unscaled(X: Array, n_rows: int, *, seed: int = 0, factor: int = 255) -> Array:
    """A copy of X in which ``n_rows`` random rows were not divided by ``factor``: raw pixels among scaled ones.

    Examples
    --------
    >>> float(with_unscaled(np.ones((3, 1)), 1).sum())
    257.0
    """
    X = np.array(check_array("X", X, ndim=2))
    check_integer("n_rows", n_rows, 0, len(X))
    X[np.random.default_rng(seed).choice(len(X), size=n_rows, replace=False)] *= factor
    return X
