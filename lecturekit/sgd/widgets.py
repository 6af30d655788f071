"""Widgets of chapter 5: batch size and learning rate, a ball in a valley, noise on three surfaces."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.backprop_in_practice.landscapes import SURFACES, Surface, quadratic
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.foundation.types import Array
from lecturekit.sgd import figures
from lecturekit.sgd.known_minimum import mean_losses, minimum, with_constant
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.single_unit.activations import sigmoid
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["ball_in_a_valley", "batch_size_and_rate", "noise_on_three_surfaces"]

N_PASSES, N_RUNS = 6, 20
BATCH_SIZES = (1, 4, 16, 64, 569)
RATES = (0.1, 0.3, 1.0, 3.0)
POINTS = 60  # of a curve that is drawn
HARD_SPOTS = ("saddle", "double well", "plateau")
NOISES = (0.0, 1e-3, 0.1, 0.5, 1.0, 2.0)
METHODS = {
    "gradient descent": lambda eta, gamma: GradientDescent(eta),
    "heavy ball (27)": lambda eta, gamma: Momentum(eta, gamma=gamma),
    "Nesterov": lambda eta, gamma: Nesterov(eta, gamma=gamma),
}


@cache
def sgd_runs(batch_size: int, n_passes: int = N_PASSES, n_runs: int = N_RUNS, seed: int = 0) -> tuple[Array, Array]:
    """Excess losses of SGD from w = 0, for all ``RATES`` at once, n_runs runs each.

    Returns
    -------
    passes : ndarray, (T,)
    excess : ndarray, (len(RATES), n_runs, T)
    """
    A, y = with_constant()
    n, eta = len(A), np.array(RATES)[:, None, None]
    rngs = [np.random.default_rng([seed, run]) for run in range(n_runs)]
    steps = [np.transpose([rng.permutation(n) for rng in rngs]) for _ in range(n_passes)]
    batches = [order[start : start + batch_size] for order in steps for start in range(0, n, batch_size)]
    keep = set(np.unique(np.linspace(0, len(batches), POINTS).round().astype(int)))
    W, seen, passes, kept = np.zeros((len(RATES), n_runs, 3)), 0, [], []
    for t in range(len(batches) + 1):
        if t in keep:
            passes.append(seen / n)
            kept.append(W.copy())
        if t < len(batches):
            rows = batches[t]  # (n', n_runs): every run has its own batch
            X = A[rows].transpose(1, 2, 0)  # (n_runs, 3, n')
            p = sigmoid(np.einsum("erd,rdb->erb", W, X))
            W -= eta * np.einsum("erb,rdb->erd", p - y[rows].T, X) / len(rows)  # (26)
            seen += len(rows)
    return np.array(passes), np.moveaxis(mean_losses(np.array(kept)), 0, -1) - minimum()[0]


def band(batch_size: int, eta: float) -> dict[str, Any]:
    """What ``noise_band_canvas`` draws for one of ``BATCH_SIZES`` and one of ``RATES``."""
    k = RATES.index(eta)
    passes, excess = sgd_runs(batch_size)
    full_passes, full = sgd_runs(BATCH_SIZES[-1])
    return {
        "passes": passes,
        "runs": excess[k],
        "full": (full_passes, full[k, 0]),
        "label": f"n' = {batch_size}, $\\eta$ = {eta:g}: {N_RUNS} runs of one unit",
        "eta": eta,
        "batch_size": batch_size,
    }


def batch_size_and_rate() -> Explorer:
    """Choose n' and eta: how fast does the loss fall, how wide is the band, and where does it stop falling?"""
    figure, draw = figures.noise_band_canvas(N_PASSES)
    for size in BATCH_SIZES:
        sgd_runs(size)
    controls = {
        "batch_size": dropdown("batch size n'", [("1", 1), ("4", 4), ("16", 16), ("64", 64), ("569 (all)", 569)], 4),
        "eta": dropdown("learning rate", list(RATES), 0.3),
    }

    def describe(data):
        last = data["runs"][:, -1]
        return (
            f"After {N_PASSES} passes: median {np.median(last):.4f} above the minimum, the runs lie between "
            f"{last.min():.4f} and {last.max():.4f}; all data in each step: {data['full'][1][-1]:.4f}."
        )

    return Explorer("batch size, learning rate and the band of noise", controls, band, figure, draw, describe)


def ball_path(surface: Surface, method: str, eta: float, gamma: float, n_steps: int = 120) -> dict[str, Any]:
    """The path of a method on a surface and the loss along it, as ``ball_canvas`` draws them.

    Raises
    ------
    ValueError
        If the ball leaves the drawing for good; the message says when, and what to try.
    """
    shown = method if method == "gradient descent" else f"{method}, gamma = {gamma:g}"
    advice = f"Try a smaller learning rate ({eta / 3:.2g})" + (
        "."
        if method == "gradient descent"
        else " or, with it, a smaller gamma: only the product gamma * eta acts on the gradient."
    )
    try:
        path = trajectory(surface, surface.start, METHODS[method](eta, gamma), n_steps)
    except Diverged as problem:
        raise ValueError(f"{shown} diverged at step {problem.t} with learning rate {eta:.3g}. {advice}") from None
    far = np.flatnonzero(np.abs(path).max(axis=1) > 20)
    if len(far):
        raise ValueError(
            f"{shown} diverged with learning rate {eta:.3g}: after step {far[0]} the ball has left the valley. {advice}"
        )
    return {"paths": {shown: path}, "losses": {shown: surface.value(path) - surface.value(surface.minima[0])}}


def ball_in_a_valley() -> Explorer:
    """A ball on a narrow bowl: gamma, eta and the method; find the setting that arrives first, and one that diverges."""
    surface = quadratic((1.0, 25.0), angle=0.4)
    figure, draw = figures.ball_canvas(surface)
    controls = {
        "method": dropdown("method", list(METHODS), "heavy ball (27)"),
        "eta": slider("learning rate eta", 0.2, 0.01, 1.0, 0.05, log=True),
        "gamma": slider("gamma", 0.3, 0.02, 1.0, 0.02),
    }

    def describe(data):
        ((shown, losses),) = data["losses"].items()
        arrived = np.flatnonzero(losses < 1e-4)
        when = (
            f"below 0.0001 for the first time at step {arrived[0]}"
            if len(arrived)
            else f"after {len(losses) - 1} steps still at {losses[-1]:.2g}"
        )
        return f"{shown}: loss {when}."

    return Explorer(
        "a ball in a valley", controls, lambda **values: ball_path(surface, **values), figure, draw, describe
    )


def hard_starts() -> tuple[Array, Array, Array]:
    """Where training stands still on each of ``HARD_SPOTS``: on the saddle's ridge, in the poor minimum, on the flat."""
    return (np.array([1.5, 0.0]), np.array(SURFACES["double well"].minima[1]), np.array(SURFACES["plateau"].start))


def has_left(name: str, points: Array) -> Array:
    """Whether points (..., 2) have left the hard spot of that name: shape (...,)."""
    if name == "saddle":
        return np.abs(points[..., 1]) > 0.5
    if name == "double well":
        return points[..., 0] < 0
    surface = SURFACES["plateau"]
    return surface.value(points) < 0.5 * surface.value(hard_starts()[2])


@cache
def noisy_runs(noise: float, eta: float = 0.1, n_runs: int = 50, n_steps: int = 500, seed: int = 0) -> dict[str, Any]:
    """Gradient descent with noise of that size from ``hard_starts``, as ``escapes_canvas`` draws it."""
    paths = [
        trajectory(
            SURFACES[name],
            np.tile(start, (n_runs, 1)),
            GradientDescent(eta),
            n_steps,
            noise=noise,
            rng=np.random.default_rng([seed, k]),
        )
        for k, (name, start) in enumerate(zip(HARD_SPOTS, hard_starts()))
    ]
    return {"paths": paths, "left": [int(has_left(name, path[-1]).sum()) for name, path in zip(HARD_SPOTS, paths)]}


def noise_on_three_surfaces() -> Explorer:
    """One dial for the noise of the gradient; a saddle, a poor minimum and a plateau to get away from."""
    figure, draw = figures.escapes_canvas([SURFACES[name] for name in HARD_SPOTS])
    for noise in NOISES:
        noisy_runs(noise)
    controls = {"noise": dropdown("noise of the gradient", [(f"{noise:g}", noise) for noise in NOISES], 0.0)}

    def describe(data):
        counts = ", ".join(f"{name} {left}" for name, left in zip(HARD_SPOTS, data["left"]))
        return f"Of {data['paths'][0].shape[1]} runs, gone after {len(data['paths'][0]) - 1} steps: {counts}."

    return Explorer(
        "noise at a saddle, in a poor minimum and on a plateau", controls, noisy_runs, figure, draw, describe
    )
