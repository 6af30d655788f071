"""Figure of a small network with dropped units, beside the predictions of all its subnetworks."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection

from lecturekit.figures.base import COLORS, Draw, Figure, new_figure, picture
from lecturekit.figures.digits import as_image, bare, framed


@picture
def masks_canvas(sizes: Sequence[int]) -> tuple[Figure, Draw]:
    """The network with one mask, and a histogram of what many masks predict.

    Parameters
    ----------
    sizes : sequence of int
        Widths m_0 ... m_L; one output.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(masks=[(m_l,) bool for l < L], predictions=(M,), prediction=float of
        this mask, mean=float, whole=float of the whole network).
    """
    figure, (left, right) = new_figure(1, 2, height=3.7)
    bare(left)
    places = [
        np.column_stack([np.full(m, l), np.linspace(-1, 1, m) * m if m > 1 else np.zeros(1)])
        for l, m in enumerate(sizes)
    ]
    pairs = [(l, i, j) for l in range(len(sizes) - 1) for i in range(sizes[l]) for j in range(sizes[l + 1])]
    every = [(places[l][i], places[l + 1][j]) for l, i, j in pairs]
    left.add_collection(LineCollection(every, color=COLORS["gray"], linewidth=0.6, alpha=0.3))
    lines = LineCollection([], color=COLORS["blue"], linewidth=1.1, alpha=0.8)
    left.add_collection(lines)
    kept = left.scatter([], [], s=150, color=COLORS["blue"], zorder=3, label="kept")
    dropped = left.scatter(
        [], [], s=110, marker="X", facecolor="white", edgecolor=COLORS["red"], zorder=3, label="dropped"
    )
    reach = max(sizes) + 1
    left.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-reach, reach * 1.35))
    left.legend(loc="upper right", ncol=2)
    bars = right.stairs(
        np.zeros(60), np.linspace(-1.5, 1.5, 61), fill=True, color=COLORS["sky"], alpha=0.8, label="subnetworks"
    )
    marks = [  # each on a line of its own, above the bars
        right.plot([0], [y], marker, color=COLORS[color], label=label, transform=right.get_xaxis_transform())[0]
        for y, color, marker, label in (
            (0.6, "black", "v", "their mean"),
            (0.7, "red", "D", "whole network"),
            (0.8, "green", "s", "this subnetwork"),
        )
    ]
    right.set(xlabel="prediction", ylabel="share of the subnetworks", yticks=[])
    right.set_title("one pass in place of many", fontsize=11)
    right.legend(loc="upper left", ncol=2, columnspacing=0.8, handlelength=1.2)

    def draw(data):
        on = [*data["masks"], np.ones(sizes[-1], bool)]
        units, flags = np.concatenate(places), np.concatenate(on)
        kept.set_offsets(units[flags])
        dropped.set_offsets(units[~flags])
        lines.set_segments([ends for (l, i, j), ends in zip(pairs, every) if on[l][i] and on[l + 1][j]])
        left.set_title(f"{flags[:-1].sum()} of the {len(flags) - 1} that may drop are kept", fontsize=11)
        reach = max(1.5, np.ceil(2 * np.abs(data["predictions"]).max()) / 2)
        counts, edges = np.histogram(data["predictions"], 60, (-reach, reach))
        bars.set_data(counts, edges)
        right.set(xlim=(-reach, reach), ylim=(0, 1.85 * counts.max()))
        for mark, name in zip(marks, ("mean", "whole", "prediction")):
            mark.set_xdata([data[name]])

    return figure, draw


@picture
def changed_digit_canvas(n_classes: int = 10) -> tuple[Figure, Draw]:
    """A digit, the digit after a change, and the probabilities that a network gives to the classes.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(before=(784,), after=(784,), p_before=(10,), p_after=(10,), label=int).
    """
    figure, (first, second, right) = new_figure(1, 3, height=2.7, width=8.0, width_ratios=(1, 1, 1.5))
    pictures = [framed(ax).imshow(np.zeros((28, 28)), cmap="Greys", vmin=0, vmax=1) for ax in (first, second)]
    first.set_title("as it was")
    k = np.arange(n_classes)
    old = right.bar(k - 0.2, np.zeros(n_classes), 0.38, color=COLORS["gray"], label="as it was")
    new = right.bar(
        k + 0.2, np.zeros(n_classes), 0.38, color=COLORS["blue"], hatch="//", edgecolor="white", label="changed"
    )
    right.set(xticks=k, ylim=(0, 1.3), yticks=(0, 0.5, 1), xlabel="class", title="network: P(class)")
    right.legend(loc="upper center", ncol=2)

    def draw(data):
        for shown, name in zip(pictures, ("before", "after")):
            shown.set_data(as_image(data[name]))
        second.set_title(f"changed; label still {data['label']}")
        for bars, name in ((old, "p_before"), (new, "p_after")):
            for bar, p in zip(bars, data[name]):
                bar.set_height(p)

    return figure, draw
