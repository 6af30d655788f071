"""Toy losses of two weights, small enough to draw: what a valley, a plateau, a saddle or two wells do to a method.

A ``Surface`` takes any number of points at once: w has shape (..., 2).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_number
from lecturekit.single_unit.activations import sigmoid


@dataclass(frozen=True, repr=False)
class Surface:
    """A loss of two weights.

    Attributes
    ----------
    name : str
        Its key in ``SURFACES``.
    tex : str
        The formula.
    domain : ((float, float), (float, float))
        The part worth drawing: limits of w_1 and of w_2.
    start : (float, float)
        A starting point from which its difficulty shows.
    minima : tuple of (float, float)
        Every local minimum, the global one first.
    """

    name: str
    tex: str
    domain: tuple
    start: tuple
    minima: tuple
    _value: Callable
    _gradient: Callable
    _hessian: Callable

    def value(self, w: ArrayLike) -> Array:
        """The loss at the points w (..., 2); shape (...,)."""
        return self._value(*coordinates(w))

    def gradient(self, w: ArrayLike) -> Array:
        """The gradient at the points w (..., 2); the shape of w."""
        x, y = coordinates(w)
        return np.stack(np.broadcast_arrays(*self._gradient(x, y)), axis=-1)

    def hessian(self, w: ArrayLike) -> Array:
        """The matrix of second derivatives at the points w (..., 2); shape (..., 2, 2)."""
        x, y = coordinates(w)
        h_xx, h_xy, h_yy = np.broadcast_arrays(*self._hessian(x, y))
        return np.stack([np.stack([h_xx, h_xy], axis=-1), np.stack([h_xy, h_yy], axis=-1)], axis=-2)

    def grid(self, n: int = 121) -> tuple[Array, Array, Array]:
        """Values on an n x n grid over the domain: (w1, w2, values), each (n, n), ready for contours."""
        check_integer("n", n, 2)
        w1, w2 = np.meshgrid(*(np.linspace(low, high, n) for low, high in self.domain))
        return w1, w2, self._value(w1, w2)

    def __repr__(self):
        return f"Surface({self.name!r})"


def coordinates(w: ArrayLike) -> tuple[Array, Array]:
    """w_1 and w_2 of the points w (..., 2), each of shape (...,); ``ValueError`` for another shape."""
    w = check_array("w", w, finite=False)
    if w.ndim == 0 or w.shape[-1] != 2:
        raise ValueError(f"w has shape {w.shape}, expected (..., 2): two weights for each point")
    return w[..., 0], w[..., 1]


def quadratic(curvatures: ArrayLike = (1.0, 25.0), angle: float = 0.0) -> Surface:
    """A bowl 1/2 (h_1 u_1^2 + h_2 u_2^2) around the origin, its axes u turned by an angle; a ``Surface``.

    Parameters
    ----------
    curvatures : (float, float)
        h_1 and h_2, both positive; their ratio is the condition number.
    angle : float
        In radians; 0 leaves the axes of the bowl on the axes of w.

    Examples
    --------
    >>> bowl = quadratic((1.0, 25.0))
    >>> float(bowl.value([2.0, 1.0])), bowl.gradient([2.0, 1.0])
    (14.5, array([ 2., 25.]))
    """
    h1, h2 = (
        check_number("curvatures", float(h), 0, low_open=True)
        for h in check_array("curvatures", curvatures, shape=(2,))
    )
    check_number("angle", angle)
    cos, sin = np.cos(angle), np.sin(angle)
    a, b, c = h1 * cos**2 + h2 * sin**2, (h1 - h2) * cos * sin, h1 * sin**2 + h2 * cos**2
    return Surface(
        "quadratic",
        rf"\frac{{1}}{{2}}({h1:g}\, u_1^2 + {h2:g}\, u_2^2)",
        ((-3.0, 3.0), (-3.0, 3.0)),
        (-2.5, 1.5),
        ((0.0, 0.0),),
        lambda x, y: 0.5 * (a * x**2 + 2 * b * x * y + c * y**2),
        lambda x, y: (a * x + b * y, b * x + c * y),
        lambda x, y: (a + 0 * x, b + 0 * x, c + 0 * x),
    )


valley = Surface(
    "valley",
    r"\frac{1}{2}(1 - w_1)^2 + 5\,(w_2 - w_1^2)^2",
    ((-2.0, 2.0), (-1.0, 3.0)),
    (-1.5, 2.5),
    ((1.0, 1.0),),
    lambda x, y: 0.5 * (1 - x) ** 2 + 5 * (y - x**2) ** 2,
    lambda x, y: (x - 1 - 20 * x * (y - x**2), 10 * (y - x**2)),
    lambda x, y: (1 - 20 * y + 60 * x**2, -20 * x, 10 + 0 * x),
)
"""A curved valley: steep walls, a floor that falls slowly to its only minimum (Rosenbrock's function, softened)."""

saddle = Surface(
    "saddle",
    r"\frac{1}{2} w_1^2 - \frac{1}{2} w_2^2 + \frac{1}{4} w_2^4",
    ((-2.0, 2.0), (-2.0, 2.0)),
    (1.5, 1e-3),
    ((0.0, 1.0), (0.0, -1.0)),
    lambda x, y: 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4,
    lambda x, y: (x, y**3 - y),
    lambda x, y: (1 + 0 * x, 0 * x, 3 * y**2 - 1),
)
"""A saddle at the origin between two equal minima; from w_2 = 0 exactly, plain descent ends on it."""


def _well(x, y):
    return 0.25 * x**4 - 0.5 * x**2 + 0.1 * x + 0.5 * y**2


_BOTTOMS = np.sort(np.roots([1.0, 0.0, -1.0, 0.1]).real)  # where x^3 - x + 0.1 = 0: deep, ridge, shallow

double_well = Surface(
    "double well",
    r"\frac{1}{4} w_1^4 - \frac{1}{2} w_1^2 + \frac{1}{10} w_1 + \frac{1}{2} w_2^2",
    ((-1.8, 1.8), (-1.5, 1.5)),
    (1.6, 1.2),
    ((_BOTTOMS[0], 0.0), (_BOTTOMS[2], 0.0)),
    _well,
    lambda x, y: (x**3 - x + 0.1, y),
    lambda x, y: (3 * x**2 - 1, 0 * x, 1 + 0 * x),
)
"""Two local minima: a deep one at w_1 = -1.05, a poor one at w_1 = 0.95."""


_TARGETS = np.array([0.8, 0.3])


def _plateau_terms(u, target):
    s = sigmoid(u)
    slope = sigmoid.derivative(s)
    first = (s - target) * slope
    return 0.5 * (s - target) ** 2, first, slope**2 + first * (1 - 2 * s)


plateau = Surface(
    "plateau",
    r"\frac{1}{2}(\sigma(w_1) - 0.8)^2 + \frac{1}{2}(\sigma(w_2) - 0.3)^2",
    ((-10.0, 6.0), (-6.0, 10.0)),
    (-8.0, 6.0),
    (tuple(np.log(_TARGETS / (1 - _TARGETS))),),
    lambda x, y: _plateau_terms(x, _TARGETS[0])[0] + _plateau_terms(y, _TARGETS[1])[0],
    lambda x, y: (_plateau_terms(x, _TARGETS[0])[1], _plateau_terms(y, _TARGETS[1])[1]),
    lambda x, y: (_plateau_terms(x, _TARGETS[0])[2], 0 * x, _plateau_terms(y, _TARGETS[1])[2]),
)
"""Two saturating units trained with squared error: flat far from the one minimum, and no minimum there."""

_CHAIN_X, _CHAIN_Y = np.array([0.5, 1.0, 2.0]), np.tanh(np.array([0.5, 1.0, 2.0]))


def _chain(x, y):
    return np.tanh(np.multiply.outer(x, _CHAIN_X)), np.asarray(y)[..., None]


def _chain_value(x, y):
    t, v = _chain(x, y)
    return 0.5 * np.mean((v * t - _CHAIN_Y) ** 2, axis=-1)


def _chain_gradient(x, y):
    t, v = _chain(x, y)
    residual = v * t - _CHAIN_Y
    return np.mean(residual * v * (1 - t**2) * _CHAIN_X, axis=-1), np.mean(residual * t, axis=-1)


def _chain_hessian(x, y):
    t, v = _chain(x, y)
    residual, dt = v * t - _CHAIN_Y, (1 - t**2) * _CHAIN_X
    return (
        np.mean((v * dt) ** 2 - 2 * residual * v * t * dt * _CHAIN_X, axis=-1),
        np.mean((v * t + residual) * dt, axis=-1),
        np.mean(t**2, axis=-1),
    )


chain = Surface(
    "two-weight network",
    r"\frac{1}{2n}\sum_i (w_2 \tanh(w_1 x_i) - y_i)^2",
    ((-4.0, 4.0), (-3.0, 3.0)),
    (-3.0, 2.0),
    ((1.0, 1.0), (-1.0, -1.0)),
    _chain_value,
    _chain_gradient,
    _chain_hessian,
)
"""The network z = w_2 tanh(w_1 x) on three points of tanh itself: two equal minima, a saddle at 0, valleys and plateaus."""

SURFACES = {surface.name: surface for surface in (quadratic(), valley, saddle, double_well, plateau, chain)}
"""Name -> ``Surface``, one of each kind."""
