"""Compare what came with what was expected, and put values into a few words."""

import types

import numpy as np

LARGEST_PRINTED = 8


def difference(got, expected, tolerance):
    """Return None if ``got`` equals ``expected`` to the tolerance, else a sentence that says where not.

    Parameters
    ----------
    got : object
        Anything at all.
    expected : number, ndarray, str, None, or a tuple, list or dict of such
        Tuples and lists are compared part by part, dicts key by key.
    tolerance : float
        Relative to the largest finite entry of each expected array.

    Returns
    -------
    str or None
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict) or set(got) != set(expected):
            return f"expected a dict with the keys {list(expected)}, got {describe(got)}"
        parts = [(f"entry {key!r}", got[key], expected[key]) for key in expected]
    elif isinstance(expected, (tuple, list)):
        parts = list(got) if isinstance(got, (tuple, list)) or _is_table(got, expected) else None
        if parts is None or len(parts) != len(expected):
            return f"expected {len(expected)} values, got {describe(got)}"
        parts = [
            (f"value {k} of {len(expected)}", value, want)
            for k, (value, want) in enumerate(zip(parts, expected), start=1)
        ]
    elif expected is None or isinstance(expected, str):
        same = type(got) is type(expected) and got == expected
        return None if same else f"expected {expected!r}, got {describe(got)}"
    else:
        return _array_difference(got, np.asarray(expected), tolerance)
    for label, value, want in parts:
        found = difference(value, want, tolerance)
        if found:
            return f"{label}{', ' if found.startswith(('value ', 'entry ')) else ': '}{found}"
    return None


def values(expected, got, names=None):
    """Return [(label, expected part, part that came)] of several values, or None if they cannot be paired.

    A single value is one part with an empty label. Pairs inside of a list (a gradient layer by layer) are parts of their own.
    """
    if isinstance(expected, dict):
        keys = list(expected)
        if isinstance(got, dict) and set(got) >= set(keys):
            return [(f"{key}", expected[key], got[key]) for key in keys]
        return None
    if not isinstance(expected, (tuple, list)) or not expected:
        return [("", expected, got)]
    if all(isinstance(each, (int, float)) for each in expected) and not names:
        return [("", expected, got)]
    parts = list(got) if isinstance(got, (tuple, list)) else None
    if parts is None or len(parts) != len(expected):
        return None
    rows = []
    for k, (want, part) in enumerate(zip(expected, parts)):
        label = names[k] if names and len(names) == len(expected) else f"value {k + 1}"
        if isinstance(want, (tuple, list)) and want and isinstance(want[0], np.ndarray):
            if not isinstance(part, (tuple, list)) or len(part) != len(want):
                return None
            inner = [name.format(k + 1) for name in names] if names else [f"{label}.{j + 1}" for j in range(len(want))]
            rows += list(zip(inner, want, part))
        else:
            rows.append((label, want, part))
    return rows


def as_numbers(value):
    """Return ``value`` as a float array, or raise ``TypeError`` saying in words why it is none."""
    try:
        array = np.asarray(value)
        if array.dtype.kind == "c" and not array.imag.any():
            array = array.real
        if array.dtype.kind not in "biuf":
            texts = array.dtype.kind in "USc" or any(isinstance(each, (str, bytes)) for each in array.flat)
            if texts or array.dtype.kind != "O":
                raise TypeError
        return array.astype(float)
    except Exception:
        raise TypeError(f"expected numbers, got {describe(value)}{_between_quotation_marks(value)}") from None


def _between_quotation_marks(value):
    """What to do if some of the numbers were written as texts; the empty text otherwise."""
    texts = [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple)) else []
    numeric = [each.strip(" %").replace(".", "", 1).replace("-", "", 1).isdecimal() for each in texts]
    if not texts or not all(numeric):
        return ""
    percent = " and percent signs" if any("%" in each for each in texts) else ""
    return f": leave out the quotation marks{percent}"


def describe(value):
    """Return a short description of any object: small numbers in full, large arrays by their shape."""
    try:
        return _describe(value)
    except Exception:
        return f"an object of type {type_name(value)}"


def type_name(value):
    """Return the name of a value's class, also of a class that raises when it is asked for anything."""
    return type.__dict__["__name__"].__get__(type(value))


def _describe(value):
    if value is None or isinstance(value, (bool, np.bool_)):
        return str(value)
    if isinstance(value, (int, float, np.number)):
        text = f"{value:.6g}" if isinstance(value, (float, np.floating)) else str(value)
        return text if len(text) < 40 else f"{text[:20]}... ({len(text)} digits)"
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) < 40 else f"a text of {len(value)} characters"
    if _is_array(value):
        numeric = value.dtype.kind in "biuf"
        if numeric and value.size <= LARGEST_PRINTED and value.ndim <= 1:
            inside = ", ".join(f"{each + 0.0:.4g}" for each in value.astype(float).flat)  # no -0
            return f"[{inside}]" if value.ndim else inside
        return f"an array of shape {value.shape}" + ("" if numeric else f" and dtype {value.dtype}")
    if isinstance(value, (tuple, list)):
        if value and len(value) <= 4:
            inside = ", ".join(describe(each) for each in value)
            if len(inside) < 120:
                return f"({inside})" if isinstance(value, tuple) else f"[{inside}]"
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, dict):
        return f"a dict with {len(value)} entries"
    if isinstance(value, types.GeneratorType):
        return "a generator (`yield` where `return` was meant?)"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    if callable(value) and isinstance(getattr(value, "name", None), str):
        return f"the function {value.name}"
    return f"an object of type {type(value).__name__}"


def sentence(text):
    """Return a text with a capital first letter and a stop at its end."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", "`")) else f"{text}."


def same_content(one, other):
    """Tell whether two copies of an argument still hold the same numbers; other objects count as equal."""
    if isinstance(one, (int, float)):
        return type(other) is type(one) and (one == other or one != one)
    if _is_array(one):
        if not _is_array(other) or one.shape != other.shape:
            return False
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same_content, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_content(one[key], other[key]) for key in one)
    return True


def _is_array(value):
    return isinstance(value, np.ndarray)


def _is_table(got, expected):
    """An array stands for several values only if each of them is a number, or each a row as long as the others."""
    if not _is_array(got) or not got.ndim:
        return False
    shapes = {np.shape(each) for each in expected}
    return shapes == {got.shape[1:]}


def _array_difference(got, expected, tolerance):
    try:
        array = as_numbers(got)
    except TypeError as problem:
        return f"{problem}"
    if expected.ndim == array.ndim == 0 and expected.dtype == bool:
        return None if array == expected else f"expected {expected}, got {describe(got)}"
    expected = expected.astype(float)
    if array.shape != expected.shape:
        return f"expected {_shape(expected)}, got {_shape(array)}"
    finite = np.abs(expected[np.isfinite(expected)])
    scale = finite.max() if finite.size and finite.max() > 0 else 1.0
    with np.errstate(all="ignore"):
        close = np.abs(array - expected) <= tolerance * scale
    close |= (array == expected) | (np.isnan(array) & np.isnan(expected))
    if close.all():
        return None
    first = tuple(int(k) for k in np.argwhere(~close)[0])
    array, expected = (
        np.where(np.abs(each) < 1e-12 * scale, 0.0, each) for each in (array, expected)
    )  # no rounding errors
    both = f"expected {expected[first]:.6g}, got {array[first]:.6g}"
    if not first:
        return both
    overall = ""
    if expected.ndim == 1 and expected.size <= LARGEST_PRINTED:
        overall = f"expected {describe(expected)}, got {describe(array)}; "
    return f"{overall}first difference at [{', '.join(map(str, first))}]: {both}"


def _shape(array):
    return f"an array of shape {array.shape}" if array.ndim else f"a single number ({array:.6g})"
