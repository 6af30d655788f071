"""Arrays that begin where a cache line begins.

numpy's own begin at a multiple of 16 bytes. A wide vector instruction that stores across the border of
two cache lines takes twice as long, and then nearly all of them do: filling an array from two others
runs at half the speed. The work buffers and the optimizers' state are made here.
"""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from lecturekit.foundation.types import Array

LINE = 64  # bytes in a cache line, and in the widest vector register


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """As ``numpy.empty``, beginning at a multiple of 64 bytes."""
    dtype = np.dtype(dtype)
    n_bytes = prod(shape) * dtype.itemsize
    memory = np.empty(n_bytes + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + n_bytes].view(dtype).reshape(shape)


def zeros(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """As ``numpy.zeros``, beginning at a multiple of 64 bytes."""
    array = empty(shape, dtype)
    array[...] = 0
    return array
