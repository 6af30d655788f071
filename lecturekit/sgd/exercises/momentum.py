"""Exercises of chapter 5 on momentum: the heavy ball, two conventions, stability, Nesterov's method."""

import numpy as np

from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Misconception, Wrong, function_exercise, numeric_exercise
from lecturekit.sgd.momentum import heavy_ball_rate


def _path(next_point, w, inputs):
    """Where a step function leads: ``next_point(w, w_before, input)`` again and again, from w without a previous step."""
    before, points = w, {}
    for t, each in enumerate(inputs, start=1):
        new = next_point(w.copy(), before.copy(), each)
        if new is Ellipsis:
            return new
        point = np.array(new)
        if point.shape != w.shape or point.dtype.kind not in "iuf":
            raise Wrong(
                f"Your function should return the next point, an array of shape {w.shape}; it returned {describe(new)}."
            )
        w, before = point, w
        points[f"the point after step {t}"] = w
    return points


# ---- 5.5 momentum


def _walk(update, w, gradients, eta, gamma):
    return _path(lambda w, before, g: update(w, before, g.copy(), eta, gamma), w, gradients)


def _walk_in_closed_form(w, gradients, eta, gamma):
    """Each gradient has moved w by eta (1 - (1 - gamma)^k) g after k steps, whatever came in between."""
    return {
        f"the point after step {t}": w - sum(eta * (1 - (1 - gamma) ** (t - s)) * gradients[s] for s in range(t))
        for t in range(1, len(gradients) + 1)
    }


momentum = function_exercise(
    "5.5",
    "The heavy ball",
    points=3,
    run=_walk,
    edges={"one weight": lambda rng: (rng.normal(size=1), rng.normal(size=(4, 1)), 0.5, 0.3)},
    each_call=True,
    args=("w", "gradients", "eta", "gamma"),
    probes=lambda rng: [
        (rng.normal(size=3) + 2, rng.normal(size=(6, 3)), eta, gamma) for eta, gamma in ((0.7, 0.1), (0.4, 0.3))
    ],
    reference=_walk_in_closed_form,
    solution=lambda w, before, g, eta, gamma: w - gamma * eta * g + (1 - gamma) * (w - before),
    wrong=[
        Misconception(
            "previous step omitted",
            lambda w, before, g, eta, gamma: w - gamma * eta * g,
            "The previous step does not enter: this is gradient descent with a rate that is 1/gamma times too small.",
        ),
        Misconception(
            "wrong sign",
            lambda w, before, g, eta, gamma: w - gamma * eta * g - (1 - gamma) * (w - before),
            "You go BACK by a part of the previous step (an average of the old and the new point does that too). Momentum carries on in its direction.",
        ),
        Misconception(
            "gamma swapped",
            lambda w, before, g, eta, gamma: w - (1 - gamma) * eta * g + gamma * (w - before),
            "gamma and 1 - gamma have changed places: in (27) gamma belongs to the gradient, and a small gamma is much momentum.",
        ),
        Misconception(
            "gamma missing on g",
            lambda w, before, g, eta, gamma: w - eta * g + (1 - gamma) * (w - before),
            "The gradient comes with its full rate eta. That is 1/gamma times too much: in (27) both terms share one unit of weight.",
        ),
        Misconception(
            "point, not step",
            lambda w, before, g, eta, gamma: w - gamma * eta * g + (1 - gamma) * before,
            "You added the previous POINT. What is carried on is the previous STEP, the difference of two points.",
        ),
    ],
    hints=[
        "The previous step is `w - w_before`.",
        "In the first step the previous step is zero: what is left must be w - gamma eta g.",
    ],
    praise="Six steps agree with the sum over all earlier gradients.",
)

# ---- 5.6 conventions


def _from_experiment(lr, beta):
    """eta and gamma read off a run of the library's rule on a constant gradient of 1: last and first step."""
    velocity, steps = 0.0, []
    for _ in range(4000):
        velocity = beta * velocity + 1.0
        steps.append(lr * velocity)
    return steps[-1], steps[0] / steps[-1]


convert = function_exercise(
    "5.6",
    "From (lr, momentum) to (eta, gamma)",
    kind="derive",
    probes=lambda rng: [(0.01, 0.9), (0.3, 0.6), (0.05, 0.98), (0.2, 0.0)],
    reference=_from_experiment,
    solution=lambda lr, beta: (lr / (1 - beta), 1 - beta),
    wrong=[
        Misconception(
            "names only",
            lambda lr, beta: (lr, beta),
            "You renamed the two numbers. The library's `momentum` multiplies the PREVIOUS step; in (27) gamma multiplies the gradient.",
        ),
        Misconception(
            "lr as eta",
            lambda lr, beta: (lr, 1 - beta),
            "gamma is right. But lr stands before the gradient where (27) has the product of gamma and eta: with eta = lr the steps are too short.",
        ),
        Misconception(
            "multiplied",
            lambda lr, beta: (lr * (1 - beta), 1 - beta),
            "gamma is right, but you went the other way: gamma times a rate is how one gets FROM eta TO lr.",
        ),
        Misconception(
            "gamma is beta",
            lambda lr, beta: (lr / (1 - beta), beta),
            "eta is right. But gamma is the weight of the gradient; beta is the weight of the previous step.",
        ),
        Misconception(
            "order",
            lambda lr, beta: (1 - beta, lr / (1 - beta)),
            "Both numbers are right, in the other order: return eta first, then gamma.",
        ),
    ],
    hints=[
        "Write the library's rule as W - lr g + beta (previous step), and compare the two factors with (27).",
        "1 - gamma = beta, and gamma eta = lr.",
    ],
    praise="lr = 0.01 with momentum 0.9 is eta = 0.1: ten times what the label says.",
)

# ---- 5.7 stability


def _largest_stable(curvature, gamma):
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if heavy_ball_rate(curvature, middle, gamma) < 1 else (low, middle)
    return low


stability = numeric_exercise(
    "5.7",
    "How large may eta be?",
    expected=lambda: _largest_stable(50.0, 0.2),
    wrong=[
        Misconception(
            "gradient descent's",
            2 / 50,
            "This is the limit of gradient descent, without momentum. The heavy ball stands more.",
        ),
        Misconception(
            "2 over gamma h",
            2 / (0.2 * 50),
            "You asked that gamma eta h stays below 2, as if the previous step were not there. It helps: the swings are not in phase.",
        ),
        Misconception(
            "the library's lr",
            2 * 1.8 / 50,
            "This is the limit for the product of gamma and eta, a library's lr. The question is about eta.",
        ),
        Misconception(
            "only 4 over gamma h",
            4 / (0.2 * 50),
            "This is the limit for gamma near 0. At gamma = 0.2 the factor is a little less than 4.",
        ),
    ],
    hints=[
        "Try it: `heavy_ball_rate(50.0, eta, 0.2)` is below 1 where the method converges.",
        "At the limit the ball jumps from side to side, e, -e, e, ...: put that into (27) with g = h e and solve for eta.",
    ],
    praise="2 (2 - gamma) / (gamma h): nine times gradient descent's limit here.",
)

# ---- 5.8 Nesterov


def _nesterov_walk(update, A, c, w, eta, gamma):
    return _path(lambda w, before, gradient: update(w, before, gradient, eta, gamma), w, [lambda v: A @ v - c] * 6)


def _nesterov_as_matrices(A, c, w, eta, gamma):
    """On a quadratic the method is one linear recursion in the last two points."""
    M, shift = np.eye(len(w)) - gamma * eta * A, gamma * eta * c
    path = [w, w]
    for _ in range(6):
        path.append(M @ ((2 - gamma) * path[-1] - (1 - gamma) * path[-2]) + shift)
    return {f"the point after step {t}": point for t, point in enumerate(path[2:], start=1)}


def _nesterov_probes(rng):
    B = rng.normal(size=(3, 3))
    return [(B @ B.T + np.eye(3), rng.normal(size=3), rng.normal(size=3), 0.3, gamma) for gamma in (0.2, 0.35)]


def _ahead(w, before, gamma):
    return w + (1 - gamma) * (w - before)


nesterov = function_exercise(
    "5.8",
    "Nesterov's method",
    points=3,
    run=_nesterov_walk,
    edges={"one weight": lambda rng: (np.array([[1.5]]), rng.normal(size=1), rng.normal(size=1), 0.3, 0.3)},
    each_call=True,
    args=("A", "c", "w", "eta", "gamma"),
    probes=_nesterov_probes,
    reference=_nesterov_as_matrices,
    solution=lambda w, before, gradient, eta, gamma: (
        _ahead(w, before, gamma) - gamma * eta * gradient(_ahead(w, before, gamma))
    ),
    wrong=[
        Misconception(
            "gradient here",
            lambda w, before, gradient, eta, gamma: _ahead(w, before, gamma) - gamma * eta * gradient(w),
            "The gradient is taken at w: this is the heavy ball (27). Nesterov looks where the ball is about to be.",
        ),
        Misconception(
            "not carried on",
            lambda w, before, gradient, eta, gamma: w - gamma * eta * gradient(_ahead(w, before, gamma)),
            "You looked ahead, but then stepped from w. The step starts at the look-ahead point; without that there is no momentum.",
        ),
        Misconception(
            "looked back",
            lambda w, before, gradient, eta, gamma: (
                _ahead(w, before, gamma) - gamma * eta * gradient(w - (1 - gamma) * (w - before))
            ),
            "The gradient is taken BEHIND w: the sign of the previous step is wrong where you look.",
        ),
        Misconception(
            "momentum twice",
            lambda w, before, gradient, eta, gamma: (
                _ahead(w, before, gamma) + (1 - gamma) * (w - before) - gamma * eta * gradient(_ahead(w, before, gamma))
            ),
            "The previous step is added twice: the look-ahead point contains it already.",
        ),
        Misconception(
            "gamma missing",
            lambda w, before, gradient, eta, gamma: _ahead(w, before, gamma) - eta * gradient(_ahead(w, before, gamma)),
            "The gradient comes with its full rate eta; as in (27), it has the factor gamma.",
        ),
    ],
    hints=[
        "First the look-ahead point: w plus (1 - gamma) times the previous step.",
        "Then a gradient step FROM that point, with the gradient AT that point.",
    ],
    praise="With gamma = 1 it is gradient descent, as it must be.",
)
