"""Figures of chapter 2."""

from lecturekit.two_layer.figures.charts import digit_units, final_losses, formulas, units_by_digit
from lecturekit.two_layer.figures.network_pass import pass_canvas
from lecturekit.two_layer.figures.planes import REGIONS, UNIT_COLORS, UNIT_LINES, features_canvas, regions

__all__ = [
    "REGIONS",
    "UNIT_COLORS",
    "UNIT_LINES",
    "digit_units",
    "features_canvas",
    "final_losses",
    "formulas",
    "pass_canvas",
    "regions",
    "units_by_digit",
]
