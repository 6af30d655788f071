"""Chapter 9, double descent: why huge models need not overfit hopelessly.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.double_descent.curve_fits import GRID, curve_problem, sine
from lecturekit.double_descent.isotropic import isotropic_errors, isotropic_risk
from lecturekit.double_descent.linear_fits import minimum_norm, null_part, rank_threshold, ridge
from lecturekit.double_descent.random_features import (
    bias_and_variance,
    draw_features,
    features,
    linear_data,
    repeated_predictions,
    teacher_curves,
)
from lecturekit.double_descent.width_sweep import trained_widths

__all__ = [
    "linear_data",  # data of a linear teacher
    "draw_features",  # random weights of a hidden layer
    "features",  # what that layer says of the data
    "minimum_norm",  # the smallest of all exact fits
    "curve_problem",  # a noisy sine and features to fit it with
    "sine",  # the curve to be learned
    "GRID",  # where curves are drawn
    "teacher_curves",  # errors for every number of features
    "isotropic_risk",  # the expected test error, by theory
    "isotropic_errors",  # the measured one
    "ridge",  # least squares with a penalty
    "rank_threshold",  # where any labels can be fitted
    "repeated_predictions",  # predictions from many training sets
    "bias_and_variance",  # what those are made of
    "null_part",  # the part of w that the data does not see
    "trained_widths",  # errors of trained networks of every width
]
