"""Figures of chapter 4 on how a network begins: four starts, equal units, three measurements."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.collections import PathCollection

from lecturekit.datasets.dataset import Dataset
from lecturekit.figures.base import COLORS, CYCLE, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.l_layer.network import Network
from lecturekit.two_layer.figures import regions
from lecturekit.two_layer.parameters import Parameters


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
    bottom, top = 0.006, 20
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
    axes[0, 0].minorticks_off()
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes[1]:
        ax.set_xlabel("step")
    said = ". ".join(trend(label, range(len(losses)), losses) for label, losses in runs.items())
    return described(figure, f"Loss against step in four panels. {said}. Guessing costs {number(guessing)}.")


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
        panels[f"{name}\nmoved by {np.linalg.norm(w - starts[name]):.1f}"] = Parameters(W, b, out[0], float(top[0]))
    figure = regions(panels, data, reach, net.phi)
    figure.set_figheight(3.8)
    said = []
    for ax, (name, params) in zip(figure.axes, panels.items()):
        units = np.column_stack([params.W, params.b])[np.linalg.norm(params.W, axis=1) > 1e-9]
        for *normal, offset in units:
            foot = -offset * np.array(normal) / np.dot(normal, normal)
            ax.axline(
                foot,
                foot + np.array([-normal[1], normal[0]]),
                color=COLORS["gray"],
                linestyle="--",
                linewidth=1.6,
                zorder=4,
            )
        lines = units / np.linalg.norm(units, axis=1, keepdims=True)
        different = _how_many(lines)
        nearly = "nearly " * (_how_many(lines, apart=1e-6) > different)
        drawn = f"{nearly}{different} line{'s' * (different != 1)}"
        ax.set_xlabel(f"$x_1$\n{len(params.b)} units, {drawn}")
        for points in ax.collections:
            if isinstance(points, PathCollection):
                points.set(sizes=[80], edgecolor="black", linewidth=1.2)
        said.append(f"{name}: {len(params.b)} units draw {drawn}")
    return described(figure, f"{figure.words} {'. '.join(said)}.".replace("\n", ", "))


def _how_many(lines, apart=0.1):
    """How many of these rows are clearly different: by more than ``apart`` in some entry from all that came before."""
    kept = []
    for line in lines:
        if all(np.abs(line - other).max() > apart for other in kept):
            kept.append(line)
    return len(kept)


@picture
def checkups(looks: Mapping[str, Any], few: Mapping[str, float], guessing: float) -> Figure:
    """Measurements of several networks side by side: the loss at the start, the ratios of the layers, directions, a few points.

    Parameters
    ----------
    looks : dict of str -> Checkup
    few : dict of str -> float
        The loss on a few points after they have been trained on.
    guessing : float
        The loss of guessing.
    """
    figure, axes = new_figure(1, 4, height=4.9, sharey=True, width_ratios=(1, 1.7, 0.55, 1))
    loss, ratio, rank, memory = axes
    lowest, said = 1e-5, []
    plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    for y, ((name, look), color) in enumerate(zip(looks.items(), CYCLE)):
        for ax, value in ((loss, look.loss), (memory, few[name])):
            ax.plot(value, y, "o", color=color, markersize=9)
            words = {"textcoords": "offset points", "ha": "center", "fontsize": 9.5, "bbox": plate}
            ax.annotate(f"{value:.3g}", (value, y), (0, 9), **words)
        for l, each in enumerate(look.ratios, 1):
            place = max(each, lowest), y + 0.21 * (l - (1 + len(look.ratios)) / 2)
            circle = {"boxstyle": "circle,pad=0.12", "facecolor": color, "edgecolor": "none"}
            ratio.text(*place, str(l), ha="center", va="center", fontsize=8.5, color="white", bbox=circle)
        rank.text(0, y, str(look.directions[0]), ha="center", va="center", fontsize=12, color=color, weight="bold")
        said.append(
            f"{name}: loss {number(look.loss)}, ratios {', '.join(number(each) for each in look.ratios)}, "
            f"loss of the few points {number(few[name])}, different directions in layer 1: {look.directions[0]}"
        )
    for ax in (loss, memory):
        ax.axvline(guessing, color=COLORS["gray"], linestyle=":", linewidth=1.6, zorder=1)
    for ax, low, high in ((loss, 0.95 * guessing, 2 * guessing), (ratio, 1e-3, 1e-1), (memory, 1e-4, 1e-1)):
        ax.axvspan(low, high, color=COLORS["green"], alpha=0.15, zorder=0)
    for ax, title, xlabel, limits, ticks in (
        (loss, "1  at the start", "loss", (1, 1500), {1: "1", 10: "10", 100: "100", 1000: ""}),
        (ratio, "2  update-to-weight ratios", "ratio of layers 1 to 4",
         (lowest / 2, 30), {lowest: r"$\leq 10^{-5}$", 1e-3: "0.001", 1e-2: "", 0.1: "0.1", 1: "", 10: "10"}),
        (memory, "3  20 images", "loss, 200 steps", (1e-4, 20), {0.001: "0.001", 0.01: "", 0.1: "0.1", 1: "", 10: "10"}),
    ):  # fmt: skip
        ax.set(xscale="log", xlabel=xlabel, xlim=limits)
        ax.set_title(title, fontsize=11)
        ax.set_xticks(list(ticks), list(ticks.values()))
    rank.set(xlim=(-1, 1), xticks=[], xlabel="directions\nin layer 1")
    loss.set_yticks(range(len(looks)), [name.replace(": ", ":\n") for name in looks])
    loss.set_ylim(len(looks) - 0.5, -0.5)
    for ax in axes:
        ax.minorticks_off()
        ax.grid(axis="y", visible=False)
        for y in range(1, len(looks)):
            ax.axhline(y - 0.5, color="#D0D0D0", linewidth=0.8)
    return described(
        figure, f"Three measurements of {len(looks)} starts; guessing costs {number(guessing)}. {'. '.join(said)}."
    )
