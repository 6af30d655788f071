"""Checks of arguments, made once, at the public entry.

Every function raises a ``ValueError`` that names the argument, what came and what was expected.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lecturekit.foundation.types import Array, Rng

LARGEST = 2**63 - 1
"""The largest integer that fits into an array."""


def brief(value: Any) -> str:
    """An argument in a few words: the shape of an array, the length of a list, a number as it is."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict, set)):
        return f"{type(value).__name__} of {len(value)}"
    words = repr(value)
    if re.search(r" at 0x\w+", words):
        return f"{value.__name__}()" if inspect.isroutine(value) else f"an object of type {type(value).__name__}"
    return words if len(words) <= 60 else f"{words[:57]}..."


def check_array(
    name: str,
    value: Any,
    *,
    ndim: int | Sequence[int] | None = None,
    shape: tuple[int | None, ...] | None = None,
    finite: bool = True,
    dtype: DTypeLike | None = None,
) -> Array:
    """Return ``value`` as a numeric array after checking its shape and its numbers.

    Parameters
    ----------
    name : str
        How the caller calls the argument; used in the message.
    value : array_like
        What the caller handed in.
    ndim : int or tuple of int, optional
        Allowed numbers of dimensions.
    shape : tuple, optional
        Expected shape; ``None`` in a place means any length there.
    finite : bool
        Refuse NaN and infinity.
    dtype : dtype, optional
        Required dtype: arrays of another one are refused, never converted.

    Returns
    -------
    ndarray
        The same data, not copied where ``value`` was an array already.

    Raises
    ------
    ValueError
        With the actual and the expected.
    """
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        hidden = np.ma.count_masked(value)
        raise ValueError(
            f"{name} has {hidden} masked entries, expected numbers: give them values, with {name}.filled(...)"
        )
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} is {brief(value)}, expected an array of numbers: {error}") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} has dtype {array.dtype}, expected numbers")
    if ndim is not None and array.ndim not in np.atleast_1d(ndim):
        expected = " or ".join(str(k) for k in np.atleast_1d(ndim))
        raise ValueError(f"{name} has shape {array.shape}, expected {expected} dimension(s)")
    if shape is not None and not _fits(array.shape, shape):
        wanted = str(tuple("any" if k is None else k for k in shape)).replace("'", "")
        raise ValueError(f"{name} has shape {array.shape}, expected {wanted}")
    if dtype is not None and array.dtype != dtype:
        raise ValueError(
            f"{name} has dtype {array.dtype}, expected {np.dtype(dtype)}: "
            f"convert it once, with {name}.astype('{np.dtype(dtype)}')"
        )
    if finite and array.dtype.kind == "f" and not all_finite(array):
        bad = np.argwhere(~np.isfinite(array))[0]
        where = ", ".join(str(k) for k in bad)
        raise ValueError(f"{name} contains {array[tuple(bad)]} at [{where}], expected finite numbers")
    return array


def all_finite(array: Array) -> bool:
    """Whether no entry is NaN or infinite; nothing of the array's size is made, and NaN wins every comparison."""
    return array.size == 0 or bool(np.isfinite(np.min(array)) and np.isfinite(np.max(array)))


def _fits(actual, expected):
    return len(actual) == len(expected) and all(want is None or got == want for got, want in zip(actual, expected))


def check_number(
    name: str,
    value: Any,
    low: float = -np.inf,
    high: float = np.inf,
    *,
    low_open: bool = False,
    high_open: bool = False,
) -> Any:
    """Return ``value`` if it is a finite number in the interval, else raise ``ValueError``.

    The interval is closed unless ``low_open`` or ``high_open`` says otherwise.
    """
    left, right = "(" if low_open else "[", ")" if high_open or high == np.inf else "]"
    wanted = "a finite number" if low == -np.inf and high == np.inf else f"a number in {left}{low:g}, {high:g}{right}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name} is {brief(value)}, expected {wanted}")
    inside = (low < value if low_open else low <= value) and (value < high if high_open else value <= high)
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(
            f"{name} is {brief(value)}, expected at most 64 bits; with a point, as in 1e30, it may be larger"
        )
    if not (inside and isfinite(value)):
        raise ValueError(f"{name} is {value!r}, expected {wanted}")
    return value


def check_integer(name: str, value: Any, low: int, high: int | None = None) -> int:
    """Return ``value`` as an int if it is an integer with low <= value <= high, else raise ``ValueError``."""
    wanted = f"an integer of at least {low}" if high is None else f"an integer from {low} to {high}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} is {brief(value)}, expected {wanted}")
    if not low <= value <= (LARGEST if high is None else high):
        raise ValueError(
            f"{name} is {brief(value)}, expected {wanted}{', of 64 bits' if value > low and high is None else ''}"
        )
    return int(value)


def check_several(
    name: str, values: Any, check: Callable[..., Any], *args: Any, at_least: int = 1, **options: Any
) -> list[Any]:
    """Return ``values`` as a list, after ``check(name[k], value, *args, **options)`` of each.

    Raises ``ValueError`` as ``check`` does, and for what is no list or has fewer than ``at_least`` values.
    """
    try:
        values = list(values)
    except TypeError:
        raise ValueError(f"{name} is {brief(values)}, expected a list of values") from None
    if len(values) < at_least:
        raise ValueError(f"{name} has {len(values)} values, expected at least {at_least}")
    return [check(f"{name}[{k}]", value, *args, **options) for k, value in enumerate(values)]


def check_at_least(name: str, value: Any, low: float) -> Array:
    """Return ``value`` as an array if no number in it is below ``low``, else raise ``ValueError``."""
    array = check_array(name, value)
    if array.dtype == bool:
        raise ValueError(f"{name} is {brief(value)}, expected numbers of at least {low:g}")
    if array.size and array.min() < low:
        raise ValueError(f"{name} contains {array.min()}, expected numbers of at least {low:g}")
    return array


def check_choice(name: str, value: Any, options: Iterable[Any]) -> Any:
    """Return ``value`` if it is one of ``options``, else raise a ``ValueError`` that lists them."""
    if isinstance(value, np.ndarray) or value not in (options := list(options)):
        raise ValueError(f"{name} is {brief(value)}, expected one of {', '.join(map(repr, options))}")
    return value


def check_network(net: Any) -> Any:
    """Return ``net`` if it is a ``Network``, or stands where one stands, else raise ``ValueError``."""
    if not hasattr(net, "loss_function"):
        raise ValueError(f"net is {brief(net)}, expected a Network such as Network([2, 4, 1])")
    return net


def check_plain(net: Any) -> Any:
    """Return ``net`` if it is a ``Network`` without normalization and dropout, else raise ``ValueError``."""
    check_network(net)
    if net.normalization is not None or net.dropout is not None:
        raise ValueError(f"net has normalization or dropout, expected a plain network: {net!r}")
    return net


def check_callable(name: str, value: Any) -> Any:
    """Return ``value`` if it can be called, else raise ``ValueError``."""
    if not callable(value):
        raise ValueError(f"{name} is {brief(value)}, expected a function")
    return value


def check_rng(rng: Any, name: str = "rng") -> Rng:
    """Return ``rng`` if it is a ``numpy.random.Generator``, else raise ``ValueError``."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(
            f"{name} is {type(rng).__name__}, expected a numpy Generator: pass {name}=numpy.random.default_rng(0)"
        )
    return rng
