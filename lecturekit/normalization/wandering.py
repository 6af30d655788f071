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
def sums_while_training(seed: int = 0, eta: float = 1.0, n: int = 1000) -> dict[str, Array]:
    """What reaches tanh in layer 3 of 784-50-50-50-10, all units and its n digits together, before each step of one epoch and after it.

    Returns
    -------
    dict of str -> ndarray, (1 + n / 40, 4)
        The quantiles 0.15, 0.5, 0.85, and the share beyond which tanh has less than 5% of its largest slope, without
        normalization and with batch normalization per neuron, trained in batches of 40 from weights of the usual size.

    Examples
    --------
    >>> {name: z.shape for name, z in sums_while_training(n=120).items()}
    {'none': (4, 4), 'batch norm': (4, 4)}
    """
    digits = load_mnist(subset=n, seed=seed)
    X, found = digits.X / 255, {}
    for name, kind in {"none": None, "batch norm": BatchNorm()}.items():
        net = Network([784, 50, 50, 50, 10], phi="tanh", loss=multiclass, normalization=kind)
        rng = np.random.default_rng(seed)
        watch = _Watch(net, X)
        w = net.init(rng, scheme="lecun")
        for _ in train(watch, w, (X, digits.y), GradientDescent(eta), batch_size=40, n_epochs=1, rng=rng):
            pass
        watch.look(w)
        found[name] = np.array(watch.seen)
    return found


class _Watch:
    """A network that looks at layer 3 before every step."""

    def __init__(self, net, X):
        self.net, self.X, self.seen = net, X, []

    def look(self, w):
        """Note the quantiles and the saturated share of what reaches tanh, over all of X."""
        x = self.net.forward(w, self.X, train=True).A[3]
        z = np.arctanh(np.clip(x, -1 + 1e-15, 1 - 1e-15))
        self.seen.append([*np.quantile(z, SHARES), np.mean(1 - x**2 < 0.05)])

    def loss_and_grad(self, w, X, y, **mode):
        """``net.loss_and_grad``, after a look."""
        self.look(w)
        return self.net.loss_and_grad(w, X, y, **mode)
