"""Chapter 9, double descent: why huge models need not overfit.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.double_descent.curve_fits import GRID, curve_problem, sine
from lecturekit.double_descent.digits import digit_errors, errors_on_digits, networks_on_noisy_digits
from lecturekit.double_descent.experiments import (
    against_the_straight_line,
    errors_by_sample_size,
    errors_of_points_twice,
    further_fits,
    inverse_square_of_one_direction,
    walk_of_descent,
)
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
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "curve_problem",  # a noisy sine and features to fit it with
    "sine",  # the curve to be learned
    "GRID",  # where curves are drawn
    "teacher_curves",  # errors for every number of features
    "linear_data",  # data of a linear teacher
    "draw_features",  # random weights of a hidden layer
    "features",  # what that layer says of the data
    "minimum_norm",  # the smallest of all exact fits
    "inverse_square_of_one_direction",  # E[1/s^2], measured
    "isotropic_errors",  # the measured error of a linear model
    "isotropic_risk",  # the expected one, by theory
    "errors_by_sample_size",  # errors for every number of data points
    "walk_of_descent",  # gradient descent on least squares
    "errors_on_digits",  # mistakes on digits for every number of features, and where their rank suffices
    "networks_on_noisy_digits",  # networks that learn wrong labels
    "trained_widths",  # errors of trained networks of every width
    "repeated_predictions",  # predictions from many training sets
    "bias_and_variance",  # what those are made of
    "null_part",  # the part of w that the data does not see
    "further_fits",  # other perfect fits, and their errors
    "against_the_straight_line",  # a trained network and its linearization
    "digit_errors",  # mistakes on digits for every number of features
    "rank_threshold",  # where any labels can be fitted
    "errors_of_points_twice",  # errors where each point is there twice
    "ridge",  # least squares with a penalty
]

at_the_door(__name__)
