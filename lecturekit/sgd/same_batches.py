"""Several optimizers from one start and on the same batches, side by side: what remains different is the optimizer."""

from collections.abc import Sequence

import numpy as np

from lecturekit.backprop_in_practice.many_networks import losses_and_grads_into
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_integer
from lecturekit.l_layer.network import Network
from lecturekit.training.batches import Batches, check_data
from lecturekit.training.optimizer import Optimizer, check_optimizer


def ends_on_same_batches(
    net: Network,
    w: Array,
    data: Data,
    optimizers: Sequence[Optimizer],
    *,
    batch_size: int | None = None,
    n_epochs: int = 1,
    rng: Rng | None = None,
) -> Array:
    """The loss on all data where each optimizer ends, infinite where it diverges: (K,).

    A step of all K copies of the network is one set of matrix products; each copy ends where ``train`` with the same
    arguments would have taken it, up to rounding.

    Parameters
    ----------
    net : Network
        Without normalization and dropout.
    w : ndarray, (p,)
        The start of all copies; left as it is.
    data : (X, y)
    optimizers : sequence of Optimizer
        Newly made, one for each copy.
    batch_size, n_epochs, rng
        As for ``train``.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> net, xor = Network([2, 3, 1], loss="logistic"), (np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]]), np.array([0, 1, 1, 0]))
    >>> start = net.init(np.random.default_rng(0))
    >>> ends_on_same_batches(net, start, xor, [GradientDescent(0.01), GradientDescent(1.0)], n_epochs=300).round(2)
    array([0.69, 0.01])
    """
    X, y = check_data(data)
    check_integer("n_epochs", n_epochs, 0)
    check_integer("the number of optimizers", len(optimizers), 1)
    for optimizer in optimizers:
        check_optimizer(optimizer)
    W = np.tile(w, (len(optimizers), 1))
    G, batches = np.empty_like(W), Batches(X, y, batch_size, rng)
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(1, n_epochs + 1):
            for X_batch, y_batch in batches.of(epoch):
                losses_and_grads_into(G, net, W, X_batch, np.concatenate([y_batch] * len(W)))
                for optimizer, row, g in zip(optimizers, W, G):
                    optimizer.step(row, g)
    return np.array([net.loss(row, X, y) if np.isfinite(row).all() else np.inf for row in W])
