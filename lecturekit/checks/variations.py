"""Arguments that were forgotten, exchanged or taken for something else: the right function, called with other arguments.

Whoever forgets a bias gives what is right for a bias of 0; whoever exchanges scale and shift, what is right for the exchanged
ones. So the right function itself tells, for every exercise, what such an answer gives.
"""

import itertools

import numpy as np

from lecturekit.checks.concepts import sigmoid


def variations(names, probe):
    """Yield (key, name, sentence, other probe); the same key means the same change in every probe."""
    for place, (name, value) in enumerate(zip(names, probe)):
        for key, short, text, other in _of_one(name, value):
            changed = list(probe)
            changed[place] = other
            yield (place, key), short, text, tuple(changed)
    for (i, one), (j, other) in itertools.combinations(enumerate(probe), 2):
        if not _alike(one, other):
            continue
        a, b = names[i], names[j]
        both = list(probe)
        if np.shape(one) == np.shape(other):
            both[i], both[j] = other, one
            yield (
                (i, j, "exchanged"),
                f"`{a}` and `{b}` exchanged",
                f"`{a}` and `{b}` have changed places.",
                tuple(both),
            )
        for source, target in ((j, i), (i, j)):
            taken = list(probe)
            taken[target] = probe[source]
            yield (
                (target, source),
                f"`{names[source]}` for `{names[target]}`",
                f"Yours is what comes out with `{names[source]}` in the place of `{names[target]}`.",
                tuple(taken),
            )


def _alike(one, other):
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.ndim == other.ndim and one.dtype.kind == other.dtype.kind and one.shape[1:] == other.shape[1:]
    return _is_number(one) and _is_number(other) and isinstance(one, int) == isinstance(other, int)


def _is_number(value):
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def _of_one(name, value):
    """Yield (key, name, sentence, other value) of one argument."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        yield "not", f"`{name}` the wrong way round", f"`{name}` is used the wrong way round.", ~value
        yield (
            "all",
            f"`{name}` not used",
            f"`{name}` plays no part: yours treats all entries as if it were True.",
            np.ones_like(value),
        )
        yield "none", f"`{name}` not used", f"Yours treats all entries as if `{name}` were False.", np.zeros_like(value)
        return
    if isinstance(value, list) and value:
        if len(value) > 2 or not _is_number(value[0]):
            yield "last", f"last of `{name}` left out", f"The last one of `{name}` plays no part.", value[:-1]
            yield "first", f"first of `{name}` left out", f"The first one of `{name}` plays no part.", value[1:]
        if all(isinstance(each, tuple) and len(each) == 2 for each in value):
            bare = [(one, 0 * np.asarray(two)) for one, two in value]
            yield (
                "no b",
                f"biases of `{name}` left out",
                f"The second one of each pair in `{name}`, the bias, plays no part.",
                bare,
            )
        return
    if not (_is_number(value) or (isinstance(value, np.ndarray) and value.dtype.kind in "iuf")):
        return
    whole = isinstance(value, (int, np.integer)) or (isinstance(value, np.ndarray) and value.dtype.kind in "iu")
    if whole and isinstance(value, np.ndarray):
        if np.isin(value, (0, 1)).all():
            yield (
                "other class",
                f"1 - `{name}`",
                f"The classes of `{name}` are exchanged: yours is right for 1 - `{name}`.",
                1 - value,
            )
            yield (
                "pm",
                f"labels of `{name}`",
                f"Yours takes the labels `{name}` for -1 and +1; they are 0 and 1.",
                (value + 1) / 2,
            )
            yield (
                "pm2",
                f"labels of `{name}`",
                f"Yours turns the labels `{name}` into -1 and +1; they are 0 and 1.",
                2 * value - 1,
            )
        elif np.isin(value, (-1, 1)).all():
            yield (
                "other class",
                f"-`{name}`",
                f"The classes of `{name}` are exchanged: yours is right for -`{name}`.",
                -value,
            )
        yield "no y", f"`{name}` left out", f"`{name}` is left out: yours is right if it is 0 everywhere.", 0 * value
        return
    if whole:
        yield "one more", f"`{name}` one too large", f"Yours is right for `{name}` + 1.", value + 1
        yield "one less", f"`{name}` one too small", f"Yours is right for `{name}` - 1.", value - 1
        yield "one", f"`{name}` left out", f"`{name}` is left out: yours is right only if it is 1.", 1
        return
    yield (
        "zero",
        f"`{name}` left out",
        f"Yours is what is right if `{name}` is 0: something with `{name}` is missing.",
        value * 0.0,
    )
    yield (
        "one",
        f"`{name}` left out",
        f"Yours is what is right if `{name}` is 1: a factor with `{name}` is missing.",
        value * 0.0 + 1.0,
    )
    yield "minus", f"sign of `{name}`", f"The sign of `{name}` is the wrong one: yours is right for -`{name}`.", -value
    yield "twice", f"twice `{name}`", f"`{name}` comes in twice as large as it should.", 2 * value
    yield "half", f"half of `{name}`", f"`{name}` comes in half as large as it should.", value / 2
    if np.size(value) and np.all((np.asarray(value) > 0) & (np.asarray(value) < 1)):
        yield (
            "one minus",
            f"1 - `{name}` for `{name}`",
            f"Yours has 1 - `{name}` where `{name}` belongs, and the other way round.",
            1 - value,
        )
    with np.errstate(all="ignore"):
        yield "square", f"`{name}` squared", f"`{name}` is squared once too often.", value**2
        yield (
            "root",
            f"`{name}` not squared",
            f"Yours is right for the root of `{name}`: a square is missing (or a root too many).",
            np.sqrt(value),
        )
        if np.all(value):
            yield "over", f"1/`{name}`", f"Yours has 1/`{name}` where `{name}` belongs.", 1 / value
        if isinstance(value, np.ndarray):
            for function, squashed in (("tanh", np.tanh), ("the sigmoid", sigmoid)):
                text = f"Yours has {function} of `{name}` where `{name}` itself belongs: once too often."
                yield function, f"{function} of `{name}`", text, squashed(value)
            yield "size", f"size of `{name}`", f"Yours takes the absolute value of `{name}`.", np.abs(value)
            if value.size > 1 and value.ndim == 1:
                yield (
                    "mean",
                    f"mean of `{name}`",
                    f"Yours takes one number, the mean, for all entries of `{name}`.",
                    np.full_like(value, value.mean()),
                )
            if value.ndim == 2:
                yield (
                    "T",
                    f"`{name}` transposed",
                    f"`{name}` stands the wrong way round: yours is right for its transpose.",
                    value.T,
                )
                yield (
                    "centered",
                    f"`{name}` centered",
                    f"Yours is right for `{name}` with its column means taken off.",
                    value - value.mean(axis=0),
                )
