"""Activation functions phi, each with its derivative obtained from its value.

The lecture: "the derivative of phi is easily obtained from the phi value". So the forward pass
keeps x = phi(z) and nothing else, and ``phi.derivative(x)`` is all that the backward pass needs.
This is a property of the six functions here, not of every function: the one called SiLU or swish,
z * sigmoid(z), takes one value at two places with two different slopes.

Every value and slope is a few calls of numpy, one after another into the same array, and lies within four units in
the last place of the exact one wherever that is a normal number: small values far to the left keep their digits.
"""

import functools
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import brief, check_array, check_choice, check_number


class Activation:
    """A function applied to each entry of an array, as in equation (3), x = phi(z).

    Attributes
    ----------
    name : str
        Its name, as accepted by ``get_activation``.
    max_slope : float
        The largest value of phi'; a unit is called saturated where phi' is a small fraction of it.

    Examples
    --------
    >>> x = tanh(np.array([0.0, 3.0]))
    >>> x.round(4), tanh.derivative(x).round(4)  # the slope comes from the value
    (array([0.    , 0.9951]), array([1.    , 0.0099]))
    """

    name = ""
    max_slope = 1.0

    def __init_subclass__(cls) -> None:
        """Both functions of an activation take arrays of numbers; arrays of floats pass at once."""
        for name in ("__call__", "derivative"):
            if name in vars(cls):
                setattr(cls, name, _of_numbers(vars(cls)[name]))

    def __call__(self, z: Any, out: Array | None = None) -> Any:
        """phi(z), entry by entry, equation (3); the same shape as z. ``out`` must not be z itself."""
        raise NotImplementedError

    def derivative(self, x: Any, out: Array | None = None) -> Any:
        """phi'(z) as a function of the value x = phi(z), equations (16) and (20); the shape of x. ``out`` must not be x."""
        raise NotImplementedError

    def __repr__(self):
        return self.name


def _of_numbers(function):
    argument = function.__code__.co_varnames[1]

    @functools.wraps(function)
    def checked(self, value, out=None):
        if type(value) is not np.ndarray or value.dtype.kind != "f":
            value = check_array(argument, value, finite=False) * 1.0
        if out is not None and (type(out) is not np.ndarray or out.shape != value.shape or out.dtype.kind != "f"):
            raise ValueError(f"out is {brief(out)}, expected an array of floats of shape {value.shape}")
        if out is None:
            with np.errstate(invalid="ignore"):  # NaN in, NaN out
                return function(self, value)
        return function(self, value, out)

    return checked


class _Identity(Activation):
    """phi(z) = z, with slope 1: a linear unit.

    Examples
    --------
    >>> identity(np.array([-2.0, 3.0]))
    array([-2.,  3.])
    """

    name = "identity"

    def __call__(self, z, out=None):
        return np.positive(z, out=out)

    def derivative(self, x, out=None):
        if out is None:
            return np.multiply(x, 0.0) + 1.0
        out.fill(1.0)
        return out


class _Sigmoid(Activation):
    """phi(z) = 1 / (1 + e^-z), from 0 to 1; phi' = phi (1 - phi).

    Examples
    --------
    >>> sigmoid(np.array([-2.0, 0.0, 2.0])).round(4)
    array([0.1192, 0.5   , 0.8808])
    """

    name = "sigmoid"
    max_slope = 0.25

    def __call__(self, z, out=None):
        with np.errstate(over="ignore"):  # e^-z may become inf; 1 / (1 + inf) is the right 0
            e = np.exp(np.multiply(z, -1.0, out=out), out=out)
        return np.divide(1.0, np.add(1.0, e, out=out), out=out)

    def derivative(self, x, out=None):
        return np.multiply(np.subtract(1.0, x, out=out), x, out=out)


class _Tanh(Activation):
    """phi(z) = tanh(z), from -1 to 1; phi' = 1 - phi^2.

    Examples
    --------
    >>> tanh(np.array([-2.0, 0.0, 2.0])).round(4)
    array([-0.964,  0.   ,  0.964])
    """

    name = "tanh"

    def __call__(self, z, out=None):
        return np.tanh(z, out=out)

    def derivative(self, x, out=None):
        return np.subtract(1.0, np.multiply(x, x, out=out), out=out)


class _ReLU(Activation):
    """phi(z) = max(z, 0); phi' is 1 where z > 0, else 0.

    Examples
    --------
    >>> relu(np.array([-2.0, 3.0]))
    array([0., 3.])
    """

    name = "relu"

    def __call__(self, z, out=None):
        return np.maximum(z, 0.0, out=out)

    def derivative(self, x, out=None):
        """1 where x > 0, else 0: at the kink itself the course takes 0, as most libraries do."""
        return np.ceil(np.minimum(x, 1.0, out=out), out=out)  # for x >= 0 the sign of x, but faster


class _LeakyReLU(Activation):
    """phi(z) = max(z, slope z), with slope 0.01 for ``leaky_relu``: on the left it still learns.

    Examples
    --------
    >>> leaky_relu(np.array([-2.0, 3.0]))
    array([-0.02,  3.  ])
    """

    def __init__(self, slope=0.01):
        self.slope = check_number("slope", slope, 0, 1, low_open=True, high_open=True)
        self.name = "leaky_relu" if slope == 0.01 else f"leaky_relu(slope={slope:g})"

    def __call__(self, z, out=None):
        return np.maximum(np.multiply(z, self.slope, out=out), z, out=out)

    def derivative(self, x, out=None):
        """1 where x > 0, else the slope: a relu's 1 or what is not above 0, whichever of it and the slope is larger."""
        return np.maximum(np.ceil(np.minimum(x, 1.0, out=out), out=out), self.slope, out=out)


class _Softplus(Activation):
    """phi(z) = ln(1 + e^z), a smooth ReLU; phi' = 1 - e^-phi.

    Examples
    --------
    >>> softplus(np.array([-2.0, 0.0, 3.0])).round(4)
    array([0.1269, 0.6931, 3.0486])
    """

    name = "softplus"

    def __call__(self, z, out=None):
        e = np.exp(np.minimum(z, 80.0, out=out), out=out)  # beyond 80 the result is z, to the last digit
        return np.maximum(np.log1p(e, out=out), z, out=out)

    def derivative(self, x, out=None):
        return np.negative(np.expm1(np.negative(x, out=out), out=out), out=out)


identity = _Identity()
sigmoid = _Sigmoid()
tanh = _Tanh()
relu = _ReLU()
leaky_relu = _LeakyReLU()
softplus = _Softplus()

ACTIVATIONS = {phi.name: phi for phi in (identity, sigmoid, tanh, relu, leaky_relu, softplus)}


def make_leaky_relu(slope: float) -> Activation:
    """A leaky ReLU, max(z, slope * z), of a slope in (0, 1) other than ``leaky_relu``'s 0.01."""
    return _LeakyReLU(slope)


def get_activation(phi: Activation | str) -> Activation:
    """Return ``phi`` itself if it is an ``Activation``, else the one of that name.

    Raises ``ValueError`` for a name that is not in ``ACTIVATIONS``.
    """
    return phi if isinstance(phi, Activation) else ACTIVATIONS[check_choice("phi", phi, ACTIVATIONS)]
