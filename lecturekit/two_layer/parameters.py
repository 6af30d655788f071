"""The parameters of a network of two layers: four arrays, or one flat vector that holds them all.

W (m, d) and b (m,) of the hidden layer, w (m,) and b2 of the output: a ``Parameters`` tuple, or one flat vector
(p,) in the order W, b, w, b2, p = m (d + 2) + 1, as in ``Network([d, m, 1])``.
"""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer

Parameters = namedtuple("Parameters", "W b w b2")
Parameters.__doc__ = """W (m, d), b (m,), w (m,), b2 a number; also the form in which gradients are returned.

Examples
--------
>>> Parameters(W=np.ones((3, 2)), b=np.zeros(3), w=np.ones(3), b2=0.5).W.shape
(3, 2)
"""

ParametersLike: TypeAlias = Parameters | Array | Sequence[Any]


def unpack(params: Array, d: int) -> Parameters:
    """The four parameters inside one flat vector, as views of it (b2 as an array of no dimensions).

    Parameters
    ----------
    params : ndarray, (p,) with p = m (d + 2) + 1
    d : int
        Number of inputs; it decides what m is.

    Returns
    -------
    Parameters

    Examples
    --------
    >>> unpack(np.arange(5.0), d=2)
    Parameters(W=array([[0., 1.]]), b=array([2.]), w=array([3.]), b2=array(4.))
    """
    params = check_array("params", params, ndim=1)
    d = check_integer("d", d, 1)
    m, rest = divmod(params.size - 1, d + 2)
    if rest or m < 1:
        raise ValueError(
            f"params has {params.size} entries, expected m (d + 2) + 1 = "
            f"{d + 3}, {2 * d + 5}, {3 * d + 7}, ... for d = {d}"
        )
    return split(params, m, d)


def split(w: Array, m: int, d: int) -> Parameters:
    """``unpack`` for m units and d inputs, without a check of anything."""
    return Parameters(
        w[: m * d].reshape(m, d), w[m * d : m * (d + 1)], w[m * (d + 1) : m * (d + 2)], w[m * (d + 2) :].reshape(())
    )


def pack(params: ParametersLike) -> Array:
    """The parameters as one new flat vector (p,), in the order W, b, w, b2; the reverse of ``unpack``.

    Examples
    --------
    >>> pack(([[0.0, 1.0]], [2.0], [3.0], 4.0))
    array([0., 1., 2., 3., 4.])
    """
    return join(as_parameters(params))


def join(params: Iterable[ArrayLike]) -> Array:
    """``pack`` without a check of anything."""
    return np.concatenate([np.ravel(part) for part in params])


def as_parameters(params: ParametersLike, d: int | None = None) -> Parameters:
    """``params``, in either form, as a checked ``Parameters``; d is the number of inputs that it has to fit."""
    if isinstance(params, np.ndarray) and params.ndim == 1:
        if d is None:
            raise ValueError(f"params is a vector of {params.size} entries, expected (W, b, w, b2)")
        return unpack(params, d)
    try:
        W, b, w, b2 = params
    except (TypeError, ValueError):
        raise ValueError(f"params is {type(params).__name__}, expected (W, b, w, b2) or a flat vector") from None
    W = check_array("W", W, shape=(None, d))
    m = len(W)
    return Parameters(
        W, check_array("b", b, shape=(m,)), check_array("w", w, shape=(m,)), check_array("b2", b2, shape=())
    )
