"""Exercises of chapter 1: derivatives of losses, a training step, rates and directions, a wrong twenty; three bets."""

from lecturekit.single_unit.exercises.bets import predict_directions, predict_formula, predict_steps
from lecturekit.single_unit.exercises.descent import arrival, best_rate, one_step
from lecturekit.single_unit.exercises.limit import fast
from lecturekit.single_unit.exercises.losses import calm_loss, residual, stable
from lecturekit.single_unit.exercises.questions import span, stuck, twenty

EXERCISES = [
    residual,
    stable,
    one_step,
    stuck,
    calm_loss,
    best_rate,
    arrival,
    twenty,
    fast,
    span,
    predict_formula,
    predict_steps,
    predict_directions,
]
