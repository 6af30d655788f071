"""Exercises of chapter 4, first part: what an iteration costs, first weights, saturation; the predictions."""

import itertools

import numpy as np

from lecturekit.checks.engine import Misconception, choice_exercise, function_exercise, numeric_exercise
from lecturekit.single_unit.activations import sigmoid


# ---- 4.1 multiply-adds
def size_probes(rng):
    """Networks of one to four layers, and a number of data points."""
    return [([int(m) for m in rng.integers(3, 12, length)], int(rng.integers(5, 20))) for length in (2, 3, 4, 5)]


def count_in_loops(sizes, n):
    """One by one: each layer's three products, the first layer without the product that carries delta down."""
    count = 0
    for l in range(1, len(sizes)):
        for _ in range(sizes[l] * sizes[l - 1]):
            count += n * (3 if l > 1 else 2)
    return count


def weights_of(sizes):
    """The number of weights of each layer."""
    return [a * b for a, b in itertools.pairwise(sizes)]


COUNT = function_exercise(
    "4.1",
    "How many multiply-adds?",
    kind="code",
    probes=size_probes,
    reference=count_in_loops,
    solution=lambda sizes, n: n * (2 * sum(weights_of(sizes)) + sum(weights_of(sizes)[1:])),
    wrong=[
        Misconception(
            "every weight once per pass",
            lambda sizes, n: n * (sum(weights_of(sizes)) + sum(weights_of(sizes)[1:])),
            "You count one product per layer in the backward pass, the one that carries delta down. The gradient itself, the outer products delta x^T, is missing.",
        ),
        Misconception(
            "delta of the inputs",
            lambda sizes, n: 3 * n * sum(weights_of(sizes)),
            "You carry delta down to the inputs. Nobody needs the derivative with respect to the data: the first layer has one product less.",
        ),
        Misconception(
            "n forgotten",
            lambda sizes, n: 2 * sum(weights_of(sizes)) + sum(weights_of(sizes)[1:]),
            "That is the count for ONE data point. How does it depend on n?",
        ),
        Misconception(
            "no cache",
            lambda sizes, n: n * (3 * sum(weights_of(sizes)) + sum(weights_of(sizes)[1:])),
            "You run the forward products twice. The backward pass finds every z and x in the cache.",
        ),
        Misconception(
            "units, not weights",
            lambda sizes, n: n * sum(sizes),
            "You count units. Each weight, that is each pair of neighboring units, makes a multiplication: products of widths, not sums.",
        ),
    ],
    hints=[
        "One product in the forward pass: (n, m_in) times (m_in, m_out) is n m_in m_out multiply-adds.",
        "In the backward pass every layer has delta^T x; every layer but the first has delta W as well.",
    ],
    praise="2 n p plus what carries delta down: between 2 n p and 3 n p.",
)


# ---- 4.2 why random
RANDOM = choice_exercise(
    "4.2",
    "Why random and not exactly 0?",
    correct="b",
    options={
        "a": "because at 0 the gradient of every network is exactly zero",
        "b": "because units that start equal get equal gradients, and stay equal for ever",
        "c": "because the computer cannot represent 0 exactly; any other number, such as 0.5, will do",
        "d": "because a random point is closer to the minimum on average",
    },
    replies={
        "a": "Not of every network: a sigmoid unit at 0 puts out 1/2, so the layer above it does learn. And where units start at 0.5, the gradient is far from zero, yet the trouble is the same. What is it that zero and 0.5 share?",
        "c": "0 is represented exactly. And all weights 0.5 was tried in the notebook: XOR was not learned. The value does not matter; something else does.",
        "d": "There is no reason why it should be. Look at what two hidden units with equal weights compute, and at the gradients they get.",
    },
    hints=[
        "Take two hidden units with the same incoming and outgoing weights. Write down the gradient of each.",
        "If they are equal now and their gradients are equal, what are they after the step?",
    ],
    praise="By induction over the steps: m equal units are worth one. Only a different start breaks the symmetry, and 1e-8 of difference is too little in practice.",
)


# ---- 4.7 saturation
def z_probes(rng):
    """Logits of several spreads, with a threshold."""
    return [
        (rng.normal(0, sd, (6, 7)), threshold) for sd, threshold in ((3.0, 0.05), (5.0, 0.3), (2.0, 0.6), (6.0, 0.1))
    ]


def saturated_one_by_one(z, threshold):
    """The fraction of saturated sigmoids, counted; their slope is 1 / (2 + 2 cosh z)."""
    slopes = [1 / (2 + 2 * np.cosh(each)) for each in np.ravel(z)]
    return sum(slope < threshold / 4 for slope in slopes) / len(slopes)


def slope(z):
    """sigmoid'(z)."""
    return sigmoid(z) * (1 - sigmoid(z))


SATURATED = function_exercise(
    "4.7",
    "Measure saturation",
    probes=z_probes,
    edges={
        "one dimension": lambda rng: (rng.normal(0, 3, 7), 0.3),
        "three dimensions": lambda rng: (rng.normal(0, 3, (2, 3, 4)), 0.3),
        "a single number": lambda rng: (np.array(5.0), 0.3),
        "one column": lambda rng: (rng.normal(0, 3, (6, 1)), 0.3),
        "whole numbers": lambda rng: (rng.integers(-6, 7, (5, 4)), 0.3),
        "a slope that is exactly the limit": lambda rng: (np.array([0.0, 5.0, 5.0]), 1.0),
    },
    reference=saturated_one_by_one,
    solution=lambda z, threshold: np.mean(slope(z) < threshold / 4),
    wrong=[
        Misconception(
            "of phi",
            lambda z, threshold: np.mean(sigmoid(z) < threshold),
            "You ask whether the VALUE is small. A unit at 0.999 is saturated, too: ask about the slope phi'.",
        ),
        Misconception(
            "not relative",
            lambda z, threshold: np.mean(slope(z) < threshold),
            "The threshold is meant relative to the largest slope, and the sigmoid's is 1/4, not 1.",
        ),
        Misconception(
            "the others",
            lambda z, threshold: np.mean(slope(z) >= threshold / 4),
            "That is the fraction that is NOT saturated.",
        ),
        Misconception(
            "a count",
            lambda z, threshold: np.sum(slope(z) < threshold / 4),
            "That is how many; divide by how many there are.",
        ),
    ],
    hints=["phi' = phi (1 - phi) for the sigmoid; where is it largest, and how large?"],
    praise="Now the number means the same for tanh, whose largest slope is 1.",
)


# ---- 4.13 depth
def shrinking(n_products=29, per_layer=0.5, root=0.5):
    """The factor of the root mean square after some layers, right by default; one wrong choice at a time makes the bank."""
    return (per_layer**n_products) ** root


DEPTH = numeric_exercise(
    "4.13",
    "Thirty layers of ReLU",
    expected=shrinking,
    points=2,
    tolerance=0.01,
    wrong=[
        Misconception(
            "mean square",
            lambda: shrinking(root=1.0),
            "That is the factor of the mean SQUARE. The question is about its root.",
        ),
        Misconception(
            "thirty steps",
            lambda: shrinking(n_products=30),
            "One layer too many: count the steps from layer 1 to layer 30, not the layers.",
        ),
        Misconception(
            "thirty steps, mean square",
            lambda: shrinking(n_products=30, root=1.0),
            "Two things: count the steps from layer 1 to layer 30, not the layers; and take the root of the mean square at the end.",
        ),
        Misconception(
            "one layer",
            lambda: shrinking(n_products=1),
            "That is what ONE layer does. The factors of the layers are multiplied.",
        ),
        Misconception(
            "added up",
            lambda: shrinking(n_products=1) / 29,
            "You divide by the number of layers. But each layer multiplies what the one below it has left over.",
        ),
        Misconception(
            "growing",
            lambda: shrinking(per_layer=2.0),
            "Upside down: ReLU loses half of the mean square, and LeCun's variance does not make up for it. z shrinks.",
        ),
        Misconception(
            "kept",
            lambda: 1.0,
            "LeCun's variance keeps the size for units close to the identity. What does ReLU do to the mean square of z?",
        ),
    ],
    hints=[
        "If z is symmetric around 0, how much of E[z^2] is left in E[max(z, 0)^2]?",
        "With variance 1/m each layer multiplies the mean square of z by that. How many layers are climbed from 1 to 30?",
    ],
    praise="Four and a half orders of magnitude, as in the figure of the notebook. He's $2/m_{l-1}$ gives back in each layer what ReLU takes.",
)
