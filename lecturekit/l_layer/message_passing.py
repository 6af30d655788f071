"""The messages of backpropagation one at a time, equations (22) and (23), for a single data point.

``Network.loss_and_grad`` sends them all at once, for a whole batch, and keeps none. Here each one is
kept: to look at, and to carry on to the input, where dz/dx says which inputs the output listens to.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_plain
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import Activation, get_activation
from lecturekit.single_unit.gradient_check import numerical_gradient


def numerical_jacobian(function: Callable[[Array], Any], x: ArrayLike) -> Array:
    """The Jacobian J_ij = d function_i / dx_j measured: each x_j is moved up and down, and all outputs are watched.

    Parameters
    ----------
    function : callable
        Takes an array of the shape of x, returns a vector.
    x : array_like, (d,)

    Returns
    -------
    ndarray, (m, d)

    Examples
    --------
    >>> numerical_jacobian(lambda x: np.array([x[0] * x[1], 5 * x[1]]), [2.0, 3.0]).round(6)
    array([[3., 2.],
           [0., 5.]])
    """

    def output(i):
        return lambda v: function(v)[i]

    return np.array([numerical_gradient(output(i), x) for i in range(len(function(np.array(x, dtype=float))))])


def layer_jacobian(phi: Activation | str, W: ArrayLike, x: ArrayLike) -> Array:
    """The Jacobian of one layer, equation (22): J_ij = dx_i^(l) / dx_j^(l-1) = phi'(z_i^(l)) W_ij.

    Parameters
    ----------
    phi : Activation or str
        Of the layer; "identity" for the output layer.
    W : array_like, (m_l, m_{l-1})
    x : array_like, (m_l,)
        The layer's values x^(l) = phi(z^(l)), from which phi' is obtained.

    Returns
    -------
    ndarray, (m_l, m_{l-1})

    Raises
    ------
    ValueError
        If the shapes do not fit or phi is unknown.

    Examples
    --------
    >>> layer_jacobian("relu", [[1.0, 2.0], [3.0, 4.0]], [0.0, 5.0])  # the first unit is off
    array([[0., 0.],
           [3., 4.]])
    """
    W = check_array("W", W, ndim=2)
    x = check_array("x", x, shape=(W.shape[0],))
    if x.dtype.kind != "f":
        x = x.astype(float)
    return get_activation(phi).derivative(x)[:, None] * W


def layer_jacobians(net: Network, w: Array, x: Array) -> list[Array]:
    """The Jacobians (22) of all layers at one data point: entry l - 1 is dx^(l)/dx^(l-1), l = 1..L.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (p,)
    x : ndarray, (d,)
        One data point.

    Returns
    -------
    list of ndarray, (m_l, m_{l-1})

    Raises
    ------
    ValueError
        If a shape or dtype is wrong, or the network has normalization or dropout.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> [J.shape for J in layer_jacobians(Network([2, 3, 1]), np.ones(13), np.zeros(2))]
    [(3, 2), (1, 3)]
    """
    check_plain(net)  # equation (22) is about phi and W alone
    x = check_array("x", x, shape=(net.sizes[0],), dtype=net.dtype)
    values = net.forward(w, x[None]).A
    return [
        layer_jacobian("identity" if l == net.L else net.phi, W, values[l][0])
        for l, (W, _) in enumerate(net.views(w), start=1)
    ]


def messages(net: Network, w: Array, x: Array, output: int = 0) -> list[Array]:
    """What travels back, equation (23): dz_k^(L)/dx^(l) for l = 0..L at one data point.

    The start is 1 at output k and 0 at the others; each step down multiplies by the transposed
    Jacobian of a layer. Entry 0 is the gradient with respect to the input.

    Parameters
    ----------
    net, w, x
        As in ``layer_jacobians``.
    output : int
        k, the output unit that the derivatives are of.

    Returns
    -------
    list of ndarray, (m_l,)

    Raises
    ------
    ValueError
        As ``layer_jacobians``, or if there is no such output.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> net = Network([2, 3, 1], phi="identity")
    >>> messages(net, np.ones(net.n_params), np.zeros(2))
    [array([3., 3.]), array([1., 1., 1.]), array([1.])]
    """
    k = check_integer("output", output, 0, check_plain(net).sizes[-1] - 1)
    start = np.zeros(net.sizes[-1], net.dtype)
    start[k] = 1.0
    found = [start]
    for J in reversed(layer_jacobians(net, w, x)):
        found.insert(0, J.T @ found[0])  # (23): the sum over j is a product with J^T
    return found
