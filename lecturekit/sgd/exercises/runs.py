"""Exercises 5.5 and 5.10, on whole runs: the floor of the heavy ball, a growing batch."""

import numpy as np

from lecturekit.checks.engine import Goal, Misconception, Wrong, experiment_exercise, function_exercise
from lecturekit.sgd.floors import mean_curve
from lecturekit.sgd.known_minimum import mean_losses, minimum, one_unit, two_measurements
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

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


def _losses(schedule, **options):
    return mean_curve(schedule, 0.5, n_epochs=_EPOCHS, seeds=range(6), drop_last=True, **options)


def _reaches_both(schedule, rng):
    first, *_, last = _losses(schedule)
    if first > 0.015:
        why = (
            "With so few points in a batch its noise keeps the loss up."
            if schedule(1) < 4
            else "The first batches are too large: too few steps."
        )
        raise Wrong(f"After one pass the loss is still {first:.3f} above the minimum; 0.015 is asked for. {why}")
    if last > 0.0001:
        why = _what_is_left(schedule, last)
        raise Wrong(f"After {_EPOCHS} passes the loss is {last:.5f} above the minimum; 0.0001 is asked for. {why}")


def _what_is_left(schedule, last):
    """Way or noise, and whose noise, told by runs that start at the minimum: they have no way to go."""
    size, bottom = int(schedule(_EPOCHS)), minimum()[1]
    noise = _losses(schedule, start=bottom)[-1]
    if noise < last / 2:
        return (
            f"That is not noise: runs that START at the minimum end only {noise:.1g} above it with your sizes. The batches "
            "were large too early, so there were too few steps for the way down."
        )
    if _losses(size, start=bottom)[-1] > 0.00005:
        return f"That is noise: the last batches, of {size} points, are still too small."
    return (
        f"That is noise, and not of the last batches: with n' = {size} all the time there would be less. The small batches "
        "before left it behind, and there were too few steps since for it to die out. Grow more evenly."
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
        "Section *A step on a few points*. Which n' was best after one pass, in the chapter's figure? Start there.",
        "Multiply by a constant in each epoch; the last batches should hold some hundred points.",
    ],
    praise="Small while the gradient is large, large when the noise would show.",
)


# ---- 5.5 momentum and noise


def level_of(optimizer, rng, batch_size=16, n_epochs=30):
    """The loss above the minimum at which a run that starts there settles."""
    w, levels = minimum()[1].copy(), []
    for record in train(
        one_unit(), w, two_measurements(), optimizer, batch_size=batch_size, n_epochs=n_epochs, rng=rng, replace=True
    ):
        if record.epoch > n_epochs // 3:
            levels.append(mean_losses(w) - minimum()[0])
    return float(np.mean(levels))


def _levels(rng, plain=0.2, gamma=0.1, product=0.2):
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
            at_most=0.02,
            measure=lambda n: max(n["gradient descent"], n["heavy ball"]),
            why="That is far above any floor at these rates. Subtract the loss at the minimum, and start there, or leave out the first epochs.",
        ),
        Goal(
            "floor of the heavy ball over that of gradient descent",
            at_least=3,
            measure=lambda n: n["heavy ball"] / n["gradient descent"],
            over=np.median,
            why=lambda n: (
                "The second number is the far lower one. The order is: gradient descent first, then the heavy ball. Are they swapped?"
                if n["heavy ball"] < n["gradient descent"] / 3
                else "The two floors are nearly alike. What has to agree is the factor on the PRESENT gradient, 0.2: that is eta in gradient descent and the product gamma eta in the heavy ball. And give both time to settle."
            ),
        ),
    ],
    wrong=[
        Misconception(
            "same eta",
            lambda rng: _levels(rng, plain=2.0),
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
            lambda rng: _levels(rng, product=0.02),
            "Your heavy ball has eta = 0.2, so the factor on its gradient is 0.02, a tenth of gradient descent's.",
        ),
    ],
    hints=[
        "Section *The price: a floor of noise*. Start both at the minimum: `L_min, w = minimum()`, and train on a copy of w. Average the loss above L_min over the later epochs.",
        "`for record in train(one_unit(), w, two_measurements(), optimizer, batch_size=16, n_epochs=30, rng=rng, replace=True)` runs one of them.",
    ],
    praise="Averaging gradients does not lower the floor: the ball takes an average of about 1/gamma gradients, but goes 1/gamma times as far with it. Its floor is that of eta, not of gamma eta.",
)
