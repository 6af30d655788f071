"""Figures of chapter 7."""

from lecturekit.normalization.figures.acting import (
    batch_canvas,
    effective_step,
    scatter_recipes,
    shared_means,
    three_paths,
)
from lecturekit.normalization.figures.effects import bars, folding, saturation_canvas
from lecturekit.normalization.figures.methods import seed_by_seed
from lecturekit.normalization.figures.training import batch_sizes, followed, rates_canvas, wandering
from lecturekit.normalization.figures.units import clinic, unit_spreads

__all__ = [
    "bars",
    "batch_canvas",
    "batch_sizes",
    "clinic",
    "effective_step",
    "folding",
    "followed",
    "rates_canvas",
    "saturation_canvas",
    "scatter_recipes",
    "seed_by_seed",
    "shared_means",
    "three_paths",
    "unit_spreads",
    "wandering",
]
