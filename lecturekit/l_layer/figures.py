"""Figures of chapter 3: a network as a drawing, Jacobians, messages flowing back, a tour of a trained network."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, new_figure
from lecturekit.figures.digits import as_image, bare
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_choice

SHOWN_UNITS = 7  # of a wider layer only so many are drawn, with dots for the others


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
    return figure


def _unit_heights(m):
    if m <= SHOWN_UNITS:
        return np.linspace(-1, 1, m + 2)[1:-1] if m < 4 else np.linspace(-1, 1, m)
    half = np.linspace(0.35, 1, SHOWN_UNITS // 2)
    return np.concatenate([half, -half])


def jacobians_compared(truth: Array, candidates: Mapping[str, Any]) -> Figure:
    """Heat maps: a Jacobian by finite differences beside formulas for it, on one color scale.

    Parameters
    ----------
    truth : ndarray, (m_l, m_{l-1})
    candidates : dict of str -> (matrix, error)
        The matrices of formulas, and their relative errors, shown in the titles.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(1, 1 + len(candidates), height=2.9, sharey=True)
    limit = np.abs(truth).max()
    panels = {"finite differences": (truth, None), **candidates}
    for ax, (name, (matrix, error)) in zip(axes, panels.items()):
        image = ax.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit)
        ax.grid(False)
        ax.set(
            title=name if error is None else f"{name}\nerror {error:.0%}",
            xticks=range(matrix.shape[1]),
            yticks=range(matrix.shape[0]),
            xlabel="unit j below",
        )
    axes[0].set_ylabel("unit i above")
    figure.colorbar(image, ax=axes, shrink=0.75)
    return figure


def message_sizes(sizes_by_name: Mapping[str, Any]) -> Figure:
    """The norm of the message at every layer, one curve for each network, on a logarithmic scale.

    Parameters
    ----------
    sizes_by_name : dict of str -> array_like, (L + 1,)

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(height=3.4)
    for k, (name, norms) in enumerate(sizes_by_name.items()):
        axes.semilogy(norms, marker=MARKERS[k], color=CYCLE[k], label=name)
    axes.set(
        xlabel="layer $l$ (the message travels from right to left)",
        ylabel=r"size of $\partial f/\partial x^{(l)}$",
        title="Size of the message on its way down",
    )
    axes.legend()
    return figure


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
        ``draw(data)`` with data = dict(layer, jacobian, above, below, norms): the Jacobian of that layer,
        (m_l, m_{l-1}), padded to a square with NaN; the messages; the norm of each message 0..L.
    """
    figure, (left, middle, right) = new_figure(1, 3, height=3.2, width_ratios=(1, 1.1, 1.2))
    image = left.imshow(np.zeros((n_units, n_units)), cmap="RdBu_r", vmin=-1, vmax=1)
    left.grid(False)
    left.set(xlabel="unit j below", ylabel="unit i above", title="Jacobian of layer l\n(red +, blue −)")
    places = np.arange(n_units)
    above = middle.bar(
        places - 0.2, np.zeros(n_units), 0.4, color=COLORS["orange"], label="layer l", hatch="//", edgecolor="white"
    )
    below = middle.bar(places + 0.2, np.zeros(n_units), 0.4, color=COLORS["blue"], label="layer l−1")
    middle.axhline(0, color=COLORS["black"], linewidth=0.8)
    middle.set(title="messages\n(largest entry = 1)", xlabel="unit", xticks=places, ylim=(-1.1, 1.5))
    middle.legend(loc="upper right", ncols=2, fontsize=8)
    powers = np.arange(-6, 5, 2)  # the axis is log10 by hand: a true one costs half the redrawing
    (line,) = right.plot(range(n_layers + 1), np.zeros(n_layers + 1), "o-", color=COLORS["gray"])
    (span,) = right.plot([1, 0], [0, 0], "s-", color=COLORS["red"], linewidth=3, markersize=8)
    right.set(
        title="size of the message\nat every layer",
        xlabel="layer",
        ylim=(-7.5, 5),
        xticks=range(n_layers + 1),
        yticks=powers,
        yticklabels=[f"1e{power}" if power else "1" for power in powers],
    )

    def draw(data):
        l, J = data["layer"], data["jacobian"]
        limit = np.nanmax(np.abs(J)) or 1.0
        image.set_data(J)
        image.set_clim(-limit, limit)
        largest = max(np.abs(data["above"]).max(), np.abs(data["below"]).max()) or 1.0
        for bars, message in ((above, data["above"]), (below, data["below"])):
            for k, bar in enumerate(bars):
                bar.set_height(message[k] / largest if k < len(message) else 0.0)
        heights = np.log10(np.maximum(data["norms"], 1e-30))
        line.set_ydata(heights)
        span.set_data([l, l - 1], heights[[l, l - 1]])

    return figure, draw


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
        the predicted class (784,), the values of both hidden layers, probabilities, two class numbers.
    """
    check_choice("the number of hidden layers", len(hidden), (2,))
    figure, axes = new_figure(1, 5, height=2.75, width_ratios=(1, 1, 0.7, 0.45, 1.1))
    grids = [_grid_shape(m) for m in hidden]
    picture = bare(axes[0]).imshow(np.zeros((28, 28)), cmap="Greys", vmin=0, vmax=1)
    saliency = bare(axes[1]).imshow(np.zeros((28, 28)), cmap="RdBu_r", vmin=-1, vmax=1)
    values = [bare(ax).imshow(np.zeros(shape), cmap="viridis", vmin=0, vmax=1) for ax, shape in zip(axes[2:4], grids)]
    for l, (ax, m) in enumerate(zip(axes[2:4], hidden), start=1):
        ax.set_title(f"$x^{{({l})}}$: {m}", fontsize=11)
    bars = axes[4].barh(range(len(names)), np.zeros(len(names)), edgecolor="white", linewidth=0)
    axes[4].set(xlim=(0, 1), yticks=range(len(names)), yticklabels=names, title="probability")
    axes[4].invert_yaxis()

    def draw(data):
        picture.set_data(as_image(data["x"]))
        axes[0].set_title(f"input: a {names[data['truth']]}")
        limit = np.abs(data["saliency"]).max() or 1.0
        saliency.set_data(as_image(data["saliency"]))
        saliency.set_clim(-limit, limit)
        axes[1].set_title(f"ink here says\n{names[data['predicted']]} (red), not (blue)", fontsize=10)
        for image, shape, x in zip(values, grids, data["hidden"]):
            image.set_data(np.asarray(x).reshape(shape))
            image.set_clim(0, np.max(x) or 1.0)
        for k, (bar, p) in enumerate(zip(bars, data["p"])):
            bar.set_width(p)
            right, chosen = k == data["truth"], k == data["predicted"]
            bar.set(
                facecolor=COLORS["green"] if right else COLORS["red"] if chosen else COLORS["gray"],
                hatch="//" if chosen and not right else "",
            )
        axes[4].set_title("probability" if data["truth"] == data["predicted"] else "probability: WRONG")

    return figure, draw


def _grid_shape(m):
    columns = next(k for k in range(int(np.sqrt(m)), 0, -1) if m % k == 0)
    return m // columns, columns
