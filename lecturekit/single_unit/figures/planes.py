"""A unit on its data beside the map of its loss; a descent on that map; the pushes of single data points."""

from functools import cache

import matplotlib
import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, scatter_classes
from lecturekit.figures.style import picture
from lecturekit.figures.words import listing, number
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.bowl import REACH, main_directions, unit_state
from lecturekit.single_unit.losses import logistic

PALE = LinearSegmentedColormap.from_list("pale", ["#A9CFE8", "#FFFFFF", "#F6C4A0"])
"""P(class 1) from 0 to 1: pale versions of the two classes' colors."""

LEVELS = (0.16, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
"""Losses at which the surface has a contour line."""

SHORTEST = 0.6
"""An arrow on the map that is shorter lies under the point."""

ARROW = {"angles": "xy", "scale_units": "xy", "scale": 1}


@picture
def unit_canvas(X: Array, y: Array, features: tuple[str, str], classes: tuple[str, str]) -> tuple[Figure, Draw]:
    """A unit of two weights on its data, beside the loss surface over the weights.

    Parameters
    ----------
    X : ndarray, (n, 2)
    y : ndarray, (n,)
        Labels 0 and 1.
    features, classes : pair of str

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(state)`` with state = dict(path=(T + 1, 2), w=(2,), b=float, gradient=(2,), surface=(k, k)): the
        weights passed through, the last ones, and the loss on a grid of weights from -REACH to REACH, row = w2, column = w1.
    """
    figure, (left, right) = new_figure(1, 2, height=4.2)
    reach = np.abs(X).max() * 1.05
    square = (-reach, reach, -reach, reach)
    plane = left.imshow(
        np.full((2, 2), 0.5), origin="lower", extent=square, cmap=PALE, vmin=0, vmax=1, interpolation="bilinear"
    )
    scatter_classes(left, X, y, classes, size=13, alpha=0.75)
    (boundary,) = left.plot([], [], color=COLORS["black"], linewidth=2.2, label="z = 0: P = 1/2")
    normal = left.quiver(
        [0], [0], [1], [0], color=COLORS["green"], edgecolor="white", linewidth=0.8, width=0.018, **ARROW
    )
    normal.set_zorder(5)
    name = left.text(0, 0, "w/2", color=COLORS["green"], weight="bold", fontsize=13, ha="center", va="center", zorder=6)
    name.set(clip_on=True, bbox={"facecolor": "white", "edgecolor": COLORS["green"], "pad": 1.5})
    left.set(
        xlim=(-reach, reach),
        ylim=(-reach, reach),
        xlabel=f"{features[0]} (standardized)",
        ylabel=f"{features[1]} (standardized)",
        title=f"color: P({classes[1]})",
    )
    left.grid(False)
    figure.legend(loc="outside upper center", ncols=4, columnspacing=1.4, handlelength=1.6)
    draw_map = _loss_map(right)
    (trail,) = right.plot([], [], ".-", color=COLORS["purple"], linewidth=1.2, markersize=4)
    (point,) = right.plot([], [], "o", color=COLORS["orange"], markeredgecolor="black", markersize=9, zorder=5)
    arrow = right.quiver(
        [0], [0], [1], [0], color=COLORS["orange"], edgecolor="black", linewidth=0.6, width=0.016, **ARROW
    )
    arrow.set_zorder(4)
    axis = np.linspace(-reach, reach, 61)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1)

    def draw(state):
        w, b = np.asarray(state["w"], float), state["b"]
        plane.set_data(sigmoid(grid @ w + b))
        boundary.set_data(*_level(w, b))
        length = np.linalg.norm(w)
        foot = -b * w / length**2 if length > 0 else np.zeros(2)
        normal.set_offsets(foot)
        normal.set_UVC(*(w / 2))
        name.set_position(foot + w / 2 + 0.75 * w / max(length, 1e-9))
        draw_map(state["surface"])
        trail.set_data(*np.transpose(state["path"]))
        point.set_data([w[0]], [w[1]])
        arrow.set_offsets(w)
        arrow.set_UVC(*(-6 * state["gradient"]))
        seen = np.linalg.norm(6 * state["gradient"]) > SHORTEST
        right.set_title(f"the loss{'; arrow: downhill' if seen else ''}; x: lowest")

    return figure, draw


def _loss_map(axes):
    """Contour lines of a surface that changes, with their values and a cross at the lowest place; returns ``draw``."""
    shades = matplotlib.colormaps["cividis"](np.linspace(0.05, 0.75, len(LEVELS)))
    lines = LineCollection([], colors=[], linewidths=1.2)
    axes.add_collection(lines)
    labels = [
        axes.text(0, 0, "", fontsize=10, ha="center", va="center", color=shade, clip_on=True, zorder=3)
        for shade in shades
    ]
    for label in labels:
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    (lowest,) = axes.plot([], [], "x", color=COLORS["black"], markersize=9, markeredgewidth=2.2, zorder=4)
    axes.set(
        xlim=(-REACH, REACH),
        ylim=(-REACH, REACH),
        xticks=range(-8, 9, 4),
        yticks=range(-8, 9, 4),
        xlabel="$w_1$",
        ylabel="$w_2$",
        aspect="equal",
    )
    axes.grid(False)

    def draw(surface):
        axis, fine = np.linspace(-REACH, REACH, len(surface)), _refined(len(surface))
        smooth = np.linspace(-REACH, REACH, len(fine))
        contours, segments, colors = contour_generator(smooth, smooth, fine @ surface @ fine.T), [], []
        row, column = np.unravel_index(np.argmin(surface), surface.shape)
        lowest.set_data([axis[column]], [axis[row]])
        for level, shade, label in zip(LEVELS, shades, labels):
            pieces = contours.lines(level)
            segments += pieces
            colors += [shade] * len(pieces)
            points = np.concatenate(pieces) if pieces else np.empty((0, 2))
            inside = points[np.all(np.abs(points) < 0.9 * REACH, axis=1)]
            label.set_visible(len(inside) > 0 and np.ptp(inside, axis=0).max() > 2)  # room for it beside the cross
            if label.get_visible():
                label.set_position(inside[np.argmin(inside @ (-0.5, 1.0))])  # low and to the right: off the paths
                label.set_text(f"{level:g}")
        lines.set_segments(segments)
        lines.set_color(colors)

    return draw


@cache
def _refined(n, times=5):
    """The matrix that takes n values at equal distances to a grid so many times finer, by cubics through four of them."""
    places = np.linspace(0, n - 1, times * (n - 1) + 1)
    first = np.clip(places.astype(int) - 1, 0, n - 4)
    matrix = np.zeros((len(places), n))
    for k in range(4):
        others = [j for j in range(4) if j != k]
        weights = [(places - first - j) / (k - j) for j in others]
        matrix[np.arange(len(places)), first + k] = np.prod(weights, axis=0)
    return matrix


def _level(w, offset):
    """Two far points of the line w . x + offset = 0; none if w is zero."""
    length = np.linalg.norm(w)
    if length == 0:
        return [], []
    foot, along = -offset * w / length**2, np.array([-w[1], w[0]]) / length
    return np.transpose([foot - 20 * along, foot + 20 * along])


@picture
def descent(X: Array, y: Array, path: Array) -> Figure:
    """The path of a descent on the map of the loss for its last bias, and beside it the loss, step by step.

    Parameters
    ----------
    X : ndarray, (n, 2)
    y : ndarray, (n,)
    path : ndarray, (T + 1, 3)
        As from ``descend``: two weights and the bias.
    """
    figure, (left, right) = new_figure(1, 2, height=3.6)
    state = unit_state(X, y, *path[-1])
    _loss_map(left)(state["surface"])
    left.plot(*path[:, :2].T, ".-", color=COLORS["purple"], linewidth=1.2, markersize=4)
    left.set(title="the path on the map; x: lowest", xlim=(-4, REACH), ylim=(-6, 6))
    losses = np.array([logistic(X @ v[:2] + v[2], y) for v in path])
    right.plot(losses, color=COLORS["purple"])
    right.set(title="the loss along it", xlabel="step", ylabel="mean loss", ylim=(0, None))
    last = len(path) - 1
    for t in sorted({0, last // 20, last // 4, last}):
        for ax, place, aside in ((left, path[t, :2], 0), (right, (t, losses[t]), 10)):
            ax.plot(*place, "o", color=COLORS["orange"], markeredgecolor="black", markersize=7, zorder=5)
            ax.annotate(f"{t}", place, (aside, 5), textcoords="offset points", ha="center", fontsize=9.5)
    start, end = (f"({v[0]:.1f}, {v[1]:.1f})" for v in (path[0], path[-1]))
    words = (
        f"The path of {last} steps on the map of the loss, and the loss at each: from w = {start}, loss {number(losses[0])}, "
        f"to w = {end}, loss {number(losses[-1])}, with {state['accuracy']:.0%} of the data points right."
    )
    return described(figure, words)


@picture
def bowl(
    X: Array, y: Array, *, names: tuple[str, str], eta: float, start: tuple[float, float], n_steps: int = 20
) -> Figure:
    """Contour lines of the mean least-squares loss over two weights, its two main directions, and steps of descent.

    Parameters
    ----------
    X : ndarray, (n, 2)
    y : ndarray, (n,)
    names : pair of str
        What the two columns of X are.
    eta : float
    start : pair of float
        The first weights.
    n_steps : int
    """
    curvatures, directions = main_directions(X)
    lowest = np.linalg.lstsq(X, y, rcond=None)[0]
    first = (np.asarray(start, float) - lowest) @ directions
    errors = (1 - eta * curvatures) ** np.arange(n_steps + 1)[:, None] * first
    path = lowest + errors @ directions.T
    reach = 1.15 * np.abs(path - lowest).max()
    figure, ax = new_figure(height=4.2, width=6.2)
    axes = [np.linspace(middle - reach, middle + reach, 121) for middle in lowest]
    away = np.stack(np.meshgrid(*axes), axis=-1) - lowest
    height = ((away @ directions) ** 2 @ curvatures) / 2
    top = (first**2 @ curvatures) / 2
    ax.contour(
        *axes, height, levels=top * np.array([0.02, 0.1, 0.25, 0.5, 1, 2]), colors=COLORS["gray"], linewidths=1.1
    )
    for h, v, name, share in zip(curvatures, -directions.T * np.sign(first)[:, None], ("flat", "steep"), (0.75, 0.4)):
        ax.annotate(
            "", lowest + share * reach * v, lowest, arrowprops={"arrowstyle": "->", "color": COLORS["green"], "lw": 2.4}
        )
        ax.annotate(
            f"{name}: curvature {number(h)}", lowest + share * reach * v, (6, 2), textcoords="offset points",
            color=COLORS["green"], fontsize=10.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
        )  # fmt: skip
    ax.plot(*path.T, ".-", color=COLORS["red"], linewidth=1.2, markersize=6)
    ax.plot(*lowest, "x", color=COLORS["black"], markersize=9, markeredgewidth=2.2)
    left = np.abs(errors[-1] / errors[0])
    ax.set(
        title=f"rate {number(eta)}: {n_steps} steps in a bowl", aspect="equal",
        xlabel=f"weight of {names[0]}", ylabel=f"weight of {names[1]}",
        xlim=axes[0][[0, -1]], ylim=axes[1][[0, -1]],
    )  # fmt: skip
    ax.grid(False)
    return described(
        figure,
        f"A bowl over the weights of {names[0]} and {names[1]}, with the curvature {number(curvatures[0])} in its flat main direction and "
        f"{number(curvatures[1])} in the steep one, at right angles. After {n_steps} steps at rate {number(eta)}, which jump "
        f"across the steep direction, {left[0]:.0%} of the error is left in the flat direction and {left[1]:.0%} in the steep one.",
    )


@picture
def collinear(X: Array, y: Array, pushes: Array, classes: tuple[str, str] = ("benign", "malignant")) -> Figure:
    """Each data point's own push as an arrow along that point, and their mean. X (n, 2), y (n,), pushes (n, 2)."""
    figure, ax = new_figure(height=4.2, width=6.0)
    scatter_classes(ax, X, y, classes, size=55, alpha=1.0)
    for x in X:
        ax.axline((0, 0), x, linestyle=":", color=COLORS["gray"], linewidth=1.2)
    ax.update_datalim(pushes)
    zero, mean = np.zeros(len(X)), pushes.mean(axis=0)
    ax.quiver(zero, zero, *pushes.T, color=COLORS["green"], width=0.007, label="push of one point", zorder=3, **ARROW)
    ax.quiver(
        [0], [0], [mean[0]], [mean[1]], color=COLORS["black"], width=0.007, label="their mean, (9)",
        zorder=4, **ARROW
    )  # fmt: skip
    ax.set(title="every push lies on its point's own line", aspect="equal")
    ax.set(xlabel="$x_1$, and the push on $w_1$", ylabel="$x_2$, and the push on $w_2$")
    ax.margins(0.15)
    ax.legend(loc="best", frameon=True, framealpha=1, edgecolor="none")
    each = [f"({x[0]:.1f}, {x[1]:.1f}) pushes by ({push[0]:+.2f}, {push[1]:+.2f})" for x, push in zip(X, pushes)]
    return described(
        figure,
        f"Data points and their pushes on the weights: {listing(each)}; their mean is ({mean[0]:+.2f}, {mean[1]:+.2f}).",
    )
