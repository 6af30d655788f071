"""Every check lets pass what it asks for, and of anything else says what came and what was expected."""

import numpy as np
import pytest

from lecturekit.foundation import validation as v
from lecturekit.l_layer import Network
from lecturekit.normalization import BatchNorm
from lecturekit.overfitting import Dropout

INF, NAN = float("inf"), float("nan")
MATRIX = np.arange(6.0).reshape(2, 3)


def double(x):
    return 2 * x


def refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words


@pytest.mark.parametrize(
    "value, words",
    [
        (MATRIX, "float64 array of shape (2, 3)"),
        ([1, 2], "list of 2"),
        ((1,), "tuple of 1"),
        ({"a": 1}, "dict of 1"),
        ({1, 2, 3}, "set of 3"),
        (0.25, "0.25"),
        (double, "double()"),
        (object(), "an object of type object"),
        ("a" * 58, f"'{'a' * 58}'"),
        ("a" * 59, f"'{'a' * 56}..."),
    ],
)
def test_an_argument_in_a_few_words(value, words):
    assert v.brief(value) == words


def test_an_array_that_fits_comes_back_as_it_is():
    for options in ({}, {"ndim": 2}, {"ndim": (1, 2)}, {"shape": (None, 3)}, {"shape": (2, 3)}, {"dtype": float}):
        assert v.check_array("x", MATRIX, **options) is MATRIX
    assert v.check_array("x", [True, False]).dtype == bool
    assert v.check_array("x", np.ma.masked_array([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert np.isnan(v.check_array("x", [NAN, 1.0], finite=False)[0])
    assert v.check_array("x", np.empty((0, 3))).shape == (0, 3)


@pytest.mark.parametrize(
    "value, options, words",
    [
        (
            np.ma.masked_array([1.0, 2.0, 3.0], [True, False, True]),
            {},
            "x has 2 masked entries, expected numbers: give them values, with x.filled(...)",
        ),
        (["a"], {}, "x has dtype <U1, expected numbers"),
        ([1j], {}, "x has dtype complex128, expected numbers"),
        (MATRIX, {"ndim": 1}, "x has shape (2, 3), expected 1 dimension(s)"),
        (MATRIX, {"ndim": (0, 1)}, "x has shape (2, 3), expected 0 or 1 dimension(s)"),
        (MATRIX, {"shape": (None, 2)}, "x has shape (2, 3), expected (any, 2)"),
        (MATRIX, {"shape": (2,)}, "x has shape (2, 3), expected (2,)"),
        (
            MATRIX,
            {"dtype": np.float32},
            "x has dtype float64, expected float32: convert it once, with x.astype('float32')",
        ),
        ([[0.0, 1.0], [2.0, NAN]], {}, "x contains nan at [1, 1], expected finite numbers"),
        ([0.0, -INF, INF], {}, "x contains -inf at [1], expected finite numbers"),
    ],
)
def test_an_array_that_does_not_fit(value, options, words):
    refused(lambda: v.check_array("x", value, **options), words)


def test_a_ragged_list_is_no_array():
    with pytest.raises(ValueError, match="^x is list of 2, expected an array of numbers: "):
        v.check_array("x", [[1, 2], [3]])


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
def test_one_number_that_is_not_finite_is_found(bad):
    assert v.all_finite(np.array([])) and v.all_finite(MATRIX)
    for k in range(3):
        array = np.ones(3)
        array[k] = bad
        assert v.all_finite(array) is False


def test_a_number_in_an_interval():
    for value in (0, 0.5, 1, np.float32(0.5), np.int64(1)):
        assert v.check_number("x", value, 0, 1) is value
    assert v.check_number("x", -1e300) == -1e300
    assert v.check_number("x", 2**63 - 1) == 2**63 - 1
    assert v.check_number("x", 1e-300, 0, low_open=True) > 0
    assert v.check_number("x", 0.999, 0, 1, high_open=True) < 1


@pytest.mark.parametrize(
    "value, args, options, wanted",
    [
        (NAN, (), {}, "a finite number"),
        (INF, (), {}, "a finite number"),
        (-INF, (), {}, "a finite number"),
        ("1", (), {}, "a finite number"),
        (True, (), {}, "a finite number"),
        (np.True_, (), {}, "a finite number"),
        (-1, (0,), {}, "a number in [0, inf)"),
        (INF, (0,), {}, "a number in [0, inf)"),
        (2, (-INF, 1), {}, "a number in [-inf, 1]"),
        (0, (0, 1), {"low_open": True}, "a number in (0, 1]"),
        (1, (0, 1), {"high_open": True}, "a number in [0, 1)"),
        (1.5, (0, 1), {}, "a number in [0, 1]"),
        (-0.5, (0, 1), {}, "a number in [0, 1]"),
    ],
)
def test_a_number_outside(value, args, options, wanted):
    refused(lambda: v.check_number("x", value, *args, **options), f"x is {value!r}, expected {wanted}")


@pytest.mark.parametrize("value", [2**63, -(2**63)])
def test_a_number_beyond_64_bits(value):
    refused(
        lambda: v.check_number("x", value),
        f"x is {value}, expected at most 64 bits; with a point, as in 1e30, it may be larger",
    )


def test_an_integer_in_a_range():
    for value in (2, 3, 4, np.int8(3)):
        found = v.check_integer("n", value, 2, 4)
        assert found == value and type(found) is int
    assert v.check_integer("n", 2**63 - 1, 0) == 2**63 - 1


@pytest.mark.parametrize(
    "value, range_, wanted",
    [
        (1, (2,), "an integer of at least 2"),
        (2.0, (2,), "an integer of at least 2"),
        (True, (0,), "an integer of at least 0"),
        (np.True_, (0,), "an integer of at least 0"),
        (1, (2, 4), "an integer from 2 to 4"),
        (5, (2, 4), "an integer from 2 to 4"),
        (2**63, (0,), "an integer of at least 0, of 64 bits"),
        (2**63, (0, 4), "an integer from 0 to 4"),
    ],
)
def test_an_integer_outside(value, range_, wanted):
    refused(lambda: v.check_integer("n", value, *range_), f"n is {value!r}, expected {wanted}")


def test_each_of_several_values_is_checked():
    assert v.check_several("etas", (k / 2 for k in range(2)), v.check_number, 0, 1, high_open=True) == [0.0, 0.5]
    assert v.check_several("etas", [], v.check_number, at_least=0) == []
    refused(
        lambda: v.check_several("etas", [0, -1], v.check_integer, 0), "etas[1] is -1, expected an integer of at least 0"
    )
    refused(lambda: v.check_several("etas", [0.5, 1], v.check_number, 0, 1, high_open=True), "etas[1] is 1, expected a number in [0, 1)")  # fmt: skip
    refused(lambda: v.check_several("etas", [], v.check_number), "etas has 0 values, expected at least 1")
    refused(lambda: v.check_several("etas", [1], v.check_number, at_least=2), "etas has 1 values, expected at least 2")
    refused(lambda: v.check_several("etas", 3, v.check_number), "etas is 3, expected a list of values")


def test_numbers_of_at_least():
    assert v.check_at_least("x", [1, 2], 1).tolist() == [1, 2]
    assert v.check_at_least("x", [], 1).size == 0
    refused(lambda: v.check_at_least("x", [2, 0.5, 3], 1), "x contains 0.5, expected numbers of at least 1")
    refused(lambda: v.check_at_least("x", [True], 0), "x is list of 1, expected numbers of at least 0")


def test_one_of_several_options():
    assert v.check_choice("kind", "b", iter("ab")) == "b"
    refused(lambda: v.check_choice("kind", "c", "ab"), "kind is 'c', expected one of 'a', 'b'")
    refused(
        lambda: v.check_choice("kind", MATRIX, "ab"), "kind is float64 array of shape (2, 3), expected one of 'a', 'b'"
    )


def test_things_of_a_kind():
    net, rng = Network([2, 3, 1]), np.random.default_rng(0)
    assert v.check_network(net) is v.check_plain(net) is net
    assert v.check_callable("f", double) is double and v.check_rng(rng) is rng
    refused(lambda: v.check_network(3), "net is 3, expected a Network such as Network([2, 4, 1])")
    refused(lambda: v.check_plain(3), "net is 3, expected a Network such as Network([2, 4, 1])")
    refused(lambda: v.check_callable("f", 3), "f is 3, expected a function")
    refused(lambda: v.check_rng(3, "r"), "r is int, expected a numpy Generator: pass r=numpy.random.default_rng(0)")


@pytest.mark.parametrize("options", [{"normalization": BatchNorm()}, {"dropout": Dropout(0.5)}])
def test_a_network_that_is_not_plain(options):
    net = Network([2, 3, 1], **options)
    refused(lambda: v.check_plain(net), f"net has normalization or dropout, expected a plain network: {net!r}")
