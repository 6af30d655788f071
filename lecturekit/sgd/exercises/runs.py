"""Exercises 5.5, 5.10 and 5.11, on whole runs: the floor of the heavy ball, a growing batch, all three ideas together."""

import copy

import numpy as np

from lecturekit.checks.calling import values_at
from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, experiment_exercise, function_exercise, goal_exercise
from lecturekit.sgd.clocks import losses_by_pass
from lecturekit.sgd.digits import N_TRAIN, digits
from lecturekit.sgd.floors import mean_curve, noise_floor
from lecturekit.sgd.known_minimum import mean_losses, minimum, one_unit, two_measurements
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.sgd.rates import cosine
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent, Optimizer

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
    first, *_, last = mean_curve(schedule, 0.5, n_epochs=_EPOCHS, seeds=range(6))
    if first > 0.015:
        why = (
            "With so few points in a batch its noise keeps the loss up."
            if schedule(1) < 4
            else "The first batches are too large: too few steps."
        )
        raise Wrong(f"After one pass the loss is still {first:.3f} above the minimum; 0.015 is asked for. {why}")
    if last > 0.0001:
        size = int(schedule(_EPOCHS))
        noise = noise_floor(size, 0.5, replace=False, n_runs=20)
        why = (
            f"The last batches are too small: with n' = {size} the noise alone keeps the loss at about {noise:.1g}."
            if noise > 0.00005
            else "The last batches are large enough, but the batch grew too fast: too few steps were left for the way down."
        )
        raise Wrong(f"After {_EPOCHS} passes the loss is {last:.5f} above the minimum; 0.0001 is asked for. {why}")


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
        "Section *A step on a few points*. Which n' was best after one pass, in the figure of the lecture? Start there.",
        "Multiply by a constant in each epoch; the last batches should hold some hundred points.",
    ],
    praise="Small while the gradient is large, large when the noise would show.",
)


# ---- 5.5 momentum and noise


def level_of(optimizer, rng, batch_size=16, n_epochs=60):
    """The loss above the minimum at which a run that starts there settles."""
    w, levels = minimum()[1].copy(), []
    for record in train(
        one_unit(), w, two_measurements(), optimizer, batch_size=batch_size, n_epochs=n_epochs, rng=rng, replace=True
    ):
        if record.epoch > n_epochs // 3:
            levels.append(mean_losses(w) - minimum()[0])
    return float(np.mean(levels))


def _levels(rng, plain=0.02, gamma=0.1, product=0.02):
    return level_of(GradientDescent(plain), rng), level_of(Momentum(product / gamma, gamma=gamma), rng)


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
            why=lambda n: (
                "The second number is the far lower one. The order is: gradient descent first, then the heavy ball. Are they swapped?"
                if n["heavy ball"] < n["gradient descent"] / 3
                else "The two floors are nearly alike. What has to agree is the factor on the PRESENT gradient, 0.02: that is eta in gradient descent and the product gamma eta in the heavy ball. And give both time to settle."
            ),
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
        "Section *The price: a floor of noise*. Start both at the minimum: `L_min, w = minimum()`, and train on a copy of w. Average the loss above L_min over the later epochs.",
        "`for record in train(one_unit(), w, two_measurements(), optimizer, batch_size=16, n_epochs=60, rng=rng, replace=True)` runs one of them.",
    ],
    praise="Averaging gradients does not lower the floor: the ball takes an average of about 1/gamma gradients, but goes 1/gamma times as far with it. Its floor is that of eta, not of gamma eta.",
)


# ---- 5.11 all three together


_PASSES = 3


def _three_passes(answer, rng):
    made = answer() if callable(answer) else answer
    if made is None or made is Ellipsis:
        return made
    if not isinstance(made, (tuple, list)) or len(made) != 2 or not isinstance(made[0], Optimizer):
        raise Wrong(f"Expected an optimizer and a batch size, `return Nesterov(...), 32`; got {describe(made)}.")
    optimizer, size = made
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or not 1 <= size <= N_TRAIN:
        raise Wrong(f"The batch size is {describe(size)}, expected a whole number from 1 to {N_TRAIN}.")
    n_steps = _PASSES * -(-N_TRAIN // int(size))
    optimizer, rates = copy.copy(optimizer), [1.0]
    if callable(getattr(optimizer, "eta", None)):
        rates = values_at(optimizer.eta, range(1, n_steps + 1))
        optimizer.eta = lambda t: rates[t - 1]
    optimizer.reset()
    net, data, _ = digits()
    try:
        losses = losses_by_pass(
            net, data, optimizer, batch_size=int(size), n_epochs=_PASSES, seed=int(rng.integers(1000))
        )
    except Diverged as problem:
        raise Wrong(
            f"With your setting training diverged at step {problem.t}: the learning rate is too large."
        ) from None
    return {
        "loss after three passes": losses[-1],
        "loss after two": losses[-2],
        "last rate": rates[-1] / max(rates),
        "mean rate": np.mean(rates) / max(rates),
    }


def _second_half(eta, n_steps):
    return lambda t: eta * min(1.0, 2 * (1 - t / (n_steps + 1)))


together = goal_exercise(
    "5.11",
    "All three ideas together",
    points=4,
    run=_three_passes,
    instances=lambda answer: copy.deepcopy(answer() if callable(answer) else answer)[0],
    solution=lambda: (Nesterov(_second_half(0.3, 3 * 375), gamma=0.1), 8),
    goals=[
        Goal(
            "loss after three passes",
            at_most=0.125,
            why=lambda n: (
                "That is still far up: look at the loss after each pass. If it falls slowly, take larger steps, or smaller batches for more of them; if it jumps, the rate is too large."
                if n["loss after three passes"] > 0.25
                else "The rate does fall to nearly 0, so this is no floor of noise: the run came too short a way. Keep the rate up longer, for half or two thirds of the steps, and then let it fall straight to 0; or begin higher, or take smaller batches for more steps."
                if n["last rate"] < 0.1 and n["mean rate"] < 0.7
                else "The rate is down at the end, so the noise is not what is left: try another size of the largest rate, or of the batch."
                if n["last rate"] < 0.1
                else "Between the second and the third pass it hardly fell: that is a floor of noise. Let the rate fall towards the end."
                if n["loss after three passes"] > 0.85 * n["loss after two"]
                else "It was still falling in the third pass. Take larger steps, or more of them, and let the rate fall towards the end."
            ),
        )
    ],
    wrong=[
        Misconception(
            "gradient descent's best",
            lambda: (GradientDescent(0.5), 32),
            "This is a good constant rate for gradient descent at n' = 32. It ends between 0.15 and 0.35, depending on the seed. Which of the other ideas have you not used?",
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
        "Section *What the three ideas do for the lecture's three worries*. Try `Nesterov(1.0, gamma=0.1)` with 32 first, and look at the loss after each pass with `losses_by_pass`. Then change one thing at a time.",
        "The rate may stay constant for half of the steps and fall to 0 in the second half. With smaller batches there are more steps, and the rate has to be smaller.",
    ],
    praise="Small batches for many steps, momentum for long ones, a falling rate for the floor: no constant rate that was tried gets below 0.125 on all three seeds.",
)
