"""Figures of chapter 1: the Fact on the loss curves, a unit and its loss surface, two gradients racing."""

import numpy as np
from matplotlib.colors import BoundaryNorm

from lecturekit.datasets.dataset import Dataset
from lecturekit.figures.base import COLORS, Draw, Figure, new_figure, scatter_classes
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.losses import least_squares, logistic


def fact(z_least_squares: float = -1.5, z_logistic: float = -1.0) -> Figure:
    """Both losses for a target of 1, with the tangent whose slope is phi_out(z) - y_star."""
    figure, axes = new_figure(1, 2, height=3.3, sharey=True)
    z = np.linspace(-4, 4, 161)
    for ax, loss, z0 in zip(axes, (least_squares, logistic), (z_least_squares, z_logistic)):
        y = np.ones_like(z)
        here, slope = loss(np.array([z0]), [1]), loss.dz(np.array([z0]), [1])[0]
        ax.plot(z, loss.per_sample(z, y.astype(int)), color=COLORS["blue"], label="loss")
        near = np.array([z0 - 1.2, z0 + 1.2])
        ax.plot(near, here + slope * (near - z0), "--", color=COLORS["red"], label=f"tangent, slope {slope:.2f}")
        ax.plot(z0, here, "o", color=COLORS["red"])
        ax.set(title=f"{loss.name.replace('_', ' ')}, target 1", xlabel="logit z", ylim=(-0.3, 6.4))
        ax.legend(loc="upper right")
    axes[0].set_ylabel("loss")
    return figure


MARGIN = np.log(9)
"""The logit at which the prediction is 0.9; at minus this logit it is 0.1."""

N_BANDS = 17

REACH = 8.0
"""The loss surface is drawn over weights from -REACH to REACH."""


def unit_canvas(data: Dataset, path: Array | None = None) -> tuple[Figure, Draw]:
    """A unit of two weights on its data, beside the loss surface over the weights.

    Parameters
    ----------
    data : Dataset
        Two features, two classes.
    path : ndarray, (T, 2), optional
        Weights of a descent, drawn once.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(state)`` with state = dict(w=(2,), b=float, gradient=(2,), surface=(k, k)): the loss on a grid of
        weights from -REACH to REACH, row = w2, column = w1.
    """
    figure, (left, right) = new_figure(1, 2, height=4.1)
    scatter_classes(left, data.X, data.y, data.target_names)
    (boundary,) = left.plot([], [], color=COLORS["black"], linewidth=2.2, label="z = 0")
    margins = [
        left.plot([], [], ":", color=COLORS["black"], linewidth=1.3, label=label)[0]
        for label in ("P = 0.1 and 0.9", None)
    ]
    normal = left.quiver([0], [0], [1], [0], color=COLORS["black"], angles="xy", scale_units="xy", scale=1, width=0.012)
    reach = np.abs(data.X).max() * 1.05
    left.set(
        xlim=(-reach, reach),
        ylim=(-reach, reach),
        xlabel=data.feature_names[0],
        ylabel=data.feature_names[1],
        title="w/4 stands on the line z = 0",
    )
    bands = right.imshow(
        np.ones((2, 2)),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        cmap="cividis_r",
        extent=(-REACH, REACH, -REACH, REACH),
    )
    right.set(
        xlim=(-REACH, REACH),
        ylim=(-REACH, REACH),
        xlabel="$w_1$",
        ylabel="$w_2$",
        title="loss (bright is low), arrow $-\\nabla L$",
    )
    right.grid(False)
    if path is not None:
        right.plot(*np.asarray(path).T, ".-", color=COLORS["red"], linewidth=1, markersize=4, label="gradient descent")
    figure.legend(loc="outside upper center", ncols=5, columnspacing=1.4, handlelength=1.8)
    (point,) = right.plot([], [], "o", color=COLORS["orange"], markeredgecolor="black", markersize=9)
    arrow = right.quiver(
        [0],
        [0],
        [1],
        [0],
        color=COLORS["orange"],
        edgecolor="black",
        linewidth=0.6,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.016,
    )

    def draw(state):
        w, gradient = np.asarray(state["w"], float), state["gradient"]
        for line, logit in zip((boundary, *margins), (0.0, -MARGIN, MARGIN)):
            line.set_data(*_level(w, state["b"] - logit))
        length = np.linalg.norm(w)
        normal.set_offsets(-state["b"] * w / length**2 if length > 0 else (0, 0))
        normal.set_UVC(*(w / 4))
        bands.set_data(state["surface"])
        bands.set_norm(BoundaryNorm(_bands(state["surface"]), bands.cmap.N))
        point.set_data([w[0]], [w[1]])
        arrow.set_offsets(w)
        arrow.set_UVC(*(-6 * gradient))

    return figure, draw


def _level(w, offset):
    """Two far points of the line w . x + offset = 0; none if w is zero."""
    length = np.linalg.norm(w)
    if length == 0:
        return [], []
    foot, along = -offset * w / length**2, np.array([-w[1], w[0]]) / length
    return np.transpose([foot - 20 * along, foot + 20 * along])


def _bands(values):
    """Levels at equal ratios: narrow bands at the bottom of the bowl, where equal differences would show none."""
    low = max(values.min(), 1e-3)
    return np.geomspace(low, max(values.max(), 2 * low), N_BANDS)


def race_canvas(limit: float = 10.0) -> tuple[Figure, Draw]:
    """One unit's logit, step by step, under the true gradient and under the slide's formula.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(true=path, slide=path), logits from the start on.
    """
    figure, (left, right) = new_figure(1, 2, height=3.4)
    z = np.linspace(-limit, limit, 201)
    p = sigmoid(z)
    left.plot(z, 1 - p, color=COLORS["blue"], label=r"$y_* - \phi_{\rm out}$  (the Fact)")
    left.plot(z, (1 - p) * p * (1 - p), "--", color=COLORS["red"], label=r"the same times $\phi'_{\rm out}$  (slide)")
    (start,) = left.plot([], [], "o", color=COLORS["black"], label="start")
    left.set(title="push on the logit, target 1", xlabel="logit z", ylabel="size of the push", ylim=(-0.05, 1.55))
    left.legend(loc="upper right")
    (true,) = right.plot([], [], color=COLORS["blue"], label="the Fact")
    (slide,) = right.plot([], [], "--", color=COLORS["red"], label="slide's formula")
    right.axhline(0, color=COLORS["gray"], linewidth=1)
    right.set(
        title="who gets above 0 first?",
        xlabel="step",
        ylabel="logit z",
        xscale="log",
        xlim=(1, 3000),
        ylim=(-limit - 0.5, 6),
    )
    right.legend(loc="lower right")

    def draw(data):
        start.set_data([data["true"][0]], [1 - sigmoid(np.asarray(data["true"][0]))])
        for line, path in ((true, data["true"]), (slide, data["slide"])):
            line.set_data(range(1, len(path)), path[1:])

    return figure, draw


def collinear(X: Array, gradients: Array, total: Array) -> Figure:
    """Each data point's own gradient as an arrow along that point, and their mean. X (n, 2), gradients (n, 2)."""
    figure, ax = new_figure(height=4.3)
    ax.plot(*X.T, "o", color=COLORS["blue"], label="data points x", zorder=3)
    for x, gradient in zip(X, gradients):
        ends = np.array([x, [0, 0], gradient])
        ax.plot(*ends.T, ":", color=COLORS["gray"], linewidth=1.2)
    options = {"angles": "xy", "scale_units": "xy", "scale": 1}
    zero = np.zeros(len(X))
    ax.quiver(zero, zero, *gradients.T, color=COLORS["orange"], width=0.007, label="gradient of one point", **options)
    ax.quiver(
        [0],
        [0],
        [total[0]],
        [total[1]],
        color=COLORS["black"],
        width=0.011,
        label="their mean (9)",
        zorder=4,
        **options,
    )
    ax.set(title="every gradient lies along its own x", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure
