"""Figures of chapter 9: fits of growing width, test error against width, theory, ridge, what the data cannot see."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.double_descent.curve_fits import CurveProblem
from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, draw_curves, new_figure
from lecturekit.foundation.types import Array

ERROR_LABEL = "test error (mean square)"


def fits(problem: CurveProblem, truth: Array, grid: Array, sizes: Sequence[int]) -> Figure:
    """Minimum-norm fits of one data set with few, as many, and many features; one panel for each of ``sizes``."""
    figure, panels = new_figure(1, len(sizes), width=8.4, height=2.9, sharey=True)
    for ax, N in zip(panels, sizes):
        _draw_data(ax, problem, truth, grid)
        ax.plot(grid, problem.curve(problem.fit(N)), color=COLORS["red"], label="fit")
        ax.set(title=f"N = {N} features", xlabel="x", ylim=(-2.2, 2.2))
    panels[0].set_ylabel("y")
    panels[0].legend(loc="lower left")
    return figure


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


def error_curves(
    sizes: ArrayLike,
    lines: Mapping[str, Any],
    *,
    title: str,
    xlabel: str,
    thresholds: Mapping[str, Any] | None = None,
    ylabel: str = ERROR_LABEL,
    yscale: str = "log",
    height: float = 3.7,
) -> Figure:
    """Errors against the number of features or units, with vertical lines where something happens.

    Parameters
    ----------
    sizes : array_like, (k,)
    lines : dict of str -> array_like, (k,)
        By label.
    title, xlabel, ylabel, yscale : str
    thresholds : dict of str -> number, optional
        Places of vertical lines, by their labels.
    height : float
    """
    figure, ax = new_figure(width=7.6, height=height)
    draw_curves(ax, {name: (sizes, values) for name, values in lines.items()}, markers=True)
    for k, (name, place) in enumerate((thresholds or {}).items()):
        ax.axvline(place, color=COLORS["gray"], linestyle=("--", ":")[k % 2], linewidth=1.4, label=name)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale=yscale)
    if len(lines) > 1 or thresholds:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def theory(sizes: ArrayLike, medians: ArrayLike, means: ArrayLike, fine: ArrayLike, risk: ArrayLike, n: int) -> Figure:
    """Measured errors of the isotropic model as points on the curve that theory gives.

    Parameters
    ----------
    sizes : array_like, (k,)
    medians, means : array_like, (k,)
    fine, risk : array_like, (m,)
        The theory's curve; infinite values are left out.
    n : int
    """
    figure, ax = new_figure(height=3.7)
    fine, risk = np.asarray(fine), np.asarray(risk)
    for k, part in enumerate((fine < n, fine > n)):
        seen = part & np.isfinite(risk)
        ax.plot(
            fine[seen], risk[seen], color=COLORS["black"], linewidth=1.4, label="theory: the mean" if k == 0 else None
        )
    for k, (name, values) in enumerate({"measured mean": means, "measured median": medians}.items()):
        ax.plot(
            sizes,
            values,
            MARKERS[k],
            color=CYCLE[k],
            markersize=6,
            label=name,
            markerfacecolor=CYCLE[k] if k == 0 else "none",
        )
    ax.axvline(n, color=COLORS["gray"], linestyle="--", linewidth=1.2, label="p = n")
    ax.set(
        title="the linear model: theory and measurement",
        xlabel="number of inputs used, p",
        xscale="log",
        yscale="log",
        ylabel=ERROR_LABEL,
        ylim=(0.8, 150),
    )
    ax.legend()
    return figure


def ridge_canvas(sizes: Sequence[int], n: int, low: float = 0.003, high: float = 300.0) -> tuple[Figure, Draw]:
    """Test error against the number of features, without and with a ridge penalty.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(plain=(k,), ridge=(k,), lam=float, sigma=float).
    """
    figure, ax = new_figure(height=3.8)
    (plain,) = ax.plot([], [], color=COLORS["gray"], linestyle="--", marker="s", markersize=4, label="minimum norm")
    (ridge,) = ax.plot([], [], color=COLORS["blue"], marker="o", markersize=5, label="ridge")
    ax.axvline(n, color=COLORS["gray"], linestyle=":", linewidth=1.4, label="N = n")
    ax.set(
        xlabel="number of features N",
        ylabel=ERROR_LABEL,
        xscale="log",
        yscale="log",
        ylim=(low, high),
        xlim=(min(sizes) * 0.9, max(sizes) * 1.1),
    )
    ax.legend(loc="upper right")

    def draw(data):
        plain.set_data(sizes, data["plain"])
        ridge.set_data(sizes, data["ridge"])
        ax.set_title(f"ridge $\\lambda$ = {data['lam']:.2g}, label noise $\\sigma$ = {data['sigma']:.1f}")

    return figure, draw


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
