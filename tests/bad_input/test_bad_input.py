"""Whatever a public function is handed: a right result, or a ValueError or TypeError of the course that says what came and what was expected.

From a working call of every callable that a room offers (``recorded.py``) each argument in turn is replaced by things that
nobody should hand in. What is accepted has to be right: a number in the place of a number, or what ``ACCEPTED`` gives a reason for.
"""

import contextlib
import copy
import functools
import inspect
import io
import signal
import traceback
import types
import warnings

import numpy as np
import pytest
from bad_input.accepted import ACCEPTED
from bad_input.recorded import WALKED, calls, offered
from matplotlib.axes import Axes
from matplotlib.figure import Figure

pytestmark = pytest.mark.slow

SECONDS = 0.3  # of computing; who still works then has taken the arguments, and takes its time
INSIDE = {"step", "update", "initial_state", "root", "places", "sizes", "check_labels", "reset", "forward", "__call__"}
"""Methods that the package calls, after the checks, or in every step (``train`` looks at loss and w after each); ``__call__`` of
objects is recorded under their own names."""

NUMBERS = {
    "zero": 0,
    "minus one": -1,
    "minus a half": -0.5,
    "huge": 1e300,
    "a large integer": 2**62,
    "an integer beyond 64 bits": 10**30,
}
OTHERS = {
    "None": None,
    "a text": "abc",
    "an object": object(),
    "NaN": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "a complex number": 1j,
    "an empty list": [],
    "an empty array": np.array([]),
    "a ragged list": [[1, 2], [3]],
    "an array of texts": np.array(["a", "b"]),
    "an array of objects": np.array([None, 1]),
    "a dict": {},
    "a function": len,
    "a class": int,
    "True": True,
}


def wrong_arrays(good):
    """{kind: value} of what is nearly an argument that is an array."""
    try:
        array = np.asarray(good)
    except ValueError:
        return {}
    if array.dtype.kind not in "biuf" or not (array.ndim or isinstance(good, np.ndarray)):
        return {}
    made = {
        "one axis more": array[None],
        "as texts": array.astype(str),
        "complex": array.astype(complex),
        "as objects": array.astype(object),
    }
    if array.ndim and len(array):
        made |= {"one axis less": array[0], "one row less": array[:-1], "no rows": array[:0]}
    if array.ndim > 1:
        made["one column less"] = array[..., :-1]
    if array.size:
        made["one entry masked"] = np.ma.masked_array(array, np.arange(array.size).reshape(array.shape) == 0)
        for name, number in (("with NaN", np.nan), ("with infinity", np.inf), ("with a huge number", 1e300)):
            made[name] = array.astype(float)
            made[name].flat[0] = number
    return made


@functools.cache
def recorded():
    with contextlib.redirect_stdout(io.StringIO()):
        return calls()


class StillWorking(BaseException):
    """The time is over."""


@contextlib.contextmanager
def time_limit():
    def over(*_):
        raise StillWorking

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def complaint(function, args, kwargs):
    """ "accepted"; "" for a refusal as it should be; else what is wrong with it."""
    try:
        with time_limit(), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            result = function(*args, **kwargs)
            if isinstance(result, types.GeneratorType):
                list(zip(range(2), result))
    except StillWorking:
        return ""
    except BaseException as problem:
        where = traceback.extract_tb(problem.__traceback__)[-1].filename
        if not where.endswith(".py") and where.startswith("<doctest"):
            return ""  # the caller's own function
        own = "/lecturekit/" in where
        if own and type(problem).__module__.startswith("lecturekit."):
            return ""
        if own and isinstance(problem, (ValueError, TypeError)) and ", expected " in str(problem):
            return ""
        return f"{type(problem).__name__} {'' if own else 'from inside '}{problem}"
    return "accepted"


def fresh(args, kwargs):
    """Copies, so that no call changes another's arguments; figures cannot be copied."""
    kept = {id(each): each for each in (*args, *kwargs.values()) if isinstance(each, (Figure, Axes))}
    return copy.deepcopy((list(args), dict(kwargs)), kept)


def slots(function, args, kwargs):
    """(place, name, value) of the arguments of a call, and of those left to their default."""
    parameters = inspect.signature(function).parameters
    names = [name for name, each in parameters.items() if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    for k, value in enumerate(args):
        if k >= len(names) or names[k] != "self":
            yield k, names[k] if k < len(names) else str(k), value
    yield from ((name, name, value) for name, value in kwargs.items())
    yield from ((name, name, parameters[name].default) for name in names[len(args) :] if name not in kwargs)


def takes_none(function, name):
    annotation = inspect.signature(function).parameters.get(name)
    return annotation is not None and ("None" in str(annotation.annotation) or annotation.default is None)


def is_right(function, name, argument, kind):
    """Whether what was accepted may be: a number, an option left out, or something with a reason."""
    if kind in NUMBERS or kind == "with a huge number":
        return True
    if kind == "None" and takes_none(function, argument):
        return True
    return any(f"{name}({argument})" in where and kind in kinds for _, kinds, where in ACCEPTED)


def test_everything_that_is_offered_has_a_working_call():
    found = recorded()
    assert [name for name in offered() if name not in found] == []
    failed = {
        name: said
        for name, (function, args, kwargs) in found.items()
        if (said := complaint(function, *fresh(args, kwargs))) not in ("accepted", "")
    }
    assert failed == {}


@pytest.mark.parametrize("room", WALKED)
def test_bad_input_is_refused_in_the_courses_words(room):
    faults = []
    for name, (function, args, kwargs) in recorded().items():
        if not name.startswith(f"{room}.") or name.rpartition(".")[2] in INSIDE:
            continue
        for place, argument, good in slots(function, args, kwargs):
            for kind, value in (NUMBERS | OTHERS | wrong_arrays(good)).items():
                given, named = fresh(args, kwargs)
                if isinstance(place, int):
                    given[place] = copy.copy(value)
                else:
                    named[place] = copy.copy(value)
                said = complaint(function, given, named)
                if said and not (said == "accepted" and is_right(function, name, argument, kind)):
                    faults.append(f"{name}({argument}) got {kind}: {said}")
    assert not faults, "\n".join(faults)
