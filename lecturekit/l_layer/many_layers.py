"""How large is the message when it arrives? Deep networks with random weights, and what happens to df/dx^(l) in them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.l_layer.message_passing import messages
from lecturekit.l_layer.network import Network

DEEP = [8, 8, 8, 8, 8, 8, 1]
"""Widths: an input of 8, five hidden layers of 8 units, one linear output."""


def deep_network(phi: str, scale: float, seed: int = 0) -> tuple[Network, Array, Array]:
    """A network of widths ``DEEP``, weights of variance scale^2 / 8, and one random input: (net, w, x)."""
    rng = np.random.default_rng(seed)
    net = Network(DEEP, phi=phi)
    w = net.init(rng, scheme="lecun", scale=scale)
    return net, w, rng.normal(size=DEEP[0])


def message_state(layer: int, phi: str, scale: float, seed: int = 0) -> dict[str, Any]:
    """What ``messages_canvas`` draws: the message at ``layer``, its way down by one layer, the size of all."""
    net, w, x = deep_network(phi, scale, seed)
    sent = messages(net, w, x)
    columns = np.full((DEEP[0], len(sent)), np.nan)
    for l, message in enumerate(sent):
        columns[: len(message), l] = message
    return {
        "name": f"{phi}, weights × {scale:g}",
        "layer": layer,
        "messages": columns,
        "norms": np.array([np.linalg.norm(message) for message in sent]),
    }


def typical_message_sizes(phi: str, scale: float = 1.0, seeds: Iterable[int] = range(100)) -> Array:
    """The norm of the message df/dx^(l) at layers 0..L, the median over random networks of widths ``DEEP``.

    Parameters
    ----------
    phi : str
        Activation of the hidden layers.
    scale : float
        The weights have standard deviation scale / sqrt(8).
    seeds : iterable of int
        One network for each.

    Returns
    -------
    ndarray, (L + 1,)

    Examples
    --------
    >>> typical_message_sizes("identity").round(1)
    array([0.6, 0.7, 0.7, 0.8, 0.9, 0.9, 1. ])
    """
    return np.median([message_state(1, phi, scale, seed)["norms"] for seed in seeds], axis=0)
