"""What a patient can have: the name, what it is, and the fault itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lecturekit.adaptive_lr.optimizers import AdaGrad, Adam
from lecturekit.clinic import faulty_code as faulty
from lecturekit.clinic import healthy_code as healthy
from lecturekit.clinic.patient import Patient, with_rate
from lecturekit.clinic.wording import aligned, table
from lecturekit.training.optimizer import GradientDescent

Settings = dict[str, Any]


@dataclass(frozen=True)
class Illness:
    """One illness.

    Attributes
    ----------
    name : str
    what : str
        In a sentence.
    fault : callable
        ``fault(healthy patient)``: the settings that make it ill.
    body : dict
        Settings that a patient has who can have this illness.
    ward : str
    """

    name: str
    what: str
    fault: Callable[[Patient], Settings]
    body: Settings
    ward: str = "digits"

    def twin(self, patient: Patient) -> Patient:
        """The patient as it would be without this illness, if it had what can fall ill."""
        return replace(patient, ward=self.ward, **self.body)

    def may_befall(self, patient: Patient) -> bool:
        """Whether a healthy patient has what this illness needs: such units, such a normalization, dropout, decay."""
        needed = {name: self.body[name] for name in ("phi", "normalization", "dropout", "lam") if name in self.body}
        return patient.ward == self.ward and all(getattr(patient, name) == each for name, each in needed.items())

    def infect(self, patient: Patient) -> Patient:
        """A patient with this illness."""
        twin = self.twin(patient)
        return replace(twin, **self.fault(twin))


def _eta(patient: Patient) -> Any:
    return patient.optimizer.eta


def _rate(factor, adagrad=None):
    """The rate times a factor; another one for AdaGrad, whose first steps are long at any rate."""

    def fault(twin):
        by = adagrad if isinstance(twin.optimizer, AdaGrad) and adagrad else factor
        return {"optimizer": with_rate(twin.optimizer, _eta(twin) * by)}

    return fault


def _code(**pieces):
    return lambda twin: pieces


_PLAIN = {"gradient": healthy.of_the_package}
_OWN = {"gradient": healthy.own_backward, "dropout": 0.0}
_TUMORS = {
    "hidden": (16,), "phi": "tanh", "batch_size": 20, "optimizer": GradientDescent(0.1), "inputs": healthy.standardized_columns,
    "gradient": healthy.of_the_package,
}  # fmt: skip


class Book(dict[str, Illness]):
    """Name -> illness; displays as a table of what they are."""

    def __repr__(self):
        return aligned(self._told())

    def _repr_html_(self):
        return table(self._told())

    def _told(self):
        return {name: each.what for name, each in self.items()}


ILLNESSES: dict[str, Illness] = Book(
    (each.name, each)
    for each in (
        Illness("healthy", "Nothing is wrong.", lambda twin: {}, {}),
        Illness(
            "rate too high",
            "The learning rate is too large: steps jump over the valley, and may throw units out of reach.",
            _rate(30),
            {},
        ),
        Illness(
            "rate too low",
            "The learning rate is too small: all is well, and nothing moves.",
            _rate(1 / 300, 1 / 1000),
            {},
        ),
        Illness(
            "rate dies after warm-up",
            "The rate is a function of the step: it warms up, and then falls to nearly nothing.",
            lambda twin: {"optimizer": GradientDescent(faulty.warm_up_and_away)},
            {"optimizer": GradientDescent(0.1)},
        ),
        Illness(
            "saturated start",
            "The weights of the start are too large for the sigmoid: its units are flat.",
            lambda twin: {"scale": 8.0},
            {"phi": "sigmoid", "optimizer": Adam(0.01)} | _PLAIN,
        ),
        Illness(
            "zero start",
            "All weights of the start are 0: no signal goes up, no derivative comes down.",
            lambda twin: {"scale": 0.0},
            {"phi": "tanh", "bias": 0.0},
        ),
        Illness(
            "dead units",
            "The start puts the biases so low that no ReLU ever fires.",
            lambda twin: {"bias": -8.0},
            {"phi": "relu"} | _PLAIN,
        ),
        Illness(
            "inputs not standardized",
            "The network gets pixels from 0 to 255.",
            _code(inputs=faulty.raw),
            {"optimizer": GradientDescent(0.1), "phi": "relu"},
        ),
        Illness(
            "one column in other units",
            "One measurement comes in units in which it is a thousand times larger than the others.",
            _code(inputs=faulty.kelvin_and_micrometers),
            _TUMORS,
            "tumors",
        ),
        Illness(
            "statistics of the wrong data",
            "Each group of new data is standardized by its own mean and spread, not by the training data's.",
            _code(inputs=faulty.by_its_own_statistics),
            {},
        ),
        Illness(
            "labels one row off",
            "Each label belongs to the row before.",
            _code(labels=faulty.one_row_off),
            {},
        ),
        Illness(
            "batches sorted by class",
            "Each batch holds one digit, so that each step unlearns the last one.",
            _code(batches=faulty.class_by_class),
            {},
        ),
        Illness(
            "missing 1/n",
            "The gradient is the batch's sum, not its mean.",
            _code(gradient=faulty.summed),
            {"optimizer": GradientDescent(0.1), "phi": "relu"} | _OWN,
        ),
        Illness(
            "extra slope at the output",
            "The output's derivative is multiplied by p (1 - p), as chapter 1 warns.",
            _code(gradient=faulty.with_a_slope_at_the_output),
            {"optimizer": GradientDescent(0.1)} | _OWN,
        ),
        Illness(
            "wrong sign in one layer",
            "The derivatives of one layer have the opposite sign: it climbs while the others descend.",
            _code(gradient=faulty.second_layer_uphill),
            {"hidden": (32, 32)} | _OWN,
        ),
        Illness(
            "optimizer forgets",
            "Its state is reset at the beginning of each epoch, so that it jumps again each time.",
            _code(epoch=faulty.begins_anew),
            {"optimizer": AdaGrad(0.03)},
        ),
        Illness(
            "biases in a corner",
            "At each step all biases lose the same amount: the units sink until they no longer fire.",
            _code(decay=faulty.biases_lose_an_amount),
            {"lam": 0.03, "optimizer": GradientDescent(0.1), "phi": "relu"} | _PLAIN,
        ),
        Illness(
            "dropout left on",
            "Units are still dropped when the network predicts.",
            _code(predict=faulty.training_mode),
            {"dropout": 0.2} | _PLAIN,
        ),
        Illness(
            "batch norm with batches of two",
            "Each unit's mean and variance come from two data points: it can only say which of the two is larger.",
            lambda twin: {"batch_size": 2},
            {"normalization": "batch", "n_epochs": 6, "batch_size": 20, "optimizer": GradientDescent(0.1)} | _PLAIN,
        ),
        Illness(
            "validation rows leaked",
            "The validation rows are training rows too: what is reported is memory.",
            _code(split=faulty.overlapping),
            {},
        ),
        Illness(
            "overfitting",
            "It has been trained long past the best epoch: surer and surer, of its mistakes too.",
            lambda twin: {"n_epochs": 80},
            {"optimizer": Adam(0.01), "n_epochs": 8} | _PLAIN,
        ),
        Illness(
            "network too small",
            "One hidden unit cannot tell ten digits apart.",
            lambda twin: {"hidden": (1,)},
            {"phi": "tanh"},
        ),
    )
)  # fmt: skip
"""Name -> illness, as the clinic's book lists them."""
