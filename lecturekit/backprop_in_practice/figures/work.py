"""Figure of chapter 4 on the work of one iteration: the three products of a layer."""

from matplotlib.patches import Rectangle

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture

ABOVE, BELOW = 3, 5  # units of the drawn layer, and of the one below it
PRODUCTS = (
    ("1  up", (("$z$", ABOVE, 1, "green"), "=", ("$W$", ABOVE, BELOW, "blue"), ("$x$", BELOW, 1, "green"))),
    (
        "2  down",
        (
            (r"$\partial\mathcal{L}/\partial x$", BELOW, 1, "red"),
            "=",
            (r"$W^{\!\top}$", BELOW, ABOVE, "blue"),
            (r"$\delta$", ABOVE, 1, "red"),
        ),
    ),
    (
        "3  gradient",
        (
            (r"$\partial\mathcal{L}/\partial W$", ABOVE, BELOW, "purple"),
            "=",
            (r"$\delta$", ABOVE, 1, "red"),
            (r"$x^{\!\top}$", 1, BELOW, "green"),
        ),
    ),
)
"""Title, and the shapes in a row: name, rows, columns, color."""
WIDEST = max(sum(0.7 if isinstance(shape, str) else shape[2] + 0.5 for shape in row) for _, row in PRODUCTS)
"""How many cells wide the widest of the three is."""
MARKED = {1: 0, ABOVE: 0, BELOW: BELOW - 1}
"""Framed in all three: the first unit of the layer, the last one below it, and the one weight between them."""


@picture
def three_products() -> Figure:
    """The three products of one layer for one data point, each matrix drawn to its shape, one weight followed through all."""
    figure, grid = new_figure(2, 2, height=4.4)
    *axes, legend = grid.flat
    for ax, (title, row) in zip(axes, PRODUCTS):
        x = 0.0
        for shape in row:
            if isinstance(shape, str):
                ax.text(x + 0.1, 0, shape, ha="center", va="center", fontsize=14)
                x += 0.7
                continue
            if shape is row[3]:
                ax.text(x - 0.25, 0, "·", ha="center", va="center", fontsize=16)
            name, rows, columns, color = shape
            for i in range(rows):
                for j in range(columns):
                    marked = (i, j) == (MARKED[rows], MARKED[columns])
                    line = {"edgecolor": "black", "linewidth": 2.2, "zorder": 3} if marked else {"edgecolor": "white"}
                    box = Rectangle((x + j, rows / 2 - i - 1), 1, 1, facecolor=(COLORS[color], 0.55), **line)
                    ax.add_patch(box)
            ax.text(x + columns / 2, rows / 2 + 0.15, name, ha="center", va="bottom", fontsize=14)
            ax.text(x + columns / 2, -rows / 2 - 0.15, _shape(rows, columns), ha="center", va="top", fontsize=11)
            x += columns + 0.5
        ax.set(
            xlim=((x - WIDEST) / 2, (x + WIDEST) / 2),
            ylim=(-BELOW / 2 - 0.9, BELOW / 2 + 1.1),
            aspect="equal",
            title=title,
        )
        ax.axis("off")
    legend.text(
        0.5, 0.5, "framed: one weight,\nand in 3 its entry\nof the gradient", ha="center", va="center", fontsize=11
    )
    legend.axis("off")
    work = f"{ABOVE} x {BELOW} multiply-adds"
    return described(
        figure,
        f"A layer of {ABOVE} units above {BELOW}: W times x gives z, {work}; W transposed times delta gives {BELOW} "
        f"numbers for the layer below, {work}; delta times x transposed gives a matrix of W's shape, {work}. "
        f"The weight from unit {BELOW} below to unit 1 is framed in all three, with what it is multiplied by.",
    )


def _shape(rows, columns):
    """Its sides by the names of the widths, ones left out."""
    sides = [{ABOVE: "m_l", BELOW: "m_{l-1}"}[side] for side in (rows, columns) if side > 1]
    return "$" + r" \times ".join(sides) + "$"
