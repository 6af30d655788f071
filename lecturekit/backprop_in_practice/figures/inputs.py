"""Figures of chapter 4 on the units of the inputs: loss curves, and bowls on equal axes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array

VERSION_COLORS = {
    "raw": COLORS["blue"],
    "only centered": COLORS["red"],
    "only rescaled": COLORS["green"],
    "standardized": COLORS["purple"],
    "decorrelated": COLORS["orange"],
    "whitened": COLORS["sky"],
}
"""One color for each version of the inputs, in all pictures of the chapter."""
CONTOURS = "#B0B0B0"
ARRIVED = 1e-6
"""So far above the minimum a walk has arrived."""
SHORT = 0.1
"""A path that covers less of its way than this is drawn once more, larger."""


@picture
def descents(losses: Mapping[str, Array], target: float) -> Figure:
    """Loss against step for one problem in several units of its inputs, with the step at which each reaches the target.

    Parameters
    ----------
    losses : dict of str -> ndarray
    target : float
    """
    figure, ax = new_figure(height=3.7)
    said = []
    for k, (label, values) in enumerate(losses.items()):
        steps = np.arange(1, len(values))
        color = _color(label)
        ax.plot(steps, values[1:], color=color, linestyle=("-", "--", "-.", "-")[k])
        ax.annotate(label, (steps[-1], values[-1]), (6, 0), textcoords="offset points", va="center", color=color)
        below = np.flatnonzero(values < target)
        if len(below):
            ax.plot(below[0], target, "o", color=color, markersize=8, markeredgecolor=COLORS["black"], zorder=5)
            ax.annotate(f"step {below[0]}", (below[0], target), (-6, -13), textcoords="offset points", ha="right")
        reached = f"below {number(target)} at step {below[0]}" if len(below) else f"not below {number(target)}"
        said.append(f"{trend(label, range(len(values)), values)}, {reached}")
    ax.axhline(target, color=COLORS["gray"], linestyle=":", linewidth=1.4)
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="loss", title="one problem, four versions of its inputs")
    ax.set_xlim(1, 1.05 * len(values))
    ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    plain_log_ticks(ax.yaxis)
    return described(figure, f"Loss against step, both logarithmic. {'. '.join(said)}.")


@picture
def bowls(states: Mapping[str, dict[str, Any]]) -> Figure:
    """The same fit in several units: contours of the loss and the path of gradient descent, on equal axes.

    Parameters
    ----------
    states : dict of str -> dict
        As ``widgets.descent_state`` returns them.
    """
    came = {name: _share_of_the_way(state) for name, state in states.items()}
    n_rows = -(-(len(states) + sum(share < SHORT for share in came.values())) // 2)
    figure, grid = new_figure(n_rows, 2, height=3.6 * n_rows, squeeze=False)
    panels, said = iter(grid.flat), []
    for name, state in states.items():
        ax = next(panels)
        _draw_bowl(ax, state)
        path, best, n_steps = state["path"], state["best"], len(state["gaps"]) - 1
        color = _color(name)
        ax.plot(*path.T, "o-", color=color, markersize=3.5, linewidth=1.2)
        marks = [
            *ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5, label="start"),
            *ax.plot(
                *best, "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=5, label="minimum"
            ),
        ]
        reached = np.flatnonzero(state["gaps"] < ARRIVED)
        arrival = _arrival(int(reached[0])) if len(reached) else f"{came[name]:.1%} of the way in {n_steps} steps"
        kappa = f"{state['kappa']:,.0f}" if state["kappa"] > 1000 else f"{state['kappa']:.3g}"
        ax.set(title=f"{name}: $\\kappa$ = {kappa}", xlabel=f"bias $b$\n{arrival}")
        if came[name] < SHORT:
            _draw_path_alone(next(panels), name, state, ax)
        end = (
            f"{ARRIVED:.0e} above the minimum at step {reached[0]}"
            if len(reached)
            else f"{number(state['gaps'][-1])} above the minimum, {came[name]:.1%} of the way to it"
        )
        said.append(f"{name} inputs, condition number {number(state['kappa'])}: {end}, after {n_steps} steps in all")
    for ax in grid[:, 0]:
        ax.set_ylabel("weight $w$")
    for ax in panels:
        ax.remove()
    figure.legend(handles=marks, loc="outside lower center", ncols=2)
    return described(
        figure, f"Contours of one loss on equal axes, with the path of gradient descent. {'. '.join(said)}."
    )


@picture
def whitening(bowls: Mapping[str, dict[str, Any]]) -> Figure:
    """Two correlated inputs, step by step to white ones: above the data, below the bowl of a fit and its walk.

    Parameters
    ----------
    bowls : dict of str -> dict
        As from ``three_bowls``.
    """
    figure, (above, below) = new_figure(2, len(bowls), height=5.4)
    said = []
    for data, ax, (name, bowl) in zip(above, below, bowls.items()):
        inputs, path = bowl["inputs"], bowl["path"]
        correlation = np.corrcoef(inputs.T)[0, 1]
        data.plot(*inputs.T, "o", color=_color(name), markersize=2.5, alpha=0.5)
        reach = 1.05 * np.abs(inputs).max()
        data.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel="$x_1$")
        data.set_title(f"{name}\n$r$ = {abs(correlation):.3f}", fontsize=11)
        ticks = [tick for tick in (-4, -2, 0, 2, 4) if abs(tick) < reach]
        data.set(xticks=ticks, yticks=ticks)
        _draw_bowl(ax, bowl)
        ax.plot(*path.T, "o-", color=_color(name), markersize=3.5, linewidth=1.2)
        ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
        ax.plot(*bowl["best"], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=6)
        arrival = _arrival(int(np.argmax(bowl["gaps"] < ARRIVED)))
        ax.set_xlabel(f"$w_1$\n$\\kappa$ = {bowl['kappa']:.1f}\n{arrival}")
        said.append(
            f"{name}, correlation {abs(correlation):.2f}: condition number {number(bowl['kappa'])}, {arrival} ({ARRIVED:.0e} above the minimum)"
        )
    above[0].set_ylabel("$x_2$")
    below[0].set_ylabel("$w_2$")
    return described(
        figure, f"Two inputs, and below them the contours of a fit's loss with the path of descent. {'. '.join(said)}."
    )


def _color(version):
    """That of a version of the inputs, black for any other name."""
    return VERSION_COLORS.get(version, COLORS["black"])


def _arrival(step):
    """When a walk comes within ``ARRIVED`` of the minimum."""
    return f"arrived in {step} step{'s' * (step != 1)}"


def _share_of_the_way(state):
    """Which part of the distance to the minimum a path has covered."""
    start, end = state["path"][0] - state["best"], state["path"][-1] - state["best"]
    return 1 - np.linalg.norm(end) / np.linalg.norm(start)


def _draw_path_alone(ax, name, state, whole):
    """A path that is too short to be seen, many times larger than in its bowl: contours on equal axes, and its start."""
    path = state["path"]
    middle, (left, right) = (path.max(axis=0) + path.min(axis=0)) / 2, whole.get_xlim()
    times = int(float(f"{(right - left) / (1.3 * np.ptp(path, axis=0).max()):.0e}"))
    b, w, gap = _gaps_around(state, middle, (right - left) / times / 2)
    ax.contour(b, w, gap, levels=8, colors=CONTOURS, linewidths=0.9)
    ax.plot(*path.T, "o-", color=_color(name), markersize=3.5, linewidth=1.2)
    ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
    ax.set(
        aspect="equal", title=f"{name}: the path, {times} times larger", xlabel=f"bias $b$\nall {len(path) - 1} steps"
    )
    ax.locator_params(nbins=4)


def _draw_bowl(ax, data):
    """Contours of a quadratic loss around its minimum, on equal axes wide enough for the path's start; the contour set."""
    best = np.asarray(data["best"])
    b, w, gap = _gaps_around(data, best, 1.25 * np.abs(data["path"][0] - best).max())
    ax.set(xlim=(b.min(), b.max()), ylim=(w.min(), w.max()), aspect="equal")
    levels = gap.max() * np.geomspace(1e-4, 1, 9)
    return ax.contour(b, w, gap, levels=levels, colors=CONTOURS, linewidths=0.9)


def _gaps_around(data, center, reach):
    """A square grid of (b, w), and how far the loss is above its minimum there."""
    b, w = np.meshgrid(*(np.linspace(c - reach, c + reach, 161) for c in center))
    offset = np.stack([b, w], axis=-1) - np.asarray(data["best"])
    return b, w, 0.5 * np.einsum("...i,ij,...j", offset, data["hessian"], offset)


@picture
def descent_on_inputs_canvas() -> tuple[Figure, Callable[..., None]]:
    """Least squares with a weight and a bias: contours of the loss, the path of gradient descent, the error by step.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept)`` with data = dict(path (T + 1, 2) of (b, w), best (2,), hessian (2, 2), gaps (T + 1,), title,
        inputs, eta), and kept a list of such: their progress stays.
    """
    figure, (left, right) = new_figure(1, 2, height=3.9)
    (path_line,) = left.plot([], [], "o-", markersize=3.5, linewidth=1.2)
    (best_mark,) = left.plot([], [], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=5)
    left.set(xlabel="bias $b$", ylabel="weight $w$", aspect="equal")
    (gap_line,) = right.plot([], [])
    others = [right.plot([], [], linestyle=style)[0] for style in ("--", "-.", ":", (0, (1, 3)))]
    names = [
        right.text(0.98, 0.82 - 0.08 * k, "", transform=right.transAxes, ha="right", va="top")
        for k in range(len(others))
    ]
    right.set(yscale="log", xlabel="step", ylim=(1e-8, 10), title="loss above the minimum")
    drawn: dict[str, Any] = {}

    def draw(data, kept=()):
        if drawn.get("title") != data["title"]:
            if drawn:
                drawn["contours"].remove()
            drawn.update(title=data["title"], contours=_draw_bowl(left, data))
            left.set_title(data["title"])
        path_line.set_data(*np.asarray(data["path"]).T)
        best_mark.set_data(*np.reshape(data["best"], (2, 1)))
        gap_line.set_data(range(len(data["gaps"])), np.maximum(data["gaps"], 1e-30))
        for line in (path_line, gap_line):
            line.set_color(_color(data["inputs"]))
        for k, (line, name) in enumerate(zip(others, names)):
            old = kept[k] if k < len(kept) else None
            gaps = [] if old is None else np.maximum(old["gaps"], 1e-30)
            line.set_data(range(len(gaps)), gaps)
            name.set_text("" if old is None else f"{old['inputs']}, rate {old['eta']:.2g}")
            if old:
                line.set_color(_color(old["inputs"]))
                name.set_color(line.get_color())
        right.set_xlim(0, len(data["gaps"]) - 1)

    return figure, draw
