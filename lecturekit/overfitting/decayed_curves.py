"""What weight decay does to a curve: one network fitted to several sets of noisy points with every lambda at once."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.datasets import make_noisy_sine
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.l_layer.network import Network

LAMBDAS = (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)


@cache
def decay_fits(seeds: tuple[int, ...] = (1,), lams: tuple[float, ...] = LAMBDAS, n: int = 14) -> dict[str, Array]:
    """One network, 30 tanh units, fitted to each of several noisy sines with each lambda, all side by side.

    Every data set brings a start of its own, the same for all lambdas. Computed in float32, a third of the time.

    Returns
    -------
    dict
        x (k,); for each data set X (n, 1), y (n,); for each data set and lambda the curve (k,), and as single numbers
        losses and errors, the root mean square distance to the data and to the sine, and norms, the length of the weights.
    """
    data = [make_noisy_sine(n, np.random.default_rng(seed), noise=0.3) for seed in seeds]
    X, y = (np.array([getattr(each, name) for each in data], np.float32) for name in "Xy")
    x, shape = np.linspace(-np.pi, np.pi, 121, dtype=np.float32), (len(seeds), len(lams))
    net = Network([1, 30, 1], phi="tanh", dtype=np.float32)
    starts = np.concatenate([init_many(net, 1, np.random.default_rng(seed), scale=2) for seed in seeds])
    w, every_X, every_y = (np.repeat(each, len(lams), axis=0) for each in (starts, X, y))
    train_many(net, w, (every_X, every_y), Adam(0.02), 2000, lams=np.tile(lams, len(seeds)))
    curves = np.array([net.predict(row, x[:, None]) for row in w])
    losses = [np.sqrt(2 * net.loss(row, *points)) for row, *points in zip(w, every_X, every_y)]
    return {
        "x": x,
        "X": X,
        "y": y,
        "curves": curves.reshape(*shape, -1),
        "losses": np.reshape(losses, shape),
        "errors": np.sqrt(np.mean((curves - np.sin(x)) ** 2, axis=1)).reshape(shape),
        "norms": np.linalg.norm(w[:, net.is_weight], axis=1).reshape(shape),
    }


def curves_by_data_set(lams: Sequence[float] = (0.0, 0.003, 1.0), n_sets: int = 8) -> tuple[Array, dict[float, Array]]:
    """The curves fitted with each lambda to data sets 1 ... n_sets: x (k,), {lambda: (n_sets, k)}.

    Raises
    ------
    ValueError
        If a lambda is negative, or n_sets is no positive integer.

    Examples
    --------
    >>> x, curves = curves_by_data_set([1.0], n_sets=2)
    >>> curves[1.0].shape == (2, len(x))
    True
    """
    lams = tuple(check_number("lams", lam, 0) for lam in lams)
    fits = decay_fits(tuple(range(1, check_integer("n_sets", n_sets, 1) + 1)), lams)
    return fits["x"], dict(zip(lams, fits["curves"].transpose(1, 0, 2)))


def corrected_bias_and_variance(curves: Array, truth: Array) -> tuple[float, float]:
    """Squared bias and variance of curves (n, k) around truth (k,), means over the k places.

    A mean of n curves is off by a part of their variance, 1/n, even without bias: that part is taken off.

    Examples
    --------
    >>> curves = np.random.default_rng(0).normal(3.0, 2.0, (50, 1000))
    >>> [round(value, 1) for value in corrected_bias_and_variance(curves, np.full(1000, 1.0))]
    [4.0, 4.0]
    """
    variance = curves.var(axis=0, ddof=1).mean()
    return float(np.mean((curves.mean(axis=0) - truth) ** 2) - variance / len(curves)), float(variance)


def penalized_minima(lams: Sequence[float], n: int = 20, seed: int = 3) -> tuple[Array, Array, Array]:
    """Least squares in two weights, where the minimum of (35) is a solution of linear equations.

    Parameters
    ----------
    lams : sequence of float
    n, seed : int
        Data points, of two correlated inputs, and their seed.

    Returns
    -------
    A, y : ndarray, (n, 2), (n,)
        The data.
    minima : ndarray, (len(lams), 2)

    Examples
    --------
    >>> A, y, minima = penalized_minima([0.0, 0.1, 1.0])
    >>> np.linalg.norm(minima, axis=1).round(2)
    array([1.66, 1.35, 0.87])
    """
    rng = np.random.default_rng(seed)
    first = rng.normal(size=n)
    A = np.column_stack([first, 0.8 * first + 0.45 * rng.normal(size=n)])
    y = A @ np.array([0.3, 1.6]) + 0.3 * rng.normal(size=n)
    minima = [np.linalg.solve(A.T @ A / n + lam * np.eye(2), A.T @ y / n) for lam in lams]
    return A, y, np.array(minima)
