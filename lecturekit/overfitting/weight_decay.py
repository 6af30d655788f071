"""Weight decay, equations (35)-(38): as a penalty in the loss, and as a shrinking of the weights.

With plain gradient descent the two are the same step. With momentum or an adaptive rate they are not.
"""

from typing import Any

import numpy as np

from lecturekit.foundation.buffers import empty
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_network, check_number
from lecturekit.l_layer.network import Network
from lecturekit.training.optimizer import Optimizer, check_optimizer


class WeightDecay:
    """The loss with a penalty, L + lambda/2 ||W||^2, equation (35); its gradient (36); a step on it is (37).

    It stands where a network stands, in ``train`` too. Only weights are penalized, not biases and not the
    scale and shift of a normalization: those cannot make a function wild, and a penalty would move the
    mean of the predictions.

    Parameters
    ----------
    net : Network
    lam : float
        lambda, at least 0. Where the loss is a MEAN of n negative log-likelihoods, lambda stands for a Gaussian
        prior of variance 1 / (n lambda) on each weight; for squares with noise s, of variance s^2 / (n lambda).

    Raises
    ------
    ValueError
        If net is no network, or lam is negative or not a number.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> WeightDecay(Network([2, 1]), lam=0.1).penalty(np.array([3.0, 4.0, 10.0]))  # 0.05 (9 + 16): not the bias
    1.25
    """

    def __init__(self, net: Network, lam: float) -> None:
        self.net, self.lam = check_network(net), check_number("lam", lam, 0)
        self._mask = net.is_weight.astype(net.dtype)
        self._decay = empty((net.n_params,), net.dtype)

    def __getattr__(self, name):
        if name == "net":  # not there yet, while a copy is being made
            raise AttributeError(name)
        return getattr(self.net, name)

    def penalty(self, w: Array) -> float:
        """lambda/2 times the sum of the squared weights."""
        w = check_array("w", w, shape=self._mask.shape)
        return 0.5 * self.lam * float(np.dot(w * self._mask, w))

    def loss(self, w: Array, X: Array, y: Array, **mode: Any) -> float:
        """L_lambda, equation (35); arguments as for the network's ``loss``."""
        return self.net.loss(w, X, y, **mode) + self.penalty(w)

    def loss_and_grad(self, w: Array, X: Array, y: Array, **mode: Any) -> tuple[float, Array]:
        """L_lambda and its gradient, equation (36): the network's, plus lambda w_j for each weight."""
        L, g = self.net.loss_and_grad(w, X, y, **mode)
        if self.lam == 0:
            return L, g
        decay = np.multiply(w, self._mask, out=self._decay)
        decay *= self.lam
        g += decay  # (36)
        return L + 0.5 * float(np.dot(decay, w)), g

    def grad(self, w: Array, X: Array, y: Array, **mode: Any) -> Array:
        """The gradient (36), shape (p,)."""
        return self.loss_and_grad(w, X, y, **mode)[1]

    def __repr__(self):
        return f"WeightDecay({self.net!r}, lam={self.lam!r})"


class DecoupledDecay(Optimizer):
    """w <- (1 - eta lambda) w before the step of another optimizer, equation (38).

    The gradient handed to that optimizer is the one of the loss without a penalty. Around
    ``GradientDescent`` this is the step (37); around ``Adam`` it is AdamW.

    Parameters
    ----------
    optimizer : Optimizer
    lam : float
        lambda, at least 0; eta lambda must stay below 1, or weights vanish or change their sign.
    is_weight : ndarray of bool, (p,), optional
        The entries that shrink, a network's ``is_weight``; all where it is None.

    Raises
    ------
    ValueError
        If lam is negative, or eta lambda is 1 or more.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> DecoupledDecay(GradientDescent(0.1), lam=0.5).step(np.array([2.0]), np.array([0.0]))  # 2 (1 - 0.1 * 0.5)
    array([1.9])
    """

    def __init__(self, optimizer: Optimizer, lam: float, is_weight: Array | None = None) -> None:
        self.optimizer, self.lam = check_optimizer(optimizer), check_number("lam", lam, 0)
        self._is_weight = None if is_weight is None else check_array("is_weight", is_weight, ndim=1).astype(bool)
        super().__init__(optimizer.eta)

    def step(self, w: Array, g: Array) -> Array:
        """Shrink the weights by 1 - eta lambda, then one step of the other optimizer; both in place."""
        self.optimizer._check(w, g)  # before anything is changed
        rate = self.optimizer._rate_at(self.optimizer.t + 1)
        if rate * self.lam >= 1:
            raise ValueError(
                f"eta * lam is {rate * self.lam:g}, expected less than 1: at 1 a step erases every weight, beyond that it flips their signs"
            )
        if self._is_weight is None:
            w *= 1 - rate * self.lam  # (38)
        else:
            check_array("is_weight", self._is_weight, shape=w.shape)
            np.multiply(w, 1 - rate * self.lam, out=w, where=self._is_weight)
        self.optimizer.step(w, g)
        self.t, self.rate = self.optimizer.t, rate
        return w

    def reset(self) -> None:
        """Forget the steps done, the other optimizer's too."""
        self.optimizer.reset()
        super().reset()
