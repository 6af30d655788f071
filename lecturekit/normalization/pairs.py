"""Digits of which the memory holds two at a time, photographs of digits, and digits that get dimmer."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import check_callable, check_choice
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.parameters import Transform
from lecturekit.normalization.layers import BatchNorm, LayerNorm, Statistics
from lecturekit.single_unit.losses import multiclass
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent


@cache
def some_digits(n: int, seed: int) -> tuple[Array, ...]:
    """n training images drawn at random, their labels, and 2000 others of the training set with theirs; pixels from 0 to 1.

    Examples
    --------
    >>> [part.shape for part in some_digits(100, seed=0)]
    [(100, 784), (100,), (2000, 784), (2000,)]
    """
    digits = load_mnist()
    rows = np.random.default_rng(seed).permutation(len(digits.X))[: n + 2000]
    X, y = digits.X[rows] / 255, digits.y[rows]
    return X[:n], y[:n], X[n:], y[n:]


def some_photographs(n: int, seed: int) -> tuple[Array, ...]:
    """The same with light of its own in every image: its pixels times a number from 0.1 to 0.5, plus one from 0 to 0.5.

    Examples
    --------
    >>> X, y, X_new, y_new = some_photographs(100, seed=0)
    >>> X.shape, bool(0 <= X.min() and X.max() <= 1)
    ((100, 784), True)
    """
    X, y, X_new, y_new = some_digits(n, seed)
    rng = np.random.default_rng([seed, 1])
    X, X_new = (
        10 ** rng.uniform(-1, np.log10(0.5), (len(part), 1)) * part + rng.uniform(0, 0.5, (len(part), 1))
        for part in (X, X_new)
    )
    return X, y, X_new, y_new


def trained_in_pairs(
    normalization: Transform | None, eta: float, X: Array, y: Array, rng: Rng, n_epochs: int = 2
) -> Callable[[Array], Array]:
    """Train 784-48-48-48-10 with sigmoids in batches of two: the function from images (k, 784) to digits.

    Batch normalization predicts with the statistics of all of X.

    Examples
    --------
    >>> import numpy as np
    >>> X, y, X_new, y_new = some_digits(100, seed=0)
    >>> trained_in_pairs(None, 0.1, X, y, np.random.default_rng(0), n_epochs=1)(X_new).shape
    (2000,)
    """
    net = Network([784, 48, 48, 48, 10], phi="sigmoid", loss=multiclass, normalization=normalization)
    w = net.init(rng)
    for _ in train(net, w, (X, y), GradientDescent(eta), batch_size=2, n_epochs=n_epochs, rng=rng):
        pass
    stats = net.batch_statistics(w, X) if isinstance(normalization, BatchNorm) else None
    return lambda images: net.classify(w, images, stats=stats)


@cache
def _read_in_bright_light(kind: str, seed: int, n_epochs: int) -> tuple[Any, ...]:
    """784-50-10, trained on 1000 digits with the normalization of that name: network, parameters, statistics, 2000 others."""
    X, y, X_new, y_new = some_digits(1000, seed)
    kinds: dict[str, Transform | None] = {"none": None, "batch norm": BatchNorm(), "layer norm": LayerNorm()}
    net = Network([784, 50, 10], phi="relu", loss=multiclass, normalization=kinds[kind])
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    for _ in train(net, w, (X, y), GradientDescent(0.3), batch_size=50, n_epochs=n_epochs, rng=rng):
        pass
    return net, w, net.batch_statistics(w, X), X_new, y_new


def right_when_dimmed(
    kind: Option, factors: Sequence[float] | Array, seed: int = 0, n_epochs: int = 10, change: Callable | None = None
) -> list[float]:
    """Percent of new digits that 784-50-10, trained on 1000, classifies rightly when all their pixels are multiplied by each factor.

    Parameters
    ----------
    kind : "none", "batch norm" or "layer norm"
    change : callable, optional
        ``change(f, b, mean, variance)`` returns the mean and the variance to be used in layer 1 for digits times f, from
        the layer's bias and what is stored, (50,) each; with batch norm.

    Examples
    --------
    >>> bright, dark = right_when_dimmed("batch norm", (1.0, 0.0), n_epochs=1)
    >>> bright > 3 * dark
    True
    """
    check_choice("kind", kind, ("none", "batch norm", "layer norm"))
    net, w, stats, X_new, y_new = _read_in_bright_light(kind, seed, n_epochs)
    right = []
    for f in factors:
        used = dict(stats)
        if change is not None:
            first, seen = next(iter(stats.items()))
            mean, variance = change(f, net.views(w)[0][1].copy(), seen.mean[0].copy(), seen.variance[0].copy())
            used[first] = Statistics(np.array(mean)[None], np.array(variance)[None], seen.count)
        right.append(100 * net.accuracy(w, f * X_new, y_new, stats=used))
    return right


def in_dim_light(change: Callable) -> dict[str, tuple[Any, Any]]:
    """Percent of dim digits that batch norm reads with its stored statistics, and with those that ``change`` makes of them.

    Parameters
    ----------
    change : callable
        As for ``right_when_dimmed``.

    Returns
    -------
    dict of str -> (ndarray, ndarray)
        By label: factors, and the means over three training sets.

    Examples
    --------
    >>> list(in_dim_light(lambda f, b, mean, variance: (mean, variance)))
    ['statistics as stored', 'with yours']
    """
    check_callable("change", change)
    factors = np.array([1.0, 0.7, 0.5, 0.3, 0.2, 0.1])
    lines = {}
    for label, made in (("statistics as stored", None), ("with yours", change)):
        runs = [right_when_dimmed("batch norm", factors, seed, change=made) for seed in (10, 11, 12)]
        lines[label] = factors, np.mean(runs, axis=0)
    return lines
