"""Layers and what lies between them: the drawing of a network, Jacobians, sums of outer products, messages."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.digits import bare
from lecturekit.figures.words import listing, trend
from lecturekit.foundation.types import Array
from lecturekit.single_unit.gradient_check import compare_gradients

MOST_KEPT = 4  # runs of the messages that stay in the picture
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
            "input $x^{(0)} = x$" if l == 0 else f"output $z^{{({l})}}$" if last else f"$x^{{({l})}} = φ(z^{{({l})}})$"
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
    figure, axes = new_figure(1, 1 + len(candidates), height=2.9, sharey=True)
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
            xlabel="unit j below",
        )
        ax.title.set_fontsize(10.5)
        for i, j in np.ndindex(matrix.shape):
            dark = abs(matrix[i, j]) > 0.6 * limit
            color = "white" if dark else COLORS["black"]
            ax.text(j, i, f"{np.round(matrix[i, j], 2) + 0.0:.2f}", ha="center", va="center", fontsize=8, color=color)
    axes[0].set_ylabel("unit i above")
    figure.colorbar(image, ax=axes, shrink=0.75)
    told = listing(f"{name} has a relative error of {error:.0%}" for name, error in errors.items())
    shape = " by ".join(map(str, truth.shape))
    return described(
        figure, f"{len(axes)} tables of {shape} numbers on one color scale. The first is measured; {told}."
    )


@picture
def outer_products(delta: Array, A: Array) -> Figure:
    """How ``delta.T @ A`` adds up the data points: one table for each, delta_k x_j, and their sum.

    Parameters
    ----------
    delta : ndarray, (n, m)
    A : ndarray, (n, m_below)

    Returns
    -------
    Figure
    """
    tables = {f"point {i}: $δ_k\\,x_j$": np.outer(d, x) for i, (d, x) in enumerate(zip(delta, A), start=1)}
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


@picture
def message_sizes(sizes_by_name: Mapping[str, Any]) -> Figure:
    """The norm of the message at every layer, one curve for each network, on a logarithmic scale.

    Parameters
    ----------
    sizes_by_name : dict of str -> array_like, (L + 1,)

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(height=3.2)
    for k, (name, norms) in enumerate(sizes_by_name.items()):
        axes.semilogy(norms, marker=MARKERS[k], color=CYCLE[k], label=name)
    axes.set(
        xlabel="layer $l$ (the message travels from right to left)",
        ylabel=r"size of $\partial f/\partial x^{(l)}$",
        title="Size of the message on its way down",
    )
    axes.legend()
    told = ". ".join(
        trend(name, range(len(norms))[::-1], np.asarray(norms)[::-1]) for name, norms in sizes_by_name.items()
    )
    return described(figure, f"Size of the message, logarithmic, from the output down to layer 0. {told}.")


@picture
def messages_canvas(n_units: int, n_layers: int) -> tuple[Figure, Draw]:
    """One layer's Jacobian, the message above and below it, and the size of all messages.

    Parameters
    ----------
    n_units : int
        Width of every layer but the last.
    n_layers : int
        L.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data, kept=())`` with data = dict(layer, jacobian, above, below, norms, name): the Jacobian of that
        layer, (m_l, m_{l-1}), padded to a square with NaN; the messages; the norm of each message 0..L; what the
        network is called. Of the data in ``kept`` only the norms are drawn.
    """
    figure, (left, middle, right) = new_figure(1, 3, height=3.3, width_ratios=(1.05, 1, 1.25))
    image = left.imshow(np.zeros((n_units, n_units)), cmap="RdBu_r", vmin=-1, vmax=1)
    figure.colorbar(image, ax=left, shrink=0.7, ticks=[-1, 0, 1]).ax.set_yticklabels(["−", "0", "+"])
    places = np.arange(n_units)
    units = range(1, n_units + 1)
    left.grid(False)
    left.set(xlabel="unit j below", ylabel="unit i above", xticks=places[::2], yticks=places[::2])
    left.set(xticklabels=units[::2], yticklabels=units[::2])
    above = middle.bar(places - 0.2, np.zeros(n_units), 0.4, color=COLORS["orange"], hatch="//", edgecolor="white")
    below = middle.bar(places + 0.2, np.zeros(n_units), 0.4, color=COLORS["blue"])
    middle.axhline(0, color=COLORS["black"], linewidth=0.8)
    middle.set(xlabel="unit", xticks=places, xticklabels=units, ylim=(-1.1, 1.1), yticks=[-1, 0, 1])
    earlier = [
        right.plot([], [], linestyle=("--", "-.", ":", (0, (1, 3)))[k], color=CYCLE[2 + k], linewidth=1.4)[0]
        for k in range(MOST_KEPT)
    ]
    names = [
        right.text(0.97, 0.97 - 0.08 * k, "", transform=right.transAxes, ha="right", va="top", fontsize=8, color=color)
        for k, color in enumerate([COLORS["gray"], *(line.get_color() for line in earlier)])
    ]
    (line,) = right.plot(range(n_layers + 1), np.zeros(n_layers + 1), "o-", color=COLORS["gray"])
    (span,) = right.plot([1, 0], [0, 0], "s-", color=COLORS["red"], linewidth=3, markersize=8)
    right.set(title="size of the message\nat every layer", xlabel="layer", xticks=range(n_layers + 1))

    def draw(data, kept=()):
        l, J = data["layer"], data["jacobian"]
        limit = np.nanmax(np.abs(J)) or 1.0
        image.set_data(J / limit)
        left.set_title(f"Jacobian of layer {l}\nlargest {limit:.2g}")
        largest = max(np.abs(data["above"]).max(), np.abs(data["below"]).max()) or 1.0
        for bars, message in ((above, data["above"]), (below, data["below"])):
            for k, bar in enumerate(bars):
                bar.set_height(message[k] / largest if k < len(message) else 0.0)
        middle.set_title(f"messages at layer {l} (hatched)\nand {l - 1}; largest {largest:.2g}", fontsize=10)
        heights = [np.log10(np.maximum(each["norms"], 1e-30)) for each in (data, *kept)]
        line.set_ydata(heights[0])
        span.set_data([l, l - 1], heights[0][[l, l - 1]])
        for k, (old, name) in enumerate(zip(earlier, names[1:])):
            old.set_data((range(n_layers + 1), heights[1 + k]) if k < len(kept) else ([], []))
            name.set_text(kept[k]["name"] if k < len(kept) else "")
        names[0].set_text(data["name"] if kept else "")
        low, high = np.floor(min(map(min, heights))), np.ceil(max(map(max, heights)))
        powers = np.arange(
            low, high + 1, max(1, (high - low) // 4)
        )  # log10 by hand: a true one costs half the redrawing
        if right.get_ylim() != (low - 0.3, high + 1.3):
            right.set(ylim=(low - 0.3, high + 1.3), yticks=powers)
            right.set_yticklabels([f"1e{power:.0f}" if power else "1" for power in powers])

    return figure, draw
