"""Names for the types that annotations speak of; shapes are in the docstrings."""

from typing import Annotated, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Rng: TypeAlias = np.random.Generator
Data: TypeAlias = tuple[Array, Array]
"""The pair (X, y)."""
Signed: TypeAlias = Annotated[int, "may be negative"]
Positive: TypeAlias = Annotated[float, "at least 0"]
Option: TypeAlias = Annotated[str, "one of a few names, which the function lists"]
Extended: TypeAlias = Annotated[Any, "an array in which some numbers may be infinite or NaN"]


class Trainable(Protocol):
    """What ``train`` needs: a ``Network``, or what stands where one stands."""

    def loss_and_grad(
        self, w: Array, X: Array, y: Array, *, train: bool, rng: Rng | None, out: Array | None
    ) -> tuple[float, Array]:
        """The mean loss and its gradient, written into ``out``."""
