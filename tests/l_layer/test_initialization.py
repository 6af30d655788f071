"""Initial weights: their variances, and what each scheme keeps constant through the layers of a real network."""

import re

import numpy as np
import pytest

from lecturekit.backprop_in_practice.signals import layer_signals, saturated_fraction
from lecturekit.l_layer.initialization import SCHEMES, initial_weights
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm

VARIANCE = {"lecun": 1 / 300, "glorot": 2 / 700, "he": 2 / 300, "standard_normal": 1.0}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_mean_and_variance(scheme):
    W = initial_weights(np.random.default_rng(0), (400, 300), scheme)
    assert W.shape == (400, 300)
    assert W.var() == pytest.approx(VARIANCE[scheme], rel=0.02)
    assert abs(W.mean()) < 5 * W.std() / np.sqrt(W.size)


def test_bad_input():
    with pytest.raises(ValueError, match="scheme is 'xavier', expected one of"):
        initial_weights(np.random.default_rng(0), (2, 2), "xavier")
    with pytest.raises(ValueError, match="rng is int"):
        initial_weights(0, (2, 2))


@pytest.mark.parametrize(
    "shape, told",
    [
        (3, "shape is 3, expected two integers"),
        (None, "shape is None"),
        ("ab", "shape is 'ab'"),
        ((1, 2, 3), "shape is (1, 2, 3)"),
        ((2, 0), "shape[1] is 0, expected an integer of at least 1"),
        ((-1, 2), "shape[0] is -1"),
        ((2.5, 2), "shape[0] is 2.5"),
    ],
    ids=range(7),
)
def test_a_shape_is_two_positive_integers(shape, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        initial_weights(np.random.default_rng(0), shape)


def signals(sizes, phi, scheme, seed, scale=1.0):
    rng = np.random.default_rng(seed)
    net = Network(sizes, phi=phi, loss="logistic")
    X, y = rng.standard_normal((300, sizes[0])), rng.integers(0, 2, 300)
    return layer_signals(net, net.init(rng, scheme, scale), X, y)


@pytest.mark.parametrize("seed", range(4))
def test_lecun_keeps_z_for_the_identity_and_he_for_relu(seed):
    linear = signals([200] * 8 + [1], "identity", "lecun", seed)
    rectified = signals([200] * 8 + [1], "relu", "he", seed)
    for run in (linear, rectified):
        assert all(0.5 < s.z_rms / run[0].z_rms < 2 for s in run[:-1])
    shrinking = signals([200] * 8 + [1], "relu", "lecun", seed)
    assert shrinking[6].z_rms < 0.25 * shrinking[0].z_rms  # (1/2)^(6/2) = 1/8


@pytest.mark.parametrize("seed", range(4))
def test_a_funnel_needs_glorots_compromise_for_the_derivatives(seed):
    # narrow to wide, 40 -> 400: with 1 / fan_in the derivatives coming down grow by sqrt(10), Glorot's less
    down = {scheme: signals([40, 40, 400, 1], "identity", scheme, seed) for scheme in ("lecun", "glorot")}
    growth = {scheme: run[0].delta_rms / run[1].delta_rms for scheme, run in down.items()}
    assert growth["lecun"] == pytest.approx(np.sqrt(10), rel=0.25)
    assert growth["glorot"] == pytest.approx(np.sqrt(2 * 10 / 11), rel=0.25)


def test_saturated_fraction_by_hand():
    assert saturated_fraction("sigmoid", np.array([-5.0, 0.0, 4.0, 4.4])) == 0.5  # beyond 4.36
    assert saturated_fraction("tanh", np.array([-2.2, 2.1, 0.0, 3.0])) == 0.5  # beyond 2.18
    assert saturated_fraction("relu", np.array([-1.0, 2.0])) == 0.5
    with pytest.raises(ValueError, match="threshold is 1"):
        saturated_fraction("tanh", np.zeros(3), threshold=1)
    with pytest.raises(ValueError, match=r"z has shape \(0,\), expected at least one entry"):
        saturated_fraction("tanh", [])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("phi", ["tanh", "sigmoid"])
def test_saturation_grows_with_the_scale(phi, seed):
    fractions = [signals([30, 100, 100, 100, 1], phi, "lecun", seed, scale)[0].saturated for scale in (1, 3, 10, 30)]
    assert all(np.diff(fractions) > 0.05)


def test_signals_agree_with_the_networks_gradient():
    rng = np.random.default_rng(5)
    net = Network([3, 4, 5, 2], phi="tanh", loss="multiclass")
    w, X, y = net.init(rng), rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    run = layer_signals(net, w, X, y)
    cache, views = net.forward(w, X), net.views(net.grad(w, X, y))
    assert [s.layer for s in run] == [1, 2, 3]
    for l, signal in enumerate(run, start=1):
        assert signal.gradient_norm == pytest.approx(np.linalg.norm(views[l - 1][0]), rel=1e-12)
        assert signal.z_rms == pytest.approx(np.sqrt(np.mean(cache.Z[l] ** 2)), rel=1e-12)
    # one data point: dL/db^(l) IS delta^(l)
    one = layer_signals(net, w, X[:1], y[:1])
    for signal, (_, b) in zip(one, net.views(net.grad(w, X[:1], y[:1]))):
        assert signal.delta_rms == pytest.approx(np.sqrt(np.mean(b**2)), rel=1e-10)


def test_signals_want_a_plain_network_and_data():
    net = Network([3, 4, 1], loss="logistic")
    w = net.init(np.random.default_rng(0))
    with pytest.raises(ValueError, match="net is None, expected a Network"):
        layer_signals(None, w, np.ones((2, 3)), [0, 1])
    with pytest.raises(ValueError, match="expected a plain network"):
        layer_signals(Network([3, 4, 1], normalization=BatchNorm()), w, np.ones((2, 3)), [0, 1])
    with pytest.raises(ValueError, match="X has dtype object, expected numbers"):
        layer_signals(net, w, None, [0, 1])
