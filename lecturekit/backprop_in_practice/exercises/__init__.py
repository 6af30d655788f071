"""Exercises of chapter 4, collected from its three parts."""

from lecturekit.backprop_in_practice.exercises import bets
from lecturekit.backprop_in_practice.exercises import inputs as practice_inputs
from lecturekit.backprop_in_practice.exercises import landscape as practice_landscape
from lecturekit.backprop_in_practice.exercises import start as practice_start

EXERCISES = [
    practice_start.COUNT,
    practice_start.RANDOM,
    practice_inputs.TO_RAW,
    practice_inputs.THEORY,
    practice_inputs.STANDARDIZE,
    practice_inputs.RATE,
    practice_start.SATURATED,
    practice_landscape.CAUSE,
    practice_landscape.BAD,
    practice_landscape.LEVELS,
    practice_landscape.COPIES,
    practice_landscape.NEWTON,
    practice_start.DEPTH,
    bets.STARTS,
    bets.BACKWARD,
    bets.CONSTANT,
    bets.WIDER,
]
