"""Figures of weight decay: loss plus penalty as contours, the fitted curve, the choice of lambda."""

from collections.abc import Sequence

import numpy as np

from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array


@picture
def loss_and_penalty(A: Array, y: Array, lams: Sequence[float], minima: Array, shown: int) -> Figure:
    """Contours of a loss in two weights, of the penalty, and of their sum, with the way of the minimum as lambda grows.

    Parameters
    ----------
    A, y : ndarray, (n, 2), (n,)
        Data of least squares.
    lams, minima : ndarray, (k,), (k, 2)
        lambda, and where the sum is smallest.
    shown : int
        The index of the lambda that is drawn.
    """
    figure, axes = new_figure(1, 3, width=8.4, height=3.2, sharey=True)
    grid = np.stack(np.meshgrid(np.linspace(-1.1, 2.1, 81), np.linspace(-0.7, 2.5, 81)), axis=-1)
    loss = np.mean((grid @ A.T - y) ** 2, axis=-1) / 2
    penalty = lams[shown] / 2 * np.sum(grid**2, axis=-1)
    titles = r"loss $\mathcal{L}$", r"penalty $\frac{\lambda}{2}\|w\|^2$", r"sum $\mathcal{L}_\lambda$"
    for ax, title, height in zip(axes, titles, (loss, penalty, loss + penalty)):
        ax.contour(grid[..., 0], grid[..., 1], height, levels=np.geomspace(0.06, 6, 12), cmap="Blues_r", linewidths=1)
        ax.plot(*minima.T, "-", color=COLORS["gray"], linewidth=1.4, zorder=2)
        ax.plot(0, 0, "+", color=COLORS["black"], markersize=9)
        ax.set(title=title, xlabel="$w_1$", aspect="equal")
    for ax, place in zip(axes, (minima[0], np.zeros(2), minima[shown])):
        ax.plot(*place, "o", color=COLORS["red"], markersize=7, zorder=3)
    axes[0].set_ylabel("$w_2$")
    a, b = minima[0], minima[shown]
    return described(
        figure,
        f"Contours over two weights, in three panels. The loss is a narrow oblique valley with its minimum at ({number(a[0])}, "
        f"{number(a[1])}), a length of {number(np.hypot(*a))}; the penalty is circles around 0; their sum for lambda = "
        f"{number(lams[shown])} has its minimum at ({number(b[0])}, {number(b[1])}), a length of {number(np.hypot(*b))}. A line shows "
        f"the way of that minimum as lambda grows: first along the valley, then to 0.",
    )


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
        ``draw(data)`` with data = dict(k=index into lams, fits=a dict as from ``decay_fits``).
    """
    figure, (left, right) = new_figure(1, 2, height=3.5, width=8.4)
    (truth,) = left.plot([], [], "--", color=COLORS["gray"], label="sine")
    (points,) = left.plot([], [], "o", color=COLORS["black"], markersize=5, label="data")
    (fitted,) = left.plot([], [], color=COLORS["blue"], label="network")
    left.set(xlabel="x", ylabel="y", xlim=(-3.3, 3.3), ylim=(-2.4, 2.7))
    left.legend(loc="upper left", ncol=3, columnspacing=1, handlelength=1.4)
    places = np.arange(len(lams))
    (losses,) = right.plot(places, 0 * places, "s--", color=COLORS["red"], markersize=5, label="distance to the data")
    (errors,) = right.plot(places, 0 * places, "o-", color=COLORS["blue"], markersize=5, label="distance to the sine")
    (here,) = right.plot([], [], "o", markersize=13, markerfacecolor="none", markeredgewidth=2, color=COLORS["black"])
    right.set(xlabel=r"$\lambda$", title="too little, too much", ylim=(0, 1.15))
    right.set_xticks(places[::3], [f"{lam:g}" for lam in lams[::3]])
    right.legend(loc="upper left")

    def draw(data):
        k, fits = data["k"], data["fits"]
        truth.set_data(fits["x"], fits["truth"])
        points.set_data(fits["X"][:, 0], fits["y"])
        fitted.set_data(fits["x"], fits["curves"][k])
        losses.set_ydata(fits["losses"])
        errors.set_ydata(fits["errors"])
        here.set_data([places[k]] * 2, [fits["losses"][k], fits["errors"][k]])
        left.set_title(rf"the fit with $\lambda$ = {lams[k]:g}")

    return figure, draw


@picture
def choice(lams: Sequence[float], training: Array, validation: Array) -> Figure:
    """Training and validation loss against lambda, the smallest validation loss marked."""
    figure, axes = new_figure(height=3.1)
    places, best = np.arange(len(lams)), int(np.argmin(validation))
    axes.plot(places, training, "s--", color=COLORS["red"], markersize=5, label="training data")
    axes.plot(places, validation, "o-", color=COLORS["blue"], markersize=5, label="validation data")
    axes.plot(
        best, validation[best], "o", markersize=14, markerfacecolor="none", markeredgewidth=2, color=COLORS["green"]
    )
    axes.set_xticks(places, [f"{lam:g}" for lam in lams])
    axes.set(
        title=rf"chosen by validation: $\lambda$ = {lams[best]:g}", xlabel=r"$\lambda$", ylabel="loss", ylim=(0, None)
    )
    axes.legend()
    return described(
        figure,
        f"Loss against lambda. {trend('On training data it', lams, training)}; {trend('on validation data it', lams, validation)}. "
        f"The smallest validation loss is at lambda = {lams[best]:g}.",
    )
