"""Exercise 3.1: a backward pass with a shortcut."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import logistic


def shortcut_probe(rng, n, d, m):
    """X, y, x1, h, W2, w3, z3 of a network x1 = tanh(X W1^T + b1), h = tanh(x1 W2^T + b2), z3 = (x1 + h) w3 + b3."""
    X, y = rng.normal(size=(n, d)), rng.integers(0, 2, n)
    x1 = np.tanh(X @ rng.normal(size=(d, m)) + rng.normal(size=m))
    W2, w3 = rng.normal(size=(m, m)), rng.normal(size=m)
    h = np.tanh(x1 @ W2.T + rng.normal(size=m))
    return X, y, x1, h, W2, w3, (x1 + h) @ w3 + rng.normal()


def shortcut_probes(rng):
    """Ordinary ones."""
    return [shortcut_probe(rng, *sizes) for sizes in ((6, 3, 4), (5, 4, 4), (4, 2, 3))]


def shortcut_reference(X, y, x1, h, W2, w3, z3):
    """Numerical gradients of the mean loss with respect to w3, W2 and x1; the biases are recovered from the values."""
    b2, b3 = np.arctanh(h) - x1 @ W2.T, z3 - (x1 + h) @ w3

    def loss(x1, W2, w3):
        return logistic((x1 + np.tanh(x1 @ W2.T + b2)) @ w3 + b3, y)

    return {
        "dw3": numerical_gradient(lambda w: loss(x1, W2, w), w3),
        "dW2": numerical_gradient(lambda W: loss(x1, W, w3), W2),
        "dx1": numerical_gradient(lambda x: loss(x, W2, w3), x1),
    }


SHORTCUT = {
    "delta3": lambda y, z3: (sigmoid(z3) - y) / len(y),
    "dw3": lambda delta3, x1, h: (x1 + h).T @ delta3,
    "dx2": lambda delta3, w3: np.outer(delta3, w3),
    "delta2": lambda dx2, h: dx2 * (1 - h**2),
    "dW2": lambda delta2, x1: delta2.T @ x1,
    "dx1": lambda dx2, delta2, W2: dx2 + delta2 @ W2,
    "delta1": lambda dx1, x1: dx1 * (1 - x1**2),
    "dW1": lambda delta1, X: delta1.T @ X,
}

WRONG_SHORTCUT = [
    Misconception(
        "no shortcut on the way down",
        {"dx1": lambda delta2, W2: delta2 @ W2},
        "You come down through layer 2 only. $x^{(1)}$ reaches the output on a second path, the shortcut, and what comes down both paths adds up.",
    ),
    Misconception(
        "only the shortcut",
        {"dx1": lambda dx2: dx2.copy()},
        "You come down along the shortcut only. The other path, through $W_2$, is still there, and both add up.",
    ),
    Misconception(
        "slope of layer 1 on the shortcut",
        {"dx1": lambda dx2, delta2, W2, x1: dx2 * (1 - x1**2) + delta2 @ W2},
        "Along the shortcut nothing is multiplied: $x^{(2)}$ contains $x^{(1)}$ as it is. The slope of layer 1 comes one line later, after the sum.",
    ),
    Misconception(
        "slope of layer 1 too early",
        {"dx1": lambda dx2, delta2, W2, x1: (dx2 + delta2 @ W2) * (1 - x1**2)},
        "That is delta1 already. `dx1` is with respect to the *value* $x^{(1)}$; its own slope comes in the next line.",
    ),
    Misconception(
        "slope of layer 2 on the shortcut",
        {"dx1": lambda delta2, W2: delta2 + delta2 @ W2},
        "You send delta2 along the shortcut. That has been through the slope of tanh, and the shortcut goes past it.",
    ),
    Misconception(
        "W2 not transposed",
        {"dx1": lambda dx2, delta2, W2: dx2 + delta2 @ W2.T},
        "On the way down the rows of delta2 must meet `W2` itself. You use the matrix of the way up; as it is square, nothing complains.",
    ),
    Misconception(
        "slope from the sum",
        {"delta2": lambda dx2, h, x1: dx2 * (1 - (x1 + h) ** 2)},
        "The slope belongs to the tanh, so it is made of the tanh's own value h. What the shortcut adds has not been through it.",
    ),
    Misconception(
        "shortcut twice",
        {"delta2": lambda dx2, h: dx2 * (1 + 1 - h**2)},
        "You add the shortcut's slope 1 in delta2 already. Through $z_2$ leads only the tanh; the shortcut goes past it.",
    ),
    Misconception(
        "h for the values",
        {"dw3": lambda delta3, h: h.T @ delta3},
        "The values below $w_3$ are the whole of $x^{(2)}$, the shortcut included.",
    ),
    Misconception(
        "x2 for the values",
        {"dW2": lambda delta2, x1, h: delta2.T @ (x1 + h)},
        "You took the values above $W_2$. A gradient is delta times the values *below*.",
    ),
    Misconception(
        "missing 1/n",
        {"delta3": lambda y, z3: sigmoid(z3) - y},
        "The loss is the mean over the n data points: each mistake counts 1/n.",
    ),
    Misconception(
        "slope of the sigmoid",
        {"delta3": lambda y, z3: (sigmoid(z3) - y) * sigmoid(z3) * (1 - sigmoid(z3)) / len(y)},
        "You multiply the mistake by the sigmoid's slope once more. By the Fact, output minus target is the derivative with respect to $z_3$ already.",
    ),
    Misconception(
        "sign flipped",
        {"delta3": lambda y, z3: (y - sigmoid(z3)) / len(y)},
        "Target minus output is the push. Delta is the derivative: output minus target.",
    ),
]


EXERCISES = [
    steps_exercise(
        "3.1",
        "A backward pass with a shortcut",
        points=4,
        args=("X", "y", "x1", "h", "W2", "w3", "z3"),
        probes=shortcut_probes,
        edges={
            "n = 1": lambda rng: shortcut_probe(rng, 1, 3, 4),
            "d = 1": lambda rng: shortcut_probe(rng, 5, 1, 4),
            "m = 1": lambda rng: shortcut_probe(rng, 5, 3, 1),
        },
        steps=SHORTCUT,
        reference=shortcut_reference,
        wrong=WRONG_SHORTCUT,
        hints=[
            "Section *Messages flowing back*. Which units does a unit of layer 1 reach directly? Where several paths lead to the loss, the derivatives add up.",
            "The shape of each quantity is that of its variable: `dx1` is (n, m) as `x1` is, `dW2` is (m, m) with a row for each unit above.",
            "From `dx2` two ways lead down: to `x1` along the shortcut, unchanged; and to `z2` through tanh, and on through `W2`.",
        ],
        praise="Along the shortcut the derivative comes down unchanged, whatever the weights and slopes of the layer are.",
    )
]
