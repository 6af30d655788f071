"""Figures of chapter 9."""

from lecturekit.double_descent.figures.errors import (
    error_curves,
    error_parts,
    networks_on_noisy_digits,
    ridge_canvas,
    theory,
)
from lecturekit.double_descent.figures.fits import fit_canvas, many_fits, stretched_circle, unseen_canvas

__all__ = [
    "error_curves",
    "error_parts",
    "fit_canvas",
    "many_fits",
    "networks_on_noisy_digits",
    "ridge_canvas",
    "stretched_circle",
    "theory",
    "unseen_canvas",
]
