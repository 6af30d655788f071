"""A saturated unit, and how long each method takes to wake it."""

from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.l_layer.network import Network
from lecturekit.sgd.known_minimum import two_measurements
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import squared_error_on
from lecturekit.training.optimizer import Optimizer


def saturated_unit(bias: float = -12.0, seed: int | None = None) -> tuple[Network, Array, Array, Array]:
    """A sigmoid unit with squared error on two measurements of the tumors, so far off that its slope is nearly 0.

    Parameters
    ----------
    bias : float
        Of the start.
    seed : int, optional
        Draws the start's weights, of size 0.1; without it they are 0.

    Returns
    -------
    net : Network
    w : ndarray, (3,)
        The start.
    X : ndarray, (569, 2)
    y : ndarray, (569,)

    Examples
    --------
    >>> net, w, X, y = saturated_unit()
    >>> f"{np.abs(net.grad(w, X, y)).max():.0e}"
    '2e-06'
    """
    net = Network([2, 1], loss=squared_error_on(sigmoid))
    X, y = two_measurements()
    weights = np.zeros(2) if seed is None else 0.1 * np.random.default_rng(seed).normal(size=2)
    return net, np.append(weights, check_number("bias", bias)), X, y


def waking_run(
    optimizer: Optimizer, *, limit: int = 20_000, below: float = 0.1, seed: int | None = None
) -> dict[str, Array]:
    """The saturated unit's loss after each step, and before it the largest entry of the gradient.

    It ends when the loss is below a level, or when ``limit`` steps are done.

    Parameters
    ----------
    optimizer : Optimizer
    limit : int
    below : float
        The level at which the unit counts as awake.
    seed : int, optional
        As in ``saturated_unit``.

    Returns
    -------
    dict
        ``losses`` (T,) and ``sizes`` (T,).

    Examples
    --------
    >>> from lecturekit.adaptive_lr import AdaGrad
    >>> run = waking_run(AdaGrad(0.1))
    >>> len(run["losses"]), f"{run['sizes'][0]:.0e}"
    (365, '2e-06')
    """
    check_integer("limit", limit, 1)
    net, w, X, y = saturated_unit(seed=seed)
    optimizer.reset()
    losses: list[float] = []
    sizes: list[float] = []
    loss, g = net.loss_and_grad(w, X, y)
    while len(losses) < limit and (not losses or losses[-1] >= below):
        sizes.append(float(np.abs(g).max()))
        optimizer.step(w, g)
        loss, g = net.loss_and_grad(w, X, y)
        losses.append(loss)
    return {"losses": np.array(losses), "sizes": np.array(sizes)}


def waking_losses(optimizer: Optimizer, **options: Any) -> Array:
    """The losses of ``waking_run``, with the same options; (T,).

    Examples
    --------
    >>> from lecturekit.adaptive_lr import AdaGrad
    >>> len(waking_losses(AdaGrad(0.1)))
    365
    """
    return waking_run(optimizer, **options)["losses"]
