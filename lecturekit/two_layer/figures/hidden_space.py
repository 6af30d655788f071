"""The hidden space beside the input plane: the lines that the units draw, and where they move the data."""

from collections.abc import Sequence

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, new_figure
from lecturekit.figures.style import picture
from lecturekit.foundation.types import Array
from lecturekit.two_layer.figures.planes import UNIT_COLORS, UNIT_LINES, foot_of, line_of, plane_picture, scatter_plane

N_CROWDS = 2


@picture
def features_canvas(X: Array, y: Array, names: Sequence[str], n_units: int, reach: float) -> tuple[Figure, Draw]:
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

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept=())`` with data = dict(X, y, params=Parameters, grid=(k, k), features=(n, 2), axes=(str, str),
        split=((2,), (2,)): the line that the output unit draws through the features, hidden_grid=(k, k): its predictions
        there, limits=(low, high), steps, losses, step, name); of the kept ones only the loss is drawn.
    """
    figure, axes = new_figure(2, 2, height=5.6, height_ratios=[3.2, 1])
    figure.get_layout_engine().set(h_pad=0.05)
    left, right = axes[0]
    for ax in axes[1]:
        ax.remove()
    handles, draw_input = _input_space(left, X, y, names, n_units, reach)
    split, draw_hidden = _hidden_space(right)
    legend = figure.legend(
        handles=[*handles, split],
        loc="outside upper center",
        ncols=3 + n_units,
        columnspacing=1.1,
        handletextpad=0.5,
        handlelength=2.3,
        fontsize=9.5,
        frameon=False,
    )
    draw_loss = _loss_so_far(figure.add_subplot(axes[1, 0].get_gridspec()[1, :]))

    def draw(data, kept=()):
        for i in range(n_units):
            for part in (legend.legend_handles[2 + i], legend.get_texts()[2 + i]):
                part.set_visible(i < len(data["params"].w))
        draw_input(data)
        draw_hidden(data)
        draw_loss(data, kept)

    return figure, draw


def _input_space(ax, X, y, names, n_units, reach):
    """The input plane; returns handles for the legend, and what draws it."""
    scatters = scatter_plane(ax, X, y, names, reach)
    shown = plane_picture(ax, reach)
    lines, arrows = [], []
    for i in range(n_units):
        style = {"color": UNIT_COLORS[i], "linestyle": UNIT_LINES[i], "label": f"$z_{i + 1} = 0$"}
        lines += ax.plot([], [], linewidth=2.6, zorder=4, **style)
        arrow = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.016, "zorder": 5}
        arrows.append(ax.quiver([0], [0], [0], [0], color=UNIT_COLORS[i], edgecolor="white", linewidth=0.5, **arrow))
    ax.set(title="input space: one line per unit", ylabel="$x_2$")
    boundary = []

    def draw(data):
        for k, artist in enumerate(scatters):
            artist.set_offsets(data["X"][data["y"] == k])
        shown.set_data(data["grid"])
        while boundary:
            boundary.pop().remove()
        axis = np.linspace(-reach, reach, len(data["grid"]))
        if data["grid"].min() < 0.5 < data["grid"].max():
            contour = ax.contour(axis, axis, data["grid"], levels=[0.5], colors=[COLORS["black"]], linewidths=5)
            contour.set_zorder(3)
            boundary.append(contour)
        params = data["params"]
        for i, (line, arrow) in enumerate(zip(lines, arrows)):
            there = i < len(params.w)
            line.set_data(*(line_of(params.W[i], params.b[i], 3 * reach) if there else ([], [])))
            foot, normal = foot_of(params.W[i], params.b[i]) if there else (np.zeros(2), np.zeros(2))
            arrow.set_visible(there)
            arrow.set_offsets(foot)
            arrow.set_UVC(*(0.4 * normal))

    return [*scatters, *lines], draw


def _hidden_space(ax):
    """The data at their hidden values; returns the cut's handle, and what draws all this."""
    scatters = [
        ax.scatter([], [], s=20, alpha=0.7, color=CYCLE[0], marker=MARKERS[0], linewidths=0),
        ax.scatter([], [], s=46, facecolors="none", edgecolors=CYCLE[1], marker=MARKERS[1], linewidths=1.3),
    ]
    shown = plane_picture(ax, 1)
    (split,) = ax.plot([], [], color=COLORS["black"], linewidth=2.8, label="$z^{(2)} = 0$")
    box = {"facecolor": "white", "edgecolor": COLORS["gray"], "alpha": 0.85, "pad": 1.5}
    place = {"fontsize": 9, "ha": "center", "va": "center", "bbox": box, "zorder": 6}
    arrow = {"arrowstyle": "->", "color": COLORS["black"], "shrinkB": 6}
    counts = [ax.annotate("", (0, 0), (0, 0), arrowprops=arrow, **place) for _ in range(N_CROWDS)]
    ax.set(title="the same data in hidden space", aspect="equal")
    ax.grid(False)

    def draw(data):
        for k, artist in enumerate(scatters):
            artist.set_offsets(data["features"][data["y"] == k])
        (low, high), (bottom, top) = data["limits"]
        shown.set_data(data["hidden_grid"])
        shown.set_extent((low, high, bottom, top))
        split.set_data(*np.transpose(data["split"]))
        found = crowds(data["features"], data["y"], 0.05 * (high - low))
        taken = data["features"]
        for k, text in enumerate(counts):
            text.set_visible(k < len(found))
            if k < len(found):
                text.xy, (zeros, ones) = found[k]
                text.set_text(f"{zeros} of class 0\n{ones} of class 1\non one spot")
                spot = _emptiest(high, taken, data["split"])
                text.set_position(spot)
                taken = np.vstack([taken, spot])
        ax.set(xlim=(low, high), ylim=(bottom, top), xlabel=data["axes"][0], ylabel=data["axes"][1])

    return split, draw


def _emptiest(high, taken, split):
    """The place for a small box in a square from -high to high that is farthest from all points and from the cut."""
    places = high * np.array([(x, y) for x in (-0.65, -0.3, 0, 0.3, 0.65) for y in (-0.8, -0.4, 0, 0.4, 0.8)])
    start, end = np.asarray(split)
    across = np.array([start[1] - end[1], end[0] - start[0]]) / np.linalg.norm(end - start)
    from_points = np.linalg.norm(places[:, None] - taken, axis=2).min(axis=1)
    return places[np.argmax(np.minimum(from_points, np.abs((places - start) @ across)))]


def crowds(features: Array, y: Array, width: float) -> list[tuple[Array, tuple[int, int]]]:
    """Spots where both classes lie on each other, at least ten points of each within a square of that width.

    Returns
    -------
    list of (center (2,), (how many of class 0, of class 1))
        At most ``N_CROWDS``, the fullest first; a point counts once.
    """
    left, found = np.ones(len(features), dtype=bool), []
    near = np.abs(features[:, None] - features[None]).max(axis=2) < width / 2
    while len(found) < N_CROWDS and left.any():
        counts = [(near & left & (y == k)).sum(axis=1) for k in (0, 1)]
        fullest = np.minimum(*counts).argmax()
        members = near[fullest] & left
        each = int(counts[0][fullest]), int(counts[1][fullest])
        if min(each) < 10:
            break
        found.append((features[members].mean(axis=0), each))
        left &= ~members
    return found


def _loss_so_far(ax):
    """The loss curve with the present step, below those of the kept runs; returns what draws it."""
    kept_lines = [ax.plot([], [], color=COLORS["gray"], linestyle=style)[0] for style in ("--", "-.", ":", (0, (5, 1)))]
    names = [ax.text(0, 0, "", fontsize=8.5, color=COLORS["gray"], ha="right", va="bottom") for _ in kept_lines]
    (curve,) = ax.plot([], [], color=COLORS["blue"])
    (now,) = ax.plot([], [], "o", color=COLORS["red"], markersize=8)
    ax.set(xlabel="step of gradient descent", ylabel="loss", ylim=(-0.05, 1.1))
    ax.axhline(np.log(2), color=COLORS["gray"], linestyle=":", linewidth=1.2)
    place = ax.get_yaxis_transform()
    ax.text(0.995, np.log(2), "ln 2", ha="right", va="bottom", fontsize=9, color=COLORS["gray"], transform=place)

    def draw(data, kept):
        curve.set_data(data["steps"], data["losses"])
        now.set_data([data["step"]], [data["losses"][list(data["steps"]).index(data["step"])]])
        for k, (line, name) in enumerate(zip(kept_lines, names)):
            there = k < len(kept)
            line.set_data(*((kept[k]["steps"], kept[k]["losses"]) if there else ([], [])))
            name.set_text(kept[k]["name"] if there else "")
            if there:
                name.set_position((kept[k]["steps"][-1], kept[k]["losses"][-1]))
        ax.set_xlim(-0.01 * data["steps"][-1], 1.01 * data["steps"][-1])

    return draw
