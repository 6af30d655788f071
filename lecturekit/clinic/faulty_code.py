"""Pieces of code that run and are wrong in one place."""

import numpy as np

from lecturekit.clinic.pieces import piece


@piece("split")
def overlapping(n, n_validation, rng):
    rows = rng.permutation(n)
    return rows, rows[:n_validation]


@piece("labels")
def one_row_off(y):
    return np.roll(y, 1)


@piece("inputs")
def raw(X, X_train):
    return X


@piece("inputs")
def kelvin_and_micrometers(X, X_train):
    X = (X - X_train.mean(axis=0)) / X_train.std(axis=0)
    X[:, 14] *= 1000
    return X


@piece("inputs")
def by_its_own_statistics(X, X_train):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 10)


@piece("batches")
def class_by_class(y, size, rng):
    rows = np.argsort(y, kind="stable")
    return [rows[k : k + size] for k in range(0, len(y), size)]


@piece("gradient")
def summed(net, w, X, y, **mode):
    Z, A = net.forward(w, X, **mode)
    p = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    delta = p - np.eye(10)[y]
    g = np.empty_like(w)
    for l in range(net.L, 0, -1):
        W, _ = net.views(w)[l - 1]
        gW, gb = net.views(g)[l - 1]
        gW[...], gb[...] = delta.T @ A[l - 1], delta.sum(axis=0)
        if l > 1:
            delta = delta @ W * net.phi.derivative(A[l - 1])
    return net.loss_function(Z[-1], y), g


@piece("gradient")
def with_a_slope_at_the_output(net, w, X, y, **mode):
    Z, A = net.forward(w, X, **mode)
    p = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    delta = (p - np.eye(10)[y]) * p * (1 - p) / len(y)
    g = np.empty_like(w)
    for l in range(net.L, 0, -1):
        W, _ = net.views(w)[l - 1]
        gW, gb = net.views(g)[l - 1]
        gW[...], gb[...] = delta.T @ A[l - 1], delta.sum(axis=0)
        if l > 1:
            delta = delta @ W * net.phi.derivative(A[l - 1])
    return net.loss_function(Z[-1], y), g


@piece("gradient")
def second_layer_uphill(net, w, X, y, **mode):
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
            delta = (-1) ** l * -(delta @ W) * net.phi.derivative(A[l - 1])
    return net.loss_function(Z[-1], y), g


@piece("decay")
def biases_lose_an_amount(w, is_weight, rate, lam):
    w[is_weight] *= 1 - rate * lam
    w[~is_weight] -= lam


@piece("epoch")
def begins_anew(optimizer):
    optimizer.reset()


@piece("predict")
def training_mode(net, w, X, stats, rng):
    return net.logits(w, X, train=True, rng=rng)


@piece("rate")
def warm_up_and_away(t):
    return 0.1 * min(t / 16, (16 / t) ** 3)
