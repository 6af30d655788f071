"""Figures of chapter 7: two recipes for standardizing, who shares a mean, a batch at work, saturation, rates."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, curves, new_figure
from lecturekit.foundation.types import Array


def scatter_recipes(raw: Array, recipes: Mapping[str, Any], xlabel: str, ylabel: str) -> Figure:
    """Raw points, and what each recipe makes of them on one common scale, with a box of one standard deviation.

    Parameters
    ----------
    raw : ndarray, (n, 2)
    recipes : dict of str -> ndarray, (n, 2)
        By title.
    xlabel, ylabel : str
    """
    figure, axes = new_figure(1, 1 + len(recipes), width=8.0, height=3.1)
    for ax, (title, X) in zip(axes, {"raw": raw, **recipes}.items()):
        ax.scatter(*X.T, s=6, alpha=0.5, color=COLORS["blue"], linewidths=0)
        (x, y), (sx, sy) = X.mean(axis=0), X.std(axis=0)
        ax.plot(x + sx * np.array([-1, 1, 1, -1, -1]), y + sy * np.array([-1, -1, 1, 1, -1]), color=COLORS["red"])
        ax.set(title=title, xlabel=xlabel)
        ax.text(0.97, 0.03, f"sd {sx:.2g}, {sy:.2g}", transform=ax.transAxes, ha="right", fontsize=9.5)
        if X is not raw:
            ax.set(xlim=(-3.2, 5.2), ylim=(-3.2, 5.2), aspect="equal")
    axes[0].set_ylabel(ylabel)
    return figure


def shared_means(n: int = 5, m: int = 4) -> Figure:
    """Which entries of Z (n data points, m units) share one mean and variance, for three normalizations."""
    figure, axes = new_figure(1, 3, height=2.9)
    sets = {
        "batch norm per neuron": np.tile(np.arange(m), (n, 1)),
        "batch norm per layer": np.zeros((n, m), int),
        "layer norm": np.tile(np.arange(n)[:, None], (1, m)),
    }
    shades = np.array([[int(CYCLE[k][j : j + 2], 16) / 255 for j in (1, 3, 5)] for k in range(max(n, m))]) * 0.4 + 0.6
    for ax, (title, groups) in zip(axes, sets.items()):
        ax.imshow(shades[groups], aspect="auto")
        for i, j in np.ndindex(n, m):
            ax.text(j, i, "ABCDE"[groups[i, j]], ha="center", va="center")
        ax.set(title=title, xlabel="unit j", xticks=range(m), yticks=range(n))
        ax.set_xticklabels(range(1, m + 1))
        ax.set_yticklabels(range(1, n + 1))
        ax.grid(False)
    axes[0].set_ylabel("data point i of the batch")
    return figure


def batch_canvas(n: int, low: float = -9, high: float = 40) -> tuple[Figure, Draw]:
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

    def draw(data):
        before.set_ydata(data["z"][:-1])
        moved.set_ydata(data["z"][-1:])
        mean_line.set_ydata([data["mean"]] * 2)
        for sign, line in zip((-1, 1), sd_lines):
            line.set_ydata([data["mean"] + sign * data["sd"]] * 2)
        ghosts.set_ydata(data["start"])
        after.set_ydata(data["out"][:-1])
        moved_after.set_ydata(np.clip(data["out"][-1:], -2.7, 4.1))
        moved_after.set_marker("D" if abs(data["out"][-1] - 0.7) <= 3.4 else "^" if data["out"][-1] > 0 else "v")

    return figure, draw


def saturation_canvas(n_layers: int, bins: int = 24) -> tuple[Figure, Draw]:
    """Histograms of tanh's outputs in each layer, without normalization (outline) and with one (filled).

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(name, plain, normalized: lists of arrays of outputs, one a layer;
        plain_saturated, saturated: fractions, one a layer).
    """
    figure, axes = new_figure(1, n_layers, width=9.0, height=2.9, sharey=True)
    edges = np.linspace(-1, 1, bins + 1)
    filled = [ax.stairs(np.zeros(bins), edges, fill=True, color=COLORS["sky"], label="normalized") for ax in axes]
    outlines = [ax.stairs(np.zeros(bins), edges, color=COLORS["red"], linewidth=1.6, label="none") for ax in axes]
    for ax in axes:
        ax.set(xlim=(-1.05, 1.05), ylim=(0, 0.75), xticks=[-1, 0, 1], xlabel=r"$x = \phi(z)$")
    axes[0].set_ylabel("fraction of the outputs")
    legend = figure.legend(handles=[outlines[0], filled[0]], loc="outside lower center", ncols=2)

    def draw(data):
        for l, (ax, area, outline) in enumerate(zip(axes, filled, outlines)):
            for artist, values in ((area, data["normalized"][l]), (outline, data["plain"][l])):
                artist.set_data(np.histogram(values, edges)[0] / values.size)
            ax.set_title(
                f"layer {l + 1}\nsaturated {data['plain_saturated'][l]:.0%} → {data['saturated'][l]:.0%}", fontsize=10.5
            )
        legend.get_texts()[1].set_text(data["name"])

    return figure, draw


def rates_canvas(grid: Mapping[str, Any]) -> tuple[Figure, Draw]:
    """Loss after training against the learning rate, and the loss curves of one rate.

    Parameters
    ----------
    grid : dict of str -> dict of float -> list of float
        Name of the normalization -> learning rate -> loss of each epoch.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(eta)`` for one of the learning rates.
    """
    figure, (left, right) = new_figure(1, 2, height=3.6)
    lines = {}
    for k, (name, runs) in enumerate(grid.items()):
        style = {"color": CYCLE[k], "marker": MARKERS[k], "markersize": 5, "linestyle": ("-", "--", "-.")[k]}
        left.plot(list(runs), [losses[-1] for losses in runs.values()], label=name, **style)
        losses = next(iter(runs.values()))
        (lines[name],) = right.plot(range(1, len(losses) + 1), losses, label=name, **style)
    here = left.axvline(1.0, color=COLORS["gray"], linewidth=5, alpha=0.35)
    left.set(
        title="loss after training", xlabel=r"learning rate $\eta$", ylabel="training loss", xscale="log", ylim=(0, 2.9)
    )
    highest = max(loss for runs in grid.values() for losses in runs.values() for loss in losses)
    right.set(title=" ", xlabel="epoch", ylim=(0, 1.05 * highest), xticks=range(1, len(losses) + 1))
    right.legend(loc="upper right")

    def draw(eta):
        here.set_xdata([eta, eta])
        for name, line in lines.items():
            line.set_ydata(grid[name][eta])
        right.set_title(rf"$\eta$ = {eta:g}")

    return figure, draw


def batch_sizes(sizes: Sequence[int], losses: Mapping[str, Any]) -> Figure:
    """Training loss against the batch size; losses: dict of name -> one number for each size."""
    figure = curves(
        {name: (sizes, values) for name, values in losses.items()},
        title="batch norm needs a batch",
        xlabel="batch size $n'$",
        ylabel="training loss",
        xscale="log",
        markers=True,
    )
    figure.axes[0].set_xticks(sizes, labels=map(str, sizes))
    figure.axes[0].minorticks_off()
    figure.axes[0].set_ylim(bottom=0)
    return figure
