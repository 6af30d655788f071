"""Widgets of chapter 5: batch size and learning rate, schedules, noise on three surfaces, a ball in a valley."""

from typing import Any

import numpy as np

from lecturekit.backprop_in_practice.landscapes import SURFACES
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.sgd import figures
from lecturekit.sgd.digits import schedule_run
from lecturekit.sgd.escapes import HARD_SPOTS, gone, noisy_runs
from lecturekit.sgd.floors import BATCH_SIZES, N_PASSES, N_RUNS, RATES, sgd_runs
from lecturekit.sgd.momentum import Momentum
from lecturekit.sgd.valley import CURVATURES, VALLEY, arrival, errors, largest_stable_eta, loss_of, point_at
from lecturekit.widgets import Explorer, dropdown, slider, stepper, toggle

__all__ = ["ball_in_a_valley", "batch_size_and_rate", "noise_on_three_surfaces", "rate_and_schedule"]

NOISES = (0.0, 1e-3, 0.1, 0.5, 1.0, 2.0)
EVERY = 10  # steps of noise_on_three_surfaces for one of its stepper
BALL_STEPS = 80
SCHEDULED_RATES = (0.1, 0.3, 0.5, 1.0, 2.0)


def band(batch_size: int, eta: float) -> dict[str, Any]:
    """What ``noise_band_canvas`` draws for one of ``BATCH_SIZES`` and one of ``RATES``."""
    k = RATES.index(eta)
    passes, excess = sgd_runs(batch_size)
    full_passes, full = sgd_runs(BATCH_SIZES[-1])
    return {
        "passes": passes,
        "runs": excess[k],
        "full": (full_passes, full[k, 0]),
        "label": f"n' = {batch_size}, $\\eta$ = {eta:g}",
    }


def batch_size_and_rate() -> Explorer:
    """Choose n' and eta: how fast does the loss fall, how wide is the band, and where does it stop falling?"""
    figure, draw = figures.noise_band_canvas(N_PASSES)
    controls = {
        "batch_size": dropdown("batch size n'", [("1", 1), ("4", 4), ("16", 16), ("64", 64), ("569 (all)", 569)], 4),
        "eta": dropdown("learning rate", list(RATES), 1.0),
    }

    def describe(data):
        last, early = data["runs"][:, -1], data["runs"][:, np.argmin(np.abs(data["passes"] - 0.2))]
        return (
            f"Median of {N_RUNS} runs: {np.median(early):.4f} above the minimum after a fifth of a pass, "
            f"{np.median(last):.4f} after {N_PASSES} passes, when the runs lie between {last.min():.4f} and "
            f"{last.max():.4f}; all data in each step: {data['full'][1][-1]:.4f}."
        )

    return Explorer(
        "batch size, learning rate and the band of noise",
        controls,
        band,
        figure,
        draw,
        describe,
        question="With n' = 4: which learning rate is lowest after a fifth of a pass, and which after six passes? Keep the runs.",
        keep=True,
    )


def rate_and_schedule() -> Explorer:
    """A learning rate for digits, constant, warmed up, falling, or both: which run ends lowest?"""
    figure, draw = figures.schedule_canvas(3)
    controls = {
        "eta": dropdown("largest learning rate", list(SCHEDULED_RATES), 1.0),
        "warm": toggle("warm-up: rise to it over the first 50 steps"),
        "decay": toggle("decay: fall to 0 along a cosine"),
    }

    def describe(run):
        return (
            f"Rate {run['label']}: after three passes the loss on all 3000 images is {run['final']:.2f}; the batches' "
            f"smoothed loss was {run['losses'].max():.1f} at its highest."
        )

    return Explorer(
        "learning rate and schedule",
        controls,
        schedule_run,
        figure,
        draw,
        describe,
        question="Can a schedule make a run with the rate 2 useful? And which setting ends lowest? Keep the runs.",
        keep=True,
    )


def ball_run(eta: float, gamma: float, along: float, across: float) -> dict[str, Any]:
    """What ``valley_canvas`` draws: a run of the heavy ball on ``VALLEY`` from the point with these errors."""
    path = trajectory(VALLEY, point_at(along, across), Momentum(eta, gamma=gamma), BALL_STEPS)
    return {"path": path, "error": errors(path), "eta": eta, "gamma": gamma}


def ball_in_a_valley() -> Explorer:
    """The heavy ball in a narrow valley: the error along and the error across, and the setting on the map of all settings."""
    figure, draw = figures.valley_canvas(BALL_STEPS)
    controls = {
        "eta": slider("learning rate eta", 0.06, 0.01, 1.0, 0.05, log=True),
        "gamma": slider("gamma", 1.0, 0.02, 1.0, 0.02),
        "along": slider("error along at the start", -1.75, -2.5, 2.5, 0.25),
        "across": slider("error across at the start", 2.25, -2.5, 2.5, 0.25),
    }

    def describe(data):
        (first, last), step = np.abs(data["error"][[0, -1]]), arrival(data["error"])
        setting = f"eta {data['eta']:.3g}, gamma {data['gamma']:.2g}"
        if data["eta"] >= largest_stable_eta(CURVATURES[1], data["gamma"]) and loss_of(data["error"])[-1] > 1:
            return f"{setting}: diverges. The error across grew from {first[1]:.2g} to {last[1]:.2g} in {BALL_STEPS} steps."
        when = (
            f"stays below 0.0001 from step {step} on"
            if step is not None
            else f"is not below 0.0001 in {BALL_STEPS} steps"
        )
        return f"{setting}: the loss {when}. At the end the error is {last[0]:.1g} along, {last[1]:.1g} across."

    return Explorer(
        "a ball in a valley",
        controls,
        ball_run,
        figure,
        draw,
        describe,
        frames=[{"eta": 11, "gamma": 9}, {"along": 5, "across": 5}],
        question="Where on the map does the ball arrive first, and what are the two errors doing there? Keep a run to compare.",
        keep=True,
    )


def noise_on_three_surfaces() -> Explorer:
    """One dial for the noise of the gradient, and the steps; a saddle, a poor minimum and a plateau to get away from."""
    figure, draw = figures.escapes_canvas([SURFACES[name] for name in HARD_SPOTS])
    controls = {
        "noise": dropdown("noise of the gradient", [(f"{noise:g}", noise) for noise in NOISES], 1e-3),
        "tens": stepper("tens of steps", 50, 50, interval=150),
    }

    def compute(noise, tens):
        paths = noisy_runs(noise)
        return {"paths": paths, "noise": noise, "step": EVERY * tens, "gone": gone(paths, EVERY * tens)}

    def describe(data):
        counts = ", ".join(f"{name} {left}" for name, left in data["gone"].items())
        return (
            f"Noise {data['noise']:g}. Of {data['paths'][0].shape[1]} runs on each surface, after {data['step']} steps "
            f"these have left: {counts}."
        )

    return Explorer(
        "noise at a saddle, in a poor minimum and on a plateau",
        controls,
        compute,
        figure,
        draw,
        describe,
        question="Which of the three spots do the balls leave, with how much noise, and how does it begin?",
    )
