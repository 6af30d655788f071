"""Figures of chapter 6."""

from lecturekit.adaptive_lr.figures.comparison import kingma_ba_curves, searched_rates
from lecturekit.adaptive_lr.figures.races import one_panel_each, race_canvas, steps_at_best, the_turn
from lecturekit.adaptive_lr.figures.steps import (
    epsilon_canvas,
    first_steps_canvas,
    past,
    rare,
    rates,
    ratio,
    waking,
    wall_and_floor,
    whole_runs,
)
from lecturekit.adaptive_lr.figures.styles import STYLES

__all__ = [
    "STYLES",
    "epsilon_canvas",
    "first_steps_canvas",
    "kingma_ba_curves",
    "one_panel_each",
    "past",
    "race_canvas",
    "rare",
    "rates",
    "ratio",
    "searched_rates",
    "steps_at_best",
    "the_turn",
    "waking",
    "wall_and_floor",
    "whole_runs",
]
