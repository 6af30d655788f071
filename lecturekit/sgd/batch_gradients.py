"""The gradients of batches: how far they scatter around the gradient of all data, and what theory says of it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_at_least, check_integer, check_number, check_rng
from lecturekit.l_layer.network import Network


def single_gradients(net: Network, w: Array, X: Array, y: Array) -> Array:
    """The gradient of every single data point at w: (n, p). Their mean is the gradient of all data.

    Examples
    --------
    >>> X, y = np.array([[1.0], [3.0]]), np.array([0.0, 1.0])
    >>> from lecturekit.l_layer import Network
    >>> single_gradients(Network([1, 1], loss="logistic"), np.zeros(2), X, y)  # weight, bias
    array([[ 0.5,  0.5],
           [-1.5, -0.5]])
    """
    return np.array([net.grad(w, X[i : i + 1], y[i : i + 1]) for i in range(len(X))])


def batch_gradients(single: ArrayLike, batch_size: int, n_draws: int, rng: Rng, *, replace: bool = False) -> Array:
    """Gradients of random batches, each the mean over one batch as in (26).

    Parameters
    ----------
    single : array_like, (n, p)
        The gradients of the single points.
    batch_size : int
        n', from 1 to n.
    n_draws : int
        Number of batches.
    rng : numpy.random.Generator
    replace : bool
        Whether a point may come twice in a batch.

    Returns
    -------
    ndarray, (n_draws, p)

    Raises
    ------
    ValueError
        For settings out of range.

    Examples
    --------
    >>> single = np.array([[1.0], [2.0], [6.0]])
    >>> batch_gradients(single, 3, 2, np.random.default_rng(0))  # all three, in any order
    array([[3.],
           [3.]])
    """
    single = check_array("single", single, ndim=2)
    check_integer("batch_size", batch_size, 1, len(single))
    check_integer("n_draws", n_draws, 1)
    check_rng(rng)
    draws = (rng.choice(len(single), size=batch_size, replace=replace) for _ in range(n_draws))
    return np.array([single[rows].mean(axis=0) for rows in draws])


def mean_square(gradients: ArrayLike, center: Array) -> float:
    """The mean squared distance of gradients (m, p) from a center (p,): a number.

    Examples
    --------
    >>> mean_square([[1.0, 0.0], [0.0, 3.0]], np.zeros(2))
    5.0
    """
    gradients = check_array("gradients", gradients, ndim=2)
    center = check_array("center", center, shape=gradients.shape[1:])
    return float(((gradients - center) ** 2).sum(axis=1).mean())


def expected_square(sigma2: float, batch_size: ArrayLike, n: int | None = None) -> Array:
    """What theory says of that mean: sigma2 / n' for batches drawn with replacement, less without.

    Parameters
    ----------
    sigma2 : float
        Mean squared distance of the gradients of single points.
    batch_size : int or array_like
        n'.
    n : int, optional
        Number of data points, for batches drawn without replacement: the factor (n - n') / (n - 1) comes on top.

    Examples
    --------
    >>> expected_square(8.0, [1, 4, 20], n=20)
    array([8.        , 1.68421053, 0.        ])
    """
    check_number("sigma2", sigma2, 0)
    size = check_at_least("batch_size", batch_size, 1).astype(float)
    return sigma2 / size * (1.0 if n is None else (n - size) / (n - 1))


def scatter_table(single: ArrayLike, sizes: Sequence[int], n_draws: int = 300, seed: int = 0) -> dict[str, list[float]]:
    """Measured mean squares for each n' in ``sizes``: {"with replacement": (k,), "without replacement": (k,)}.

    Examples
    --------
    >>> table = scatter_table([[0.0], [2.0]], [1, 2])
    >>> float(table["without replacement"][1])
    0.0
    """
    single, rng = np.asarray(single), np.random.default_rng(seed)
    center = single.mean(axis=0)
    return {
        name: [mean_square(batch_gradients(single, size, n_draws, rng, replace=replace), center) for size in sizes]
        for name, replace in (("with replacement", True), ("without replacement", False))
    }
