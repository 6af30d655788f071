"""The L-layer network, equations (1)-(4), and backpropagation, equations (20)-(25).

A ``Network`` is a description: sizes, activation, loss. It owns no weights. The parameters are one
flat vector w of shape (p,), in the order W1, b1, W2, b2, ..., and each W is a view into it.
"""

from collections import namedtuple
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import all_finite, check_choice, check_integer, check_number, check_rng
from lecturekit.l_layer.arguments import check_arguments, check_finite, check_mode, check_transform, check_w, check_X
from lecturekit.l_layer.blocks import BLOCK_ROWS, blocks, mean_over_blocks
from lecturekit.l_layer.initialization import initial_weights
from lecturekit.l_layer.parameters import BatchStats, Layout, Transform, Workspace
from lecturekit.single_unit.activations import Activation, get_activation, tanh
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.losses import get_loss, least_squares

Cache = namedtuple("Cache", "Z A")
Cache.__doc__ = "What a forward pass leaves: Z[l] and A[l] = x^(l) for l = 0..L, each (n, m_l); Z[0] is None."


class Network:
    """A fully connected network f(x) = phi_out(z^(L)), equations (1)-(4).

    Parameters
    ----------
    sizes : sequence of int
        The widths m_0 = d, m_1, ..., m_L.
    phi : Activation or str
        Of the hidden layers.
    loss : Loss or str
        It brings its own phi_out.
    normalization : optional
        A ``BatchNorm`` or ``LayerNorm`` (chapter 7).
    dropout : optional
        A ``Dropout`` (chapter 8).
    dtype : dtype
        float64 or float32; w and X must be of it.

    Attributes
    ----------
    n_params : int
        p, the length of w.
    is_weight : ndarray of bool, (p,)
        True for the entries of the W's, false for biases and normalization parameters.

    Examples
    --------
    >>> net = Network([2, 3, 1], loss="logistic")
    >>> w = net.init(np.random.default_rng(0))
    >>> net.n_params, net.predict(w, np.zeros((1, 2)))
    (13, array([0.5]))
    >>> L, g = net.loss_and_grad(w, np.zeros((1, 2)), np.array([1]))
    >>> round(L, 4), g.shape
    (0.6931, (13,))
    """

    such_as = "Network([2, 4, 1])"

    def __init__(
        self,
        sizes: Sequence[int],
        phi: Activation | str = tanh,
        loss: Loss | str = least_squares,
        *,
        normalization: Transform | None = None,
        dropout: Transform | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.sizes = [check_integer(f"sizes[{l}]", m, 1) for l, m in enumerate(sizes)]
        if len(self.sizes) < 2:
            raise ValueError(f"sizes is {self.sizes}, expected at least an input and an output width")
        self.phi = get_activation(phi)
        self.loss_function = get_loss(loss)
        self.dtype = np.dtype(check_choice("dtype", np.dtype(dtype).name, ("float64", "float32")))
        self.L = len(self.sizes) - 1
        self.normalization = check_transform("normalization", normalization, "BatchNorm() or LayerNorm()")
        self.dropout = check_transform("dropout", dropout, "Dropout()")
        self._layout = Layout(self.sizes, normalization, dropout)
        self.n_params = self._layout.n_params
        self.is_weight = self._layout.mask("W")
        self._work: dict[int, Workspace] = {}
        self._part: Array | None = None

    def init(self, rng: Rng, scheme: Option = "he", scale: float = 1.0) -> Array:
        """A random starting point w (p,): weights by ``initialization.initial_weights``, biases 0."""
        check_rng(rng)
        check_number("scale", scale, 0)
        w = np.zeros(self.n_params, self.dtype)
        for W, _b in self.views(w):
            W[...] = initial_weights(rng, W.shape, scheme) * scale
        self._layout.init_transforms(w)
        return w

    def views(self, w: Array) -> list[tuple[Array, Array]]:
        """The list [(W1, b1), ..., (WL, bL)] of views into w (p,): W is (m_l, m_{l-1}), b is (m_l,); no copy."""
        return self._layout.layers(check_w(self, w))

    def transform_views(self, w: Array) -> list[tuple[Array, ...]]:
        """Views of the normalization parameters in w: a list of (scale, shift), in the order of the layers."""
        return self._layout.transform_views(check_w(self, w))

    def forward(
        self, w: Array, X: Array, *, train: bool = False, rng: Rng | None = None, stats: BatchStats | None = None
    ) -> Cache:
        """Equations (1)-(4) for all rows of X (n, d); a ``Cache`` with every Z^(l) and x^(l), freshly made."""
        X = check_X(self, X)
        work = self._layout.workspace(len(X), self.dtype)
        self._forward(check_w(self, w), X, work, train, rng, stats)
        return Cache([None, *(Z.T for Z in work.Z[1:])], [A.T for A in work.A])

    def _forward(self, w, X, work, train=False, rng=None, stats=None):
        """z^(L), (m_L, n) or (n,). As the lecture writes it, with columns: one for each data point."""
        mode, transforms = (check_mode(train), rng, stats), work.transforms
        work.A[0] = work.apply(("after", 0), X.T, w, mode) if transforms else X.T  # (1) x^(0) = x
        for l, (W, b) in enumerate(self._layout.columns(w), start=1):
            Z = work.weighted_sums(l, W)  # (4) z^(l) = W^(l) x^(l-1) + b^(l)
            np.copyto(work.delta[l], b)  # b in every column; broadcasting in the
            Z += work.delta[l]  # sum would make numpy allocate a buffer
            if l < self.L:
                if transforms:
                    Z = work.apply(("before", l), Z, w, mode)
                work.A[l] = work.X[l] = self.phi(Z, out=work.delta[l])  # (3) x^(l) = phi(z^(l))
                if transforms:
                    work.A[l] = work.apply(("after", l), work.X[l], w, mode)
        work.A[self.L] = Z  # (2) x^(L) = z^(L); phi_out is the loss's
        return work.z

    def _backward(self, w, work, g):
        """Equations (20)-(25), from delta = dL/dz^(L) (m_L, n) down; fills g (p,)."""
        weights, gradients, transforms = self._layout.columns(w), self._layout.layers(g), work.transforms
        delta = work.delta[self.L]
        for l in range(self.L, 0, -1):
            gW, gb = gradients[l - 1]
            np.dot(delta, work.ones, out=gb)  # (21), (24), (25), summed over the data
            np.dot(delta, work.A[l - 1].T, out=gW)
            if l > 1:
                slope = self.phi.derivative(work.X[l - 1], out=work.Z[l - 1])  # (20), with x still in the cache
            if l > work.down_to:
                delta = np.dot(weights[l - 1][0].T, delta, out=work.delta[l - 1])  # (22), (23): W transposed
                if transforms:
                    delta = work.pull_back(("after", l - 1), delta, w, g)
            if l > 1:
                delta *= slope
                if transforms:
                    delta = work.pull_back(("before", l - 1), delta, w, g)

    def loss_and_grad(
        self,
        w: Array,
        X: Array,
        y: Array,
        *,
        train: bool = False,
        rng: Rng | None = None,
        stats: BatchStats | None = None,
        out: Array | None = None,
        stats_out: BatchStats | None = None,
    ) -> tuple[float, Array]:
        """The mean loss over the n rows of X and its gradient, by equations (20)-(25) for every layer.

        Parameters
        ----------
        w : ndarray, (p,)
            The parameters.
        X : ndarray, (n, d)
            Data points as rows.
        y : ndarray, (n,) or (n, m_L)
            Labels, in the coding of the loss.
        train : bool
            Training mode: batch statistics for batch normalization, masks for dropout.
        rng : numpy.random.Generator, optional
            Draws the dropout masks; needed in training mode with dropout.
        stats : optional
            From ``batch_statistics``; needed in evaluation mode with batch normalization.
        out : ndarray, (p,), optional
            Where to write the gradient, to save the allocation.
        stats_out : dict, optional
            In training mode it receives the statistics of this batch; see ``RunningAverages``.

        Returns
        -------
        L : float
        g : ndarray, (p,)
            In the same order as w; ``out`` if that was given.

        Raises
        ------
        ValueError
            If a shape or a dtype is wrong, a label is unknown, or X, y or w is not finite.
        """
        w, X, y = check_arguments(self, w, X, y)
        g = np.empty_like(w) if out is None else check_w(self, out, "out")
        if self._layout.transforms or len(X) <= BLOCK_ROWS:
            return self._loss_and_grad(w, X, y, g, train, rng, stats, stats_out), g
        part = self._part = np.empty_like(g) if self._part is None else self._part
        return mean_over_blocks(self._loss_and_grad, w, X, y, g, part, BLOCK_ROWS), g

    def _loss_and_grad(self, w, X, y, g, train=False, rng=None, stats=None, stats_out=None):  # L; g is filled
        work = self._workspace(len(X))
        z = self._forward(w, X, work, train, rng, stats)
        L = self.loss_function.value_and_dz(z, y, work.dz, work.loss_memo)
        if not isfinite(L):
            check_finite(w=w, X=X, y=y)
        self._backward(w, work, g)
        gW, gb = self._layout.layers(g)[0]  # infinite inputs of a saturated unit leave L finite, but they
        if not isfinite(np.dot(gW[0], gW[0]) + np.dot(gb, gb)):  # reach every row of dL/dW^(1)
            check_finite(w=w, X=X, y=y)
        if train and stats_out is not None:
            stats_out.update(work.statistics())
        return L

    def grad(self, w: Array, X: Array, y: Array, **mode: Any) -> Array:
        """The gradient of ``loss`` at w, shape (p,); arguments as in ``loss_and_grad``."""
        return self.loss_and_grad(w, X, y, **mode)[1]

    def loss(
        self,
        w: Array,
        X: Array,
        y: Array,
        *,
        train: bool = False,
        rng: Rng | None = None,
        stats: BatchStats | None = None,
    ) -> float:
        """The mean over the rows of X of L(y, f(x; w)); arguments as in ``loss_and_grad``."""
        w, X, y = check_arguments(self, w, X, y, finite=True)
        if check_mode(train):
            L = self.loss_function(self._forward(w, X, self._workspace(len(X)), train, rng, stats).T, y)
        else:
            parts = self._logit_blocks(w, X, stats=stats)
            L = sum(float(self.loss_function._per_sample(z, y[rows]).sum()) for rows, z in parts) / len(X)
        if not isfinite(L):
            check_finite(w=w, X=X, y=y)
        return L

    def logits(
        self, w: Array, X: Array, *, train: bool = False, rng: Rng | None = None, stats: BatchStats | None = None
    ) -> Array:
        """z^(L) of every row of X: shape (n,) for one output, (n, m_L) for several; modes as in ``loss_and_grad``."""
        w, X = check_w(self, w), check_X(self, X, finite=True)
        z = np.concatenate([z.copy() for _, z in self._logit_blocks(w, X, train, rng, stats)])
        if not all_finite(z):
            check_finite(w=w, X=X)
        return z

    def predict(self, w: Array, X: Array, **mode: Any) -> Array:
        """phi_out(z^(L)), the network's output of equation (2): shape (n,) or (n, m_L); arguments as in ``logits``."""
        return self.loss_function.phi_out(self.logits(w, X, **mode))

    def classify(self, w: Array, X: Array, *, stats: BatchStats | None = None) -> Array:
        """The predicted labels, shape (n,), in the coding of y."""
        return self.loss_function.classify(self.logits(w, X, stats=stats))

    def accuracy(self, w: Array, X: Array, y: Array, *, stats: BatchStats | None = None) -> float:
        """The fraction of the rows of X whose predicted label is y."""
        w, X, y = check_arguments(self, w, X, y)
        return float(np.mean(self.classify(w, X, stats=stats) == y))

    def batch_statistics(self, w: Array, X: Array) -> BatchStats:
        """The normalization statistics of the whole of X (n, d), for ``stats`` in evaluation mode."""
        w, X = check_w(self, w), check_X(self, X)
        work = self._layout.workspace(len(X), self.dtype)
        self._forward(w, X, work, train="statistics")
        return work.statistics()

    def _logit_blocks(self, w, X, train=False, rng=None, stats=None):
        for rows in blocks(len(X), len(X) if train else BLOCK_ROWS):  # in training mode transforms want all rows
            work = self._workspace(rows.stop - rows.start)
            yield rows, self._forward(w, X[rows], work, train, rng, stats).T

    def _workspace(self, n):
        """Buffers for n rows, kept for the next call; nothing that is returned to a caller lives in them."""
        if n not in self._work:
            if len(self._work) >= 3:
                self._work.pop(next(iter(self._work)))
            self._work[n] = self._layout.workspace(n, self.dtype)
        return self._work[n]

    def __getstate__(self):
        return {**vars(self), "_work": {}, "_part": None}  # a copy gets buffers of its own, and views into them

    def __repr__(self):
        extras = "".join(
            f", {name}={value!r}"
            for name, value in (("normalization", self.normalization), ("dropout", self.dropout))
            if value is not None
        )
        return (
            f"Network({self.sizes}, phi={self.phi}, loss={self.loss_function}{extras}, dtype={self.dtype}): "
            f"{self.n_params} parameters"
        )
