"""Drawn networks, their Jacobians, and gradients as sums of outer products."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Rectangle

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.digits import bare
from lecturekit.figures.words import listing
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer
from lecturekit.single_unit.gradient_check import compare_gradients

SHOWN_UNITS = 7  # of a wider layer only so many are drawn, with dots for the others


@picture
def architecture(sizes: Sequence[int]) -> Figure:
    """A network of the given widths as a drawing: layers with their x, arrows with the shapes of W and b, one weight by its name."""
    figure, axes = new_figure(height=3.5)
    bare(axes)
    heights = _layers(axes, sizes, numbered=True)
    for l in range(1, len(sizes)):
        words = f"$W^{{({l})}}$: {sizes[l]}×{sizes[l - 1]}\n$b^{{({l})}}$: {sizes[l]}"
        axes.text(l - 0.5, 1.22, words, ha="center", va="bottom", fontsize=10.5)
    for l, m in enumerate(sizes):
        if m > SHOWN_UNITS:
            axes.text(l, 0, "⋮", ha="center", va="center", fontsize=17)
        name = f"$x^{{({l})}} = \\phi(z^{{({l})}})$"
        if l in (0, len(sizes) - 1):
            name = "input $x^{(0)} = x$" if l == 0 else f"output $z^{{({l})}}$"
        axes.text(l, -1.2, f"{name}\n{m} unit{'s' if m > 1 else ''}", ha="center", va="top", fontsize=10.5)
    named = next((l for l, m in enumerate(sizes) if l > 1 and 3 <= m <= SHOWN_UNITS), None)
    if named:
        low, high = heights[named - 1][0], heights[named][2]
        axes.plot([named - 1, named], [low, high], color=COLORS["red"], linewidth=2, zorder=1)
        words = f"$W^{{({named})}}_{{31}}$:\nto 3, from 1"
        axes.text(named - 0.5, -1.2, words, color=COLORS["red"], ha="center", va="top", fontsize=10.5)
    axes.set(xlim=(-0.45, len(sizes) - 0.55), ylim=(-1.75, 1.75), title="Layers of units, matrices between them")
    matrices = listing(f"W{l} is {m} by {below}" for l, (below, m) in enumerate(itertools.pairwise(sizes), start=1))
    inner = f", hidden layers of {listing(sizes[1:-1])}" if len(sizes) > 2 else ""
    words = f"A network of {sizes[0]} inputs{inner} and {sizes[-1]} output{'s' if sizes[-1] > 1 else ''}."
    return described(figure, f"{words} Between the layers stand the matrices: {matrices}; each has a bias vector.")


def _layers(axes, sizes, numbered=False):
    """Draw units and edges, a layer at each of x = 0, 1, ...; the heights of the units, unit 1 first, of each layer."""
    heights = [_unit_heights(m) for m in sizes]
    for l in range(1, len(sizes)):
        for upper, lower in itertools.product(heights[l], heights[l - 1]):
            axes.plot([l - 1, l], [lower, upper], color="#C8C8C8", linewidth=0.6, zorder=1)
    for l, m in enumerate(sizes):
        color = COLORS["sky"] if l == 0 else COLORS["orange"] if l == len(sizes) - 1 else COLORS["green"]
        axes.scatter([l] * len(heights[l]), heights[l], s=190, color=color, edgecolor=COLORS["black"], zorder=2)
        if numbered and m <= SHOWN_UNITS:
            for k, height in enumerate(heights[l], start=1):
                axes.text(l, height - 0.02, str(k), ha="center", va="center", fontsize=9.5, zorder=3)
    return heights


def _unit_heights(m):
    if m <= SHOWN_UNITS:
        return np.linspace(1, -1, m + 2)[1:-1] if m < 4 else np.linspace(1, -1, m)
    half = np.linspace(1, 0.35, SHOWN_UNITS // 2)
    return np.concatenate([half, -half[::-1]])


@picture
def both_ways(sizes: Sequence[int]) -> Figure:
    """Backpropagation as a whole: values go up, messages come down, and between them each layer's gradient is picked up.

    Parameters
    ----------
    sizes : sequence of int
        Widths, at most 7 each.

    Returns
    -------
    Figure
    """
    for m in sizes:
        check_integer("a width", m, 1, SHOWN_UNITS)
    figure, axes = new_figure(height=4.7)
    bare(axes)
    _layers(axes, sizes)
    last, cell = len(sizes) - 1, 0.13
    arrow = {"arrowstyle": "-|>", "mutation_scale": 15, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    for l in range(last + 1):
        down = "1" if l == last else f"$\\partial f/\\partial x^{{({l})}}$"
        up = f"$x^{{({l})}}{' = f' * (l == last)}$"
        for y, words, color in ((1.45, up, "green"), (-1.45, down, "red")):
            axes.text(l, y, words, ha="center", va="center", fontsize=12.5, color=COLORS[color])
    for l in range(1, last + 1):
        for y, ends, color, words, side in (
            (1.45, (l - 0.78, l - 0.22), "green", f"$W^{{({l})}}$, then $\\phi$", 0.24),
            (-1.45, (l - 0.28, l - 0.72), "red", f"slopes, then $W^{{({l})\\top}}$", -0.26),
        ):
            words = words.split(",")[0 if side > 0 else 1].removeprefix(" then ") if l == last else words
            axes.annotate("", (ends[1], y), (ends[0], y), arrowprops=arrow | {"color": COLORS[color]})
            axes.text(l - 0.5, y + side, words, ha="center", va="center", fontsize=10, color=COLORS[color])
        rows, columns = sizes[l], sizes[l - 1]
        left, top = l - 0.5 - cell * columns / 2, -2.9
        for i, j in itertools.product(range(-1, rows), range(-1, columns)):
            if i < 0 and j < 0:
                continue
            color = COLORS["green"] if i < 0 else COLORS["red"] if j < 0 else COLORS["purple"]
            corner = (left + cell * (j - 0.5 * (j < 0)), top - 1.9 * cell * (i + 1 - 0.5 * (i < 0)))
            box = Rectangle(corner, cell, 1.9 * cell, facecolor=(color, 0.6), edgecolor="white", linewidth=1.2)
            axes.add_patch(box)
        words = f"$\\partial f/\\partial W^{{({l})}}$"
        axes.text(l - 0.5, top - 1.9 * cell * rows - 0.1, words, ha="center", va="top", fontsize=11)
    words = "picked up on the way: message times slopes, a column, times the values below, a row"
    axes.text(last / 2, -2.2, words, ha="center", va="center", fontsize=10)
    axes.set(xlim=(-0.5, last + 0.4), ylim=(-4.35, 1.95), title="Values up, messages down")
    tables = listing(f"{m} by {below} for layer {l}" for l, (below, m) in enumerate(itertools.pairwise(sizes), start=1))
    return described(
        figure,
        "Above a network, arrows to the right carry the values from layer to layer, through W and phi. Below it, arrows to the "
        "left carry the message, from 1 at the output, through the slopes and W transposed. Between two layers stands the "
        f"table that is picked up there, {tables}: each unit's message times its slope, a column, times the values below, a row.",
    )


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
    point = {f"point {k}: $δ_i\\,x_j$": np.outer(d, x) for k, (d, x) in enumerate(zip(delta, A), start=1)}
    tables = point | {"sum: delta.T @ A": delta.T @ A}
    given = {"delta": (delta, "δ"), "A": (A, "x")}
    figure, grid = new_figure(2, len(tables), height=4.6, squeeze=False)
    limit = max(np.abs(table).max() for table in tables.values())
    for ax, (name, (table, letter)) in zip(grid[0], given.items()):
        _table(ax, table, limit, f"{name}: a point in each row", range(1, len(table) + 1), letter)
        ax.add_patch(Rectangle((-0.5, -0.5), 1, len(table), fill=False, linewidth=2.5, clip_on=False, zorder=3))
    terms = " + ".join(f"{d:g} · {x:g}" for d, x in zip(delta[:, 0], A[:, 0]))
    for ax in grid[0, 2:]:
        bare(ax)
    words = f"first columns:\n{terms}\n= {delta[:, 0] @ A[:, 0]:g}"
    grid[0, -1].text(0.5, 0.5, words if len(tables) > 2 else "", ha="center", va="center", fontsize=11)
    for k, (ax, (name, table)) in enumerate(zip(grid[1], tables.items())):
        _table(ax, table, limit, name, [f"$δ_{i + 1}$" for i in range(len(table))], "x")
        if k:
            sign = "=" if k == len(tables) - 1 else "+"
            ax.text(-0.28, 0.5, sign, transform=ax.transAxes, fontsize=20, ha="center", va="center")
    ax.add_patch(Rectangle((-0.5, -0.5), 1, 1, fill=False, linewidth=2.5, clip_on=False, zorder=3))
    told = "; ".join(f"{name.split(':')[0]} {table.tolist()}" for name, table in tables.items())
    return described(
        figure,
        f"Above delta and A, a data point in each row, their first columns framed: {terms} = {delta[:, 0] @ A[:, 0]:g}. "
        f"Below tables with a row for each unit above and a column for each unit below. {told}.",
    )


def _table(ax, table, limit, title, rows, letter):
    """A small matrix of numbers on colors, with names for its rows and numbered letters for its columns."""
    ax.imshow(table, cmap="RdBu_r", vmin=-limit, vmax=limit)
    for i, j in np.ndindex(table.shape):
        color = "white" if abs(table[i, j]) > 0.6 * limit else COLORS["black"]
        ax.text(j, i, f"{table[i, j]:g}", ha="center", va="center", fontsize=13, color=color)
    ax.grid(False)
    ax.set_title(title, fontsize=11)
    ax.set(xticks=range(table.shape[1]), yticks=range(table.shape[0]), yticklabels=rows)
    ax.set_xticklabels([f"${letter}_{j + 1}$" for j in range(table.shape[1])])
