"""Single unit, two layers, L layers: one network wherever they overlap, and the one that autograd differentiates."""

import itertools

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import value_and_grad

from lecturekit import two_layer
from lecturekit.l_layer.network import Network
from lecturekit.single_unit import unit
from lecturekit.single_unit.activations import ACTIVATIONS
from lecturekit.single_unit.losses import LOSSES, least_squares, logistic, logistic_pm

N, D = 7, 4
CLOSE = {"rtol": 0, "atol": 1e-10}
PHI = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.maximum(z, 0.01 * z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
}
LOSS = {
    "least_squares": lambda z, y: anp.mean((z[:, 0] - y) ** 2) / 2,
    "logistic": lambda z, y: anp.mean(anp.log(1 + anp.exp(z[:, 0])) - y * z[:, 0]),
    "logistic_pm": lambda z, y: anp.mean(anp.log(1 + anp.exp(-y * z[:, 0]))),
    "multiclass": lambda z, y: anp.mean(anp.log(anp.sum(anp.exp(z), axis=1)) - z[np.arange(len(y)), y]),
}
ONE_LOGIT = [least_squares, logistic, logistic_pm]


def data(loss, seed=0):
    rng = np.random.default_rng(seed)
    labels = {
        "least_squares": rng.normal(size=N),
        "logistic": np.arange(N) % 2,
        "logistic_pm": 2 * (np.arange(N) % 2) - 1,
        "multiclass": np.arange(N) % 3,
    }
    return rng, rng.normal(size=(N, D)), labels[loss]


@pytest.mark.parametrize("loss", ONE_LOGIT, ids=str)
def test_a_network_of_one_layer_is_a_single_unit(loss):
    rng, X, y = data(loss.name)
    net = Network([D, 1], loss=loss)
    w = rng.normal(size=D + 1)
    dw, db = unit.gradient(loss, w[:-1], X, y, w[-1])
    np.testing.assert_allclose(net.grad(w, X, y), [*dw, db], **CLOSE)
    np.testing.assert_allclose(net.logits(w, X), unit.logit(w[:-1], X, w[-1]), **CLOSE)
    assert net.loss(w, X, y) == pytest.approx(unit.mean_loss(loss, w[:-1], X, y, w[-1]), abs=1e-10)


@pytest.mark.parametrize("loss", ONE_LOGIT, ids=str)
@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=str)
def test_a_network_of_two_layers_is_the_one_written_out(phi, loss):
    rng, X, y = data(loss.name)
    net = Network([D, 3, 1], phi, loss)
    w = rng.normal(size=net.n_params)
    np.testing.assert_allclose(
        net.grad(w, X, y), two_layer.pack(two_layer.gradients_matrix(w, X, y, phi, loss)), **CLOSE
    )
    one_by_one = [two_layer.pack(two_layer.gradients(w, x, label, phi, loss)) for x, label in zip(X, y)]
    np.testing.assert_allclose(net.grad(w, X, y), np.mean(one_by_one, axis=0), **CLOSE)
    cache, hidden = net.forward(w, X), two_layer.forward_matrix(w, X, phi)
    for mine, theirs in zip((cache.Z[1], cache.A[1], cache.Z[2][:, 0]), hidden):
        np.testing.assert_allclose(mine, theirs, **CLOSE)
    assert net.loss(w, X, y) == pytest.approx(two_layer.mean_loss(w, X, y, phi, loss), abs=1e-10)


@pytest.mark.parametrize("loss", ONE_LOGIT, ids=str)
def test_one_linear_hidden_unit_of_weight_one_is_a_single_unit(loss):
    rng, X, y = data(loss.name)
    w, b = rng.normal(size=D), 0.4
    net = two_layer.Parameters(w[None], np.array([b]), np.ones(1), 0.0)
    g = two_layer.gradients_matrix(net, X, y, ACTIVATIONS["identity"], loss)
    dw, db = unit.gradient(loss, w, X, y, b)
    np.testing.assert_allclose(g.W[0], dw, **CLOSE)
    assert g.b[0] == pytest.approx(db, abs=1e-10) and g.b2 == pytest.approx(db, abs=1e-10)


def test_descents_agree_over_twenty_steps():
    rng, X, y = data("logistic")
    net = Network([D, 3, 1], "softplus", "logistic")
    start = rng.normal(size=net.n_params)
    path = two_layer.descend(start, X, y, phi=ACTIVATIONS["softplus"], eta=0.3, n_steps=20)
    w = start.copy()
    for point in path[1:]:
        w -= 0.3 * net.grad(w, X, y)
        np.testing.assert_allclose(w, point, **CLOSE)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (3,), (5, 2, 3)], ids=str)
def test_autograd_finds_the_same(hidden, phi, loss):
    rng, X, y = data(loss)
    sizes = (D, *hidden, 3 if loss == "multiclass" else 1)
    net = Network(sizes, phi, loss)

    def loss_of(w):
        x, start = X, 0
        for l, (below, m) in enumerate(itertools.pairwise(sizes), start=1):
            W = anp.reshape(w[start : start + m * below], (m, below))
            z = anp.dot(x, W.T) + w[start + m * below : start + m * (below + 1)]
            x, start = (PHI[phi](z) if l < len(sizes) - 1 else z), start + m * (below + 1)
        return LOSS[loss](x, y)

    w = rng.normal(size=net.n_params)
    value, gradient = value_and_grad(loss_of)(w)
    L, g = net.loss_and_grad(w, X, y)
    assert pytest.approx(value, abs=1e-10) == L and net.loss(w, X, y) == pytest.approx(value, abs=1e-10)
    np.testing.assert_allclose(g, gradient, **CLOSE)
