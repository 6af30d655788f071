"""Widgets of chapter 1."""

from functools import lru_cache
from math import exp
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.single_unit import figures
from lecturekit.single_unit.figures import REACH
from lecturekit.single_unit.losses import logistic
from lecturekit.single_unit.unit import gradient, mean_loss
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["drag_the_weights", "race"]

N_STEPS = 3000


def unit_state(X: Array, y: Array, w1: float, w2: float, b: float, surface_at: Any | None = None) -> dict[str, Any]:
    """What ``unit_canvas`` draws for a logistic unit with weights (w1, w2) and bias b on X (n, 2), y in {0, 1}.

    ``surface_at(b)`` may hand over a loss surface that is there already.
    """
    w = np.array([w1, w2], dtype=float)
    dw, db = gradient(logistic, w, X, y, b)
    accuracy = np.mean((X @ w + b > 0) == y)
    return {
        "w": w,
        "b": b,
        "gradient": dw,
        "slope_b": db,
        "loss": mean_loss(logistic, w, X, y, b),
        "accuracy": accuracy,
        "surface": surface_at(b) if surface_at else surface(X, y, b),
    }


def surface(X: Array, y: Array, b: float = 0.0, n: int = 33) -> Array:
    """The mean logistic loss for this bias on a grid of weights from -REACH to REACH, (n, n): row = w2, column = w1."""
    axis = np.linspace(-REACH, REACH, n)
    grid = np.array([[w1, w2] for w2 in axis for w1 in axis])
    Z = X @ grid.T + b
    return (np.logaddexp(0, Z).mean(axis=0) - y @ Z / len(y)).reshape(n, n)


def drag_the_weights(data: Any = None) -> Explorer:
    """Drag w1, w2 and b of a logistic unit; the line, the loss surface of that bias, its point and its arrow follow.

    Parameters
    ----------
    data : Dataset, optional
        Two features, labels 0 and 1; without it, two Gaussian blobs.
    """
    if data is None:
        from lecturekit.datasets import make_blobs

        data = make_blobs(200, np.random.default_rng(0), centers=((-1, -0.5), (1, 0.5)), noise=0.8)
    X, y = data.X, data.y
    surface_at = lru_cache(maxsize=64)(lambda b: surface(X, y, b))
    figure, draw = figures.unit_canvas(data)
    controls = {
        "w1": slider("weight w1", -2.0, -REACH, REACH, 0.1),
        "w2": slider("weight w2", 2.0, -REACH, REACH, 0.1),
        "b": slider("bias b", 0.0, -3, 3, 0.1),
    }

    def describe(state):
        return (
            f"Loss {state['loss']:.3f}, accuracy {state['accuracy']:.0%}, gradient "
            f"({state['gradient'][0]:+.3f}, {state['gradient'][1]:+.3f}), bias slope {state['slope_b']:+.3f}."
        )

    return Explorer(
        "drag the weights of a single unit",
        controls,
        lambda **values: unit_state(X, y, **values, surface_at=surface_at),
        figure,
        draw,
        describe,
    )


def descend_logit(z0: float, eta: float, with_slope: bool, n_steps: int = N_STEPS) -> Array:
    """Logits of one logistic unit (x = 1, target 1) under gradient descent, optionally with the extra phi'."""
    path = np.empty(n_steps + 1)
    path[0] = z = z0
    for t in range(1, n_steps + 1):
        p = 1 / (1 + exp(-z))  # one number at a time: plain floats beat arrays here
        z = z + eta * (1 - p) * (p * (1 - p) if with_slope else 1.0)
        path[t] = z
    return path


def race() -> Explorer:
    """Start a unit at a wrong logit: how long do the true gradient and the slide's formula take to notice?"""
    figure, draw = figures.race_canvas()
    controls = {"z0": slider("start z", -4.0, -10, 2, 0.5), "eta": dropdown("learning rate", [0.3, 1.0, 3.0], 1.0)}

    def compute(z0, eta):
        return {"true": descend_logit(z0, eta, False), "slide": descend_logit(z0, eta, True)}

    def describe(data):
        def when(path):
            above = np.flatnonzero(path > 0)
            return f"{above[0]} steps" if len(above) else f"more than {N_STEPS} steps"

        if data["true"][0] > 0:
            return "The unit starts above 0: take a wrong answer, a negative start."
        return f"Above 0: the Fact after {when(data['true'])}, the slide's formula after {when(data['slide'])}."

    return Explorer("two gradients race from a wrong answer", controls, compute, figure, draw, describe)
