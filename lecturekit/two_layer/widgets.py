"""Widgets of chapter 2."""

from functools import lru_cache
from typing import Any

import numpy as np

from lecturekit.datasets import make_moons, make_xor
from lecturekit.foundation.types import Array
from lecturekit.single_unit.losses import logistic
from lecturekit.two_layer import figures
from lecturekit.two_layer.network import descend, forward_matrix, mean_loss
from lecturekit.two_layer.parameters import unpack
from lecturekit.two_layer.pass_steps import N_STEPS, pass_state
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["hidden_features", "one_pass"]

CORNERS = {"(−1, −1)": (-1.0, -1.0), "(−1, +1)": (-1.0, 1.0), "(+1, −1)": (1.0, -1.0), "(+1, +1)": (1.0, 1.0)}
REACH, GRID = 2.1, 48
EVERY, ETA, TRAINING_STEPS = 10, 1.0, 700
DATA = {
    "XOR": lambda: make_xor(120, np.random.default_rng(0), noise=0.25),
    "moons": lambda: make_moons(120, np.random.default_rng(0), noise=0.12),
}


def one_pass() -> Explorer:
    """One forward and one backward pass of a 2-2-1 network, one number at a time."""
    figure, draw = figures.pass_canvas()
    controls = {
        "step": slider("step", 0, 0, N_STEPS - 1, integer=True),
        "x": dropdown("data point x", list(CORNERS), "(+1, −1)"),
        "y": dropdown("label y", [0, 1], 1),
        "phi": dropdown("activation", ["tanh", "relu", "sigmoid"]),
    }

    def describe(data):
        return f"Step {data['step']} of {N_STEPS - 1}. {data['title']}"

    def compute(step, x, y, phi):
        return {**pass_state(step, CORNERS[x], y, phi), "step": step}

    return Explorer("forward and backward pass, number by number", controls, compute, figure, draw, describe)


@lru_cache(maxsize=32)
def training(data: Any, n_units: int, start: Any) -> tuple[Any, Array]:
    """The data set of that name and the parameters of every tenth step of gradient descent on it."""
    points = DATA[data]()
    rng = np.random.default_rng(start)
    params = rng.normal(size=n_units * 4 + 1)
    return points, descend(params, points.X, points.y, eta=ETA, n_steps=TRAINING_STEPS, every=EVERY)


@lru_cache(maxsize=32)
def losses(data: Any, n_units: int, start: Any) -> Array:
    """The losses along ``training``."""
    points, path = training(data, n_units, start)
    return np.array([mean_loss(params, points.X, points.y) for params in path])


def features_state(data: str = "XOR", n_units: int = 2, start: int = 0, step: int = 0) -> dict[str, Any]:
    """What ``features_canvas`` draws after that many steps of training."""
    points, path = training(data, n_units, start)
    params = unpack(path[step // EVERY], 2)
    axis = np.linspace(-REACH, REACH, GRID)
    grid = np.array([[a, b] for b in axis for a in axis])
    hidden = forward_matrix(params, points.X)
    accuracy = np.mean((hidden.z2 > 0) == points.y)
    return {
        "X": points.X,
        "y": points.y,
        "params": params,
        "step": step,
        "accuracy": accuracy,
        "grid": logistic.phi_out(forward_matrix(params, grid).z2).reshape(GRID, GRID),
        "steps": np.arange(len(path)) * EVERY,
        "losses": losses(data, n_units, start),
        **hidden_view(params, hidden.x1, points.X),
    }


def hidden_view(params: Any, X1: Array, X: Array) -> dict[str, Any]:
    """The hidden values X1 (n, m) in the plane: as they are for m = 2, else seen along the output unit's plane."""
    w, b2 = params.w, float(params.b2)
    length = np.linalg.norm(w)
    if len(w) == 2:
        along, foot = np.array([-w[1], w[0]]) / length, -b2 * w / length**2
        return {
            "features": X1,
            "axes": ("$x^{(1)}_1$", "$x^{(1)}_2$"),
            "limits": ((-1.15, 1.15), (-1.15, 1.15)),
            "split": (foot - 9 * along, foot + 9 * along),
        }
    distance = (X1 @ w + b2) / length
    rest = X1 - X1.mean(axis=0) - np.outer((X1 - X1.mean(axis=0)) @ w, w) / length**2
    spread = rest @ np.linalg.svd(rest, full_matrices=False)[2][0]
    spread *= 1.0 if np.sum(spread * X[:, 0]) >= 0 else -1.0
    reach = np.sqrt(len(w)) * 1.1
    return {
        "features": np.column_stack([distance, spread]),
        "limits": ((-reach, reach), (-reach, reach)),
        "axes": ("distance from the plane $z^{(2)} = 0$", "widest direction within the plane"),
        "split": (np.array([0.0, -9.0]), np.array([0.0, 9.0])),
    }


def hidden_features() -> Explorer:
    """Hidden units as features: their lines in the input plane and the data in hidden space, during training."""
    points = DATA["XOR"]()
    figure, draw = figures.features_canvas(points.X, points.y, points.target_names, 4, REACH, loss_curve=True)
    controls = {
        "step": slider("training step", 0, 0, TRAINING_STEPS, EVERY, integer=True),
        "data": dropdown("data", list(DATA)),
        "n_units": dropdown("hidden units", [2, 3, 4]),
        "start": dropdown("random start", [0, 1, 2, 3]),
    }

    def describe(state):
        return (
            f"After {state['step']} steps: loss {state['losses'][state['step'] // EVERY]:.3f}, "
            f"accuracy {state['accuracy']:.0%}."
        )

    return Explorer("hidden units as features while they learn", controls, features_state, figure, draw, describe)
