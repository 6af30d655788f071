"""The experiments of chapter 9: more data that hurts, networks on noisy digits, one direction, a walk to the smallest fit."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.datasets import load_breast_cancer, load_mnist
from lecturekit.double_descent.linear_fits import minimum_norm, null_part, rank_threshold
from lecturekit.double_descent.random_features import draw_features, features, linear_data
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_integer, check_number, check_rng, check_several
from lecturekit.l_layer.network import Network
from lecturekit.training.loop import train


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
        V, b = draw_features(n_features, d, rng)
        A, A_test = features(X, V, b), features(X_test, V, b)
        for j, n in enumerate(sizes):
            errors[k, j] = np.mean((A_test @ minimum_norm(A[:n], y[:n]) - truth) ** 2)
    return errors


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


@cache
def noisy_digits(n: int = 500, share_wrong: float = 0.2, seed: int = 0) -> Any:
    """MNIST with ``n`` training images, a share of whose labels is replaced by random other ones.

    Returns
    -------
    images : ndarray, (n, 784)
    labels : ndarray of int, (n,)
    wrong : ndarray of bool, (n,)
        Which labels are wrong.
    test_images, test_labels : ndarray
        2000 of them, all labels right.

    Examples
    --------
    >>> images, labels, wrong, test_images, test_labels = noisy_digits(100)
    >>> images.shape, int(wrong.sum()), len(test_labels)
    ((100, 784), 20, 2000)
    """
    check_number("share_wrong", share_wrong, 0, 1)
    mnist = load_mnist(subset=n, seed=seed).as_float(np.float32)
    rng = np.random.default_rng([13, seed])
    wrong = np.zeros(n, bool)
    wrong[rng.permutation(n)[: round(share_wrong * n)]] = True
    labels = mnist.y.copy()
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    return mnist.X, labels, wrong, mnist.X_test[:2000], mnist.y_test[:2000]


def trained_on_noisy_digits(
    m: int, *, n_epochs: int = 100, eta: float = 0.003, seed: int = 0, on_epoch: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Train 784-m-10 on 500 digits with a fifth of wrong labels, to the end.

    Returns
    -------
    dict
        ``weights``, ``learned`` (the share of the wrong labels that the network gives), ``training`` and ``test``, the
        shares of wrong predictions, against the labels as given and against right ones.

    Examples
    --------
    >>> found = trained_on_noisy_digits(5, n_epochs=2)
    >>> found["weights"]
    3985
    """
    images, labels, wrong, test_images, test_labels = noisy_digits(seed=seed)
    net = Network([784, check_integer("m", m, 1), 10], phi="relu", loss="multiclass", dtype=np.float32)
    rng = np.random.default_rng([17, seed])
    w = net.init(rng)
    steps = n_epochs * -(-len(images) // 50)
    optimizer = Adam(lambda t: eta * min(1.0, 2 * (1 - t / (steps + 1))))
    for _ in train(net, w, (images, labels), optimizer, batch_size=50, n_epochs=n_epochs, rng=rng):
        on_epoch()
    said = net.classify(w, images)
    return {
        "weights": net.n_params,
        "learned": float(np.mean(said[wrong] == labels[wrong])),
        "training": float(np.mean(said != labels)),
        "test": float(np.mean(net.classify(w, test_images) != test_labels)),
    }


def networks_on_noisy_digits(
    widths: Sequence[int] = (2, 6, 14, 40, 120, 300), **options: Any
) -> dict[int, dict[str, float]]:
    """``trained_on_noisy_digits`` for several widths: hidden units -> what it returns.

    Examples
    --------
    >>> list(networks_on_noisy_digits((2, 3), n_epochs=1))
    [2, 3]
    """
    return {m: trained_on_noisy_digits(m, **options) for m in widths}


@cache
def digit_features(n: int = 200, n_features: int = 1600, seed: int = 0) -> tuple[Array, ...]:
    """Random ReLU features of digits: (features, labels, features of 1000 test digits, their labels).

    Examples
    --------
    >>> D, y, D_test, y_test = digit_features(50, 100)
    >>> D.shape, D_test.shape
    ((50, 100), (1000, 100))
    """
    mnist = load_mnist(subset=n, seed=seed)
    V, b = draw_features(n_features, 784, np.random.default_rng(seed))
    D, D_test = (features(images / 255, V, b) for images in (mnist.X, mnist.X_test[:1000]))
    return D, mnist.y, D_test, mnist.y_test[:1000]


def digit_errors(sizes: Sequence[int], seed: int = 0) -> Array:
    """The share of 1000 test digits that least squares on the first N features gets wrong, for each N of ``sizes``.

    Examples
    --------
    >>> digit_errors([20]).shape
    (1,)
    """
    D, y, D_test, y_test = digit_features(seed=seed)
    fits = (
        D_test[:, :N] @ minimum_norm(D[:, :N], np.eye(10)[y]) for N in check_several("sizes", sizes, check_integer, 1)
    )
    return np.array([np.mean(fit.argmax(axis=1) != y_test) for fit in fits])


def dead_and_threshold(seed: int = 0) -> tuple[float, int]:
    """The share of digit features that are 0 on every image, and the N at which their rank reaches the number of images.

    Examples
    --------
    >>> share, threshold = dead_and_threshold()
    >>> 0.1 < share < 0.4, threshold > 200
    (True, True)
    """
    D = digit_features(seed=seed)[0]
    return float(np.all(D == 0, axis=0).mean()), rank_threshold(D)


def walk_of_descent(A: Array, y: Array, w: Array, n_steps: int) -> Array:
    """Gradient descent on the mean squared error of A w from w, with the rate 1 over the largest curvature.

    Examples
    --------
    >>> walk_of_descent(np.eye(2), np.ones(2), np.zeros(2), 1)
    array([1., 1.])
    """
    w, eta = w.copy(), len(y) / np.linalg.norm(A, 2) ** 2
    for _ in range(check_integer("n_steps", n_steps, 0)):
        w -= eta * A.T @ (A @ w - y) / len(y)
    return w


def growth_of_error(A: Array, y: Array, A_test: Array, truth: Array, times: float, rng: Rng, n: int = 50) -> float:
    """How many times the test error grows when a random unseen direction, ``times`` as long as w, is added to the smallest w.

    The mean over n directions.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> A, A_test = rng.normal(size=(5, 20)), rng.normal(size=(50, 20))
    >>> growth_of_error(A, A[:, 0], A_test, A_test[:, 0], 0.0, rng)
    1.0
    """
    smallest = minimum_norm(A, y)
    before = np.mean((A_test @ smallest - truth) ** 2)
    after = []
    for _ in range(n):
        v = null_part(A, rng.standard_normal(A.shape[1]))
        w = smallest + times * np.linalg.norm(smallest) * v / np.linalg.norm(v)
        after.append(np.mean((A_test @ w - truth) ** 2))
    return float(np.mean(after) / before)


def against_the_straight_line(m: int, *, n_steps: int = 2000, seed: int = 0) -> dict[str, float]:
    """Train f(x) = sum_j v_j tanh(W_j x) / sqrt(m) on 50 tumors, and compare it with its linearization at the start.

    Returns
    -------
    dict
        ``weights``, ``misfit`` (largest residual on the labels +-1), ``gap`` (how far f - f_0 is from the gradient
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
    W, v = W_0.copy(), v_0.copy()
    for _ in range(n_steps):
        H = np.tanh(X @ W.T)
        delta = (H @ v / np.sqrt(m) - y) / len(y) / np.sqrt(m)
        W, v = W - (np.outer(delta, v) * (1 - H**2)).T @ X, v - delta @ H
    H_0, H = np.tanh(X_test @ W_0.T), np.tanh(X_test @ W.T)
    by_W = ((1 - H_0**2) * (X_test @ (W - W_0).T)) @ v_0
    moved, line = (H @ v - H_0 @ v_0) / np.sqrt(m), (by_W + H_0 @ (v - v_0)) / np.sqrt(m)
    return {
        "weights": 31.0 * m,
        "misfit": float(np.abs(np.tanh(X @ W.T) @ v / np.sqrt(m) - y).max()),
        "gap": float(np.linalg.norm(moved - line) / np.linalg.norm(moved)),
        "right": float(np.mean(np.sign(H @ v) == y_test)),
    }
