"""Two-layer ReLU networks of many widths, each trained on many small data sets, side by side."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.double_descent.random_features import linear_data
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_integer, check_number, check_several
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged

GROUPS = (10, 50, 200)  # widths up to each of these are trained together


def trained_widths(
    widths: Sequence[int],
    seeds: Sequence[int],
    *,
    n: int = 40,
    d: int = 10,
    sigma: float = 0.5,
    eta: float = 0.02,
    n_steps: int = 2000,
    report: Sequence[int] = (),
    gain: float = 0.3,
    n_test: int = 400,
) -> tuple[dict[int, Array], dict[int, Array]]:
    """Test errors of networks d-m-1 after full training, for every width m and every seed.

    Each seed is another data set of a linear teacher and another start. All networks are trained on the mean
    of 1/2 (f(x) - y)^2 over all n points, by Adam (29)-(32), with a learning rate that falls linearly to 0.

    Parameters
    ----------
    widths : sequence of int
    seeds : sequence of int
    n, d : int
        Data points and inputs.
    sigma : float
        Standard deviation of the label noise.
    eta : float
        First learning rate.
    n_steps : int
    report : sequence of int
        Further steps, up to n_steps, after which errors are wanted: early stopping.
    gain : float
        Standard deviation of the first weights times the square root of the layer's inputs.
    n_test : int

    Returns
    -------
    train, test : dict of int -> ndarray, (len(seeds), len(widths))
        Mean squared errors (no factor 1/2; the test labels are free of noise) after each of ``report`` and
        after ``n_steps``.

    Raises
    ------
    ValueError
        For a width above 200, or a setting that makes no sense.
    Diverged
        If a loss is not finite any more.

    Notes
    -----
    Networks of several widths fit into one array, see ``filled_up``. All in single precision, for speed.

    Examples
    --------
    >>> train, test = trained_widths([2, 50], seeds=range(3), n=20, n_steps=200)
    >>> train[200].shape, bool((train[200][:, 1] < train[200][:, 0]).all())  # the wider network fits better
    ((3, 2), True)
    """
    widths = check_several("widths", widths, check_integer, 1, GROUPS[-1])
    seeds = check_several("seeds", seeds, check_integer, 0)
    check_integer("n_steps", n_steps, 1)
    check_integer("n_test", n_test, 1)
    check_number("eta", eta, 0, low_open=True)
    check_number("gain", gain, 0, low_open=True)
    stops = sorted({n_steps, *check_several("report", report, check_integer, 1, n_steps, at_least=0)})
    data = [_data(seed, n, d, sigma, n_test) for seed in seeds]
    X, y, X_test, y_test = (np.array(each, dtype=np.float32) for each in zip(*data))
    train, test = ({t: np.empty((len(seeds), len(widths))) for t in stops} for _ in range(2))
    for low, high in zip((0, *GROUPS), GROUPS):
        columns = [j for j, m in enumerate(widths) if low < m <= high]
        if not columns:
            continue
        group = [widths[j] for j in columns]
        net = Network([d, max(group), 1], phi="relu", dtype=np.float32)
        rngs = [[np.random.default_rng([seed, m]) for seed in seeds] for m in group]
        w = filled_up(net, group, rngs, lambda rng, m: _start(rng, m, d, gain))
        with np.errstate(over="ignore", invalid="ignore"):  # Diverged says it
            for t, now in _descend(w, X, y, max(group), eta, n_steps, stops):
                train[t][:, columns] = np.mean((_predict(now, X) - y) ** 2, axis=-1).T
                test[t][:, columns] = np.mean((_predict(now, X_test) - y_test) ** 2, axis=-1).T
    return train, test


def filled_up(net: Network, widths: Sequence[int], rngs: Sequence[Sequence[Rng]], draw: Callable[..., Any]) -> Array:
    """Starts of two-layer ReLU networks of several widths as parameters of ``net``, which is as wide as the widest.

    They are filled up with units whose weights are all zero: a ReLU unit like that has the gradient zero and stays as it is.

    Parameters
    ----------
    net : Network
        d-M-K.
    widths : sequence of int
        Up to M.
    rngs : sequence of sequence of numpy.random.Generator
        For each width as many as there are data sets.
    draw : callable
        ``draw(rng, m) -> (W, V)``, the weights of the m units, (m, d) and (K, m); their biases are 0.

    Returns
    -------
    ndarray, (len(widths), data sets, p)

    Examples
    --------
    >>> net = Network([1, 3, 1], phi="relu")
    >>> w = filled_up(net, [2], [[np.random.default_rng(0)]], lambda rng, m: (np.ones((m, 1)), np.ones((1, m))))
    >>> w[0, 0]  # W, its biases, V, its bias
    array([1., 1., 0., 0., 0., 0., 1., 1., 0., 0.])
    """
    w = np.zeros((len(widths), len(rngs[0]), net.n_params), dtype=net.dtype)
    for j, m in enumerate(widths):
        for k, rng in enumerate(rngs[j]):
            (W, _), (V, _) = net.views(w[j, k])
            W[:m], V[:, :m] = draw(rng, m)
    return w


def _predict(layers, X):
    """f(x) of many networks at once; layers = (W, b, v, c) with leading axes (widths, seeds), X (seeds, n, d)."""
    W, b, v, c = layers
    H = np.maximum(X @ np.swapaxes(W, -1, -2) + b[..., None, :], 0.0)
    return (H @ v[..., None])[..., 0] + c


def _data(seed, n, d, sigma, n_test):
    rng = np.random.default_rng(seed)
    X, y, beta = linear_data(n, d, sigma, rng)
    X_test, y_test, _ = linear_data(n_test, d, 0.0, rng, beta)
    return X, y, X_test, y_test


def _start(rng, m, d, gain):
    return gain * rng.standard_normal((m, d)) / np.sqrt(d), gain * rng.standard_normal((1, m)) / np.sqrt(m)


def _layers(w, M):
    d = (w.shape[-1] - 2 * M - 1) // M
    W = w[..., : M * d].reshape(*w.shape[:-1], M, d)
    return W, w[..., M * d : M * (d + 1)], w[..., M * (d + 1) : -1], w[..., -1:]


def _descend(w, X, y, M, eta, n_steps, stops):
    """Train all networks of w (widths, seeds, p); yields (t, layers) at the steps in ``stops``."""
    n, layers = y.shape[1], _layers(w, M)
    W, b, v, c = layers
    g = np.zeros_like(w)
    gW, gb, gv, gc = _layers(g, M)
    optimizer = Adam(lambda t: eta * (1 - (t - 1) / n_steps))
    for t in range(1, n_steps + 1):
        H = X @ np.swapaxes(W, -1, -2)
        H += b[..., None, :]
        np.maximum(H, 0.0, out=H)
        residual = (H @ v[..., None] + c[..., None] - y[..., None]) / np.float32(n)
        gv[...] = (np.swapaxes(H, -1, -2) @ residual)[..., 0]
        gc[...] = residual.sum(axis=-2)
        np.greater(H, 0.0, out=H)  # now phi', not phi
        H *= residual
        gW[...] = np.swapaxes(H, -1, -2) @ X
        gb[...] = H.sum(axis=-2)
        gW *= v[..., None]
        gb *= v
        optimizer.step(w.reshape(-1), g.reshape(-1))
        if t in stops:
            if not np.isfinite(w).all():
                raise Diverged(t, optimizer.rate)
            yield t, layers
