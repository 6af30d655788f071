"""Widgets of chapter 6."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.adaptive_lr import figures
from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.backprop_in_practice.landscapes import SURFACES
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["race", "first_steps", "place_of_epsilon"]

N_RACE_STEPS = 120
N_FIRST_STEPS = 1000


def racers(eta: float, beta: float = 0.9, memory: float = 0.99) -> dict[str, Any]:
    """The methods of the race: one eta for all, momentum 1 - gamma = beta1 = beta, rho = beta2 = memory."""
    return {
        "gradient descent": GradientDescent(eta),
        "momentum": Momentum(eta, gamma=1 - beta),
        "AdaGrad": AdaGrad(eta),
        "RMSProp": RMSProp(eta, memory),
        "AdaDelta": AdaDelta(eta / 0.1, memory),
        "Adam": Adam(eta, beta, memory),
    }


def run_race(
    surface: str, start: tuple[float, float], optimizers: Mapping[str, Any], n_steps: int = N_RACE_STEPS
) -> dict[str, Any]:
    """Paths and losses above the minimum of all methods, as ``figures.race_canvas`` draws them.

    A method that leaves the finite numbers or ten times the domain is cut off there and listed in ``away``.

    Parameters
    ----------
    surface : str
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
    """
    ground = SURFACES[surface]
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
        raise Diverged(min(away.values()), next(iter(optimizers.values())).eta)
    return {"surface": ground, "paths": paths, "losses": losses, "away": away}


def race(surface: str = "valley") -> Explorer:
    """Six methods race on a surface of your choice, from a starting point and with a learning rate of your choice."""
    figure, draw = figures.race_canvas(list(racers(0.1)))
    controls = {
        "surface": dropdown("surface", list(SURFACES), surface),
        "w1": slider("start w1", -1.5, -4.0, 4.0, 0.1),
        "w2": slider("start w2", 2.5, -4.0, 4.0, 0.1),
        "eta": slider("learning rate", 0.05, 0.001, 10.0, log=True),
        "beta": dropdown("beta1 = 1 - gamma", [0.0, 0.5, 0.9, 0.99], 0.9),
        "memory": dropdown("beta2 = rho", [0.5, 0.9, 0.99, 0.999], 0.99),
    }

    def compute(surface, w1, w2, eta, beta, memory):
        return run_race(surface, (w1, w2), racers(eta, beta, memory))

    def describe(data):
        best = min(
            (name for name in data["losses"] if name not in data["away"]), key=lambda name: data["losses"][name][-1]
        )
        lost = "; ".join(f"{name} ran away at step {t}" for name, t in data["away"].items())
        return (
            f"After {N_RACE_STEPS} steps the lowest is {best}, {data['losses'][best][-1]:.2g} above the minimum. "
            + (f"Learning rate too large for some: {lost}." if lost else "All methods are still in sight.")
        )

    return Explorer("six optimizers race from your starting point", controls, compute, figure, draw, describe)


def first_step_lengths(beta1: float = 0.9, beta2: float = 0.999, n_steps: int = N_FIRST_STEPS) -> dict[str, Any]:
    """Lengths in units of eta of Adam's steps for a constant gradient, with and without bias correction."""
    t = np.arange(1, n_steps + 1)
    m, v = 1 - beta1**t, 1 - beta2**t  # (29) and (30) for g = 1
    return {"corrected": (m / m) / np.sqrt(v / v), "uncorrected": m / np.sqrt(v)}


def first_steps() -> Explorer:
    """Adam's first steps for any beta1 and beta2: what bias correction corrects."""
    figure, draw = figures.first_steps_canvas(N_FIRST_STEPS)
    controls = {
        "beta1": dropdown("beta1", [0.0, 0.5, 0.9, 0.99, 0.999], 0.9),
        "beta2": dropdown("beta2", [0.5, 0.9, 0.99, 0.999, 0.9999], 0.999),
    }

    def describe(data):
        longest = int(np.argmax(data["uncorrected"]))
        return (
            f"Without correction the first step is {data['uncorrected'][0]:.3g} eta long, the longest is step {longest + 1} "
            f"with {data['uncorrected'][longest]:.3g} eta. With correction every step is eta long."
        )

    return Explorer(
        "Adam's first steps with and without bias correction", controls, first_step_lengths, figure, draw, describe
    )


def first_step_and_eps(eps: float = 1e-8) -> dict[str, Any]:
    """First step of AdaGrad and Adam in units of eta for gradients 1e-12 to 1, eps inside or outside the root."""
    g = np.logspace(-12, 0, 241)
    return {"g": g, "inside": g / np.sqrt(g**2 + eps), "outside": g / (g + eps), "eps": eps}


def place_of_epsilon() -> Explorer:
    """Move epsilon: which gradients are too small to be normalized, if it stands inside or outside the root?"""
    figure, draw = figures.epsilon_canvas()
    controls = {"eps": slider("epsilon", 1e-8, 1e-12, 1e-2, 0.5, log=True)}

    def describe(data):
        return (
            f"The step is halved or worse below g = {(data['eps'] / 3) ** 0.5:.2g} with epsilon inside the root, "
            f"below g = {data['eps']:.2g} with epsilon outside."
        )

    return Explorer("epsilon inside or outside the root", controls, first_step_and_eps, figure, draw, describe)
