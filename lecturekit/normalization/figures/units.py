"""Figures of chapter 7, what units get and pass on: in a clinic, from raw inputs, and when they are saturated."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, Figure, described, new_figure, picture
from lecturekit.figures.words import number


@picture
def clinic(sums: Mapping[str, Any]) -> Figure:
    """Histograms of a unit's sums z for patients who are all ill; those above 0 are found.

    Parameters
    ----------
    sums : dict of str -> ndarray, (n,)
        By whose mean and deviation the inputs were standardized.
    """
    figure, axes = new_figure(len(sums), 1, height=1.35 * len(sums) + 0.7, sharex=True, squeeze=False)
    values = np.concatenate(list(sums.values()))
    edges = np.linspace(min(values.min(), 0), max(values.max(), 0), 41)
    edges -= edges[np.abs(edges).argmin()]  # an edge at 0, so that no bar is on both sides
    said = []
    for ax, (name, z) in zip(axes[:, 0], sums.items()):
        z = np.clip(z, edges[0], edges[-1])
        for part, color, label in ((z[z <= 0], "red", "missed"), (z[z > 0], "sky", "found")):
            ax.hist(part, edges, color=COLORS[color], label=label)
        ax.axvline(0, color=COLORS["black"], linewidth=1.2)
        ax.set(title=f"{name}: {np.mean(z > 0):.0%} found", ylabel="patients")
        said.append(f"{name}, {np.mean(z > 0):.0%} lie above 0")
    axes[-1, 0].set_xlabel("sum z of the unit")
    axes[0, 0].legend(loc="upper right")
    return described(figure, f"The sums of the clinic's patients by whose statistics are used: {'; '.join(said)}.")


@picture
def unit_spreads(passed_on: Mapping[str, Any]) -> Figure:
    """Mean and standard deviation of what each unit passes on, a bar for each, by normalization.

    Parameters
    ----------
    passed_on : dict of str -> ndarray, (n, m)
        Outputs of m units for n data points. The first has a scale of its own, the others share one.
    """
    n_columns = -(-len(passed_on) // 2)
    figure, axes = new_figure(2, n_columns, width=7.2, height=4.8, squeeze=False)
    said, limit = [], 0.0
    for k, (ax, (name, outputs)) in enumerate(zip(axes.flat, passed_on.items())):
        outputs = np.asarray(outputs)
        order = outputs.mean(axis=0).argsort()
        mean, deviation = outputs.mean(axis=0)[order], outputs.std(axis=0)[order]
        ax.vlines(range(len(mean)), mean - deviation, mean + deviation, color=COLORS["sky"], linewidth=2)
        ax.plot(mean, ".", color=COLORS["black"], markersize=3)
        low, high = number(deviation.min().round(3)), number(deviation.max().round(3))
        ax.set_title(f"{name}\nsd {low if low == high else f'{low} to {high}'}", fontsize=10.5)
        ax.set(xticks=[])
        limit = max(limit, (np.abs(mean) + deviation).max()) if k else 0.0
        said.append(
            f"{name}: means up to {number(np.abs(mean).max().round(6))}, deviations from {number(deviation.min())} to {number(deviation.max())}"
        )
    for k, ax in enumerate(axes.flat):
        if k >= len(passed_on):
            ax.set_visible(False)
        elif k:
            ax.set_ylim(-1.1 * limit, 1.1 * limit)
    for ax in axes[-1]:
        ax.set_xlabel("units, sorted")
    axes[0, 0].set_ylabel("mean ± sd")
    axes[1, 0].set_ylabel("mean ± sd")
    return described(figure, f"What each unit passes on. {'; '.join(said)}.")
