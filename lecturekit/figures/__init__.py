"""Figures: what all pictures share; each chapter's own are in its room.

A function takes data and returns a matplotlib ``Figure`` with its words (``described``); ``show(figure)`` displays it. A
figure that a widget redraws comes as ``canvas(...) -> (figure, draw)``, where ``draw(data)`` updates the artists in
place; the widget's ``still(...)`` is the same picture, standing still.
"""

from lecturekit.figures.base import (
    COLORS,
    CYCLE,
    MARKERS,
    curves,
    described,
    draw_curves,
    new_figure,
    picture,
    scatter_classes,
    show,
    to_png,
)
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "COLORS",
    "CYCLE",
    "MARKERS",
    "curves",
    "described",
    "draw_curves",
    "listing",
    "new_figure",
    "number",
    "picture",
    "scatter_classes",
    "show",
    "to_png",
    "trend",
]

at_the_door(__name__)
