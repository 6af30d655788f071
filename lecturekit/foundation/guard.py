"""The guard at a room's door: what notebooks import from it checks its arguments before it begins.

``at_the_door(__name__)``, the last line of a room's ``__init__.py``, puts the guard before every function and
constructor that the room offers. Inside the package functions call each other by the path of their module, without it:
arguments are checked once, at the public entry, and loops pay nothing. Methods check their arguments themselves, for they
are called in loops too; what they overlook is said in the course's words as well.
"""

import functools
import inspect
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from lecturekit.foundation.annotations import checker
from lecturekit.foundation.numpy_itself import remark
from lecturekit.foundation.validation import brief

Guarded = TypeVar("Guarded", bound=Callable[..., Any])
COURSE = str(Path(__file__).parents[1]) + os.sep
LIBRARIES = tuple({sysconfig.get_path(kind) + os.sep for kind in ("stdlib", "platstdlib", "purelib", "platlib")})
FROM_INSIDE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, MemoryError, UnboundLocalError, RuntimeWarning, UserWarning, np.exceptions.ComplexWarning)  # fmt: skip
"""What numpy and Python raise when they are handed what nobody expected."""
IN_EVERY_STEP = (
    "step",
    "update",
    "initial_state",
    "root",
    "numbers",
    "forward",
    "backward",
    "places",
    "sizes",
    "value_and_dz",
    "derivative",
)
"""Methods that a training calls again and again, with what has been checked."""


def at_the_door(room: str) -> None:
    """Guard the functions, constructors and methods among what a room offers."""
    offered = vars(sys.modules[room])
    for name in offered["__all__"]:
        value = offered[name]
        cached = isinstance(value, functools._lru_cache_wrapper)
        if cached or (inspect.isfunction(value) and not hasattr(value, "__wrapped__")):
            offered[name] = guarded(value)
            offered[name].__module__ = room  # where pickle finds it
        elif inspect.isclass(value):
            made = vars(value).get("__init__")
            if inspect.isfunction(made) and not hasattr(made, "__wrapped__"):
                value.__init__ = guarded(made, value)  # type: ignore[method-assign]
            for key, method in list(vars(value).items()):
                public = not key.startswith("_") or key == "__call__"
                if (
                    public
                    and key not in IN_EVERY_STEP
                    and inspect.isfunction(method)
                    and not hasattr(method, "__wrapped__")
                ):
                    setattr(value, key, in_own_words(method))


def guarded(function: Guarded, owner: type | None = None) -> Guarded:
    """Decorate a function: arguments are checked by their annotations, and it does not fail in words that are not its own.

    What numpy or Python complain of inside becomes a ``ValueError`` that names what the function got and what it
    expects, in the words of its docstring; so does an overflow that leaves no finite result. Numpy's error state is
    the course's own meanwhile.

    Examples
    --------
    >>> @guarded
    ... def mean(values: list[float]) -> float:
    ...     return sum(values) / len(values)
    >>> mean("abc")
    Traceback (most recent call last):
    ValueError: values is 'abc', expected a list of values
    """
    checks: dict[str, Callable[[str, Any], object]] = {}
    names: list[str] = []
    defaults: dict[str, Any] = {}

    def prepare():
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.kind is not parameter.KEYWORD_ONLY:
                names.append(name)
            check = None if parameter.annotation is parameter.empty else checker(parameter.annotation)
            if check is not None:
                checks[name] = check
                defaults[name] = parameter.default

    def checked(*args, **kwargs):
        if not names and not checks:
            prepare()
        for name, value in (*zip(names, args), *kwargs.items()):
            if name in checks and value is not defaults[name]:
                checks[name](name, value)
        return function(*args, **kwargs)

    spoken = _spoken(checked, owner or function)

    @functools.wraps(function)
    def careful(*args, **kwargs):
        overflows: list[str] = []
        with np.errstate(all="call", under="ignore", call=lambda kind, flag: overflows.append(kind)):
            result = spoken(*args, **kwargs)
        if overflows and not _is_finite(result):
            raise ValueError(complaint(owner or function, args, kwargs, f"{overflows[0]}: the numbers are too large"))
        return result

    return cast(Guarded, careful)


def in_own_words(method: Guarded) -> Guarded:
    """Decorate a method that checks its arguments itself: of what it overlooks it does not fail in words that are not its own."""
    spoken = _spoken(method, method)

    @functools.wraps(method)
    def careful(*args, **kwargs):
        with np.errstate(all="ignore"):
            return spoken(*args, **kwargs)

    return cast(Guarded, careful)


def _spoken(function, described):
    def spoken(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except FROM_INSIDE as problem:
            if is_ours(problem) and type(problem) is ValueError and (changed := remark()):
                raise ValueError(f"{problem}. {changed}") from problem
            if is_ours(problem) or _is_foreign(problem):
                raise
            raise ValueError(complaint(described, args, kwargs, problem)) from problem

    return spoken


def is_ours(problem: BaseException) -> bool:
    """Whether an exception already says what it got and what it expected, or is one of the course's own kinds."""
    return ", expected " in str(problem) or type(problem).__module__.startswith("lecturekit.")


def _is_foreign(problem):
    """Whether it was raised by a function that the caller handed in: then its own words are the best."""
    frames, trace = [], problem.__traceback__.tb_next
    while trace is not None:
        frames.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    # compiled code names its files relative to a folder that is not there
    written = [name for name in frames if os.path.isabs(name) or name.startswith(("<ipython", "<stdin", "<doctest"))]
    return not all(name.startswith((COURSE, *LIBRARIES)) for name in written)


def complaint(function: Callable[..., Any], args: Any, kwargs: Mapping[str, Any], problem: Any) -> str:
    """What a function got, what it expects, and what went wrong."""
    names = list(inspect.signature(function.__init__ if inspect.isclass(function) else function).parameters)
    given = [(names[k] if k < len(names) else str(k), value) for k, value in enumerate(args)]
    got = ", ".join(f"{name}={brief(value)}" for name, value in (*given, *kwargs.items()) if name != "self")
    wanted = _parameters(function)
    expected = f"arguments that fit together ({wanted})" if wanted else "arguments that fit together"
    said = f"{function.__name__} got ({got}), expected {expected}: {problem or type(problem).__name__}"
    changed = remark()
    return f"{said}. {changed}" if changed else said


def _parameters(function):
    """The parameters and their types, as the docstring gives them."""
    section = re.search(r"Parameters\n\s*-+\n(.*?)(?:\n\s*\n\s*\w+\n\s*-+\n|\Z)", function.__doc__ or "", re.DOTALL)
    return "; ".join(re.findall(r"^    (\w[\w, *]* : .+)$", section[1], re.MULTILINE)) if section else ""


def _is_finite(result):
    """Whether all numbers in a result are finite; what is no number counts as finite."""
    if isinstance(result, (list, tuple)):
        return all(map(_is_finite, result))
    if isinstance(result, Mapping):
        return all(map(_is_finite, result.values()))
    if isinstance(result, (np.ndarray, np.generic, float)) and np.asarray(result).dtype.kind == "f":
        return bool(np.isfinite(result).all())
    return True
