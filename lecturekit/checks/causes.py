"""Plain relations between what came and what was expected: a factor, a sign, a transpose, a sum that is missing.

`relation` looks at several calls at once; what it names holds in all of them, so a coincidence in one call is not enough.
"""

from dataclasses import dataclass, field

import numpy as np

from lecturekit.checks.differences import function_of, located, rounded, shifted

CONSTANTS = {
    "-1": -1.0,
    "2": 2.0,
    "1/2": 0.5,
    "-2": -2.0,
    "-1/2": -0.5,
    "4": 4.0,
    "1/4": 0.25,
    "100": 100.0,
    "1/100": 0.01,
    "ln 2": np.log(2),
    "1/ln 2": 1 / np.log(2),
    "1/ln 10": 1 / np.log(10),
}
WORDS = {
    "-1": ("sign flipped", "Everything has the opposite sign."),
    "100": ("percent", "Yours is a percentage; a fraction is asked for."),
    "1/100": ("percent", "Yours is a hundredth of what is asked for."),
    "1/ln 2": ("base of the logarithm", "Your logarithm is to the base 2; here it is the natural one."),
    "1/ln 10": ("base of the logarithm", "Your logarithm is to the base 10; here it is the natural one."),
}


@dataclass(frozen=True)
class Call:
    """One call: what came, what was expected, and what it was called with.

    Attributes
    ----------
    got, expected : ndarray
    arguments : dict of str to object
        By name; their sizes and values may be the factor or the offset that is looked for.
    """

    got: np.ndarray
    expected: np.ndarray
    arguments: dict = field(default_factory=dict)


def relation(calls, tolerance=1e-5, any_factor=True, beside=False):
    """Return (name, sentence) of a plain relation that holds in all calls, or None.

    Parameters
    ----------
    calls : sequence of Call
    tolerance : float
        Relative to the largest entry.
    any_factor : bool
        Whether a factor that has no name counts too; not for single numbers, where there is always one.
    beside : bool
        Only what may well come on top of another slip: a sign, a factor that has a name, a transpose, another order.
    """
    if not calls or any(not np.isfinite(each.got).all() or not each.got.size for each in calls):
        return None
    if all(np.abs(each.got).max() == 0 for each in calls) and any(each.expected.any() for each in calls):
        return None if beside else ("all zero", "Yours is 0 everywhere.")
    if beside and any(not call.expected.any() for call in calls):
        return None
    tables = [
        {name: (told, array) for name, told, array in _reshaped(each.expected, sums=not beside)} for each in calls
    ]
    for form, (told, _) in tables[0].items():
        if all(form in table and table[form][1].shape == call.got.shape for table, call in zip(tables, calls)):
            wanted = [table[form][1] for table in tables]
            found = _factor(calls, wanted, tolerance, any_factor and not beside and not form)
            if found is not None and (form or found[0]):
                return _besides(form, told, *found)
    if not beside:
        tries = (
            lambda: rounded(calls),
            *(lambda f=f: f(calls, tolerance) for f in (shifted, _step, function_of, _length, located)),
        )
        return next(filter(None, (each() for each in tries)), None)
    return None


def _besides(form, told, name, text):
    """(name, sentence) of another form, of a factor, or of both."""
    if not form:
        return name, text
    return (f"{form} and {name}", f"{told} Besides: {text}") if name else (form, told)


def _reshaped(want, sums):
    """Yield (name, sentence, the expected array as somebody with that slip would return it); sums and means only if asked for."""

    def yours(form, array, more=""):
        return form, f"Yours is {form}{more}.", array

    yield "", "", want
    if want.ndim == 2:
        yield "rows and columns are exchanged", "Rows and columns are exchanged: transposed.", want.T
    if want.ndim == 1 and want.size > 1:
        yield "right numbers", "Right numbers, in the opposite order.", want[::-1]
        yield yours("a column where a plain vector is asked for", want[:, None])
        yield yours("a row of a table where a plain vector is asked for", want[None])
    if want.ndim == 2:
        yield yours("one long row where a table is asked for", want.ravel())
        yield "right rows", "Right rows, in the opposite order.", want[::-1]
        yield "right columns", "Right columns, in the opposite order.", want[:, ::-1]
    if want.ndim == 0:
        yield yours("an array with one entry where a number is asked for", want[None])
    if sums and want.ndim and want.size > 1:
        yield yours("added up where each entry is asked for", want.sum())
        yield yours("the mean where each entry is asked for", want.mean())
    if sums and want.ndim == 2:
        for axis in (0, 1):
            yield yours(f"added up over axis {axis}", want.sum(axis=axis), ", which is once too often")
            yield yours(f"averaged over axis {axis}", want.mean(axis=axis), ", which is once too often")


def _ratio(got, want, tolerance):
    """The number c with got = c want, or None."""
    square = float(np.vdot(want, want))
    if not square:
        return None if got.any() else np.nan
    c = float(np.vdot(want, got)) / square
    scale = np.abs(got).max()
    return c if scale and np.abs(got - c * want).max() <= tolerance * scale else None


def _step(calls, tolerance):
    """A factor in the step away from an argument of the same shape, where old and new value look alike."""
    for name, value in calls[0].arguments.items():
        if not isinstance(value, (np.ndarray, float)) or any(
            np.shape(each.arguments.get(name)) != each.expected.shape for each in calls
        ):
            continue
        steps = [
            Call(each.got - each.arguments[name], each.expected - each.arguments[name], each.arguments)
            for each in calls
            if each.got.shape == each.expected.shape
        ]
        if len(steps) < len(calls) or sum(each.expected.size for each in steps) < 3:
            continue
        found = _factor(steps, [each.expected for each in steps], 10 * tolerance, any_factor=False)
        if found and found[0]:
            how = found[1][:1].lower() + found[1][1:].replace(", everywhere", "").replace("Everything has", "it has")
            return f"step from `{name}`: {found[0]}", f"Look at what is added to `{name}`: {how}"
    return None


def _length(calls, tolerance):
    """A factor in every call, another one in each."""
    ratios = [_ratio(each.got, each.expected, tolerance) for each in calls if each.got.shape == each.expected.shape]
    known = [each for each in ratios if each is not None and not np.isnan(each)]
    if len(known) < len(calls) or min(known) <= 0 or all(each.expected.size < 2 for each in calls):
        return None
    text = f"Your result points where it should, and only its length is off: by a factor {known[0]:.4g} in one call, {known[1]:.4g} in another."
    return ("length", text) if len(known) > 1 else None


def _factor(calls, wanted, tolerance, any_factor):
    ratios = [_ratio(call.got, want, tolerance) for call, want in zip(calls, wanted)]
    if any(each is None for each in ratios):
        return None
    known = [k for k, each in enumerate(ratios) if not np.isnan(each)]
    if not known:
        return None
    same = [ratios[k] for k in known]

    def is_everywhere(factors):
        return all(abs(c - f) <= 3 * tolerance * abs(f) for c, f in zip(same, factors))

    if is_everywhere([1.0] * len(same)):
        return (None, None)
    entries = sum(want.size for want in wanted)
    everywhere = ", everywhere" if entries > 1 else ""
    for name, value in CONSTANTS.items():
        if is_everywhere([value] * len(same)):
            return WORDS.get(name) or (f"factor {name}", f"Yours is {name} times what is expected{everywhere}.")
    scales = [_scales(calls[k].arguments) for k in known]
    for name in scales[0]:
        if not all(name in each for each in scales):
            continue
        values = [each[name] for each in scales]
        for sign, text in ((1, ""), (-1, "-")):
            for factors, words in (
                ([sign * v for v in values], f"{text}{name}"),
                ([sign / v for v in values], f"{text}1/{name}"),
            ):
                if is_everywhere(factors):
                    also = " and the sign is the opposite one" if sign < 0 else ""
                    kind = "divided by" if words.lstrip("-").startswith("1/") else "multiplied by"
                    here = f" (here {values[0]:.4g})" if len(set(values)) == 1 else ""  # in the call that is shown, too
                    return f"factor {words}", f"Yours is what is expected, {kind} {name}{here}{also}."
    if any_factor and entries > 1 and max(same) - min(same) <= 10 * tolerance * abs(same[0]):
        return (f"factor {same[0]:.4g}", f"Yours is {same[0]:.4g} times what is expected, everywhere.")
    return None


def _scales(arguments):
    """Numbers that may have gone into a factor: sizes of arrays, scalars, one minus them."""
    found = {}
    for name, value in arguments.items():
        if isinstance(value, (list, tuple)) and value and all(isinstance(each, (int, float)) for each in value):
            value = np.asarray(value)
        if isinstance(value, np.ndarray) and value.ndim:
            words = {1: ("the length of `{}`",), 2: ("the number of rows of `{}`", "the number of columns of `{}`")}
            for size, text in zip(value.shape, words.get(value.ndim, ())):
                if size > 1:
                    found[text.format(name)] = float(size)
            if value.ndim == 2 and value.size > 1:
                found[f"the number of entries of `{name}`"] = float(value.size)
                found[f"the number of rows of `{name}` over that of its columns"] = value.shape[0] / value.shape[1]
        elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and value == 0:
            found[f"(1 - `{name}`)"] = 1.0  # a factor in the other calls may be that
        elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and value != 1:
            found[f"`{name}`"] = float(value)
            if 0 < value < 1:
                found[f"(1 - `{name}`)"] = 1 - float(value)
            if value > 0:
                found[f"the root of `{name}`"] = float(np.sqrt(value))
            found[f"the square of `{name}`"] = float(value) ** 2
    roots = {
        f"the root of {name}": np.sqrt(value) for name, value in found.items() if name.startswith("the number of rows")
    }
    return found | roots
