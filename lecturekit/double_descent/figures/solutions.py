"""Figures of the many solutions: the line on which they lie, and curves that differ by what the data cannot see."""

from collections.abc import Sequence

import numpy as np

from lecturekit.double_descent.curve_fits import CurveProblem
from lecturekit.double_descent.experiments import walk_of_descent
from lecturekit.double_descent.figures.fits import draw_data
from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array


@picture
def line_of_solutions(row: Array, y: float, starts: Sequence[tuple[float, float]], n_steps: int = 9) -> Figure:
    """Two weights and one data point: the line of all exact fits, and gradient descent to it from several starts.

    Parameters
    ----------
    row : ndarray, (2,)
        The features of the data point.
    y : float
        Its label.
    starts : sequence of two floats
    n_steps : int
        Of gradient descent, each a part of the largest rate, so that the way can be seen.
    """
    figure, ax = new_figure(width=6.6, height=3.3)
    row = np.asarray(row, dtype=float)
    smallest = y * row / (row @ row)
    along = np.array([-row[1], row[0]]) / np.linalg.norm(row)
    ends = smallest + 5 * np.array([-1.0, 1.0])[:, None] * along
    ax.plot(*ends.T, color=COLORS["black"], label="all w that fit the point")
    for level in (1, 2, 3):  # the loss is equal along parallels to that line
        for side in (-1, 1):
            ax.plot(*(ends + side * 0.45 * level * row).T, color=COLORS["gray"], linewidth=0.8, alpha=0.6)
    circle = np.linalg.norm(smallest) * np.exp(1j * np.linspace(0, 2 * np.pi, 100))
    ax.plot(circle.real, circle.imag, ":", color=COLORS["gray"], linewidth=1.3, label="as long as the smallest")
    said = []
    for k, start in enumerate(starts):
        w, path = np.array(start, dtype=float), [np.array(start, dtype=float)]
        for _ in range(n_steps):
            w = w + 0.45 * (walk_of_descent(row[None], np.array([y]), w, 1) - w)
            path.append(w)
        x = np.array(path)
        name = "from 0" if not np.any(start) else f"from ({start[0]:g}, {start[1]:g})"
        ax.plot(*x.T, color=CYCLE[k], marker=MARKERS[k], markersize=5, label=f"descent {name}")
        unseen = (x[-1] @ along) * along
        if np.linalg.norm(unseen) > 1e-9:
            beside = smallest + 0.08 * row  # on the line itself it could not be seen
            ax.annotate("", beside + unseen, beside, arrowprops={"arrowstyle": "<->", "color": COLORS["purple"]})
            ax.text(*(beside + 0.5 * unseen + 0.06 * row), "not seen", color="#8F4D75", ha="left", fontsize=10)
        said.append(f"{name} to ({number(round(x[-1][0], 2))}, {number(round(x[-1][1], 2))})")
    ax.plot(*smallest, "*", color=COLORS["black"], markersize=13, zorder=4, label="the smallest of them")
    ax.set(title="two weights, one data point", xlabel="$w_1$", ylabel="$w_2$")
    ax.set(xlim=(-0.9, 2.0), ylim=(-0.3, 1.75), aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return described(
        figure,
        f"A line of weights that fit one data point. The smallest of them is ({number(round(smallest[0], 2))}, "
        f"{number(round(smallest[1], 2))}). Gradient descent goes straight to the line, at right angles: {'; '.join(said)}.",
    )


@picture
def unseen_canvas(problem: CurveProblem, truth: Array, grid: Array) -> tuple[Figure, Draw]:
    """Fits that go through all data points and differ by what the data cannot see, beside their errors and their norms.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(curve=, minimum=, amount=, norm=, error=, amounts=, norms=, errors=).
    """
    figure, unused = new_figure(width=6.6, height=5.6)
    unused.remove()
    left, middle, right = figure.subplot_mosaic("AA;BC", height_ratios=[1.5, 1]).values()
    draw_data(left, problem, truth, grid)
    (smallest,) = left.plot([], [], "--", color=COLORS["gray"], label="smallest weights")
    (curve,) = left.plot([], [], color=COLORS["red"], label="this solution")
    left.set(xlabel="x", ylabel="y", ylim=(-3.7, 3.7), title="every one of them fits the data")
    left.legend(loc="lower left", ncols=2)
    lines, marks = [], []
    for ax, title, top in ((middle, "error against the truth", 0.6), (right, "length of w", 2.3)):
        lines += ax.plot([], [], color=COLORS["blue"])
        marks += ax.plot([], [], "D", color=COLORS["red"], markersize=9)
        ax.set(title=title, xlabel="amount unseen", ylim=(0, top))

    def draw(data):
        smallest.set_data(grid, data["minimum"])
        curve.set_data(grid, data["curve"])
        for ax, line, mark, what in zip((middle, right), lines, marks, ("error", "norm")):
            line.set_data(data["amounts"], data[f"{what}s"])
            mark.set_data([data["amount"]], [data[what]])
            ax.set_xlim(min(data["amounts"]) * 1.15, max(data["amounts"]) * 1.15)

    return figure, draw
