"""Bayesian averaging: a posterior over the parameters, samples of it, and dropout as a cheap stand-in."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import (
    check_array,
    check_callable,
    check_integer,
    check_network,
    check_number,
    check_rng,
)
from lecturekit.l_layer.network import Network


class Posterior:
    """ln p(w | data) up to a constant: the log-likelihood of a network plus that of a Gaussian prior.

    With L the network's MEAN loss it is -n L(w) / noise^2 - sum_j w_j^2 / (2 prior^2). Times
    -noise^2 / n it is equation (35) with lambda = noise^2 / (n prior^2); here the prior is on the biases too.

    Parameters
    ----------
    net : Network
        Least squares: y is the output plus Gaussian noise. Logistic, multiclass: the class probabilities.
    X, y : ndarray
        As ``net`` takes them; n rows.
    prior : float
        Standard deviation of every parameter before any data are seen.
    noise : float
        Standard deviation of y around the output, for least squares; 1 for classes.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> posterior = Posterior(Network([1, 1]), np.array([[1.0], [2.0]]), np.array([2.0, 4.0]), prior=10.0)
    >>> value, gradient = posterior.value_and_grad(np.array([2.0, 0.0]))  # y = 2 x fits exactly: only the prior is left
    >>> round(float(value), 4)
    -0.02
    """

    def __init__(self, net: Network, X: Array, y: Array, prior: float, noise: float = 1.0) -> None:
        self.net, self.X, self.y = check_network(net), check_array("X", X, ndim=2), check_array("y", y, ndim=(1, 2))
        net.loss(np.zeros(net.n_params, net.dtype), self.X, self.y)  # says what does not fit
        self.prior, self.noise = (
            float(check_number(name, value, 0, low_open=True)) for name, value in (("prior", prior), ("noise", noise))
        )
        if net.loss_function.classifies and noise != 1:
            raise ValueError(f"noise is {noise}, expected 1: the loss {net.loss_function} has none")

    def value_and_grad(self, w: Array) -> tuple[float, Array]:
        """ln p(w | data) up to a constant, and its gradient (p,)."""
        L, g = self.net.loss_and_grad(w, self.X, self.y)
        weight = len(self.X) / self.noise**2
        return -weight * L - np.dot(w, w) / (2 * self.prior**2), -weight * g - w / self.prior**2


def hamiltonian_samples(
    value_and_grad: Callable[[Array], tuple[float, Array]],
    w: ArrayLike,
    rng: Rng,
    *,
    step: float,
    n_leaps: int,
    n_samples: int,
    n_warmup: int = 0,
) -> tuple[Array, float]:
    """Samples of the density whose logarithm is given, by Hamiltonian Monte Carlo.

    A ball rolls n_leaps steps on the surface -ln p from a random push; where it ends is accepted with
    probability min(1, e^(-growth of its energy)), which makes up for the finite step. Source: Duane et al.
    (1987); Neal (2011).

    Parameters
    ----------
    value_and_grad : callable
        ``value_and_grad(w) -> (ln p, gradient (p,))``, such as ``Posterior(...).value_and_grad``.
    w : ndarray, (p,)
        Where to start; not changed.
    rng : numpy.random.Generator
    step : float
        Of the leapfrog method; each trajectory takes a random 80% to 120% of it.
    n_leaps, n_samples, n_warmup : int
        Steps of a trajectory; trajectories kept; trajectories thrown away before.

    Returns
    -------
    samples : ndarray, (n_samples, p)
    accepted : float
        The fraction of trajectories accepted: 0.5 to 0.95 is healthy.

    Examples
    --------
    >>> samples, accepted = hamiltonian_samples(
    ...     lambda w: (-0.5 * w @ w, -w), np.zeros(2), np.random.default_rng(0), step=0.3, n_leaps=8, n_samples=2000
    ... )
    >>> samples.std(axis=0).round(1), accepted > 0.9  # a standard normal distribution
    (array([1., 1.]), True)
    """
    check_callable("value_and_grad", value_and_grad)
    w = np.array(check_array("w", w, ndim=1), dtype=float)
    check_rng(rng)
    check_number("step", step, 0, low_open=True)
    for name, number, low in (("n_leaps", n_leaps, 1), ("n_samples", n_samples, 1), ("n_warmup", n_warmup, 0)):
        check_integer(name, number, low)
    value, gradient = value_and_grad(w)
    samples, n_accepted = np.empty((n_samples, len(w))), 0
    for k in range(-n_warmup, n_samples):
        push = rng.standard_normal(len(w))
        end = _roll(value_and_grad, w, gradient, push, step * rng.uniform(0.8, 1.2), n_leaps)
        gain = end[1] - value + 0.5 * (push @ push - end[3] @ end[3])
        if np.isfinite(gain) and np.log(rng.random()) < gain:
            w, value, gradient = end[:3]
            n_accepted += k >= 0
        if k >= 0:
            samples[k] = w
    return samples, n_accepted / n_samples


def _roll(
    value_and_grad: Any, w: Array, gradient: Array, momentum: Array, step: float, n_leaps: int
) -> tuple[Array, float, Array, Array]:
    """Leapfrog: half a push, then moves and pushes in turn, half a push at the end."""
    momentum = momentum + 0.5 * step * gradient
    for _ in range(n_leaps):
        w = w + step * momentum
        value, gradient = value_and_grad(w)
        momentum = momentum + step * gradient
    return w, value, gradient, momentum - 0.5 * step * gradient
