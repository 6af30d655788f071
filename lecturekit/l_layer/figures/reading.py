"""A network that reads digits: how it trains, what its first units look for, one image on its way, pushed images."""

from collections.abc import Sequence

import matplotlib
import numpy as np
from numpy.typing import ArrayLike

from lecturekit.figures.base import COLORS, Draw, Figure, described, draw_curves, new_figure, picture
from lecturekit.figures.digits import as_image, bare
from lecturekit.figures.words import number, trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_choice


@picture
def training(history: ArrayLike) -> Figure:
    """Two panels against the epoch: the mean training loss, and the mistakes on images set aside.

    Parameters
    ----------
    history : array_like, (n_epochs, 2)
        For each epoch the mean loss of its steps and the share of the images set aside that is read correctly.

    Returns
    -------
    Figure
    """
    losses, right = np.asarray(history, dtype=float).T
    epochs, mistakes = np.arange(1, len(losses) + 1), 100 * (1 - right)
    figure, (first, second) = new_figure(1, 2, height=2.8)
    first.plot(epochs, losses, "o-", color=COLORS["blue"])
    second.plot(epochs, mistakes, "s--", color=COLORS["red"])
    first.set(title="images it is trained on", ylabel="mean loss")
    second.set(title="images set aside", ylabel="mistakes, in %")
    for axes in (first, second):
        axes.set(xlabel="epoch", xticks=epochs, ylim=(0, None))
    words = f"{trend('the training loss', epochs, losses)}; {trend('the share of mistakes, in %,', epochs, mistakes)}"
    return described(figure, f"Over {len(epochs)} epochs {words}.")


@picture
def first_units(W: Array, unused: Array, n_columns: int = 6) -> Figure:
    """Rows of a matrix of weights, or of its change, as images on one scale, red positive and blue negative.

    Parameters
    ----------
    W : ndarray, (k, 784)
    unused : ndarray of bool, (784,)
        Pixels that never have ink, painted over in gray.
    n_columns : int

    Returns
    -------
    Figure
    """
    n_rows = -(-len(W) // n_columns)
    figure, axes = new_figure(n_rows, n_columns, height=1.2 * n_rows + 0.4, squeeze=False)
    limit = float(np.quantile(np.abs(W), 0.995))  # a few weights are larger, and would make all others pale
    colors = matplotlib.colormaps["RdBu_r"].with_extremes(bad="#C4C4C4")
    for ax in axes.flat:
        bare(ax)
    for ax, row in zip(axes.flat, W):
        image = ax.imshow(as_image(np.where(unused, np.nan, row)), cmap=colors, vmin=-limit, vmax=limit)
    figure.colorbar(image, ax=axes, shrink=0.9, label="change of the weight", extend="both")
    figure.suptitle(f"What training added to the weights of {len(W)} units (gray: never any ink)", fontsize=11.5)
    sizes = [number(np.sqrt(np.mean(W[:, pixels] ** 2))) for pixels in (~unused, unused)]
    return described(
        figure,
        f"How the weights of {len(W)} units of the first layer have changed, as images, red up, blue down: strokes and blobs of "
        f"typical size {sizes[0]} where there can be ink; {sizes[1]} on the pixels, in gray, that never have any.",
    )


@picture
def under_push(strengths: ArrayLike, shares: dict[str, ArrayLike]) -> Figure:
    """How many images are read correctly when every pixel is moved: one curve for each way of moving them.

    Parameters
    ----------
    strengths : array_like, (k,)
        By how much each pixel moves.
    shares : dict of str -> array_like, (k,)
        Shares between 0 and 1, by the name of the direction.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(height=3.0)
    percent = {name: (strengths, 100 * np.asarray(share)) for name, share in shares.items()}
    draw_curves(axes, percent, markers=True)
    axes.set(
        title="The same change of every pixel, in two directions",
        xlabel="change of each pixel (1 is from white to black)",
        ylabel="read correctly, in %",
        ylim=(0, 103),
    )
    told = "; ".join(trend(f"{name}: the percentage", strengths, line) for name, (_, line) in percent.items())
    return described(figure, f"Percentage read correctly against the change of each pixel. {told}.")


@picture
def tour_canvas(hidden: Sequence[int], names: Sequence[str]) -> tuple[Figure, Draw]:
    """A digit on its way through a trained network of two hidden layers.

    Parameters
    ----------
    hidden : sequence of int
        Widths of the two hidden layers.
    names : sequence of str
        Of the classes.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(x, saliency, hidden, p, truth, predicted): pixels (784,), dz/dx of
        the true class (784,), the values of both hidden layers, probabilities, two class numbers.
    """
    check_choice("the number of hidden layers", len(hidden), (2,))
    figure, axes = new_figure(2, 3, height=4.3, height_ratios=(2.4, 1))
    for each in axes[1]:
        each.remove()
    cells = axes[0, 0].get_gridspec()[1, :].subgridspec(1, 2, width_ratios=hidden)
    strips = [bare(figure.add_subplot(cell)) for cell in cells]
    picture = bare(axes[0, 0]).imshow(np.zeros((28, 28)), cmap="Greys", vmin=0, vmax=1)
    saliency = bare(axes[0, 1]).imshow(np.zeros((28, 28)), cmap="RdBu_r", vmin=-1, vmax=1)
    grids = [_grid_shape(m) for m in hidden]
    values = [ax.imshow(np.zeros(shape), cmap="viridis", vmin=0, vmax=1) for ax, shape in zip(strips, grids)]
    outcome = axes[0, 2]
    bars = outcome.barh(range(len(names)), np.zeros(len(names)), edgecolor="white", linewidth=0)
    outcome.set(xlim=(0, 1), xticks=[0, 0.5, 1], yticks=range(len(names)), yticklabels=names)
    outcome.invert_yaxis()

    def draw(data):
        right = data["truth"] == data["predicted"]
        picture.set_data(as_image(data["x"]))
        axes[0, 0].set_title(f"the input\n(a {names[data['truth']]})")
        limit = np.abs(data["saliency"]).max() or 1.0
        saliency.set_data(as_image(data["saliency"]))
        saliency.set_clim(-limit, limit)
        axes[0, 1].set_title(f"more ink raises (red) or\nlowers (blue) logit {names[data['truth']]}")
        for l, (ax, image, shape, x) in enumerate(zip(strips, values, grids, data["hidden"]), start=1):
            image.set_data(np.asarray(x).reshape(shape))
            image.set_clim(0, np.max(x) or 1.0)
            ax.set_title(f"$x^{{({l})}}$: {len(x)} values, 0 to {np.max(x):.1f}")
        for k, (bar, p) in enumerate(zip(bars, data["p"])):
            bar.set_width(p)
            color = "green" if k == data["truth"] else "red" if k == data["predicted"] else "gray"
            bar.set(facecolor=COLORS[color], hatch="" if right or k != data["predicted"] else "//")
        verdict = "right" if right else "WRONG"
        outcome.set_title(f"probability\n(read as {names[data['predicted']]}: {verdict})")

    return figure, draw


def _grid_shape(m):
    rows = next(k for k in range(max(1, int(np.sqrt(m / 4))), 0, -1) if m % k == 0)
    return rows, m // rows
