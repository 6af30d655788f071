"""Exercises of chapter 10: what a chart is made of, what a question costs, and patients to be named and treated."""

import numpy as np

from lecturekit.checks.arguments import Given, one_of, positive
from lecturekit.checks.engine import Misconception, function_exercise, numeric_exercise
from lecturekit.clinic.exercises.bets import PREDICTIONS
from lecturekit.clinic.exercises.one_call import one_call
from lecturekit.clinic.exercises.patients import (
    in_order,
    looks_ill,
    no_questions_yet,
    own_statistics,
    practice,
    sinking,
    two_illnesses,
)
from lecturekit.clinic.exercises.teeth import teeth

_MALIGNANT = 212 / 569

only_the_bias = numeric_exercise(
    "10.1",
    "Where a dead network ends",
    kind="derive",
    expected=lambda: -(_MALIGNANT * np.log(_MALIGNANT) + (1 - _MALIGNANT) * np.log(1 - _MALIGNANT)),
    tolerance=2e-3,
    points=2,
    wrong=[
        Misconception("ln 2", lambda: np.log(2), "That is the loss before the first step, when both classes have probability 1/2. The output's bias still learns, and it can do better than that."),
        Misconception("the error", lambda: _MALIGNANT, "That is the share of mistakes of somebody who always says benign. The loss is asked for: which probability does the unit end with, and what does it cost on average?"),
        Misconception("one class only", lambda: -np.log(1 - _MALIGNANT), "That is the loss on a benign tumor alone. Average over both kinds, each with its share."),
        Misconception("ten classes", lambda: np.log(10), "That is ln K for ten classes, the dotted line of the digits. Here there are two classes, and the output's bias still learns."),
        Misconception("the sum", lambda: -(212 * np.log(_MALIGNANT) + 357 * np.log(1 - _MALIGNANT)), "This is the sum over all 569 tumors. The loss is their mean."),
        Misconception("the share of the others", lambda: 1 - _MALIGNANT, "That is the share of the benign tumors. Which probability does the unit end with, and what does it cost on average?"),
        Misconception("base 2", lambda: -(_MALIGNANT * np.log2(_MALIGNANT) + (1 - _MALIGNANT) * np.log2(1 - _MALIGNANT)), "You have taken the logarithm to the base 2; the loss is made with the natural one."),
    ],
    hints=[
        "Section *Nothing moves*: which parameter has a derivative when all hidden units are silent?",
        "The output is the same number p for every tumor. Which p has the smallest mean loss? Chapter 1 has the loss of one unit.",
    ],
    praise="A dead network ends at the entropy of the classes, a little below ln K: the loss of a guesser who has counted.",
)  # fmt: skip


def _same_steps(rate, batch, n):
    """The rates with which a mean makes the steps that a sum makes: in a full batch, and in the last one of an epoch."""
    return np.array([rate * batch, rate * (n % batch)])


summed_again = numeric_exercise(
    "10.2",
    "The rate of a sum",
    points=2,
    expected=_same_steps,
    quantities={"rate": 0.002, "batch": 64, "n": 800},
    tolerance=1e-3,
    wrong=[
        Misconception("divided", [0.002 / 64, 0.002 / 32], "A sum of 64 terms is longer than their mean, so its steps are too. Which rate makes the steps of a mean as long?"),
        Misconception("the last batch as the others", [0.128, 0.128], "The first number is right. 800 is no multiple of 64: how many points are left for the last batch?"),
        Misconception("the points of the check", [0.08, 0.08], "40 is the number of points on which the chapter's gradient check was made. Here the gradient is called on a batch."),
        Misconception("batches of 50", [0.1, 0.05], "You took 50 points a batch, as for patient 11. How many are in a full batch here, and how many are left for the last one?"),
        Misconception("the rate itself", [0.002, 0.002], "That is the rate as it is written. The steps are as long as those of a healthy run with a larger one."),
        Misconception("the whole set", [1.6, 1.6], "The sum is taken over one batch, not over all 800 points."),
    ],
    hints=["Section *The gradient is checked by numbers*, where the factor is seen.", "Write the sum over the points of a call, and divide it by their mean. How many points are in a full batch, how many in the last one?"],
    praise="One rate is written, and two are at work: in the last batch of each epoch the steps are half as long, for no reason. With other batches the rate would have to be found again.",
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
        Misconception("a count", lambda t, v, c: int(np.sum(np.asarray(v) <= c * np.asarray(t))), "You count the epochs in which the validation loss is not above. After them it may be together with the training loss once more: asked is WHERE the last such epoch lies, and the one after it."),
        Misconception("counted from 1", lambda t, v, c: _parting(t, v, c) + 1, "You count the epochs from 1; the first entry of the arrays is epoch 0."),
    ],
    hints=["Section *Two good reports*: two curves may cross for an epoch by chance.", "Go from the end to the front: as long as they are apart, go on."],
    praise="One crossing is noise. That they stay apart is the sign.",
)  # fmt: skip

EXERCISES = [
    only_the_bias,
    summed_again,
    when_they_part,
    one_call,
    in_order,
    no_questions_yet,
    own_statistics,
    teeth,
    looks_ill,
    sinking,
    two_illnesses,
    practice,
    *PREDICTIONS,
]
