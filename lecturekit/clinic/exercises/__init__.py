"""Exercises of chapter 10: what a chart is made of, and patients to be named and treated."""

import numpy as np

from lecturekit.checks.arguments import Given, one_of, positive
from lecturekit.checks.engine import Again, Misconception, choice_exercise, function_exercise, numeric_exercise
from lecturekit.clinic.exercises.bets import PREDICTIONS
from lecturekit.clinic.exercises.patients import (
    in_order,
    masked,
    own_slope,
    own_statistics,
    practice,
    sinking,
    slow,
    teeth,
    two_illnesses,
)

_MALIGNANT = 212 / 569

only_the_bias = numeric_exercise(
    "10.1",
    "Where a dead network ends",
    expected=lambda: -(_MALIGNANT * np.log(_MALIGNANT) + (1 - _MALIGNANT) * np.log(1 - _MALIGNANT)),
    tolerance=2e-3,
    points=2,
    wrong=[
        Misconception("ln 2", lambda: np.log(2), "That is the loss before the first step, when both classes have probability 1/2. The output's bias still learns, and it can do better than that."),
        Misconception("the error", lambda: _MALIGNANT, "That is the share of mistakes of somebody who always says benign. The loss is asked for: which probability does the unit end with, and what does it cost on average?"),
        Misconception("one class only", lambda: -np.log(1 - _MALIGNANT), "That is the loss on a benign tumor alone. Average over both kinds, each with its share."),
        Misconception("base 2", lambda: -(_MALIGNANT * np.log2(_MALIGNANT) + (1 - _MALIGNANT) * np.log2(1 - _MALIGNANT)), "You have taken the logarithm to the base 2; the loss is made with the natural one."),
    ],
    hints=[
        "Section *Nothing moves*: which parameter has a derivative when all hidden units are silent?",
        "The output is the same number p for every tumor. Which p has the smallest mean loss? Chapter 1 has the loss of one unit.",
    ],
    praise="A dead network ends at the entropy of the classes, a little below ln K: the loss of a guesser who has counted.",
)  # fmt: skip

summed_again = choice_exercise(
    "10.2",
    "Ten points instead of forty",
    kind="why",
    points=2,
    options={
        "a": "40 in every layer: the code is the same",
        "b": "10 in every layer: the factor is the number of points in the call",
        "c": "1 in every layer: on few points a sum and a mean are nearly the same",
        "d": "50 in every layer: the size of the run's batches",
    },
    correct="b",
    replies={
        "a": "The code is the same, and it adds one term for each point that it is given. How many are there in the call?",
        "c": "A sum of ten numbers is ten times their mean, however few ten may be.",
        "d": "The check does not use the run's batches: it calls the gradient itself, on points of its own.",
    },
    again=Again(
        "A run with a missing 1/n has batches of 50 and learns well with a rate of 0.002. Its owner gets a larger computer and takes batches of 500, with the same rate. What happens?",
        {"p": "as before: the rate has been adapted once and for all", "q": "its steps are ten times as long as before", "r": "its steps are a tenth as long as before"},
        "q",
        {"p": "The rate has been adapted to sums over 50 points.", "r": "A mean over more points is no shorter, and a sum over more points is longer."},
    ),
    hints=["Section *The gradient is checked by numbers*, where the factor is seen.", "Write the sum over the points of a call, and divide it by their mean."],
    praise="The factor is the number of points in the call. So a missing 1/n shows itself where the number of points changes: in the gradient check of another size, in the last, smaller batch, with other batches.",
)  # fmt: skip


def _parting(training, validation, times, *, first=False, strict=True, late=0):
    """The first epoch from which validation stays above ``times`` training; the number of epochs if there is none."""
    training, validation = np.asarray(training), np.asarray(validation)
    apart = validation > times * training if strict else validation >= times * training
    if first:
        return int(np.argmax(apart)) if apart.any() else len(apart)
    together = np.flatnonzero(~apart)
    return min((int(together[-1]) + 1 if together.size else 0) + late, len(apart))


def _curves(rng):
    found = []
    for n in (6, 12, 12, 9):
        training = np.exp(-np.linspace(0, 2.5, n))
        validation = training * rng.uniform(0.7, 1.9, n)
        validation[n // 2] = 0.5 * training[n // 2]
        validation[1] = 1.9 * training[1]
        validation[-2:] = 3 * training[-2:]
        found.append((training, validation, 1.5))
    return found


when_they_part = function_exercise(
    "10.3",
    "When training and validation part",
    points=3,
    given=Given(training=positive("n"), validation=positive("n"), times=one_of(1.1, 1.5, 2.0)),
    probes=_curves,
    edges={
        "curves that part at once": lambda rng: (np.array([1.0, 0.5, 0.2]), np.array([3.0, 3.0, 3.0]), 1.5),
        "curves that never part": lambda rng: (np.array([1.0, 0.5, 0.2]), np.array([1.0, 0.5, 0.2]), 1.5),
        "a tie": lambda rng: (np.array([1.0, 1.0, 1.0]), np.array([1.0, 1.5, 2.0]), 1.5),
        "together again in the last epoch": lambda rng: (np.array([1.0, 1.0, 1.0]), np.array([2.0, 2.0, 1.0]), 1.5),
    },
    reference=lambda training, validation, times: next(
        (k for k in range(len(training)) if all(v > times * t for t, v in zip(training[k:], validation[k:]))), len(training)
    ),
    solution=_parting,
    wrong=[
        Misconception("the first time", lambda *a: _parting(*a, first=True), "You return the first epoch in which the validation loss is above. It may come back: asked is the epoch from which on it STAYS above."),
        Misconception("the last time together", lambda t, v, c: max(_parting(t, v, c) - 1, 0), "You return the last epoch in which they are still together; they part in the next one."),
        Misconception("not strictly above", lambda *a: _parting(*a, strict=False), "Where the validation loss is exactly `times` the training loss it is not above."),
        Misconception("counted from 1", lambda t, v, c: _parting(t, v, c) + 1, "You count the epochs from 1; the first entry of the arrays is epoch 0."),
    ],
    hints=["Section *Too good*: two curves may cross for an epoch by chance.", "Go from the end to the front: as long as they are apart, go on."],
    praise="One crossing is noise. That they stay apart is the sign.",
)  # fmt: skip

EXERCISES = [
    only_the_bias,
    summed_again,
    when_they_part,
    slow,
    in_order,
    own_slope,
    own_statistics,
    teeth,
    masked,
    sinking,
    two_illnesses,
    practice,
    *PREDICTIONS,
]
