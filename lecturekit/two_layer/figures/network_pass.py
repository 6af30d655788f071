"""Figure of a 2-2-1 network with every number of a forward and a backward pass on its nodes and edges."""

from matplotlib.patches import FancyBboxPatch

from lecturekit.figures.base import COLORS, Draw, Figure, new_figure

UNKNOWN = "?"
INPUT_X, HIDDEN_X, OUTPUT_X, LOSS_X = 0.7, 4.4, 8.65, 11.3
ROW_Y, OUTPUT_Y = (5.0, 1.75), 3.375
HALF, TALL = 0.63, 0.40  # half of a cell's width, half of its height
IN, HIDDEN_LEFT, HIDDEN_RIGHT, OUT = INPUT_X + HALF, HIDDEN_X - 2 * HALF, HIDDEN_X + 2 * HALF, OUTPUT_X - 2 * HALF
EDGES = {  # parameter: (start, end, place of its label along the edge)
    "w11": ((IN, ROW_Y[0]), (HIDDEN_LEFT, ROW_Y[0]), 0.5),
    "w12": ((IN, ROW_Y[1]), (HIDDEN_LEFT, ROW_Y[0]), 0.26),
    "w21": ((IN, ROW_Y[0]), (HIDDEN_LEFT, ROW_Y[1]), 0.26),
    "w22": ((IN, ROW_Y[1]), (HIDDEN_LEFT, ROW_Y[1]), 0.5),
    "w1": ((HIDDEN_RIGHT, ROW_Y[0]), (OUT, OUTPUT_Y), 0.42),
    "w2": ((HIDDEN_RIGHT, ROW_Y[1]), (OUT, OUTPUT_Y), 0.42),
    "b1": ((HIDDEN_LEFT - 0.75, ROW_Y[0] + 0.95), (HIDDEN_LEFT, ROW_Y[0] + 0.25), 0.0),
    "b2": ((HIDDEN_LEFT - 0.75, ROW_Y[1] - 1.0), (HIDDEN_LEFT, ROW_Y[1] - 0.25), 0.0),
    "b_out": ((OUTPUT_X - HALF, OUTPUT_Y - 1.45), (OUTPUT_X - HALF, OUTPUT_Y - TALL), 0.0),
}
CELLS = {  # node value: (center, symbol)
    "z1": ((HIDDEN_X - HALF, ROW_Y[0]), "$z_1$"),
    "h1": ((HIDDEN_X + HALF, ROW_Y[0]), "$x^{(1)}_1$"),
    "z2": ((HIDDEN_X - HALF, ROW_Y[1]), "$z_2$"),
    "h2": ((HIDDEN_X + HALF, ROW_Y[1]), "$x^{(1)}_2$"),
    "logit": ((OUTPUT_X - HALF, OUTPUT_Y), "$z^{(2)}$"),
    "prediction": ((OUTPUT_X + HALF, OUTPUT_Y), r"$\phi_{\rm out}$"),
    "x1": ((INPUT_X, ROW_Y[0]), "$x_1$"),
    "x2": ((INPUT_X, ROW_Y[1]), "$x_2$"),
    "target": ((LOSS_X, OUTPUT_Y + 1.15), "$y_*$"),
    "loss": ((LOSS_X, OUTPUT_Y - 1.15), "loss"),
}
BIAS_SYMBOLS = {"b1": "b_1", "b2": "b_2", "b_out": "b^{(2)}"}


def pass_canvas() -> tuple[Figure, Draw]:
    """The network, its numbers still unknown.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(values={key: number}, pushes={key: number}, active=set of keys,
        title=str, formula=str). Keys: x1 x2, w11 w12 w21 w22, b1 b2, z1 z2, h1 h2 (the values of the hidden
        units), w1 w2, b_out, logit, prediction, target, loss. A push is minus the derivative of the loss.
    """
    figure, ax = new_figure(width=8.0, height=4.9)
    ax.set(xlim=(-0.2, 12.05), ylim=(-1.2, 7.0))
    ax.axis("off")
    edges = {
        key: ax.plot(*zip(start, end), color=COLORS["gray"], linewidth=1.3, zorder=1)[0]
        for key, (start, end, _) in EDGES.items()
    }
    for height in (1.15, -1.15):
        ax.plot(
            [OUTPUT_X + 2 * HALF, LOSS_X - HALF],
            [OUTPUT_Y, OUTPUT_Y + height],
            color=COLORS["gray"],
            linewidth=1,
            zorder=1,
            linestyle=":",
        )
    boxes = {key: _box(ax, center) for key, (center, _) in CELLS.items()}
    labels = {key: _number(ax, *center, zorder=4) for key, (center, _) in CELLS.items()}
    pushes = {
        key: _push(ax, center[0], center[1] - TALL - 0.13)
        for key, (center, _) in CELLS.items()
        if key not in ("x1", "x2", "target", "loss", "prediction")
    }
    for key, (center, symbol) in CELLS.items():
        ax.text(center[0], center[1] + TALL + 0.1, symbol, ha="center", va="bottom", fontsize=11)
    for key, (start, end, along) in EDGES.items():
        x, y = (s + along * (e - s) for s, e in zip(start, end))
        labels[key] = _number(ax, x, y, va="bottom", background=True)
        pushes[key] = _push(ax, x, y - 0.05)
    title = ax.text(0.05, -0.2, "", fontsize=11.5, fontweight="bold", va="center")
    formula = ax.text(0.05, -0.85, "", fontsize=11, va="center")
    ax.text(0.05, 6.75, "black: values, computed forward", fontsize=9.5, color=COLORS["black"], va="center")
    ax.text(
        4.0,
        6.75,
        "red, in brackets: push = −∂loss/∂(value), computed backward",
        fontsize=9.5,
        color=COLORS["red"],
        va="center",
    )

    def draw(data):
        active = data["active"]
        for key, label in labels.items():
            name = {"w": f"$w_{{{key[1:]}}}$=", "b": f"${BIAS_SYMBOLS.get(key)}$="}.get(key[0], "")
            label.set_text(
                name + (f"{data['values'][key]:.2f}".replace("-", "−") if key in data["values"] else UNKNOWN)
            )
            label.set_color(COLORS["black"] if key in data["values"] else COLORS["gray"])
            label.set_fontweight("bold" if key in active else "normal")
        for key, push in pushes.items():
            push.set_text(_in_brackets(data["pushes"][key]) if key in data["pushes"] else "")
            push.set_fontweight("bold" if key in active else "normal")
        for key, edge in edges.items():
            edge.set(color=COLORS["orange"] if key in active else COLORS["gray"], linewidth=4 if key in active else 1.3)
        for key, box in boxes.items():
            box.set(
                edgecolor=COLORS["orange"] if key in active else COLORS["black"], linewidth=3 if key in active else 1
            )
        title.set_text(data["title"])
        formula.set_text(data["formula"])

    return figure, draw


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
