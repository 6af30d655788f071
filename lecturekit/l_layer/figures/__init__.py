"""Figures of chapter 3: layers and their matrices, messages flowing back, a network that reads digits."""

from lecturekit.l_layer.figures.messages import message_sizes, message_step, messages_canvas
from lecturekit.l_layer.figures.networks import architecture, both_ways, jacobians_compared, outer_products
from lecturekit.l_layer.figures.reading import first_units, tour_canvas, training, under_push

__all__ = [
    "architecture",
    "both_ways",
    "first_units",
    "jacobians_compared",
    "message_sizes",
    "message_step",
    "messages_canvas",
    "outer_products",
    "tour_canvas",
    "training",
    "under_push",
]
