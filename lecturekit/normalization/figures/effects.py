"""Figures of chapter 7, what comes of it: saturation, shares, folding."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, number


@picture
def saturation_canvas(scales: ArrayLike, plain: ArrayLike, n_layers: int, bins: int = 24) -> tuple[Figure, Draw]:
    """Histograms of tanh's outputs in the first and the last layer, and the saturated share of the last by the weights' scale.

    Parameters
    ----------
    scales, plain : array_like, (k,)
        Scales of the weights, and the saturated share of the last layer without normalization.
    n_layers : int

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(name, scale, plain, normalized: lists of arrays of outputs, one a layer;
        plain_saturated, saturated: fractions, one a layer; by_scale: (k,) of the last layer, with normalization).
    """
    figure, (axes, (right, spare)) = new_figure(2, 2, width=6.8, height=5.4)
    right.set_subplotspec(right.get_gridspec()[1, :])
    spare.remove()
    edges = np.linspace(-1, 1, bins + 1)
    filled = [
        ax.stairs(np.zeros(bins), edges, fill=True, color=COLORS["blue"], alpha=0.5, label="normalized") for ax in axes
    ]
    outlines = [ax.stairs(np.zeros(bins), edges, color=COLORS["red"], linewidth=1.6, label="none") for ax in axes]
    for ax in axes:
        ax.set(xlim=(-1.05, 1.05), ylim=(0, 0.55), xticks=[-1, 0, 1], xlabel=r"$x = \phi(z)$")
    axes[0].set_ylabel("fraction of the outputs")
    axes[1].set_yticklabels([])
    right.plot(scales, plain, color=COLORS["red"], marker="s", markersize=3.5)
    (curve,) = right.plot(scales, np.zeros(np.shape(scales)), color=COLORS["blue"], marker="o", markersize=4)
    here = right.axvline(1.0, color=COLORS["gray"], linewidth=5, alpha=0.35, zorder=1)
    right.set(
        title=f"layer {n_layers}, at every scale", xlabel="scale of the weights", ylabel="saturated", xscale="log"
    )
    right.set_ylim(-0.03, 1.03)
    plain_log_ticks(right.xaxis, (1, 3))
    legend = figure.legend(handles=[outlines[0], filled[0]], loc="outside lower center", ncols=2)

    def draw(data):
        for l, ax, area, outline in zip((0, n_layers - 1), axes, filled, outlines):
            for artist, values in ((area, data["normalized"][l]), (outline, data["plain"][l])):
                artist.set_data(np.histogram(values, edges)[0] / values.size)
            ax.set_title(
                f"layer {l + 1}\nsaturated {data['plain_saturated'][l]:.0%} → {data['saturated'][l]:.0%}", fontsize=10.5
            )
        curve.set_ydata(data["by_scale"])
        here.set_xdata([data["scale"]] * 2)
        legend.get_texts()[1].set_text(data["name"])

    return figure, draw


@picture
def bars(
    values: Mapping[str, Any], *, title: str, xlabel: str, marked: Collection[str] = (), words: Sequence[str] = ("", "")
) -> Figure:
    """Shares as horizontal bars with their numbers, in one color or two.

    Parameters
    ----------
    values : dict of str -> float
        By label.
    title, xlabel : str
    marked : collection of str
        The labels of bars that are drawn in the second color.
    words : (str, str)
        What the two colors mean, if there are two.
    """
    first, second = words
    figure, ax = new_figure(height=0.42 * len(values) + 1.5)
    for group, color, share in (("plain", "blue", first), ("marked", "orange", second)):
        rows = [k for k, name in enumerate(values) if (name in marked) == (group == "marked")]
        ax.barh(rows, [list(values.values())[k] for k in rows], color=COLORS[color], height=0.65, label=share)
    for k, share in enumerate(values.values()):
        ax.text(share + 0.01, k, f"{share:.0%}", va="center", fontsize=10)
    ax.set(title=title, xlabel=xlabel, yticks=range(len(values)), xlim=(0, max(1.12 * max(values.values()), 0.1)))
    ax.set_yticklabels(values)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    if marked:
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    said = listing(f"{label} {share:.0%}" for label, share in values.items())
    return described(figure, f"{title}, as bars: {said}.")


@picture
def folding() -> Figure:
    """A layer and its normalization with fixed statistics as a chain of three steps and as one; and both as lines."""
    w, b, mu, s, scale, shift = 2.0, -1.0, 3.0, 2.0, 1.5, 0.5
    figure, (chain, ax) = new_figure(2, 1, width=6.4, height=5.6, height_ratios=[1, 1.1])
    chain.axis("off")
    chain.set(xlim=(0, 10), ylim=(-0.2, 4.4))
    factor = scale / s
    slope, intercept = factor * w, factor * (b - mu) + shift
    # a row: its height, and for each box its middle, its half width, the formula, the same with numbers, the color
    rows = (
        (3.3, "as trained", (
            (0.4, 0.3, "$x$", "", "white"),
            (2.5, 0.95, "$Wx+b$", f"${w:g}x{b:+g}$", "blue"),
            (5.3, 1.05, "$(z-\\mu)/s$", f"$(z-{mu:g})/{s:g}$", "orange"),
            (8.2, 1.1, "$\\sigma_0\\hat z+\\mu_0$", f"${scale:g}\\,\\hat z+{shift:g}$", "orange"))),
        (1.0, "for prediction, with fixed $\\mu$ and $s$", (
            (0.4, 0.3, "$x$", "", "white"),
            (5.3, 2.6, "$\\frac{\\sigma_0}{s}W\\;x\\;+\\;\\frac{\\sigma_0}{s}(b-\\mu)+\\mu_0$", f"${slope:g}x{intercept:+g}$", "blue"))),
    )  # fmt: skip
    for y, title, stations in rows:
        chain.text(0.1, y + 0.75, title, fontsize=10.5)
        for (x, half, text, numbers, color), right in zip(stations, [*stations[1:], None]):
            face = "white" if color == "white" else COLORS[color]
            box = {"boxstyle": "round,pad=0.35", "facecolor": face, "alpha": 0.35, "edgecolor": COLORS["black"]}
            chain.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box)
            chain.text(x, y - 0.72, numbers, ha="center", va="center", fontsize=10.5, color=COLORS["black"])
            end = 9.95 if right is None else right[0] - right[1] - 0.1
            chain.annotate("", (end, y), (x + half + 0.1, y), arrowprops={"arrowstyle": "->", "color": COLORS["black"]})
    for x, y, text in (
        (3.85, 3.5, "$z$"),
        (6.75, 3.5, "$\\hat z$"),
        (9.6, 3.75, "to $\\phi$"),
        (9.2, 1.2, "to $\\phi$"),
    ):
        chain.text(x, y, text, ha="center", fontsize=10.5)
    x = np.array([-1.0, 5.0])
    z = w * x + b
    steps = {
        f"$z = {w:g}x {b:+g}$": (z, "blue", "-"),
        f"minus {mu:g}, divided by {s:g}": ((z - mu) / s, "orange", "--"),
        f"times {scale:g}, plus {shift:g}": (scale * (z - mu) / s + shift, "red", "-"),
    }
    for label, (values, color, style) in steps.items():
        ax.plot(x, values, color=COLORS[color], linestyle=style, label=label)
    dots = np.linspace(-1, 5, 13)
    ax.plot(
        dots,
        slope * dots + intercept,
        "o",
        color=COLORS["black"],
        markersize=4,
        label=f"folded: ${slope:g}x {intercept:+g}$",
    )
    ax.set(title="a unit with one input", xlabel="$x$", ylim=(-5, 10))
    ax.legend(loc="upper left")
    return described(
        figure,
        "Two chains of boxes. As trained, x goes through W x + b, then minus mu and divided by s, then times sigma_0 plus mu_0; "
        "for prediction through one box, the folded layer; under each box its numbers for one unit. Below them the lines of a unit with one input: "
        f"z = {number(w)} x {b:+g}; minus {number(mu)} and divided by {number(s)}; times {number(scale)} plus {number(shift)}, "
        f"with the dots of the folded unit on it, {number(slope)} x {intercept:+g}.",
    )
