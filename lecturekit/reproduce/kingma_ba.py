"""The lecture's "Empirical Comparison": the optimizers of Kingma and Ba (2015) on MNIST, from scratch.

All methods of an experiment, see ``experiments.py``, start from the same weights and see the same batches and
the same dropout masks. How a learning rate is chosen is told in ``rate_search.best_eta``.

Reference: D. P. Kingma, J. Ba (2015). Adam: a method for stochastic optimization. ICLR.
"""

from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

import numpy as np

from lecturekit.datasets import MnistDataset, load_mnist
from lecturekit.foundation.validation import check_integer
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.reproduce.experiments import Experiment
from lecturekit.reproduce.rate_search import search
from lecturekit.reproduce.runs import Store, read_runs
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train

BATCH_SIZE = 128
N_EVALUATED = 10_000  # training images on which the loss without dropout is reported


def train_curve(experiment, optimizer, data, *, n_epochs, seed=0, evaluate=True):
    """Train once and record every epoch.

    Parameters
    ----------
    experiment : Experiment
    optimizer : Optimizer
    data : MnistDataset
        In float32 or float64, as from ``load_mnist().as_float(np.float32)``.
    n_epochs : int
    seed : int
        Determines the first weights, the batches and the dropout masks: the same for every optimizer.
    evaluate : bool
        Whether to compute ``train_loss`` and ``test_error`` as well.

    Returns
    -------
    dict of str -> list of float
        ``loss``, the mean penalized loss of the epoch's batches, dropout on, each before its own step;
        ``train_loss``, the loss of 10,000 training images after the epoch, dropout off, no penalty;
        ``test_error``, the share of test images misclassified. Shorter than n_epochs if training diverged.

    Raises
    ------
    ValueError
        For anything else than an experiment, an optimizer, MNIST in floats, and whole numbers.
    """
    _check(experiment, data)
    check_integer("seed", seed, 0)
    net = experiment.network(data.X.dtype)
    w = net.init(np.random.default_rng([seed, 0]))
    objective = WeightDecay(net, experiment.penalty)
    curve = {"loss": [], "train_loss": [], "test_error": []} if evaluate else {"loss": []}
    try:
        for record in train(
            objective,
            w,
            (data.X, data.y),
            optimizer,
            batch_size=BATCH_SIZE,
            n_epochs=n_epochs,
            rng=np.random.default_rng([seed, 1]),
        ):
            curve["loss"].append(record.loss)
            if evaluate:
                curve["train_loss"].append(net.loss(w, data.X[:N_EVALUATED], data.y[:N_EVALUATED]))
                curve["test_error"].append(1 - net.accuracy(w, data.X_test, data.y_test))
    except Diverged:
        return curve
    return curve


def load_results(path=None):
    """The results of a comparison, from a file; those that come with the package by default.

    Returns
    -------
    dict
        ``settings``, ``computed`` (when and on what) and ``results``, see ``compare``; ``runs`` in full.
    """
    return read_runs(Path(__file__).parent / "results" / "kingma_ba.json" if path is None else path)


def compare(
    experiment,
    data,
    store,
    *,
    n_epochs,
    search_epochs,
    n_finalists=1,
    seeds=(0,),
    executor=None,
    on_run=lambda run: None,
):
    """Search a learning rate for every method of an experiment, then train with it.

    The search trains ``search_epochs`` with the first seed and compares the last epoch's ``loss``, see
    ``best_eta``. What is best after a few epochs need not be best in the end: so the ``n_finalists`` best of
    the search are trained in full, and the one with the lowest ``loss`` at the end is reported.

    Parameters
    ----------
    experiment : Experiment
        One of ``EXPERIMENTS``, or a smaller one.
    data : MnistDataset or MnistImages
        The latter is only the description of data, which each process of an executor loads for itself.
    store : Store
        Runs it holds are not repeated.
    n_epochs, search_epochs, n_finalists : int
        At least 1.
    seeds : sequence of int
        At least one; the search and the finalists use the first.
    executor : concurrent.futures.Executor, optional
        Computes all that does not wait for something else at the same time; the results are the same.
    on_run : callable
        Called with each `Training` that was computed.

    Returns
    -------
    dict of str -> dict
        For each method ``eta``, ``tried`` (pairs of eta and loss; None where it diverged), ``at_edge``,
        ``finalists`` (pairs of eta and final loss, the first seed's) and ``curves``, one for each seed as
        from ``train_curve``.

    Raises
    ------
    ValueError
        For anything else than an experiment, MNIST in floats, a store, and whole numbers.
    """
    _check(experiment, data)
    if not isinstance(store, Store):
        raise ValueError(f"store is {type(store).__name__}, expected a Store, such as Store() in memory")
    for name, value in (("n_epochs", n_epochs), ("search_epochs", search_epochs), ("n_finalists", n_finalists)):
        check_integer(name, value, 1)
    if not len(seeds):
        raise ValueError("seeds is empty, expected at least one seed")
    plans = {
        label: _plan(experiment, label, data, n_epochs, search_epochs, n_finalists, seeds)
        for label in experiment.methods
    }
    return store.run_all(plans, executor, on_run)


def _plan(experiment, label, data, n_epochs, search_epochs, n_finalists, seeds):
    """What is to be computed for one method, in three rounds: the search, the finalists, the other seeds."""

    def runs(rates, epochs, seeds, kind):
        return [Training(experiment, label, eta, epochs, seed, kind, data) for eta in rates for seed in seeds]

    steps, losses = search(experiment.methods[label].grid), None
    while True:
        try:
            rates = steps.send(losses)
        except StopIteration as end:
            _, tried, at_edge = end.value
            break
        curves = yield runs(rates, search_epochs, seeds[:1], "search")
        losses = [_last_loss(curve, search_epochs) for curve in curves]
    best = sorted(tried, key=tried.get)[:n_finalists]
    curves = yield runs(best, n_epochs, seeds[:1], "full")
    finalists = dict(zip(best, (_last_loss(curve, n_epochs) for curve in curves)))
    eta = min(finalists, key=finalists.get)
    curves = yield runs([eta], n_epochs, seeds, "full")
    return {"eta": eta, "tried": _pairs(tried), "at_edge": at_edge, "finalists": _pairs(finalists), "curves": curves}


@dataclass(frozen=True)
class MnistImages:
    """The first ``n`` training images and all test images, in float32: a description that is loaded where it is used."""

    n: int

    def load(self):
        """Return the `MnistDataset`; loaded once in a process."""
        return _load_mnist(self.n)


@cache
def _load_mnist(n):
    return load_mnist(subset=None if n == 60_000 else n).as_float(dtype=np.float32)


@dataclass(frozen=True)
class Training:
    """One run of a comparison: a description with a name, which can be carried out anywhere."""

    experiment: Experiment
    label: str
    eta: float
    n_epochs: int
    seed: int
    kind: str
    data: object

    @property
    def name(self):
        """Names the run in a store."""
        return f"{self.experiment.name} / {self.label} / {self.kind} {self.eta:g} / seed {self.seed}"

    def __call__(self):
        data = self.data.load() if isinstance(self.data, MnistImages) else self.data
        optimizer = self.experiment.methods[self.label].make(self.eta)
        return train_curve(
            self.experiment, optimizer, data, n_epochs=self.n_epochs, seed=self.seed, evaluate=self.kind == "full"
        )


def _check(experiment, data):
    if not isinstance(experiment, Experiment):
        raise ValueError(f"experiment is {experiment!r}, expected an Experiment such as EXPERIMENTS['logistic']")
    if isinstance(data, MnistImages):
        return
    if not isinstance(data, MnistDataset) or data.X.dtype not in (np.float32, np.float64):
        kind = f"MNIST in {data.X.dtype}" if isinstance(data, MnistDataset) else type(data).__name__
        raise ValueError(f"data is {kind}, expected MNIST in float32 or float64: load_mnist().as_float()")


def _last_loss(curve, n_epochs):
    """The loss of the last epoch; infinite where training diverged before it."""
    return curve["loss"][-1] if len(curve["loss"]) == n_epochs else inf


def _pairs(losses):
    return [(eta, loss if loss < inf else None) for eta, loss in losses.items()]
