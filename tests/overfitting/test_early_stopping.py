"""Early stopping: the best parameters are kept, patience counts from the best, and the likeness to weight decay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecturekit.overfitting.early_stopping import EarlyStopping, reached_by_descent, reached_with_decay
from lecturekit.training.optimizer import GradientDescent


@given(losses=st.lists(st.integers(0, 20), min_size=1, max_size=25), patience=st.integers(1, 6))
def test_it_stops_where_the_definition_says_with_the_best_parameters(losses, patience):
    stopper, w = EarlyStopping(patience), np.zeros(2)
    for epoch, loss in enumerate(losses, start=1):
        w[:] = epoch
        stop = stopper.update(w, float(loss))
        best = 1 + losses.index(min(losses[:epoch]))
        assert (stopper.epoch, stopper.loss, stopper.w[0]) == (best, losses[best - 1], best)
        assert stop == (epoch - best >= patience)
        if stop:
            return


def test_the_kept_parameters_are_a_copy():
    stopper, w = EarlyStopping(2), np.ones(3)
    stopper.update(w, 1.0)
    w += 5
    assert np.array_equal(stopper.w, np.ones(3))


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="patience is 0, expected an integer of at least 1"):
        EarlyStopping(0)
    with pytest.raises(ValueError, match="loss is nan"):
        EarlyStopping(1).update(np.ones(1), float("nan"))


def test_the_formulas_are_what_descent_and_decay_do():
    h, eta, t, lam = np.array([0.1, 1.0, 4.0]), 0.2, 30, 0.3
    w, decayed = np.zeros(3), np.zeros(3)
    plain, penalized = GradientDescent(eta), GradientDescent(eta)
    for step in range(3000):
        if step < t:
            plain.step(w, h * (w - 1))
        penalized.step(decayed, h * (decayed - 1) + lam * decayed)
    assert np.allclose(w, reached_by_descent(h, eta, t), rtol=1e-12)
    assert np.allclose(decayed, reached_with_decay(h, lam), rtol=1e-10)


def test_the_largest_difference_between_them():
    eta, t = 1e-4, 10_000
    u = np.geomspace(1e-3, 1e3, 20_001)
    h = u / (eta * t)
    difference = np.abs(reached_by_descent(h, eta, t) - reached_with_decay(h, 1 / (eta * t)))
    assert difference.max() == pytest.approx(0.2036, abs=2e-4)
    assert u[difference.argmax()] == pytest.approx(2.513, rel=0.01)


def test_nowhere_to_go():
    assert reached_with_decay(0.0, 0.5) == 0.0
    for h, lam in ((0.0, 0.0), ([1.0, 0.0], 0.0), (-1.0, 0.5)):
        with pytest.raises(ValueError, match="h contains .* expected h >= 0, and h > 0 where lam is 0"):
            reached_with_decay(h, lam)


def test_the_counters():
    stopper = EarlyStopping(2)
    assert (stopper.n_updates, stopper.n_waiting, stopper.epoch) == (0, 0, 0)
    seen = []
    for loss in (3.0, 3.0, 1.0, 2.0, 1.0):  # an equal loss is no new best
        stopper.update(np.zeros(1), loss)
        seen.append((stopper.n_updates, stopper.n_waiting, stopper.epoch))
    assert seen == [(1, 0, 1), (2, 1, 1), (3, 0, 3), (4, 1, 3), (5, 2, 3)]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: reached_by_descent(1.0, -0.1, 3), "eta is -0.1"),
        (lambda: reached_by_descent(1.0, 0.1, -1), "t is -1"),
        (lambda: reached_with_decay(1.0, -0.1), "lam is -0.1"),
        (lambda: reached_with_decay([0.0, 1.0], 0.0), "h > 0 where lam is 0"),
        (lambda: reached_with_decay([-1.0, 1.0], 2.0), "h contains -1.0"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_smallest_settings_are_settings_too():
    assert reached_by_descent(1.0, 0.1, 0) == reached_by_descent(1.0, 0.0, 3) == 0
    np.testing.assert_array_equal(reached_with_decay([0.0, 2.0], 2.0), [0.0, 0.5])
    np.testing.assert_array_equal(reached_with_decay([1.0, 2.0], 0.0), [1.0, 1.0])
