"""The message carried on to the input, dz/dx, and what it does to an image that is moved along it."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.l_layer.message_passing import messages
from lecturekit.l_layer.network import Network


def against_the_class(net: Network, w: Array, X: Array, y: Array) -> Array:
    """For each pixel the direction, -1, 0 or +1, in which the logit of the image's own class falls: -sign(dz_y/dx).

    Parameters
    ----------
    net : Network
    w : ndarray, (p,)
    X : ndarray, (n, d)
    y : ndarray of int, (n,)
        The class of each image.

    Returns
    -------
    ndarray, (n, d)

    Examples
    --------
    >>> net = Network([2, 2], loss="multiclass")  # logits x_1 - x_2 and 3 x_2
    >>> w = np.array([1.0, -1.0, 0.0, 3.0, 0.0, 0.0])
    >>> against_the_class(net, w, np.ones((2, 2)), np.array([0, 1]))
    array([[-1.,  1.],
           [-0., -1.]])
    """
    X = check_array("X", X, ndim=2)
    y = check_array("y", y, shape=(len(X),))
    return -np.sign([messages(net, w, x, output=int(k))[0] for x, k in zip(X, y)])


def pushed(X: ArrayLike, direction: ArrayLike, strength: float) -> Array:
    """Images with every pixel moved by ``strength`` in its direction, and kept between 0 (white) and 1 (black).

    Examples
    --------
    >>> pushed([0.0, 0.5, 1.0], [-1, -1, -1], 0.25)
    array([0.  , 0.25, 0.75])
    """
    X = check_array("X", X)
    own = np.shape(direction) == X.shape  # a direction for each image, or one for all
    return np.clip(X + strength * check_array("direction", direction, shape=X.shape if own else X.shape[-1:]), 0, 1)


def shares_read(net: Network, w: Array, X: Array, y: Array, direction: Array, strengths: Iterable[float]) -> Array:
    """The share of the images that is read correctly after each strength of a push, (k,).

    Examples
    --------
    >>> net = Network([1, 2], loss="multiclass")  # logits x and 1/2
    >>> w, X, y = np.array([1.0, 0.0, 0.0, 0.5]), np.array([[0.7], [0.9]]), np.array([0, 0])
    >>> shares_read(net, w, X, y, np.array([[-1.0], [-1.0]]), [0.0, 0.3, 0.5])
    array([1. , 0.5, 0. ])
    """
    return np.array([net.accuracy(w, pushed(X, direction, strength), y) for strength in strengths])
