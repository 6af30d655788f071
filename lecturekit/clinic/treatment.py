"""Treatments: one thing is changed, the patient is trained again, and what came of it is said in words and numbers."""

from collections import namedtuple
from dataclasses import replace
from typing import Any

import numpy as np

from lecturekit.clinic.book import SHOWS
from lecturekit.clinic.gallery import twin_of
from lecturekit.clinic.healthy_code import REMEDIES
from lecturekit.clinic.patient import NORMALIZATIONS, Patient, examine, kept, with_rate
from lecturekit.clinic.pieces import PIECES
from lecturekit.clinic.recording import Recording
from lecturekit.clinic.signs import Sign, signs
from lecturekit.clinic.wording import number
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
N_SEEDS = 3
SOUND = {name: reads for name, reads in SHOWS["healthy"].items() if name not in ("updates", "training")} | {
    "loss at the start": "near|exactly",
    "biases": "near 0|low at the start",
    "new inputs": "alone",
    "decay": "a share",
}
"""What a cured patient shows, however good its numbers are: a healthy chart, as far as it tells of causes and not of how well it learns."""


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
    other = applied(patient, change)
    steps = other.n_epochs * (other.case.y.size / other.batch_size)
    if steps > MOST_STEPS:
        ((name, value),) = change.items()
        raise ValueError(
            f"{name} is {value!r}, expected something that takes at most {MOST_STEPS:,} steps: the clinic has to close at night"
        )
    return other


def applied(patient: Patient, change: dict[str, Any]) -> Patient:
    """The same without a limit to the steps: for thinking, and not for training."""
    ((name, value),) = change.items()
    check_choice("the setting", name, SETTINGS)
    if name == "rate":
        return replace(patient, optimizer=with_rate(patient.optimizer, value))
    return replace(patient, **{name: _checked(name, value, patient.ward)})


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
        get_activation(value)
        return value
    return check_choice(name, value, NORMALIZATIONS if name == "normalization" else SCHEMES)


def prognosis(patient: Patient, record: Recording) -> Prognosis:
    """How a trained patient does on sealed data, prepared and predicted in its own way.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> prognosis(PATIENTS[1], examine(PATIENTS[1])).accuracy > 0.8
    True
    """
    w = np.full_like(record.w, np.nan) if record.diverged else record.w
    loss, accuracy = _on_sealed_data(patient, record.recipe, w)
    return Prognosis(loss, accuracy, float(record.accuracies["validation"][-1]))


def _on_sealed_data(patient, recipe, w):
    """(loss, accuracy); infinite and 0 where training or prediction has failed."""
    data = patient.case
    try:
        X = check_array("inputs", patient.prepared(data.X_new, data.X[patient.rows()[0]]))
    except ValueError:
        return float("inf"), 0.0
    return recipe.score(w, X, data.y_new)


class Seen:
    """A patient that has been trained and looked at: its record, how it and its siblings do, and its signs, when one asks for them.

    Attributes
    ----------
    patient : Patient
    record : Recording
        Of its own seed.
    results : Prognosis
        On sealed data, the mean over three seeds.
    """

    def __init__(self, patient: Patient) -> None:
        self.patient, self.record = patient, examine(patient)
        own = prognosis(patient, self.record)
        found = [own[:2]]
        for k in range(1, N_SEEDS):
            sibling = replace(patient, seed=patient.seed + 100 * k)
            recipe = sibling.recipe()
            found.append(_on_sealed_data(sibling, recipe, recipe.trained()))
        loss, accuracy = np.mean(found, axis=0)
        self.results = Prognosis(float(loss), float(accuracy), own.reported)
        self._signs: dict[str, Sign] = {}

    def sign(self, name: str) -> Sign:
        """One of the signs, or of what shows in the patient's code alone: "new inputs" and "decay"."""
        if name not in self._signs:
            of_code = {"new inputs": _new_inputs, "decay": _decay}
            self._signs[name] = of_code[name](self.patient) if name in of_code else signs(self.record, [name])[name]
        return self._signs[name]

    @property
    def left(self) -> list[str]:
        """The signs of a cause, by name: what a healthy network does not show, however good the numbers are."""
        return [name for name, reads in SOUND.items() if self.sign(name).reads not in reads.split("|")]


def _new_inputs(patient):
    """Whether what the network gets of a row changes with the rows that come along with it."""
    data = patient.case
    X_train, rows = data.X[patient.rows()[0]], data.X_new[: data.day]
    with np.errstate(all="ignore"):
        together, alone = (patient.inputs(X.copy(), X_train.copy()) for X in (rows, rows[:1]))
    if np.allclose(np.asarray(together)[:1], alone, equal_nan=True):
        return Sign("alone", "a new row is prepared in the same way, whatever comes along with it")
    return Sign(
        "in company",
        "its piece of code `inputs` prepares a new row in a way that depends on the rows that come along with it",
    )


def _decay(patient):
    """Whether the decay takes something from parameters that are 0 already."""
    w, is_weight = np.zeros(4), np.array([True, True, False, False])
    if patient.lam:
        patient.decay(w, is_weight, 0.1, patient.lam)
    if w.any():
        return Sign(
            "an amount", f"its piece of code `decay` takes {number(abs(w).max())} in each step, even from a bias of 0"
        )
    return Sign("a share", "the decay leaves alone what is 0")


@kept
def seen(patient: Patient) -> Seen:
    """A patient, trained and looked at."""
    return Seen(patient)


def as_good_as(found: Prognosis, healthy: Prognosis) -> bool:
    """Whether loss and accuracy on sealed data are those of a healthy network."""
    return bool(
        found.loss <= WORSE_LOSS * healthy.loss + MORE_LOSS and found.accuracy >= healthy.accuracy - FEWER_RIGHT
    )


def recovered(patient: Patient) -> bool:
    """Whether a patient, as it is now, is healthy: no sign of a cause is left, and over three seeds it does as well as its twin.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> recovered(PATIENTS[1]), recovered(PATIENTS[3]), recovered(changed(PATIENTS[3], bias=0.0))
    (True, False, True)
    """
    return is_healthy(seen(patient), seen(twin_of(patient)))


def is_healthy(found: Seen, twin: Seen) -> bool:
    """The one criterion of the clinic, for replies and for checks."""
    return as_good_as(found.results, twin.results) and not found.left
