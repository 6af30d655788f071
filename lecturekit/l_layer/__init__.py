"""Chapter 3, L layers: the network that all later chapters train.

What its notebook uses, in the order in which the notebook meets it.
"""

from lecturekit.l_layer.initialization import initial_weights
from lecturekit.l_layer.message_passing import layer_jacobian, layer_jacobians, messages
from lecturekit.l_layer.network import Network

__all__ = [
    "Network",  # (1)-(4), (20)-(25): forward, loss and gradient for any number of layers
    "layer_jacobian",  # (22)
    "layer_jacobians",  # (22) at every layer
    "messages",  # (23): what travels back
    "initial_weights",  # random weights of the right size
]
