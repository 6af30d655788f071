"""Widgets of chapter 2."""

from functools import lru_cache
from typing import Any

import numpy as np

from lecturekit.datasets import make_moons, make_xor
from lecturekit.foundation.types import Array
from lecturekit.two_layer import figures
from lecturekit.two_layer.figures.hidden_space import crowds
from lecturekit.two_layer.figures.network_pass import PLANE
from lecturekit.two_layer.figures.planes import on_the_plane
from lecturekit.two_layer.network import descend, forward_matrix, mean_loss
from lecturekit.two_layer.parameters import unpack
from lecturekit.two_layer.pass_steps import N_STEPS, XOR, pass_descent, pass_state
from lecturekit.two_layer.starts import random_start
from lecturekit.widgets import Explorer, dropdown, stepper

__all__ = ["hidden_features", "one_pass"]

CORNERS = {"(−1, −1)": (-1.0, -1.0), "(−1, +1)": (-1.0, 1.0), "(+1, −1)": (1.0, -1.0), "(+1, +1)": (1.0, 1.0)}
LAST = 2 * N_STEPS - 3  # each number is asked for, then shown; the first and the last step have no question
DESCENT_STEPS = 200
POINT, ALL = "this point alone", "all four corners of XOR"

REACH, GRID = 2.1, 48
EVERY, ETA, TRAINING_STEPS = 10, 1.0, 700
DATA = {
    "XOR": lambda: make_xor(120, np.random.default_rng(0), noise=0.25),
    "moons": lambda: make_moons(120, np.random.default_rng(0), noise=0.12),
}


@lru_cache(maxsize=32)
def _descent(x, y, phi, every_corner):
    return pass_descent(x, y, phi, every_corner=every_corner, n_steps=DESCENT_STEPS)


def learning_state(
    number: int, descent: int = 0, x: str = "(+1, −1)", y: int = 1, phi: str = "tanh", learns: str = POINT
) -> dict[str, Any]:
    """What ``pass_canvas`` draws: a pass with the parameters after ``descent`` steps, up to that number of the pass."""
    point = CORNERS[x]
    path, losses = _descent(point if learns == POINT else None, y if learns == POINT else None, phi, learns == ALL)
    params = path[descent]
    done = min((number + 1) // 2, N_STEPS - 1)
    asking = number % 2 == 1 and done < N_STEPS - 1
    return {
        **pass_state(done, point, y, phi, params, asking),
        "number": number,
        "descent": descent,
        "losses": losses,
        "x": point,
        "right": int(np.sum((forward_matrix(params, XOR.X, phi).z2 > 0) == XOR.y)),
        "plane": on_the_plane(lambda X: forward_matrix(params, X, phi).z2, PLANE, 24),
    }


def one_pass(learning: bool = True) -> Explorer:
    """Forward and backward passes of a 2-2-1 network, one number at a time, until it has learned.

    Parameters
    ----------
    learning : bool
        Show what the network has learned so far below the graph.
    """
    figure, draw = figures.pass_canvas(XOR if learning else None)
    controls = {
        "number": stepper("one number at a time", LAST, interval=1500),
        "descent": stepper("steps of descent taken", DESCENT_STEPS, interval=150),
        "learns": dropdown("it learns from", [POINT, ALL]),
        "x": dropdown("data point x", list(CORNERS), "(+1, −1)"),
        "y": dropdown("label y", [0, 1], 1),
        "phi": dropdown("activation", ["tanh", "relu", "sigmoid"]),
    }

    def describe(data):
        known = ", ".join(f"{key} {value:.2f}" for key, value in data["pushes"].items())
        return (
            f"After {data['descent']} steps of descent: loss {data['losses'][data['descent']]:.2f}, "
            f"{data['right']} of the four corners of XOR right. {data['title']}"
            + (f" Pushes so far: {known}." if known else "")
        )

    return Explorer(
        "forward and backward pass, number by number",
        controls,
        learning_state,
        figure,
        draw,
        describe,
        frames=[{"number": None, "y": None}, {"descent": 10, "learns": None}, {"x": None, "phi": None}],
        question="Which numbers does each step use? And how many steps of descent until the loss is below 0.1?",
    )


@lru_cache(maxsize=32)
def training(data: Any, n_units: int, start: Any) -> tuple[Any, Array]:
    """The data set of that name and the parameters of every tenth step of gradient descent on it."""
    points = DATA[data]()
    start = random_start(n_units, start)
    return points, descend(start, points.X, points.y, eta=ETA, n_steps=TRAINING_STEPS, every=EVERY)


@lru_cache(maxsize=32)
def losses(data: Any, n_units: int, start: Any) -> Array:
    """The losses along ``training``."""
    points, path = training(data, n_units, start)
    return np.array([mean_loss(params, points.X, points.y) for params in path])


def features_state(data: str = "XOR", n_units: int = 2, start: int = 0, step: int = 0) -> dict[str, Any]:
    """What ``features_canvas`` draws after that many steps of training."""
    points, path = training(data, n_units, start)
    params = unpack(path[step // EVERY], 2)
    hidden = forward_matrix(params, points.X)
    accuracy = np.mean((hidden.z2 > 0) == points.y)
    return {
        "X": points.X,
        "y": points.y,
        "params": params,
        "step": step,
        "accuracy": accuracy,
        "grid": on_the_plane(lambda X: forward_matrix(params, X).z2, REACH, GRID),
        "steps": np.arange(len(path)) * EVERY,
        "losses": losses(data, n_units, start),
        "name": f"{data}, {n_units} units, start {start}",
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
            "hidden_grid": on_the_plane(lambda H: H @ w + b2, 1.15, GRID),
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
        "hidden_grid": on_the_plane(lambda H: H[:, 0] * length, reach, GRID),
    }


def hidden_features() -> Explorer:
    """Hidden units as features: their lines in the input plane and the data in hidden space, during training."""
    points = DATA["XOR"]()
    figure, draw = figures.features_canvas(points.X, points.y, points.target_names, 4, REACH)
    controls = {
        "step": stepper("tens of training steps", TRAINING_STEPS // EVERY, interval=200),
        "data": dropdown("data", list(DATA)),
        "n_units": dropdown("hidden units", [2, 3, 4]),
        "start": dropdown("random start", list(range(8)), 6),
    }

    def describe(state):
        together = [
            f"{counts[0]} points of class 0 and {counts[1]} of class 1 lie on one spot"
            for _, counts in crowds(state["features"], state["y"], 0.05 * np.ptp(state["limits"][0]))
        ]
        places = f" In hidden space {'; '.join(together)}." if together else ""
        return (
            f"{state['name']}, after {state['step']} steps: loss {state['losses'][state['step'] // EVERY]:.3f}, "
            f"{state['accuracy']:.0%} of the points right.{places}"
        )

    def compute(step, **values):
        return features_state(step=step * EVERY, **values)

    return Explorer(
        "hidden units as features while they learn",
        controls,
        compute,
        figure,
        draw,
        describe,
        frames=[{"step": 6, "start": None}, {"step": 6, "data": None, "n_units": None}],
        question="Where do the hidden units move the four clouds, so that one straight cut is enough?",
        keep=True,
    )
