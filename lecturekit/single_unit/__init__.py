"""Chapter 1, a single unit: losses, their gradients, and the judge of gradients.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.single_unit.activations import (
    ACTIVATIONS,
    Activation,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softplus,
    tanh,
)
from lecturekit.single_unit.bowl import (
    above_the_chord,
    descend_logit,
    errors_along,
    losses_between,
    main_directions,
    steps_until_right,
)
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.gradient_check import compare_gradients, directional_check, gradcheck, numerical_gradient
from lecturekit.single_unit.losses import least_squares, logistic, logistic_pm, multiclass, squared_error_on
from lecturekit.single_unit.unit import descend, gradient, gradient_of_logit, logit, output_slope, with_dummy

__all__ = [
    "sigmoid",  # 1 / (1 + exp(-z)), with its slope
    "logistic",  # the logistic loss, labels 0 and 1
    "descend",  # gradient descent of one unit
    "numerical_gradient",  # central differences
    "gradcheck",  # compares a gradient with central differences
    "losses_between",  # the loss along a straight line through the weights
    "squared_error_on",  # the squared error of a squashed output
    "steps_until_right",  # how long a wrong unit takes to notice
    "least_squares",  # half the squared error
    "main_directions",  # of the bowl of least squares, with its curvatures
    "multiclass",  # softmax and cross-entropy
    "gradient",  # (9): the gradient of the mean loss
    "with_dummy",  # the bias as the weight of a constant input
    "logistic_pm",  # the logistic loss, labels -1 and +1
    "logit",  # z = w . x + b
    "errors_along",  # how far a descent still is, direction by direction
    "above_the_chord",  # how far a curve rises above the straight line between its ends
    "descend_logit",  # descent of a unit that is nothing but its logit
    "ACTIVATIONS",  # name -> activation
    "Activation",  # (3): x = phi(z), with its slope taken from the value
    "Loss",  # a function of y and the logit; (5) is its derivative
    "compare_gradients",  # the relative error between two gradients
    "directional_check",  # the check along a few random directions: for large networks
    "gradient_of_logit",  # (7), (8)
    "output_slope",  # (6)
    "relu",  # max(z, 0)
    "tanh",  # the sigmoid's relative with values from -1 to 1
    "leaky_relu",  # relu with a small slope on the left
    "softplus",  # a smooth relu
    "identity",  # z itself
]

at_the_door(__name__)
