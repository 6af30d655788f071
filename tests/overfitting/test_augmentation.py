"""Moved, turned and noisy images against loops and quarter turns; nothing wraps around, nothing is changed in place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecturekit.overfitting.augmentation import Augmentation, add_noise, flip, rotate, shift

SIDE = 9


@pytest.fixture
def X():
    return np.random.default_rng(3).random((4, SIDE * SIDE))


def pictures(X):
    return X.reshape(len(X), SIDE, SIDE)


@given(right=st.integers(-12, 12), down=st.integers(-12, 12))
def test_a_move_pixel_by_pixel(right, down):
    X = np.random.default_rng(3).random((2, SIDE * SIDE))
    old, expected = pictures(X), np.zeros((2, SIDE, SIDE))
    for i in range(SIDE):
        for j in range(SIDE):
            if 0 <= i - down < SIDE and 0 <= j - right < SIDE:
                expected[:, i, j] = old[:, i - down, j - right]
    assert np.array_equal(pictures(shift(X, right, down)), expected)


def test_half_a_pixel_is_the_mean_of_two(X):
    moved, old = pictures(shift(X, right=0.5)), pictures(X)
    assert np.allclose(moved[:, :, 1:], (old[:, :, 1:] + old[:, :, :-1]) / 2)
    assert np.allclose(moved[:, :, 0], old[:, :, 0] / 2), "half of it comes from outside, which is empty"


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_quarter_turns_are_exact_and_counterclockwise(X, quarter):
    turned = pictures(rotate(X, 90.0 * quarter))
    assert np.allclose(turned, np.rot90(pictures(X), quarter, axes=(1, 2)), atol=1e-12)


def test_a_turn_by_hand():
    """One bright pixel 2 to the right of the center; turned by 30 degrees it lies at (2 cos 30, 2 sin 30), upwards."""
    X = np.zeros((1, SIDE, SIDE))
    X[0, 4, 6] = 1.0
    turned = pictures(rotate(X.reshape(1, -1), 30.0))[0]
    rows, columns = np.indices((SIDE, SIDE))
    center = np.array([(rows * turned).sum(), (columns * turned).sum()]) / turned.sum()
    assert np.allclose(center, [4 - 2 * np.sin(np.pi / 6), 4 + 2 * np.cos(np.pi / 6)], atol=0.25)
    assert turned.sum() == pytest.approx(1, abs=0.3)


def test_each_image_its_own_change(X):
    moved = shift(X, right=np.array([0, 1, 2, -1]), down=1)
    turned = rotate(X, np.array([0.0, 90, 10, 33]))
    for k, (right, degrees) in enumerate(zip((0, 1, 2, -1), (0.0, 90, 10, 33))):
        assert np.array_equal(moved[k : k + 1], shift(X[k : k + 1], right, 1))
        assert np.allclose(turned[k : k + 1], rotate(X[k : k + 1], degrees))


def test_mirror_twice_is_the_same(X):
    assert np.array_equal(flip(flip(X)), X) and np.array_equal(pictures(flip(X))[:, :, 0], pictures(X)[:, :, -1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_is_changed_in_place_and_the_dtype_stays(X, dtype):
    X = X.astype(dtype)
    X.flags.writeable = False
    before, rng = X.copy(), np.random.default_rng(0)
    for done in (
        shift(X, 1),
        rotate(X, 5),
        flip(X),
        add_noise(X, 0.1, rng),
        Augmentation(2, 10, 0.1)(X, rng),
        Augmentation()(X, rng),
    ):
        assert done.dtype == dtype and done.shape == X.shape and not np.shares_memory(done, X)
    assert np.array_equal(X, before)


def test_noise_has_its_size():
    noise = add_noise(np.zeros((200, 400)), 0.3, np.random.default_rng(1))
    assert noise.std() == pytest.approx(0.3, rel=0.02) and abs(noise.mean()) < 0.01


def test_random_moves_cover_their_range_each_image_on_its_own():
    X = np.zeros((2000, SIDE, SIDE))
    X[:, 4, 4] = 1.0
    places = pictures(Augmentation(pixels=1)(X.reshape(2000, -1), np.random.default_rng(2)))
    share = places.mean(axis=0)
    assert np.allclose(share[3:6, 3:6], 1 / 9, atol=0.03) and share[3:6, 3:6].sum() == pytest.approx(1)


def test_bad_input_is_refused(X):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="dtype uint8, expected floats"):
        shift(np.zeros((2, 81), np.uint8), 1)
    with pytest.raises(ValueError, match="rows of 80 pixels, expected a square number"):
        rotate(np.zeros((2, 80)), 1)
    with pytest.raises(ValueError, match=r"right has shape \(3,\), expected one number or \(4,\)"):
        shift(X, np.zeros(3))
    with pytest.raises(ValueError, match="sd is -1"):
        add_noise(X, -1, rng)
    with pytest.raises(ValueError, match="degrees is -3"):
        Augmentation(degrees=-3)
    with pytest.raises(ValueError, match="rng is NoneType"):
        Augmentation(1)(X, None)
