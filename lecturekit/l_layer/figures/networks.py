"""Drawn networks, their Jacobians, and gradients as sums of outer products."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.digits import bare
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.single_unit.gradient_check import compare_gradients

SHOWN_UNITS = 7  # of a wider layer only so many are drawn, with dots for the others


@picture
def architecture(sizes: Sequence[int]) -> Figure:
    """A network of the given widths as a drawing: layers with their x, arrows with the shapes of W and b."""
    figure, axes = new_figure(height=3.5)
    bare(axes)
    heights = [_unit_heights(m) for m in sizes]
    for l in range(1, len(sizes)):
        for upper in heights[l]:
            for lower in heights[l - 1]:
                axes.plot([l - 1, l], [lower, upper], color="#C8C8C8", linewidth=0.6, zorder=1)
        axes.text(
            l - 0.5,
            1.22,
            f"$W^{{({l})}}$: {sizes[l]}×{sizes[l - 1]}\n$b^{{({l})}}$: {sizes[l]}",
            ha="center",
            va="bottom",
            fontsize=10.5,
        )
    for l, m in enumerate(sizes):
        last = l == len(sizes) - 1
        color = COLORS["sky"] if l == 0 else COLORS["orange"] if last else COLORS["green"]
        axes.scatter([l] * len(heights[l]), heights[l], s=130, color=color, edgecolor=COLORS["black"], zorder=2)
        if m > SHOWN_UNITS:
            axes.text(l, 0, "⋮", ha="center", va="center", fontsize=17)
        name = (
            "input $x^{(0)} = x$"
            if l == 0
            else f"output $z^{{({l})}}$"
            if last
            else f"$x^{{({l})}} = \\phi(z^{{({l})}})$"
        )
        axes.text(l, -1.2, f"{name}\n{m} unit{'s' if m > 1 else ''}", ha="center", va="top", fontsize=10.5)
    axes.set(xlim=(-0.45, len(sizes) - 0.55), ylim=(-1.75, 1.75), title="Layers of units, matrices between them")
    matrices = listing(f"W{l} is {m} by {below}" for l, (below, m) in enumerate(itertools.pairwise(sizes), start=1))
    inner = f", hidden layers of {listing(sizes[1:-1])}" if len(sizes) > 2 else ""
    words = f"A network of {sizes[0]} inputs{inner} and {sizes[-1]} output{'s' if sizes[-1] > 1 else ''}."
    return described(figure, f"{words} Between the layers stand the matrices: {matrices}; each has a bias vector.")


def _unit_heights(m):
    if m <= SHOWN_UNITS:
        return np.linspace(-1, 1, m + 2)[1:-1] if m < 4 else np.linspace(-1, 1, m)
    half = np.linspace(0.35, 1, SHOWN_UNITS // 2)
    return np.concatenate([half, -half])


@picture
def jacobians_compared(truth: Array, candidates: Mapping[str, Array]) -> Figure:
    """Heat maps: a Jacobian by finite differences beside formulas for it, on one color scale.

    Parameters
    ----------
    truth : ndarray, (m_l, m_{l-1})
    candidates : dict of str -> ndarray, (m_l, m_{l-1})
        What formulas give, by name; the titles say how far each is off (``compare_gradients``).

    Returns
    -------
    Figure
    """
    errors = {name: compare_gradients(matrix, truth).error for name, matrix in candidates.items()}
    n = 1 + len(candidates)
    rows = -(-n // 2)
    figure, grid = new_figure(rows, 2, width=5.8, height=2.8 * rows + 0.5, sharex=True, sharey=True, squeeze=False)
    axes = grid.flat[:n]
    for ax in grid.flat[n:]:
        ax.remove()
    limit = np.abs(truth).max()
    for ax, (name, matrix) in zip(axes, {"measured": truth, **candidates}.items()):
        image = ax.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit)
        ax.grid(False)
        ax.set(
            title=f"{name}\nrelative error {errors[name]:.0%}" if name in errors else f"{name}\n",
            xticks=range(matrix.shape[1]),
            yticks=range(matrix.shape[0]),
            xticklabels=range(1, matrix.shape[1] + 1),
            yticklabels=range(1, matrix.shape[0] + 1),
        )
        ax.title.set_fontsize(11)
        for i, j in np.ndindex(matrix.shape):
            dark = abs(matrix[i, j]) > 0.6 * limit
            color = "white" if dark else COLORS["black"]
            ax.text(j, i, f"{np.round(matrix[i, j], 2) + 0.0:.2f}", ha="center", va="center", fontsize=10, color=color)
    for ax in axes[::2]:
        ax.set_ylabel("unit i above")
    for ax in axes[-2:]:
        ax.set_xlabel("unit j below")
    figure.colorbar(image, ax=axes, shrink=0.75)
    told = listing(f"{name} has a relative error of {error:.0%}" for name, error in errors.items())
    shape = " by ".join(map(str, truth.shape))
    return described(
        figure, f"{len(axes)} tables of {shape} numbers on one color scale. The first is measured; {told}."
    )


@picture
def outer_products(delta: Array, A: Array) -> Figure:
    """How ``delta.T @ A`` adds up the data points: one table for each, delta_i x_j, and their sum.

    Parameters
    ----------
    delta : ndarray, (n, m)
    A : ndarray, (n, m_below)

    Returns
    -------
    Figure
    """
    tables = {f"point {k}: $δ_i\\,x_j$": np.outer(d, x) for k, (d, x) in enumerate(zip(delta, A), start=1)}
    tables["sum: delta.T @ A"] = delta.T @ A
    figure, axes = new_figure(1, len(tables), height=2.5)
    limit = max(np.abs(table).max() for table in tables.values())
    for k, (ax, (name, table)) in enumerate(zip(axes, tables.items())):
        ax.imshow(table, cmap="RdBu_r", vmin=-limit, vmax=limit)
        for i, j in np.ndindex(table.shape):
            color = "white" if abs(table[i, j]) > 0.6 * limit else COLORS["black"]
            ax.text(j, i, f"{table[i, j]:g}", ha="center", va="center", fontsize=13, color=color)
        ax.grid(False)
        units, below = (range(1, m + 1) for m in table.shape)
        ax.set(xticks=range(table.shape[1]), yticks=range(table.shape[0]), title=name)
        ax.set(xticklabels=[f"$x_{j}$" for j in below], yticklabels=[f"$δ_{i}$" for i in units])
        if k:
            sign = "=" if k == len(tables) - 1 else "+"
            ax.text(-0.28, 0.5, sign, transform=ax.transAxes, fontsize=20, ha="center", va="center")
    told = "; ".join(f"{name.split(':')[0]} {table.tolist()}" for name, table in tables.items())
    return described(figure, f"Tables with a row for each unit above and a column for each unit below. {told}.")
