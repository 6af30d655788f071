"""Momentum, equation (27), in the heavy ball's and in Nesterov's form, and how fast each converges."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number
from lecturekit.training.optimizer import Optimizer, Rate


class Momentum(Optimizer):
    """The heavy ball: w <- w - gamma eta g + (1 - gamma) (previous step), equation (27).

    gamma = 1 is plain gradient descent; a SMALL gamma is much momentum. The first step has no
    predecessor: W^0 = W^-1. In the (lr, momentum) convention of PyTorch and scikit-learn this is
    lr = gamma * eta, momentum = 1 - gamma. If eta changes with t, PyTorch scales its whole velocity
    with the new rate, while here steps already taken keep theirs, as (27) says.

    Parameters
    ----------
    eta : float or callable
    gamma : float in (0, 1]

    Examples
    --------
    >>> w, optimizer = np.array([1.0]), Momentum(0.1, gamma=0.5)
    >>> [round(float(optimizer.step(w, np.array([1.0]))[0]), 4) for _ in range(3)]  # the gradient is 1 everywhere
    [0.95, 0.875, 0.7875]
    """

    n_state = 1

    def __init__(self, eta: Rate, gamma: float = 0.1) -> None:
        self.gamma = float(check_number("gamma", gamma, 0, 1, low_open=True))
        super().__init__(eta)

    def update(self, w: Array, g: Array, step: Array, s: Array) -> None:
        step *= 1 - self.gamma  # (27)
        step -= np.multiply(self.gamma * self.rate, g, out=s)
        w += step

    @staticmethod
    def loop(w, g, step, kept, rate):
        """``update``, entry by entry."""
        for i in range(w.size):
            step[i] = kept * step[i] - rate * g[i]
            w[i] += step[i]

    def numbers(self) -> tuple[float, ...]:
        return 1 - self.gamma, self.gamma * self.rate


class Nesterov(Momentum):
    """Momentum with the gradient taken where the previous step is about to carry w.

    The vector kept is the look-ahead point w + (1 - gamma) step, where the caller takes the gradient
    anyway, so one gradient a step is enough. Same (eta, gamma) as ``Momentum``; with lr = gamma * eta
    and momentum = 1 - gamma it is the form in PyTorch. Source: Nesterov (1983), as rewritten by
    Sutskever et al. (2013).

    Examples
    --------
    >>> w, optimizer = np.array([1.0]), Nesterov(0.1, gamma=0.5)
    >>> [round(float(optimizer.step(w, np.array([1.0]))[0]), 5) for _ in range(3)]  # the gradient is 1 everywhere
    [0.925, 0.8375, 0.74375]
    """

    def update(self, w: Array, g: Array, step: Array, s: Array) -> None:
        step *= 1 - self.gamma
        step -= np.multiply(self.gamma * self.rate, g, out=s)
        w += np.multiply(1 - self.gamma, step, out=s)
        w -= np.multiply(self.gamma * self.rate, g, out=s)

    @staticmethod
    def loop(w, g, step, kept, rate):
        """``update``, entry by entry."""
        for i in range(w.size):
            step[i] = kept * step[i] - rate * g[i]
            w[i] = w[i] + kept * step[i] - rate * g[i]


def heavy_ball_rate(curvatures: ArrayLike, eta: ArrayLike, gamma: ArrayLike, *, nesterov: bool = False) -> Array:
    """The factor by which ``Momentum`` shrinks the error on a quadratic, in the long run, with each step (27).

    Along an eigenvector of the Hessian with eigenvalue h, (27) is a recursion in two numbers,
    e_{t+1} = a e_t - b e_{t-1}, with a = 1 - gamma eta h + (1 - gamma) and b = 1 - gamma, and for
    Nesterov's form a = (2 - gamma)(1 - gamma eta h) and b = (1 - gamma)(1 - gamma eta h). The factor is
    the larger modulus of the roots of r^2 = a r - b. Source: Polyak (1964).

    Parameters
    ----------
    curvatures : array_like
        The eigenvalues h, of any shape; a negative one, as at a saddle, gives a factor above 1.
    eta, gamma : float or array_like
        Of the method; they broadcast against ``curvatures``.
    nesterov : bool
        The rate of ``Nesterov`` instead.

    Returns
    -------
    ndarray
        Below 1 where the method converges. The slowest direction decides: take the maximum over h.

    Raises
    ------
    ValueError
        If eta is negative or gamma outside (0, 1].

    Examples
    --------
    >>> heavy_ball_rate([1.0, 100.0], eta=0.1, gamma=0.19).round(3)  # the same for both curvatures
    array([0.9, 0.9])
    >>> heavy_ball_rate([1.0, 100.0], eta=0.019, gamma=1.0).round(3)  # plain descent
    array([0.981, 0.9  ])
    """
    h, eta, gamma = (
        np.asarray(check_array(name, value), dtype=float)
        for name, value in (("curvatures", curvatures), ("eta", eta), ("gamma", gamma))
    )
    if (eta < 0).any() or (gamma <= 0).any() or (gamma > 1).any():
        raise ValueError(f"eta is {eta} and gamma is {gamma}, expected eta >= 0 and gamma in (0, 1]")
    one_step = 1 - gamma * eta * h
    a, b = ((2 - gamma) * one_step, (1 - gamma) * one_step) if nesterov else (one_step + 1 - gamma, 1 - gamma)
    root = np.sqrt((a * a - 4 * b).astype(complex))
    return np.maximum(abs(a + root), abs(a - root)) / 2
