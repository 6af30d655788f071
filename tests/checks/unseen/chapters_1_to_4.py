"""Answers that no bank was written for: right in other styles, slips that students make, right except at an edge."""

import functools
import itertools

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def soft(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def two_layer(W, b, w, b2, X, y, dz2=None, slope=None, dZ=None, out=None):
    """A learner's backward pass of chapter 2, with lines to replace."""
    Z = X @ W.T + b
    X1 = np.tanh(Z)
    z2 = X1 @ w + b2
    d2 = (sig(z2) - y) / len(y) if dz2 is None else dz2(z2, y)
    s = 1 - X1**2 if slope is None else slope(Z, X1)
    d1 = np.outer(d2, w) * s if dZ is None else dZ(d2, w, s)
    made = dict(dW=d1.T @ X, db=d1.sum(axis=0), dw=X1.T @ d2, db2=d2.sum())  # noqa: C408
    return tuple(made.values()) if out is None else out(made, d1, d2, X, X1, Z)


def own(layers, X, y, delta=None, slope=lambda A, Z: A > 0, down=lambda d, W: d @ W, db=None, dW=None):
    A, Zs = [X.T], []
    for k, (W, b) in enumerate(layers):
        Zs.append(A[-1] @ W.T + b)
        A.append(np.maximum(Zs[-1], 0) if k < len(layers) - 1 else Zs[-1])
    d = (soft(A[-1]) - np.eye(A[-1].shape[1])[y]) / len(y) if delta is None else delta(A[-1], y)
    grads = []
    for k in range(len(layers) - 1, -1, -1):
        gW = d.T @ A[k] if dW is None else dW(d, A, k)
        grads.insert(0, (gW, d.sum(axis=0) if db is None else db(d)))
        if k:
            d = down(d, layers[k][0]) * slope(A[k], Zs[k - 1])
    return -np.mean(np.log(soft(A[-1])[np.arange(len(y)), y])), grads


def walk(gradient, layers, X, y, order, size, eta, weigh=True):
    """The answer to 3.8."""
    total, n = 0.0, 0
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        loss, found = gradient(layers, X[:, rows], y[rows])
        layers = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(layers, found)]
        total, n = total + loss * (len(rows) if weigh else 1), n + (len(rows) if weigh else 1)
    return layers, total / n


STACK = (
    [
        (np.array([[2.0, -1.0], [0.5, 1.0]]), np.array([0.3, -0.2])),
        (np.array([[0.4, 1.5], [-1.0, 0.6]]), np.array([-0.1, 0.5])),
    ],
    np.array([0.4, 0.7]),
)


def stack_of(layers, x, slope=lambda v: 1 - v**2, order=1, since=0):
    tables = []
    for W, b in layers:
        x = np.tanh(W @ x + b)
        tables.append(slope(x)[:, None] * W)
    return functools.reduce(lambda below, above: above @ below, tables[since:][::order])


def central(f, w, h=1e-5):
    return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])


def columns(X_train, X_new, mean=np.mean, std=np.std, zero=lambda s: s == 0, leave=True):
    m, s = mean(X_train, axis=0), std(X_train, axis=0)
    none = zero(s)
    return (X_new - np.where(none, 0 if leave else m, m)) / np.where(none, 1, s)


def counted(sizes, n, forward=1, gradients=1, deltas=slice(1, None)):
    products = [a * b for a, b in itertools.pairwise(sizes)]
    return n * (forward * sum(products) + gradients * sum(products) + sum(products[deltas]))


def newton(w, X, y, lam, mean=True, reg_g=1, reg_h=1, p=None, weights=None, sign=1):
    p = sig(X @ w) if p is None else p(X @ w)
    n = len(y) if mean else 1
    g = X.T @ (p - y) / n + reg_g * lam * w
    s = p * (1 - p) if weights is None else weights(p)
    H = (X.T * s) @ X / n + reg_h * lam * np.eye(len(w))
    return w - sign * np.linalg.solve(H, g)


def H(q):
    return -q * np.log(q) - (1 - q) * np.log(1 - q)


ANSWERS = {
    "1.1 The derivative of a loss in which one class counts more": {
        "right": [
            lambda z, y: (1 - y) * sig(z) - 3 * y * sig(-z),
            lambda z, y: [float(-3 / (1 + np.exp(a)) if b else 1 / (1 + np.exp(-a))) for a, b in zip(z, y)],
            lambda z, y: np.where(y == 1, 3 * (sig(z) - 1), sig(z)),
        ],
        "slips": {
            "inner derivative forgotten": lambda z, y: 3 * y * sig(-z) + (1 - y) * sig(z),
            "sign inside": lambda z, y: (1 - y) * sig(z) - 3 * y * sig(z),
            "sign": lambda z, y: (1 + 2 * y) * (y - sig(z)),
            "no weight": lambda z, y: sig(z) - y,
            "the other class": lambda z, y: np.where(y == 0, 3 * sig(z), sig(z) - 1),
            "both": lambda z, y: 3 * sig(z) - 3 * y,
            "target alone": lambda z, y: sig(z) - 3 * y,
            "output alone": lambda z, y: (1 + 2 * y) * sig(z) - y,
            "twice": lambda z, y: (1 + y) * (sig(z) - y),
            "mean": lambda z, y: np.mean((1 + 2 * y) * (sig(z) - y)),
            "divided by n": lambda z, y: (1 + 2 * y) * (sig(z) - y) / len(z),
            "sum": lambda z, y: np.sum((1 + 2 * y) * (sig(z) - y)),
            "the loss": lambda z, y: 3 * y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z)),
            "tanh": lambda z, y: (1 + 2 * y) * (np.tanh(z) - y),
            "extra slope": lambda z, y: (1 + 2 * y) * (sig(z) - y) * sig(z) * (1 - sig(z)),
            "no sigmoid": lambda z, y: (1 + 2 * y) * (z - y),
            "rounded": lambda z, y: np.round((1 + 2 * y) * (sig(z) - y), 2),
        },
        "edges": {"z = 0 between the branches": lambda z, y: np.where(z != 0, (1 + 2 * y) * (sig(z) - y), 0)},
    },
    "1.2 A logistic loss that survives large logits": {
        "right": [
            lambda z, y: np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))),
            lambda z, y: np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)),
        ],
        "slips": {
            "overflow": lambda z, y: np.log(1 + np.exp(z)) - y * z,
            "epsilon in the log": lambda z, y: -(y * np.log(sig(z) + 1e-12) + (1 - y) * np.log(1 - sig(z) + 1e-12)),
            "clip": lambda z, y: np.log(1 + np.exp(np.clip(z, -30, 30))) - y * np.clip(z, -30, 30),
            "sign": lambda z, y: y * z - np.logaddexp(0, z),
            "plus yz": lambda z, y: np.logaddexp(0, z) + y * z,
            "no y": lambda z, y: np.logaddexp(0, z),
            "sum": lambda z, y: np.sum(np.logaddexp(0, z) - y * z),
            "log2": lambda z, y: np.logaddexp2(0, z) - y * z,
            "log2 of all": lambda z, y: (np.logaddexp(0, z) - y * z) / np.log(2),
            "one class only": lambda z, y: -y * (z - np.logaddexp(0, z)),
            "pm labels": lambda z, y: np.logaddexp(0, -y * z),
        },
        "edges": {
            "z = 0": lambda z, y: (
                np.where(z > 0, z + np.log1p(np.exp(-np.abs(z))), 0)
                + np.where(z < 0, np.log1p(np.exp(-np.abs(z))), 0)
                - y * z
            ),
            "buffer of ints": lambda z, y: np.add(
                np.zeros_like(z), np.logaddexp(0, z) - y * z, casting="unsafe", out=np.zeros_like(z)
            ),
        },
    },
    "1.3 The gradient of the mean logistic loss": {
        "right": [
            lambda w, X, y: np.einsum("i,ij->j", sig(X @ w) - y, X) / X.shape[0],
            lambda w, X, y: np.average((sig(X @ w) - y)[:, None] * X, axis=0),
            lambda w, X, y: [
                sum((sig(X[i] @ w) - y[i]) * X[i, j] for i in range(len(X))) / len(X) for j in range(len(w))
            ],
        ],
        "slips": {
            "sum": lambda w, X, y: X.T @ (sig(X @ w) - y),
            "sign": lambda w, X, y: X.T @ (y - sig(X @ w)) / len(y),
            "sum and sign": lambda w, X, y: X.T @ (y - sig(X @ w)),
            "no sigmoid": lambda w, X, y: X.T @ (X @ w - y) / len(y),
            "no sigmoid and sum": lambda w, X, y: X.T @ (X @ w - y),
            "over d": lambda w, X, y: X.T @ (sig(X @ w) - y) / len(w),
            "mean over both": lambda w, X, y: np.mean((sig(X @ w) - y)[:, None] * X),
            "not summed": lambda w, X, y: (sig(X @ w) - y)[:, None] * X / len(y),
            "column": lambda w, X, y: (X.T @ (sig(X @ w) - y) / len(y))[:, None],
            "extra slope": lambda w, X, y: X.T @ ((sig(X @ w) - y) * sig(X @ w) * (1 - sig(X @ w))) / len(y),
            "extra slope, sign": lambda w, X, y: X.T @ ((y - sig(X @ w)) * sig(X @ w) * (1 - sig(X @ w))) / len(y),
            "times w": lambda w, X, y: X.T @ (sig(X @ w) - y) / len(y) * w,
            "pm target": lambda w, X, y: X.T @ (sig(X @ w) - (y + 1) / 2) / len(y),
            "transposed": lambda w, X, y: X @ (sig(X @ w) - y) / len(y),
            "half": lambda w, X, y: X.T @ (sig(X @ w) - y) / (2 * len(y)),
            "the step": lambda w, X, y: w - X.T @ (sig(X @ w) - y) / len(y),
        },
        "edges": {
            "n from the probe": lambda w, X, y: X.T @ (sig(X @ w) - y) / 6,
            "squeeze": lambda w, X, y: np.squeeze(X.T @ (sig(X @ w) - y) / len(y)),
            "threshold": lambda w, X, y: X.T @ (sig(X @ w) - (y > 0.5)) / max(len(y), 2),
        },
    },
    "1.5 Whose gradient does the slide print?": {
        "right": [lambda z, y: (sig(z) ** 2) / 2 - y * sig(z), lambda z, y: 0.5 * np.square(sig(z) - y) + 3],
        "slips": {
            "no half": lambda z, y: (sig(z) - y) ** 2,
            "logistic": lambda z, y: np.logaddexp(0, z) - y * z,
            "the derivative": lambda z, y: (sig(z) - y) * sig(z) * (1 - sig(z)),
            "logit": lambda z, y: 0.5 * (z - y) ** 2,
            "mean": lambda z, y: np.mean(0.5 * (sig(z) - y) ** 2),
            "absolute": lambda z, y: np.abs(sig(z) - y),
            "sign": lambda z, y: -0.5 * (sig(z) - y) ** 2,
            "residual": lambda z, y: 0.5 * (sig(z) - y),
            "quarter": lambda z, y: 0.25 * (sig(z) - y) ** 2,
        },
        "edges": {},
    },
    "1.6 The largest step that does not blow up": {
        "right": [
            lambda X: 2 * len(X) / np.linalg.norm(X, 2) ** 2,
            lambda X: 2 / max(np.linalg.eigvals(X.T @ X / len(X)).real),
        ],
        "slips": {
            "one": lambda X: 1 / np.linalg.eigvalsh(X.T @ X / len(X))[-1],
            "no n": lambda X: 2 / np.linalg.eigvalsh(X.T @ X)[-1],
            "one and no n": lambda X: 1 / np.linalg.eigvalsh(X.T @ X)[-1],
            "smallest": lambda X: 2 / np.linalg.eigvalsh(X.T @ X / len(X))[0],
            "norm of X": lambda X: 2 / np.linalg.norm(X, 2),
            "frobenius": lambda X: 2 / np.linalg.norm(X.T @ X / len(X)),
            "upside down": lambda X: np.linalg.eigvalsh(X.T @ X / len(X))[-1] / 2,
            "the curvature": lambda X: np.linalg.eigvalsh(X.T @ X / len(X))[-1],
            "logistic": lambda X: 8 / np.linalg.eigvalsh(X.T @ X / len(X))[-1],
            "over d": lambda X: 2 / np.linalg.eigvalsh(X.T @ X / X.shape[1])[-1],
            "max row norm": lambda X: 2 / np.max(np.sum(X**2, axis=1)),
            "Gram of rows, no n": lambda X: 2 / np.linalg.eigvalsh(X @ X.T)[-1],
        },
        "edges": {
            "eigenvalues unsorted": lambda X: 2 / np.linalg.eig(X.T @ X / len(X))[0][0].real,
            "n = 7": lambda X: 2 / np.linalg.eigvalsh(X.T @ X / 7)[-1],
        },
    },
    "1.8 A slope from a value": {
        "right": [lambda x: -np.expm1(-x), lambda x: np.expm1(x) / np.exp(x)],
        "slips": {
            "sigmoid of x": lambda x: sig(x),
            "exp(-x)": lambda x: np.exp(-x),
            "exp(x)": lambda x: np.exp(x) - 1,
            "plus": lambda x: 1 + np.exp(-x),
            "sign": lambda x: np.exp(-x) - 1,
            "sigmoid rule": lambda x: x * (1 - x),
            "tanh rule": lambda x: 1 - x**2,
            "z": lambda x: np.log(np.expm1(x)),
            "1/(1-e)": lambda x: 1 / (1 - np.exp(-x)),
        },
        "edges": {"whole number buffer": lambda x: np.add(1, -np.exp(-x), out=np.empty_like(x), casting="unsafe")},
    },
    "1.9 The Fact for several classes": {
        "right": [
            lambda Z, y: soft(Z) - (np.arange(Z.shape[1]) == y[:, None]),
            lambda Z, y: [[np.exp(z) / sum(np.exp(row)) - (k == c) for k, z in enumerate(row)] for row, c in zip(Z, y)],
        ],
        "slips": {
            "over n": lambda Z, y: (soft(Z) - np.eye(Z.shape[1])[y]) / len(y),
            "over all": lambda Z, y: np.exp(Z) / np.exp(Z).sum() - np.eye(Z.shape[1])[y],
            "columns": lambda Z, y: soft(Z.T).T - np.eye(Z.shape[1])[y],
            "no target": lambda Z, y: soft(Z),
            "sign": lambda Z, y: np.eye(Z.shape[1])[y] - soft(Z),
            "whole columns": lambda Z, y: soft(Z) - np.isin(np.arange(Z.shape[1]), y),
            "forgot the one-hot": lambda Z, y: soft(Z) - y[:, None],
            "sigmoid": lambda Z, y: sig(Z) - np.eye(Z.shape[1])[y],
            "no softmax": lambda Z, y: Z - np.eye(Z.shape[1])[y],
            "sign and n": lambda Z, y: (np.eye(Z.shape[1])[y] - soft(Z)) / len(y),
            "the loss": lambda Z, y: -np.log(soft(Z)[np.arange(len(y)), y]),
            "p(1-p)": lambda Z, y: soft(Z) * (1 - soft(Z)),
            "transposed": lambda Z, y: (soft(Z) - np.eye(Z.shape[1])[y]).T,
        },
        "edges": {
            "last class": lambda Z, y: soft(Z)[:, : max(y) + 1] - np.eye(max(y) + 1)[y],
            "max of all": lambda Z, y: (
                np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(axis=1, keepdims=True) - np.eye(Z.shape[1])[y]
            ),
            "overflow": lambda Z, y: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True) - np.eye(Z.shape[1])[y],
        },
    },
    "2.1 The matrix-vector form": {
        "right": [
            lambda *a: two_layer(*a, dZ=lambda d, w, s: d[:, None] * w[None] * s),
            lambda *a: two_layer(
                *a, out=lambda m, d1, d2, X, X1, Z: (np.einsum("ni,nj->ij", d1, X), m["db"], d2 @ X1, float(d2.sum()))
            ),
        ],
        "slips": {
            "sum": lambda *a: two_layer(*a, dz2=lambda z, y: sig(z) - y),
            "sign": lambda *a: two_layer(*a, dz2=lambda z, y: (y - sig(z)) / len(y)),
            "sum and sign": lambda *a: two_layer(*a, dz2=lambda z, y: y - sig(z)),
            "no sigmoid": lambda *a: two_layer(*a, dz2=lambda z, y: (z - y) / len(y)),
            "extra slope": lambda *a: two_layer(*a, dz2=lambda z, y: (sig(z) - y) * sig(z) * (1 - sig(z)) / len(y)),
            "no slope": lambda *a: two_layer(*a, slope=lambda Z, X1: 1.0),
            "slope of Z": lambda *a: two_layer(*a, slope=lambda Z, X1: 1 - Z**2),
            "tanh twice": lambda *a: two_layer(*a, slope=lambda Z, X1: 1 - np.tanh(X1) ** 2),
            "sigmoid slope": lambda *a: two_layer(*a, slope=lambda Z, X1: X1 * (1 - X1)),
            "no w": lambda *a: two_layer(*a, dZ=lambda d, w, s: d[:, None] * s),
            "db by mean": lambda *a: two_layer(*a, out=lambda m, d1, *r: (m["dW"], d1.mean(axis=0), m["dw"], m["db2"])),
            "db2 by mean": lambda *a: two_layer(*a, out=lambda m, d1, d2, *r: (m["dW"], m["db"], m["dw"], d2.mean())),
            "db not summed": lambda *a: two_layer(*a, out=lambda m, d1, *r: (m["dW"], d1, m["dw"], m["db2"])),
            "dW transposed": lambda *a: two_layer(*a, out=lambda m, *r: (m["dW"].T, m["db"], m["dw"], m["db2"])),
            "order": lambda *a: two_layer(*a, out=lambda m, *r: (m["dW"], m["dw"], m["db"], m["db2"])),
            "dw column": lambda *a: two_layer(*a, out=lambda m, *r: (m["dW"], m["db"], m["dw"][:, None], m["db2"])),
            "Z for X1": lambda *a: two_layer(
                *a, out=lambda m, d1, d2, X, X1, Z: (m["dW"], m["db"], Z.T @ d2, m["db2"])
            ),
            "three only": lambda *a: two_layer(*a, out=lambda m, *r: (m["dW"], m["db"], m["dw"])),
            "slope of tanh without square": lambda *a: two_layer(*a, slope=lambda Z, X1: 1 - X1),
            "no slope and sum": lambda *a: two_layer(*a, slope=lambda Z, X1: 1.0, dz2=lambda z, y: sig(z) - y),
            "only dW over n": lambda *a: two_layer(
                *a,
                dz2=lambda z, y: sig(z) - y,
                out=lambda m, d1, *r: (m["dW"] / 7 * 7 / len(d1), m["db"], m["dw"], m["db2"]),
            ),
            "b2 forgotten": lambda W, b, w, b2, X, y: two_layer(W, b, w, 0.0, X, y),
            "b forgotten": lambda W, b, w, b2, X, y: two_layer(W, 0 * b, w, b2, X, y),
        },
        "edges": {
            "squeeze": lambda *a: tuple(np.squeeze(each) for each in two_layer(*a)),
            "n of the probe": lambda *a: two_layer(*a, dz2=lambda z, y: (sig(z) - y) / (7 if len(y) > 4 else 4)),
        },
    },
    "2.2 The gradient with respect to the input": {
        "right": [
            lambda W, b, w, b2, x: (w * (1 - np.tanh(W @ x + b) ** 2)) @ W,
            lambda W, b, w, b2, x: np.einsum("i,i,ij->j", w, 1 / np.cosh(W @ x + b) ** 2, W),
        ],
        "slips": {
            "not transposed": lambda W, b, w, b2, x: W @ (w * (1 - np.tanh(W @ x + b) ** 2)),
            "no slope": lambda W, b, w, b2, x: W.T @ w,
            "no w": lambda W, b, w, b2, x: W.T @ (1 - np.tanh(W @ x + b) ** 2),
            "not summed": lambda W, b, w, b2, x: (w * (1 - np.tanh(W @ x + b) ** 2))[:, None] * W,
            "value": lambda W, b, w, b2, x: W.T @ (w * np.tanh(W @ x + b)),
            "sign": lambda W, b, w, b2, x: -W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)),
            "times x": lambda W, b, w, b2, x: W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)) * x,
            "plus b2": lambda W, b, w, b2, x: W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)) + b2,
            "no b": lambda W, b, w, b2, x: W.T @ (w * (1 - np.tanh(W @ x) ** 2)),
            "z squared": lambda W, b, w, b2, x: W.T @ (w * (1 - (W @ x + b) ** 2)),
            "dW": lambda W, b, w, b2, x: np.outer(w * (1 - np.tanh(W @ x + b) ** 2), x),
            "no slope, not transposed": lambda W, b, w, b2, x: W @ w,
            "sigmoid slope": lambda W, b, w, b2, x: W.T @ (w * np.tanh(W @ x + b) * (1 - np.tanh(W @ x + b))),
        },
        "edges": {"squeeze": lambda W, b, w, b2, x: np.squeeze(W.T @ (w * (1 - np.tanh(W @ x + b) ** 2)))},
    },
    "2.3 A backward pass by hand": {
        "right": [np.array([[6, 3], [0, 0]]), ((6, 3), (0, 0))],
        "slips": {
            "sign": [[-6, -3], [0, 0]],
            "off unit on": [[6, 3], [-8, -4]],
            "no w": [[4, 2], [0, 0]],
            "no mistake": [[3, 1.5], [0, 0]],
            "transposed": [[6, 0], [3, 0]],
            "sign and relu": [[-6, -3], [8, 4]],
            "z2 for the mistake": [[15, 7.5], [0, 0]],
            "flat": [6, 3, 0, 0],
            "twice": [[12, 6], [0, 0]],
            "no x": [[3, 3], [0, 0]],
            "x swapped": [[3, 6], [0, 0]],
        },
        "edges": {},
    },
    "2.5 How many networks are the same?": {
        "right": [384, np.int64(24) * 16],
        "slips": {
            "orders": 24,
            "flips": 16,
            "sum": 40,
            "all flipped": 48,
            "without itself": 383,
            "powers of four": 4**4 * 2**4,
            "pairs": 6 * 16,
            "a number for each": 4 * 16,
        },
        "edges": {},
    },
    "2.6 XOR without training": {
        "right": [[1, 1, -1, -1, 0, 0, -1, -1, 1], [2, -2, -2, 2, -1, -1, 3, 3, -4]],
        "slips": {
            "for 0 and 1": [1, 1, 1, 1, 0, -1, 1, -2, -0.5],
            "flipped": [1, -1, -1, 1, 0, 0, -1, -1, 1],
            "no threshold": [1, -1, -1, 1, 0, 0, 1, 1, 0],
            "one unit twice": [1, -1, 1, -1, 0, 0, 1, 1, -1],
            "eight": [1, -1, -1, 1, 0, 0, 1, 1],
        },
        "edges": {},
    },
    "3.2 A Jacobian that runs": {
        "right": [(STACK, lambda layers, x: stack_of(layers, x))],
        "slips": {
            "transposed": (STACK, lambda layers, x: stack_of(layers, x).T),
            "other order, as given": (STACK, lambda layers, x: stack_of(layers, x, order=-1)),
            "no slope": (STACK, lambda layers, x: stack_of(layers, x, slope=np.ones_like)),
            "value": (STACK, lambda layers, x: stack_of(layers, x, slope=lambda v: v)),
            "slopes turned over": (STACK, lambda layers, x: stack_of(layers, x, slope=lambda v: v**2 - 1)),
            "first layer only": (STACK, lambda layers, x: stack_of(layers[:1], x)),
            "last layer only": (STACK, lambda layers, x: stack_of(layers, x, since=-1)),
            "an input that does not show it": (
                ([(np.eye(2), np.zeros(2))], np.ones(2)),
                lambda layers, x: stack_of(layers, x),
            ),
        },
        "edges": {},
    },
    "3.3 A softmax with a temperature": {
        "right": [lambda Z, y, T: (soft(Z / T) - (np.arange(Z.shape[1]) == y[:, None])) / Z.shape[0] / T],
        "slips": {
            "sum": lambda Z, y, T: (soft(Z / T) - np.eye(Z.shape[1])[y]) / T,
            "no inner derivative": lambda Z, y, T: (soft(Z / T) - np.eye(Z.shape[1])[y]) / len(y),
            "T squared": lambda Z, y, T: (soft(Z / T) - np.eye(Z.shape[1])[y]) / len(y) / T**2,
            "softmax of z": lambda Z, y, T: (soft(Z) - np.eye(Z.shape[1])[y]) / len(y) / T,
            "softmax of T z": lambda Z, y, T: (soft(Z * T) - np.eye(Z.shape[1])[y]) / len(y) / T,
            "sign": lambda Z, y, T: (np.eye(Z.shape[1])[y] - soft(Z / T)) / len(y) / T,
            "no target": lambda Z, y, T: soft(Z / T) / len(y) / T,
            "only p over T": lambda Z, y, T: (soft(Z / T) / T - np.eye(Z.shape[1])[y]) / len(y),
            "sum and sign": lambda Z, y, T: (np.eye(Z.shape[1])[y] - soft(Z / T)) / T,
        },
        "edges": {},
    },
    "3.4 Loss and gradient of your own": {
        "right": [own],
        "slips": {
            "sum": lambda *a: own(*a, delta=lambda Z, y: soft(Z) - np.eye(Z.shape[1])[y]),
            "sign": lambda *a: own(*a, delta=lambda Z, y: (np.eye(Z.shape[1])[y] - soft(Z)) / len(y)),
            "no slope": lambda *a: own(*a, slope=lambda A, Z: 1.0),
            "slope of tanh": lambda *a: own(*a, slope=lambda A, Z: 1 - A**2),
            "value for slope": lambda *a: own(*a, slope=lambda A, Z: A),
            "W.T down": lambda *a: own(*a, down=lambda d, W: d @ W.T),
            "db by mean": lambda *a: own(*a, db=lambda d: d.mean(axis=0)),
            "dW turned": lambda *a: own(*a, dW=lambda d, A, k: A[k].T @ d),
            "reversed": lambda *a: (own(*a)[0], own(*a)[1][::-1]),
            "only the gradient": lambda *a: own(*a)[1],
            "loss summed": lambda *a: (own(*a)[0] * len(a[2]), own(*a)[1]),
        },
        "edges": {},
    },
    "3.8 One pass, batch by batch": {
        "right": [walk, lambda *a: list(walk(*a))],
        "slips": {
            "never moved": lambda gradient, layers, X, y, order, size, eta: (layers, gradient(layers, X, y)[0]),
            "sign": lambda *a: walk(*a[:-1], -a[-1]),
            "as they lie": lambda g, l, X, y, order, *a: walk(g, l, X, y, np.arange(len(order)), *a),
            "one by one": lambda *a: walk(*a[:5], 1, a[6]),
            "all at once": lambda *a: walk(*a[:5], len(a[4]), a[6]),
            "full batches alone": lambda g, l, X, y, order, size, eta: walk(
                g, l, X, y, order[: max(size, len(order) // size * size)], size, eta
            ),
            "mean of means": lambda *a: walk(*a, weigh=False),
            "points in rows": lambda g, l, X, y, *a: walk(g, l, X.T, y, *a),
            "loss alone": lambda *a: walk(*a)[1],
            "loss afterwards": lambda g, l, X, y, *a: (walk(g, l, X, y, *a)[0], g(walk(g, l, X, y, *a)[0], X, y)[0]),
            "wrong labels": lambda g, l, X, y, order, *a: walk(g, l, X, y[np.argsort(order)], order, *a),
            "other way round": lambda *a: walk(*a)[::-1],
        },
        "edges": {},
    },
    "3.6 A gradient check of your own": {
        "right": [
            lambda f, g, w: bool(
                np.linalg.norm(g(w) - central(f, w)) <= 1e-5 * (np.linalg.norm(g(w)) + np.linalg.norm(central(f, w)))
            )
        ],
        "slips": {
            "allclose": lambda f, g, w: np.allclose(g(w), central(f, w)),
            "absolute": lambda f, g, w: bool(np.abs(g(w) - central(f, w)).max() < 1e-6),
            "division 0/0": lambda f, g, w: bool(
                np.linalg.norm(g(w) - central(f, w)) / (np.linalg.norm(g(w)) + np.linalg.norm(central(f, w))) < 1e-5
            ),
            "always true": lambda f, g, w: True,
            "always false": lambda f, g, w: False,
            "forward": lambda f, g, w: np.allclose(
                g(w), [(f(w + 1e-6 * e) - f(w)) / 1e-6 for e in np.eye(len(w))], rtol=1e-4, atol=0
            ),
            "returns the error": lambda f, g, w: float(np.linalg.norm(g(w) - central(f, w))),
        },
        "edges": {},
    },
    "3.7 A message by hand": {
        "right": [(18, 6), np.array([18.0, 6.0])],
        "slips": {
            "sign": [-18, -6],
            "swapped": [6, 18],
            "no slopes": [33, -13],
            "one early": [0, 6],
            "rounded off": [18, 6.5],
            "column": [[18], [6]],
        },
        "edges": {},
    },
    "4.1 How many multiply-adds?": {
        "right": [
            lambda sizes, n: n * sum((3 if k else 2) * a * b for k, (a, b) in enumerate(itertools.pairwise(sizes)))
        ],
        "slips": {
            "2np": lambda sizes, n: counted(sizes, n, gradients=0, deltas=slice(0, None)),
            "3np": lambda sizes, n: counted(sizes, n, deltas=slice(0, None)),
            "forward only": lambda sizes, n: counted(sizes, n, gradients=0, deltas=slice(0, 0)),
            "last for first": lambda sizes, n: counted(sizes, n, deltas=slice(0, -1)),
            "no n": lambda sizes, n: counted(sizes, 1),
            "with biases": lambda sizes, n: counted(sizes, n) + n * sum(sizes[1:]),
            "twice": lambda sizes, n: 2 * counted(sizes, n),
            "backward only": lambda sizes, n: counted(sizes, n, forward=0),
        },
        "edges": {},
    },
    "4.3 The same unit on raw inputs": {
        "right": [lambda w, b, mu, sigma: [w / sigma, b - np.dot(w / sigma, mu)]],
        "slips": {
            "bias unchanged": lambda w, b, mu, sigma: (w / sigma, b),
            "times": lambda w, b, mu, sigma: (w * sigma, b - np.dot(w * sigma, mu)),
            "plus": lambda w, b, mu, sigma: (w / sigma, b + np.dot(w / sigma, mu)),
            "mu only": lambda w, b, mu, sigma: (w / sigma, b - np.dot(w, mu)),
            "swapped": lambda w, b, mu, sigma: (b - np.dot(w / sigma, mu), w / sigma),
            "not summed": lambda w, b, mu, sigma: (w / sigma, b - w * mu / sigma),
            "forward direction": lambda w, b, mu, sigma: (w * sigma, b + np.dot(w, mu)),
            "weights only": lambda w, b, mu, sigma: w / sigma,
            "w unchanged": lambda w, b, mu, sigma: (w, b - np.dot(w / sigma, mu)),
            "mean": lambda w, b, mu, sigma: (w / sigma, b - np.mean(w * mu / sigma)),
        },
        "edges": {},
    },
    "4.5 Standardize": {
        "right": [lambda A, B: columns(A, B, zero=lambda s: np.ptp(A, axis=0) == 0)],
        "slips": {
            "0/0": lambda A, B: (B - A.mean(axis=0)) / A.std(axis=0),
            "own statistics and 0/0": lambda A, B: (B - B.mean(axis=0)) / B.std(axis=0),
            "1e-8 guard": lambda A, B: (B - A.mean(axis=0)) / (A.std(axis=0) + 1e-8),
            "no axis": lambda A, B: (B - A.mean()) / A.std(),
            "own": lambda A, B: columns(B, B),
            "ddof": lambda A, B: columns(A, B, std=lambda X, axis: X.std(axis=axis, ddof=1)),
            "variance": lambda A, B: columns(A, B, std=np.var),
            "dummy centered": lambda A, B: columns(A, B, leave=False),
            "not centered": lambda A, B: columns(A, B, mean=lambda X, axis: 0 * X[0]),
            "not scaled": lambda A, B: B - np.where(A.std(axis=0) == 0, 0, A.mean(axis=0)),
            "axis 1": lambda A, B: (B - B.mean(axis=1, keepdims=True)) / B.std(axis=1, keepdims=True),
            "training set back": lambda A, B: columns(A, A),
            "max": lambda A, B: columns(A, B, std=lambda X, axis: np.abs(X).max(axis=axis) * (X.std(axis=axis) > 0)),
        },
        "edges": {
            "first column is the dummy": lambda A, B: np.column_stack(
                [B[:, :1], ((B - A.mean(axis=0)) / A.std(axis=0))[:, 1:]]
            ),
            "looks at X_new": lambda A, B: (
                (B - np.where(np.ptp(B, axis=0) == 0, 0, A.mean(axis=0)))
                / np.where(np.ptp(B, axis=0) == 0, 1, A.std(axis=0))
            ),
            "constant 1 only": lambda A, B: (
                (B - np.where((A == 1).all(axis=0), 0, A.mean(axis=0)))
                / np.where((A == 1).all(axis=0), 1, A.std(axis=0))
            ),
        },
    },
    "4.6 The largest stable learning rate": {
        "right": [lambda X: 2 * len(X) / np.linalg.svd(X, compute_uv=False)[0] ** 2],
        "slips": {
            "one": lambda X: len(X) / np.linalg.norm(X, 2) ** 2,
            "no n": lambda X: 2 / np.linalg.norm(X, 2) ** 2,
            "max norm": lambda X: 2 / np.max(np.sum(X**2, axis=1)),
            "logistic": lambda X: 8 * len(X) / np.linalg.norm(X, 2) ** 2,
            "singular": lambda X: 2 / np.linalg.norm(X, 2),
            "upside down": lambda X: np.linalg.norm(X, 2) ** 2 / (2 * len(X)),
            "smallest": lambda X: 2 * len(X) / np.linalg.svd(X, compute_uv=False)[-1] ** 2,
            "all eigenvalues": lambda X: 2 / np.linalg.eigvalsh(X.T @ X / len(X)),
            "one and no n": lambda X: 1 / np.linalg.norm(X, 2) ** 2,
            "covariance": lambda X: 2 / np.linalg.eigvalsh(np.cov(X.T))[-1],
        },
        "edges": {"unsorted": lambda X: 2 / np.linalg.eig(X.T @ X / len(X))[0][-1].real},
    },
    "4.7 Measure saturation": {
        "right": [
            lambda z, t: (sig(z) * sig(-z) < t / 4).mean(),
            lambda z, t: float(np.count_nonzero(4 * sig(z) * (1 - sig(z)) < t)) / np.size(z),
        ],
        "slips": {
            "not relative": lambda z, t: np.mean(sig(z) * (1 - sig(z)) < t),
            "count": lambda z, t: np.sum(sig(z) * (1 - sig(z)) < t / 4),
            "larger": lambda z, t: np.mean(sig(z) * (1 - sig(z)) > t / 4),
            "of z": lambda z, t: np.mean(z * (1 - z) < t / 4),
            "largest in the data": lambda z, t: np.mean(sig(z) * (1 - sig(z)) < t * (sig(z) * (1 - sig(z))).max()),
            "percent": lambda z, t: 100 * np.mean(sig(z) * (1 - sig(z)) < t / 4),
            "tanh": lambda z, t: np.mean(1 - np.tanh(z) ** 2 < t),
            "by |z|": lambda z, t: np.mean(np.abs(z) > 4.36),
            "mask": lambda z, t: sig(z) * (1 - sig(z)) < t / 4,
            "output": lambda z, t: np.mean(sig(z) < t / 4),
            "one side": lambda z, t: np.mean((sig(z) * (1 - sig(z)) < t / 4) & (z > 0)),
            "per row": lambda z, t: np.mean(sig(z) * (1 - sig(z)) < t / 4, axis=0),
        },
        "edges": {
            "two axes": lambda z, t: (
                np.sum(sig(z) * (1 - sig(z)) < t / 4) / (z.shape[0] * z.shape[1]) if z.ndim > 1 else np.nan
            ),
            "<=": lambda z, t: np.mean(sig(z) * (1 - sig(z)) <= t / 4),
            "len": lambda z, t: (
                np.sum(sig(z) * (1 - sig(z)) < t / 4) / (len(z) * z.size / len(z) if z.ndim == 2 else len(z))
            ),
        },
    },
    "4.10 Four levels of XOR": {
        "right": [[0, 0.34657, 0.47739, 0.69315], (0.0, np.log(2) / 2, 0.75 * H(1 / 3), np.log(2))],
        "slips": {
            "sums": [0, 2 * np.log(2), 3 * H(1 / 3), 4 * np.log(2)],
            "no 3/4": [0, np.log(2) / 2, H(1 / 3), np.log(2)],
            "base 2": [0, 0.5, 0.75 * H(1 / 3) / np.log(2), 1],
            "largest first": [np.log(2), 0.75 * H(1 / 3), np.log(2) / 2, 0],
            "quarter": [0, np.log(2) / 4, 0.75 * H(1 / 3), np.log(2)],
            "one digit": [0, 0.3, 0.5, 0.7],
            "percent": [0, 34.657, 47.739, 69.315],
            "half of three": [0, np.log(2) / 2, 0.75 * np.log(2), np.log(2)],
            "three levels": [0, np.log(2) / 2, np.log(2)],
        },
        "edges": {},
    },
    "4.11 Copies of a minimum": {
        "right": [384, 384.0],
        "slips": {
            "permutations": 24,
            "signs": 16,
            "without itself": 383,
            "sum": 40,
            "8!": 40320,
            "half": 192,
            "2*4!": 48,
        },
        "edges": {},
    },
    "4.12 Newton's step": {
        "right": [lambda w, X, y, lam: newton(w, X, y, lam).tolist()],
        "slips": {
            "no lam in g": lambda *a: newton(*a, reg_g=0),
            "no lam in H": lambda *a: newton(*a, reg_h=0),
            "sum": lambda *a: newton(*a, mean=False),
            "logits": lambda *a: newton(*a, p=lambda z: z, weights=lambda p: sig(p) * (1 - sig(p))),
            "the step": lambda w, X, y, lam: w - newton(w, X, y, lam),
            "minus the step": lambda w, X, y, lam: newton(w, X, y, lam) - w,
            "sign": lambda *a: newton(*a, sign=-1),
            "gradient step": lambda w, X, y, lam: w - (X.T @ (sig(X @ w) - y) / len(y) + lam * w),
            "unit weights": lambda *a: newton(*a, weights=lambda p: 1 + 0 * p),
            "quarter": lambda *a: newton(*a, weights=lambda p: 0.25 + 0 * p),
            "lam half": lambda *a: newton(*a, reg_g=0.5, reg_h=0.5),
            "lam twice": lambda *a: newton(*a, reg_g=2, reg_h=2),
            "no lam at all": lambda *a: newton(*a, reg_g=0, reg_h=0),
        },
        "edges": {},
    },
    "4.13 Thirty layers of ReLU": {
        "right": [2**-14.5, 4.3158e-05],
        "slips": {
            "mean square": 0.5**29,
            "30 layers": np.sqrt(0.5**30),
            "half each": 0.5**15,
            "upside down": 2**14.5,
            "one layer": np.sqrt(0.5),
            "no change": 1.0,
            "linear": 1 / np.sqrt(60),
        },
        "edges": {},
    },
}
