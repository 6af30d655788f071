"""How many operations an iteration takes: multiplications with addition, counted one by one or by formula.

The count is of the matrix products alone: everything else (phi, biases, the update) is of the order of
the number of units or of parameters, not of n times it.
"""

import itertools
from collections import namedtuple
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_plain
from lecturekit.l_layer.network import Network

MultiplyAdds = namedtuple("MultiplyAdds", "forward deltas gradients")
MultiplyAdds.__doc__ = """Multiply-adds of one iteration.

forward : z^(l) = W^(l) x^(l-1), equation (4), in every layer; deltas : W^T delta, equations (22) and (23), in every
layer but the first; gradients : delta x^T, equations (21), (24) and (25), in every layer.
"""


def multiply_adds(sizes: Sequence[int], n: int) -> MultiplyAdds:
    """The multiply-adds of one forward and backward pass over n data points: of the order n p, by formula.

    Parameters
    ----------
    sizes : sequence of int
        The widths m_0, ..., m_L.
    n : int
        Number of data points.

    Returns
    -------
    MultiplyAdds
        ``sum(...)`` of it is the iteration's count.

    Examples
    --------
    >>> multiply_adds((30, 20, 1), n=100)
    MultiplyAdds(forward=62000, deltas=2000, gradients=62000)
    """
    if np.ndim(sizes) != 1:
        raise ValueError(f"sizes is {sizes!r}, expected a sequence of widths such as (30, 20, 1)")
    sizes = [check_integer(f"sizes[{l}]", m, 1) for l, m in enumerate(sizes)]
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}, expected at least an input and an output width")
    check_integer("n", n, 1)
    weights = [m_in * m_out for m_in, m_out in itertools.pairwise(sizes)]
    return MultiplyAdds(n * sum(weights), n * sum(weights[1:]), n * sum(weights))


class CountingDot:
    """A matrix product that counts: ``dot(A, B)`` is A B, and ``dot.count`` goes up by one per multiply-add.

    Examples
    --------
    >>> dot = CountingDot()
    >>> dot(np.ones((2, 3)), np.ones((3, 5))).shape, dot.count
    ((2, 5), 30)
    """

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, A: ArrayLike, B: ArrayLike) -> Array:
        """A (a, b) times B (b, c): a b c multiply-adds."""
        A, B = check_array("A", A, ndim=2), check_array("B", B, ndim=2)
        if A.shape[1] != B.shape[0]:
            raise ValueError(f"A has shape {A.shape} and B {B.shape}, expected as many columns in A as rows in B")
        self.count += A.shape[0] * A.shape[1] * B.shape[1]
        return np.dot(A, B)


def counted_passes(net: Network, w: Array, X: Array, y: Array) -> tuple[MultiplyAdds, list[Array]]:
    """A forward and a backward pass, equations (4) and (21)-(25), written out with counting products.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (p,)
    X, y
        As ``net`` takes them.

    Returns
    -------
    counts : MultiplyAdds
    gradients : list of ndarray
        dL/dW^(l), l = 1 to L.

    Examples
    --------
    >>> net = Network([3, 2, 1], phi="tanh", loss="logistic")
    >>> counted_passes(net, np.zeros(net.n_params), np.ones((5, 3)), np.ones(5))[0]
    MultiplyAdds(forward=40, deltas=10, gradients=40)
    """
    forward, deltas, outer = CountingDot(), CountingDot(), CountingDot()
    weights = [W for W, _ in check_plain(net).views(w)]
    A = [np.asarray(X)]
    for W, b in net.views(w):
        Z = forward(A[-1], W.T) + b  # (4)
        A.append(net.phi(Z))
    delta = net.loss_function.dz(Z[:, 0] if net.sizes[-1] == 1 else Z, y).reshape(len(X), -1) / len(X)
    gradients = []
    for l in range(net.L, 0, -1):
        gradients.append(outer(delta.T, A[l - 1]))  # delta x^T: (24), (25)
        if l > 1:
            delta = deltas(delta, weights[l - 1]) * net.phi.derivative(A[l - 1])  # (22), (23)
    return MultiplyAdds(forward.count, deltas.count, outer.count), gradients[::-1]
