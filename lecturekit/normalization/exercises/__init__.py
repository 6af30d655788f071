"""Exercises of chapter 7, by what they are about."""

from lecturekit.normalization.exercises.bets import PREDICTIONS
from lecturekit.normalization.exercises.folding import folded_into_next
from lecturekit.normalization.exercises.groups import group_norm_pass
from lecturekit.normalization.exercises.light import photographs
from lecturekit.normalization.exercises.scales import dim_digits, turning, what_is_removed
from lecturekit.normalization.exercises.statistics import pieces, raw_sigma, same_images_twice
from lecturekit.normalization.exercises.two_units import two_units

EXERCISES = [
    raw_sigma,
    group_norm_pass,
    turning,
    what_is_removed,
    dim_digits,
    pieces,
    folded_into_next,
    same_images_twice,
    two_units,
    photographs,
    *PREDICTIONS,
]
