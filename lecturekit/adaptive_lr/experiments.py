"""The experiments of chapter 6: walls and floors, silences and surprises, a saturated unit."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_number
from lecturekit.l_layer.network import Network
from lecturekit.sgd.known_minimum import two_measurements
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import squared_error_on
from lecturekit.training.optimizer import Optimizer


def wall_and_floor(w: float) -> float:
    """The slope of a wall and a floor: -100 for w < 0, -0.1 from there on.

    Examples
    --------
    >>> wall_and_floor(-1.0), wall_and_floor(0.0)
    (-100.0, -0.1)
    """
    return -100.0 if w < 0 else -0.1


def steps_down(optimizer: Optimizer, limit: int = 200_000) -> dict[str, int]:
    """How many gradients an optimizer sees on the wall, and how many in all on its way from w = -1 to w = 5.

    Parameters
    ----------
    optimizer : Optimizer
    limit : int
        Steps after which to give up.

    Returns
    -------
    dict
        ``wall`` and ``total``; ``total`` is ``limit`` if w = 5 was not reached.

    Examples
    --------
    >>> from lecturekit.adaptive_lr import RMSProp
    >>> steps_down(RMSProp(0.1))["total"]
    164
    """
    check_integer("limit", limit, 1)
    w, g, place, wall, total = np.array([-1.0]), np.empty(1), -1.0, 0, 0
    while place < 5 and total < limit:
        wall += place < 0
        g[0] = wall_and_floor(place)
        place = float(optimizer.step(w, g)[0])
        total += 1
    return {"wall": wall, "total": total}


def running_average(values: ArrayLike, rho: float) -> Array:
    """The running averages a_t = rho a_{t-1} + (1 - rho) value_t, from a_0 = 0; (T,).

    Examples
    --------
    >>> running_average([1.0, 1.0, 1.0], 0.5)
    array([0.5  , 0.75 , 0.875])
    """
    values = check_array("values", values, ndim=1)
    check_number("rho", rho, 0, 1, high_open=True)
    average, averages = 0.0, []
    for value in values:
        average = rho * average + (1 - rho) * value
        averages.append(average)
    return np.array(averages)


def factors_after_a_shock(n_big: int = 10, n: int = 10_000) -> dict[str, Array]:
    """The factor in front of g, eta = 0.1, while ``n_big`` gradients of 100 are followed by gradients of 0.1.

    Returns
    -------
    dict of str -> ndarray, (n,)
        "method, memory" -> the factors.

    Examples
    --------
    >>> factors = factors_after_a_shock()
    >>> float(round(factors["RMSProp, 0.9"][-1] / factors["RMSProp, 0.9"][9]))
    807.0
    """
    check_integer("n_big", n_big, 1, n)
    squares = np.where(np.arange(n) < n_big, 100.0**2, 0.1**2)
    t = np.arange(1, n + 1)
    return {
        "AdaGrad": 0.1 / np.sqrt(np.cumsum(squares)),
        "RMSProp, 0.9": 0.1 / np.sqrt(running_average(squares, 0.9)),
        "Adam, 0.999": 0.1 / np.sqrt(running_average(squares, 0.999) / (1 - 0.999**t)),
    }


def step_lengths(optimizer: Optimizer, gradients: ArrayLike) -> Array:
    """The lengths of an optimizer's steps on a sequence of gradients of one weight; (T,).

    Examples
    --------
    >>> from lecturekit.adaptive_lr import AdaGrad
    >>> step_lengths(AdaGrad(1.0, eps=0.0), [5.0, 5.0]).round(3)
    array([1.   , 0.707])
    """
    gradients = check_array("gradients", gradients, ndim=1)
    w, path = np.zeros(1), [0.0]
    for g in gradients:
        path.append(float(optimizer.step(w, np.array([g]))[0]))
    return np.abs(np.diff(path))


def first_step_lengths(beta1: float = 0.9, beta2: float = 0.999, n_steps: int = 1000) -> dict[str, Any]:
    """Lengths in units of eta of Adam's steps for a constant gradient, with and without bias correction.

    Examples
    --------
    >>> float(first_step_lengths()["uncorrected"][0].round(2))
    3.16
    """
    check_number("beta1", beta1, 0, 1, high_open=True)
    check_number("beta2", beta2, 0, 1, high_open=True)
    t = np.arange(1, check_integer("n_steps", n_steps, 1) + 1)
    m, v = 1 - beta1**t, 1 - beta2**t  # (29) and (30) for g = 1
    return {"beta1": beta1, "beta2": beta2, "corrected": (m / m) / np.sqrt(v / v), "uncorrected": m / np.sqrt(v)}


def first_step_and_eps(eps: float = 1e-8) -> dict[str, Any]:
    """First step of AdaGrad and Adam in units of eta for gradients 1e-12 to 1, eps inside or outside the root.

    Examples
    --------
    >>> data = first_step_and_eps(1e-8)
    >>> float((data["outside"] / data["inside"]).max().round(-3))
    10000.0
    """
    check_number("eps", eps, 0, low_open=True)
    g = np.logspace(-12, 0, 241)
    return {"g": g, "inside": g / np.sqrt(g**2 + eps), "outside": g / (g + eps), "eps": eps}


def longest_step(method: Callable[..., Optimizer], gradients: ArrayLike, silence: int = 10_000) -> float:
    """The longest step in units of eta, when ``silence`` gradients of 0 are followed by these.

    Examples
    --------
    >>> from lecturekit.adaptive_lr import RMSProp
    >>> round(longest_step(RMSProp, [1.0]), 2)
    3.16
    """
    tail = check_array("gradients", gradients, ndim=1)
    return float(step_lengths(method(1.0, eps=1e-300), np.append(np.zeros(silence), tail)).max())


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


def waking_losses(optimizer: Optimizer, *, limit: int = 20_000, below: float = 0.1, seed: int | None = None) -> Array:
    """The saturated unit's loss after each step, until it is below a level or ``limit`` steps are done.

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
    ndarray, (T,)

    Examples
    --------
    >>> from lecturekit.adaptive_lr import AdaGrad
    >>> len(waking_losses(AdaGrad(0.1)))
    365
    """
    check_integer("limit", limit, 1)
    net, w, X, y = saturated_unit(seed=seed)
    optimizer.reset()
    losses: list[float] = []
    loss, g = net.loss_and_grad(w, X, y)
    while len(losses) < limit and (not losses or losses[-1] >= below):
        optimizer.step(w, g)
        loss, g = net.loss_and_grad(w, X, y)
        losses.append(loss)
    return np.array(losses)
