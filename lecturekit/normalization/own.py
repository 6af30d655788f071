"""A normalization that somebody has written themselves, at work in a network."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array, Rng
from lecturekit.l_layer.parameters import Place


class OwnNorm:
    """A normalization of z^(l), l = 1..L-1, by a function of one's own, forward and backward in one.

    Scale and shift are added by this class; so the function needs only to know the scale.

    Parameters
    ----------
    function : callable
        ``function(Z, delta, scale, groups)`` with Z and delta (n, m), scale (m,): a dict with z_hat (n, m), the normalized
        values; dscale and dshift (m,) and dZ (n, m), the derivatives that follow from delta, the one with respect to the output.
    groups : int
        Handed on to the function.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> def nothing(Z, delta, scale, groups):
    ...     return dict(z_hat=Z, dscale=(delta * Z).sum(axis=0), dshift=delta.sum(axis=0), dZ=delta * scale)
    >>> net = Network([2, 4, 1], normalization=OwnNorm(nothing, groups=2))
    >>> net.predict(net.init(np.random.default_rng(0)), np.ones((3, 2))).shape
    (3,)
    """

    def __init__(self, function: Callable[..., Mapping[str, Any]], groups: int = 1) -> None:
        self.function, self.groups = function, groups

    def places(self, L: int) -> list[Place]:
        """On z of the hidden layers."""
        return [("before", l) for l in range(1, L)]

    def sizes(self, m: int) -> tuple[int, ...]:
        """One scale and one shift for each of the m units."""
        return (m, m)

    def forward(
        self, H: Array, params: Sequence[Array], train: Any, rng: Rng | None, stats: Any, memo: dict[Any, Any]
    ) -> Array:
        """The function's normalized values of H (n, m), times the scale, plus the shift."""
        memo["z"] = H.copy()
        found = self.function(memo["z"], np.zeros_like(H), params[0], self.groups)
        return params[0] * found["z_hat"] + params[1]

    def backward(self, delta: Array, params: Sequence[Array], grads: Sequence[Array], memo: dict[Any, Any]) -> Array:
        """From dL/d(output) to dL/dH by the function; the gradients of scale and shift go into ``grads``."""
        found = self.function(memo["z"], delta, params[0], self.groups)
        grads[0][...], grads[1][...] = found["dscale"], found["dshift"]
        return found["dZ"]

    def __repr__(self):
        return f"OwnNorm({getattr(self.function, '__name__', 'function')}, groups={self.groups})"
