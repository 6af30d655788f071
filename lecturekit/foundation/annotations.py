"""Checks made from annotations: what a public function says it takes is what it is held to.

``checker(annotation)`` returns a function of an argument's name and value, which raises the ``ValueError`` of
``validation`` where the value is not what the annotation says. An integer is a count or a seed, at least 0,
unless it is annotated as ``Signed``; a number is finite; an array holds finite numbers and no masked ones, unless it is
``Extended``. Left to the function is what is annotated as ``Any``, an ``Option``, a thing or its name (``Loss | str``), and
what may be None or anything of a kind (a protocol).
"""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, Union, get_args, get_origin

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Extended, Option, Positive, Rng, Signed
from lecturekit.foundation.validation import (
    LARGEST,
    brief,
    check_array,
    check_callable,
    check_integer,
    check_number,
    check_rng,
)

Check: TypeAlias = Callable[[str, Any], object]


def checker(annotation: Any) -> Check | None:
    """The check for an annotation, or None where it allows anything.

    Examples
    --------
    >>> checker(int)("n_steps", 2.5)
    Traceback (most recent call last):
    ValueError: n_steps is 2.5, expected an integer of at least 0
    """
    for known, check in _SIMPLE:
        if annotation is known or annotation == known:
            return check
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _union(inner)
    if origin is None:
        return _instance(annotation) if isinstance(annotation, type) else None
    if origin is type:
        return _instance(type)
    if origin is tuple:
        return _pair(inner) if Ellipsis not in inner else _several(inner[0], Sequence)
    if issubclass(origin, Mapping):
        return _mapping(*inner)
    if issubclass(origin, Iterable):
        return _several(inner[0], origin)
    return check_callable if issubclass(origin, Callable) else None  # type: ignore[arg-type]


def _number(name, value):
    check_number(name, value)


def _positive(name, value):
    check_number(name, value, 0)


def _count(name, value):
    check_integer(name, value, 0)


def _signed(name, value):
    check_integer(name, value, -LARGEST)


def _truth(name, value):
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} is {brief(value)}, expected True or False")


def _text(name, value):
    if not isinstance(value, str):
        raise ValueError(f"{name} is {brief(value)}, expected a text")


def _nothing(name, value):
    if value is not None:
        raise ValueError(f"{name} is {brief(value)}, expected None")


_SIMPLE: list[tuple[Any, Check | None]] = [
    (Any, None),
    (object, None),
    (Option, None),
    (Extended, lambda name, value: check_array(name, value, finite=False)),
    (Signed, _signed),
    (Positive, _positive),
    (int, _count),
    (float, _number),
    (bool, _truth),
    (str, _text),
    (type(None), _nothing),
    (None, _nothing),
    (Array, check_array),
    (np.ndarray, check_array),
    (ArrayLike, check_array),
    (Rng, lambda name, value: check_rng(value, name)),
]


def _instance(cls):
    """Of a class; of a protocol, what has its methods. A class may say what it is such as."""
    members = [key for key in vars(cls) if not key.startswith("_")] if getattr(cls, "_is_protocol", False) else None
    article = "an" if cls.__name__[0] in "AEIOU" else "a"
    such_as = f" such as {cls.such_as}" if hasattr(cls, "such_as") else ""

    def check(name, value):
        if not (isinstance(value, cls) if members is None else all(hasattr(value, key) for key in members)):
            raise ValueError(f"{name} is {brief(value)}, expected {article} {cls.__name__}{such_as}")

    return check


def _union(options):
    """One of several: an array-like stands for itself, and the complaint is that of the only other option beside None."""
    if set(get_args(ArrayLike)) <= set(options):
        options = (ArrayLike, *(each for each in options if each not in get_args(ArrayLike)))
    checks = [checker(each) for each in options if each not in (None, type(None))]
    optional = len(checks) < len(options)
    if (
        None in checks
        or (str in options and len(checks) > 1)
        or any(getattr(o, "_is_protocol", False) for o in options)
    ):
        return None

    def check(name, value):
        if optional and value is None:
            return
        complaints = []
        for each in checks:
            try:
                return each(name, value)
            except ValueError as problem:
                complaints.append(str(problem))
        others = [text.partition(", expected ")[2] for text in complaints[1:]]
        raise ValueError(" or ".join([complaints[0], *others]))

    return check


def _pair(inner):
    checks = [checker(each) for each in inner]

    def check(name, value):
        if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != len(checks):
            raise ValueError(f"{name} is {brief(value)}, expected a tuple of {len(checks)}")
        for k, (each, part) in enumerate(zip(checks, value)):
            if each is not None:
                each(f"{name}[{k}]", part)

    return check


def _several(inner, kind):
    """A list or the like. What can be gone through only once is left as it is."""
    each = checker(inner)

    def check(name, value):
        if isinstance(value, str) or not np.iterable(value) or (kind is not Iterable and not hasattr(value, "__len__")):
            raise ValueError(f"{name} is {brief(value)}, expected a list of values")
        if each is not None and isinstance(value, (Sequence, np.ndarray)):
            for k, part in enumerate(value):
                each(f"{name}[{k}]", part)

    return check


def _mapping(keys=Any, values=Any):
    each = checker(values)

    def check(name, value):
        if not isinstance(value, Mapping) or not value:
            raise ValueError(f"{name} is {brief(value)}, expected a dict with at least one entry")
        for key, part in value.items():
            if each is not None:
                each(f"{name}[{key!r}]", part)

    return check
