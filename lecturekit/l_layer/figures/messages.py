"""Messages on their way back: one step of equation (23), and their sizes layer by layer."""

from collections.abc import Mapping
from typing import Any

import matplotlib
import numpy as np
from matplotlib.patches import Rectangle

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.digits import bare
from lecturekit.figures.words import listing, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer

MOST_KEPT = 4  # runs of the messages that stay in the picture


@picture
def message_step(W: Array, slope: Array, message: Array, unit: int = 1) -> Figure:
    """One step of (23), for one unit below: through each unit above comes message x slope x weight, and they add up.

    Parameters
    ----------
    W : ndarray, (m, m_below)
        The weights of the layer above.
    slope, message : ndarray, (m,)
        phi' and the message at each of its units.
    unit : int
        The unit below whose message is drawn, counted from 1.

    Returns
    -------
    Figure
    """
    W = check_array("W", W, ndim=2)
    slope, message = check_array("slope", slope, shape=(len(W),)), check_array("message", message, shape=(len(W),))
    column = check_integer("unit", unit, 1, W.shape[1]) - 1
    parts = message * slope * W[:, column]
    figure, ax = new_figure(height=3.3)
    bare(ax)
    below, above = (np.linspace(1, -1, m) if m > 1 else np.zeros(1) for m in (W.shape[1], len(W)))
    for i, low in enumerate(below):
        color, width = (COLORS["red"], 2.2) if i == column else ("#C8C8C8", 0.8)
        for high in above:
            ax.plot([0, 1], [low, high], color=color, linewidth=width, zorder=1)
    for x, heights, color in ((0, below, COLORS["sky"]), (1, above, COLORS["orange"])):
        ax.scatter([x] * len(heights), heights, s=330, color=color, edgecolor=COLORS["black"], zorder=2)
        for k, height in enumerate(heights, start=1):
            ax.text(x, height, str(k), ha="center", va="center", fontsize=10, zorder=3)
    pad = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    for j, (high, part) in enumerate(zip(above, parts)):
        place = below[column] + 0.6 * (high - below[column])
        ax.text(0.6, place, _signed(W[j, column]), color=COLORS["red"], ha="center", va="center", bbox=pad, zorder=3)
        factors = " · ".join(_signed(x, in_a_product=True) for x in (message[j], slope[j], W[j, column]))
        ax.text(1.12, high, f"{factors} = {_signed(part)}", va="center", fontsize=11)
    ax.text(1.12, 1.42, "message · slope · weight", fontsize=10, va="center", color=COLORS["gray"])
    ax.text(
        -0.12, below[column], f"their sum:\n{_signed(parts.sum())}",
        ha="right", va="center", fontsize=11, color=COLORS["red"],
    )  # fmt: skip
    for x, name in enumerate(("layer $l$", "layer $l+1$")):
        ax.text(x, -1.55, name, ha="center", fontsize=10.5)
    ax.set(xlim=(-0.5, 2.0), ylim=(-1.75, 1.65), title=f"What reaches unit {unit} below")
    said = listing(f"{m:g} times {s:g} times {w:g}" for m, s, w in zip(message, slope, W[:, column]))
    return described(
        figure,
        f"{W.shape[1]} units below, {len(W)} above. To unit {unit} below come {said}; their sum is {parts.sum():g}.",
    )


def _signed(x, in_a_product=False):
    """The number with a true minus sign; a negative factor of a product in brackets."""
    text = f"{x:.3g}".replace("-", "−")
    return f"({text})" if in_a_product and x < 0 else text


@picture
def message_sizes(sizes_by_name: Mapping[str, Any]) -> Figure:
    """The norm of the message at every layer, one curve for each network, on a logarithmic scale.

    Parameters
    ----------
    sizes_by_name : dict of str -> array_like, (L + 1,)

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(height=3.2)
    for k, (name, norms) in enumerate(sizes_by_name.items()):
        axes.semilogy(norms, marker=MARKERS[k], color=CYCLE[k], label=name)
    axes.set(
        xlabel="layer $l$ (the message travels from right to left)",
        ylabel=r"size of $\partial f/\partial x^{(l)}$",
        title="Size of the message on its way down",
    )
    axes.legend()
    told = ". ".join(
        trend(name, range(len(norms))[::-1], np.asarray(norms)[::-1]) for name, norms in sizes_by_name.items()
    )
    return described(figure, f"Size of the message, logarithmic, from the output down to layer 0. {told}.")


@picture
def messages_canvas(n_units: int, n_layers: int) -> tuple[Figure, Draw]:
    """The message on its way down, layer by layer, with its size below.

    Parameters
    ----------
    n_units : int
        Width of every layer but the last.
    n_layers : int
        L.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept=())`` with data = dict(layer, messages, norms, name): the layer that the message passes; the
        messages at layers 0..L as the columns of (n_units, L + 1), padded with NaN; their norms; what the network is
        called. Layers that the message has not reached stay gray and have no size. Of the data in ``kept`` only the norms are drawn.
    """
    figure, (above, below) = new_figure(2, 1, width=6.4, height=5.0, height_ratios=(1.15, 1))
    draw_messages = _messages(above, n_units, n_layers)
    draw_sizes = _sizes(below, n_layers)

    def draw(data, kept=()):
        draw_messages(data)
        draw_sizes(data, kept)

    return figure, draw


def _messages(ax, n_units, n_layers):
    """A column of colors for each layer's message, on a scale of its own; returns what draws them."""
    colors = matplotlib.colormaps["RdBu_r"].with_extremes(bad="#D9D9D9")
    image = ax.imshow(np.zeros((n_units, n_layers + 1)), cmap=colors, vmin=-1, vmax=1, aspect="auto")
    frame = Rectangle((0, -0.5), 2, n_units, fill=False, edgecolor=COLORS["black"], linewidth=2.5, clip_on=False)
    ax.add_patch(frame)
    ax.grid(False)
    places = np.arange(n_units)
    ax.set(ylabel="unit", yticks=places[::2], yticklabels=places[::2] + 1, xticks=range(n_layers + 1))
    ax.set_xlabel("layer", labelpad=2)
    bar = ax.figure.colorbar(image, ax=ax, ticks=[-1, 0, 1], pad=0.02)
    bar.set_label("share of the largest\nin its column")

    def draw(data):
        shown = data["messages"] / np.maximum(np.nanmax(np.abs(data["messages"]), axis=0), 1e-300)
        shown[:, : data["layer"] - 1] = np.nan
        image.set_data(shown)
        frame.set_x(data["layer"] - 1.5)
        ax.set_title(f"the message: from layer {data['layer']} to {data['layer'] - 1}")

    return draw


def _sizes(ax, n_layers):
    """The size of the message at every layer, and of the runs that are kept; returns what draws them."""
    earlier = [
        ax.plot([], [], linestyle=("--", "-.", ":", (0, (1, 3)))[k], color=CYCLE[2 + k], linewidth=1.6)[0]
        for k in range(MOST_KEPT)
    ]
    names = [
        ax.text(
            0.02 + 0.5 * (k % 2),
            0.97 - 0.12 * (k // 2),
            "",
            transform=ax.transAxes,
            va="top",
            fontsize=9.5,
            color=color,
        )
        for k, color in enumerate([COLORS["gray"], *(line.get_color() for line in earlier)])
    ]
    (line,) = ax.plot(range(n_layers + 1), np.zeros(n_layers + 1), "o-", color=COLORS["gray"])
    (span,) = ax.plot([1, 0], [0, 0], "s-", color=COLORS["black"], linewidth=3, markersize=8)
    ax.set(xlabel="layer (the message goes from right to left)", ylabel="size of the message")
    ax.set(xlim=(-0.5, n_layers + 0.5), xticks=range(n_layers + 1))

    def draw(data, kept):
        ends = [data["layer"], data["layer"] - 1]
        heights = [np.log10(np.maximum(each["norms"], 1e-30)) for each in (data, *kept)]
        reached = [np.arange(each["layer"] - 1, n_layers + 1) for each in (data, *kept)]
        line.set_data(reached[0], heights[0][reached[0]])
        span.set_data(ends, heights[0][ends])
        for k, (old, name) in enumerate(zip(earlier, names[1:])):
            old.set_data((reached[1 + k], heights[1 + k][reached[1 + k]]) if k < len(kept) else ([], []))
            name.set_text(kept[k]["name"] if k < len(kept) else "")
        names[0].set_text(data["name"] if kept else "")
        low, high = np.floor(min(map(min, heights))), np.ceil(max(map(max, heights)))
        step = max(1, (high - low) // 4)
        powers = np.arange(low, high + 1, step)  # log10 by hand: a true one costs half the redrawing
        names_take = 0.03 + 0.12 * (len(kept) // 2 + 1) if kept else 0.0  # of the height
        limits = (low - 0.3, high + 0.3 + (high - low + 0.6) * names_take / (1 - names_take))
        if ax.get_ylim() != limits:
            ax.set(ylim=limits, yticks=powers)
            ax.set_yticklabels([f"$10^{{{power:.0f}}}$" if power else "1" for power in powers])

    return draw
