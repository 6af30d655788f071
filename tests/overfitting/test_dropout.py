"""Dropout: gradient with a fixed mask, what is dropped and where, and evaluation without it."""

import numpy as np
import pytest

from lecturekit.l_layer.network import Network
from lecturekit.overfitting.dropout import Dropout
from lecturekit.single_unit.gradient_check import gradcheck
from lecturekit.single_unit.losses import multiclass


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def _problem(rng, n=6):
    return rng.normal(size=(n, 5)), rng.integers(0, 3, n)


def _net(dropout, **options):
    return Network([5, 7, 6, 3], phi="tanh", loss=multiclass, dropout=dropout, **options)


@pytest.mark.parametrize("dropout", [Dropout(0.2, 0.4), Dropout(0.3, 0.0), Dropout(0.0, 0.5)])
def test_gradient_for_fixed_masks(dropout, rng):
    X, y = _problem(rng)
    net = _net(dropout)
    w = net.init(rng) + 0.1 * rng.normal(size=net.n_params)

    def masks():
        return np.random.default_rng(7)

    assert gradcheck(
        lambda v: net.loss(v, X, y, train=True, rng=masks()), lambda v: net.grad(v, X, y, train=True, rng=masks()), w
    )
    assert abs(net.loss(w, X, y, train=True, rng=masks()) - net.loss(w, X, y)) > 1e-3


def test_rates_and_expectation_of_inputs_and_hidden_units(rng):
    net = Network([50, 40, 30, 2], phi="sigmoid", loss=multiclass, dropout=Dropout(0.2, 0.6))
    w, X = net.init(rng), np.ones((2000, 50))
    cache = net.forward(w, X, train=True, rng=rng)
    A0, A1, A2 = cache.A[:3]
    assert np.mean(A0 == 0) == pytest.approx(0.2, abs=0.01)
    assert np.mean(A1 == 0) == pytest.approx(0.6, abs=0.01)
    assert np.mean(A2 == 0) == pytest.approx(0.6, abs=0.01)
    assert set(np.unique(A0)) == {0.0, 1.25}
    assert A0.mean() == pytest.approx(1.0, abs=0.01)
    assert not (cache.A[3] == 0).any(), "output units are never dropped"
    off = (A0 == 0).astype(float) - 0.2
    assert abs(np.mean(off[1:] * off[:-1])) < 0.005, "each data point has a mask of its own"
    assert abs(np.mean(off[:, 1:] * off[:, :-1])) < 0.005, "each unit is drawn on its own"


def test_nothing_flows_through_a_dropped_unit(rng):
    """With a single data point, a unit that was off gets no gradient, nor do the weights that leave it."""
    net = _net(Dropout(0.3, 0.5))
    w = net.init(rng)
    X, y = _problem(rng, n=1)
    cache = net.forward(w, X, train=True, rng=np.random.default_rng(3))
    g = net.grad(w, X, y, train=True, rng=np.random.default_rng(3))
    views = net.views(g)
    off_input, off_1, off_2 = (cache.A[l][0] == 0 for l in range(3))
    assert off_input.any() and off_1.any() and not off_1.all() and off_2.any() and not off_2.all()
    assert (views[0][0][:, off_input] == 0).all()
    assert (views[0][0][off_1] == 0).all() and (views[0][1][off_1] == 0).all()
    assert (views[1][0][:, off_1] == 0).all() and (views[1][0][off_2] == 0).all()
    assert (views[2][0][:, off_2] == 0).all()
    assert (views[1][0][~off_2][:, ~off_1] != 0).all()


def test_evaluation_is_as_without_dropout(rng):
    X, y = _problem(rng)
    net, plain = _net(Dropout(0.2, 0.5)), _net(None)
    w = net.init(rng)
    net.loss_and_grad(w, X, y, train=True, rng=rng)
    loss, g = net.loss_and_grad(w, X, y)
    expected_loss, expected_g = plain.loss_and_grad(w, X, y)
    assert loss == expected_loss and np.array_equal(g, expected_g)
    assert np.array_equal(net.predict(w, X), plain.predict(w, X))


def test_input_is_not_changed_and_float32_stays_float32(rng):
    net = _net(Dropout(0.2, 0.5), dtype=np.float32)
    X, y = _problem(rng)
    X = X.astype(np.float32)
    before = X.copy()
    _, g = net.loss_and_grad(net.init(rng), X, y, train=True, rng=rng)
    assert g.dtype == np.float32 and np.array_equal(X, before)


def test_bad_settings_are_refused(rng):
    with pytest.raises(ValueError, match=r"p_hidden is 1.0, expected a number in \[0, 1\)"):
        Dropout(0.2, 1.0)
    net = _net(Dropout())
    X, y = _problem(rng)
    with pytest.raises(ValueError, match="rng is NoneType, expected a numpy Generator"):
        net.loss_and_grad(net.init(rng), X, y, train=True)
