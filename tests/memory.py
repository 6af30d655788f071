"""How much memory a call takes, as seen by Python's own allocator, through which numpy's arrays go too."""

import gc
import tracemalloc

import numpy as np


def increase(call):
    """By how many bytes the memory in use rises at most during ``call()``."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def largest_increase(step):
    """``increase`` of one call of ``step``, after three calls.

    numpy itself works through an array piece by piece where it converts numbers on the way; the pieces are made
    small here, for in old versions of numpy they are as large as a small array.
    """
    for _ in range(3):
        step()
    pieces = np.setbufsize(256)
    try:
        return increase(step)
    finally:
        np.setbufsize(pieces)
