"""Chapter 2, two layers: equations (10)-(19) written out, without a loop over layers.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.two_layer.network import descend, forward, forward_matrix, gradients, gradients_matrix, mean_loss
from lecturekit.two_layer.parameters import Parameters, pack, unpack
from lecturekit.two_layer.pass_steps import pass_state

__all__ = [
    "descend",  # gradient descent on all data at once
    "forward",  # (10), unit by unit
    "gradients",  # (11)-(19), unit by unit
    "pack",  # W, b, w, b2 -> one flat vector
    "mean_loss",  # the mean loss of n data points
    "pass_state",  # the pass, number by number
    "Parameters",  # (W, b, w, b2)
    "unpack",  # one flat vector -> W, b, w, b2
    "gradients_matrix",  # (11)-(19) for n data points, with matrices
    "forward_matrix",  # (10) for n data points, with matrices
]
