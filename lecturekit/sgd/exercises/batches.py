"""Exercises of chapter 5 on batches: their size, a step, clipping, bias, schedules, and all three ideas together."""

import numpy as np

from lecturekit.checks.arguments import Given, indices, positive, real
from lecturekit.checks.compare import describe
from lecturekit.checks.engine import (
    Goal,
    Misconception,
    Wrong,
    bug_exercise,
    choice_exercise,
    experiment_exercise,
    function_exercise,
    goal_exercise,
    numeric_exercise,
)
from lecturekit.sgd.clocks import losses_by_pass
from lecturekit.sgd.digits import N_TRAIN, digits
from lecturekit.sgd.known_minimum import excess_curve, mean_losses, minimum, one_unit, two_measurements
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.sgd.rates import cosine
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent, Optimizer

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
    tolerance=2e-3,
    expected=_sizes_asked_for,
    wrong=[
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
        "The typical distance is the root of the mean squared distance: ask for a mean squared distance of 0.05 squared.",
        "Without replacement, solve 8 (2000 - m) / (1999 m) = 0.0025 for m: it is linear once you multiply by m.",
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
        "`X[B]` and `y[B]` are the batch; from there it is a step of gradient descent on a smaller data set.",
        "The gradient of the mean loss is X^T (X w - y) divided by the number of rows that were summed.",
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
        "The condition and the line below it measure the gradient in two ways. When do they disagree?",
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
    hints=[
        "A mean over a batch is unbiased if every data point has the same chance to be in it.",
        "There are 357 benign and 212 malignant tumors. How likely is each of them to be drawn?",
    ],
    praise="Malignant tumors would enter with the weight 1/2 instead of 212/569: the gradient of another loss. (Sometimes that other loss is wanted; then one should know it.)",
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
    praise="Small while the gradient is large, large when the noise would show.",
)


# ---- 5.5 momentum and noise


def _level(optimizer, rng, batch_size=16, n_epochs=60):
    """The loss above the minimum on which a run that starts there settles."""
    w, levels = minimum()[1].copy(), []
    for record in train(
        one_unit(), w, two_measurements(), optimizer, batch_size=batch_size, n_epochs=n_epochs, rng=rng, replace=True
    ):
        if record.epoch > n_epochs // 3:
            levels.append(mean_losses(w) - minimum()[0])
    return float(np.mean(levels))


def _levels(rng, plain=0.02, gamma=0.1, product=0.02):
    return _level(GradientDescent(plain), rng), _level(Momentum(product / gamma, gamma=gamma), rng)


quiet = experiment_exercise(
    "5.5",
    "Does a memory quiet the noise?",
    names=("gradient descent", "heavy ball"),
    solution=_levels,
    goals=[
        Goal(
            "lower of the two floors",
            at_least=1e-9,
            measure=lambda n: min(n["gradient descent"], n["heavy ball"]),
            why="A floor is the loss ABOVE the minimum, `mean_losses(w) - L_min`, and never 0 or negative. Did the runs move at all?",
        ),
        Goal(
            "higher of the two floors",
            at_most=0.01,
            measure=lambda n: max(n["gradient descent"], n["heavy ball"]),
            why="That is far above any floor at these rates. Subtract the loss at the minimum, and start there, or leave out the first epochs.",
        ),
        Goal(
            "floor of the heavy ball over that of gradient descent",
            at_least=3,
            measure=lambda n: n["heavy ball"] / n["gradient descent"],
            why="Both runs should have the same factor on the present gradient, 0.02: `GradientDescent(0.02)` beside `Momentum(0.2, gamma=0.1)`, the same batch size, and enough epochs to settle.",
        ),
    ],
    wrong=[
        Misconception(
            "same eta",
            lambda rng: _levels(rng, plain=0.2),
            "You gave both the same eta, and found nearly the same floor. With the same factor on the present gradient, eta of gradient descent is gamma eta of the heavy ball.",
        ),
        Misconception(
            "no momentum",
            lambda rng: _levels(rng, gamma=1.0),
            "With gamma = 1 the heavy ball is gradient descent: you compared it with itself.",
        ),
        Misconception(
            "other way round",
            lambda rng: _levels(rng)[::-1],
            "The two numbers are in the other order: gradient descent first.",
        ),
        Misconception(
            "eta for the product",
            lambda rng: _levels(rng, product=0.002),
            "Your heavy ball has eta = 0.02, so the factor on its gradient is 0.002, a tenth of gradient descent's.",
        ),
    ],
    hints=[
        "Start both at the minimum: `L_min, w = minimum()`, and train on a copy of w. Average the loss above L_min over the later epochs.",
        "`for record in train(one_unit(), w, two_measurements(), optimizer, batch_size=16, n_epochs=60, rng=rng, replace=True)` runs one of them.",
    ],
    praise="Averaging gradients does not lower the floor: the ball takes an average of about 1/gamma gradients, but goes 1/gamma times as far with it. Its floor is that of eta, not of gamma eta.",
)

# ---- 5.11 all three together


def _three_passes(answer, rng):
    made = answer() if callable(answer) else answer
    if made is None or made is Ellipsis:
        return made
    if not isinstance(made, (tuple, list)) or len(made) != 2 or not isinstance(made[0], Optimizer):
        raise Wrong(f"Expected an optimizer and a batch size, `return Nesterov(...), 32`; got {describe(made)}.")
    optimizer, size = made
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or not 1 <= size <= N_TRAIN:
        raise Wrong(f"The batch size is {describe(size)}, expected a whole number from 1 to {N_TRAIN}.")
    optimizer.reset()
    net, data, _ = digits()
    try:
        losses = losses_by_pass(net, data, optimizer, batch_size=int(size), seed=int(rng.integers(1000)))
    except Diverged as problem:
        raise Wrong(
            f"With your setting training diverged at step {problem.t}: the learning rate is too large."
        ) from None
    return {"loss after three passes": losses[-1], "loss after two": losses[-2]}


def _second_half(eta, n_steps):
    return lambda t: eta * min(1.0, 2 * (1 - t / (n_steps + 1)))


together = goal_exercise(
    "5.11",
    "All three ideas together",
    points=4,
    run=_three_passes,
    solution=lambda: (Nesterov(_second_half(0.3, 3 * 375), gamma=0.1), 8),
    goals=[
        Goal(
            "loss after three passes",
            at_most=0.125,
            why=lambda n: (
                "That is still far up: look at the loss after each pass. If it falls slowly, take larger steps, or smaller batches for more of them; if it jumps, the rate is too large."
                if n["loss after three passes"] > 0.25
                else "Between the second and the third pass it hardly fell: is that a floor? Then the rate has to fall."
                if n["loss after three passes"] > 0.85 * n["loss after two"]
                else "It was still falling in the third pass: larger steps, or more of them, or a rate that falls later."
            ),
        )
    ],
    wrong=[
        Misconception(
            "gradient descent's best",
            lambda: (GradientDescent(0.5), 32),
            "This is the best constant rate of gradient descent at n' = 32, and it ends near 0.2. Which of the other ideas have you not used?",
        ),
        Misconception(
            "all data",
            lambda: (Nesterov(1.0, gamma=0.1), N_TRAIN),
            "With all of the data in each step, three passes are three steps.",
        ),
        Misconception(
            "momentum, constant",
            lambda: (Nesterov(1.0, gamma=0.1), 32),
            "Close: momentum at a good constant rate. What is left is mostly noise: let the rate fall towards the end.",
        ),
        Misconception(
            "falls too early",
            lambda: (Nesterov(cosine(0.3, 3 * 94), gamma=0.1), 32),
            "The rate falls, but from a small value and from the first step on: the run is still on its way. Begin higher, or fall later.",
        ),
    ],
    hints=[
        "Try `Nesterov(1.0, gamma=0.1)` with 32 first, and look at the loss after each pass with `losses_by_pass`. Then change one thing at a time.",
        "The rate may stay constant for half of the steps and fall to 0 in the second half. With smaller batches there are more steps, and the rate has to be smaller.",
    ],
    praise="Small batches for many steps, momentum for long ones, a falling rate for the floor: no constant rate that was tried gets below 0.125 on all three seeds.",
)
