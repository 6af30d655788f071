"""What a chart is drawn from: a run of training, recorded from the first step on, and all it takes to train once more."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array, Data, Rng, Trainable
from lecturekit.foundation.validation import check_integer
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.training.batches import check_data
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import Record, train
from lecturekit.training.optimizer import Optimizer

SAMPLE = 200
STEEPEST_PART = 0.05
LARGEST = 1e300
"""Of a run that flies apart: a step that is longer than can be written."""


@dataclass(frozen=True)
class Recipe:
    """All that it takes to train once more; every question that trains changes one thing in it.

    Attributes
    ----------
    net : Network
    trainable
        What gives loss and gradient: the network itself, or something around it.
    start : ndarray, (p,)
    data, validation : (X, y)
        As the network gets them.
    optimizer : Optimizer
    n_epochs : int
    rng : numpy.random.Generator
        Copied before each run.
    passes : callable
        ``passes(recipe, w, optimizer, rng)`` trains w in place and yields a ``Record`` for each step.
    logits : callable
        ``logits(net, w, X, X_train, rng)``, how the run predicts.
    scale : float
        By what the rate is multiplied.
    """

    net: Network
    trainable: Trainable
    start: Array
    data: Data
    validation: Data
    optimizer: Optimizer
    n_epochs: int
    rng: Rng | None
    passes: Callable[..., Iterator[Record]]
    logits: Callable[..., Array]

    def fresh(self) -> tuple[Array, Optimizer, Any]:
        """A copy of the start, of the optimizer without a past, and of the generator."""
        optimizer = deepcopy(self.optimizer)
        optimizer.reset()
        return self.start.copy(), optimizer, deepcopy(self.rng)

    def trained(self) -> Array:
        """Where the training ends: nan where it diverges."""
        w, optimizer, rng = self.fresh()
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                for _ in self.passes(self, w, optimizer, rng):
                    pass
            except (Diverged, ValueError):
                w[:] = np.nan
        return w

    def predicted(self, w: Array, X: Array) -> Array:
        """What the network says about X, as the run itself predicts."""
        return self.logits(self.net, w, X, self.data[0], deepcopy(self.rng))

    def score(self, w: Array, X: Array, y: Array) -> tuple[float, float]:
        """Loss and accuracy on X and y, as the run itself predicts; infinite and 0 where it has diverged."""
        judge = self.net.loss_function
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                z = self.predicted(w, X)
                loss, accuracy = float(judge(z, y)), float(np.mean(judge.classify(z) == y))
            except ValueError:
                return float("inf"), 0.0
        return (loss, accuracy) if np.isfinite(loss) else (float("inf"), 0.0)

    def with_rate_times(self, factor: float) -> "Recipe":
        """The same with another learning rate, a function of t or not."""
        optimizer, eta = deepcopy(self.optimizer), self.optimizer.eta
        optimizer.eta = (lambda t: factor * eta(t)) if callable(eta) else factor * eta
        return replace(self, optimizer=optimizer)


@dataclass(frozen=True, eq=False)
class Recording:
    """A run of training: what ``figures.chart`` draws and the questions ask about.

    Attributes
    ----------
    recipe : Recipe
    steps : ndarray, (k,)
        The moments of measurement, beginning with 0, before the first step.
    losses, accuracies : dict
        "training" and "validation" -> (k,), as the run itself predicts; training on at most 200 data points.
    gradients : ndarray, (k, L)
        Norm of what the run's own code returns as the derivative with respect to each layer's weights, on the same data as training.
    dead, saturated : ndarray, (k, L - 1)
        Share of each hidden layer's units whose slope is 0 for all data; share of its outputs whose slope is less than a
        twentieth of the steepest.
    batch_losses : ndarray, (T,)
        Of each step's batch, before the step.
    updates : ndarray, (T, L)
        Of each step: the length of the change of a layer's weights, divided by the length of the weights.
    epochs : ndarray, (T,)
        The epoch of each step.
    w : ndarray, (p,)
        Where the run ended.
    diverged : bool

    Examples
    --------
    >>> from lecturekit.clinic import PATIENTS, examine
    >>> record = examine(PATIENTS[1])
    >>> record.K, record.steps[:5], record.updates.shape
    (10, array([0, 1, 2, 4, 8]), (192, 3))
    """

    recipe: Recipe
    steps: Array
    losses: dict[str, Array]
    accuracies: dict[str, Array]
    gradients: Array
    dead: Array
    saturated: Array
    batch_losses: Array
    updates: Array
    epochs: Array
    w: Array
    diverged: bool

    @property
    def K(self) -> int:
        """The number of classes."""
        return max(2, self.recipe.net.sizes[-1])

    @property
    def chance(self) -> float:
        """ln K: the loss of somebody who gives every class the same probability."""
        return float(np.log(self.K))


def record_of_training(
    net: Any,
    w: Array,
    data: Data,
    optimizer: Optimizer,
    *,
    validation: Data,
    batch_size: int | Callable[[int], int] | None = None,
    n_epochs: int = 1,
    rng: Rng | None = None,
    **options: Any,
) -> Recording:
    """Train as ``train`` does, and keep a record from the first step on.

    Parameters
    ----------
    net, w, data, optimizer, batch_size, n_epochs, rng, options
        As for ``lecturekit.training.train``, for classification; w is not changed.
    validation : (X, y)

    Returns
    -------
    Recording
        For ``figures.chart`` and for all questions.

    Raises
    ------
    ValueError
        For wrong shapes, dtypes, labels and settings. A run that diverges is recorded, and raises nothing.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(100, 2))
    >>> y = (X[:, 0] > 0).astype(int)
    >>> net = Network([2, 4, 1], "tanh", "logistic")
    >>> record = record_of_training(
    ...     net, net.init(rng), (X[:80], y[:80]), GradientDescent(0.5), validation=(X[80:], y[80:]), batch_size=20, n_epochs=9, rng=rng
    ... )
    >>> record.batch_losses.shape, float(record.accuracies["training"][-1])
    ((36,), 1.0)
    """
    n_epochs = check_integer("n_epochs", n_epochs, 1)
    if batch_size is not None and not callable(batch_size):
        check_integer("batch_size", batch_size, 1)
    plain = getattr(net, "net", net)
    if not isinstance(plain, Network) or not plain.loss_function.classifies:
        raise ValueError(f"net is {plain!r}, expected a Network that classifies: its chart shows accuracies")
    data, validation = check_data(data), check_data(validation)

    def passes(recipe, w, optimizer, rng):
        size = batch_size if batch_size is None or callable(batch_size) else min(batch_size, len(recipe.data[0]))
        settings = dict(batch_size=size, n_epochs=recipe.n_epochs, rng=rng, every="step", **options)
        yield from train(recipe.trainable, w, recipe.data, optimizer, **settings)

    return recorded(Recipe(plain, net, w.copy(), data, validation, optimizer, n_epochs, rng, passes, evaluated))


def evaluated(net: Network, w: Array, X: Array, X_train: Array, rng: Rng) -> Array:
    """Logits in evaluation mode, with the training data's statistics where there is batch normalization."""
    stats = net.batch_statistics(w, X_train) if isinstance(net.normalization, BatchNorm) else None
    return net.logits(w, X, stats=stats)


def recorded(recipe: Recipe) -> Recording:
    """Train by a recipe: a ``Recording``, measured before the first step, at 1, 2, 4, ... steps, and after each epoch."""
    w, optimizer, rng = recipe.fresh()
    losses, updates, epochs, moments, measures = [], [], [], [0], []
    before, step, diverged, last = w.copy(), np.empty_like(w), False, Record(1, 0, 0.0, w)
    weights, changes = ([W for W, _ in recipe.net.views(each)] for each in (w, step))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        measures.append(_measured(recipe, w))
        size = _norms(weights)
        try:
            for record in recipe.passes(recipe, w, optimizer, rng):
                t = len(losses)
                if t and (record.epoch != last.epoch or (last.epoch == 1 and t & (t - 1) == 0)):
                    moments.append(t)
                    measures.append(_measured(recipe, before))
                losses.append(record.loss)
                epochs.append(record.epoch)
                np.subtract(w, before, out=step)
                updates.append(_relative(_norms(changes), size))
                before[:], size, last = w, _norms(weights), record
            moments.append(len(losses))
            measures.append(_measured(recipe, w))
        except (Diverged, ValueError):
            if np.isfinite(w).all() and not losses:
                raise
            diverged = True
    curves: Any = [np.array(each) for each in zip(*measures)]
    return Recording(
        recipe,
        np.array(moments[: len(measures)]),
        {"training": curves[0], "validation": curves[1]},
        {"training": curves[2], "validation": curves[3]},
        curves[4],
        curves[5],
        curves[6],
        np.array(losses),
        np.array(updates).reshape(len(updates), recipe.net.L),
        np.array(epochs),
        before if diverged else w,
        diverged,
    )


def _norms(matrices):
    return np.sqrt([np.vdot(W, W) for W in matrices])


def _relative(change, size):
    """The length of a step as a share of the weights' before it."""
    relative = np.where(size == 0, 1.0, change / size)  # from 0 a step is all there is
    return np.where(change == 0, 0.0, np.nan_to_num(relative, nan=LARGEST, posinf=LARGEST))


def _measured(recipe, w):
    """Losses, accuracies, gradients, dead and saturated shares at w."""
    net, rng = recipe.net, deepcopy(recipe.rng)
    X, y = (each[:SAMPLE] for each in recipe.data)
    loss, right = [], []
    for inputs, labels in ((X, y), recipe.validation):
        z = recipe.logits(net, w, inputs, recipe.data[0], rng)
        loss.append(net.loss_function(z, labels))
        right.append(np.mean(net.loss_function.classify(z) == labels))
    g = recipe.trainable.loss_and_grad(w, X, y, train=True, rng=rng, out=np.empty_like(w))[1]
    stats = net.batch_statistics(w, X) if isinstance(net.normalization, BatchNorm) else None
    slopes = [net.phi.derivative(A) for A in net.forward(w, X, stats=stats).A[1:-1]]
    dead = [np.mean((slope == 0).all(axis=0)) for slope in slopes]
    saturated = [np.mean(slope < STEEPEST_PART * net.phi.max_slope) for slope in slopes]
    return *loss, *right, _norms([W for W, _ in net.views(g)]), np.array(dead), np.array(saturated)
