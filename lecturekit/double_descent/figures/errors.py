"""Figures of errors against the number of features, units or points."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.figures.base import (
    COLORS,
    CYCLE,
    MARKERS,
    Draw,
    Figure,
    described,
    draw_curves,
    new_figure,
    picture,
    plain_log_ticks,
)
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array, Extended

ERROR_LABEL = "test error (mean square)"


@picture
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
    bottom: float | None = None,
    marked: Sequence[float] = (),
) -> Figure:
    """Errors against the number of features or units, with vertical lines where something happens.

    Parameters
    ----------
    sizes : array_like, (k,)
    lines : dict of str -> array_like, (k,) or (runs, k)
        By label; of several runs the median is drawn, and a band from their lower to their upper quartile.
    title, xlabel, ylabel, yscale : str
    thresholds : dict of str -> number, optional
        Places of vertical lines, by their labels.
    height : float
    bottom : float, optional
        The lower end of the vertical axis; a line that falls to 0 leaves the picture there.
    marked : sequence of number
        Sizes at which the heights of the lines are written.
    """
    figure, ax = new_figure(height=height)
    medians = {name: np.median(np.atleast_2d(values), axis=0) for name, values in lines.items()}
    drawn = draw_curves(ax, {name: (sizes, values) for name, values in medians.items()}, markers=True)
    for line, values in zip(drawn, lines.values()):
        if np.ndim(values) == 2:
            ax.fill_between(sizes, *np.quantile(values, (0.25, 0.75), axis=0), color=line.get_color(), alpha=0.2, lw=0)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale=yscale)
    ax.margins(y=0.12 if marked else 0.05)
    ax.set_ylim(bottom=bottom)
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        if axis.get_scale() == "log":
            plain_log_ticks(axis, (1, 2, 5) if high < 1000 * low else (1,))
    for size in marked:
        heights = [values[np.flatnonzero(np.asarray(sizes) == size)[0]] for values in medians.values()]
        for line, value in zip(drawn, heights):
            above, at_peak = value == max(heights), value == max(line.get_ydata())
            place = {
                "xytext": (16 if at_peak else 0, 9 if above else -9),
                "textcoords": "offset points",
                "ha": "center",
            }
            words = {"fontsize": 10, "color": line.get_color(), "va": "bottom" if above else "top"}
            ax.annotate(f"{value:.2g}", (size, value), **place, **words)
    for k, (name, place) in enumerate((thresholds or {}).items()):
        ax.axvline(place, color=COLORS["gray"], linestyle=("--", ":")[k % 2], linewidth=1, zorder=0.5, label=name)
    if len(lines) > 1 or thresholds:
        ax.legend(loc="best")
    said = [_descents(name, np.asarray(sizes), values) for name, values in medians.items()]
    said += [f"{name} is marked at {number(place)}" for name, place in (thresholds or {}).items()]
    return described(figure, f"{title}: {ylabel} against {xlabel}. {'. '.join(said)}.")


def _descents(name, sizes, values):
    """In words: where the curve begins, how far it falls before its peak, its peak, its end."""
    peak = int(np.argmax(values))
    lowest = int(np.argmin(values[: peak + 1]))
    if peak in (0, len(values) - 1):
        return trend(name, sizes, values)
    before = f", falls to {number(values[lowest])} at {number(sizes[lowest])}" if 0 < lowest < peak else ""
    return (
        f"{name} begins at {number(values[0])}{before}, has its peak of {number(values[peak])} at {number(sizes[peak])}, "
        f"and ends at {number(values[-1])}"
    )


@picture
def theory(sizes: ArrayLike, medians: ArrayLike, means: ArrayLike, fine: ArrayLike, risk: Extended, n: int) -> Figure:
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
    plain_log_ticks(ax.xaxis, (1, 2, 5))
    plain_log_ticks(ax.yaxis, (1, 3))
    ax.legend()
    expected = np.interp(np.asarray(sizes, dtype=float), fine[np.isfinite(risk)], risk[np.isfinite(risk)])
    off = float(np.max(np.abs(np.log10(np.asarray(means) / expected))))
    words = f"{trend('Theory', fine, np.where(np.isfinite(risk), risk, np.nan))}, with a pole at p = {n}. "
    return described(figure, words + f"Measured means lie within a factor of {number(10**off)} of it.")


@picture
def ridge_canvas(sizes: Sequence[int], n: int, lams: Sequence[float]) -> tuple[Figure, Draw]:
    """Test error against the number of features, without and with a ridge penalty; and against the penalty.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(plain=(k,), ridge=(k,), lam=float, sigma=float, limits=(low, high), across=dict of two sizes
        -> (len(lams),)).
    """
    figure, (ax, below) = new_figure(2, 1, width=6.6, height=6.2, height_ratios=[1.3, 1])
    (plain,) = ax.plot([], [], color=COLORS["gray"], linestyle="--", marker="s", markersize=4, label="minimum norm")
    (ridge,) = ax.plot([], [], color=COLORS["blue"], marker="o", markersize=5, label="ridge")
    ax.axvline(n, color=COLORS["gray"], linestyle=":", linewidth=1.4, label="N = n")
    ax.set(
        xlabel="number of features N",
        ylabel=ERROR_LABEL,
        xscale="log",
        yscale="log",
        xlim=(min(sizes) * 0.9, max(sizes) * 1.1),
    )
    plain_log_ticks(ax.xaxis, (1, 2, 5))
    ax.legend(loc="upper right")
    lines = [
        below.plot([], [], color=COLORS[color], linestyle=style, marker=marker, markersize=4)[0]
        for color, style, marker in (("red", "--", "s"), ("purple", "-", "o"))
    ]
    below.set(xlabel="ridge $\\lambda$", ylabel="test error", xscale="log", yscale="log")
    below.set_xlim(0.8 * min(lams), 1.25 * max(lams))
    here = below.axvline(min(lams), color=COLORS["black"], linestyle=":", linewidth=1.4)
    for axes in (ax, below):
        plain_log_ticks(axes.yaxis, (1, 3))

    def draw(data):
        for axes in (ax, below):
            axes.set_ylim(data["limits"])
        for line, (N, errors) in zip(lines, data["across"].items()):
            line.set_data(lams, errors)
            line.set_label(f"N = {N}")
        here.set_xdata([data["lam"]] * 2)
        below.legend(loc="upper right")
        plain.set_data(sizes, data["plain"])
        ridge.set_data(sizes, data["ridge"])
        ax.set_title(f"ridge $\\lambda$ = {data['lam']:.2g}, label noise $\\sigma$ = {data['sigma']:.1f}")

    return figure, draw


@picture
def down_up_down(sizes: ArrayLike, train: Array, test: Array, norms: Array, *, n: int) -> Figure:
    """Test error, training error and norm of the weights below one another, medians of several runs with their middle halves.

    Parameters
    ----------
    sizes : array_like, (k,)
        Numbers of features.
    train, test, norms : ndarray, (runs, k)
    n : int
        The number of data points: where the sizes are split in two.
    """
    figure, panels = new_figure(3, 1, width=7.2, height=5.6, sharex=True, height_ratios=[2.4, 1, 1])
    sizes, said = np.asarray(sizes), []
    rows = {"error on new points": test, "training error": train, "length of w": norms}
    for ax, (name, runs), color in zip(panels, rows.items(), ("blue", "red", "purple")):
        middle = np.median(runs, axis=0)
        ax.plot(sizes, middle, color=COLORS[color], marker="o", markersize=5)
        ax.fill_between(sizes, *np.quantile(runs, (0.25, 0.75), axis=0), color=COLORS[color], alpha=0.2, lw=0)
        ax.axvspan(n, 2 * max(sizes), color=COLORS["gray"], alpha=0.12, lw=0)
        ax.set_ylabel(name)
        said.append(_descents(name, sizes, middle))
    ax.set(xlabel="number of features N", xscale="log", xlim=(0.9 * min(sizes), 1.1 * max(sizes)))
    panels[0].set(title="down, up, and down again", yscale="log", ylim=(0.1, 100))
    plain_log_ticks(panels[0].yaxis, (1, 3))
    panels[1].set_ylim(0, 1.25)
    panels[2].set(yscale="log", ylim=(0.5, 100))
    plain_log_ticks(panels[2].yaxis, (1,))
    plain_log_ticks(ax.xaxis, (1, 2, 5))
    panels[0].text(0.85 * n, 55, "fewer features than points", ha="right", fontsize=10)
    panels[0].text(1.25 * n, 55, "more features than points", fontsize=10)
    middle = np.median(test, axis=0)
    lowest = int(np.argmin(np.where(sizes < n, middle, np.inf)))
    for k, place in ((lowest, (0, 10)), (int(np.argmax(middle)), (18, 3)), (len(sizes) - 1, (-6, 9))):
        panels[0].annotate(
            f"{middle[k]:.2g}",
            (sizes[k], middle[k]),
            xytext=place,
            textcoords="offset points",
            ha="center",
            fontsize=10,
        )
    return described(figure, f"Against the number of features N, with {n} points. {'. '.join(said)}.")
