"""Chapter 2, two layers: equations (10)-(19) written out, without a loop over layers.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.two_layer.counting import count_sums
from lecturekit.two_layer.lines import best_line
from lecturekit.two_layer.network import descend, forward, forward_matrix, gradients, gradients_matrix, mean_loss
from lecturekit.two_layer.parameters import Parameters, pack, unpack
from lecturekit.two_layer.pass_steps import pass_state
from lecturekit.two_layer.starts import (
    XOR_LEVELS,
    best_threshold,
    losses_between,
    random_start,
    share_right,
    unit_losses,
    xor_ends,
)

__all__ = [
    "descend",  # gradient descent on all data at once
    "best_line",  # the line that gets the most points right, by a full search
    "random_start",  # standard normal parameters, one vector
    "mean_loss",  # the mean loss of n data points
    "forward",  # (10), unit by unit
    "gradients",  # (11)-(19), unit by unit
    "pack",  # W, b, w, b2 -> one flat vector
    "Parameters",  # (W, b, w, b2)
    "count_sums",  # hidden sums for one gradient, with and without a memory
    "unpack",  # one flat vector -> W, b, w, b2
    "gradients_matrix",  # (11)-(19) for n data points, with matrices
    "xor_ends",  # the losses at which it does end, from many starts
    "XOR_LEVELS",  # the losses at which training on XOR ends
    "share_right",  # the share of points right after training, from many starts
    "unit_losses",  # losses along the path of a single unit
    "forward_matrix",  # (10) for n data points, with matrices
    "best_threshold",  # mistakes of a single value with a threshold
    "losses_between",  # losses on the straight line between two networks
    "pass_state",  # the pass, number by number
]

at_the_door(__name__)
