"""Buffers begin where a cache line begins, wherever numpy's memory begins."""

import numpy as np
import pytest

from lecturekit.foundation import buffers


@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (0, 2), (2, 3, 7)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int8])
def test_a_buffer_is_aligned_and_has_memory_of_its_own(shape, dtype):
    several = [buffers.zeros(shape, dtype) for _ in range(8)]
    for k, each in enumerate(several):
        assert (each.shape, each.dtype) == (shape, dtype)
        assert each.size == 0 or each.ctypes.data % buffers.LINE == 0
        assert np.all(each == 0)
        each[...] = k
    assert all(np.all(each == k) for k, each in enumerate(several))


@pytest.mark.parametrize("begins", range(0, 64, 16))
def test_it_is_aligned_wherever_the_memory_begins(monkeypatch, begins):
    whole = np.empty(1024, np.uint8)
    first = -whole.ctypes.data % 64 + begins
    asked = []

    def given(n_bytes, dtype):
        asked.append(n_bytes)
        return whole[first : first + n_bytes]

    monkeypatch.setattr(np, "empty", given)
    made = buffers.empty((4, 16), np.float64)
    assert made.ctypes.data % 64 == 0 and made.shape == (4, 16)
    assert asked == [4 * 16 * 8 + 64]
