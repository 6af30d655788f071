"""Normalization: bring numbers to mean 0 and standard deviation 1, equations (33)-(34).

``Standardizer`` does it to the inputs, once, before training.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array


class Standardizer:
    """x <- (x - mu) / sigma for each column, equations (33) and (34), with mu and sigma of the training data.

    sigma is the root of the MEAN square of the centered column (1/n, not 1/(n - 1)). A column that is
    constant in the training data, such as the dummy x_0 = 1, is left alone everywhere.

    Attributes
    ----------
    mu, sigma : ndarray, (d,)
        After ``fit``; 0 and 1 for columns that are left alone.

    Examples
    --------
    >>> standardizer = Standardizer().fit([[1.0, 10.0], [1.0, 30.0]])
    >>> standardizer.transform([[1.0, 40.0]])
    array([[1., 2.]])
    """

    mu: Any = None
    sigma: Any = None

    def fit(self, X: ArrayLike) -> Self:
        """Learn mu, equation (33), and sigma, equation (34), from the rows of X (n, d); returns self.

        Raises
        ------
        ValueError
            If X is not a finite (n, d) array with at least one row, or too large for its squares to be floats.
        """
        X = check_array("X", X, ndim=2)
        if len(X) == 0:
            raise ValueError(f"X has shape {X.shape}, expected at least one row")
        with np.errstate(over="ignore", invalid="ignore"):
            mu = X.mean(axis=0, dtype=np.float64)  # (33)
            sigma = np.sqrt(np.mean((X - mu) ** 2, axis=0))  # (34), of the centered column
        if not np.isfinite(sigma).all():
            raise ValueError(f"X has numbers up to {np.abs(X).max():.3g}, expected columns whose squares are finite")
        constant = (X[0] == X).all(axis=0) | (sigma == 0.0)
        self.mu, self.sigma = np.where(constant, 0.0, mu), np.where(constant, 1.0, sigma)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """The rows of X (n, d), standardized with the statistics learned by ``fit``; same floating dtype.

        Raises
        ------
        ValueError
            Before ``fit``, or if X has another number of columns.
        """
        self._check_fitted()
        X = check_array("X", X, shape=(None, len(self.mu)))
        Z = (X - self.mu) / self.sigma
        return Z.astype(X.dtype, copy=False) if X.dtype.kind == "f" else Z

    def fit_transform(self, X: ArrayLike) -> Array:
        """``fit(X).transform(X)``, for training data."""
        return self.fit(X).transform(X)

    def to_raw(self, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
        """The weights on RAW inputs that compute what (W, b) compute on standardized ones.

        W (x - mu) / sigma + b = W' x + b' with W' = W / sigma and b' = b - W' mu.

        Parameters
        ----------
        W : array_like, (m, d) or (d,)
        b : array_like, (m,) or a number

        Returns
        -------
        W_raw, b_raw : ndarray
            Of the same shapes.
        """
        self._check_fitted()
        W = check_array("W", W, ndim=(1, 2))
        if W.shape[-1] != len(self.mu):
            raise ValueError(f"W has shape {W.shape}, expected {len(self.mu)} columns as in fit")
        b = check_array("b", b, shape=W.shape[:-1])
        W_raw = W / self.sigma
        return W_raw, b - W_raw @ self.mu

    def _check_fitted(self):
        if self.mu is None:
            raise ValueError("this Standardizer has no statistics, expected a call of fit(X) first")

    def __repr__(self):
        return "Standardizer()" if self.mu is None else f"Standardizer() fitted to {len(self.mu)} columns"
