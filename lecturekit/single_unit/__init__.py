"""Chapter 1, a single unit: losses, their gradients, and the judge of gradients.

What its notebook uses, in the order in which the notebook meets it.
"""

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
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.gradient_check import compare_gradients, directional_check, gradcheck, numerical_gradient
from lecturekit.single_unit.losses import least_squares, logistic, logistic_pm, multiclass, squared_error_on
from lecturekit.single_unit.unit import descend, gradient, gradient_of_logit, logit, output_slope, with_dummy

__all__ = [
    "sigmoid",  # 1 / (1 + exp(-z)), with its slope
    "gradient",  # (9): the gradient of the mean loss
    "logistic",  # the logistic loss, labels 0 and 1
    "least_squares",  # half the squared error
    "logistic_pm",  # the logistic loss, labels -1 and +1
    "logit",  # z = w . x + b
    "numerical_gradient",  # central differences
    "multiclass",  # softmax and cross-entropy
    "gradcheck",  # compares a gradient with central differences
    "squared_error_on",  # the squared error of a squashed output
    "descend",  # gradient descent of one unit
    "with_dummy",  # the bias as the weight of a constant input
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
