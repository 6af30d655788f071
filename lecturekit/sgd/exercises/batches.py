"""Exercises 5.1, 5.2 and 5.4, on one batch: its size, points drawn unevenly, bias."""

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient

# ---- 5.1 how many points

_TARGET = 0.05**2  # a tenth of 0.5, squared
_MEAN_SQUARES = {"with replacement": lambda m: 7 / m, "without replacement": lambda m: 7 / m * (2000 - m) / 1999}


def _smallest(mean_square):
    """The smallest batch of which the mean squared distance is small enough, by trying."""
    return next(size for size in range(1, 10**6) if mean_square(size) <= _TARGET * (1 + 1e-12))


def _sizes_asked_for():
    return np.array([_smallest(mean_square) for mean_square in _MEAN_SQUARES.values()])


def _the_smallest_that_are_enough(sizes, rng):
    """What would become of the sizes, one by one."""
    if sizes.shape != (2,):
        raise Wrong(f"Expected two numbers, with replacement and without; got {sizes.size}.")
    told, right = [], 0
    for size, right_one, (how, mean_square) in zip(sizes, _sizes_asked_for(), _MEAN_SQUARES.items()):
        if size == right_one:
            right += 1
            told.append(f"{how} {size:.0f} is right")
        elif size < 1 or size != round(size):
            told.append(f"{how} {size:g} is no number of points")
        elif how.startswith("without") and size > 2000:
            told.append(f"{how} there are no {size:.0f} points to be drawn")
        elif size > right_one:
            told.append(f"{how} {size:.0f} points are more than enough")
        else:
            told.append(
                f"{how} {size:.0f} points have a typical distance of {np.sqrt(mean_square(size)):.3g}, and it is to be 0.05"
            )
    if right < 2:
        raise Wrong(f"{'; '.join(told)}.".capitalize())


how_many = numeric_exercise(
    "5.1",
    "How many points?",
    points=2,
    tolerance=0,
    properties=[_the_smallest_that_are_enough],
    solution=_sizes_asked_for,
    wrong=[
        Misconception(
            "not rounded",
            np.array([2800, 14000 / (0.0025 * 1999 + 7)]),
            "Right, but a batch has a whole number of points: round both up.",
        ),
        Misconception(
            "rounded down",
            np.array([2800, 1166]),
            "With 1166 points the distance is still a little above a tenth of the length: round up.",
        ),
        Misconception(
            "distance for its square",
            np.array([140, 131]),
            "You set the mean SQUARED distance equal to 0.05. It is the distance that is to be 0.05.",
        ),
        Misconception(
            "as long as the gradient",
            np.array([28, 28]),
            "With so few points the typical distance is 0.5, as long as the gradient itself. A tenth of that is asked for: a factor of 10 in the distance is more than a factor of 10 in the work.",
        ),
        Misconception(
            "ten times the work",
            np.array([280, 246]),
            "You divided the mean squared distance by 10. The distance is its root, so for a tenth of the distance the square has to be a hundred times smaller.",
        ),
        Misconception(
            "a distance of 0.1",
            np.array([700, 519]),
            "You asked for a distance of 0.1. A tenth of the LENGTH is asked for, and the gradient has the length 0.5.",
        ),
        Misconception(
            "the length not squared",
            np.array([1400, 824]),
            "You squared the tenth and not the length: (0.1 * 0.5)^2 is asked for, not 0.1^2 * 0.5.",
        ),
        Misconception(
            "no correction",
            np.array([2800, 2800]),
            "The first number is right. Without replacement a batch of all 2000 points has no noise at all, so fewer than 2000 are enough: a factor is missing in the second.",
        ),
        Misconception(
            "all of them",
            np.array([2800, 2000]),
            "The first number is right. Without replacement all 2000 points have no noise left at all; how many are enough for a tenth?",
        ),
        Misconception(
            "no more than there are",
            np.array([2000, 1167]),
            "The second number is right. With replacement a point may come several times, so a batch can have more draws than there are points; and even 2000 draws are too few.",
        ),
        Misconception(
            "the other way round",
            np.array([1167, 2800]),
            "Both numbers are right, in the other order: drawing WITHOUT replacement needs fewer points.",
        ),
        Misconception(
            "sigma for its square",
            np.array([19600, 1815]),
            "You squared 7. It is the mean SQUARED distance of a single gradient already.",
        ),
    ],
    hints=[
        "Section *How good is the gradient of a batch?* The typical distance is the root of the mean squared distance: ask for a mean squared distance of 0.05 squared.",
        "Without replacement there is one factor more, which is 1 for a batch of one point and 0 for all 2000. With it the equation is linear once you multiply by the size of the batch.",
    ],
    praise="With replacement one would have to draw more often than there are points, to know a tenth of the gradient's length; without, 1167 of the 2000.",
)


# ---- 5.2 a batch that is not drawn evenly


def _uneven_probes(rng):
    probes = []
    for size in (1, 4, 7):
        q = rng.random(9) + 0.1
        probes.append((rng.normal(size=3), rng.normal(size=(9, 3)), rng.normal(size=9), rng.integers(9, size=size),
                       q / q.sum(), 0.3))  # fmt: skip
    return probes


def _weighted_loss_step(w, X, y, B, q, eta):
    def loss(v):  # its mean over the draws is the mean loss of all points
        return np.mean([0.5 * (X[i] @ v - y[i]) ** 2 / (len(y) * q[i]) for i in B])

    return w - eta * numerical_gradient(loss, w)


def _weighted(w, X, y, B, weights, eta):
    """A step against the gradients of the points in B, each with its weight."""
    return w - eta * ((X[B] @ w - y[B]) * weights) @ X[B]


uneven = function_exercise(
    "5.2",
    "A batch that is not drawn evenly",
    points=3,
    kind="derive",
    probes=_uneven_probes,
    edges={
        "one input": lambda rng: (
            rng.normal(size=1),
            rng.normal(size=(4, 1)),
            rng.normal(size=4),
            np.array([2, 0, 2]),
            np.array([0.1, 0.2, 0.3, 0.4]),
            0.5,
        ),
        "evenly after all": lambda rng: (
            rng.normal(size=2),
            rng.normal(size=(4, 2)),
            rng.normal(size=4),
            np.array([2, 0, 2]),
            np.full(4, 0.25),
            0.5,
        ),
    },
    reference=_weighted_loss_step,
    solution=lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / (len(y) * q[B] * len(B)), eta),
    wrong=[
        Misconception(
            "as if drawn evenly",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / len(B), eta),
            "Your step does not look at q. Its mean over the draws is the sum of all q_i g_i: points that come often count more than others.",
        ),
        Misconception(
            "n left out",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / (q[B] * len(B)), eta),
            "The mean of g_i / q_i over the draws is the SUM of all n gradients. What descent on the mean loss takes is their mean.",
        ),
        Misconception(
            "multiplied by q",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, q[B] / len(B), eta),
            "You multiply by q, so points that come often count even more: over the draws q enters twice. What undoes it?",
        ),
        Misconception(
            "multiplied by n q",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, len(y) * q[B] / len(B), eta),
            "You multiply by n q_i, which is above 1 for points that come too often. It should take weight from them, not give them more.",
        ),
        Misconception(
            "weights that add up to 1",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / q[B] / np.sum(1 / q[B]), eta),
            "You divide by the sum of the batch's weights. With n' = 1 they then drop out altogether: a step right on average for every n' divides by something that does not depend on the draw.",
        ),
        Misconception(
            "the first q",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / (len(y) * q[: len(B)] * len(B)), eta),
            "You took the first n' entries of q. The probability of point i is q[i], and the points of the batch are those in B.",
        ),
        Misconception(
            "sum over the batch",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / (len(y) * q[B]), eta),
            "Each draw by itself is now right on average. But you ADD all n' of them: the step is n' times too long.",
        ),
        Misconception(
            "divided by n twice",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, 1 / (len(y) ** 2 * q[B]), eta),
            "You divide by n twice. One n makes the mean over the data; the mean over the batch divides by n', the number of draws.",
        ),
        Misconception(
            "uphill",
            lambda w, X, y, B, q, eta: _weighted(w, X, y, B, -1 / (len(y) * q[B] * len(B)), eta),
            "Your step goes along the gradient, and the loss grows. Downhill is against it.",
        ),
    ],
    hints=[
        "Section *How good is the gradient of a batch?* Begin with one draw. Point i comes with probability q_i: write the mean of c_i g_i over the draw as a sum over all points, and ask which c_i make it the mean of all g_i.",
        "For q_i = 1/n your factor has to be 1. The mean of n' such draws has the same mean as one.",
    ],
    praise="A draw that comes twice as often counts half as much. So rare points can be drawn often without learning another loss; what it costs is variance, where some q_i are very small.",
)


# ---- 5.4 unbiasedness

unbiased = choice_exercise(
    "5.4",
    "Which batch is biased?",
    options={
        "a": "one point, drawn at random",
        "b": "64 neighbors in the file, from a random place on; the first point follows the last",
        "c": "32 points drawn at random from each of the two classes",
        "d": "64 points drawn at random without replacement",
    },
    correct="c",
    replies={
        "a": "One point is a poor estimate, but an unbiased one: each of the n gradients comes with probability 1/n, and their mean is the full gradient.",
        "b": "Neighbors may be alike, and then such a batch is a poorer estimate. But 64 of the 569 places lead to each point: all of them are equally likely to be in it, and the mean is right on average.",
        "d": "Without replacement every point is still equally likely to be in the batch. The draws are no longer independent, which lowers the variance and leaves the mean alone.",
    },
    again=Again(
        "Every batch holds 40 benign and 24 malignant tumors, drawn at random from each class: nearly the shares of the data, 357 and 212. Is its mean right on average?",
        {
            "p": "nearly: each malignant tumor counts a little more than each benign one",
            "q": "exactly, since both classes are in every batch",
            "r": "no: it is as biased as 32 and 32",
        },
        "p",
        {
            "q": "Exact it is only if both classes have the same share in the batch and in the data. Compare 24/64 with 212/569.",
            "r": "The bias comes from wrong shares. With 32 and 32 malignant tumors have 1/2 for 212/569, which is 0.373; what have they here?",
        },
    ),
    hints=[
        "Section *How good is the gradient of a batch?* A mean over a batch is unbiased if every data point has the same chance to be in it.",
        "There are 357 benign and 212 malignant tumors. How likely is each of them to be drawn?",
    ],
    praise="Malignant tumors would enter with the weight 1/2 instead of 212/569: the gradient of another loss. Sometimes that other loss is wanted; then one should know it.",
)
