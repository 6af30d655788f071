"""Figures of chapter 7, what comes of it: saturation, shares, folding."""

from collections.abc import Collection, Mapping
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
    figure, (*axes, right) = new_figure(1, 3, width=9.0, height=3.2, width_ratios=[1, 1, 1.3])
    edges = np.linspace(-1, 1, bins + 1)
    filled = [ax.stairs(np.zeros(bins), edges, fill=True, color=COLORS["sky"], label="normalized") for ax in axes]
    outlines = [ax.stairs(np.zeros(bins), edges, color=COLORS["red"], linewidth=1.6, label="none") for ax in axes]
    for ax in axes:
        ax.set(xlim=(-1.05, 1.05), ylim=(0, 0.55), xticks=[-1, 0, 1], xlabel=r"$x = \phi(z)$")
    axes[0].set_ylabel("fraction of the outputs")
    axes[1].set_yticklabels([])
    right.plot(scales, plain, color=COLORS["red"], marker="s", markersize=3.5)
    (curve,) = right.plot(scales, np.zeros(np.shape(scales)), color=COLORS["sky"], marker="o", markersize=4)
    here = right.axvline(1.0, color=COLORS["gray"], linewidth=5, alpha=0.35)
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
def bars(values: Mapping[str, Any], *, title: str, xlabel: str, marked: Collection[str] = ()) -> Figure:
    """Shares as horizontal bars with their numbers.

    Parameters
    ----------
    values : dict of str -> float or sequence of float
        By label; several values (one for each seed) give a bar for their mean and a dot for each, one below the other.
    title, xlabel : str
    marked : collection of str
        The labels of bars that are drawn in another color.
    """
    figure, ax = new_figure(height=0.45 * len(values) + 1.2)
    said, top = [], max(1.1 * np.max([np.max(v) for v in values.values()]), 0.1)
    for k, (label, several) in enumerate(values.items()):
        several = np.atleast_1d(several)
        ax.barh(k, several.mean(), color=COLORS["orange" if label in marked else "sky"], height=0.65)
        if len(several) > 1:
            ax.plot(several, k + np.linspace(-0.2, 0.2, len(several)), "o", color=COLORS["black"], markersize=4)
        place = (several.mean(), k) if len(several) == 1 else (0.01 * top, k)  # beside the bar, or in it
        ax.text(*place, f"{'' if len(several) == 1 else 'mean'} {several.mean():.0%}", va="center", fontsize=10)
        said.append(f"{label} {several.mean():.0%}")
    ax.set(title=title, xlabel=xlabel, yticks=range(len(values)), xlim=(0, top))
    ax.set_yticklabels(values)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    return described(figure, f"{title}, as bars: {listing(said)}.")


@picture
def folding() -> Figure:
    """A layer and its normalization with fixed statistics as a chain of three steps and as one; and both as lines."""
    w, b, mu, s, scale, shift = 2.0, -1.0, 3.0, 2.0, 1.5, 0.5
    figure, (chain, ax) = new_figure(1, 2, width=8.6, height=3.3, width_ratios=[1.25, 1])
    chain.axis("off")
    chain.set(xlim=(0, 10), ylim=(0, 4.6))
    factor = scale / s
    slope, intercept = factor * w, factor * (b - mu) + shift
    rows = {
        3.3: [(0.5, "$x$", "white"), (2.5, "$Wx+b$", "blue"), (5.4, "$(z-\\mu)/s$", "orange"),
              (8.2, "$\\sigma_0\\hat z+\\mu_0$", "orange")],
        1.2: [(0.5, "$x$", "white"),
              (5.0, "$\\frac{\\sigma_0}{s}W\\;x\\;+\\;\\frac{\\sigma_0}{s}(b-\\mu)+\\mu_0$", "blue")],
    }  # fmt: skip
    for y, stations in rows.items():
        for x, text, color in stations:
            face = "white" if color == "white" else COLORS[color]
            box = {"boxstyle": "round,pad=0.4", "facecolor": face, "alpha": 0.35, "edgecolor": COLORS["black"]}
            chain.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box)
    arrows = [
        (0.85, 1.5, 3.3),
        (3.55, 4.3, 3.3),
        (6.55, 7.05, 3.3),
        (9.4, 9.95, 3.3),
        (0.85, 2.2, 1.2),
        (7.8, 9.95, 1.2),
    ]
    for start, end, y in arrows:
        chain.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": COLORS["black"]})
    for x, y, text in ((3.93, 3.6, "$z$"), (6.8, 3.6, "$\\hat z$"), (9.7, 3.6, "to $\\phi$"), (8.9, 1.5, "to $\\phi$")):
        chain.text(x, y, text, ha="center", fontsize=10.5)
    chain.text(0.1, 4.35, "as trained", fontsize=10.5)
    chain.text(0.1, 2.15, "for prediction, with fixed $\\mu$ and $s$", fontsize=10.5)
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
    ax.legend(loc="upper left", fontsize=9)
    return described(
        figure,
        "Two chains of boxes. As trained, x goes through W x + b, then minus mu and divided by s, then times sigma_0 plus mu_0; "
        "for prediction through one box, the folded layer. Beside them the lines of a unit with one input: "
        f"z = {number(w)} x {b:+g}; minus {number(mu)} and divided by {number(s)}; times {number(scale)} plus {number(shift)}, "
        f"with the dots of the folded unit on it, {number(slope)} x {intercept:+g}.",
    )
