"""SGD around a known minimum: how it gets there, and the floor of noise at which it stays, measured and derived.

Many runs go side by side: entry r of every array belongs to run r.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Positive
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.sgd.known_minimum import excess_curves, mean_losses, minimum, step_side_by_side, with_constant
from lecturekit.single_unit.activations import sigmoid
from lecturekit.training.batches import doubling
from lecturekit.training.optimizer import Rate

N_PASSES, N_RUNS = 6, 20
BATCH_SIZES = (1, 4, 16, 64, 569)
RATES = (0.1, 0.3, 1.0, 3.0)
POINTS = 60  # of a curve that is drawn


@cache
def sgd_runs(batch_size: int, n_passes: int = N_PASSES, n_runs: int = N_RUNS, seed: int = 0) -> tuple[Array, Array]:
    """Losses above the minimum of SGD from w = 0, for all ``RATES`` at once, n_runs runs each.

    Returns
    -------
    passes : ndarray, (T,)
    excess : ndarray, (len(RATES), n_runs, T)
    """
    n, eta = len(with_constant()[1]), np.array(RATES)[:, None, None]
    rngs = [np.random.default_rng([seed, run]) for run in range(n_runs)]
    orders = [np.transpose([rng.permutation(n) for rng in rngs]) for _ in range(n_passes)]
    batches = [order[start : start + batch_size] for order in orders for start in range(0, n, batch_size)]
    keep = set(np.unique(np.linspace(0, len(batches), POINTS).round().astype(int)))
    W, seen, passes, kept = np.zeros((len(RATES), n_runs, 3)), 0, [], []
    for t in range(len(batches) + 1):
        if t in keep:
            passes.append(seen / n)
            kept.append(W.copy())
        if t < len(batches):
            step_side_by_side(W, eta, batches[t])
            seen += len(batches[t])
    return np.array(passes), np.moveaxis(mean_losses(np.array(kept)), 0, -1) - minimum()[0]


def gradient_noise() -> tuple[Array, Array]:
    """At the minimum: the covariance of the single points' gradients, and the Hessian; both (3, 3).

    Examples
    --------
    >>> noise, hessian = gradient_noise()
    >>> round(float(np.trace(noise)), 3), np.linalg.eigvalsh(hessian).round(3)
    (0.168, array([0.014, 0.065, 0.09 ]))
    """
    A, y = with_constant()
    p = sigmoid(A @ minimum()[1])
    single = A * (p - y)[:, None]
    return single.T @ single / len(A), (A * (p * (1 - p))[:, None]).T @ A / len(A)


def floor_theory(batch_size: int, eta: Positive) -> float:
    """The expected loss above the minimum in the long run, near the minimum, for batches drawn with replacement.

    Along an eigenvector of the Hessian with curvature h, e <- (1 - eta h) e - eta (noise of variance s / n') settles at
    E e^2 = eta s / (n' h (2 - eta h)), which costs h/2 times as much. Summed over the directions that is
    eta sigma^2 / (4 n') for small eta, with sigma^2 the sum of all s.

    Examples
    --------
    >>> round(floor_theory(4, 0.2), 5)
    0.00211
    """
    covariance, hessian = gradient_noise()
    h, directions = np.linalg.eigh(hessian)
    s = np.diag(directions.T @ covariance @ directions)
    return float((eta * s / (2 * batch_size * (2 - eta * h))).sum())


def noise_floor(batch_size: int, eta: float, *, replace: bool = True, n_runs: int = 200, seed: int = 0) -> float:
    """The same, measured: runs that start at the minimum, averaged once they have settled.

    Parameters
    ----------
    batch_size : int
    eta : float
    replace : bool
        False: reshuffled in each epoch, and looked at only where an epoch ends.
    n_runs, seed : int

    Returns
    -------
    float

    Examples
    --------
    >>> round(noise_floor(64, 0.8, n_runs=20), 4)
    0.0005
    """
    n = len(with_constant()[1])
    check_integer("batch_size", batch_size, 1, n)
    check_number("eta", eta, 0, low_open=True)
    slowest = np.linalg.eigvalsh(gradient_noise()[1])[0]
    in_an_epoch = -(-n // batch_size)
    n_epochs = max(4, int(np.ceil(3 / (eta * slowest * in_an_epoch))))
    W, rng, found = np.tile(minimum()[1], (n_runs, 1)), np.random.default_rng(seed), []
    for epoch in range(n_epochs):
        order = np.empty(0) if replace else rng.permuted(np.tile(np.arange(n)[:, None], n_runs), axis=0)
        for start in range(0, n, batch_size):
            step_side_by_side(
                W, eta, rng.integers(n, size=(batch_size, n_runs)) if replace else order[start : start + batch_size]
            )
        if epoch >= n_epochs // 2:
            found.append(mean_losses(W).mean() - minimum()[0])
    return float(np.mean(found))


def mean_curve(
    batch_size: int | Callable[[int], int],
    eta: Rate = 0.5,
    *,
    n_epochs: int = 20,
    seeds: Iterable[int] = range(5),
    start: ArrayLike = (0.0, 0.0, 0.0),
    drop_last: bool = False,
) -> Array:
    """Loss above the minimum after each epoch, the mean over seeds; settings as in ``training.train``: (n_epochs,).

    With ``drop_last`` the points that are left over after an epoch's last full batch are not used in it.

    Examples
    --------
    >>> mean_curve(64, n_epochs=3, seeds=[0]).round(2)
    array([0.13, 0.07, 0.04])
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    return excess_curves(batch_size, eta, n_epochs, rngs, start=start, drop_last=drop_last).mean(axis=0)


def falling_each_epoch(
    eta: Positive, factor: Positive, batch_size: int, lowest: Positive = 0.0
) -> Callable[[int], float]:
    """A schedule of the steps that multiplies eta by ``factor`` after each epoch of the 569 points, down to ``lowest``.

    Examples
    --------
    >>> rate = falling_each_epoch(0.5, 0.5, 4)
    >>> rate(1), rate(143), rate(144)
    (0.5, 0.5, 0.25)
    """
    in_an_epoch = -(-len(with_constant()[1]) // batch_size)
    return lambda t: max(eta * factor ** ((t - 1) // in_an_epoch), lowest)


def floor_table(sizes: Iterable[int], rates: Sequence[float], n_runs: int = 40, seed: int = 0) -> dict[int, Any]:
    """``noise_floor`` for each n' and rate, as ``figures.noise_floors`` draws it: {n': (rates, with replacement, reshuffled)}.

    Examples
    --------
    >>> rates, drawn, reshuffled = floor_table([64], [0.8], n_runs=20)[64]
    >>> drawn[0] > 10 * reshuffled[0]
    True
    """
    return {
        size: (
            rates,
            *(
                [noise_floor(size, eta, replace=replace, n_runs=n_runs, seed=seed) for eta in rates]
                for replace in (True, False)
            ),
        )
        for size in sizes
    }


def growing_or_slowing(eta: float = 0.5, seeds: Iterable[int] = range(5)) -> dict[str, Array]:
    """Curves of ``mean_curve`` for three batch sizes, for a batch that doubles in each epoch, and for a falling rate: {name: (20,)}.

    Examples
    --------
    >>> list(growing_or_slowing(seeds=[0]))
    ["n' = 4", "n' = 64", "n' = 569", "n' = 4, 8, 16, ...", "n' = 4, rate halved", "n' = 4, rate x 3/4"]
    """
    n = len(with_constant()[1])
    curves = {f"n' = {size}": mean_curve(size, eta, seeds=seeds) for size in (4, 64, n)}
    curves["n' = 4, 8, 16, ..."] = mean_curve(doubling(4, n), eta, seeds=seeds)
    for name, factor in (("n' = 4, rate halved", 0.5), ("n' = 4, rate x 3/4", 0.75)):
        curves[name] = mean_curve(4, falling_each_epoch(eta, factor, 4, lowest=eta * 4 / n), seeds=seeds)
    return curves
