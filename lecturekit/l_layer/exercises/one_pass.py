"""Exercise 3.8: one pass through the data, batch by batch."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise
from lecturekit.l_layer.exercises.backward import backward_with
from lecturekit.l_layer.exercises.layers import random_layers
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.losses import multiclass


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
    )
]
