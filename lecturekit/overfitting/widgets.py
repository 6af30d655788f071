"""Widgets of chapter 8."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.overfitting import figures
from lecturekit.overfitting.augmentation import add_noise, rotate, shift
from lecturekit.overfitting.decayed_curves import LAMBDAS, decay_fits
from lecturekit.overfitting.dropout import Dropout, masked_predictions
from lecturekit.overfitting.one_unit import BIASES, POINTS_X, WEIGHTS, unit_posterior
from lecturekit.training.loop import train
from lecturekit.widgets import Explorer, choices, dropdown, slider, stepper

__all__ = ["change_a_digit", "decay_and_curve", "drop_units", "point_by_point"]

SIZES = (4, 7, 7, 1)


def decay_and_curve() -> Explorer:
    """Choose lambda and the data; see the curve that the network fits to 14 noisy points."""
    figure, draw = figures.decay_canvas(LAMBDAS)

    def compute(lam, data):
        return {"k": LAMBDAS.index(lam), "fits": decay_fits((data,))}

    def describe(data):
        k, fits = data["k"], data["fits"]
        return (
            f"lambda = {LAMBDAS[k]:g}: distance to the data {fits['losses'][0, k]:.2f}, to the sine {fits['errors'][0, k]:.2f}; "
            f"length of the weights {fits['norms'][0, k]:.1f}."
        )

    controls = {
        "lam": choices("lambda", [(f"{lam:g}", lam) for lam in LAMBDAS], 0.0),
        "data": dropdown("data set", [1, 2, 3, 4]),
    }
    question = "Which lambda brings the curve closest to the sine? Does the distance to the data tell you?"
    return Explorer("weight decay and the fitted curve", controls, compute, figure, draw, describe, question=question)


def point_by_point() -> Explorer:
    """Give a unit its data one point at a time; see the posterior, units drawn from it, and what they predict."""
    figure, draw = figures.posterior_canvas(WEIGHTS, BIASES)

    def describe(data):
        seen = f"{len(data['X'])} point{'' if len(data['X']) == 1 else 's'}"
        return (
            f"After {seen} the most probable unit says P(y = 1) = {data['single'][-1]:.3f} at x = 8, the average over all "
            f"units {data['average'][-1]:.3f}; the 30 units drawn there lie between {data['curves'][:, -1].min():.2f} and "
            f"{data['curves'][:, -1].max():.2f}."
        )

    controls = {
        "n_points": stepper("data points seen", len(POINTS_X), 2),
        "prior": choices("sd of the prior, tau", [1.0, 2.0, 3.0], 3.0),
    }
    question = "Where do the units that the data allow still disagree?"
    return Explorer(
        "the posterior of one unit, point by point", controls, unit_posterior, figure, draw, describe, question=question
    )


def subnetworks(p: float, draw_number: int, scale: float = 1.0, n_masks: int = 1000) -> dict[str, Any]:
    """What ``masks_canvas`` shows: a small tanh network, the same dropping probability at inputs and hidden units."""
    net = Network(SIZES, phi="tanh", dropout=Dropout(p, p))
    w = 0.8 * scale * net.init(np.random.default_rng(7))
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
        "scale": slider("weights times", 1.0, 0.5, 5, 0.5),
        "draw_number": slider("draw number", 1, 1, 30, integer=True),
    }

    def describe(data):
        return (
            f"This subnetwork predicts {data['prediction']:+.2f}; the mean over 1000 masks is {data['mean']:+.2f} with a standard "
            f"deviation of {data['predictions'].std():.2f}; one pass through the whole network gives {data['whole']:+.2f}, "
            f"which is off by {abs(data['whole'] - data['mean']) / max(data['predictions'].std(), 1e-12):.2f} standard deviations."
        )

    question = "What takes the one pass (diamond) away from the mean of the subnetworks (triangle): p, or the size of the weights?"
    return Explorer("drop units of a small network", controls, subnetworks, figure, draw, describe, question=question)


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
    digit: int = 6, right: float = 0, down: float = 0, degrees: float = 0, noise: float = 0.0
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
    """Shift a digit, rotate it, add noise; a network trained on unchanged digits says what it sees."""
    plain_digit_network()
    figure, draw = figures.changed_digit_canvas()
    controls = {
        "digit": dropdown("digit", list(range(10)), 6),
        "right": slider("shifted right, pixels", 0, -6, 6, 1, integer=True),
        "down": slider("shifted down, pixels", 0, -6, 6, 1, integer=True),
        "degrees": slider("rotated, degrees", 0, -180, 180, 15, integer=True),
        "noise": slider("noise, sd", 0.0, 0.0, 0.6, 0.05),
    }

    def describe(data):
        seen = int(np.argmax(data["p_after"]))
        verdict = "still right" if seen == data["label"] else f"wrong: it is a {data['label']}"
        return f"The network sees a {seen} with probability {data['p_after'][seen]:.0%}, {verdict}."

    question = "Which digits survive half a turn? How far may a digit be shifted before the network loses it?"
    changes = {"right": 5, "down": 5, "degrees": 9, "noise": 5}
    frames = [{"digit": None, name: n} for name, n in changes.items()]
    title = "change a digit"
    return Explorer(title, controls, changed_digit, figure, draw, describe, frames=frames, question=question)
