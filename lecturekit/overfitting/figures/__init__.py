"""Figures of chapter 8."""

from lecturekit.overfitting.figures.masks import changed_digit_canvas, masks_canvas
from lecturekit.overfitting.figures.remedies import (
    bag_variance,
    decay_canvas,
    errors_by_method,
    shrinkage,
    stopping,
    uncertainty,
    unit_posterior,
)

__all__ = [
    "bag_variance",
    "changed_digit_canvas",
    "decay_canvas",
    "errors_by_method",
    "masks_canvas",
    "shrinkage",
    "stopping",
    "uncertainty",
    "unit_posterior",
]
