"""Exercises 3.4 and 3.8: loss and gradient of one's own, a data point in each column; one pass, batch by batch."""

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


def in_batches(order, size):
    """The numbers of the points, in the given order, batch by batch."""
    return [order[k : k + size] for k in range(0, len(order), size)]


def pass_with(
    rows=in_batches,
    labels=lambda y, batch, start: y[batch],
    step=lambda eta, batch: eta,
    mean=lambda losses, sizes: np.average(losses, weights=sizes),
    frozen=False,
    biases=True,
):
    """One pass through the data, with replaceable parts."""

    def one_pass(gradient, layers, X, y, order, size, eta):
        first, losses, sizes = layers, [], []
        for batch in rows(order, size):
            loss, found = gradient(first if frozen else layers, X[:, batch], labels(y, batch, sum(sizes)))
            rate = step(eta, batch)
            layers = [(W - rate * dW, b - rate * db * biases) for (W, b), (dW, db) in zip(layers, found)]
            losses.append(loss)
            sizes.append(len(batch))
        return layers, float(mean(losses, sizes))

    return one_pass


def passes_by_hand(gradient, layers, X, y, order, size, eta):
    """The same with the package's network, all weights in one vector, and a sum over the points."""
    net = Network([layers[0][0].shape[1], *(len(b) for _, b in layers)], phi=relu, loss=multiclass)
    w, total = np.concatenate([part.ravel() for layer in layers for part in layer]), 0.0
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        loss, g = net.loss_and_grad(w, X[:, batch].T, y[batch])
        w = w - eta * g
        total += loss * len(batch)
    return [(W, b) for W, b in net.views(w)], total / len(order)


def loss_and_gradient(layers, X, y):
    """The right answer to 3.4, handed to the function of 3.8."""
    return backward_with()(layers, X, y)


def pass_probes(rng):
    """Seven points in batches of three, six in batches of four and of three, nine in pairs."""
    return [
        (loss_and_gradient, random_layers(rng, sizes), rng.normal(size=(sizes[0], n)), rng.integers(0, sizes[-1], n),
         rng.permutation(n), size, 0.4)
        for sizes, n, size in (([4, 3, 2], 7, 3), ([3, 3], 6, 4), ([3, 4, 3], 9, 2), ([2, 3], 6, 3))
    ]  # fmt: skip


def one_large_batch(rng):
    """Fewer points than a batch would have."""
    layers = random_layers(rng, [2, 3, 2])
    return loss_and_gradient, layers, rng.normal(size=(2, 4)), np.array([0, 1, 1, 0]), rng.permutation(4), 10, 0.4


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
    ),
    function_exercise(
        "3.8",
        "One pass, batch by batch",
        kind="code",
        points=3,
        probes=pass_probes,
        edges={"fewer points than a batch": one_large_batch},
        reference=passes_by_hand,
        returns=("layers", "loss"),
        solution=pass_with(),
        wrong=[
            Misconception(
                "uphill",
                pass_with(step=lambda eta, batch: -eta),
                "Your layers move up the gradient. The loss falls the other way: subtract.",
            ),
            Misconception(
                "gradients of the start",
                pass_with(frozen=True),
                "Every batch is asked for its gradient at the layers of the start. It should see them as the batch before has left them.",
            ),
            Misconception(
                "labels not in the order",
                pass_with(labels=lambda y, batch, start: y[start : start + len(batch)]),
                "You take the points in the given order, and the labels from the front: each image gets the label of another one.",
            ),
            Misconception(
                "order not used",
                pass_with(rows=lambda order, size: in_batches(np.arange(len(order)), size)),
                "You walk through the points as they lie. `order` says which of them come first.",
            ),
            Misconception(
                "the rest left out",
                pass_with(
                    rows=lambda order, size: (
                        [order[k : k + size] for k in range(0, len(order) - size + 1, size)] or [order]
                    )
                ),
                "Where the number of points is no multiple of `size`, some of them never have a turn. The last batch takes what is left.",
            ),
            Misconception(
                "one batch of all",
                pass_with(rows=lambda order, size: [order]),
                "This is one step with all points. There should be a step after every `size` of them.",
            ),
            Misconception(
                "one step too few",
                pass_with(rows=lambda order, size: in_batches(order, size)[:-1] or [order]),
                "The last batch never has a turn.",
            ),
            Misconception(
                "one point after the other",
                pass_with(rows=lambda order, size: in_batches(order, 1)),
                "You take a step for every point. A batch has `size` of them, and they share a step.",
            ),
            Misconception(
                "the mean of the batches",
                pass_with(mean=lambda losses, sizes: np.mean(losses)),
                "Your layers are right. In your loss a last batch of few points counts as much as a full one; asked for is the mean over all points.",
            ),
            Misconception(
                "the last loss",
                pass_with(mean=lambda losses, sizes: losses[-1]),
                "Your layers are right. Your loss is that of the last batch alone.",
            ),
            Misconception(
                "the sum of the losses",
                pass_with(mean=lambda losses, sizes: np.sum(losses)),
                "Your layers are right. The losses of the batches are means; added up they are no mean over all points.",
            ),
            Misconception(
                "rate divided by the batch",
                pass_with(step=lambda eta, batch: eta / len(batch)),
                "You divide by the size of the batch. The gradient is that of a mean already.",
            ),
            Misconception(
                "rate times the batch",
                pass_with(step=lambda eta, batch: eta * len(batch)),
                "Your steps are as many times too long as a batch has points. Its gradient is that of a mean: the rate alone belongs in front.",
            ),
            Misconception(
                "the loss afterwards",
                lambda gradient, layers, X, y, *walk: (lambda made: (made[0], gradient(made[0], X, y)[0]))(
                    pass_with()(gradient, layers, X, y, *walk)
                ),
                "Your layers are right. Your loss is that of the layers at the end, on all points; asked for is the mean of the losses met on the way.",
            ),
            Misconception("biases left behind", pass_with(biases=False), "The weights move, the biases do not."),
        ],
        hints=[
            "Section *Reading digits*: what do the lines inside the inner loop of `train_digits` do?",
            "`order[k : k + size]` are the numbers of the points of one batch; the slice of the last one is shorter by itself. The points are COLUMNS of X.",
            "New layers are a new list, `[(W - eta * dW, ...), ...]`; the next batch gets that list. A mean over all points weighs each batch by its number of points.",
        ],
        praise="Forward, backward, update, batches: that is a training loop. What is missing for 3.9 are a start and several epochs.",
    ),
]
