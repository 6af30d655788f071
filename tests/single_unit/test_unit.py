"""A single unit against autograd, against itself with a dummy input, and against bad input."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from lecturekit.single_unit import bowl, widgets
from lecturekit.single_unit.losses import least_squares, logistic, logistic_pm, multiclass
from lecturekit.single_unit.unit import descend, gradient, gradient_of_logit, logit, mean_loss, output_slope, with_dummy
from lecturekit.training.diverged import Diverged


@pytest.fixture
def unit():
    rng = np.random.default_rng(5)
    return rng.standard_normal((7, 3)), rng.standard_normal(3), 0.7


CASES = [
    (least_squares, np.array([0.3, -1.0, 2.0, 0.0, 1.5, -0.2, 4.0]), lambda z, y: 0.5 * (z - y) ** 2),
    (logistic, np.array([0, 1, 1, 0, 1, 0, 0]), lambda z, y: anp.logaddexp(0, z) - y * z),
    (logistic_pm, np.array([-1, 1, 1, -1, 1, -1, -1]), lambda z, y: anp.logaddexp(0, -y * z)),
]


@pytest.mark.parametrize("loss, y, formula", CASES, ids=[case[0].name for case in CASES])
def test_gradient_agrees_with_autograd(unit, loss, y, formula):
    X, w, b = unit
    of_w, of_b = grad(lambda w: anp.mean(formula(X @ w + b, y)))(w), grad(lambda b: anp.mean(formula(X @ w + b, y)))(b)
    dw, db = gradient(loss, w, X, y, b)
    assert np.allclose(dw, of_w, rtol=1e-10, atol=1e-12) and np.isclose(db, of_b, rtol=1e-10)
    assert np.isclose(mean_loss(loss, w, X, y, b), np.mean(formula(X @ w + b, y)), rtol=1e-12)


def test_duplicated_data_change_nothing(unit):
    X, w, b = unit
    y = CASES[1][1]
    once, twice = gradient(logistic, w, X, y, b), gradient(logistic, w, np.vstack([X, X]), np.append(y, y), b)
    assert np.allclose(once[0], twice[0], rtol=1e-14) and np.isclose(once[1], twice[1], rtol=1e-14)


def test_dummy_input_is_the_bias(unit):
    X, w, b = unit
    assert np.allclose(logit(np.append(b, w), with_dummy(X)), logit(w, X, b), rtol=1e-14)
    dw, db = gradient(logistic, w, X, CASES[1][1], b)
    assert np.allclose(gradient(logistic, np.append(b, w), with_dummy(X), CASES[1][1])[0], [db, *dw], rtol=1e-13)


def test_descend_reaches_the_least_squares_solution(unit):
    X, _, _ = unit
    y = CASES[0][1]
    path = descend(least_squares, np.zeros(3), X, y, eta=0.3, n_steps=4000)
    exact = np.linalg.lstsq(with_dummy(X), y, rcond=None)[0]
    assert path.shape == (4001, 4) and not path[0].any()
    assert np.allclose(path[-1], [*exact[1:], exact[0]], atol=1e-8)


def test_nothing_is_changed_or_shared(unit):
    X, w, _ = unit
    kept = w.copy()
    descend(logistic, w, X, CASES[1][1], eta=1.0, n_steps=3)
    dz_dw, dz_dx = gradient_of_logit(w, X[0])
    dz_dw[0] = dz_dx[0] = 99.0
    assert np.array_equal(w, kept) and X[0, 0] != 99.0


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda X, y: logit(np.ones(2), X), r"w has shape \(2,\), expected \(3,\)"),
        (lambda X, y: logit(np.ones(3), X[0]), "X has shape .* expected 2 dimension"),
        (lambda X, y: gradient(logistic, np.ones(3), X, y[:4]), r"y has shape \(4,\), expected \(7,\)"),
        (lambda X, y: gradient(logistic, np.ones(3), X, y[:, None]), r"y has shape \(7, 1\), expected \(7,\)"),
        (lambda X, y: gradient(logistic_pm, np.ones(3), X, y), "y contains 0, expected labels -1 and 1"),
        (lambda X, y: gradient(logistic, np.array([1, np.nan, 0]), X, y), r"w contains nan at \[1\]"),
        (lambda X, y: gradient(logistic, np.ones(3), X * np.inf, y), "X contains"),
        (lambda X, y: output_slope(multiclass, np.ones(3)), "loss is multiclass, expected least_squares"),
        (lambda X, y: descend(logistic, np.ones(3), X, y, eta=-1.0, n_steps=3), "eta is -1.0, expected a number"),
        (lambda X, y: descend(logistic, np.ones(3), X, y, eta=1.0, n_steps=2.5), "n_steps is 2.5, expected an integer"),
        (lambda X, y: gradient_of_logit(np.ones(3), np.ones(2)), "w has shape"),
    ],
)
def test_bad_input_is_a_readable_value_error(unit, call, message):
    with pytest.raises(ValueError, match=message):
        call(unit[0], CASES[1][1])


def test_the_loss_surface_is_that_of_the_bias_that_is_set():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(30, 2)), rng.integers(0, 2, 30)
    axis = np.linspace(-bowl.REACH, bowl.REACH, 5)
    for b in (-1.5, 0.0, 2.0):
        values = bowl.surface(X, y, b, n=5)
        expected = [[mean_loss(logistic, [w1, w2], X, y, b) for w1 in axis] for w2 in axis]
        np.testing.assert_allclose(values, expected, rtol=1e-12)
        np.testing.assert_array_equal(bowl.unit_state(X, y, 1.0, 2.0, b)["surface"], bowl.surface(X, y, b))


def test_a_moved_bias_moves_the_drawn_surface():
    explorer = widgets.drag_the_weights()
    assert explorer.picture.value
    lines = explorer._redrawer.figure.axes[1].collections[0]
    before = lines.get_segments()
    explorer.controls["b"].value = 2.0
    after = lines.get_segments()
    assert max(np.abs(a.mean(axis=0) - b.mean(axis=0)).max() for a, b in zip(before, after)) > 0.1


@pytest.mark.parametrize("function", [mean_loss, gradient, lambda *a: descend(*a, eta=0.1, n_steps=1)])
@pytest.mark.parametrize("loss", ["logistics", None, 3, np.ones(2), lambda z, y: 0.0])
def test_a_loss_that_is_none(function, loss, unit):
    X, w, _ = unit
    with pytest.raises(ValueError, match="loss is .*, expected one of 'least_squares', 'logistic'"):
        function(loss, w, X, np.arange(7) % 2)
    with pytest.raises(ValueError, match="loss is .*, expected one of"):
        output_slope(loss, X)
    with pytest.raises(ValueError, match="loss is multiclass, expected least_squares, logistic or logistic_pm"):
        output_slope(multiclass, X)


def test_no_data_point_at_all(unit):
    with pytest.raises(ValueError, match="at least one row"):
        gradient(logistic, unit[1], np.ones((0, 3)), np.ones(0, int))


def test_too_large_a_rate_is_stopped_and_explained(unit):
    X, w, b = unit
    with pytest.raises(Diverged, match=r"at step \d+ with learning rate 1000: .* Try a smaller learning rate \(100\)"):
        descend(least_squares, w, X, CASES[0][1], b=b, eta=1000.0, n_steps=5000)
    with pytest.raises(ValueError, match="z contains inf"):  # a start that is none: nothing has diverged
        descend(least_squares, np.full(3, 1e308), 10 * np.abs(X), CASES[0][1], eta=0.1, n_steps=1)
