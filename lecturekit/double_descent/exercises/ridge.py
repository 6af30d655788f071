"""Exercises 9.8 and 9.9 of chapter 9: what ridge does to each direction, and a fit that chooses its own penalty."""

import numpy as np

from lecturekit.checks.compare import as_numbers, describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, function_exercise, goal_exercise
from lecturekit.double_descent.linear_fits import minimum_norm, ridge
from lecturekit.double_descent.random_features import draw_features, features, linear_data

# ---- 9.8


def _shrink_probes(rng):
    return [
        (np.sort(rng.uniform(low, 6.0, k))[::-1], n, lam)
        for k, n, low, lam in ((3, 5, 0.5, 0.3), (4, 20, 0.01, 0.02), (2, 8, 1.0, 2.0))
    ]


def _measured_shrink(s, n, lam):
    """Ridge with such a matrix, by its normal equations, relative to minimum norm, component by component."""
    A, y = np.vstack([np.diag(s), np.zeros((n - len(s), len(s)))]), np.ones(n)
    w = np.linalg.solve(A.T @ A / n + lam * np.eye(len(s)), A.T @ y / n)
    return w / (np.linalg.pinv(A) @ y)


shrink = function_exercise(
    "9.8",
    "What ridge does to the peak",
    kind="derive",
    points=3,
    probes=_shrink_probes,
    edges={
        "one singular value": lambda rng: (np.array([1.5]), 4, 0.3),
        "equal singular values": lambda rng: (np.array([1.5, 1.5]), 4, 0.3),
    },
    reference=_measured_shrink,
    solution=lambda s, n, lam: s**2 / (s**2 + n * lam),
    wrong=[
        Misconception(
            "n forgotten",
            lambda s, n, lam: s**2 / (s**2 + lam),
            "The n is missing. The squares are divided by n and the penalty is not: multiply both by n, and the penalty becomes n lambda.",
        ),
        Misconception(
            "n on the wrong side",
            lambda s, n, lam: s**2 / (s**2 + lam / n),
            "You divide lambda by n. The squares carry the factor 1/n, the penalty does not: to compare them, multiply both by n.",
        ),
        Misconception(
            "what is lost",
            lambda s, n, lam: n * lam / (s**2 + n * lam),
            "This is the share that ridge takes away. The factor asked for is what it leaves: near 1 for a large singular value.",
        ),
        Misconception(
            "singular values not squared",
            lambda s, n, lam: s / (s + n * lam),
            "You add n lambda to s. The penalty is added to A^T A, and that stretches by the SQUARE of s.",
        ),
        Misconception(
            "not relative",
            lambda s, n, lam: s / (s**2 + n * lam),
            "This is what ridge multiplies the component of y by. Minimum norm multiplies it by 1/s; the ratio of the two is wanted.",
        ),
        Misconception(
            "only the inverse",
            lambda s, n, lam: 1 / (s**2 + n * lam),
            "This undoes what A^T A + n lambda I does. But that is applied to A^T y, not to y; and the factor is relative to minimum norm. What does yours become for lambda = 0? It should be 1.",
        ),
        Misconception(
            "factor 2",
            lambda s, n, lam: s**2 / (s**2 + 2 * n * lam),
            "There is a 2 too many. The factor 1/2 stands before both terms, so it cancels.",
        ),
    ],
    hints=[
        "Section *Noise, and what ridge does* has the equation that ridge solves. Put A = U diag(s) V^T into it: which factors cancel?",
        "Along the k-th column of V the equation is (s_k^2 + n lambda) w_k = s_k times a component of y. And without lambda?",
    ],
    praise="Near 1 where s is large, near 0 where it is tiny: what made the peak is damped, and little else.",
)


# ---- 9.9

QUIET, LOUD = 0.1, 2.0
"""The two label noises, as standard deviations; the learner's function is not told which it has."""

SETS = 6
"""So many data sets with each noise; the goals are about the means over them."""


def _errors(fit, rng):
    """Mean test errors at the threshold, 100 points and 100 features, for a function that is given nothing but A and y.

    And how far it misses the labels that it was given: the mean square, in units of the noise's variance.
    """
    if not callable(fit):
        raise Wrong(f"Expected a function `fit(A, y)` that returns weights, got {describe(fit)}.")
    errors = {}
    for name, sigma in (("quiet", QUIET), ("loud", LOUD)):
        found = [_one_set(fit, sigma, rng) for _ in range(SETS)]
        if found[0] is None or found[0] is Ellipsis:
            return found[0]
        errors[name], errors[f"{name} labels missed"] = map(float, np.mean(found, axis=0))
    return errors


def _one_set(fit, sigma, rng):
    """Test error and misfit on one data set; what was returned where that is nothing yet."""
    X, y, beta = linear_data(100, 20, sigma, rng)
    X_test, truth, _ = linear_data(400, 20, 0.0, rng, beta)
    C, b = draw_features(100, 20, rng)
    given = fit(features(X, C, b), y.copy())
    if given is None or given is Ellipsis:
        return given
    try:
        w = as_numbers(given)
    except TypeError:
        w = np.empty(0)
    if w.shape != (100,):
        raise Wrong(f"Expected weights of shape (100,), got {describe(given)}.")
    missed = np.mean((features(X, C, b) @ w - y) ** 2) / sigma**2
    return np.mean((features(X_test, C, b) @ w - truth) ** 2), missed


def _by_fixed(lam):
    return lambda A, y: ridge(A, y, lam)


def _by_training_error(A, y):
    return min((ridge(A, y, lam) for lam in LAMS), key=lambda w: np.mean((A @ w - y) ** 2))


def _by_norm(A, y):
    return min((ridge(A, y, lam) for lam in LAMS), key=lambda w: w @ w)


def _too_weak_or_too_strong(missed):
    """What the labels that were given say of a fit that predicts badly."""
    if missed < 1:
        return (
            "The penalty is too weak here: the labels that were handed in are missed by less than their noise, so the fit follows "
            "the noise. What chooses your lambda? The training error always takes the smallest one on offer."
        )
    return (
        "The penalty is too strong here: even the labels that were handed in are missed by more than their noise. Print the "
        "lambda that your function chooses: is it smaller for quiet labels than for noisy ones, and does your list reach low enough?"
    )


LAMS = 10.0 ** np.arange(-3, 1.1, 0.5)


def chosen_by_points_set_aside(A, y):
    """Ridge with the lambda that is best on every fifth point, when it is left out."""
    aside = np.arange(len(y)) % 5

    def missed(lam):
        return sum(
            np.sum((A[aside == k] @ ridge(A[aside != k], y[aside != k], lam) - y[aside == k]) ** 2) for k in range(5)
        )

    return ridge(A, y, min(LAMS, key=missed))


no_peak_at_any_noise = goal_exercise(
    "9.9",
    "No peak, whatever the noise",
    points=4,
    run=_errors,
    seeds=(401,),
    solution=chosen_by_points_set_aside,
    goals=[
        Goal(
            "mean test error with little noise",
            measure=lambda numbers: numbers["quiet"],
            at_most=0.11,
            why=lambda numbers: _too_weak_or_too_strong(numbers["quiet labels missed"]),
        ),
        Goal(
            "mean test error with much noise",
            measure=lambda numbers: numbers["loud"],
            at_most=0.9,
            why=lambda numbers: _too_weak_or_too_strong(numbers["loud labels missed"]),
        ),
    ],
    wrong=[
        Misconception(
            "minimum norm",
            minimum_norm,
            "This is the smallest solution, and the peak with it. Penalize long weights; the question is how strongly.",
        ),
        Misconception(
            "a fixed lambda of 0.1",
            _by_fixed(0.1),
            "This is lambda = 0.1 for all labels: about right for little noise, too weak for much. It has to be chosen from the points, and not by the training error, which always takes the smallest lambda on offer.",
        ),
        Misconception(
            "a fixed lambda of 1",
            _by_fixed(1.0),
            "This is lambda = 1 for all labels: about right for much noise, too strong for little. It has to be chosen from the points that your function is given.",
        ),
        Misconception(
            "chosen by the training error",
            _by_training_error,
            "You choose the lambda with the smallest TRAINING error. That is always the smallest lambda you offer: the training error is a judge that likes fitted noise. Judge by points that the fit has not seen.",
        ),
        Misconception(
            "chosen by the norm",
            _by_norm,
            "You choose the lambda with the shortest weights. That is always the largest one you offer. Judge by how well points are predicted that the fit has not seen.",
        ),
    ],
    hints=[
        "Section *Noise, and what ridge does*, and chapter 8, which chose lambda by data that the fit has not seen. Here you have only A and y: which rows can play that part?",
        "For each lambda of a list such as 0.001, 0.01, 0.1, 1, 10: fit on some of the rows, and measure the squared error on the others.",
        "A single split of 100 points is a noisy judge. Let every row be left out once, for instance a fifth of them at a time, and add up; with the best lambda fit all rows in the end.",
    ],
    praise="The data chose the penalty, and where the penalty is chosen well there is no peak to be afraid of.",
)
