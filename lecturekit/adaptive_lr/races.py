"""The races of chapter 6: six methods on one surface, with one rate for all or each with its best."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.backprop_in_practice.landscapes import SURFACES, Surface
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent, Optimizer

RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""The grid from which every method of a race gets its own best rate."""


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
    surface: Surface, start: ArrayLike, optimizer: Optimizer, *, limit: int = 400, share: float = 0.001
) -> Array:
    """Steps after which the loss above the minimum stays below a share of what it was; ``limit + 1`` if it does not.

    Parameters
    ----------
    surface : Surface
    start : array_like, (..., 2)
        Each point is a run of its own; a run that leaves the finite numbers does not disturb the others.
    optimizer : Optimizer
    limit : int
        The steps that are made.
    share : float

    Returns
    -------
    ndarray of int, (...,)

    Examples
    --------
    >>> steps_needed(SURFACES["quadratic"], [(-2.5, 1.5), (2.0, 0.5)], AdaGrad(1.0))
    array([6, 6])
    """
    w = np.array(check_array("start", start), dtype=float, order="C")
    path, flat = np.empty((limit + 1, *w.shape)), w.reshape(-1)
    optimizer.reset()
    with np.errstate(all="ignore"):
        for t in range(limit + 1):
            path[t] = w
            optimizer.step(flat, np.ascontiguousarray(surface.gradient(w)).reshape(-1))
        loss = surface.value(path) - surface.value(np.array(surface.minima[0]))
        still_high = ~(loss < share * loss[0])  # what is not a number counts as high
    return limit + 1 - np.argmax(still_high[::-1], axis=0)


def each_at_its_best(surface: Surface, starts: ArrayLike, **options: Any) -> dict[str, tuple[float, Array]]:
    """For each method its best rate of ``RATES``, and the steps that it needs with that rate from each start.

    Best is the rate with the lowest median over the starts: one for all of them, so that no lucky jump from a single start
    decides.

    Parameters
    ----------
    surface : Surface
    starts : array_like, (k, 2)
    **options
        As in ``steps_needed``.

    Returns
    -------
    dict of str -> (float, ndarray of int (k,))

    Examples
    --------
    >>> best = each_at_its_best(SURFACES["quadratic"], [(-2.5, 1.5), (2.0, 0.5)])
    >>> best["momentum"]
    (0.1, array([62, 61]))
    """
    starts = check_array("starts", starts, shape=(None, 2))
    best = {}
    for name, racer in racers(1.0).items():
        rates: Any = np.repeat(RATES, starts.size) * racer.eta
        racer.eta = rates  # one for each entry: all runs of a method go at once
        needed = steps_needed(surface, np.broadcast_to(starts, (len(RATES), *starts.shape)), racer, **options)
        k = int(np.median(needed, axis=1).argmin())
        best[name] = RATES[k], needed[k]
    return best


def walks_at_best(
    surface: Surface,
    starts: ArrayLike,
    best: Mapping[str, tuple[float, Array]],
    names: Sequence[str],
    *,
    k: int = 0,
    n_steps: int = 220,
) -> dict[str, Any]:
    """Paths of some methods from the start number k, each with its best rate as ``each_at_its_best`` has found it.

    Returns
    -------
    dict
        As from ``run_race``; and steps, method -> how many it needs from there.

    Examples
    --------
    >>> starts = [(-2.5, 1.5), (2.0, 0.5)]
    >>> best = each_at_its_best(SURFACES["quadratic"], starts)
    >>> walks_at_best(SURFACES["quadratic"], starts, best, ["AdaGrad", "momentum"])["steps"]
    {'AdaGrad': 4, 'momentum': 62}
    """
    methods = {name: racers(best[name][0])[name] for name in names}
    run = run_race(surface, tuple(check_array("starts", starts, shape=(None, 2))[k]), methods, n_steps)
    return run | {"steps": {name: int(best[name][1][k]) for name in names}}
