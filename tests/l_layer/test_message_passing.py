"""Jacobians and messages against finite differences and against torch."""

import numpy as np
import pytest

from lecturekit.l_layer.message_passing import layer_jacobian, layer_jacobians, messages
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.overfitting.dropout import Dropout
from lecturekit.single_unit.activations import ACTIVATIONS
from lecturekit.single_unit.gradient_check import compare_gradients, numerical_gradient
from lecturekit.single_unit.losses import multiclass


def numerical_jacobian(function, x):
    columns = [numerical_gradient(lambda v, i=i: function(v)[i], x) for i in range(len(function(x)))]
    return np.array(columns)


@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=str)
@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4)])
def test_layer_jacobian_agrees_with_finite_differences(phi, shape):
    rng = np.random.default_rng(1)
    W, b, x_below = rng.normal(size=shape), rng.normal(size=shape[0]), rng.normal(size=shape[1])
    J = layer_jacobian(phi, W, phi(W @ x_below + b))
    assert compare_gradients(J, numerical_jacobian(lambda v: phi(W @ v + b), x_below), 1e-7)


@pytest.mark.parametrize("sizes", [[3, 2], [4, 5, 3], [3, 4, 4, 4, 2]])
def test_messages_agree_with_finite_differences_at_every_layer(sizes):
    rng = np.random.default_rng(2)
    net = Network(sizes, phi="tanh", loss=multiclass)
    w, x = rng.normal(size=net.n_params), rng.normal(size=sizes[0])
    values = net.forward(w, x[None]).A
    layers = net.views(w)

    def output_from(l, v, k):
        for W, b in layers[l:-1]:
            v = np.tanh(W @ v + b)
        if l < net.L:
            v = layers[-1][0] @ v + layers[-1][1]
        return v[k]

    for k in range(sizes[-1]):
        found = messages(net, w, x, output=k)
        assert [len(message) for message in found] == sizes
        for l, message in enumerate(found):
            numerical = numerical_gradient(lambda v: output_from(l, v, k), values[l][0])
            assert compare_gradients(message, numerical, 1e-7), (k, l)


def test_message_at_the_input_agrees_with_torch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    net = Network([6, 5, 4, 3], phi="sigmoid", loss=multiclass)
    w, x = rng.normal(size=net.n_params), rng.normal(size=6)
    at = torch.tensor(x, requires_grad=True)
    value = at
    for l, (W, b) in enumerate(net.views(w), start=1):
        value = torch.tensor(W) @ value + torch.tensor(b)
        value = torch.sigmoid(value) if l < net.L else value
    value[2].backward()
    np.testing.assert_allclose(messages(net, w, x, output=2)[0], at.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_the_product_of_the_jacobians_is_the_jacobian_of_the_network():
    rng = np.random.default_rng(4)
    net = Network([3, 5, 4, 2], phi="softplus", loss=multiclass)
    w, x = rng.normal(size=net.n_params), rng.normal(size=3)
    J1, J2, J3 = layer_jacobians(net, w, x)
    assert compare_gradients(J3 @ J2 @ J1, numerical_jacobian(lambda v: net.logits(w, v[None])[0], x), 1e-7)


def test_bad_input_is_refused_with_actual_and_expected():
    net = Network([3, 2, 1])
    w = net.init(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"x has shape \(2,\), expected \(3,\)"):
        messages(net, w, np.zeros(2))
    with pytest.raises(ValueError, match="float32, expected float64"):
        messages(net, w, np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="output is 1, expected an integer from 0 to 0"):
        messages(net, w, np.zeros(3), output=1)
    with pytest.raises(ValueError, match=r"x has shape \(3,\), expected \(2,\)"):
        layer_jacobian("tanh", np.zeros((2, 3)), np.zeros(3))
    with pytest.raises(ValueError, match="expected one of"):
        layer_jacobian("tan", np.zeros((2, 3)), np.zeros(2))
    for other in (None, Network([3, 2, 1], normalization=BatchNorm()), Network([3, 2, 1], dropout=Dropout(0.5))):
        for function in (layer_jacobians, messages):
            with pytest.raises(ValueError, match="expected a"):
                function(other, w, np.zeros(3))


def test_whole_numbers_are_numbers_too():
    J = layer_jacobian("tanh", [[1, 2, 3], [4, 5, 6]], [0, 0])
    np.testing.assert_array_equal(J, [[1, 2, 3], [4, 5, 6]])
    assert layer_jacobian("tanh", np.ones((2, 3), np.float32), np.zeros(2, np.float32)).dtype == np.float32
