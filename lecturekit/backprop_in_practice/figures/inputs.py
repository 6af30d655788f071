"""Figures of chapter 4 on the units of the inputs: loss curves, and bowls on equal axes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array


@picture
def descents(losses: Mapping[str, Array], target: float) -> Figure:
    """Loss against step for one problem in several units of its inputs, with the step at which each reaches the target.

    Parameters
    ----------
    losses : dict of str -> ndarray
    target : float
    """
    figure, ax = new_figure(height=3.5)
    said = []
    for k, (label, values) in enumerate(losses.items()):
        steps = np.arange(1, len(values))
        ax.plot(steps, values[1:], color=CYCLE[k], linestyle=("-", "--", "-.", "-")[k], label=label)
        below = np.flatnonzero(values < target)
        if len(below):
            ax.plot(below[0], target, "o", color=CYCLE[k], markersize=8, markeredgecolor=COLORS["black"], zorder=5)
            ax.annotate(f"step {below[0]}", (below[0], target), (5, 6), textcoords="offset points")
        reached = f"below {number(target)} at step {below[0]}" if len(below) else f"not below {number(target)}"
        said.append(f"{trend(label, range(len(values)), values)}, {reached}")
    ax.axhline(target, color=COLORS["gray"], linestyle=":", linewidth=1.4)
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="loss", title="one problem, four versions of its inputs")
    plain_log_ticks(ax.yaxis)
    ax.legend(title="inputs")
    return described(figure, f"Loss against step, both logarithmic. {'. '.join(said)}.")


@picture
def bowls(states: Mapping[str, dict[str, Any]]) -> Figure:
    """The same fit in several units: contours of the loss and the path of gradient descent, on equal axes.

    Parameters
    ----------
    states : dict of str -> dict
        As ``widgets.descent_state`` returns them.
    """
    figure, axes = new_figure(1, len(states), height=3.5)
    said = []
    for ax, (name, state) in zip(axes, states.items()):
        _draw_bowl(ax, state)
        ax.plot(*state["path"].T, "o-", color=COLORS["red"], markersize=3.5, linewidth=1.2)
        ax.plot(*state["best"], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=5)
        ax.set(title=f"{name}\n$\\kappa$ = {state['kappa']:,.0f}", xlabel="bias $b$")
        reached = np.flatnonzero(state["gaps"] < 1e-6)
        end = (
            f"1e-06 above the minimum at step {reached[0]}"
            if len(reached)
            else f"{number(state['gaps'][-1])} above the minimum"
        )
        said.append(
            f"{name} inputs, condition number {number(state['kappa'])}: {end}, after {len(state['gaps']) - 1} steps in all"
        )
    axes[0].set_ylabel("weight $w$")
    return described(
        figure, f"Contours of one loss on equal axes, with the path of gradient descent. {'. '.join(said)}."
    )


def _draw_bowl(ax, data):
    """Contours of a quadratic loss around its minimum, on equal axes wide enough for the path's start; the contour set."""
    best = np.asarray(data["best"])
    reach = 1.25 * np.abs(data["path"][0] - best).max()
    b, w = np.meshgrid(*(np.linspace(c - reach, c + reach, 161) for c in best))
    offset = np.stack([b, w], axis=-1) - best
    gap = 0.5 * np.einsum("...i,ij,...j", offset, data["hessian"], offset)
    ax.set(xlim=(b.min(), b.max()), ylim=(w.min(), w.max()), aspect="equal")
    levels = gap.max() * np.geomspace(1e-4, 1, 9)
    return ax.contour(b, w, gap, levels=levels, colors=COLORS["blue"], linewidths=0.9, alpha=0.7)


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
    (path_line,) = left.plot([], [], "o-", color=COLORS["red"], markersize=3.5, linewidth=1.2)
    (best_mark,) = left.plot([], [], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=5)
    left.set(xlabel="bias $b$", ylabel="weight $w$", aspect="equal")
    (gap_line,) = right.plot([], [], color=COLORS["red"])
    others = [right.plot([], [], color=CYCLE[k], linestyle="--")[0] for k in (0, 2, 3, 5)]
    names = [
        right.text(0.98, 0.97 - 0.08 * k, "", color=line.get_color(), transform=right.transAxes, ha="right", va="top")
        for k, line in enumerate(others)
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
        for k, (line, name) in enumerate(zip(others, names)):
            old = kept[k] if k < len(kept) else None
            gaps = [] if old is None else np.maximum(old["gaps"], 1e-30)
            line.set_data(range(len(gaps)), gaps)
            name.set_text("" if old is None else f"{old['inputs']}, rate {old['eta']:.2g}")
        right.set_xlim(0, len(data["gaps"]) - 1)

    return figure, draw
