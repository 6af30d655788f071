"""A bag of networks on patients: what the average gains, and its error out of the bag."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer
from lecturekit.foundation.types import Array, Data
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
