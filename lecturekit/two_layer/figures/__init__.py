"""Figures of chapter 2."""

from lecturekit.two_layer.figures.charts import digit_units, final_losses, formulas, gallery, push_table, units_by_digit
from lecturekit.two_layer.figures.hidden_space import features_canvas
from lecturekit.two_layer.figures.network_pass import pass_canvas
from lecturekit.two_layer.figures.planes import input_arrows, regions, slope_and_jump

__all__ = [
    "digit_units",
    "features_canvas",
    "final_losses",
    "formulas",
    "gallery",
    "input_arrows",
    "pass_canvas",
    "push_table",
    "regions",
    "slope_and_jump",
    "units_by_digit",
]
