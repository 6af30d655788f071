"""Wide networks: the distance they travel, and the gradient by which they do."""

import numpy as np
import pytest

from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.backprop_in_practice.wide_networks import SCALINGS, journey
from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer.network import Network
from lecturekit.training.diverged import Diverged


def data(n=50):
    full = load_breast_cancer()
    return Standardizer().fit_transform(full.X)[:n], 2.0 * full.y[:n] - 1


@pytest.mark.parametrize("seed", (0, 1, 2))
@pytest.mark.parametrize("scaling, low, high", [("1/sqrt(m)", -0.65, -0.35), ("1/m", -0.15, 0.1)])
def test_relative_distance_against_width(scaling, low, high, seed):
    widths = np.array([20, 80, 320])
    rng = np.random.default_rng(seed)
    moves = [np.mean([journey(*data(), m, scaling, rng).relative_move for _ in range(3)]) for m in widths]
    assert low < np.polyfit(np.log(widths), np.log(moves), 1)[0] < high


@pytest.mark.parametrize("scaling", SCALINGS)
def test_its_first_step_is_along_the_networks_gradient(scaling):
    # the same function as a Network with output weights s v and no bias: dL/dW is the same, dL/dv = s dL/d(s v)
    X, y = data(10)
    m, s, eta = 4, (0.5 if scaling == "1/sqrt(m)" else 0.25), 1e-3
    rate = eta if scaling == "1/sqrt(m)" else eta * m
    rng = np.random.default_rng(3)
    W, v = rng.standard_normal((m, 30)), rng.standard_normal(m)
    net = Network([30, m, 1], phi="tanh", loss="least_squares")
    w = np.zeros(net.n_params)
    (W1, _), (W2, _) = net.views(w)
    W1[...], W2[...] = W, s * v
    before = net.loss(w, X / np.sqrt(30), y)
    (gW1, _), (gW2, _) = net.views(net.grad(w, X / np.sqrt(30), y))
    W1 -= rate * gW1
    W2 -= rate * s**2 * gW2
    after = net.loss(w, X / np.sqrt(30), y)
    target = (before + after) / 2  # so that the journey is exactly one step
    found = journey(X, y, m, scaling, np.random.default_rng(3), eta=eta, target=target)
    assert found.n_steps == 1
    assert found.loss == pytest.approx(after, rel=1e-12)
    assert found.relative_move == pytest.approx(rate * np.linalg.norm(gW1) / np.linalg.norm(W), rel=1e-9)


def test_bad_input():
    X, y = data(10)
    with pytest.raises(ValueError, match="scaling is '1/m2', expected one of"):
        journey(X, y, 3, "1/m2", np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"y has shape \(9,\), expected \(10,\)"):
        journey(X, y[1:], 3, "1/m", np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"X has shape \(0, 30\), expected at least one row"):
        journey(X[:0], y[:0], 3, "1/m", np.random.default_rng(0))
    with pytest.raises(ValueError, match="give it more steps"):
        journey(X, y, 3, "1/m", np.random.default_rng(0), max_steps=2)
    with pytest.raises(Diverged):
        journey(X, y, 30, "1/m", np.random.default_rng(0), eta=1e200)
