"""Call a student's code without being harmed by it."""

import contextlib
import copy
import dis
import inspect
import io
import linecache
import sysconfig
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lecturekit.checks.compare import difference, same_content, sentence
from lecturekit.checks.exercise import Wrong

OURS = str(Path(__file__).resolve().parents[1])
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
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
    untouched : bool
        The code gave back ``...`` or raised ``NotImplementedError``: still a stub.
    changed : tuple of int
        Positions of arguments that were changed in place.
    """

    value: Any = None
    error: str | None = None
    signature: tuple | None = None
    untouched: bool = False
    changed: tuple = ()

    def behaves_like(self, other, tolerance):
        """Tell whether two outcomes are the same value, or the same exception with the same message."""
        if self.error or other.error:
            return self.signature == other.signature
        return difference(self.value, other.value, tolerance) is None


def attempt(function, arguments, run=None):
    """Call ``function`` with copies of the arguments, quietly, and return an `Outcome`.

    Whatever it raises is caught, ``SystemExit`` and ``RecursionError`` too; only
    ``KeyboardInterrupt`` passes. With ``run`` the call is ``run(function, *arguments)``.
    """
    given = [_copy(each) for each in arguments]
    try:
        with quiet():
            value = _copy(run(function, *given) if run else function(*given))
        if _is_placeholder(value):
            return Outcome(untouched=True)
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        return Outcome(untouched=True)
    except BaseException as error:
        return Outcome(error=describe_error(error), signature=(type(error), error_message(error)))
    changed = tuple(k for k, (before, after) in enumerate(zip(arguments, given)) if not same_content(before, after))
    return Outcome(value=value, changed=changed)


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


def describe_error(error):
    """Return an exception in one sentence, with the line of the student's code it came from."""
    if isinstance(error, Wrong):
        return error_message(error)
    text = f"your code stops with {type(error).__name__}"
    message = error_message(error)
    text += f": {message}" if message else ""
    where = _student_line(error)
    return f"{sentence(text)}\nThe line is `{where[1]}` (line {where[0]} of its cell)." if where else text


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


def error_message(error):
    """Return what an exception says, in one line of bounded length; empty where it says nothing."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        return ""
    return text if len(text) <= 300 else text[:297] + "..."


def _student_line(error):
    found = None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if not name.startswith((OURS, "<frozen")) and not name.startswith(LIBRARIES):
            found = (name, step.tb_lineno)
        step = step.tb_next
    source = linecache.getline(*found).strip() if found else ""
    return (found[1], source) if source else None


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
