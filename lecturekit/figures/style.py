"""The course's style: colors that a color-blind reader can tell apart, and matplotlib's settings, kept from the student's."""

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

import matplotlib
import numpy as np

from lecturekit.foundation.guard import guarded
from lecturekit.foundation.validation import check_array, check_callable

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

    Its arguments are checked as those of everything that a room offers (``foundation.guard``), and what cannot be drawn is a
    ``ValueError`` in the same words. A mask, which a picture would ignore, is refused wherever it is.
    """
    made_by = guarded(check_callable("function", function))

    @functools.wraps(function)
    def styled(*args, **kwargs):
        for name, value in (*enumerate(args, start=1), *kwargs.items()):
            _refuse_masks(f"argument {name} of {function.__name__}", value)
        with course_style():
            warnings.simplefilter(
                "error", UserWarning
            )  # matplotlib's "attempting to set identical limits" and the like
            made = made_by(*args, **kwargs)
        if isinstance(made, tuple) and len(made) == 2 and callable(made[1]):
            figure, draw = made
            return figure, picture(draw)
        return made

    return cast(Drawing, styled)


def _refuse_masks(name, value):
    if isinstance(value, np.ma.MaskedArray):
        check_array(name, value, finite=False)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            _refuse_masks(f"{name}[{key!r}]", part)
    elif isinstance(value, (list, tuple)):
        for k, part in enumerate(value):
            _refuse_masks(f"{name}[{k}]", part)
