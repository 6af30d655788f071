"""Figures of chapter 7, how a normalization acts: recipes, who shares a mean, three paths, a batch at work, a step that turns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from lecturekit.figures.base import COLORS, CYCLE, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array


@picture
def scatter_recipes(raw: Array, recipes: Mapping[str, Any], xlabel: str, ylabel: str) -> Figure:
    """Raw points, and what each recipe makes of them on one common scale, with a box of one standard deviation.

    Parameters
    ----------
    raw : ndarray, (n, 2)
    recipes : dict of str -> ndarray, (n, 2)
        By title.
    xlabel, ylabel : str
    """
    figure, axes = new_figure(1, 1 + len(recipes), width=7.2, height=2.9)
    for ax, (title, X) in zip(axes, {"raw": raw, **recipes}.items()):
        ax.scatter(*X.T, s=6, alpha=0.5, color=COLORS["blue"], linewidths=0)
        (x, y), (sx, sy) = X.mean(axis=0), X.std(axis=0)
        ax.plot(x + sx * np.array([-1, 1, 1, -1, -1]), y + sy * np.array([-1, -1, 1, 1, -1]), color=COLORS["red"])
        ax.set_title(title, fontsize=10.5)
        ax.set_xlabel(xlabel)
        ax.text(0.97, 0.03, f"sd {sx:.2g}, {sy:.2g}", transform=ax.transAxes, ha="right", fontsize=9.5)
        ax.set_box_aspect(1)
        if X is not raw:
            ax.set(xlim=(-3.2, 5.2), ylim=(-3.2, 5.2))
    axes[0].set_ylabel(ylabel)
    sds = [
        f"{title}: {number(X[:, 0].std())} and {number(X[:, 1].std())}" for title, X in {"raw": raw, **recipes}.items()
    ]
    return described(
        figure, f"{xlabel} against {ylabel}, with a box of one standard deviation. Deviations, {'; '.join(sds)}."
    )


@picture
def shared_means(n: int = 5, m: int = 4) -> Figure:
    """Where each normalization acts in a layer, and which entries (n data points, m units) share one mean and variance."""
    figure, grid = new_figure(2, 3, width=6.8, height=4.9, width_ratios=[1.2, 1, 1])
    (flow, *axes), (below, *others) = grid
    flow.set_subplotspec(flow.get_gridspec()[:, 0])
    below.remove()
    axes += others
    sets = {
        "(a) layer_inputs\nx, each coordinate": np.tile(np.arange(m), (n, 1)),
        "(b) per_layer\nz, all units together": np.zeros((n, m), int),
        "(c) per_neuron\nz, each unit": np.tile(np.arange(m), (n, 1)),
        "(d) LayerNorm\nz, each data point": np.tile(np.arange(n)[:, None], (1, m)),
    }
    shades = np.array([[int(CYCLE[k][j : j + 2], 16) / 255 for j in (1, 3, 5)] for k in range(max(n, m))]) * 0.4 + 0.6
    for ax, (title, groups) in zip(axes, sets.items()):
        ax.imshow(shades[groups], aspect="auto")
        for i, j in np.ndindex(n, m):
            ax.text(j, i, "ABCDE"[groups[i, j]], ha="center", va="center")
        ax.set_title(title, fontsize=10.5)
        ax.set(xlabel="coordinate j" if title.startswith("(a)") else "unit j", xticks=[], yticks=[])
        ax.grid(False)
    for ax in axes[::2]:
        ax.set_ylabel("data point i")
    _layer(flow)
    return described(
        figure,
        "A layer as a chain: its inputs, weights and bias, the sums z, phi, its outputs. Normalization (a) acts on the inputs, "
        "(b), (c) and (d) on the sums before phi. Four tables say which entries share one mean and variance: in (a) and (c) "
        f"each of the {m} columns, in (b) all entries, in (d) each of the {n} rows.",
    )


def _layer(ax):
    """The stations of one layer, from its inputs up to its outputs, and where normalizations act."""
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(-0.5, 6.5))
    stations = [("$x$ of the layer below", "gray"), ("(a)", "orange"), ("$Wx + b$", "gray"), ("$z$", "gray"),
                ("(b) (c) (d)", "orange"), (r"$\phi$", "gray"), ("$x$ of this layer", "gray")]  # fmt: skip
    for k, (text, color) in enumerate(stations):
        box = {"boxstyle": "round,pad=0.3", "facecolor": COLORS[color], "alpha": 0.35, "edgecolor": COLORS["black"]}
        ax.text(0.5, k, text, ha="center", va="center", fontsize=10.5, bbox=box)
        if k:
            ax.annotate("", (0.5, k - 0.3), (0.5, k - 0.7), arrowprops={"arrowstyle": "->", "color": COLORS["black"]})


@picture
def three_paths() -> Figure:
    """The computation graph of a normalized batch: from one z^k to every output, directly and through mean and deviation."""
    figure, ax = new_figure(height=3.4)
    ax.axis("off")
    ax.set(xlim=(0, 10), ylim=(0, 5))
    places = {
        "$z^k$": (0.7, 2.5),
        "mean $\\mu$": (3.4, 4.3),
        "deviation $s$": (3.4, 0.7),
        "$\\hat z^1$": (7.3, 4.3),
        "$\\hat z^k$": (7.3, 2.5),
        "$\\hat z^{n'}$": (7.3, 0.7),
        "$\\mathcal{L}$": (9.5, 2.5),
    }
    start, mean, deviation, *outputs, loss = places
    for text, (x, y) in places.items():
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": COLORS["black"]}
        ax.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box, zorder=3)
    for y in (3.4, 1.6):
        ax.text(7.3, y, "$\\vdots$", ha="center", va="center", fontsize=12)
    arrows = [(start, outputs[1], "blue"), (start, mean, "green"), (start, deviation, "red")]
    arrows += [(mean, output, "green") for output in outputs] + [(deviation, output, "red") for output in outputs]
    arrows += [(output, loss, "gray") for output in outputs]
    wide = {mean: 0.68, deviation: 0.83}  # half the width of a box
    for begin, end, color in arrows:
        (x0, y0), (x1, y1) = places[begin], places[end]
        tail, head = (x0 + wide.get(begin, 0.34), y0), (x1 - wide.get(end, 0.34), y1)
        style = {"arrowstyle": "-|>", "color": COLORS[color], "linewidth": 1.7, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", head, tail, arrowprops=style)
    labels = (
        (3.1, 2.5, "direct: $1/s$", "blue"),
        (1.75, 3.72, "$1/n'$", "green"),
        (5.3, 4.55, "$-1/s$, to every $i$", "green"),
        (1.3, 1.28, "$\\hat z^k/n'$", "red"),
        (5.3, 0.38, "$-\\hat z^i/s$, to every $i$", "red"),
        (8.55, 3.85, "$d^i$", "black"),
    )
    for x, y, text, color in labels:
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(x, y, text, ha="center", va="center", fontsize=11, color=COLORS[color], bbox=plate)
    return described(
        figure,
        "A graph. Three ways lead from z^k to the outputs z-hat^1 ... z-hat^n': a direct arrow with the derivative 1/s, to z-hat^k only; "
        "one through the mean, 1/n' and then -1/s; one through the deviation, z-hat^k/n' and then minus z-hat^i over s. The last "
        "two fan out to every output. From each output an arrow, d^i, leads to the loss.",
    )


@picture
def batch_canvas(n: int, low: float = -9, high: float = 24) -> tuple[Figure, Draw]:
    """One neuron, a batch of n data points: z on the left, what batch normalization makes of it on the right.

    Parameters
    ----------
    n : int
        The batch size; the last point is the one that moves.
    low, high : float
        Range of z.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(z, out, start: (n,) each; mean, sd).
    """
    figure, (left, right) = new_figure(1, 2, height=3.5)
    index = np.arange(1, n + 1)
    (before,) = left.plot(index[:-1], index[:-1], "o", color=COLORS["blue"], markersize=8)
    (moved,) = left.plot([n], [0], "D", color=COLORS["red"], markersize=10, label="the one you move")
    mean_line = left.axhline(0, color=COLORS["black"], label="mean used")
    sd_lines = [
        left.axhline(0, color=COLORS["black"], linestyle=":", linewidth=1.3, label="mean plus, minus sd" if k else None)
        for k in range(2)
    ]
    left.set(title="in: z of one neuron", xlabel="data point of the batch", ylabel="z", ylim=(low, high), xticks=index)
    left.legend(loc="upper left")
    (ghosts,) = right.plot(
        index, index, "o", markerfacecolor="none", markeredgecolor=COLORS["gray"], markersize=9, label="before the move"
    )
    (after,) = right.plot(index[:-1], index[:-1], "o", color=COLORS["blue"], markersize=8, label="now")
    (moved_after,) = right.plot([n], [0], "D", color=COLORS["red"], markersize=10)
    right.set(
        title="out: normalized, scale 1, shift 0",
        xlabel="data point of the batch",
        ylabel="output",
        ylim=(-2.8, 4.2),
        xticks=index,
    )
    right.legend(loc="upper left")
    ways = LineCollection([], colors=COLORS["gray"], linewidths=1.2)  # from where each was to where it is now
    right.add_collection(ways)

    def draw(data):
        out = np.clip(data["out"], -2.7, 4.1)  # what lies outside is drawn at the edge
        ways.set_segments([[(k, y0), (k, y1)] for k, y0, y1 in zip(index, data["start"], out)])
        before.set_ydata(data["z"][:-1])
        moved.set_ydata(data["z"][-1:])
        mean_line.set_ydata([data["mean"]] * 2)
        for sign, line in zip((-1, 1), sd_lines):
            line.set_ydata([data["mean"] + sign * data["sd"]] * 2)
        ghosts.set_ydata(data["start"])
        after.set_ydata(data["out"][:-1])
        moved_after.set_ydata(out[-1:])
        moved_after.set_marker("D" if abs(data["out"][-1] - 0.7) <= 3.4 else "^" if data["out"][-1] > 0 else "v")

    return figure, draw


@picture
def effective_step(eta: float = 0.6, kappa: float = 1.0, stretch: float = 2.0) -> Figure:
    """A weight vector of a normalized unit, as it is and stretched: its step, and the angle by which that turns it.

    Parameters
    ----------
    eta, kappa : float
        The rate, and the length of the gradient where the weight vector has length 1.
    stretch : float
    """
    figure, axes = new_figure(1, 2, width=8.0, height=2.3, sharey=True, width_ratios=[1.75, stretch + 0.75])
    said = []
    for ax, length, name in zip(axes, (1.0, stretch), ("as it is", f"stretched {stretch:g} times")):
        step = eta * kappa / length
        angle = np.degrees(np.arctan2(step, length))
        arc = np.radians(np.linspace(0, angle, 30))
        for tip, color, style in (((length, 0), "blue", "-"), ((length, step), "green", "--")):
            arrow = {
                "arrowstyle": "-|>",
                "color": COLORS[color],
                "linewidth": 2,
                "linestyle": style,
                "shrinkA": 0,
                "shrinkB": 0,
            }
            ax.annotate("", tip, (0, 0), arrowprops=arrow)
        ax.annotate(
            "",
            (length, step),
            (length, 0),
            arrowprops={"arrowstyle": "-|>", "color": COLORS["red"], "linewidth": 2, "shrinkA": 0, "shrinkB": 0},
        )
        ax.plot(0.45 * np.cos(arc), 0.45 * np.sin(arc), color=COLORS["black"], linewidth=1.2)
        ax.text(length / 2, -0.05, f"w, length {length:g}", color=COLORS["blue"], ha="center", va="top", fontsize=10)
        ax.text(length + 0.05, step / 2, f"step {step:.2g}", color=COLORS["red"], va="center", fontsize=10)
        ax.set(title=f"{name}: turns by {angle:.0f}°", aspect="equal")
        ax.set(xlim=(-0.1, length + 0.65), ylim=(-0.25, eta * kappa + 0.2))
        ax.axis("off")
        said.append(f"length {length:g}, a step of {step:.2g}, turned by {angle:.0f} degrees")
    return described(
        figure, f"Two weight vectors, each with a step perpendicular to it. {'; '.join(said).capitalize()}."
    )
