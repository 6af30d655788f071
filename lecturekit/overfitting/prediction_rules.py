"""How to predict with a network trained with dropout: the rule as it is meant and four slips, against many masks."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array, Positive, Rng
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.dropout import Dropout, masked_predictions


def all_masks(n: int, p: Positive) -> tuple[Array, Array]:
    """The 2^n masks of n units, (2^n, n), and the probability of each when a unit is dropped with probability p.

    Examples
    --------
    >>> masks, chance = all_masks(2, 0.2)
    >>> masks.tolist(), chance.round(2)
    ([[0, 0], [0, 1], [1, 0], [1, 1]], array([0.04, 0.16, 0.16, 0.64]))
    """
    masks = np.array(list(product((0, 1), repeat=n)))
    return masks, np.prod(np.where(masks == 1, 1 - p, p), axis=1)


def scaled_logits(net: Network, w: Array, X: Array, factors: Sequence[Any], *, take_z: bool = False) -> Array:
    """The logits (n,) of a tanh network when the units that enter layer l are multiplied by ``factors[l - 1]``.

    Parameters
    ----------
    net, w, X
        As for ``net.predict``.
    factors : sequence
        Numbers, or masks (n, m_l).
    take_z : bool
        Leave phi out and pass z on, as the slide's formula has it.
    """
    A = X
    for (W, b), factor in zip(net.views(w), factors, strict=True):
        Z = (factor * A) @ W.T + b
        A = Z if take_z else np.tanh(Z)
    return Z[:, 0]


def draw_masks(sizes: Sequence[int], drop: Sequence[float], n: int, rng: Rng) -> list[Array]:
    """One plain mask of 0 and 1 for the inputs and each hidden layer, (n, m_l) each."""
    return [rng.random((n, m)) >= p for m, p in zip(sizes[:-1], drop, strict=True)]


def rules_against_masks(seed: int = 4, n_masks: int = 4000) -> dict[str, float]:
    """How far five rules for prediction are from the mean of many masked passes.

    A tanh network 10-30-30-1 with dropout 0.2 at the inputs and 0.5 at hidden units, random weights, 40 data points.

    Returns
    -------
    dict of str -> float
        By rule, the distance divided by the length of the mean.

    Examples
    --------
    >>> off = rules_against_masks()
    >>> min(off, key=off.get)
    'as meant'
    """
    net, drop = Network([10, 30, 30, 1], phi="tanh"), (0.2, 0.5, 0.5)
    rng = np.random.default_rng(seed)
    w, X = net.init(rng, "glorot", 0.7), rng.normal(size=(40, 10))
    mean = np.mean([scaled_logits(net, w, X, draw_masks(net.sizes, drop, 40, rng)) for _ in range(n_masks)], axis=0)
    rules = {
        "as meant": scaled_logits(net, w, X, (0.8, 0.5, 0.5)),
        "p of the next layer": scaled_logits(net, w, X, (0.5, 0.5, 1.0)),
        "phi left out": scaled_logits(net, w, X, (0.8, 0.5, 0.5), take_z=True),
        "p in place of 1 - p": scaled_logits(net, w, X, drop),
        "not scaled": scaled_logits(net, w, X, (1, 1, 1)),
    }
    return {name: float(np.linalg.norm(z - mean) / np.linalg.norm(mean)) for name, z in rules.items()}


def off_in_sd(
    depth: int, scale: float = 1.0, phi: str = "tanh", *, seed: int = 7, n_nets: int = 2, n_masks: int = 1000
) -> float:
    """How far one pass is from the mean of the subnetworks, in standard deviations of the subnetworks.

    The mean over n_nets random networks of ``depth`` hidden layers of 64 units, p = 0.5 on the hidden units, 20 points.

    Examples
    --------
    >>> off_in_sd(3) > off_in_sd(1)
    True
    """
    net = Network([20, *[64] * depth, 1], phi=phi, dropout=Dropout(0.0, 0.5), dtype=np.float32)
    rng, found = np.random.default_rng(seed), []
    for _ in range(n_nets):
        w, X = net.init(rng, "glorot", scale), rng.normal(size=(20, 20)).astype(np.float32)
        many = masked_predictions(net, w, X, n_masks, rng)
        found.append(np.mean(np.abs(net.predict(w, X) - many.mean(axis=0)) / many.std(axis=0)))
    return float(np.mean(found))
