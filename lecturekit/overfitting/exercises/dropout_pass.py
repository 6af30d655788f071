"""Exercise 8.4 of chapter 8: a network with dropout, quantity by quantity."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient

ARGS = ("X", "y", "W1", "b1", "w2", "b2", "r0", "r1", "p0", "p1")


def _probes(rng):
    probes = []
    for n, d, m, p0, p1 in ((6, 3, 4, 0.2, 0.5), (5, 4, 3, 0.3, 0.4)):
        masks = (rng.random((n, d)) >= p0).astype(float), (rng.random((n, m)) >= p1).astype(float)
        masks[0][0, 0], masks[0][1, 1], masks[1][0, 1], masks[1][1, 0] = 0, 1, 0, 1
        W1, b1, w2 = rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m)
        probes.append((rng.normal(size=(n, d)), rng.integers(0, 2, n), W1, b1, w2, float(rng.normal()), *masks, p0, p1))
    return probes


def _loss(W1, w2, X, y, b1, b2, r0, r1, p0, p1):
    hidden = np.tanh((X * r0 / (1 - p0)) @ W1.T + b1) * r1 / (1 - p1)
    z = hidden @ w2 + b2
    return np.mean(np.logaddexp(0, z) - y * z)


def _numerical(X, y, W1, b1, w2, b2, r0, r1, p0, p1):
    rest = (X, y, b1, b2, r0, r1, p0, p1)
    dW1 = numerical_gradient(lambda v: _loss(v.reshape(W1.shape), w2, *rest), W1.ravel())
    return {"dw2": numerical_gradient(lambda v: _loss(W1, v, *rest), w2), "dW1": dW1.reshape(W1.shape)}


dropout_pass = steps_exercise(
    "8.4",
    "A network with dropout, forward, backward, and in prediction",
    points=4,
    args=ARGS,
    probes=_probes,
    steps={
        "x0": lambda X, r0, p0: X * r0 / (1 - p0),
        "x1": lambda x0, W1, b1: np.tanh(x0 @ W1.T + b1),
        "h": lambda x1, r1, p1: x1 * r1 / (1 - p1),
        "dz": lambda h, w2, b2, y: (sigmoid(h @ w2 + b2) - y) / len(y),
        "dw2": lambda dz, h: h.T @ dz,
        "dx1": lambda dz, w2, r1, p1: np.outer(dz, w2) * r1 / (1 - p1),
        "dW1": lambda dx1, x1, x0: (dx1 * (1 - x1**2)).T @ x0,
        "z_plain": lambda X, W1, b1, w2, b2, p0, p1: (1 - p1) * np.tanh((1 - p0) * X @ W1.T + b1) @ w2 + b2,
    },
    reference=_numerical,
    wrong=[
        Misconception(
            "inputs not rescaled",
            {"x0": lambda X, r0: X * r0},
            "The kept inputs are not rescaled: in the inverted form each is divided by the probability that it was kept, 1 - p0.",
        ),
        Misconception(
            "inputs divided by p",
            {"x0": lambda X, r0, p0: X * r0 / p0},
            "You divide by the probability of being dropped. Kept inputs are divided by the probability of being KEPT.",
        ),
        Misconception(
            "units not rescaled",
            {"h": lambda x1, r1: x1 * r1},
            "The kept hidden units are not rescaled: divide by 1 - p1.",
        ),
        Misconception(
            "the inputs' p",
            {"h": lambda x1, r1, p0: x1 * r1 / (1 - p0)},
            "The hidden units are dropped with p1; you divide by 1 - p0, which belongs to the inputs.",
        ),
        Misconception(
            "no mean",
            {"dz": lambda h, w2, b2, y: sigmoid(h @ w2 + b2) - y},
            "The loss is a mean over the data points: divide by their number.",
        ),
        Misconception(
            "sign flipped",
            {"dz": lambda h, w2, b2, y: (y - sigmoid(h @ w2 + b2)) / len(y)},
            "The derivative with respect to z is output minus label.",
        ),
        Misconception(
            "units before the mask",
            {"dw2": lambda dz, x1: x1.T @ dz},
            "The weight w2 is multiplied by `h`, what is left after the mask, not by `x1`.",
        ),
        Misconception(
            "not masked backward",
            {"dx1": lambda dz, w2: np.outer(dz, w2)},
            "The derivative goes through units that were off. `h` is `x1 * r1 / (1 - p1)`, so its derivative with respect to x1 has the same factor.",
        ),
        Misconception(
            "masked backward, not rescaled",
            {"dx1": lambda dz, w2, r1: np.outer(dz, w2) * r1},
            "The mask is there, the factor 1/(1 - p1) is missing: the whole factor of the forward pass comes back.",
        ),
        Misconception(
            "slope of the sum",
            {"dW1": lambda dx1, x0, W1, b1: (dx1 * (1 - (x0 @ W1.T + b1) ** 2)).T @ x0},
            "You used 1 - z^2. The slope of tanh is one minus the square of its value, `x1`.",
        ),
        Misconception(
            "slope of the masked value",
            {"dW1": lambda dx1, h, x0: (dx1 * (1 - h**2)).T @ x0},
            "The slope of tanh is 1 - x1^2, with the value BEFORE mask and rescaling.",
        ),
        Misconception(
            "no slope of tanh",
            {"dW1": lambda dx1, x0: dx1.T @ x0},
            "Between `x1` and W1 stands tanh, and its slope is missing. Write it by `x1`.",
        ),
        Misconception(
            "inputs before the mask",
            {"dW1": lambda dx1, x1, X: (dx1 * (1 - x1**2)).T @ X},
            "The first layer saw `x0`, the masked inputs, not `X`.",
        ),
        Misconception(
            "prediction not scaled",
            {"z_plain": lambda X, W1, b1, w2, b2: np.tanh(X @ W1.T + b1) @ w2 + b2},
            "This is the prediction for weights trained in the inverted form. With PLAIN masks the sums would be too large: scale what enters each layer.",
        ),
        Misconception(
            "masks in prediction",
            {"z_plain": lambda X, W1, b1, w2, b2, r0, r1: (r1 * np.tanh((X * r0) @ W1.T + b1)) @ w2 + b2},
            "The masks are still in it. For prediction all units are there, each multiplied by the probability that it was kept.",
        ),
        Misconception(
            "masks and factors in prediction",
            {
                "z_plain": lambda X, W1, b1, w2, b2, r0, r1, p0, p1: (
                    ((1 - p1) * r1 * np.tanh((1 - p0) * (X * r0) @ W1.T + b1)) @ w2 + b2
                )
            },
            "The factors are right, but the masks are still in it. For prediction no unit is dropped.",
        ),
        Misconception(
            "the masked pass again",
            {"z_plain": lambda h, w2, b2: h @ w2 + b2},
            "These are the logits of the training pass, with its masks. For prediction no unit is dropped.",
        ),
        Misconception(
            "p0 and p1 exchanged",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: (1 - p0) * np.tanh((1 - p1) * X @ W1.T + b1) @ w2 + b2},
            "p0 and p1 are exchanged: the inputs were dropped with p0, the hidden units with p1.",
        ),
        Misconception(
            "divided in prediction",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: np.tanh(X / (1 - p0) @ W1.T + b1) / (1 - p1) @ w2 + b2},
            "You divide by 1 - p. Without masks the sums are too LARGE already: multiply.",
        ),
        Misconception(
            "hidden bias scaled",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: (1 - p1) * np.tanh((1 - p0) * (X @ W1.T + b1)) @ w2 + b2},
            "You scale the bias b1 too. A bias is never dropped.",
        ),
        Misconception(
            "output bias scaled",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: (1 - p1) * (np.tanh((1 - p0) * X @ W1.T + b1) @ w2 + b2)},
            "You scale the bias b2 too. A bias is never dropped.",
        ),
        Misconception(
            "a probability",
            {
                "z_plain": lambda X, W1, b1, w2, b2, p0, p1: sigmoid(
                    (1 - p1) * np.tanh((1 - p0) * X @ W1.T + b1) @ w2 + b2
                )
            },
            "These are probabilities. Asked for are the logits, before the sigmoid.",
        ),
        Misconception(
            "the p of the next layer",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: np.tanh((1 - p1) * X @ W1.T + b1) @ w2 + b2},
            "Off by one layer, as the slide is: what enters layer 1 are the inputs, dropped with p0; what enters layer 2 are the hidden units, dropped with p1.",
        ),
        Misconception(
            "biases scaled",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: (1 - p1) * (np.tanh((1 - p0) * (X @ W1.T + b1)) @ w2 + b2)},
            "You scale the biases too. They are never dropped.",
        ),
        Misconception(
            "p instead of 1 - p",
            {"z_plain": lambda X, W1, b1, w2, b2, p0, p1: p1 * np.tanh(p0 * X @ W1.T + b1) @ w2 + b2},
            "You scale with the probability of being dropped; a unit was there with probability 1 - p.",
        ),
    ],
    hints=[
        "Section *Dropout*. Put mask and factor together: `x0` is `X` times one array, and `h` is `x1` times another. The same arrays come back in the backward pass.",
        "Backward: first through w2 (`np.outer(dz, w2)`), then through mask and factor, then through tanh, then `.T @ x0`.",
        "`z_plain` is about another network, trained with masks of 0 and 1 alone: each unit that enters a layer is multiplied by the probability that it was kept.",
    ],
    praise="Forward, backward and prediction: three places for one factor, and it stands in exactly one of training and prediction.",
)
