"""Figures of chapter 4 on how a network begins: four starts, saturation, what thirty layers do."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.collections import PathCollection, PolyCollection

from lecturekit.datasets.dataset import Dataset
from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.two_layer.figures import regions
from lecturekit.two_layer.parameters import Parameters

UNIT_COLORS = {"tanh": COLORS["blue"], "sigmoid": COLORS["purple"], "relu": COLORS["green"]}
"""One color for each kind of unit, in all pictures of the chapter."""


@picture
def four_descents(runs: Mapping[str, Array], guessing: float) -> Figure:
    """Loss against step of several starts, with the loss of guessing as a line.

    Parameters
    ----------
    runs : dict of str -> ndarray
        Losses before the first step and after each one.
    guessing : float
    """
    figure, axes = new_figure(2, 2, height=4.6, sharex=True, sharey=True)
    bottom, top = 0.01, 20
    for ax, (label, losses), color in zip(axes.flat, runs.items(), CYCLE):
        ax.axhline(guessing, color=COLORS["gray"], linestyle=":", linewidth=1.6, zorder=1)
        ax.plot(losses, color=color, linewidth=2.4)
        ax.set_title(label, color=color)
        if losses.max() > top:
            last = int(np.flatnonzero(losses > top)[-1])
            size, power = f"{losses.max():.0e}".split("e+")
            words = f"off the picture up to step {last}:\n{losses[0]:.0f} at the start, later ${size} \\cdot 10^{{{int(power)}}}$"
            ax.text(12, guessing / 1.6, words, fontsize=9.5, va="top")
    axes[0, 0].text(
        200, guessing * 1.12, f"guessing: $\\ln 10$ = {guessing:.2f}", ha="right", va="bottom", fontsize=9.5
    )
    axes[0, 0].set(yscale="log", ylim=(bottom, top))
    axes[0, 0].set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes[1]:
        ax.set_xlabel("step")
    said = ". ".join(trend(label, range(len(losses)), losses) for label, losses in runs.items())
    return described(figure, f"Loss against step in four panels. {said}. Guessing costs {number(guessing)}.")


@picture
def saturation(gains: Sequence[float], fractions: Mapping[Any, Any], gradients: Mapping[Any, Any]) -> Figure:
    """Saturated fractions against the gain, and the gradient's norm layer by layer.

    Parameters
    ----------
    gains : sequence of float
    fractions : dict of (phi, layer) -> sequence
        One fraction for each gain.
    gradients : dict of (phi, gain) -> sequence
        norm(dL/dW) of layers 1, 2, ...
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    for (phi, layer), values in fractions.items():
        style = {"linestyle": "-" if layer == 1 else "--", "marker": "o" if layer == 1 else "s"}
        left.plot(gains, values, color=UNIT_COLORS[phi], label=f"{phi}, layer {layer}", **style)
    left.set(
        xscale="log",
        xlabel=r"gain: weights have sd gain / $\sqrt{m_{l-1}}$",
        ylabel="fraction saturated",
        ylim=(-0.03, 1.03),
        title="large weights saturate the units",
    )
    left.legend()
    said = [trend(f"the saturated share of {phi} in layer {layer}", gains, v) for (phi, layer), v in fractions.items()]
    for k, ((phi, gain), values) in enumerate(gradients.items()):
        layers = np.arange(1, len(values) + 1)
        right.plot(layers, values, color=UNIT_COLORS[phi], marker=MARKERS[k])
        word = _fate(values[0] / values[-1])
        place, at = {"vanishes": ((10, -5), "top"), "level": ((2, -9), "top"), "explodes": ((6, 6), "bottom")}[word]
        between = "\n" if word == "vanishes" else " "
        right.annotate(
            f"{phi}, gain {gain:g}:{between}{word}",
            (1, values[0]),
            place,
            textcoords="offset points",
            fontsize=9.5,
            va=at,
            color=UNIT_COLORS[phi] if phi != "sigmoid" else COLORS["black"],
        )
        said.append(
            f"The gradient of {phi} with gain {gain:g} is {number(values[-1])} in layer {layers[-1]} and {number(values[0])} in layer 1"
        )
    everything = np.concatenate(list(gradients.values()))
    right.set(
        yscale="log",
        xlabel="layer $l$ (derivatives travel to the left)",
        ylabel=r"norm of $\partial \mathcal{L} / \partial W^{(l)}$",
        title="what comes down",
        ylim=(everything.min() / 300, everything.max() * 20),
    )
    return described(figure, f"Two panels. {'. '.join(said)}.")


def _fate(ratio):
    """What has become of a gradient on its way from the top to the bottom."""
    return "explodes" if ratio > 10 else "vanishes" if ratio < 0.1 else "level"


@picture
def units_in_the_plane(
    net: Network, starts: Mapping[str, Array], ends: Mapping[str, Array], data: Dataset, reach: float = 2.1
) -> Figure:
    """What networks of two layers have learned in the plane, with the line on which each hidden unit's sum is 0.

    Parameters
    ----------
    net : Network
    starts, ends : dict of str -> ndarray
        Parameters before and after training.
    data : Dataset
    reach : float
        The plane is drawn from -reach to reach.
    """
    panels = {}
    for name, w in ends.items():
        (W, b), (out, top) = net.views(w)
        panels[f"{name}: moved by {np.linalg.norm(w - starts[name]):.1f}"] = Parameters(W, b, out[0], float(top[0]))
    figure = regions(panels, data, reach, net.phi)
    figure.set_figheight(3.5)
    said = []
    for ax, (name, params) in zip(figure.axes, panels.items()):
        units = np.column_stack([params.W, params.b])[np.linalg.norm(params.W, axis=1) > 1e-9]
        for *normal, offset in units:
            foot = -offset * np.array(normal) / np.dot(normal, normal)
            ax.axline(
                foot, foot + np.array([-normal[1], normal[0]]), color=COLORS["gray"], linestyle="--", linewidth=1.6
            )
        different = len(np.unique(np.round(units / np.linalg.norm(units, axis=1, keepdims=True), 6), axis=0))
        ax.set_xlabel(f"$x_1$\n{len(params.b)} units, {different} line{'s' * (different != 1)}")
        for points in ax.collections:
            if isinstance(points, PathCollection):
                points.set_sizes([70])
        said.append(f"{name}: {len(params.b)} units draw {different} different line{'s' * (different != 1)}")
    return described(figure, f"{figure.words} {'. '.join(said)}.")


@picture
def histograms_canvas(n_layers: int = 10, bins: int = 31) -> tuple[Figure, Draw]:
    """Histograms of the units' values in each hidden layer, on their sides, and the gradient's norm in each layer.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(values=list of arrays, low=float, high=float, saturated=list,
        gradient_norms=list).
    """
    figure, (left, right) = new_figure(1, 2, height=3.7, width_ratios=(1.7, 1))
    shapes = PolyCollection([], facecolors=COLORS["blue"], edgecolors=COLORS["black"], linewidths=0.5)
    left.add_collection(shapes)
    left.set(
        xlim=(0.9, n_layers + 1),
        xticks=np.arange(1, n_layers + 1) + 0.4,
        xlabel="layer $l$, and the share of it whose slope is near 0",
        ylabel="value",
        title="values $x^{(l)}$ of the units",
    )
    left.tick_params(axis="x", labelsize=8.5)
    (line,) = right.plot([], [], "s-", color=COLORS["red"])
    right.set(
        yscale="log",
        xlabel="layer $l$",
        title=r"norm of $\partial \mathcal{L}/\partial W^{(l)}$",
        xlim=(0.5, n_layers + 1.5),
    )

    def draw(data):
        edges = np.linspace(data["low"], data["high"], bins + 1)
        outlines = []
        for l, values in enumerate(data["values"], 1):
            counts, _ = np.histogram(np.clip(values, data["low"], data["high"]), edges)
            across = np.repeat(l + 0.85 * counts / counts.max(), 2)
            up = np.repeat(edges, 2)[1:-1]
            outlines.append(
                np.column_stack([np.concatenate([[l], across, [l]]), np.concatenate([up[:1], up, up[-1:]])])
            )
        shapes.set_verts(outlines)
        left.set_xticklabels([f"{l}\n{share:.0%}" for l, share in enumerate(data["saturated"], 1)])
        margin = 0.03 * (data["high"] - data["low"])
        ticks = np.linspace(data["low"], data["high"], 3)
        left.set_yticks(ticks, [f"{tick:.2f}" if abs(tick) < 100 else f"{tick:.0e}" for tick in ticks])
        left.set_ylim(data["low"] - margin, data["high"] + margin)
        norms = np.maximum(data["gradient_norms"], 1e-30)
        line.set_data(range(1, len(norms) + 1), norms)
        right.set_ylim(min(1e-3, norms.min() / 5), max(10.0, norms.max() * 5))

    return figure, draw


@picture
def depth(runs: Mapping[str, Any]) -> Figure:
    """Size of z going up and of the derivatives coming down, layer by layer, with the mean factor per layer.

    Parameters
    ----------
    runs : dict of str -> list of LayerSignal
        The name begins with that of the unit: "ReLU, He".
    """
    figure, axes = new_figure(1, 2, height=4.1)
    said = []
    names = {
        "z_rms": "going up: size of $z^{(l)}$ $\\rightarrow$",
        "delta_rms": r"$\leftarrow$ coming down: size of $\delta^{(l)}$",
    }
    for ax, (field, title) in zip(axes, names.items()):
        for (label, signals), color in zip(
            runs.items(), (COLORS["green"], COLORS["red"], COLORS["black"], COLORS["blue"])
        ):
            values = np.array([getattr(signal, field) for signal in signals])
            factor = (values[-1] / values[0]) ** (1 / (len(values) - 1))
            factor = factor if field == "z_rms" else 1 / factor
            ax.plot(range(1, len(values) + 1), values, color=color, linestyle="--" if "tanh" in label else "-")
            going_up = field == "z_rms"
            ax.annotate(
                rf"{label}: $\times${factor:.2f}",
                (len(values), values[-1]) if going_up else (1, values[0]),
                (0, 7) if factor > 0.97 else (0, -7),
                va="bottom" if factor > 0.97 else "top",
                textcoords="offset points",
                ha="right" if going_up else "left",
                fontsize=9.5,
                color=color,
            )
            way = "going up, the size of z" if going_up else "coming down, the size of delta"
            said.append(f"{label}: {way} is multiplied by {number(factor)} in each layer")
        ax.set(yscale="log", xlabel="layer $l$", title=title)
        low, high = ax.get_ylim()
        ax.set_ylim(low / 10, high * 10)
    axes[0].set_ylabel("root mean square")
    return described(figure, f"Thirty layers. {'. '.join(said)}.")
