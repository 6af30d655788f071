"""What reaches phi in a unit while its network is trained, without and with batch normalization."""

from functools import cache

import numpy as np

from lecturekit.datasets import load_mnist
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.single_unit.losses import multiclass
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

SHARES = (0.15, 0.5, 0.85)


@cache
def sums_while_training(unit: int = 0, seed: int = 0, n_epochs: int = 5) -> dict[str, Array]:
    """Quantiles of what reaches tanh in one unit of layer 3 of 784-50-50-50-10, over its 1000 digits, after every fifth step.

    Returns
    -------
    dict of str -> ndarray, (1 + 4 * n_epochs, 3)
        The quantiles 0.15, 0.5, 0.85, without normalization and with batch normalization per neuron, trained at the rate 0.1
        in batches of 50 from weights of the usual size.

    Examples
    --------
    >>> {name: z.shape for name, z in sums_while_training(n_epochs=1).items()}
    {'none': (5, 3), 'batch norm': (5, 3)}
    """
    digits = load_mnist(subset=1000, seed=seed)
    X, found = digits.X / 255, {}
    for name, kind in {"none": None, "batch norm": BatchNorm()}.items():
        net = Network([784, 50, 50, 50, 10], phi="tanh", loss=multiclass, normalization=kind)
        rng = np.random.default_rng(seed)
        watch = _Watch(net, X, unit)
        w = net.init(rng, scheme="lecun")
        for _ in train(watch, w, (X, digits.y), GradientDescent(0.1), batch_size=50, n_epochs=n_epochs, rng=rng):
            pass
        watch.look(w)
        found[name] = np.array(watch.seen)
    return found


class _Watch:
    """A network that looks at one of its units before every fifth step."""

    def __init__(self, net, X, unit):
        self.net, self.X, self.unit, self.t, self.seen = net, X, unit, 0, []

    def look(self, w):
        """Note the quantiles of what reaches tanh in the unit, over all of X."""
        x = self.net.forward(w, self.X, train=True).A[3][:, self.unit]
        self.seen.append(np.quantile(np.arctanh(x), SHARES))

    def loss_and_grad(self, w, X, y, **mode):
        """``net.loss_and_grad``, after a look."""
        if self.t % 5 == 0:
            self.look(w)
        self.t += 1
        return self.net.loss_and_grad(w, X, y, **mode)
