"""Many restarts of XOR: the levels of the loss where they end, and how many of them end on each."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.datasets import make_xor_exact
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_rng
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import Activation
from lecturekit.training.optimizer import GradientDescent


def shared_output(q: float) -> float:
    """H(q) = -q ln q - (1 - q) ln(1 - q): the lowest mean loss of points that share one output, a share q of them labeled 1."""
    return float(-q * np.log(q) - (1 - q) * np.log1p(-q))


LEVELS = {"0": 0.0, "0.35": shared_output(1 / 2) / 2, "0.48": 0.75 * shared_output(1 / 3)}
"""Label -> loss: all four points right; two right and two undecided; one right and three that share one output."""


def restarts(
    m: int, phi: Activation | str, rng: Rng, *, n_starts: int = 250, n_steps: int = 500, eta: float = 2.0
) -> tuple[Network, Array, Array]:
    """Train networks 2-m-1 on XOR from standard normal starts, side by side.

    Parameters
    ----------
    m : int
        Hidden units.
    phi : Activation or str
    rng : numpy.random.Generator
    n_starts, n_steps : int
    eta : float

    Returns
    -------
    net : Network
    w : ndarray, (n_starts, p)
        Where they end.
    losses : ndarray, (n_starts,)

    Examples
    --------
    >>> net, w, losses = restarts(2, "tanh", np.random.default_rng(0), n_starts=3, n_steps=10)
    >>> net.sizes, w.shape, losses.shape
    ([2, 2, 1], (3, 9), (3,))
    """
    net, data = Network([2, m, 1], phi=phi, loss="logistic"), make_xor_exact()
    w = init_many(net, n_starts, check_rng(rng), "standard_normal")
    losses = train_many(net, w, (data.X, data.y), GradientDescent(eta), n_steps)[-1]
    return net, w, losses


def shares_of_levels(losses: ArrayLike) -> list[float]:
    """The share of the losses nearest to each of ``LEVELS``, in their order; they add up to 1.

    Examples
    --------
    >>> shares_of_levels([0.01, 0.02, 0.34, 0.47])
    [0.5, 0.25, 0.25]
    """
    nearest = nearest_level(losses)
    return [float(np.mean(nearest == k)) for k in range(len(LEVELS))]


def nearest_level(losses: ArrayLike) -> Array:
    """The number of the level nearest to each loss.

    Examples
    --------
    >>> nearest_level([0.01, 0.34, 0.47])
    array([0, 1, 2])
    """
    return np.abs(np.asarray(losses)[:, None] - list(LEVELS.values())).argmin(axis=1)
