"""What travels through the layers of a network: the size of z going up, of the derivatives coming down.

Two things can go wrong before training has begun. Units saturate where z is large, because phi'(z) is
nearly 0 there; and what is multiplied by each layer vanishes or explodes after many of them.
"""

from collections import namedtuple
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import check_array, check_number, check_plain, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import Activation, get_activation

LayerSignal = namedtuple("LayerSignal", "layer z_rms saturated delta_rms gradient_norm")
LayerSignal.__doc__ = """One layer, over all its units and all data points.

layer : l; z_rms : root mean square of z^(l); saturated : fraction of the units' outputs that are saturated
(nan for the output layer); delta_rms : root mean square of dL_i/dz^(l), L_i being the loss of ONE data
point; gradient_norm : norm of dL/dW^(l).
"""


def saturated_fraction(phi: Activation | str, z: ArrayLike, threshold: float = 0.05) -> float:
    """The fraction of the entries of z where phi'(z) is below ``threshold`` times the largest slope phi has.

    For the sigmoid and threshold 0.05 that is abs(z) > 4.36, for tanh abs(z) > 2.18, for ReLU z <= 0.

    Raises
    ------
    ValueError
        If z has no entries or one that is not finite, or the threshold is not between 0 and 1.

    Examples
    --------
    >>> saturated_fraction("tanh", [0.0, 1.0, 3.0, -5.0])
    0.5
    """
    phi = get_activation(phi)
    if np.size(z) == 0:
        raise ValueError(f"z has shape {np.shape(z)}, expected at least one entry")
    check_number("threshold", threshold, 0, 1, low_open=True, high_open=True)
    slope = phi.derivative(phi(check_array("z", z)))
    return float(np.mean(slope < threshold * phi.max_slope))


def layer_signals(net: Network, w: Array, X: Array, y: Array) -> list[LayerSignal]:
    """What passes through every layer at the parameters w: a list of ``LayerSignal``, l = 1 to L.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (p,)
    X : ndarray, (n, d)
    y : ndarray
        Labels, in the coding of the loss.

    Raises
    ------
    ValueError
        For another kind of network, and for wrong shapes and labels.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> rng = np.random.default_rng(0)
    >>> net, X, y = Network([20, 50, 50, 1]), rng.normal(size=(100, 20)), rng.normal(size=100)
    >>> [round(signal.z_rms, 1) for signal in layer_signals(net, net.init(rng), X, y)]
    [1.4, 1.0, 0.7]
    >>> [round(signal.z_rms, 1) for signal in layer_signals(net, net.init(rng, scale=5), X, y)]
    [7.1, 6.4, 6.7]
    """
    L, cache = check_plain(net).L, net.forward(w, X)
    n = len(cache.A[0])
    gradient = net.grad(w, X, y)  # also checks X and y
    Z_out = cache.Z[L][:, 0] if net.sizes[-1] == 1 else cache.Z[L]
    delta = net.loss_function.dz(Z_out, y).reshape(n, -1)
    signals = []
    for l in range(L, 0, -1):
        saturated = saturated_fraction(net.phi, cache.Z[l]) if l < L else np.nan
        signals.append(
            LayerSignal(
                l, _rms(cache.Z[l]), saturated, _rms(delta), float(np.linalg.norm(net.views(gradient)[l - 1][0]))
            )
        )
        if l > 1:
            delta = delta @ net.views(w)[l - 1][0] * net.phi.derivative(cache.A[l - 1])  # (20), (22), (23)
    return signals[::-1]


def _rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def deep_signals(
    phi: Activation | str,
    scheme: Option,
    rng: Rng,
    scale: float = 1.0,
    *,
    n_layers: int = 30,
    width: int = 100,
    n: int = 200,
) -> list[LayerSignal]:
    """The ``layer_signals`` of hidden layers of equal width on standard normal data with random labels.

    Parameters
    ----------
    phi : Activation or str
    scheme : str
        As in ``Network.init``.
    rng : numpy.random.Generator
    scale : float
        Every weight is multiplied by it.
    n_layers, width, n : int
        Hidden layers, units of each and inputs, data points.

    Examples
    --------
    >>> [round(s.z_rms, 2) for s in deep_signals("relu", "he", np.random.default_rng(0), n_layers=3)]
    [1.42, 1.46, 1.51]
    """
    net = Network([width] * (n_layers + 1) + [1], phi=phi, loss="logistic")
    w = net.init(check_rng(rng), scheme, scale)
    return layer_signals(net, w, rng.standard_normal((n, width)), rng.integers(0, 2, n))[:-1]


def kept_by(variance: float, m_below: int, m_above: int, rng: Rng, n: int = 20) -> tuple[float, float]:
    """By what random weights multiply the mean square of values going up, and of derivatives coming down.

    Parameters
    ----------
    variance : float
        Of each weight of a layer from m_below to m_above units, phi being the identity.
    m_below, m_above : int
    rng : numpy.random.Generator
    n : int
        Random vectors in each direction, their entries +1 and -1.

    Examples
    --------
    >>> up, down = kept_by(1 / 1000, 1000, 500, np.random.default_rng(0))
    >>> round(up, 1), round(down, 1)
    (1.0, 0.5)
    """
    check_number("variance", variance, 0)
    W = np.sqrt(variance) * check_rng(rng).standard_normal((m_above, m_below))
    up, down = rng.choice([-1.0, 1.0], (m_below, n)), rng.choice([-1.0, 1.0], (n, m_above))
    return float(np.mean((W @ up) ** 2)), float(np.mean((down @ W) ** 2))


def signals_by_gain(
    X: ArrayLike, y: ArrayLike, gains: Sequence[float], seed: int
) -> tuple[dict[tuple[str, int], list[float]], dict[tuple[str, float], list[float]]]:
    """What the size of the weights does to fresh networks of five hidden layers of 100 units.

    Parameters
    ----------
    X, y : array_like, (n, d) and (n,)
        Labels 0 and 1.
    gains : sequence of float
        Weights have standard deviation gain / sqrt(m_(l-1)).
    seed : int
        Of the weights, the same for every gain.

    Returns
    -------
    saturated : dict of (phi, layer) -> list of float
        One fraction for each gain, in layers 1 and 5.
    gradients : dict of (phi, gain) -> list of float
        Norms of dL/dW^(l), l = 1 to 6, for a few gains.

    Examples
    --------
    >>> saturated, gradients = signals_by_gain(np.eye(4), [0, 1, 0, 1], [0.1, 30], seed=0)
    >>> saturated["tanh", 5]
    [0.0, 0.9275]
    """
    X, y = check_array("X", X, ndim=2), np.asarray(y)

    @cache
    def fresh(phi, gain):
        net = Network([X.shape[1], *[100] * 5, 1], phi=phi, loss="logistic")
        return layer_signals(net, net.init(np.random.default_rng(seed), "lecun", gain), X, y)

    saturated = {
        (phi, l): [fresh(phi, gain)[l - 1].saturated for gain in gains] for phi in ("tanh", "sigmoid") for l in (1, 5)
    }
    few = (("sigmoid", 0.1), ("sigmoid", 1.0), ("tanh", 1.0), ("tanh", 30.0))
    return saturated, {setting: [signal.gradient_norm for signal in fresh(*setting)] for setting in few}
