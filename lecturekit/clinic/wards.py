"""The two wards: real data that every patient of a ward shares, and a healthy patient to compare with."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lecturekit.backprop_in_practice.checkup import pooled
from lecturekit.datasets import load_breast_cancer, load_mnist
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_choice

WARDS = ("digits", "tumors")


@dataclass(frozen=True)
class Ward:
    """Raw data as they were collected, and what nobody in the clinic has seen.

    Attributes
    ----------
    X, y : ndarray, (n, d) and (n,)
        What there is to train and to validate with; y are the true labels.
    X_new, y_new : ndarray
        Sealed: only the replies to a treatment count mistakes on them.
    n_validation : int
    day : int
        Whatever is predicted comes in groups of so many rows that are much alike: one digit a day, one kind of tumor.
    classes : tuple of str
    """

    X: Array
    y: Array
    X_new: Array
    y_new: Array
    n_validation: int
    day: int
    classes: tuple[str, ...]


@cache
def ward(name: str, seed: int = 0) -> Ward:
    """The data of a ward, for one seed.

    Parameters
    ----------
    name : str
        "digits": 1200 images of 14 x 14 pixels from 0 to 255, ten classes; "tumors": 400 tumors, 30 measurements.
    seed : int

    Returns
    -------
    Ward

    Examples
    --------
    >>> digits = ward("digits")
    >>> digits.X.shape, digits.X_new.shape, len(digits.classes)
    ((1200, 196), (600, 196), 10)
    """
    check_choice("name", name, WARDS)
    rng = np.random.default_rng(seed)
    if name == "digits":
        some = load_mnist(subset=1800, seed=seed)
        X, y, n, n_validation, day = pooled(some.X), some.y, 1200, 400, 40
        classes = tuple("0123456789")
    else:
        some = load_breast_cancer()
        X, y, n, n_validation, day = some.X, some.y, 400, 140, 10
        classes = tuple(some.target_names)
    rows = rng.permutation(len(X))
    X, y = X[rows], y[rows]
    later = n + by_day(y[n:])
    return Ward(X[:n], y[:n], X[later], y[later], n_validation, day, classes)


def by_day(y: Array) -> Array:
    """The order in which new data arrive: class by class."""
    return np.argsort(y, kind="stable")
