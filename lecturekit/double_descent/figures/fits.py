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
    n_rows = -(-len(sizes) // 2)
    figure, panels = new_figure(n_rows, 2, width=7.2, height=2.6 * n_rows, sharex=True, sharey=True, squeeze=False)
    said = []
    for ax, N in zip(panels.flat, sizes):
        curves = [each.curve(each.fit(N)) for each in problems]
        for curve, style in zip(curves[1:4], ("-", "--", "-.")):
            ax.plot(grid, curve, color=COLORS["gray"], linewidth=1, linestyle=style)
        ax.plot(grid, curves[0], color=COLORS["red"], label="one fit")
        draw_data(ax, problems[0], truth, grid)
        error = float(np.median([each.error(each.fit(N)) for each in problems]))
        ax.set(title=f"N = {N}, error {number(float(f'{error:.2g}'))}", ylim=(-2.5, 2.5))
        said.append(f"with {N} features their median error is {number(error)}")
    for ax in panels[-1]:
        ax.set_xlabel("x")
    panels[0, 0].legend(loc="lower left")
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
    figure, (left, right) = new_figure(1, 2, width=6.8, height=3.7)
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
    """What undoing a matrix with two rows and two columns makes of a circle of noise in the labels.

    Parameters
    ----------
    A : ndarray, (2, 2)
    noise : float
        The radius of the circle.

    Returns
    -------
    Figure
    """
    figure, panels = new_figure(1, 2, width=7.2, height=3.9, sharex=True, sharey=True)
    U, s, Vt = np.linalg.svd(A)
    up = np.sign(U[1])
    U, Vt = U * up, Vt * up[:, None]
    angles = np.linspace(0, 2 * np.pi, 200)
    circle = noise * np.array([np.cos(angles), np.sin(angles)])
    drawn = (
        (circle, U.T, np.ones(2), "u", COLORS["red"]),
        (np.linalg.solve(A, circle), Vt, 1 / s, "v", COLORS["purple"]),
    )
    reach = 1.35 * noise / s[1]
    for ax, (outline, directions, lengths, letter, color) in zip(panels, drawn):
        ax.plot(*outline, color=color)
        ax.fill(*outline, color=color, alpha=0.15, lw=0)
        for k, (direction, length) in enumerate(zip(directions, noise * lengths)):
            ax.plot(*np.outer(direction, (length, 0.75 * reach)), ":", color=COLORS["gray"])
            ax.plot(*np.outer(direction, (0, length)), color=color)
            ax.text(
                *(0.9 * reach * direction), f"$\\mathbf{{{letter}}}_{k + 1}$: {length:.2g}", ha="center", va="center"
            )
    panels[0].set(
        title="noise in the labels", xlabel="$y_1$", ylabel="$y_2$", xlim=(-reach, reach), ylim=(-reach, reach)
    )
    panels[1].set(title="what it adds to the weights", xlabel="$w_1$", ylabel="$w_2$")
    for ax in panels:
        ax.set_aspect("equal")
        ax.tick_params(labelleft=True)
    return described(
        figure,
        f"A circle of noise of radius {number(noise)} in the labels. It is divided by {number(s[0])} in one direction and by "
        f"{number(s[1])} in the other, and becomes an ellipse of half-axes {number(noise / s[0])} and {number(noise / s[1])} "
        "in the weights.",
    )


def draw_data(ax: Any, problem: CurveProblem, truth: Array, grid: Array) -> None:
    """The points of a problem, and the curve that they come from."""
    ax.plot(problem.x, problem.y, "o", color=COLORS["blue"], label="data", zorder=3)
    ax.plot(grid, truth, ":", color=COLORS["black"], label="truth")
