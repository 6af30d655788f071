"""The course's style: colors that a color-blind reader can tell apart, and matplotlib's settings, kept from the student's."""

import contextlib
import functools
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import matplotlib
import numpy as np

COLORS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#222222",
    "gray": "#8A8A8A",
}
"""Okabe and Ito's palette, by name."""

CYCLE = [COLORS[name] for name in ("blue", "red", "green", "purple", "orange", "sky", "black")]
"""The order in which curves take their colors."""

MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
"""The second cue: curve k has color k and marker k."""

STYLE = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "legend.fontsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "image.cmap": "viridis",
    "mathtext.fontset": "dejavusans",
}

_OWN = (
    "backend",
    "interactive",
    "toolbar",
    "timezone",
    "webagg",
    "date.epoch",
    "tk.",
    "macosx",
    "docstring",
    "savefig.dir",
)
_PLAIN = {key: value for key, value in dict.items(matplotlib.rcParamsDefault) if not key.startswith(_OWN)} | STYLE
"""Matplotlib's settings as the course wants them, whatever the student's are."""


Drawing = TypeVar("Drawing", bound=Callable[..., Any])


@contextlib.contextmanager
def course_style() -> Iterator[None]:
    """Inside, matplotlib has the course's settings; outside, the student's are as they were.

    Legends and titles read the settings when they are made, others when they are drawn: both happen in here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", matplotlib.MatplotlibDeprecationWarning)
        with matplotlib.rc_context(_PLAIN):
            yield


def picture(function: Drawing) -> Drawing:
    """Decorate a function that makes a figure, or a pair ``(figure, draw)``: the course's style around it, and around ``draw``.

    What cannot be drawn is a ``ValueError`` that names the function, what it got, and what it expects, in the words of
    its docstring.
    """
    expected = _expected(function)

    @functools.wraps(function)
    def styled(*args, **kwargs):
        with course_style(), _said(function.__name__, expected, args, kwargs):
            made = function(*args, **kwargs)
        if isinstance(made, tuple) and len(made) == 2 and callable(made[1]):
            figure, draw = made
            return figure, picture(draw)
        return made

    return cast(Drawing, styled)


@contextlib.contextmanager
def _said(name, expected, args, kwargs):
    try:
        masked = [each for each in (*args, *kwargs.values()) if isinstance(each, np.ma.MaskedArray)]
        if masked:
            raise ValueError("a masked array, whose mask a picture would ignore")
        yield
    except (ValueError, TypeError) as problem:
        if _is_ours(problem):
            raise
        raise ValueError(_complaint(name, expected, args, kwargs, problem)) from problem
    except (LookupError, AttributeError, ArithmeticError, UnboundLocalError, RuntimeError) as problem:
        if _is_ours(problem):
            raise
        raise ValueError(_complaint(name, expected, args, kwargs, problem)) from problem


def _is_ours(problem):
    """Whether an exception already says what it got and what it expected, or is one of the course's own kinds."""
    return ", expected " in str(problem) or type(problem).__module__.startswith("lecturekit.")


def _complaint(name, expected, args, kwargs, problem):
    got = ", ".join([*map(brief, args), *(f"{key}={brief(value)}" for key, value in kwargs.items())])
    return f"{name} got ({got}), expected {expected or 'data that can be drawn'}: {problem or type(problem).__name__}"


def brief(value: Any) -> str:
    """An argument in a few words: the shape of an array, the length of a list, a number as it is."""
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict, set)):
        return f"{type(value).__name__} of {len(value)}"
    return (
        f"{value!r}"
        if value is None or isinstance(value, (bool, int, float))
        else f"{type(value).__name__} {str(value)[:30]!r}"
    )


def _expected(function):
    """The parameters and their types, as the docstring gives them."""
    section = re.search(r"Parameters\n\s*-+\n(.*?)(?:\n\s*\n\s*\w+\n\s*-+\n|\Z)", function.__doc__ or "", re.DOTALL)
    return "; ".join(re.findall(r"^    (\w[\w, *]* : .+)$", section[1], re.MULTILINE)) if section else ""
