"""Figures of chapter 2: formulas against the numerical gradient, where trainings end, what units make of digits."""

from collections.abc import Mapping, Sequence

import numpy as np

from lecturekit.figures.base import COLORS, MARKERS, Figure, new_figure
from lecturekit.foundation.types import Array


def formulas(numerical: Array, candidates: Mapping[str, Array]) -> Figure:
    """Entries of a gradient by several formulas (dict of str -> array) against the numerical ones, on a diagonal."""
    figure, axes = new_figure(1, len(candidates), height=3.3, sharex=True, sharey=True)
    reach = 1.15 * max(np.abs(numerical).max(), *(np.abs(each).max() for each in candidates.values()))
    for k, (ax, (title, values)) in enumerate(zip(axes, candidates.items())):
        ax.plot([-reach, reach], [-reach, reach], color=COLORS["gray"], linewidth=1, label="equal")
        ax.plot(
            np.ravel(numerical), np.ravel(values), MARKERS[k], color=COLORS[("green", "red", "purple")[k]], markersize=6
        )
        ax.set(title=title, xlabel="numerical", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
    axes[0].set_ylabel("by the formula")
    axes[0].legend(loc="upper left")
    return figure


def final_losses(losses: Array, levels: Mapping[str, float]) -> Figure:
    """Histogram of the losses at which many trainings end, with predicted levels (dict of str -> number)."""
    figure, ax = new_figure(height=3.3)
    counts, _, _ = ax.hist(losses, bins=np.arange(-0.0125, 0.65, 0.025), color=COLORS["sky"], edgecolor=COLORS["blue"])
    for k, (label, level) in enumerate(levels.items()):
        ax.axvline(level, color=COLORS["red"], linestyle="--", linewidth=1.2)
        ax.text(
            level + 0.008, counts.max() * (1.2 - 0.12 * (k % 2)), label, fontsize=10.5, color=COLORS["red"], va="center"
        )
    ax.set(
        title="where trainings from random starts end",
        xlabel="loss after training",
        ylabel="number of starts",
        ylim=(0, counts.max() * 1.3),
    )
    return figure


def digit_units(W: Array, w: Array, examples: Array, titles: Sequence[str]) -> Figure:
    """Upper row: images, lower row: what hidden units look for, as 28 x 28 weights.

    Parameters
    ----------
    W : ndarray, (k, 784)
    w : ndarray, (k,)
        The units' weights on the output; their sign is written above.
    examples : ndarray, (k, 784)
    titles : sequence of str, k
    """
    figure, axes = new_figure(2, len(W), height=2.9)
    reach = np.abs(W).max()
    for ax, image, title in zip(axes[0], examples, titles):
        ax.imshow(image.reshape(28, 28), cmap="gray_r")
        ax.set_title(title, fontsize=10)
    for ax, weights, out in zip(axes[1], W, w):
        picture = ax.imshow(weights.reshape(28, 28), cmap="PuOr", vmin=-reach, vmax=reach)
        ax.set_title(f"$w_i$ = {out:+.1f}".replace("-", "−"), fontsize=10)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(True)
    figure.colorbar(picture, ax=axes[1], shrink=0.9, label="weight $w_{ij}$")
    return figure


def units_by_digit(means: Array) -> Figure:
    """The mean value of each hidden unit for each digit, even digits first; means (m, 10)."""
    order = [*range(0, 10, 2), *range(1, 10, 2)]
    figure, ax = new_figure(height=0.9 + 0.32 * len(means))
    picture = ax.imshow(means[:, order], cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
    for i, row in enumerate(means[:, order]):
        for k, value in enumerate(row):
            ax.text(
                k,
                i,
                f"{np.round(value, 1) + 0.0:+.1f}".replace("-", "−"),
                ha="center",
                va="center",
                fontsize=9.5,
                color="white" if abs(value) > 0.7 else COLORS["black"],
            )
    ax.axvline(4.5, color=COLORS["black"], linewidth=2)
    ax.set(
        title="mean value of a hidden unit, by digit: even | odd",
        xlabel="digit",
        ylabel="hidden unit",
        xticks=range(10),
        xticklabels=order,
        yticks=range(len(means)),
        yticklabels=range(1, len(means) + 1),
    )
    ax.grid(False)
    figure.colorbar(picture, ax=ax, label="$x^{(1)}_i$", ticks=[-1, 0, 1])
    return figure
