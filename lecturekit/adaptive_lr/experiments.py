"""The experiments of chapter 6: walls and floors, silences and surprises, a saturated unit, races on surfaces."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.backprop_in_practice.landscapes import SURFACES, Surface
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_number
from lecturekit.l_layer.network import Network
from lecturekit.sgd.known_minimum import two_measurements
from lecturekit.sgd.momentum import Momentum
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import squared_error_on
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent, Optimizer

RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""The grid from which every method of a race gets its own best rate."""


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
    >>> steps_down(RMSProp(0.1))["total"]
    164
    """
    check_integer("limit", limit, 1)
    w, wall, total = np.array([-1.0]), 0, 0
    while w[0] < 5 and total < limit:
        wall += w[0] < 0
        optimizer.step(w, np.array([wall_and_floor(w[0])]))
        total += 1
    return {"wall": int(wall), "total": total}


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


def longest_step(method: Callable[..., Optimizer], gradients: ArrayLike, silence: int = 20_000) -> float:
    """The longest step in units of eta, when ``silence`` gradients of 0 are followed by these.

    Examples
    --------
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
    >>> len(waking_losses(AdaGrad(0.1)))
    365
    """
    net, w, X, y = saturated_unit(seed=seed)
    losses: list[float] = []
    loss, g = net.loss_and_grad(w, X, y)
    while len(losses) < check_integer("limit", limit, 1) and (not losses or losses[-1] >= below):
        optimizer.step(w, g)
        loss, g = net.loss_and_grad(w, X, y)
        losses.append(loss)
    return np.array(losses)


def racers(eta: float, beta: float = 0.9, memory: float = 0.99) -> dict[str, Optimizer]:
    """The methods of the race: one eta for all, momentum 1 - gamma = beta1 = beta, rho = beta2 = memory.

    Examples
    --------
    >>> list(racers(0.1))
    ['gradient descent', 'momentum', 'AdaGrad', 'RMSProp', 'AdaDelta', 'Adam']
    """
    return {
        "gradient descent": GradientDescent(eta),
        "momentum": Momentum(eta, gamma=1 - beta),
        "AdaGrad": AdaGrad(eta),
        "RMSProp": RMSProp(eta, memory),
        "AdaDelta": AdaDelta(eta / 0.1, memory),
        "Adam": Adam(eta, beta, memory),
    }


def run_race(
    surface: Surface | str, start: Sequence[float], optimizers: Mapping[str, Optimizer], n_steps: int = 120
) -> dict[str, Any]:
    """Paths and losses above the minimum of all methods.

    A method that leaves the finite numbers or ten times the domain is cut off there and listed in ``away``.

    Parameters
    ----------
    surface : Surface or str
        A key of ``SURFACES``.
    start : (float, float)
    optimizers : dict of str -> Optimizer
    n_steps : int

    Returns
    -------
    dict
        surface, paths, losses and away (method -> step at which it was gone).

    Raises
    ------
    Diverged
        If all of them ran away.

    Examples
    --------
    >>> run = run_race("quadratic", (-2.5, 1.5), racers(0.1), n_steps=50)
    >>> list(run["away"])
    ['gradient descent']
    """
    ground = SURFACES[surface] if isinstance(surface, str) else surface
    bottom = ground.value(np.array(ground.minima[0]))
    far = 10 * np.abs(ground.domain).max()
    paths, losses, away = {}, {}, {}
    for name, optimizer in optimizers.items():
        try:
            path = trajectory(ground, start, optimizer, n_steps)
        except Diverged as stop:
            path = trajectory(ground, start, optimizer, stop.t - 1)
        gone = np.flatnonzero(np.abs(path).max(axis=1) > far)
        if len(gone) or len(path) <= n_steps:
            away[name] = int(gone[0]) if len(gone) else len(path)
            path = path[: away[name]]
        paths[name], losses[name] = path, ground.value(path) - bottom
    if len(away) == len(optimizers):
        raise Diverged(min(away.values()), next(iter(optimizers.values())).rate)
    return {"surface": ground, "paths": paths, "losses": losses, "away": away}


def steps_needed(
    surface: Surface, start: Sequence[float], optimizer: Optimizer, *, limit: int = 300, share: float = 0.01
) -> int:
    """Steps until the loss above the minimum is down to a share of what it was, for good; ``limit + 1`` if it is not.

    Examples
    --------
    >>> steps_needed(SURFACES["quadratic"], (-2.5, 1.5), AdaGrad(1.0))
    3
    """
    lowest = surface.value(np.array(surface.minima[0]))
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            loss = surface.value(trajectory(surface, start, optimizer, limit)) - lowest
            still_high = ~(loss < share * loss[0])
    except Diverged:
        return limit + 1
    return int(np.flatnonzero(still_high)[-1]) + 1


def each_at_its_best(surface: Surface, start: Sequence[float], **options: Any) -> dict[str, int]:
    """For each method the steps that it needs with the best rate of ``RATES``; options as in ``steps_needed``.

    Examples
    --------
    >>> best = each_at_its_best(SURFACES["quadratic"], (-2.5, 1.5))
    >>> best["RMSProp"] < best["gradient descent"]
    True
    """
    return {
        name: min(steps_needed(surface, start, racers(eta)[name], **options) for eta in RATES) for name in racers(1.0)
    }
