"""Figures of chapter 7, what comes of it: saturation, rates, averages that follow, batch sizes, shares, folding."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, curves, described, new_figure, picture
from lecturekit.figures.words import listing, number


@picture
def saturation_canvas(n_layers: int, bins: int = 24) -> tuple[Figure, Draw]:
    """Histograms of tanh's outputs in each layer, without normalization (outline) and with one (filled).

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(name, plain, normalized: lists of arrays of outputs, one a layer;
        plain_saturated, saturated: fractions, one a layer).
    """
    figure, (axes,) = new_figure(1, n_layers, width=9.0, height=2.9, sharey=True, squeeze=False)
    edges = np.linspace(-1, 1, bins + 1)
    filled = [ax.stairs(np.zeros(bins), edges, fill=True, color=COLORS["sky"], label="normalized") for ax in axes]
    outlines = [ax.stairs(np.zeros(bins), edges, color=COLORS["red"], linewidth=1.6, label="none") for ax in axes]
    for ax in axes:
        ax.set(xlim=(-1.05, 1.05), ylim=(0, 0.55), xticks=[-1, 0, 1], xlabel=r"$x = \phi(z)$")
    axes[0].set_ylabel("fraction of the outputs")
    legend = figure.legend(handles=[outlines[0], filled[0]], loc="outside lower center", ncols=2)

    def draw(data):
        for l, (ax, area, outline) in enumerate(zip(axes, filled, outlines)):
            for artist, values in ((area, data["normalized"][l]), (outline, data["plain"][l])):
                artist.set_data(np.histogram(values, edges)[0] / values.size)
            ax.set_title(
                f"layer {l + 1}\nsaturated {data['plain_saturated'][l]:.0%} → {data['saturated'][l]:.0%}", fontsize=10.5
            )
        legend.get_texts()[1].set_text(data["name"])

    return figure, draw


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
    ax.plot(steps, values, ".", color=COLORS["gray"], label=dots)
    ax.plot(steps, line, color=COLORS["black"], linewidth=2.5, label=truth)
    for (name, each), color, style in zip(averages, ("orange", "blue", "red"), ("-", "--", "-.")):
        ax.plot(steps, each, color=COLORS[color], linestyle=style, label=name)
    ax.set(xlabel="step", ylabel=ylabel)
    ax.legend(loc="upper left", ncols=2)
    ends = [f"{name} {number(each[-1])}" for name, each in averages]
    return described(
        figure,
        f"{ylabel} against step; {truth} goes from {number(line[0])} to {number(line[-1])}. Averages end at {listing(ends)}.",
    )


@picture
def bars(values: Mapping[str, Any], *, title: str, xlabel: str) -> Figure:
    """Shares as horizontal bars with their numbers.

    Parameters
    ----------
    values : dict of str -> float or sequence of float
        By label; several values (one for each seed) give a bar for their mean and a dot for each, one below the other.
    title, xlabel : str
    """
    figure, ax = new_figure(height=0.45 * len(values) + 1.2)
    said = []
    for k, (label, several) in enumerate(values.items()):
        several = np.atleast_1d(several)
        ax.barh(k, several.mean(), color=COLORS["sky"], height=0.65)
        if len(several) > 1:
            ax.plot(several, k + np.linspace(-0.2, 0.2, len(several)), "o", color=COLORS["black"], markersize=4)
        ax.text(several.max() + 0.01, k, f"{several.mean():.0%}", va="center", fontsize=10)
        said.append(f"{label} {several.mean():.0%}")
    ax.set(
        title=title,
        xlabel=xlabel,
        yticks=range(len(values)),
        xlim=(0, max(1.1 * np.max([np.max(v) for v in values.values()]), 0.1)),
    )
    ax.set_yticklabels(values)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    return described(figure, f"{title}, as bars: {listing(said)}.")


@picture
def folding() -> Figure:
    """A layer and its normalization with fixed statistics as a chain of three steps and as one; and both as lines."""
    w, b, mu, s, scale, shift = 2.0, -1.0, 3.0, 2.0, 1.5, 0.5
    figure, (chain, ax) = new_figure(1, 2, width=8.6, height=3.3, width_ratios=[1.25, 1])
    chain.axis("off")
    chain.set(xlim=(0, 10), ylim=(0, 4.6))
    factor = scale / s
    slope, intercept = factor * w, factor * (b - mu) + shift
    rows = {
        3.3: [(0.5, "$x$", "white"), (2.5, "$Wx+b$", "blue"), (5.4, "$(z-\\mu)/s$", "orange"),
              (8.2, "$\\sigma_0\\hat z+\\mu_0$", "orange")],
        1.2: [(0.5, "$x$", "white"),
              (5.0, "$\\frac{\\sigma_0}{s}W\\;x\\;+\\;\\frac{\\sigma_0}{s}(b-\\mu)+\\mu_0$", "blue")],
    }  # fmt: skip
    for y, stations in rows.items():
        for x, text, color in stations:
            face = "white" if color == "white" else COLORS[color]
            box = {"boxstyle": "round,pad=0.4", "facecolor": face, "alpha": 0.35, "edgecolor": COLORS["black"]}
            chain.text(x, y, text, ha="center", va="center", fontsize=12, bbox=box)
    arrows = [
        (0.85, 1.5, 3.3),
        (3.55, 4.3, 3.3),
        (6.55, 7.05, 3.3),
        (9.4, 9.95, 3.3),
        (0.85, 2.2, 1.2),
        (7.8, 9.95, 1.2),
    ]
    for start, end, y in arrows:
        chain.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": COLORS["black"]})
    for x, y, text in ((3.93, 3.6, "$z$"), (6.8, 3.6, "$\\hat z$"), (9.7, 3.6, "to $\\phi$"), (8.9, 1.5, "to $\\phi$")):
        chain.text(x, y, text, ha="center", fontsize=10.5)
    chain.text(0.1, 4.35, "as trained", fontsize=10.5)
    chain.text(0.1, 2.15, "for prediction, with fixed $\\mu$ and $s$", fontsize=10.5)
    x = np.array([-1.0, 5.0])
    z = w * x + b
    steps = {
        f"$z = {w:g}x {b:+g}$": (z, "blue", "-"),
        f"minus {mu:g}, divided by {s:g}": ((z - mu) / s, "orange", "--"),
        f"times {scale:g}, plus {shift:g}": (scale * (z - mu) / s + shift, "red", "-"),
    }
    for label, (values, color, style) in steps.items():
        ax.plot(x, values, color=COLORS[color], linestyle=style, label=label)
    dots = np.linspace(-1, 5, 13)
    ax.plot(
        dots,
        slope * dots + intercept,
        "o",
        color=COLORS["black"],
        markersize=4,
        label=f"folded: ${slope:g}x {intercept:+g}$",
    )
    ax.set(title="a unit with one input", xlabel="$x$", ylim=(-5, 10))
    ax.legend(loc="upper left", fontsize=9)
    return described(
        figure,
        "Two chains of boxes. As trained, x goes through W x + b, then minus mu and divided by s, then times sigma_0 plus mu_0; "
        "for prediction through one box, the folded layer. Beside them the lines of a unit with one input: "
        f"z = {number(w)} x {b:+g}; minus {number(mu)} and divided by {number(s)}; times {number(scale)} plus {number(shift)}, "
        f"with the dots of the folded unit on it, {number(slope)} x {intercept:+g}.",
    )
