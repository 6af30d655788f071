"""Chapter 4, backpropagation in practice: what training costs and where it gets stuck.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.backprop_in_practice.landscapes import SURFACES, chain, plateau, quadratic
from lecturekit.backprop_in_practice.many_networks import init_many, train_many
from lecturekit.backprop_in_practice.operations import multiply_adds
from lecturekit.backprop_in_practice.orders import RidgeLogistic, gradient_descent, newton, random_search
from lecturekit.backprop_in_practice.signals import layer_signals, saturated_fraction
from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.backprop_in_practice.wide_networks import SCALINGS, journey

__all__ = [
    "multiply_adds",  # the operations of one pass, by formula
    "Standardizer",  # (33), (34): columns of mean 0 and deviation 1
    "layer_signals",  # what passes through every layer, forward and back
    "saturated_fraction",  # the share of units whose slope is nearly 0
    "chain",  # a surface: three linear units in a row
    "plateau",  # a surface: two tanh units, flat far out
    "trajectory",  # the path of an optimizer on a surface
    "init_many",  # starting points of many networks
    "train_many",  # many networks trained side by side
    "RidgeLogistic",  # a convex problem with gradient and Hessian
    "gradient_descent",  # order 1
    "journey",  # how far the weights of a wide network travel
    "SCALINGS",  # output scales of a wide network
    "random_search",  # order 0
    "newton",  # order 2
    "SURFACES",  # name -> surface
    "quadratic",  # a bowl with given curvatures
]
