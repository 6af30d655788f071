"""Where noise helps: a saddle, a poor minimum and a plateau to get away from, and places where batches make no noise."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from lecturekit.backprop_in_practice.landscapes import SURFACES
from lecturekit.backprop_in_practice.many_networks import losses_and_grads_into
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.datasets import make_xor_exact
from lecturekit.foundation.types import Array, Signed
from lecturekit.foundation.validation import check_integer
from lecturekit.l_layer.network import Network
from lecturekit.sgd.batch_gradients import single_gradients
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import squared_error_on
from lecturekit.training.optimizer import GradientDescent, Rate

HARD_SPOTS = ("saddle", "double well", "plateau")
RIDGE = 0.5
"""A ball has left the saddle when it is further than this from the ridge."""


def hard_starts() -> tuple[Array, Array, Array]:
    """Where training stands still on each of ``HARD_SPOTS``: on the saddle's ridge, in the poor minimum, on the flat."""
    return (np.array([1.5, 0.0]), np.array(SURFACES["double well"].minima[1]), np.array(SURFACES["plateau"].start))


def has_left(name: str, points: Array) -> Array:
    """Whether points (..., 2) have left the hard spot of that name: shape (...,)."""
    if name == "saddle":
        return np.abs(points[..., 1]) > RIDGE
    if name == "double well":
        return points[..., 0] < 0
    surface = SURFACES["plateau"]
    return surface.value(points) < 0.5 * surface.value(hard_starts()[2])


@cache
def noisy_runs(noise: float, eta: float = 0.1, n_runs: int = 50, n_steps: int = 500, seed: int = 0) -> list[Array]:
    """Gradient descent from ``hard_starts`` with Gaussian noise of standard deviation ``noise`` in each gradient entry.

    Returns
    -------
    list of ndarray, (n_steps + 1, n_runs, 2)
        The paths on each of ``HARD_SPOTS``.

    Examples
    --------
    >>> [path.shape for path in noisy_runs(0.1, n_runs=5, n_steps=10)]
    [(11, 5, 2), (11, 5, 2), (11, 5, 2)]
    """
    return [
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


def gone(paths: Sequence[Array], step: Signed = -1) -> dict[str, int]:
    """How many of the runs have left each of ``HARD_SPOTS`` at a step: {name: count}.

    Examples
    --------
    >>> gone(noisy_runs(0.001))
    {'saddle': 50, 'double well': 0, 'plateau': 0}
    """
    return {name: int(has_left(name, path[step]).sum()) for name, path in zip(HARD_SPOTS, paths)}


def saddle_distances(noise: float, eta: float = 0.1, n_runs: int = 50, n_steps: int = 300, seed: int = 0) -> Array:
    """How far each of many noisy runs is from the saddle's ridge, step by step: (n_steps + 1, n_runs).

    Examples
    --------
    >>> np.median(saddle_distances(1e-4), axis=1)[[0, 50, 100, 150]].round(3)
    array([0.   , 0.002, 0.199, 1.   ])
    """
    start = np.tile(hard_starts()[0], (n_runs, 1))
    path = trajectory(
        SURFACES["saddle"], start, GradientDescent(eta), n_steps, noise=noise, rng=np.random.default_rng(seed)
    )
    return np.abs(path[..., 1])


def crossings(eta: Rate, noise: float = 2.0, n_runs: int = 200, n_steps: int = 2000, seed: int = 0) -> int:
    """How many of the runs from the poor minimum of the double well end in the deep one; eta is a rate or a schedule.

    Examples
    --------
    >>> crossings(0.1, noise=0.01, n_runs=10, n_steps=100)
    0
    """
    start = np.tile(hard_starts()[1], (n_runs, 1))
    path = trajectory(
        SURFACES["double well"], start, GradientDescent(eta), n_steps, noise=noise, rng=np.random.default_rng(seed)
    )
    return int(has_left("double well", path[-1]).sum())


def saturating_unit() -> Network:
    """A sigmoid unit with two inputs and squared error, which has plateaus.

    Examples
    --------
    >>> saturating_unit().n_params
    3
    """
    return Network([2, 1], loss=squared_error_on(sigmoid))


def noise_of_batches(net: Network, w: Array, X: Array, y: Array) -> tuple[float, float]:
    """The length of the mean gradient at w, and the scatter of the single gradients around it: two numbers.

    Examples
    --------
    >>> X, y = np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1])
    >>> length, scatter = noise_of_batches(saturating_unit(), np.zeros(3), X, y)
    >>> length, round(scatter, 3)
    (0.0, 0.177)
    """
    single = single_gradients(net, w, X, y)
    return float(np.linalg.norm(single.mean(axis=0))), float(np.sqrt(single.var(axis=0).sum()))


def xor_runs_gone(
    batch_size: int, scale: float, *, sizes: Sequence[int] = (2, 3, 1), n_runs: int = 10, n_epochs: int = 100
) -> int:
    """Of runs on XOR from hidden weights of size ``scale`` and all else 0, how many are off after n_epochs?

    For every scale the gradient of all four points is exactly 0 at the start; the loss there is ln 2.

    Examples
    --------
    >>> xor_runs_gone(4, 1.0, n_runs=2), xor_runs_gone(1, 0.0, n_runs=2)
    (0, 0)
    """
    data, net = make_xor_exact(), Network(list(sizes), loss="logistic")
    check_integer("batch_size", batch_size, 1, len(data.X))
    rngs, W = [np.random.default_rng(seed) for seed in range(n_runs)], np.zeros((n_runs, net.n_params))
    W[:, : sizes[0] * sizes[1]] = [scale * rng.normal(size=sizes[0] * sizes[1]) for rng in rngs]
    G = np.empty_like(W)
    for _ in range(n_epochs):
        order = np.array([rng.permutation(len(data.X)) for rng in rngs])
        for first in range(0, len(data.X), batch_size):
            B = order[:, first : first + batch_size]  # each run has batches of its own
            losses_and_grads_into(G, net, W, data.X[B], data.y[B].reshape(-1))
            W -= 0.5 * G
    return sum(net.loss(w, data.X, data.y) < 0.6 for w in W)
