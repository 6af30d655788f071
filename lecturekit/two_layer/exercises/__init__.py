"""Exercises of chapter 2, in order: the bets of its notebook, gradients, what thinking answers, experiments."""

from lecturekit.two_layer.exercises.bets import BETS
from lecturekit.two_layer.exercises.by_thought import same_function, silent_unit, xor_by_thought
from lecturekit.two_layer.exercises.experiments import convex_or_not, moons_start
from lecturekit.two_layer.exercises.gradients import matrix_vector_form, pass_by_hand, with_respect_to_the_input
from lecturekit.two_layer.exercises.hidden_bug import hidden_bug

EXERCISES = [
    *BETS,
    matrix_vector_form,
    with_respect_to_the_input,
    pass_by_hand,
    hidden_bug,
    same_function,
    xor_by_thought,
    silent_unit,
    convex_or_not,
    moons_start,
]
