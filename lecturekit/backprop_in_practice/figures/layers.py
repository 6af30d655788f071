"""Figures of chapter 4 on what passes through the layers of a fresh network: saturation, histograms, thirty layers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend

UNIT_COLORS = {"tanh": COLORS["blue"], "sigmoid": COLORS["purple"], "relu": COLORS["green"]}
"""One color for each kind of unit, in all pictures of the chapter."""
WORD_COLORS = UNIT_COLORS | {"sigmoid": "#96466F"}
"""The same for words, dark enough to be read."""
RELU_TOP = 5.0  # the values of ReLUs are drawn up to here


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
        left.plot(gains, values, color=UNIT_COLORS[phi], **style)
        left.plot([], [], color=COLORS["gray"], label=f"layer {layer}" if phi == "tanh" else None, **style)
    left.set(
        xscale="log",
        xlabel=r"gain: weights have sd gain / $\sqrt{m_{l-1}}$",
        ylabel="fraction saturated",
        ylim=(-0.03, 1.03),
        title="large weights saturate the units",
    )
    left.set_xticks(gains, [f"{gain:g}" for gain in gains])
    left.minorticks_off()
    for phi, place in (("tanh", (0.67, 0.62)), ("sigmoid", (0.98, 0.2))):
        left.text(*place, phi, color=WORD_COLORS[phi], weight="bold", transform=left.transAxes, ha="right")
    left.legend(loc="upper left")
    said = [trend(f"the saturated share of {phi} in layer {layer}", gains, v) for (phi, layer), v in fractions.items()]
    for (phi, gain), values in gradients.items():
        layers = np.arange(1, len(values) + 1)
        right.plot(layers, values, color=UNIT_COLORS[phi], marker=".")
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
            color=WORD_COLORS[phi],
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
        shapes.set_verts(_outlines(data, bins))
        left.set_xticklabels([f"{l}\n{share:.0%}" for l, share in enumerate(data["saturated"], 1)])
        margin = 0.03 * (data["high"] - data["low"])
        ticks = np.linspace(data["low"], data["high"], 3)
        left.set_yticks(ticks, [f"{tick:.2f}" if abs(tick) < 100 else f"{tick:.0e}" for tick in ticks])
        left.set_ylim(data["low"] - margin, data["high"] + margin)
        norms = np.maximum(data["gradient_norms"], 1e-30)
        line.set_data(range(1, len(norms) + 1), norms)
        right.set_ylim(min(1e-3, norms.min() / 5), max(10.0, norms.max() * 5))

    return figure, draw


def _outlines(data, bins):
    """The histogram of each layer, on its side, as a polygon, the longest bar 0.85 wide."""
    edges = np.linspace(data["low"], data["high"], bins + 1)
    up, outlines = np.repeat(edges, 2)[1:-1], []
    for l, values in enumerate(data["values"], 1):
        counts, _ = np.histogram(np.clip(values, data["low"], data["high"]), edges)
        across = np.repeat(l + 0.85 * counts / counts.max(), 2)
        outlines.append(np.column_stack([np.concatenate([[l], across, [l]]), np.concatenate([up[:1], up, up[-1:]])]))
    return outlines


@picture
def layers_side_by_side(states: Mapping[str, dict[str, Any]], bins: int = 31) -> Figure:
    """Histograms of the units' values in all layers of several fresh networks, a panel for each.

    Parameters
    ----------
    states : dict of str -> dict
        As ``widgets.layer_state`` returns them.
    bins : int
    """
    n_rows = -(-len(states) // 2)
    figure, axes = new_figure(n_rows, 2, height=2.6 * n_rows + 0.2, squeeze=False)
    said = []
    for ax, (name, state) in zip(axes.flat, states.items()):
        n_layers, color = len(state["values"]), UNIT_COLORS[state["phi"]]
        if state["phi"] == "relu":  # half of the values are 0, and would be all that one sees
            positive = [values[values > 0] for values in state["values"]]
            state = state | {"values": [values[values < RELU_TOP] for values in positive], "high": RELU_TOP}
        outlines = PolyCollection(_outlines(state, bins), facecolors=color, edgecolors="black", linewidths=0.5)
        ax.add_collection(outlines)
        margin = 0.05 * (state["high"] - state["low"])
        ax.set(xlim=(0.9, n_layers + 1), ylim=(state["low"] - margin, state["high"] + margin), title=name)
        ax.set_xticks(np.arange(1, n_layers + 1) + 0.4, range(1, n_layers + 1))
        first, last = state["sizes"][0], state["sizes"][-1]
        ax.set_xlabel(f"layer\nsize of $z$: from {number(first)} to {number(last)}", fontsize=10)
        middle = [float(np.mean(np.abs(values) < 0.9)) for values in state["values"]]
        said.append(
            f"{name}: the size of z is {number(first)} in layer 1 and {number(last)} in layer {n_layers}"
            + (
                f"; {middle[0]:.0%} and {middle[-1]:.0%} of the values lie between -0.9 and 0.9"
                if state["phi"] == "tanh"
                else ""
            )
        )
    for ax in axes[:, 0]:
        ax.set_ylabel("values $x^{(l)}$")
    for ax, state in zip(axes.flat, states.values()):
        if state["phi"] == "relu" and ax.get_subplotspec().is_first_col():
            ax.set_ylabel("values $x^{(l)} > 0$")
    return described(figure, f"Histograms of ten fresh layers. {'. '.join(said)}.")


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
