"""The object that every data set is: arrays that cannot be overwritten, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.datasets.stratify import stratified_indices
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_number, check_rng


def locked(array: Array) -> Array:
    """Make an array that several callers will share read-only for good.

    Parameters
    ----------
    array : ndarray
        The array to lock, with all arrays whose memory it views.

    Returns
    -------
    ndarray
        A view of it that not even ``setflags(write=True)`` opens again.
    """
    owner: Any = array
    while isinstance(owner, np.ndarray):
        owner.flags.writeable = False
        owner = owner.base
    return array.view()


def read_only(array: Array) -> Array:
    """Return a read-only view; the caller's own array stays as it is."""
    view = array.view()
    view.flags.writeable = False
    return view


def check_labels(name: str, y: ArrayLike, n: int, target_names: Sequence[str]) -> Array:
    """Check y of n data points, integers being class numbers, and return it read-only."""
    y = check_array(name, y, shape=(n,))
    if y.dtype.kind in "iu":
        y = y.astype(np.int64, copy=False)
        classes = np.unique(y)
        if len(classes) and not 0 <= classes[0] <= classes[-1] < len(target_names):
            raise ValueError(
                f"{name} has class numbers from {classes[0]} to {classes[-1]}, "
                f"expected 0 to {len(target_names) - 1}, one per target name"
            )
    elif len(target_names) != 1:
        raise ValueError(f"target_names has {len(target_names)} entries, expected 1 for real {name}")
    return read_only(y)


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """Data points, their labels, and where they come from.

    The arrays are read-only, so that no cell can change the data of another one: compute from them
    (``X - X.mean(axis=0)``) or take ``X.copy()``.

    Parameters
    ----------
    X : ndarray, shape (n, d)
        One data point per row.
    y : ndarray, shape (n,)
        Integers: the class number of each row, to classify. Floats: the value to fit.
    feature_names : tuple of str, length d
        What each column of X holds.
    target_names : tuple of str
        Name of class 0, 1, ...; for a regression set the one name of y.
    source : str
        Who made the data, or which function generated them.
    license : str
        Terms under which the data may be passed on.
    description : str
        One line about the set.

    Raises
    ------
    ValueError
        If shapes, class numbers and names do not fit each other.

    Examples
    --------
    >>> from lecturekit.datasets import load_diabetes
    >>> train, test = load_diabetes().split(0.2, np.random.default_rng(0))
    >>> train.X.shape, test.X.shape, test.feature_names[2]
    ((354, 10), (88, 10), 'body mass index')
    """

    X: np.ndarray
    y: np.ndarray
    feature_names: Sequence[str]
    target_names: Sequence[str]
    source: str
    license: str
    description: str

    def __post_init__(self):
        object.__setattr__(self, "X", read_only(check_array("X", self.X, ndim=2)))
        object.__setattr__(self, "feature_names", tuple(self.feature_names))
        object.__setattr__(self, "target_names", tuple(self.target_names))
        if len(self.feature_names) != self.X.shape[1]:
            raise ValueError(
                f"feature_names has {len(self.feature_names)} entries, expected {self.X.shape[1]}, one per column of X"
            )
        object.__setattr__(self, "y", check_labels("y", self.y, len(self.X), self.target_names))

    @property
    def is_classification(self) -> bool:
        """Whether y holds class numbers (True) or real values (False)."""
        return self.y.dtype.kind in "iu"

    def split(self, test_fraction: float, rng: Rng) -> tuple[Self, Self]:
        """Divide the rows at random into a training set and a test set.

        Parameters
        ----------
        test_fraction : float
            Share of the rows that goes to the test set, 0 < test_fraction < 1.
        rng : numpy.random.Generator
            Source of the randomness.

        Returns
        -------
        train, test : Dataset
            round(test_fraction * n) rows in `test`, the others in `train`, each in random order.
            To classify, every class has its share of `test`, to within one row.

        Raises
        ------
        ValueError
            If test_fraction is outside (0, 1) or leaves one of the two empty.
        """
        check_number("test_fraction", test_fraction, 0, 1, low_open=True, high_open=True)
        check_rng(rng)
        n = len(self.X)
        n_test = round(test_fraction * n)
        if not 0 < n_test < n:
            raise ValueError(
                f"test_fraction is {test_fraction!r}, which puts {n_test} of {n} rows "
                f"into the test set; expected 1 to {n - 1}"
            )
        strata = self.y if self.is_classification else np.zeros(n, dtype=np.int64)
        test_rows = stratified_indices(strata, n_test, rng)
        train_rows = rng.permutation(np.setdiff1d(np.arange(n), test_rows))
        return self._rows(train_rows), self._rows(test_rows)

    def _rows(self, rows):
        return replace(self, X=self.X[rows], y=self.y[rows])

    def __repr__(self):
        parts = [f"X {self.X.shape} {self.X.dtype}", f"y {self.y.shape} {self.y.dtype}"]
        if self.is_classification:
            counts = np.bincount(self.y.astype(np.intp), minlength=len(self.target_names))
            parts.append(", ".join(f"{name}: {count}" for name, count in zip(self.target_names, counts)))
        else:
            parts.append(self.target_names[0])
        return f"{type(self).__name__}({'; '.join(parts)})"
