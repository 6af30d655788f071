"""The two-layer network: unit by unit, with matrices, and against differences and a hand-worked pass."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit import two_layer
from lecturekit.single_unit.activations import ACTIVATIONS, Activation, relu, softplus, tanh
from lecturekit.single_unit.gradient_check import gradcheck
from lecturekit.single_unit.losses import least_squares, logistic, logistic_pm, multiclass, squared_error_on
from lecturekit.training.diverged import Diverged
from lecturekit.two_layer.network import descend, forward, forward_matrix, gradients, gradients_matrix, mean_loss
from lecturekit.two_layer.parameters import Parameters, pack, unpack

LOSSES = {
    "least_squares": (least_squares, lambda rng, n: rng.normal(size=n)),
    "logistic": (logistic, lambda rng, n: np.arange(n) % 2),
    "logistic_pm": (logistic_pm, lambda rng, n: 2 * (np.arange(n) % 2) - 1),
}


def random_network(rng, m=3, d=5):
    return Parameters(rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m), float(rng.normal()))


def test_a_pass_worked_by_hand():
    # z = (2*2 - 1, -2 + 1) = (3, -1); ReLU (3, 0); z2 = 1.5*3 + 0.5 = 5; loss (3 - 5)^2 / 2 = 2; dL/dz2 = 2
    net = Parameters(np.array([[2.0, -1], [-1, 1]]), np.zeros(2), np.array([1.5, -2]), 0.5)
    x = np.array([2.0, 1])
    z, x1, z2 = forward(net, x, relu)
    assert z.tolist() == [3, -1] and x1.tolist() == [3, 0] and z2 == 5
    g = gradients(net, x, 3, relu, least_squares)
    assert g.w.tolist() == [6, 0] and g.b2 == 2
    assert g.W.tolist() == [[6, 3], [0, 0]] and g.b.tolist() == [3, 0]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=str)
def test_both_forms_agree_with_differences_and_with_each_other(phi, loss):
    rng = np.random.default_rng(1)
    loss, labels = LOSSES[loss]
    net, X, y = random_network(rng), rng.normal(size=(4, 5)), labels(rng, 4)
    vector = pack(net)
    by_matrix = pack(gradients_matrix(net, X, y, phi, loss))
    assert gradcheck(lambda v: mean_loss(v, X, y, phi, loss), by_matrix, vector, tolerance=1e-7)
    one_by_one = np.mean([pack(gradients(net, x, label, phi, loss)) for x, label in zip(X, y)], axis=0)
    np.testing.assert_allclose(by_matrix, one_by_one, rtol=0, atol=1e-13)


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 7), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_forms_agree_for_any_sizes(m, d, n, seed):
    rng = np.random.default_rng(seed)
    net, X, y = random_network(rng, m, d), rng.normal(size=(n, d)), rng.integers(0, 2, n)
    Z, X1, z2 = forward_matrix(net, X)
    for s, x in enumerate(X):
        one = forward(net, x)
        np.testing.assert_allclose(one.z, Z[s], atol=1e-12)
        np.testing.assert_allclose(one.x1, X1[s], atol=1e-12)
        assert one.z2 == pytest.approx(z2[s], abs=1e-12)
    one_by_one = np.mean([pack(gradients(net, x, label)) for x, label in zip(X, y)], axis=0)
    np.testing.assert_allclose(pack(gradients_matrix(net, X, y)), one_by_one, atol=1e-12)


def test_the_gradient_is_of_the_mean():
    rng = np.random.default_rng(2)
    net, X, y = random_network(rng), rng.normal(size=(6, 5)), np.arange(6) % 2
    once, twice = (pack(gradients_matrix(net, np.tile(X, (k, 1)), np.tile(y, k))) for k in (1, 2))
    np.testing.assert_allclose(once, twice, atol=1e-14)
    assert mean_loss(net, X, y) == pytest.approx(mean_loss(net, np.tile(X, (2, 1)), np.tile(y, 2)))


def test_each_hidden_value_is_computed_once():
    class Counted(Activation):
        name, entries = "counted", 0

        def __call__(self, z, out=None):
            Counted.entries += np.size(z)
            return tanh(z, out)

        def derivative(self, x, out=None):
            return tanh.derivative(x, out)

    rng = np.random.default_rng(3)
    net, X, y = random_network(rng, m=7), rng.normal(size=(4, 5)), np.arange(4) % 2
    gradients(net, X[0], 1, Counted())
    assert Counted.entries == 7
    gradients_matrix(net, X, y, Counted())
    assert Counted.entries == 7 + 4 * 7


def test_the_slides_factor_belongs_to_another_loss():
    rng = np.random.default_rng(4)
    net, x = random_network(rng), rng.normal(size=5)
    out = logistic.phi_out(np.array([forward(net, x).z2]))[0]
    right, printed = gradients(net, x, 1), gradients(net, x, 1, tanh, squared_error_on(ACTIVATIONS["sigmoid"]))
    np.testing.assert_allclose(printed.W, right.W * out * (1 - out), rtol=1e-10)
    assert not gradcheck(lambda W: mean_loss(net._replace(W=W), x[None], np.array([1])), printed.W, net.W)


def test_pack_and_unpack_are_inverse_and_unpack_gives_views():
    vector = np.arange(22.0)
    net = unpack(vector, d=5)
    assert [np.shape(part) for part in net] == [(3, 5), (3,), (3,), ()]
    assert net.W[1, 0] == 5 and net.b[0] == 15 and net.w[2] == 20 and net.b2 == 21
    assert all(np.shares_memory(part, vector) for part in net)
    np.testing.assert_array_equal(pack(net), vector)
    assert not np.shares_memory(pack(net), vector)


def test_flat_vector_and_tuple_are_the_same_network():
    rng = np.random.default_rng(5)
    net, X, y = random_network(rng), rng.normal(size=(3, 5)), np.array([0, 1, 1])
    for function, arguments in (
        (forward, (X[0],)),
        (gradients, (X[0], 1)),
        (forward_matrix, (X,)),
        (gradients_matrix, (X, y)),
        (mean_loss, (X, y)),
    ):
        by_tuple, by_vector = function(net, *arguments), function(pack(net), *arguments)
        pairs = zip(by_tuple, by_vector) if isinstance(by_tuple, tuple) else [(by_tuple, by_vector)]
        for a, b in pairs:
            np.testing.assert_array_equal(a, b)


def test_descent_takes_the_steps_of_its_equation_and_leaves_its_start_alone():
    rng = np.random.default_rng(6)
    start, X, y = pack(random_network(rng)), rng.normal(size=(8, 5)), np.arange(8) % 2
    before = start.copy()
    path = descend(start, X, y, phi=softplus, eta=0.3, n_steps=6, every=2)
    assert path.shape == (4, 22)
    np.testing.assert_array_equal(start, before)
    point = start.copy()
    for t in range(1, 7):
        point = point - 0.3 * pack(gradients_matrix(point, X, y, softplus))
        if t % 2 == 0:
            np.testing.assert_allclose(path[t // 2], point, atol=1e-14)
    losses = [mean_loss(p, X, y, softplus) for p in path]
    assert losses == sorted(losses, reverse=True) and losses[-1] < losses[0]


def test_two_hidden_units_learn_xor_and_zero_start_learns_nothing():
    X, y = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]), np.array([0, 1, 1, 0])
    solved = descend(np.random.default_rng(0).normal(size=17), X, y, eta=1.0, n_steps=400, every=400)[-1]
    assert mean_loss(solved, X, y) < 0.05
    zero = descend(np.zeros(17), X, y, eta=1.0, n_steps=400, every=400)[-1]
    assert mean_loss(zero, X, y) == pytest.approx(np.log(2))


NET = random_network(np.random.default_rng(7))
BAD = {
    "vector of a wrong length": (lambda: forward(np.zeros(21), np.zeros(5)), "21 entries, expected m"),
    "not four parts": (lambda: forward((1, 2), np.zeros(5)), r"tuple, expected \(W, b, w, b2\)"),
    "not parameters at all": (lambda: forward_matrix(None, np.zeros((2, 5))), "NoneType, expected"),
    "x of another length": (lambda: forward(NET, np.zeros(4)), r"W has shape \(3, 5\), expected \(any, 4\)"),
    "x with two dimensions": (lambda: gradients(NET, np.zeros((2, 5)), 1), r"x has shape \(2, 5\), expected 1"),
    "X with one dimension": (lambda: gradients_matrix(NET, np.zeros(5), [1]), r"X has shape \(5,\), expected 2"),
    "b of another length": (
        lambda: forward(NET._replace(b=np.zeros(2)), np.zeros(5)),
        r"b has shape \(2,\), expected \(3,\)",
    ),
    "w as a column": (
        lambda: forward(NET._replace(w=np.zeros((3, 1))), np.zeros(5)),
        r"w has shape \(3, 1\), expected \(3,\)",
    ),
    "b2 as an array": (
        lambda: forward(NET._replace(b2=np.zeros(1)), np.zeros(5)),
        r"b2 has shape \(1,\), expected \(\)",
    ),
    "NaN in X": (
        lambda: gradients_matrix(NET, np.full((2, 5), np.nan), [0, 1]),
        r"X contains nan at \[0, 0\], expected finite",
    ),
    "unknown label": (lambda: gradients(NET, np.zeros(5), 2), "y contains 2, expected labels 0 and 1"),
    "too few labels": (lambda: gradients_matrix(NET, np.zeros((2, 5)), [1]), r"y has shape \(1,\), expected \(2,\)"),
    "column of labels": (
        lambda: mean_loss(NET, np.zeros((2, 5)), [[0], [1]]),
        r"y has shape \(2, 1\), expected \(2,\)",
    ),
    "loss of many logits": (lambda: mean_loss(NET, np.zeros((2, 5)), [0, 1], tanh, multiclass), r"expected \(n, K\)"),
    "no rows": (
        lambda: gradients_matrix(NET, np.zeros((0, 5)), np.zeros(0)),
        r"X has shape \(0, 5\), expected at least one row",
    ),
    "rate of zero": (lambda: descend(NET, np.zeros((2, 5)), [0, 1], eta=0, n_steps=1), "eta is 0, expected"),
    "negative steps": (lambda: descend(NET, np.zeros((2, 5)), [0, 1], eta=1, n_steps=-1), "n_steps is -1, expected"),
    "pack of a vector": (lambda: pack(np.zeros(22)), "vector of 22 entries, expected"),
}


@pytest.mark.parametrize("call, message", BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_actual_and_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("phi", ["tan", None, 3, np.ones(2), np.tanh])
@pytest.mark.parametrize("loss", ["logistics", None, np.ones(2), lambda z, y: 0.0])
def test_an_activation_or_loss_that_is_none(phi, loss):
    params, X, y = np.arange(11.0), np.ones((2, 3)), np.array([0, 1])
    for call in (
        lambda **a: two_layer.gradients(params, X[0], 1, **a),
        lambda **a: two_layer.mean_loss(params, X, y, **a),
        lambda **a: two_layer.gradients_matrix(params, X, y, **a),
        lambda **a: two_layer.descend(params, X, y, eta=0.1, n_steps=1, **a),
    ):
        with pytest.raises(ValueError, match="phi is .*, expected one of"):
            call(phi=phi)
        with pytest.raises(ValueError, match="loss is .*, expected one of"):
            call(loss=loss)
    for one_pass in (
        lambda **a: two_layer.forward(params, X[0], **a),
        lambda **a: two_layer.forward_matrix(params, X, **a),
    ):
        with pytest.raises(ValueError, match="phi is .*, expected one of"):
            one_pass(phi=phi)


def test_one_label_at_a_time():
    with pytest.raises(ValueError, match=r"y has shape \(2,\), expected \(\)"):
        two_layer.gradients(np.arange(11.0), np.ones(3), [0, 1])


def test_too_large_a_rate_is_stopped_and_explained():
    rng = np.random.default_rng(0)
    X, start = rng.normal(size=(9, 5)), random_network(rng)
    before = pack(start)
    with pytest.raises(Diverged, match=r"at step \d+ with learning rate 1000: .* Try a smaller learning rate \(100\)"):
        descend(start, X, rng.normal(size=9), phi=relu, loss=least_squares, eta=1000.0, n_steps=5000)
    np.testing.assert_array_equal(pack(start), before)
