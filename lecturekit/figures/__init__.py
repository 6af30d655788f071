"""Figures: the only room of the package that imports matplotlib; one module for each chapter.

Every function takes data and returns a matplotlib ``Figure``; ``show(fig, alt=...)`` draws it. A figure
that a widget redraws comes with its own function: ``canvas(...) -> (figure, draw)``, where ``draw(data)``
updates the artists in place; the static companion calls the same two.
"""

from lecturekit.figures.base import (
    COLORS,
    CYCLE,
    MARKERS,
    curves,
    draw_curves,
    new_figure,
    scatter_classes,
    show,
    to_png,
)

__all__ = ["COLORS", "CYCLE", "MARKERS", "curves", "draw_curves", "new_figure", "scatter_classes", "show", "to_png"]
