"""Statistics for prediction: whose mean and variance a network uses, and averages that follow it, or do not."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, Statistics
from lecturekit.normalization.pairs import some_digits
from lecturekit.normalization.running_averages import RunningAverages
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import multiclass
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

WHOLE = "whole training set, present weights"


@cache
def sources_of_statistics(seed: int = 0) -> dict[str, float]:
    """Accuracy of a batch-normalized network on 1000 test digits, by where mean and variance come from.

    Examples
    --------
    >>> list(sources_of_statistics())[:2]
    ['the training set', 'running averages']
    """
    digits = load_mnist(subset=1000, seed=seed)
    X, y, X_test, y_test = digits.X / 255, digits.y, digits.X_test[:1000] / 255, digits.y_test[:1000]
    rng = np.random.default_rng(seed)
    net = Network([784, 50, 50, 10], phi=sigmoid, loss=multiclass, normalization=BatchNorm())
    w = net.init(rng, scheme="glorot")
    listener = RunningAverages(net, 0.1)
    for _ in train(listener, w, (X, y), GradientDescent(0.3), batch_size=50, n_epochs=5, rng=rng):
        pass

    def by_batch(order, size):
        batches = np.split(order, len(order) // size)
        logits = [net.forward(w, X_test[rows], train=True).A[-1] for rows in batches]
        return float(np.mean(np.concatenate(logits).argmax(axis=1) == y_test[order]))

    order = np.arange(1000)
    return {
        "the training set": net.accuracy(w, X_test, y_test, stats=net.batch_statistics(w, X)),
        "running averages": net.accuracy(w, X_test, y_test, stats=listener.stats),
        "batches of 100": by_batch(order, 100),
        "batches of 100, sorted": by_batch(np.argsort(y_test, kind="stable"), 100),
        **{f"batches of {size}": by_batch(order, size) for size in (10, 2, 1)},
    }


@cache
def followed_variance(rates: tuple[float, ...] = (0.5, 0.1, 0.03), unit: int = 0, seed: int = 0) -> dict[str, Array]:
    """The variance of one unit's z in layer 2 while 784-50-50-10 is trained for 100 steps: one number for each step.

    Returns
    -------
    dict
        ``"batches of 50"``, corrected by n'/(n' - 1); ``"r = ..."``, a running average for each rate; ``"whole training set,
        present weights"``, over all 1000 digits with the weights of that step.

    Examples
    --------
    >>> [name for name in followed_variance()][:2]
    ['whole training set, present weights', 'batches of 50']
    """
    digits = load_mnist(subset=1000, seed=seed)
    X, y, rng = digits.X / 255, digits.y, np.random.default_rng(seed)
    net = Network([784, 50, 50, 10], phi=sigmoid, loss=multiclass, normalization=BatchNorm())
    watch = _Watch(net, X, {"batches of 50": 1.0, **{f"r = {rate:g}": rate for rate in rates}}, unit)
    for _ in train(
        watch, net.init(rng, scheme="glorot"), (X, y), GradientDescent(0.3), batch_size=50, n_epochs=5, rng=rng
    ):
        pass
    return {name: np.array(values) for name, values in watch.tracks.items()}


class _Watch:
    """A network whose steps are followed by several running averages; an average of rate 1 is the latest batch."""

    def __init__(self, net, X, rates, unit):
        self.net, self.X, self.unit = net, X, unit
        self.averages = {name: RunningAverages(net, rate) for name, rate in rates.items()}
        self.tracks = {name: [] for name in (WHOLE, *rates)}

    def loss_and_grad(self, w: Array, X: Array, y: Array, **mode: Any) -> tuple[float, Array]:
        """``net.loss_and_grad``; every average takes in the batch."""
        seen: dict[Any, Any] = {}
        result = self.net.loss_and_grad(w, X, y, stats_out=seen, **mode)
        whole = self.net.batch_statistics(w, self.X)
        place = list(whole)[-1]
        self.tracks[WHOLE].append(whole[place].variance[0, self.unit])
        for name, average in self.averages.items():
            average.add(seen)
            self.tracks[name].append(average.stats[place].variance[0, self.unit])
        return result


def with_stale_averages(r: float = 0.002, seed: int = 0, n_epochs: int = 10) -> dict[str, float]:
    """Percent of its 1000 training images that a batch-normalized 784-50-50-50-10 reads, by whose mean and variance it uses.

    The running averages begin at mean 0 and variance 1 and take the share r of each batch of 50.

    Examples
    --------
    >>> list(with_stale_averages(n_epochs=1))
    ['in batches of 50', 'running averages', 'one pass']
    """
    X, y, _, _ = some_digits(1000, seed)
    net = Network([784, 50, 50, 50, 10], phi="sigmoid", loss=multiclass, normalization=BatchNorm())
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    averages = _SlowAverages(net, r)
    for _ in train(averages, w, (X, y), GradientDescent(1.0), batch_size=50, n_epochs=n_epochs, rng=rng):
        pass
    batches = np.split(rng.permutation(len(X)), len(X) // 50)
    read = [np.mean(net.forward(w, X[rows], train=True).A[-1].argmax(axis=1) == y[rows]) for rows in batches]
    return {
        "in batches of 50": 100 * float(np.mean(read)),
        "running averages": 100 * net.accuracy(w, X, y, stats=averages.stats),
        "one pass": 100 * net.accuracy(w, X, y, stats=net.batch_statistics(w, X)),
    }


class _SlowAverages:
    """Running averages of a constant rate that begin at mean 0 and variance 1, whatever the network is like."""

    def __init__(self, net, r):
        self.net, self.r, self.stats = net, r, None

    def loss_and_grad(self, w: Array, X: Array, y: Array, **mode: Any) -> tuple[float, Array]:
        """``net.loss_and_grad``; the batch's statistics enter the averages."""
        seen: dict[Any, Any] = {}
        result = self.net.loss_and_grad(w, X, y, stats_out=seen, **mode)
        old = self.stats or {place: Statistics(0 * s.mean, 0 * s.variance + 1, s.count) for place, s in seen.items()}
        self.stats = {
            place: Statistics(
                (1 - self.r) * old[place].mean + self.r * s.mean,
                (1 - self.r) * old[place].variance + self.r * s.variance,
                s.count,
            )
            for place, s in seen.items()
        }
        return result
