"""The lecture's Fact as an object: what every loss is.

A loss is a function of the logit z and the label y. The Fact: for each of them there are a map
y -> y_star and a function phi_out such that

    -dL/dz = y_star - phi_out(z)          target output minus network output, equation (5)

In ``Loss`` that line is ``dz``; the losses themselves only say what y_star and phi_out are. phi_out is
applied to report a prediction, and nowhere else: no factor phi_out' appears in any gradient.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array


class Loss:
    """The loss of one or many predictions; z and y have one row per data point.

    Attributes
    ----------
    name : str
        Its name.
    classifies : bool
        Whether the labels are classes.

    Examples
    --------
    >>> from lecturekit.single_unit import logistic
    >>> z, y = np.array([0.0, 2.0]), np.array([1, 1])
    >>> round(logistic(z, y), 4), logistic.dz(z, y).round(4)
    (0.41, array([-0.5   , -0.1192]))
    """

    name = ""
    classifies = True
    _per_sample: Callable[[Array, Array], Array]
    _phi_out: Callable[[Array], Array]
    _y_star: Callable[[Array, tuple[int, ...]], Array]

    def __call__(self, z: ArrayLike, y: ArrayLike) -> float:
        """The MEAN over the n rows of the loss of logits z (n,) or (n, K) and labels y; a float."""
        return float(np.mean(self.per_sample(z, y)))

    def per_sample(self, z: ArrayLike, y: ArrayLike) -> Array:
        """The loss of each row, shape (n,)."""
        z, y = self._checked(z, y)
        return self._per_sample(z, y)

    def dz(self, z: ArrayLike, y: ArrayLike) -> Array:
        """dL/dz = phi_out(z) - y_star of each row, equation (5): the Fact. The shape of z, not yet divided by n."""
        z, y = self._checked(z, y)
        return self._phi_out(z) - self._y_star(y, z.shape)

    def phi_out(self, z: ArrayLike) -> Array:
        """The network's output for logits z: what is reported as the prediction. The shape of z."""
        return self._phi_out(check_array("z", z))

    def y_star(self, y: ArrayLike, n_outputs: int = 1) -> Array:
        """The target that the label y stands for: (n,), or (n, n_outputs) where there are several outputs."""
        y = check_array("y", y)
        shape = y.shape if n_outputs == 1 else (len(y), n_outputs)
        self.check_labels(y, n_outputs)
        return self._y_star(y, shape)

    def classify(self, z: ArrayLike) -> Array:
        """The predicted label of each row, shape (n,), in the coding of y."""
        raise ValueError(f"{self.name} predicts numbers, not classes: use predict")

    def value_and_dz(self, z: Array, y: Array, out: Array, memo: dict[str, Any]) -> float:
        """The mean loss, and (phi_out(z) - y_star) / n written into ``out``: one training step's share.

        Mean over the n data points: this is where the 1/n of equation (9) is.

        Parameters
        ----------
        z, out : ndarray, (n,) or (K, n)
            Logits with a COLUMN for each data point, taken as checked.
        y : ndarray
            Labels, taken as checked.
        memo : dict
            For buffers, the same in every call with the same n; empty at first.
        """
        n = z.shape[-1]
        np.subtract(self._phi_out(z.T), self._y_star(y, z.T.shape), out=out.T)
        out /= n
        return float(np.sum(self._per_sample(z.T, y))) / n

    def check_labels(self, y: Array, n_outputs: int) -> None:
        """Raise ``ValueError`` where a label is not one this loss knows; n_outputs is the number of logits."""

    def _checked(self, z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        z, y = check_array("z", z), check_array("y", y)
        n_outputs = z.shape[-1] if z.ndim == 2 else 1
        expected = self._label_shape(z.shape)
        if z.size == 0:
            raise ValueError(f"z has shape {z.shape}, expected at least one data point")
        if y.shape != expected:
            raise ValueError(f"y has shape {y.shape}, expected {expected} for z of shape {z.shape}")
        self.check_labels(y, n_outputs)
        return z, y

    def _label_shape(self, z_shape):
        return z_shape

    def __repr__(self):
        return self.name
