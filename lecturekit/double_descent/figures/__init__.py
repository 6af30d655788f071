"""Figures of chapter 9."""

from lecturekit.double_descent.figures.causes import errors_of_draws, networks_on_noisy_digits, widths_and_steps
from lecturekit.double_descent.figures.errors import down_up_down, error_curves, ridge_canvas, theory
from lecturekit.double_descent.figures.fits import fit_canvas, many_fits, stretched_circle
from lecturekit.double_descent.figures.solutions import line_of_solutions, unseen_canvas

__all__ = [
    "down_up_down",
    "error_curves",
    "errors_of_draws",
    "fit_canvas",
    "line_of_solutions",
    "many_fits",
    "networks_on_noisy_digits",
    "ridge_canvas",
    "stretched_circle",
    "theory",
    "unseen_canvas",
    "widths_and_steps",
]
