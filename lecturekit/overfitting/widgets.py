"""Widgets of chapter 8."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.datasets import load_mnist, make_noisy_sine
from lecturekit.figures.base import Draw, Figure
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.overfitting import figures
from lecturekit.overfitting.augmentation import add_noise, rotate, shift
from lecturekit.overfitting.dropout import Dropout, masked_predictions
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.training.loop import train
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["decay_and_curve", "drop_units", "change_a_digit"]

LAMBDAS = (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
SIZES = (4, 7, 7, 1)


@cache
def decay_fits(seed: int = 1, n: int = 14, n_epochs: int = 2000) -> dict[str, Any]:
    """The same network fitted to the same noisy sine with each of ``LAMBDAS``.

    Returns
    -------
    dict
        X, y, x, truth; curves (len(LAMBDAS), len(x)); losses, errors: root mean square distance to the data,
        to the sine; norms: length of the weights.
    """
    data = make_noisy_sine(n, np.random.default_rng(seed), noise=0.3)
    x = np.linspace(-np.pi, np.pi, 121)
    net = Network([1, 30, 1], phi="tanh")
    curves, losses, norms = [], [], []
    for lam in LAMBDAS:
        w = net.init(np.random.default_rng(seed), scale=2)
        for _ in train(WeightDecay(net, lam), w, (data.X, data.y), Adam(0.02), n_epochs=n_epochs):
            pass
        curves.append(net.predict(w, x[:, None]))
        losses.append(np.sqrt(2 * net.loss(w, data.X, data.y)))
        norms.append(np.linalg.norm(w[net.is_weight]))
    errors = np.sqrt(np.mean((np.array(curves) - np.sin(x)) ** 2, axis=1))
    return {
        "X": data.X,
        "y": data.y,
        "x": x,
        "truth": np.sin(x),
        "curves": np.array(curves),
        "losses": np.array(losses),
        "errors": errors,
        "norms": np.array(norms),
    }


def decay_picture() -> tuple[Figure, Draw]:
    """The figure of ``decay_and_curve`` and its draw function."""
    fits = decay_fits()
    return figures.decay_canvas(fits["X"], fits["y"], fits["x"], fits["truth"], LAMBDAS, fits["losses"], fits["errors"])


def decay_and_curve() -> Explorer:
    """Choose lambda; see the curve that the network fits to 14 noisy points."""
    fits = decay_fits()
    figure, draw = decay_picture()

    def compute(k):
        return {"k": k, "curve": fits["curves"][k]}

    def describe(data):
        k = data["k"]
        return (
            f"lambda = {LAMBDAS[k]:g}: distance to the data {fits['losses'][k]:.2f}, to the sine {fits['errors'][k]:.2f}; "
            f"length of the weights {fits['norms'][k]:.1f}."
        )

    return Explorer(
        "weight decay and the fitted curve",
        {"k": slider("lambda, number", 0, 0, len(LAMBDAS) - 1, 1, integer=True)},
        compute,
        figure,
        draw,
        describe,
    )


def subnetworks(p: float, draw_number: int, n_masks: int = 1000) -> dict[str, Any]:
    """What ``masks_canvas`` shows: a small tanh network, the same dropping probability at inputs and hidden units."""
    net = Network(SIZES, phi="tanh", dropout=Dropout(p, p))
    w = 0.8 * net.init(np.random.default_rng(7))
    x = np.array([1.0, -0.5, 0.8, 0.3])
    masks = [np.random.default_rng([l, draw_number]).random(m) >= p for l, m in enumerate(SIZES[:-1])]
    A = x
    for l, (W, b) in enumerate(net.views(w)):
        z = W @ (A * masks[l] / (1 - p)) + b
        A = np.tanh(z)
    many = masked_predictions(net, w, np.tile(x, (n_masks, 1)), 1, np.random.default_rng(0))[0]
    return {
        "masks": masks,
        "predictions": many,
        "prediction": float(z[0]),
        "mean": float(many.mean()),
        "whole": float(net.predict(w, x[None])[0]),
    }


def drop_units() -> Explorer:
    """Drop units of a small network with probability p: the subnetwork, and what all of them predict."""
    figure, draw = figures.masks_canvas(SIZES)
    controls = {
        "p": slider("dropped with p", 0.3, 0.0, 0.8, 0.05),
        "draw_number": slider("draw number", 1, 1, 30, integer=True),
    }

    def describe(data):
        return (
            f"This subnetwork predicts {data['prediction']:+.2f}; the mean over 1000 masks is {data['mean']:+.2f} with a standard "
            f"deviation of {data['predictions'].std():.2f}; one pass through the whole network gives {data['whole']:+.2f}."
        )

    return Explorer("drop units of a small network", controls, subnetworks, figure, draw, describe)


@cache
def plain_digit_network(n: int = 2000, seed: int = 0) -> tuple[Network, Array, Array, Array]:
    """A network trained on n digits as they are, without augmentation: (net, w, images, labels) of the test set."""
    digits = load_mnist(subset=n).as_float()
    net = Network([784, 48, 10], phi="relu", loss="multiclass", dtype=np.float32)
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    for _ in train(net, w, (digits.X, digits.y), Adam(0.003), batch_size=50, n_epochs=8, rng=rng):
        pass
    return net, w, digits.X_test, digits.y_test


def changed_digit(
    digit: int = 6, right: int = 0, down: int = 0, degrees: float = 0, noise: float = 0.0
) -> dict[str, Any]:
    """What ``changed_digit_canvas`` shows: the first such test digit that the network is sure of, changed."""
    net, w, X, y = plain_digit_network()
    p = net.predict(w, X[:500])[:, digit]
    x = X[:500][np.argmax((y[:500] == digit) & (p > 0.95))][None]
    moved = add_noise(shift(rotate(x, degrees), right, down), noise, np.random.default_rng(0))
    return {
        "before": x[0],
        "after": moved[0],
        "p_before": net.predict(w, x)[0],
        "p_after": net.predict(w, moved)[0],
        "label": digit,
    }


def change_a_digit() -> Explorer:
    """Shift, turn and blur with noise a digit; a network trained on unchanged digits says what it sees."""
    plain_digit_network()
    figure, draw = figures.changed_digit_canvas()
    controls = {
        "digit": dropdown("digit", list(range(10)), 6),
        "right": slider("right, pixels", 0, -6, 6, 1, integer=True),
        "down": slider("down, pixels", 0, -6, 6, 1, integer=True),
        "degrees": slider("turn, degrees", 0, -180, 180, 15, integer=True),
        "noise": slider("noise, sd", 0.0, 0.0, 0.6, 0.05),
    }

    def describe(data):
        seen = int(np.argmax(data["p_after"]))
        verdict = "still right" if seen == data["label"] else f"wrong: it is a {data['label']}"
        return f"The network sees a {seen} with probability {data['p_after'][seen]:.0%}, {verdict}."

    return Explorer("change a digit", controls, changed_digit, figure, draw, describe)
