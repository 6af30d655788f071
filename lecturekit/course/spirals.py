"""A network that learns before the reader's eyes, for the first page: two spirals, and what it makes of them, step by step."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.foundation.types import Array, Rng
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.losses import logistic
from lecturekit.training.loop import train

REACH = 1.25
"""The plane is shown from -REACH to REACH."""

N_STEPS = 600
N_PICTURES = 60


def spirals(n: int, rng: Rng, noise: float = 0.03) -> tuple[Array, Array]:
    """Two arms wound into each other: points (n, 2), half of them of class 0, then the others."""
    turn = np.tile(np.sqrt(np.linspace(0.02, 1.0, n // 2)), 2)
    y = np.repeat([0, 1], n // 2)
    angle = 3.4 * np.pi * turn + np.pi * y
    X = turn[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return X + noise * rng.standard_normal(X.shape), y


@cache
def learned(seed: int = 0, grid: int = 61) -> dict[str, Any]:
    """A network with two hidden layers trained on the spirals, as it was after some of its steps.

    Returns
    -------
    dict
        X (n, 2), y (n,), steps (N_PICTURES + 1,), losses (N_PICTURES + 1,), right (N_PICTURES + 1,) and planes
        (N_PICTURES + 1, grid, grid): P(class 1) on a square from -REACH to REACH, row = x2, column = x1.
    """
    rng = np.random.default_rng(seed)
    X, y = spirals(240, rng)
    net = Network([2, 20, 20, 1], phi="tanh", loss=logistic)
    w = net.init(rng, "glorot", 1.5)
    axis = np.linspace(-REACH, REACH, grid)
    square = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    steps = [0, *np.unique(np.geomspace(1, N_STEPS, 3 * N_PICTURES).astype(int))]
    steps = np.array(steps)[np.linspace(0, len(steps) - 1, N_PICTURES + 1).astype(int)]
    shown: dict[str, list[Any]] = {"losses": [], "right": [], "planes": []}

    def look():
        z = net.logits(w, X)
        shown["losses"].append(logistic(z, y))
        shown["right"].append(float(np.mean((z > 0) == y)))
        shown["planes"].append(net.predict(w, square).reshape(grid, grid))

    look()
    for step, _ in enumerate(train(net, w, (X, y), Adam(0.02), n_epochs=N_STEPS), start=1):  # a step is an epoch here
        if step in steps:
            look()
    return {"X": X, "y": y, "steps": steps} | {name: np.array(values) for name, values in shown.items()}
