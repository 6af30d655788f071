"""Different weights, the same function: copies of a two-layer network of tanh units, and the line between two networks."""

from collections.abc import Sequence

import numpy as np

from lecturekit.foundation.types import Array, Signed
from lecturekit.foundation.validation import check_array, check_integer, check_plain
from lecturekit.l_layer.network import Network


def copy_of(net: Network, w: Array, order: Sequence[int], signs: Sequence[Signed]) -> Array:
    """The parameters of the same function with its hidden units in another order and some of their signs flipped.

    Parameters
    ----------
    net : Network
        Two layers; phi must be odd, as tanh is.
    w : ndarray, (p,)
    order : sequence of int, (m,)
        Which unit comes first, second, ...
    signs : sequence of +1 and -1, (m,)

    Returns
    -------
    ndarray, (p,)

    Raises
    ------
    ValueError
        For another kind of network, and if order is no permutation or signs are not signs.

    Examples
    --------
    >>> net = Network([1, 2, 1], phi="tanh", loss="logistic")
    >>> copy_of(net, np.arange(7.0), order=[1, 0], signs=[1, -1])
    array([ 1., -0.,  3., -2.,  5., -4.,  6.])
    """
    if check_plain(net).L != 2 or net.phi.name != "tanh":
        raise ValueError(f"net is {net!r}, expected two layers and tanh units")
    m = net.sizes[1]
    if sorted(order) != list(range(m)):
        raise ValueError(f"order is {order!r}, expected each of the numbers 0 to {m - 1} once")
    signs = check_array("signs", signs, shape=(m,))
    if not (np.abs(signs) == 1).all():
        raise ValueError(f"signs is {signs}, expected +1 or -1 for each unit")
    copy, order = np.array(w), list(order)
    (W, b), (v, _) = net.views(w)
    (W_copy, b_copy), (v_copy, _) = net.views(copy)
    W_copy[...], b_copy[...], v_copy[...] = signs[:, None] * W[order], signs * b[order], signs * v[:, order]
    return copy


def losses_between(
    net: Network, start: Array, end: Array, X: Array, y: Array, n_points: int = 81
) -> tuple[Array, Array]:
    """The loss on the straight line from one parameter vector to another: fractions of the way and losses, (n_points,).

    Examples
    --------
    >>> net = Network([1, 1])
    >>> losses_between(net, np.zeros(2), np.ones(2), np.array([[1.0]]), np.array([1.0]), n_points=3)[1]
    array([0.5, 0. , 0.5])
    """
    fractions = np.linspace(0, 1, check_integer("n_points", n_points, 2))
    start, end = check_array("start", start, shape=(net.n_params,)), check_array("end", end, shape=(net.n_params,))
    return fractions, np.array([net.loss(start + s * (end - start), X, y) for s in fractions])
