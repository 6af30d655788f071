"""Numerical gradients: the judge of every formula in the course."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_callable, check_integer, check_number, check_rng


@dataclass(frozen=True)
class GradientCheck:
    """The result of a comparison; true in a condition if the gradient is right.

    Attributes
    ----------
    error : float
        ``norm(analytic - numerical) / (norm(analytic) + norm(numerical))``; 0 if both are zero.
    tolerance : float
        The largest error accepted.
    worst : tuple of int
        Index of the coordinate with the largest difference.
    analytic, numerical : float
        Both values there.
    """

    error: float
    tolerance: float
    worst: tuple
    analytic: float
    numerical: float

    def __bool__(self) -> bool:
        return bool(self.error <= self.tolerance)

    def __repr__(self):
        relation = "<=" if self else ">"
        verdict = "agrees" if self else "DISAGREES"
        detail = (
            ""
            if self
            else (
                f"; worst at {list(map(int, self.worst))}: formula {self.analytic:.6g}, numerical {self.numerical:.6g}"
            )
        )
        size = f"{self.error:.2g} " if not self else ""
        return f"gradient {verdict}: relative error {size}{relation} {self.tolerance:.0e}{detail}"


def numerical_gradient(f: Callable[[Array], Any], w: ArrayLike, h: float = 1e-6) -> Array:
    """Central differences (f(w + h e_i) - f(w - h e_i)) / 2h for every coordinate i of w.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of w, returns a number.
    w : array_like
        Where; float64 is used throughout. Not changed.
    h : float
        The step, relative to max(1, abs(w_i)).

    Returns
    -------
    ndarray
        The shape of w.

    Examples
    --------
    >>> numerical_gradient(lambda w: w[0] ** 2 + 3 * w[1], [2.0, 1.0]).round(6)
    array([4., 3.])
    """
    check_callable("f", f)
    check_number("h", h, 0, 1, low_open=True)
    w = np.array(check_array("w", w), dtype=np.float64)
    gradient = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        here = float(w[i])
        step = h * max(1.0, abs(here))
        w[i] = here + step
        above = _number(f(w))
        w[i] = here - step
        gradient[i] = (above - _number(f(w))) / (2 * step)
        w[i] = here
    return gradient


def _number(value):
    array = check_array("the value of f", value, finite=False)
    if array.size != 1:
        raise ValueError(f"f returned an array of shape {array.shape}, expected a number: take the mean")
    return array.astype(float).reshape(())


def gradcheck(
    f: Callable[[Array], Any],
    grad: Callable[[Array], ArrayLike] | ArrayLike,
    w: ArrayLike,
    *,
    h: float = 1e-6,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Compare a gradient with central differences over the whole of w.

    Parameters
    ----------
    f : callable
        The function, array -> number.
    grad : callable or array_like
        The gradient to be judged: a function of w, or its value at w.
    w : array_like, float64
        Where to compare.
    h : float
        Step of the differences.
    tolerance : float
        Largest relative error accepted.

    Returns
    -------
    GradientCheck
        True or false in a condition, with the worst coordinate and both values there.

    Raises
    ------
    ValueError
        If w is not float64 (float32 differences are too coarse to judge by) or the shapes differ.

    Examples
    --------
    >>> w = np.array([1.0, 2.0])
    >>> gradcheck(lambda w: np.sum(w**2), lambda w: 2 * w, w)
    gradient agrees: relative error <= 1e-06
    >>> gradcheck(lambda w: np.sum(w**2), lambda w: w, w)
    gradient DISAGREES: relative error 0.33 > 1e-06; worst at [1]: formula 2, numerical 4
    """
    w = check_array("w", w, dtype=np.float64)
    analytic = check_array("the gradient", grad(w.copy()) if callable(grad) else grad, shape=w.shape, finite=False)
    numerical = numerical_gradient(f, w, h)
    return compare_gradients(analytic, numerical, tolerance)


def compare_gradients(analytic: ArrayLike, numerical: ArrayLike, tolerance: float = 1e-6) -> GradientCheck:
    """The relative error between two gradients of one shape, as a ``GradientCheck``.

    Examples
    --------
    >>> compare_gradients([1.0, 2.0], [1.0, 2.5])
    gradient DISAGREES: relative error 0.1 > 1e-06; worst at [1]: formula 2, numerical 2.5
    """
    check_number("tolerance", tolerance, 0, 1, low_open=True)
    analytic, numerical = (
        check_array(name, values, finite=False).astype(float)
        for name, values in (("analytic", analytic), ("numerical", numerical))
    )
    if analytic.shape != numerical.shape or analytic.size == 0:
        raise ValueError(
            f"the gradients have shapes {analytic.shape} and {numerical.shape}, "
            f"expected two equal ones that are not empty"
        )
    difference = np.asarray(np.abs(analytic - numerical))
    difference[~np.isfinite(difference)] = np.inf
    worst = np.unravel_index(np.argmax(difference), difference.shape)
    scale = np.linalg.norm(analytic) + np.linalg.norm(numerical)
    total = np.linalg.norm(difference)
    error = 0.0 if total == 0.0 else float(total / scale) if np.isfinite(total) else np.inf
    return GradientCheck(error, tolerance, worst, float(analytic[worst]), float(numerical[worst]))


def directional_check(
    f: Callable[[Array], Any],
    grad: Callable[[Array], ArrayLike] | ArrayLike,
    w: ArrayLike,
    rng: Rng,
    *,
    n_directions: int = 5,
    h: float = 1e-6,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Compare grad(w) . u with a central difference along random unit directions u.

    For large p: each direction costs two evaluations of f, whatever the length of w.

    Parameters
    ----------
    f, grad, w, h, tolerance
        As in ``gradcheck``.
    rng : numpy.random.Generator
        Draws the directions.
    n_directions : int
        How many.

    Returns
    -------
    GradientCheck
        Its coordinates are the directions.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> directional_check(lambda w: np.sum(w**2), lambda w: 2 * w, np.ones(1000), rng)
    gradient agrees: relative error <= 1e-06
    """
    check_callable("f", f)
    check_rng(rng)
    check_integer("n_directions", n_directions, 1)
    check_number("h", h, 0, 1, low_open=True)
    w = check_array("w", w, dtype=np.float64)
    g = check_array("the gradient", grad(w.copy()) if callable(grad) else grad, shape=w.shape, finite=False)
    directions = rng.standard_normal((n_directions, *w.shape))
    directions /= np.sqrt((directions**2).sum(axis=tuple(range(1, directions.ndim)), keepdims=True))
    numerical = [(_number(f(w + h * u)) - _number(f(w - h * u))) / (2 * h) for u in directions]
    return compare_gradients([np.sum(g * u) for u in directions], numerical, tolerance)
