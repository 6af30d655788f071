"""Exercises of chapter 5, in order: batches and momentum from their own modules, where noise helps, predictions."""

from lecturekit.checks.engine import choice_exercise
from lecturekit.sgd.exercises.batches import batches, schedule, step, unbiased, variance
from lecturekit.sgd.exercises.momentum import convert, momentum, nesterov, stability

# ---- 5.9 noise

where_noise_helps = choice_exercise(
    "5.9",
    "Where a little noise helps",
    options={
        "a": "at all three: any noise gets training going again",
        "b": "at Q only",
        "c": "at P and Q",
        "d": "at none: the gradient is zero on average",
    },
    correct="b",
    replies={
        "a": "At R every direction curves up: a little noise is pulled back with each step. And at P nothing pulls at all.",
        "c": "At Q, yes. But P is a plateau: no direction curves down, so nothing makes a small displacement grow.",
        "d": "The mean of the noise is zero, but its effect is not: where the loss curves down, a displacement in either direction grows by itself.",
    },
    hints=[
        "Near a point where the gradient vanishes, a displacement e along a direction of curvature h becomes (1 - eta h) e in each step.",
        "That factor is larger than 1 for one of the six curvatures.",
    ],
    praise="A negative curvature multiplies any displacement by 1 + 0.4 eta in each step. To leave R takes noise that climbs a wall; at P there is only aimless wandering.",
)

# ---- predictions

halves = choice_exercise(
    "5.a",
    "Four times the batch",
    kind="prediction",
    options={"a": "4 times smaller", "b": "2 times smaller", "c": "16 times smaller"},
    correct="b",
    replies={
        "a": "That would be the mean SQUARED distance, the variance. The next cell measures the distance itself.",
        "c": "So fast only if each new point canceled the others' errors on purpose. They are drawn at random; see the next cell.",
    },
    praise="The variance falls as 1/n', the distance as its root.",
)

tiny_noise = choice_exercise(
    "5.b",
    "Where tiny noise helps",
    kind="prediction",
    options={"a": "the saddle only", "b": "the saddle and the poor minimum", "c": "all three spots"},
    correct="a",
    replies={
        "b": "The poor minimum has walls all around: tiny noise is pulled back in each step. See the counts below.",
        "c": "A plateau is flat and the well has walls: only one of the three spots makes a small displacement grow. See the counts below.",
    },
    praise="Only there does a small displacement grow by itself.",
)

long_run = choice_exercise(
    "5.c",
    "Momentum on a long straight slope",
    kind="prediction",
    options={"a": "$\\gamma\\eta\\|g\\|$ still", "b": "$\\eta\\|g\\|$", "c": "more and more, without limit"},
    correct="b",
    replies={
        "a": "Only the first step: the next ones add nine tenths of the step before. The next cell shows them.",
        "c": "A ball without friction would. Here each step keeps only a part of the one before, and that has a limit: see the next cell.",
    },
    praise="The sum of gamma (1 - gamma)^k over all k is 1.",
)

EXERCISES = [
    batches,
    step,
    variance,
    unbiased,
    momentum,
    convert,
    stability,
    nesterov,
    where_noise_helps,
    schedule,
    halves,
    tiny_noise,
    long_run,
]
