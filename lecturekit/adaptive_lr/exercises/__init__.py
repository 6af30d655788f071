"""Exercises of chapter 6, by what they are about."""

from lecturekit.adaptive_lr.exercises.adam_steps import look_ahead, repeated_correction
from lecturekit.adaptive_lr.exercises.averages import changing_memory, left_of_noise
from lecturekit.adaptive_lr.exercises.axes import turn_undone
from lecturekit.adaptive_lr.exercises.bets import predict_correction, predict_floor, predict_turned, predict_waking
from lecturekit.adaptive_lr.exercises.comparing import report, wake_up
from lecturekit.adaptive_lr.exercises.directions import majority, turn, uphill
from lecturekit.adaptive_lr.exercises.sizes import long_step, scaled_loss

EXERCISES = [
    changing_memory,
    majority,
    uphill,
    look_ahead,
    repeated_correction,
    turn,
    left_of_noise,
    long_step,
    scaled_loss,
    report,
    wake_up,
    turn_undone,
    predict_floor,
    predict_correction,
    predict_waking,
    predict_turned,
]
