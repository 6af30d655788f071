"""Least squares in one dimension, to look at: a noisy sine, and tanh units whose first layer stays as it was drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.double_descent.linear_fits import minimum_norm, null_part
from lecturekit.double_descent.random_features import features
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_rng
from lecturekit.single_unit.activations import tanh

GRID = np.linspace(0.0, 1.0, 241)


def sine(x: ArrayLike) -> Array:
    """The curve that is to be learned, on [0, 1].

    Examples
    --------
    >>> sine([0.0, 0.25, 0.75])
    array([ 0.,  1., -1.])
    """
    return np.sin(2 * np.pi * np.asarray(x))


@dataclass(frozen=True)
class CurveProblem:
    """Data points of a noisy sine and random features of them.

    Attributes
    ----------
    x, y : ndarray, (n,)
    A : ndarray, (n, n_features)
        Features of the data.
    A_grid : ndarray, (len(GRID), n_features)
        Features of the points at which curves are drawn and errors measured.
    """

    x: np.ndarray
    y: np.ndarray
    A: np.ndarray
    A_grid: np.ndarray

    def fit(self, n_features: int) -> Array:
        """The minimum-norm weights on the first ``n_features`` features; (n_features,)."""
        check_integer("n_features", n_features, 1, self.A.shape[1])
        return minimum_norm(self.A[:, :n_features], self.y)

    def curve(self, w: ArrayLike) -> Array:
        """The fitted curve on ``GRID``, for weights of the first len(w) features."""
        w = check_array("w", w, ndim=1)
        check_integer("len(w)", len(w), 1, self.A.shape[1])
        return self.A_grid[:, : len(w)] @ w

    def error(self, w: ArrayLike) -> float:
        """Mean squared distance of the fitted curve from the sine."""
        return float(np.mean((self.curve(w) - sine(GRID)) ** 2))

    def unseen_direction(self, n_features: int) -> Array:
        """Of all weight vectors of length 1 that the data do not see (A v = 0), the one whose curve is largest.

        Its sign is such that the curve's largest value is positive. Needs more features than data points.
        """
        check_integer("n_features", n_features, len(self.y) + 1, self.A.shape[1])
        rows = np.linalg.qr(self.A[:, :n_features].T)[0]
        B = self.A_grid[:, :n_features]
        v = np.linalg.svd(B - (B @ rows) @ rows.T, full_matrices=False)[2][0]
        v = null_part(self.A[:, :n_features], v)
        curve = self.curve(v)
        return v / np.linalg.norm(v) * np.sign(curve[np.argmax(np.abs(curve))])


def curve_problem(
    rng: Rng, *, n: int = 15, n_features: int = 600, noise: float = 0.2, slope: float = 20.0
) -> CurveProblem:
    """n points of a noisy sine, roughly evenly spaced, and tanh(v (x - center)) units with v of size ``slope``.

    Examples
    --------
    >>> problem = curve_problem(np.random.default_rng(0), n=15)
    >>> [round(problem.error(problem.fit(n_features)), 2) for n_features in (5, 15, 600)]
    [0.02, 26.55, 0.03]
    """
    check_integer("n", n, 2)
    check_integer("n_features", n_features, 1)
    check_number("noise", noise, 0)
    check_number("slope", slope, 0, low_open=True)
    check_rng(rng)
    x = (np.arange(n) + rng.uniform(0.1, 0.9, n)) / n
    y = sine(x) + noise * rng.standard_normal(n)
    C = slope * rng.standard_normal((n_features, 1))
    b = -C[:, 0] * rng.uniform(-0.1, 1.1, n_features)
    return CurveProblem(x, y, features(x[:, None], C, b, tanh), features(GRID[:, None], C, b, tanh))
