"""Checks of a network's arguments, quick where all is well: they stand before every step of a training."""

from math import isfinite
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import brief, check_array


def check_w(net: Any, w: Any, name: str = "w") -> Array:
    """Return w if it is (p,) and of the network's dtype, else raise ``ValueError``."""
    if not (type(w) is np.ndarray and w.shape == (net.n_params,) and w.dtype == net.dtype):
        w = check_array(name, w, shape=(net.n_params,), dtype=net.dtype, finite=False)
    return w


def check_X(net: Any, X: Any, *, finite: bool = False) -> Array:
    """Return X if it is (n, d), n >= 1, and of the network's dtype, else raise ``ValueError``.

    With ``finite`` its numbers too: what is infinite may leave a loss finite, where a unit saturates.
    """
    if not (type(X) is np.ndarray and X.ndim == 2 and X.shape[1] == net.sizes[0] and X.dtype == net.dtype):
        X = check_array("X", X, shape=(None, net.sizes[0]), dtype=net.dtype, finite=False)
    if len(X) == 0:
        raise ValueError(f"X has shape {X.shape}, expected at least one row")
    if finite and not isfinite(np.dot(X.ravel(), X.ravel())):
        check_finite(X=X)
    return X


def check_arguments(net: Any, w: Any, X: Any, y: Any, *, finite: bool = False) -> tuple[Array, Array, Array]:
    """Return w, X and y if they fit the network, its loss and each other, else raise ``ValueError``."""
    w, X = check_w(net, w), check_X(net, X, finite=finite)
    if type(y) is not np.ndarray or y.dtype.kind not in "biuf":
        y = check_array("y", y, finite=False)
    logits_shape = (len(X),) if net.sizes[-1] == 1 else (len(X), net.sizes[-1])
    expected = net.loss_function._label_shape(logits_shape)
    if y.shape != expected:
        raise ValueError(f"y has shape {y.shape}, expected {expected} for X of shape {X.shape}")
    net.loss_function.check_labels(y, net.sizes[-1])
    return w, X, y


def check_mode(train: Any) -> Any:
    """Return a mode that is True or False, else raise ``ValueError``; "statistics" is the network's own."""
    if not (train is True or train is False or (isinstance(train, str) and train == "statistics")):
        raise ValueError(f"train is {brief(train)}, expected True or False")
    return train


def check_finite(**given: Any) -> None:
    """Raise ``ValueError`` for the first of the arrays that is not finite."""
    for name, value in given.items():
        check_array(name, value)


def check_transform(name: str, transform: Any, such_as: str) -> Any:
    """Return what acts before or after phi, or None; ``ValueError`` for anything else."""
    if transform is not None and not hasattr(transform, "places"):
        raise ValueError(f"{name} is {transform!r}, expected None or an object such as {such_as}")
    return transform
