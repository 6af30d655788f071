"""What averages of networks gain: bags on patients and on curves, weights averaged over starts and along one run."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer, make_xor_exact
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.bagging import average, bootstrap, out_of_bag
from lecturekit.training.loop import train


def few_patients(seed=0, n=100):
    """n tumors to train on and the others to test on, standardized by those to train on: (X, y), (X_new, y_new)."""
    cancer = load_breast_cancer()
    order = np.random.default_rng(seed).permutation(len(cancer.y))
    known, new = order[:n], order[n:]
    standardizer = Standardizer().fit(cancer.X[known])
    return tuple((standardizer.transform(cancer.X[rows]), cancer.y[rows]) for rows in (known, new))


def train_bag(data, rows, seed=1, n_epochs=200):
    """A network 30-10-1 for each row of row numbers: (net, [w, ...])."""
    net, rng, (X, y) = Network([30, 10, 1], phi="tanh", loss="logistic"), np.random.default_rng(seed), data
    bag = []
    for r in rows:
        w = net.init(rng)
        for _ in train(net, w, (X[r], y[r]), Adam(0.02), n_epochs=n_epochs):
            pass
        bag.append(w)
    return net, bag


def bag_of_patients(seed=0, B=20):
    """A bag of B networks on ``few_patients``: its members' mean log loss, its own; its out-of-bag error and that on new patients."""
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


def correlated_variance(fits):
    """sigma^2 and rho of what networks of one bag predict, from many bags: fits (n_bags, B, k)."""
    half = fits.shape[1] // 2
    deviation = fits - fits.mean(axis=0)
    first, second = deviation[:, :half].mean(axis=1), deviation[:, half:].mean(axis=1)
    variance = fits.var(axis=0).mean()
    return float(variance), float(np.mean(first * second) / variance)


def mean_weights_on_xor(seed=0):
    """How many of 20 networks learn XOR (loss below 0.05), and the loss of the network with their mean weights."""
    xor, net = make_xor_exact(), Network([2, 4, 1], phi="tanh", loss="logistic")
    many = init_many(net, 20, np.random.default_rng(seed))
    good = many[train_many(net, many, (xor.X, xor.y), Adam(0.05), 400)[-1] < 0.05]
    return len(good), float(net.loss(good.mean(axis=0), xor.X, xor.y))
