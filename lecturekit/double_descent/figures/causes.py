"""Figures of what moves the peak of an error: draws of features, wrong labels, steps."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lecturekit.figures.base import COLORS, CYCLE, MARKERS, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import number
from lecturekit.foundation.types import Array


@picture
def errors_of_draws(draws: Sequence[Mapping[str, Any]]) -> Figure:
    """Mistakes against the number of features for several draws, with the place where the rank of each suffices.

    Parameters
    ----------
    draws : sequence of dict
        sizes and mistakes, (k,) each; threshold and n, numbers.
    """
    figure, panels = new_figure(len(draws), 1, width=6.4, height=1.3 + 1.4 * len(draws), sharex=True, squeeze=False)
    said, n = [], draws[0]["n"]
    for k, (ax, draw) in enumerate(zip(panels[:, 0], draws)):
        sizes, mistakes, place = draw["sizes"], np.asarray(draw["mistakes"]), draw["threshold"]
        ax.plot(sizes, mistakes, color=COLORS["blue"], marker="o", markersize=5)
        ax.axvline(n, color=COLORS["gray"], linestyle=":", linewidth=1.6)
        ax.axvline(place, color=COLORS["red"], linestyle="--", zorder=0.5)
        ax.text(0.96 * n, 0.06, "N = n", ha="right", color=COLORS["gray"], fontsize=10)
        ax.text(1.05 * place, 0.06, f"rank {n} from {place} on", color=COLORS["red"], fontsize=10)
        ax.set(ylabel=f"draw {k + 1}", ylim=(0, 1))
        peak = int(np.argmax(mistakes))
        said.append(
            f"draw {k + 1} falls to {number(min(mistakes[:peak]))}, has its peak of {number(mistakes[peak])} at "
            f"{sizes[peak]}, ends at {number(mistakes[-1])}, and has rank {n} from {place} features on"
        )
    panels[0, 0].set_title(f"share of wrong test digits, {n} images")
    ax.set(xlabel="number of features N", xscale="log")
    plain_log_ticks(ax.xaxis, (1, 2, 5))
    return described(figure, f"{n} images, N = n at {n}. {'; '.join(said).capitalize()}.")


@picture
def widths_and_steps(widths: Sequence[int], errors: Mapping[int, Array], *, early: int, threshold: float) -> Figure:
    """Test errors of trained networks, by width, after the last and an early step; and by width and step as a map.

    Parameters
    ----------
    widths : sequence of int, (k,)
    errors : dict of int -> ndarray, (runs, k)
        By step, in order.
    early : int
        One of the steps.
    threshold : float
        The width with as many parameters as data points.
    """
    figure, (ax, image) = new_figure(2, 1, width=6.4, height=6.8)
    medians = {step: np.median(each, axis=0) for step, each in errors.items()}
    last = max(medians)
    for k, (step, name) in enumerate({last: f"{last} steps", early: f"{early} steps"}.items()):
        ax.plot(widths, medians[step], color=CYCLE[k], marker=MARKERS[k], linestyle=("-", "--")[k], label=name, ms=5)
        band = np.quantile(errors[step], (0.25, 0.75), axis=0)
        ax.fill_between(widths, *band, color=CYCLE[k], alpha=0.2, lw=0)
    ax.axvline(threshold, color=COLORS["gray"], linestyle=":", label="as many parameters as points")
    ax.set(title="test error", xlabel="hidden units m", ylabel="mean square", xscale="log", yscale="log")
    plain_log_ticks(ax.yaxis)
    plain_log_ticks(ax.xaxis, (1, 3))
    ax.legend(loc="lower right")
    table = np.log10(np.array(list(medians.values())))
    drawn = image.imshow(table, origin="lower", aspect="auto", cmap="cividis")
    image.set_xticks(range(len(widths)), labels=map(str, widths))
    image.set_yticks(range(len(medians)), labels=map(str, medians))
    image.set(title="test error, by width and step", xlabel="hidden units m", ylabel="steps of Adam")
    image.grid(False)
    ticks = [t for t in (0.1, 0.2, 0.5, 1.0, 2.0) if table.min() <= np.log10(t) <= table.max()]
    bar = figure.colorbar(drawn, ax=image, ticks=np.log10(ticks), label="mean square")
    bar.ax.set_yticklabels([f"{t:g}" for t in ticks])
    said = []
    for step in (early, last):
        peak = int(np.argmax(medians[step]))
        said.append(
            f"after {step} steps the error begins at {medians[step][0]:.2g}, has its peak of "
            f"{medians[step][peak]:.2g} at {widths[peak]} units, and ends at {medians[step][-1]:.2g}"
        )
    row, column = divmod(int(np.argmax(table)), len(widths))
    said.append(f"the map is brightest at {widths[column]} units and {list(medians)[row]} steps")
    return described(figure, f"Trained networks by width. {'; '.join(said).capitalize()}.")


@picture
def networks_on_noisy_digits(found: Mapping[int, Mapping[str, Any]]) -> Figure:
    """Test error of networks trained to the end, and the share of wrong labels that they have learned.

    Parameters
    ----------
    found : dict of int -> dict
        Hidden units -> what ``digits.networks_on_noisy_digits`` returns: an entry for each data set.

    Returns
    -------
    Figure
    """
    widths = list(found)
    figure, (upper, lower) = new_figure(2, 1, width=6.4, height=6.2, sharex=True)
    means = {}
    for ax, what, color in ((upper, "learned", "orange"), (lower, "test", "blue")):
        runs = np.array([found[m][what] for m in widths])
        means[what] = runs.mean(axis=1)
        ax.plot(widths, runs, color=COLORS["gray"], linewidth=0.9, alpha=0.8)
        ax.plot(widths, means[what], color=COLORS[color], marker="o")
        slopes = np.gradient(means[what])
        for m, value, low, high, slope in zip(widths, means[what], runs.min(axis=1), runs.max(axis=1), slopes):
            steep = abs(slope) > 0.1  # beside a steep line, else above or below it
            edge, x, y = (value, 8, -5 if slope > 0 else 2) if steep else (high, 0, 6)
            if what == "test" and not steep:
                edge, y = low, -15
            ax.annotate(
                f"{value:.0%}",
                (m, edge),
                xytext=(x, y),
                textcoords="offset points",
                ha="left" if steep else "center",
                fontsize=10,
            )
    lower.set(xlabel="hidden units", xscale="log")
    plain_log_ticks(lower.xaxis, (1, 2, 5))
    upper.set(title="wrong labels that are learned", ylabel="share of the wrong labels", ylim=(0, 1.15))
    lower.set(title="mistakes on new digits", ylabel="share of the new digits", ylim=(0.2, 0.75))
    said = "; ".join(
        f"{m} units: {learned:.0%} of the wrong labels learned, {test:.0%} mistakes on new digits"
        for m, learned, test in zip(widths, means["learned"], means["test"])
    )
    n_sets = len(found[widths[0]]["test"])
    return described(
        figure, f"Networks on 500 digits with a fifth of wrong labels, means of {n_sets} data sets. {said}."
    )
