"""What notebook 9 says beyond what its cells print: under other seeds and other settings."""

import numpy as np
import pytest

from lecturekit.double_descent import widgets
from lecturekit.double_descent.curve_fits import curve_problem
from lecturekit.double_descent.digits import dead_and_threshold, digit_errors, digit_features, networks_on_noisy_digits
from lecturekit.double_descent.experiments import (
    against_the_straight_line,
    errors_by_sample_size,
    further_fits,
    inverse_square_of_one_direction,
    walk_of_descent,
)
from lecturekit.double_descent.linear_fits import minimum_norm, null_part
from lecturekit.double_descent.random_features import (
    bias_and_variance,
    draw_features,
    features,
    linear_data,
    repeated_predictions,
    teacher_curves,
)
from lecturekit.double_descent.width_sweep import trained_widths
from lecturekit.single_unit.activations import tanh


def of_sizes(name, *sizes):
    """Errors of a data set of the widget at some of its sizes."""
    errors = dict(zip(widgets.WIDTHS, widgets.errors_of(widgets.DATA_SEEDS[name])))
    return [float(errors[N]) for N in sizes]


@pytest.mark.parametrize("first_seed", [200, 220, 240])
def test_forty_times_too_many_features_are_calmer_than_just_enough(first_seed):
    problems = [curve_problem(np.random.default_rng(seed)) for seed in range(first_seed, first_seed + 20)]
    errors = np.array([[each.error(each.fit(N)) for N in (6, 15, 60, 600, 8)] for each in problems])
    few, just, more, many, valley = np.median(errors, axis=0)
    assert many == pytest.approx(min(few, valley), rel=0.25)  # the second descent ends where the first did
    assert just > 50 * max(few, more, many) and many < more
    assert np.mean(errors[:, 1] > errors[:, 3]) > 0.85


def test_the_answers_to_the_number_of_features():
    worst = {name: widgets.WIDTHS[int(np.argmax(widgets.errors_of(seed)))] for name, seed in widgets.DATA_SEEDS.items()}
    assert worst == {"first": 15, "second": 17, "third": 15}
    assert of_sizes("first", 20)[0] < 0.1 < of_sizes("first", 18)[0]
    assert of_sizes("second", 40)[0] < 0.2 < 1 < of_sizes("second", 30)[0]
    assert [round(error) for error in of_sizes("second", 15, 17) + of_sizes("third", 18)] == [27, 350, 221]
    problems = [curve_problem(np.random.default_rng(seed)) for seed in range(40)]
    medians = [np.median([each.error(each.fit(N)) for each in problems]) for N in range(11, 21)]
    assert 11 + int(np.argmax(medians)) == 15
    for seed in widgets.DATA_SEEDS.values():
        small, large = (
            widgets.errors_of(seed)[np.array(widgets.WIDTHS) < 15],
            widgets.errors_of(seed)[np.array(widgets.WIDTHS) > 15],
        )
        assert small.min() < large.min()


def test_the_medians_in_the_text_of_the_first_valley_and_the_second():
    problems = [curve_problem(np.random.default_rng(seed)) for seed in (2, *range(100, 119))]
    assert [round(float(np.median([each.error(each.fit(N)) for each in problems])), 3) for N in (8, 600)] == [
        0.042,
        0.044,
    ]


@pytest.mark.parametrize("first_seed", [20, 40, 60])
def test_down_up_and_down_again(first_seed):
    runs = teacher_curves(100, 20, 0.5, [5, 40, 95, 100, 105, 200, 2000], range(first_seed, first_seed + 15))
    train, test, norms = (np.median(each[:, 0], axis=0) for each in runs)
    assert test[1] < test[0] and 2 <= np.argmax(test) <= 4 and 2 <= np.argmax(norms) <= 4
    assert test.max() > 10 * test[1] and test[-1] < 0.5 * test[1]
    assert np.all(train[5:] < 1e-9)


@pytest.mark.parametrize("first_seed", [0, 20, 40])
def test_beyond_the_threshold_nearly_all_that_is_left_is_noise_and_it_comes_through_ever_weaker(first_seed):
    whole, clean = (
        np.median(
            teacher_curves(100, 20, sigma, [40, 100, 200, 2000], range(first_seed, first_seed + 20))[1][:, 0], axis=0
        )
        for sigma in (0.5, 0.0)
    )
    assert clean[0] > 0.5 * whole[0] and clean[1] > 3 * clean[0], "a lower peak without noise"
    assert (
        clean[2] < 0.1 * whole[2] and clean[3] < 0.05 * whole[3] and whole[3] - clean[3] < 0.5 * (whole[2] - clean[2])
    )


@pytest.mark.parametrize("seed", range(3))
def test_up_to_n_the_smallest_singular_value_falls_with_every_column_and_beyond_it_rises(seed):
    rng = np.random.default_rng(seed)
    A = features(rng.normal(size=(30, 5)), *draw_features(60, 5, rng), phi=tanh)
    smallest = [np.linalg.svd(A[:, :N], compute_uv=False)[-1] for N in range(1, 61)]
    assert np.all(np.diff(smallest[:30]) < 1e-12) and np.all(np.diff(smallest[29:]) > -1e-12)


@pytest.mark.parametrize("first_seed", [0, 20, 40])
def test_the_weights_at_the_peak_are_about_as_long_as_noise_over_the_smallest_singular_value(first_seed):
    lengths, divided = [], []
    for seed in range(first_seed, first_seed + 20):
        rng = np.random.default_rng(seed)
        X, y, _ = linear_data(100, 20, 0.5, rng)
        A = features(X, *draw_features(100, 20, rng))
        s = np.linalg.svd(A, compute_uv=False)
        lengths.append(np.linalg.norm(minimum_norm(A, y)))
        divided.append(0.5 / s[s > 1e-9][-1])
    assert 0.4 < np.median(lengths) / np.median(divided) < 2.5


def test_the_smallest_singular_value_is_tiny_at_the_threshold_and_not_far_from_it():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(100, 20))

    def smallest(N):
        s = [np.linalg.svd(features(X, *draw_features(N, 20, rng)), compute_uv=False) for _ in range(20)]
        return np.median([each[each > 1e-9][-1] for each in s])

    assert smallest(100) < 0.2 * min(smallest(25), smallest(200), smallest(400))


@pytest.mark.parametrize("n", [4, 6, 12, 22])
def test_one_direction_by_pencil(n):
    measured = [inverse_square_of_one_direction(n, 200_000, np.random.default_rng(seed)) for seed in range(10)]
    assert np.mean(measured) == pytest.approx(1 / (n - 2), rel=0.02)


def test_the_error_of_one_weight_is_the_noise_times_that():
    x, noise = np.random.default_rng(0).normal(size=(2, 100_000, 7))
    off = (x * 0.3 * noise).sum(axis=1) / (x**2).sum(axis=1)
    assert np.mean(off**2) == pytest.approx(0.3**2 / 5, rel=0.05)


@pytest.mark.parametrize("first_seed", [100, 200, 300])
def test_more_data_hurt(first_seed):
    runs = errors_by_sample_size(100, [60, 100, 200, 400], seeds=range(first_seed, first_seed + 15))
    errors = np.median(runs, axis=0)
    assert errors[1] > 8 * errors[0] and errors[2] < errors[0] and errors[3] < 0.3 * errors[0]


def test_the_answer_to_ridge_and_noise():
    at = widgets.SIZES.index
    quiet = widgets.ridge_state(0.1, 0.0)["plain"]
    assert quiet[at(100)] > 3 * quiet[at(60)] and round(float(quiet.max()), 1) == 1.8
    weak = widgets.ridge_state(0.01, 0.5)["ridge"]
    assert weak[at(100)] < 1.1 * weak[at(60)]
    across = widgets.ridge_state(0.1, 0.5)["across"]
    best = {N: (widgets.LAMS[1 + int(np.argmin(errors))], min(errors)) for N, errors in across.items()}
    assert best[100] == (pytest.approx(0.056, abs=1e-3), pytest.approx(0.18, abs=5e-3))
    assert best[1000] == (pytest.approx(1.0), pytest.approx(0.09, abs=5e-3))
    assert across[100][list(widgets.LAMS[1:]).index(best[1000][0])] == pytest.approx(0.45, abs=5e-3)


@pytest.mark.parametrize("seed", range(5))
def test_stopping_early_removes_the_peak(seed):
    rng = np.random.default_rng([1, seed])
    X, y, beta = linear_data(100, 20, 0.5, rng)
    X_test, truth, _ = linear_data(400, 20, 0.0, rng, beta)
    C, b = draw_features(1000, 20, rng)
    A, A_test = features(X, C, b), features(X_test, C, b)
    stopped, exact = [], []
    for k in range(0, 1000, 100):
        square, square_test = A[:, k : k + 100], A_test[:, k : k + 100]
        fits = walk_of_descent(square, y, np.zeros(100), 300), minimum_norm(square, y)
        for w, errors in zip(fits, (stopped, exact)):
            errors.append(np.mean((square_test @ w - truth) ** 2))
    assert max(stopped) < 0.3 < 5 < np.median(exact)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_peak_on_digits_stands_where_the_rank_suffices(seed):
    share, threshold = dead_and_threshold(seed)
    assert 0.1 < share < 0.4 and threshold > 220
    wrong = digit_errors([100, 200, threshold, 400, 1600], seed)
    assert np.argmax(wrong) == 2 and wrong[-1] < wrong[0]


def test_dead_features_leave_a_training_error_where_there_are_as_many_as_points():
    dead, missed = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, y, beta = linear_data(100, 20, 0.5, rng)
        linear_data(400, 20, 0.0, rng, beta)
        A = features(X, *draw_features(2000, 20, rng))[:, :100]
        dead.append(int(np.all(A == 0, axis=0).sum()))
        missed.append(float(np.mean((A @ minimum_norm(A, y) - y) ** 2)))
    assert np.array_equal(np.array(dead) > 0, np.array(missed) > 1e-6)
    assert np.count_nonzero(dead) == 15 and max(dead) == 5


def test_it_is_the_dead_features_that_move_the_peak():
    """Another cause would be the images; but without the dead columns 200 features have a higher rank."""
    D = digit_features()[0]
    alive = D[:, ~np.all(D == 0, axis=0)]
    assert np.linalg.matrix_rank(alive[:, :200]) > np.linalg.matrix_rank(D[:, :200]) + 20


@pytest.mark.parametrize("first_seed", [0, 3])
def test_trained_networks_descend_twice_and_the_second_descent_wins(first_seed):
    found = networks_on_noisy_digits((2, 7, 12, 24, 100, 600), seeds=range(first_seed, first_seed + 3))
    learned, mistakes = ({m: float(each[what].mean()) for m, each in found.items()} for what in ("learned", "test"))
    assert learned[7] < 0.25 and 0.5 < learned[24] < 1 and learned[100] == learned[600] == 1
    assert found[100]["training"].max() == found[600]["training"].max() == 0
    small = min(mistakes[7], mistakes[12])
    assert mistakes[2] > mistakes[24] > small + 0.03 and mistakes[24] > mistakes[100] > mistakes[600]
    assert mistakes[600] < small - 0.01
    lead = np.minimum(found[7]["test"], found[12]["test"]) - found[600]["test"]
    assert lead.min() > -0.002 and np.sum(lead > 0.01) >= 2


def test_with_all_pixels_there_is_no_peak():
    found = networks_on_noisy_digits((2, 4, 7, 24, 100), seeds=range(2), n_inputs=784)
    assert found[7]["learned"].min() > 0.9
    mistakes = np.array([each["test"] for each in found.values()])
    assert np.all(np.diff(mistakes, axis=0) < 0)


@pytest.mark.parametrize("first_seed", [0, 16, 32])
def test_a_trained_network_has_a_peak_that_early_stopping_lowers(first_seed):
    seeds = range(first_seed, first_seed + 16)
    _, noisy = trained_widths([1, 4, 200], seeds=seeds, report=(100, 150, 250, 500, 1000))
    medians = np.array([np.median(each, axis=0) for each in noisy.values()])
    early, full = medians[1], medians[-1]
    assert full[1] > 2 * full[2] and full[0] < full[2] and early[1] < 0.7 * full[1]
    assert np.all(np.diff(medians[:, 1]) > -0.02) and np.ptp(medians[:, 2]) < 0.02


@pytest.mark.parametrize("first_seed", [100, 300])
def test_bias_and_variance_are_both_lower_far_beyond(first_seed):
    predictions, truth = repeated_predictions(50, 10, 0.5, [5, 50, 1000], range(first_seed, first_seed + 60), phi=tanh)
    bias2, variance = bias_and_variance(predictions, truth)
    assert np.allclose(((predictions - truth) ** 2).mean(axis=(1, 2)), bias2 + variance)
    assert bias2[2] < bias2[0] and variance[2] < variance[0] < variance[1]


@pytest.mark.parametrize("seed", range(5))
def test_descent_from_zero_finds_the_smallest_and_keeps_what_data_do_not_see(seed):
    rng = np.random.default_rng(seed)
    A, y, w_0 = rng.normal(size=(20, 80)), rng.normal(size=20), rng.normal(size=80)
    assert np.allclose(walk_of_descent(A, y, np.zeros(80), 5000), minimum_norm(A, y), atol=1e-6)
    assert np.allclose(null_part(A, walk_of_descent(A, y, w_0, 5000)), null_part(A, w_0))


@pytest.mark.parametrize("seed", range(3))
def test_unseen_directions_cost_more_the_longer_they_are(seed):
    rng = np.random.default_rng(seed)
    X, y, beta = linear_data(50, 20, 0.5, rng)
    X_test, (C, b) = rng.normal(size=(300, 20)), draw_features(1000, 20, rng)
    A, A_test = features(X, C, b), features(X_test, C, b)
    found = [further_fits(A, y, A_test, X_test @ beta, times, rng, 30) for times in (0, 1, 4, 8)]
    errors = [test for _, test in found]
    assert errors == sorted(errors) and errors[1] < 1.1 * errors[0] and errors[-1] > 3 * errors[0]
    assert max(train for train, _ in found) < 1e-20


def test_the_error_grows_with_the_square_of_the_amount():
    back, start, forth, far = (widgets.unseen_state(amount, 600)["error"] for amount in (-2.0, 0.0, 2.0, 4.0))
    curvature = (back + forth) / 2 - start
    assert far - start == pytest.approx(4 * curvature + (forth - back), rel=1e-6)
    assert widgets.unseen_state(4.0, 600)["misfit"] < 1e-6


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_wide_networks_stay_near_their_straight_line(seed):
    narrow, wide = (against_the_straight_line(m, n_steps=1000, seed=seed)["gap"] for m in (30, 1000))
    assert wide < 0.05 < narrow and narrow > 4 * wide


def test_and_are_not_at_the_end_after_those_steps():
    residual = [against_the_straight_line(1000, n_steps=n_steps)["residual"] for n_steps in (2000, 8000)]
    assert residual[0] > 0.1 and residual[1] < 0.7 * residual[0]
