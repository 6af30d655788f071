"""Numpy itself: what a session has put in the place of numpy's own functions, as in ``np.max = 3``.

Numpy is one module for all. Whoever overwrites a part of it overwrites it for the course too, whose checks would then call
right answers wrong.
"""

import contextlib
import math
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

MODULES = {"np": np, "np.random": np.random, "np.linalg": np.linalg}
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf}
_MISSING = object()


def _is_own(name: str, value: Any) -> bool:
    """Whether something that numpy offers when the course is imported looks as if numpy had made it."""
    if name in CONSTANTS:
        return bool(type(value) is float and value == CONSTANTS[name])
    data = isinstance(value, (int, float, str, list, np.ndarray)) and name not in (
        "nan",
        "euler_gamma",
        "little_endian",
    )
    return not data and getattr(value, "__module__", "") != "__main__"


_FOUND = {
    (place, name): value
    for place, module in MODULES.items()
    for name, value in vars(module).items()
    if not name.startswith("_") and not isinstance(value, types.ModuleType)
}
_OWN = {key: value for key, value in _FOUND.items() if _is_own(key[1], value)}
_REPLACED_BEFORE = [f"{place}.{name}" for place, name in _FOUND.keys() - _OWN.keys()]


def replaced() -> list[str]:
    """The names of numpy that stand for something else than numpy's own, as a notebook writes them."""
    return sorted([*_REPLACED_BEFORE, *(f"{place}.{name}" for place, name in _now_other())])


def remark() -> str:
    """A sentence about what has been replaced; empty if nothing has."""
    names = replaced()
    if not names:
        return ""
    listed = ", ".join(f"`{name}`" for name in names[:5]) + (", ..." if len(names) > 5 else "")
    return f"Numpy was changed in this session: {listed} {'is' if len(names) == 1 else 'are'} not numpy's own. Restart the kernel."


@contextlib.contextmanager
def numpys_own() -> Iterator[None]:
    """Inside, numpy is what it was when the course was imported; outside, what the session has made of it.

    Examples
    --------
    >>> np.sign = "my own"
    >>> with numpys_own():
    ...     np.sign(-3)
    np.int64(-1)
    >>> np.sign, replaced()
    ('my own', ['np.sign'])
    >>> np.sign = _OWN["np", "sign"]
    """
    others = _now_other()
    for place, name in others:
        setattr(MODULES[place], name, _OWN[place, name])
    try:
        yield
    finally:
        for (place, name), value in others.items():
            delattr(MODULES[place], name) if value is _MISSING else setattr(MODULES[place], name, value)


def _now_other() -> dict[tuple[str, str], Any]:
    found = ((key, own, getattr(MODULES[key[0]], key[1], _MISSING)) for key, own in _OWN.items())
    return {key: value for key, own, value in found if value is not own}
