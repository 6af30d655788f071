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
from lecturekit.foundation.types import Extended

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
    """
    figure, ax = new_figure(width=7.6, height=height)
    medians = {name: np.median(np.atleast_2d(values), axis=0) for name, values in lines.items()}
    drawn = draw_curves(ax, {name: (sizes, values) for name, values in medians.items()}, markers=True)
    for line, values in zip(drawn, lines.values()):
        if np.ndim(values) == 2:
            ax.fill_between(sizes, *np.quantile(values, (0.25, 0.75), axis=0), color=line.get_color(), alpha=0.2, lw=0)
    for k, (name, place) in enumerate((thresholds or {}).items()):
        ax.axvline(place, color=COLORS["gray"], linestyle=("--", ":")[k % 2], linewidth=1, zorder=0.5, label=name)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale=yscale)
    ax.set_ylim(bottom=bottom)
    for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        if axis.get_scale() == "log" and high < 100 * low:
            plain_log_ticks(axis)
    if len(lines) > 1 or thresholds:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
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
    ax.legend()
    expected = np.interp(np.asarray(sizes, dtype=float), fine[np.isfinite(risk)], risk[np.isfinite(risk)])
    off = float(np.max(np.abs(np.log10(np.asarray(means) / expected))))
    words = f"{trend('Theory', fine, np.where(np.isfinite(risk), risk, np.nan))}, with a pole at p = {n}. "
    return described(figure, words + f"Measured means lie within a factor of {number(10**off)} of it.")


@picture
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


@picture
def error_parts(sizes: ArrayLike, bias2: ArrayLike, variance: ArrayLike, *, n: int) -> Figure:
    """Squared bias, variance and their sum against the number of features, all on a logarithmic axis.

    Parameters
    ----------
    sizes : array_like, (k,)
    bias2, variance : array_like, (k,)
    n : int
        Where the threshold is marked.

    Returns
    -------
    Figure
    """
    bias2, variance = np.asarray(bias2, dtype=float), np.asarray(variance, dtype=float)
    figure, ax = new_figure(width=7.6, height=3.7)
    parts = {"their sum: the error": bias2 + variance, "variance": variance, "squared bias": bias2}
    for (name, values), color, mark, width in zip(
        parts.items(), ("gray", "orange", "blue"), ("", "s", "^"), (7, 1.5, 1.5)
    ):
        ax.plot(
            sizes, values, color=COLORS[color], marker=mark, linewidth=width, alpha=0.5 if width > 2 else 1, label=name
        )
    ax.axvline(n, color=COLORS["gray"], linestyle="--", linewidth=1.4, label="N = n")
    title = "what the error is made of"
    ax.set(title=title, xlabel="number of features N", ylabel="mean square", xscale="log", yscale="log")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    said = ". ".join(_descents(name, np.asarray(sizes), parts[name]) for name in ("squared bias", "variance"))
    return described(figure, f"{title}, against the number of features; N = n is {n}. {said}.")


@picture
def networks_on_noisy_digits(found: Mapping[int, Mapping[str, Any]]) -> Figure:
    """Test error of networks trained to the end, and the share of wrong labels that they have learned.

    Parameters
    ----------
    found : dict of int -> dict
        Hidden units -> what ``digits.networks_on_noisy_digits`` returns: an entry for each data set.

    Returns
    -------
    Figure
    """
    widths = list(found)
    figure, (left, right) = new_figure(1, 2, width=8.6, height=3.6)
    means = {}
    for ax, what, color in ((left, "learned", "orange"), (right, "test", "blue")):
        runs = np.array([found[m][what] for m in widths])
        means[what] = runs.mean(axis=1)
        ax.plot(widths, runs, color=COLORS["gray"], linewidth=0.9, alpha=0.8)
        ax.plot(widths, means[what], color=COLORS[color], marker="o")
        slopes = np.gradient(means[what])
        for m, value, low, high, slope in zip(widths, means[what], runs.min(axis=1), runs.max(axis=1), slopes):
            steep = abs(slope) > 0.1  # beside a steep line, else above or below it
            edge, x, y = (value, 8, -5 if slope > 0 else 2) if steep else (high, 0, 6)
            if what == "test" and not steep:
                edge, y = low, -15
            ax.annotate(
                f"{value:.0%}",
                (m, edge),
                xytext=(x, y),
                textcoords="offset points",
                ha="left" if steep else "center",
                fontsize=9,
            )
        ax.set(xlabel="hidden units", xscale="log")
    left.set(title="wrong labels that are learned", ylabel="share of the wrong labels", ylim=(0, 1.15))
    right.set(title="mistakes on new digits", ylabel="share of the new digits", ylim=(0.2, 0.75))
    said = "; ".join(
        f"{m} units: {learned:.0%} of the wrong labels learned, {test:.0%} mistakes on new digits"
        for m, learned, test in zip(widths, means["learned"], means["test"])
    )
    n_sets = len(found[widths[0]]["test"])
    return described(
        figure, f"Networks on 500 digits with a fifth of wrong labels, means of {n_sets} data sets. {said}."
    )
