"""What replies and praises of chapter 3's exercises say beyond the answer itself."""

import numpy as np
import pytest

from lecturekit.checks.registry import find_exercise
from lecturekit.l_layer import Network
from lecturekit.l_layer.exercises.own_gradcheck import forward_differences
from lecturekit.l_layer.exercises.reading import FIRST, digits, learning, mistakes
from lecturekit.single_unit import relu
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import multiclass
from lecturekit.training import minibatches


@pytest.mark.parametrize("seed", range(5))
def test_difference_quotients(seed):
    A = np.random.default_rng(seed).normal(size=(6, 4))
    f = lambda w: np.sum(np.logaddexp(0, A @ w)) + w @ w
    grad = lambda w: A.T @ (1 / (1 + np.exp(-A @ w))) + 2 * w
    error = lambda found, right: np.linalg.norm(found - right) / (np.linalg.norm(found) + np.linalg.norm(right))
    w = np.zeros(4)
    central = numerical_gradient(f, w)
    assert 1e-13 < error(central, grad(w)) < 1e-8
    for _ in range(2000):
        w -= 0.05 * grad(w)
    w += 1e-6
    assert error(forward_differences(f, w), grad(w)) > 1e-2 > 1e-3 > error(numerical_gradient(f, w), grad(w))
    assert error(numerical_gradient(f, w + 1, h=1e-13), grad(w + 1)) > 1e-5  # too small a step


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_labels_move_every_weight_and_are_begun_to_be_learned(seed):
    rng = np.random.default_rng(seed)
    X, y = digits()[0][:1000], rng.permutation(digits()[1][:1000])
    net = Network([784, 64, 10], phi=relu, loss=multiclass)
    start = net.init(rng)
    w = start.copy()
    for _ in range(40):
        for rows in minibatches(len(X), 50, rng):
            w -= 0.1 * net.grad(w, X[rows], y[rows])
    for W, b in net.views(w - start):
        assert np.all(W.any(axis=1)) and np.all(b)  # unlike the six arrays of the exercise, of which five stayed
    assert net.loss(w, X, y) < 1.5 < np.log(10)


@pytest.mark.slow
@pytest.mark.parametrize("seed", (1, 2))
def test_what_is_said_of_wrong_ways_to_read_digits(seed):
    reached = {
        name: mistakes(learn, np.random.default_rng(seed))["mistakes"]
        for name, learn in {
            "no step": learning(n_epochs=0),
            "slow": learning(eta=0.005),
            "slow, half as long": learning(n_epochs=5, eta=0.005),
            "one batch": learning(stuck=True),
        }.items()
    }
    assert reached["no step"] > 80 and FIRST < reached["slow"] < reached["slow, half as long"]
    X, y, *_ = digits()
    layers = learning(stuck=True)(X, y, np.random.default_rng(seed))
    A = relu(X[:100] @ layers[0][0].T + layers[0][1]) @ layers[1][0].T + layers[1][1]
    assert np.mean(A.argmax(axis=1) == y[:100]) == 1 and reached["one batch"] > 2 * FIRST


def test_rows_of_3_3_add_up_to_zero():
    for Z, y, T in find_exercise("3.3").probes(np.random.default_rng(0)):
        np.testing.assert_allclose(find_exercise("3.3").solution(Z, y, T).sum(axis=1), 0, atol=1e-12)
