"""Figures of chapter 8."""

from lecturekit.overfitting.figures.averages import posterior_canvas, uncertainty
from lecturekit.overfitting.figures.decay import choice, decay_canvas, loss_and_penalty, too_little_too_much
from lecturekit.overfitting.figures.disease import disease, guessers, memorized, memorizing, shrinkage, stopping
from lecturekit.overfitting.figures.masks import changed_digit_canvas, masks_canvas
from lecturekit.overfitting.figures.remedies import augmented, digit_rows, errors_by_method, merging, rules

__all__ = [
    "augmented",
    "changed_digit_canvas",
    "choice",
    "decay_canvas",
    "digit_rows",
    "disease",
    "errors_by_method",
    "guessers",
    "loss_and_penalty",
    "masks_canvas",
    "memorized",
    "memorizing",
    "merging",
    "posterior_canvas",
    "rules",
    "shrinkage",
    "stopping",
    "too_little_too_much",
    "uncertainty",
]
