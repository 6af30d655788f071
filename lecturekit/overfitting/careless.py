"""Digits with careless labels: the task of this chapter, the network that learns it, and what is counted on the way."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.datasets import load_mnist
from lecturekit.datasets.mnist import MnistDataset
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.dropout import Dropout
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.training.loop import train

Shares = namedtuple("Shares", "training new right_labels wrong_labels")
Shares.__doc__ = """Fractions: errors on training data (as labeled) and on new digits; the right and the wrong labels that are learned."""


@dataclass(frozen=True, eq=False)
class CarelessDigits:
    """Images of digits, some of whose labels were drawn at random.

    Attributes
    ----------
    train, validation : (X, y)
        500 and 250 images (n, 784) with careless labels.
    new, test : (X, y)
        2000 images each, all labels right: one set to look at, one to be opened once, at the end.
    true : ndarray, (500,)
        The digits on the training images.
    """

    train: Data
    validation: Data
    new: Data
    test: Data
    true: Array

    @property
    def wrong(self) -> Array:
        """Which training labels are wrong, (500,) bool: fewer than were drawn at random, which hits one time in ten."""
        return self.train[1] != self.true


@cache
def _digits(dtype: type) -> MnistDataset:
    return load_mnist(subset=4000).as_float(dtype)


def careless_digits(
    seed: int, noise: float = 0.3, n: int = 500, n_validation: int = 250, dtype: type = np.float64
) -> CarelessDigits:
    """n training and n_validation validation images; the part ``noise`` of their labels is drawn at random.

    Pixels are of type dtype, numpy.float64 or numpy.float32; training on the second takes half the time.

    Raises
    ------
    ValueError
        If noise is not in [0, 1], or more images are asked for than there are.

    Examples
    --------
    >>> digits = careless_digits(seed=0)
    >>> digits.train[0].shape, int(digits.wrong.sum()), digits.test[0].shape
    ((500, 784), 119, (2000, 784))
    """
    digits, rng = _digits(dtype), np.random.default_rng(seed)
    check_number("noise", noise, 0, 1)
    total = check_integer("n", n, 1, len(digits.X)) + check_integer("n_validation", n_validation, 1, len(digits.X) - n)
    rows = rng.permutation(len(digits.X))[:total]
    random = rng.random(total) < noise
    y = np.where(random, rng.integers(0, 10, total), digits.y[rows])
    X, true = digits.X[rows], digits.y[rows]
    new, test = ((digits.X_test[part], digits.y_test[part]) for part in (slice(2000), slice(2000, 4000)))
    return CarelessDigits((X[:n], y[:n]), (X[n:], y[n:]), new, test, true[:n])


def digit_network(dropout: Dropout | None = None, dtype: Any = np.float64) -> Network:
    """The network of this chapter: 784 inputs, 64 ReLU units, 10 classes.

    Examples
    --------
    >>> digit_network().sizes
    [784, 64, 10]
    """
    return Network([784, 64, 10], "relu", "multiclass", dropout=dropout, dtype=dtype)


def fit(
    data: Data,
    seed: int,
    *,
    lam: float = 0.0,
    dropout: Dropout | None = None,
    augment: Callable[[Array, Rng], Array] | None = None,
    n_epochs: int = 50,
    watch: Callable[[Network, Array], bool | None] | None = None,
) -> tuple[Network, Array]:
    """Train ``digit_network`` with Adam at 0.004 in batches of 100.

    Parameters
    ----------
    data : (X, y)
    seed : int
        Of the start, the batches and the masks.
    lam : float
        Weight decay, equation (35).
    dropout : Dropout, optional
    augment : callable, optional
        As for ``train``.
    n_epochs : int
    watch : callable, optional
        ``watch(net, w)`` after every epoch; training ends where it returns True.

    Returns
    -------
    net : Network
    w : ndarray
        The parameters of the last epoch.

    Examples
    --------
    >>> digits = careless_digits(seed=0)
    >>> net, w = fit(digits.train, seed=0, n_epochs=3)
    >>> bool(net.accuracy(w, *digits.new) > 0.6)
    True
    """
    net, rng = digit_network(dropout, data[0].dtype), np.random.default_rng(seed)
    w = net.init(rng)
    for _ in train(
        WeightDecay(net, lam), w, data, Adam(0.004), batch_size=100, n_epochs=n_epochs, rng=rng, augment=augment
    ):
        if watch is not None and watch(net, w) is True:
            break
    return net, w


def shares(net: Network, w: Array, digits: CarelessDigits) -> Shares:
    """Errors on training data and new digits, and the learned parts of the right and the wrong labels: ``Shares``.

    Examples
    --------
    >>> digits = careless_digits(seed=0)
    >>> shares(*fit(digits.train, seed=0), digits).training
    0.0
    """
    X, y = digits.train
    learned, wrong = net.classify(w, X) == y, digits.wrong
    right_labels, wrong_labels = (
        float(part.mean()) if part.size else np.nan for part in (learned[~wrong], learned[wrong])
    )
    return Shares(1 - float(learned.mean()), 1 - float(net.accuracy(w, *digits.new)), right_labels, wrong_labels)


def shuffled(digits: CarelessDigits, seed: int) -> CarelessDigits:
    """The same task with the training labels shuffled: nothing about the images is left in them.

    Examples
    --------
    >>> bool(shuffled(careless_digits(seed=0), seed=0).wrong.mean() > 0.8)
    True
    """
    (X, y), rng = digits.train, np.random.default_rng(seed)
    return CarelessDigits((X, rng.permutation(y)), digits.validation, digits.new, digits.test, digits.true)
