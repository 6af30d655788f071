"""The Fact, chords of a bowl, two formulas racing, a bowl's main directions, losses along a descent."""

from collections.abc import Sequence

import matplotlib
import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, Draw, Figure, curves, described, new_figure
from lecturekit.figures.style import picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.bowl import above_the_chord
from lecturekit.single_unit.losses import least_squares, logistic

ARROW = {"angles": "xy", "scale_units": "xy", "scale": 1}


@picture
def fact(z_least_squares: float = -1.5, z_logistic: float = -1.0) -> Figure:
    """Two losses for target 1, and below each the unit's output: the loss's slope is the gap from target to output."""
    figure, axes = new_figure(2, 2, height=5.0, sharex=True, sharey="row", height_ratios=[3, 2.4])
    z, words = np.linspace(-4, 4, 161), []
    for (above, below), loss, z0 in zip(axes.T, (least_squares, logistic), (z_least_squares, z_logistic)):
        y = np.ones(len(z), int)
        here, slope = loss(np.array([z0]), [1]), float(loss.dz(np.array([z0]), [1])[0])
        output = float(loss.phi_out(np.array([z0]))[0])
        above.plot(z, loss.per_sample(z, y), color=COLORS["blue"], label="loss")
        near = np.array([z0 - 1.2, z0 + 1.2])
        above.plot(near, here + slope * (near - z0), "--", color=COLORS["red"], label=f"tangent, slope {slope:.2f}")
        above.plot(z0, here, "o", color=COLORS["red"])
        above.set(title=f"{loss.name.replace('_', ' ')}, target 1", ylim=(-0.3, 6.4))
        above.legend(loc="upper right")
        below.plot(z, loss.phi_out(z), color=COLORS["green"], label=r"output $\phi_{\rm out}(z)$")
        below.axhline(1, color=COLORS["black"], linestyle=":", label="target $y_*$")
        below.quiver([z0], [output], [0], [1 - output], color=COLORS["red"], width=0.014, zorder=4, **ARROW)
        below.text(
            z0 - 0.2,
            (1 + output) / 2,
            f"{1 - output:+.2f}",
            color=COLORS["red"],
            ha="right",
            va="center",
            weight="bold",
        )
        below.set(xlabel="logit z", ylim=(-3.2, 2.3))
        below.legend(loc="lower right")
        words.append(
            f"{loss.name.replace('_', ' ')}: at z = {z0:g} the tangent of the loss has slope {slope:.2f}, "
            f"and below it the target, 1, lies {1 - output:.2f} above the output, {output:.2f}"
        )
    axes[0, 0].set_ylabel("loss")
    axes[1, 0].set_ylabel("output and target")
    figure.align_ylabels(axes[:, 0])
    return described(figure, f"Loss curves above, outputs below, against the logit, for target 1. {'. '.join(words)}.")


@picture
def chords(along: dict[str, tuple[Array, Array]], *, start: str, end: str) -> Figure:
    """Losses on a straight line through the weights, each with the chord between its ends.

    Parameters
    ----------
    along : dict of str -> (share, values)
        As from ``losses_between``, by the name of the loss.
    start, end : str
        Where the line begins and ends.
    """
    figure, axes = new_figure(1, len(along), height=3.1)
    words = []
    for k, (ax, (name, (share, values))) in enumerate(zip(np.atleast_1d(axes), along.items())):
        chord, above = np.linspace(values[0], values[-1], len(values)), above_the_chord(values)
        ax.plot(share, values, color=CYCLE[k], label="loss")
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
        start.set_data([data["true"][0]], [1 - sigmoid(np.asarray(data["true"][0]))])
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
    figure, (axes, factors) = new_figure(1, 2, height=3.8, width=8.4, width_ratios=[1.7, 1])
    shades = matplotlib.colormaps["plasma"](np.linspace(0.0, 0.88, len(curvatures)))
    lines = [axes.plot([], [], color=shade)[0] for shade in shades]
    names = [
        axes.text(
            0,
            1,
            f"{name}, h = {number(h)}",
            fontsize=9.5,
            va="bottom",
            bbox={"facecolor": "white", "pad": 1, "edgecolor": "none"},
        )
        for name, h in (("flattest", curvatures[0]), ("steepest", curvatures[-1]))
    ]
    axes.set(
        xlim=(0, n_steps),
        ylim=(1e-6, 3e3),
        yscale="log",
        xlabel="step",
        ylabel="error, as a share of the first",
        title="each direction for itself\n(dashed: jumps from side to side)",
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
        for k, line in enumerate(lines):
            line.set(data=(range(len(left)), left[:, k]), linestyle="--" if data["eta"] * curvatures[k] > 1 else "-")
        for name, k in zip(names, (0, -1)):
            inside = np.flatnonzero((left[:, k] > 4e-6) & (left[:, k] < 3e1))[-1]
            late = inside > n_steps / 2  # then the line comes from the left, under its name
            name.set(position=(inside, (3 if late else 1) * left[inside, k]), ha="right" if late else "left")
        factor.set_data(h, np.abs(1 - data["eta"] * h))
        dots.set_offsets(np.column_stack([curvatures, np.abs(1 - data["eta"] * curvatures)]))

    return figure, draw


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
