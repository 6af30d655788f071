"""Exercises 5.1 to 5.4, on one batch: its size, a step, clipping, bias."""

import numpy as np

from lecturekit.checks.arguments import Given, indices, positive, real
from lecturekit.checks.compare import describe
from lecturekit.checks.engine import (
    Again,
    Misconception,
    Wrong,
    bug_exercise,
    choice_exercise,
    function_exercise,
    numeric_exercise,
)
from lecturekit.single_unit.gradient_check import numerical_gradient

# ---- 5.1 how many points

_TARGET = 0.05**2  # a tenth of 0.5, squared


def _smallest(mean_square):
    """The smallest batch of which the mean squared distance is small enough, by trying."""
    return next(size for size in range(1, 10**6) if mean_square(size) <= _TARGET * (1 + 1e-12))


def _sizes_asked_for():
    return np.array([_smallest(lambda m: 8 / m), _smallest(lambda m: 8 / m * (2000 - m) / 1999)])


how_many = numeric_exercise(
    "5.1",
    "How many points?",
    points=2,
    tolerance=0,
    expected=_sizes_asked_for,
    wrong=[
        Misconception(
            "not rounded",
            np.array([3200, 16000 / (0.0025 * 1999 + 8)]),
            "Right, but a batch has a whole number of points: round both up.",
        ),
        Misconception(
            "rounded down",
            np.array([3200, 1231]),
            "With 1231 points the distance is still a little above a tenth of the length: round up.",
        ),
        Misconception(
            "distance for its square",
            np.array([160, 149]),
            "You set the mean SQUARED distance equal to 0.05. It is the distance that is to be 0.05.",
        ),
        Misconception(
            "as long as the gradient",
            np.array([32, 32]),
            "With so few points the typical distance is 0.5, as long as the gradient itself. A tenth of that is asked for: a factor of 10 in the distance is more than a factor of 10 in the work.",
        ),
        Misconception(
            "ten times the work",
            np.array([320, 276]),
            "You divided the mean squared distance by 10. The distance is its root, so for a tenth of the distance the square has to be a hundred times smaller.",
        ),
        Misconception(
            "no correction",
            np.array([3200, 3200]),
            "The first number is right. Without replacement a batch of all 2000 points has no noise at all, so fewer than 2000 are enough: a factor is missing in the second.",
        ),
        Misconception(
            "the other way round",
            np.array([1232, 3200]),
            "Both numbers are right, in the other order: drawing WITHOUT replacement needs fewer points.",
        ),
        Misconception(
            "sigma for its square",
            np.array([25600, 1855]),
            "You squared 8. It is the mean SQUARED distance of a single gradient already.",
        ),
    ],
    hints=[
        "Section *How good is the gradient of a batch?* The typical distance is the root of the mean squared distance: ask for a mean squared distance of 0.05 squared.",
        "Without replacement there is one factor more, which is 1 for a batch of one point and 0 for all 2000. With it the equation is linear once you multiply by the size of the batch.",
    ],
    praise="With replacement one would have to draw more often than there are points, to know a tenth of the gradient's length; without, 1232 of the 2000.",
)


# ---- 5.2 a step


def _step_probes(rng):
    return [
        (rng.normal(size=3), rng.normal(size=(9, 3)), rng.normal(size=9), rng.permutation(9)[:4], 0.3) for _ in range(3)
    ]


def _batch_loss_step(w, X, y, B, eta):
    return w - eta * numerical_gradient(lambda v: 0.5 * np.mean((X[B] @ v - y[B]) ** 2), w)


def _pull(w, X, y, B):
    return X[B].T @ (X[B] @ w - y[B])


step = function_exercise(
    "5.2",
    "A step of SGD",
    points=3,
    given=Given(w=real("d"), X=real("n", "d"), y=real("n"), B=indices("b", "n"), eta=positive(low=0.1, high=0.5)),
    reference=_batch_loss_step,
    solution=lambda w, X, y, B, eta: w - eta * _pull(w, X, y, B) / len(B),
    wrong=[
        Misconception(
            "sum over the batch",
            lambda w, X, y, B, eta: w - eta * _pull(w, X, y, B),
            "You took the SUM over the batch. Then a batch twice as large makes a step twice as long; (26) has a mean.",
        ),
        Misconception(
            "divided by n",
            lambda w, X, y, B, eta: w - eta * _pull(w, X, y, B) / len(y),
            "You divided by n, the number of all points. The sum has only n' terms: the step comes out n/n' times too short.",
        ),
        Misconception(
            "all the data",
            lambda w, X, y, B, eta: w - eta * _pull(w, X, y, np.arange(len(y))) / len(y),
            "This is the step on all the data: the batch B does not enter. It costs n/n' times as much as asked for.",
        ),
        Misconception(
            "the first rows",
            lambda w, X, y, B, eta: w - eta * _pull(w, X, y, np.arange(len(B))) / len(B),
            "You used the first n' rows. B holds the INDICES of the rows to take, and they need not be the first.",
        ),
        Misconception(
            "uphill",
            lambda w, X, y, B, eta: w + eta * _pull(w, X, y, B) / len(B),
            "Your step goes along the gradient, and the loss of the batch grows. Downhill is against it.",
        ),
    ],
    hints=[
        "Section *A step on a few points*. `X[B]` and `y[B]` are the batch; from there it is a step of gradient descent on a smaller data set.",
        "With all rows in B it has to be the step of chapter 1. What does the mean divide by, if B is shorter?",
    ],
    praise="The mean over the batch: the learning rate then means the same for every n'.",
)


# ---- 5.3 clipping


def _clip_with_a_bug(g, c):
    if np.abs(g).max() > c:
        g = g * c / np.linalg.norm(g)
    return g


def _clipped(g, c):
    """The nearest point to g among those of length c at most: along g, found by halving."""
    low, high = 0.0, 1.0
    if np.sqrt(sum(x * x for x in np.ravel(g))) <= c:
        return np.array(g, dtype=float)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.sqrt(sum((middle * x) ** 2 for x in np.ravel(g))) <= c else (low, middle)
    return low * np.asarray(g, dtype=float)


def _a_gradient_and_a_length(g, c):
    if np.asarray(g).dtype.kind not in "iuf" or np.ndim(g) != 1 or not np.size(g):
        raise Wrong(f"g should be a vector of numbers, such as np.array([3.0, 4.0]); got {describe(g)}.")
    if np.ndim(c) or not np.isreal(c) or c <= 0:
        raise Wrong(f"c should be a length above 0, got {describe(c)}.")


def _short(g, c, scale):
    return g * (c / scale) if scale > c else g


clip = bug_exercise(
    "5.3",
    "A clipping that lets some through",
    buggy=_clip_with_a_bug,
    reference=_clipped,
    valid=_a_gradient_and_a_length,
    example=(np.array([0.8, 0.8]), 1.0),
    args=("g", "c"),
    probes=lambda rng: [
        (rng.normal(size=6), 1.0),
        (0.1 * rng.normal(size=4), 1.0),
        (np.full(50, 0.3), 2.0),
        (np.array([3.0, -4.0]), 2.5),
        (np.array([-3.0, -4.0]), 2.5),
        (np.array([1.2, 1.2]), 2.0),
    ],
    solution=lambda g, c: g * c / np.linalg.norm(g) if np.linalg.norm(g) > c else g,
    wrong=[
        Misconception(
            "entry by entry",
            lambda g, c: np.clip(g, -c, c),
            "You clip every entry by itself. That turns the gradient into another direction, and a vector of many small entries still comes through.",
        ),
        Misconception(
            "always to length c",
            lambda g, c: g * c / np.linalg.norm(g),
            "Now short gradients are stretched to the length c, too. Near a minimum, where gradients become short, the steps would not.",
        ),
        Misconception(
            "square of the length",
            lambda g, c: g * c / np.linalg.norm(g) if g @ g > c else g,
            "You compare the SQUARE of the length with c. The two agree for c = 1 only.",
        ),
        Misconception(
            "sum of sizes",
            lambda g, c: _short(g, c, np.abs(g).sum()),
            "You measure the length as the sum of the entries' sizes. That is never shorter than the length, so gradients are clipped that are short enough.",
        ),
        Misconception(
            "largest entry",
            lambda g, c: _short(g, c, np.abs(g).max()),
            "Both times you use the largest entry. The direction is kept, but the result may still be longer than c.",
        ),
    ],
    hints=[
        "Section *How to choose a learning rate*. The condition and the line below it measure the gradient in two ways. When do they disagree?",
        "A vector of many equal entries is much longer than its largest entry.",
    ],
    praise="In a network with a million parameters all entries can be small and the gradient long.",
)


# ---- 5.4 unbiasedness

unbiased = choice_exercise(
    "5.4",
    "Which batch is biased?",
    options={
        "a": "one point, drawn at random",
        "b": "64 points drawn at random with replacement",
        "c": "32 points drawn at random from each of the two classes",
        "d": "64 points drawn at random without replacement",
    },
    correct="c",
    replies={
        "a": "One point is a poor estimate, but an unbiased one: each of the n gradients comes with probability 1/n, and their mean is the full gradient.",
        "b": "With replacement each of the 64 is a fair draw from all points, so their mean is right on average; the same point may come twice, which does no harm to the mean.",
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
    praise="Malignant tumors would enter with the weight 1/2 instead of 212/569: the gradient of another loss. (Sometimes that other loss is wanted; then one should know it.)",
)
