"""Chapter 5, stochastic gradient descent and momentum. (The loop and plain descent are in `lecturekit.training`.)

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.sgd.known_minimum import excess_curve, minimum, two_measurements
from lecturekit.sgd.momentum import Momentum, Nesterov, heavy_ball_rate

__all__ = [
    "two_measurements",  # two standardized columns of the breast cancer data
    "minimum",  # the minimum that the unit would reach
    "excess_curve",  # the loss above that minimum, epoch by epoch
    "Momentum",  # (27): the heavy ball
    "Nesterov",  # momentum that looks ahead
    "heavy_ball_rate",  # the factor by which (27) shrinks the error in each step
]
