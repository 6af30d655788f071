"""Figures of fitted curves: of every width, and of what the data cannot see."""

from collections.abc import Sequence
from typing import Any

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
        The points of the first one are drawn too; of the others three, where there are more.
    truth, grid : ndarray, (k,)
    sizes : sequence of int

    Returns
    -------
    Figure
    """
    figure, (panels,) = new_figure(1, len(sizes), width=8.6, height=3.6, sharey=True, squeeze=False)
    said = []
    for ax, N in zip(panels, sizes):
        curves = [np.clip(each.curve(each.fit(N)), -1000, 1000) for each in problems]
        for curve, style in zip(curves[1:4], ("-", "--", "-.")):
            ax.plot(grid, curve, color=COLORS["gray"], linewidth=1, linestyle=style)
        ax.plot(grid, curves[0], color=COLORS["red"], label="one fit")
        draw_data(ax, problems[0], truth, grid)
        ax.set_yscale("symlog", linthresh=2, linscale=2)  # beyond 2 by factors of ten
        ax.set(title=f"N = {N} features", xlabel="x", ylim=(-150, 150), yticks=(-100, -10, -2, -1, 0, 1, 2, 10, 100))
        ax.set_yticklabels(["-100", "-10", "-2", "-1", "0", "1", "2", "10", "100"])
        ax.minorticks_off()
        ax.axhspan(2, 150, color=COLORS["gray"], alpha=0.12, lw=0)
        ax.axhspan(-150, -2, color=COLORS["gray"], alpha=0.12, lw=0)
        error = float(np.median([each.error(each.fit(N)) for each in problems]))
        said.append(f"with {N} features their median error is {number(error)}")
    panels[0].set_ylabel("y (shaded: by factors of ten)")
    panels[0].legend(loc="lower left")
    n = len(problems[0].x)
    return described(
        figure,
        f"Fits of {min(len(problems), 4)} data sets of {n} points each, laid over one another. Of {len(problems)} data "
        f"sets, {listing(said)}.",
    )


@picture
def fit_canvas(truth: Array, grid: Array, sizes: Sequence[int], n: int, top: float = 1000.0) -> tuple[Figure, Draw]:
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
def stretched_circle(A: Array, noise: float) -> Figure:
    """What a matrix with two rows and two columns does to a circle of weights, and its inverse to a circle of noise.

    Parameters
    ----------
    A : ndarray, (2, 2)
    noise : float
        The radius of a circle of noise around the labels of the weights (0, 0).

    Returns
    -------
    Figure
    """
    figure, (left, right) = new_figure(1, 2, width=8.4, height=4.0)
    U, s, Vt = np.linalg.svd(A)
    up = np.sign(U[1])
    U, Vt = U * up, Vt * up[:, None]
    angles = np.linspace(0, 2 * np.pi, 200)
    circle = np.array([np.cos(angles), np.sin(angles)])
    left.plot(*circle, color=COLORS["blue"], label="weights of length 1")
    right.plot(*(A @ circle), color=COLORS["blue"], label="their labels A w")
    right.plot(*(noise * circle), "--", color=COLORS["red"], label=f"noise in the labels, {noise:g} long")
    left.plot(
        *np.linalg.solve(A, noise * circle),
        "--",
        color=COLORS["red"],
        label=f"what it does to the weights: up to {noise / s[1]:.2f}",
    )
    for k in range(2):
        for ax, (x, y) in ((left, Vt[k]), (right, s[k] * U[:, k])):
            ax.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": COLORS["black"]})
        left.text(*(1.15 * Vt[k]), f"$v_{k + 1}$", ha="center", va="center")
        aside = np.array([-0.7, 0.0]) if k == 0 else np.array([-0.55, 0.95])
        thin = {"arrowstyle": "-", "color": COLORS["gray"], "shrinkA": 1, "shrinkB": 3}
        words = f"$A v_{k + 1} = {s[k]:.2f}\\,u_{k + 1}$"
        right.annotate(words, s[k] * U[:, k], s[k] * U[:, k] + aside, arrowprops=thin, ha="right")
    left.set(title="weights", xlabel="$w_1$", ylabel="$w_2$")
    right.set(title="labels", xlabel="$y_1$", ylabel="$y_2$")
    for ax in (left, right):
        ax.set_aspect("equal", adjustable="datalim")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=9)
    return described(
        figure,
        f"A circle of weights, stretched by {number(s[0])} in one direction and {number(s[1])} in the other, and a small circle "
        f"of noise of radius {number(noise)} in the labels, which becomes an ellipse of half-axes {number(noise / s[0])} and "
        f"{number(noise / s[1])} in the weights.",
    )


def draw_data(ax: Any, problem: CurveProblem, truth: Array, grid: Array) -> None:
    """The points of a problem, and the curve that they come from."""
    ax.plot(problem.x, problem.y, "o", color=COLORS["blue"], label="data", zorder=3)
    ax.plot(grid, truth, ":", color=COLORS["black"], label="truth")
