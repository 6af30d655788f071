"""Exercises of chapter 9; from 9.4 on: theory, what the data cannot see, the distance from the start, ridge."""

import numpy as np

from lecturekit.checks.compare import as_numbers, describe
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise
from lecturekit.double_descent.exercises.features import honest, smallest, threshold
from lecturekit.double_descent.experiments import walk_of_descent
from lecturekit.double_descent.isotropic import isotropic_risk

# ---- 9.4


def _risk_probes(rng):
    sizes = [(20, 8, 50), (20, 35, 50), (12, 30, 30), (30, 5, 40)]
    return [(n, p, D, rng.uniform(0.2, 0.9), rng.uniform(1.3, 2.5)) for n, p, D in sizes]


def _risk(n, p, D, sigma, r, *, gap=1, seen_noise=True, bias=True, both_sides=False, power=2):
    unseen = r**power * (1 - p / D)
    s = sigma**2 + unseen * seen_noise
    if p < n or both_sides:
        return unseen + s * p / (abs(n - p) - gap)
    return unseen + s * n / (p - n - gap) + bias * r**power * p / D * (1 - n / p)


def _risk_variant(**changes):
    return lambda n, p, D, sigma, r: _risk(n, p, D, sigma, r, **changes)


theory = function_exercise(
    "9.4",
    "Both sides of the peak",
    kind="derive",
    points=3,
    probes=_risk_probes,
    reference=lambda n, p, D, sigma, r: r**2 * isotropic_risk(n, p, D, sigma / r) - sigma**2,
    solution=lambda n, p, D, sigma, r: _risk(n, p, D, sigma, r),
    wrong=[
        Misconception(
            "n - p",
            _risk_variant(gap=0),
            "Your pole is exactly at p = n. The mean of the inverse of a random p x p matrix X^T X has n - p - 1 in the denominator (and p - n - 1 on the other side).",
        ),
        Misconception(
            "unseen inputs forgotten in the variance",
            _risk_variant(seen_noise=False),
            "In the variance you use the label noise alone. The inputs that are left out act as noise on the training labels too, whatever sigma is.",
        ),
        Misconception(
            "bias forgotten",
            _risk_variant(bias=False),
            "Beyond p = n one term is missing: n points show only a share n/p of the true weights, and what is not seen is lost.",
        ),
        Misconception(
            "the same formula on both sides",
            _risk_variant(both_sides=True),
            "You use the left formula on both sides. For p > n the roles change: there are n directions in which noise can enter, not p.",
        ),
        Misconception(
            "length not squared",
            _risk_variant(power=1),
            "Errors are squares, and so are the parts that the length r of beta contributes: one of them enters only linearly in yours.",
        ),
    ],
    hints=[
        "Start from the formula of the notebook. Which of its terms come from beta, and would be four times as large for a beta twice as long?",
        "The test label has no noise here: s in front becomes the part of s that does not come from the label noise.",
    ],
    praise="With r = 1 and sigma^2 added it is the notebook's formula.",
)


# ---- 9.5

slip = choice_exercise(
    "9.5",
    "Not subject to the tradeoff?",
    kind="slip",
    options={
        "a": "bias and variance are not defined for a model that fits its training data exactly",
        "b": "squared bias and variance still exist, but beyond the threshold they no longer add up to the error",
        "c": "the sum holds always; what fails is the belief that variance must grow with the number of parameters",
        "d": "very large models have no variance, because they always find the same solution",
    },
    correct="c",
    replies={
        "a": "Both are means over many training sets at a fixed test point. Nothing in their definition asks how well a training set is fitted.",
        "b": "They add up for every random number whatsoever: mean square = square of the mean + variance. Look at the assertion in the notebook.",
        "d": "The smallest solution is unique for ONE training set. Another training set gives another one, and the notebook measured how much they differ.",
    },
    hints=["An identity of arithmetic cannot fail. A statement about how a curve looks can."],
    praise="The decomposition is arithmetic. The U-shape was an expectation.",
)


# ---- 9.6


def _wide_probes(rng):
    return [
        (rng.standard_normal((n, N)), rng.standard_normal(n), rng.uniform(0.5, 3.0))
        for n, N in ((3, 8), (5, 12), (6, 9))
    ]


def _what_it_is(answer, A, y, amount):
    """The labels that the answer predicts, and its distance from the smallest solution."""
    if not callable(answer):
        raise Wrong(f"expected a function, got {describe(answer)}")
    given = answer(A, y, amount)
    try:
        w = as_numbers(given)
    except TypeError:
        w = np.empty(0)
    if w.shape != A.shape[1:]:
        raise Wrong(f"expected weights of shape {A.shape[1:]}, got {describe(given)}")
    return _properties(A @ w, float(np.linalg.norm(w - np.linalg.pinv(A) @ y)))


def _properties(labels, distance):
    return {"A @ w": labels, "distance from the smallest solution": distance}


def _other_fit(A, y, amount):
    v = np.ones(A.shape[1]) - np.linalg.pinv(A) @ A.sum(axis=1)
    return np.linalg.pinv(A) @ y + amount * v / np.linalg.norm(v)


def _along_a_row(A, y, amount):
    return np.linalg.pinv(A) @ y + amount * A[0] / np.linalg.norm(A[0])


def _stretched(A, y, amount):
    w = np.linalg.pinv(A) @ y
    return w * (1 + amount / np.linalg.norm(w))


other_fit = function_exercise(
    "9.6",
    "Another perfect fit",
    points=3,
    probes=_wide_probes,
    args=("A", "y", "amount"),
    run=_what_it_is,
    reference=lambda A, y, amount: _properties(y, amount),
    solution=_other_fit,
    wrong=[
        Misconception(
            "along a row",
            _along_a_row,
            "You moved along a data point, a row of A. That is a direction the data DO see: the training error is not zero any more. Subtract from your direction all that lies in the span of the rows.",
        ),
        Misconception(
            "the smallest solution itself",
            lambda A, y, amount: np.linalg.pinv(A) @ y,
            "This is the smallest solution. A different one is wanted, at the given distance from it.",
        ),
        Misconception(
            "stretched",
            _stretched,
            "You made the smallest solution longer. Then all predictions grow as well, and miss the labels.",
        ),
        Misconception(
            "length forgotten",
            lambda A, y, amount: (
                np.linalg.pinv(A) @ y + amount * (np.ones(A.shape[1]) - np.linalg.pinv(A) @ A.sum(axis=1))
            ),
            "It fits. But the direction you add has not the length 1, so that the distance is not the one asked for.",
        ),
    ],
    hints=[
        "Take any vector u. `np.linalg.pinv(A) @ (A @ u)` is the part of it that the data see.",
        "u minus that part is invisible. Give it the length 1, multiply by the amount, add it to the smallest solution.",
    ],
    praise="Training error 0, as far from the smallest solution as you like. There is nothing in the data against it.",
)


# ---- 9.7


def _start_probes(rng):
    return [
        (A, rng.standard_normal(len(A)), rng.standard_normal(A.shape[1]))
        for A in (rng.standard_normal((3, 10)), rng.standard_normal((4, 15)))
    ]


limit = function_exercise(
    "9.7",
    "Where gradient descent ends",
    kind="derive",
    points=3,
    probes=_start_probes,
    edges={
        "one row": lambda rng: (rng.standard_normal((1, 4)), rng.standard_normal(1), rng.standard_normal(4)),
        "a start at 0": lambda rng: (rng.standard_normal((2, 4)), rng.standard_normal(2), np.zeros(4)),
    },
    reference=lambda A, y, w_0: walk_of_descent(A, y, w_0, 3000),
    solution=lambda A, y, w_0: w_0 + np.linalg.pinv(A) @ (y - A @ w_0),
    wrong=[
        Misconception(
            "start forgotten",
            lambda A, y, w_0: np.linalg.pinv(A) @ y,
            "That is the smallest solution, where gradient descent ends if it starts at 0. From elsewhere it keeps something of its start.",
        ),
        Misconception(
            "whole start kept",
            lambda A, y, w_0: np.linalg.pinv(A) @ y + w_0,
            "You added the whole start. Only what the data cannot see of it survives; the rest of it is corrected until the points are fitted.",
        ),
        Misconception(
            "wrong part kept",
            lambda A, y, w_0: np.linalg.pinv(A) @ (y + A @ w_0),
            "You kept the part of the start that the data see. It is the other part that no gradient ever touches.",
        ),
        Misconception(
            "does not move",
            lambda A, y, w_0: w_0,
            "This is the start. It does not fit the points, so that the gradient there is not zero.",
        ),
    ],
    hints=[
        "Write w = w_0 + u. Which equation must u fulfill, and where does u start?",
        "u starts at 0, so it ends at the smallest solution of ITS problem: A u = y - A w_0.",
    ],
    praise="The fit that is nearest to the start. With the start at 0, the smallest one.",
)


# ---- 9.8

distance = choice_exercise(
    "9.8",
    "Close to the start",
    kind="concept",
    options={
        "a": "no: the distance does not get smaller, so wide networks do not stay closer to their start",
        "b": "yes: the weights themselves have a norm that grows like the root of m, so the share they move shrinks like 1 over the root of m",
        "c": "yes, and the same holds for every scaling of the output",
        "d": "one cannot say: a distance in more dimensions is never comparable",
    },
    correct="b",
    replies={
        "a": "3 out of what? With 100 times as many weights, each of them moved ten times less. Compare with the norm of the start.",
        "c": "With the output scaled by 1/m, and a learning rate to match, the share moved stays the same from 10 units to 3000: chapter 4 measured it.",
        "d": "Divide by the norm of the starting weights, and you have the share they moved: a plain number.",
    },
    hints=["How does the norm of m times d standard normal numbers depend on m?"],
    praise="3 of 17 at m = 10, 3 of 300 at m = 3000. The share is what says whether the network is nearly linear in its weights.",
)


# ---- 9.9


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
    "9.9",
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
            "factor 2",
            lambda s, n, lam: s**2 / (s**2 + 2 * n * lam),
            "There is a 2 too many. The factor 1/2 stands before both terms, so it cancels.",
        ),
    ],
    hints=[
        "The gradient, set to zero, says (A^T A + n lambda) w = A^T y. Put A = U diag(s) V^T into it.",
        "Along the k-th column of V the equation is (s_k^2 + n lambda) w_k = s_k times a component of y. And without lambda?",
    ],
    praise="Near 1 where s is large, near 0 where it is tiny: what made the peak is damped, and little else.",
)


predict_many = choice_exercise(
    "9.a",
    "Forty times too many",
    kind="prediction",
    options={
        "a": "tamer",
        "b": "about as wild: it has to go through the same points",
        "c": "wilder: it has forty times as many parameters",
    },
    correct="a",
    replies={
        "b": "The points are the same, the ways between them are not.",
        "c": "More parameters can make it wilder, but they need not: among all fits the one with the smallest weights was taken.",
    },
    praise="with 600 features many curves go through the points, and the one with the smallest weights is calm.",
)

predict_more_data = choice_exercise(
    "9.b",
    "Forty points more",
    kind="prediction",
    options={
        "a": "smaller by about a third",
        "b": "many times larger",
        "c": "about the same: the additional points carry the same noise",
    },
    correct="b",
    replies={
        "a": "So it would be far from the threshold. But 100 points and 100 features is the threshold itself.",
        "c": "The noise is the same, but what it is divided by is not: the square matrix has a tiny singular value.",
    },
    praise="at 100 points the 100 features can just fit the data, and the smallest singular value is tiny.",
)

predict_digits = choice_exercise(
    "9.c",
    "Where is the peak?",
    kind="prediction",
    options={
        "a": "at N = 200, the number of images",
        "b": "at N = 784, the number of pixels",
        "c": "somewhere beyond 200, at a number that depends on the features drawn",
    },
    correct="c",
    replies={
        "a": "It would be, if all features were of use. Some of these ReLU features never switch on.",
        "b": "The pixels only feed the features; what is fitted is one weight for each feature.",
    },
    praise="a part of the features is 0 on every image and fits nothing, so it takes more than 200 to fit 200 images.",
)

predict_noisy = choice_exercise(
    "9.d",
    "Wrong labels",
    kind="prediction",
    options={
        "a": "$m = 6$: it is too small to learn the wrong labels",
        "b": "$m = 14$: large enough for digits, too small for all the noise",
        "c": "$m = 300$, although it learns every wrong label",
    },
    correct="c",
    replies={
        "a": "It cannot learn all wrong labels, but those that it half learns spoil its few units for the right ones.",
        "b": "It learns nearly all wrong labels too, and has to bend everything else for them.",
    },
    praise="and it makes the fewest mistakes on new digits all the same.",
)

EXERCISES = [
    smallest,
    threshold,
    honest,
    theory,
    slip,
    other_fit,
    limit,
    distance,
    shrink,
    predict_many,
    predict_more_data,
    predict_digits,
    predict_noisy,
]
