"""Chapter 3, L layers: the network that all later chapters train.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.foundation.guard import at_the_door
from lecturekit.l_layer.initialization import initial_weights
from lecturekit.l_layer.many_layers import typical_message_sizes
from lecturekit.l_layer.message_passing import layer_jacobian, layer_jacobians, messages, numerical_jacobian
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.pushed_images import against_the_class, pushed, shares_read

__all__ = [
    "Network",  # (1)-(4), (20)-(25): forward, loss and gradient for any number of layers
    "numerical_jacobian",  # the judge of (22)
    "layer_jacobian",  # (22)
    "layer_jacobians",  # (22) at every layer
    "typical_message_sizes",  # how much of it arrives
    "initial_weights",  # random weights of the right size
    "against_the_class",  # the message at the input, as a direction for each pixel
    "pushed",  # images moved along it
    "messages",  # (23): what travels back
    "shares_read",  # and how many of them are still read
]

at_the_door(__name__)
