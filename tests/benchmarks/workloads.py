"""What is timed: networks, batches and optimizers; and the same numbers for every competitor."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Workload:
    """One training step to be timed.

    Attributes
    ----------
    name, sizes, phi, loss, batch_size, dtype, optimizer
        The network and the step, in the course's words.
    eta : float
        Learning rate. Adam: beta1 0.9, beta2 0.999, eps outside the root, as in the other libraries. So small
        that the labels are not learned by heart while timing: the softmax would come close to 0 or 1, and
        numbers below float32's normal range make every library's matrix products twice as slow.
    gamma : float
        Of momentum.
    """

    name: str
    sizes: tuple
    phi: str
    loss: str
    batch_size: int
    dtype: str
    optimizer: str
    eta: float
    gamma: float = 0.1

    def data(self):
        """X (n, d) and y (n,): the same for every competitor."""
        rng = np.random.default_rng(3)
        X = rng.standard_normal((self.batch_size, self.sizes[0])).astype(self.dtype)
        return X, rng.integers(0, max(self.sizes[-1], 2), self.batch_size)

    def weights(self):
        """[(W, b), ...] to start from, W (out, in): the same for every competitor."""
        rng = np.random.default_rng(4)
        return [
            (
                (rng.standard_normal((m, k)) * np.sqrt(2 / k)).astype(self.dtype),
                (0.1 * rng.standard_normal(m)).astype(self.dtype),
            )
            for k, m in zip(self.sizes, self.sizes[1:])
        ]

    def describe(self):
        """One line for the table."""
        return f"{'-'.join(map(str, self.sizes))} {self.phi}, batch {self.batch_size}, {self.dtype}, {self.optimizer}"


def _by_name(*loads):
    return {load.name: load for load in loads}


STEPS = _by_name(
    Workload("W0", (784, 100, 10), "relu", "multiclass", 128, "float32", "gd", 0.1),
    Workload("W1", (784, 1000, 1000, 10), "relu", "multiclass", 128, "float32", "adam", 3e-5),
    Workload("W2", (64, 100, 10), "relu", "multiclass", 64, "float64", "momentum", 0.5),
    Workload("W3", (2, 8, 1), "tanh", "logistic", 200, "float64", "gd", 0.5),
    Workload("W4", (784, 10), "relu", "multiclass", 128, "float32", "adam", 3e-5),
    Workload("W5", (784, 100, 10), "relu", "multiclass", 10_000, "float32", "gd", 0.1),
)
ACTIVATIONS = _by_name(
    *(
        Workload(phi, (784, 100, 10), phi, "multiclass", 128, "float32", "gd", 0.02)
        for phi in ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus")
    )
)
WORKLOADS = STEPS | ACTIVATIONS
