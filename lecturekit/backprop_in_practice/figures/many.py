"""Figures of chapter 4 on many networks and other methods: restarts, copies, width, orders."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, trend
from lecturekit.foundation.types import Array


@picture
def shares(levels: Sequence[str], by_width: Mapping[str, Any]) -> Figure:
    """How many restarts end at which loss, one bar for each width.

    Parameters
    ----------
    levels : sequence of str
    by_width : dict of str -> sequence of float
        Shares, adding up to 1, in the order of the levels.
    """
    figure, ax = new_figure(height=3.3)
    bottom = np.zeros(len(by_width))
    table, names = np.array(list(by_width.values())), [name.replace("relu", "ReLU") for name in by_width]
    for k, (level, hatch) in enumerate(zip(levels, ("", "///", "...", "xx", "++"))):
        bars = ax.bar(names, table[:, k], bottom=bottom, color=CYCLE[k], hatch=hatch, edgecolor="white", label=level)
        ax.bar_label(
            bars,
            [_percent(share) if share >= 0.06 else "" for share in table[:, k]],
            label_type="center",
            color=COLORS["black"],
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )
        bottom += table[:, k]
    ax.set(title="where restarts of a 2-$m$-1 network on XOR end", ylabel="share of the restarts", ylim=(0, 1))
    ax.grid(axis="x", visible=False)
    ax.legend(title="final loss near", loc="center left", bbox_to_anchor=(1.0, 0.5))
    said = [
        f"{name}: " + listing(f"{_percent(share)} near {level}" for level, share in zip(levels, row))
        for name, row in zip(names, table)
    ]
    return described(figure, f"Where the restarts end, by number and kind of hidden units. {'. '.join(said)}.")


def _percent(share):
    """A whole number of percent; 0% and 100% only where it is none or all."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1 else f"{share:.0%}"


@picture
def between(lines: Mapping[str, tuple[Array, Array]]) -> Figure:
    """The loss on straight lines between two parameter vectors; lines: dict of str -> (fractions, losses)."""
    figure, ax = new_figure(height=3.1)
    for k, (label, (fractions, losses)) in enumerate(lines.items()):
        ax.plot(fractions, losses, color=CYCLE[k], linestyle=("-", "--")[k % 2], label=label)
        ax.plot(
            fractions[[0, -1]], losses[[0, -1]], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13
        )
    ax.set(
        xlabel="fraction of the way from one to the other", ylabel="loss", title="a hill between equally good networks"
    )
    ax.legend()
    said = ". ".join(trend(label, *line) for label, line in lines.items())
    return described(figure, f"Loss on the straight line from one network to another. {said}.")


@picture
def travel(widths: Sequence[int], moves: Mapping[str, Any]) -> Figure:
    """Relative distance from the start against the width; moves is a dict of str -> (values, slope)."""
    figure, ax = new_figure(height=3.3)
    for k, (label, (values, slope)) in enumerate(moves.items()):
        ax.plot(
            widths,
            values,
            color=CYCLE[k],
            marker=MARKERS[k],
            label=f"output scaled by {_tex(label)}: slope {slope:.2f}",
        )
    ax.set(
        xscale="log",
        yscale="log",
        xlabel="width m",
        ylabel=r"$\|W - W_0\|\; /\; \|W_0\|$",
        title="how far training carries the hidden weights",
    )
    ax.set_xticks(widths, [str(width) for width in widths])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax.yaxis)
    ax.legend()
    said = [
        f"{trend(f'scaled by {label}', widths, values)}, slope {slope:.1f}" for label, (values, slope) in moves.items()
    ]
    return described(figure, f"Relative distance from the start against the width. {'. '.join(said)}.")


def _tex(scaling):
    """The name of a scaling of the output as a formula."""
    return "$" + scaling.replace("sqrt(m)", r"\sqrt{m}") + "$"


@picture
def orders(runs: Mapping[str, Any]) -> Figure:
    """Loss above the minimum against iterations and against work; runs: dict of str -> (gaps, multiply-adds of an iteration)."""
    figure, axes = new_figure(1, 2, height=3.7, sharey=True)
    for k, (label, (gaps, work)) in enumerate(runs.items()):
        style = {"color": CYCLE[k], "marker": MARKERS[k], "markevery": max(1, len(gaps) // 8), "label": label}
        steps, gaps = np.arange(1, len(gaps)), np.maximum(gaps[1:], 1e-12)
        axes[0].plot(steps, gaps, **style)
        axes[1].plot(work * steps, gaps, **style)
    axes[0].set(xscale="log", yscale="log", xlabel="iteration", ylabel="loss above the minimum", title="by iterations")
    axes[1].set(xscale="log", xlabel="multiply-adds", title="by work")
    for ax in axes:
        ax.minorticks_off()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    said = listing(
        f"{label} needs {len(gaps) - 1:,} iterations of {work:,} multiply-adds" for label, (gaps, work) in runs.items()
    )
    return described(figure, f"Loss above the minimum against iterations and against work: {said}.")
