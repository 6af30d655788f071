"""Pictures of momentum: a ball in a valley with the errors along and across it, the map of settings, the rates."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LogNorm

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.landscapes import draw_contours, draw_minima
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_number
from lecturekit.sgd.momentum import heavy_ball_rate
from lecturekit.sgd.valley import CURVATURES, VALLEY, critical_eta, largest_stable_eta, point_at, steps_to_shrink

METHOD_COLORS = {name: COLORS[color] for name, color in
                 (("gradient descent", "red"), ("heavy ball", "blue"), ("Nesterov", "purple"))}  # fmt: skip
LOW = 1e-5  # of the errors that are drawn


@picture
def valley_errors(runs: Mapping[tuple[float, float], Array], below: float = 1e-4) -> Figure:
    """Above: the walks of several settings in the valley. Below: their errors along it and across it, each by itself.

    Parameters
    ----------
    runs : dict of (float, float) -> ndarray, (T, 2)
        (eta, gamma) -> as from ``errors_of``; at most three.
    below : float
        A loss; dotted is the error that alone makes that loss.
    """
    check_number("below", below, 0, low_open=True)
    figure, (upper, panels) = new_figure(2, 2, height=6.6, sharex="row", sharey="row", height_ratios=(1, 1.35))
    for ax in upper:
        ax.remove()
    places = upper[0].get_gridspec()[0, :].subgridspec(1, len(runs))
    looks = list(zip((("red", "-"), ("blue", "--"), ("black", "-")), MARKERS))
    for k, ((setting, error), ((color, style), marker)) in enumerate(zip(runs.items(), looks)):
        walk = figure.add_subplot(places[0, k])
        draw_contours(walk, VALLEY, n=41, n_levels=7)
        draw_minima(walk, VALLEY)
        path = point_at(*error.T)
        walk.plot(*path.T, style, color=COLORS[color], marker=marker, markersize=3, linewidth=1.1, clip_on=False)
        walk.plot(*path[0], marker, color=COLORS[color], mfc="white", markersize=8, zorder=5)
        walk.set(title=_named(*setting), aspect="equal", xlabel="", ylabel="", xticks=walk.get_yticks())
        walk.title.set_fontsize(10.5)
    for ax, direction, curvature, k in zip(panels, ("along", "across"), CURVATURES, range(2)):
        for (setting, error), ((color, style), marker) in zip(runs.items(), looks):
            y = np.maximum(np.abs(error[:, k]), LOW / 10)
            ax.semilogy(
                y, style, color=COLORS[color], marker=marker, markersize=3, linewidth=1.1, label=_named(*setting)
            )
            ax.semilogy(*_where(error[:, k] < 0, y), marker, color=COLORS[color], mfc="white", markersize=3)
        low = np.sqrt(2 * below / curvature)
        ax.axhline(low, color=COLORS["black"], linestyle=":", linewidth=1.3)
        place = {"textcoords": "offset points", "ha": "right", "va": "top", "fontsize": 9.5}
        ax.annotate(f"loss {below:g}", (0.93 * len(y), low), (0, -4), **place)
        ax.set(title=f"error {direction} the valley (h = {curvature:g})", xlabel="step", ylim=(LOW, 8))
        ax.minorticks_off()
    panels[0].set_ylabel("size of the error (open: negative)")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(runs))
    said = [
        f"eta {eta:g}, gamma {gamma:g}: along {number(abs(error[10, 0]))}, across {number(abs(error[10, 1]))}"
        for (eta, gamma), error in runs.items()
    ]
    return described(
        figure,
        f"Above, walks in the valley. Below, sizes of the errors along and across it against the step, logarithmic. "
        f"After 10 steps: {'; '.join(said)}.",
    )


def _named(eta: float, gamma: float) -> str:
    name = "gradient descent" if gamma == 1 else "heavy ball"
    return rf"{name}, $\eta$ = {eta:g}" + rf", $\gamma$ = {gamma:g}" * (gamma != 1)


def _where(chosen: Array, y: Array) -> tuple[Array, Array]:
    """The steps at which something holds, and the heights there."""
    steps = np.flatnonzero(chosen)
    return steps, y[steps]


def draw_map(ax: Any, n: int = 90) -> Any:
    """The map of (gamma, eta): steps to shrink the slower error of the valley tenfold, and where its character changes."""
    gammas, etas = np.linspace(0.02, 1.0, n), np.geomspace(0.01, 2.0, n)
    slower = np.max([heavy_ball_rate(h, etas[:, None], gammas[None]) for h in CURVATURES], axis=0)
    steps = np.ma.masked_invalid(steps_to_shrink(slower))
    image = ax.pcolormesh(
        gammas, etas, steps, norm=LogNorm(5, 300), cmap="viridis_r", shading="nearest", rasterized=True
    )
    g = np.linspace(0.02, 1.0, 300)
    ax.plot(g, largest_stable_eta(CURVATURES[1], g), color=COLORS["red"], linewidth=4)
    ax.plot(g, critical_eta(CURVATURES[0], g), color="white", linewidth=1.4)
    ax.plot(g, critical_eta(CURVATURES[1], g, upper=True), color="white", linewidth=1.4, linestyle="--")
    for words, x, y, color in (
        ("diverges", 0.6, 0.7, "black"),
        ("both\nswing", 0.08, 0.2, "black"),
        ("crawls along", 0.45, 0.025, "white"),
    ):
        ax.text(x, y, words, fontsize=10.5, color=color)
    ax.annotate("jumps\nacross", (0.94, 0.073), (0.83, 0.21), fontsize=10.5, arrowprops={"arrowstyle": "->"})
    ax.set(yscale="log", xlim=(0.02, 1.0), ylim=(0.01, 2.0), xlabel=r"$\gamma$  (1: no momentum)", ylabel=r"$\eta$")
    ax.grid(False)
    plain_log_ticks(ax.yaxis)
    return image


@picture
def valley_canvas(n_steps: int, n_kept: int = 4) -> tuple[Figure, Callable[..., None]]:
    """A ball in the valley: its path, its setting on the map, and its errors along and across; kept runs stay.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept)`` with data = dict(path=(T, 2), error=(T, 2), eta=float, gamma=float); kept is a list of these.
    """
    figure, ((way, chart), (along, across)) = new_figure(2, 2, width=8.4, height=7.4, height_ratios=(1.25, 1))
    draw_contours(way, VALLEY, n=41, n_levels=7)
    draw_minima(way, VALLEY)
    way.set(title="the path of the ball", aspect="equal", anchor="N")
    chart.set_title("steps to a tenth of the error")
    figure.colorbar(draw_map(chart), ax=chart, ticks=[5, 10, 30, 100, 300], format="%d")
    looks = [("black", "-"), ("blue", "--"), ("red", "-."), ("green", ":"), ("purple", (0, (5, 1, 1, 1)))]
    slots = []
    for marker, (color, style) in zip(MARKERS, looks[: n_kept + 1]):
        options = {"color": COLORS[color], "linestyle": style, "linewidth": 1.3}
        lines = [ax.plot([], [], marker=marker, markersize=3.5, **options)[0] for ax in (way, along, across)]
        (start,) = way.plot([], [], marker, color=COLORS[color], mfc="white", markersize=9, zorder=5)
        negative = [
            ax.plot([], [], marker, color=COLORS[color], mfc="white", markersize=3.5)[0] for ax in (along, across)
        ]
        (dot,) = chart.plot([], [], marker, mfc="none", mec=COLORS[color], mew=2, markersize=10, zorder=5)
        slots.append((*lines, *negative, start, dot))
    for ax, direction, curvature in ((along, "along", CURVATURES[0]), (across, "across", CURVATURES[1])):
        ax.set(title=f"{direction} the valley (h = {curvature:g})", xlabel="step", yscale="log")
        ax.set(xlim=(-1, n_steps), ylim=(LOW, 30))
        ax.minorticks_off()
    along.set_ylabel("size of the error, |e|")
    across.set_ylabel("|e|  (open: e < 0)")

    def draw(data, kept=()):
        for lines, run in zip(slots, [data, *kept, *[None] * n_kept]):
            if run is None:
                for line in lines:
                    line.set_data([], [])
                continue
            path, *sides, start, dot = lines
            path.set_data(*np.clip(run["path"], -50, 50).T)
            start.set_data(*run["path"][:1].T)
            for line, negative, error in zip(sides[:2], sides[2:], run["error"].T):
                sizes = np.clip(np.abs(error), LOW / 10, 1e3)
                line.set_data(np.arange(len(sizes)), sizes)
                negative.set_data(*_where(error < 0, sizes))
            dot.set_data([run["gamma"]], [run["eta"]])

    return figure, draw


@picture
def heavy_ball_rates(
    gammas: Array,
    theory: Mapping[float, Array],
    measured: Mapping[float, Any],
    kappas: Sequence[float],
    needed: Mapping[str, Array],
) -> Figure:
    """Left: steps that the heavy ball takes to a tenth of the error, against gamma. Right: steps against the condition number.

    Parameters
    ----------
    gammas : array_like, (k,)
        Where the curves of theory are drawn.
    theory : dict of float -> array_like, (k,)
        Condition number -> the factor per step at the gammas.
    measured : dict of float -> (gammas, factors)
        Condition number -> measured points.
    kappas : array_like, (m,)
        Condition numbers.
    needed : dict of str -> array_like, (m,)
        For each method the measured numbers of steps.
    """
    figure, (left, right) = new_figure(1, 2, height=3.8)
    said = []
    for k, (kappa, rates) in enumerate(theory.items()):
        steps = steps_to_shrink(rates)
        left.loglog(gammas, steps, ("-", "--", "-.")[k % 3], color=CYCLE[2 + k], linewidth=1.2)
        places, factors = measured[kappa]
        left.loglog(places, steps_to_shrink(factors), MARKERS[k], color=CYCLE[2 + k], ms=8 - 2 * k)
        left.annotate(
            rf"$\kappa$ = {kappa:g}",
            (gammas[-1], steps[-1]),
            (-3, 8),
            textcoords="offset points",
            ha="right",
            color=CYCLE[2 + k],
        )
        best = int(np.argmin(steps))
        said.append(f"condition number {number(kappa)}: fewest at gamma {gammas[best]:.2f}, {steps[best]:.0f} steps")
    top = list(theory.values())[-1]
    best = int(np.argmin(steps_to_shrink(top)))
    kink = (gammas[best], steps_to_shrink(top)[best])
    left.annotate(
        "critical\ndamping",
        kink,
        (-22, -26),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9.5,
        arrowprops={"arrowstyle": "->"},
    )
    left.set(title=r"the factor $\gamma\eta = 1/h_{\max}$ is fixed", xlabel=r"$\gamma$")
    left.set_ylabel("steps to a tenth of the error")
    left.set_ylim(2, 3 * max(steps_to_shrink(rates)[-1] for rates in theory.values()))
    for k, (name, values) in enumerate(needed.items()):
        right.loglog(kappas, values, marker=MARKERS[k], markersize=5, color=METHOD_COLORS[name])
        below = name == "heavy ball"
        right.annotate(
            name,
            (kappas[-2], values[-2]),
            (2, -7) if below else (-8, 4),
            textcoords="offset points",
            ha="left" if below else "right",
            va="top" if below else "bottom",
            color=METHOD_COLORS[name],
        )
        said.append(trend(name, kappas, values))
    right.set(title="steps to a millionth, best rates", xlabel=r"condition number $\kappa$")
    left.minorticks_off()
    right.minorticks_off()
    return described(
        figure,
        f"Left, steps of the heavy ball against gamma, both logarithmic, marks measured, lines theory. {listing(said[: len(theory)])}. "
        f"Right, steps against condition number, both logarithmic. {'. '.join(said[len(theory) :])}.",
    )


@picture
def losses_by_rate(panels: Mapping[str, tuple[Sequence[float], Mapping[str, Array]]]) -> Figure:
    """What each method comes to at each factor on the gradient, one panel for each way of taking batches.

    Parameters
    ----------
    panels : dict of str -> (products (k,), dict of str -> array_like, (S, k))
        Title -> the factors gamma eta, and for each method the loss with each seed: the curve is their median, the small
        marks are the seeds.
    """
    figure, axes = new_figure(1, len(panels), height=3.7, sharey=True)
    said = []
    for ax, (title, (products, losses)) in zip(np.atleast_1d(axes), panels.items()):
        for k, (name, seeds) in enumerate(losses.items()):
            color, values = METHOD_COLORS[name], np.median(seeds, axis=0)
            ax.loglog(products, values, color=color, marker=MARKERS[k], markersize=6, label=name)
            ax.loglog(products, np.transpose(seeds), MARKERS[k], color=color, markersize=3, alpha=0.6)
            best = int(np.argmin(values))
            said.append(f"{name} {values[best]:.2g} at {number(products[best])}")
        ax.set(title=title, xlabel=r"factor on the gradient, $\gamma\eta$")
        plain_log_ticks(ax.xaxis, (1, 3))
        said[-1] = f"{said[-1]} ({title})"
    np.atleast_1d(axes)[0].set_ylabel("training loss at the end")
    plain_log_ticks(np.atleast_1d(axes)[0].yaxis, (1,))
    figure.legend(
        *np.atleast_1d(axes)[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=3,
        title="lines: medians of the seeds, small marks: single seeds",
    )
    return described(
        figure,
        f"Median loss of the seeds against the factor on the gradient, both logarithmic. Lowest: {'; '.join(said)}.",
    )
