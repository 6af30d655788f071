"""Methods of order 0, 1 and 2 on one convex loss: logistic regression with weight decay.

Order 0 sees values of the loss, order 1 its gradient, order 2 its second derivatives as well.
"""

from collections import namedtuple
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_rng
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import logistic
from lecturekit.single_unit.unit import with_dummy
from lecturekit.training.diverged import Diverged

Run = namedtuple("Run", "w losses")
Run.__doc__ = "Where a method stopped, w (p,), and the loss before the first iteration and after each one."


class RidgeLogistic:
    """The mean logistic loss plus lam / 2 times the squared length of the weights, the bias left out: equation (35).

    w is (d + 1,): the bias first, as the weight of the dummy x_0 = 1. With lam > 0 there is exactly one
    minimum; with lam = 0 and classes that a plane separates there is none.

    Parameters
    ----------
    X : array_like, (n, d)
        Without the dummy column.
    y : array_like, (n,)
        0 or 1.
    lam : float
        At least 0.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> round(problem.value([0.0, 0.0]), 4), problem.gradient([0.0, 0.0]).round(4)
    (0.6931, array([-0.1667, -0.5   ]))
    """

    def __init__(self, X: ArrayLike, y: ArrayLike, lam: float) -> None:
        self.X = with_dummy(X)
        if len(self.X) == 0:
            raise ValueError(f"X has shape {np.shape(X)}, expected at least one row")
        self.y = check_array("y", y, shape=(len(self.X),))
        logistic.check_labels(self.y, 1)
        self.lam = check_number("lam", lam, 0)
        self.decay = np.full(self.X.shape[1], float(lam))
        self.decay[0] = 0.0

    def value(self, w: ArrayLike) -> float:
        """The loss at w (p,)."""
        w = self._weights(w)
        return logistic(self.X @ w, self.y) + 0.5 * float(self.decay @ w**2)

    def gradient(self, w: ArrayLike) -> Array:
        """Its gradient, equation (9) with the decay of equation (36); (p,)."""
        w = self._weights(w)
        return self.X.T @ (sigmoid(self.X @ w) - self.y) / len(self.y) + self.decay * w

    def hessian(self, w: ArrayLike) -> Array:
        """Its second derivatives, X^T diag(phi (1 - phi)) X / n + decay; (p, p)."""
        slope = sigmoid.derivative(sigmoid(self.X @ self._weights(w)))
        return (self.X.T * slope) @ self.X / len(self.y) + np.diag(self.decay)

    def largest_curvature(self) -> float:
        """An upper bound on every eigenvalue of every Hessian; 1 over it is a safe learning rate."""
        return float(np.linalg.eigvalsh(self.X.T @ self.X / (4 * len(self.y)) + np.diag(self.decay))[-1])

    def _weights(self, w: ArrayLike) -> Array:
        return check_array("w", w, shape=self.decay.shape)


def random_search(
    problem: Any, w: ArrayLike, rng: Rng, *, target: float = -np.inf, max_steps: int = 1000, radius: float = 1.0
) -> Run:
    """Order 0: try a random step, keep it if the loss is lower.

    The radius grows by 1.5 after a success and shrinks by 1.5^(-1/4) after a failure, so that about one
    trial in five succeeds (Rechenberg's rule).

    Parameters
    ----------
    problem
        With ``value(w)``.
    w : array_like, (p,)
        Start; not changed.
    rng : numpy.random.Generator
    target : float
        Stop when the loss is not above it.
    max_steps : int
        Each costs one value of the loss.
    radius : float
        Of the first step.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        For wrong shapes and settings.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> random_search(problem, [0.0, 0.0], np.random.default_rng(0), max_steps=4).losses.round(4)
    array([0.6931, 0.6931, 0.6201, 0.538 , 0.538 ])
    """
    _check_methods(problem, "value")
    check_rng(rng)
    check_number("radius", radius, 0, low_open=True)

    def step(w, loss):
        nonlocal radius
        trial = w + radius / np.sqrt(len(w)) * rng.standard_normal(len(w))
        trial_loss = problem.value(trial)
        if trial_loss < loss:
            radius *= 1.5
            return trial, trial_loss
        radius *= 1.5**-0.25
        return w, loss

    return _iterate(problem, w, step, target, max_steps)


def gradient_descent(problem: Any, w: ArrayLike, *, eta: float, target: float = -np.inf, max_steps: int = 1000) -> Run:
    """Order 1: w <- w - eta g. Arguments as in ``random_search``; ``problem`` has ``gradient(w)``. Returns a ``Run``.

    Raises
    ------
    ValueError
        For wrong shapes and settings.
    Diverged
        If the loss is not finite any more.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> gradient_descent(problem, [0.0, 0.0], eta=1.0, max_steps=4).losses.round(4)
    array([0.6931, 0.501 , 0.462 , 0.4456, 0.4358])
    """
    _check_methods(problem, "value", "gradient")
    check_number("eta", eta, 0, low_open=True)

    def step(w, _):
        w = w - eta * problem.gradient(w)
        return w, _value(problem, w)

    return _iterate(problem, w, step, target, max_steps, failure=lambda t: Diverged(t, eta))


def newton(problem: Any, w: ArrayLike, *, target: float = -np.inf, max_steps: int = 20) -> Run:
    """Order 2: w <- w - H^-1 g, solved, not inverted. ``problem`` has ``hessian(w)`` as well. Returns a ``Run``.

    Raises
    ------
    ValueError
        For wrong shapes and settings; if a Hessian is singular (the step does not exist); if it is so nearly
        singular that the step leaves the finite numbers.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> newton(problem, [0.0, 0.0], max_steps=4).losses.round(4)
    array([0.6931, 0.4098, 0.4009, 0.4009, 0.4009])
    """
    _check_methods(problem, "value", "gradient", "hessian")

    def step(w, _):
        try:
            w = w - np.linalg.solve(problem.hessian(w), problem.gradient(w))
        except np.linalg.LinAlgError:
            raise ValueError("the Hessian is singular, expected an invertible one: give the loss some decay") from None
        return w, _value(problem, w)

    return _iterate(
        problem,
        w,
        step,
        target,
        max_steps,
        failure=lambda t: ValueError(
            f"step {t} leaves the finite numbers, expected a Hessian farther from singular: start closer to the minimum"
        ),
    )


def _check_methods(problem, *names):
    for name in names:
        if not callable(getattr(problem, name, None)):
            raise ValueError(
                f"problem is {problem!r}, expected an object with {', '.join(names)}, such as RidgeLogistic"
            )


def _value(problem, w):
    return problem.value(w) if np.isfinite(w).all() else np.inf


def _iterate(problem, w, step, target, max_steps, failure=None):
    check_integer("max_steps", max_steps, 0)
    if target != -np.inf:
        check_number("target", target)
    w = np.array(check_array("w", w, ndim=1), dtype=np.float64)
    losses = [problem.value(w)]
    while losses[-1] > target and len(losses) <= max_steps:
        with np.errstate(over="ignore", invalid="ignore"):
            w, loss = step(w, losses[-1])
        if failure and not np.isfinite(loss):
            raise failure(len(losses))
        losses.append(loss)
    return Run(w, np.array(losses))


def three_orders(
    problem: RidgeLogistic, lowest: float, rng: Rng, above: float = 1e-5
) -> dict[str, tuple[Array, float]]:
    """Random search, gradient descent and Newton's method from 0 until the loss is within ``above`` of the lowest.

    Parameters
    ----------
    problem : RidgeLogistic
    lowest : float
        The loss at the minimum.
    rng : numpy.random.Generator
        For the random search.
    above : float

    Returns
    -------
    dict of str -> (ndarray, int)
        Losses above the minimum, and the multiply-adds that one iteration takes.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> lowest = newton(problem, np.zeros(2)).losses[-1]
    >>> {name: (len(gaps), work) for name, (gaps, work) in three_orders(problem, lowest, np.random.default_rng(0)).items()}
    {'order 0: random search': (100, 6), 'order 1: gradient descent': (31, 12), 'order 2: Newton': (4, 26)}
    """
    (n, p), target = problem.X.shape, lowest + above
    start, eta = np.zeros(p), 1 / problem.largest_curvature()
    runs = {
        "order 0: random search": random_search(problem, start, rng, target=target, max_steps=20000),
        "order 1: gradient descent": gradient_descent(problem, start, eta=eta, target=target, max_steps=20000),
        "order 2: Newton": newton(problem, start, target=target),
    }
    work = (n * p, 2 * n * p, 2 * n * p + n * p**2 + p**3 // 3)  # Xw; X^T(...) too; H as well, and a linear system
    return {name: (run.losses - lowest, each) for (name, run), each in zip(runs.items(), work)}


def newton_failures(problem: RidgeLogistic, lowest: float, rng: Rng, n_starts: int = 20) -> int:
    """From how many of ``n_starts`` standard normal starts 20 Newton steps do not come within 1e-5 of the lowest loss.

    Examples
    --------
    >>> problem = RidgeLogistic([[0.0], [1.0], [2.0]], [0, 1, 1], lam=0.1)
    >>> newton_failures(problem, newton(problem, np.zeros(2)).losses[-1], np.random.default_rng(0), n_starts=5)
    0
    """
    failures = 0
    for start in check_rng(rng).standard_normal((n_starts, len(problem.decay))):
        try:
            failures += not newton(problem, start, max_steps=20).losses[-1] <= lowest + 1e-5
        except ValueError:
            failures += 1
    return failures
