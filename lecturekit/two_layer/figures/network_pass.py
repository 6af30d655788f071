"""Figure of a 2-2-1 network with every number of a forward and a backward pass, and of what it has learned so far."""

from typing import Any

from matplotlib.patches import FancyBboxPatch

from lecturekit.figures.base import COLORS, Draw, Figure, new_figure
from lecturekit.figures.style import picture
from lecturekit.two_layer.figures.planes import plane_picture, scatter_plane
from lecturekit.two_layer.pass_steps import two_digits

UNKNOWN = "?"
INPUT_X, HIDDEN_X, OUTPUT_X, LOSS_X = 0.7, 4.4, 8.65, 11.3
ROW_Y, OUTPUT_Y = (5.0, 1.75), 3.375
HALF, TALL = 0.63, 0.40  # half of a cell's width, half of its height
IN, HIDDEN_LEFT, HIDDEN_RIGHT, OUT = INPUT_X + HALF, HIDDEN_X - 2 * HALF, HIDDEN_X + 2 * HALF, OUTPUT_X - 2 * HALF
EDGES = {  # parameter: (start, end, place of its label along the edge)
    "w_11": ((IN, ROW_Y[0]), (HIDDEN_LEFT, ROW_Y[0]), 0.5),
    "w_12": ((IN, ROW_Y[1]), (HIDDEN_LEFT, ROW_Y[0]), 0.26),
    "w_21": ((IN, ROW_Y[0]), (HIDDEN_LEFT, ROW_Y[1]), 0.26),
    "w_22": ((IN, ROW_Y[1]), (HIDDEN_LEFT, ROW_Y[1]), 0.5),
    "w_1": ((HIDDEN_RIGHT, ROW_Y[0]), (OUT, OUTPUT_Y), 0.42),
    "w_2": ((HIDDEN_RIGHT, ROW_Y[1]), (OUT, OUTPUT_Y), 0.42),
    "b_1": ((HIDDEN_LEFT - 0.75, ROW_Y[0] + 0.95), (HIDDEN_LEFT, ROW_Y[0] + 0.25), 0.0),
    "b_2": ((HIDDEN_LEFT - 0.75, ROW_Y[1] - 1.0), (HIDDEN_LEFT, ROW_Y[1] - 0.25), 0.0),
    "b_out": ((OUTPUT_X - HALF, OUTPUT_Y - 1.45), (OUTPUT_X - HALF, OUTPUT_Y - TALL), 0.0),
}
CELLS = {  # node value: (center, symbol)
    "z_1": ((HIDDEN_X - HALF, ROW_Y[0]), "$z_1$"),
    "h_1": ((HIDDEN_X + HALF, ROW_Y[0]), "$x^{(1)}_1$"),
    "z_2": ((HIDDEN_X - HALF, ROW_Y[1]), "$z_2$"),
    "h_2": ((HIDDEN_X + HALF, ROW_Y[1]), "$x^{(1)}_2$"),
    "logit": ((OUTPUT_X - HALF, OUTPUT_Y), "$z^{(2)}$"),
    "prediction": ((OUTPUT_X + HALF, OUTPUT_Y), r"$\phi_{\rm out}$"),
    "x_1": ((INPUT_X, ROW_Y[0]), "$x_1$"),
    "x_2": ((INPUT_X, ROW_Y[1]), "$x_2$"),
    "target": ((LOSS_X, OUTPUT_Y + 1.15), "$y_*$"),
    "loss": ((LOSS_X, OUTPUT_Y - 1.15), "loss"),
}
SYMBOLS = {
    **{key: f"$w_{{{key[2:]}}}$=" for key in EDGES if key.startswith("w")},
    "b_1": "$b_1$=",
    "b_2": "$b_2$=",
    "b_out": "$b^{(2)}$=",
}
PLANE = 1.6
"""The input plane is drawn from -PLANE to PLANE."""


@picture
def pass_canvas(corners: Any = None) -> tuple[Figure, Draw]:
    """The network, its numbers still unknown.

    Parameters
    ----------
    corners : Dataset, optional
        Leave room below the graph for what the network has learned: its loss so far, and the input plane
        with these points.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(values={key: number}, pushes={key: number}, active=set of keys,
        title=str, formula=str, wanted=set of keys). Keys: x_1 x_2, w_11 w_12 w_21 w_22, b_1 b_2, z_1 z_2, h_1 h_2 (the
        values of the hidden units), w_1 w_2, b_out, logit, prediction, target, loss. A push is minus the derivative
        of the loss. With ``corners`` also losses (n,), descent (the number of the present one), x (2,), and
        plane (k, k): the predictions from -PLANE to PLANE, row = x2, column = x1.
    """
    if corners is None:
        figure, ax = new_figure(width=8.0, height=4.9)
        return figure, _graph(ax)
    figure, axes = new_figure(2, 2, width=8.0, height=7.2, height_ratios=[4.9, 2.1], width_ratios=[2.2, 1])
    for each in axes[0]:
        each.remove()
    graph = _graph(figure.add_subplot(axes[0, 0].get_gridspec()[0, :]))
    learning = _learning(axes[1][0], axes[1][1], corners)

    def draw(data):
        graph(data)
        learning(data)

    return figure, draw


def _learning(curve_ax, plane_ax, corners):
    """The loss so far and the input plane; returns what draws them."""
    (curve,) = curve_ax.plot([], [], color=COLORS["blue"])
    (now,) = curve_ax.plot([], [], "o", color=COLORS["red"], markersize=8)
    curve_ax.axhline(0.1, color=COLORS["gray"], linestyle=":", linewidth=1.2)
    curve_ax.set(xlabel="steps of gradient descent taken", ylabel="loss", ylim=(-0.05, 1.6))
    curve_ax.text(
        0.99, 0.12, "0.1: learned", ha="right", va="bottom", fontsize=9, color=COLORS["gray"],
        transform=curve_ax.get_yaxis_transform(),
    )  # fmt: skip
    scatter_plane(plane_ax, corners.X, corners.y, corners.target_names, PLANE, size=70)
    plane_ax.set(xlabel="", title="what it predicts", xticks=[-1, 1], yticks=[-1, 1])
    shown = plane_picture(plane_ax, PLANE)
    (chosen,) = plane_ax.plot([], [], "o", markersize=15, markerfacecolor="none", markeredgecolor=COLORS["black"])

    def draw(data):
        curve.set_data(range(data["descent"] + 1), data["losses"][: data["descent"] + 1])
        now.set_data([data["descent"]], [data["losses"][data["descent"]]])
        curve_ax.set_xlim(-0.02 * len(data["losses"]), 1.02 * len(data["losses"]))
        shown.set_data(data["plane"])
        chosen.set_data([data["x"][0]], [data["x"][1]])

    return draw


def _graph(ax):
    """The graph without its numbers; returns what draws them."""
    ax.set(xlim=(-0.2, 12.05), ylim=(-1.2, 7.0))
    ax.axis("off")
    edges = {
        key: ax.plot(*zip(start, end), color=COLORS["gray"], linewidth=1.3, zorder=1, solid_capstyle="butt")[0]
        for key, (start, end, _) in EDGES.items()
    }
    below_target, above_loss = OUTPUT_Y + 1.15 - TALL, OUTPUT_Y - 1.15 + TALL + 0.55
    for x, y in (
        ([OUTPUT_X + 2 * HALF, LOSS_X - HALF], [OUTPUT_Y, OUTPUT_Y - 1.15]),
        ([LOSS_X, LOSS_X], [below_target, above_loss]),
    ):
        ax.plot(x, y, color=COLORS["gray"], linewidth=1, zorder=1, linestyle=":")
    boxes = {key: _box(ax, center) for key, (center, _) in CELLS.items()}
    labels = {key: _number(ax, *center, zorder=4) for key, (center, _) in CELLS.items()}
    pushes = {
        key: _push(ax, center[0], center[1] - TALL - 0.13)
        for key, (center, _) in CELLS.items()
        if key not in ("x_1", "x_2", "target", "loss", "prediction")
    }
    for key, (center, symbol) in CELLS.items():
        ax.text(center[0], center[1] + TALL + 0.1, symbol, ha="center", va="bottom", fontsize=11)
    for key, (start, end, along) in EDGES.items():
        x, y = (s + along * (e - s) for s, e in zip(start, end))
        labels[key] = _number(ax, x, y, va="bottom", background=True)
        pushes[key] = _push(ax, x, y - 0.05)
    title = ax.text(0.05, -0.2, "", fontsize=11.5, fontweight="bold", va="center")
    formula = ax.text(0.05, -0.85, "", fontsize=11, va="center")
    ax.text(0.05, 6.75, "black: values, computed forward", fontsize=10.5, color=COLORS["black"], va="center")
    ax.text(12.0, 6.15, "edge width: size of its weight", fontsize=10.5, color=COLORS["black"], va="center", ha="right")
    explained = ax.text(
        4.3,
        6.75,
        "in brackets: push = −∂loss/∂(value), computed backward",
        fontsize=10.5,
        color=COLORS["red"],
        va="center",
    )

    def draw(data):
        active, values, wanted = data["active"], data["values"], data["wanted"]
        for key, label in labels.items():
            number = two_digits(values[key]) if key in values else UNKNOWN
            label.set_text(SYMBOLS.get(key, "") + number)
            label.set_color(COLORS["black"] if key in values else COLORS["gray"])
            label.set_fontweight("bold" if key in active else "normal")
        for key, push in pushes.items():
            asked = key in wanted and key in values
            push.set_text(_in_brackets(data["pushes"][key]) if key in data["pushes"] else "[?]" if asked else "")
            push.set_fontweight("bold" if key in active else "normal")
        for key, edge in edges.items():
            width = 0.7 + 2.2 * abs(values.get(key, 0.0))
            edge.set(
                color=COLORS["orange"] if key in active else COLORS["gray"],
                linewidth=min(width + (1.5 if key in active else 0), 6.0),
            )
        for key, box in boxes.items():
            box.set(
                edgecolor=COLORS["orange"] if key in active else COLORS["black"], linewidth=3 if key in active else 1
            )
        explained.set_visible(any(push.get_text() for push in pushes.values()))
        title.set_text(data["title"])
        formula.set_text(data["formula"])

    return draw


def _in_brackets(number):
    return f"[{number:+.2f}]".replace("+0.00", "0").replace("-0.00", "0").replace("-", "−")


def _box(ax, center):
    x, y = center
    box = FancyBboxPatch(
        (x - HALF + 0.04, y - TALL),
        2 * HALF - 0.08,
        2 * TALL,
        boxstyle="round,pad=0,rounding_size=0.12",
        facecolor="white",
        edgecolor=COLORS["black"],
        zorder=3,
    )
    return ax.add_patch(box)


def _number(ax, x, y, *, va="center", background=False, zorder=5):
    pad = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if background else None
    return ax.text(x, y, UNKNOWN, ha="center", va=va, fontsize=11, zorder=zorder, bbox=pad)


def _push(ax, x, y):
    pad = {"facecolor": "white", "edgecolor": "none", "pad": 2.5}
    return ax.text(x, y, "", ha="center", va="top", fontsize=10.5, color=COLORS["red"], zorder=4.5, bbox=pad)
