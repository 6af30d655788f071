"""What is tried on the patients of the gallery: treatments that work, in several words, and treatments that do not."""

import numpy as np

from lecturekit.adaptive_lr import Adam, RMSProp
from lecturekit.clinic import PATIENTS
from lecturekit.training import GradientDescent


def own_gradient(net, w, X, y, *, divided=True, **mode):
    """Backpropagation by somebody who has got it right (or has forgotten to divide)."""
    Z, A = net.forward(w, X, **mode)
    p = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
    delta = p / p.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    g = np.zeros_like(w)
    for l in reversed(range(net.L)):
        (W, _), (gW, gb) = net.views(w)[l], net.views(g)[l]
        gW[...], gb[...] = delta.T @ A[l], delta.sum(axis=0)
        delta = (delta @ W) * net.phi.derivative(A[l])
    return net.loss(w, X, y, **mode), g / len(y) if divided else g


def averaged(net, w, X, y, **mode):
    """Two lines around the patient's own piece."""
    loss, g = PATIENTS[11].gradient(net, w, X, y, **mode)
    return loss, g / len(y)


def undivided(net, w, X, y, **mode):
    """The same mistake in other words."""
    return own_gradient(net, w, X, y, divided=False, **mode)


def by_columns(X, X_train):
    """Each column by the training data's mean and spread."""
    return (X - X_train.mean(axis=0)) / np.maximum(X_train.std(axis=0), 20)


def by_range(X, X_train):
    """Each column from -2 to 2."""
    low, high = X_train.min(axis=0), X_train.max(axis=0)
    return 4 * (X - low) / (high - low) - 2


def own_shuffle(y, size, rng):
    """Whole batches in a random order."""
    return np.split(rng.permutation(len(y)), range(size, len(y), size))


def last_rows(n, n_validation, rng):
    """The last rows validate."""
    return np.arange(n - n_validation), np.arange(n - n_validation, n)


def half_leaked(n, n_validation, rng):
    """Half of the validation rows train, too."""
    rows = rng.permutation(n)
    return rows[n_validation // 2 :], rows[:n_validation]


def weights_only(w, is_weight, rate, lam):
    """Decay in other words."""
    w -= rate * lam * w * is_weight


def gently(w, is_weight, rate, lam):
    """Everything decays by a fraction, the biases too."""
    w -= rate * lam * w


def on_average(net, w, X, stats, rng):
    """Evaluation mode in other words."""
    return net.logits(w, X, train=False, stats=stats)


def rolled_back(y):
    """The labels up by one row and down again."""
    return np.roll(np.roll(y, 1), -1)


def rolled_twice(y):
    """In the wrong direction."""
    return np.roll(y, 2)


RIGHT = {
    1: [],
    2: [{"rate": 0.1}, {"rate": lambda t: 0.08}, {"optimizer": Adam(0.004)}],
    3: [{"bias": 0.0}, {"bias": 0.05}, {"normalization": "batch"}, {"normalization": "layer"}],
    4: [{"scale": 1.0}, {"scale": 0.5}],
    5: [{"labels": "as written"}, {"labels": rolled_back}],
    6: [{"gradient": "package"}, {"gradient": own_gradient}],
    7: [{"split": "disjoint"}, {"split": last_rows}],
    8: [{"n_epochs": 8}, {"n_epochs": 6}],
    9: [{"inputs": "standardized"}, {"inputs": lambda X, X_train: X / 255}, {"inputs": by_columns}],
    10: [{"scale": 1.0}, {"scale": 0.6}],
    11: [{"gradient": "package"}, {"gradient": averaged}],
    12: [{"hidden": (32, 32)}, {"hidden": 64}],
    13: [{"rate": 0.1}, {"optimizer": Adam(0.005)}],
    14: [{"inputs": "standardized"}, {"inputs": by_columns}],
    15: [{"batches": "shuffled"}, {"batches": own_shuffle}],
    16: [{"gradient": "package"}, {"gradient": own_gradient}],
    17: [{"epoch": "go on"}, {"epoch": lambda optimizer: None}, {"optimizer": GradientDescent(0.1)}],
    18: [{"predict": "evaluation"}, {"predict": on_average}, {"dropout": 0.0}],
    19: [{"decay": "weights only"}, {"decay": weights_only}, {"lam": 0.0}],
    20: [{"batch_size": 20}, {"batch_size": 10}],
    21: [{"inputs": "standardized"}, {"inputs": by_range}],
    22: [{"rate": 0.1}, {"rate": lambda t: 0.1 * min(t / 16, 1)}],
    24: [{"rate": 0.1}, {"rate": lambda t: 0.05 + 0.1 / t}, {"optimizer": Adam(0.005)}],
    25: [],
}
"""Changes that cure, in more than one way of saying it."""

SOMETHING = {
    "less": {"rate": 0.001},
    "more": {"rate": 1.0},
    "adam": {"optimizer": Adam(0.005)},
    "rmsprop": {"optimizer": RMSProp(0.003)},
    "large batches": {"batch_size": 200},
    "short": {"n_epochs": 3},
    "decay": {"lam": 0.05},
    "dropout": {"dropout": 0.3},
    "larger start": {"scale": 2.5},
    "smaller start": {"scale": 0.3},
    "higher biases": {"bias": 0.2},
    "wider": {"hidden": (100, 100)},
    "deeper": {"hidden": (32, 32, 32)},
    "narrow": {"hidden": (8,)},
    "tanh": {"phi": "tanh"},
    "relu": {"phi": "relu"},
    "batch norm": {"normalization": "batch"},
    "labels": {"labels": "as written"},
    "split": {"split": "disjoint"},
    "batches": {"batches": "shuffled"},
    "gradient": {"gradient": "package"},
    "inputs": {"inputs": "standardized"},
    "undivided": {"gradient": undivided},
    "own statistics": {"inputs": lambda X, X_train: (X - X.mean()) / X.std()},
    "less decay": {"lam": 0.001},
    "leaky": {"split": half_leaked},
    "rolled": {"labels": rolled_twice},
}
"""What somebody tries who does not know what is wrong, by a word."""

WRONG = {
    1: ["less", "short", "narrow", "rolled", "larger start"],
    2: ["large batches", "wider", "smaller start", "decay", "higher biases"],
    3: ["less", "adam", "wider", "smaller start", "decay"],
    4: ["more", "adam", "deeper", "relu", "batch norm"],
    5: ["more", "adam", "dropout", "wider", "rolled"],
    6: ["less", "more", "adam", "tanh", "undivided"],
    7: ["wider", "dropout", "decay", "leaky", "short"],
    8: ["wider", "large batches", "higher biases", "more", "narrow"],
    9: ["less", "adam", "smaller start", "tanh", "batch norm"],
    10: ["less", "wider", "higher biases", "large batches", "more"],
    11: ["adam", "rmsprop", "less", "large batches", "undivided"],
    12: ["more", "adam", "relu", "larger start", "decay"],
    13: ["wider", "large batches", "larger start", "smaller start", "decay"],
    14: ["own statistics", "dropout", "decay", "adam", "batch norm"],
    15: ["less", "more", "adam", "large batches", "wider"],
    16: ["more", "adam", "wider", "undivided", "larger start"],
    17: ["less", "short", "large batches", "wider", "dropout"],
    18: ["more", "wider", "adam", "short", "batch norm"],
    19: ["less decay", "less", "higher biases", "adam", "dropout"],
    20: ["less", "more", "short", "dropout", "decay"],
    21: ["less", "more", "adam", "relu", "batch norm"],
    22: ["wider", "large batches", "larger start", "short", "decay"],
    23: ["large batches", "more", "gradient", "higher biases", "wider"],
    24: ["higher biases", "gradient", "large batches", "wider", "decay"],
    25: ["less", "more", "short", "large batches", "narrow"],
}
"""Patient -> what does not cure it, though it may help."""
