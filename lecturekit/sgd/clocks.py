"""The same passes through the data with batches of several sizes, against two clocks: gradients, and seconds."""

import time
from collections.abc import Iterable

import numpy as np

from lecturekit.foundation.types import Array, Data
from lecturekit.foundation.validation import check_integer
from lecturekit.l_layer.network import Network
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent, Optimizer


def losses_by_pass(
    net: Network, data: Data, optimizer: Optimizer, *, batch_size: int | None = None, n_epochs: int = 3, seed: int = 0
) -> Array:
    """The loss on all data at the start and after each pass: (1 + n_epochs,).

    Examples
    --------
    >>> from lecturekit.sgd import digits
    >>> from lecturekit.training import GradientDescent
    >>> net, data, _ = digits()
    >>> losses_by_pass(net, data, GradientDescent(0.3), batch_size=32, n_epochs=2).round(1)
    array([2.5, 0.4, 0.3])
    """
    return _timed(net, data, optimizer, batch_size, n_epochs, seed)[1]


def two_clocks(
    net: Network,
    data: Data,
    settings: Iterable[tuple[int, float]],
    *,
    n_epochs: int = 2,
    repeats: int = 2,
    seed: int = 0,
) -> dict[str, tuple[Array, Array, Array]]:
    """Runs with several batch sizes, each with its own learning rate, against both clocks.

    The first calls of everything are slower than the later ones, and other programs disturb: so all settings take turns,
    each is run several times, and the shortest time of each pass counts.

    Parameters
    ----------
    net, data
        As for ``train``.
    settings : iterable of (int, float)
        n' and eta.
    n_epochs, repeats, seed : int

    Returns
    -------
    dict of str -> (passes, seconds, losses)
        By the name ``"n' = 30"``; three arrays of 1 + n_epochs numbers each.

    Examples
    --------
    >>> from lecturekit.sgd import digits
    >>> net, data, _ = digits()
    >>> passes, seconds, losses = two_clocks(net, data, [(300, 0.5)], n_epochs=1, repeats=1)["n' = 300"]
    >>> passes, losses.round(1), seconds.shape
    (array([0, 1]), array([2.5, 0.8]), (2,))
    """
    settings, seconds, losses = list(settings), {}, {}
    for _ in range(check_integer("repeats", repeats, 1)):
        for size, eta in settings:
            laps, losses[size] = _timed(net, data, GradientDescent(eta), size, n_epochs, seed)
            seconds[size] = np.minimum(laps, seconds.get(size, np.inf))
    return {
        f"n' = {size}": (np.arange(n_epochs + 1), np.append(0.0, np.cumsum(seconds[size])), losses[size])
        for size, _ in settings
    }


def _timed(
    net: Network, data: Data, optimizer: Optimizer, batch_size: int | None, n_epochs: int, seed: int
) -> tuple[Array, Array]:
    """The seconds that each pass takes, (n_epochs,), and the loss on all data at the start and after each, (1 + n_epochs,)."""
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    losses, seconds, begin = [net.loss(w, *data)], [], time.perf_counter()
    for _ in train(net, w, data, optimizer, batch_size=batch_size, n_epochs=n_epochs, rng=rng):
        seconds.append(time.perf_counter() - begin)
        losses.append(net.loss(w, *data))
        begin = time.perf_counter()
    return np.array(seconds), np.array(losses, dtype=float)
