"""Activations: values where they are known, slopes from the value, large arguments, dtypes, the last digit, no new arrays."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import largest_increase

from lecturekit.single_unit.activations import (
    ACTIVATIONS,
    get_activation,
    identity,
    leaky_relu,
    make_leaky_relu,
    relu,
    sigmoid,
    softplus,
    tanh,
)

ALL = [*ACTIVATIONS.values(), make_leaky_relu(0.3)]
each = pytest.mark.parametrize("phi", ALL, ids=str)
KNOWN = [
    (identity, -2.5, -2.5),
    (sigmoid, 0.0, 0.5),
    (sigmoid, np.log(3), 0.75),
    (tanh, np.log(3) / 2, 0.5),
    (relu, -2.0, 0.0),
    (relu, 3.0, 3.0),
    (leaky_relu, -2.0, -0.02),
    (leaky_relu, 2.0, 2.0),
    (make_leaky_relu(0.3), -2.0, -0.6),
    (softplus, 0.0, np.log(2)),
    (softplus, np.log(3), np.log(4)),
]


@pytest.mark.parametrize("phi, z, value", KNOWN, ids=str)
def test_known_values(phi, z, value):
    assert phi(np.array([z]))[0] == pytest.approx(value, abs=1e-15)
    assert float(phi(z)) == pytest.approx(value, abs=1e-15)


@each
@given(z=st.floats(-30, 30))
@settings(max_examples=40, deadline=None)
def test_slope_from_the_value_is_the_slope(phi, z):
    if abs(z) < 1e-3:
        z = 0.5  # ReLUs have no slope at 0
    h = 1e-5
    numerical = (phi(np.array([z + h])) - phi(np.array([z - h]))) / (2 * h)
    assert phi.derivative(phi(np.array([z])))[0] == pytest.approx(numerical[0], abs=2e-8)


@each
def test_max_slope_is_the_largest_slope(phi):
    slopes = phi.derivative(phi(np.linspace(-12, 12, 481)))
    assert slopes.max() == pytest.approx(phi.max_slope, rel=1e-4) and slopes.min() >= 0


def test_relu_has_slope_zero_at_its_kink():
    assert relu.derivative(np.array([0.0]))[0] == 0.0
    assert leaky_relu.derivative(np.array([0.0]))[0] == 0.01


@each
def test_large_arguments_give_finite_values_in_order(phi):
    z = np.array([-1e4, -700.0, -40.0, 0.0, 40.0, 700.0, 1e4])
    with np.errstate(all="raise", under="ignore"):
        x = phi(z)
        slope = phi.derivative(x)
    assert np.isfinite(x).all() and np.isfinite(slope).all() and (np.diff(x) >= 0).all() and (slope >= 0).all()
    assert x[-1] == {"sigmoid": 1.0, "tanh": 1.0}.get(phi.name, 1e4)


def test_tails_keep_their_digits():
    assert sigmoid(np.array([-50.0]))[0] == pytest.approx(np.exp(-50), rel=1e-12, abs=0)
    assert softplus(np.array([-50.0]))[0] == pytest.approx(np.exp(-50), rel=1e-12, abs=0)
    assert softplus.derivative(softplus(np.array([-50.0])))[0] == pytest.approx(np.exp(-50), rel=1e-12, abs=0)


@each
def test_nan_stays_nan(phi):
    with np.errstate(invalid="ignore"):
        assert np.isnan(phi(np.array([np.nan, 1.0]))).tolist() == [True, False]


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept_and_the_argument_too(phi, dtype):
    z = np.linspace(-3, 3, 12, dtype=dtype).reshape(3, 4)
    before = z.copy()
    x = phi(z)
    slope = phi.derivative(x)
    assert x.dtype == slope.dtype == dtype and x.shape == slope.shape == (3, 4)
    np.testing.assert_array_equal(z, before)
    np.testing.assert_allclose(x, phi(before.astype(np.float64)), rtol=1e-5, atol=1e-6)


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_out_gives_the_same_without_a_new_array(phi, dtype):
    z = np.linspace(-3, 3, 7000, dtype=dtype)
    x = phi(z)
    slope = phi.derivative(x)
    out = np.empty_like(z)
    assert phi(z, out=out) is out
    np.testing.assert_array_equal(out, x)
    assert phi.derivative(x, out=out) is out
    np.testing.assert_array_equal(out, slope)
    assert largest_increase(lambda: (phi(z, out=out), phi.derivative(x, out=out))) < 4000


def exactly(phi, z):
    """phi at the number z, to 60 digits."""
    e = Decimal(float(z)).exp()
    return {"sigmoid": e / (1 + e), "softplus": (1 + e).ln()}[phi.name]


@pytest.mark.parametrize("phi", [sigmoid, softplus], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_are_exact_to_four_units_in_the_last_place(phi, dtype):
    z = np.concatenate([np.linspace(-86, 100, 400), np.linspace(-3, 3, 100)]).astype(dtype)
    with localcontext() as context:
        context.prec = 60
        for number, value in zip(z, phi(z)):
            assert abs(Decimal(float(value)) - exactly(phi, number)) <= 4 * Decimal(float(np.spacing(value)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slopes_from_an_exact_value_are_exact_to_four_units_in_the_last_place(dtype):
    x = np.concatenate([np.geomspace(1e-37, 0.5, 200), 1 - np.geomspace(1e-7, 0.5, 100)]).astype(dtype)
    with localcontext() as context:
        context.prec = 60
        for number, of_sigmoid, of_softplus in zip(x, sigmoid.derivative(x), softplus.derivative(x)):
            exact = Decimal(float(number))
            assert abs(Decimal(float(of_sigmoid)) - exact * (1 - exact)) <= 4 * Decimal(float(np.spacing(of_sigmoid)))
            slope = 1 - (-exact).exp()
            assert abs(Decimal(float(of_softplus)) - slope) <= 4 * Decimal(float(np.spacing(of_softplus)))


@each
def test_names_find_their_activation(phi):
    assert get_activation(phi) is phi and repr(phi) == phi.name


def test_every_name_is_its_key():
    assert {name: get_activation(name) for name in ACTIVATIONS} == ACTIVATIONS
    assert [phi.name for phi in ACTIVATIONS.values()] == list(ACTIVATIONS)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: get_activation("swish"), "phi is 'swish', expected one of 'identity', 'sigmoid'"),
        (lambda: get_activation(None), "phi is None, expected one of"),
        (lambda: make_leaky_relu(0.0), r"slope is 0.0, expected a number in \(0, 1\)"),
        (lambda: make_leaky_relu(1.5), r"slope is 1.5, expected a number in \(0, 1\)"),
        (lambda: make_leaky_relu("steep"), r"slope is 'steep', expected a number"),
    ],
)
def test_bad_input_is_refused_with_actual_and_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
