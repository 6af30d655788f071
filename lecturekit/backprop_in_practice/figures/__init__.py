"""Figures of chapter 4, one module for each part of it."""

from lecturekit.backprop_in_practice.figures.inputs import bowls, descent_on_inputs_canvas, descents, whitening
from lecturekit.backprop_in_practice.figures.layers import depth, histograms_canvas, layers_side_by_side, saturation
from lecturekit.backprop_in_practice.figures.many import between, orders, shares, travel
from lecturekit.backprop_in_practice.figures.places import chain_walks, plateau_walks, sections
from lecturekit.backprop_in_practice.figures.starts import checkups, four_descents, units_in_the_plane
from lecturekit.backprop_in_practice.figures.work import three_products

__all__ = [
    "between",
    "bowls",
    "chain_walks",
    "checkups",
    "depth",
    "descent_on_inputs_canvas",
    "descents",
    "four_descents",
    "histograms_canvas",
    "layers_side_by_side",
    "orders",
    "plateau_walks",
    "saturation",
    "sections",
    "shares",
    "three_products",
    "travel",
    "units_in_the_plane",
    "whitening",
]
