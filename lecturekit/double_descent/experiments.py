"""The experiments of chapter 9: more data that hurts, points twice, one direction, a walk to the smallest fit, a straight line."""

from collections.abc import Sequence

import numpy as np

from lecturekit.datasets import load_breast_cancer
from lecturekit.double_descent.linear_fits import minimum_norm, null_part
from lecturekit.double_descent.random_features import draw_features, features, linear_data, width_curve
from lecturekit.foundation.types import Array, Positive, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_rng, check_several


def errors_by_sample_size(
    n_features: int, sizes: Sequence[int], *, sigma: float = 0.5, d: int = 20, seeds: Sequence[int] = range(15)
) -> Array:
    """Test errors of the minimum-norm fit with a fixed number of random features, for growing numbers of points.

    Parameters
    ----------
    n_features : int
    sizes : sequence of int
        The numbers of data points; a smaller set is the beginning of a larger one.
    sigma : float
        Label noise.
    d : int
        Inputs of the linear teacher.
    seeds : sequence of int

    Returns
    -------
    ndarray, (len(seeds), len(sizes))
        Against the teacher's values without noise.

    Examples
    --------
    >>> errors = np.median(errors_by_sample_size(100, [60, 100, 400], seeds=range(9)), axis=0)
    >>> bool(errors[2] < errors[0] < errors[1])
    True
    """
    sizes = check_several("sizes", sizes, check_integer, 1)
    errors = np.empty((len(seeds), len(sizes)))
    for k, seed in enumerate(seeds):
        rng = np.random.default_rng([11, seed])
        X, y, beta = linear_data(max(sizes), d, sigma, rng)
        X_test, truth, _ = linear_data(500, d, 0.0, rng, beta)
        C, b = draw_features(n_features, d, rng)
        A, A_test = features(X, C, b), features(X_test, C, b)
        for j, n in enumerate(sizes):
            errors[k, j] = np.mean((A_test @ minimum_norm(A[:n], y[:n]) - truth) ** 2)
    return errors


def errors_of_points_twice(
    sizes: Sequence[int], *, n: int = 50, sigma: float = 0.5, d: int = 20, seeds: Sequence[int] = range(15)
) -> Array:
    """Test errors of the minimum-norm fit where each of n points is there twice, with two noisy labels; (len(seeds), len(sizes)).

    Against the teacher's values without noise, for each number of random features.

    Examples
    --------
    >>> errors = np.median(errors_of_points_twice([10, 20, 40], n=20, seeds=range(9)), axis=0)
    >>> int(errors.argmax())
    1
    """
    runs = []
    for seed in seeds:
        rng = np.random.default_rng([19, seed])
        X, clean, beta = linear_data(n, d, 0.0, rng)
        X_test, truth, _ = linear_data(500, d, 0.0, rng, beta)
        X, y = np.concatenate([X, X]), np.concatenate([clean, clean]) + sigma * rng.standard_normal(2 * n)
        C, b = draw_features(max(sizes), d, rng)
        runs.append(width_curve(features(X, C, b), y, features(X_test, C, b), truth, sizes)[1][0])
    return np.array(runs)


def inverse_square_of_one_direction(n: int, n_draws: int, rng: Rng) -> float:
    """The mean of 1/s^2 over draws, where s^2 is the sum of squares of n standard normal numbers.

    Examples
    --------
    >>> round(inverse_square_of_one_direction(12, 100_000, np.random.default_rng(0)), 2)
    0.1
    """
    check_integer("n", n, 1)
    check_rng(rng)
    return float(np.mean(1 / rng.chisquare(n, check_integer("n_draws", n_draws, 1))))


def walk_of_descent(A: Array, y: Array, w: Array, n_steps: int) -> Array:
    """Gradient descent on the mean squared error of A w from w, with the rate 1 over the largest curvature.

    Examples
    --------
    >>> walk_of_descent(np.eye(2), np.ones(2), np.zeros(2), 1)
    array([1., 1.])
    """
    A = check_array("A", A, ndim=2)
    y, w = check_array("y", y, shape=(len(A),)), np.array(check_array("w", w, shape=(A.shape[1],)), dtype=float)
    eta = len(y) / np.linalg.norm(A, 2) ** 2
    for _ in range(check_integer("n_steps", n_steps, 0)):
        w -= eta * A.T @ (A @ w - y) / len(y)
    return w


def further_fits(
    A: Array, y: Array, A_test: Array, truth: Array, times: Positive, rng: Rng, n: int = 50
) -> tuple[float, float]:
    """Training and test error of fits that lie a random unseen direction, ``times`` as long as the smallest w, away from it.

    Means over n directions.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> A, A_test = rng.normal(size=(5, 20)), rng.normal(size=(50, 20))
    >>> train, test = further_fits(A, A[:, 0], A_test, A_test[:, 0], 2.0, rng)
    >>> train < 1e-12, test > np.mean((A_test @ minimum_norm(A, A[:, 0]) - A_test[:, 0]) ** 2)
    (True, np.True_)
    """
    smallest, errors = minimum_norm(A, y), []
    A_test = check_array("A_test", A_test, shape=(None, len(smallest)))
    truth = check_array("truth", truth, shape=(len(A_test),))
    for _ in range(n):
        v = null_part(A, rng.standard_normal(A.shape[1]))
        w = smallest + times * np.linalg.norm(smallest) * v / np.linalg.norm(v)
        errors.append((np.mean((A @ w - y) ** 2), np.mean((A_test @ w - truth) ** 2)))
    train, test = np.mean(errors, axis=0)
    return float(train), float(test)


def against_the_straight_line(m: int, *, n_steps: int = 2000, seed: int = 0) -> dict[str, float]:
    """Train f(x) = sum_j v_j tanh(W_j x) / sqrt(m) on 50 tumors, and compare it with its linearization at the start.

    Returns
    -------
    dict
        ``weights``, ``residual`` (root mean square on the labels +-1 of the 50), ``gap`` (how far f - f_0 is from the gradient
        of f_0 times the move, relative, on the 519 others) and ``right`` (the share of them classified rightly).

    Examples
    --------
    >>> against_the_straight_line(30, n_steps=10)["weights"]
    930.0
    """
    data = load_breast_cancer()
    Z = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0) / np.sqrt(30)
    X, X_test, y, y_test = Z[:50], Z[50:], 2.0 * data.y[:50] - 1, 2.0 * data.y[50:] - 1
    rng = np.random.default_rng(seed)
    W_0, v_0 = rng.standard_normal((m, 30)), rng.standard_normal(m)
    x, W, v = (each.astype(np.float32) for each in (X, W_0, v_0))  # the long part in single precision
    for _ in range(n_steps):
        H = np.tanh(x @ W.T)
        delta = ((H @ v / np.sqrt(m) - y) / len(y) / np.sqrt(m)).astype(np.float32)
        by_v = delta @ H
        H *= H
        np.subtract(1, H, out=H)  # now the slopes
        W -= v[:, None] * ((H * delta[:, None]).T @ x)
        v -= by_v
    H_0, H = np.tanh(X_test @ W_0.T), np.tanh(X_test @ W.T)
    by_W = ((1 - H_0**2) * (X_test @ (W - W_0).T)) @ v_0
    moved, line = (H @ v - H_0 @ v_0) / np.sqrt(m), (by_W + H_0 @ (v - v_0)) / np.sqrt(m)
    return {
        "weights": 31.0 * m,
        "residual": float(np.sqrt(np.mean((np.tanh(X @ W.T) @ v / np.sqrt(m) - y) ** 2))),
        "gap": float(np.linalg.norm(moved - line) / np.linalg.norm(moved)),
        "right": float(np.mean(np.sign(H @ v) == y_test)),
    }
