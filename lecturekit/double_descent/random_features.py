"""Random features: a two-layer network whose first layer stays as it was drawn, and its error against its width."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.double_descent.linear_fits import minimum_norm, ridge_path
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import (
    check_array,
    check_callable,
    check_integer,
    check_number,
    check_rng,
    check_several,
)
from lecturekit.single_unit.activations import relu


def draw_features(n_features: int, d: int, rng: Rng) -> tuple[Array, Array]:
    """Weights C (n_features, d) of variance 1/d and biases b (n_features,) of variance 1.

    Examples
    --------
    >>> C, b = draw_features(50, 3, np.random.default_rng(0))
    >>> C.shape, b.shape
    ((50, 3), (50,))
    """
    check_integer("n_features", n_features, 1)
    check_integer("d", d, 1)
    check_rng(rng)
    return rng.standard_normal((n_features, d)) / np.sqrt(d), rng.standard_normal(n_features)


def features(X: ArrayLike, C: ArrayLike, b: ArrayLike, phi: Callable[[Array], Array] = relu) -> Array:
    """phi(C x + b) for every row x of X (n, d), with C (N, d) and b (N,); shape (n, N).

    phi is an ``Activation`` or any other function of an array. Raises ``ValueError`` for wrong shapes.

    Examples
    --------
    >>> features([[1.0, 2.0]], C=[[1.0, 0.0], [0.0, -1.0]], b=[0.5, 0.0])
    array([[1.5, 0. ]])
    """
    X = check_array("X", X, ndim=2)
    C = check_array("C", C, shape=(None, X.shape[1]))
    b = check_array("b", b, shape=(len(C),))
    return check_callable("phi", phi)(X @ C.T + b)


def linear_data(n: int, d: int, sigma: float, rng: Rng, beta: ArrayLike | None = None) -> tuple[Array, Array, Array]:
    """Data of a linear teacher: x standard normal in R^d, y = beta . x + sigma times noise.

    Parameters
    ----------
    n, d : int
    sigma : float
        Standard deviation of the label noise.
    rng : numpy.random.Generator
    beta : array_like, (d,), optional
        A vector of length 1 in a random direction by default.

    Returns
    -------
    X : ndarray, (n, d)
    y : ndarray, (n,)
    beta : ndarray, (d,)

    Raises
    ------
    ValueError
        For sizes below 1, a negative sigma, or a beta of another length.

    Examples
    --------
    >>> X, y, beta = linear_data(5, 3, 0.0, np.random.default_rng(0))
    >>> bool(np.allclose(y, X @ beta)), round(float(beta @ beta), 4)
    (True, 1.0)
    """
    check_integer("n", n, 1)
    check_integer("d", d, 1)
    check_number("sigma", sigma, 0)
    check_rng(rng)
    if beta is None:
        beta = rng.standard_normal(d)
        beta /= np.linalg.norm(beta)
    beta = check_array("beta", beta, shape=(d,))
    X = rng.standard_normal((n, d))
    return X, X @ beta + sigma * rng.standard_normal(n), beta


def width_curve(
    A: ArrayLike,
    y: ArrayLike,
    A_test: ArrayLike,
    y_test: ArrayLike,
    sizes: Sequence[int],
    lams: Sequence[float] = (0.0,),
) -> tuple[Array, Array, Array]:
    """Errors of least squares on the first N features, for growing N and several ridge penalties.

    Parameters
    ----------
    A, A_test : array_like, (n, N_max), (n_test, N_max)
        The same features of training and test data.
    y, y_test : array_like, (n,) or (n, K), and the same for the test data
    sizes : sequence of int
        The N to try, up to N_max.
    lams : sequence of float
        lambda of ``ridge``; 0 stands for the minimum-norm solution.

    Returns
    -------
    train, test : ndarray, (len(lams), len(sizes))
        Mean squared errors (no factor 1/2), over all rows and outputs.
    norms : ndarray, (len(lams), len(sizes))
        norm(w).

    Raises
    ------
    ValueError
        If shapes do not fit together, a size is not from 1 to N_max, or a penalty is negative.
    """
    A, y = check_array("A", A, ndim=2), check_array("y", y, ndim=(1, 2))
    A_test = check_array("A_test", A_test, shape=(None, A.shape[1]))
    y_test = check_array("y_test", y_test, shape=(len(A_test), *y.shape[1:]))
    sizes = check_several("sizes", sizes, check_integer, 1, A.shape[1])
    lams = check_several("lams", lams, check_number, 0)
    train, test, norms = np.empty((3, len(lams), len(sizes)))
    for j, N in enumerate(sizes):
        for k, w in enumerate(ridge_path(A[:, :N], y, lams)):
            train[k, j] = np.mean((A[:, :N] @ w - y) ** 2)
            test[k, j] = np.mean((A_test[:, :N] @ w - y_test) ** 2)
            norms[k, j] = np.linalg.norm(w)
    return train, test, norms


def teacher_curves(
    n: int,
    d: int,
    sigma: float,
    sizes: Sequence[int],
    seeds: Sequence[int],
    lams: Sequence[float] = (0.0,),
    n_test: int = 400,
) -> tuple[Array, Array, Array]:
    """``width_curve`` on data of a linear teacher, once for each seed: data and features are drawn anew.

    Parameters
    ----------
    n, d, n_test : int
        Data points, inputs, test points.
    sigma : float
        Standard deviation of the label noise.
    sizes, lams
        As in ``width_curve``.
    seeds : sequence of int

    Returns
    -------
    train, test, norms : ndarray, (len(seeds), len(lams), len(sizes))
        The test error is measured without label noise: what is left is the model's own mistake.

    Raises
    ------
    ValueError
        For a setting that makes no sense.

    Examples
    --------
    >>> train, test, norms = teacher_curves(20, 5, 0.5, [5, 20, 200], seeds=range(5))
    >>> np.median(test, axis=0).round(1)  # 20 features for 20 data points are the worst
    array([[0.6, 8.2, 0.6]])
    """
    sizes = check_several("sizes", sizes, check_integer, 1)
    check_integer("n_test", n_test, 1)
    runs = []
    for seed in check_several("seeds", seeds, check_integer, 0):
        rng = np.random.default_rng(seed)
        X, y, beta = linear_data(n, d, sigma, rng)
        X_test, clean, _ = linear_data(n_test, d, 0.0, rng, beta)
        C, b = draw_features(max(sizes), d, rng)
        runs.append(width_curve(features(X, C, b), y, features(X_test, C, b), clean, sizes, lams))
    train, test, norms = (np.array(each) for each in zip(*runs))
    return train, test, norms


def repeated_predictions(
    n: int,
    d: int,
    sigma: float,
    n_features: Sequence[int],
    seeds: Sequence[int],
    *,
    phi: Callable[[Array], Array] = relu,
    n_test: int = 200,
    teacher_seed: int = 0,
) -> tuple[Array, Array]:
    """Predictions at the same test points from many training sets: what bias and variance are made of.

    Teacher and test points are drawn once, from ``teacher_seed``; each seed draws its own training data, label
    noise and features, and predicts with the minimum-norm solution.

    Parameters
    ----------
    n, d : int
    sigma : float
    n_features : sequence of int
    seeds : sequence of int
    phi : Activation
        A ReLU that is nearly dead on the training data gets a huge weight; a smooth phi has lighter tails.

    Returns
    -------
    predictions : ndarray, (len(n_features), len(seeds), n_test)
    truth : ndarray, (n_test,)
        The teacher's values at the test points.

    Raises
    ------
    ValueError
        For a setting that makes no sense.

    Examples
    --------
    >>> predictions, truth = repeated_predictions(20, 5, 0.5, [5, 20, 200], seeds=range(10))
    >>> predictions.shape, truth.shape
    ((3, 10, 200), (200,))
    """
    n_features = check_several("n_features", n_features, check_integer, 1)
    seeds = check_several("seeds", seeds, check_integer, 0)
    check_integer("n_test", n_test, 1)
    check_integer("teacher_seed", teacher_seed, 0)
    X_test, truth, beta = linear_data(n_test, d, 0.0, np.random.default_rng([teacher_seed, 1]))
    predictions = np.empty((len(n_features), len(seeds), n_test))
    for k, seed in enumerate(seeds):
        rng = np.random.default_rng([teacher_seed, 2, seed])
        X, y, _ = linear_data(n, d, sigma, rng, beta)
        C, b = draw_features(max(n_features), d, rng)
        A, A_test = features(X, C, b, phi), features(X_test, C, b, phi)
        for j, N in enumerate(n_features):
            predictions[j, k] = A_test[:, :N] @ minimum_norm(A[:, :N], y)
    return predictions, truth


def bias_and_variance(predictions: ArrayLike, truth: ArrayLike) -> tuple[Array, Array]:
    """Squared bias and variance of predictions (..., runs, points) around ``truth`` (points,), averaged over the points.

    Their sum is the mean squared error over all runs and points, exactly: both divide by the number of runs.

    Returns
    -------
    bias2, variance : ndarray, (...)

    Examples
    --------
    >>> [float(part) for part in bias_and_variance([[1.0, 2.0], [3.0, 2.0]], truth=[1.0, 2.0])]  # two runs, two points
    [0.5, 0.5]
    """
    predictions = check_array("predictions", predictions)
    if predictions.ndim < 2 or predictions.size == 0:
        raise ValueError(
            f"predictions has shape {predictions.shape}, expected (..., runs, points), at least one of each"
        )
    truth = check_array("truth", truth, shape=predictions.shape[-1:])
    mean = predictions.mean(axis=-2)
    return ((mean - truth) ** 2).mean(axis=-1), predictions.var(axis=-2).mean(axis=-1)
