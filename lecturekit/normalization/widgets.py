"""Widgets of chapter 7."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.parameters import Transform
from lecturekit.normalization import figures
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.single_unit.activations import sigmoid, tanh
from lecturekit.single_unit.losses import logistic, multiclass
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["learning_rates", "move_a_point", "weight_scale"]

BATCH = np.array([-1.5, 0.4, 1.1, -0.6, 2.0, 0.2, -0.9, 1.3])

NORMALIZATIONS: dict[str, Transform] = {
    "batch norm per neuron": BatchNorm("per_neuron"),
    "batch norm per layer": BatchNorm("per_layer"),
    "batch norm on layer inputs": BatchNorm("layer_inputs"),
    "layer norm": LayerNorm(),
}

RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def moved_batch(z: Array, source: str = "this batch", eps: float = 1e-5) -> dict[str, Any]:
    """What ``batch_canvas`` draws when the last point of BATCH is moved to z; source of the statistics as in the widget."""
    batch = np.append(BATCH[:-1], z)
    used = batch if source == "this batch" else BATCH
    mean, sd = used.mean(), np.sqrt(used.var() + eps)
    start = (BATCH - BATCH.mean()) / np.sqrt(BATCH.var() + eps)
    return {"z": batch, "out": (batch - mean) / sd, "start": start, "mean": mean, "sd": sd}


def move_a_point() -> Explorer:
    """Move one data point of a batch: what happens to the outputs of the others?"""
    figure, draw = figures.batch_canvas(len(BATCH))
    controls = {
        "z": slider("z of the last point", 8.0, -5, 35, 0.1),
        "source": dropdown("mean and variance of", ["this batch", "the batch before the move"]),
    }

    def describe(data):
        others = np.abs(data["out"] - data["start"])[:-1].max()
        spread = np.ptp(data["out"][:-1])
        return (
            f"Mean {data['mean']:.2f}, standard deviation {data['sd']:.2f}. The other outputs have moved by up to "
            f"{others:.2f} and now lie within {spread:.2f} of each other; the moved one is at {data['out'][-1]:.2f}."
        )

    return Explorer("move one data point of a normalized batch", controls, moved_batch, figure, draw, describe)


@cache
def _standardized_cancer():
    from lecturekit.datasets import load_breast_cancer

    return Standardizer().fit_transform(load_breast_cancer().X)[:300]


def tanh_outputs(
    scale: float, normalization: Transform | None = None, seed: int = 0, n_layers: int = 5, width: int = 50
) -> list[Array]:
    """tanh(.) of every hidden unit of a new network on 300 standardized tumours: one array (300, width) a layer.

    The weights are normal with variance scale^2 / (number of inputs).
    """
    X = _standardized_cancer()
    net = Network([X.shape[1], *[width] * n_layers, 1], phi=tanh, loss=logistic, normalization=normalization)
    w = net.init(np.random.default_rng(seed), scheme="lecun", scale=scale)
    passed = net.forward(w, X, train=True)
    after_phi = isinstance(normalization, BatchNorm) and normalization.variant in ("inputs", "layer_inputs")
    return [tanh(passed.Z[l]) if after_phi else passed.A[l] for l in range(1, n_layers + 1)]


def saturated(outputs: Any) -> list[float]:
    """The fraction of tanh's outputs x with slope 1 - x^2 below 5% of the largest, one number a layer."""
    return [float(np.mean(1 - x**2 < 0.05)) for x in outputs]


def saturation_state(scale: float, name: str) -> dict[str, Any]:
    """What ``saturation_canvas`` draws for weights of that scale and the normalization of that name."""
    plain, normalized = tanh_outputs(scale), tanh_outputs(scale, NORMALIZATIONS[name])
    return {
        "name": name,
        "plain": plain,
        "normalized": normalized,
        "plain_saturated": saturated(plain),
        "saturated": saturated(normalized),
    }


def weight_scale() -> Explorer:
    """Make the initial weights larger or smaller: which layers saturate, and what does each normalization do?"""
    figure, draw = figures.saturation_canvas(5)
    controls = {
        "scale": slider("scale of the weights", 3.0, 0.1, 30, log=True),
        "name": dropdown("normalization", list(NORMALIZATIONS)),
    }

    def describe(data):
        return (
            f"Saturated in layer 1 and layer 5: {data['plain_saturated'][0]:.0%} and {data['plain_saturated'][4]:.0%} "
            f"without normalization, {data['saturated'][0]:.0%} and {data['saturated'][4]:.0%} with {data['name']}."
        )

    return Explorer(
        "scale of the initial weights against saturation", controls, saturation_state, figure, draw, describe
    )


def train_on_digits(
    normalization: Transform | None, eta: float, seed: int = 0, n_epochs: int = 5, n: int = 1000
) -> tuple[Network, Array, list[float]]:
    """Train 784-50-50-10 with sigmoids on n MNIST digits in batches of 50: (net, w, losses of the epochs)."""
    from lecturekit.datasets import load_mnist

    digits = load_mnist(subset=n, seed=seed)
    X = digits.X / 255
    rng = np.random.default_rng(seed)
    net = Network([784, 50, 50, 10], phi=sigmoid, loss=multiclass, normalization=normalization)
    w = net.init(rng, scheme="glorot")
    losses = [
        record.loss
        for record in train(net, w, (X, digits.y), GradientDescent(eta), batch_size=50, n_epochs=n_epochs, rng=rng)
    ]
    return net, w, losses


@cache
def rate_grid(seed: int = 0) -> dict[str, dict[float, list[float]]]:
    """The losses of ``train_on_digits`` for every rate, without and with normalization; computed once."""
    kinds = {"none": None, "batch norm": BatchNorm(), "layer norm": LayerNorm()}
    return {name: {eta: train_on_digits(kind, eta, seed)[2] for eta in RATES} for name, kind in kinds.items()}


def learning_rates() -> Explorer:
    """Change the learning rate: who still learns?"""
    grid = rate_grid()
    figure, draw = figures.rates_canvas(grid)
    controls = {"eta": dropdown("learning rate", list(RATES), 0.3)}

    def describe(eta):
        return (
            f"After {len(grid['none'][eta])} epochs with rate {eta:g}: "
            + ", ".join(f"{name} {runs[eta][-1]:.2f}" for name, runs in grid.items())
            + "."
        )

    return Explorer("learning rate without and with normalization", controls, lambda eta: eta, figure, draw, describe)
