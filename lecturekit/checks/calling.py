"""Call a student's code without being harmed by it."""

import contextlib
import copy
import dis
import functools
import inspect
import io
import types
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecturekit.checks.compare import difference, same_content
from lecturekit.checks.errors import NOT_THEIRS, describe_error, error_message
from lecturekit.checks.limit import SECONDS, at_most

NO_RETURN = "Your function returns None: is a `return` missing at its end?"

STUB_OPERATIONS = {
    "RESUME",
    "NOP",
    "CACHE",
    "POP_TOP",
    "LOAD_CONST",
    "LOAD_GLOBAL",
    "LOAD_COMMON_CONSTANT",
    "PUSH_NULL",
    "PRECALL",
    "CALL",
    "RAISE_VARARGS",
    "RETURN_VALUE",
    "RETURN_CONST",
    "MAKE_CELL",
    "COPY_FREE_VARS",
    "EXTENDED_ARG",
    "NOT_TAKEN",
}


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the reason why there is none.

    Attributes
    ----------
    value : object
        The returned value.
    error : str or None
        The exception in words, with the line of the student's code.
    signature : tuple or None
        Type and message of the exception, to recognize the same failure in a misconception.
    cause : str or None
        The name of the cause, where an exercise has raised `Wrong` with one.
    untouched : bool
        The code gave back ``...`` or raised ``NotImplementedError``: still a stub.
    changed : tuple of int or str
        Positions of arguments that were changed in place; their names, where a ``run`` made the calls.
    unused : tuple of str
        Names of generators that were handed over and from which no call has drawn, where a ``run`` made the calls.
    """

    value: Any = None
    error: str | None = None
    signature: tuple | None = None
    cause: str | None = None
    untouched: bool = False
    changed: tuple = ()
    unused: tuple = ()

    def behaves_like(self, other, tolerance):
        """Tell whether two outcomes are the same value, or the same exception with the same message."""
        if self.error or other.error:
            return self.signature == other.signature
        return difference(self.value, other.value, tolerance) is None


def attempt(function, arguments, run=None):
    """Call ``function`` with copies of the arguments, quietly and for a limited time, and return an `Outcome`.

    Whatever it raises is caught, ``SystemExit`` and ``RecursionError`` too; only ``KeyboardInterrupt`` passes. With ``run`` the
    call is ``run(function, *arguments)``, and every call that it makes of ``function`` gets copies of its own.
    """
    given = [_copy(each) for each in arguments]
    watched = Watched(function) if run and not isinstance(function, type) and callable(function) else function
    try:
        with quiet(), at_most(SECONDS, NOT_THEIRS):
            value = _copy(run(watched, *given) if run else function(*given))
        if _is_placeholder(value):
            return Outcome(untouched=True)
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        return Outcome(untouched=True)
    except BaseException as error:
        signature = type(error), error_message(error)
        return Outcome(error=describe_error(error), signature=signature, cause=getattr(error, "cause", None))
    if isinstance(watched, Watched):
        return Outcome(value=value, changed=tuple(watched.changed), unused=tuple(watched.unused))
    changed = tuple(k for k, (before, after) in enumerate(zip(arguments, given)) if not same_content(before, after))
    return Outcome(value=value, changed=changed)


def values_at(function, arguments):
    """Return what a function gives for each of these arguments, a list; a function elsewhere is asked for all of them at once.

    Examples
    --------
    >>> values_at(lambda t: 1 / t, [1, 2])
    [1.0, 0.5]
    """
    at_once = getattr(function, "values_at", None)
    return at_once(list(arguments)) if at_once else [function(each) for each in arguments]


def value_of(given):
    """Return what a function without arguments computes, once for all; anything else as it is."""
    return _computed(given) if callable(given) else given


@functools.cache
def _computed(function):
    value = function()
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    return value


class Watched:
    """A student's function, called many times by a ``run``: each call gets copies; changes of them and generators left alone are noted by name."""

    def __init__(self, function):
        self.function, self.changed, self.drawn = function, [], {}
        self.__wrapped__ = function
        self.__name__ = getattr(function, "__name__", "answer")

    def __call__(self, *arguments):
        given = [_copy(each) if isinstance(each, (np.ndarray, list, tuple, dict)) else each for each in arguments]
        states = {k: each.bit_generator.state for k, each in enumerate(given) if isinstance(each, np.random.Generator)}
        value = self.function(*given)
        for k, state in states.items():
            name = self._name(k)
            self.drawn[name] = self.drawn.get(name, False) or given[k].bit_generator.state != state
        for k, (before, after) in enumerate(zip(arguments, given)):
            if before is not after and not same_content(before, after) and self._name(k) not in self.changed:
                self.changed.append(self._name(k))
        return value

    @property
    def unused(self):
        """The generators from which no call has drawn."""
        return [name for name, drawn in self.drawn.items() if not drawn]

    def _name(self, k):
        try:
            return list(inspect.signature(self.function).parameters)[k]
        except (TypeError, ValueError, IndexError):
            return f"number {k + 1}"


def _is_placeholder(value):
    if isinstance(value, dict):
        return bool(value) and all(each is Ellipsis for each in value.values())
    return value is Ellipsis or (isinstance(value, tuple) and any(each is Ellipsis for each in value))


@contextlib.contextmanager
def quiet():
    """Swallow prints and warnings of the code that runs inside."""
    sink = _Sink()
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def untouched(answer):
    """Tell whether an answer is still the placeholder: ``...``, None, or code whose body does nothing."""
    if answer is Ellipsis or answer is None:
        return True
    if isinstance(answer, types.FunctionType):
        return _does_nothing(answer.__code__)
    if isinstance(answer, type):
        methods = [each for each in vars(answer).values() if isinstance(each, types.FunctionType)]
        own = [each for each in methods if each.__name__ != "__init__"] or methods
        return bool(own) and all(_does_nothing(each.__code__) for each in own)
    return False


def signature_problem(answer, names):
    """Return a sentence if the function cannot take these arguments, else None."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):
        return None
    try:
        signature.bind(*names)
    except TypeError:
        called = ", ".join(names)
        return f"Your function has the arguments {signature}; it is called with ({called})."
    return None


def order_problem(answer, names):
    """Return a sentence if the function has these arguments by name, but in another order, else None."""
    try:
        own = tuple(inspect.signature(answer).parameters)
    except (TypeError, ValueError):
        return None
    if own == tuple(names) or sorted(own) != sorted(names):
        return None
    return f"Your function takes ({', '.join(own)}); it is called with ({', '.join(names)}), in this order."


class _Sink(io.TextIOBase):
    encoding = "utf-8"

    def write(self, text):
        return len(text)

    def writable(self):
        return True

    def close(self):
        return None


def _copy(value):
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _does_nothing(code):
    steps = list(dis.get_instructions(code))
    raises = any(step.opname == "RAISE_VARARGS" for step in steps)
    for step in steps:
        if step.opname not in STUB_OPERATIONS:
            return False
        if step.opname in ("LOAD_CONST", "RETURN_CONST"):
            placeholder = step.argval is None or step.argval is Ellipsis
            if not placeholder and not (raises and isinstance(step.argval, str)):
                return False
        if step.opname in ("LOAD_GLOBAL", "LOAD_COMMON_CONSTANT") and "NotImplementedError" not in str(step.argval):
            return False
    return True
