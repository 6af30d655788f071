"""Figures of chapter 5: clouds of batch gradients, noise bands, escapes, the heavy ball and its rate."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, draw_curves, new_figure, plain_log_ticks
from lecturekit.figures.landscapes import draw_contours, draw_minima
from lecturekit.foundation.types import Array


def gradient_clouds(clouds: Mapping[Any, Any], full: Array) -> Figure:
    """Batch gradients as points around the gradient of all data, one panel for each n'.

    Parameters
    ----------
    clouds : dict of int -> ndarray, (m, 2)
        n' -> two entries of m batch gradients.
    full : array_like, (2,)
        The same entries of the gradient of all data.
    """
    figure, panels = new_figure(1, len(clouds), height=2.9, sharex=True, sharey=True)
    for k, (ax, (size, points)) in enumerate(zip(np.atleast_1d(panels), clouds.items())):
        ax.scatter(*np.transpose(points), s=9, alpha=0.45, color=CYCLE[k], marker=MARKERS[k], linewidths=0)
        ax.plot(*full, "P", color=COLORS["black"], markeredgecolor="white", markersize=11)
        ax.plot(0, 0, "+", color=COLORS["gray"], markersize=11, markeredgewidth=2)
        ax.set(title=f"n' = {size}", xlabel="entry 1 of the gradient")
    np.atleast_1d(panels)[0].set_ylabel("entry 2")
    return figure


def variance(sizes: Array, measured: Mapping[str, Any], theory: Mapping[str, Any]) -> Figure:
    """The mean squared distance of batch gradients from the full one against n', with the theory's curves.

    Parameters
    ----------
    sizes : array_like, (k,)
        n' of the measured points.
    measured : dict of str -> array_like, (k,)
        By sampling scheme.
    theory : dict of str -> callable
        By the same names: n' -> what it should be.
    """
    figure, ax = new_figure(height=3.5)
    fine = np.geomspace(min(sizes), max(sizes) * 0.999, 300)
    for k, (name, values) in enumerate(measured.items()):
        seen = np.asarray(values) > 1e-12
        ax.loglog(
            np.asarray(sizes)[seen], np.asarray(values)[seen], MARKERS[k], color=CYCLE[k], label=f"{name}: measured"
        )
        ax.loglog(fine, theory[name](fine), ("-", "--")[k % 2], color=CYCLE[k], linewidth=1.2, label="theory")
    ax.set(
        title="the noise of a batch gradient falls as 1/n'", xlabel="batch size n'", ylabel=r"mean of $\|g_B - g_D\|^2$"
    )
    ax.set_ylim(bottom=min(min(v for v in values if v > 1e-12) for values in measured.values()) / 3)
    ax.legend(ncols=2)
    return figure


def two_clocks(runs: Mapping[str, Any], ylabel: str = "loss") -> Figure:
    """The same runs against passes through the data (left) and against seconds (right).

    Parameters
    ----------
    runs : dict of str -> (passes, seconds, losses)
    """
    figure, (left, right) = new_figure(1, 2, height=3.4, sharey=True)
    draw_curves(left, {name: (passes, losses) for name, (passes, _, losses) in runs.items()}, markers=True)
    draw_curves(right, {name: (seconds, losses) for name, (_, seconds, losses) in runs.items()}, markers=True)
    left.set(title="clock 1: gradients of single points", xlabel="passes through the data", ylabel=ylabel, yscale="log")
    right.set(title="clock 2: your watch", xlabel="seconds")
    left.xaxis.get_major_locator().set_params(integer=True)
    plain_log_ticks(left.yaxis)
    left.get_legend().remove()
    return figure


def noise_band_canvas(n_passes: int, low: float = 1e-4, high: float = 2.0) -> tuple[Figure, Draw]:
    """Excess loss of many runs with one batch size and learning rate: all runs, their median and band.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(passes=(T,), runs=(R, T), full=(passes, excess), label=str): excess losses of
        R runs, and those of gradient descent on all data with the same learning rate.
    """
    figure, ax = new_figure(height=3.7)
    bands: list[Any] = []
    (median,) = ax.plot([], [], color=COLORS["blue"], label="median of the runs")
    (full,) = ax.plot(
        [], [], "--", color=COLORS["red"], marker="s", markersize=4, label="all data in each step, same $\\eta$"
    )
    ax.set(
        xlabel="passes through the data",
        ylabel="loss above the minimum",
        yscale="log",
        ylim=(low, high),
        xlim=(0, n_passes),
    )
    ax.minorticks_off()
    ax.legend(loc="upper right")

    def draw(data):
        while bands:
            bands.pop().remove()
        runs = np.maximum(data["runs"], low / 10)
        for inner, alpha in ((0.0, 0.15), (0.25, 0.3)):
            bands.append(
                ax.fill_between(
                    data["passes"],
                    np.quantile(runs, inner, axis=0),
                    np.quantile(runs, 1 - inner, axis=0),
                    color=COLORS["blue"],
                    alpha=alpha,
                    linewidth=0,
                )
            )
        median.set_data(data["passes"], np.median(runs, axis=0))
        full.set_data(*data["full"])
        ax.set_title(data["label"])

    return figure, draw


def escapes_canvas(surfaces: Sequence[Any]) -> tuple[Figure, Draw]:
    """Where many noisy runs end on several surfaces, and how many left their start.

    Parameters
    ----------
    surfaces : sequence of Surface

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(paths=[...], left=[...]): for each surface the paths (T, R, 2), of which
        three are drawn, and the number of the R runs that left.
    """
    figure, panels = new_figure(1, len(surfaces), height=3.1)
    artists = []
    for ax, surface in zip(panels, surfaces):
        draw_contours(ax, surface, n=41, n_levels=12)  # coarse enough to be redrawn at once
        draw_minima(ax, surface)
        some = [ax.plot([], [], color=COLORS["red"], linewidth=0.7, alpha=0.8)[0] for _ in range(3)]
        (start,) = ax.plot([], [], "o", color="white", markeredgecolor="black")
        (ends,) = ax.plot([], [], "x", color=COLORS["black"], markersize=5)
        artists.append((ax, surface, some, start, ends))
        if ax is not panels[0]:
            ax.set_ylabel("")

    def draw(data):
        for (ax, surface, some, start, ends), path, left in zip(artists, data["paths"], data["left"]):
            for k, line in enumerate(some):
                line.set_data(*path[:, k].T)
            start.set_data(*path[0, :1].T)
            ends.set_data(*path[-1].T)
            ax.set_title(f"{surface.name}: {left} of {path.shape[1]} gone")

    return figure, draw


def ball_canvas(surface: Any) -> tuple[Figure, Draw]:
    """A path on a surface, beside the loss along it.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(paths={name: (T, 2)}, losses={name: (T,)}); at most three, drawn in order.
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    draw_contours(left, surface, n=41, n_levels=12)
    draw_minima(left, surface)
    left.set_title("the path")
    styles = [
        {"color": COLORS[name], "marker": marker, "linestyle": line}
        for name, marker, line in (("red", "o", "-"), ("black", "s", "--"), ("purple", "^", "-."))
    ]
    lines = [
        (
            left.plot([], [], markersize=3.5, linewidth=1.1, **style)[0],
            right.plot([], [], markersize=4, markevery=10, linewidth=1.3, **style)[0],
        )
        for style in styles
    ]
    right.set(title="the loss along it", xlabel="step", ylabel="loss", yscale="log")
    right.minorticks_off()

    def draw(data):
        longest, all_losses = 1, []
        for (path_line, loss_line), name in zip(lines, list(data["paths"]) + [None] * 3):
            path = data["paths"][name] if name else np.empty((0, 2))
            losses = data["losses"][name] if name else np.empty(0)
            path_line.set_data(*path.T)
            loss_line.set_data(np.arange(len(losses)), losses)
            loss_line.set_label(name if name else "_none")
            longest, all_losses = max(longest, len(losses) - 1), [*all_losses, *losses]
        right.set(xlim=(0, longest), ylim=(max(0.5 * min(all_losses), 1e-9), 2 * max(all_losses)))
        right.legend(loc="upper right")

    return figure, draw


def heavy_ball_rates(
    gammas: Array, theory: Mapping[Any, Any], measured: Mapping[Any, Any], steps: Mapping[str, Any]
) -> Figure:
    """Left: the heavy ball's rate on a quadratic against gamma; right: steps needed against the condition number.

    Parameters
    ----------
    gammas : array_like, (k,)
        Where the theory's curves are drawn.
    theory : dict of float -> array_like, (k,)
        Condition number -> rate at the gammas.
    measured : dict of float -> (gammas, rates)
        Condition number -> measured points.
    steps : dict of str -> (kappas, steps)
        Method -> measured number of steps.
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    for k, (kappa, rates) in enumerate(theory.items()):
        left.semilogx(gammas, rates, ("-", "--", "-.")[k % 3], color=CYCLE[k], linewidth=1.2)
        left.plot(*measured[kappa], MARKERS[k], color=CYCLE[k], markersize=5, label=rf"$\kappa$ = {kappa:g}")
    left.set(
        title="lines: theory, marks: measured",
        xlabel=r"$\gamma$   (1: no momentum)",
        ylabel="error shrinks by, per step",
    )
    left.legend(loc="lower left")
    for k, (name, (kappas, counts)) in enumerate(steps.items()):
        right.loglog(
            kappas, counts, ("-", "--", "-.")[k % 3], marker=MARKERS[k], markersize=5, color=CYCLE[k + 3], label=name
        )
    right.set(title="steps to a millionth of the error", xlabel=r"condition number $\kappa$", ylabel="steps")
    right.legend(loc="upper left")
    return figure
