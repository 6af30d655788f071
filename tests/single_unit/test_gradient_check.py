"""The judge itself: it passes right gradients, sees planted mistakes, and says where."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.single_unit.gradient_check import compare_gradients, directional_check, gradcheck, numerical_gradient


def f(w):
    return np.sum(np.sin(w) * np.arange(1, w.size + 1).reshape(w.shape))


def df(w):
    return np.cos(w) * np.arange(1, w.size + 1).reshape(w.shape)


def test_central_differences_are_exact_for_a_quadratic():
    A = np.array([[3.0, 1], [1, 2]])
    w = np.array([0.7, -1.2])
    np.testing.assert_allclose(numerical_gradient(lambda w: w @ A @ w / 2, w, h=1e-3), A @ w, rtol=1e-11)


def test_differences_are_central():
    # one-sided ones would give 3 h for w**3 at 0, and h for w**2
    assert numerical_gradient(lambda w: w[0] ** 2, [0.0], h=1e-2)[0] == 0.0
    assert numerical_gradient(lambda w: w[0] ** 3, [0.0], h=1e-2)[0] == pytest.approx(1e-4)


def test_the_step_grows_with_the_coordinate():
    visited = []
    numerical_gradient(lambda w: visited.append(w.copy()) or 0.0, np.array([100.0, 0.5]), h=1e-3)
    assert np.abs(np.array(visited) - [100.0, 0.5]).max(axis=0) == pytest.approx([0.1, 1e-3])


@given(st.integers(0, 2**32 - 1), st.sampled_from([(5,), (2, 3), (1,)]))
@settings(max_examples=25, deadline=None)
def test_right_gradients_pass_and_planted_mistakes_do_not(seed, shape):
    w = np.random.default_rng(seed).uniform(-1, 1, shape)
    assert gradcheck(f, df, w) and gradcheck(f, df(w), w)
    assert not gradcheck(f, lambda w: -df(w), w)
    assert not gradcheck(f, lambda w: df(w) * 1.001, w)
    spoiled = df(w)
    spoiled.flat[-1] += 0.01
    found = gradcheck(f, spoiled, w)
    assert not found and found.worst == tuple(k - 1 for k in shape)
    assert found.analytic - found.numerical == pytest.approx(0.01, abs=1e-6)
    assert "DISAGREES" in repr(found) and f"worst at {[k - 1 for k in shape]}" in repr(found)


def test_the_error_is_relative():
    assert gradcheck(lambda w: 1e8 * f(w), lambda w: 1e8 * df(w), np.ones(3))
    assert not gradcheck(lambda w: 1e-8 * f(w), lambda w: 1.01e-8 * df(w), np.ones(3))
    assert compare_gradients([1.0], [3.0]).error == pytest.approx(0.5)


def test_two_zero_gradients_agree_and_nan_never_does():
    assert gradcheck(lambda w: 1.0, np.zeros(3), np.ones(3)).error == 0.0
    for bad in (np.nan, np.inf):
        found = gradcheck(f, lambda w: df(w) + np.array([0, bad, 0]), np.ones(3))
        assert not found and found.worst == (1,) and found.error == np.inf


def test_the_point_is_left_alone():
    w = np.arange(3.0)

    def greedy(v):
        v[:] = 7.0
        return np.zeros(3)

    w.flags.writeable = False
    gradcheck(lambda v: 0.0, greedy, w)
    numerical_gradient(f, w)
    assert w.tolist() == [0, 1, 2]


def test_tolerance_decides():
    almost = df(np.ones(3)) * 1.001
    assert gradcheck(f, almost, np.ones(3), tolerance=1e-2) and not gradcheck(f, almost, np.ones(3), tolerance=1e-4)


def test_directions_see_what_coordinates_see():
    rng = np.random.default_rng(0)
    w = rng.normal(size=400)
    assert directional_check(f, df, w, rng)
    assert not directional_check(f, lambda w: -df(w), w, rng)
    spoiled = df(w)
    spoiled[17] = 0.0
    found = directional_check(f, spoiled, w, rng, n_directions=8)
    assert not found and 0 <= found.worst[0] < 8
    matrix = rng.normal(size=(3, 4))
    assert directional_check(f, df(matrix), matrix, rng)


W = np.ones(3)
BAD = {
    "float32": (lambda: gradcheck(f, df, W.astype(np.float32)), "w has dtype float32, expected float64"),
    "integers": (lambda: gradcheck(f, df, np.ones(3, np.int64)), "w has dtype int64, expected float64"),
    "gradient of another shape": (
        lambda: gradcheck(f, np.ones((3, 1)), W),
        r"the gradient has shape \(3, 1\), expected \(3,\)",
    ),
    "loss of every row": (
        lambda: gradcheck(lambda w: w, df, W),
        r"f returned an array of shape \(3,\), expected a number",
    ),
    "step of zero": (lambda: numerical_gradient(f, W, h=0), "h is 0, expected"),
    "tolerance of two": (lambda: gradcheck(f, df, W, tolerance=2), r"tolerance is 2, expected a number in \(0, 1\]"),
    "NaN": (lambda: numerical_gradient(f, [np.nan]), r"w contains nan at \[0\], expected finite"),
    "no directions": (
        lambda: directional_check(f, df, W, np.random.default_rng(0), n_directions=0),
        "n_directions is 0, expected an integer of at least 1",
    ),
    "seed for a generator": (lambda: directional_check(f, df, W, 0), "rng is int, expected a numpy Generator"),
    "shapes that would broadcast": (
        lambda: compare_gradients(np.ones(3), np.ones((3, 1))),
        r"shapes \(3,\) and \(3, 1\)",
    ),
    "nothing to compare": (lambda: compare_gradients([], []), "not empty"),
}


@pytest.mark.parametrize("call, message", BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_actual_and_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("value", [None, "abc", [[1.0], [1.0, 2.0]], {}, 1j])
def test_a_function_that_returns_no_number(value):
    with pytest.raises(ValueError, match="the value of f .*expected (an array of )?numbers"):
        numerical_gradient(lambda w: value, np.ones(2))
    with pytest.raises(ValueError, match="analytic .*expected (an array of )?numbers"):
        compare_gradients(value, np.ones(2))


@pytest.mark.parametrize("f", [None, "f", 3.0, np.ones(2)])
def test_what_is_no_function(f):
    for call in (
        lambda: numerical_gradient(f, np.ones(2)),
        lambda: gradcheck(f, np.ones(2), np.ones(2)),
        lambda: directional_check(f, np.ones(2), np.ones(2), np.random.default_rng(0)),
    ):
        with pytest.raises(ValueError, match="f is .*, expected a function"):
            call()


@pytest.mark.parametrize("h", [0.0, -1e-6, np.nan, np.inf, 2.0, "small", None])
def test_a_step_that_is_none(h):
    with pytest.raises(ValueError, match="h is"):
        directional_check(np.sum, np.ones(2), np.ones(2), np.random.default_rng(0), h=h)


def test_a_gradient_by_a_single_number():
    assert gradcheck(lambda w: float(w) ** 2, np.array(6.0), np.array(3.0))
    assert not gradcheck(lambda w: float(w) ** 2, np.array(5.0), np.array(3.0))


def test_an_error_as_large_as_the_tolerance_is_accepted():
    found = compare_gradients([1.0], [3.0], tolerance=0.5)  # |1 - 3| / (1 + 3)
    assert found.error == 0.5 and found
    assert not compare_gradients([1.0], [3.0], tolerance=np.nextafter(0.5, 0))


def test_directions_have_length_one_whatever_the_shape_of_w():
    seen, w = [], np.arange(6.0).reshape(2, 3)

    def f(w):
        seen.append(w.copy())
        return np.sum(w**2)

    assert directional_check(f, lambda w: 2 * w, w, np.random.default_rng(0), n_directions=3, h=0.5)
    np.testing.assert_allclose([np.linalg.norm(each - w) for each in seen], 0.5)


def test_a_directional_check_is_as_strict_as_the_other():
    rng, w = np.random.default_rng(0), np.ones(3)
    assert not directional_check(np.sum, np.full(3, np.nan), w, rng)
    assert not gradcheck(lambda w: np.inf if w[0] > 1 else 0.0, np.ones(3), w)
    for grad, at, message in (
        (np.ones(2), w, "the gradient has shape"),
        (np.ones(3), w.astype("f4"), "w has dtype float32"),
    ):
        with pytest.raises(ValueError, match=message):
            directional_check(np.sum, grad, at, rng)


def test_differences_of_whole_numbers_and_a_step_that_is_too_long():
    np.testing.assert_allclose(numerical_gradient(lambda w: w[0] ** 2, [2]), [4.0])
    with pytest.raises(ValueError, match="h is 1.5"):
        numerical_gradient(np.sum, [2.0], h=1.5)
