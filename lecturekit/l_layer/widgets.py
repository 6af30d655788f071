"""Widgets of chapter 3."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.l_layer import figures
from lecturekit.l_layer.message_passing import layer_jacobians, messages
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.losses import multiclass
from lecturekit.widgets.base import Explorer, dropdown, slider

__all__ = ["messages_flow_back", "tour"]

DEEP = [8, 8, 8, 8, 8, 8, 1]
PHIS = ["sigmoid", "tanh", "relu", "softplus", "identity"]


def deep_network(phi: str, scale: float, seed: int = 0) -> tuple[Network, Array, Array]:
    """A network of widths ``DEEP`` with random weights, and one random input: (net, w, x)."""
    rng = np.random.default_rng(seed)
    net = Network(DEEP, phi=phi)
    w = net.init(rng, scheme="lecun", scale=scale)
    return net, w, rng.normal(size=DEEP[0])


def message_state(layer: int, phi: str, scale: float, seed: int = 0) -> dict[str, Any]:
    """What ``messages_canvas`` draws: the message at ``layer``, its way down by one layer, the size of all."""
    net, w, x = deep_network(phi, scale, seed)
    sent = messages(net, w, x)
    square = np.full((DEEP[0], DEEP[0]), np.nan)
    J = layer_jacobians(net, w, x)[layer - 1]
    square[: J.shape[0], : J.shape[1]] = J
    return {
        "layer": layer,
        "jacobian": square,
        "above": sent[layer],
        "below": sent[layer - 1],
        "norms": np.array([np.linalg.norm(message) for message in sent]),
    }


def messages_flow_back() -> Explorer:
    """Follow the message df/dx^(l), equation (23), from the output of a deep network down to the input."""
    L = len(DEEP) - 1
    figure, draw = figures.messages_canvas(DEEP[0], L)
    controls = {
        "layer": slider("layer l", L, 1, L, integer=True),
        "phi": dropdown("phi", PHIS, "sigmoid"),
        "scale": slider("size of the weights", 1.0, 0.25, 4.0, 0.25),
    }

    def describe(data):
        l, norms = data["layer"], data["norms"]
        return (
            f"Through layer {l} the message goes from size {norms[l]:.2g} to {norms[l - 1]:.2g}; "
            f"from 1 at the output to {norms[0]:.2g} at the input."
        )

    return Explorer("messages flow back through six layers", controls, message_state, figure, draw, describe)


def tour_state(net: Network, w: Array, x: Any, truth: Array, strength: float = 0.0) -> dict[str, Any]:
    """What ``tour_canvas`` draws: an image x (784,) pushed by ``strength`` against its class, and what the net sees.

    Every pixel moves by ``strength`` in the direction of the sign of -dz_truth/dx, and stays in [0, 1].
    """
    push = np.sign(messages(net, w, x, output=int(truth))[0])
    x = np.clip(x - np.asarray(strength, x.dtype) * push, 0, 1)
    cache = net.forward(w, x[None])
    p = net.predict(w, x[None])[0]
    predicted = int(np.argmax(p))
    return {
        "x": x,
        "saliency": messages(net, w, x, output=predicted)[0],
        "hidden": [A[0] for A in cache.A[1:-1]],
        "p": p,
        "truth": int(truth),
        "predicted": predicted,
    }


def tour(net: Any = None, w: Any = None, X: Any = None, y: Any = None, names: Sequence[str] | None = None) -> Explorer:
    """Walk through the layers of a trained network with one image, and push the image off its class.

    Parameters
    ----------
    net : Network, optional
        Two hidden layers, several classes. Without it a small one is trained on a part of MNIST.
    w : ndarray, (p,)
        Its trained parameters.
    X : ndarray, (n, 784)
        Images to choose from.
    y : ndarray of int, (n,)
        Their classes.
    names : sequence of str, optional
        Of the classes.

    Raises
    ------
    ValueError
        If the network has not two hidden layers, or a shape is wrong.
    """
    if net is None:
        net, w, X, y = _small_example()
    X = check_array("X", X, shape=(None, 784))
    y = check_array("y", y, shape=(len(X),))
    names = [str(k) for k in range(net.sizes[-1])] if names is None else names
    figure, draw = figures.tour_canvas(net.sizes[1:-1], names)
    controls = {
        "number": slider("image", 0, 0, len(X) - 1, integer=True),
        "strength": slider("push against its class", 0.0, 0.0, 0.3, 0.02),
    }

    def describe(data):
        top = np.argsort(data["p"])[::-1][:2]
        return (
            f"A {names[data['truth']]}, taken for a {names[data['predicted']]}: "
            + ", ".join(f"P({names[k]}) = {data['p'][k]:.2f}" for k in top)
            + "."
        )

    return Explorer(
        "a digit on its way through the network",
        controls,
        lambda number, strength: tour_state(net, w, X[number], y[number], strength),
        figure,
        draw,
        describe,
    )


def _small_example():
    from lecturekit.datasets import load_mnist
    from lecturekit.training.loop import train
    from lecturekit.training.optimizer import GradientDescent

    mnist = load_mnist(subset=2000).as_float(np.float32)
    net = Network([784, 64, 32, 10], phi=relu, loss=multiclass, dtype=np.float32)
    rng = np.random.default_rng(0)
    w = net.init(rng)
    for _ in train(net, w, (mnist.X, mnist.y), GradientDescent(0.5), batch_size=50, n_epochs=3, rng=rng):
        pass
    return net, w, mnist.X_test[:40], mnist.y_test[:40]
