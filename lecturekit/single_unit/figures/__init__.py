"""Figures of chapter 1: a unit and its loss, the Fact, chords of a bowl, two formulas racing, ten directions."""

from lecturekit.single_unit.figures.charts import chords, directions_canvas, fact, losses, race_canvas
from lecturekit.single_unit.figures.planes import bowl, collinear, descent, unit_canvas

__all__ = [
    "bowl",
    "chords",
    "collinear",
    "descent",
    "directions_canvas",
    "fact",
    "losses",
    "race_canvas",
    "unit_canvas",
]
