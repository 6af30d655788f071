"""Digits of which the memory holds two at a time, photographs of digits, and digits that get dimmer."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.parameters import Transform
from lecturekit.normalization.layers import BatchNorm, LayerNorm
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


def right_when_dimmed(
    normalization: Transform | None, factors: Sequence[float] | Array, seed: int = 0, n_epochs: int = 10
) -> list[float]:
    """Percent of new digits that 784-50-10, trained on 1000, classifies rightly when all their pixels are multiplied by each factor.

    Examples
    --------
    >>> bright, dark = right_when_dimmed(BatchNorm(), (1.0, 0.0), n_epochs=1)
    >>> bright > 3 * dark
    True
    """
    X, y, X_new, y_new = some_digits(1000, seed)
    net = Network([784, 50, 10], phi="relu", loss=multiclass, normalization=normalization)
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    for _ in train(net, w, (X, y), GradientDescent(0.3), batch_size=50, n_epochs=n_epochs, rng=rng):
        pass
    stats = net.batch_statistics(w, X)
    return [100 * net.accuracy(w, factor * X_new, y_new, stats=stats) for factor in factors]


def beside_the_bet(factors: ArrayLike, bet: ArrayLike) -> dict[str, tuple[Any, Any]]:
    """A bet on dim digits, and what is measured with three training sets, as lines by label.

    Examples
    --------
    >>> list(beside_the_bet((0.5,), [50]))
    ['batch norm', 'none', 'layer norm', 'your prediction']
    """
    factors = check_array("factors", factors, ndim=1)
    bet = check_array("bet", bet, shape=(len(factors),))
    lines: dict[str, tuple[Any, Any]] = {}
    for name, kind in {"batch norm": BatchNorm(), "none": None, "layer norm": LayerNorm()}.items():
        runs = [right_when_dimmed(kind, factors, seed) for seed in (10, 11, 12)]
        lines[name] = factors, np.mean(runs, axis=0)
    return {**lines, "your prediction": (factors, bet)}
