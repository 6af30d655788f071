"""Figures of chapter 1: the Fact on the loss curves, a unit and its loss surface, two gradients racing."""

import numpy as np

from lecturekit.activations import sigmoid
from lecturekit.figures.base import COLORS, new_figure, scatter_classes
from lecturekit.losses import least_squares, logistic


def fact(z_least_squares=-1.5, z_logistic=-1.0):
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


def unit_canvas(data, surface, path=None):
    """A unit of two weights on its data, beside the loss surface over the weights.

    Parameters
    ----------
    data : Dataset
        Two features, two classes.
    surface : (w1, w2, values)
        Grid axes and the loss on the grid, shape (len(w2), len(w1)).
    path : ndarray, (T, 2), optional
        Weights of a descent, drawn once.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(state)`` with state = dict(w=(2,), b=float, gradient=(2,)).
    """
    figure, (left, right) = new_figure(1, 2, height=3.9)
    scatter_classes(left, data.X, data.y, data.target_names)
    boundary, = left.plot([], [], color=COLORS["black"], linewidth=2.2, label="z = 0")
    normal = left.quiver([0], [0], [1], [0], color=COLORS["black"], angles="xy", scale_units="xy", scale=1, width=0.012)
    reach = np.abs(data.X).max() * 1.05
    left.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel=data.feature_names[0],
             ylabel=data.feature_names[1], title="w points across the line z = 0")
    left.legend(loc="lower right")
    w1, w2, values = surface
    right.contourf(w1, w2, values, levels=18, cmap="cividis_r")
    right.set(xlabel="$w_1$", ylabel="$w_2$", title="loss (bright is low), arrow $-\\nabla L$")
    if path is not None:
        right.plot(*np.asarray(path).T, ".-", color=COLORS["red"], linewidth=1, markersize=4, label="gradient descent")
        right.legend(loc="lower right")
    point, = right.plot([], [], "o", color=COLORS["orange"], markeredgecolor="black", markersize=9)
    arrow = right.quiver([0], [0], [1], [0], color=COLORS["orange"], edgecolor="black", linewidth=0.6,
                         angles="xy", scale_units="xy", scale=1, width=0.016)

    def draw(state):
        w, b, gradient = np.asarray(state["w"], float), state["b"], state["gradient"]
        length = np.linalg.norm(w)
        if length > 0:
            unit, foot = w / length, -b * w / length ** 2
            along = np.array([-unit[1], unit[0]])
            boundary.set_data(*np.column_stack([foot - 20 * along, foot + 20 * along]))
            normal.set_offsets(foot)
            normal.set_UVC(*unit)
        else:
            boundary.set_data([], [])
            normal.set_UVC(0, 0)
        point.set_data([w[0]], [w[1]])
        arrow.set_offsets(w)
        arrow.set_UVC(*(-6 * gradient))

    return figure, draw


def race_canvas(limit=10.0):
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
    start, = left.plot([], [], "o", color=COLORS["black"], label="start")
    left.set(title="push on the logit, target 1", xlabel="logit z", ylabel="size of the push", ylim=(-0.05, 1.55))
    left.legend(loc="upper right")
    true, = right.plot([], [], color=COLORS["blue"], label="the Fact")
    slide, = right.plot([], [], "--", color=COLORS["red"], label="slide's formula")
    right.axhline(0, color=COLORS["grey"], linewidth=1)
    right.set(title="who gets above 0 first?", xlabel="step", ylabel="logit z", xscale="symlog", xlim=(0, 3000),
              ylim=(-limit - 0.5, 6))
    right.legend(loc="lower right")

    def draw(data):
        start.set_data([data["true"][0]], [1 - sigmoid(np.asarray(data["true"][0]))])
        true.set_data(range(len(data["true"])), data["true"])
        slide.set_data(range(len(data["slide"])), data["slide"])

    return figure, draw


def collinear(X, gradients, total):
    """Each data point's own gradient as an arrow along that point, and their mean. X (n, 2), gradients (n, 2)."""
    figure, ax = new_figure(width=5.4, height=3.8)
    ax.scatter(*X.T, color=COLORS["blue"], label="data points x", zorder=3)
    for x in X:
        ax.plot(*np.column_stack([[0, 0], x]), ":", color=COLORS["grey"], linewidth=1)
    options = {"angles": "xy", "scale_units": "xy", "scale": 1}
    zero = np.zeros(len(X))
    ax.quiver(zero, zero, *gradients.T, color=COLORS["orange"], width=0.008, label="gradient of one point", **options)
    ax.quiver([0], [0], [total[0]], [total[1]], color=COLORS["black"], width=0.014, label="their mean (9)", **options)
    ax.set(title="every gradient lies along its own x", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure
