"""An optimizer made of a learner's function, and digits whose network is asleep, to try it on."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array, Data, Rng
from lecturekit.foundation.validation import check_array, check_callable, check_integer
from lecturekit.l_layer.network import Network
from lecturekit.training.loop import train
from lecturekit.training.optimizer import Optimizer

ASLEEP = -8.0
"""The bias of every hidden unit at the start."""
N_TRAIN, N_PASSES, BATCH_SIZE = 3000, 4, 32


class OwnOptimizer(Optimizer):
    """An optimizer whose step is a function of yours.

    Parameters
    ----------
    step : callable
        ``step(w, g, state, t)`` returns the new w, (p,). ``state`` is a dict, empty before step t = 1: whatever the function
        leaves in it is there at the next step.

    Examples
    --------
    >>> def sign_descent(w, g, state, t):
    ...     return w - 0.1 * np.sign(g)
    ...
    >>> OwnOptimizer(sign_descent).step(np.zeros(2), np.array([3.0, -0.01]))
    array([-0.1,  0.1])
    """

    def __init__(self, step: Callable[[Array, Array, dict[str, Any], int], Array]) -> None:
        self._function = check_callable("step", step)
        super().__init__(1.0)

    def reset(self) -> None:
        """Forget the steps done: t = 0 and an empty state."""
        super().reset()
        self.state: dict[str, Any] = {}

    def step(self, w: Array, g: Array) -> Array:
        """One step; w is changed in place to what the function returns for copies of w and g."""
        self._check(w, g)
        self.t += 1
        made = self._function(w.copy(), g.copy(), self.state, self.t)
        w[:] = check_array("the new w", made, shape=w.shape, finite=False)
        return w


@cache
def sleeping_digits() -> tuple[Network, Data, Data]:
    """A network 784-32-10 of sigmoid units; 3000 images with labels to train on; 2000 others: (net, (X, y), (X, y)).

    Examples
    --------
    >>> net, (X, y), (X_other, y_other) = sleeping_digits()
    >>> X.shape, X_other.shape
    ((3000, 784), (2000, 784))
    """
    data = load_mnist(subset=N_TRAIN + 2000).as_float(np.float32)
    net = Network([784, 32, 10], phi="sigmoid", loss="multiclass", dtype=np.float32)
    return net, (data.X[:N_TRAIN], data.y[:N_TRAIN]), (data.X[N_TRAIN:], data.y[N_TRAIN:])


def asleep(rng: Rng) -> Array:
    """Random weights for the network of ``sleeping_digits``, every hidden unit with a bias of -8: (p,).

    Examples
    --------
    >>> net, (X, y), _ = sleeping_digits()
    >>> f"{np.abs(net.grad(asleep(np.random.default_rng(0)), X, y)[: 784 * 32]).max():.0e}"  # the first layer's slopes
    '2e-05'
    """
    net = sleeping_digits()[0]
    w = net.init(rng)
    net.views(w)[0][1][:] = ASLEEP
    return w


def wake_digits(optimizer: Optimizer, seed: int = 0) -> dict[str, Any]:
    """Four passes over the 3000 images in batches of 32, 376 steps, from a start that is asleep.

    Parameters
    ----------
    optimizer : Optimizer
    seed : int
        Of the start and of the batches.

    Returns
    -------
    dict
        losses, the mean of each pass; mistakes on the 2000 other images, in percent; the trained w.

    Raises
    ------
    Diverged
        When w is not finite any more.

    Examples
    --------
    >>> from lecturekit.training import GradientDescent
    >>> wake_digits(GradientDescent(0.5))["losses"].round(1)
    array([2.3, 2.3, 2.3, 2.3])
    """
    net, data, others = sleeping_digits()
    rng = np.random.default_rng(check_integer("seed", seed, 0))
    w = asleep(rng)
    records = train(net, w, data, optimizer, batch_size=BATCH_SIZE, n_epochs=N_PASSES, rng=rng)
    losses = np.array([record.loss for record in records])
    return {"losses": losses, "mistakes": float(100 * (1 - net.accuracy(w, *others))), "w": w}
