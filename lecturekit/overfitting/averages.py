"""What averages of networks gain: bags on patients and on curves, weights averaged over starts and along one run."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer, make_xor_exact
from lecturekit.foundation.types import Array, Data
from lecturekit.foundation.validation import check_array
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.bagging import average, bootstrap, out_of_bag


def few_patients(seed: int = 0, n: int = 100) -> tuple[Data, Data]:
    """n tumors to train on and the others to test on, standardized by those to train on: (X, y), (X_new, y_new)."""
    cancer = load_breast_cancer()
    order = np.random.default_rng(seed).permutation(len(cancer.y))
    known, new = order[:n], order[n:]
    standardizer = Standardizer().fit(cancer.X[known])
    return (standardizer.transform(cancer.X[known]), cancer.y[known]), (
        standardizer.transform(cancer.X[new]),
        cancer.y[new],
    )


def train_bag(data: Data, rows: Array, seed: int = 1, n_steps: int = 200) -> tuple[Network, Array]:
    """A network 30-10-1 for each row of row numbers (B, n), trained on all of them at once: net, w (B, p)."""
    net, (X, y) = Network([30, 10, 1], phi="tanh", loss="logistic"), data
    w = init_many(net, len(rows), np.random.default_rng(seed))
    train_many(net, w, (X[rows], y[rows]), Adam(0.02), n_steps)
    return net, w


def bag_of_patients(seed: int = 0, B: int = 20) -> dict[str, float]:
    """A bag of B networks on ``few_patients``: its members' mean log loss, its own; its out-of-bag error and that on new patients.

    Examples
    --------
    >>> found = bag_of_patients()
    >>> found["bag"] < found["members"]
    True
    """
    data, (X_new, y_new) = few_patients(seed)
    rows = bootstrap(len(data[1]), B, np.random.default_rng(seed + 1))
    net, members = train_bag(data, rows, seed + 1)
    mean = average(np.array([net.predict(w, X_new) for w in members]))
    unseen = average(np.array([net.predict(w, data[0]) for w in members]), out_of_bag(rows))
    return {
        "members": float(np.mean([net.loss(w, X_new, y_new) for w in members])),
        "bag": float(-np.mean(np.log(np.where(y_new == 1, mean, 1 - mean)))),
        "out of bag": float(np.nanmean((unseen > 0.5) != data[1])),
        "new": float(np.mean((mean > 0.5) != y_new)),
    }


def correlated_variance(fits: Array) -> tuple[float, float]:
    """sigma^2 and rho of what networks of one bag predict, from many bags: fits (n_bags, B, k).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> common, own = rng.normal(size=(5000, 1, 3)), rng.normal(size=(5000, 4, 3))
    >>> [round(value, 1) for value in correlated_variance(common + own)]  # half of the variance 2 is common
    [2.0, 0.5]
    """
    fits = check_array("fits", fits, ndim=3)
    half = fits.shape[1] // 2
    deviation = fits - fits.mean(axis=0)
    first, second = deviation[:, :half].mean(axis=1), deviation[:, half:].mean(axis=1)
    variance = fits.var(axis=0).mean()
    return float(variance), float(np.mean(first * second) / variance)


def mean_weights_on_xor(seed: int = 0) -> tuple[int, float]:
    """How many of 20 networks learn XOR (loss below 0.05), and the loss of the network with their mean weights.

    Examples
    --------
    >>> n_good, loss = mean_weights_on_xor()
    >>> n_good, bool(loss > np.log(2))
    (20, True)
    """
    xor, net = make_xor_exact(), Network([2, 4, 1], phi="tanh", loss="logistic")
    many = init_many(net, 20, np.random.default_rng(seed))
    good = many[train_many(net, many, (xor.X, xor.y), Adam(0.05), 400)[-1] < 0.05]
    return len(good), float(net.loss(good.mean(axis=0), xor.X, xor.y))
