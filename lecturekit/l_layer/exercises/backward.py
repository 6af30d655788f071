"""Exercise 3.4: loss and gradient of one's own, a data point in each column."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise
from lecturekit.l_layer.exercises.layers import random_layers
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import multiclass


def backward_probes(rng):
    """Layers, data points in columns, and labels."""
    return [
        (random_layers(rng, sizes), rng.normal(size=(sizes[0], n)), rng.integers(0, sizes[-1], n))
        for sizes, n in [([4, 4, 4, 4], 6), ([5, 3, 4, 2], 7), ([3, 3], 5)]
    ]


def numerical_backward(layers, X, y):
    """(loss, [(dW, db), ...]) by finite differences of the mean loss."""
    net = Network([layers[0][0].shape[1], *(len(b) for _, b in layers)], phi=relu, loss=multiclass)
    w = np.concatenate([part.ravel() for layer in layers for part in layer])
    g = numerical_gradient(lambda v: net.loss(v, X.T, y), w)
    return net.loss(w, X.T, y), [(dW, db) for dW, db in net.views(g)]


def backward_with(
    start=lambda Z, y: multiclass.dz(Z, y) / len(y),
    pull=lambda delta, W: delta @ W,
    slope=lambda A, l: A[l] > 0,
    bias=lambda delta: delta.sum(axis=0),
    mean=np.mean,
    top=lambda Z: Z,
    top_slope=lambda Z: 1.0,
):
    """A loss with its gradient, with replaceable parts."""

    def loss_and_gradient(layers, X, y):
        A = [X.T]
        for W, b in layers[:-1]:
            A.append(relu(A[-1] @ W.T + b))
        Z = top(A[-1] @ layers[-1][0].T + layers[-1][1])
        delta, found = start(Z, y) * top_slope(Z), []
        for l in range(len(layers), 0, -1):
            found.insert(0, (delta.T @ A[l - 1], bias(delta)))
            if l > 1:
                delta = pull(delta, layers[l - 1][0]) * slope(A, l - 1)
        losses = np.array([multiclass(z[None], label[None]) for z, label in zip(Z, y)])
        return float(mean(losses)), found

    return loss_and_gradient


def on_gradients(change):
    """The right loss, and the right gradients changed."""

    def loss_and_gradient(layers, X, y):
        loss, found = backward_with()(layers, X, y)
        return loss, change(found)

    return loss_and_gradient


WRONG_BACKWARD = [
    Misconception(
        "value for slope",
        backward_with(slope=lambda A, l: A[l]),
        "You multiply by the values themselves. The slope of ReLU is 1 where the value is positive, and 0 elsewhere.",
    ),
    Misconception(
        "mean over classes",
        backward_with(start=lambda Z, y: multiclass.dz(Z, y) / Z.shape[1]),
        "You divide by the number of classes. The mean is over the data points, the columns of X.",
    ),
    Misconception(
        "W not transposed",
        backward_with(pull=lambda delta, W: delta @ W.T),
        "On the way down the columns of delta must meet `W.T`. You use the matrix of the way up; where the layers are equally "
        "wide nothing complains.",
    ),
    Misconception(
        "no slopes",
        backward_with(slope=lambda A, l: 1.0),
        "The slopes $\\phi'(z^{(l)})$ are missing on the way down: you go through the weights but not through phi.",
    ),
    Misconception(
        "slope of tanh",
        backward_with(slope=lambda A, l: 1 - A[l] ** 2),
        "Your slope $1 - x^2$ is that of tanh. That of ReLU is 1 where the unit is on and 0 where it is off.",
    ),
    Misconception(
        "missing 1/n",
        backward_with(start=multiclass.dz),
        "Your gradient is n times too long: the loss is the mean over the columns of X.",
    ),
    Misconception(
        "sign flipped",
        backward_with(start=lambda Z, y: -multiclass.dz(Z, y) / len(y)),
        "All your derivatives have the wrong sign: target minus output is *minus* the derivative of the loss.",
    ),
    Misconception(
        "softmax slope at the start",
        backward_with(
            start=lambda Z, y: multiclass.dz(Z, y) * multiclass.phi_out(Z) * (1 - multiclass.phi_out(Z)) / len(y)
        ),
        "You multiply the mistake at the output by $p(1-p)$ once more. The Fact is already the derivative with respect to the logit.",
    ),
    Misconception(
        "ReLU on top",
        backward_with(top=relu, top_slope=lambda Z: Z > 0),
        "You pass the top layer through ReLU, too. Its sums *are* the logits, and may be negative; only the hidden layers have phi.",
    ),
    Misconception(
        "ReLU on top, on the way up",
        backward_with(top=relu),
        "On the way up you pass the top layer through ReLU, and on the way down you do not. It has none: its sums *are* the logits, and may be negative.",
    ),
    Misconception(
        "ReLU's slope on top",
        backward_with(top_slope=lambda Z: Z > 0),
        "Your loss is right. On the way down you begin with the slopes of ReLU at the top; but there is no phi between the logits and the loss.",
    ),
    Misconception(
        "top layer first",
        on_gradients(lambda found: found[::-1]),
        "Your list begins at the top, in the order in which you meet the layers. The first pair has to be that of the first layer: "
        "`insert(0, ...)`, or turn the list round at the end.",
    ),
    Misconception(
        "dW transposed",
        on_gradients(lambda found: [(dW.T, db) for dW, db in found]),
        "Your `dW` is turned: its row k has to belong to unit k, as in `W`, so delta comes first. In a square layer the shape does not tell.",
    ),
    Misconception(
        "mean for the bias",
        backward_with(bias=lambda delta: delta.mean(axis=0)),
        "The 1/n is in delta already; with a mean over the points the gradient of the biases gets it twice.",
    ),
    Misconception(
        "bias gradient missing",
        backward_with(bias=lambda delta: np.zeros(delta.shape[1])),
        "The weights' gradients are right, the biases' are zero. A bias is the weight of a constant input 1.",
    ),
    Misconception(
        "sum of the losses",
        backward_with(mean=lambda losses: losses.sum()),
        "Your gradient is right, your loss is n times too large: it is the mean over the points.",
    ),
]


EXERCISES = [
    function_exercise(
        "3.4",
        "Loss and gradient of your own",
        kind="code",
        points=4,
        probes=backward_probes,
        reference=numerical_backward,
        returns=("loss", "gradients"),
        solution=backward_with(),
        wrong=WRONG_BACKWARD,
        hints=[
            "Section *From one point to a batch*. Go up first, and keep the values of every layer in a list.",
            "From the top logits, which have no ReLU, take the loss of each row, $\\ln\\sum_k e^{z_k} - z_y$, and the delta (exercise 3.3 with T = 1).",
            "Come down layer by layer. The table of that section has the shape of each product.",
            "ReLU's slope is `A > 0`; where the values below are the inputs there is none.",
        ],
        praise="For plain layers this is all of backpropagation. With it you train a network in exercise 3.9.",
    )
]
