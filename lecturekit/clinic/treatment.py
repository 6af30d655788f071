"""Treatments: one thing is changed, the patient is trained again, and what came of it is said in words and numbers."""

from collections import namedtuple
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from lecturekit.clinic.gallery import diagnosis
from lecturekit.clinic.healthy_code import REMEDIES
from lecturekit.clinic.patient import NORMALIZATIONS, Patient, examine, with_rate
from lecturekit.clinic.pieces import PIECES
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.signs import Sign, signs
from lecturekit.foundation.validation import check_array, check_callable, check_choice, check_integer, check_number
from lecturekit.l_layer.initialization import SCHEMES
from lecturekit.single_unit.activations import get_activation
from lecturekit.training.optimizer import check_optimizer

Prognosis = namedtuple("Prognosis", "loss accuracy reported")
Prognosis.__doc__ = (
    "Loss and accuracy on data that nobody has seen; the accuracy that the run itself reports on its validation data."
)

NUMBERS = {"scale": (0, 100), "bias": (-100, 100), "dropout": (0, 0.95), "lam": (0, 10)}
COUNTS = {"batch_size": (1, 1200), "n_epochs": (1, 200)}
SETTINGS = ("rate", "optimizer", "hidden", "phi", "scheme", "normalization", *NUMBERS, *COUNTS, *PIECES)
"""What a treatment may change."""
MOST_STEPS = 12_000
WORSE_LOSS, MORE_LOSS, FEWER_RIGHT = 1.25, 0.03, 0.03
SOUND = {
    "gradient check": "passes|zero|factor",
    "shared rows": "separate",
    "batches": "mixed",
    "asked twice": "the same",
    "start of an epoch": "even",
    "biases": "near 0|low at the start",
}
"""Signs that a cured patient shows, however good its numbers are. (A factor in the gradient is a learning rate.)"""


def changed(patient: Patient, **change: Any) -> Patient:
    """The patient with one thing changed.

    Parameters
    ----------
    patient : Patient
    **change
        Exactly one of ``SETTINGS``: ``rate=0.05``, ``hidden=(64, 32)``, ``labels=a_function``.

    Raises
    ------
    ValueError
        For more than one change, for none, for an unknown setting, and for what a setting cannot be.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> changed(PATIENTS[1], batch_size=20).batch_size
    20
    """
    if len(change) != 1:
        raise ValueError(
            f"{len(change)} changes ({', '.join(change) or 'none'}), expected one: else nobody knows what helped"
        )
    ((name, value),) = change.items()
    check_choice("the setting", name, SETTINGS)
    if name == "rate":
        return replace(patient, optimizer=with_rate(patient.optimizer, value))
    other = replace(patient, **{name: _checked(name, value, patient.ward)})
    steps = other.n_epochs * (other.case.y.size / other.batch_size)
    if steps > MOST_STEPS:
        raise ValueError(
            f"{name} is {value!r}, expected something that takes at most {MOST_STEPS:,} steps: the clinic has to close at night"
        )
    return other


def _checked(name, value, ward):
    if name in NUMBERS:
        return float(check_number(name, value, *NUMBERS[name]))
    if name in COUNTS:
        return check_integer(name, value, *COUNTS[name])
    if name in PIECES:
        return (
            REMEDIES[name][check_choice(name, value, REMEDIES[name])][ward]
            if isinstance(value, str)
            else check_callable(name, value)
        )
    if name == "optimizer":
        return with_rate(check_optimizer(value), value.eta)
    if name == "hidden":
        widths = tuple(
            check_integer("hidden", m, 1, 200)
            for m in (value if isinstance(value, (list, tuple, np.ndarray)) else (value,))
        )
        if len(widths) > 5:
            raise ValueError(f"hidden is {value!r}, expected at most five layers")
        return widths
    if name == "phi":
        return get_activation(value)
    return check_choice(name, value, NORMALIZATIONS if name == "normalization" else SCHEMES)


def prognosis(patient: Patient, record: Recording) -> Prognosis:
    """How a trained patient does on sealed data, prepared and predicted in its own way.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> prognosis(PATIENTS[1], examine(PATIENTS[1])).accuracy > 0.8
    True
    """
    data, net = patient.case, record.recipe.net
    reported = float(record.accuracies["validation"][-1])
    if record.diverged:
        return Prognosis(float("inf"), 0.0, reported)
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            z = record.logits(check_array("inputs", patient.prepared(data.X_new, data.X[patient.rows()[0]])))
            return Prognosis(
                net.loss_function(z, data.y_new), float(np.mean(net.loss_function.classify(z) == data.y_new)), reported
            )
        except ValueError:
            return Prognosis(float("inf"), 0.0, reported)


@dataclass(frozen=True)
class Seen:
    """A patient that has been trained and looked at: its record, its prognosis, its signs."""

    patient: Patient
    record: Recording
    prognosis: Prognosis
    signs: dict[str, Sign]


def seen(patient: Patient) -> Seen:
    """Train a patient and read its signs."""
    record = examine(patient)
    return Seen(patient, record, prognosis(patient, record), signs(record))


@lru_cache(maxsize=64)
def known(patient: Patient) -> Seen:
    """The same, kept: for patients as they came, and for their twins."""
    return seen(patient)


@lru_cache(maxsize=256)
def _twins(patient: Patient) -> Prognosis:
    return prognosis(patient, examine(patient))


def as_good_as(found: Iterable[Prognosis], healthy: Iterable[Prognosis]) -> bool:
    """Whether loss and accuracy on sealed data, averaged over some seeds, are those of a healthy network."""
    loss, accuracy, _ = np.mean(list(found), axis=0)
    best = Prognosis(*np.mean(list(healthy), axis=0))
    return bool(loss <= WORSE_LOSS * best.loss + MORE_LOSS and accuracy >= best.accuracy - FEWER_RIGHT)


def left_over(record: Recording) -> dict[str, Sign]:
    """The signs of a cause that is still there, however good the numbers are."""
    found = signs(record, SOUND)
    return {name: sign for name, sign in found.items() if sign.reads not in SOUND[name].split("|")}


def recovered(patient: Patient, seeds: int = 3) -> bool:
    """Whether a patient, as it is now, does as well as its healthy twin, over its own seed and some others.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> recovered(PATIENTS[1]), recovered(PATIENTS[3]), recovered(changed(PATIENTS[3], bias=0.0))
    (True, False, True)
    """
    twin = diagnosis(patient)[1]
    record = examine(patient)
    if left_over(record):
        return False
    again = [replace(patient, seed=patient.seed + 100 * k) for k in range(1, seeds)]
    found = [prognosis(patient, record), *(prognosis(each, examine(each)) for each in again)]
    return as_good_as(found, [_twins(replace(twin, seed=each.seed)) for each in (patient, *again)])
