"""The lecture's "Empirical Comparison": the optimizers of Kingma and Ba (2015) on MNIST, from scratch.

All methods of an experiment, see ``experiments.py``, start from the same weights and see the same batches and
the same dropout masks. How a learning rate is chosen is told in ``rate_search.best_eta``.

Reference: D. P. Kingma, J. Ba (2015). Adam: a method for stochastic optimization. ICLR.
"""

from math import inf
from pathlib import Path

import numpy as np

from lecturekit.datasets import MnistDataset
from lecturekit.foundation.validation import check_integer
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.reproduce.experiments import Experiment
from lecturekit.reproduce.rate_search import best_eta
from lecturekit.reproduce.runs import Store, read_runs
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train

BATCH_SIZE = 128
N_EVALUATED = 10_000  # training images on which the loss without dropout is reported


def train_curve(experiment, optimizer, data, *, n_epochs, seed=0, evaluate=True, on_epoch=lambda: None):
    """Train once and record every epoch.

    Parameters
    ----------
    experiment : Experiment
    optimizer : Optimizer
    data : MnistDataset
        In float32, as from ``load_mnist().as_float(np.float32)``.
    n_epochs : int
    seed : int
        Determines the first weights, the batches and the dropout masks: the same for every optimizer.
    evaluate : bool
        Whether to compute ``train_loss`` and ``test_error`` as well.
    on_epoch : callable
        Called after each epoch.

    Returns
    -------
    dict of str -> list of float
        ``loss``, the mean penalized loss of the epoch's batches, dropout on, each before its own step;
        ``train_loss``, the loss of 10,000 training images after the epoch, dropout off, no penalty;
        ``test_error``, the share of test images misclassified. Shorter than n_epochs if training diverged.

    Raises
    ------
    ValueError
        For anything else than an experiment, an optimizer, MNIST in float32, and whole numbers.
    """
    _check(experiment, data)
    check_integer("seed", seed, 0)
    net = experiment.network()
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
            on_epoch()
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


def compare(experiment, data, store, *, n_epochs, search_epochs, n_finalists=1, seeds=(0,), on_epoch=lambda: None):
    """Search a learning rate for every method of an experiment, then train with it.

    The search trains ``search_epochs`` with the first seed and compares the last epoch's ``loss``, see
    ``best_eta``. What is best after a few epochs need not be best in the end: so the ``n_finalists`` best of
    the search are trained in full, and the one with the lowest ``loss`` at the end is reported.

    Parameters
    ----------
    experiment : Experiment
        One of ``EXPERIMENTS``, or a smaller one.
    data : MnistDataset
    store : Store
        Runs it holds are not repeated.
    n_epochs, search_epochs, n_finalists : int
        At least 1.
    seeds : sequence of int
        At least one; the search and the finalists use the first.
    on_epoch : callable

    Returns
    -------
    dict of str -> dict
        For each method ``eta``, ``tried`` (pairs of eta and loss; None where it diverged), ``at_edge``,
        ``finalists`` (pairs of eta and final loss, the first seed's) and ``curves``, one for each seed as
        from ``train_curve``.

    Raises
    ------
    ValueError
        For anything else than an experiment, MNIST in float32, a store, and whole numbers.
    """
    _check(experiment, data)
    if not isinstance(store, Store):
        raise ValueError(f"store is {type(store).__name__}, expected a Store, such as Store() in memory")
    for name, value in (("n_epochs", n_epochs), ("search_epochs", search_epochs), ("n_finalists", n_finalists)):
        check_integer(name, value, 1)
    if not len(seeds):
        raise ValueError("seeds is empty, expected at least one seed")
    results = {}
    for label, method in experiment.methods.items():

        def trained(eta, epochs, seed, kind):
            return store.run(
                f"{experiment.name} / {label} / {kind} {eta:g} / seed {seed}",
                lambda: train_curve(
                    experiment,
                    method.make(eta),
                    data,
                    n_epochs=epochs,
                    seed=seed,
                    evaluate=kind == "full",
                    on_epoch=on_epoch,
                ),
            )

        _, tried, at_edge = best_eta(
            method.grid, lambda eta: _last_loss(trained(eta, search_epochs, seeds[0], "search"), search_epochs)
        )
        finalists = {
            eta: _last_loss(trained(eta, n_epochs, seeds[0], "full"), n_epochs)
            for eta in sorted(tried, key=tried.get)[:n_finalists]
        }
        eta = min(finalists, key=finalists.get)
        results[label] = {
            "eta": eta,
            "tried": _pairs(tried),
            "at_edge": at_edge,
            "finalists": _pairs(finalists),
            "curves": [trained(eta, n_epochs, seed, "full") for seed in seeds],
        }
    return results


def _check(experiment, data):
    if not isinstance(experiment, Experiment):
        raise ValueError(f"experiment is {experiment!r}, expected an Experiment such as EXPERIMENTS['logistic']")
    if not isinstance(data, MnistDataset) or data.X.dtype != np.float32:
        kind = f"MNIST in {data.X.dtype}" if isinstance(data, MnistDataset) else type(data).__name__
        raise ValueError(f"data is {kind}, expected MNIST in float32: load_mnist().as_float()")


def _last_loss(curve, n_epochs):
    """The loss of the last epoch; infinite where training diverged before it."""
    return curve["loss"][-1] if len(curve["loss"]) == n_epochs else inf


def _pairs(losses):
    return [(eta, loss if loss < inf else None) for eta, loss in losses.items()]
