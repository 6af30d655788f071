"""The pieces of code of a healthy patient; several ways to write one of them, so that an unusual one is no symptom."""

import numpy as np

from lecturekit.clinic.pieces import piece


@piece("split")
def disjoint(n, n_validation, rng):
    """Each row is in one of the two."""
    rows = rng.permutation(n)
    return rows[n_validation:], rows[:n_validation]


@piece("labels")
def as_written(y):
    """Nothing is changed."""
    return y


@piece("inputs")
def standardized_pixels(X, X_train):
    """One mean and one spread for all pixels, of the training images."""
    return (X - X_train.mean()) / X_train.std()


@piece("inputs")
def standardized_columns(X, X_train):
    """The training data's mean and spread of each column."""
    return (X - X_train.mean(axis=0)) / X_train.std(axis=0)


@piece("batches")
def shuffled(y, size, rng):
    """In a new random order."""
    rows = rng.permutation(len(y))
    return [rows[k : k + size] for k in range(0, len(y), size)]


@piece("gradient")
def of_the_package(net, w, X, y, **mode):
    """As in chapter 3."""
    return net.loss_and_grad(w, X, y, **mode)


@piece("gradient")
def own_backward(net, w, X, y, **mode):
    """Equations (20)-(25), for a plain network."""
    Z, A = net.forward(w, X, **mode)
    p = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    delta = (p - np.eye(10)[y]) / len(y)
    g = np.empty_like(w)
    for l in range(net.L, 0, -1):
        W, _ = net.views(w)[l - 1]
        gW, gb = net.views(g)[l - 1]
        gW[...], gb[...] = delta.T @ A[l - 1], delta.sum(axis=0)
        if l > 1:
            delta = delta @ W * net.phi.derivative(A[l - 1])
    return net.loss_function(Z[-1], y), g


@piece("decay")
def weights_shrink(w, is_weight, rate, lam):
    """Equation (38)."""
    w[is_weight] *= 1 - rate * lam


@piece("epoch")
def goes_on(optimizer):
    """Nothing happens."""
    return


@piece("predict")
def evaluation_mode(net, w, X, stats, rng):
    """No masks; the training data's statistics."""
    return net.logits(w, X, stats=stats)


REMEDIES = {
    "split": {"disjoint": {"digits": disjoint, "tumors": disjoint}},
    "labels": {"as written": {"digits": as_written, "tumors": as_written}},
    "inputs": {"standardized": {"digits": standardized_pixels, "tumors": standardized_columns}},
    "batches": {"shuffled": {"digits": shuffled, "tumors": shuffled}},
    "gradient": {"package": {"digits": of_the_package, "tumors": of_the_package}},
    "decay": {"weights only": {"digits": weights_shrink, "tumors": weights_shrink}},
    "epoch": {"go on": {"digits": goes_on, "tumors": goes_on}},
    "predict": {"evaluation": {"digits": evaluation_mode, "tumors": evaluation_mode}},
}
"""Pieces of code that a treatment may ask for by a word, for each ward."""
