"""Figures of fitted curves: of every width, and of what the data cannot see."""

from collections.abc import Sequence

import numpy as np

from lecturekit.double_descent.curve_fits import CurveProblem
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import listing, number
from lecturekit.foundation.types import Array


@picture
def many_fits(problems: Sequence[CurveProblem], truth: Array, grid: Array, sizes: Sequence[int]) -> Figure:
    """Minimum-norm fits of many data sets, laid over one another; one panel for each number of features.

    Parameters
    ----------
    problems : sequence of CurveProblem
        The points of the first one are drawn too.
    truth, grid : ndarray, (k,)
    sizes : sequence of int

    Returns
    -------
    Figure
    """
    figure, panels = new_figure(1, len(sizes), width=8.6, height=3.1, sharey=True)
    said = []
    for ax, N in zip(panels, sizes):
        curves = [np.clip(each.curve(each.fit(N)), -50, 50) for each in problems]
        for curve in curves[1:]:
            ax.plot(grid, curve, color=COLORS["gray"], linewidth=0.8, alpha=0.55)
        ax.plot(grid, curves[0], color=COLORS["red"], label="one fit")
        _draw_data(ax, problems[0], truth, grid)
        ax.set(title=f"N = {N} features", xlabel="x", ylim=(-2.2, 2.2))
        error = float(np.median([each.error(each.fit(N)) for each in problems]))
        said.append(f"with {N} features their median error is {number(error)}")
    panels[0].set_ylabel("y")
    panels[0].legend(loc="lower left")
    n = len(problems[0].x)
    return described(
        figure, f"Fits of {len(problems)} data sets of {n} points each, laid over one another: {listing(said)}."
    )


@picture
def fit_canvas(truth: Array, grid: Array, sizes: Sequence[int], n: int, top: float = 30.0) -> tuple[Figure, Draw]:
    """A fitted curve on its data, beside the place of its number of features on the error curve.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(problem, w, curve, error=float, errors=(len(sizes),)).
    """
    figure, (left, right) = new_figure(1, 2, width=8.4, height=3.7)
    (points,) = left.plot([], [], "o", color=COLORS["blue"], label="data")
    left.plot(grid, truth, ":", color=COLORS["black"], label="truth")
    (curve,) = left.plot([], [], color=COLORS["red"], label="fit")
    left.set(xlabel="x", ylabel="y", ylim=(-2.2, 2.2), xlim=(-0.02, 1.02))
    left.legend(loc="lower left")
    (errors,) = right.plot([], [], color=COLORS["blue"], marker=".", label="all widths")
    (here,) = right.plot([], [], "D", color=COLORS["red"], markersize=9, label="this fit")
    right.axvline(n, color=COLORS["gray"], linestyle="--", linewidth=1)
    right.text(n * 1.08, 0.005, "N = n", color=COLORS["black"])
    right.set(
        title="its place on the error curve",
        xlabel="number of features N",
        ylabel="error (cut off above)",
        xscale="log",
        yscale="log",
        ylim=(0.004, top * 1.3),
        xlim=(min(sizes) * 0.9, max(sizes) * 1.1),
    )
    right.legend(loc="upper right")

    def draw(data):
        points.set_data(data["problem"].x, data["problem"].y)
        curve.set_data(grid, np.clip(data["curve"], -100, 100))
        left.set_title(f"N = {len(data['w'])} features, {n} data points")
        errors.set_data(sizes, np.minimum(data["errors"], top))
        here.set_data([len(data["w"])], [min(data["error"], top)])

    return figure, draw


@picture
def unseen_canvas(problem: CurveProblem, truth: Array, grid: Array) -> tuple[Figure, Draw]:
    """Fits that go through all data points and differ by what the data cannot see, beside their errors.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(curve=, minimum=, amount=, norm=, error=, amounts=, norms=, errors=).
    """
    figure, (left, right) = new_figure(1, 2, width=8.4, height=3.7)
    _draw_data(left, problem, truth, grid)
    (smallest,) = left.plot([], [], "--", color=COLORS["gray"], label="smallest weights")
    (curve,) = left.plot([], [], color=COLORS["red"], label="this solution")
    left.set(xlabel="x", ylabel="y", ylim=(-2.6, 2.6), title="every one of them fits the data")
    left.legend(loc="lower left", ncols=2)
    (errors,) = right.plot([], [], color=COLORS["blue"], label="error against the truth")
    (norms,) = right.plot([], [], "-.", color=COLORS["purple"], label="norm of the weights")
    (here,) = right.plot([], [], "D", color=COLORS["red"], markersize=9)
    right.set(xlabel="amount of the unseen direction", title="error and norm", ylabel="value", ylim=(-0.1, 4))
    right.legend(loc="upper center")

    def draw(data):
        smallest.set_data(grid, data["minimum"])
        curve.set_data(grid, data["curve"])
        errors.set_data(data["amounts"], data["errors"])
        norms.set_data(data["amounts"], data["norms"])
        here.set_data([data["amount"]], [data["error"]])
        right.set_xlim(min(data["amounts"]) * 1.05, max(data["amounts"]) * 1.05)

    return figure, draw


def _draw_data(ax, problem, truth, grid):
    ax.plot(problem.x, problem.y, "o", color=COLORS["blue"], label="data", zorder=3)
    ax.plot(grid, truth, ":", color=COLORS["black"], label="truth")
