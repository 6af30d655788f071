"""The experiments of chapter 6: walls and floors, silences and surprises, noise, rare inputs."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_rng
from lecturekit.training.optimizer import Optimizer


def wall_and_floor(w: float) -> float:
    """The slope of a wall and a floor: -100 for w < 0, -0.1 from there on.

    Examples
    --------
    >>> wall_and_floor(-1.0), wall_and_floor(0.0)
    (-100.0, -0.1)
    """
    return -100.0 if w < 0 else -0.1


class _Entries(list):
    """A vector of a few numbers. On it the entry-by-entry form of an optimizer is ten times as fast as its numpy form on an array."""

    size = property(len)


def steps_down(optimizer: Optimizer, limit: int = 1_000_000) -> dict[str, int]:
    """How many gradients an optimizer sees on the wall, and how many in all on its way from w = -1 to w = 5.

    Parameters
    ----------
    optimizer : Optimizer
        With a constant rate, and a ``loop``; reset before use.
    limit : int
        Steps after which to give up.

    Returns
    -------
    dict
        ``wall`` and ``total``; ``total`` is ``limit`` if w = 5 was not reached.

    Examples
    --------
    >>> from lecturekit.adaptive_lr import RMSProp
    >>> steps_down(RMSProp(0.1))["total"]
    164
    """
    check_integer("limit", limit, 1)
    if callable(optimizer.eta) or not hasattr(optimizer, "loop"):
        raise ValueError(f"optimizer is {optimizer!r}, expected one with a constant rate and a loop")
    optimizer.reset()
    w, g, wall = _Entries([-1.0]), _Entries([0.0]), 0
    state = [_Entries([0.0]) for _ in range(optimizer.n_state)]
    while w[0] < 5 and optimizer.t < limit:
        wall += w[0] < 0
        g[0] = wall_and_floor(w[0])
        optimizer.t += 1
        optimizer.loop(w, g, *state, *optimizer.numbers())
    return {"wall": wall, "total": optimizer.t}


def running_average(values: ArrayLike, rho: float) -> Array:
    """The running averages a_t = rho a_{t-1} + (1 - rho) value_t, from a_0 = 0; (T,).

    Examples
    --------
    >>> running_average([1.0, 1.0, 1.0], 0.5)
    array([0.5  , 0.75 , 0.875])
    """
    values = check_array("values", values, ndim=1)
    check_number("rho", rho, 0, 1, high_open=True)
    average, averages = 0.0, []
    for value in values:
        average = rho * average + (1 - rho) * value
        averages.append(average)
    return np.array(averages)


def factors_after_a_shock(n_big: int = 10, n: int = 10_000) -> dict[str, Array]:
    """The factor in front of g, eta = 0.1, while ``n_big`` gradients of 100 are followed by gradients of 0.1.

    Returns
    -------
    dict of str -> ndarray, (n,)
        "method, memory" -> the factors.

    Examples
    --------
    >>> factors = factors_after_a_shock()
    >>> float(round(factors["RMSProp, 0.9"][-1] / factors["RMSProp, 0.9"][9]))
    807.0
    """
    check_integer("n_big", n_big, 1, n)
    squares = np.where(np.arange(n) < n_big, 100.0**2, 0.1**2)
    return {
        "AdaGrad": 0.1 / np.sqrt(np.cumsum(squares)),
        "RMSProp, 0.9": 0.1 / np.sqrt(running_average(squares, 0.9)),
        "RMSProp, 0.999": 0.1 / np.sqrt(running_average(squares, 0.999)),
    }


def step_lengths(optimizer: Optimizer, gradients: ArrayLike) -> Array:
    """The lengths of an optimizer's steps on a sequence of gradients of one weight; (T,).

    Examples
    --------
    >>> from lecturekit.adaptive_lr import AdaGrad
    >>> step_lengths(AdaGrad(1.0, eps=0.0), [5.0, 5.0]).round(3)
    array([1.   , 0.707])
    """
    gradients = check_array("gradients", gradients, ndim=1)
    w, path = np.zeros(1), [0.0]
    for g in gradients:
        path.append(float(optimizer.step(w, np.array([g]))[0]))
    return np.abs(np.diff(path))


def first_step_lengths(beta1: float = 0.9, beta2: float = 0.999, n_steps: int = 1000) -> dict[str, Any]:
    """Lengths in units of eta of Adam's steps for a constant gradient, with and without bias correction.

    Examples
    --------
    >>> float(first_step_lengths()["uncorrected"][0].round(2))
    3.16
    """
    check_number("beta1", beta1, 0, 1, high_open=True)
    check_number("beta2", beta2, 0, 1, high_open=True)
    t = np.arange(1, check_integer("n_steps", n_steps, 1) + 1)
    m, v = 1 - beta1**t, 1 - beta2**t  # (29) and (30) for g = 1
    return {"beta1": beta1, "beta2": beta2, "corrected": (m / m) / np.sqrt(v / v), "uncorrected": m / np.sqrt(v)}


def first_step_and_eps(eps: float = 1e-8) -> dict[str, Any]:
    """First step of AdaGrad and Adam in units of eta for gradients 1e-12 to 1, eps inside or outside the root.

    Examples
    --------
    >>> data = first_step_and_eps(1e-8)
    >>> float((data["outside"] / data["inside"]).max().round(-3))
    10000.0
    """
    check_number("eps", eps, 0, low_open=True)
    g = np.logspace(-12, 0, 241)
    return {"g": g, "inside": g / np.sqrt(g**2 + eps), "outside": g / (g + eps), "eps": eps}


def longest_step(method: Callable[..., Optimizer], gradients: ArrayLike, silence: int = 10_000) -> float:
    """The longest step in units of eta, when ``silence`` gradients of 0 are followed by these.

    Examples
    --------
    >>> from lecturekit.adaptive_lr import RMSProp
    >>> round(longest_step(RMSProp, [1.0]), 2)
    3.16
    """
    tail = check_array("gradients", gradients, ndim=1)
    optimizer = method(1.0, eps=1e-300)
    optimizer.step(np.zeros(1), np.zeros(1))
    optimizer.t = check_integer(
        "silence", silence, 1
    )  # gradients of 0 leave the averages at 0: nothing but time passes
    return float(step_lengths(optimizer, tail).max())


KINDS = {"steady": (1.0, 0.1), "a trend in noise": (0.5, 1.0), "noise alone": (0.0, 1.0)}
"""Kinds of gradients: name -> mean and standard deviation."""


def averages_of_adam(rng: Rng, n: int = 100, beta1: float = 0.9, beta2: float = 0.999) -> dict[str, dict[str, Array]]:
    """What Adam's averages make of three kinds of gradients of one weight, ``KINDS``.

    Returns
    -------
    dict of str -> dict
        g, m_hat, root (of v_hat) and step (their ratio, in units of eta), each (n,).

    Examples
    --------
    >>> made = averages_of_adam(np.random.default_rng(0))
    >>> [float(np.abs(each["step"][50:]).mean().round(1)) for each in made.values()]
    [1.0, 0.4, 0.2]
    """
    t = np.arange(1, check_integer("n", n, 1) + 1)
    check_rng(rng)
    made = {}
    for name, (mean, sd) in KINDS.items():
        g = mean + sd * rng.standard_normal(n)
        m_hat = running_average(g, beta1) / (1 - beta1**t)  # (29), (31)
        root = np.sqrt(running_average(g**2, beta2) / (1 - beta2**t))  # (30), (31)
        made[name] = {"g": g, "m_hat": m_hat, "root": root, "step": m_hat / root}
    return made


def rare_words(
    make: Callable[[float], Optimizer],
    rates: ArrayLike,
    rng: Rng,
    *,
    n_words: int = 24,
    n_texts: int = 3000,
    n_runs: int = 20,
) -> dict[str, Any]:
    """A linear unit learns what each word of a text is worth, from one text a step; some words are common, most are rare.

    Word j occurs with a frequency from 1/2 down to 1/500, in equal factors; it is worth 1 or -1, and what is told of a
    text is the sum of its words and noise of standard deviation 1/2. Each rate is tried; the one with the lowest error, on average
    over words and runs, is kept.

    Returns
    -------
    dict
        frequencies (n_words,), errors (n_words,): the mean of abs(w - w*) with the best rate, and that rate.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> found = rare_words(GradientDescent, [0.01, 0.1], np.random.default_rng(0), n_texts=500, n_runs=5)
    >>> found["rate"], bool(found["errors"][0] < 0.3 < found["errors"][-1])
    (0.1, True)
    """
    check_integer("n_texts", n_texts, 1)
    rates = check_array("rates", rates, ndim=1)
    check_integer("the number of rates", len(rates), 1)
    frequencies = np.geomspace(1 / 2, 1 / 500, n_words)
    worth = check_rng(rng).choice([-1.0, 1.0], (n_runs, n_words))
    texts = rng.random((n_texts, n_runs, n_words)) < frequencies
    told = np.einsum("trj,rj->tr", texts, worth) + 0.5 * rng.standard_normal((n_texts, n_runs))
    best: dict[str, Any] = {"errors": np.inf}
    for rate in rates:
        optimizer, w = make(float(rate)), np.zeros((n_runs, n_words))
        with np.errstate(over="ignore", invalid="ignore"):
            for x, y in zip(texts, told):
                mistakes = np.sum(w * x, axis=1) - y
                optimizer.step(w.reshape(-1), (mistakes[:, None] * x).reshape(-1))
        errors = np.abs(w - worth).mean(axis=0)
        if np.mean(errors) < np.mean(best["errors"]):
            best = {"frequencies": frequencies, "errors": errors, "rate": float(rate)}
    return best
