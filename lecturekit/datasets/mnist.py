"""MNIST as an object: a training set, its test set, bytes that become floats when asked."""

from dataclasses import dataclass, replace
from typing import Any, Self
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np
from numpy.typing import DTypeLike

from lecturekit.datasets.dataset import Dataset, check_labels, locked, read_only
from lecturekit.foundation.validation import check_array, check_choice

# Float versions in use: data set -> {dtype name -> its float version}. Both ends are weak, so that
# nothing stays in memory for the sake of this table.
_FLOAT_VERSIONS: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


@dataclass(frozen=True, repr=False, eq=False)
class MnistDataset(Dataset):
    """Images of digits with the test set that belongs to them.

    Parameters
    ----------
    X, y, feature_names, target_names, source, license, description
        The training set, as in `Dataset`; X of shape (n, 784) holds pixels row by row, 0 to 255 as
        uint8, or in [0, 1] after `as_float`.
    X_test : ndarray, shape (10000, 784)
        The test images.
    y_test : ndarray, shape (10000,)
        Their digits.

    Examples
    --------
    >>> from lecturekit.datasets import load_mnist
    >>> digits = load_mnist(subset=100)
    >>> digits.X.dtype, float(digits.as_float().X.max())
    (dtype('uint8'), 1.0)
    """

    X_test: np.ndarray
    y_test: np.ndarray

    def __post_init__(self):
        super().__post_init__()
        X_test = check_array("X_test", self.X_test, shape=(None, self.X.shape[1]), dtype=self.X.dtype)
        object.__setattr__(self, "X_test", read_only(X_test))
        y_test = check_labels("y_test", self.y_test, len(X_test), self.target_names)
        object.__setattr__(self, "y_test", y_test)

    def as_float(self, dtype: DTypeLike = np.float32) -> Self:
        """Return the set with pixels as floating-point numbers in [0, 1].

        Parameters
        ----------
        dtype : {numpy.float32, numpy.float64}
            Type of the pixels.

        Returns
        -------
        MnistDataset
            X and X_test are the bytes divided by 255. As long as an earlier result of this set is
            in use anywhere, the same one is returned instead of a second copy.

        Raises
        ------
        ValueError
            If dtype is another one, or if the pixels are floats of another type already.
        """
        try:
            dtype = np.dtype(dtype)
        except TypeError:
            raise ValueError(f"dtype is {dtype!r}, expected 'float32' or 'float64'") from None
        check_choice("dtype", dtype.name, ["float32", "float64"])
        if self.X.dtype == dtype:
            return self
        if self.X.dtype != np.uint8:
            raise ValueError(
                f"pixels are {self.X.dtype} already, expected uint8: "
                f"call as_float('{dtype}') on what load_mnist returned"
            )
        versions = _FLOAT_VERSIONS.setdefault(self, WeakValueDictionary())
        version = versions.get(dtype.name)
        if version is None:
            X, X_test = _unit_interval(self.X, dtype), _unit_interval(self.X_test, dtype)
            version = replace(self, X=X, X_test=X_test)
            versions[dtype.name] = version
        return version

    def __repr__(self):
        test = f"X_test {self.X_test.shape}, y_test {self.y_test.shape}"
        return f"{super().__repr__()[:-1]}; {test})"


def _unit_interval(pixels, dtype):
    scaled = pixels.astype(dtype)
    scaled /= 255
    return locked(scaled)
