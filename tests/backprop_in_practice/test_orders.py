"""Ridge logistic regression and the methods of order 0, 1 and 2."""

import numpy as np
import pytest

from lecturekit.backprop_in_practice.orders import RidgeLogistic, gradient_descent, newton, random_search
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer
from lecturekit.single_unit.gradient_check import gradcheck, numerical_gradient
from lecturekit.training.diverged import Diverged


def small_problem(seed=0, lam=0.1):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, 3)) * [1.0, 2.0, 0.5]
    return RidgeLogistic(X, (X @ [1.0, -1.0, 2.0] + rng.normal(size=40) > 0.3).astype(int), lam)


def test_derivatives_agree_with_differences():
    problem = small_problem()
    for w in np.random.default_rng(1).normal(size=(5, 4)):
        assert gradcheck(problem.value, problem.gradient, w)
        columns = [numerical_gradient(lambda v, i=i: problem.gradient(v)[i], w) for i in range(4)]
        np.testing.assert_allclose(problem.hessian(w), columns, rtol=1e-6, atol=1e-8)
        assert np.linalg.eigvalsh(problem.hessian(w))[-1] <= problem.largest_curvature()


@pytest.mark.parametrize("seed", range(3))
def test_all_orders_find_the_one_minimum(seed):
    problem, start = small_problem(seed), np.zeros(4)
    best = newton(problem, start, max_steps=12)
    assert np.linalg.norm(problem.gradient(best.w)) < 1e-12
    first = gradient_descent(problem, start, eta=1 / problem.largest_curvature(), max_steps=3000)
    np.testing.assert_allclose(first.w, best.w, atol=1e-6)
    zeroth = random_search(problem, start, np.random.default_rng(seed), max_steps=3000)
    np.testing.assert_allclose(zeroth.w, best.w, atol=1e-3)
    assert (np.diff(zeroth.losses) <= 0).all() and (np.diff(first.losses) <= 1e-15).all()


def test_agrees_with_scikit_learn():
    linear_model = pytest.importorskip("sklearn.linear_model")
    data = load_breast_cancer()
    X = Standardizer().fit_transform(data.X)
    ours = newton(RidgeLogistic(X, data.y, 0.01), np.zeros(31), max_steps=15).w
    theirs = linear_model.LogisticRegression(C=1 / (0.01 * len(X)), solver="newton-cholesky", tol=1e-12).fit(X, data.y)
    np.testing.assert_allclose(ours[1:], theirs.coef_[0], rtol=1e-6)
    np.testing.assert_allclose(ours[0], theirs.intercept_[0], rtol=1e-6)


def test_stops_at_the_target_and_leaves_the_start_alone():
    problem, start = small_problem(), np.zeros(4)
    run = gradient_descent(problem, start, eta=0.5, target=0.5, max_steps=500)
    assert run.losses[-1] <= 0.5 < run.losses[-2]
    assert len(newton(problem, start, max_steps=2).losses) == 3
    np.testing.assert_array_equal(start, 0.0)


def test_bad_input():
    with pytest.raises(ValueError, match="y contains 2"):
        RidgeLogistic([[1.0], [2.0]], [0, 2], 0.1)
    with pytest.raises(ValueError, match="lam is -1"):
        RidgeLogistic([[1.0], [2.0]], [0, 1], -1)
    with pytest.raises(ValueError, match="y has shape"):
        RidgeLogistic([[1.0], [2.0]], [0, 1, 1], 0.1)
    with pytest.raises(ValueError, match="eta is 0"):
        gradient_descent(small_problem(), np.zeros(4), eta=0)
    with pytest.raises(ValueError, match="rng is NoneType"):
        random_search(small_problem(), np.zeros(4), None)
    for method in ("value", "gradient", "hessian"):
        with pytest.raises(ValueError, match=r"w has shape \(2,\), expected \(4,\)"):
            getattr(small_problem(), method)(np.zeros(2))
    with pytest.raises(ValueError, match=r"X has shape \(0, 2\), expected at least one row"):
        RidgeLogistic(np.zeros((0, 2)), [], 0.1)
    with pytest.raises(ValueError, match="target is nan"):
        random_search(small_problem(), np.zeros(4), np.random.default_rng(0), target=np.nan)
    with pytest.raises(ValueError, match="problem is None, expected an object with value, gradient, hessian"):
        newton(None, np.zeros(4))
    with pytest.raises(ValueError, match="the Hessian is singular"):
        newton(RidgeLogistic([[0.0], [0.0]], [0, 1], 0.0), [0.0, 0.0])


def test_leaving_the_finite_numbers_is_named():
    class Steep:
        value, gradient, hessian = (
            staticmethod(function)
            for function in (lambda w: float(w @ w), lambda w: 2 * w, lambda w: 1e-300 * np.eye(len(w)))
        )

    with pytest.raises(Diverged, match="learning rate 1e\\+160"):
        gradient_descent(Steep, np.ones(2), eta=1e160)
    with pytest.raises(ValueError, match="step 1 leaves the finite numbers, expected a Hessian farther from singular"):
        newton(Steep, np.ones(2))
