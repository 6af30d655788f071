"""Exercises 3.1, 3.2 and 3.8: the forward pass, the number of parameters, layers without phi."""

import itertools

import numpy as np

from lecturekit.checks.engine import Misconception, choice_exercise, function_exercise
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu


def random_layers(rng, sizes):
    """[(W, b), ...] of the given widths, all entries random."""
    return [
        (rng.normal(size=(m, below)) / np.sqrt(below), rng.normal(size=m)) for below, m in itertools.pairwise(sizes)
    ]


# ---- 3.1 forward
def forward_probes(rng):
    """Layers, data points and phi: square and other shapes."""
    return [
        (random_layers(rng, sizes), rng.normal(size=(n, sizes[0])), phi)
        for sizes, n, phi in [
            ([4, 4, 4], 5, np.tanh),
            ([3, 5, 2, 4], 6, relu),
            ([3, 2], 4, np.tanh),
            ([4] * 5, 3, np.tanh),
        ]
    ]


def forward_by_units(layers, X, phi):
    """Unit by unit and point by point: slow, and without a matrix product to get wrong."""
    rows = []
    for x in X:
        for l, (W, b) in enumerate(layers, start=1):
            z = np.array([sum(W[k, j] * x[j] for j in range(len(x))) + b[k] for k in range(len(b))])
            x = phi(z) if l < len(layers) else z
        rows.append(x)
    return np.array(rows)


def forward_with(step, last):
    """A forward pass whose layers do ``step(A, W, b, phi)``, the last one ``last``."""

    def forward(layers, X, phi):
        for W, b in layers[:-1]:
            X = step(X, W, b, phi)
        return last(X, *layers[-1], phi)

    return forward


def affine(A, W, b, phi):
    """One layer without phi."""
    return A @ W.T + b


def activated(A, W, b, phi):
    """One layer with phi."""
    return phi(A @ W.T + b)


WRONG_FORWARD = [
    Misconception(
        "W not transposed",
        forward_with(lambda A, W, b, phi: phi(A @ W + b), lambda A, W, b, phi: A @ W + b),
        "You multiply by `W` where the rows of `X` need its transpose: row k of `W` belongs to unit k, so `A @ W` mixes "
        "up who listens to whom. In a square layer the shapes fit all the same.",
    ),
    Misconception(
        "phi on the last layer",
        forward_with(activated, activated),
        "You apply phi in the last layer too. The output is the logit $z^{(L)}$; what happens to it is up to the loss.",
    ),
    Misconception(
        "bias after phi",
        forward_with(lambda A, W, b, phi: phi(A @ W.T) + b, affine),
        "You add the bias to phi(z) instead of to z. The bias moves the place where the unit switches on, not its output.",
    ),
    Misconception(
        "no bias",
        forward_with(lambda A, W, b, phi: phi(A @ W.T), lambda A, W, b, phi: A @ W.T),
        "The biases are missing: equation (4) has $+ b^{(l)}$ in every layer.",
    ),
    Misconception(
        "no phi",
        forward_with(affine, affine),
        "phi is never applied, so your whole network is one affine map, however many layers it has.",
    ),
]


# ---- 3.2 counting
def count(layer):
    """A count that adds ``layer(m below, m)`` over all layers."""
    return lambda sizes: sum(layer(below, m) for below, m in itertools.pairwise(sizes))


WRONG_COUNT = [
    Misconception(
        "no biases",
        count(lambda below, m: below * m),
        "You count the weights and forget the biases: one for each unit above the input.",
    ),
    Misconception(
        "input biases",
        lambda sizes: count(lambda below, m: below * m + m)(sizes) + sizes[0],
        "You give the input a bias too. Layer 0 computes nothing: $x^{(0)} = x$.",
    ),
    Misconception(
        "one bias a layer",
        count(lambda below, m: below * m + 1),
        "You count one bias for each layer. Each *unit* has its own: $b^{(l)}$ is a vector with $m_l$ entries.",
    ),
    Misconception(
        "biases of the layer below",
        count(lambda below, m: below * m + below),
        "You count as many biases as the layer has inputs. It has as many as it has units.",
    ),
    Misconception(
        "units", lambda sizes: sum(sizes), "You count the units. The parameters sit on the lines between them."
    ),
]


EXERCISES = [
    function_exercise(
        "3.1",
        "A forward pass of any depth",
        kind="code",
        points=2,
        probes=forward_probes,
        edges={
            "one data point": lambda rng: (random_layers(rng, [3, 4, 2]), rng.normal(size=(1, 3)), np.tanh),
            "one unit in each layer": lambda rng: (random_layers(rng, [3, 1, 1]), rng.normal(size=(4, 3)), np.tanh),
            "one input": lambda rng: (random_layers(rng, [1, 3, 2]), rng.normal(size=(4, 1)), relu),
            "whole numbers": lambda rng: (random_layers(rng, [3, 4, 2]), rng.integers(-2, 3, (4, 3)), np.tanh),
        },
        reference=forward_by_units,
        wrong=WRONG_FORWARD,
        solution=forward_with(activated, affine),
        hints=[
            "One loop over the list; at its start `A = X`.",
            "For rows of data points a layer is `A @ W.T + b`.",
            "The last layer is special: `layers[:-1]` and `layers[-1]`, or `enumerate`.",
        ],
        praise="Two lines in a loop, and any network of the course.",
    ),
    function_exercise(
        "3.2",
        "How many parameters?",
        kind="code",
        points=1,
        probes=lambda rng: (
            [([784, 128, 64, 10],), ([3, 1],)]
            + [([int(m) for m in rng.integers(2, 30, size=k)],) for k in (2, 3, 4, 6)]
        ),
        reference=lambda sizes: Network(sizes).n_params,
        solution=count(lambda below, m: below * m + m),
        wrong=WRONG_COUNT,
        hints=[
            "Layer l brings a matrix of $m_l \\times m_{l-1}$ and a vector of $m_l$.",
            "`zip(sizes, sizes[1:])` gives the pairs of neighbors.",
        ],
        praise="The same number as the length of the flat vector w.",
    ),
    choice_exercise(
        "3.8",
        "Layers without phi",
        kind="concept",
        options={
            "a": "a polynomial of degree 3 in the pixels",
            "b": "an affine map of the pixels, like a network [784, 10]",
            "c": "a piecewise linear function with up to 192 kinks",
            "d": "an affine map, but a poorer one than [784, 10], because of the 64 in the middle",
        },
        correct="b",
        replies={
            "a": "Each layer is a matrix times what came before. Two matrices multiplied are again a matrix; the pixels are never multiplied with each other.",
            "c": "Kinks come from ReLU. With the identity there is nothing in the network that bends.",
            "d": "A bottleneck of 64 can lower the rank of the product to 64. But how large can the rank of a matrix with 10 rows be at all?",
        },
        hints=[
            "Write $W^{(3)}(W^{(2)}(W^{(1)} x))$ without the brackets.",
            "What can the rank of a 10 × 784 matrix be?",
        ],
        praise="The product of the three matrices is one matrix of 10 rows: 109,386 parameters to say what 7,850 can say.",
    ),
]
