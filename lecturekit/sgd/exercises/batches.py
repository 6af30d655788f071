"""Exercises of chapter 5 on batches: an epoch, a step, the bias and the variance of a batch, a schedule."""

import numpy as np

from lecturekit.checks.arguments import Given, indices, positive, real
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise
from lecturekit.sgd.known_minimum import excess_curve
from lecturekit.single_unit.gradient_check import numerical_gradient

# ---- 5.1 batches


def _epochs_in_words(batches, n, batch_size, seed):
    """What two epochs of an iterator look like: comparable whatever random numbers it drew."""
    rng, orders = np.random.default_rng(seed), []
    for _ in range(2):
        made = batches(n, batch_size, rng)
        if made is Ellipsis:
            return made
        if (isinstance(made, np.ndarray) and made.ndim == 1) or not hasattr(made, "__iter__"):
            raise Wrong("Expected a list of arrays of indices, one array for each batch.")
        parts = [np.atleast_1d(np.asarray(part)) for part in made]
        if not parts or any(part.dtype.kind not in "iu" or part.ndim != 1 for part in parts):
            raise Wrong("Expected a list of arrays of whole numbers: the indices of the points in each batch.")
        orders.append((parts, np.concatenate(parts)))
        if orders[-1][1].min() < 0 or orders[-1][1].max() >= n:
            raise Wrong(f"Expected indices from 0 to {n - 1}, got {orders[-1][1].min()} to {orders[-1][1].max()}.")
    (parts, first), (_, second) = orders
    seen = np.bincount(first.astype(np.intp), minlength=n)
    side_by_side = np.isin(np.diff(first.astype(np.intp)) % n, (1, n - 1))  # also in a reversed or rotated order
    return {
        "sizes of the batches": [len(part) for part in parts],
        "points that never come": "some" if (seen == 0).any() else "none",
        "points that come twice": "some" if (seen > 1).any() else "none",
        "points twice in one batch": "some" if any(len(set(part)) < len(part) for part in parts) else "none",
        "order in the first epoch": (
            "as stored"
            if (np.diff(first) > 0).all()
            else "neighbors stay together"
            if side_by_side.mean() > 0.5
            else "shuffled"
        ),
        "order in the second epoch": "the same again" if np.array_equal(first, second) else "a new one",
    }


def _an_epoch(n, batch_size, seed):
    whole, rest = divmod(n, batch_size)
    return {
        "sizes of the batches": [batch_size] * whole + [rest] * (rest > 0),
        "points that never come": "none",
        "points that come twice": "none",
        "points twice in one batch": "none",
        "order in the first epoch": "shuffled",
        "order in the second epoch": "a new one",
    }


def _cut(order, size):
    return [order[k : k + size] for k in range(0, len(order), size)]


def _shuffled_pieces(n, size, rng):
    pieces = _cut(np.arange(n), size)
    return [pieces[k] for k in rng.permutation(len(pieces) - 1)] + pieces[-1:]


def _draws_from_rng(batches, rng):
    one, other = (
        np.concatenate([np.asarray(part) for part in batches(40, 6, np.random.default_rng(5))]) for _ in range(2)
    )
    if not np.array_equal(one, other):
        raise Wrong(
            "Two calls with generators of the same seed gave two different orders. Draw from the `rng` that is "
            "handed in, so that a run can be repeated."
        )


batches = function_exercise(
    "5.1",
    "The batches of an epoch",
    probes=lambda rng: [(23, 4, 0), (30, 7, 1)],
    reference=_an_epoch,
    run=_epochs_in_words,
    args=("n", "batch_size", "seed"),
    properties=[_draws_from_rng],
    solution=lambda n, size, rng: _cut(rng.permutation(n), size),
    wrong=[
        Misconception(
            "last batch dropped",
            lambda n, size, rng: _cut(rng.permutation(n), size)[: n // size],
            "The points left over at the end are dropped: some points never come in this epoch. Let the last batch be smaller.",
        ),
        Misconception(
            "number for size",
            lambda n, size, rng: np.array_split(rng.permutation(n), size),
            "You made `batch_size` batches. It is the number of points IN a batch; how many batches that gives follows from n.",
        ),
        Misconception(
            "with replacement",
            lambda n, size, rng: [rng.integers(n, size=len(b)) for b in _cut(np.arange(n), size)],
            "Each batch is drawn anew from all points, with replacement: some come twice and some never. An epoch is a pass through all of them.",
        ),
        Misconception(
            "each batch afresh",
            lambda n, size, rng: [rng.permutation(n)[: len(b)] for b in _cut(np.arange(n), size)],
            "Within a batch no point repeats, but the next batch is drawn from all points again: some come twice in an epoch and some never.",
        ),
        Misconception(
            "never shuffled",
            lambda n, size, rng: _cut(np.arange(n), size),
            "The points come in the order in which they are stored. If the data are sorted by label, every batch is biased.",
        ),
        Misconception(
            "pieces shuffled",
            _shuffled_pieces,
            "You shuffle the batches, but each of them still holds neighbors. If the data are sorted by label, every batch is biased: shuffle the points, then cut.",
        ),
        Misconception(
            "shuffled once",
            lambda n, size, rng: _cut(np.random.default_rng(0).permutation(n), size),
            "Both epochs have the same order: a generator made anew inside the function starts from its seed each time. Draw from the `rng` that is handed in.",
        ),
    ],
    hints=[
        "`rng.permutation(n)` is the numbers 0 to n-1 in random order.",
        "Cut that order at 0, batch_size, 2 batch_size, ...: a slice that runs over the end is simply shorter.",
    ],
    praise="Each point once, a new order in each epoch, and nobody dropped.",
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
        "`X[B]` and `y[B]` are the batch; from there it is a step of gradient descent on a smaller data set.",
        "The gradient of the mean loss is X^T (X w - y) divided by the number of rows that were summed.",
    ],
    praise="The mean over the batch: the learning rate then means the same for every n'.",
)

# ---- 5.3, 5.4 unbiasedness and variance

variance = numeric_exercise(
    "5.3",
    "The variance of a batch gradient",
    points=2,
    tolerance=5e-3,
    # by counting, not by the formula: 20 numbers of variance 8, all pairs of different ones
    expected=lambda: np.array([8 / 5, (5 * 8 + 5 * 4 * -8 / 19) / 25]),
    wrong=[
        Misconception(
            "square root",
            np.array([8 / np.sqrt(5), 8 / np.sqrt(5) * 15 / 19]),
            "You divided by the root of n'. The root belongs to the typical distance; its square, the variance, falls faster.",
        ),
        Misconception(
            "n' squared",
            np.array([8 / 25, 8 / 25 * 15 / 19]),
            "You divided by the square of n'. The SUM of n' independent terms has n' times the variance of one; only then comes the mean.",
        ),
        Misconception(
            "no correction",
            np.array([8 / 5, 8 / 5]),
            "The second number is the first one again. Without replacement, a batch of all 20 points would have no noise at all: a factor is missing.",
        ),
        Misconception(
            "n for n - 1",
            np.array([8 / 5, 8 / 5 * 15 / 20]),
            "Nearly. Test your factor with n' = 1: one point drawn is one point drawn, so it must be 1 there.",
        ),
        Misconception(
            "the other way round",
            np.array([8 / 5 * 15 / 19, 8 / 5]),
            "The two numbers are in the other order: drawing WITHOUT replacement has the smaller variance.",
        ),
        Misconception(
            "distance instead",
            np.sqrt([8 / 5, 8 / 5 * 15 / 19]),
            "These are typical distances, roots of the mean SQUARED distances that are asked for.",
        ),
    ],
    hints=[
        "The variance of a sum of independent terms is the sum of their variances; a factor 1/n' on the sum is squared.",
        "Without replacement the factor (n - n')/(n - 1) comes on top; it is 0 for n' = n and 1 for n' = 1.",
    ],
    praise="1/n' with replacement, and a little less without.",
)

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
    hints=[
        "A mean over a batch is unbiased if every data point has the same chance to be in it.",
        "There are 357 benign and 212 malignant tumours. How likely is each of them to be drawn?",
    ],
    praise="Malignant tumours would enter with the weight 1/2 instead of 212/569: the gradient of another loss. (Sometimes that other loss is wanted; then one should know it.)",
)

# ---- 5.10 a schedule

_N, _EPOCHS = 569, 12


def _sizes(schedule, n_epochs=_EPOCHS):
    sizes = [schedule(epoch) for epoch in range(1, n_epochs + 1)]
    return ... if any(size is Ellipsis for size in sizes) else sizes


def _is_a_schedule(schedule, rng):
    for epoch, size in enumerate(_sizes(schedule), start=1):
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
            raise Wrong(
                f"In epoch {epoch} your batch size is {size!r}; expected a whole number (`int(...)`, `//`, `min`)."
            )
        if not 1 <= size <= _N:
            raise Wrong(
                f"In epoch {epoch} your batch size is {size}; there are {_N} points, so it lies between 1 and {_N}."
            )


def _reaches_both(schedule, rng):
    first, last = np.mean(
        [
            excess_curve(schedule, eta=0.5, n_epochs=_EPOCHS, rng=np.random.default_rng(seed))[[0, -1]]
            for seed in range(6)
        ],
        axis=0,
    )
    if first > 0.015:
        why = (
            "With so few points in a batch its noise keeps the loss up."
            if schedule(1) < 4
            else "The first batches are too large: too few steps."
        )
        raise Wrong(f"After one pass the loss is still {first:.3f} above the minimum; 0.015 is asked for. {why}")
    if last > 0.0001:
        raise Wrong(
            f"After {_EPOCHS} passes the loss is {last:.5f} above the minimum; 0.0001 is asked for. "
            "Either the last batches are too small, and their noise keeps it up, or they became large too early."
        )


schedule = function_exercise(
    "5.10",
    "A schedule for the batch size",
    points=3,
    probes=lambda rng: [(_EPOCHS,)],
    run=_sizes,
    args=("n_epochs",),
    properties=[_is_a_schedule, _reaches_both],
    solution=lambda epoch: int(4 * 1.5 ** (epoch - 1)),
    wrong=[
        Misconception(
            "always small", lambda epoch: 4, "The batch stays at 4: fast at first, then the noise floor. Let it grow."
        ),
        Misconception(
            "always all",
            lambda epoch: _N,
            "All points in each step: no noise, but one step in a pass. Nearly nothing has happened after 12 of them.",
        ),
        Misconception(
            "shrinking",
            lambda epoch: max(_N // 2 ** (epoch - 1), 4),
            "Your batch SHRINKS: calm where noise would not matter, and noisy where it does. The other way round.",
        ),
        Misconception(
            "not capped",
            lambda epoch: 4 * 2 ** (epoch - 1),
            "A good start, but from epoch 9 on the batch would be larger than the data set: there are only 569 points.",
        ),
        Misconception(
            "doubled every time",
            lambda epoch: min(4 * 2 ** (epoch - 1), _N),
            "Doubling reaches all 569 points before the loss is down: then there is no noise left, but only one step in a pass. Grow more gently.",
        ),
        Misconception(
            "not whole",
            lambda epoch: 4 * 1.5 ** (epoch - 1),
            "A batch has a whole number of points. Round your numbers down with `int`.",
        ),
    ],
    hints=[
        "Which n' was best after one pass, in the figure of the lecture? Start there.",
        "Multiply by a constant in each epoch; the last batches should hold some hundred points.",
    ],
    praise="Small while the gradient is long, large when the noise would show.",
)
