"""Widgets of chapter 7: a point of a batch that moves, the size of the weights, the learning rate."""

from functools import cache
from typing import Any

import numpy as np

from lecturekit.l_layer.parameters import Transform
from lecturekit.normalization import figures
from lecturekit.normalization.experiments import BATCH, RATES, moved_batch, rate_grid, saturated, tanh_outputs
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.widgets import Explorer, dropdown, slider

__all__ = ["learning_rates", "move_a_point", "weight_scale"]

SCALES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0)
NORMALIZATIONS: dict[str, Transform] = {
    "batch norm per neuron": BatchNorm("per_neuron"),
    "batch norm per layer": BatchNorm("per_layer"),
    "batch norm on layer inputs": BatchNorm("layer_inputs"),
    "layer norm": LayerNorm(),
}


def move_a_point() -> Explorer:
    """Move one data point of a batch: what happens to the outputs of the others?"""
    figure, draw = figures.batch_canvas(len(BATCH))
    controls = {
        "z": slider("z of the last point", 8.0, -5, 20, 0.1),
        "source": dropdown("mean and variance of", ["this batch", "the batch before the move"]),
    }

    def describe(data):
        others = np.abs(data["out"] - data["start"])[:-1].max()
        spread = np.ptp(data["out"][:-1])
        return (
            f"Mean {data['mean']:.2f}, standard deviation {data['sd']:.2f}. The other outputs have moved by up to "
            f"{others:.2f} and now lie within {spread:.2f} of each other; the moved one is at {data['out'][-1]:.2f}."
        )

    question = (
        "How far can the moved point's own output get? And what changes with the second choice of mean and variance?"
    )
    title = "move one data point of a normalized batch"
    return Explorer(title, controls, moved_batch, figure, draw, describe, question=question)


@cache
def last_saturated(name: str) -> list[float]:
    """The saturated share of layer 5 at each of ``SCALES``, with the normalization of that name."""
    return [saturated(tanh_outputs(scale, NORMALIZATIONS.get(name)))[-1] for scale in SCALES]


def saturation_state(scale: float, name: str) -> dict[str, Any]:
    """What ``saturation_canvas`` draws for weights of that scale and the normalization of that name."""
    plain, normalized = tanh_outputs(scale), tanh_outputs(scale, NORMALIZATIONS[name])
    return {
        "name": name,
        "scale": scale,
        "by_scale": last_saturated(name),
        "plain": plain,
        "normalized": normalized,
        "plain_saturated": saturated(plain),
        "saturated": saturated(normalized),
    }


def weight_scale() -> Explorer:
    """Make the initial weights larger or smaller: which layers saturate, and what does each normalization do?"""
    figure, draw = figures.saturation_canvas(SCALES, last_saturated("none"), 5)
    controls = {
        "scale": slider("scale of the weights", 3.0, 0.1, 30, log=True),
        "name": dropdown("normalization", list(NORMALIZATIONS)),
    }

    def describe(data):
        return (
            f"Saturated in layer 1 and layer 5: {data['plain_saturated'][0]:.0%} and {data['plain_saturated'][4]:.0%} "
            f"without normalization, {data['saturated'][0]:.0%} and {data['saturated'][4]:.0%} with {data['name']}."
        )

    title = "scale of the initial weights against saturation"
    question = "At which scales does a normalization saturate more units than none does?"
    return Explorer(title, controls, saturation_state, figure, draw, describe, question=question)


def learning_rates() -> Explorer:
    """Change the learning rate: who still learns?"""
    grid = rate_grid()
    figure, draw = figures.rates_canvas(grid)
    controls = {"eta": dropdown("learning rate", list(RATES), 0.3)}

    def describe(eta):
        return (
            f"After {len(grid['none'][eta])} epochs with rate {eta:g}: "
            + ", ".join(f"{name} {runs[eta][-1]:.2f}" for name, runs in grid.items())
            + "."
        )

    title = "learning rate without and with normalization"
    question = "At how many of the six rates does each of the three get below 1?"
    return Explorer(title, controls, lambda eta: eta, figure, draw, describe, question=question)
