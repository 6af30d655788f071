"""The input plane and the hidden space: what a network predicts in both, and the lines that its units draw."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from lecturekit.figures.base import COLORS, Figure, described, new_figure, scatter_classes
from lecturekit.figures.style import picture
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import Activation
from lecturekit.single_unit.losses import logistic
from lecturekit.two_layer.network import forward_matrix

REGIONS = LinearSegmentedColormap.from_list("regions", ["#8FC1E3", "#FFFFFF", "#F2B183"])
"""P(class 1) from 0 to 1: pale versions of the two classes' colors."""


UNIT_COLORS = [COLORS[name] for name in ("green", "purple", "sky", "orange")]
UNIT_LINES = ["--", (0, (1.2, 0.8)), "-.", (0, (7, 1, 1, 1, 1, 1))]

SMOOTH = 181
"""Points along a side of a plane in which a boundary has no visible corners."""


@picture
def regions(
    panels: Mapping[str, Any],
    data: Any,
    reach: float = 2.1,
    phi: Activation | str = "tanh",
    *,
    hidden_lines: bool = False,
) -> Figure:
    """One panel for each network: P(class 1) in color, the line where it is 1/2, and the data.

    Parameters
    ----------
    panels : dict of str -> ndarray
        Title -> the parameters: (3,) of a single unit (w1, w2, b), or those of a network of two layers.
    data : Dataset
        Two features, two classes.
    reach : float
        The plane is drawn from -reach to reach.
    phi : Activation or str
        Of the hidden units.
    hidden_lines : bool
        Draw the line of each hidden unit, at most four, over a broader boundary.
    """
    figure, axes = new_figure(1, len(panels), height=3.9, sharey=True, squeeze=False)
    words = [
        _region(ax, title, params, data, reach, phi, hidden_lines)
        for ax, (title, params) in zip(axes[0], panels.items())
    ]
    axes[0, 0].set_ylabel("$x_2$")
    _legend_above(figure, axes[0])
    return described(figure, f"The data in the plane, on the predicted probability of class 1. {'. '.join(words)}.")


def _region(ax, title, params, data, reach, phi="tanh", hidden_lines=False):
    """One panel of ``regions``; returns its words."""
    logits, width = _logits_of(params, phi), 5 if hidden_lines else 2
    grid = on_the_plane(logits, reach, SMOOTH)
    scatter_plane(ax, data.X, data.y, data.target_names, reach)
    plane_picture(ax, reach).set_data(grid)
    axis = np.linspace(-reach, reach, len(grid))
    if grid.min() < 0.5 < grid.max():
        ax.contour(axis, axis, grid, levels=[0.5], colors=[COLORS["black"]], linewidths=width)
        ax.plot([], [], color=COLORS["black"], linewidth=width, label="boundary: P = 1/2")
    if hidden_lines and len(params) != 3:
        for i, (normal, offset) in enumerate(zip(params[0], params[1])):
            style = {"color": UNIT_COLORS[i], "linestyle": UNIT_LINES[i], "label": f"$z_{i + 1} = 0$"}
            ax.plot(*line_of(normal, offset, 3 * reach), linewidth=2.6, **style)
    z = logits(data.X)
    right = f"{np.sum((z > 0) == data.y)} of {len(data.y)}"
    ax.set_title(f"{title}\nloss {logistic(z, data.y):.2f}, {right} right", fontsize=11)
    return (
        f"{title}: {right} points right, loss {logistic(z, data.y):.2f}, "
        f"probabilities from {number(grid.min())} to {number(grid.max())} in the plane"
    )


def _legend_above(figure, panels):
    """One legend for what has a label in these panels, each label once."""
    handles: dict[str, Any] = {}
    for ax in panels:
        for handle, label in zip(*ax.get_legend_handles_labels()):
            handles.setdefault(label, handle)
    figure.legend(handles.values(), handles, loc="outside upper center", ncols=len(handles), frameon=False)


@picture
def slope_and_jump(params: Any, data: Any, x2: float = 0.0, reach: float = 2.1) -> Figure:
    """The regions of a network with two hidden units, and along one line what either adds to the logit, and their sum.

    Parameters
    ----------
    params : Parameters
        W (2, 2), b (2,), w (2,), b2 of a tanh network.
    data : Dataset
        Two features, two classes.
    x2 : float
        The line is that of this second coordinate.
    reach : float
        The plane is drawn from -reach to reach.
    """
    figure, (left, right) = new_figure(1, 2, height=3.9)
    region = _region(left, "two units", params, data, reach)
    left.set_ylabel("$x_2$")
    _legend_above(figure, [left])
    left.axhline(x2, color=COLORS["black"], linestyle=":", linewidth=1.6)
    x1 = np.linspace(-reach, reach, 401)
    passed = forward_matrix(params, np.column_stack([x1, np.full(401, x2)]))
    parts = passed.x1 * params[2]
    for i in (0, 1):
        style = {"color": UNIT_COLORS[i], "linestyle": UNIT_LINES[i]}
        right.plot(x1, parts[:, i], **style, label=f"$w_{i + 1} \\tanh z_{i + 1}$")
    right.plot(x1, passed.z2, color=COLORS["black"], label="both and $b^{(2)}$: the logit")
    right.axhline(0, color=COLORS["gray"], linewidth=1)
    right.set(title=f"along the line $x_2$ = {number(x2)}", xlabel="$x_1$", xlim=(-reach, reach))
    right.legend(loc="upper left")
    right.set_ylim(top=1.75 * np.abs(parts).max())
    crossings = x1[1:][np.diff(passed.z2 > 0)]
    return described(
        figure,
        f"The data in the plane, on the predicted probability of class 1. {region}. Along the line x2 = {number(x2)} unit 1 adds from {number(parts[0, 0])} to {number(parts[-1, 0])}, "
        f"unit 2 from {number(parts[0, 1])} to {number(parts[-1, 1])}, and the logit changes its sign {len(crossings)} times.",
    )


def _logits_of(params, phi):
    """The logits as a function of points (n, 2)."""
    if len(params) == 3:
        return lambda X: X @ params[:2] + params[2]
    return lambda X: forward_matrix(params, X, phi).z2


@picture
def input_arrows(params: Any, gradient: Callable[..., Array], data: Any, reach: float = 2.1) -> Figure:
    """The gradient of the logit with respect to the input, as arrows over the regions of a tanh network.

    Parameters
    ----------
    params : Parameters
        W, b, w, b2 of the network.
    gradient : callable
        ``gradient(W, b, w, b2, x)``: the derivative of the logit with respect to x (2,), shape (2,).
    data : Dataset
        Two features, two classes.
    reach : float
        The plane is drawn from -reach to reach.
    """
    figure = regions({"arrows: where the logit rises": params}, data, reach)
    axis = np.linspace(-0.9 * reach, 0.9 * reach, 13)
    places = np.array([[a, b] for b in axis for a in axis])
    arrows = np.array([gradient(*params, x) for x in places])
    length = np.linalg.norm(arrows, axis=1, keepdims=True)
    shown = arrows / np.maximum(length, 1e-12) * np.minimum(length, 0.3)
    figure.axes[0].quiver(*places.T, *shown.T, angles="xy", scale_units="xy", scale=1, width=0.006)
    steepest = places[length.argmax()]
    return described(
        figure,
        f"{figure.words} An arrow at each of {len(places)} places points to where the logit rises; the longest, "
        f"{number(length.max())}, stands at ({number(steepest[0])}, {number(steepest[1])}), the median is {number(np.median(length))}.",
    )


def foot_of(normal: Array, offset: float) -> tuple[Array, Array]:
    """The point of the line normal . x + offset = 0 that is nearest to 0, and the unit vector to its positive side."""
    length = np.linalg.norm(normal)
    if length < 1e-12:
        return np.zeros(2), np.zeros(2)
    return -offset * normal / length**2, normal / length


def line_of(normal: Array, offset: float, reach: float) -> Any:
    """Two far points of the line normal . x + offset = 0; nothing if there is no such line."""
    foot, direction = foot_of(normal, offset)
    if not direction.any():
        return [], []
    along = np.array([-direction[1], direction[0]])
    return np.transpose([foot - reach * along, foot + reach * along])


def on_the_plane(logits: Callable[[Array], Array], reach: float, n: int = 60) -> Array:
    """P(class 1) on a square grid from -reach to reach, (n, n): row = x2, column = x1."""
    axis = np.linspace(-reach, reach, n)
    grid = np.array([[a, b] for b in axis for a in axis])
    return 1 / (1 + np.exp(-np.clip(logits(grid), -50, 50))).reshape(n, n)


def plane_picture(ax: Any, reach: float) -> Any:
    """An image in the colors of ``REGIONS`` below everything on ``ax``, still at 1/2 everywhere."""
    extent = (-reach, reach, -reach, reach)
    return ax.imshow(
        np.full((2, 2), 0.5), origin="lower", extent=extent, cmap=REGIONS, vmin=0, vmax=1, zorder=0,
        interpolation="bilinear",
    )  # fmt: skip


def scatter_plane(ax: Any, X: Array, y: Array, names: Sequence[str], reach: float, size: float = 18) -> Sequence[Any]:
    """The two classes in the input plane; returns their artists."""
    first = len(ax.collections)
    scatter_classes(ax, X, y, names, size=size)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_1$", aspect="equal")
    ax.grid(False)
    return ax.collections[first:]
