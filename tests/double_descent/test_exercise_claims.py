"""What the exercises, their replies and praises say in words, computed."""

import numpy as np
import pytest

from lecturekit.double_descent.curve_fits import curve_problem
from lecturekit.double_descent.exercises import noise as through_noise
from lecturekit.double_descent.exercises import peak, rank, ridge, unseen
from lecturekit.double_descent.experiments import errors_of_points_twice
from lecturekit.double_descent.linear_fits import minimum_norm
from lecturekit.double_descent.linear_fits import ridge as package_ridge
from lecturekit.double_descent.random_features import draw_features, features, linear_data, width_curve
from lecturekit.single_unit.activations import tanh


def a_data_set(seed, N=100, sigma=0.5, phi=tanh):
    """As the cell at the top of the exercises, but the teacher's noise comes apart: A, y, noise, test features, teacher's values."""
    rng = np.random.default_rng([91, seed])
    X, y, beta = linear_data(100, 20, sigma, rng)
    X_test, truth, _ = linear_data(400, 20, 0.0, rng, beta)
    C, b = draw_features(N, 20, rng)
    return features(X, C, b, phi), y, y - X @ beta, features(X_test, C, b, phi), truth


def test_1_the_steps_say_what_noise_adds_and_one_direction_is_most_of_it_at_the_peak():
    shares = {}
    for N in (40, 100, 400):
        found = []
        for seed in range(8):
            A, _, noise, A_test, _ = a_data_set(seed, N)
            parts = through_noise.noise_by_direction.chain(*np.linalg.svd(A, full_matrices=False), noise, A_test, 0.5)
            assert np.allclose(parts["dw"], minimum_norm(A, noise))
            found.append(parts["by_direction"].max() / parts["error"])
        shares[N] = np.median(found)
    assert shares[100] > 0.8 and max(shares[40], shares[400]) < 0.25


def first_with_full_rank(A):
    return next((N for N in range(1, A.shape[1] + 1) if np.linalg.matrix_rank(A[:, :N]) == len(A)), None)


@pytest.mark.parametrize("n, d, k", [(9, 3, 4), (10, 4, 2), (13, 2, 5)])
def test_2_the_thresholds_are_those_of_matrices(n, d, k):
    rng = np.random.default_rng(n)
    found = rank.thresholds.solution(n, d, k, 3)
    A = features(rng.standard_normal((n, d)), *draw_features(60, d, rng), tanh)
    dead = A * (np.arange(60) % k < k - 1)
    assert [first_with_full_rank(each) for each in (dead, np.repeat(A, 2, axis=1), A)] == [
        found["dead"],
        found["twice"],
        found["classes"],
    ]
    for name, phi in (("linear", lambda z: z), ("square", np.square)):
        for more in (0, 1):
            X = rng.standard_normal((found[name] + more, d))
            reached = first_with_full_rank(features(X, *draw_features(60, d, rng), phi))
            assert (reached == found[name]) if more == 0 else reached is None


@pytest.mark.parametrize("first_seed", [20, 40])
def test_2_the_peaks_stand_there(first_seed):
    found = rank.thresholds.solution(60, 20, 4, 1)
    errors = {"dead": [], "twice": []}
    for seed in range(first_seed, first_seed + 10):
        A, y, _, A_test, truth = a_data_set(seed, 200)
        for name, change in (
            ("dead", lambda M: M * (np.arange(200) % 4 < 3)),
            ("twice", lambda M: np.repeat(M, 2, axis=1)),
        ):
            M, M_test, middle = change(A[:60]), change(A_test), found[name]
            sizes = (middle - 15, middle, middle + 15)
            errors[name].append([np.mean((M_test[:, :N] @ minimum_norm(M[:, :N], y[:60]) - truth) ** 2) for N in sizes])
    for each in errors.values():
        before, at, beyond = np.median(each, axis=0)
        assert at > 4 * max(before, beyond)


@pytest.mark.parametrize("seed", range(3))
def test_3_copies_change_no_prediction_and_a_unit_changes_ridge_only(seed):
    A, y, _, A_test, _ = a_data_set(seed)
    w, copied = minimum_norm(A, y), minimum_norm(np.tile(A, 10), y)
    assert np.allclose(np.tile(A_test, 10) @ copied, A_test @ w, rtol=1e-6)
    assert np.linalg.norm(copied) == pytest.approx(np.linalg.norm(w) / np.sqrt(10))
    assert np.linalg.matrix_rank(np.tile(A, 10)) == 100
    assert np.allclose(10 * A_test @ minimum_norm(10 * A, y), A_test @ w, rtol=1e-6)
    assert np.allclose(10 * package_ridge(10 * A, y, 0.1), package_ridge(A, y, 0.001), rtol=1e-6)


def test_4_the_peak_is_at_50_and_half_the_variance_of_the_noise_is_never_fitted():
    errors = np.median(errors_of_points_twice([20, 50, 80, 100, 120, 400], seeds=range(200, 220)), axis=0)
    assert np.argmax(errors) == 1 and errors[1] > 5 * max(errors[0], errors[2])
    assert errors[2] > errors[3] > errors[4] > errors[5], "nothing happens at 100"
    missed = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, clean, _ = linear_data(50, 20, 0.0, rng)
        X, y = np.tile(X, (2, 1)), np.tile(clean, 2) + 0.5 * rng.standard_normal(100)
        A = features(X, *draw_features(300, 20, rng))
        missed.append(width_curve(A, y, A, y, [300])[0][0, 0])
    assert np.mean(missed) == pytest.approx(0.5**2 / 2, rel=0.15)


def test_4_every_wrong_curve_is_refused_and_its_reply_comes():
    for each in rank.points_twice.wrong:
        assert rank.points_twice.examine(each.answer).diagnosis == each.name


@pytest.mark.parametrize("seed", range(3))
def test_5_the_cut_off_takes_the_peak_away_and_acts_as_a_penalty(seed):
    A, y, _, A_test, truth = a_data_set(seed)
    cut, right = peak.no_peak(A, y), peak._least_norm(A, y)
    assert np.mean((A_test @ right - truth) ** 2) > 3 * np.mean((A_test @ cut - truth) ** 2)
    assert np.allclose(right, minimum_norm(A, y)) and np.linalg.norm(cut) < np.linalg.norm(right)


def test_6_there_are_perfect_fits_as_far_away_as_one_likes():
    problem = curve_problem(np.random.default_rng(2))
    errors = [problem.error(unseen._other_fit(problem.A, problem.y, amount)) for amount in (0.1, 5, 15)]
    fit = unseen._other_fit(problem.A, problem.y, 15)
    assert np.abs(problem.A @ fit - problem.y).max() < 1e-9 and errors[0] < errors[1] < errors[2]


@pytest.mark.parametrize("seed", range(3))
def test_7_start_and_rates_choose_the_fit_that_is_nearest_where_moves_are_measured_in_roots_of_rates(seed):
    A, y, _, A_test, truth = a_data_set(seed, 400)
    rng = np.random.default_rng(seed)
    start, spread = rng.standard_normal(400), 10 ** rng.uniform(-1, 1, 400)
    start *= 3 / np.linalg.norm(start)
    errors = {}
    for length in (0, 1):
        for d in (np.ones(400), spread):
            w = unseen.limit.solution(A, y, length * start, d)
            other = w + unseen._other_fit(A, np.zeros(100), 1.0)
            near, far = (np.linalg.norm((each - length * start) / np.sqrt(d)) for each in (w, other))
            assert np.abs(A @ w - y).max() < 1e-9 and near < far
            errors[length, d is spread] = np.mean((A_test @ w - truth) ** 2)
    assert errors[0, False] < min(errors[0, True], errors[1, False]), "equal rates from 0 end best"
    assert np.linalg.norm(unseen.limit.solution(A, y, 0 * start, np.ones(400))) < np.linalg.norm(
        unseen.limit.solution(A, y, 0 * start, spread)
    )


@pytest.mark.parametrize("seed", range(3))
def test_8_the_factor_turns_the_smallest_solution_into_ridge(seed):
    A, y, *_ = a_data_set(seed)
    s, Vt = np.linalg.svd(A)[1:]
    made = Vt.T @ (ridge.shrink.solution(s, 100, 0.1) * (Vt @ minimum_norm(A, y)))
    assert np.allclose(made, package_ridge(A, y, 0.1))


def test_9_no_fixed_lambda_reaches_both_goals_and_a_chosen_one_does_on_other_data():
    quiet, loud = ridge.no_peak_at_any_noise.goals

    def means(fit, seed):
        run = ridge._errors(fit, np.random.default_rng(seed))
        return [goal.value(run) for goal in (quiet, loud)]

    (own,) = ridge.no_peak_at_any_noise.seeds
    for lam in 10.0 ** np.arange(-3, 1, 0.1):
        found = means(ridge._by_fixed(lam), own)
        assert found[0] > quiet.at_most or found[1] > loud.at_most, lam
    for seed in (201, 301, 402):
        found = means(ridge.chosen_by_points_set_aside, seed)
        assert found[0] < quiet.at_most and found[1] < loud.at_most


@pytest.mark.parametrize(
    "choose, expected", [(ridge._by_training_error, ridge.LAMS[0]), (ridge._by_norm, ridge.LAMS[-1])]
)
def test_9_training_error_and_norm_always_choose_an_end(choose, expected):
    for seed in range(3):
        A, y, *_ = a_data_set(seed)
        assert np.array_equal(choose(A, y), package_ridge(A, y, expected))
