"""Minimum-norm solutions, random features, the isotropic model, networks of many widths: each against another way."""

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.double_descent.curve_fits import GRID, curve_problem, sine
from lecturekit.double_descent.isotropic import isotropic_errors, isotropic_risk
from lecturekit.double_descent.linear_fits import minimum_norm, null_part, rank_threshold, ridge, ridge_path
from lecturekit.double_descent.random_features import (
    bias_and_variance,
    draw_features,
    features,
    linear_data,
    repeated_predictions,
    teacher_curves,
    width_curve,
)
from lecturekit.double_descent.width_sweep import trained_widths
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import tanh
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.training.diverged import Diverged


@pytest.fixture
def rng():
    return np.random.default_rng(9)


# ---- minimum norm and ridge


@pytest.mark.parametrize("shape", [(12, 5), (5, 12), (6, 6)])
@pytest.mark.parametrize("outputs", [(), (3,)])
def test_minimum_norm_is_the_pseudo_inverse(shape, outputs, rng):
    A, y = rng.standard_normal(shape), rng.standard_normal((shape[0], *outputs))
    np.testing.assert_allclose(minimum_norm(A, y), np.linalg.pinv(A) @ y, atol=1e-10)


@pytest.mark.parametrize("unit", (1e-200, 1e200))
def test_the_unit_of_the_features_does_not_matter(unit, rng):
    A, y = rng.standard_normal((4, 9)), rng.standard_normal(4)
    np.testing.assert_allclose(minimum_norm(unit * A, y) * unit, minimum_norm(A, y), rtol=1e-9)


def test_among_all_fits_it_is_the_smallest(rng):
    A, y = rng.standard_normal((4, 9)), rng.standard_normal(4)
    w = minimum_norm(A, y)
    assert np.abs(A @ w - y).max() < 1e-12
    for _ in range(20):
        other = np.linalg.lstsq(A[:, rng.permutation(9)[:6]], y, rcond=None)[0]
        assert np.linalg.norm(w) < np.linalg.norm(other)


def test_columns_of_zeros_and_copies_get_no_and_equal_weights(rng):
    A = rng.standard_normal((8, 3))
    w = minimum_norm(np.column_stack([A, np.zeros(8), A[:, 0]]), rng.standard_normal(8))
    assert w[3] == pytest.approx(0, abs=1e-12)
    assert w[4] == pytest.approx(w[0], rel=1e-9)


@pytest.mark.parametrize("shape", [(12, 5), (5, 12)])
def test_ridge_is_where_the_gradient_of_the_penalized_loss_is_zero(shape, rng):
    A, y, lam = rng.standard_normal(shape), rng.standard_normal(shape[0]), 0.3

    def penalized(w):
        return np.mean((A @ w - y) ** 2) / 2 + lam / 2 * (w @ w)

    assert np.abs(numerical_gradient(penalized, ridge(A, y, lam))).max() < 1e-7


def test_ridge_goes_to_the_minimum_norm_solution(rng):
    A, y = rng.standard_normal((5, 12)), rng.standard_normal(5)
    path = ridge_path(A, y, [1e-2, 1e-5, 1e-8, 0.0])
    distances = np.linalg.norm(path - np.linalg.pinv(A) @ y, axis=1)
    assert distances[0] > distances[1] > distances[2] > distances[3] and distances[2] < 1e-6 and distances[3] < 1e-12


def test_a_large_cut_off_is_a_hidden_regularization(rng):
    A, y = rng.standard_normal((30, 30)), rng.standard_normal(30)
    hidden = minimum_norm(A, y, cutoff=0.2)
    assert np.linalg.norm(hidden) < 0.5 * np.linalg.norm(minimum_norm(A, y))
    assert np.abs(A @ hidden - y).max() > 0.01


def test_null_part_is_unseen_and_the_rest_is_made_of_rows(rng):
    A, w = rng.standard_normal((4, 9)), rng.standard_normal(9)
    v = null_part(A, w)
    assert np.abs(A @ v).max() < 1e-12
    coefficients = np.linalg.lstsq(A.T, w - v, rcond=None)[0]
    np.testing.assert_allclose(A.T @ coefficients, w - v, atol=1e-12)
    assert np.abs(null_part(rng.standard_normal((9, 4)), rng.standard_normal(4))).max() < 1e-12


def test_rank_threshold_counts_neither_dead_nor_repeated_columns(rng):
    A = rng.standard_normal((6, 20))
    assert rank_threshold(A) == 6
    A[:, [0, 3]] = 0
    A[:, 4] = A[:, 1]
    assert rank_threshold(A) == 9
    with pytest.raises(ValueError, match="A has rank 4, expected rank 6"):
        rank_threshold(A[:, :7])


def test_gradient_descent_from_zero_finds_it_and_from_elsewhere_keeps_what_is_unseen(rng):
    A, y, start = rng.standard_normal((5, 15)), rng.standard_normal(5), rng.standard_normal(15)
    for w in (np.zeros(15), start.copy()):
        expected = np.linalg.pinv(A) @ y + null_part(A, w)
        for _ in range(4000):
            w -= 0.02 * A.T @ (A @ w - y)
        np.testing.assert_allclose(w, expected, atol=1e-8)


# ---- random features


def test_features_row_by_row(rng):
    X, (C, b) = rng.standard_normal((4, 3)), draw_features(5, 3, rng)
    A = features(X, C, b)
    for i in range(4):
        for j in range(5):
            assert A[i, j] == pytest.approx(max(0.0, float(C[j] @ X[i] + b[j])))
    np.testing.assert_allclose(features(X, C, b, tanh), np.tanh(X @ C.T + b))


def test_scale_of_the_features(rng):
    C, b = draw_features(4000, 25, rng)
    assert C.std() == pytest.approx(0.2, rel=0.02) and b.std() == pytest.approx(1.0, rel=0.05)


def test_data_of_the_teacher(rng):
    X, y, beta = linear_data(5000, 4, 0.5, rng)
    assert np.linalg.norm(beta) == pytest.approx(1)
    assert np.std(y - X @ beta) == pytest.approx(0.5, rel=0.05)
    again = linear_data(10, 4, 0.0, rng, beta)
    np.testing.assert_allclose(again[1], again[0] @ beta)


def test_width_curve_against_least_squares_of_numpy(rng):
    A, A_test, y, y_test = (rng.standard_normal(shape) for shape in ((9, 20), (7, 20), 9, 7))
    train, test, norms = width_curve(A, y, A_test, y_test, [3, 9, 20], lams=(0.0, 0.1))
    for j, N in enumerate((3, 9, 20)):
        w = np.linalg.lstsq(A[:, :N], y, rcond=None)[0]
        assert test[0, j] == pytest.approx(np.mean((A_test[:, :N] @ w - y_test) ** 2))
        assert train[0, j] == pytest.approx(np.mean((A[:, :N] @ w - y) ** 2), abs=1e-12)
        assert norms[0, j] == pytest.approx(np.linalg.norm(w)) and norms[1, j] < norms[0, j]


@pytest.mark.parametrize("block", range(3))
def test_the_peak_and_both_descents(block):
    sizes = [5, 20, 40, 100, 2000]
    seeds = range(100 + 10 * block, 110 + 10 * block)
    train, test, _ = (np.median(each, axis=0) for each in teacher_curves(100, 20, 0.5, sizes, seeds, (0.0, 0.1)))
    plain, penalized = test
    assert plain[3] > 5 * plain[:3].min() and plain[4] < plain[:3].min() and plain[2] < plain[0]
    assert train[0, 4] < 1e-12
    assert penalized[3] < 0.1 * plain[3] and penalized[3] < penalized[2]


def test_bias_and_variance_add_up(rng):
    predictions, truth = repeated_predictions(12, 3, 0.4, [4, 40], range(6), n_test=30)
    bias2, variance = bias_and_variance(predictions, truth)
    assert predictions.shape == (2, 6, 30)
    np.testing.assert_allclose(bias2 + variance, np.mean((predictions - truth) ** 2, axis=(1, 2)), rtol=1e-12)
    assert np.ptp(predictions, axis=1).min() > 0, "every seed has its own training data"
    constant = np.tile(truth + 2.0, (5, 1))
    np.testing.assert_allclose(bias_and_variance(constant, truth), (4.0, 0.0), atol=1e-12)


# ---- a curve in one dimension


def test_unseen_direction_is_the_largest_of_all(rng):
    problem = curve_problem(rng, n_features=80)
    v = problem.unseen_direction(80)
    assert np.linalg.norm(v) == pytest.approx(1) and np.abs(problem.A @ v).max() < 1e-8
    assert problem.curve(v)[np.argmax(np.abs(problem.curve(v)))] > 0
    unseen = np.eye(80) - np.linalg.pinv(problem.A) @ problem.A
    assert np.linalg.norm(problem.curve(v)) == pytest.approx(np.linalg.norm(problem.A_grid @ unseen, 2), rel=1e-6)


@pytest.mark.parametrize("seed", (0, 2, 3, 7))
def test_the_fit_that_just_fits_is_the_worst(seed):
    problem = curve_problem(np.random.default_rng(seed))
    few, just, many = (problem.error(problem.fit(N)) for N in (6, 15, 600))
    assert just > 50 * few and just > 50 * many
    w = problem.fit(600)
    assert np.abs(problem.A @ w - problem.y).max() < 1e-8
    assert problem.error(w) == pytest.approx(np.mean((problem.curve(w) - sine(GRID)) ** 2))


# ---- the isotropic model


@pytest.mark.parametrize(
    "n, p, D, sigma",
    [(20, 8, 40, 0.5), (20, 40, 40, 0.5), (20, 30, 60, 0.2), (15, 60, 200, 0.0), (20, 26, 26, 1.0), (20, 14, 18, 1.0)],
)
def test_isotropic_risk_against_a_simulation(n, p, D, sigma):
    rng = np.random.default_rng([n, p, D])
    errors = []
    for _ in range(2000):
        beta = rng.standard_normal(D)
        beta /= np.linalg.norm(beta)
        X = rng.standard_normal((n, D))
        w = np.linalg.pinv(X[:, :p]) @ (X @ beta + sigma * rng.standard_normal(n))
        errors.append(np.sum((w - beta[:p]) ** 2) + np.sum(beta[p:] ** 2) + sigma**2)  # mean over all test points
    off = (np.mean(errors) - isotropic_risk(n, p, D, sigma)) / (np.std(errors) / np.sqrt(2000))
    assert abs(off) < 4


def test_isotropic_errors_agree_with_the_risk(rng):
    errors = isotropic_errors(20, [5, 60], 100, 0.3, rng, 400)
    risk = [isotropic_risk(20, p, 100, 0.3) for p in (5, 60)]
    assert np.all(np.abs(errors.mean(axis=0) - risk) < 4 * errors.std(axis=0) / 20)


def test_isotropic_risk_near_the_threshold():
    assert [isotropic_risk(10, p, 50, 0.1) for p in (9, 10, 11)] == [np.inf] * 3
    assert isotropic_risk(10, 8, 50, 0.1) < np.inf > isotropic_risk(10, 12, 50, 0.1)


# ---- networks of many widths


def test_a_start_that_is_too_large_stops_with_a_message():
    with pytest.raises(Diverged, match="training diverged at step 3"):
        trained_widths([3], [0], n_steps=3, gain=1e30)


def test_a_trained_width_is_a_network_trained_alone():
    n, d, m, seed, steps = 12, 3, 4, 5, 40
    train, test = trained_widths([m], [seed], n=n, d=d, n_steps=steps, n_test=30)
    rng = np.random.default_rng(seed)
    X, y, beta = linear_data(n, d, 0.5, rng)
    X_test, y_test, _ = linear_data(30, d, 0.0, rng, beta)
    net = Network([d, m, 1], phi="relu", loss="least_squares")
    start, w = np.random.default_rng([seed, m]), np.zeros(net.n_params)
    (W, _), (v, _) = net.views(w)
    W[...] = 0.3 * start.standard_normal((m, d)) / np.sqrt(d)
    v[...] = 0.3 * start.standard_normal(m) / np.sqrt(m)
    optimizer = Adam(lambda t: 0.02 * (1 - (t - 1) / steps))
    for _ in range(steps):
        optimizer.step(w, net.grad(w, X, y))
    assert train[steps][0, 0] == pytest.approx(np.mean((net.predict(w, X) - y) ** 2), rel=1e-3)
    assert test[steps][0, 0] == pytest.approx(np.mean((net.predict(w, X_test) - y_test) ** 2), rel=1e-3)


@pytest.mark.parametrize("column, width", [(0, 1), (1, 3)])
def test_company_changes_nothing(column, width):
    settings = {"n": 10, "d": 3, "n_steps": 30, "report": (10,), "n_test": 20}
    alone, together = (trained_widths(widths, [1, 2], **settings) for widths in ([width], [1, 3, 8, 30]))
    for one, many in zip(alone, together, strict=True):
        assert set(one) == {10, 30}
        for t in one:
            np.testing.assert_allclose(one[t][:, 0], many[t][:, column], rtol=1e-4)


def test_a_trained_network_has_a_peak_only_with_noise():
    settings = {"seeds": range(50, 60), "n_steps": 1500}
    train, test = trained_widths([2, 4, 40], **settings)
    median = np.median(test[1500], axis=0)
    assert median[1] > 1.5 * median[0] and median[1] > 1.5 * median[2]
    assert np.median(train[1500], axis=0)[2] < 0.01
    assert np.median(trained_widths([2, 4, 40], sigma=0.0, **settings)[1][1500], axis=0).max() < 0.1


# ---- bad input


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: minimum_norm(np.ones((3, 2)), np.ones(4)), "y has 4 rows, expected 3"),
        (lambda: minimum_norm(np.ones(3), np.ones(3)), r"A has shape \(3,\), expected 2 dimension"),
        (lambda: minimum_norm(np.ones((0, 2)), np.ones(0)), "expected at least one row and one column"),
        (lambda: ridge(np.eye(2), np.ones(2), -1.0), "lam is -1.0"),
        (lambda: null_part(np.eye(2), np.ones(3)), r"w has shape \(3,\), expected \(2,\)"),
        (lambda: draw_features(0, 3, np.random.default_rng(0)), "n_features is 0"),
        (lambda: features(np.ones((2, 3)), np.ones((4, 2)), np.ones(4)), r"C has shape \(4, 2\)"),
        (lambda: linear_data(3, 2, -0.1, np.random.default_rng(0)), "sigma is -0.1"),
        (lambda: linear_data(3, 2, 0.1, 0), "expected a numpy Generator"),
        (lambda: ridge_path(np.eye(2), np.ones(2), 0.1), "lams is 0.1, expected a list of values"),
        (lambda: ridge_path(np.eye(2), np.ones(2), []), "lams has 0 values, expected at least 1"),
        (lambda: ridge_path(np.eye(2), np.ones(2), [0.1, np.nan]), r"lams\[1\] is nan, expected a number in \[0"),
        (lambda: null_part(np.eye(2), np.ones(2), cutoff=1.0), r"cutoff is 1.0, expected a number in \[0, 1\)"),
        (lambda: rank_threshold(np.ones((0, 3))), r"A has shape \(0, 3\), expected at least one row"),
        (lambda: features(np.ones((2, 3)), np.ones((4, 3)), np.ones(4), "relu"), "phi is 'relu', expected a function"),
        (
            lambda: width_curve(np.eye(2), np.ones(2), np.eye(2), np.ones(2), [3]),
            r"sizes\[0\] is 3, expected an integer from 1 to 2",
        ),
        (
            lambda: width_curve(np.eye(2), np.ones(2), np.eye(2), np.ones(3), [1]),
            r"y_test has shape \(3,\), expected \(2,\)",
        ),
        (
            lambda: width_curve(np.eye(2), np.ones(2), np.eye(3), np.ones(3), [1]),
            r"A_test has shape \(3, 3\), expected \(any, 2\)",
        ),
        (lambda: teacher_curves(5, 2, 0.1, [3], 0), "seeds is 0, expected a list of values"),
        (lambda: teacher_curves(5, 2, 0.1, [], [0]), "sizes has 0 values"),
        (lambda: repeated_predictions(5, 2, 0.1, [3], [0.5]), r"seeds\[0\] is 0.5, expected an integer of at least 0"),
        (lambda: isotropic_risk(5, 7, 6, 0.1), "p is 7, expected an integer from 1 to 6"),
        (
            lambda: isotropic_errors(5, [2, 7], 6, 0.1, np.random.default_rng(0), 2),
            r"sizes\[1\] is 7, expected an integer from 1 to 6",
        ),
        (lambda: bias_and_variance(np.ones(3), np.ones(3)), r"predictions has shape \(3,\)"),
        (lambda: bias_and_variance(np.ones((0, 3)), np.ones(3)), r"predictions has shape \(0, 3\)"),
        (lambda: trained_widths([300], [0]), r"widths\[0\] is 300, expected an integer from 1 to 200"),
        (lambda: trained_widths([2], []), "seeds has 0 values"),
        (
            lambda: trained_widths([2], [0], n_steps=5, report=(6,)),
            r"report\[0\] is 6, expected an integer from 1 to 5",
        ),
        (lambda: trained_widths([2], [0], gain="large"), "gain is 'large', expected a number"),
        (lambda: trained_widths([2], [0], gain=0, n_steps=1), r"gain is 0, expected a number in \(0, inf\)"),
        (lambda: trained_widths([2], [0], eta=0, n_steps=1), r"eta is 0, expected a number in \(0, inf\)"),
        (lambda: trained_widths([2], [0], n_test=0, n_steps=1), "n_test is 0, expected an integer of at least 1"),
        (lambda: curve_problem(np.random.default_rng(0)).fit(601), "n_features is 601"),
        (
            lambda: curve_problem(np.random.default_rng(0)).curve(np.ones((3, 2))),
            r"w has shape \(3, 2\), expected 1 dimension",
        ),
        (
            lambda: curve_problem(np.random.default_rng(0)).error(np.ones(601)),
            r"len\(w\) is 601, expected an integer from 1 to 600",
        ),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
