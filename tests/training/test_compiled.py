"""The compiled updates are numpy's, to the last bit; needs numba (``lecturekit[fast]``) for all but the first tests."""

import sys

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.training import compiled
from lecturekit.training.optimizer import GradientDescent, Optimizer

OPTIMIZERS = {
    "GradientDescent": lambda: GradientDescent(lambda t: 0.1 / t),
    "Momentum": lambda: Momentum(0.1, 0.3),
    "Nesterov": lambda: Nesterov(0.1, 0.3),
    "AdaGrad": lambda: AdaGrad(0.1),
    "AdaGrad, eps outside": lambda: AdaGrad(0.1, 1e-3, eps_inside=False),
    "RMSProp": lambda: RMSProp(0.01),
    "RMSProp, eps outside": lambda: RMSProp(0.01, 0.8, 1e-3, eps_inside=False),
    "AdaDelta": lambda: AdaDelta(),
    "Adam": lambda: Adam(0.01),
    "Adam, eps outside": lambda: Adam(0.01, 0.8, 0.99, 1e-3, eps_inside=False),
    "AdamW": lambda: AdamW(0.01, lam=0.1),
}


def after_steps(optimizer, dtype, n, n_steps=100):
    """w after so many steps, with gradients that no two entries share, zeros among them."""
    rng = np.random.default_rng(0)
    w = rng.standard_normal(n).astype(dtype)
    for _ in range(n_steps):
        g = rng.standard_normal(n).astype(dtype) + w
        g[:3] = 0
        optimizer.step(w, g)
    return w


def plain_loop_after_steps(optimizer, loop, n_steps=100):
    """The same by the uncompiled loop."""
    rng = np.random.default_rng(0)
    w = rng.standard_normal(7)
    state = optimizer.initial_state(w)
    for t in range(1, n_steps + 1):
        g = rng.standard_normal(7) + w
        g[:3] = 0
        optimizer.t, optimizer.rate = t, optimizer._rate_at(t)
        loop(w, g, *state, *optimizer.numbers())
    return w


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_the_loop_is_the_update(make):
    expected = after_steps(make(), np.float64, 7)
    np.testing.assert_array_equal(plain_loop_after_steps(make(), make().loop), expected)


def test_an_update_of_ones_own_is_never_passed_over():
    class Own(Adam):
        def update(self, w, g, m_sum, v_sum, s):
            w += 1

    assert compiled.loop_of(Own()) is None
    assert Own().step(np.zeros(compiled.LONG), np.ones(compiled.LONG))[-1] == 1
    assert [kind for kind in Optimizer.__subclasses__() if "update" in vars(kind) and "loop" not in vars(kind)] == []


def test_without_numba_nothing_changes(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    compiled.compiled.cache_clear()
    assert compiled.loop_of(Adam()) is None
    assert Adam(0.1).step(np.zeros(compiled.LONG), np.ones(compiled.LONG))[-1] == pytest.approx(-0.1)
    compiled.compiled.cache_clear()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_compiled_is_numpy_to_the_last_bit(make, dtype, monkeypatch):
    pytest.importorskip("numba")
    optimizer = make()
    expected = after_steps(make(), dtype, 1001)
    monkeypatch.setattr("lecturekit.training.optimizer.LONG", 1)
    optimizer.block = 100
    assert compiled.loop_of(optimizer) is not None
    np.testing.assert_array_equal(after_steps(optimizer, dtype, 1001), expected)
