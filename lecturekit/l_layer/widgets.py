"""Widgets of chapter 3."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.l_layer import figures
from lecturekit.l_layer.many_layers import DEEP, message_state
from lecturekit.l_layer.message_passing import messages
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.pushed_images import against_the_class, pushed
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.losses import multiclass
from lecturekit.widgets import Explorer, dropdown, slider, stepper

__all__ = ["messages_flow_back", "tour"]

PHIS = ["sigmoid", "tanh", "relu", "softplus", "identity"]


def messages_flow_back() -> Explorer:
    """Follow the message df/dx^(l), equation (23), from the output of a deep network down to the input."""
    L = len(DEEP) - 1
    figure, draw = figures.messages_canvas(DEEP[0], L)
    controls = {
        "passed": stepper("layers already passed", L - 1),
        "phi": dropdown("activation", PHIS, "sigmoid"),
        "scale": slider("weights times", 1.0, 0.25, 4.0, 0.25),
    }

    def describe(data):
        l, norms = data["layer"], data["norms"]
        arrived = "; it was 1 at the output, and has arrived at the input" if l == 1 else ""
        return f"{data['name']}: through layer {l} the message goes from size {norms[l]:.2g} to {norms[l - 1]:.2g}{arrived}."

    return Explorer(
        "messages flow back through six layers",
        controls,
        lambda passed, phi, scale: message_state(L - passed, phi, scale),
        figure,
        draw,
        describe,
        question="With all weights four times as large, how large is the sigmoid's message when it arrives, and how large the identity's?",
        keep=True,
    )


def tour_state(net: Network, w: Array, x: Any, truth: Array, strength: float = 0.0) -> dict[str, Any]:
    """What ``tour_canvas`` draws: an image x (784,) pushed by ``strength`` against its class, and what the net sees.

    Every pixel moves by ``strength`` in the direction of the sign of -dz_truth/dx, and stays in [0, 1].
    """
    x = pushed(x, against_the_class(net, w, x[None], np.array([truth]))[0], strength)
    cache = net.forward(w, x[None])
    p = net.predict(w, x[None])[0]
    predicted = int(np.argmax(p))
    return {
        "x": x,
        "saliency": messages(net, w, x, output=int(truth))[0],
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
        "strength": slider("change of each pixel", 0.0, 0.0, 0.3, 0.01),
    }

    def describe(data):
        top = np.argsort(data["p"])[::-1][:2]
        return (
            f"True class {names[data['truth']]}, read as {names[data['predicted']]}: "
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
        frames=[{"number": range(10), "strength": 13}],
        question="How small a change of the pixels is enough to make the network read another digit?",
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
