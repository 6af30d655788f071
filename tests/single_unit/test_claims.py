"""What notebook 1 says beyond the numbers it prints: for other seeds, at the positions that its answers name."""

import itertools

import numpy as np
import pytest

from lecturekit.datasets import load_breast_cancer, load_diabetes
from lecturekit.single_unit import (
    above_the_chord,
    descend,
    descend_logit,
    errors_along,
    gradient,
    least_squares,
    logistic,
    losses_between,
    main_directions,
    multiclass,
    numerical_gradient,
    sigmoid,
    squared_error_on,
    steps_until_right,
    widgets,
)
from lecturekit.single_unit.bowl import unit_state

SEEDS = range(10)
SQUARED = squared_error_on(sigmoid)


def standardized(A):
    """Each column with mean 0 and standard deviation 1."""
    return (A - A.mean(axis=0)) / A.std(axis=0)


CANCER, DIABETES = load_breast_cancer(), load_diabetes()
X, Y = standardized(CANCER.X[:, [20, 21]]), CANCER.y
D, TARGET = standardized(DIABETES.X), standardized(DIABETES.y)
LOWEST = np.linalg.lstsq(D, TARGET, rcond=None)[0]


def cancer_split(seed):
    """(A_train, y_train, A_test, y_test): shuffled, 400 to train with, standardized by these."""
    order = np.random.default_rng(seed).permutation(len(Y))
    train, test = order[:400], order[400:]
    seen = CANCER.X[train]
    A = (CANCER.X - seen.mean(axis=0)) / seen.std(axis=0)
    return A[train], Y[train], A[test], Y[test]


def trained(loss, start, A, y, n_steps=300):
    """Weights and bias after a descent from weights that are all the same."""
    return descend(loss, np.full(A.shape[1], float(start)), A, y, eta=0.5, n_steps=n_steps)[-1]


def right(wb, A, y):
    """The share that weights and bias classify correctly."""
    return np.mean((A @ wb[:-1] + wb[-1] > 0) == y)


# ------------------------------------------------------------------------------------------ dragging the weights


def test_the_answer_to_dragging_the_weights():
    found, turned = (unit_state(X, Y, s * 5.0, s * 1.0, s * -0.5) for s in (1, -1))
    assert (round(found["loss"], 3), round(found["accuracy"], 2)) == (0.160, 0.94)
    assert (round(turned["loss"], 2), round(turned["accuracy"], 2)) == (4.48, 0.06)
    assert [round(unit_state(X, Y, -2.0, 2.0, 0.0, n)["loss"], 3) for n in (30, 100)] == [0.207, 0.167]


def test_steps_get_shorter_and_go_straight_down_the_map_of_their_bias():
    path = descend(logistic, np.array([-2.0, 2.0]), X, Y, eta=1.0, n_steps=100)
    lengths = np.linalg.norm(np.diff(path[:, :2], axis=0), axis=1)
    assert np.all(np.diff(lengths[15:]) < 0) and lengths[-1] < 0.05 * lengths[0]
    for before, after in itertools.pairwise(path[:6]):
        slope = numerical_gradient(lambda w: logistic(X @ w + before[2], Y), before[:2])
        step = after[:2] - before[:2]
        assert step @ slope / np.linalg.norm(step) / np.linalg.norm(slope) == pytest.approx(-1, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_w_is_perpendicular_to_its_line_and_a_longer_one_narrows_the_strip(seed):
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=2), rng.normal()
    on_the_line = -b * w / (w @ w) + rng.normal() * np.array([-w[1], w[0]])
    assert w @ on_the_line + b == pytest.approx(0)
    widths = [2 * np.log(9) / np.linalg.norm(c * w) for c in (1, 2)]  # between P = 0.1 and P = 0.9
    for c, width in zip((1, 2), widths):
        edge = -c * b * c * w / (c * c * w @ w) + width / 2 * w / np.linalg.norm(w)
        assert sigmoid(c * w @ edge + c * b) == pytest.approx(0.9)
    assert widths[1] == pytest.approx(widths[0] / 2)


def test_after_200_steps_descent_is_short_of_the_lowest_place():
    path = descend(logistic, np.zeros(2), X, Y, eta=1.0, n_steps=4000)
    assert np.linalg.norm(path[200, :2] - path[-1, :2]) > 1
    start, tenth, last = (logistic(X @ path[t, :2] + path[t, 2], Y) for t in (0, 10, 200))
    assert start - tenth > tenth - last  # "the first 10 steps bring more than the other 190"
    assert np.linalg.norm(path[4000, :2] - path[3000, :2]) < 0.02
    assert logistic(X @ path[200, :2] + path[200, 2], Y) - logistic(X @ path[-1, :2] + path[-1, 2], Y) < 0.004


# ------------------------------------------------------------------------------------------ unseen tumors


@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit_is_right_for_nearly_all_unseen_tumors(seed):
    A, y, A_test, y_test = cancer_split(seed)
    wb = trained(logistic, 0.0, A, y)
    assert right(wb, A_test, y_test) > 0.945
    assert logistic(A_test @ wb[:-1] + wb[-1], y_test) < 0.15


def test_training_loss_is_below_that_of_unseen_tumors_on_the_average():
    pairs = []
    for seed in SEEDS:
        A, y, A_test, y_test = cancer_split(seed)
        wb = trained(logistic, 0.0, A, y)
        pairs.append([logistic(B @ wb[:-1] + wb[-1], t) for B, t in ((A, y), (A_test, y_test))])
    assert np.mean(pairs, axis=0)[0] < np.mean(pairs, axis=0)[1] and pairs[0][0] < pairs[0][1]


def test_with_all_measurements_a_plane_separates_the_tumors():
    """Newton's method with less and less weight decay finds one: the loss has no lowest place."""
    A = np.column_stack([standardized(CANCER.X), np.ones(len(Y))])
    w = np.zeros(A.shape[1])
    for decay in np.repeat(np.geomspace(1e-2, 1e-8, 13), 6):
        p = sigmoid(A @ w)
        H = (A.T * (p * (1 - p))) @ A / len(Y) + decay * np.eye(len(w))
        w -= np.linalg.solve(H, A.T @ (p - Y) / len(Y) + decay * w)
    assert np.min((2 * Y - 1) * (A @ w)) > 0
    assert logistic(2 * (A @ w), Y) < logistic(A @ w, Y)  # longer is better


# ------------------------------------------------------------------------------------------ the Fact and the gradient


@pytest.mark.parametrize("seed", SEEDS)
def test_the_push_of_the_logistic_loss_is_at_most_1_and_does_not_fade_when_wrong(seed):
    z = np.sort(np.random.default_rng(seed).uniform(-30, 10, 20))
    push = -logistic.dz(z, np.ones(20, int))
    assert np.all(push <= 1) and np.all(np.diff(push) <= 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_measured_second_derivative_is_that_of_the_proof(seed):
    rng = np.random.default_rng(seed)
    u, v = rng.normal(0, 2, (2, 2))
    speed, z = X @ (v - u), X @ u
    along = lambda s: logistic(z + s * speed, Y)
    bend = (along(1e-3) - 2 * along(0.0) + along(-1e-3)) / 1e-6
    assert bend == pytest.approx(np.mean(sigmoid(z) * (1 - sigmoid(z)) * speed**2), rel=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_logistic_loss_hangs_below_every_chord(seed):
    u, v = np.random.default_rng(seed).normal(0, 3, (2, 2))
    assert above_the_chord(losses_between(logistic, u, v, X, Y)[1]) < 1e-12


def test_the_squared_error_of_the_prediction_often_does_not():
    ends = np.random.default_rng(0).normal(0, 3, (40, 2, 2))
    share = np.mean([above_the_chord(losses_between(SQUARED, u, v, X, Y, n=21)[1]) > 1e-3 for u, v in ends])
    assert share > 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_slides_formula_has_another_direction(seed):
    w = np.random.default_rng(seed).normal(0, 2, 2)
    true, slide = (gradient(loss, w, X, Y)[0] for loss in (logistic, SQUARED))
    assert true @ slide / np.linalg.norm(true) / np.linalg.norm(slide) < 1 - 1e-6
    one = [
        gradient(loss, w, X[:1], Y[:1])[0] for loss in (logistic, SQUARED)
    ]  # for a single point it would be the same
    assert one[0] @ one[1] / np.linalg.norm(one[0]) / np.linalg.norm(one[1]) == pytest.approx(1)


def test_the_angle_at_the_explorers_start():
    true, slide = (gradient(loss, [-2.0, 2.0], X, Y)[0] for loss in (logistic, SQUARED))
    cosine = true @ slide / np.linalg.norm(true) / np.linalg.norm(slide)
    assert round(np.degrees(np.arccos(cosine))) == 23


@pytest.mark.parametrize("seed", SEEDS)
def test_accuracy_tells_the_formulas_apart_from_a_wrong_start_only(seed):
    A, y, A_test, y_test = cancer_split(seed)
    true, slide = (right(trained(loss, 0.0, A, y), A_test, y_test) for loss in (logistic, SQUARED))
    assert abs(true - slide) < 0.03
    true, slide = (right(trained(loss, -1.0, A, y), A_test, y_test) for loss in (logistic, SQUARED))
    assert true > 0.94 and slide < 0.5


# ------------------------------------------------------------------------------------------ the race


def test_the_race_in_numbers():
    assert [steps_until_right(z, with_slope=False) for z in (-2.0, -4.0, -6.0, -8.0)] == [3, 5, 7, 9]
    assert [steps_until_right(z, with_slope=True) for z in (-2.0, -4.0, -6.0, -8.0)] == [16, 71, 426, 3011]
    path = descend_logit(-8.0, 1.0, True, 3011)
    assert int(np.argmax(path > -7)) == 1888
    factor = sigmoid(np.array([-8.0, -7.0])) * (1 - sigmoid(np.array([-8.0, -7.0])))
    assert factor.round(4).tolist() == [0.0003, 0.0009]
    assert 1 / factor[0] == pytest.approx(3000, rel=0.01)


def test_the_answer_to_the_race():
    n_steps = {z: steps_until_right(z, with_slope=True, n_steps=30_000) for z in np.arange(-10, 0.5, 0.5)}
    assert [z for z, n in n_steps.items() if n and n > 1000] == [-10, -9.5, -9, -8.5, -8, -7.5, -7]
    assert (n_steps[-7], n_steps[-6]) == (1123, 426)
    fast = [steps_until_right(z, 3.0, with_slope=True) for z in (-8.0, -10.0)]
    assert fast == [1006, 7357]
    assert [steps_until_right(z, 3.0, with_slope=False) for z in (-8.0, -10.0)] == [3, 4]
    race = widgets.race()
    race.controls["z0"].value = -7.0
    assert "after 1,123 steps by the slide" in race.caption.value


# ------------------------------------------------------------------------------------------ ten directions


def test_ten_directions_in_300_steps():
    curvatures, directions = main_directions(D)
    path = descend(least_squares, np.zeros(10), D, TARGET, eta=0.4, n_steps=300)[:, :-1]
    left = errors_along(path, LOWEST, directions)
    left = left[-1] / left[0]
    assert np.flatnonzero(left > 0.01).tolist() == [0]
    assert (round(left[0], 2), round(left[1], 5)) == (0.36, 0.00007)
    assert round(curvatures[-1] / curvatures[0], -1) == 470
    assert (1 - 0.4 * 0.04) ** 300 < 0.01 and sum(curvatures < 0.04) == 1
    assert round(1 - 0.4 * curvatures[-1], 2) == -0.61
    assert main_directions(D[:, [4, 5]])[0][0] == pytest.approx(12 * curvatures[0], rel=0.02)


def test_the_answer_to_the_ten_directions():
    curvatures, directions = main_directions(D)
    assert round(1 - 0.4 * curvatures[0], 4) == 0.9966
    assert round(2 / curvatures[-1], 3) == 0.497
    explorer = widgets.ten_directions(D, TARGET)
    slider = explorer.controls["eta"]
    for eta in np.arange(slider.min, slider.max, slider.step):
        factors = np.abs(1 - eta * curvatures)
        assert factors.max() > 1 or np.argmax(factors) == 0, "where all lines fall, the flattest is the last"
    assert np.argmax(np.abs(1 - 0.4965 * curvatures)) == 9 and 2 / curvatures[-1] > 0.4965, "but not at every rate"
    for eta, grows in ((0.49, False), (0.495, False), (0.5, True), (0.51, True)):
        explorer.controls["eta"].value = eta
        assert ("grows" in explorer.caption.value) is grows
    path = descend(least_squares, np.zeros(10), D, TARGET, eta=0.51, n_steps=300)[:, :-1]
    errors = errors_along(path, LOWEST, directions)
    assert errors[-1, -1] / errors[0, -1] == pytest.approx(4.4e6, rel=0.02)
    assert np.argmax(errors[-1] / errors[0]) == 9


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_multiplies_the_error_in_a_main_direction_by_its_factor(seed):
    rng = np.random.default_rng(seed)
    A = standardized(rng.normal(size=(30, 4)) @ rng.normal(size=(4, 4)))
    t = standardized(rng.normal(size=30))
    curvatures, directions = main_directions(A)
    eta = 0.9 * 2 / curvatures[-1]
    path = descend(least_squares, np.zeros(4), A, t, eta=eta, n_steps=2)[:, :-1]
    errors = errors_along(path, np.linalg.lstsq(A, t, rcond=None)[0], directions)
    np.testing.assert_allclose(errors[1], np.abs(1 - eta * curvatures) * errors[0], rtol=1e-6, atol=1e-12)


def test_total_cholesterol_is_nearly_a_combination_that_no_pair_shows():
    names = list(DIABETES.feature_names)
    total, lipids = names.index("total cholesterol"), [5, 6, 8]
    assert [names[k] for k in lipids] == ["LDL", "HDL", "log triglycerides (possibly)"]
    curvatures, directions = main_directions(D)
    assert np.argsort(-np.abs(directions[:, 0]))[:4].tolist() == [total, 5, 6, 8]
    fit = np.linalg.lstsq(D[:, lipids], D[:, total], rcond=None)[0]
    assert np.var(D[:, total] - D[:, lipids] @ fit) < 0.03
    correlations = np.abs(np.corrcoef(D.T) - np.eye(10))
    assert 1 - correlations.max() > 10 * curvatures[0]  # the curvature that the closest pair alone would give
    without = np.delete(D, [6, 7, 8], axis=1)  # the closest pair is still there, the flat direction is not
    assert main_directions(without)[0][0] > 8 * curvatures[0]
    moved = np.sqrt(np.mean((D @ directions[:, 0]) ** 2))  # what a shift of length 1 among them changes
    assert moved < 0.1


# ------------------------------------------------------------------------------------------ going deeper


@pytest.mark.parametrize("seed", SEEDS)
def test_the_derivative_of_the_multiclass_loss(seed):
    rng = np.random.default_rng(seed)
    z, label = rng.normal(size=(1, 4)), rng.integers(0, 4, 1)
    softmax = np.exp(z) / np.exp(z).sum()
    measured = numerical_gradient(lambda z: multiclass(z, label), z)
    np.testing.assert_allclose(measured, softmax - np.eye(4)[label], atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_least_squares_ends_at_the_smallest_solution(seed):
    rng = np.random.default_rng(seed)
    A, t = rng.normal(size=(4, 9)), rng.normal(size=4)
    limit = 2 / main_directions(np.column_stack([A, np.ones(4)]))[0][-1]
    end = descend(least_squares, np.zeros(9), A, t, eta=0.9 * limit, n_steps=4000)[-1]
    np.testing.assert_allclose(end, np.linalg.pinv(np.column_stack([A, np.ones(4)])) @ t, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_the_logistic_loss_the_weights_stay_in_the_span_and_grow(seed):
    rng = np.random.default_rng(seed)
    A, t = rng.normal(size=(4, 9)), np.array([0, 1, 0, 1])
    path = descend(logistic, np.zeros(9), A, t, eta=1.0, n_steps=4000)
    ones = np.column_stack([A, np.ones(4)])
    outside = path[-1] - ones.T @ np.linalg.lstsq(ones.T, path[-1], rcond=None)[0]
    assert np.linalg.norm(outside) < 1e-9
    lengths = np.linalg.norm(path[[400, 1000, 4000]], axis=1)
    assert np.all(np.diff(lengths) > 0.4)


def test_one_hidden_unit_can_carry_the_constant_upwards():
    x = np.column_stack([np.ones(5), np.random.default_rng(0).normal(size=(5, 2))])
    assert np.maximum(x @ np.array([1.0, 0.0, 0.0]), 0).tolist() == [1.0] * 5


def test_the_remark_would_give_no_push_at_the_logit_0():
    z = np.zeros(3)
    true = -least_squares.dz(z, np.array([1.0, -2.0, 3.0]))
    assert np.all(true != 0) and np.all(true * z == 0)


# ------------------------------------------------------------------------------------------ what the exercises say


@pytest.mark.parametrize("seed", range(3))
def test_the_slides_formula_is_not_stuck_in_a_valley_it_waits(seed):
    A, y, A_test, y_test = cancer_split(seed)
    z = A @ np.full(30, -1.0)
    wrong = (z > 0) != y
    factor = sigmoid(z) * (1 - sigmoid(z))
    assert 0.85 < wrong.mean() < 0.92 and np.median(np.abs(z[wrong])) > 13
    assert 1e-7 < np.median(factor[wrong]) < 3e-6
    path = descend(SQUARED, np.full(30, -1.0), A, y, eta=0.5, n_steps=1500)
    assert right(path[300], A_test, y_test) < 0.35 and right(path[1000], A_test, y_test) > 0.94
    assert right(path[1500], A_test, y_test) > 0.94
    losses = [SQUARED(A @ w[:-1] + w[-1], y) for w in path[:301:10]]
    w = descend(SQUARED, np.zeros(30), A, y, eta=0.5, n_steps=300)[-1]
    assert np.all(np.diff(losses) < 0) and losses[-1] > 5 * SQUARED(A @ w[:-1] + w[-1], y), "both predict a high loss"
    assert right(w, A_test, y_test) > 0.94, "both predict that it is not stuck at zero"
    assert (
        right(descend(SQUARED, path[1000, :-1], A, y, b=path[1000, -1], eta=0.5, n_steps=2000)[-1], A_test, y_test)
        > 0.94
    )
    w, b = path[300, :-1], path[300, -1]
    slide, fact = (np.hypot(*map(np.linalg.norm, gradient(loss, w, A, y, b=b))) for loss in (SQUARED, logistic))
    assert slide < fact / 30, "both predict a small gradient"


@pytest.mark.parametrize("z", [-13.0])
def test_the_push_at_a_confident_mistake_is_whole_by_the_fact_and_gone_by_the_slide(z):
    push = 1 - sigmoid(np.array(z))
    assert push > 0.99999 and 1.5e-6 < push * sigmoid(np.array(z)) * push < 2.5e-6


@pytest.mark.parametrize("seed", range(4))
def test_the_best_rate_has_the_smallest_largest_factor(seed):
    X = np.random.default_rng(seed).normal(size=(8, 3))
    h = main_directions(X)[0]
    rates = np.linspace(0.01, 2 / h[-1], 2000)
    worst = np.abs(1 - rates[:, None] * h).max(axis=1)
    assert rates[np.argmin(worst)] == pytest.approx(2 / (h[0] + h[-1]), rel=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_a_rate_that_is_behind_at_first_can_be_ahead_after_a_hundred_steps(seed):
    A, y, *_ = cancer_split(seed)
    losses = {}
    for eta in (0.5, 1.0, 4.0, 8.0, 100.0):
        path = descend(logistic, np.zeros(30), A, y, eta=eta, n_steps=100)
        losses[eta] = np.array([logistic(A @ w[:-1] + w[-1], y) for w in path])
    assert losses[8.0][5] > losses[4.0][5] and losses[8.0][-1] < losses[4.0][-1]
    assert losses[8.0][-1] < 0.054 and losses[8.0][-1] < losses[1.0][-1] < losses[0.5][-1]
    assert np.all(np.diff(losses[1.0]) < 0) and np.any(np.diff(losses[100.0]) > 0)
    assert losses[100.0][-1] > losses[8.0][-1]
