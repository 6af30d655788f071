"""A numerical truth for each numbered equation: finite differences, a step worked by hand, or a plain loop.

``TRUTHS[n]`` judges the code that the table names for (n); the expected side never calls that code.
"""

import numpy as np
import pytest

from lecturekit import two_layer
from lecturekit.adaptive_lr import optimizers as adaptive
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.course.equations import EQUATIONS
from lecturekit.l_layer.network import Network
from lecturekit.overfitting import weight_decay as decay
from lecturekit.sgd.momentum import Momentum
from lecturekit.single_unit.activations import ACTIVATIONS, sigmoid, tanh
from lecturekit.single_unit.gradient_check import gradcheck, numerical_gradient
from lecturekit.single_unit.losses import least_squares, logistic, logistic_pm, multiclass
from lecturekit.single_unit.unit import gradient, gradient_of_logit, output_slope
from lecturekit.training.optimizer import GradientDescent

TRUTHS = {}


def truth(*numbers):
    """Register a check as the truth of these equations."""

    def register(function):
        for number in numbers:
            assert number not in TRUTHS
            TRUTHS[number] = function
        return function

    return register


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def _network(rng, sizes=(4, 3, 5, 1)):
    net = Network(sizes, tanh, logistic)
    return net, 0.7 * rng.standard_normal(net.n_params), rng.standard_normal((6, 4)), np.array([0, 1, 1, 0, 1, 0])


# ---- the model -----------------------------------------------------------------------------------


@truth(1, 3, 4)
def forward_is_a_loop_over_points_layers_and_units(rng):
    net, w, X, _ = _network(rng)
    cache = net.forward(w, X)
    for s, x in enumerate(X):
        below = list(x)
        assert cache.A[0][s].tolist() == below
        for l, (W, b) in enumerate(net.views(w), start=1):
            z = [sum(W[i, j] * below[j] for j in range(len(below))) + b[i] for i in range(len(b))]
            assert np.allclose(cache.Z[l][s], z, rtol=1e-13)
            below = z if l == 3 else [np.tanh(value) for value in z]
            assert np.allclose(cache.A[l][s], below, rtol=1e-13)


@truth(2)
def the_prediction_is_phi_out_of_the_logit(rng):
    net, w, X, _ = _network(rng)
    assert np.allclose(net.predict(w, X), 1 / (1 + np.exp(-net.forward(w, X).Z[3][:, 0])), rtol=1e-13)
    assert np.abs(net.predict(w, X) - net.logits(w, X)).max() > 0.1


# ---- a single unit -------------------------------------------------------------------------------


@truth(5)
def the_fact_for_every_loss(rng):
    z = 2 * rng.standard_normal(6)
    for loss, y in (
        (least_squares, rng.standard_normal(6)),
        (logistic, np.array([0, 1, 1, 0, 1, 0])),
        (logistic_pm, np.array([-1, 1, 1, -1, 1, -1])),
    ):
        assert gradcheck(lambda z: loss.per_sample(z, y).sum(), loss.dz(z, y), z)
        assert np.allclose(loss.dz(z, y), loss.phi_out(z) - loss.y_star(y))
    Z, y = rng.standard_normal((6, 4)), np.array([0, 3, 1, 1, 2, 0])
    assert gradcheck(lambda Z: multiclass.per_sample(Z, y).sum(), multiclass.dz(Z, y), Z)


@truth(6)
def slope_of_the_prediction(rng):
    z = 2 * rng.standard_normal(5)
    for loss in (least_squares, logistic, logistic_pm):
        assert gradcheck(lambda z: loss.phi_out(z).sum(), output_slope(loss, z), z)


@truth(7, 8)
def derivatives_of_the_logit(rng):
    w, x = rng.standard_normal((2, 5))
    dz_dw, dz_dx = gradient_of_logit(w, x)
    assert gradcheck(lambda w: sum(w * x), dz_dw, w) and gradcheck(lambda x: sum(w * x), dz_dx, x)


@truth(9)
def gradient_of_the_mean_loss(rng):
    X, w, b = rng.standard_normal((6, 3)), rng.standard_normal(3), 0.4
    for loss, y in (
        (least_squares, rng.standard_normal(6)),
        (logistic, np.array([0, 1, 1, 0, 1, 0])),
        (logistic_pm, np.array([-1, 1, 1, -1, 1, -1])),
    ):
        dw, db = gradient(loss, w, X, y, b)
        assert gradcheck(lambda v: np.mean(loss.per_sample(X @ v[:-1] + v[-1], y)), np.append(dw, db), np.append(w, b))


# ---- two layers ----------------------------------------------------------------------------------


def _two_layer(rng):
    W, b, w, b2 = rng.standard_normal((3, 4)), rng.standard_normal(3), rng.standard_normal(3), 0.3
    return np.concatenate([W.ravel(), b, w, [b2]]), rng.standard_normal(4)


def _logit(params, x):
    W, b, w, b2 = params[:12].reshape(3, 4), params[12:15], params[15:18], params[18]
    return w @ np.tanh(W @ x + b) + b2


@truth(10)
def two_layer_logit(rng):
    params, x = _two_layer(rng)
    assert np.isclose(two_layer.forward(params, x).z2, _logit(params, x), rtol=1e-13)


@truth(11, 12, 13, 14, 15, 17, 18, 19)
def two_layer_gradients(rng):
    params, x = _two_layer(rng)
    for loss, y in ((logistic, 1), (logistic, 0), (logistic_pm, -1), (least_squares, 1.7)):
        analytic = two_layer.pack(two_layer.gradients(params, x, y, tanh, loss))
        assert gradcheck(lambda v: loss.per_sample(np.array([_logit(v, x)]), np.array([y]))[0], analytic, params)


@truth(16, 20)
def slope_from_the_value(rng):
    z = rng.uniform(0.1, 3, 8) * np.array([1, -1, 1, -1, 1, 1, -1, -1])
    for phi in ACTIVATIONS.values():
        assert gradcheck(lambda z: phi(z).sum(), phi.derivative(phi(z)), z), phi


# ---- L layers ------------------------------------------------------------------------------------


@truth(21, 22, 23, 24, 25)
def network_gradient(rng):
    for sizes in ((4, 1), (4, 3, 1), (4, 3, 5, 1), (4, 4, 4, 4, 1)):
        for phi in ACTIVATIONS:
            net = Network(sizes, phi, logistic)
            w = 0.8 * rng.standard_normal(net.n_params)
            X, y = rng.standard_normal((5, 4)), np.array([1, 0, 0, 1, 1])
            assert gradcheck(lambda v: net.loss(v, X, y), net.grad(w, X, y), w), (sizes, phi)


# ---- optimizers ----------------------------------------------------------------------------------


def _path(optimizer, gradients, w):
    w = np.array(w, float)
    return np.array([optimizer.step(w, np.array(g, float)).copy() for g in gradients])


@truth(26)
def a_batch_step_by_hand(rng):
    X, y = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 0.0, 2.0])
    net, w = Network([1, 1], loss=least_squares), np.array([1.0, 0.0])
    batch = [0, 2]  # residuals 1 - 1 = 0 and 4 - 2 = 2; mean of (x, 1) times them: 4, 1
    _, g = net.loss_and_grad(w, X[batch], y[batch])
    assert _path(GradientDescent(eta=0.5), [g], w).tolist() == [[-1.0, -0.5]]


@truth(27)
def heavy_ball_by_hand(rng):
    # gamma 1/4, eta 4: gamma eta = 1. Steps: -1; -2 + 3/4 (-1) = -2.75; 0 + 3/4 (-2.75) = -2.0625
    path = _path(Momentum(eta=4.0, gamma=0.25), [[1.0], [2.0], [0.0]], [10.0])
    assert path[:, 0].tolist() == [9.0, 6.25, 4.1875]


@truth(28)
def adagrad_by_hand(rng):
    # eps 1 inside the root: G = 3, 3 + 12 = 15; roots of 4 and 16
    path = _path(adaptive.AdaGrad(eta=1.0, eps=1.0), [[np.sqrt(3)], [np.sqrt(12)]], [0.0])
    assert np.allclose(path[:, 0], [-np.sqrt(3) / 2, -np.sqrt(3) / 2 - np.sqrt(12) / 4], rtol=1e-14)


@truth(29, 30, 31, 32)
def adam_by_hand(rng):
    # beta1 1/2, beta2 3/4, eps 7. g = 3: m 3/2, v 9/4, m^ 3, v^ 9, step 3/4.
    # g = -1: m 1/4, v 31/16, m^ 1/3, v^ (31/16)/(7/16) = 31/7, root of 80/7
    path = _path(adaptive.Adam(eta=1.0, beta1=0.5, beta2=0.75, eps=7.0), [[3.0], [-1.0]], [0.0])
    assert np.allclose(path[:, 0], [-0.75, -0.75 - (1 / 3) / np.sqrt(80 / 7)], rtol=1e-14)


# ---- normalization and weight decay --------------------------------------------------------------


@truth(33, 34)
def standardized_by_hand(rng):
    X = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 40.0], [7.0, 60.0]])  # means 4 and 30; variances 5 and 450
    done = Standardizer().fit(X).transform(X)
    assert np.allclose(done[:, 0], np.array([-3, -1, 1, 3]) / np.sqrt(5), rtol=1e-14)
    assert np.allclose(done[:, 1], np.array([-20, -20, 10, 30]) / np.sqrt(450), rtol=1e-14)


@truth(35, 36)
def penalized_loss(rng):
    net, w, X, y = _network(rng)
    decayed = decay.WeightDecay(net, lam=0.3)
    penalty = sum(0.15 * v**2 for W, _ in net.views(w) for v in W.flat)
    assert np.isclose(decayed.loss(w, X, y), net.loss(w, X, y) + penalty, rtol=1e-13)
    assert gradcheck(lambda v: decayed.loss(v, X, y), decayed.grad(w, X, y), w)


@truth(37, 38)
def both_forms_of_a_decaying_step(rng):
    net, w, X, y = _network(rng)
    g, eta, lam = numerical_gradient(lambda v: net.loss(v, X, y), w), 0.2, 0.3
    expected = w - eta * (g + lam * np.where(net.is_weight, w, 0.0))
    inside, outside = w.copy(), w.copy()
    GradientDescent(eta).step(inside, decay.WeightDecay(net, lam).grad(w, X, y))
    decay.DecoupledDecay(GradientDescent(eta), lam, net.is_weight).step(outside, net.grad(w, X, y))
    assert np.allclose(inside, expected, atol=1e-9) and np.allclose(outside, expected, atol=1e-9)


@pytest.mark.parametrize("number", EQUATIONS)
def test_the_equation_holds(number, rng):
    TRUTHS[number](rng)


def test_the_slides_versions_do_not_hold(rng):
    """The checks above can tell the slide's gradient from the course's."""
    X, y, w = rng.standard_normal((6, 3)), np.array([0, 1, 1, 0, 1, 0]), rng.standard_normal(3)
    p = sigmoid(X @ w)
    with_slope = X.T @ ((p - y) * p * (1 - p)) / 6
    verdict = gradcheck(lambda w: logistic(X @ w, y), with_slope, w)
    assert not verdict and verdict.error > 0.5
