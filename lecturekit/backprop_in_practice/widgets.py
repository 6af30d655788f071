"""Widgets of chapter 4: what the initial weights do to the layers, what the units of the inputs do to gradient descent."""

from typing import Any

import numpy as np

from lecturekit.backprop_in_practice import figures
from lecturekit.backprop_in_practice.signals import layer_signals
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer, load_diabetes
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array, Data
from lecturekit.foundation.validation import check_array, check_choice, check_integer, check_number
from lecturekit.l_layer.initialization import SCHEMES
from lecturekit.l_layer.network import Network
from lecturekit.widgets import Explorer, dropdown, slider

__all__ = ["activations_by_layer", "descend_on_inputs"]

RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
INPUTS = {
    "raw": (False, False),
    "only centered": (True, False),
    "only rescaled": (False, True),
    "standardized": (True, True),
}
N_STEPS, N_LAYERS = 100, 10


def layer_state(X: Array, y: Array, phi: str, scheme: str, scale: float, seed: int = 4) -> dict[str, Any]:
    """What ``histograms_canvas`` draws: a fresh network with ten hidden layers of 60 units, X (n, d), y in {0, 1}."""
    X = check_array("X", X, ndim=2)
    check_number("scale", scale, 0)
    net = Network([X.shape[1], *[60] * N_LAYERS, 1], phi=phi, loss="logistic")
    w = net.init(np.random.default_rng(seed), scheme, scale)
    signals = layer_signals(net, w, X, y)
    values = [A.ravel() for A in net.forward(w, X).A[1:-1]]
    low, high = RANGES.get(phi, (0.0, max(A.max() for A in values)))
    return {
        "phi": phi,
        "values": values,
        "sizes": [s.z_rms for s in signals[:-1]],
        "low": low,
        "high": high,
        "saturated": [s.saturated for s in signals[:-1]],
        "gradient_norms": np.array([s.gradient_norm for s in signals]),
    }


def fresh_layers(phi: str, scheme: str, scale: float = 1.0) -> dict[str, Any]:
    """The ``layer_state`` of a network that has just been drawn, for 200 standardized tumors."""
    data = load_breast_cancer()
    return layer_state(Standardizer().fit_transform(data.X)[:200], data.y[:200], phi, scheme, scale)


def fresh_networks() -> dict[str, dict[str, Any]]:
    """Four fresh networks to be compared: tanh and ReLU, each with weights of a wrong size and of the right one."""
    kinds = {
        "tanh, standard normal": ("tanh", "standard_normal"),
        "tanh, LeCun": ("tanh", "lecun"),
        "ReLU, LeCun": ("relu", "lecun"),
        "ReLU, He": ("relu", "he"),
    }
    return {name: fresh_layers(*kind) for name, kind in kinds.items()}


def activations_by_layer() -> Explorer:
    """Choose a unit, a scheme and a scale: histograms of x^(l) in ten layers, and the gradient of each layer.

    The data are 200 standardized tumors; nothing has been trained yet.
    """
    figure, draw = figures.histograms_canvas(N_LAYERS)
    controls = {
        "phi": dropdown("unit", ["tanh", "sigmoid", "relu"], "tanh"),
        "scheme": dropdown("scheme", list(SCHEMES), "standard_normal"),
        "scale": slider("times a scale of", 1.0, 10**-1.5, 10**1.5, 0.1, log=True),
    }

    def describe(state):
        norms, sizes = state["gradient_norms"], state["sizes"]
        saturated = (
            f"{state['saturated'][0]:.0%} of layer 1 and {state['saturated'][-1]:.0%} of layer {N_LAYERS} are "
            + ("switched off. " if state["phi"] == "relu" else "saturated. ")
        )
        return (
            f"Size of z: {number(sizes[0])} in layer 1, {number(sizes[-1])} in layer {N_LAYERS}. {saturated}"
            f"Gradient of layer 1: {norms[0]:.1e}, of layer {N_LAYERS + 1}: {norms[-1]:.1e}."
        )

    return Explorer(
        "activations layer by layer",
        controls,
        fresh_layers,
        figure,
        draw,
        describe,
        question="Which scheme and scale keep ten layers of tanh out of saturation without letting z die, and which keep ten layers of ReLUs alike?",
    )


def one_feature(inputs: str) -> Data:
    """The body mass index of the diabetes data and the standardized target, both (442,), the first in one of ``INPUTS``."""
    center, rescale = INPUTS[check_choice("inputs", inputs, INPUTS)]
    data = load_diabetes()
    x = data.X[:, 2]
    x = (x - x.mean() if center else x) / (x.std() if rescale else 1.0)
    return x, (data.y - data.y.mean()) / data.y.std()


def descent_state(inputs: str, eta: float | None = None, n_steps: int = N_STEPS) -> dict[str, Any]:
    """Gradient descent on the least squares fit of one feature with a bias: what ``descent_on_inputs_canvas`` draws.

    It starts from the same function f(x) whatever the treatment: on standardized inputs b = 0.8, w = -0.4.
    Without ``eta`` it takes half of the largest stable rate, 1 / (largest curvature).
    Raises ``ValueError``, naming the largest stable learning rate, if the loss has grown tenfold.
    """
    check_integer("n_steps", n_steps, 1)
    x, y = one_feature(inputs)
    A = np.column_stack([np.ones_like(x), x])
    hessian, best = A.T @ A / len(x), np.linalg.lstsq(A, y, rcond=None)[0]
    start = np.array([0.8 + 0.4 * x.mean() / x.std(), -0.4 / x.std()])
    curvatures, axes = np.linalg.eigh(hessian)
    eta = check_number("eta", 1 / curvatures[-1] if eta is None else eta, 0, low_open=True)
    # each coordinate along an axis of the bowl shrinks by 1 - eta * curvature in every step
    with np.errstate(over="ignore", invalid="ignore"):
        factors = (1 - eta * curvatures) ** np.arange(n_steps + 1)[:, None]
        offsets = factors * (axes.T @ (start - best))
        gaps = 0.5 * offsets**2 @ curvatures
    limit, kappa = 2 / curvatures[-1], curvatures[-1] / curvatures[0]
    if not gaps[-1] <= 10 * gaps[0]:
        raise ValueError(
            f"gradient descent diverges on {inputs} inputs: with learning rate {eta:.3g} every step makes the error larger. "
            f"The largest stable rate here is 2 / (largest curvature) = {limit:.2g}; try less."
        )
    return {
        "path": best + offsets @ axes.T,
        "best": best,
        "hessian": hessian,
        "gaps": gaps,
        "limit": limit,
        "kappa": kappa,
        "inputs": inputs,
        "eta": eta,
        "title": rf"{inputs} inputs, $\kappa$ = {kappa:,.0f}",
    }


def descend_on_inputs() -> Explorer:
    """Choose the treatment of the inputs and a learning rate: contours, path and progress of gradient descent."""
    figure, draw = figures.descent_on_inputs_canvas()
    controls = {
        "inputs": dropdown("inputs", list(INPUTS), "raw"),
        "eta": slider("learning rate", 0.0025, 1e-4, 3.0, 0.05, log=True),
    }

    def describe(state):
        return (
            f"Condition number {state['kappa']:,.0f}, largest stable learning rate {state['limit']:.2g}. "
            f"Loss above the minimum: {state['gaps'][0]:.2g} at the start, {state['gaps'][-1]:.2g} after {N_STEPS} steps."
        )

    return Explorer(
        "gradient descent on raw and standardized inputs",
        controls,
        descent_state,
        figure,
        draw,
        describe,
        question="How close to the minimum can 100 steps come on raw inputs? Then change the inputs.",
        keep=True,
    )
