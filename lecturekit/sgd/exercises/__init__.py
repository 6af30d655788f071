"""Exercises of chapter 5, in order: batches, momentum and whole runs from their own modules, where noise helps, predictions."""

from lecturekit.checks.engine import Again, choice_exercise
from lecturekit.sgd.exercises.batches import clip, how_many, step, unbiased
from lecturekit.sgd.exercises.momentum import conventions, drawn, limit
from lecturekit.sgd.exercises.runs import quiet, schedule, together

# ---- 5.9 noise

where_noise_helps = choice_exercise(
    "5.9",
    "Where a little noise helps",
    kind="why",
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
        "Section *Can noise be useful?* Near a point where the gradient vanishes, a displacement e along a direction of curvature h becomes (1 - eta h) e in each step.",
        "That factor is larger than 1 for one of the six curvatures.",
    ],
    praise="A negative curvature multiplies any displacement by 1 + 0.4 eta in each step. To leave R takes noise that climbs a wall; at P there is only aimless wandering.",
    again=Again(
        "At a fourth point S the eigenvalues are -0.0004 and 0.8. How does it compare with Q, where the lowest is -0.4?",
        {
            "p": "noise does not get training going at S: -0.0004 is practically zero",
            "q": "it does, but takes about 1000 times as many steps",
            "r": "it does, but only with 1000 times as much noise",
        },
        "q",
        {
            "p": "Small is not zero: a displacement still grows by the same factor in each step, and whatever grows by a factor gets large.",
            "r": "More noise begins further out, but growth does the rest, and only the logarithm of the noise counts.",
        },
    ),
)

# ---- predictions

one_pass = choice_exercise(
    "5.a",
    "One pass, cut into steps",
    kind="prediction",
    options={
        "a": "one step with the exact gradient of all 3000 images",
        "b": "10 steps on 300 images each",
        "c": "100 steps on 30 images each",
        "d": "1000 steps on 3 images each",
    },
    correct="d",
    replies={
        "a": "The exact gradient is the best single step there is. But it is a single step, and after it the gradient is a different one.",
        "b": "Ten good steps beat one perfect step; but more steps with worse gradients went further still.",
        "c": "A hundred steps beat ten. The surprise is that gradients of 3 images, which are noisy, were still good enough to go further.",
    },
    praise="A gradient of 3 images is wrong by a lot and right on average, and there are 1000 of them. The noise is to be paid for only later.",
)

tiny_noise = choice_exercise(
    "5.b",
    "Where tiny noise helps",
    kind="prediction",
    options={
        "a": "only the saddle",
        "b": "the saddle and the poor minimum",
        "c": "the saddle and the plateau",
        "d": "all three spots",
    },
    correct="a",
    replies={
        "b": "The poor minimum has walls all around: tiny noise is pulled back in each step.",
        "c": "On the plateau the noise is not small compared with the slope. But it points in a new direction each time, and nothing makes a displacement grow.",
        "d": "Two of the spots hold their balls: walls pull back what the noise displaces, and on flat ground displacements in all directions cancel.",
    },
    praise="Only there does a small displacement grow by itself.",
)

long_run = choice_exercise(
    "5.c",
    "Momentum on a long straight slope",
    kind="prediction",
    options={"a": "$\\gamma\\eta\\|g\\|$, as at the beginning", "b": "$\\eta\\|g\\|$", "c": "they grow without limit"},
    correct="b",
    replies={
        "a": "Only the first step has it: each of the next ones adds nine tenths of the step before.",
        "c": "A ball without friction would do that. Here each step keeps only nine tenths of the one before, and that has a limit.",
    },
    praise="The weights gamma (1 - gamma)^k of all past gradients add up to 1. A tenth of the gradient is added and a tenth of the step is lost; the two balance at eta g.",
)

across = choice_exercise(
    "5.d",
    "The error across the valley",
    kind="prediction",
    options={
        "a": "more than 10 times smaller: alternating steps cancel",
        "b": "about the same: the factor is the same",
        "c": "more than 10 times larger",
    },
    correct="c",
    replies={
        "a": "That is what many books suggest. But gradient descent at this rate halves the error across in each step. The ball overshoots, because it still has its previous steps.",
        "b": "The factor on the present gradient is the same. But the heavy ball also carries its previous steps on, past the floor of the valley and up the other side.",
    },
    praise="0.41 against 0.0023 after 10 steps. Along the valley it is the other way round, 0.07 against 0.93, and that is what counts in the end.",
)

EXERCISES = [
    how_many,
    step,
    clip,
    unbiased,
    quiet,
    conventions,
    drawn,
    limit,
    where_noise_helps,
    schedule,
    together,
    one_pass,
    tiny_noise,
    long_run,
    across,
]
