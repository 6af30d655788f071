"""Exercises of chapter 4, collected from its parts."""

from lecturekit.backprop_in_practice.exercises import bets
from lecturekit.backprop_in_practice.exercises import inputs as practice_inputs
from lecturekit.backprop_in_practice.exercises import landscape as practice_landscape
from lecturekit.backprop_in_practice.exercises import sizes as practice_sizes
from lecturekit.backprop_in_practice.exercises import start as practice_start
from lecturekit.backprop_in_practice.exercises import work as practice_work

EXERCISES = [
    practice_work.FROZEN,
    practice_start.RANDOM,
    practice_inputs.TO_RAW,
    practice_inputs.THEORY,
    practice_inputs.STANDARDIZE,
    practice_sizes.LEAKY,
    practice_sizes.CURVE,
    practice_start.FIRST_BIAS,
    practice_landscape.CAUSE,
    practice_landscape.CROSS,
    practice_landscape.NEWTON,
    practice_start.SIGMOIDS,
    bets.STARTS,
    bets.BACKWARD,
    bets.CONSTANT,
    bets.WIDER,
]
