"""Data augmentation: images moved, turned and covered with noise, their labels kept.

An image is a row of side * side pixels, as MNIST's 784 = 28 * 28. What leaves the picture is gone and
what enters is empty (0): nothing comes back in on the other side. The images handed in are not changed.
"""

from math import isqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_rng


def shift(X: Array, right: ArrayLike = 0, down: ArrayLike = 0) -> Array:
    """Move images by pixels; a fraction of a pixel is interpolated.

    Parameters
    ----------
    X : ndarray of float, (n, side * side)
    right, down : float or array_like, (n,)
        The same for all images, or one for each; negative is left, up.

    Returns
    -------
    ndarray
        A new array of the shape and dtype of X.

    Raises
    ------
    ValueError
        If a row is no square image of floats, or a move is not finite.

    Examples
    --------
    >>> X = np.arange(1.0, 10.0).reshape(1, 9)  # one image of 3 * 3 pixels
    >>> shift(X, right=1).reshape(3, 3)
    array([[0., 1., 2.],
           [0., 4., 5.],
           [0., 7., 8.]])
    """
    X, side = _images(X)
    right, down = (_per_image(name, value, X) for name, value in (("right", right), ("down", down)))
    if not (np.mod(right, 1).any() or np.mod(down, 1).any()):
        return _moved(X, side, right, down)
    row, column = _grid(side)
    return _read_at(X, side, row - down, column - right)


def rotate(X: Array, degrees: ArrayLike) -> Array:
    """Turn images about their center, counterclockwise, reading between pixels where needed (bilinear).

    Parameters
    ----------
    X : ndarray of float, (n, side * side)
    degrees : float or array_like, (n,)
        The same for all images, or one for each.

    Returns
    -------
    ndarray
        A new array of the shape and dtype of X.

    Raises
    ------
    ValueError
        As for ``shift``.

    Examples
    --------
    >>> X = np.arange(1.0, 10.0).reshape(1, 9)  # one image of 3 * 3 pixels
    >>> rotate(X, 90).reshape(3, 3).round(4)
    array([[3., 6., 9.],
           [2., 5., 8.],
           [1., 4., 7.]])
    """
    X, side = _images(X)
    angle = np.deg2rad(_per_image("degrees", degrees, X))
    row, column = (axis - (side - 1) / 2 for axis in _grid(side))
    source_row = np.cos(angle) * row + np.sin(angle) * column
    source_column = np.cos(angle) * column - np.sin(angle) * row
    return _read_at(X, side, source_row + (side - 1) / 2, source_column + (side - 1) / 2)


def flip(X: Array) -> Array:
    """The mirror images, left and right exchanged. Harmless for cats; most digits turn into no digit at all.

    Examples
    --------
    >>> flip(np.array([[1.0, 2.0, 3.0, 4.0]])).reshape(2, 2)
    array([[2., 1.],
           [4., 3.]])
    """
    X, side = _images(X)
    return X.reshape(-1, side, side)[:, :, ::-1].reshape(X.shape).copy()


def add_noise(X: Array, sd: float, rng: Rng) -> Array:
    """X (n, d) plus independent Gaussian noise of standard deviation sd on every entry, not clipped.

    Examples
    --------
    >>> add_noise(np.zeros((1, 4)), 0.1, np.random.default_rng(0)).round(3)
    array([[ 0.013, -0.013,  0.064,  0.01 ]])
    """
    X = _floats(X)
    check_number("sd", sd, 0)
    check_rng(rng)
    return X + X.dtype.type(sd) * rng.standard_normal(X.shape, dtype=X.dtype)


class Augmentation:
    """Random small changes, drawn anew for every image in every call: for ``train(..., augment=...)``.

    Parameters
    ----------
    pixels : int
        Each image moves by a whole number of pixels from -pixels to pixels, right and down.
    degrees : float
        Each turns by an angle uniform between -degrees and degrees.
    noise : float
        Standard deviation of the noise added to each pixel.

    Raises
    ------
    ValueError
        If one of them is negative.

    Examples
    --------
    >>> X = np.arange(1.0, 10.0).reshape(1, 9)  # one image of 3 * 3 pixels
    >>> Augmentation(pixels=1)(X, np.random.default_rng(0)).reshape(3, 3)
    array([[0., 1., 2.],
           [0., 4., 5.],
           [0., 7., 8.]])
    """

    def __init__(self, pixels: int = 0, degrees: float = 0.0, noise: float = 0.0) -> None:
        self.pixels = check_integer("pixels", pixels, 0)
        self.degrees, self.noise = check_number("degrees", degrees, 0), check_number("noise", noise, 0)

    def __call__(self, X: Array, rng: Rng) -> Array:
        """A changed copy of the images X (n, side * side)."""
        check_rng(rng)
        X = _floats(X)
        if self.degrees:
            X = rotate(X, rng.uniform(-self.degrees, self.degrees, len(X)))
        if self.pixels:
            right, down = rng.integers(-self.pixels, self.pixels + 1, (2, len(X)))
            X = shift(X, right, down)
        return add_noise(X, self.noise, rng) if self.noise else X.copy()

    def __repr__(self):
        return f"Augmentation(pixels={self.pixels!r}, degrees={self.degrees!r}, noise={self.noise!r})"


def _floats(X: Array) -> Array:
    X = check_array("X", X, ndim=2)
    if X.dtype.kind != "f":
        raise ValueError(f"X has dtype {X.dtype}, expected floats: with as_float() the pixels are in [0, 1]")
    return X


def _images(X: Array) -> tuple[Array, int]:
    X = _floats(X)
    side = isqrt(X.shape[1])
    if side * side != X.shape[1] or side == 0:
        raise ValueError(f"X has rows of {X.shape[1]} pixels, expected a square number such as 784 = 28 * 28")
    return X, side


def _per_image(name: str, value: ArrayLike, X: Array) -> Array:
    value = check_array(name, value)
    if value.shape not in ((), (len(X),)):
        raise ValueError(f"{name} has shape {value.shape}, expected one number or {(len(X),)}, one for each image")
    return value.reshape(-1, 1, 1)


def _grid(side):
    """Row and column of every pixel: (side, 1) and (1, side)."""
    axis = np.arange(side, dtype=float)
    return axis[:, None], axis[None, :]


def _moved(X, side, right, down):
    """Every image moved by whole pixels: a window of it, with as many empty lines around as the largest move needs."""
    right, down = (np.clip(move, -side, side).astype(np.intp).reshape(-1) for move in (right, down))
    edge = int(max(np.abs(right).max(initial=0), np.abs(down).max(initial=0)))
    padded = np.pad(X.reshape(-1, side, side), ((0, 0), (edge, edge), (edge, edge)))
    windows = sliding_window_view(padded, (side, side), axis=(1, 2))
    return windows[np.arange(len(X)), edge - down, edge - right].reshape(X.shape)


def _read_at(X, side, row, column):
    """Every image read at (row, column), between four pixels: bilinear. Outside of the picture it is 0."""
    wide = side + 3  # one empty line before, two behind: no index leaves it
    padded = np.zeros((len(X), wide, wide), X.dtype)
    padded[:, 1:-2, 1:-2] = X.reshape(-1, side, side)
    row, column = (np.clip(place, -1, side) for place in (row, column))  # of every pixel only where it has to be
    top, left = np.floor(row).astype(np.intp), np.floor(column).astype(np.intp)
    below, beside = (row - top).astype(X.dtype), (column - left).astype(X.dtype)
    corner = (np.arange(len(X))[:, None, None] * wide + top + 1) * wide + left + 1
    pixels = padded.reshape(-1)
    upper = pixels[corner] * (1 - beside) + pixels[corner + 1] * beside
    lower = pixels[corner + wide] * (1 - beside) + pixels[corner + wide + 1] * beside
    return (upper * (1 - below) + lower * below).reshape(X.shape)
