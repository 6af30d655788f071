"""Exercises of chapter 9, by what they are about."""

from lecturekit.double_descent.exercises.bets import predict_digits, predict_many, predict_more_data, predict_noisy
from lecturekit.double_descent.exercises.noise import noise_by_direction
from lecturekit.double_descent.exercises.peak import lost_peak
from lecturekit.double_descent.exercises.rank import copies, points_twice, thresholds
from lecturekit.double_descent.exercises.ridge import no_peak_at_any_noise, shrink
from lecturekit.double_descent.exercises.unseen import limit, other_fit

EXERCISES = [
    noise_by_direction,
    thresholds,
    copies,
    points_twice,
    lost_peak,
    other_fit,
    limit,
    shrink,
    no_peak_at_any_noise,
    predict_many,
    predict_more_data,
    predict_digits,
    predict_noisy,
]
