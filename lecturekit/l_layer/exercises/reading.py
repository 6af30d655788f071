"""Exercises 3.9 and 3.10: a network of the learner's own reads digits; and then reads them better."""

import functools

import numpy as np

from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.datasets import load_mnist
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.losses import multiclass
from lecturekit.training.batches import minibatches

FIRST, BETTER = 9.0, 4.8
"""Percent of mistakes on the images set aside: the first goal, and the second."""


@functools.cache
def digits():
    """(X, y, X_aside, y_aside): 6,000 images to learn from and 5,000 to judge by, all from the 60,000."""
    data = load_mnist().as_float(np.float32)
    order = np.random.default_rng(0).permutation(60_000)
    learn, aside = order[5_000:11_000], order[:5_000]
    return data.X[learn].astype(float), data.y[learn], data.X[aside].astype(float), data.y[aside]


def mistakes(learn, rng):
    """Train with the learner's function and count the mistakes on the images set aside, in percent."""
    X, y, X_aside, y_aside = digits()
    if not callable(learn):
        raise Wrong("Expected a function `learn(X, y, rng)` that returns the trained layers.")
    layers = learn(X.copy(), y.copy(), rng)
    if layers is None or layers is Ellipsis:
        return layers
    A = X_aside
    try:
        pairs = [(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in layers]
        for W, b in pairs[:-1]:
            A = relu(A @ W.T + b)
        Z = A @ pairs[-1][0].T + pairs[-1][1]
    except (TypeError, ValueError):
        raise Wrong(
            "Your function should return a list of pairs `(W, b)` that fit on one another, from 784 pixels to 10 logits."
        ) from None
    if Z.shape != (len(y_aside), 10):
        raise Wrong(f"Your layers make {Z.shape[-1]} logits for an image, expected 10.")
    if not np.isfinite(Z).all():
        raise Wrong("Some of your logits are not finite: the training has diverged. Try a smaller rate.")
    return {"mistakes": 100 * float(np.mean(Z.argmax(axis=1) != y_aside))}


def _where_to_look(numbers):
    """What so many mistakes suggest."""
    if numbers["mistakes"] > 80:
        return "Nine out of ten wrong is guessing. Do the weights change at all, and do they begin with random numbers?"
    return "Look at the loss of each epoch: does it still fall at the end (more epochs, or a larger rate), or does it jump (a smaller one)?"


def moved(X, rng):
    """The images, all of them moved by one pixel at most in each direction."""
    by = rng.integers(-1, 2, 2)
    return np.roll(X.reshape(-1, 28, 28), by, axis=(1, 2)).reshape(len(X), -1)


def learning(
    sizes=(784, 64, 10), n_epochs=10, eta=0.5, *, decay=False, move=False, n_batch=100, zero=False, stuck=False
):
    """A way to train, as the learner's function: layers from images, labels and a generator."""

    def learn(X, y, rng):
        net = Network(list(sizes), phi=relu, loss=multiclass)
        w = np.zeros(net.n_params) if zero else net.init(rng)
        for epoch in range(n_epochs):
            rate = eta * (1 - epoch / n_epochs) if decay else eta
            for rows in minibatches(len(X), n_batch, rng):
                rows = np.arange(n_batch) if stuck else rows
                w -= rate * net.grad(w, moved(X[rows], rng) if move else X[rows], y[rows])
        return [(W.copy(), b.copy()) for W, b in net.views(w)]

    return learn


EXERCISES = [
    goal_exercise(
        "3.9",
        "Your own network reads digits",
        points=4,
        run=mistakes,
        seeds=(11, 12),
        solution=learning(),
        goals=[Goal("mistakes", at_most=FIRST, unit="%", why=_where_to_look)],
        wrong=[
            Misconception(
                "no step",
                learning(n_epochs=0),
                "These are the random layers of the start: nine out of ten wrong is guessing. Does the next epoch begin with the layers that the last one returned?",
            ),
            Misconception(
                "rate too small",
                learning(eta=0.005),
                "It learns, but with such small steps ten epochs are not nearly enough: look how slowly the loss falls.",
            ),
            Misconception(
                "zero start",
                learning(zero=True),
                "All weights started at zero, and stayed there (exercise 3.5). Draw them at random.",
            ),
            Misconception(
                "one batch only",
                learning(stuck=True),
                "It has seen the same hundred images in every step, and learned those by heart. Each step needs other rows.",
            ),
        ],
        hints=[
            "Section *Reading digits*. Before the loop: random `W` with standard deviation $\\sqrt{2/m_{l-1}}$, biases of zero.",
            "An epoch is one call of `one_pass`, with `X.T` and a new order from `rng.permutation(len(X))`.",
            "A rate of 0.5 and ten epochs are enough for layers of 784, 64 and 10 units.",
        ],
        praise="Every line of it is yours.",
    ),
    goal_exercise(
        "3.10",
        "Beat it",
        points=4,
        run=mistakes,
        seeds=(11,),
        solution=learning((784, 128, 10), 20, 0.3, decay=True, move=True, n_batch=50),
        goals=[
            Goal(
                "mistakes",
                at_most=BETTER,
                unit="%",
                why="Compare the loss on the images it learns from with the mistakes on the others. If it reads the former without a mistake, more training will not help: it needs more different images.",
            )
        ],
        wrong=[
            Misconception(
                "the first result",
                learning(),
                "This is the network of 3.9. What could be different: its widths, the number of epochs, the rate from epoch to epoch, the images?",
            ),
            Misconception(
                "only longer",
                learning((784, 64, 10), 25, 0.5),
                "More epochs alone: by now it misreads hardly one of the 6,000 images, and still more than 5% of the others.",
            ),
            Misconception(
                "only wider",
                learning((784, 128, 10), 20, 0.3, decay=True, n_batch=50),
                "A wider network and a falling rate help, but not enough: what limits it are the 6,000 images. A digit moved by one pixel is still the same digit.",
            ),
        ],
        hints=[
            "Section *Reading digits*. Train your network of 3.9, and count its mistakes on the 6,000 images that it has learned from. What does that tell you?",
            "You have only 6,000 images, but you know something about digits that the network does not: which changes leave a digit what it is?",
            "You have only 6,000 images, but every batch may show them a little differently. `np.roll` moves the rows or columns of a table; a row of 784 pixels first has to become 28 × 28 again.",
        ],
        praise="You decided by the images set aside. Now, and only now, the test images.",
    ),
]
