"""What no step on this machine can be faster than: the time of its matrix products, and of the memory that its update moves.

The products are those of numpy and, where it is installed, of PyTorch; the faster ones count. The bandwidth is that of
copying arrays as large as the vectors of the update together, by one thread or by all, whichever is faster: small vectors lie in
a cache. A step that is faster all the same has shown the bound to be none; the report marks it.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

VECTORS = {"gd": 2, "momentum": 3, "adam": 4}  # w, g and the state
MOVES = {"gd": 3, "momentum": 5, "adam": 7}  # each is read, and all but g are written


class Products:
    """The matrix products of a step, into outputs that are there already, every operand contiguous."""

    steps = 1

    def __init__(self, load):
        rng, n = np.random.default_rng(0), load.batch_size

        def some(*shape):
            return self.array(rng.standard_normal(shape).astype(load.dtype))

        self.products = []
        for l, (k, m) in enumerate(pairwise(load.sizes)):
            self.products.append((some(n, k), some(k, m), some(n, m)))  # z from x
            self.products.append((some(m, n), some(n, k), some(m, k)))  # dL/dW from delta
            if l:
                self.products.append((some(n, m), some(m, k), some(n, k)))  # delta from the layer above

    def array(self, values):
        return values

    def step(self):
        for a, b, out in self.products:
            np.dot(a, b, out=out)

    def restart(self):
        pass

    def parameters(self):
        return None


class TorchProducts(Products):
    """The same by PyTorch."""

    def array(self, values):
        import torch

        return torch.from_numpy(values)

    def step(self):
        import torch

        for a, b, out in self.products:
            torch.mm(a, b, out=out)


PRODUCTS = {"products by numpy": Products, "products by PyTorch": TorchProducts}


def bytes_moved(load):
    """By an update, at the least."""
    p = sum((k + 1) * m for k, m in pairwise(load.sizes))
    return MOVES[load.optimizer] * p * np.dtype(load.dtype).itemsize


def copying(load, threads, seconds=0.2):
    """Bytes a second, read or written, when arrays as large as the update's vectors are copied."""
    size = max(bytes_moved(load) // MOVES[load.optimizer] * VECTORS[load.optimizer] // 2, 64)
    source, target = np.ones(size, np.uint8), np.empty(size, np.uint8)
    parts = [slice(k * size // threads, (k + 1) * size // threads) for k in range(threads)]
    best = np.inf
    with ThreadPoolExecutor(threads) as pool:

        def together():
            list(pool.map(lambda part: np.copyto(target[part], source[part]), parts))

        for copy in (lambda: np.copyto(target, source), together):
            stop = time.perf_counter() + seconds / 2
            while time.perf_counter() < stop:
                began = time.perf_counter()
                copy()
                best = min(best, time.perf_counter() - began)
    return 2 * size / best
