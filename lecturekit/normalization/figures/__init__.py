"""Figures of chapter 7."""

from lecturekit.normalization.figures.acting import (
    batch_canvas,
    effective_step,
    scatter_recipes,
    shared_means,
    three_paths,
)
from lecturekit.normalization.figures.effects import bars, folding, saturation_canvas
from lecturekit.normalization.figures.training import batch_sizes, followed, rates_canvas, wandering
from lecturekit.normalization.figures.units import clinic, saturated_and_learning, unit_spreads

__all__ = [
    "bars",
    "batch_canvas",
    "batch_sizes",
    "clinic",
    "effective_step",
    "folding",
    "followed",
    "rates_canvas",
    "saturated_and_learning",
    "saturation_canvas",
    "scatter_recipes",
    "shared_means",
    "three_paths",
    "unit_spreads",
    "wandering",
]
