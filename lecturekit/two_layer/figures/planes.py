"""Figures of chapter 2: the input plane, its regions and its hidden units' lines, and the hidden units as features."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from lecturekit.figures.base import COLORS, Draw, Figure, new_figure, scatter_classes
from lecturekit.foundation.types import Array

REGIONS = LinearSegmentedColormap.from_list("regions", ["#A9CFE8", "#FFFFFF", "#F6C4A0"])
"""P(class 1) from 0 to 1: pale versions of the two classes' colors."""

UNIT_COLORS = [COLORS[name] for name in ("green", "purple", "gray", "orange")]
UNIT_LINES = ["--", (0, (1.2, 0.8)), "-.", (0, (7, 1, 1, 1, 1, 1))]


def regions(panels: Mapping[str, Any], X: Array, y: Array, names: Sequence[str], reach: float) -> Figure:
    """One panel for each network: P(class 1) in color, the line where it is 1/2, and the data.

    Parameters
    ----------
    panels : dict of str -> ndarray, (k, k)
        Title -> predictions on a square grid from -reach to reach, row = x2, column = x1.
    X : ndarray, (n, 2)
    y : ndarray of int, (n,)
    names : sequence of str
    reach : float
    """
    figure, axes = new_figure(1, len(panels), height=3.7, sharey=True)
    for ax, (title, grid) in zip(np.atleast_1d(axes), panels.items()):
        artists = _input_plane(ax, X, y, names, reach)
        ax.imshow(
            grid,
            origin="lower",
            extent=(-reach, reach, -reach, reach),
            cmap=REGIONS,
            vmin=0,
            vmax=1,
            interpolation="bilinear",
            zorder=0,
        )
        axis = np.linspace(-reach, reach, len(grid))
        ax.contour(axis, axis, grid, levels=[0.5], colors=[COLORS["black"]], linewidths=2)
        ax.set_title(title)
    np.atleast_1d(axes)[0].set_ylabel("$x_2$")
    figure.legend(handles=artists, loc="outside upper center", ncols=len(names), frameon=False)
    return figure


def features_canvas(
    X: Array, y: Array, names: Sequence[str], n_units: int, reach: float, loss_curve: bool
) -> tuple[Figure, Draw]:
    """A network's regions with its units' lines, the data as the output unit sees them, and the loss so far.

    Parameters
    ----------
    X : ndarray, (n, 2)
    y : ndarray of int, (n,)
    names : sequence of str
    n_units : int
        Most hidden units that will be shown, up to 4.
    reach : float
        The input plane is drawn from -reach to reach.
    loss_curve : bool
        Leave room for the loss curve.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(X, y, params=Parameters, grid=(k, k), features=(n, 2), axes=(str, str),
        split=((2,), (2,)): the line that the output unit draws through the features, limits=(low, high),
        steps, losses, step).
    """
    rows: dict[str, Any] = {"height": 5.4, "height_ratios": [3.2, 1]} if loss_curve else {"height": 3.8}
    figure, axes = new_figure(2 if loss_curve else 1, 2, **rows)
    figure.get_layout_engine().set(h_pad=0.05 if loss_curve else 0.1)
    left, right = axes[0] if loss_curve else axes
    scatters = [_input_plane(left, X, y, names, reach), _classes(right, X, y, names)]
    picture = left.imshow(
        np.full((2, 2), 0.5),
        origin="lower",
        extent=(-reach, reach, -reach, reach),
        cmap=REGIONS,
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        zorder=0,
    )
    lines = [
        left.plot([], [], color=UNIT_COLORS[i], linestyle=UNIT_LINES[i], linewidth=2.4, label=f"$z_{i + 1} = 0$")[0]
        for i in range(n_units)
    ]
    left.set(title="input space: one line per unit", ylabel="$x_2$")
    boundary: list[Any] = []
    (split,) = right.plot([], [], color=COLORS["black"], linewidth=2.8, label="$z^{(2)} = 0$")
    right.set(title="the same data in hidden space", aspect="equal")
    figure.legend(
        handles=[*scatters[0], *lines, split],
        loc="outside upper center",
        ncols=3 + n_units,
        columnspacing=1.1,
        handletextpad=0.5,
        handlelength=2.3,
        fontsize=9.5,
        frameon=False,
    )
    if loss_curve:
        for ax in axes[1]:
            ax.remove()
        below = figure.add_subplot(axes[1, 0].get_gridspec()[1, :])
        (curve,) = below.plot([], [], color=COLORS["blue"])
        (now,) = below.plot([], [], "o", color=COLORS["red"], markersize=8)
        below.set(xlabel="step of gradient descent", ylabel="loss", ylim=(-0.05, 1.1))
        below.axhline(np.log(2), color=COLORS["gray"], linestyle=":", linewidth=1.2)
        below.text(
            0.995,
            np.log(2),
            "ln 2: guessing",
            ha="right",
            va="bottom",
            fontsize=9,
            color=COLORS["gray"],
            transform=below.get_yaxis_transform(),
        )

    def draw(data):
        points, labels = data["X"], data["y"]
        for per_class, places in zip(scatters, (points, data["features"])):
            for k, artist in enumerate(per_class):
                artist.set_offsets(places[labels == k])
        picture.set_data(data["grid"])
        while boundary:
            boundary.pop().remove()
        axis = np.linspace(-reach, reach, len(data["grid"]))
        if data["grid"].min() < 0.5 < data["grid"].max():
            boundary.append(
                left.contour(axis, axis, data["grid"], levels=[0.5], colors=[COLORS["black"]], linewidths=2.8)
            )
        m = len(data["params"].w)
        for i, line in enumerate(lines):
            line.set_data(*(_line(data["params"].W[i], data["params"].b[i], 3 * reach) if i < m else ([], [])))
        split.set_data(*np.transpose(data["split"]))
        low, high = data["limits"]
        right.set(xlim=low, ylim=high, xlabel=data["axes"][0], ylabel=data["axes"][1])
        if loss_curve:
            curve.set_data(data["steps"], data["losses"])
            now.set_data([data["step"]], [data["losses"][list(data["steps"]).index(data["step"])]])
            below.set_xlim(-0.01 * data["steps"][-1], 1.01 * data["steps"][-1])

    return figure, draw


def _classes(ax, X, y, names):
    first = len(ax.collections)
    scatter_classes(ax, X, y, names, size=18)
    return ax.collections[first:]


def _input_plane(ax, X, y, names, reach):
    artists = _classes(ax, X, y, names)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_1$", aspect="equal")
    ax.grid(False)
    return artists


def _line(normal, offset, reach):
    """Two far points of the line normal . x + offset = 0; nothing if there is no such line."""
    length = np.linalg.norm(normal)
    if length < 1e-12:
        return [], []
    foot, along = -offset * normal / length**2, np.array([-normal[1], normal[0]]) / length
    return np.transpose([foot - reach * along, foot + reach * along])
