"""Exercises of chapter 5, in order: most are from modules of their own; here where noise helps, and the predictions."""

import numpy as np

from lecturekit.checks.engine import Misconception, choice_exercise, curve_exercise
from lecturekit.sgd.exercises.batches import how_many, unbiased, uneven
from lecturekit.sgd.exercises.clipping import clip
from lecturekit.sgd.exercises.momentum import conventions, drawn, limit
from lecturekit.sgd.exercises.runs import quiet, schedule
from lecturekit.sgd.exercises.together import together

# ---- 5.9 noise

NOISES, GROWTH = (1e-9, 1e-7, 1e-5, 1e-2), 1 + 0.2 * 0.05


def _steps_with(growth):
    """Steps until half of the runs have left, if each multiplies a displacement by ``growth`` and noise 1e-3 takes 465."""
    return 465 + np.log(1e-3 / np.array(NOISES)) / np.log(growth)


less_noise = curve_exercise(
    "5.9",
    "A saddle with less noise",
    at=NOISES,
    x="noise",
    expected=lambda: _steps_with(GROWTH),
    margin=25,
    points=2,
    wrong=[
        Misconception(
            "in proportion",
            [4.65e8, 4.65e6, 46500, 46.5],
            "You let the time go with 1/noise. But the displacement is multiplied in each step: what counts is how many factors are missing.",
        ),
        Misconception(
            "ratio of the logarithms",
            [1395, 1085, 775, 310],
            "You took the RATIO of the logarithms of the noise. A hundred times less noise means a fixed number of steps MORE, however long the rest of the way is: a difference.",
        ),
        Misconception(
            "only the steps that are added",
            lambda: _steps_with(GROWTH) - 465,
            "These are the steps that come on top. The way from noise 0.001 on, 465 steps, still has to be gone.",
        ),
        Misconception(
            "eta forgotten",
            lambda: _steps_with(1.05),
            "You let the displacement grow by 5% in each step. A step multiplies it by 1 - eta h.",
        ),
        Misconception(
            "the chapter's saddle",
            lambda: _steps_with(1.1),
            "These are the chapter's 48 steps for each factor of 100. There a step multiplied the displacement by 1.1; here the saddle is flatter.",
        ),
        Misconception(
            "the given noise for the last one",
            lambda: [*_steps_with(GROWTH)[:3], 465],
            "The first three are right. The 465 steps belong to the noise 0.001; the last one asked for is 0.01, ten times as much.",
        ),
        Misconception(
            "twice the logarithm",
            lambda: 2 * _steps_with(GROWTH) - 465,
            "The way from noise 0.001 on is in it, but what comes on top of it, or is saved, is twice too much. The displacement goes with the noise itself, not with its square.",
        ),
        Misconception(
            "noise does not matter",
            [465, 465, 465, 465],
            "You let the noise not matter at all. It matters little, but the first push is smaller, and growth has to make up for that.",
        ),
        Misconception(
            "the other direction",
            lambda: 930 - _steps_with(GROWTH),
            "Yours falls with less noise. A smaller push needs more steps of growth.",
        ),
    ],
    hints=[
        "Section *Can noise be useful?* By which factor does one step multiply a displacement across the ridge, if eta = 0.2 and h = -0.05?",
        "A run with less noise is the same run, only smaller by a constant factor. How many steps of growth make up for a factor of 100?",
    ],
    praise="A straight line over the logarithm of the noise. So where the loss curves down, even rounding errors can be noise enough.",
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
    uneven,
    clip,
    unbiased,
    quiet,
    conventions,
    drawn,
    limit,
    less_noise,
    schedule,
    together,
    one_pass,
    tiny_noise,
    long_run,
    across,
]
