"""Exercises of chapter 4, collected from its parts."""

from lecturekit.backprop_in_practice.exercises import (
    bets,
    constant_column,
    inputs,
    newton_step,
    plateaus,
    random_groups,
    sick,
    sizes,
    start,
    work,
)

EXERCISES = [
    work.FROZEN,
    random_groups.RANDOM,
    inputs.PARTS,
    inputs.THEORY,
    constant_column.STANDARDIZE,
    sizes.SHORTCUT,
    sizes.CURVE,
    start.FIRST_BIAS,
    plateaus.CAUSE,
    plateaus.CROSS,
    newton_step.NEWTON,
    start.SIGMOIDS,
    sick.SICK,
    bets.STARTS,
    bets.BACKWARD,
    bets.NUDGED,
    bets.RESCALED,
    bets.WIDER,
    bets.EQUAL,
]
