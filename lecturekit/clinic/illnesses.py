"""What a patient can have: the name, what it is, the fault itself, and treatments that work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import AdaGrad, Adam
from lecturekit.clinic import faulty_code as faulty
from lecturekit.clinic import healthy_code as healthy
from lecturekit.clinic.patient import Patient, with_rate
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
    cures : callable
        ``cures(healthy twin)``: single changes that end it, the plainest first.
    """

    name: str
    what: str
    fault: Callable[[Patient], Settings]
    cures: Callable[[Patient], Sequence[Settings]]
    body: Settings
    ward: str = "digits"

    def twin(self, patient: Patient) -> Patient:
        """The patient as it would be without this illness, if it had what can fall ill."""
        return replace(patient, ward=self.ward, **self.body)

    def infect(self, patient: Patient) -> Patient:
        """A patient with this illness."""
        twin = self.twin(patient)
        return replace(twin, **self.fault(twin))


def _eta(patient: Patient) -> Any:
    return patient.optimizer.eta


def _rate(factor, adaptive=None):
    """The rate times a factor; another one for optimizers that divide by the gradient's size."""

    def fault(twin):
        is_adaptive = not isinstance(twin.optimizer, GradientDescent)
        return {"optimizer": with_rate(twin.optimizer, _eta(twin) * (adaptive if is_adaptive and adaptive else factor))}

    return fault


def _code(**pieces):
    return lambda twin: pieces


def _own_standardization(X, X_train):
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 20)


def _own_shuffle(y, size, rng):
    return np.array_split(rng.permutation(len(y)), max(1, len(y) // size))


def _drawn(y, size, rng):
    return [rng.integers(len(y), size=size) for _ in range(len(y) // size)]


def _mean_gradient(net, w, X, y, **mode):
    loss, g = faulty.summed(net, w, X, y, **mode)
    return loss, g / len(y)


def _first_rows(n, n_validation, rng):
    return np.arange(n - n_validation), np.arange(n - n_validation, n)


def _half(n, n_validation, rng):
    rows = rng.permutation(n)
    return rows[: n - n_validation], rows[n - n_validation :]


def _quiet_prediction(net, w, X, stats, rng):
    return net.logits(w, X, train=False, stats=stats)


_PLAIN = {"gradient": healthy.of_the_package}
_OWN = {"gradient": healthy.own_backward}
_TUMORS = {
    "hidden": (16,), "phi": "tanh", "batch_size": 20, "optimizer": GradientDescent(0.1), "inputs": healthy.standardized_columns,
    "gradient": healthy.of_the_package,
}  # fmt: skip

ILLNESSES: dict[str, Illness] = {
    each.name: each
    for each in (
        Illness("healthy", "Nothing is wrong.", lambda twin: {}, lambda twin: [{}], {}),
        Illness(
            "rate too high",
            "The learning rate is too large: steps jump over the valley, and may throw units out of reach.",
            _rate(30, 30),
            lambda twin: [{"rate": _eta(twin)}, {"rate": _eta(twin) / 2}, {"optimizer": Adam(0.004)}],
            {},
        ),
        Illness(
            "rate too low",
            "The learning rate is too small: all is well, and nothing moves.",
            _rate(1 / 300),
            lambda twin: [{"rate": _eta(twin)}, {"optimizer": Adam(0.005)}, {"rate": 1.5 * _eta(twin)}],
            {},
        ),
        Illness(
            "rate dies after warm-up",
            "The rate is a function of the step: it warms up, and then falls to nearly nothing.",
            lambda twin: {"optimizer": GradientDescent(faulty.warm_up_and_away)},
            lambda twin: [{"rate": 0.1}, {"rate": lambda t: 0.1 * min(t / 16, 1)}, {"optimizer": Adam(0.005)}],
            {"optimizer": GradientDescent(0.1)},
        ),
        Illness(
            "saturated start",
            "The weights of the start are too large for the sigmoid: its units are flat.",
            lambda twin: {"scale": 8.0},
            lambda twin: [{"scale": 1.0}, {"scale": 0.7}],
            {"phi": "sigmoid", "optimizer": Adam(0.01)} | _PLAIN,
        ),
        Illness(
            "zero start",
            "All weights of the start are 0: no signal goes up, no derivative comes down.",
            lambda twin: {"scale": 0.0},
            lambda twin: [{"scale": 1.0}, {"scale": 0.5}],
            {"phi": "tanh"},
        ),
        Illness(
            "dead units",
            "The start puts the biases so low that no ReLU ever fires.",
            lambda twin: {"bias": -8.0},
            lambda twin: [{"bias": 0.0}, {"bias": 0.1}, {"normalization": "batch"}],
            {"phi": "relu"} | _PLAIN,
        ),
        Illness(
            "inputs not standardized",
            "The network gets pixels from 0 to 255.",
            _code(inputs=faulty.raw),
            lambda twin: [{"inputs": healthy.standardized_pixels}, {"inputs": _own_standardization}, {"inputs": lambda X, X_train: X / 100 - 0.3}],
            {"optimizer": GradientDescent(0.1), "phi": "relu"},
        ),
        Illness(
            "one column in other units",
            "One measurement comes in units in which it is a thousand times larger than the others.",
            _code(inputs=faulty.kelvin_and_micrometers),
            lambda twin: [{"inputs": healthy.standardized_columns}, {"inputs": lambda X, X_train: (X - X_train.mean(0)) / (1.1 * X_train.std(0))}],
            _TUMORS,
            "tumors",
        ),
        Illness(
            "statistics of the wrong data",
            "Each group of new data is standardized by its own mean and spread, not by the training data's.",
            _code(inputs=faulty.by_its_own_statistics),
            lambda twin: [{"inputs": healthy.standardized_pixels}, {"inputs": _own_standardization}],
            {},
        ),
        Illness(
            "labels one row off",
            "Each label belongs to the row before.",
            _code(labels=faulty.one_row_off),
            lambda twin: [{"labels": healthy.as_written}, {"labels": lambda y: y.copy()}],
            {},
        ),
        Illness(
            "batches sorted by class",
            "Each batch holds one digit, so that each step unlearns the last one.",
            _code(batches=faulty.class_by_class),
            lambda twin: [{"batches": healthy.shuffled}, {"batches": _own_shuffle}, {"batches": _drawn}],
            {},
        ),
        Illness(
            "missing 1/n",
            "The gradient is the batch's sum, not its mean.",
            _code(gradient=faulty.summed),
            lambda twin: [{"gradient": healthy.of_the_package}, {"gradient": _mean_gradient}, {"rate": _eta(twin) / twin.batch_size}],
            {"optimizer": GradientDescent(0.1), "phi": "relu"} | _OWN,
        ),
        Illness(
            "extra slope at the output",
            "The output's derivative is multiplied by p (1 - p), as chapter 1 warns.",
            _code(gradient=faulty.with_a_slope_at_the_output),
            lambda twin: [{"gradient": healthy.of_the_package}, {"gradient": healthy.own_backward}],
            {"optimizer": GradientDescent(0.1)} | _OWN,
        ),
        Illness(
            "wrong sign in one layer",
            "The derivatives of one layer have the opposite sign: it climbs while the others descend.",
            _code(gradient=faulty.second_layer_uphill),
            lambda twin: [{"gradient": healthy.of_the_package}, {"gradient": healthy.own_backward}],
            {"hidden": (32, 32)} | _OWN,
        ),
        Illness(
            "optimizer forgets",
            "Its state is reset at the beginning of each epoch, so that it jumps again each time.",
            _code(epoch=faulty.begins_anew),
            lambda twin: [{"epoch": healthy.goes_on}, {"epoch": lambda optimizer: None}, {"optimizer": GradientDescent(0.1)}],
            {"optimizer": AdaGrad(0.1)},
        ),
        Illness(
            "biases in a corner",
            "At each step all biases lose the same amount: the units sink until they no longer fire.",
            _code(decay=faulty.biases_lose_an_amount),
            lambda twin: [{"decay": healthy.weights_shrink}, {"lam": 0.0}, {"lam": 0.001}],
            {"lam": 0.03, "optimizer": GradientDescent(0.1), "phi": "relu"} | _PLAIN,
        ),
        Illness(
            "dropout left on",
            "Units are still dropped when the network predicts.",
            _code(predict=faulty.training_mode),
            lambda twin: [{"predict": healthy.evaluation_mode}, {"predict": _quiet_prediction}, {"dropout": 0.0}],
            {"dropout": 0.25} | _PLAIN,
        ),
        Illness(
            "batch norm with batches of two",
            "Each unit's mean and variance come from two data points: it can only say which of the two is larger.",
            lambda twin: {"batch_size": 2},
            lambda twin: [{"batch_size": 10}, {"batch_size": 20}],
            {"normalization": "batch", "n_epochs": 6, "batch_size": 20, "optimizer": GradientDescent(0.1)} | _PLAIN,
        ),
        Illness(
            "validation rows leaked",
            "The validation rows are training rows too: what is reported is memory.",
            _code(split=faulty.overlapping),
            lambda twin: [{"split": healthy.disjoint}, {"split": _first_rows}, {"split": _half}],
            {},
        ),
        Illness(
            "overfitting",
            "It has been trained long past the best epoch: surer and surer, of its mistakes too.",
            lambda twin: {"n_epochs": 80},
            lambda twin: [{"n_epochs": twin.n_epochs}, {"n_epochs": 6}, {"lam": 0.2}],
            {"optimizer": Adam(0.01), "n_epochs": 8} | _PLAIN,
        ),
        Illness(
            "network too small",
            "One hidden unit cannot tell ten digits apart.",
            lambda twin: {"hidden": (1,)},
            lambda twin: [{"hidden": twin.hidden}, {"hidden": (32,)}, {"hidden": (64, 32)}],
            {"phi": "tanh"},
        ),
    )
}  # fmt: skip
"""Name -> illness, as the clinic's book lists them."""
