"""What to look at first when a network does not train: three measurements that need no training, or little.

The loss at the start, against that of guessing; the size of a step, against that of the weights; whether a few data
points can be learned by heart.
"""

from collections import namedtuple

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_plain, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged

Checkup = namedtuple("Checkup", "loss ratios idle directions")
Checkup.__doc__ = """One look at a network, before a step is taken.

loss : the mean loss; ratios : eta norm(dL/dW) / norm(W) of each layer; idle : for each hidden layer the share of its
units whose slope phi' is 0 for every data point; directions : for each layer the number of different directions among the
rows of W, its rank.
"""


def pooled(images: ArrayLike) -> Array:
    """Images (n, 784) of 28 x 28 pixels at half the resolution, (n, 196): each number is the mean of four pixels.

    Examples
    --------
    >>> pooled(np.ones((1, 784))).shape
    (1, 196)
    """
    images = check_array("images", np.asarray(images, dtype=np.float64), shape=(None, 784))
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)


def four_starts(net: Network, X: ArrayLike, rng: Rng) -> dict[str, tuple[Array, Array]]:
    """Four ways to begin with one network of ReLUs and the same pixels: name -> (w, inputs).

    Parameters
    ----------
    net : Network
    X : array_like, (n, d)
        Pixels from 0 to 255.
    rng : numpy.random.Generator
        One draw of weights serves the first three.

    Returns
    -------
    dict of str -> (ndarray (p,), ndarray (n, d))

    Examples
    --------
    >>> net = Network([2, 2, 3], phi="relu", loss="multiclass")
    >>> list(four_starts(net, [[0, 255], [51, 0]], np.random.default_rng(0)))
    ["1: He's scheme", '2: pixels 0 to 255', '3: weights / 15', '4: weights equal']
    """
    X = check_array("X", X, shape=(None, check_plain(net).sizes[0]))
    w, scaled = net.init(check_rng(rng), "he"), (X - X.mean()) / X.std()
    return {
        "1: He's scheme": (w, scaled),
        "2: pixels 0 to 255": (w.copy(), X),
        "3: weights / 15": (w / 15, scaled),
        "4: weights equal": (np.where(net.is_weight, 0.05, 0.0), scaled),
    }


def descend(net: Network, w: Array, X: Array, y: Array, *, eta: float, n_steps: int) -> tuple[Array, Array]:
    """Gradient descent on all data, equation (26): where it ends, and the losses before the first step and after each.

    Parameters
    ----------
    net : Network
    w : ndarray, (p,)
        The start; not changed.
    X, y
        As ``net`` takes them.
    eta : float
    n_steps : int

    Returns
    -------
    w : ndarray, (p,)
    losses : ndarray, (n_steps + 1,)

    Raises
    ------
    ValueError
        For wrong shapes and settings.
    Diverged
        When the loss is not finite any more.

    Examples
    --------
    >>> net = Network([1, 1])
    >>> w, losses = descend(net, np.array([1.0, 0.0]), np.array([[1.0], [2.0]]), np.array([1.0, 1.0]), eta=0.5, n_steps=2)
    >>> losses
    array([0.25      , 0.15625   , 0.10644531])
    """
    check_number("eta", eta, 0, low_open=True)
    check_integer("n_steps", n_steps, 0)
    w, losses, g = np.array(w), np.empty(n_steps + 1), None
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(n_steps):
            losses[t], g = net.loss_and_grad(w, X, y, out=g)
            w -= eta * g
            if not np.isfinite(w).all():
                raise Diverged(t + 1, eta)
        losses[n_steps] = net.loss(w, X, y)
    return w, losses


def checkup(net: Network, w: Array, X: Array, y: Array, eta: float) -> Checkup:
    """Loss, update-to-weight ratios, idle units and directions of a network at w: a ``Checkup``.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (p,)
    X, y
        As ``net`` takes them.
    eta : float
        The learning rate of the step that is judged.

    Raises
    ------
    ValueError
        For another kind of network, and for wrong shapes and labels.

    Examples
    --------
    >>> net = Network([2, 2, 1], phi="relu", loss="logistic")
    >>> look = checkup(net, np.full(9, 0.5), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1]), eta=0.1)
    >>> look.idle, look.directions
    ([0.0], [1, 1])
    """
    check_number("eta", eta, 0, low_open=True)
    loss, g = check_plain(net).loss_and_grad(w, X, y)
    weights, gradients = [W for W, _ in net.views(w)], [G for G, _ in net.views(g)]
    ratios = [eta * float(np.linalg.norm(G) / np.linalg.norm(W)) for W, G in zip(weights, gradients)]
    hidden = net.forward(w, X).A[1:-1]
    idle = [float(np.mean((net.phi.derivative(A) == 0).all(axis=0))) for A in hidden]
    return Checkup(float(loss), ratios, idle, [int(np.linalg.matrix_rank(W, 1e-9)) for W in weights])
