"""The smallest call on which an answer is wrong: shown whole, and handed over for the next cell."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lecturekit.checks.compare import describe

MOST_ENTRIES = 24
_last = {}


@dataclass(frozen=True)
class Call:
    """A call on which an answer is wrong.

    Attributes
    ----------
    arguments : dict of str to object
        By name, in order; ``function(**call.arguments)`` or ``function(*call.args)`` repeats it.
    expected, got : object
        What is right, and what came; None where there is no single right thing, or where the code stopped.
    """

    arguments: dict = field(default_factory=dict)
    expected: Any = None
    got: Any = None

    @property
    def args(self):
        """The arguments as a tuple."""
        return tuple(self.arguments.values())

    def __repr__(self):
        lines = [f"{name} = {in_full(value)}" for name, value in self.arguments.items()]
        lines += [f"{name}: {in_full(value)}" for name, value in (("expected", self.expected), ("got", self.got))]
        return "\n".join(lines)


def keep(exercise_id, call):
    """Remember the call that a reply shows."""
    _last[exercise_id] = call


def forget(exercise_id):
    """The last answer has no such call."""
    _last.pop(exercise_id, None)


def last_call(exercise_id: str) -> Call | None:
    """Return the call that the last reply of ``check`` to this exercise shows, to work on in the next cell.

    Parameters
    ----------
    exercise_id : str
        ``"1.3"``.

    Returns
    -------
    Call or None
        With ``call.arguments`` (a dict), ``call.args``, ``call.expected`` and ``call.got``; None if there is none.

    Examples
    --------
    >>> from lecturekit.checks import check, last_call
    >>> verdict = check("1.2", lambda z, y: 2 * z)
    >>> list(last_call("1.2").arguments)
    ['z', 'y']
    """
    return _last.get(f"{exercise_id}".strip())


def in_full(value, largest=MOST_ENTRIES):
    """Return a value as it could be typed in, if it has at most so many entries; else what it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.ndim and value.size <= largest:
        return _typed(value)
    if isinstance(value, (list, tuple)) and value and len(value) <= 12 and _entries(value) <= largest:
        inside = ", ".join(in_full(each, largest) for each in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict) and value and len(value) <= 6 and all(_entries(each) <= 8 for each in value.values()):
        return "; ".join(f"{key} {in_full(each)}" for key, each in value.items())
    if isinstance(value, np.random.Generator):
        return "a generator of random numbers"
    return describe(value)


def _entries(value):
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, tuple)):
        return sum(map(_entries, value))
    return 1


def _typed(value):
    if value.ndim == 0:
        return f"{value:.4g}" if value.dtype.kind == "f" else str(value)
    if not value.size:
        return f"an array of shape {value.shape}"
    return f"[{', '.join(_typed(each) for each in value)}]"


def size(arguments):
    """How much there is to read in a call."""
    return sum(_entries(each) for each in arguments)


def simpler(arguments):
    """Yield the same call with rounder numbers."""
    for digits in (0, 1, 2):
        yield tuple(_round(each, digits) for each in arguments)


def _round(value, digits):
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.round(value, digits) + 0.0
    if isinstance(value, float):
        return round(value, max(digits, 2))
    if isinstance(value, (list, tuple)):
        return type(value)(_round(each, digits) for each in value)
    return value
