"""Exercises of chapter 4 on what stands before the first step: the bias, eight layers of sigmoids."""

import itertools

import numpy as np

from lecturekit.backprop_in_practice.checkup import descend, pooled
from lecturekit.backprop_in_practice.restarts import shared_output
from lecturekit.checks.engine import Goal, Misconception, Wrong, function_exercise, goal_exercise
from lecturekit.datasets import load_mnist
from lecturekit.l_layer.network import Network


# ---- 4.8 the bias before the first step
def label_probes(rng):
    """Labels with different shares of ones."""
    return [((rng.random(n) < q).astype(int) | (np.arange(n) == 0),) for n, q in ((20, 0.1), (30, 0.6), (50, 0.3))]


def best_constant(y):
    """The bias with the lowest loss by bisection of the loss's slope, and the loss there, in plain sums."""
    y = [float(each) for each in y]
    low, high = -40.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        slope = sum(1 / (1 + np.exp(-middle)) - each for each in y)
        low, high = (middle, high) if slope < 0 else (low, middle)
    return low, sum(np.logaddexp(0, low) - each * low for each in y) / len(y)


def first_bias(y, *, mean=np.mean, sign=1.0, base=1.0, count=1):
    """ln(q / (1 - q)) and H(q), right by default."""
    q = mean(y)
    return sign * np.log(q / (1 - q)) / base, shared_output(q) / base * (len(y) if count != 1 else 1)


FIRST_BIAS = function_exercise(
    "4.8",
    "Before the first step",
    kind="derive",
    points=3,
    probes=label_probes,
    reference=best_constant,
    solution=first_bias,
    returns=("bias", "loss"),
    tolerance=1e-5,
    wrong=[
        Misconception(
            "the share itself",
            lambda y: (np.mean(y), first_bias(y)[1]),
            "That is the output that you want, the share of ones. The bias is the logit that gives it: which z has sigmoid(z) = q?",
        ),
        Misconception(
            "the share as bias, and the loss with it",
            lambda y: (np.mean(y), float(np.mean(np.logaddexp(0, np.mean(y)) - y * np.mean(y)))),
            "Your bias is the share of ones, and your loss fits it. But the OUTPUT should be that share; the bias is the logit that gives it.",
        ),
        Misconception(
            "the share as bias, at 50:50",
            lambda y: (np.mean(y), np.log(2)),
            "Your bias is the share of ones. That share is to be the OUTPUT; the bias is the logit whose sigmoid it is. And with it the loss is lower than ln 2.",
        ),
        Misconception(
            "upside down",
            lambda y: first_bias(y, sign=-1.0),
            "The sign: with this bias the output is the share of ZEROS.",
        ),
        Misconception(
            "guessing at 50:50",
            lambda y: (0.0, np.log(2)),
            "That is the start with output 1/2 for everybody. If the classes are not equally frequent one can do better, before looking at any x.",
        ),
        Misconception(
            "loss of one class",
            lambda y: (first_bias(y)[0], float(-np.mean(y) * np.log(np.mean(y)))),
            "The bias is right. Your loss counts the ones only; the zeros pay too, -ln(1 - q) each.",
        ),
        Misconception(
            "loss of guessing at 50:50",
            lambda y: (first_bias(y)[0], np.log(2)),
            "The bias is right. With it the loss is no longer ln 2: put the output q into the mean loss.",
        ),
        Misconception(
            "base 2",
            lambda y: first_bias(y, base=np.log(2)),
            "You took logarithms to the base 2; the logistic loss uses the natural one.",
        ),
        Misconception(
            "a sum",
            lambda y: first_bias(y, count="all"),
            "The loss is added up over the data points. It is their mean.",
        ),
        Misconception(
            "odds",
            lambda y: (np.mean(y) / (1 - np.mean(y)), first_bias(y)[1]),
            "These are the odds, q / (1 - q). The logit is their logarithm.",
        ),
    ],
    hints=[
        "Chapter 1, section *How wrong is it? The loss*. With all weights 0 every data point gets the same output, sigmoid(b). For which output is the mean loss lowest?",
        "The derivative of the mean loss with respect to b is sigmoid(b) - q. Which logit makes it 0, and what do a one and a zero cost with that output?",
    ],
    praise="So training begins at the loss of guessing by the frequencies, and its first steps can be used for something better.",
)


# ---- 4.12 eight layers of sigmoids
def sigmoid_digits():
    """300 standardized images of 14 x 14 pixels, their labels, and a network of eight hidden layers of 30 sigmoids."""
    data = load_mnist()
    X = pooled(data.X[:300])
    net = Network([196, *[30] * 8, 10], phi="sigmoid", loss="multiclass")
    return net, (X - X.mean()) / X.std(), data.y[:300]


def train_sigmoids(start, rng):
    """The loss after 300 steps from what the learner's function makes, and how the gradient fares at the start."""
    net, X, y = sigmoid_digits()
    layers, w = start(list(net.sizes), rng), np.zeros(net.n_params)
    if not isinstance(layers, (list, tuple)) or len(layers) != net.L:
        raise Wrong(f"Expected a list of {net.L} pairs (W, b), one for each layer.")
    for l, ((W, b), layer) in enumerate(zip(net.views(w), layers), start=1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            raise Wrong(f"Expected a pair (W, b) for layer {l}.")
        for name, into, values in (("W", W, layer[0]), ("b", b, layer[1])):
            values = np.asarray(values, dtype=float)
            if values.shape != into.shape:
                raise Wrong(f"{name} of layer {l} has shape {values.shape}, expected {into.shape}.")
            into[...] = values
    if not np.isfinite(w).all():
        raise Wrong("Some of your parameters are not finite.")
    slopes = [np.linalg.norm(G) for G, _ in net.views(net.grad(w, X, y))]
    return {
        "loss after 300 steps": descend(net, w, X, y, eta=0.3, n_steps=300)[1][-1],
        "powers of ten that the gradient loses on its way down": float(np.log10(slopes[-1] / max(slopes[0], 1e-30))),
    }


def sigmoid_start(sizes, rng, *, scale=5.0, centered=True):
    """Weights larger than LeCun's, and biases that take away what values around 1/2 add to every sum."""
    layers = []
    for m_in, m_out in itertools.pairwise(sizes):
        W = scale / np.sqrt(m_in) * rng.standard_normal((m_out, m_in))
        layers.append((W, -W.sum(axis=1) / 2 if centered and layers else np.zeros(m_out)))
    return layers


def what_is_missing(numbers):
    """Where to look, by the loss that was reached."""
    loss, lost = numbers.values()
    if loss > 2:
        return (
            f"That is the loss of guessing. At your start the gradient loses {lost:.1f} powers of ten on its way down to layer 1. By which factor is a derivative "
            "multiplied in one layer, at most, and how large must the weights be to make up for it?"
        )
    return (
        "It learns, slowly. One thing more: the values of sigmoids lie around 1/2, not around 0, and that adds the same "
        "number to all sums of the next unit. What could take it away?"
    )


SIGMOIDS = goal_exercise(
    "4.12",
    "Eight layers of sigmoids",
    points=4,
    solution=sigmoid_start,
    run=train_sigmoids,
    may_ignore=("rng",),
    goals=[Goal("loss after 300 steps", at_most=0.2, why=what_is_missing)],
    wrong=[
        Misconception(
            "LeCun's",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=1.0, centered=False),
            "LeCun's variance is right for units of slope 1. A sigmoid's slope is at most 1/4, and eight of them are multiplied on the way down.",
        ),
        Misconception(
            "He's",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=2**0.5, centered=False),
            "He's factor 2 makes up for what ReLU loses. A sigmoid's slope is at most 1/4: that asks for much more.",
        ),
        Misconception(
            "right size, not centered",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=4.0, centered=False),
            "Four times LeCun's standard deviation makes up for the slope 1/4, and it learns. But values around 1/2 push all sums to one side; biases can take that away.",
        ),
        Misconception(
            "centered, not large",
            lambda sizes, rng: sigmoid_start(sizes, rng, scale=1.0),
            "The biases are well chosen. But with LeCun's weights each layer still multiplies the derivatives by 1/4 or less.",
        ),
    ],
    hints=[
        "Section *How large? LeCun and He*. At z = 0 the slope of a sigmoid is 1/4. By how much must LeCun's standard deviation be multiplied so that a layer of sigmoids passes derivatives on undiminished?",
        "Values around 1/2 make a sum around W.sum(axis=1) / 2. In which layers does that happen, and which bias takes it away?",
    ],
    praise="The network, the data and the steps are the same. What was missing was the right size, and sums that start around 0.",
)
