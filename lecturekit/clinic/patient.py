"""Patients: everything that decides a run of training, as an immutable description."""

import html
import textwrap
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import lru_cache, partial, wraps
from typing import Any

import numpy as np

from lecturekit.clinic import healthy_code as healthy
from lecturekit.clinic.pieces import PIECES, Piece
from lecturekit.clinic.recording import Recipe, Recording, recorded
from lecturekit.clinic.wards import WARDS, Ward, by_day, ward
from lecturekit.clinic.wording import aligned, table
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import brief, check_choice, check_number
from lecturekit.l_layer.initialization import SCHEMES
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.overfitting.dropout import Dropout
from lecturekit.single_unit.activations import get_activation
from lecturekit.training.loop import train_on_stream
from lecturekit.training.optimizer import GradientDescent, Optimizer

NORMALIZATIONS: dict[Any, Callable[[], Any]] = {None: lambda: None, "batch": BatchNorm, "layer": LayerNorm}


@dataclass(frozen=True, repr=False)
class Patient:
    """A network that is to be trained: data, settings, and pieces of code.

    Attributes
    ----------
    name, complaint : str
    ward : str
        "digits" or "tumors"; see `ward`.
    seed : int
        Of the data, the start and the batches.
    hidden : tuple of int
        Units of each hidden layer.
    phi : str
    scheme, scale, bias : str, float, float
        Weights of the start by this scheme, times ``scale``; all biases of the hidden layers.
    optimizer : Optimizer
    batch_size, n_epochs : int
    dropout : float
        Probability for hidden units.
    normalization : None, "batch" or "layer"
    lam : float
        Strength of the decay.
    split, labels, inputs, batches, gradient, decay, epoch, predict : callable
        See ``PIECES``.
    origin : tuple, optional
        Where it comes from: ("gallery", number) or ("seed", number).

    Examples
    --------
    >>> mine = Patient("my own", "I wonder.", "digits", seed=3, hidden=(20,), batch_size=100)
    >>> mine.optimizer, [len(rows) for rows in mine.rows()]
    (GradientDescent(eta=0.1), [800, 400])
    """

    name: str
    complaint: str
    ward: str
    seed: int = 0
    hidden: tuple[int, ...] = (32, 32)
    phi: Any = "relu"
    scheme: str = "he"
    scale: float = 1.0
    bias: float = 0.0
    optimizer: Optimizer = GradientDescent(0.1)  # noqa: RUF009
    batch_size: int = 50
    n_epochs: int = 12
    dropout: float = 0.0
    normalization: Any = None
    lam: float = 0.0
    split: Callable[..., Any] = healthy.disjoint
    labels: Callable[..., Any] = healthy.as_written
    inputs: Callable[..., Any] = healthy.standardized_pixels
    batches: Callable[..., Any] = healthy.shuffled
    gradient: Callable[..., Any] = healthy.of_the_package
    decay: Callable[..., Any] = healthy.weights_shrink
    epoch: Callable[..., Any] = healthy.goes_on
    predict: Callable[..., Any] = healthy.evaluation_mode
    origin: Any = None

    def __post_init__(self):
        get_activation(self.phi)
        for name, options in (("ward", WARDS), ("scheme", SCHEMES), ("normalization", NORMALIZATIONS)):
            check_choice(name, getattr(self, name), options)

    @property
    def case(self) -> Ward:
        """The raw data."""
        return ward(self.ward, self.seed)

    def rows(self) -> tuple[Array, Array]:
        """The rows that train and those that validate; the latter in the order in which they arrive."""
        data = self.case
        training, validation = (
            np.asarray(each, dtype=np.intp) for each in self.split(len(data.y), data.n_validation, self._rng(1))
        )
        return training, validation[by_day(data.y[validation])]

    def recipe(self) -> Recipe:
        """All it takes to train this patient."""
        data, (training, validation) = self.case, self.rows()
        X_raw, y = data.X[training], np.asarray(self.labels(data.y))
        X = np.asarray(self.inputs(X_raw.copy(), X_raw.copy()), dtype=np.float64)
        X_validation = self.prepared(data.X[validation], X_raw)
        net = self.network(X.shape[1])
        same = [healthy.of_the_package]  # what gives the network's own gradient
        if not self.dropout and self.normalization is None:
            same.append(healthy.own_backward)
        trainable = net if self.gradient in same else _Owner(net, self.gradient)
        return Recipe(
            net, trainable, self._start(net), (X, y[training]), (X_validation, y[validation]), self.optimizer, self.n_epochs,
            self._rng(3), partial(_passes, self), partial(_by_the_day, self),
        )  # fmt: skip

    def prepared(self, X: Array, X_train: Array) -> Array:
        """New raw inputs as the network gets them, day by day."""
        parts = [self.inputs(part.copy(), X_train.copy()) for part in days(X, self.case.day)]
        return np.concatenate(parts).astype(np.float64)

    def network(self, d: int) -> Network:
        """The network, for d inputs."""
        K = len(self.case.classes)
        return Network(
            [d, *self.hidden, 1 if K == 2 else K],
            self.phi,
            "logistic" if K == 2 else "multiclass",
            normalization=NORMALIZATIONS[self.normalization](),
            dropout=Dropout(0.0, self.dropout) if self.dropout else None,
        )

    @property
    def n_training(self) -> int:
        """How many rows train."""
        return len(self.rows()[0])

    @property
    def settings(self) -> dict[str, Any]:
        """The settings by name, without the pieces of code."""
        skipped = {"name", "complaint", "ward", "seed", "origin", *PIECES}
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in skipped}

    def __repr__(self):
        return f"{self._title}\n{textwrap.indent(aligned(self._card, 86), '  ')}"

    def _repr_html_(self):
        return f"<p>{html.escape(self._title)}</p>{table(self._card)}"

    @property
    def _title(self):
        return f'{self.name}: "{self.complaint}"'

    @property
    def _card(self):
        data, eta = self.case, self.optimizer.eta
        rate = "a function of the step t, optimizer.eta" if callable(eta) else f"{eta:g}"
        return {
            "data": f"{self.ward}: {len(data.y)} rows, {data.n_validation} of them for validation; new ones come {data.day} a day, sorted by class",
            **self.settings,
            "optimizer": f"{type(self.optimizer).__name__}, rate {rate}",
            "code": f"{', '.join(PIECES)}: print(patient.split) opens one",
        }

    def _start(self, net):
        w = net.init(self._rng(2), self.scheme, self.scale)
        for _, b in net.views(w)[:-1]:
            b += self.bias
        return w

    def _rng(self, stream):
        return np.random.default_rng([self.seed, stream])


def with_rate(optimizer: Optimizer, rate: Any) -> Optimizer:
    """The same optimizer with another learning rate, a number or a function of the step."""
    if not callable(rate):
        check_number("rate", rate, 0, low_open=True)
    other = deepcopy(optimizer)
    other.eta = rate if callable(rate) else float(rate)
    other.reset()
    return other


def kept(function: Callable[[Patient], Any]) -> Callable[[Patient], Any]:
    """Decorate a function so that what it says of a patient is kept, if all its code is the clinic's: other code may change."""
    remembering = lru_cache(maxsize=32)(function)

    @wraps(function)
    def asked(patient: Patient) -> Any:
        if not isinstance(patient, Patient):
            raise ValueError(f"patient is {brief(patient)}, expected a Patient")
        pieces = [getattr(patient, place) for place in PIECES]
        eta = patient.optimizer.eta
        is_ours = all(isinstance(each, Piece) for each in (*pieces, *([eta] if callable(eta) else [])))
        return (remembering if is_ours else function)(patient)

    return asked


@kept
def examine(patient: Patient) -> Recording:
    """Train a patient, and keep the record.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS
    >>> record = examine(PATIENTS[1])
    >>> len(record.batch_losses), record.diverged
    (192, False)
    """
    return recorded(patient.recipe())


def days(X: Array, day: int) -> list[Array]:
    """X in groups of ``day`` rows."""
    return [X[k : k + day] for k in range(0, len(X), day)]


class _Owner:
    """Loss and gradient by a patient's own piece of code."""

    def __init__(self, net, gradient):
        self.net, self.gradient = net, gradient

    def loss_and_grad(self, w, X, y, *, train=True, rng=None, out=None):
        loss, g = self.gradient(self.net, w, X, y, train=train, rng=rng)
        if out is None:
            return loss, g
        out[...] = g
        return loss, out


def _passes(patient, recipe, w, optimizer, rng):
    (X, y), epoch = recipe.data, 0

    def stream():
        nonlocal epoch
        for epoch in range(1, recipe.n_epochs + 1):
            patient.epoch(optimizer)
            for rows in patient.batches(y, patient.batch_size, rng):
                yield X[rows], y[rows]

    for record in train_on_stream(recipe.trainable, w, stream(), optimizer, rng=rng):
        if patient.lam:
            patient.decay(w, recipe.net.is_weight, optimizer.rate, patient.lam)
        yield record._replace(epoch=epoch)


def _by_the_day(patient, net, w, X, X_train, rng):
    stats = net.batch_statistics(w, X_train) if isinstance(net.normalization, BatchNorm) else None
    if patient.predict is healthy.evaluation_mode:  # looks at each row alone
        return patient.predict(net, w, X, stats, rng)
    rng = deepcopy(rng)
    return np.concatenate([patient.predict(net, w, part, stats, rng) for part in days(X, patient.case.day)])
