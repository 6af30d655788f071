"""Three cheap and less cheap ways to a handful of plausible networks, on a noisy sine with a gap in it."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.datasets import make_noisy_sine
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_array, check_integer
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.bayes import Posterior, hamiltonian_samples
from lecturekit.overfitting.dropout import Dropout
from lecturekit.training.loop import train

GAP_NETWORKS = {
    "Monte Carlo dropout": "1-50-50-1, ReLU",
    "ensemble of 10": "1-8-1, tanh",
    "Hamiltonian Monte Carlo": "1-8-1, tanh",
}
"""The network of each method."""


def sine_with_a_gap(rng: Rng, noise: float = 0.2) -> Data:
    """30 points of a noisy sine, none of them between -1 and 1: X (30, 1), y (30,).

    Examples
    --------
    >>> X, y = sine_with_a_gap(np.random.default_rng(2))
    >>> X.shape, bool(np.abs(X).min() > 1)
    ((30, 1), True)
    """
    sine = make_noisy_sine(80, rng, noise=noise)
    outside = np.abs(sine.X[:, 0]) > 1
    return sine.X[outside][:30], sine.y[outside][:30]


def plausible_curves(X: Array, y: Array, x: Array, seed: int = 2) -> dict[str, Array]:
    """What several networks predict at x after they have seen X, y, by three methods.

    Monte Carlo dropout: 200 masks of one ReLU network 1-50-50-1, trained with p = 0.1 and without decay. Ensemble: ten
    tanh networks 1-8-1 from their own starts. Hamiltonian Monte Carlo: 100 samples of the posterior of such a network.

    Returns
    -------
    dict of str -> ndarray, (M, k)

    Examples
    --------
    >>> X, y = sine_with_a_gap(np.random.default_rng(2))
    >>> {name: len(curves) for name, curves in plausible_curves(X, y, np.linspace(-5, 5, 3)).items()}
    {'Monte Carlo dropout': 200, 'ensemble of 10': 10, 'Hamiltonian Monte Carlo': 100}
    """
    x, rng = check_array("x", x, ndim=1), np.random.default_rng(check_integer("seed", seed, 0))
    small = Network([1, 8, 1], phi="tanh")
    ensemble = init_many(small, 10, rng, scale=1.5)
    train_many(small, ensemble, (X, y), Adam(0.02), 1500)
    log_posterior = Posterior(small, X, y, prior=1.0, noise=0.2).value_and_grad
    samples, _ = hamiltonian_samples(log_posterior, ensemble[0], rng, step=0.02, n_leaps=20, n_samples=200, n_warmup=50)
    dropped = Network([1, 50, 50, 1], phi="relu", dropout=Dropout(p_input=0.0, p_hidden=0.1))
    w = dropped.init(rng)
    for _ in train(dropped, w, (X, y), Adam(0.005), n_epochs=1000, rng=rng):
        pass
    return {
        "Monte Carlo dropout": subnetwork_curves(dropped, w, x, 200, 0.1, rng),
        "ensemble of 10": np.array([small.predict(v, x[:, None]) for v in ensemble]),
        "Hamiltonian Monte Carlo": np.array([small.predict(v, x[:, None]) for v in samples[::2]]),
    }


def subnetwork_curves(net: Network, w: Array, x: Array, n_masks: int, p: float, rng: Rng) -> Array:
    """What n_masks subnetworks of a ReLU network predict at x (k,), each with one mask of its hidden units for all of x.

    Examples
    --------
    >>> net, w = Network([1, 2, 1], phi="relu"), np.array([1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    >>> curves = subnetwork_curves(net, w, np.array([1.0, 2.0]), 50, 0.5, np.random.default_rng(0))
    >>> np.unique(curves, axis=0)  # no unit, one, or both: lines through 0
    array([[0., 0.],
           [2., 4.],
           [4., 8.]])
    """
    curves, (first, *others) = [], net.views(w)
    for _ in range(n_masks):
        Z = x[:, None] @ first[0].T + first[1]
        for W, b in others:
            mask = (rng.random(Z.shape[1]) >= p) / (1 - p)
            Z = np.maximum(Z, 0) * mask @ W.T + b
        curves.append(Z[:, 0])
    return np.array(curves)


def gap_against_data(x: Array, panels: dict[str, Array]) -> dict[str, float]:
    """By method, the spread of the curves in the gap (|x| < 0.5) divided by their spread at the data (1.3 < |x| < 3).

    Examples
    --------
    >>> x = np.linspace(-5, 5, 101)
    >>> gap_against_data(x, {"two lines": np.array([x, -x])})["two lines"] < 1  # they cross in the gap
    True
    """
    gap, data = np.abs(x) < 0.5, (np.abs(x) > 1.3) & (np.abs(x) < 3)
    spread = {name: curves.std(axis=0) for name, curves in panels.items()}
    return {name: float(sd[gap].mean() / sd[data].mean()) for name, sd in spread.items()}
