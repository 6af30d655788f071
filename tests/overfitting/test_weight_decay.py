"""Weight decay: what it leaves alone, the two forms under gradient descent and Adam, and what it refuses."""

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import Adam, AdamW
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.weight_decay import DecoupledDecay, WeightDecay
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

NET = Network([3, 4, 2], phi="tanh", loss="multiclass")


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_without_a_gradient_weights_shrink_geometrically_and_biases_stay(rng):
    start = rng.normal(size=NET.n_params)
    w, optimizer = start.copy(), DecoupledDecay(GradientDescent(0.3), 0.2, NET.is_weight)
    for _ in range(7):
        optimizer.step(w, np.zeros_like(w))
    assert np.allclose(w[NET.is_weight], start[NET.is_weight] * 0.94**7, rtol=1e-12)
    assert np.array_equal(w[~NET.is_weight], start[~NET.is_weight])
    assert optimizer.t == 7


def test_both_forms_walk_the_same_path_with_gradient_descent_and_not_with_momentum_or_adam(rng):
    X, y, start = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), rng.normal(size=NET.n_params)

    def difference(make):
        inside, outside = start.copy(), start.copy()
        decoupled = DecoupledDecay(make(), 0.1, NET.is_weight)
        for _ in train(WeightDecay(NET, 0.1), inside, (X, y), make(), n_epochs=30):
            pass
        for _ in train(NET, outside, (X, y), decoupled, n_epochs=30):
            pass
        return np.abs(inside - outside).max()

    assert difference(lambda: GradientDescent(0.2)) < 1e-13
    assert difference(lambda: Momentum(0.2, 0.1)) > 1e-3
    assert difference(lambda: Adam(0.01)) > 1e-3


def test_around_adam_it_is_adamw(rng):
    gradients, start = rng.normal(size=(12, 5)) * 10.0 ** -np.arange(5), rng.normal(size=5)
    ours, theirs = start.copy(), start.copy()
    wrapped, adamw = DecoupledDecay(Adam(0.02), 0.3), AdamW(0.02, lam=0.3)
    for g in gradients:
        wrapped.step(ours, g)
        adamw.step(theirs, g)
    assert np.allclose(ours, theirs, rtol=1e-12)


def test_with_a_rate_that_changes(rng):
    w = np.ones(2)
    optimizer = DecoupledDecay(GradientDescent(lambda t: 0.5 / t), 0.4)
    optimizer.step(w, np.zeros(2))
    optimizer.step(w, np.zeros(2))
    assert np.allclose(w, (1 - 0.5 * 0.4) * (1 - 0.25 * 0.4))
    optimizer.reset()
    assert optimizer.t == 0 and optimizer.optimizer.t == 0


def test_more_decay_gives_shorter_weights(rng):
    X, y, lengths = rng.normal(size=(20, 3)), rng.integers(0, 2, 20), []
    for lam in (0.0, 0.01, 0.1, 1.0):
        w = NET.init(np.random.default_rng(1))
        for _ in train(WeightDecay(NET, lam), w, (X, y), GradientDescent(0.5), n_epochs=400):
            pass
        lengths.append(np.linalg.norm(w[NET.is_weight]))
    assert lengths == sorted(lengths, reverse=True) and lengths[-1] < 0.1 * lengths[0]


def test_zero_is_no_decay_and_predictions_are_the_networks(rng):
    X, y, w = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), rng.normal(size=NET.n_params)
    assert WeightDecay(NET, 0.0).loss(w, X, y) == NET.loss(w, X, y)
    assert np.array_equal(WeightDecay(NET, 3.0).predict(w, X), NET.predict(w, X))


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="lam is -1, expected a number in"):
        WeightDecay(NET, -1)
    with pytest.raises(ValueError, match="net is 'x', expected a Network"):
        WeightDecay("x", 0.1)
    with pytest.raises(ValueError, match="expected an Optimizer"):
        DecoupledDecay(0.1, 0.1)
    with pytest.raises(ValueError, match=r"eta \* lam is 2, expected less than 1"):
        DecoupledDecay(GradientDescent(0.5), 4).step(np.ones(2), np.zeros(2))


def test_a_wrong_gradient_changes_nothing():
    optimizer, w = DecoupledDecay(GradientDescent(0.5), 0.1), np.ones(2)
    with pytest.raises(ValueError, match=r"g has shape \(3,\), expected \(2,\)"):
        optimizer.step(w, np.zeros(3))
    with pytest.raises(ValueError, match="w is list, expected a writable float vector"):
        optimizer.step([1.0, 1.0], np.zeros(2))
    assert w.tolist() == [1.0, 1.0] and optimizer.t == 0
