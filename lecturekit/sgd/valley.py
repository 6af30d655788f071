"""Momentum in a valley: the errors along it and across it, each by itself; tuned rates, and how many steps they need."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.backprop_in_practice.landscapes import quadratic
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number
from lecturekit.sgd.momentum import Momentum, Nesterov, heavy_ball_rate
from lecturekit.training.optimizer import GradientDescent, Optimizer

CURVATURES, ANGLE = (1.0, 25.0), 0.4
VALLEY = replace(quadratic(CURVATURES, angle=ANGLE), domain=((-4.0, 4.0), (-4.0, 4.0)))
"""A narrow bowl: curvature 1 along the valley, 25 across it; turned, so that neither is an axis of w."""

_AXES = np.array([[np.cos(ANGLE), np.sin(ANGLE)], [-np.sin(ANGLE), np.cos(ANGLE)]])


def errors(points: ArrayLike) -> Array:
    """The errors of points (..., 2) of ``VALLEY`` along it and across it: (..., 2)."""
    return np.asarray(points) @ _AXES.T


def point_at(along: ArrayLike, across: ArrayLike) -> Array:
    """The points of ``VALLEY`` with these errors, numbers or arrays (...): (..., 2)."""
    return np.stack([along, across], axis=-1) @ _AXES


def errors_of(optimizer: Optimizer, n_steps: int, start: ArrayLike = VALLEY.start) -> Array:
    """The errors along and across of a run on ``VALLEY``: (n_steps + 1, 2).

    Examples
    --------
    >>> errors_of(GradientDescent(0.04), 2).round(2)  # 1 - 0.04 * 25 = 0: across it is done in a step
    array([[-1.72,  2.36],
           [-1.65, -0.  ],
           [-1.58, -0.  ]])
    """
    return errors(trajectory(VALLEY, start, optimizer, n_steps))


def loss_of(error: Array) -> Array:
    """The loss of ``VALLEY`` at errors (..., 2): (...,)."""
    return 0.5 * (np.square(error) * CURVATURES).sum(axis=-1)


def arrival(error: Array, below: float = 1e-4) -> int | None:
    """The first step from which on the loss stays below a level; None if it is above it at the end.

    Examples
    --------
    >>> arrival(errors_of(Momentum(0.2, gamma=0.52), 100))
    19
    """
    above = np.flatnonzero(loss_of(error) >= below)
    first = int(above[-1]) + 1 if len(above) else 0
    return first if first < len(error) else None


def critical_eta(curvature: float, gamma: ArrayLike, *, upper: bool = False) -> Array:
    """The eta of critical damping in a direction of that curvature, where the two roots r meet.

    Between the lower and the upper one the roots are complex and the ball swings; below the lower one it crawls,
    above the upper one it jumps from side to side. gamma eta h = (1 -+ sqrt(1 - gamma))^2.

    Examples
    --------
    >>> eta, gamma = tuned(25.0)
    >>> round(float(critical_eta(1.0, gamma)), 3), round(float(critical_eta(25.0, gamma, upper=True)), 3)
    (0.2, 0.2)
    """
    check_number("curvature", curvature, 0, low_open=True)
    gamma = check_array("gamma", gamma)
    b = np.sqrt(1 - gamma)
    return (1 + b if upper else 1 - b) ** 2 / (gamma * curvature)


def largest_stable_eta(curvature: float, gamma: ArrayLike) -> Array:
    """Where r = -1 is a root: eta h = 2 (2 - gamma) / gamma. Above it the heavy ball diverges.

    Examples
    --------
    >>> largest_stable_eta(25.0, [1.0, 0.1]).round(2)
    array([0.08, 1.52])
    """
    gamma = check_array("gamma", gamma)
    return 2 * (2 - gamma) / (gamma * check_number("curvature", curvature, 0, low_open=True))


def tuned(kappa: float) -> tuple[float, float]:
    """Polyak's eta and gamma for curvatures from 1 to kappa: critical damping in both extreme directions at once.

    Examples
    --------
    >>> eta, gamma = tuned(25.0)
    >>> round(float(eta), 3), round(float(gamma), 3)
    (0.2, 0.556)
    """
    root = np.sqrt(check_number("kappa", kappa, 1))
    return 1 / root, 4 * root / (1 + root) ** 2


def tuned_nesterov(kappa: float) -> tuple[float, float]:
    """The eta and gamma with which Nesterov's method is fastest for curvatures from 1 to kappa.

    Source: Lessard, Recht and Packard (2016), Analysis and Design of Optimization Algorithms.

    Examples
    --------
    >>> tuned_nesterov(1.0), tuned_nesterov(33.0)
    ((1.0, 1.0), (0.12, 0.3333333333333333))
    """
    root = float(np.sqrt(3 * check_number("kappa", kappa, 1) + 1))
    return (root + 2) / root**2, 4 / (root + 2)


TUNED = {
    "gradient descent": lambda kappa: GradientDescent(2 / (1 + kappa)),
    "heavy ball": lambda kappa: Momentum(tuned(kappa)[0], gamma=tuned(kappa)[1]),
    "Nesterov": lambda kappa: Nesterov(tuned_nesterov(kappa)[0], gamma=tuned_nesterov(kappa)[1]),
}
"""Each method with the rates that are best for curvatures from 1 to kappa."""


def steps_needed(optimizer: Optimizer, kappa: float, factor: float = 1e-6) -> int:
    """Steps until the error on curvatures 1 and kappa has shrunk by a factor, from equal errors in both directions."""
    w, h = np.ones(2), np.array([1.0, kappa])
    while np.linalg.norm(w) > factor * np.sqrt(2):
        optimizer.step(w, h * w)
    return optimizer.t


def steps_by_condition(kappas: Iterable[float]) -> dict[str, Array]:
    """For each method of ``TUNED`` the steps to a millionth of the error at each condition number: {name: (k,)}.

    Examples
    --------
    >>> steps_by_condition([10])["heavy ball"]
    array([27])
    """
    return {name: np.array([steps_needed(make(k), k) for k in kappas]) for name, make in TUNED.items()}


def measured_rate(kappa: float, gamma: float, n_steps: int = 600) -> float:
    """The factor by which (27) shrinks the error per step, measured late in a run with gamma eta = 1 / h_max.

    Examples
    --------
    >>> round(measured_rate(100.0, 0.1), 3), round(0.9**0.5, 3)
    (0.949, 0.949)
    """
    w, h, lengths = np.ones(2), np.array([1.0, kappa]), []
    ball = Momentum(1 / (gamma * kappa), gamma=gamma)
    for _ in range(n_steps):
        ball.step(w, h * w)
        lengths.append(np.linalg.norm(w))
    late = np.arange(n_steps // 3, n_steps)
    return float(np.exp(np.polyfit(late, np.log(lengths)[late], 1)[0]))


def rate_of(kappa: float, gamma: ArrayLike) -> Array:
    """The same by theory: the slower of the two directions; gamma may be an array.

    Examples
    --------
    >>> rate_of(100.0, [0.1, 1.0]).round(3)
    array([0.949, 0.99 ])
    """
    gamma = np.asarray(gamma, dtype=float)
    return np.maximum(*(heavy_ball_rate(h, 1 / (gamma * kappa), gamma) for h in (1.0, kappa)))


def steps_to_shrink(rate: ArrayLike, factor: float = 10.0) -> Array:
    """How many steps shrink an error by a factor if each multiplies it by ``rate`` < 1; infinite for rates of 1 and more."""
    rate = np.asarray(rate, dtype=float)
    with np.errstate(divide="ignore"):
        return np.where(rate < 1, -np.log(factor) / np.log(np.minimum(rate, 1 - 1e-12)), np.inf)


def rates_by_gamma(
    kappas: Sequence[float], n_measured: int = 13
) -> tuple[Array, dict[float, Array], dict[float, tuple[Array, list[float]]]]:
    """The heavy ball's factor per step with gamma eta = 1 / h_max, for gamma from 0.01 to 1.

    Returns
    -------
    gammas : ndarray, (k,)
    theory : dict of float -> ndarray, (k,)
    measured : dict of float -> (gammas, factors)

    Examples
    --------
    >>> gammas, theory, measured = rates_by_gamma([10], n_measured=2)
    >>> theory[10].shape, list(measured)
    ((300,), [10])
    """
    fine, coarse = np.geomspace(0.01, 1, 300), np.geomspace(0.01, 1, n_measured)
    measured = {kappa: (coarse, [measured_rate(kappa, gamma) for gamma in coarse]) for kappa in kappas}
    return fine, {kappa: rate_of(kappa, fine) for kappa in kappas}, measured
