"""Normalization inside the network: batch normalization in the lecture's four variants, layer normalization.

All of them do the same to a set S of numbers: subtract its mean, divide by the root of its variance
plus eps, then multiply by a learnable scale and add a learnable shift. They differ in what S is.
"""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import numpy as np

from lecturekit.foundation.buffers import empty
from lecturekit.foundation.types import Array, Option, Rng
from lecturekit.foundation.validation import check_choice, check_number
from lecturekit.l_layer.parameters import Place

Statistics = namedtuple("Statistics", "mean variance count")
Statistics.__doc__ = "Mean and (1/n) variance of what one place saw, and over how many values each was taken."


class _Normalization:
    """Forward and backward pass over sets of entries of H (n, m): columns (axis 0), rows (1), all (None)."""

    axis: int | None = 0

    def __init__(self, eps: float = 1e-5) -> None:
        self.eps = check_number("eps", eps, 0, low_open=True)

    def sizes(self, m: int) -> tuple[int, ...]:
        """One scale and one shift for each of the m units, the same for all data points."""
        return (m, m)

    def _mean(self, A):
        return np.add.reduce(A, axis=self.axis, keepdims=True) / (A.size if self.axis is None else A.shape[self.axis])

    def _normalize(self, H, params, memo, given=None):
        """scale * (H - mean) / sqrt(variance + eps) + shift for H (n, m), in a buffer of ``memo``; the ``Statistics``."""
        if "hat" not in memo:
            memo["hat"], memo["out"] = (empty(H.T.shape, H.dtype).T for _ in range(2))  # as the network lays them out
        hat, out = memo["hat"], memo["out"]
        mean = given.mean if given else self._mean(H)
        np.subtract(H, mean, out=hat)
        variance = given.variance if given else self._mean(np.multiply(hat, hat, out=out))
        memo["slope"] = 1 / np.sqrt(variance + self.eps)
        memo["given"] = given is not None
        hat *= memo["slope"]
        np.multiply(hat, params[0], out=out)
        out += params[1]
        return out, Statistics(mean, variance, H.size // mean.size)

    def backward(self, delta: Array, params: Sequence[Array], grads: Sequence[Array], memo: dict[Any, Any]) -> Array:
        """From dL/d(output) to dL/dH, both (n, m), in place; the gradients of scale and shift go into ``grads``.

        The mean and the variance are functions of H, and the derivative passes through both: with
        d = delta * scale and means over the same sets, dL/dH = (d - mean(d) - hat mean(d hat)) / sqrt(variance + eps).
        Where they were given (evaluation) only the first term is left.
        """
        hat, product = memo["hat"], np.multiply(delta, memo["hat"], out=memo["out"])
        np.add.reduce(product, axis=0, out=grads[0])
        np.add.reduce(delta, axis=0, out=grads[1])
        delta *= params[0]
        if not memo["given"]:
            product *= params[0]
            hat *= self._mean(product)
            delta -= self._mean(delta)
            delta -= hat
        delta *= memo["slope"]
        return delta


class BatchNorm(_Normalization):
    """Batch normalization: scale * (x - mu_B) / sqrt(sigma_B^2 + eps) + shift, over the batch B.

    In training mean and variance (1/n, not 1/(n - 1)) are those of the batch, and the gradient passes
    through them. In evaluation they must be given: ``stats=net.batch_statistics(w, X_train)``, or the
    ``stats`` of ``RunningAverages``. A batch of one is its own mean: its output is the shift, except in the
    variant "per_layer".

    ================  =======================  =================================================
    variant           acts on                  one mean and variance for
    ================  =======================  =================================================
    "inputs"          x^(0)                    each input coordinate
    "per_layer"       z^(l), l = 1..L-1        all units of a layer together
    "per_neuron"      z^(l), l = 1..L-1        each unit
    "layer_inputs"    x^(l), l = 0..L-1        each coordinate
    ================  =======================  =================================================

    Parameters
    ----------
    variant : str
    eps : float
        Positive; inside the root.

    Raises
    ------
    ValueError
        For an unknown variant or eps; from the network's methods, for evaluation without statistics.

    Notes
    -----
    Ioffe and Szegedy (2015) is "per_neuron". There the bias b^(l) has no effect: the mean takes it away.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> rng = np.random.default_rng(0)
    >>> net, X = Network([2, 3, 1], normalization=BatchNorm()), rng.normal(size=(4, 2))
    >>> w = net.init(rng)
    >>> net.logits(w, X, train=True).round(2), net.logits(w, 100 * X, train=True).round(2)  # the scale has no effect
    (array([-1.09,  0.27, -1.52,  1.86]), array([-1.09,  0.27, -1.52,  1.86]))
    >>> stats = net.batch_statistics(w, X)
    >>> net.logits(w, X[:1], stats=stats).round(2)
    array([-1.09])
    """

    def __init__(self, variant: Option = "per_neuron", eps: float = 1e-5) -> None:
        self.variant = check_choice("variant", variant, ("inputs", "per_layer", "per_neuron", "layer_inputs"))
        super().__init__(eps)
        self.axis = None if variant == "per_layer" else 0

    def places(self, L: int) -> list[Place]:
        """On the inputs, on z of the hidden layers, or on the inputs of all layers."""
        if self.variant == "inputs":
            return [("after", 0)]
        if self.variant == "layer_inputs":
            return [("after", l) for l in range(L)]
        return [("before", l) for l in range(1, L)]

    def forward(
        self, H: Array, params: Sequence[Array], train: Any, rng: Rng | None, stats: Any, memo: dict[Any, Any]
    ) -> Array:
        """H (n, m) normalized by its own statistics in training, by ``stats`` in evaluation."""
        given = None if train else self._checked(stats, H.shape[1], memo["place"])
        out, memo["statistics"] = self._normalize(H, params, memo, given)
        return out

    def _checked(self, stats, m, place):
        where = f"{'z' if place[0] == 'before' else 'x'}^({place[1]})"
        if stats is None:
            raise ValueError(
                f"no batch statistics for {where}, expected them in evaluation with BatchNorm: "
                "stats = net.batch_statistics(w, X_train), then stats=stats "
                "(or train=True, for the statistics of this batch)"
            )
        expected = (1, 1) if self.axis is None else (1, m)
        if stats.mean.shape != expected:
            raise ValueError(
                f"the batch statistics for {where} have shape {stats.mean.shape}, expected {expected}: "
                "take them with the same network"
            )
        return stats

    def __repr__(self):
        return f"BatchNorm({self.variant!r}, eps={self.eps!r})"


class LayerNorm(_Normalization):
    """Layer normalization: z^(l) of EACH data point to mean 0 and variance 1 over its m_l units, l = 1..L-1.

    No data point sees another: training and evaluation are the same, and a batch of one is fine. Scale
    and shift are one number per unit. A layer of one unit gives only its shift, one of two units
    nearly +-1 times the scale.

    Parameters
    ----------
    eps : float
        Positive; inside the root.

    Notes
    -----
    Ba, Kiros and Hinton (2016).

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> Network([2, 3, 1]).n_params, Network([2, 3, 1], normalization=LayerNorm()).n_params  # 3 scales, 3 shifts
    (13, 19)
    """

    axis = 1

    def places(self, L: int) -> list[Place]:
        """On z of the hidden layers."""
        return [("before", l) for l in range(1, L)]

    def forward(
        self, H: Array, params: Sequence[Array], train: Any, rng: Rng | None, stats: Any, memo: dict[Any, Any]
    ) -> Array:
        """Each row of H (n, m) normalized by its own mean and variance, in training and in evaluation."""
        return self._normalize(H, params, memo)[0]

    def __repr__(self):
        return f"LayerNorm(eps={self.eps!r})"
