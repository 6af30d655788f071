"""Figures of single methods: factors, memories, first steps, epsilon, a saturated unit."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import STYLES
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array


@picture
def first_steps_canvas(n_steps: int) -> tuple[Figure, Draw]:
    """The length of each of Adam's steps for a constant gradient, with and without bias correction.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(corrected=(T,), uncorrected=(T,)), in units of eta.
    """
    figure, ax = new_figure(height=3.4)
    t = np.arange(1, n_steps + 1)
    every = np.unique(np.logspace(0, np.log10(n_steps), 14).astype(int)) - 1
    options = {"markevery": list(every), "markersize": 6}
    (uncorrected,) = ax.plot([], [], "s--", color=COLORS["gray"], label="without bias correction", **options)
    (corrected,) = ax.plot([], [], label="Adam, with bias correction (31)", **STYLES["Adam"] | options)
    ax.set(
        title="Adam on a constant gradient",
        xlabel="step t",
        ylabel=r"length of the step / $\eta$",
        xscale="log",
        xlim=(0.9, n_steps * 1.1),
        ylim=(0, 8),
    )
    ax.legend(loc="upper right")

    def draw(data):
        corrected.set_data(t, data["corrected"])
        uncorrected.set_data(t, data["uncorrected"])
        ax.set_ylim(0, 8 if data["uncorrected"].max() <= 8 else 1.1 * data["uncorrected"].max())

    return figure, draw


@picture
def epsilon_canvas(gradients: Array) -> tuple[Figure, Draw]:
    """How long the first step of AdaGrad and Adam is, against the size of the gradient, over the gradients of a network.

    Parameters
    ----------
    gradients : ndarray, (p,)
        Those of a real network; their sizes are drawn as a histogram.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(g=(k,), inside=(k,), outside=(k,), eps=float), steps in units of eta.
    """
    figure, ax = new_figure(height=3.7)
    gradients = check_array("gradients", gradients, ndim=1)
    if not gradients.any():
        raise ValueError(f"gradients has {len(gradients)} entries, expected at least one that is not 0")
    sizes = np.abs(gradients)[gradients != 0]
    shares, edges = np.histogram(np.log10(sizes), bins=48, range=(-12, 0))
    bars = ax.bar(
        10 ** edges[:-1],
        0.9 * shares / shares.max(),
        width=np.diff(10**edges),
        align="edge",
        color=COLORS["sky"],
        alpha=0.5,
        label="gradients of the network (not to scale); gray: muted with $\\epsilon$ inside",
    )
    (inside,) = ax.plot([], [], color=COLORS["blue"], label=r"step, $\epsilon$ inside the root")
    (outside,) = ax.plot([], [], "--", color=COLORS["red"], label=r"step, $\epsilon$ outside")
    ax.set(
        xlabel="size of the gradient $|g|$",
        ylabel=r"length of the first step / $\eta$",
        xscale="log",
        xlim=(1e-12, 1),
        ylim=(0, 1.1),
    )
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)

    def draw(data):
        inside.set_data(data["g"], data["inside"])
        outside.set_data(data["g"], data["outside"])
        limits = np.sqrt(data["eps"] / 3), data["eps"]  # here the step is half as long as eta
        for bar, edge in zip(bars, 10 ** edges[1:]):
            bar.set_facecolor(COLORS["gray"] if edge < 1.01 * limits[0] else COLORS["sky"])
        muted = [np.mean(sizes < limit) for limit in limits]
        ax.set_title(f"muted: {muted[0]:.0%} of the gradients with $\\epsilon$ inside, {muted[1]:.0%} outside")

    return figure, draw


@picture
def rates(lines: Mapping[str, Any]) -> Figure:
    """Effective learning rates against the step, both axes logarithmic; lines: "method, memory" -> rates (T,)."""
    figure, ax = new_figure(height=3.4)
    for label, rate in lines.items():
        every = np.unique(np.logspace(0, np.log10(len(rate)), 9).astype(int)) - 1
        style = STYLES[label.split(",")[0]]
        if label.split(",")[0] in [line.get_label().split(",")[0] for line in ax.lines]:
            style = style | {"linestyle": ":", "markerfacecolor": "white"}  # another memory of a method that is there
        ax.plot(np.arange(1, len(rate) + 1), rate, label=label, markevery=list(every), **style)
    ax.legend()
    title = "ten gradients of 100, then gradients of 0.1"
    ax.set(title=title, xlabel="step t", ylabel=r"factor in front of $g$", xscale="log", yscale="log")
    trends = ". ".join(trend(label, range(1, len(rate) + 1), rate) for label, rate in lines.items())
    return described(figure, f"{title}: the factor in front of g against the step, both logarithmic. {trends}.")


@picture
def wall_and_floor(slope: Callable[[float], float], start: float, goal: float) -> Figure:
    """The loss of one weight that has these slopes on its way from a start to a goal, and the two places."""
    figure, ax = new_figure(height=2.6)
    w = np.linspace(start, goal, 601)
    loss = np.concatenate([[0.0], np.cumsum(np.diff(w) * [slope(each) for each in (w[1:] + w[:-1]) / 2])])
    loss -= loss[-1]
    ax.plot(w, loss, color=COLORS["black"])
    for place, words, side in ((0, "start", "left"), (-1, "goal", "right")):
        ax.plot(w[place], loss[place], "o", color=COLORS["red"], markersize=9, zorder=5)
        ax.annotate(
            words, (w[place], loss[place]), (10 if side == "left" else -4, 8), textcoords="offset points", ha=side
        )
    low = ax.inset_axes((0.44, 0.36, 0.54, 0.46))  # the floor, which looks level beside the wall
    low.plot(w[w >= 0], loss[w >= 0], color=COLORS["black"])
    low.plot(goal, 0, "o", color=COLORS["red"], markersize=9, zorder=5)
    low.set(xlim=(0, 1.04 * goal), ylim=(-0.05, 1.15 * np.interp(0, w, loss)))
    low.set_title("the floor, enlarged", fontsize=9.5)
    for panel, place in ((ax, start / 2), (low, goal / 2)):
        height = np.interp(place, w, loss)
        panel.annotate(f"slope {slope(place):g}", (place, height), (9, 6), textcoords="offset points")
    ax.set(title="a wall and a floor", xlabel="$w$", ylabel="loss")
    return described(
        figure,
        f"a wall and a floor: the loss of one weight w falls from {number(loss[0])} at the start, w = {start:g}, with slope "
        f"{slope(start):g}; from w = 0 on the slope is {slope(goal):g}, down to the goal, w = {goal:g}.",
    )


@picture
def past(memories: Mapping[str, float]) -> Figure:
    """The weight that running averages give to each gradient of the past; memories: name of the average -> beta, below 1."""
    figure, axes = new_figure(1, len(memories), height=2.9, squeeze=False)
    words = []
    for ax, (name, beta) in zip(axes[0], memories.items()):
        span = round(1 / (1 - beta))
        k = np.arange(5 * span)
        weights = (1 - beta) * beta**k
        share = 1 - beta**span
        ax.plot(k, weights, color=STYLES["Adam"]["color"])
        ax.fill_between(k[: span + 1], weights[: span + 1], color=STYLES["Adam"]["color"], alpha=0.25, linewidth=0)
        ax.annotate(f"the last {span:,}:\n{share:.0%} of all weight", (1.2 * span, 0.5 * weights[0]), fontsize=10)
        ax.set(
            title=rf"in ${name}$, $\beta = {beta:g}$", xlabel="steps ago", xlim=(0, len(k)), ylim=(0, 1.1 * weights[0])
        )
        words.append(
            f"In {name}, beta = {beta:g}, it falls from {number(weights[0])}; the last {span:,} have {share:.0%} of all weight"
        )
    axes[0, 0].set_ylabel("weight of a gradient")
    return described(
        figure,
        f"what an average remembers: the weight of a gradient against how many steps ago it was. {'. '.join(words)}.",
    )


@picture
def waking(losses: Mapping[str, Any], level: float) -> Figure:
    """How many steps each method needs until a saturated unit's loss is below a level; losses: label -> (T,)."""
    figure, ax = new_figure(height=0.36 * len(losses) + 1.0)
    ends = []
    for y, (label, loss) in enumerate(losses.items()):
        awake, style = np.min(loss) < level, STYLES[label.split(",")[0]]
        steps = int(np.argmax(np.asarray(loss) < level)) + 1 if awake else len(loss)
        ax.plot([1, steps], [y, y], color=style["color"], linewidth=2)
        ax.plot(steps, y, style["marker"] if awake else ">", color=style["color"], markersize=7)
        ax.text(1.2 * steps, y, f"{steps:,}" if awake else f"not in {steps:,}", va="center", fontsize=10)
        ends.append(f"{label}: {steps:,}" if awake else f"{label}: not within {steps:,}")
    ax.set_yticks(range(len(losses)), list(losses))
    longest = max(map(len, losses.values()))
    title = f"steps until the loss of a saturated unit is below {number(level)}"
    ax.set(title=title, xlabel="steps", xscale="log", xlim=(1, 15 * longest), ylim=(len(losses) - 0.5, -0.5))
    ax.grid(axis="y", visible=False)
    return described(figure, f"{title}, on a logarithmic axis. {'; '.join(ends)}.")


@picture
def whole_runs(runs: Mapping[str, Mapping[str, Any]], level: float) -> Figure:
    """Loss and size of the gradient against the step, beyond the level at which a unit counts as awake.

    Parameters
    ----------
    runs : dict of str -> dict
        Label -> as from ``waking_run``.
    level : float
    """
    figure, (above, below) = new_figure(2, 1, height=4.8, sharex=True)
    words = []
    for k, (label, run) in enumerate(runs.items()):
        loss, size = run["losses"], run["sizes"]
        style = STYLES[label.split(",")[0]] | {"marker": "", "linestyle": ("-", "--", "-")[k % 3]}
        style |= {"linewidth": (1.0, 2.0, 2.0)[k % 3], "alpha": (0.6, 1.0, 1.0)[k % 3]}
        for ax, values in ((above, loss), (below, size)):
            ax.plot(np.arange(1, len(values) + 1), values, label=label, **style)
        late = loss[-500:]
        words.append(
            f"{label} is below {level:g} from step {np.argmax(loss < level) + 1:,} on, "
            f"and between {late.min():.3f} and {late.max():.3f} in the last 500 steps; its gradient grows from {number(size[0])} "
            f"to {number(size.max())}"
        )
    above.axhline(level, color=COLORS["gray"], linestyle=":", linewidth=1.2)
    above.annotate(f"awake: below {level:g}", (1.1, 0.96 * level), va="top", fontsize=10, color=COLORS["gray"])
    above.set(title="the same unit, all the way", ylabel="loss", ylim=(0, None))
    above.set(xscale="log", xlim=(1, max(len(run["losses"]) for run in runs.values())))
    below.set(ylabel="largest entry\nof the gradient", xlabel="step", yscale="log", ylim=(1e-8, 0.1))
    figure.legend(*above.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9.5)
    return described(
        figure,
        f"the same unit, all the way: the loss, and on a logarithmic axis the gradient, against the step. {'; '.join(words)}.",
    )


@picture
def ratio(made: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Adam's two averages of several kinds of gradients, and below them the step: the one divided by the other.

    Parameters
    ----------
    made : dict of str -> dict
        As from ``averages_of_adam``.
    """
    figure, (above, below) = new_figure(2, len(made), height=4.2, sharex=True, sharey="row", height_ratios=(1.5, 1))
    said, color = [], STYLES["Adam"]["color"]
    for top, bottom, (name, each) in zip(above, below, made.items()):
        t = np.arange(1, len(each["g"]) + 1)
        dots = top.plot(t, each["g"], ".", color=COLORS["gray"], markersize=4, label="$g$")
        band = top.fill_between(
            t,
            -each["root"],
            each["root"],
            color=COLORS["blue"],
            alpha=0.2,
            linewidth=0,
            label=r"between $\pm\sqrt{\hat v}$",
        )
        line = top.plot(t, each["m_hat"], color=color, label=r"$\hat m$")
        top.set(title=name)
        bottom.axhspan(-1, 1, color=COLORS["blue"], alpha=0.2, linewidth=0)
        bottom.plot(t, each["step"], color=color)
        late = np.abs(each["step"][len(t) // 2 :]).mean()
        bottom.set(xlabel="step $t$", ylim=(-1.3, 1.3))
        bottom.set_title(f"from $t$ = {len(t) // 2 + 1} on: size {late:.2f}", fontsize=10)
        said.append(f"{name}: in the second half the steps are {late:.2f} eta long on average")
    above[0].set_ylabel("gradient")
    below[0].set_ylabel(r"$\hat m\,/\sqrt{\hat v}$")
    figure.legend(handles=[*dots, band, *line], loc="outside lower center", ncols=3)
    return described(figure, f"Adam's averages of three kinds of gradients, and their ratio. {'; '.join(said)}.")


@picture
def rare(found: Mapping[str, Mapping[str, Any]]) -> Figure:
    """What is left of the error in each weight, against how often its input occurs; a curve a method, as from ``rare_words``."""
    figure, ax = new_figure(height=3.3)
    words = []
    for name, each in found.items():
        ax.plot(each["frequencies"], each["errors"], label=rf"{name}, $\eta$ = {each['rate']:g}", **STYLES[name])
        words.append(trend(f"{name} with rate {each['rate']:g}", each["frequencies"], each["errors"]))
    ax.set(
        title="how much of a word's worth has not been learned",
        xlabel="how often the word occurs (rare words to the right)",
        ylabel="mean error of its weight",
        xscale="log",
        ylim=(0, None),
    )
    ax.invert_xaxis()
    ticks = [0.5, 0.1, 0.02, 0.002]
    ax.set_xticks(ticks, ["1/2", "1/10", "1/50", "1/500"])
    ax.minorticks_off()
    ax.legend()
    return described(
        figure,
        f"The error left in a weight against the frequency of its input, from often to rare. {'. '.join(words)}.",
    )
