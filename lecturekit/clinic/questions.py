"""The order of questions: each is a function on a `Recording` and returns numbers; most train nothing, some train a little.

None of them knows what is wrong: they work on any run of the course, and on the learner's own.
"""

from collections import namedtuple
from copy import deepcopy
from dataclasses import replace

import numpy as np

from lecturekit.clinic.recording import Recording
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number

LayerCheck = namedtuple("LayerCheck", "factor mismatch")
LayerCheck.__doc__ = """Of one layer: by what the given derivatives have to be divided to be the numerical ones, on average over some
directions, and what is left of the given ones after that, as a share of their length; both nan where all are 0."""

Parting = namedtuple("Parting", "epoch gap rise")
Parting.__doc__ = """The epoch after which the validation loss stays above the training loss by half of it and 0.1 (None: never); the
distance of both losses at the end; by what the validation loss has risen above its lowest value."""


def loss_at_the_start(record: Recording) -> float:
    """The training loss before the first step, divided by ln K, the loss of somebody who guesses.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> 0.8 < loss_at_the_start(examine(PATIENTS[1])) < 1.6
    True
    """
    return float(record.losses["training"][0]) / record.chance


def ten_points(record: Recording, n_epochs: int = 150) -> tuple[float, float]:
    """Train in the same way on ten data points alone: (loss, accuracy) on these ten.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> ten_points(examine(PATIENTS[1]))[1]
    1.0
    """
    check_integer("n_epochs", n_epochs, 1)
    X, y = record.recipe.data
    few = replace(record.recipe, data=(X[:10], y[:10]), n_epochs=n_epochs)
    return few.score(few.trained(), *few.data)


def gradient_check(record: Recording, n_points: int = 40, n_directions: int = 8) -> list[LayerCheck]:
    """Compare the derivatives that the run uses with numerical ones, layer by layer, at the start.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> [round(layer.factor, 3) for layer in gradient_check(examine(PATIENTS[1]))]
    [1.0, 1.0, 1.0]
    """
    r, rng = record.recipe, np.random.default_rng(0)
    X, y = (each[:n_points] for each in r.data)
    g = r.trainable.loss_and_grad(r.start, X, y, train=True, rng=deepcopy(r.rng), out=np.empty_like(r.start))[1]
    found = []
    for l in range(r.net.L):
        given, numerical = [], []
        for _ in range(n_directions):
            d = np.zeros_like(r.start)
            W, _b = r.net.views(d)[l]
            W[...] = rng.standard_normal(W.shape)
            d *= 1e-5 / np.linalg.norm(d)
            up, down = (r.net.loss(r.start + s * d, X, y, train=True, rng=deepcopy(r.rng)) for s in (1, -1))
            given.append(g @ d)
            numerical.append((up - down) / 2)
        found.append(_compared(np.array(given), np.array(numerical)))
    return found


def gradient_sizes(record: Recording) -> Array:
    """The norm of the loss's derivative with respect to each layer's weights, before the first step; (L,).

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> gradient_sizes(examine(PATIENTS[1])).shape
    (3,)
    """
    return np.asarray(record.gradients[0])


def updates_over_weights(record: Recording) -> Array:
    """A step's length as a share of the weights, layer by layer: medians of the first and of the last epoch, (2, L).

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> updates_over_weights(examine(PATIENTS[1])).shape
    (2, 3)
    """
    ends = (record.epochs == record.epochs[0], record.epochs == record.epochs[-1])
    return np.array([np.median(record.updates[rows], axis=0) for rows in ends])


def other_rates(record: Recording, factor: float = 10.0, n_epochs: int = 2) -> dict[str, float]:
    """The training loss after a few epochs with a smaller rate, the same, and a larger one; infinite where it diverges.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> list(other_rates(examine(PATIENTS[1])))
    ['smaller', 'same', 'larger']
    """
    return {name: loss for name, (loss, _) in rates_and_spreads(record, factor, n_epochs).items()}


def rates_and_spreads(record: Recording, factor: float = 10.0, n_epochs: int = 2) -> dict[str, tuple[float, float]]:
    """The same losses, each with the spread of the network's answers over the training data: 0 if all of them get the same one.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> loss, spread = rates_and_spreads(examine(PATIENTS[3]))["larger"]
    >>> loss > 2.2, spread < 1e-9
    (True, True)
    """
    check_number("factor", factor, 1, low_open=True)
    n_epochs = min(check_integer("n_epochs", n_epochs, 1), record.recipe.n_epochs)
    short = replace(record.recipe, n_epochs=n_epochs)
    found = {}
    for name, c in (("smaller", 1 / factor), ("same", 1.0), ("larger", factor)):
        w = short.with_rate_times(c).trained()
        found[name] = short.score(w, *short.data)[0], _spread(short, w)
    return found


def _spread(recipe, w):
    """By how much the probability of a class differs among the training data: the largest standard deviation; 0 where it diverged."""
    if not np.isfinite(w).all():
        return 0.0
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        p = recipe.net.loss_function.phi_out(recipe.predicted(w, recipe.data[0]))
    return float(np.nan_to_num(p.std(axis=0)).max())


def parting(record: Recording) -> Parting:
    """When training and validation part, how far, and whether the validation loss turns around: a ``Parting``.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> parting(examine(PATIENTS[1])).gap > 0
    True
    """
    training, validation = record.losses["training"], record.losses["validation"]
    apart = validation > 1.5 * training + 0.1
    k = len(apart) - int(np.argmin(apart[::-1])) if not apart.all() else 0
    epoch = None if k >= len(apart) else int(record.epochs[min(max(record.steps[k] - 1, 0), len(record.epochs) - 1)])
    return Parting(epoch, float(validation[-1] - training[-1]), float(validation[-1] - validation.min()))


def neighbors_agree(record: Recording) -> float:
    """The share of training data whose nearest neighbor among the others has the same label: do labels belong to inputs?

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> neighbors_agree(examine(PATIENTS[1])) > 0.8
    True
    """
    X, y = record.recipe.data
    squares = np.sum(X**2, axis=1)
    distances = squares[:, None] + squares - 2 * X @ X.T
    np.fill_diagonal(distances, np.inf)
    return float(np.mean(y[distances.argmin(axis=1)] == y))


def columns(record: Recording) -> tuple[float, float, float]:
    """Of the training inputs as the network gets them: mean, and the median and the largest of the columns' standard deviations.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> abs(columns(examine(PATIENTS[1]))[0]) < 1e-9
    True
    """
    X = record.recipe.data[0]
    spread = X.std(axis=0)
    return float(X.mean()), float(np.median(spread)), float(spread.max())


def classes_in_a_batch(record: Recording) -> tuple[float, float]:
    """How many classes a batch of the first epoch holds, on average; and how many it would hold if drawn at random.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> found, at_random = classes_in_a_batch(examine(PATIENTS[1]))
    >>> abs(found - at_random) < 0.1
    True
    """
    spy = _Spy()
    replace(record.recipe, trainable=spy, n_epochs=1).trained()
    shares = np.unique(record.recipe.data[1], return_counts=True)[1] / len(record.recipe.data[1])
    at_random = [float(np.sum(1 - (1 - shares) ** len(y))) for y in spy.labels]
    return float(np.mean([len(np.unique(y)) for y in spy.labels])), float(np.mean(at_random))


def asked_twice(record: Recording) -> float:
    """The largest difference between two answers (probabilities) to the same question about the validation data; 0 if it diverged.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> asked_twice(examine(PATIENTS[1]))
    0.0
    """
    r = record.recipe
    seeds = np.random.default_rng(1), np.random.default_rng(2)
    if record.diverged:
        return 0.0
    first, second = (
        r.net.loss_function.phi_out(r.logits(r.net, record.w, r.validation[0], r.data[0], g)) for g in seeds
    )
    return float(np.abs(first - second).max())


def biases(record: Recording) -> tuple[float, float]:
    """The mean of the hidden layers' biases before the first step and at the end.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> start, end = biases(examine(PATIENTS[1]))
    >>> start == 0.0 and abs(end) < 0.2
    True
    """
    net = record.recipe.net
    start, end = (
        float(np.mean(np.concatenate([b for _, b in net.views(w)[:-1]]))) if net.L > 1 else 0.0
        for w in (record.recipe.start, record.w)
    )
    return start, end


def shared_rows(record: Recording) -> float:
    """The share of the validation rows that are training rows too.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> shared_rows(examine(PATIENTS[1]))
    0.0
    """
    known, asked = (
        {row.tobytes() for row in np.round(X, 6) + 0.0} for X in (record.recipe.data[0], record.recipe.validation[0])
    )
    return len(known & asked) / len(asked)


def jump_at_epochs(record: Recording) -> float:
    """How long the first step of an epoch is, from the second epoch on, compared with the epoch's median step.

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> jump_at_epochs(examine(PATIENTS[1])) < 2
    True
    """
    sizes = record.updates.mean(axis=1)
    ratios = [part[0] / np.median(part) for part in _by_epoch(sizes, record.epochs)[1:] if np.median(part) > 0]
    return float(np.median(ratios)) if ratios else 1.0


def _by_epoch(values, epochs):
    starts = np.flatnonzero(np.diff(epochs)) + 1
    return np.split(values, starts)


def _compared(given, numerical):
    size = np.linalg.norm(given)
    if size < 1e-12 and np.linalg.norm(numerical) < 1e-12:
        return LayerCheck(np.nan, np.nan)
    factor = float(given @ numerical / max(numerical @ numerical, 1e-300))
    return LayerCheck(factor, float(np.linalg.norm(given - factor * numerical) / max(size, 1e-300)))


class _Spy:
    """Notes the labels of every batch, and lets the weights stay where they are."""

    def __init__(self):
        self.labels = []

    def loss_and_grad(self, w, X, y, *, out, **_mode):
        self.labels.append(np.array(y))
        out[:] = 0
        return 0.0, out
