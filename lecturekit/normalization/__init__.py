"""Chapter 7, normalization: every layer keeps its sums in range.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.normalization.experiments import (
    clinic_sums,
    loss_with_batches_of,
    mistakes_when_overfitted,
    moved_batch,
    passed_on,
    trained_on_tumors,
)
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.own import OwnNorm
from lecturekit.normalization.pairs import in_dim_light, some_digits, some_photographs, trained_in_pairs
from lecturekit.normalization.prediction_statistics import followed_variance, sources_of_statistics, with_stale_averages
from lecturekit.normalization.running_averages import RunningAverages
from lecturekit.normalization.wandering import sums_while_training

__all__ = [
    "sums_while_training",  # what reaches phi in one unit, step by step
    "clinic_sums",  # a clinic that standardizes by its own statistics
    "passed_on",  # what the units of a layer hand to the next
    "BatchNorm",  # statistics of the batch, unit by unit
    "trained_on_tumors",  # a network trained on standardized tumors
    "followed_variance",  # the variance of one unit while training, and averages of it
    "sources_of_statistics",  # accuracy by where mean and variance come from
    "loss_with_batches_of",  # training loss by batch size
    "LayerNorm",  # statistics of the layer, data point by data point
    "mistakes_when_overfitted",  # test errors of networks that have learned everything
    "moved_batch",  # a batch whose last point moves
    "RunningAverages",  # statistics for prediction, collected while training
    "OwnNorm",  # a normalization by a function of one's own
    "some_digits",  # digits to learn from, and others
    "trained_in_pairs",  # a network trained in batches of two
    "in_dim_light",  # dim digits, read with other statistics
    "some_photographs",  # the same, each with light of its own
    "with_stale_averages",  # a network asked with averages that still contain their start
]

at_the_door(__name__)
