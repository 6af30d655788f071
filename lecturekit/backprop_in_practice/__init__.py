"""Chapter 4, backpropagation in practice: what training costs and where it gets stuck.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.backprop_in_practice.checkup import checkup, descend, four_starts, pooled
from lecturekit.backprop_in_practice.conditioning import (
    condition_number,
    curvatures,
    decorrelated,
    logistic_descent,
    steps_to,
    three_bowls,
    versions,
)
from lecturekit.backprop_in_practice.copies import copy_of, losses_between
from lecturekit.backprop_in_practice.landscapes import SURFACES, chain, plateau, quadratic
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.backprop_in_practice.operations import CountingDot, counted_passes, multiply_adds
from lecturekit.backprop_in_practice.orders import (
    RidgeLogistic,
    gradient_descent,
    newton,
    newton_failures,
    random_search,
    three_orders,
)
from lecturekit.backprop_in_practice.plateaus import longest_wait, plateau_causes, plateau_signs
from lecturekit.backprop_in_practice.restarts import LEVELS, nearest_level, restarts, shares_of_levels
from lecturekit.backprop_in_practice.sick_networks import look_at, treated
from lecturekit.backprop_in_practice.signals import (
    deep_signals,
    kept_by,
    layer_signals,
    saturated_fraction,
    signals_by_gain,
)
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.backprop_in_practice.wide_networks import SCALINGS, journey, mean_moves
from lecturekit.foundation.guard import at_the_door

__all__ = [
    "pooled",  # digits at half the resolution
    "four_starts",  # four ways to begin with one network
    "descend",  # gradient descent of a network, with its losses
    "counted_passes",  # forward and backward, counting
    "multiply_adds",  # the operations of one pass, by formula
    "Standardizer",  # (33), (34): columns of mean 0 and deviation 1
    "signals_by_gain",  # what the size of the weights does
    "saturated_fraction",  # the share of units whose slope is nearly 0
    "train_many",  # many networks trained side by side
    "deep_signals",  # the same of thirty equal layers
    "kept_by",  # sizes going up and coming down through one layer
    "versions",  # raw, only centered, only rescaled, standardized
    "logistic_descent",  # the same problem on each version
    "curvatures",  # of a linear fit to some inputs
    "condition_number",  # the largest curvature over the smallest
    "three_bowls",  # two inputs, standardized, decorrelated, white
    "decorrelated",  # the inputs in axes of their own
    "steps_to",  # the first step below a loss
    "chain",  # a surface: a network of two weights
    "plateau",  # a surface: two sigmoid units, flat far out
    "trajectory",  # the path of an optimizer on a surface
    "longest_wait",  # the steps in which a loss stands still
    "plateau_causes",  # four networks on a plateau
    "plateau_signs",  # and what tells them apart
    "restarts",  # many networks on XOR
    "LEVELS",  # where they end
    "shares_of_levels",  # and how many end there
    "copy_of",  # other weights, the same function
    "losses_between",  # the loss on the way from one network to another
    "nearest_level",  # which of these levels each loss is nearest to
    "mean_moves",  # and that for several widths
    "SCALINGS",  # output scales of a wide network
    "RidgeLogistic",  # a convex problem with gradient and Hessian
    "newton",  # order 2
    "three_orders",  # all three, with their work
    "newton_failures",  # how often Newton fails without a guard
    "checkup",  # loss, update-to-weight ratios, idle units, directions
    "look_at",  # a sick network of the last exercise, measured
    "treated",  # and treated
    "CountingDot",  # a matrix product that counts
    "layer_signals",  # what passes through every layer, forward and back
    "init_many",  # starting points of many networks
    "journey",  # how far the weights of a wide network travel
    "random_search",  # order 0
    "gradient_descent",  # order 1
    "SURFACES",  # name -> surface
    "quadratic",  # a bowl with given curvatures
]

at_the_door(__name__)
