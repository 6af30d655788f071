"""Answers that no bank was written for: right in other styles, slips that students make, right except at an edge."""

import functools

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
}
