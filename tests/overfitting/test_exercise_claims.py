"""What the exercises say in words, over the seeds that their checks use."""

import numpy as np
import pytest
from alike import few

from lecturekit.adaptive_lr import Adam
from lecturekit.checks.registry import find_exercise
from lecturekit.overfitting import DecoupledDecay, careless_digits, choose, fit, shift
from lecturekit.overfitting.exercises.combined import combined_remedies
from lecturekit.overfitting.exercises.scanned_twice import small_out_of_bag_error, too_small


def test_the_numbers_in_exercise_7():
    digits, found = careless_digits(0), []
    X, y = digits.validation

    def watch(net, w):
        found.append((net.loss(w, X, y), 1 - net.accuracy(w, X, y)))

    fit(digits.train, 0, watch=watch)
    assert [(round(float(loss), 1), round(100 * float(error))) for loss, error in (found[2], found[49])] == [
        (1.6, 44),
        (3.1, 46),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_how_far_one_guesser_and_the_best_of_300_are_off(seed):
    one, best = find_exercise("8.8").expected
    rng = np.random.default_rng(seed)
    assert 100 * (rng.binomial(round(one), 0.5, 4000) / round(one)).std() == pytest.approx(3, abs=0.2)
    for points, off in ((100, 15), (round(best), 3)):
        lowest = (rng.binomial(points, 0.5, (200, 300)) / points).min(axis=1).mean()
        assert 50 - 100 * lowest == pytest.approx(off, rel=0.1)
    assert best / one == pytest.approx(9)


@pytest.mark.slow
def test_no_remedy_alone_reaches_the_goal_of_exercise_13():
    goal = combined_remedies.goals[0]
    for name, value in choose(0.3).items():
        runs = [goal.value(combined_remedies.run({name: value}, np.random.default_rng(seed))) for seed in (1, 2, 3)]
        assert goal.combined(runs) > goal.at_most


@pytest.mark.parametrize("sizes", [(0.5, 2.0), (0.3, 4.0)])
def test_decay_inside_of_adam_takes_less_where_gradients_are_large(sizes):
    sizes, w, lam = np.array(sizes), np.full(2, 5.0), 0.001
    inside, outside = Adam(0.002), DecoupledDecay(Adam(0.002), lam)
    ends = {}
    for name, method, part in (("inside", inside, lam), ("outside", outside, 0.0)):
        v, kept = w.copy(), []
        for t in range(2101):
            method.step(v, sizes * (-1) ** t + part * w)  # the penalty at the weights of the beginning
            kept.append(v.copy())
        ends[name] = kept[2000] - kept[2100]
    expected = [0.2 * lam * w / sizes, 0.2 * lam * w]
    np.testing.assert_allclose([ends["inside"], ends["outside"]], expected, rtol=0.05)
    if tuple(sizes) == (0.5, 2.0):
        np.testing.assert_allclose(expected, find_exercise("8.2").expected())


@pytest.mark.parametrize("seed", range(3))
def test_neighbors_say_what_a_dropped_pixel_said(seed):
    X = careless_digits(seed).new[0][:200].reshape(200, 28, 28)
    pixel, block = X[:, 1:-1, 1:-1], X[:, 4:24, 4:24].reshape(200, 20, 5, 4).mean(axis=-1)
    near = [
        np.corrcoef(pixel.ravel(), X[:, 1:-1, 2:].ravel())[0, 1],
        np.corrcoef(block[:, :, :-1].ravel(), block[:, :, 1:].ravel())[0, 1],
    ]
    assert near[0] > 0.7 and near[0] > near[1] + 0.2


@pytest.mark.parametrize("seed", few((6, 1, 2)))
def test_scans_of_one_sheet_halve_the_out_of_bag_error_and_the_repair_is_within_chance(seed):
    digits = careless_digits(seed, noise=0.0)
    X, y = digits.train
    X, y, sheet = np.concatenate([X[:250], shift(X[:250], right=1)]), np.tile(y[:250], 2), np.arange(500) % 250
    rows = np.random.default_rng(seed).integers(500, size=(8, 500))
    bag = [fit((X[row], y[row]), k, n_epochs=20) for k, row in enumerate(rows)]
    seen, new = (np.array([net.predict(w, each) for net, w in bag]) for each in (X, digits.new[0]))
    on_new = np.mean(new.mean(axis=0).argmax(axis=1) != digits.new[1])
    assert on_new == pytest.approx(0.22, abs=0.01)
    assert too_small(seen, rows, y, sheet) < 0.55 * on_new
    chance = np.sqrt(on_new * (1 - on_new) / 180)  # about 180 sheets can be asked about
    assert small_out_of_bag_error.repair.solution(seen, rows, y, sheet) == pytest.approx(on_new, abs=2 * chance)
