"""The unit whose minimum is known, and SGD around it."""

import numpy as np
import pytest

from lecturekit.l_layer.network import Network
from lecturekit.sgd import floors
from lecturekit.sgd.known_minimum import mean_losses, minimum, two_measurements, with_constant
from lecturekit.training.batches import doubling
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent

UNIT = Network([2, 1], loss="logistic")


def test_losses_are_those_of_the_network():
    X, y = two_measurements()
    W = np.random.default_rng(0).normal(size=(4, 5, 3))
    expected = [[UNIT.loss(w, X, y) for w in row] for row in W]
    np.testing.assert_allclose(mean_losses(W), expected, rtol=1e-12)


@pytest.mark.parametrize(
    "W, words", [([1.0, 2.0], r"\(\.\.\., 3\)"), (1.0, r"\(\.\.\., 3\)"), ("w", "numbers"), ([1.0, np.nan, 0.0], "nan")]
)
def test_losses_of_something_else_are_refused(W, words):
    with pytest.raises(ValueError, match=words):
        mean_losses(W)


def test_the_minimum_is_one():
    X, y = two_measurements()
    loss, w = minimum()
    assert np.abs(UNIT.grad(w, X, y)).max() < 1e-14
    assert loss == pytest.approx(UNIT.loss(w, X, y), rel=1e-12)
    around = w + 0.05 * np.random.default_rng(1).normal(size=(200, 3))
    assert (mean_losses(around) > loss).all()


def test_shared_arrays_cannot_be_overwritten():
    X, y = two_measurements()
    for array in (X, y, minimum()[1]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    A, _ = with_constant()
    np.testing.assert_array_equal(A[:, 2], 1.0)
    np.testing.assert_array_equal(A[:, :2], X)


def test_a_curve_is_that_of_train():
    X, y = two_measurements()
    w = np.zeros(3)
    expected = [
        UNIT.loss(w, X, y) - minimum()[0]
        for _ in train(
            UNIT,
            w,
            (X, y),
            GradientDescent(0.5),
            batch_size=doubling(64, 569),
            n_epochs=4,
            rng=np.random.default_rng(5),
        )
    ]
    got = floors.mean_curve(doubling(64, 569), 0.5, n_epochs=4, seeds=[5])
    np.testing.assert_allclose(got, expected, rtol=1e-9)


def test_runs_of_the_widget_are_sgd():
    X, y = two_measurements()
    passes, excess = floors.sgd_runs(569, n_passes=3, n_runs=2)
    assert excess.shape == (len(floors.RATES), 2, len(passes))
    np.testing.assert_allclose(passes, [0, 1, 2, 3])
    for k, eta in enumerate(floors.RATES):
        w = np.zeros(3)
        losses = [UNIT.loss(w, X, y) - minimum()[0] for _ in train(UNIT, w, (X, y), GradientDescent(eta), n_epochs=3)]
        np.testing.assert_allclose(excess[k, :, 1:], [losses, losses], rtol=1e-9)
    passes, excess = floors.sgd_runs(64, n_passes=1, n_runs=2, seed=3)
    w, order = np.zeros(3), np.random.default_rng([3, 1]).permutation(569)
    for start in range(0, 569, 64):
        rows = order[start : start + 64]
        w -= floors.RATES[2] * UNIT.grad(w, X[rows], y[rows])
    assert passes[-1] == 1.0 and excess[2, 1, -1] == pytest.approx(mean_losses(w) - minimum()[0], rel=1e-9)


def test_no_constant_batch_size_solves_the_exercise_on_schedules():
    for batch_size in (4, 6, 7, 8, 9, 10, 12, 14, 16):
        first, *_, last = floors.mean_curve(batch_size, 0.5, n_epochs=12, seeds=range(6), drop_last=True)
        assert first > 0.015 or last > 0.0001
