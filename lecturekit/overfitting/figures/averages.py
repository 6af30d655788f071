"""Figures of averages: a posterior with its samples, uncertainty in a gap."""

from collections.abc import Mapping, Sequence

import numpy as np

from lecturekit.figures.base import COLORS, Draw, Figure, described, named_lines, new_figure, picture
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.overfitting.figures.decay import PLATE, panels_and_corner
from lecturekit.overfitting.uncertainty import GAP_NETWORKS


@picture
def posterior_canvas(weights: Array, biases: Array) -> tuple[Figure, Draw]:
    """A posterior over weight and bias with samples, beside what the samples, all units, and the best unit predict.

    Parameters
    ----------
    weights, biases : ndarray
        The axes of the grid.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with the dict that ``unit_posterior`` returns.
    """
    figure, (left, right) = new_figure(1, 2, height=4.4)
    left.grid(False)
    extent = (weights[0], weights[-1], biases[0], biases[-1])
    hill = left.imshow(
        np.zeros((len(biases), len(weights))), extent=extent, origin="lower", cmap="Blues", aspect="auto", alpha=0.55
    )
    rings = []  # the contours, which are drawn anew each time
    for width, words in ((2.2, "half of the probability"), (1.0, "nine tenths of it")):
        left.plot([], [], color=COLORS["blue"], linewidth=width, label=words)
    (drawn,) = left.plot([], [], "o", color=COLORS["gray"], mec="white", mew=0.6, markersize=5.5)
    (best,) = left.plot([], [], "*", color=COLORS["red"], markersize=14, markeredgecolor="white")
    left.set(xlabel="weight w", ylabel="bias b")
    curves = [right.plot([], [], color=COLORS["gray"], linewidth=0.7, alpha=0.6)[0] for _ in range(30)]
    (single,) = right.plot([], [], "--", color=COLORS["red"], linewidth=2.2)
    (mean,) = right.plot([], [], color=COLORS["blue"], label="average over all units", linewidth=2.2)
    dots = [
        right.plot([], [], marker, color=COLORS["black"], markersize=6, linestyle="", label=f"data, y = {k}")[0]
        for k, marker in enumerate("os")
    ]
    right.set(
        title="what they predict", xlabel="x", ylabel="P(y = 1)", xlim=(-4, 8), ylim=(-0.05, 1.2), yticks=(0, 0.5, 1)
    )
    both = {"30 units drawn from it": (curves[0], drawn), "the most probable unit": (single, best)}  # in both panels
    entries = named_lines([left]) | both | named_lines([right])
    figure.legend(entries.values(), entries.keys(), loc="outside lower center", ncols=2)
    numbers = [
        right.text(7.8, y, "", ha="right", va=va, color=COLORS[color], fontsize=10, bbox=PLATE)
        for y, va, color in ((1.05, "bottom", "red"), (0.92, "top", "blue"))
    ]

    def draw(data):
        for text, name, sign in zip(numbers, ("single", "average"), ("at x = 8: ", "")):
            text.set_text(f"{sign}{data[name][-1]:.3f}")
        hill.set_data(data["posterior"].T / data["posterior"].max())
        hill.set_clim(0, 1)
        while rings:
            rings.pop().remove()
        rings.append(left.contour(weights, biases, data["posterior"].T, _heights(data["posterior"], (0.9, 0.5)),
                                  colors=COLORS["blue"], linewidths=(1.0, 2.2)))  # fmt: skip
        drawn.set_data(*data["samples"].T)
        best.set_data([data["best"][0]], [data["best"][1]])
        for line, y in zip(curves, data["curves"]):
            line.set_data(data["x"], y)
        single.set_data(data["x"], data["single"])
        mean.set_data(data["x"], data["average"])
        for k, line in enumerate(dots):
            line.set_data(data["X"][data["y"] == k], data["y"][data["y"] == k])
        left.set_title(f"posterior after {len(data['X'])} points")

    return figure, draw


def _heights(posterior: Array, parts: Sequence[float]) -> list[float]:
    """The heights above which these parts of the probability lie."""
    falling = np.sort(posterior, axis=None)[::-1]
    inside = np.cumsum(falling) / falling.sum()
    return [float(falling[np.searchsorted(inside, part)]) for part in parts]


@picture
def uncertainty(
    x: Array,
    panels: Mapping[str, Array],
    X: Array,
    y: Array,
    ratios: Mapping[str, float],
    networks: Mapping[str, str] = GAP_NETWORKS,
) -> Figure:
    """Curves of several ensembles, their mean, and two standard deviations around it.

    Parameters
    ----------
    x : ndarray, (k,)
    panels : dict of str -> ndarray, (M, k)
        The predictions of M networks, by title.
    X, y : ndarray, (n, 1), (n,)
        The data, around a sine.
    ratios : dict of str -> float
        How many times as wide each is in the gap as at the data.
    networks : dict of str -> str
        Which network each method has.
    """
    figure, axes, corner = panels_and_corner(len(panels))
    for ax, (title, predictions) in zip(axes, panels.items()):
        mean, sd = predictions.mean(axis=0), predictions.std(axis=0)
        ax.fill_between(x, mean - 2 * sd, mean + 2 * sd, color=COLORS["sky"], alpha=0.4, linewidth=0, label="± 2 sd")
        ax.plot(x, predictions[:8].T, color=COLORS["gray"], linewidth=0.7, alpha=0.8)
        ax.plot([], [], color=COLORS["gray"], label="some networks")
        ax.plot(x, mean, color=COLORS["blue"], label="mean")
        ax.plot(x, np.sin(x), "--", color=COLORS["black"], linewidth=1.1, label="sine")
        ax.plot(X[:, 0], y, ".", color=COLORS["black"], markersize=5)
        ax.axvspan(-1, 1, color=COLORS["gray"], alpha=0.12, linewidth=0)
        ax.set(xlabel="x", ylim=(-2.3, 2.2))
        ax.set_title(f"{title}\n{networks[title]}", fontsize=10.5)
        words = f"in the gap {ratios[title]:.0f} × as\nwide as at the data"
        ax.text(0, -2.15, words, ha="center", va="bottom", fontsize=9.5)
        ax.set_ylabel("y")
    corner.legend(*axes[0].get_legend_handles_labels(), loc="center", fontsize=11)
    widths = listing(f"{ratio:.0f} times for {title}" for title, ratio in ratios.items())
    return described(
        figure,
        f"Curves of several networks for one noisy sine without data between -1 and 1, with their mean and a band of two standard "
        f"deviations. Width of the band in the gap, compared with that at the data: about {widths}.",
    )
