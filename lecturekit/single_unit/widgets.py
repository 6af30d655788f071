"""Widgets of chapter 1."""

from functools import lru_cache
from typing import Any

import numpy as np

from lecturekit.datasets.stored import load_breast_cancer, load_diabetes
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array
from lecturekit.single_unit import figures
from lecturekit.single_unit.bowl import REACH, descend_logit, errors_along, main_directions, surface, unit_state
from lecturekit.single_unit.losses import least_squares
from lecturekit.single_unit.unit import descend
from lecturekit.widgets import Explorer, dropdown, slider, stepper

__all__ = ["drag_the_weights", "race", "ten_directions"]

MOST_STEPS = 100
"""Of gradient descent in ``drag_the_weights``."""

N_STEPS = 10_000
"""Of the race."""


def _standardized(X):
    """Each column shifted and rescaled to mean 0 and standard deviation 1; X (n, d) or (n,)."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def drag_the_weights(
    X: Array | None = None,
    y: Any = None,
    features: tuple[str, str] = ("radius", "texture"),
    classes: tuple[str, str] = ("benign", "malignant"),
) -> Explorer:
    """Set w1, w2 and b of a logistic unit, or let gradient descent move them, step by step.

    Parameters
    ----------
    X : ndarray, (n, 2), optional
        Without it, the standardized radius and texture of the breast tumors.
    y : ndarray, (n,)
        Labels 0 and 1.
    features, classes : pair of str
        Their names.
    """
    if X is None:
        cancer = load_breast_cancer()
        X, y = _standardized(cancer.X[:, [20, 21]]), cancer.y
    surface_at = lru_cache(maxsize=128)(lambda b: surface(X, y, b))
    figure, draw = figures.unit_canvas(X, y, features, classes)
    controls = {
        "w1": slider("weight w1", -2.0, -REACH, REACH, 0.1),
        "w2": slider("weight w2", 2.0, -REACH, REACH, 0.1),
        "b": slider("bias b", 0.0, -3, 3, 0.1),
        "steps": stepper("steps downhill from there", MOST_STEPS, interval=150),
    }
    return Explorer(
        "A unit on its data, and the loss over its two weights",
        controls,
        lambda **values: unit_state(X, y, **values, surface_at=surface_at),
        figure,
        draw,
        _unit_words,
        frames=[{"w1": 6, "w2": 6, "b": 3}, {"steps": 21}],
        question="Can you bring the loss below 0.20 with the three sliders? "
        "Then press Play: how does the unit know which way to go?",
    )


def _unit_words(state):
    n_steps = len(state["path"]) - 1
    moved = f" after {n_steps} step{'s' * (n_steps > 1)} downhill" if n_steps else ""
    w, gradient_w = state["w"], state["gradient"]
    return (
        f"Weights ({w[0]:.1f}, {w[1]:.1f}), bias {state['b']:.1f}{moved}: loss {state['loss']:.3f}, "
        f"right for {state['accuracy']:.0%} of the data points, gradient ({gradient_w[0]:+.3f}, {gradient_w[1]:+.3f})."
    )


def race() -> Explorer:
    """Start a unit at a wrong logit: how long do the true gradient and the slide's formula take to notice?"""
    figure, draw = figures.race_canvas(n_steps=N_STEPS)
    controls = {"z0": slider("start z", -6.0, -10, 2, 0.5), "eta": dropdown("learning rate", [0.3, 1.0, 3.0], 1.0)}

    def compute(z0, eta):
        return {"true": descend_logit(z0, eta, False, N_STEPS), "slide": descend_logit(z0, eta, True, N_STEPS)}

    def describe(data):
        def when(path):
            above = np.flatnonzero(path > 0)
            return f"{above[0]:,} steps" if len(above) else f"more than {N_STEPS:,} steps"

        if data["true"][0] > 0:
            return "The unit starts above 0: take a wrong answer, a negative start."
        start = f"From z = {number(data['true'][0])} the unit is above 0"
        return f"{start} after {when(data['true'])} by the Fact, after {when(data['slide'])} by the slide's formula."

    return Explorer(
        "Two formulas race from a wrong answer",
        controls,
        compute,
        figure,
        draw,
        describe,
        question="From which starts does the slide's formula need more than a thousand steps? "
        "Does a learning rate of 3 rescue it?",
    )


def ten_directions(X: Array | None = None, y: Any = None, n_steps: int = 300) -> Explorer:
    """Linear regression: the error in each main direction of the bowl, step by step, for a rate to be chosen.

    Parameters
    ----------
    X : ndarray, (n, d), optional
        Without it, the standardized measurements of the diabetes data.
    y : ndarray, (n,)
        Numbers to be predicted, of mean 0: the columns of X have mean 0 too, so that no bias is needed.
    n_steps : int
    """
    if X is None:
        diabetes = load_diabetes()
        X, y = _standardized(diabetes.X), _standardized(diabetes.y)
    curvatures, directions = main_directions(X)
    lowest = np.linalg.lstsq(X, y, rcond=None)[0]
    figure, draw = figures.directions_canvas(curvatures, n_steps)
    high = 2.0 / curvatures[-1]
    controls = {"eta": slider("learning rate", 0.4, 0.02, round(1.06 * high, 2), 0.005)}

    def compute(eta):
        path = descend(least_squares, np.zeros(X.shape[1]), X, y, eta=eta, n_steps=n_steps)
        return {"eta": eta, "errors": errors_along(path[:, :-1], lowest, directions), "curvatures": curvatures}

    return Explorer(
        "The error of a linear regression in each main direction",
        controls,
        compute,
        figure,
        draw,
        _directions_words,
        frames=[{"eta": 61}],
        question="Which direction is the last to arrive? Above which rate does one of them grow?",
    )


def _directions_words(data):
    left = data["errors"][-1] / data["errors"][0]
    growing = np.flatnonzero(left > 1)
    arrived, steps = int(np.sum(left < 0.01)), len(data["errors"]) - 1
    text = (
        f"Rate {data['eta']:.3f}: after {steps} steps {arrived} of {len(left)} directions have less than 1% of their "
        f"error left; the flattest, curvature {number(data['curvatures'][0])}, has {left[0]:.0%}."
    )
    if len(growing):
        k = growing[-1]
        text += f" The direction of curvature {number(data['curvatures'][k])} grows, {number(left[k])} times by then."
    return text
