"""Four networks that do not train, each for a reason of its own, and six remedies: the last exercise of chapter 4."""

from functools import cache

import numpy as np

from lecturekit.backprop_in_practice.checkup import Checkup, checkup, descend, pooled
from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_choice, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged

SIZES = (196, 40, 40, 40, 40, 10)
PATIENTS = ("A", "B", "C", "D")
REMEDIES = {
    "a": "a learning rate 300 times as large",
    "b": "a hundredth of the learning rate",
    "c": "initial weights three times as large",
    "d": "initial weights a third as large",
    "e": "ReLUs in place of whatever units there are",
    "f": "all biases 0 at the start",
}
"""Each changes one thing."""


@cache
def few_digits() -> Data:
    """300 standardized images of 14 x 14 pixels, and their labels."""
    data = load_mnist()
    X = pooled(data.X[:300])
    return (X - X.mean()) / X.std(), data.y[:300]


def sick_network(patient: str, rng: Rng, remedy: str | None = None) -> tuple[Network, Array, float]:
    """A network of five layers, its start and its learning rate: ill, or with one thing changed.

    Parameters
    ----------
    patient : {"A", "B", "C", "D"}
    rng : numpy.random.Generator
        Draws the weights, by He's rule.
    remedy : str, optional
        A key of ``REMEDIES``.

    Returns
    -------
    net : Network
    w : ndarray, (p,)
    eta : float

    Examples
    --------
    >>> net, w, eta = sick_network("A", np.random.default_rng(0))
    >>> net.sizes, eta
    ([196, 40, 40, 40, 40, 10], 0.0003)
    """
    check_choice("patient", patient, PATIENTS)
    check_choice("remedy", remedy, (None, *REMEDIES))
    eta = {"A": 0.0003, "B": 8.0}.get(patient, 0.1) * {"a": 300.0, "b": 0.01}.get(remedy or "", 1.0)
    phi = "sigmoid" if patient == "C" and remedy != "e" else "relu"
    net = Network(SIZES, phi=phi, loss="multiclass")
    w = net.init(check_rng(rng), "he", {"c": 3.0, "d": 1 / 3}.get(remedy or "", 1.0))
    if patient == "D" and remedy != "f":
        net.views(w)[1][1][...] = -20.0
    return net, w, eta


def look_at(patient: str, rng: Rng) -> tuple[Checkup, float]:
    """The ``checkup`` of a sick network at its start, and its loss on 20 images after 200 steps on them.

    Examples
    --------
    >>> look, few = look_at("D", np.random.default_rng(0))
    >>> look.idle, round(look.loss, 2)
    ([0.0, 1.0, 1.0, 1.0], 2.3)
    """
    net, w, eta = sick_network(patient, rng)
    X, y = few_digits()
    return checkup(net, w, X, y, eta), _trained(net, w, X[:20], y[:20], eta)


def treated(patient: str, remedy: str, rng: Rng) -> float:
    """The loss on all 300 images after 200 steps with a remedy; infinite where training diverges.

    Examples
    --------
    >>> treated("D", "f", np.random.default_rng(0)) < 0.1
    True
    """
    net, w, eta = sick_network(patient, rng, remedy)
    return _trained(net, w, *few_digits(), eta)


def _trained(net, w, X, y, eta):
    try:
        return float(descend(net, w, X, y, eta=eta, n_steps=200)[1][-1])
    except Diverged:
        return np.inf
