"""Exercises of chapter 6 on where an adaptive method goes: a mean or a majority, and a slope that changes its sign."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.checks.engine import (
    Again,
    Goal,
    Misconception,
    Wrong,
    choice_exercise,
    curve_exercise,
    experiment_exercise,
)
from lecturekit.training.optimizer import GradientDescent

# ---- 6.2 rare and frequent

NAMES = ("gradient descent", "beta2 = 0.999", "beta2 = 0.9")


def walks(gradients, optimizers):
    """Where each optimizer is at the end, on average over the weights; gradients (T, number of weights)."""
    ends = []
    for optimizer in optimizers:
        w = np.zeros(gradients.shape[1])
        for g in gradients:
            optimizer.step(w, g)
        ends.append(float(w.mean()))
    return ends


def _three_walks(rng, *, rare=30.0, often=-1.0, p=0.05, betas=(0.999, 0.9), eta=0.01, eta_of_adam=0.01):
    gradients = np.where(rng.random((1000, 100)) < p, rare, often)
    optimizers = [GradientDescent(eta), *(Adam(eta_of_adam, 0.9, beta2) for beta2 in betas)]
    return walks(gradients, optimizers)


def _a_mean(ends):
    """Refuse the sum of 100 weights: the mean of 1000 steps of Adam is hardly longer than 1000 eta, which is 10."""
    if abs(ends[NAMES[1]]) > 20:
        raise Wrong(
            "Your numbers are 100 times too large: asked for is the mean of the 100 weights, not their sum.", "sum"
        )


majority = experiment_exercise(
    "6.2",
    "Rare and frequent",
    names=NAMES,
    sound=_a_mean,
    solution=_three_walks,
    goals=[
        Goal(
            "gradient descent",
            at_most=-3.0,
            why="Its end is minus eta times the sum of 1000 gradients with a mean of 0.55, so near -5.5 with eta = 0.01. Are one in 20 of your gradients 30, and all others -1?",
        ),
        Goal(
            "beta2 = 0.999",
            at_most=-0.2,
            why="With eta = 0.01, beta1 = 0.9 and beta2 = 0.999 it walks down, too. Did it get the same gradients?",
        ),
        Goal(
            "beta2 = 0.9",
            at_least=0.3,
            why="Look again at the third number: beta1 = 0.9 and beta2 = 0.9, on the same gradients as the others.",
        ),
    ],
    wrong=[
        Misconception(
            "other way round",
            lambda rng: _three_walks(rng)[::-1],
            "Your three numbers are in the opposite order: gradient descent first, then beta2 = 0.999, then 0.9.",
        ),
        Misconception(
            "the two betas exchanged",
            lambda rng: _three_walks(rng, betas=(0.9, 0.999)),
            "The second number belongs to beta2 = 0.999, the third to beta2 = 0.9.",
        ),
        Misconception(
            "the long memory twice",
            lambda rng: _three_walks(rng, betas=(0.999, 0.999)),
            "Both of your Adams have beta2 = 0.999. That is the default: hand 0.9 to the other one, `Adam(0.01, 0.9, 0.9)`.",
        ),
        Misconception(
            "a tenth of eta",
            lambda rng: _three_walks(rng, eta=0.001, eta_of_adam=0.001),
            "All three walk a tenth as far as they should: your eta is 0.001, and 0.01 is asked for.",
        ),
        Misconception(
            "Adam's default eta",
            lambda rng: _three_walks(rng, eta_of_adam=0.001),
            "Both Adams walk a tenth as far as they should: they have their default eta, 0.001, and 0.01 is asked for.",
        ),
        Misconception(
            "rare and frequent exchanged",
            lambda rng: _three_walks(rng, p=0.95),
            "19 of 20 of your gradients are 30. It is the other way round: 30 is the rare one, with probability 1/20.",
        ),
        Misconception(
            "signs exchanged",
            lambda rng: _three_walks(rng, rare=-30.0, often=1.0),
            "Your frequent gradients are +1 and the rare ones -30.",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*. Draw all gradients first: `np.where(rng.random((1000, 100)) < 1 / 20, 30.0, -1.0)`, a row for each step. Then each optimizer walks over the same rows.",
        "`optimizer.step(w, g)` changes `w`, an array of 100 zeros at the start, in place. At the end take `w.mean()`; the next optimizer gets a new `w`.",
    ],
    praise="On average the loss rises with w, and two methods of three go down. The third follows the majority of the steps, uphill.",
)

# ---- 6.3 why?

uphill = choice_exercise(
    "6.3",
    "One of the three",
    kind="why",
    points=2,
    options={
        "a": "its first steps are too long, because $v$ starts at zero",
        "b": "$m$ remembers only about ten gradients, and so it misses most of the rare ones",
        "c": "$v$ grows at once when a rare gradient comes, and so shrinks just the steps that this gradient should make long",
        "d": "$\\eta$ is too large for gradients of 30",
    },
    correct="c",
    replies={
        "a": "(31) corrects that start; and both Adams start alike.",
        "b": "It misses none: each enters m when it comes. And the Adam that walks down has the very same m.",
        "d": "Here the gradients do not depend on w. With a tenth of eta it makes the same steps, a tenth as long, and walks uphill as before.",
    },
    again=Again(
        "Now the rare gradient is 9000 and comes once in 5000 steps; all others are -1. Which Adam walks down?",
        {
            "p": "the one with beta2 = 0.999, and not the one with 0.9",
            "q": "both: so large a gradient cannot be overlooked",
            "r": "neither",
        },
        "r",
        {
            "p": "0.999 remembers about a thousand steps. Between two rare gradients there are five times as many.",
            "q": "It is not overlooked, it is divided by a root of v that it has made large itself.",
        },
    ),
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*. Compare what m and the root of v do in the ten steps after a rare gradient, once for each beta2."
    ],
    praise="With beta2 = 0.999 v is nearly constant, and the same factor stands before rare and frequent gradients. With 0.9 the large one brings its own divisor along. A long memory for the size is there for that. With such a sequence Reddi, Kale and Kumar (2018) showed that Adam need not converge; they keep the largest v that there has been.",
)

# ---- 6.6 the wind turns

AT = (1, 3, 7, 15, 40)


def steps_after_a_turn(optimizer, n_before=3000, n_after=40):
    """An optimizer's signed steps, in the old direction, after n_before gradients of 1 and then gradients of -1; (n_after,)."""
    w, path = np.zeros(1), []
    for g in [1.0] * n_before + [-1.0] * n_after:
        path.append(float(optimizer.step(w, np.array([g]))[0]))
    return -np.diff(path)[-n_after:]


def _measured():
    made = steps_after_a_turn(Adam(1.0))
    return [made[k - 1] for k in AT]


turn = curve_exercise(
    "6.6",
    "The slope changes its sign",
    at=AT,
    expected=_measured,
    margin=0.2,
    x="k",
    wrong=[
        Misconception(
            "at once",
            [-1.0] * 5,
            "So RMSProp would do, which has the gradient itself in its step. In Adam's stands m, and that still remembers the old slope.",
        ),
        Misconception(
            "signs exchanged",
            lambda: [-height for height in _measured()],
            "The sizes are right, and your signs are the other way round: positive is a step that still goes in the OLD direction.",
        ),
        Misconception(
            "only fades",
            [0.9**k for k in AT],
            "You let m fade to 0. But gradients of -1 come in all the time: m ends at -1.",
        ),
        Misconception(
            "v has to forget first",
            [1.0, 1.0, 0.99, 0.98, 0.96],
            "You waited for v. It averages SQUARES, and the square of -1 is the square of 1: v does not notice anything.",
        ),
        Misconception(
            "fades slowly to the other side",
            [1 - 2 * k / 40 for k in AT],
            "A straight line over forty steps. m forgets exponentially: after k steps the old slope has the weight 0.9^k.",
        ),
        Misconception(
            "hesitates",
            [1.0, 0.9, 0.5, 0.0, -1.0],
            "You let m hesitate before it turns. It is fastest right after the change: each new gradient takes it a tenth of what is left of the way to -1, and the way is longest then.",
        ),
        Misconception(
            "v as a brake",
            [0.57, 0.26, -0.02, -0.26, -0.36],
            "The signs are right, but your steps stay short: v stays at 1 the whole time, so at the end the step is -1.",
        ),
    ],
    hints=[
        "Section *Adam: a memory for the direction, and one for the size*, equations (29) and (30): which of m and v notices that the sign has changed?",
        "After k new gradients the old ones have the weight 0.9^k in m, and the new ones have the rest.",
    ],
    praise="v sees no signs, so only m turns: 2 * 0.9^k - 1. It is zero between the sixth and the seventh step; until then Adam goes on in the old direction.",
)
