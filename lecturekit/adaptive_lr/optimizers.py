"""Adaptive learning rates, equations (28)-(32): one rate for each parameter and each step.

In ``update`` all arrays have one shape; ``s`` and ``r`` are scratch, used again and again. Where epsilon
stands, inside the square root as on the slides or outside as in most libraries, is an argument of all
but AdaDelta, which needs it inside.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np

from lecturekit.adaptive_lr import loops
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number
from lecturekit.training.optimizer import Optimizer, Rate


class _Adaptive(Optimizer):
    """What the adaptive methods share: eps and its place."""

    def __init__(self, eta: Rate, eps: float, eps_inside: bool) -> None:
        self.eps = check_number("eps", eps, 0)
        self.eps_inside = bool(eps_inside)
        super().__init__(eta)

    def root(self, G: Array, out: Array, n: float = 1.0) -> Array:
        """sqrt(n) times the root of G / n: times sqrt(G / n + eps), or sqrt(G / n) + eps if not ``eps_inside``."""
        if self.eps_inside:
            return np.sqrt(np.add(G, n * self.eps, out=out), out=out)
        return np.add(np.sqrt(G, out=out), sqrt(n) * self.eps, out=out)

    def inside_and_outside(self, n: float = 1.0) -> tuple[float, float]:
        """What is added inside and outside the root in ``root``: one of them is 0."""
        return (n * self.eps, 0.0) if self.eps_inside else (0.0, sqrt(n) * self.eps)


class AdaGrad(_Adaptive):
    """w <- w - eta / sqrt(G + eps) g with G the SUM of all squared gradients so far, equation (28).

    The slides put eps inside the root (default); Duchi et al. (2011) and PyTorch put it outside:
    ``eps_inside=False``.

    Parameters
    ----------
    eta : float or callable
    eps : float
    eps_inside : bool

    Examples
    --------
    >>> w, optimizer = np.zeros(1), AdaGrad(0.1)
    >>> [round(float(optimizer.step(w, np.array([5.0]))[0]), 4) for _ in range(3)]  # 0.1 (1 + 1/sqrt(2) + 1/sqrt(3))
    [-0.1, -0.1707, -0.2284]
    """

    n_state = 1
    loop = staticmethod(loops.adagrad)

    def __init__(self, eta: Rate = 0.01, eps: float = 1e-8, *, eps_inside: bool = True) -> None:
        super().__init__(eta, eps, eps_inside)

    def update(self, w: Array, g: Array, G: Array, s: Array) -> None:
        G += np.multiply(g, g, out=s)
        step = np.divide(g, self.root(G, out=s), out=s)
        w -= np.multiply(self.rate, step, out=s)  # (28)

    def numbers(self) -> tuple[float, ...]:
        return self.rate, *self.inside_and_outside()


class RMSProp(_Adaptive):
    """AdaGrad that forgets: G <- rho G + (1 - rho) g^2, with rho = 0.9 on the slides.

    G starts at 0 and is not corrected, so the first step is eta / sqrt(1 - rho) long. PyTorch's default
    is rho = 0.99 with eps outside the root. Source: Tieleman and Hinton (2012).

    Parameters
    ----------
    eta : float or callable
    rho : float in [0, 1)
    eps : float
    eps_inside : bool

    Examples
    --------
    >>> w, optimizer = np.zeros(1), RMSProp(0.1)
    >>> [round(float(optimizer.step(w, np.array([5.0]))[0]), 4) for _ in range(3)]  # the first step is the longest
    [-0.3162, -0.5456, -0.7377]
    """

    n_state = 1
    loop = staticmethod(loops.rmsprop)

    def __init__(self, eta: Rate = 0.001, rho: float = 0.9, eps: float = 1e-8, *, eps_inside: bool = True) -> None:
        self.rho = check_number("rho", rho, 0, 1, high_open=True)
        super().__init__(eta, eps, eps_inside)

    def update(self, w: Array, g: Array, G: Array, s: Array) -> None:
        G *= self.rho
        np.multiply(g, g, out=s)
        G += np.multiply(1 - self.rho, s, out=s)
        step = np.divide(g, self.root(G, out=s), out=s)
        w -= np.multiply(self.rate, step, out=s)

    def numbers(self) -> tuple[float, ...]:
        return self.rho, 1 - self.rho, self.rate, *self.inside_and_outside()


class AdaDelta(_Adaptive):
    """Steps in the units of w: sqrt(D + eps) / sqrt(G + eps) g, D the average of squared steps.

    Source: Zeiler (2012), who has no learning rate: eta = 1. Only defined with eps inside.

    Parameters
    ----------
    eta : float or callable
    rho : float in [0, 1)
    eps : float > 0
        Without it no first step would be made.

    Examples
    --------
    >>> w, optimizer = np.zeros(1), AdaDelta()
    >>> [round(float(optimizer.step(w, np.array([5.0]))[0]), 4) for _ in range(3)]  # a slow start
    [-0.0045, -0.009, -0.0136]
    """

    n_state = 2
    n_scratch = 2
    loop = staticmethod(loops.adadelta)

    def __init__(self, eta: Rate = 1.0, rho: float = 0.95, eps: float = 1e-6) -> None:
        self.rho = check_number("rho", rho, 0, 1, high_open=True)
        check_number("eps", eps, 0, low_open=True)
        super().__init__(eta, eps, True)

    def update(self, w: Array, g: Array, G: Array, D: Array, s: Array, r: Array) -> None:
        G *= self.rho
        np.multiply(g, g, out=s)
        G += np.multiply(1 - self.rho, s, out=s)
        step = np.divide(self.root(D, out=s), self.root(G, out=r), out=s)
        step *= g
        D *= self.rho
        np.multiply(step, step, out=r)
        D += np.multiply(1 - self.rho, r, out=r)
        w -= np.multiply(self.rate, step, out=r)

    def numbers(self) -> tuple[float, ...]:
        return self.rho, 1 - self.rho, self.rate, self.eps


class Adam(_Adaptive):
    """Momentum for g and for g^2, both corrected for their start at zero, equations (29)-(32).

    The slides put eps inside the root of (32) (default); Kingma and Ba (2015), Algorithm 1, and PyTorch
    put it outside: ``eps_inside=False``. With eps = 1e-8 the two differ tenfold where abs(g) is 1e-5.

    Kept are the sums m / (1 - beta1) and v / (1 - beta2), to go through the memory less often. What (31)
    makes of m is a weighted mean: the sum of beta1^k g over the steps k back, divided by n1, the sum of these
    weights beta1^k; of v likewise.

    Parameters
    ----------
    eta : float or callable
    beta1, beta2 : float in [0, 1)
    eps : float
    eps_inside : bool

    Examples
    --------
    >>> Adam(0.1).step(np.zeros(3), np.array([1000.0, 1.0, -0.001])).round(4)  # the first step: eta for every weight
    array([-0.1   , -0.1   ,  0.0995])
    """

    n_state = 2
    loop: Callable[..., None] = staticmethod(loops.adam)

    def __init__(
        self, eta: Rate = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, *, eps_inside: bool = True
    ) -> None:
        self.beta1 = check_number("beta1", beta1, 0, 1, high_open=True)
        self.beta2 = check_number("beta2", beta2, 0, 1, high_open=True)
        super().__init__(eta, eps, eps_inside)

    def update(self, w: Array, g: Array, m_sum: Array, v_sum: Array, s: Array) -> None:
        m_sum *= self.beta1
        m_sum += g  # (29), divided by 1 - beta1
        v_sum *= self.beta2
        v_sum += np.multiply(g, g, out=s)  # (30), divided by 1 - beta2
        n1, n2 = self.sums_of_weights()
        step = np.divide(m_sum, self.root(v_sum, out=s, n=n2), out=s)
        w -= np.multiply(self.rate * sqrt(n2) / n1, step, out=s)  # (32)

    def sums_of_weights(self) -> tuple[float, float]:
        """n1 and n2 of (31): m_hat is m_sum / n1, and v_hat is v_sum / n2."""
        return (1 - self.beta1**self.t) / (1 - self.beta1), (1 - self.beta2**self.t) / (1 - self.beta2)

    def numbers(self) -> tuple[float, ...]:
        n1, n2 = self.sums_of_weights()
        return self.beta1, self.beta2, self.rate * sqrt(n2) / n1, *self.inside_and_outside(n2)


class AdamW(Adam):
    """Adam with decoupled weight decay: w shrinks by eta * lam * w, outside the adaptive step.

    Source: Loshchilov and Hutter (2019). Differs from Adam on the loss (35), where the penalty's
    gradient is divided by sqrt(v_hat) like all the rest.

    Parameters
    ----------
    eta, beta1, beta2, eps, eps_inside
        As in ``Adam``.
    lam : float
        lambda, the strength of the decay.
    is_weight : ndarray of bool, (p,), optional
        The entries that decay, a network's ``is_weight``; all of them where it is None.

    Examples
    --------
    >>> AdamW(0.1, lam=0.5).step(np.array([2.0]), np.array([0.0]))  # 2 (1 - 0.1 * 0.5): decay, and no gradient
    array([1.9])
    """

    loop = staticmethod(loops.adamw)

    def __init__(
        self,
        eta: Rate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        *,
        lam: float = 0.01,
        is_weight: Array | None = None,
        eps_inside: bool = True,
    ) -> None:
        self.lam = check_number("lam", lam, 0)
        self._is_weight = is_weight
        super().__init__(eta, beta1, beta2, eps, eps_inside=eps_inside)

    def initial_state(self, w: Array) -> list[Array]:
        if self._is_weight is None:
            return [*super().initial_state(w), np.ones_like(w)]
        mask = check_array("is_weight", self._is_weight, shape=w.shape)
        return [*super().initial_state(w), mask.astype(w.dtype)]

    def update(self, w: Array, g: Array, m_sum: Array, v_sum: Array, decays: Array, s: Array) -> None:
        np.multiply(w, decays, out=s)
        w -= np.multiply(self.rate * self.lam, s, out=s)
        super().update(w, g, m_sum, v_sum, s)

    def numbers(self) -> tuple[float, ...]:
        return self.rate * self.lam, *super().numbers()
