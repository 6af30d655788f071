"""What all optimizers share: the learning rate, the count of steps, the state vectors, and the blocks.

An optimizer is its equation: ``update`` is arithmetic on vectors of one shape. ``Optimizer`` cuts long
vectors into blocks that stay in the processor's cache, so that readable equations run at memory speed, or hands very
long ones to a compiled loop (``compiled.py``).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from lecturekit.foundation.buffers import empty, zeros
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number
from lecturekit.training.compiled import LONG, loop_of

Rate: TypeAlias = float | Callable[[int], float]
"""A learning rate, or a function of the step t = 1, 2, ... that returns it."""


class Optimizer:
    """Base of all optimizers: counts t, owns the state vectors, runs ``update`` block by block.

    Parameters
    ----------
    eta : float or callable
        The learning rate, or a function of the step t = 1, 2, ... that returns it.

    Attributes
    ----------
    t : int
        Steps done.
    rate : float
        The learning rate of the present step.

    Examples
    --------
    >>> class SignDescent(Optimizer):
    ...     def update(self, w, g, s):
    ...         w -= np.multiply(self.rate, np.sign(g, out=s), out=s)
    ...
    >>> SignDescent(0.1).step(np.zeros(2), np.array([3.0, -0.01]))
    array([-0.1,  0.1])
    """

    such_as = "GradientDescent(0.1)"
    loop: Callable[..., None]  # optional: the update once more, entry by entry, for ``compiled.py``
    n_state = 0
    n_scratch = 1
    block = 65536  # elements: large enough that calls cost nothing, small enough for the cache

    def __init__(self, eta: Rate) -> None:
        self.eta: Rate = eta if callable(eta) else float(check_number("eta", eta, 0, low_open=True))
        self.reset()

    def reset(self) -> None:
        """Forget the steps done: t = 0 and no state, as newly made."""
        self.t = 0
        self.rate = self._rate_at(1)
        self._like: tuple[Any, Any] | None = None
        self._vectors: list[Array] = []
        self._scratch: list[Array] = []

    def step(self, w: Array, g: Array) -> Array:
        """One update of w, in place, with the gradient g; both (p,), of one dtype.

        Returns
        -------
        ndarray
            w itself.

        Raises
        ------
        ValueError
            If the shapes or dtypes differ, or differ from those of the steps before.
        """
        self._check(w, g)
        self.t += 1
        self.rate = self._rate_at(self.t)
        if self._like is None:
            self._like = (w.shape, w.dtype)
            self._vectors = self.initial_state(w)
            self._scratch = [empty((min(w.size, self.block),), w.dtype) for _ in range(self.n_scratch)]
        if w.size <= self.block:
            self.update(w, g, *self._vectors, *self._scratch)
            return w
        if w.size >= LONG and (loop := loop_of(self)):
            loop(w, g, *self._vectors, *map(w.dtype.type, self.numbers()))
            return w
        for start in range(0, w.size, self.block):
            part = slice(start, min(start + self.block, w.size))
            self.update(
                w[part], g[part], *(v[part] for v in self._vectors), *(s[: part.stop - start] for s in self._scratch)
            )
        return w

    def initial_state(self, w: Array) -> list[Array]:
        """The state vectors before the first step: ``n_state`` zeros of the shape of w."""
        return [zeros(w.shape, w.dtype) for _ in range(self.n_state)]

    def update(self, w: Array, g: Array, *vectors: Array) -> None:
        """Change w in place; g, the state and the scratch vectors s have its shape. Scratch saves allocations."""
        raise NotImplementedError

    def numbers(self) -> tuple[float, ...]:
        """What ``loop``, the update entry by entry, is given after w, g and the state."""
        return (self.rate,)

    def _check(self, w, g):
        if not (isinstance(w, np.ndarray) and w.ndim == 1 and w.dtype.kind == "f" and w.flags.writeable):
            kind = f"{w.dtype} array of shape {w.shape}" if isinstance(w, np.ndarray) else type(w).__name__
            raise ValueError(f"w is {kind}, expected a writable float vector (p,): it is updated in place")
        if not (isinstance(g, np.ndarray) and g.shape == w.shape and g.dtype == w.dtype):
            check_array("g", g, shape=w.shape, dtype=w.dtype, finite=False)
            raise ValueError(f"g is {type(g).__name__}, expected an array of shape {w.shape}")
        if self._like not in (None, (w.shape, w.dtype)):
            raise ValueError(
                f"w is {w.dtype} of shape {w.shape}, expected {self._like[1]} of shape {self._like[0]} "
                f"as in the steps before: call reset() to start on something else"
            )

    def _rate_at(self, t):
        # a Python float: a numpy double would pull float32 vectors into double precision
        return float(check_number(f"eta({t})", self.eta(t), 0)) if callable(self.eta) else self.eta

    def __repr__(self):
        settings = ", ".join(
            f"{k}={v!r}"
            for k, v in vars(self).items()
            if not k.startswith("_") and k not in ("t", "rate") and not callable(v)
        )
        return f"{type(self).__name__}({settings})"


def check_optimizer(optimizer: Any) -> Optimizer:
    """Return ``optimizer`` if it is an ``Optimizer``, else raise ``ValueError``."""
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer is {optimizer!r}, expected an Optimizer such as {Optimizer.such_as}")
    return optimizer


class GradientDescent(Optimizer):
    """w <- w - eta g: equation (26). With the gradient of a batch it is SGD, with that of all data, GD.

    Examples
    --------
    >>> GradientDescent(0.1).step(np.array([1.0, 2.0]), np.array([5.0, -5.0]))
    array([0.5, 2.5])
    """

    def update(self, w: Array, g: Array, s: Array) -> None:
        w -= np.multiply(self.rate, g, out=s)  # (26)

    @staticmethod
    def loop(w, g, rate):
        """``update``, entry by entry."""
        for i in range(w.size):
            w[i] -= rate * g[i]
