"""Figures of chapter 4: operations, saturation, initial weights, standardized inputs, restarts, width, orders."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Draw, Figure, new_figure
from lecturekit.foundation.types import Array


def cost(by_n: tuple[Array, Array, Array], by_p: tuple[Array, Array, Array]) -> Figure:
    """Measured time of one iteration against n and against p, with lines proportional to the operations counted.

    Parameters
    ----------
    by_n, by_p : (sizes, counts, seconds)
        Three sequences of one length: n or p, multiply-adds, measured time.
    """
    figure, axes = new_figure(1, 2, height=3.5)
    for ax, (sizes, counts, seconds), name in zip(axes, (by_n, by_p), ("data points n", "parameters p")):
        counts, milliseconds = np.asarray(counts, float), 1e3 * np.asarray(seconds)
        ax.plot(sizes, milliseconds, "o", color=COLORS["blue"], label="measured")
        ax.plot(
            sizes,
            counts * np.median((milliseconds / counts)[-3:]),
            "--",
            color=COLORS["red"],
            label="operations counted, to scale",
        )
        ax.set(
            xscale="log", yscale="log", xlabel=name, ylabel="milliseconds", title=f"one iteration against {name[-1]}"
        )
        ax.set_xticks(sizes[::2], [f"{size:,}" for size in sizes[::2]])
        ax.minorticks_off()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def saturation(gains: Sequence[float], fractions: Mapping[str, Any], gradients: Mapping[str, Any]) -> Figure:
    """Saturated fractions against the gain, and the gradient's norm layer by layer.

    Parameters
    ----------
    gains : sequence of float
    fractions : dict of str -> sequence
        For each kind of unit, one fraction for each gain.
    gradients : dict of str -> sequence
        For each setting, norm(dL/dW) of layers 1, 2, ...
    """
    figure, (left, right) = new_figure(1, 2, height=3.4)
    for k, (label, values) in enumerate(fractions.items()):
        left.plot(gains, values, color=CYCLE[k], marker=MARKERS[k], label=label)
    left.set(
        xscale="log",
        xlabel=r"gain: weights have sd gain / $\sqrt{m_{l-1}}$",
        ylabel="fraction saturated",
        ylim=(-0.03, 1.03),
        title="large weights saturate the units",
    )
    left.legend()
    for k, (label, values) in enumerate(gradients.items()):
        right.plot(range(1, len(values) + 1), values, color=CYCLE[k], marker=MARKERS[k], label=label)
    right.set(
        yscale="log",
        xlabel="layer l",
        ylabel=r"norm of $\partial L / \partial W^{(l)}$",
        title="small ones starve the lower layers",
    )
    right.set_ylim(bottom=1e-4 * min(map(min, gradients.values())))  # room for the legend
    right.legend(loc="lower right")
    return figure


def histograms_canvas(n_layers: int = 5, bins: int = 31) -> tuple[Figure, Draw]:
    """Histograms of the units' values in each hidden layer, on their sides, and the gradient's norm in each layer.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(values=list of arrays, low=float, high=float, saturated=list,
        gradient_norms=list).
    """
    figure, (left, right) = new_figure(1, 2, height=3.7, width_ratios=(1.7, 1))
    shapes = PolyCollection([], facecolors=COLORS["blue"], edgecolors=COLORS["black"], linewidths=0.5)
    left.add_collection(shapes)
    left.set(
        xlim=(0.9, n_layers + 1),
        xticks=np.arange(1, n_layers + 1) + 0.4,
        xlabel="layer l, and how much of it is saturated",
        ylabel="value",
        title="values $x^{(l)}$ of the units",
    )
    (line,) = right.plot([], [], "s-", color=COLORS["red"])
    right.set(
        yscale="log",
        xlabel="layer l",
        ylabel="norm",
        title=r"norm of $\partial L/\partial W^{(l)}$",
        xlim=(0.5, n_layers + 1.5),
    )

    def draw(data):
        edges = np.linspace(data["low"], data["high"], bins + 1)
        outlines = []
        for l, values in enumerate(data["values"], 1):
            counts, _ = np.histogram(np.clip(values, data["low"], data["high"]), edges)
            across = np.repeat(l + 0.85 * counts / counts.max(), 2)
            up = np.repeat(edges, 2)[1:-1]
            outlines.append(
                np.column_stack([np.concatenate([[l], across, [l]]), np.concatenate([up[:1], up, up[-1:]])])
            )
        shapes.set_verts(outlines)
        left.set_xticklabels([f"{l}\n{share:.0%}" for l, share in enumerate(data["saturated"], 1)])
        margin = 0.03 * (data["high"] - data["low"])
        ticks = np.linspace(data["low"], data["high"], 3)
        left.set_yticks(ticks, [f"{tick:.2f}" if abs(tick) < 100 else f"{tick:.0e}" for tick in ticks])
        left.set_ylim(data["low"] - margin, data["high"] + margin)
        norms = np.maximum(data["gradient_norms"], 1e-30)
        line.set_data(range(1, len(norms) + 1), norms)
        right.set_ylim(min(1e-3, norms.min() / 5), max(10.0, norms.max() * 5))

    return figure, draw


def depth(forward: Mapping[str, Any], backward: Mapping[str, Any]) -> Figure:
    """Size of z going up and of the derivatives coming down, layer by layer; each a dict of str -> sequence."""
    figure, axes = new_figure(1, 2, height=3.5)
    titles = ("going up: rms of $z^{(l)}$", r"coming down: rms of $\partial L/\partial z^{(l)}$")
    for ax, lines, title in zip(axes, (forward, backward), titles):
        for k, (label, values) in enumerate(lines.items()):
            ax.plot(range(1, len(values) + 1), values, color=CYCLE[k], marker=MARKERS[k], markevery=4, label=label)
        ax.set(yscale="log", xlabel="layer l", ylabel="root mean square", title=title)
    axes[0].legend()
    return figure


def descent_on_inputs_canvas() -> tuple[Figure, Draw]:
    """Least squares with a weight and a bias: contours of the loss, the path of gradient descent, the error by step.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(path (T + 1, 2) of (b, w), best (2,), hessian (2, 2), gaps (T + 1,), title).
    """
    figure, (left, right) = new_figure(1, 2, height=3.8)
    (path_line,) = left.plot([], [], "o-", color=COLORS["red"], markersize=3.5, linewidth=1.2, label="gradient descent")
    (best_mark,) = left.plot(
        [], [], "*", color=COLORS["orange"], markeredgecolor="black", markersize=13, zorder=5, label="minimum"
    )
    left.set(xlabel="bias b", ylabel="weight w")
    left.legend(loc="lower left", framealpha=0.9, frameon=True)
    (gap_line,) = right.plot([], [], color=COLORS["red"])
    right.set(yscale="log", xlabel="step", ylabel="loss above the minimum", ylim=(1e-8, 10), title="progress")
    drawn: dict[str, Any] = {}

    def draw(data):
        if drawn.get("title") != data["title"]:
            if drawn:
                drawn["contours"].remove()
            drawn.update(title=data["title"], contours=contours(np.asarray(data["best"]), data))
        path_line.set_data(*np.asarray(data["path"]).T)
        best_mark.set_data(*np.reshape(data["best"], (2, 1)))
        gap_line.set_data(range(len(data["gaps"])), np.maximum(data["gaps"], 1e-30))
        right.set_xlim(0, len(data["gaps"]) - 1)

    def contours(best, data):
        reach = 1.5 * np.abs(data["path"][0] - best)
        b, w = np.meshgrid(*(np.linspace(c - r, c + r, 121) for c, r in zip(best, reach)))
        offset = np.stack([b, w], axis=-1) - best
        gap = 0.5 * np.einsum("...i,ij,...j", offset, data["hessian"], offset)
        left.set(xlim=(b.min(), b.max()), ylim=(w.min(), w.max()), title=data["title"])
        return left.contour(
            b, w, gap, levels=np.geomspace(1e-3, 1e3, 13), colors=COLORS["blue"], linewidths=0.9, alpha=0.7
        )

    return figure, draw


def shares(levels: Sequence[str], by_width: Mapping[str, Any]) -> Figure:
    """How many restarts end at which loss, one bar for each width.

    Parameters
    ----------
    levels : sequence of str
    by_width : dict of str -> sequence of float
        Shares, adding up to 1, in the order of the levels.
    """
    figure, ax = new_figure(height=3.3)
    bottom = np.zeros(len(by_width))
    table = np.array(list(by_width.values()))
    for k, (level, hatch) in enumerate(zip(levels, ("", "///", "...", "xx", "++"))):
        bars = ax.bar(
            list(by_width), table[:, k], bottom=bottom, color=CYCLE[k], hatch=hatch, edgecolor="white", label=level
        )
        ax.bar_label(
            bars,
            [f"{share:.0%}" if share >= 0.06 else "" for share in table[:, k]],
            label_type="center",
            color=COLORS["black"],
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )
        bottom += table[:, k]
    ax.set(title="where restarts of one small network end", ylabel="share of the restarts", ylim=(0, 1))
    ax.grid(axis="x", visible=False)
    ax.legend(title="final loss", loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def travel(widths: Sequence[int], moves: Mapping[str, Any]) -> Figure:
    """Relative distance from the start against the width; moves is a dict of str -> (values, slope)."""
    figure, ax = new_figure(height=3.3)
    for k, (label, (values, slope)) in enumerate(moves.items()):
        ax.plot(widths, values, color=CYCLE[k], marker=MARKERS[k], label=f"output scaled by {label}: slope {slope:.2f}")
    ax.set(
        xscale="log",
        yscale="log",
        xlabel="width m",
        ylabel=r"$\|W - W_0\|\; /\; \|W_0\|$",
        title="how far training carries the hidden weights",
    )
    ax.legend()
    return figure


def orders(runs: Mapping[str, Any]) -> Figure:
    """Loss above the minimum against iterations and against time; runs: dict of str -> (gaps, seconds in all)."""
    figure, axes = new_figure(1, 2, height=3.7, sharey=True)
    for k, (label, (gaps, seconds)) in enumerate(runs.items()):
        style = {"color": CYCLE[k], "marker": MARKERS[k], "markevery": max(1, len(gaps) // 8), "label": label}
        steps = np.arange(len(gaps))
        axes[0].plot(steps + 1, np.maximum(gaps, 1e-12), **style)
        axes[1].plot(1e3 * seconds * (steps + 1) / len(gaps), np.maximum(gaps, 1e-12), **style)
    axes[0].set(
        xscale="log",
        yscale="log",
        xlabel="iteration, counted from 1",
        ylabel="loss above the minimum",
        title="by iterations",
    )
    axes[1].set(xscale="log", xlabel="milliseconds", title="by time on this machine")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
