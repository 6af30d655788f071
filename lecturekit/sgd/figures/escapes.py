"""Many noisy runs on three surfaces, step by step."""

from collections.abc import Sequence

from lecturekit.backprop_in_practice.landscapes import Surface
from lecturekit.figures.base import COLORS, Draw, Figure, new_figure, picture
from lecturekit.figures.landscapes import draw_contours, draw_minima


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
        (balls,) = ax.plot([], [], "o", color=COLORS["black"], markersize=3.5, alpha=0.7, zorder=6)
        (start,) = ax.plot([], [], "D", color="white", markeredgecolor="black", markersize=6, zorder=7)
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
