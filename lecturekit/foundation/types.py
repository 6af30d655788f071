"""Names for the types that annotations speak of; shapes are in the docstrings."""

from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Rng: TypeAlias = np.random.Generator
Data: TypeAlias = tuple[Array, Array]
"""The pair (X, y)."""


class Trainable(Protocol):
    """What ``train`` needs: a ``Network``, or what stands where one stands."""

    def loss_and_grad(
        self, w: Array, X: Array, y: Array, *, train: bool, rng: Rng | None, out: Array | None
    ) -> tuple[float, Array]:
        """The mean loss and its gradient, written into ``out``."""
