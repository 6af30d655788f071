"""The Fact, chords of a bowl, two formulas racing, a bowl's main directions, losses along a descent."""

from collections.abc import Sequence

import matplotlib
import numpy as np

from lecturekit.figures.base import COLORS, Draw, Figure, curves, described, new_figure
from lecturekit.figures.style import picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.bowl import above_the_chord
from lecturekit.single_unit.losses import least_squares, logistic

ARROW = {"angles": "xy", "scale_units": "xy", "scale": 1}


@picture
def fact(places: Sequence[float] = (-3.5, -1.0)) -> Figure:
    """Two losses for target 1, and below each the unit's output: at each place the loss's slope is the gap from output to target."""
    figure, axes = new_figure(2, 2, height=5.2, sharex=True, sharey="row", height_ratios=[3, 2.6])
    z, words = np.linspace(-6, 4.5, 211), []
    for (above, below), loss in zip(axes.T, (least_squares, logistic)):
        name = loss.name.replace("_", " ")
        above.plot(z, loss.per_sample(z, np.ones(len(z), int)), color=COLORS["blue"], label="loss")
        below.plot(z, loss.phi_out(z), color=COLORS["green"], label=r"output $\phi_{\rm out}(z)$")
        below.axhline(1, color=COLORS["black"], linestyle=":", label="target $y_*$")
        for z0 in places:
            here, slope = loss(np.array([z0]), [1]), float(loss.dz(np.array([z0]), [1])[0])
            output = float(loss.phi_out(np.array([z0]))[0])
            near = np.array([z0 - 0.9, z0 + 0.9])
            (tangent,) = above.plot(near, here + slope * (near - z0), "--", color=COLORS["red"])
            above.plot(z0, here, "o", color=COLORS["red"])
            above.text(z0 + 0.25, here + 0.2, f"slope {slope:.2f}", color=COLORS["red"], weight="bold", va="bottom")
            for ax in (above, below):
                ax.axvline(z0, color=COLORS["gray"], linewidth=0.8, zorder=0)
            below.quiver([z0], [output], [0], [1 - output], color=COLORS["red"], width=0.014, zorder=4, **ARROW)
            gap = {"color": COLORS["red"], "weight": "bold", "ha": "right", "va": "center"}
            below.text(z0 - 0.25, (1 + output) / 2, f"{1 - output:+.2f}", **gap)
            words.append(
                f"{name}: at z = {z0:g} the tangent of the loss has slope {slope:.2f}, "
                f"and below it the target, 1, lies {1 - output:.2f} above the output, {output:.2f}"
            )
        tangent.set_label("tangent")
        above.set(title=f"{name}, target 1", ylim=(-0.5, 12))
        above.legend(loc="upper right")
        below.set(xlabel="logit z", ylim=(-4.6, 2.3))
        below.legend(loc="lower right")
    axes[0, 0].set_ylabel("loss")
    axes[1, 0].set_ylabel("output and target")
    figure.align_ylabels(axes[:, 0])
    return described(figure, f"Loss curves above, outputs below, against the logit, for target 1. {'. '.join(words)}.")


@picture
def chords(
    along: dict[str, tuple[Array, Array]], *, start: str, end: str, colors: Sequence[str] = ("blue", "red")
) -> Figure:
    """Losses on a straight line through the weights, each with the chord between its ends.

    Parameters
    ----------
    along : dict of str -> (share, values)
        As from ``losses_between``, by the name of the loss.
    start, end : str
        Where the line begins and ends.
    colors : sequence of str
        The losses' colors, by their names in the course's palette.
    """
    figure, axes = new_figure(1, len(along), height=3.1)
    words = []
    for ax, color, (name, (share, values)) in zip(np.atleast_1d(axes), colors, along.items()):
        chord, above = np.linspace(values[0], values[-1], len(values)), above_the_chord(values)
        ax.plot(share, values, color=COLORS[color], label="loss")
        ax.plot(share, chord, "--", color=COLORS["black"], linewidth=1.4, label="chord")
        if above > 1e-9:
            ax.fill_between(
                share, chord, values, where=values > chord, color=COLORS["orange"], alpha=0.4, label="above the chord"
            )
        ax.set(title=name, xlabel=f"from {start} to {end}", ylim=(0, None))
        ax.set_xticks([0, 0.5, 1], ["start", "halfway", "end"])
        ax.legend(loc="upper right")
        rises = f"rises up to {number(above)} above it" if above > 1e-9 else "lies below it all the way"
        words.append(
            f"{trend(name, share, values)}; the chord is a straight line between these ends, and the curve {rises}"
        )
    np.atleast_1d(axes)[0].set_ylabel("mean loss")
    return described(figure, f"Loss on the way from {start} to {end}. {'. '.join(words)}.")


@picture
def race_canvas(limit: float = 10.0, n_steps: int = 10_000) -> tuple[Figure, Draw]:
    """One unit's logit, step by step, under the true gradient and under the slide's formula.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(true=path, slide=path), logits from the start on.
    """
    figure, (left, right) = new_figure(1, 2, height=3.4)
    z = np.linspace(-limit, limit, 201)
    p = sigmoid(z)
    left.plot(z, 1 - p, color=COLORS["blue"], label=r"$y_* - \phi_{\rm out}$  (the Fact)")
    left.plot(z, (1 - p) * p * (1 - p), "--", color=COLORS["red"], label=r"the same times $\phi'_{\rm out}$  (slide)")
    (start,) = left.plot([], [], "o", color=COLORS["black"], label="start")
    pushes = [left.text(0, 0, "", fontsize=10.5, va="bottom", ha="center") for _ in range(2)]
    left.set(title="push on the logit, target 1", xlabel="logit z", ylabel="size of the push", ylim=(-0.05, 1.55))
    left.legend(loc="upper right")
    (true,) = right.plot([], [], color=COLORS["blue"])
    (slide,) = right.plot([], [], "--", color=COLORS["red"])
    right.axhline(0, color=COLORS["gray"], linewidth=1)
    marks = [
        right.plot([], [], "o", color=color, markersize=7, zorder=4)[0] for color in (COLORS["blue"], COLORS["red"])
    ]
    names = [
        right.text(1, 0, "", color=color, weight="bold", va="bottom", ha="right")
        for color in (COLORS["blue"], COLORS["red"])
    ]
    right.set(title="when does it get above 0?", xlabel="step, counted from 1", ylabel="logit z", xscale="log")
    right.set(xlim=(1, n_steps), ylim=(-limit - 0.5, 6))

    def draw(data):
        z0, p0 = data["true"][0], float(sigmoid(np.asarray(data["true"][0])))
        heights = (1 - p0, (1 - p0) * p0 * (1 - p0))
        start.set_data([z0, z0], heights)
        for text, height in zip(pushes, heights):
            text.set(position=(z0, height + 0.03), text=number(round(height, 5)))
        for line, mark, name, path in zip((true, slide), marks, names, (data["true"], data["slide"])):
            line.set_data(range(1, len(path)), path[1:])
            above = np.flatnonzero(path > 0)[:1]
            seen = above[(above > 0) & (above < n_steps)]
            mark.set_data(seen, path[seen])
            name.set_text(f"step {seen[0]:,} " if len(seen) else "")
            name.set_position((max(seen[0], 4), path[seen[0]] + 0.5) if len(seen) else (1, 0))

    return figure, draw


@picture
def directions_canvas(curvatures: Array, n_steps: int) -> tuple[Figure, Draw]:
    """The error in each main direction, step by step, on a logarithmic axis.

    Parameters
    ----------
    curvatures : ndarray, (d,)
        From the smallest to the largest.
    n_steps : int

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(eta=float, errors=(n_steps + 1, d)).
    """
    figure, (axes, factors) = new_figure(1, 2, height=3.8, width_ratios=[1.5, 1])
    shades = matplotlib.colormaps["plasma"](np.linspace(0.0, 0.88, len(curvatures)))
    shades[-1] = (0, 0, 0, 1)  # the one that may jump has a color that no other is near
    lines = [axes.plot([], [], color=shade, linewidth=2.4)[0] for shade in shades]
    lines[-1].set_linewidth(1.4)  # it may lie on another one
    flattest = axes.text(0, 1, f"flattest, h = {number(curvatures[0])}", fontsize=9.5, va="bottom", ha="right")
    steepest = axes.annotate(
        "",
        (0, 1),
        xytext=(0.36, 0.06),
        textcoords="axes fraction",
        fontsize=9.5,
        arrowprops={"arrowstyle": "-", "linewidth": 0.8},
    )
    axes.set(
        xlim=(0, n_steps),
        yscale="log",
        xlabel="step",
        ylabel="error, as a share of the first",
        title="each direction by itself\n(dashed: jumps from side to side)",
    )
    h = np.linspace(0, 1.06 * curvatures[-1], 100)
    (factor,) = factors.plot([], [], color=COLORS["gray"])
    dots = factors.scatter(curvatures, np.zeros(len(curvatures)), c=shades, s=36, zorder=3)
    factors.axhline(1, color=COLORS["black"], linestyle=":")
    factors.text(0, 1.05, "1: no progress; above: growth", fontsize=9.5, va="bottom")
    factors.set(
        xlabel="curvature h",
        title="factor of one step, $|1 - \\eta h|$\n(colors as on the left)",
        ylim=(-0.05, 1.35),
        xlim=(-0.05 * h[-1], h[-1]),
    )

    def draw(data):
        left = np.maximum(data["errors"] / data["errors"][0], 1e-12)
        now = np.abs(1 - data["eta"] * curvatures)
        under = _as_fast_as_the_last(now)
        below = f",\non that of h = {number(curvatures[under])}" if under is not None else ""
        steepest.set_text(f"steepest, h = {number(curvatures[-1])}{below}")
        for k, line in enumerate(lines):
            line.set(data=(range(len(left)), left[:, k]), linestyle="--" if data["eta"] * curvatures[k] > 1 else "-")
        seen = (left > 1e-6) & (left < 3e3)
        last = [np.flatnonzero(column)[-1] for column in seen[:, [0, -1]].T]
        flattest.set_position((last[0], 1.6 * left[last[0], 0]))
        place = int(0.8 * last[1])
        steepest.xy = (place, left[place, -1])
        grows = left.max() > 1
        steepest.set_position((0.6, 0.9) if grows else (0.36, 0.06))
        axes.set_ylim(1e-6, 3e3 if grows else 10)
        factor.set_data(h, np.abs(1 - data["eta"] * h))
        dots.set_offsets(np.column_stack([curvatures, now]))

    return figure, draw


def _as_fast_as_the_last(factors):
    """Which of the other directions has a line that the last one's covers, or None."""
    slopes = np.log(np.maximum(factors, 1e-12))
    apart = np.abs(slopes[:-1] - slopes[-1])
    return int(np.argmin(apart)) if apart.min(initial=np.inf) < 0.05 * abs(slopes[-1]) else None


@picture
def losses(seen: Sequence[float], unseen: Sequence[float]) -> Figure:
    """The mean loss along a descent, on the training data and on data that it has not seen; (T + 1,) each."""
    return curves(
        {"training data": seen, "unseen data": unseen},
        title="one unit on all 30 measurements",
        xlabel="step",
        ylabel="mean loss",
        yscale="log",
    )
