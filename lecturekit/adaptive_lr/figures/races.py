"""Figures of races: a panel for each method, and all of them beside their losses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import STYLES, every, nested
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.landscapes import draw_contours, draw_minima
from lecturekit.figures.words import listing, number


@picture
def one_panel_each(run: Mapping[str, Any], *, title: str = "") -> Figure:
    """The paths of several methods on one surface: a panel for each, all on the same contours.

    Parameters
    ----------
    run : dict
        As from ``experiments.run_race``.
    title : str

    Returns
    -------
    Figure
    """
    surface, paths, away = run["surface"], run["paths"], run["away"]
    n_columns = 3 if len(paths) > 2 else len(paths)
    n_rows = -(-len(paths) // n_columns)
    figure, axes = new_figure(n_rows, n_columns, height=2.5 * n_rows + 0.4, sharex=True, sharey=True, squeeze=False)
    ground = replace(surface, domain=_view(run))
    for ax, (name, path) in zip(axes.flat, paths.items()):
        draw_contours(ax, ground, n_levels=10, log=True)
        ax.plot(*path.T, linewidth=1.5, markevery=every(path, 6), **STYLES[name])
        ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
        draw_minima(ax, surface)
        end = f"gone at step {away[name]}" if name in away else f"loss {number(run['losses'][name][-1])}"
        ax.set_title(f"{name}: {end}", fontsize=10)
        ax.label_outer()
    longest = max(paths.values(), key=len)
    n_steps = len(longest) - 1
    figure.suptitle(f"{title} (a marker every {every(longest, 6)}), and the loss at the end", fontsize=12)
    ends = [f"{name} has {number(run['losses'][name][-1])} left" for name in paths if name not in away]
    ends += [f"{name} ran away at step {step}" for name, step in away.items()]
    words = f"{title}. One contour map of the {surface.name} for each method, with its path of {n_steps} steps. "
    return described(figure, words + f"Of the loss above the minimum, {listing(ends)}.")


@picture
def the_turn(walks: Mapping[str, Mapping[str, Any]]) -> Figure:
    """The same walks on several surfaces, a row for each surface, a column for each method: all early steps, then every tenth.

    Parameters
    ----------
    walks : dict of str -> dict
        Surface -> as from ``walks_at_best``.

    Returns
    -------
    Figure
    """
    names = list(next(iter(walks.values()))["paths"])
    figure, axes = new_figure(len(walks), len(names), height=2.4 * len(walks) + 0.2, sharex=True, sharey=True)
    words, (xs, ys) = [], zip(*map(_view, walks.values()))
    domain = tuple((min(low for low, _ in each), max(high for _, high in each)) for each in (xs, ys))
    for row, (title, walk) in zip(axes, walks.items()):
        ground = replace(walk["surface"], domain=domain)
        for ax, (name, path) in zip(row, walk["paths"].items()):
            draw_contours(ax, ground, n_levels=9, log=True)
            drawn = np.concatenate([path[:20], path[20::10]])
            ax.plot(*drawn.T, linewidth=1.1, **STYLES[name] | {"linestyle": "-", "markersize": 3.5})
            ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
            draw_minima(ax, walk["surface"])
            steps = walk["steps"][name]
            ax.set_title(
                f"{name}: {steps} steps" if steps < len(path) else f"{name}: {steps} steps, not all drawn", fontsize=10
            )
            ax.label_outer()
            words.append(f"{title}, {name}: {steps} steps")
        row[0].set_ylabel(f"{title}\n$w_2$")
    return described(
        figure,
        f"Walks of {listing(names)} from one start on {listing(walks)}, each at its best rate. {'; '.join(words)}.",
    )


@picture
def steps_at_best(best: Mapping[str, Mapping[str, Any]], limit: int = 400) -> Figure:
    """How many steps each method needs: a dot for each start, the fewest on top, a bar at the median; a panel for each surface.

    Parameters
    ----------
    best : dict of str -> dict
        Surface -> method -> (rate, steps (k,)), as from ``each_at_its_best``.
    limit : int
        More steps than that mean: not within them.

    Returns
    -------
    Figure
    """
    n_rows = -(-len(best) // 2)
    figure, axes = new_figure(n_rows, 2, height=2.3 * n_rows + 0.5, sharey=True, squeeze=False)
    words = []
    for ax, (title, methods) in zip(axes.flat, best.items()):
        for y, (name, (rate, steps)) in enumerate(methods.items()):
            color, spread = STYLES[name]["color"], np.linspace(-0.3, 0.3, len(steps))
            ordered = np.sort(np.where(steps > limit, 1.8 * limit, steps))
            ax.plot(ordered, y + spread, "o", color=color, markersize=4, alpha=0.6)
            ax.plot([np.median(steps)] * 2, [y - 0.38, y + 0.38], color=color, linewidth=2.5)
            ax.annotate(rf"$\eta$ = {rate:g}", (0.01, y), xycoords=("axes fraction", "data"), fontsize=9.5, va="center")
        ax.axvline(1.35 * limit, color=COLORS["gray"], linestyle=":", linewidth=1.2)
        ax.set(title=title, xscale="log", xlim=(0.1, 2.8 * limit), ylim=(len(methods) - 0.5, -0.5))
        ax.set_xticks([1, 10, 100, 1.8 * limit], ["1", "10", "100", "more"])
        ax.minorticks_off()
        ax.grid(axis="y", visible=False)
        medians = listing(
            f"{name} {number(np.median(steps))} (rate {rate:g})" for name, (rate, steps) in methods.items()
        )
        words.append(f"{title}: {medians}")
    for ax in axes[-1]:
        ax.set_xlabel(f"steps (more: not in {limit})")
    axes[0, 0].set_yticks(range(len(methods)), list(methods))
    title = f"steps needed from {len(steps)} starts, each method at its best rate; bar: the median"
    figure.suptitle(title, fontsize=12)
    return described(figure, f"{title}, logarithmic. {'. '.join(words)}.")


@picture
def race_canvas(names: Sequence[str]) -> tuple[Figure, Draw]:
    """A surface with the paths of several methods, one of them highlighted, and their losses against the step.

    Parameters
    ----------
    names : sequence of str
        Keys of ``STYLES``.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(surface=Surface, paths={name: (T, 2)}, losses={name: (T,)}, look_at=name); a path
        that ran away is shorter than the others. Losses are above the minimum.
    """
    figure, (left, right) = new_figure(1, 2, height=4.0)
    shown: dict[str, Any] = {"surface": None, "view": None, "artists": []}
    lines = {}
    for k, name in enumerate(names):
        style = nested(name, len(names) - k)
        lines[name] = (left.plot([], [], **style)[0], right.plot([], [], label=name, **style)[0])
    (start,) = left.plot([], [], "o", color="white", markeredgecolor="black", markersize=9, zorder=5)
    right.set(
        title="who is down first?", xlabel="step", ylabel="loss above the minimum", yscale="log", ylim=(1e-6, 1000)
    )
    right.minorticks_off()
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)

    def draw(data):
        surface, view = data["surface"], _view(data)
        if shown["surface"] is not surface or shown["view"] != view:
            for artist in shown["artists"]:
                artist.remove()
            others = set(left.get_children())
            draw_contours(left, replace(surface, domain=view))
            draw_minima(left, surface)
            left.set_title(
                f"{surface.name}, a marker every {every(max(data['paths'].values(), key=len))} steps", fontsize=11
            )
            shown.update(
                surface=surface, view=view, artists=[each for each in left.get_children() if each not in others]
            )
        for name, (path_line, loss_line) in lines.items():
            path, loss = data["paths"][name], data["losses"][name]
            path_line.set_data(*path.T)
            loss_line.set_data(range(len(loss)), np.maximum(loss, 1e-12))
            faint = data.get("look_at", name) not in (name, "all")
            for line, values in ((path_line, path), (loss_line, loss)):
                line.set_markevery(every(values))
                line.set(alpha=0.25 if faint else 1.0, zorder=2 if faint else 4)
        start.set_data(*data["paths"][names[0]][:1].T)
        right.set_xlim(0, max(len(loss) for loss in data["losses"].values()) - 1)

    return figure, draw


def _view(data):
    """The surface's domain, widened by quarters until it holds all paths that stay in sight, at most to three times its size.

    A fifth of a quarter is left free at the edges.
    """
    points = np.concatenate([path for name, path in data["paths"].items() if name not in data["away"]])
    view = []
    for (low, high), w in zip(data["surface"].domain, points.T):
        quarter = (high - low) / 4
        below, above = (int(np.clip(np.ceil(over / quarter + 0.2), 0, 4)) for over in (low - w.min(), w.max() - high))
        view.append((low - below * quarter, high + above * quarter))
    return tuple(view)
