"""Figures of weight decay: loss plus penalty as contours, the fitted curve, the choice of lambda."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.overfitting.decayed_curves import corrected_bias_and_variance

PLATE = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
"""What is under a word that stands on lines."""


def log_places(lams: Sequence[float]) -> Array:
    """Where values of lambda stand on a logarithmic axis, and 0, which has no logarithm, apart on its left."""
    positive = np.log10(lams[1:])
    return np.array([positive[0] - 0.75, *positive])


def mark_zero(axes: Any, places: Array, lams: Sequence[float], shown: Sequence[float]) -> None:
    """Label an axis with ``log_places``, with a break between 0 and the others."""
    axes.set_xticks([x for x, lam in zip(places, lams) if lam in shown], [f"{lam:g}" for lam in lams if lam in shown])
    axes.text(
        (places[0] + places[1]) / 2, 0, "//", transform=axes.get_xaxis_transform(), ha="center", va="center", bbox=PLATE
    )


def panels_and_corner(k: int) -> tuple[Figure, list[Any], Any]:
    """A figure of k panels in rows of two, and a further place without axes, for the legend: (figure, panels, corner)."""
    n_rows = k // 2 + 1
    figure, grid = new_figure(n_rows, 2, width=6.8, height=2.7 * n_rows, squeeze=False)
    panels, (corner, *spare) = list(grid.flat[:k]), grid.flat[k:]
    for ax in (corner, *spare):
        ax.axis("off")
    return figure, panels, corner


@picture
def loss_and_penalty(A: Array, y: Array, lams: Sequence[float], minima: Array, shown: int) -> Figure:
    """Contours of a loss in two weights, of the penalty, and of their sum, with the way of the minimum as lambda grows; what is kept by curvature.

    Parameters
    ----------
    A, y : ndarray, (n, 2), (n,)
        Data of least squares.
    lams, minima : ndarray, (k,), (k, 2)
        lambda, and where the sum is smallest.
    shown : int
        The index of the lambda that is drawn.
    """
    y, minima = check_array("y", y, shape=(len(A),)), check_array("minima", minima, shape=(len(lams), 2))
    figure, grid_of_axes = new_figure(2, 2, width=6.8, height=6.4)
    *axes, share = grid_of_axes.flat
    grid = np.stack(np.meshgrid(np.linspace(-1.1, 2.1, 81), np.linspace(-0.7, 2.5, 81)), axis=-1)
    loss = np.mean((grid @ A.T - y) ** 2, axis=-1) / 2
    penalty = lams[shown] / 2 * np.sum(grid**2, axis=-1)
    titles = r"loss $\mathcal{L}$", r"penalty $\frac{\lambda}{2}\|w\|^2$", rf"sum, $\lambda$ = {lams[shown]:.2g}"
    h, directions = np.linalg.eigh(A.T @ A / len(y))
    kept = (minima[shown] @ directions) / (minima[0] @ directions)
    for ax, title, height in zip(axes, titles, (loss, penalty, loss + penalty)):
        ax.contour(grid[..., 0], grid[..., 1], height, levels=np.geomspace(0.06, 6, 12), cmap="Blues_r", linewidths=1)
        ax.axhline(0, color=COLORS["gray"], linewidth=0.8)
        ax.axvline(0, color=COLORS["gray"], linewidth=0.8)
        ax.grid(False)
        ax.set(title=title, xlabel="$w_1$", aspect="equal")
    axes[2].plot(*minima.T, "-", color=COLORS["green"], linewidth=1.8, zorder=2)
    words = {"textcoords": "offset points", "fontsize": 9.5, "bbox": PLATE}
    points = (
        (minima[0], "red"),
        (np.zeros(2), "gray"),
        (minima[shown], "green"),
    )  # lowest: the loss, the penalty, the sum
    heights = [float(np.mean((A @ w - y) ** 2) / 2) for w, _ in points]
    for ax, (place, color), value in zip(axes, points, heights):
        axes[0].plot(*place, "o", color=COLORS[color], markersize=7, zorder=3)
        axes[0].annotate(f"{value:.2f}", place, (-7, -9), ha="right", color=COLORS[color], **words)
        ax.plot(*place, "o", color=COLORS[color], markersize=7, zorder=3)
    for ax, (place, color) in zip(axes[1:], points[1:]):
        ax.annotate("lowest", place, (8, 5), color=COLORS[color], **words)
    lengths = ("steep", directions[:, 1], h[1], 0.45, (8, 6)), ("flat", directions[:, 0], h[0], 0.95, (4, -12))
    for name, direction, curvature, reach, offset in lengths:
        tip = minima[0] + direction * np.sign(direction[0]) * reach
        axes[0].annotate("", tip, minima[0], arrowprops={"arrowstyle": "->", "shrinkA": 5, "shrinkB": 0})
        axes[0].annotate(f"{name}\nh = {curvature:.2f}", tip, offset, ha="left", va="center", linespacing=0.95, **words)
    axes[2].text(-1.0, 0.17, r"as $\lambda$ grows", fontsize=9.5, color=COLORS["green"], bbox=PLATE)
    for ax in axes:
        ax.set_ylabel("$w_2$")
    _kept(share, h, kept, lams[shown])
    a, b = minima[0], minima[shown]
    return described(
        figure,
        f"Contours over two weights, in three panels. The loss is a narrow oblique valley with its minimum at ({number(a[0])}, "
        f"{number(a[1])}), a length of {number(np.hypot(*a))}; it is {heights[0]:.2f} there, {heights[2]:.2f} at the minimum of the "
        f"sum, and {heights[1]:.2f} with both weights 0; the penalty is circles around 0; their sum for lambda = "
        f"{lams[shown]:.2g} has its minimum at ({number(b[0])}, {number(b[1])}), a length of {number(np.hypot(*b))}: "
        f"{kept[1]:.0%} is kept in the steep direction (h = {h[1]:.2f}), {kept[0]:.0%} in the flat one (h = {h[0]:.2f}). A line "
        f"shows the way of that minimum as lambda grows: first along the valley, then to 0. A fourth panel shows the part that is kept, h / (h + lambda), against h.",
    )


def _kept(axes, curvatures, kept, lam):
    """The curve h / (h + lambda), and what is kept in the flat and in the steep direction on it."""
    h = np.geomspace(min(curvatures.min(), lam) / 5, 10 * max(curvatures.max(), lam), 100)
    axes.plot(h, h / (h + lam), color=COLORS["black"], label=r"$h / (h + \lambda)$")
    for name, curvature, part in zip(("flat", "steep"), curvatures, kept):
        axes.plot(curvature, part, "o", color=COLORS["green"], markersize=7)
        words = {"textcoords": "offset points", "ha": "left", "va": "top", "fontsize": 9.5, "color": COLORS["green"]}
        axes.annotate(f"{name}\n{part:.0%}", (curvature, part), (6, -4), **words)
    axes.set(title="what is kept", xlabel="curvature $h$", ylabel="of the weight", xscale="log", ylim=(0, 1.1))
    axes.legend(loc="upper left")


@picture
def decay_canvas(lams: Sequence[float]) -> tuple[Figure, Draw]:
    """A curve fitted with one lambda, beside distance to the data and to the truth for all of them.

    Parameters
    ----------
    lams : sequence of float
        lambda.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(k=index into lams, fits=a dict as from ``decay_fits``, of one data set).
    """
    figure, (left, right) = new_figure(1, 2, height=3.5, width=8.4)
    (truth,) = left.plot([], [], "--", color=COLORS["gray"], label="sine")
    (points,) = left.plot([], [], "o", color=COLORS["black"], markersize=5, label="data")
    (fitted,) = left.plot([], [], color=COLORS["blue"], label="network")
    left.set(xlabel="x", ylabel="y", xlim=(-3.3, 3.3), ylim=(-2.4, 2.7))
    left.legend(loc="upper left", ncol=3, columnspacing=1, handlelength=1.4)
    places = log_places(lams)
    (losses,) = right.plot(places, 0 * places, "s--", color=COLORS["red"], markersize=5, label="distance to the data")
    (errors,) = right.plot(places, 0 * places, "o-", color=COLORS["blue"], markersize=5, label="distance to the sine")
    (here,) = right.plot([], [], "o", markersize=13, markerfacecolor="none", markeredgewidth=2, color=COLORS["black"])
    right.set(xlabel=r"$\lambda$ (logarithmic, 0 apart)", title="too little, too much", ylim=(0, 1.15))
    mark_zero(right, places, lams, (0, 1e-4, 1e-3, 0.01, 0.1, 1))
    right.legend(loc="upper left")

    def draw(data):
        k, fits = data["k"], data["fits"]
        truth.set_data(fits["x"], np.sin(fits["x"]))
        points.set_data(fits["X"][0, :, 0], fits["y"][0])
        fitted.set_data(fits["x"], fits["curves"][0, k])
        losses.set_ydata(fits["losses"][0])
        errors.set_ydata(fits["errors"][0])
        here.set_data([places[k]] * 2, [fits["losses"][0, k], fits["errors"][0, k]])
        left.set_title(rf"the fit with $\lambda$ = {lams[k]:g}")

    return figure, draw


@picture
def too_little_too_much(x: Array, curves: Mapping[float, Array], shown: int = 8) -> Figure:
    """The curves that one lambda fits to several data sets around a sine, with bias and variance: a panel for each lambda.

    Parameters
    ----------
    x : ndarray, (k,)
    curves : dict of float -> ndarray, (n, k)
        By lambda.
    shown : int
        How many of the curves are drawn; mean, bias and variance are those of all.
    """
    figure, axes, corner = panels_and_corner(len(curves))
    said = []
    for ax, (lam, fitted) in zip(axes, curves.items()):
        fitted = check_array("curves", fitted, shape=(None, len(x)))
        bias, variance = (max(0.0, value) for value in corrected_bias_and_variance(fitted, np.sin(x)))
        ax.plot(x, fitted[:shown].T, color=COLORS["gray"], linewidth=0.9, alpha=0.8)
        ax.plot([], [], color=COLORS["gray"], label=f"{len(fitted[:shown])} of the {len(fitted)} fits")
        ax.plot(x, fitted.mean(axis=0), color=COLORS["blue"], linewidth=2.4, label=f"mean of all {len(fitted)}")
        ax.plot(x, np.sin(x), "--", color=COLORS["black"], linewidth=1.3, label="sine")
        ax.set(xlabel="x", xlim=(-3.2, 3.2), ylim=(-2.4, 2.4))
        ax.set_title(f"$\\lambda$ = {lam:g}\nbias² {bias:.2f}, variance {variance:.2f}", fontsize=11)
        said.append(f"for lambda = {lam:g} the squared bias is {bias:.2f} and the variance {variance:.2f}")
        ax.set_ylabel("y")
    corner.legend(*axes[0].get_legend_handles_labels(), loc="center", fontsize=11)
    return described(figure, f"Curves fitted to {len(fitted)} noisy sines, with their mean: {listing(said)}.")


@picture
def choice(lams: Sequence[float], training: Array, validation: Array) -> Figure:
    """Training and validation loss against lambda, the smallest validation loss marked."""
    figure, axes = new_figure(height=3.1)
    places, best = log_places(lams), int(np.argmin(validation))
    for name, values, color, style in (
        ("training data", training, "red", "s--"),
        ("validation data", validation, "blue", "o-"),
    ):
        axes.plot(places, values, style, color=COLORS[color], markersize=5)
        axes.annotate(
            name,
            (places[0], values[0]),
            (14, 6 if color == "blue" else 12),
            textcoords="offset points",
            color=COLORS[color],
        )
    axes.plot(
        places[best],
        validation[best],
        "o",
        markersize=14,
        markerfacecolor="none",
        markeredgewidth=2,
        color=COLORS["green"],
    )
    mark_zero(axes, places, lams, lams)
    axes.set(
        title=rf"chosen by validation: $\lambda$ = {lams[best]:g}",
        xlabel=r"$\lambda$ (logarithmic, 0 apart)",
        ylabel="loss",
        ylim=(0, None),
    )
    return described(
        figure,
        f"Loss against lambda. {trend('On training data it', lams, training)}; {trend('on validation data it', lams, validation)}. "
        f"The smallest validation loss is at lambda = {lams[best]:g}.",
    )
