"""Relations that are no factor: rounded, shifted by a constant or an argument, a function of what is expected, not summed."""

import itertools

import numpy as np

from lecturekit.checks.concepts import sigmoid


def _close(got, want, tolerance):
    if got.shape != want.shape:
        return False
    scale = max(np.abs(want[np.isfinite(want)]).max(initial=0.0), 1e-300)
    with np.errstate(all="ignore"):
        return bool((np.abs(got - want) <= tolerance * scale).all())


def _everywhere(calls, tolerance, make):
    """Whether ``make(call)`` is what came in every call."""
    with np.errstate(all="ignore"):
        for call in calls:
            want = make(call)
            if want is None or not np.isfinite(want).all() or not _close(call.got, np.asarray(want, float), tolerance):
                return False
    return True


def rounded(calls):
    """Return (name, sentence) if every result is the expected one, rounded; else None."""
    for digits in range(5):
        if _everywhere(calls, 1e-9, lambda call: np.round(call.expected, digits)):
            return "rounded", f"You rounded to {digits} decimals. Return the numbers as they are."
    return None


def shifted(calls, tolerance):
    """Return (name, sentence) if a constant or an argument is added, left out, taken for the result; else None."""
    shapes = all(call.got.shape == call.expected.shape for call in calls)
    if shapes:
        gaps = [call.got - call.expected for call in calls]
        first = float(gaps[0].flat[0])
        whole = all(not np.any(call.expected % 1) for call in calls)
        if (whole or sum(gap.size for gap in gaps) > 2) and all(
            np.abs(gap - first).max() <= 1e-9 + tolerance * abs(first) for gap in gaps
        ):
            side = "larger" if first > 0 else "smaller"
            return f"off by {first:.4g}", f"Yours is {abs(first):.4g} {side} than it should be, everywhere."
    for name in calls[0].arguments:
        if not all(_numeric(call.arguments.get(name)) for call in calls):
            continue

        def own(call):
            return np.asarray(call.arguments[name], float)

        tries = [
            (f"`{name}` itself", lambda c: own(c), f"Your result is `{name}` itself: nothing has been done to it."),
            (
                f"`{name}` left out",
                lambda c: c.expected - own(c) if own(c).shape == c.expected.shape else None,
                f"You returned what is added to `{name}`; asked for is the result, `{name}` included.",
            ),
            (
                f"the step for `{name}`",
                lambda c: own(c) - c.expected if own(c).shape == c.expected.shape else None,
                f"You returned what is subtracted from `{name}`; asked for is the result, `{name}` included.",
            ),
            (
                f"`{name}` twice",
                lambda c: c.expected + own(c) if own(c).shape in ((), c.expected.shape) else None,
                f"`{name}` is added once too often.",
            ),
            (
                f"no `{name}`",
                lambda c: c.expected - own(c) if own(c).shape == () else None,
                f"`{name}` is missing: yours is what is expected minus `{name}`.",
            ),
            (
                f"opposite step for `{name}`",
                lambda c: 2 * own(c) - c.expected if own(c).shape == c.expected.shape else None,
                f"You go from `{name}` by the right amount in the wrong direction.",
            ),
            (
                f"times `{name}`",
                lambda c: c.expected * own(c) if own(c).size > 1 and own(c).shape == c.expected.shape else None,
                f"Yours is what is expected, multiplied by `{name}` entry by entry.",
            ),
            (
                f"divided by `{name}`",
                lambda c: c.expected / own(c) if own(c).size > 1 and own(c).shape == c.expected.shape else None,
                f"Yours is what is expected, divided by `{name}` entry by entry.",
            ),
        ]
        for short, make, text in tries:
            if _everywhere(calls, tolerance, make):
                return short, text
    return None


FUNCTIONS = {
    "upside down": (lambda x: 1 / x, "Yours is 1 over what is expected: upside down."),
    "one minus": (lambda x: 1 - x, "Yours is 1 minus what is expected."),
    "square": (lambda x: x**2, "Yours is the square of what is expected."),
    "root": (np.sqrt, "Yours is the root of what is expected."),
    "absolute value": (np.abs, "The sizes are right, and all of yours are positive: what gives the sign is missing."),
    "exponential": (np.exp, "Yours is the exponential of what is expected."),
    "logarithm": (np.log, "Yours is the logarithm of what is expected."),
    "only the sign": (np.sign, "Only the sign of what is expected is left in yours."),
    "upside down, twice": (lambda x: 2 / x, "Yours is 2 over what is expected."),
    "sigmoid on top": (sigmoid, "Yours is the sigmoid of what is expected: it has been applied once too often."),
    "angle for tangent": (np.arctan, "Yours is the arctangent of what is expected: the angle, and not its tangent."),
    "sine for tangent": (
        lambda x: x / np.sqrt(1 + x**2),
        "Yours is the sine of an angle whose tangent is expected: you divided by the longest side of the triangle.",
    ),
    "tanh on top": (np.tanh, "Yours is the tanh of what is expected: it has been applied once too often."),
    "softmax on top": (
        lambda x: (
            np.exp(x - x.max(axis=-1, keepdims=True))
            / np.exp(x - x.max(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True)
            if x.ndim == 2
            else None
        ),
        "Yours is the softmax of what is expected: it has been applied once too often.",
    ),
}


def function_of(calls, tolerance):
    """Return (name, sentence) if every result is one and the same function of the expected one, or not summed yet; else None."""
    if all(np.isin(call.expected, (0, 1)).all() for call in calls):
        return None
    for name, (function, text) in FUNCTIONS.items():
        if _everywhere(calls, tolerance, lambda call: function(call.expected)):
            return name, text
    for axis, kind in itertools.product((0, 1, 2), ("added up", "averaged")):
        total = np.sum if kind == "added up" else np.mean
        deeper = all(call.got.ndim == call.expected.ndim + 1 > axis for call in calls)
        if deeper and all(_close(total(call.got, axis=axis), call.expected, tolerance) for call in calls):
            return (
                "not summed",
                f"Something is not {kind} yet: over axis {axis} of your result it gives what is expected.",
            )
    if all(call.got.shape == call.expected.shape and call.got.size > 2 for call in calls):
        whole = all(
            _close(np.sort(call.got, axis=None), np.sort(call.expected, axis=None), tolerance) for call in calls
        )
        if whole:
            return "another order", "The numbers are right, and stand in other places."
    return None


CONDITIONS = {
    "b": {"is True": lambda a: a, "is False": lambda a: ~a},
    "f": {"is below 0": lambda a: a < 0, "is above 0": lambda a: a > 0, "is 0": lambda a: a == 0},
}


def located(calls, tolerance):
    """Return (name, sentence) if the entries that are off are those where an argument is True, or below 0, or the like; else None."""
    if any(call.got.shape != call.expected.shape for call in calls):
        return None
    off = [
        np.abs(call.got - call.expected) > tolerance * max(np.abs(call.expected).max(initial=0.0), 1e-300)
        for call in calls
    ]
    diagonals = [
        np.eye(len(each), dtype=bool) if each.ndim == 2 and len(set(each.shape)) == 1 else None for each in off
    ]
    if all(each is not None and len(each) > 1 for each in diagonals):
        for words, places in (("on the diagonal", diagonals), ("off the diagonal", [~each for each in diagonals])):
            if all(np.array_equal(wrong, each) for wrong, each in zip(off, places)):
                return f"wrong {words}", f"Right everywhere except {words}: all entries there are wrong, and no others."
    for name in calls[0].arguments:
        given = [call.arguments.get(name) for call in calls]
        if any(not isinstance(each, np.ndarray) or each.shape != wrong.shape for each, wrong in zip(given, off)):
            continue
        for words, condition in CONDITIONS["b" if given[0].dtype.kind == "b" else "f"].items():
            places = [condition(each) for each in given]
            some = sum(each.sum() for each in places), sum((~each).sum() for each in places)
            if min(some) > 1 and all(np.array_equal(wrong, each) for wrong, each in zip(off, places)):
                return (
                    f"where `{name}` {words}",
                    f"Right everywhere except where `{name}` {words}: all these entries are off, and no others.",
                )
    return None


def _numeric(value):
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biuf"
    return isinstance(value, (int, float, np.number))
