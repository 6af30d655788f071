"""The patients of the clinic, by number, and further ones from a seed."""

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import AdaGrad, Adam
from lecturekit.clinic import healthy_code as healthy
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.patient import Patient
from lecturekit.foundation.validation import check_integer
from lecturekit.training.optimizer import GradientDescent

_CARDS = {
    1: ("healthy", "It reads digits. Is there anything to be done?"),
    2: ("rate too high", "After a day of training it still guesses."),
    3: ("dead units", "The loss falls for a moment, and then it lies there."),
    4: ("zero start", "The loss falls for a moment, and then it lies there, as that of the patient next door."),
    5: ("labels one row off", "We have scanned new forms, and typed the labels below each other. It learns so slowly."),
    6: ("wrong sign in one layer", "I have written the backward pass myself."),
    7: ("validation rows leaked", "It is better than anything we have had. The customer says that it is not."),
    8: ("overfitting", "I trained a little longer, to be sure, and it is still getting better."),
    9: ("inputs not standardized", "We took the images as they come from the camera."),
    10: ("saturated start", "It is said that sigmoids need larger weights."),
    11: ("missing 1/n", "I have written the backward pass myself, from equation (20) on."),
    12: ("network too small", "We were told to save parameters."),
    13: ("rate too low", "The loss falls. It falls, and falls, and is never down."),
    14: (
        "statistics of the wrong data",
        "On the training data it makes no mistakes, and in the field it does little else.",
    ),
    15: ("batches sorted by class", "We have made the pipeline faster; it reads each folder once."),
    16: ("extra slope at the output", "I have written the backward pass myself, with all the slopes."),
    17: ("optimizer forgets", "The curve has teeth, like a saw."),
    18: ("dropout left on", "We added dropout, as in the lecture, and it has become worse."),
    19: ("biases in a corner", "We decay everything, the biases too. It begins well."),
    20: ("batch norm with batches of two", "Our computer has little memory, so we use small batches."),
    21: ("one column in other units", "Somebody has sent us the laboratory's numbers in other units."),
    22: ("rate dies after warm-up", "The first epochs are a joy. Then it seems to have learned enough."),
    23: (
        "missing 1/n",
        "I have written the backward pass myself, and it trains well. But never with the rates of others.",
    ),
    24: ("rate too high", "I have written the backward pass myself, and everything else too."),
    25: ("healthy", "The loss of its batches dances, it never comes down to the others, and validation stays behind."),
}
_SECOND = {23: "rate too low"}
_FAULTS: dict[int, Any] = {23: {"optimizer": GradientDescent(0.001)}}
"""Of a second illness that makes up for the first: as many times too low as a batch has data."""
_BODIES: dict[int, Any] = {
    23: {"batch_size": 100},
    24: {"hidden": (48, 24), "batch_size": 40, "gradient": healthy.own_backward, "optimizer": GradientDescent(0.05)},
    25: {"hidden": (48, 24), "batch_size": 16, "n_epochs": 10, "dropout": 0.25},
}
"""What is unusual about some patients, and does no harm."""


def _of_the_gallery(number):
    return replace(ILLNESSES[_CARDS[number][0]].infect(_body(number)), **_FAULTS.get(number, {}))


def _body(number):
    """A patient of the gallery as it would be without any illness and what the illness needs."""
    complaint, special = _CARDS[number][1], _BODIES.get(number, {})
    return Patient(f"patient {number}", complaint, "digits", seed=number, origin=("gallery", number), **special)


PATIENTS = MappingProxyType({number: _of_the_gallery(number) for number in _CARDS})
"""Number -> patient."""


def patient(seed: int) -> Patient:
    """A further patient, with one illness or none.

    Parameters
    ----------
    seed : int
        The same seed makes the same patient.

    Returns
    -------
    Patient

    Examples
    --------
    >>> patient(2026).name
    'patient from seed 2026'
    """
    name, body = _drawn(seed)
    return ILLNESSES[name].infect(body)


QUIRKS: tuple[Any, ...] = ({}, {"bias": 0.1}, {"scale": 0.8}, {"lam": 0.002}, {"scheme": "glorot"}, {"n_epochs": 14})
"""What is unusual and does no harm."""
BODIES: tuple[Any, ...] = ({}, {}, {"dropout": 0.2}, {"lam": 0.03}, {"optimizer": AdaGrad(0.1)})
"""What some illnesses need and any patient may have, so that it betrays nothing."""


@lru_cache(maxsize=256)
def _drawn(seed):
    """The illness and the body of the patient of a seed."""
    rng = np.random.default_rng([2026, check_integer("seed", seed, 0)])
    name = list(ILLNESSES)[int(rng.integers(len(ILLNESSES)))]
    hidden = ((32, 32), (48, 24), (40, 40))[int(rng.integers(3))]
    optimizer: Any = (GradientDescent(0.1), GradientDescent(0.15), Adam(0.005))[int(rng.integers(3))]
    gradient = (healthy.of_the_package, healthy.own_backward)[int(rng.integers(2))]
    quirk: Any = QUIRKS[int(rng.integers(len(QUIRKS)))]
    body = Patient(
        f"patient from seed {seed}", "It does not train as it should. Or does it?", "digits", seed=1000 + int(rng.integers(10_000)),
        hidden=hidden, optimizer=optimizer, batch_size=(40, 50)[int(rng.integers(2))], gradient=gradient, origin=("seed", seed),
        **quirk,
    )  # fmt: skip
    body = replace(body, **BODIES[int(rng.integers(len(BODIES)))])
    if body.dropout:
        body = replace(body, gradient=healthy.of_the_package)  # the owner's backward pass knows of no masks
    return name, body


def case_of(patient: Patient) -> tuple[tuple[str, ...], Patient]:
    """What a patient came with, and its healthy twin; nothing and a healthy network of its ward for one of the learner's own."""
    kind, number = patient.origin or ("", 0)
    if kind == "seed":
        name, body = _drawn(number)
        return (name,), ILLNESSES[name].twin(body)
    if kind == "gallery":
        name, second = _CARDS[number][0], _SECOND.get(number)
        return (name, second) if second else (name,), ILLNESSES[name].twin(_body(number))
    name = "one column in other units" if patient.ward == "tumors" else "healthy"
    return (), ILLNESSES[name].twin(Patient(patient.name, patient.complaint, patient.ward, seed=patient.seed))


def twin_of(patient: Patient) -> Patient:
    """The healthy patient that a patient would be, for comparison.

    Examples
    --------
    >>> twin_of(PATIENTS[3]).bias, PATIENTS[3].bias
    (0.0, -8.0)
    """
    return case_of(patient)[1]
