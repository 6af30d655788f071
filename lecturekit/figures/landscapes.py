"""Contour maps of the toy surfaces, shared by the chapters that walk on them."""

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, new_figure

LOWEST = 1e-8  # losses below it are drawn at it, so that a logarithmic axis keeps its shape


def draw_contours(axes, surface, *, n_levels=16, n=121):
    """Draw the surface's contours on axes, closer together where it is low, so that flat floors show too.

    Parameters
    ----------
    axes : Axes
    surface : Surface
    n_levels, n : int
        Number of contour lines; points of the grid along each side.
    """
    w1, w2, values = surface.grid(n)
    low, high = values.min(), values.max()
    levels = low + (high - low) * np.linspace(0.02, 1.0, n_levels) ** 2.2
    axes.contourf(w1, w2, values, levels=[low, *levels], cmap="cividis_r", alpha=0.55)
    axes.contour(w1, w2, values, levels=levels, colors=COLORS["gray"], linewidths=0.6)
    (left, right), (bottom, top) = surface.domain
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="$w_1$", ylabel="$w_2$")
    axes.grid(False)


def draw_minima(axes, surface):
    """Mark the surface's minima with stars."""
    axes.plot(
        *np.transpose(surface.minima),
        linestyle="none",
        marker="*",
        markersize=13,
        color=COLORS["orange"],
        markeredgecolor=COLORS["black"],
        label="minimum",
        zorder=5,
    )


def walks(surface, paths, *, title, losses_title, places=()):
    """Paths on a surface's map, and beside it the loss along each of them.

    Parameters
    ----------
    surface : Surface
    paths : dict of str -> ndarray, (T + 1, 2)
    title, losses_title : str
    places : iterable of (str, (float, float))
        Points to name on the map.

    Returns
    -------
    Figure
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    draw_contours(left, surface)
    draw_minima(left, surface)
    for k, (label, path) in enumerate(paths.items()):
        color, marker = CYCLE[k % len(CYCLE)], MARKERS[k % len(MARKERS)]
        left.plot(*path.T, color=color, marker=marker, markersize=3, markevery=max(1, len(path) // 30), linewidth=1.2)
        left.plot(*path[0], color=color, marker=marker, markersize=9, markeredgecolor=COLORS["black"])
        right.plot(
            np.maximum(surface.value(path), LOWEST),
            color=color,
            marker=marker,
            markersize=5,
            label=label,
            markevery=(7 * k, max(1, len(path) // 8)),
        )
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
    left.set(title=title)
    right.set(title=losses_title, xlabel="step", ylabel="loss", yscale="log")
    right.legend()
    return figure
