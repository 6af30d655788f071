"""How many hidden sums one gradient costs, with and without a memory: the lecture's remark on caching, counted."""

from collections.abc import Callable

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer
from lecturekit.single_unit.activations import sigmoid
from lecturekit.two_layer.parameters import Parameters


class CountedSums:
    """The hidden sums z_i of a network at one data point; counts how often one is computed.

    Parameters
    ----------
    params : Parameters
    x : ndarray, (d,)
    keep : bool
        Remember each sum once it is computed.
    """

    def __init__(self, params: Parameters, x: Array, keep: bool) -> None:
        self.params, self.x, self.keep = params, x, keep
        self.count = 0
        self._kept: dict[int, float] = {}

    def __call__(self, i: int) -> float:
        """z_i, the inner sum of (10)."""
        if i in self._kept:
            return self._kept[i]
        self.count += 1
        z = self.params.W[i] @ self.x + self.params.b[i]
        if self.keep:
            self._kept[i] = z
        return z


def gradients_by_formulas(params: Parameters, x: Array, y: int, z: Callable[[int], float]) -> tuple[Array, Array]:
    """(15), and (19) for each i, each of them evaluated from scratch: whatever it needs it asks ``z`` for.

    Returns
    -------
    dW (m, d), dw (m,)
    """
    units = range(len(params.w))

    def mistake():
        return sigmoid(sum(params.w[i] * np.tanh(z(i)) for i in units) + params.b2) - y  # (10), (11)

    dw = mistake() * np.array([np.tanh(z(i)) for i in units])  # (15)
    dW = [mistake() * params.w[i] * (1 - np.tanh(z(i)) ** 2) * x for i in units]  # (19)
    return np.array(dW), dw


def count_sums(m: int, *, keep: bool, d: int = 5) -> int:
    """How many hidden sums the gradient of one data point needs, by (15) and (19), for m hidden units.

    Parameters
    ----------
    m : int
    keep : bool
        Keep each sum, or compute it again whenever a formula asks for it.
    d : int
        Number of inputs; it does not matter.

    Returns
    -------
    int

    Examples
    --------
    >>> count_sums(3, keep=False), count_sums(3, keep=True)
    (18, 3)
    """
    m, d = check_integer("m", m, 1), check_integer("d", d, 1)
    rng = np.random.default_rng(m)
    params = Parameters(rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m), rng.normal())
    z = CountedSums(params, rng.normal(size=d), keep)
    gradients_by_formulas(params, z.x, 1, z)
    return z.count
