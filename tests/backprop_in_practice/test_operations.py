"""The count of operations: by hand, against the products a network really makes, and its growth with n p."""

import numpy as np
import pytest

from lecturekit.backprop_in_practice.operations import CountingDot, multiply_adds
from lecturekit.l_layer import network, parameters
from lecturekit.l_layer.network import Network


def test_by_hand():
    # 30-20-10-1: 600 + 200 + 10 = 810 weights, of which 210 are above the first layer
    count = multiply_adds((30, 20, 10, 1), 569)
    assert count == (569 * 810, 569 * 210, 569 * 810)


@pytest.mark.parametrize("sizes, n", [((5, 1), 3), ((4, 3, 2), 6), ((30, 20, 10, 1), 57), ((3, 8, 8, 8, 2), 11)])
def test_the_formula_counts_what_the_network_multiplies(monkeypatch, sizes, n):
    counter = CountingDot()

    def counted(A, B, out=None):
        for_a_bias = B.ndim == 1 or (B.shape[0] == 1 and (B == 1.0).all())  # of the order of n m, not of n p
        return np.dot(A, B, out=out) if for_a_bias else np.copyto(out, counter(A, B)) or out

    class CountingNumpy:
        dot = staticmethod(counted)

        def __getattr__(self, name):
            return getattr(np, name)

    net = Network(sizes, loss="least_squares")
    rng = np.random.default_rng(0)
    y = rng.normal(size=n if sizes[-1] == 1 else (n, sizes[-1]))
    w, X = net.init(rng), rng.normal(size=(n, sizes[0]))
    for module in (network, parameters):
        monkeypatch.setattr(module, "np", CountingNumpy())
    net.loss_and_grad(w, X, y)
    assert counter.count == sum(multiply_adds(sizes, n))


def test_proportional_to_n_and_at_most_three_times_n_p():
    assert sum(multiply_adds((7, 5, 2), 40)) == 40 * sum(multiply_adds((7, 5, 2), 1))
    deep = (50,) * 30
    p = 29 * 50 * 50
    assert 2.9 < sum(multiply_adds(deep, 10)) / (10 * p) < 3


def test_bad_input():
    with pytest.raises(ValueError, match="sizes is 5, expected a sequence of widths"):
        multiply_adds(5, 3)
    with pytest.raises(ValueError, match="expected at least an input and an output width"):
        multiply_adds((3,), 5)
    with pytest.raises(ValueError, match=r"sizes\[1\] is 0"):
        multiply_adds((3, 0), 5)
    with pytest.raises(ValueError, match="n is 0"):
        multiply_adds((3, 1), 0)
    with pytest.raises(ValueError, match="as many columns in A as rows in B"):
        CountingDot()(np.ones((2, 3)), np.ones((2, 3)))
