"""Figures of chapter 5: batches and their noise, learning rates, places to get away from, momentum in a valley."""

from lecturekit.sgd.figures.batches import (
    gradient_clouds,
    growth,
    noise_band_canvas,
    noise_floors,
    tumor_clouds,
    two_clocks,
    variance,
)
from lecturekit.sgd.figures.escapes import escapes_canvas, leaving_a_saddle
from lecturekit.sgd.figures.momentum import heavy_ball_rates, losses_by_rate, valley_canvas, valley_errors
from lecturekit.sgd.figures.rates import clipping, range_and_result, schedule_canvas, schedule_results, stable_rates

__all__ = [
    "clipping",
    "escapes_canvas",
    "gradient_clouds",
    "growth",
    "heavy_ball_rates",
    "leaving_a_saddle",
    "losses_by_rate",
    "noise_band_canvas",
    "noise_floors",
    "range_and_result",
    "schedule_canvas",
    "schedule_results",
    "stable_rates",
    "tumor_clouds",
    "two_clocks",
    "valley_canvas",
    "valley_errors",
    "variance",
]
