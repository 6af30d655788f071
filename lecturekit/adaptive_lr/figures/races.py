"""Figures of races: a panel for each method, and all of them beside their losses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import STYLES, every
from lecturekit.figures.base import Draw, Figure, described, new_figure, picture
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
    for ax, (name, path) in zip(axes.flat, paths.items()):
        draw_contours(ax, surface, n_levels=9)
        ax.plot(*path.T, linewidth=1.5, markevery=every(path, 6), **STYLES[name])
        ax.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=5)
        draw_minima(ax, surface)
        end = f"gone at step {away[name]}" if name in away else f"{number(run['losses'][name][-1])} left"
        ax.set_title(f"{name}: {end}", fontsize=10)
        ax.label_outer()
    figure.suptitle(title, fontsize=12)
    n_steps = max(len(path) for path in paths.values()) - 1
    ends = [f"{name} has {number(run['losses'][name][-1])} left" for name in paths if name not in away]
    ends += [f"{name} ran away at step {step}" for name, step in away.items()]
    words = f"{title}. One contour map of the {surface.name} for each method, with its path of {n_steps} steps. "
    return described(figure, words + f"Of the loss above the minimum, {listing(ends)}.")


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
    lines = {
        name: (left.plot([], [], linewidth=1.5, **STYLES[name])[0], right.plot([], [], label=name, **STYLES[name])[0])
        for name in names
    }
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
            left.set_title(surface.name)
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
    """The surface's domain, widened by quarters until it holds all paths that stay in sight, at most to three times its size."""
    points = np.concatenate([path for name, path in data["paths"].items() if name not in data["away"]])
    view = []
    for (low, high), w in zip(data["surface"].domain, points.T):
        quarter = (high - low) / 4
        below, above = (int(np.clip(np.ceil(over / quarter), 0, 4)) for over in (low - w.min(), w.max() - high))
        view.append((low - below * quarter, high + above * quarter))
    return tuple(view)
