"""Where each parameter lies in the flat vector, and the work buffers of a forward and backward pass.

This is the bookkeeping behind ``network.py``, kept apart so that the equations stay readable there.

"""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from lecturekit.foundation.buffers import empty
from lecturekit.foundation.types import Array, Rng

Parameter = namedtuple("Parameter", "name layer shape where")
Parameter.__doc__ = "One array inside the flat vector: its name (W, b, scale or shift), layer, shape and slice."


Place: TypeAlias = tuple[str, int]
"""("before" or "after", l): on z^(l), or on x^(l), l = 0 being the input."""

BatchStats: TypeAlias = dict[tuple[Any, ...], Any]
"""What the transforms saw of a batch, by place."""


class Transform(Protocol):
    """Batch or layer normalization, dropout: what acts before or after phi.

    It sees arrays (n, m), a data point in each row. ``memo`` is a dict of its own for each layer and workspace, for
    what the backward pass needs and for buffers; ``memo["place"]`` says where it acts.
    """

    def places(self, L: int) -> Sequence[Place]:
        """Where it acts in a network of L layers."""

    def sizes(self, m: int) -> tuple[int, ...]:
        """The lengths of its parameter vectors for a layer of m units: scale and shift, or none."""

    def forward(
        self, H: Array, params: Sequence[Array], train: Any, rng: Rng | None, stats: Any, memo: dict[Any, Any]
    ) -> Array:
        """H (n, m), transformed."""

    def backward(self, delta: Array, params: Sequence[Array], grads: Sequence[Array], memo: dict[Any, Any]) -> Array:
        """dL/dH from dL/d(output); the gradients of the parameters go into ``grads``."""


class Layout:
    """The order of the parameters in w: for l = 1..L W^(l), b^(l), and each transform's where it acts.

    Parameters
    ----------
    sizes : list of int
        m_0 ... m_L.
    normalization, dropout
        Transforms or None; their method ``places(L)`` lists ("before" or "after", l).
    """

    def __init__(
        self, sizes: Sequence[int], normalization: Transform | None = None, dropout: Transform | None = None
    ) -> None:
        self.sizes = sizes
        L = len(sizes) - 1
        self.transforms: dict[Place, list[tuple[Transform, list[Parameter]]]] = {}
        for transform in filter(None, (normalization, dropout)):
            for place in transform.places(L):
                self.transforms.setdefault(place, []).append((transform, []))
        self.parameters: list[Parameter] = []
        self.n_params = 0
        for l, m in enumerate(sizes):
            if l:
                self._append("W", l, (m, sizes[l - 1]))
                self._append("b", l, (m,))
            for side in ("before", "after"):
                for transform, own in self.transforms.get((side, l), ()):
                    for name, length in zip(("scale", "shift"), transform.sizes(m)):
                        own.append(self._append(name, l, (length,)))
        self._layers = [[p for p in self.parameters if p.layer == l and p.name in ("W", "b")] for l in range(1, L + 1)]
        self._recent: list[Any] = []

    def __getstate__(self):
        return {**vars(self), "_recent": []}  # a copy of a view is no view

    def _append(self, name, layer, shape):
        size = int(np.prod(shape))
        parameter = Parameter(name, layer, shape, slice(self.n_params, self.n_params + size))
        self.parameters.append(parameter)
        self.n_params += size
        return parameter

    def mask(self, name: str) -> Array:
        """Boolean (p,): true for the entries of the parameters of that name."""
        mask = np.zeros(self.n_params, bool)
        for p in self.parameters:
            mask[p.where] = p.name == name
        mask.flags.writeable = False
        return mask

    def layers(self, w: Array) -> list[tuple[Array, Array]]:
        """[(W, b), ...] as views of w."""
        return self._views(w)[1]

    def columns(self, w: Array) -> list[tuple[Array, Array]]:
        """[(W, b), ...] as views of w, b as a column (m_l, 1): what is added to every data point's z."""
        return self._views(w)[2]

    def _views(self, w):
        """(w, layers, columns). Those of the last two vectors, parameters and gradient, are remembered:
        making them costs as much as a matrix product of a tiny network."""
        for views in self._recent:
            if views[0] is w:
                return views
        layers = [tuple(w[p.where].reshape(p.shape) for p in layer) for layer in self._layers]
        views = (w, layers, [(W, b[:, None]) for W, b in layers])
        self._recent = [views, *self._recent[:1]]
        return views

    def transform_views(self, w: Array) -> list[tuple[Array, ...]]:
        """[(scale, shift), ...] as views of w, one for each place where a normalization acts."""
        return [tuple(w[p.where] for p in own) for places in self.transforms.values() for _, own in places if own]

    def init_transforms(self, w: Array) -> None:
        """Set every scale to 1 and every shift to 0."""
        for p in self.parameters:
            if p.name in ("scale", "shift"):
                w[p.where] = 1.0 if p.name == "scale" else 0.0

    def workspace(self, n: int, dtype: DTypeLike) -> "Workspace":
        """Fresh buffers for n rows."""
        return Workspace(self, n, dtype)


class Workspace:
    """Buffers of one forward and backward pass over n rows, and the memory of the transforms.

    As few as the equations allow, for what is still in the cache need not be fetched: phi(z^(l)) lies where
    delta^(l) will be, and phi' takes the place of z^(l).

    Attributes
    ----------
    Z, X, A, delta : list of ndarray
        For each layer l, shape (m_l, n), a column for each data point, so that adding b and summing over
        the data run along the memory: z^(l), later its slope; phi(z^(l)); x^(l) after the transforms; dL/dx^(l),
        which becomes dL/dz^(l), and at the output L is that from the start.
    z, dz : ndarray
        z^(L) and dL/dz^(L) again, (m_L, n), or (n,) for one output.
    ones : ndarray, (n,)
        delta @ ones is the sum over the data.
    loss_memo : dict
        For the loss, as the transforms have theirs.
    down_to : int
        The last layer whose dL/dx is wanted: 0 if a transform of the inputs has parameters, else 1.
    """

    Z: list[Any]
    X: list[Any]
    A: list[Any]
    delta: list[Any]

    def __init__(self, layout: Layout, n: int, dtype: DTypeLike) -> None:
        self.Z, self.delta = ([None, *(empty((m, n), dtype) for m in layout.sizes[1:])] for _ in range(2))
        ends: tuple[Any, Any] = self.Z[-1], self.delta[-1]
        self.z, self.dz = (a if len(a) > 1 else a[0] for a in ends)
        self.X, self.A = ([None] * len(layout.sizes) for _ in range(2))
        self.ones = np.ones(n, dtype)
        self.loss_memo: dict[str, Any] = {}
        self.transforms = layout.transforms
        self.down_to = 0 if any(own for _, own in layout.transforms.get(("after", 0), ())) else 1
        if self.down_to == 0:
            self.delta[0] = empty((layout.sizes[0], n), dtype)
        self._memos = {place: [{"place": place} for _ in those] for place, those in layout.transforms.items()}
        self._inputs, self._outputs = self._detour(n, layout.sizes[0], layout.sizes[1], np.dtype(dtype))

    def _detour(self, n: int, d: int, m: int, dtype: DTypeLike) -> tuple[Any, Any]:
        """Buffers for W^(1) X.T where the direct way is slow; OpenBLAS was measured."""
        if m >= 32 and n * d <= 8192:
            return empty((d, n), dtype), None  # X.T is quickly copied, and often read
        if m <= 32 and m * n * d > 1e6 and dtype == np.float32:
            return None, empty((n, m), dtype)  # X W.T is faster, and quickly turned over
        return None, None

    def weighted_sums(self, l: int, W: Array) -> Array:
        """W^(l) x^(l-1) of every data point, written to Z[l]. The inputs may lie across the memory: see ``_detour``."""
        A, Z = self.A[l - 1], self.Z[l]
        if l == 1 and not A.flags.c_contiguous:
            if self._inputs is not None:
                np.copyto(self._inputs, A)
                A = self._inputs
            elif self._outputs is not None:
                np.copyto(Z, np.dot(A.T, W.T, out=self._outputs).T)
                return Z
        return np.dot(W, A, out=Z)

    def apply(self, place: Place, H: Array, w: Array, mode: tuple[Any, Any, Any]) -> Array:
        """H after the transforms of that place, in their order."""
        if place not in self.transforms:
            return H
        train, rng, stats = mode
        if stats is not None and not isinstance(stats, dict):
            raise ValueError(f"stats is {type(stats).__name__}, expected what net.batch_statistics(w, X) returns")
        for k, ((transform, own), memo) in enumerate(zip(self.transforms[place], self._memos[place])):
            own_stats = stats.get((*place, k)) if stats is not None else None
            H = transform.forward(H.T, [w[p.where] for p in own], train, rng, own_stats, memo).T
        return H

    def pull_back(self, place: Place, delta: Array, w: Array, g: Array) -> Array:
        """The derivative with respect to the input of the transforms of that place; their own go into g."""
        if place not in self.transforms:
            return delta
        for (transform, own), memo in zip(reversed(self.transforms[place]), reversed(self._memos[place])):
            delta = transform.backward(delta.T, [w[p.where] for p in own], [g[p.where] for p in own], memo).T
        return delta

    def statistics(self) -> BatchStats:
        """What each transform saw in the last forward pass, keyed by place, for evaluation mode."""
        return {
            (*place, k): memo["statistics"]
            for place, memos in self._memos.items()
            for k, memo in enumerate(memos)
            if "statistics" in memo
        }
