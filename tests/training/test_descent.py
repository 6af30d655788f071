"""The loop of plain descent, on a parabola, where every point of its path is known."""

import numpy as np
import pytest

from lecturekit.training.descent import descent_path
from lecturekit.training.diverged import Diverged

CURVATURES = np.array([1.0, 4.0])


def descend(start, **settings):
    """Descent on the sum of h w^2 / 2, whose "logits" are the weights themselves."""
    return descent_path(start, lambda w: (w,), lambda w, passed: CURVATURES * passed[-1], **settings)


@pytest.mark.parametrize("every", [1, 2, 3, 8])
def test_the_path_is_a_power_of_one_factor_for_each_direction(every):
    start = np.array([3.0, -2.0])
    path = descend(start, eta=0.1, n_steps=7, every=every)
    expected = [start * np.array([0.9, 0.6]) ** t for t in range(0, 8, every)]
    np.testing.assert_allclose(path, expected, rtol=1e-13)
    np.testing.assert_array_equal(start, [3.0, -2.0])


def test_integers_are_a_start_too():
    np.testing.assert_allclose(descend(np.array([10, 10]), eta=0.1, n_steps=1)[-1], [9.0, 6.0])


def test_the_step_that_leaves_the_finite_numbers_is_named():
    # the second factor is -2; after 1022 steps the gradient is 4 * 2^1022, and the largest float is below 2^1024
    with pytest.raises(Diverged, match="at step 1023 with learning rate 0.75"):
        descend(np.ones(2), eta=0.75, n_steps=2000)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"eta": 0, "n_steps": 1}, "eta is 0, expected a number in"),
        ({"eta": 0.1, "n_steps": -1}, "n_steps is -1, expected an integer of at least 0"),
        ({"eta": 0.1, "n_steps": 1, "every": 0}, "every is 0, expected an integer of at least 1"),
    ],
)
def test_bad_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        descend(np.ones(2), **settings)


def test_the_last_step_is_kept_only_where_its_turn_comes():
    start = np.array([3.0, -2.0])
    assert len(descend(start, eta=0.1, n_steps=6, every=3)) == 3
    assert len(descend(start, eta=0.1, n_steps=5, every=3)) == 2
    np.testing.assert_array_equal(descend(start, eta=0.1, n_steps=0), [start])


def test_a_last_step_out_of_the_finite_numbers_is_no_point_of_the_path():
    assert len(descend(np.ones(2), eta=0.75, n_steps=1022)) == 1023
    with pytest.raises(Diverged, match="at step 1023"):
        descend(np.ones(2), eta=0.75, n_steps=1023)
