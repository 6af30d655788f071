"""Double descent on digits: networks that learn wrong labels, and least squares on random features of pixels."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.many_networks import losses_and_grads_into
from lecturekit.datasets import load_mnist
from lecturekit.double_descent.linear_fits import minimum_norm, rank_threshold
from lecturekit.double_descent.random_features import draw_features, features
from lecturekit.double_descent.width_sweep import filled_up
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number, check_several
from lecturekit.l_layer.initialization import initial_weights
from lecturekit.l_layer.network import Network

N_EPOCHS, ETA, BATCH = 100, 0.01, 50
NARROW = 40  # networks up to this width are trained together


@cache
def noisy_digits(n_inputs: int = 20, *, n: int = 500, share_wrong: float = 0.2, seed: int = 0) -> Any:
    """MNIST with ``n`` training images, a share of whose labels is replaced by random other ones.

    An image is given by its components along the ``n_inputs`` directions in which the training images differ most, in units of
    their common standard deviation; with 784 these are the pixels, turned.

    Returns
    -------
    X : ndarray, (n, n_inputs)
    labels : ndarray of int, (n,)
    wrong : ndarray of bool, (n,)
        Which labels are wrong.
    X_test, test_labels : ndarray
        2000 of them, all labels right.

    Examples
    --------
    >>> X, labels, wrong, X_test, test_labels = noisy_digits(n=100)
    >>> X.shape, int(wrong.sum()), len(test_labels)
    ((100, 20), 20, 2000)
    """
    check_number("share_wrong", share_wrong, 0, 1)
    mnist = load_mnist(subset=n, seed=seed).as_float(np.float32)
    rng = np.random.default_rng([13, seed])
    wrong = np.zeros(n, bool)
    wrong[rng.permutation(n)[: round(share_wrong * n)]] = True
    labels = mnist.y.copy()
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    center = mnist.X.mean(axis=0)
    every = check_integer("n_inputs", n_inputs, 1, 784) > n  # then directions in which no image differs are needed, too
    directions = np.linalg.svd(mnist.X - center, full_matrices=every)[2][:n_inputs].T
    X, X_test = (mnist.X - center) @ directions, (mnist.X_test[:2000] - center) @ directions
    return X / X.std(), labels, wrong, X_test / X.std(), mnist.y_test[:2000]


def networks_on_noisy_digits(
    widths: Sequence[int] = (2, 4, 7, 12, 24, 40, 100, 600),
    seeds: Sequence[int] = range(3),
    *,
    n_inputs: int = 20,
    n_epochs: int = N_EPOCHS,
) -> dict[int, dict[str, Array]]:
    """Train a network of each width on each of several sets of 500 digits with a fifth of wrong labels, to the end.

    Returns
    -------
    dict of int -> dict of str -> ndarray, (len(seeds),)
        Hidden units -> ``learned`` (the share of the wrong labels that the network gives), ``training`` and ``test``, the
        shares of wrong predictions, against the labels as given and against right ones.

    Examples
    --------
    >>> found = networks_on_noisy_digits((2, 3), seeds=(0, 1), n_epochs=1)
    >>> sorted(found), found[3]["test"].shape
    ([2, 3], (2,))
    """
    widths = check_several("widths", widths, check_integer, 1)
    data = [noisy_digits(n_inputs, seed=seed) for seed in check_several("seeds", seeds, check_integer, 0)]
    narrow = [m for m in widths if m <= NARROW]
    said = {}
    for group in [narrow, *([m] for m in widths if m > NARROW)]:
        if group:
            logits = _trained(group, seeds, data, check_integer("n_epochs", n_epochs, 0))
            said |= {m: [logits(j, k).argmax(axis=1) for k in range(len(data))] for j, m in enumerate(group)}
    return {m: _shares(said[m], data) for m in widths}


def _shares(said, data):
    """What ``networks_on_noisy_digits`` tells of one width: ``said`` holds the predictions for X and X_test, one below the other."""
    found = {"learned": [], "training": [], "test": []}
    for every, (_, labels, wrong, _, test_labels) in zip(said, data):
        here, there = np.split(every, [len(labels)])
        found["learned"].append(np.mean(here[wrong] == labels[wrong]))
        found["training"].append(np.mean(here != labels))
        found["test"].append(np.mean(there != test_labels))
    return {what: np.array(shares, dtype=float) for what, shares in found.items()}


def _trained(widths, seeds, data, n_epochs):
    """Train all widths on all data sets side by side; the logits of width j on data set k, for X and X_test.

    Each network has its own start and its own order of the data.
    """
    X, labels = (np.array([each[what] for each in data]) for what in (0, 1))
    n, rows = X.shape[1], np.arange(len(data))[:, None]
    net = Network([X.shape[2], max(widths), 10], phi="relu", loss="multiclass", dtype=X.dtype)
    rngs = [[np.random.default_rng([17, seed]) for seed in seeds] for _ in widths]
    w = filled_up(
        net, widths, rngs, lambda rng, m: (initial_weights(rng, (m, net.sizes[0])), initial_weights(rng, (10, m)))
    )
    copies = w.reshape(-1, net.n_params)
    g = np.zeros_like(copies)
    steps = n_epochs * -(-n // BATCH)
    optimizer = Adam(lambda t: ETA * min(1.0, 2 * (1 - t / (steps + 1))))
    for _ in range(n_epochs):
        order = np.array([[rng.permutation(n) for rng in each] for each in rngs])  # (widths, data sets, n)
        for first in range(0, n, BATCH):
            batch = order[:, :, first : first + BATCH]
            X_batch, y_batch = X[rows, batch], labels[rows, batch]
            losses_and_grads_into(g, net, copies, X_batch.reshape(-1, *X_batch.shape[2:]), y_batch.ravel())
            optimizer.step(copies.reshape(-1), g.reshape(-1))
    return lambda j, k: net.logits(w[j, k], np.concatenate([data[k][0], data[k][3]]))


@cache
def digit_features(seed: int = 0, n: int = 200, n_features: int = 1600) -> tuple[Array, ...]:
    """Random ReLU features of digits: (features, labels, features of 1000 test digits, their labels).

    Examples
    --------
    >>> D, y, D_test, y_test = digit_features(n=50, n_features=100)
    >>> D.shape, D_test.shape
    ((50, 100), (1000, 100))
    """
    mnist = load_mnist(subset=n, seed=seed)
    C, b = draw_features(n_features, 784, np.random.default_rng(seed))
    D, D_test = (features(images / 255, C, b) for images in (mnist.X, mnist.X_test[:1000]))
    return D, mnist.y, D_test, mnist.y_test[:1000]


def digit_errors(sizes: Sequence[int], seed: int = 0, n: int = 200) -> Array:
    """The share of 1000 test digits that least squares on the first N features gets wrong, for each N of ``sizes``.

    Examples
    --------
    >>> digit_errors([20]).shape
    (1,)
    """
    D, y, D_test, y_test = digit_features(seed, n)
    fits = (
        D_test[:, :N] @ minimum_norm(D[:, :N], np.eye(10)[y]) for N in check_several("sizes", sizes, check_integer, 1)
    )
    return np.array([np.mean(fit.argmax(axis=1) != y_test) for fit in fits])


def dead_and_threshold(seed: int = 0) -> tuple[float, int]:
    """The share of digit features that are 0 on every image, and the N at which their rank reaches the number of images.

    Examples
    --------
    >>> share, threshold = dead_and_threshold()
    >>> 0.1 < share < 0.4, threshold > 200
    (True, True)
    """
    D = digit_features(seed)[0]
    return float(np.all(D == 0, axis=0).mean()), rank_threshold(D)


def errors_on_digits(seed: int = 0) -> dict[str, Any]:
    """Mistakes on digits for growing numbers of features, one draw of images and features: what ``errors_of_draws`` draws.

    Returns
    -------
    dict
        n images, of which the ``threshold`` first features have the rank; the share of ``dead`` features; ``sizes``, with the
        threshold among them, and ``mistakes``, the share of wrong test digits at each.

    Examples
    --------
    >>> draw = errors_on_digits()
    >>> draw["sizes"][int(np.argmax(draw["mistakes"]))] == draw["threshold"]
    True
    """
    dead, threshold = dead_and_threshold(seed)
    sizes = sorted({20, 50, 100, 150, 200, 220, 240, 260, threshold, 280, 300, 340, 400, 600, 1000, 1600})
    return {"n": 200, "dead": dead, "threshold": threshold, "sizes": sizes, "mistakes": digit_errors(sizes, seed)}
