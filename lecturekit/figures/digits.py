"""Images of digits and what a network makes of them; for every chapter that works on MNIST."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array


def as_image(x: Array) -> Array:
    """The picture of one row of pixels: (784,) becomes (28, 28), any square number likewise."""
    side = round(np.sqrt(len(x)))
    return np.asarray(x).reshape(side, side)


def bare(axes: Any) -> Any:
    """Axes without ticks, grid and frame, for pictures."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def framed(axes: Any) -> Any:
    """The same with a thin frame, where it matters where the picture ends."""
    bare(axes)
    for spine in axes.spines.values():
        spine.set(visible=True, color=COLORS["gray"], linewidth=0.8)
    return axes


@picture
def digit_grid(
    images: ArrayLike,
    titles: Sequence[str] | None = None,
    *,
    n_columns: int = 10,
    title: str = "",
    signed: bool = False,
    height: float | None = None,
) -> Figure:
    """Rows of pixels as a grid of pictures.

    Parameters
    ----------
    images : array_like, (k, side * side)
    titles : sequence of str, optional
        One above each picture.
    n_columns : int
    title : str
        Above all.
    signed : bool
        Blue for negative and red for positive values, white for zero, each picture on its own scale;
        else black ink on white, from 0 to 1.
    height : float, optional
        In inches; by default what the grid needs.

    Returns
    -------
    Figure
    """
    images = check_array("images", images, ndim=2)
    n_rows = -(-len(images) // n_columns)
    height = height or n_rows * (7.2 / n_columns + (0.22 if titles is not None else 0.05)) + (0.35 if title else 0)
    figure, axes = new_figure(n_rows, n_columns, height=height, squeeze=False)
    for k, ax in enumerate(axes.flat):
        bare(ax)
        if k >= len(images):
            continue
        limit = np.abs(images[k]).max() or 1.0
        options = (
            {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if signed else {"cmap": "Greys", "vmin": 0, "vmax": 1}
        )
        ax.imshow(as_image(images[k]), **options)
        if titles is not None:
            ax.set_title(titles[k], fontsize=9.5)
    figure.suptitle(title, fontsize=12)
    of = "weights, red positive and blue negative" if signed else "black ink on white"
    kind = f"{len(images)} small images, {of}, in rows of {n_columns}"
    above = f", with the titles {listing(titles)}" if titles is not None else ""
    return described(figure, f"{title}{': ' if title else ''}{kind}{above}.")


@picture
def confusion(counts: ArrayLike, names: Sequence[str]) -> Figure:
    """A table of true class (rows) against predicted class (columns), the mistakes standing out.

    Parameters
    ----------
    counts : array_like of int, (K, K)
        counts[i, j]: how many of class i were taken for j.
    names : sequence of str
        Of the K classes.

    Returns
    -------
    Figure
    """
    counts = check_array("counts", counts, shape=(len(names), len(names)))
    mistakes = counts - np.diag(np.diag(counts))
    figure, axes = new_figure(width=6.2, height=4.9)
    image = axes.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max()))
    for i, j in np.ndindex(counts.shape):
        if counts[i, j]:
            dark = i != j and mistakes[i, j] > 0.6 * mistakes.max()
            axes.text(
                j,
                i,
                counts[i, j],
                ha="center",
                va="center",
                fontsize=9,
                fontweight="bold" if i == j else "normal",
                color="white" if dark else COLORS["black"],
            )
    axes.set(
        xticks=range(len(names)),
        yticks=range(len(names)),
        xticklabels=names,
        yticklabels=names,
        xlabel="predicted",
        ylabel="true",
        title=f"{np.trace(counts):,} of {counts.sum():,} right (diagonal, bold), mistakes colored",
    )
    axes.grid(False)
    figure.colorbar(image, ax=axes, label="number of mistakes", shrink=0.8)
    pairs = sorted(zip(*np.nonzero(mistakes)), key=lambda pair: -mistakes[pair])[:3]
    most = listing(f"{mistakes[i, j]} times {names[i]} taken for {names[j]}" for i, j in pairs)
    words = f"A table of true against predicted classes: {np.trace(counts):,} of {counts.sum():,} are on the diagonal"
    return described(figure, f"{words}. The most frequent mistakes: {most}." if pairs else f"{words}.")
