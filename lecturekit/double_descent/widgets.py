"""Widgets of chapter 9: a fit of any width, the peak under ridge and noise, what the data cannot see."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.double_descent import figures
from lecturekit.double_descent.curve_fits import GRID, CurveProblem, curve_problem, sine
from lecturekit.double_descent.linear_fits import ridge_path
from lecturekit.double_descent.random_features import draw_features, features, linear_data
from lecturekit.foundation.types import Array
from lecturekit.widgets import Explorer, dropdown, slider

__all__ = ["number_of_features", "ridge_and_noise", "what_the_data_cannot_see"]

N_POINTS = 15
WIDTHS = (*range(2, 19), 20, 22, 25, 30, 35, 40, 50, 60, 80, 100, 150, 200, 300, 400, 600)
DATA_SEEDS = {"first": 2, "second": 0, "third": 7}
N_TRAIN, N_INPUTS = 100, 20
SIZES = (10, 20, 30, 40, 60, 80, 90, 95, 100, 105, 110, 120, 150, 200, 300, 500, 1000)
LAMS = (0.0, *10.0 ** np.arange(-6, 0.51, 0.25))
AMOUNTS = np.linspace(-2, 2, 41)


@cache
def problem_of(seed: int) -> CurveProblem:
    """The one-dimensional problem that belongs to a seed."""
    return curve_problem(np.random.default_rng(seed), n=N_POINTS)


@cache
def errors_of(seed: int) -> Array:
    """The error of the minimum-norm fit for each of ``WIDTHS``."""
    problem = problem_of(seed)
    return np.array([problem.error(problem.fit(N)) for N in WIDTHS])


def fit_state(seed: int, n_features: int) -> dict[str, Any]:
    """What ``fit_canvas`` draws: the minimum-norm fit of problem ``seed`` with this many features."""
    problem = problem_of(seed)
    w = problem.fit(n_features)
    return {"problem": problem, "w": w, "curve": problem.curve(w), "error": problem.error(w), "errors": errors_of(seed)}


def number_of_features() -> Explorer:
    """Slide the number of features through the threshold N = n: the fit, and its place on the error curve."""
    figure, draw = figures.fit_canvas(sine(GRID), GRID, WIDTHS, N_POINTS)
    controls = {
        "N": slider("number of features N", 6, 2, 600, 0.02, log=True),
        "data": dropdown("data set", list(DATA_SEEDS), "first"),
    }

    def describe(state):
        misfit = np.abs(state["problem"].A[:, : len(state["w"])] @ state["w"] - state["problem"].y).max()
        through = "goes through all points" if misfit < 1e-5 else f"misses a point by up to {misfit:.2f}"
        return (
            f"{len(state['w'])} features, {N_POINTS} points: the fit {through}; weights of norm "
            f"{np.linalg.norm(state['w']):.3g}; error {state['error']:.3g}."
        )

    return Explorer(
        "the number of features",
        controls,
        lambda N, data: fit_state(DATA_SEEDS[data], round(N)),
        figure,
        draw,
        describe,
        frames=[{"N": WIDTHS, "data": None}],
        question="At which size is the fit worst? And with how many features does it become calm again?",
    )


@cache
def error_parts(n_runs: int = 7, n_test: int = 200) -> Any:
    """Test errors of random features for all ``LAMS`` and ``SIZES`` and for every noise at once.

    Returns
    -------
    parts : ndarray, (3, n_runs, len(LAMS), len(SIZES))
        a, b, c: the error with label noise sigma is a + b sigma + c sigma^2, because the fit is linear in y.
    """
    parts = np.empty((3, n_runs, len(LAMS), len(SIZES)))
    for run in range(n_runs):
        rng = np.random.default_rng([9, run])
        X, clean, beta = linear_data(N_TRAIN, N_INPUTS, 0.0, rng)
        X_test, truth, _ = linear_data(n_test, N_INPUTS, 0.0, rng, beta)
        both = np.column_stack([clean, rng.standard_normal(N_TRAIN)])
        C, b = draw_features(max(SIZES), N_INPUTS, rng)
        A, A_test = features(X, C, b), features(X_test, C, b)
        for j, N in enumerate(SIZES):
            of_clean, of_noise = np.moveaxis(A_test[:, :N] @ ridge_path(A[:, :N], both, LAMS), -1, 0)
            parts[:, run, :, j] = [
                np.mean((of_clean - truth) ** 2, axis=1),
                2 * np.mean((of_clean - truth) * of_noise, axis=1),
                np.mean(of_noise**2, axis=1),
            ]
    return parts


def ridge_state(lam: float, sigma: float) -> dict[str, Any]:
    """What ``ridge_canvas`` draws: medians over the runs at the nearest of ``LAMS``, and at lambda = 0; at two sizes for all ``LAMS``."""
    a, b, c = error_parts()
    curves = np.median(a + b * sigma + c * sigma**2, axis=0)
    k = 1 + int(np.argmin(np.abs(np.log10(LAMS[1:]) - np.log10(lam))))
    limits = 0.8 * float(curves.min()), 1.5 * float(curves.max())
    across = {N: curves[1:, SIZES.index(N)] for N in (N_TRAIN, max(SIZES))}
    return {"plain": curves[0], "ridge": curves[k], "lam": LAMS[k], "sigma": sigma, "limits": limits, "across": across}


def ridge_and_noise() -> Explorer:
    """How much ridge removes the peak, and how much of the peak is label noise?"""
    figure, draw = figures.ridge_canvas(SIZES, N_TRAIN, LAMS[1:])
    controls = {
        "lam": slider("ridge lambda", 1e-6, 1e-6, 10**0.5, 0.25, log=True),
        "sigma": slider("label noise sigma", 0.5, 0.0, 1.0, 0.1),
    }

    def describe(state):
        best, worst = int(np.argmin(state["ridge"])), int(np.argmax(state["ridge"]))
        at = SIZES.index(N_TRAIN)
        return (
            f"At N = n: {state['plain'][at]:.2g} with minimum norm, {state['ridge'][at]:.2g} with ridge. "
            f"Ridge is best at N = {SIZES[best]} ({state['ridge'][best]:.2g}), worst at N = {SIZES[worst]}. "
            + " ".join(
                f"At N = {N} the best of all lambda is {LAMS[1 + int(np.argmin(errors))]:.2g} (error {min(errors):.2g})."
                for N, errors in state["across"].items()
            )
        )

    question = "With noise 0, is the peak gone? With noise 0.5, which lambda removes it, and which is best at N = 100 and at 1000?"
    return Explorer("ridge, noise and the peak", controls, ridge_state, figure, draw, describe, question=question)


@cache
def unseen_tables(n_features: int) -> tuple[Any, ...]:
    """(problem, smallest w, unseen direction, norms, errors): the last two for each of ``AMOUNTS``."""
    problem = problem_of(DATA_SEEDS["first"])
    w, v = problem.fit(n_features), problem.unseen_direction(n_features)
    solutions = [w + amount * v for amount in AMOUNTS]
    return problem, w, v, [np.linalg.norm(each) for each in solutions], [problem.error(each) for each in solutions]


def unseen_state(amount: float, n_features: int) -> dict[str, Any]:
    """What ``unseen_canvas`` draws: the smallest solution plus ``amount`` times a direction that the data do not see."""
    problem, w, v, norms, errors = unseen_tables(n_features)
    here = w + amount * v
    return {
        "curve": problem.curve(here),
        "minimum": problem.curve(w),
        "amount": amount,
        "norm": np.linalg.norm(here),
        "error": problem.error(here),
        "amounts": AMOUNTS,
        "norms": norms,
        "errors": errors,
        "misfit": float(np.abs(problem.A[:, :n_features] @ here - problem.y).max()),
    }


def what_the_data_cannot_see() -> Explorer:
    """Add a direction that changes nothing at the data: the training error stays 0, the curve does not."""
    figure, draw = figures.unseen_canvas(problem_of(DATA_SEEDS["first"]), sine(GRID), GRID)
    controls = {"amount": slider("amount", 0.5, -2, 2, 0.1), "n_features": dropdown("features N", [100, 300, 600], 600)}

    def describe(state):
        return (
            f"Largest misfit at the 15 points: {max(state['misfit'], 1e-12):.0e}. "
            f"Norm of the weights {state['norm']:.2f}, error against the truth {state['error']:.2f}."
        )

    question = "How far off can a curve be that goes through all 15 points?"
    return Explorer("what the data cannot see", controls, unseen_state, figure, draw, describe, question=question)
