"""Figures that compare: rules for prediction, augmented digits, errors by method."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Figure, curves, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.digits import as_image, framed
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.overfitting.figures.decay import PLATE


@picture
def rules(distances: Mapping[str, float]) -> Figure:
    """How far each rule for prediction is from the mean over many masks: a dot for each, in percent.

    Parameters
    ----------
    distances : dict of str -> float
        By rule, as a fraction of the mean's length.
    """
    figure, axes = new_figure(height=2.6)
    names = sorted(distances, key=lambda name: distances[name])
    percent = 100 * np.array([distances[name] for name in names])
    for k, (value, color) in enumerate(zip(percent, ["green", *["red"] * (len(names) - 1)])):
        axes.plot(value, k, "o", color=COLORS[color], markersize=9)
        axes.text(1.12 * value, k, f"{value:.0f}%", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(title="prediction against the mean over 4000 masks", xlabel="off by, in % of the mean (logarithmic)")
    axes.set(xscale="log", xlim=(percent[0] / 1.5, 2 * percent[-1]), ylim=(len(names) - 0.5, -0.5))
    plain_log_ticks(axes.xaxis)
    said = listing(f"{name} {value:.0f}%" for name, value in zip(names, percent))
    return described(figure, f"How far five rules for prediction are from the mean over 4000 masked passes: {said}.")


@picture
def digit_rows(rows: Mapping[str, Array]) -> Figure:
    """Rows of pictures, each with its name on the left.

    Parameters
    ----------
    rows : dict of str -> ndarray, (k, side * side)
    """
    k = len(next(iter(rows.values())))
    figure, axes = new_figure(len(rows), k, width=7.2, height=0.95 * len(rows), squeeze=False)
    for line, (name, images) in zip(axes, rows.items()):
        for ax, image in zip(line, images):
            framed(ax).imshow(as_image(image), cmap="Greys", vmin=0, vmax=1)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10.5)
    return described(figure, f"The same {k} digits in {len(rows)} rows: {listing(rows)}.")


@picture
def augmented(results: Mapping[str, tuple[float, float, int]], n: int = 2000) -> Figure:
    """Networks trained with several augmentations: errors on new digits, on shifted ones, and what the additional mistakes are.

    Parameters
    ----------
    results : dict of str -> (float, float, int)
        By augmentation, none first: two errors as fractions, and how many digits are a 6 taken for a 9 or a 9 for a 6.
    n : int
        New digits, of which the mistakes are counted.
    """
    names, values = list(results), np.array(list(results.values()), dtype=float)
    more, exchanged = n * (values[:, 0] - values[0, 0]), values[:, 2] - values[0, 2]
    figure, axes = new_figure(3, 1, width=6.4, height=6.0)
    swaps = [f", {k:.0f} of them swap 6 and 9" if k > 0 else "" for k in exchanged]
    panels = {
        "error, digits as they are, %": (100 * values[:, 0], [f"{100 * a:.1f}" for a in values[:, 0]], 1.15),
        "error, shifted by up to 3, %": (100 * values[:, 1], [f"{100 * b:.1f}" for b in values[:, 1]], 1.15),
        f"additional mistakes among {n} digits as they are": (
            more,
            ["", *(f"{k:+.0f}{s}" for k, s in zip(more[1:], swaps[1:]))],
            2.3,
        ),
    }
    for ax, (title, (bars, words, room)) in zip(axes, panels.items()):
        ax.barh(range(len(names)), bars, color=[COLORS["gray"], *[COLORS["blue"]] * (len(names) - 1)])
        for k, (value, said) in enumerate(zip(bars, words)):
            ax.text(max(value, 0), k, f" {said}", va="center", fontsize=10)
        ax.set(xlim=(min(0, 1.2 * bars.min()), room * bars.max()), title=title)
        ax.set_yticks(range(len(names)), names)
        ax.invert_yaxis()
        ax.grid(axis="y", visible=False)
    axes[2].barh(range(len(names)), np.maximum(exchanged, 0), color=COLORS["red"])
    said = listing(f"{name} {100 * a:.1f}%, {100 * b:.1f}%" for name, (a, b, _) in zip(names, values))
    added = listing(f"{name} {extra:+.0f}{swap}" for name, extra, swap in list(zip(names, more, swaps))[1:])
    return described(
        figure,
        f"Errors on digits as they are, and on shifted digits: {said}. Mistakes among {n} beyond those of the first: {added}.",
    )


@picture
def errors_by_method(tables: Mapping[str, Any]) -> Figure:
    """Errors of several methods: a dot for each run, a bar for the mean; sorted.

    Parameters
    ----------
    tables : dict of str -> list of dict of str -> float
        By task, a panel for each: for each run the error (a fraction) of each method; drawn in percent.
        The first method is the one to beat (a dotted line); the others are sorted by the first task.
    """
    percent = {
        title: {name: 100 * np.array([run[name] for run in runs]) for name in runs[0]} for title, runs in tables.items()
    }
    first, *others = next(iter(percent.values())).items()
    order = [first[0], *(name for name, errors in sorted(others, key=lambda each: -each[1].mean()))]
    reach = max(errors.max() for table in percent.values() for errors in table.values())
    figure, (panels,) = new_figure(1, len(percent), height=3.4, sharex=True, sharey=True, squeeze=False)
    said = []
    for ax, (title, table) in zip(panels, percent.items()):
        ax.axvline(table[first[0]].mean(), color=COLORS["gray"], linestyle=":", linewidth=1.4)
        for k, name in enumerate(order):
            errors = table[name]
            ax.plot(errors, k + np.linspace(-0.2, 0.2, len(errors)), "o", color=COLORS["blue"], markersize=5)
            ax.plot([errors.mean()] * 2, [k - 0.32, k + 0.32], color=COLORS["black"], linewidth=2.2)
            ax.text(1.24 * reach, k, f"{errors.mean():.1f}", va="center", ha="right", fontsize=10, bbox=PLATE)
        ax.set(title=title, xlabel="test error, %", xlim=(0, 1.27 * reach), ylim=(len(order) - 0.5, -0.6))
        said.append(f"{title}: " + listing(f"{name} {table[name].mean():.0f}" for name in order))
    panels[0].set_yticks(range(len(order)), order)
    return described(figure, f"Test errors in percent, means of {len(errors)} runs. {'. '.join(said)}.")


@picture
def merging(depths: Sequence[int], lines: Mapping[str, Sequence[float]]) -> Figure:
    """How far one pass is from the mean of the subnetworks against depth, for several kinds of networks.

    Parameters
    ----------
    depths : sequence of int
    lines : dict of str -> sequence of float
    """
    figure = curves(
        {name: (depths, y) for name, y in lines.items()},
        markers=True,
        title="one pass against 1000 masks",
        xlabel="hidden layers",
        ylabel="off by (sd of subnetworks)",
    )
    figure.axes[0].set_xticks(depths)
    figure.axes[0].set_ylim(0, None)
    return figure
