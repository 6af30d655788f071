"""Many noisy runs on three surfaces, step by step, and the way from a saddle's ridge on a logarithmic axis."""

from collections.abc import Mapping, Sequence

import numpy as np

from lecturekit.backprop_in_practice.landscapes import Surface
from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.landscapes import draw_contours, draw_minima
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.sgd.escapes import RIDGE


@picture
def escapes_canvas(surfaces: Sequence[Surface]) -> tuple[Figure, Draw]:
    """Where many noisy runs are on several surfaces at one step, and how many have left their start.

    Parameters
    ----------
    surfaces : sequence of Surface

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(paths=[...], gone={name: count}, noise=float, step=int): for each surface the paths (T, R, 2),
        of which the points at ``step`` are drawn and the way of three, and how many runs have left.
    """
    figure, panels = new_figure(1, len(surfaces), height=3.5)
    artists = []
    for ax, surface in zip(panels, surfaces):
        draw_contours(ax, surface, n=41, n_levels=12)  # coarse enough to be redrawn at once
        draw_minima(ax, surface)
        some = [ax.plot([], [], color=COLORS["red"], linewidth=0.7, alpha=0.8)[0] for _ in range(3)]
        (balls,) = ax.plot([], [], "o", color=COLORS["black"], mec="white", mew=0.4, markersize=4.5, zorder=10)
        (start,) = ax.plot([], [], "D", mfc="none", mec=COLORS["black"], mew=1.3, markersize=17, zorder=11)
        ax.set_box_aspect(1)
        artists.append((ax, surface, some, start, balls))
        if ax is not panels[0]:
            ax.set_ylabel("")
    some[0].set_label("routes of three balls")
    balls.set_label("a ball now")
    start.set_label("start of all")
    figure.legend(handles=[start, balls, some[0], ax.lines[0]], loc="outside lower center", ncols=4)

    def draw(data):
        step = data["step"]
        for (ax, surface, some, start, balls), path in zip(artists, data["paths"]):
            for k, line in enumerate(some):
                line.set_data(*path[: step + 1, k].T)
            start.set_data(*path[0, :1].T)
            balls.set_data(*path[step].T)
            (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
            inside = (path[step] >= [left, bottom]) & (path[step] <= [right, top])
            outside = int((~inside.all(axis=1)).sum())
            more = f" ({outside} outside)" if outside else ""
            ax.set_title(
                f"{surface.name}\n{data['gone'][surface.name]} of {path.shape[1]} have left{more}", fontsize=10
            )
        figure.suptitle(f"noise {data['noise']:g}, after {step} steps", fontsize=11)

    return figure, draw


@picture
def leaving_a_saddle(distances: Mapping[float, Array]) -> Figure:
    """The distance from a saddle's ridge against the step, logarithmic: the median of the runs, and where most of them lie.

    Parameters
    ----------
    distances : dict of float -> ndarray, (T + 1, R)
        Noise -> as from ``saddle_distances``.
    """
    figure, ax = new_figure(height=3.3)
    said = []
    for k, (noise, runs) in enumerate(distances.items()):
        low, middle, high = np.percentile(runs, (10, 50, 90), axis=1)
        left = int(np.argmax(middle > RIDGE))
        steps = slice(1, left + 1)  # afterwards all of them settle in the two minima
        ax.fill_between(range(1, left + 1), low[steps], high[steps], color=CYCLE[k], alpha=0.18, linewidth=0)
        ax.semilogy(range(1, left + 1), middle[steps], color=CYCLE[k], marker=MARKERS[k], markevery=20, markersize=5)
        above = {"xytext": (0, 8), "textcoords": "offset points", "ha": "center", "fontsize": 9.5, "color": CYCLE[k]}
        ax.annotate(f"noise {noise:.0e}:\nstep {left}", (left, RIDGE), **above)
        said.append(f"with noise {noise:.0e} half of the runs are beyond {RIDGE:g} from step {left} on")
    ax.axhline(RIDGE, color=COLORS["gray"], linestyle="--", linewidth=1.2)
    ax.set(xlabel="step", ylabel="distance from the ridge", ylim=(None, 300))
    ax.margins(x=0.08)
    ax.set_title("leaving a saddle: the median ball; eight of ten lie in the band")
    return described(
        figure,
        f"Distance from the ridge of the saddle against step, logarithmic: parallel straight lines once they climb, "
        f"one for each noise. {listing(said)[:1].upper()}{listing(said)[1:]}.",
    )
