"""Exercises of chapter 8, by what they are about."""

from lecturekit.overfitting.exercises.another_prior import another_prior
from lecturekit.overfitting.exercises.averages import bag_floor, shifted_views
from lecturekit.overfitting.exercises.bets import predict_clean, predict_masks, predict_shuffled, predict_turns
from lecturekit.overfitting.exercises.choosing import points_for_a_choice
from lecturekit.overfitting.exercises.combined import combined_remedies
from lecturekit.overfitting.exercises.decay import decay_to_start, memorized_share, two_decays
from lecturekit.overfitting.exercises.dropout import dropout_layer
from lecturekit.overfitting.exercises.dropout_pass import dropout_pass
from lecturekit.overfitting.exercises.scanned_twice import small_out_of_bag_error
from lecturekit.overfitting.exercises.stopping import listening_rate, loss_and_error

EXERCISES = [
    decay_to_start,
    two_decays,
    dropout_layer,
    dropout_pass,
    memorized_share,
    listening_rate,
    loss_and_error,
    points_for_a_choice,
    shifted_views,
    bag_floor,
    small_out_of_bag_error,
    another_prior,
    combined_remedies,
    predict_shuffled,
    predict_masks,
    predict_turns,
    predict_clean,
]
