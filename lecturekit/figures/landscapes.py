"""Contour maps of the toy surfaces, shared by the chapters that walk on them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array

LOWEST = 1e-6  # a curve that falls below it leaves the picture there


def draw_contours(axes: Any, surface: Any, *, n_levels: int = 16, n: int = 121, log: bool = False) -> None:
    """Draw the surface's contours on axes, closer together where it is low, so that flat floors show too.

    Parameters
    ----------
    axes : Axes
    surface : Surface
    n_levels, n : int
        Number of contour lines; points of the grid along each side.
    log : bool
        Equal steps of the loss's logarithm, for a surface whose minimum is 0.
    """
    w1, w2, values = surface.grid(n)
    low, high = values.min(), values.max()
    steps = np.geomspace(1e-3, 1.0, n_levels) if log else np.linspace(0.02, 1.0, n_levels) ** 2.2
    levels = low + (high - low) * steps
    axes.contourf(w1, w2, values, levels=[low, *levels], cmap="cividis_r", alpha=0.55)
    axes.contour(w1, w2, values, levels=levels, colors=COLORS["gray"], linewidths=0.6)
    (left, right), (bottom, top) = surface.domain
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="$w_1$", ylabel="$w_2$")
    axes.grid(False)


def draw_minima(axes: Any, surface: Any) -> None:
    """Mark the surface's minima with stars."""
    axes.plot(
        *np.transpose(surface.minima),
        linestyle="none",
        marker="*",
        markersize=13,
        color=COLORS["orange"],
        markeredgecolor=COLORS["black"],
        label="minimum",
        zorder=9,  # above the path that ends there
    )


@picture
def walks(
    surface: Any,
    paths: dict[str, Array],
    *,
    title: str,
    losses_title: str,
    places: Iterable[tuple[str, tuple[float, float]]] = (),
    log: bool = False,
) -> Figure:
    """Paths on a surface's map, and beside it the loss along each of them.

    Parameters
    ----------
    surface : Surface
    paths : dict of str -> ndarray, (T + 1, 2)
    title, losses_title : str
    places : iterable of (str, (float, float))
        Points to name on the map.
    log : bool
        As in ``draw_contours``; the axis of the losses is logarithmic then.

    Returns
    -------
    Figure
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    draw_contours(left, surface, log=log)
    draw_minima(left, surface)
    said = []
    for k, (label, path) in enumerate(paths.items()):
        color, marker = CYCLE[k % len(CYCLE)], MARKERS[k % len(MARKERS)]
        left.plot(*path.T, color=color, marker=marker, markersize=3, markevery=max(1, len(path) // 30), linewidth=1.2)
        left.plot(*path[0], color=color, marker=marker, markersize=9, markeredgecolor=COLORS["black"])
        losses = surface.value(path)
        right.plot(
            np.where(losses < LOWEST, np.nan, losses) if log else losses,
            color=color,
            marker=marker,
            markersize=5,
            label=label,
            markevery=(7 * k, max(1, len(path) // 8)),
        )
        start, end = (f"({number(a)}, {number(b)})" for a, b in (path[0], path[-1]))
        said.append(f"{trend(label, range(len(losses)), losses)}, on the way from {start} to {end}")
    for name, point in places:
        at_the_right = point[0] > np.dot((0.25, 0.75), surface.domain[0])
        left.annotate(
            name,
            point,
            xytext=(6 - 12 * at_the_right, 6),
            ha="right" if at_the_right else "left",
            textcoords="offset points",
            fontsize=9.5,
            weight="bold",
        )
        left.plot(*point, "x", color=COLORS["black"], markersize=7, markeredgewidth=2)
        said.append(f"The {name} is marked at ({number(point[0])}, {number(point[1])})")
    left.set(title=title)
    right.set(title=losses_title, xlabel="step", ylabel="loss", yscale="log" if log else "linear")
    right.legend()
    return described(figure, f"{title}, and {losses_title}. {'. '.join(said)}.")
