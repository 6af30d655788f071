"""Figures of chapter 7, what happens while a network is trained: sums that wander, rates, averages that follow, batch sizes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, number, trend
from lecturekit.normalization.figures.methods import look

FLAT = 2.18
"""Beyond this tanh has less than 5% of its largest slope."""


@picture
def wandering(sums: Mapping[str, Any]) -> Figure:
    """The middle of what reaches phi in a layer while its network is trained, a panel for each network.

    Parameters
    ----------
    sums : dict of str -> ndarray, (k, 4)
        By method, after every step: a lower quantile, the median, an upper quantile, and the saturated share.
    """
    figure, (axes,) = new_figure(1, len(sums), width=7.6, height=3.0, sharey=True, squeeze=False)
    said, reach = [], 1.1 * max(np.abs(np.asarray(rows)[:, :3]).max() for rows in sums.values())
    for ax, (name, rows) in zip(axes, sums.items()):
        steps, (low, middle, high, flat) = np.arange(len(rows)), np.transpose(rows)
        color = look(name)["color"]
        ax.fill_between(steps, low, high, color=color, alpha=0.25, lw=0)
        ax.plot(steps, low, color=color, linewidth=1.2)
        ax.plot(steps, high, color=color, linewidth=1.2)
        ax.plot(steps, middle, color=COLORS["black"], linestyle="--", linewidth=1.4)
        for edge in (-FLAT, FLAT):
            ax.axhline(edge, color=COLORS["gray"], linestyle=":", linewidth=1.6)
        ax.set(title=f"{name}: saturated {flat[0]:.0%} → {flat[-1]:.0%}", xlabel="step", ylim=(-reach, reach))
        said.append(
            f"{name}: the middle part is {number(high[0] - low[0])} wide at first and {number(high[-1] - low[-1])} in the end, "
            f"and {flat[0]:.0%}, in the end {flat[-1]:.0%}, of everything is saturated"
        )
    axes[0].set_ylabel(r"what reaches $\phi$")
    for edge, va in ((FLAT, "bottom"), (-FLAT, "top")):
        axes[-1].text(0, 1.12 * edge, "saturated", va=va, fontsize=10, color=COLORS["gray"])
    return described(figure, f"What reaches phi in a layer, step by step. {'; '.join(said).capitalize()}.")


@picture
def rates_canvas(grid: Mapping[str, Any]) -> tuple[Figure, Draw]:
    """Loss after training against the learning rate, and the loss curves of one rate.

    Parameters
    ----------
    grid : dict of str -> dict of float -> list of float
        Name of the normalization -> learning rate -> loss of each epoch.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(eta)`` for one of the learning rates.
    """
    figure, (left, right) = new_figure(1, 2, height=3.6)
    lines = {}
    for name, runs in grid.items():
        style = look(name) | {"markersize": 5}
        left.plot(list(runs), [losses[-1] for losses in runs.values()], label=name, **style)
        losses = next(iter(runs.values()))
        (lines[name],) = right.plot(range(1, len(losses) + 1), losses, label=name, **style)
    here = left.axvline(1.0, color=COLORS["gray"], linewidth=5, alpha=0.35, zorder=1)
    left.set(
        title="loss after training", xlabel=r"learning rate $\eta$", ylabel="training loss", xscale="log", ylim=(0, 2.9)
    )
    rates = list(next(iter(grid.values())))
    left.set_xticks(rates, [f"{rate:g}" for rate in rates])
    left.minorticks_off()
    highest = max(loss for runs in grid.values() for losses in runs.values() for loss in losses)
    right.set(title=" ", xlabel="epoch", ylim=(0, 1.05 * highest), xticks=range(1, len(losses) + 1))
    right.legend(loc="upper right")

    def draw(eta):
        here.set_xdata([eta, eta])
        for name, line in lines.items():
            line.set_ydata(grid[name][eta])
        right.set_title(rf"$\eta$ = {eta:g}")

    return figure, draw


@picture
def batch_sizes(sizes: Sequence[int], losses: Mapping[str, Any]) -> Figure:
    """Training loss against the batch size.

    Parameters
    ----------
    sizes : sequence of int
    losses : dict of str -> sequence of float, or sequence of such
        By method: one number for each size; or a row of them for each seed, drawn as their mean, with bars from the least to the most.
    """
    figure, ax = new_figure(height=3.4)
    said = []
    for k, (name, rows) in enumerate(losses.items()):
        rows = np.atleast_2d(rows)
        mean = np.exp(np.log(rows).mean(axis=0))
        if len(rows) > 1:
            beside = (0.93, 1.07, 1.13)[k % 3] * np.asarray(sizes)
            ax.vlines(beside, rows.min(axis=0), rows.max(axis=0), color=look(name)["color"], linewidth=2.5, alpha=0.5)
        ax.plot(sizes, mean, **look(name), markersize=6, label=name)
        said.append(trend(name, sizes, mean))
    ax.set(
        title="training loss at the end, rate 0.1",
        xlabel="batch size $n'$",
        ylabel="training loss",
        xscale="log",
        yscale="log",
    )
    plain_log_ticks(ax.yaxis)
    ax.set_xticks(sizes, labels=map(str, sizes))
    ax.minorticks_off()
    ax.legend()
    return described(figure, f"Training loss against batch size, both logarithmic. {'. '.join(said)}.")


@picture
def followed(tracks: Mapping[str, Any], *, ylabel: str) -> Figure:
    """What is to be followed, noisy values of it as dots, and running averages, against the step.

    Parameters
    ----------
    tracks : dict of str to ndarray
        First the thing itself, then its noisy values, then the averages, by name.
    """
    figure, ax = new_figure(height=3.4)
    (truth, line), (dots, values), *averages = tracks.items()
    steps = np.arange(1, len(line) + 1)
    ax.plot(steps, values, ".", color=COLORS["gray"], alpha=0.6, label=dots)
    ax.plot(steps, line, color=COLORS["black"], linewidth=2.5, label=truth)
    for (name, each), color, style in zip(averages, ("orange", "blue", "red"), ("-", "--", "-.")):
        ax.plot(
            steps, each, color=COLORS[color], linestyle=style, linewidth=1.2 if color == "orange" else 2, label=name
        )
    everything = np.concatenate([line, values])
    top = everything.max() + 0.4 * np.ptp(everything)  # room for the legend
    ax.set(title=f"one unit, {len(line)} steps", xlabel="step", ylabel=ylabel, ylim=(None, top))
    ax.legend(loc="upper left", ncols=2)
    ends = [f"{name} {number(each[-1])}" for name, each in averages]
    return described(
        figure,
        f"{ylabel} against step; {truth} goes from {number(line[0])} to {number(line[-1])}. Averages end at {listing(ends)}.",
    )
