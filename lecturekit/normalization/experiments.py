"""The experiments of chapter 7: recipes, a clinic, spreads of units, saturation, rates, batch sizes."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer, load_mnist
from lecturekit.foundation.types import Array, Option, Positive
from lecturekit.foundation.validation import check_choice
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.parameters import Transform
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.single_unit.activations import sigmoid, tanh
from lecturekit.single_unit.losses import logistic, multiclass
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

KINDS: dict[str, Transform | None] = {"none": None, "batch norm": BatchNorm(), "layer norm": LayerNorm()}
RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH = np.array([-1.5, 0.4, 1.1, -0.6, 2.0, 0.2, -0.9, 1.3])


def clinic_sums(seed: int = 0) -> dict[str, Array]:
    """A unit trained on standardized tumors, asked about a clinic that sends only malignant ones: its sums z.

    Returns
    -------
    dict of str -> ndarray, (n,)
        By whose mean and deviation the clinic's data were standardized.

    Examples
    --------
    >>> {name: float((z > 0).mean().round(2)) for name, z in clinic_sums().items()}  # what it finds
    {'statistics of the training data': 0.94, 'statistics of the clinic': 0.41}
    """
    known, new = load_breast_cancer().split(0.3, np.random.default_rng(seed))
    standardizer, unit = Standardizer().fit(known.X), Network([30, 1], loss=logistic)
    w = np.zeros(unit.n_params)
    for _ in train(unit, w, (standardizer.transform(known.X), known.y), GradientDescent(0.5), n_epochs=200):
        pass
    malignant = new.X[new.y == 1]
    return {
        "statistics of the training data": unit.logits(w, standardizer.transform(malignant)),
        "statistics of the clinic": unit.logits(w, Standardizer().fit_transform(malignant)),
    }


def passed_on() -> dict[str, Array]:
    """What the second layer of 30-50-1 gets of raw tumors from 50 linear units, by normalization: (569, 50) each.

    Examples
    --------
    >>> deviations = passed_on()["(c) per_neuron"].std(axis=0)
    >>> bool(abs(deviations - 1).max() < 1e-3)
    True
    """
    kinds: dict[str, Transform | None] = {
        "none": None,
        "inputs": BatchNorm("inputs"),
        "(a) layer_inputs": BatchNorm("layer_inputs"),
        "(b) per_layer": BatchNorm("per_layer"),
        "(c) per_neuron": BatchNorm("per_neuron"),
        "(d) LayerNorm": LayerNorm(),
    }
    X, outputs = load_breast_cancer().X, {}
    for name, kind in kinds.items():
        net = Network([30, 50, 1], phi="identity", loss=logistic, normalization=kind)
        outputs[name] = net.forward(net.init(np.random.default_rng(1)), X, train=True).A[1]
    return outputs


def moved_batch(z: float, source: Option = "this batch", eps: Positive = 1e-5) -> dict[str, Any]:
    """A batch of eight whose last point is moved to z, and its normalized outputs; statistics of this batch or of the old one.

    Examples
    --------
    >>> float(moved_batch(20.0)["out"][-1].round(2))
    2.61
    """
    check_choice("source", source, ("this batch", "the batch before the move"))
    batch = np.append(BATCH[:-1], z)
    used = batch if source == "this batch" else BATCH
    mean, sd = used.mean(), np.sqrt(used.var() + eps)
    start = (BATCH - BATCH.mean()) / np.sqrt(BATCH.var() + eps)
    return {"z": batch, "out": (batch - mean) / sd, "start": start, "mean": mean, "sd": sd}


@cache
def _standardized_cancer():
    return Standardizer().fit_transform(load_breast_cancer().X)[:300]


def tanh_outputs(
    scale: float, normalization: Transform | None = None, seed: int = 0, n_layers: int = 5, width: int = 50
) -> list[Array]:
    """tanh(.) of every hidden unit of a new network on 300 standardized tumors: one array (300, width) a layer.

    The weights are normal with variance scale^2 / (number of inputs).

    Examples
    --------
    >>> len(tanh_outputs(1.0))
    5
    """
    X = _standardized_cancer()
    net = Network([X.shape[1], *[width] * n_layers, 1], phi=tanh, loss=logistic, normalization=normalization)
    w = net.init(np.random.default_rng(seed), scheme="lecun", scale=scale)
    passed = net.forward(w, X, train=True)
    after_phi = isinstance(normalization, BatchNorm) and normalization.variant in ("inputs", "layer_inputs")
    return [tanh(passed.Z[l]) if after_phi else passed.A[l] for l in range(1, n_layers + 1)]


def saturated(outputs: Any) -> list[float]:
    """The fraction of tanh's outputs x with slope 1 - x^2 below 5% of the largest, one number a layer.

    Examples
    --------
    >>> saturated([np.array([0.0, 0.99])])
    [0.5]
    """
    return [float(np.mean(1 - x**2 < 0.05)) for x in outputs]


def trained_on_tumors(
    normalization: Transform | None, *, scale: float = 1.0, eta: float = 0.1, seed: int = 0
) -> tuple[float, float, float]:
    """Train 30-30-30-1 with tanh for 200 steps: (loss, share of saturated outputs in layer 1, that of its worst unit).

    Examples
    --------
    >>> loss, share, worst = trained_on_tumors(BatchNorm())
    >>> loss < 0.2 and worst >= share
    True
    """
    data = load_breast_cancer()
    X = Standardizer().fit_transform(data.X)
    net = Network([30, 30, 30, 1], phi=tanh, loss=logistic, normalization=normalization)
    w = net.init(np.random.default_rng(seed), scheme="lecun", scale=scale)
    loss = [record.loss for record in train(net, w, (X, data.y), GradientDescent(eta), n_epochs=200)][-1]
    x1 = net.forward(w, X, train=True).A[1]
    return loss, saturated([x1])[0], max(saturated(x1.T))


def train_on_digits(
    normalization: Transform | None, eta: float, seed: int = 0, n_epochs: int = 5, n: int = 1000
) -> tuple[Network, Array, list[float]]:
    """Train 784-50-50-10 with sigmoids on n MNIST digits in batches of 50: (net, w, losses of the epochs).

    Examples
    --------
    >>> net, w, losses = train_on_digits(None, 0.3, n_epochs=1, n=100)
    >>> len(losses)
    1
    """
    digits = load_mnist(subset=n, seed=seed)
    rng = np.random.default_rng(seed)
    net = Network([784, 50, 50, 10], phi=sigmoid, loss=multiclass, normalization=normalization)
    w = net.init(rng, scheme="glorot")
    passes = train(net, w, (digits.X / 255, digits.y), GradientDescent(eta), batch_size=50, n_epochs=n_epochs, rng=rng)
    return net, w, [record.loss for record in passes]


@cache
def rate_grid(seed: int = 0) -> dict[str, dict[float, list[float]]]:
    """The losses of ``train_on_digits`` for every rate, without and with normalization; computed once."""
    return {name: {eta: train_on_digits(kind, eta, seed)[2] for eta in RATES} for name, kind in KINDS.items()}


def loss_with_batches_of(size: int, normalization: Transform | None, seed: int = 0, n_epochs: int = 2) -> float:
    """Training loss of 784-50-10 after a few passes over 500 digits in batches of that size, rate 0.1.

    Examples
    --------
    >>> loss_with_batches_of(32, BatchNorm()) < 1.0
    True
    """
    digits = load_mnist(subset=500)
    X, rng = digits.X / 255, np.random.default_rng(seed)
    net = Network([784, 50, 10], phi="relu", loss=multiclass, normalization=normalization)
    w = net.init(rng)
    for _ in train(net, w, (X, digits.y), GradientDescent(0.1), batch_size=size, n_epochs=n_epochs, rng=rng):
        pass
    return net.loss(w, X, digits.y, stats=net.batch_statistics(w, X))


def mistakes_when_overfitted(
    seed: int = 0, n: int = 500, n_epochs: int = 30, on_run: Callable[[], object] = lambda: None
) -> dict[str, tuple[float, float]]:
    """The shares of its n digits, and of 2000 new ones, that 784-64-10 gets wrong after many epochs, by normalization.

    Examples
    --------
    >>> sorted(mistakes_when_overfitted(n=50, n_epochs=1))
    ['batch norm', 'layer norm', 'none']
    """
    digits = load_mnist(subset=n, seed=seed).as_float(np.float32)
    X_test, y_test = digits.X_test[:2000], digits.y_test[:2000]
    found = {}
    for name, kind in KINDS.items():
        rng = np.random.default_rng(seed)
        net = Network([784, 64, 10], phi="relu", loss=multiclass, normalization=kind, dtype=np.float32)
        w = net.init(rng)
        for _ in train(net, w, (digits.X, digits.y), Adam(0.003), batch_size=50, n_epochs=n_epochs, rng=rng):
            pass
        stats = net.batch_statistics(w, digits.X)
        old, new = (net.accuracy(w, *data, stats=stats) for data in ((digits.X, digits.y), (X_test, y_test)))
        found[name] = (1 - old, 1 - new)
        on_run()
    return found
