"""Figures of the first page: a network that learns, and the map of the course."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch, Patch

from lecturekit.course.overview import CHAPTERS
from lecturekit.course.spirals import REACH
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, scatter_classes
from lecturekit.figures.digits import bare
from lecturekit.figures.style import picture
from lecturekit.figures.words import listing, trend

PALE = LinearSegmentedColormap.from_list("pale", ["#A9CFE8", "#FFFFFF", "#F6C4A0"])
"""P(class 1) from 0 to 1: pale versions of the two classes' colors."""

CLASSES = ("first arm", "second arm")


@picture
def learning_canvas(run: dict[str, Any]) -> tuple[Figure, Draw]:
    """What a network makes of two spirals, beside the loss so far.

    Parameters
    ----------
    run : dict
        As from ``learned``.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = a run and its picture's number, ``k``.
    """
    figure, (left, right) = new_figure(1, 2, height=3.9, width=8.4)
    plane = _spirals(left, run, 0)
    left.set(title="blue or red? white: undecided")
    dots = left.collections
    (curve,) = right.plot([], [], color=COLORS["blue"])
    (now,) = right.plot([], [], "o", color=COLORS["red"], markersize=8)
    right.axhline(np.log(2), color=COLORS["gray"], linestyle=":", linewidth=1.2)
    right.text(run["steps"][-1], np.log(2), "guessing ", color=COLORS["gray"], va="bottom", ha="right", fontsize=9)
    right.set(xscale="symlog", xlim=(0, run["steps"][-1]), ylim=(0, 1.1), xticks=[0, 1, 10, 100])
    right.set_xticklabels(["0", "1", "10", "100"])
    right.set(xlabel="step of training", ylabel="loss", title="how wrong it is")

    def draw(data):
        k = data["k"]
        for label, artist in enumerate(dots):
            artist.set_offsets(data["X"][data["y"] == label])
        plane.set_data(data["planes"][k])
        curve.set_data(data["steps"][: k + 1], data["losses"][: k + 1])
        now.set_data([data["steps"][k]], [data["losses"][k]])

    return figure, draw


@picture
def learning(run: dict[str, Any], pictures: Iterable[int] = (20, 32, 39, 44, 50)) -> Figure:
    """Some pictures of a network's training on two spirals, three in a row, and the loss with their steps marked.

    Parameters
    ----------
    run : dict
        As from ``learned``.
    pictures : iterable of int
        Numbers of the run's pictures.
    """
    pictures = list(pictures)
    rows = len(pictures) // 3 + 1
    figure, axes = new_figure(rows, 3, height=2.55 * rows + 0.5, squeeze=False)
    *panels, curve = axes.flat[: len(pictures) + 1]
    for ax in axes.flat[len(pictures) + 1 :]:
        ax.remove()
    for ax, k in zip(panels, pictures):
        _spirals(ax, run, k, size=8)
        ax.set_title(f"step {run['steps'][k]}: {run['right'][k]:.0%} right", fontsize=11)
    shown = slice(max(pictures) + 1)
    curve.plot(run["steps"][shown], run["losses"][shown], color=COLORS["black"])
    curve.plot(run["steps"][pictures], run["losses"][pictures], "o", color=COLORS["black"], markersize=6)
    curve.set(title="the loss", xlabel="step", ylim=(0, None))
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside upper center", ncols=2, title="color: the network's answer; white: undecided"
    )
    losses = trend("the loss", run["steps"][pictures], run["losses"][pictures])
    each = listing(f"{run['right'][k]:.0%} after {run['steps'][k]} steps" for k in pictures)
    words = f"Two spirals of points and the regions that a network gives to each. {losses}; right are {each}."
    return described(figure, words)


def _spirals(ax, run, k, size=12):
    """The points of a run on the plane of its picture k; returns the plane's artist."""
    square = (-REACH, REACH, -REACH, REACH)
    plane = ax.imshow(
        run["planes"][k], origin="lower", extent=square, cmap=PALE, vmin=0, vmax=1, interpolation="bilinear"
    )
    scatter_classes(ax, run["X"], run["y"], CLASSES, size=size)
    bare(ax)
    return plane


PLACES = {1: (0, 1), 2: (1, 1), 3: (2, 1), 4: (3, 1), 5: (4, 1), 6: (5, 2), 7: (5, 0), 8: (6, 1), 9: (7, 1), 10: (7, 0)}
WIDTH, HEIGHT = 0.79, 0.79
TITLES = {
    1: "A single\nunit",
    2: "Two\nlayers",
    3: "L layers",
    4: "Backprop\nin practice",
    5: "SGD and\nmomentum",
    6: "Adaptive\nrates",
    7: "Normali-\nzation",
    8: "Over-\nfitting",
    9: "Double\ndescent",
    10: "The\nclinic",
}


@picture
def course(done: Iterable[int] = ()) -> Figure:
    """The chapters as boxes from left to right, with arrows to those that build on them, and their minutes.

    Parameters
    ----------
    done : iterable of int
        Chapters to be ticked.
    """
    done = sorted(done)
    figure, axes = new_figure(width=8.6, height=3.9)
    bare(axes)
    for n, (x, y) in PLACES.items():
        axes.add_patch(
            FancyBboxPatch(
                (x - WIDTH / 2, y - HEIGHT / 2),
                WIDTH,
                HEIGHT,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=COLORS["sky" if n < 4 else "orange" if n < 9 else "gray"],
                alpha=0.35,
                edgecolor=COLORS["black"],
                linewidth=1.2,
            )
        )
        axes.text(x - 0.33, y + 0.27, str(n), fontsize=14, weight="bold", va="center")
        if n in done:
            axes.text(
                x + 0.34, y + 0.27, "✓", fontsize=15, weight="bold", va="center", ha="right", color=COLORS["green"]
            )
        axes.text(x, y + 0.01, TITLES[n], ha="center", va="center", fontsize=9)
        axes.text(x, y - 0.3, f"{CHAPTERS[n].minutes} min", ha="center", va="center", fontsize=8.5)
        for earlier in CHAPTERS[n].needs:
            _arrow(axes, PLACES[earlier], (x, y))
    axes.set(xlim=(-0.5, 7.5), ylim=(-0.55, 2.6), title="Which chapter builds on which")
    kinds = {"sky": "where the gradient comes from", "orange": "what goes wrong, and the remedies", "gray": "a bonus"}
    swatches = [Patch(facecolor=(COLORS[c], 0.35), edgecolor=COLORS["black"], label=name) for c, name in kinds.items()]
    axes.legend(handles=swatches, loc="upper left", fontsize=10, frameon=False, borderpad=0)
    if done:
        axes.text(-0.43, 1.62, "✓  all its exercises are right", fontsize=10, va="center")
    builds = "; ".join(
        f"{each.number} {each.title} ({each.minutes} min) on {listing(each.needs)}"
        for each in CHAPTERS.values()
        if each.needs
    )
    ticked = f" Ticked: {listing(done)}." if done else ""
    first = f"1 {CHAPTERS[1].title} ({CHAPTERS[1].minutes} min) comes first"
    return described(
        figure, f"The chapters from left to right, each with arrows from those it builds on: {first}; {builds}.{ticked}"
    )


def _arrow(axes, start, end):
    """From box to box; below the boxes in between where there are some, and the end is lower."""
    style: dict[str, Any] = {
        "arrowstyle": "-|>",
        "color": COLORS["black"],
        "linewidth": 1.3,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    if end[0] - start[0] > 1 and end[1] < start[1]:
        style |= {"connectionstyle": "angle,angleA=90,angleB=0,rad=6"}
        foot, side = (start[0], start[1] - HEIGHT / 2 - 0.02), (end[0] - WIDTH / 2 - 0.02, end[1])
        axes.annotate("", xy=side, xytext=foot, arrowprops=style)
    else:
        axes.annotate("", xy=_edge(end, start), xytext=_edge(start, end), arrowprops=style)


def _edge(place, towards):
    """The point where the line from the middle of a box to another one leaves it."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    reach = min((WIDTH / 2 + 0.02) / abs(dx) if dx else 9.0, (HEIGHT / 2 + 0.02) / abs(dy) if dy else 9.0)
    return place[0] + reach * dx, place[1] + reach * dy
