"""Figures of chapter 8: decay on a curve, early stopping, bags, posteriors, and all remedies side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, curves, new_figure
from lecturekit.foundation.types import Array


def decay_canvas(
    X: Array, y: Array, x: Array, truth: Array, lams: Sequence[float], losses: Sequence[float], errors: Sequence[float]
) -> tuple[Figure, Draw]:
    """A curve fitted with one lambda, beside training loss and error for all of them.

    Parameters
    ----------
    X, y : ndarray, (n, 1), (n,)
        The data.
    x, truth : ndarray, (k,)
        Where the curve is drawn, and the function behind the data.
    lams, losses, errors : sequence of float
        lambda, root mean square distance to the data, and to the truth.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(k=index into lams, curve=(len(x),)).
    """
    figure, (left, right) = new_figure(1, 2, height=3.5, width=8.0)
    left.plot(x, truth, "--", color=COLORS["gray"], label="sine")
    left.plot(X[:, 0], y, "o", color=COLORS["black"], markersize=5, label="data")
    (fitted,) = left.plot([], [], color=COLORS["blue"], label="network")
    left.set(xlabel="x", ylabel="y", ylim=(-2.4, 2.4))
    left.legend(loc="upper left", ncol=3, columnspacing=1, handlelength=1.4)
    places = np.arange(len(lams))
    right.plot(places, losses, "s--", color=COLORS["red"], markersize=5, label="distance to the data")
    right.plot(places, errors, "o-", color=COLORS["blue"], markersize=5, label="distance to the sine")
    (here,) = right.plot([], [], "o", markersize=13, markerfacecolor="none", markeredgewidth=2, color=COLORS["black"])
    right.set(xlabel=r"$\lambda$", title="too little, too much", ylim=(0, None))
    right.set_xticks(places, [f"{lam:g}" for lam in lams], rotation=45)
    right.legend(loc="upper center")

    def draw(data):
        k = data["k"]
        fitted.set_data(x, data["curve"])
        here.set_data([places[k]] * 2, [losses[k], errors[k]])
        left.set_title(rf"the fit with $\lambda$ = {lams[k]:g}")

    return figure, draw


def stopping(train: Array, validation: Array, epoch: int, stopped: int) -> Figure:
    """Training and validation loss by epoch, the best epoch and the one where training stopped."""
    figure = curves(
        {
            "training data": (range(1, len(train) + 1), train),
            "validation data": (range(1, len(validation) + 1), validation),
        },
        title="the parameters to keep are those of the minimum",
        xlabel="epoch",
        ylabel="mean loss",
    )
    axes = figure.axes[0]
    axes.plot(epoch, validation[epoch - 1], "o", markersize=10, color=COLORS["green"], label=f"best: epoch {epoch}")
    axes.axvline(stopped, color=COLORS["gray"], linestyle=":", label=f"patience ends: epoch {stopped}")
    axes.legend()
    return figure


def shrinkage(u: Array, descent: Array, decay: Array, worst: float) -> Figure:
    """How far each goes towards the minimum: early stopping and decay against u = eta t h = h / lambda."""
    figure = curves(
        {r"early stopping: $1 - (1 - \eta h)^t$": (u, descent), r"weight decay: $h / (h + \lambda)$": (u, decay)},
        title=r"stopping after t steps, and $\lambda = 1 / (\eta t)$",
        ylabel="part of the way to the minimum",
        xlabel=r"$u = \eta t h$, steep directions on the right",
        xscale="log",
    )
    axes = figure.axes[0]
    axes.axvline(worst, color=COLORS["gray"], linestyle=":", label=f"largest difference, u = {worst:.1f}")
    axes.legend()
    return figure


def bag_variance(B: Array, measured: Array, theory: Array, limit: float) -> Figure:
    """Variance of a bag's prediction against its size: measured, by formula, and what no bag goes below."""
    figure = curves(
        {"measured": (B, measured), r"$\rho\sigma^2 + (1 - \rho)\,\sigma^2 / B$": (B, theory)},
        markers=True,
        title="a bag's variance falls, to a floor",
        xlabel="networks in the bag, B",
        ylabel="variance of the prediction",
        xscale="log",
    )
    axes = figure.axes[0]
    axes.axhline(limit, color=COLORS["gray"], linestyle=":", label=r"$\rho\sigma^2$")
    axes.set(ylim=(0, None), xticks=B, xticklabels=B)
    axes.minorticks_off()
    axes.legend()
    return figure


def uncertainty(x: Array, panels: Mapping[str, Any], X: Array, y: Array, truth: Array) -> Figure:
    """Mean and two standard deviations of several ensembles' predictions.

    Parameters
    ----------
    x, truth : ndarray, (k,)
    panels : dict of str -> ndarray, (M, k)
        The predictions of M networks, by title.
    X, y : ndarray, (n, 1), (n,)
        The data.
    """
    figure, axes = new_figure(1, len(panels), width=8.2, height=3.1, sharey=True)
    for ax, (title, predictions) in zip(axes, panels.items()):
        mean, sd = predictions.mean(axis=0), predictions.std(axis=0)
        ax.fill_between(
            x, mean - 2 * sd, mean + 2 * sd, color=COLORS["sky"], alpha=0.45, linewidth=0, label="mean ± 2 sd"
        )
        ax.plot(x, mean, color=COLORS["blue"], label="mean")
        ax.plot(x, truth, "--", color=COLORS["gray"], linewidth=1.2, label="sine")
        ax.plot(X[:, 0], y, ".", color=COLORS["black"], markersize=5, label="data")
        ax.set(title=title, xlabel="x", ylim=(-3.2, 3.2))
    axes[0].set_ylabel("y")
    axes[0].legend(loc="upper left", fontsize=8.5, labelspacing=0.2)
    return figure


def unit_posterior(
    first: Array, second: Array, weights: Array, single: tuple[float, float], x: Array, lines: Mapping[str, Any]
) -> Figure:
    """A posterior over (w, b) with its maximum, and the predicted probability by several recipes.

    Parameters
    ----------
    first, second, weights : ndarray
        Axes of the grid, and the posterior on it, (len(first), len(second)).
    single : (w, b)
        The maximum.
    x : ndarray
    lines : dict of str -> ndarray
        P(y = 1) at x, by label.
    """
    figure, (left, right) = new_figure(1, 2, height=3.4)
    left.contourf(first, second, weights.T, levels=12, cmap="Blues")
    left.plot(*single, "*", color=COLORS["red"], markersize=13, label="most probable")
    left.set(title="how probable is each unit?", xlabel="weight w", ylabel="bias b")
    left.legend(loc="upper left")
    for k, (label, p) in enumerate(lines.items()):
        right.plot(x, p, ("-", "--")[k], color=CYCLE[k], label=label)
    right.set(title="what they predict", xlabel="x", ylabel="P(y = 1)", ylim=(-0.03, 1.03))
    right.legend(loc="lower right")
    return figure


def errors_by_method(tables: Mapping[str, Any], xlabel: str) -> Figure:
    """Errors of several methods: a mark for each run; of several, a bar for the mean, and their standard deviation (n - 1).

    Parameters
    ----------
    tables : dict of str -> dict of str -> sequence of float
        By panel title, then by method, one error (a fraction) for each run; drawn in percent. The first
        method is the one to beat.
    xlabel : str
    """
    figure, axes = new_figure(1, len(tables), width=8.4, height=3.5, sharey=True)
    for ax, (title, table) in zip(axes, tables.items()):
        percent = {name: 100 * np.asarray(errors) for name, errors in table.items()}
        reach = max(errors.max() for errors in percent.values())
        for k, (_name, errors) in enumerate(percent.items()):
            spread = f" ± {errors.std(ddof=1):.1f}" if len(errors) > 1 else ""
            ax.text(1.07 * reach, k, f"{errors.mean():.1f}{spread}", va="center", fontsize=9)
            ax.plot(errors, [k] * len(errors), MARKERS[k % len(MARKERS)], color=CYCLE[k % len(CYCLE)], alpha=0.75)
            if len(errors) > 1:
                ax.plot([errors.mean()] * 2, [k - 0.32, k + 0.32], color=COLORS["black"], linewidth=2.4)
        ax.axvline(next(iter(percent.values())).mean(), color=COLORS["gray"], linestyle=":")
        ax.set_yticks(range(len(table)), list(table))
        ax.set(title=title, xlabel=xlabel, xlim=(0, 1.5 * reach))
        ax.set_xticks([tick for tick in ax.get_xticks() if tick <= 1.05 * reach])
    axes[0].set_ylim(len(table) - 0.5, -0.5)
    return figure
