"""Figures of single methods: factors, memories, first steps, epsilon, a saturated unit."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import STYLES
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend


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
def epsilon_canvas(gradients: Any) -> tuple[Figure, Draw]:
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
    sizes = np.abs(gradients)[gradients != 0]
    shares, edges = np.histogram(np.log10(sizes), bins=48, range=(-12, 0))
    ax.bar(
        10 ** edges[:-1],
        0.9 * shares / shares.max(),
        width=np.diff(10**edges),
        align="edge",
        color=COLORS["sky"],
        alpha=0.5,
        label="gradients of the network (how many, not to scale)",
    )
    (inside,) = ax.plot([], [], color=COLORS["blue"], label=r"step, $\epsilon$ inside the root (slides)")
    (outside,) = ax.plot([], [], "--", color=COLORS["red"], label=r"step, $\epsilon$ outside (paper)")
    ax.set(
        title=r"which gradients are too small to be normalized?",
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

    return figure, draw


@picture
def rates(lines: Mapping[str, Any]) -> Figure:
    """Effective learning rates against the step, both axes logarithmic; lines: "method, memory" -> rates (T,)."""
    figure, ax = new_figure(height=3.4)
    for label, rate in lines.items():
        every = np.unique(np.logspace(0, np.log10(len(rate)), 9).astype(int)) - 1
        ax.plot(np.arange(1, len(rate) + 1), rate, label=label, markevery=list(every), **STYLES[label.split(",")[0]])
    ax.legend()
    title = "ten gradients of 100, then gradients of 0.1"
    ax.set(title=title, xlabel="step t", ylabel=r"factor in front of $g$", xscale="log", yscale="log")
    trends = ". ".join(trend(label, range(1, len(rate) + 1), rate) for label, rate in lines.items())
    return described(figure, f"{title}: the factor in front of g against the step, both logarithmic. {trends}.")


@picture
def past(lines: Mapping[str, Any]) -> Figure:
    """The weight that an average gives to each gradient of the past; lines: label -> weights, the present one first."""
    figure, ax = new_figure(height=3.0)
    for (label, weights), color in zip(lines.items(), ("red", "orange", "black")):
        ax.plot(np.arange(len(weights)), weights, label=label, color=COLORS[color])
    title = "what an average remembers"
    ax.set(title=title, xlabel="steps ago", ylabel="weight", xscale="symlog", yscale="log", ylim=(1e-5, 1))
    ax.set_xlim(0, max(map(len, lines.values())))
    ax.legend()
    trends = ". ".join(trend(label, range(len(weights)), weights) for label, weights in lines.items())
    return described(
        figure, f"{title}: the weight of a gradient, logarithmic, against how many steps ago it was. {trends}."
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
