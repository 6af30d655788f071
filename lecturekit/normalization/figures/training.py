"""Figures of chapter 7, what happens while a network is trained: sums that wander, rates, averages that follow, batch sizes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, curves, described, new_figure, picture
from lecturekit.figures.words import listing, number


@picture
def wandering(sums: Mapping[str, Any], *, every: int = 5) -> Figure:
    """The middle of what reaches phi in one unit while its network is trained, a panel for each network.

    Parameters
    ----------
    sums : dict of str -> ndarray, (k, 3)
        By title: a lower quantile, the median and an upper quantile, after every few steps.
    every : int
        The steps from one row to the next.
    """
    figure, (axes,) = new_figure(1, len(sums), width=7.6, height=2.8, sharey=True, squeeze=False)
    said = []
    for ax, (name, quantiles), color in zip(axes, sums.items(), ("red", "blue")):
        steps, (low, middle, high) = every * np.arange(len(quantiles)), np.transpose(quantiles)
        ax.fill_between(steps, low, high, color=COLORS[color], alpha=0.25, lw=0)
        ax.plot(steps, low, color=COLORS[color], linewidth=1.2)
        ax.plot(steps, high, color=COLORS[color], linewidth=1.2)
        ax.plot(steps, middle, color=COLORS["black"], linestyle="--", linewidth=1.4)
        width = high - low
        ax.set(title=f"{name}: width {width[0]:.2f} to {width[-1]:.2f}", xlabel="step")
        said.append(f"{name}: the middle part is {number(width[0])} wide at first, and {number(width[-1])} in the end")
    axes[0].set_ylabel(r"what reaches $\phi$")
    return described(figure, f"What reaches phi in one unit, step by step. {'; '.join(said).capitalize()}.")


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
    for k, (name, runs) in enumerate(grid.items()):
        style = {"color": CYCLE[k], "marker": MARKERS[k], "markersize": 5, "linestyle": ("-", "--", "-.")[k]}
        left.plot(list(runs), [losses[-1] for losses in runs.values()], label=name, **style)
        losses = next(iter(runs.values()))
        (lines[name],) = right.plot(range(1, len(losses) + 1), losses, label=name, **style)
    here = left.axvline(1.0, color=COLORS["gray"], linewidth=5, alpha=0.35)
    left.set(
        title="loss after training", xlabel=r"learning rate $\eta$", ylabel="training loss", xscale="log", ylim=(0, 2.9)
    )
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
    """Training loss against the batch size; losses: dict of name -> one number for each size."""
    figure = curves(
        {name: (sizes, values) for name, values in losses.items()},
        title="training loss after two passes, rate 0.1",
        xlabel="batch size $n'$",
        ylabel="training loss",
        xscale="log",
        yscale="log",
        markers=True,
    )
    figure.axes[0].set_xticks(sizes, labels=map(str, sizes))
    figure.axes[0].minorticks_off()
    return figure


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
    ax.set(title=f"one unit, {len(line)} steps", xlabel="step", ylabel=ylabel)
    ax.legend(loc="upper left", ncols=2)
    ends = [f"{name} {number(each[-1])}" for name, each in averages]
    return described(
        figure,
        f"{ylabel} against step; {truth} goes from {number(line[0])} to {number(line[-1])}. Averages end at {listing(ends)}.",
    )
