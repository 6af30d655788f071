"""The looks of chapter 7's methods, the same in every figure, and a figure that compares them seed by seed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.words import listing, number

LOOKS = {"none": ("red", "s", "--"), "batch norm": ("blue", "o", "-"), "layer norm": ("green", "^", "-.")}
"""Color, marker and line of each method."""


def look(name: str) -> dict[str, Any]:
    """Color, marker and line style of a method; a name that is not the chapter's own is purple.

    Examples
    --------
    >>> look("batch norm")["marker"], look("yours")["marker"]
    ('o', 'D')
    """
    color, marker, line = LOOKS.get(name, ("purple", "D", ":"))
    return {"color": COLORS[color], "marker": marker, "linestyle": line}


@picture
def seed_by_seed(panels: Mapping[str, Mapping[str, Any]]) -> Figure:
    """What each method reaches from each of several starts; a line joins the dots of one start.

    Parameters
    ----------
    panels : dict of str -> dict of str -> sequence of float
        By "title: what is measured", by method: one number for each start, in the same order.
    """
    figure, (axes,) = new_figure(1, len(panels), width=3.2 + 2.0 * len(panels), height=2.9, squeeze=False)
    said = []
    for ax, (name, table) in zip(axes, panels.items()):
        title, _, measured = name.partition(": ")
        values = np.array(list(table.values()), dtype=float)
        places = np.arange(len(table))
        beside = np.linspace(-0.12, 0.12, values.shape[1])  # each start a little beside the others
        ax.plot(np.add.outer(places, beside), values, color=COLORS["gray"], linewidth=1.2)
        for k, (method, several) in enumerate(zip(table, values)):
            ax.plot(k + beside, several, **{**look(method), "linestyle": ""}, markersize=7)
        low = 0.0 if values.min() < 0.6 * values.max() else values.min() - 0.5 * np.ptp(values)
        ax.set(
            title=title, ylabel=measured, xlim=(-0.4, len(table) - 0.6), ylim=(low, low + 1.12 * (values.max() - low))
        )
        ax.set_xticks(places, table)
        ax.grid(axis="x", visible=False)
        ranges = listing(
            f"{method} {number(each.min())} to {number(each.max())}" for method, each in zip(table, values)
        )
        said.append(f"{name}: {ranges}")
    return described(figure, f"Dots by method, a line for each start. {'; '.join(said)}.")
