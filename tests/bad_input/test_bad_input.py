"""Whatever a public function is handed: a right result, or a ValueError or TypeError of the course that says what came and what was expected.

From a working call of every callable that a room offers (``recorded.py``) each argument in turn is replaced by things that
nobody should hand in. What is accepted has to be right: a number in the place of a number, or what ``ACCEPTED`` gives a reason for.
"""

import contextlib
import copy
import functools
import inspect
import io
import itertools
import signal
import sys
import traceback
import types
import typing
import warnings
from collections.abc import Callable, Iterable, Sequence, Set, Sized

import numpy as np
import pytest
from bad_input.accepted import ACCEPTED, EMPTY
from bad_input.recorded import ROOMS, calls, offered
from matplotlib.axes import Axes
from matplotlib.figure import Figure

pytestmark = [
    pytest.mark.slow,
    # A call that is interrupted may leave a callback half registered in matplotlib, which it notices when it throws it away.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SECONDS = 0.05  # of computing; who still works then has taken the arguments, and takes its time
MORE_SECONDS = 2.0  # for what should have been refused, and may have had to read its data first
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
    if array.size == 0 or array.dtype.kind not in "biuf" or not (array.ndim or isinstance(good, np.ndarray)):
        return {}
    made = {
        "one axis more": array[None],
        "as texts": array.astype(str),
        "complex": array.astype(complex),
        "as objects": array.astype(object),
    }
    if array.ndim:
        made |= {"one axis less": array[0], "one row less": array[:-1], "no rows": array[:0]}
    if array.ndim > 1:
        made["one column less"] = array[..., :-1]
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
def time_limit(seconds):
    """Raise ``StillWorking`` inside, again and again where it is lost: in a callback nothing can be raised."""
    at_work, usual = True, sys.unraisablehook

    def over(*_):
        if at_work:
            raise StillWorking

    def lost(problem):
        if problem.exc_type is not StillWorking:
            usual(problem)

    before, sys.unraisablehook = signal.signal(signal.SIGPROF, over), lost
    signal.setitimer(signal.ITIMER_PROF, seconds, SECONDS)
    try:
        yield
    finally:
        at_work = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sys.unraisablehook = usual


def complaint(function, args, kwargs, seconds=SECONDS):
    """ "accepted", "late" or "refused" in the course's words; else what is wrong with it."""
    try:
        with time_limit(seconds), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            result = function(*args, **kwargs)
            if isinstance(result, types.GeneratorType):
                list(zip(range(2), result))
    except StillWorking:
        return "late"
    except BaseException as problem:
        where = traceback.extract_tb(problem.__traceback__)[-1].filename
        if not where.endswith(".py") and where.startswith("<doctest"):
            return "refused"  # by the caller's own function
        own = "/lecturekit/" in where
        if own and type(problem).__module__.startswith("lecturekit."):
            return "refused"
        if own and isinstance(problem, (ValueError, TypeError)) and ", expected " in str(problem):
            return "refused"
        return f"{type(problem).__name__} {'' if own else 'from inside '}{problem}"
    return "accepted"


def fresh(args, kwargs):
    """Copies, so that no call changes another's arguments; figures cannot be copied."""
    kept = {id(each): each for each in (*args, *kwargs.values()) if isinstance(each, (Figure, Axes))}
    return copy.deepcopy((list(args), dict(kwargs)), kept)


def replaced(args, kwargs, place, value):
    """Copies of the arguments, one of them replaced."""
    given, named = fresh(args, kwargs)
    (given if isinstance(place, int) else named)[place] = copy.copy(value)
    return given, named


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


def allowed(annotation):
    """The kinds that an annotation speaks of, each of whose entries is looked at: flags, texts, functions, lists."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return set().union(*map(allowed, inner))
    if annotation is bool:
        return {"True"}
    if annotation is str:
        return {"a text"}
    if not inspect.isclass(origin):
        return set()
    if issubclass(origin, Callable):
        return {"a function", "a class"}
    if issubclass(origin, (Sequence, Set)) or origin in (Iterable, Sized):
        return {"as objects", "an array of texts", "one row less"} | EMPTY
    return set()


def reason(function, name, argument, kind):
    """Why what was accepted may be: a number, an option left out, what the annotation says, a row of ``ACCEPTED``; or None."""
    if kind in NUMBERS or kind == "with a huge number":
        return "a number"
    if kind == "None" and takes_none(function, argument):
        return "an option"
    parameter = inspect.signature(function).parameters.get(argument)
    if parameter is not None and kind in allowed(parameter.annotation):
        return "as annotated"
    return next(
        (why for why, (kinds, where) in ACCEPTED.items() if kind in kinds and f"{name}({argument})" in where), None
    )


def test_everything_that_is_offered_has_a_working_call():
    found = recorded()
    assert [name for name in offered() if name not in found] == []
    failed = {
        name: said
        for name, (function, args, kwargs) in found.items()
        if (said := complaint(function, *fresh(args, kwargs))) not in ("accepted", "late")
    }
    assert failed == {}


@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.long, id="all"), pytest.param(3, id="a third")])
@pytest.mark.parametrize("room", ROOMS)
def test_bad_input_is_refused_in_the_courses_words(room, share):
    faults, needed, met = [], set(), itertools.count()
    for name, (function, args, kwargs) in recorded().items():
        if not name.startswith(f"{room}.") or name.rpartition(".")[2] in INSIDE:
            continue
        for place, argument, good in slots(function, args, kwargs):
            for kind, value in (NUMBERS | OTHERS | wrong_arrays(good)).items():
                if next(met) % share:
                    continue
                why = reason(function, name, argument, kind)
                said = complaint(function, *replaced(args, kwargs, place, value))
                if said == "late" and why is None:
                    said = complaint(function, *replaced(args, kwargs, place, value), MORE_SECONDS)
                if said in ("accepted", "late"):
                    needed |= {f"{name}({argument})"} if why in ACCEPTED else set()
                if said != "refused" and (said not in ("accepted", "late") or why is None):
                    faults.append(f"{name}({argument}) got {kind}: {said}")
    assert not faults, "\n".join(faults)
    listed = {each for _, where in ACCEPTED.values() for each in where if each.startswith(f"{room}.")}
    assert share > 1 or listed - needed == set(), "accepted.py has a reason for what is refused"
