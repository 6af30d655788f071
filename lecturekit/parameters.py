"""Where each parameter lies in the flat vector, and the work buffers of a forward and backward pass.

This is the bookkeeping behind ``network.py``, kept apart so that the equations stay readable there.

A transform (batch or layer normalisation, dropout) stands ``before`` phi, on Z^(l), or ``after`` it,
on x^(l), l = 0 being the input; it sees arrays (n, m), a data point in each row. It has ``sizes(m)``, the lengths of its parameter vectors for a layer
of m units (scale and shift, or none), ``forward(H, params, train, rng, stats, memo) -> H`` and
``backward(delta, params, grads, memo) -> delta``; ``memo`` is a dict of its own for each layer and
workspace, for what the backward pass needs and for buffers; ``memo["place"]`` says where it acts.
"""

from collections import namedtuple

import numpy as np

Parameter = namedtuple("Parameter", "name layer shape where")
Parameter.__doc__ = "One array inside the flat vector: its name (W, b, scale or shift), layer, shape and slice."


class Layout:
    """The order of the parameters in w: for l = 1..L W^(l), b^(l), and each transform's where it acts.

    Parameters
    ----------
    sizes : list of int
        m_0 ... m_L.
    normalization, dropout
        Transforms or None; their method ``places(L)`` lists ("before" or "after", l).
    """

    def __init__(self, sizes, normalization=None, dropout=None):
        self.sizes = sizes
        L = len(sizes) - 1
        self.transforms = {}
        for transform in (normalization, dropout):
            for place in transform.places(L) if transform is not None else ():
                self.transforms.setdefault(place, []).append((transform, []))
        self.parameters = []
        self.n_params = 0
        for l, m in enumerate(sizes):
            if l:
                self._append("W", l, (m, sizes[l - 1]))
                self._append("b", l, (m,))
            for side in ("before", "after"):
                for transform, own in self.transforms.get((side, l), ()):
                    for name, length in zip(("scale", "shift"), transform.sizes(m)):
                        own.append(self._append(name, l, (length,)))
        self._layers = [[p for p in self.parameters if p.layer == l and p.name in ("W", "b")]
                        for l in range(1, L + 1)]
        self._recent = []

    def _append(self, name, layer, shape):
        size = int(np.prod(shape))
        parameter = Parameter(name, layer, shape, slice(self.n_params, self.n_params + size))
        self.parameters.append(parameter)
        self.n_params += size
        return parameter

    def mask(self, name):
        """Boolean (p,): true for the entries of the parameters of that name."""
        mask = np.zeros(self.n_params, bool)
        for p in self.parameters:
            mask[p.where] = p.name == name
        mask.flags.writeable = False
        return mask

    def layers(self, w):
        """[(W, b), ...] as views of w."""
        return self._views(w)[1]

    def columns(self, w):
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

    def transform_views(self, w):
        """[(scale, shift), ...] as views of w, one for each place where a normalisation acts."""
        return [tuple(w[p.where] for p in own) for places in self.transforms.values()
                for _, own in places if own]

    def init_transforms(self, w):
        """Set every scale to 1 and every shift to 0."""
        for p in self.parameters:
            if p.name in ("scale", "shift"):
                w[p.where] = 1.0 if p.name == "scale" else 0.0

    def workspace(self, n, dtype):
        """Fresh buffers for n rows."""
        return Workspace(self, n, dtype)


class Workspace:
    """Buffers of one forward and backward pass over n rows, and the memory of the transforms.

    Attributes
    ----------
    Z, X, A, dX, slope : list of ndarray
        For each layer l, shape (m_l, n), a column for each data point, so that adding b and summing over
        the data run along the memory: z^(l); phi(z^(l)); x^(l) after the transforms; dL/dx^(l); phi'(z^(l)).
    dZ : ndarray
        dL/dz^(L), shape (m_L, n).
    ones : ndarray, (n,)
        delta @ ones is the sum over the data.
    loss_memo : dict
        For the loss, as the transforms have theirs.
    """

    def __init__(self, layout, n, dtype):
        hidden = layout.sizes[1:-1]

        def buffers():
            return [None, *(np.empty((m, n), dtype) for m in hidden), None]

        self.Z, self.X, self.A, self.slope, self.dX = buffers(), buffers(), buffers(), buffers(), buffers()
        self.Z[-1] = np.empty((layout.sizes[-1], n), dtype)
        self.dZ = self.slope[-1] = np.empty((layout.sizes[-1], n), dtype)
        self.ones, self.loss_memo = np.ones(n, dtype), {}
        self._transforms = layout.transforms
        if ("after", 0) in layout.transforms:
            self.dX[0] = np.empty((layout.sizes[0], n), dtype)
        self._memos = {place: [{"place": place} for _ in those] for place, those in layout.transforms.items()}

    def has(self, place):
        """Whether a transform acts there."""
        return place in self._transforms

    def apply(self, place, H, w, mode):
        """H after the transforms of that place, in their order."""
        if place not in self._transforms:
            return H
        train, rng, stats = mode
        if stats is not None and not isinstance(stats, dict):
            raise ValueError(f"stats is {type(stats).__name__}, expected what net.batch_statistics(w, X) returns")
        for k, ((transform, own), memo) in enumerate(zip(self._transforms[place], self._memos[place])):
            own_stats = stats.get((*place, k)) if stats is not None else None
            H = transform.forward(H.T, [w[p.where] for p in own], train, rng, own_stats, memo).T
        return H

    def pull_back(self, place, delta, w, g):
        """The derivative with respect to the input of the transforms of that place; their own go into g."""
        if place not in self._transforms:
            return delta
        for (transform, own), memo in zip(reversed(self._transforms[place]), reversed(self._memos[place])):
            delta = transform.backward(delta.T, [w[p.where] for p in own], [g[p.where] for p in own], memo).T
        return delta

    def statistics(self):
        """What each transform saw in the last forward pass, keyed by place, for evaluation mode."""
        return {(*place, k): memo["statistics"] for place, memos in self._memos.items()
                for k, memo in enumerate(memos) if "statistics" in memo}
