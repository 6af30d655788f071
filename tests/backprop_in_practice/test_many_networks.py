"""Many networks side by side: each row must behave as it would alone."""

import numpy as np
import pytest

from lecturekit.backprop_in_practice.many_networks import init_many, losses_and_grads, train_many
from lecturekit.datasets import make_xor_exact
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent

NETS = {
    "tanh, logistic": (Network([3, 4, 1], phi="tanh", loss="logistic"), lambda rng, n: rng.integers(0, 2, n)),
    "sigmoid, least squares": (
        Network([3, 4, 2, 1], phi="sigmoid", loss="least_squares"),
        lambda rng, n: rng.normal(size=n),
    ),
    "relu, multiclass": (Network([3, 5, 3], phi="relu", loss="multiclass"), lambda rng, n: rng.integers(0, 3, n)),
    "one layer": (Network([3, 1], loss="logistic_pm"), lambda rng, n: 2 * rng.integers(0, 2, n) - 1),
}


@pytest.mark.parametrize("name", NETS)
def test_losses_and_gradients_are_those_of_each_network_alone(name):
    net, labels = NETS[name]
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, 3)), labels(rng, 7)
    w = init_many(net, 5, rng) + 0.1 * rng.normal(size=(5, net.n_params))
    losses, grads = losses_and_grads(net, w, X, y)
    for k in range(5):
        L, g = net.loss_and_grad(w[k], X, y)
        assert losses[k] == pytest.approx(L, rel=1e-12)
        np.testing.assert_allclose(grads[k], g, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("optimizer", [GradientDescent(0.3), Momentum(0.3, 0.4)], ids=repr)
def test_training_side_by_side_is_training_alone(optimizer):
    data = make_xor_exact()
    net = Network([2, 3, 1], phi="tanh", loss="logistic")
    start = init_many(net, 4, np.random.default_rng(1))
    w = start.copy()
    history = train_many(net, w, (data.X, data.y), optimizer, 30)
    assert history.shape == (31, 4)
    for k in range(4):
        alone = start[k].copy()
        optimizer.reset()
        for t in range(30):
            L, g = net.loss_and_grad(alone, data.X, data.y)
            assert history[t, k] == pytest.approx(L, rel=1e-10)
            optimizer.step(alone, g)
        np.testing.assert_allclose(w[k], alone, rtol=1e-9, atol=1e-12)


def test_copies_with_data_and_decay_of_their_own_train_as_each_would_alone():
    net, rng = Network([3, 4, 1], phi="tanh", loss="logistic"), np.random.default_rng(2)
    X, y, lams = rng.normal(size=(3, 6, 3)), rng.integers(0, 2, (3, 6)), np.array([0.0, 0.1, 1.0])
    start = init_many(net, 3, rng) + 0.5  # biases too, which do not decay
    w = start.copy()
    history = train_many(net, w, (X, y), GradientDescent(0.2), 20, lams=lams)
    for k, lam in enumerate(lams):
        alone = start[k].copy()
        for t in range(20):
            L, g = net.loss_and_grad(alone, X[k], y[k])
            assert history[t, k] == pytest.approx(L, rel=1e-10)
            alone -= 0.2 * (g + lam * np.where(net.is_weight, alone, 0))
        np.testing.assert_allclose(w[k], alone, rtol=1e-9, atol=1e-12)
        grads = losses_and_grads(net, start, X, y)[1]
        np.testing.assert_allclose(grads[k], net.grad(start[k], X[k], y[k]), rtol=1e-10, atol=1e-13)


def test_bad_input_and_divergence():
    data = make_xor_exact()
    net = Network([2, 3, 1], phi="relu", loss="least_squares")
    w = init_many(net, 4, np.random.default_rng(1))
    y = data.y.astype(float)
    with pytest.raises(ValueError, match=r"w has shape \(13,\), expected \(any, 13\)"):
        losses_and_grads(net, w[0], data.X, y)
    with pytest.raises(ValueError, match="net is None, expected a Network"):
        init_many(None, 2, np.random.default_rng(1))
    with pytest.raises(ValueError, match="scale is -1"):
        init_many(net, 2, np.random.default_rng(1), scale=-1)
    with pytest.raises(ValueError, match="data is NoneType, expected a pair"):
        train_many(net, w, None, GradientDescent(0.1), 5)
    with pytest.raises(ValueError, match="w is list, expected an array: it is updated in place"):
        train_many(net, w.tolist(), (data.X, y), GradientDescent(0.1), 5)
    with pytest.raises(ValueError, match="expected a plain network"):
        losses_and_grads(Network([2, 3, 1], normalization=BatchNorm()), w, data.X, y)
    with pytest.raises(ValueError, match="expected an Optimizer"):
        train_many(net, w, (data.X, y), 0.1, 5)
    with pytest.raises(ValueError, match="n_copies is 0"):
        init_many(net, 0, np.random.default_rng(1))
    with pytest.raises(ValueError, match="expected a writable array"):
        frozen = w.copy()
        frozen.flags.writeable = False
        train_many(net, frozen, (data.X, y), GradientDescent(0.1), 5)
    with pytest.raises(ValueError, match=r"lams has shape \(2,\), expected one number or \(4,\)"):
        train_many(net, w, (data.X, y), GradientDescent(0.1), 5, lams=[0.1, 0.2])
    with pytest.raises(ValueError, match="lams contains -1"):
        train_many(net, w, (data.X, y), GradientDescent(0.1), 5, lams=-1)
    with pytest.raises(ValueError, match=r"X has shape \(2, 4, 2\), expected \(4, 4, 2\)"):
        losses_and_grads(net, w, np.stack([data.X] * 2), np.stack([y] * 2))
    with pytest.raises(ValueError, match=r"y has shape \(4,\), expected it to begin with \(4, 4\)"):
        losses_and_grads(net, w, np.stack([data.X] * 4), y)
    with pytest.raises(Diverged, match="learning rate 50"):
        train_many(net, w, (data.X, y), GradientDescent(50.0), 2000)


def test_logits_too_large_for_a_float_give_nan():
    data = make_xor_exact()
    net = Network([2, 3, 1], phi="relu", loss="least_squares")
    losses, grads = losses_and_grads(net, np.full((2, 13), 1e308), data.X, data.y.astype(float))
    assert np.isnan(losses).all() and np.isnan(grads).all()
