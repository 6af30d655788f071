"""Figures of chapter 7."""

from lecturekit.normalization.figures.acting import (
    batch_canvas,
    effective_step,
    scatter_recipes,
    shared_means,
    three_paths,
)
from lecturekit.normalization.figures.effects import (
    bars,
    batch_sizes,
    folding,
    followed,
    rates_canvas,
    saturation_canvas,
)

__all__ = [
    "bars",
    "batch_canvas",
    "batch_sizes",
    "effective_step",
    "folding",
    "followed",
    "rates_canvas",
    "saturation_canvas",
    "scatter_recipes",
    "shared_means",
    "three_paths",
]
