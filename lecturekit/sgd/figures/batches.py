"""Pictures of batches: their gradients, their noise, the floor it leaves, and the two clocks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.figures.base import COLORS, MARKERS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.types import Array, Positive
from lecturekit.sgd.batch_gradients import batch_gradients, single_gradients
from lecturekit.sgd.floors import gradient_noise
from lecturekit.sgd.known_minimum import one_unit, two_measurements

SIZE_COLORS = [COLORS[name] for name in ("blue", "green", "purple", "red", "orange")]
"""From the smallest batch to the largest; all of the data are red wherever they are last of four."""


@picture
def gradient_clouds(clouds: Mapping[int, Array], full: Array) -> Figure:
    """Batch gradients as points around the gradient of all data, one panel for each n', with their typical distance.

    Parameters
    ----------
    clouds : dict of int -> ndarray, (m, 2)
        n' -> two entries of m batch gradients.
    full : array_like, (2,)
        The same entries of the gradient of all data.
    """
    figure, panels = new_figure(1, len(clouds), height=2.9, sharex=True, sharey=True)
    angles, said = np.linspace(0, 2 * np.pi, 100), []
    for k, (ax, (size, points)) in enumerate(zip(np.atleast_1d(panels), clouds.items())):
        radius = np.sqrt(((points - full) ** 2).sum(axis=1).mean())
        ax.scatter(*np.transpose(points), s=9, alpha=0.45, color=SIZE_COLORS[k], marker=MARKERS[k], linewidths=0)
        ax.plot(full[0] + radius * np.cos(angles), full[1] + radius * np.sin(angles), color=COLORS["black"], lw=1.2)
        ax.plot(*full, "P", color=COLORS["black"], markeredgecolor="white", markersize=11)
        ax.plot(0, 0, "+", color=COLORS["gray"], markersize=11, markeredgewidth=2)
        ax.set_title(f"n' = {size}: distance {radius:.2f}")
        ax.set(xlabel="entry 1 of the gradient", aspect="equal")
        ax.annotate("0", (0, 0), (0, 8), textcoords="offset points", ha="center", color=COLORS["gray"])
        said.append(f"{radius:.2f} for n' = {size}")
    first, *_, last = np.atleast_1d(panels)
    everything = np.vstack([*clouds.values(), np.zeros((1, 2))])
    low, high = everything.min(axis=0), everything.max(axis=0)
    (left, bottom), (right, top) = ((low + high) / 2 + sign * 0.54 * (high - low).max() for sign in (-1, 1))
    first.set(xlim=(left, right), ylim=(bottom, top), ylabel="entry 2")
    last.annotate(
        "gradient of\nall data", full, (0, -26), textcoords="offset points", ha="center", va="top", fontsize=9.5
    )
    return described(
        figure,
        f"{len(clouds)} clouds of batch gradients around the gradient of all data. "
        f"Their typical distance from it: {listing(said)}.",
    )


@picture
def tumor_clouds(sizes: Iterable[int], n_draws: int = 300, seed: int = 0) -> Figure:
    """The clouds of the unit on two measurements at w = 0, for several n', drawn with replacement."""
    X, y = two_measurements()
    single = single_gradients(one_unit(), np.zeros(3), X, y)[:, :2]
    rng = np.random.default_rng(seed)
    clouds = {size: batch_gradients(single, size, n_draws, rng, replace=True) for size in sizes}
    return gradient_clouds(clouds, single.mean(axis=0))


@picture
def variance(sizes: ArrayLike, measured: Mapping[str, Sequence[float]], sigma2: float, n: int) -> Figure:
    """The mean squared distance of batch gradients from the full one against n', on the curves of theory.

    Parameters
    ----------
    sizes : array_like, (k,)
        n' of the measured points.
    measured : dict of str -> array_like, (k,)
        With replacement, and without.
    sigma2 : float
        Mean squared distance of single gradients.
    n : int
        Number of data points.
    """
    figure, ax = new_figure(height=3.4)
    sizes = np.asarray(sizes)
    fine = np.geomspace(sizes.min(), n * 0.999, 300)
    for k, (theory, style) in enumerate(((sigma2 / fine, "-"), (sigma2 / fine * (n - fine) / (n - 1), "--"))):
        ax.loglog(fine, theory, style, color=SIZE_COLORS[k], linewidth=1.2)
    said = []
    for k, (name, values) in enumerate(measured.items()):
        seen = np.asarray(values) > 1e-12
        look = {"ms": 9} if k == 0 else {"ms": 5, "mec": "white", "mew": 0.8}  # the later ones inside the first
        ax.loglog(sizes[seen], np.asarray(values)[seen], MARKERS[k], color=SIZE_COLORS[k], label=name, **look)
        said.append(trend(name, sizes, np.where(seen, values, 0.0)))
    ax.set(title="marks: measured; lines: theory", xlabel="batch size n'", ylabel=r"mean of $\|g_B - g_D\|^2$")
    ax.set_ylim(bottom=min(min(v for v in values if v > 1e-12) for values in measured.values()) / 3)
    ax.minorticks_off()
    ax.legend()
    return described(
        figure,
        "Mean squared distance of batch gradients from the gradient of all data, against n', both logarithmic. "
        f"{'. '.join(said)}.",
    )


@picture
def two_clocks(runs: Mapping[str, Any], ylabel: str = "loss") -> Figure:
    """The same runs against passes through the data (left) and against seconds on this machine, logarithmic (right).

    The start, at 0 seconds, is on the left only; there the losses after the first pass are written beside their marks.

    Parameters
    ----------
    runs : dict of str -> (passes, seconds, losses)
        The largest batch first.
    """
    figure, (left, right) = new_figure(1, 2, height=3.4, sharey=True)
    colors = SIZE_COLORS[: len(runs)][::-1]
    heights = _apart([np.log10(losses[-1]) for _, _, losses in runs.values()], 0.11)
    left.axvspan(0.9, 1.1, color=COLORS["gray"], alpha=0.2, linewidth=0)
    for k, ((name, (passes, seconds, losses)), height) in enumerate(zip(runs.items(), heights)):
        beside = (
            {"xytext": (9, 5)} if k < len(runs) - 1 else {"xytext": (-2, -10), "ha": "center"}
        )  # the last one below
        beside |= {"textcoords": "offset points", "va": "center", "fontsize": 9.5, "color": colors[k]}
        left.annotate(f"{losses[1]:.2g}", (1, losses[1]), **beside)
        for ax, x, begin in ((left, passes, 0), (right, seconds, 1)):
            ax.plot(x[begin:], losses[begin:], color=colors[k], marker=MARKERS[k], markersize=5)
        left.annotate(name, (passes[-1], 10**height), (8, 0), textcoords="offset points", va="center", color=colors[k])
    last = max(passes[-1] for passes, _, _ in runs.values())
    left.set(xlim=(None, 1.4 * last), xticks=np.arange(last + 1))
    left.set(title="clock 1: passes", xlabel="passes through the data", ylabel=ylabel, yscale="log")
    right.set(title="clock 2: this machine", xlabel="seconds", xscale="log")
    plain_log_ticks(left.yaxis)
    plain_log_ticks(right.xaxis, (1, 3))
    said = ". ".join(trend(name, passes, losses) for name, (passes, _, losses) in runs.items())
    return described(
        figure,
        f"Two panels of {ylabel}, logarithmic: against passes, and against seconds on this machine, logarithmic too. {said}.",
    )


@picture
def noise_band_canvas(
    n_passes: int, low: float = 1e-5, high: float = 3.0, n_kept: int = 4
) -> tuple[Figure, Callable[..., None]]:
    """Loss above the minimum of many runs with one batch size and learning rate: median and band, and kept medians.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept)`` with data = dict(passes=(T,), runs=(R, T), full=(passes, excess), label=str): losses above
        the minimum of R runs, and those of gradient descent on all data with the same learning rate; kept is a list
        of the same.
    """
    figure, ax = new_figure(height=3.9)
    bands = []
    (median,) = ax.plot(
        [], [], color=COLORS["blue"], label="median of 20 runs; half of them lie in the dark band, all in the light one"
    )
    (full,) = ax.plot(
        [], [], "--", color=COLORS["red"], marker="s", markersize=4, label="all data in each step, same $\\eta$"
    )
    kept_lines = [
        ax.plot([], [], linestyle=line, color=COLORS[color], linewidth=1.4)[0]
        for line, color in zip(("--", "-.", ":", (0, (5, 1, 1, 1)))[:n_kept], ("black", "green", "purple", "orange"))
    ]
    ax.set(
        xlabel="passes through the data",
        ylabel="loss above the minimum",
        yscale="log",
        ylim=(low, high),
        xlim=(0, n_passes),
    )
    ax.minorticks_off()

    def draw(data, kept=()):
        while bands:
            bands.pop().remove()
        runs = np.maximum(data["runs"], low / 10)
        for inner, alpha in ((0.0, 0.15), (0.25, 0.3)):
            edges = (np.quantile(runs, q, axis=0) for q in (inner, 1 - inner))
            bands.append(ax.fill_between(data["passes"], *edges, color=COLORS["blue"], alpha=alpha, linewidth=0))
        median.set_data(data["passes"], np.median(runs, axis=0))
        full.set_data(*data["full"])
        for line, old in zip(kept_lines, [*kept, *[None] * n_kept]):
            line.set_data(*(([], []) if old is None else (old["passes"], np.median(old["runs"], axis=0))))
            line.set_label("_none" if old is None else f"kept: {old['label']}")
        ax.set_title(data["label"])
        ax.legend(loc="upper right", ncols=2 if kept else 1)

    return figure, draw


@picture
def noise_floors(floors: Mapping[int, Any]) -> Figure:
    """The floor of SGD against eta / n': measured with both ways of drawing, and theory.

    Parameters
    ----------
    floors : dict of int -> (rates, with_replacement, reshuffled)
        n' -> three arrays (k,).
    """
    figure, ax = new_figure(height=3.9)
    sigma2 = np.trace(gradient_noise()[0])
    ratios = np.concatenate([np.asarray(rates) / size for size, (rates, _, _) in floors.items()])
    line = np.array([ratios.min() / 1.5, ratios.max() * 1.15])
    ax.loglog(line, line * sigma2 / 4, color=COLORS["black"], lw=1.2)
    said = []
    for k, (size, (rates, drawn, reshuffled)) in enumerate(floors.items()):
        x, color = (
            np.asarray(rates) / size * 1.05 ** (1 - k),
            SIZE_COLORS[k],
        )  # beside one another where they would hide
        ax.loglog(x, reshuffled, ":", marker=MARKERS[k], color=color, markersize=10, mfc="white", lw=1.3)
        ax.loglog(x, drawn, MARKERS[k], color=color, markersize=5.5, zorder=4)
        ax.annotate(
            f"n' = {size}", (x[-1], reshuffled[-1]), (6, -13), textcoords="offset points", va="center", color=color
        )
        said.append(
            f"n' = {size}, rate {number(rates[0])} to {number(rates[-1])}: with replacement {number(drawn[0])} to "
            f"{number(drawn[-1])}, reshuffled {number(reshuffled[0])} to {number(reshuffled[-1])}"
        )
    ax.set(title="the floor of noise", xlabel=r"$\eta / n'$", ylabel="loss above the minimum")
    ax.set_xlim(line[0], 2.8 * line[1])
    ax.minorticks_off()
    ax.text(
        line[0] * 1.15,
        line[1] * sigma2 / 4,
        "filled: drawn with replacement, three sizes on\n" + r"one line, the theory's $\eta\,\sigma^2 / 4 n'$",
        fontsize=9.5,
        va="top",
    )
    ax.text(0.98, 0.05, "open: reshuffled, at the end of an epoch", fontsize=9.5, ha="right", transform=ax.transAxes)
    return described(figure, f"Floor of the loss against eta / n', both logarithmic. {'. '.join(said)}.")


@picture
def growth(curves: Mapping[str, Array], full_from: int, eta: Positive = 0.5) -> Figure:
    """Loss above the minimum after each pass, for constant batches and for schedules, the curves labeled at their ends.

    Parameters
    ----------
    curves : dict of str -> array_like, (T,)
        Constant batches first; where there is a growing one, it comes fourth.
    full_from : int
        The pass from which on the growing batch holds all data; it is marked on that curve.
    eta : float
        The rate of all of them, or the first one.
    """
    figure, ax = new_figure(height=3.6)
    looks = [*SIZE_COLORS[:2], COLORS["red"], COLORS["black"], COLORS["orange"], COLORS["sky"]]
    for k, ((name, values), color) in enumerate(zip(curves.items(), looks)):
        epochs = np.arange(1, len(values) + 1)
        ax.semilogy(epochs, values, ("-", "--")[k > 3], color=color, marker=MARKERS[k], markersize=4)
    last = _apart([np.log10(values[-1]) for values in curves.values()], 0.34)
    for name, height, color in zip(curves, last, looks):
        ax.annotate(name, (len(values), 10**height), (8, 0), textcoords="offset points", va="center", color=color)
    for values in list(curves.values())[3:4]:
        ax.plot(full_from, values[full_from - 1], "o", mfc="none", mec=COLORS["black"], mew=1.5, markersize=11)
        place = {"xytext": (6, 11), "textcoords": "offset points", "fontsize": 9.5}
        ax.annotate(f"black: {list(curves)[2]} from here on", (full_from, values[full_from - 1]), **place)
    ax.set(xlabel="passes through the data", ylabel="loss above the minimum", xticks=[1, 5, 10, 15, 20])
    ax.set_title(rf"means of five runs, all begin with $\eta$ = {eta:g}", fontsize=11)
    ax.set_xlim(0.5, len(values) * 1.32)
    said = ". ".join(trend(name, np.arange(1, len(values) + 1), values) for name, values in curves.items())
    return described(
        figure,
        f"Loss above the minimum, logarithmic, after each pass. {said}. From pass {full_from} on the growing batch holds all data.",
    )


def _apart(heights: Sequence[float], gap: float) -> Array:
    """Heights in the same order, moved up where two would be closer than ``gap``."""
    moved, lowest = np.array(heights, dtype=float), -np.inf
    for k in np.argsort(moved):
        moved[k] = lowest = max(moved[k], lowest + gap)
    return moved
