"""Figures of the comparison on MNIST: what the search tried, and how training went."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import STYLES, every
from lecturekit.figures.base import Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.words import listing, number


@picture
def kingma_ba_curves(
    results: Mapping[str, Any], titles: Mapping[str, str], what: str = "train_loss", *, first_epoch: int = 1
) -> Figure:
    """Curves of the comparison against epochs, one panel for each experiment.

    Parameters
    ----------
    results : dict of str -> dict
        Experiment -> method -> dict with ``eta`` and ``curves``, as from ``kingma_ba.compare``.
    titles : dict of str -> str
        Experiment -> title.
    what : str
        "loss", "train_loss" or "test_error". Several seeds: their mean, and a band from the least to the largest.
    first_epoch : int
        Where to begin, to see the end in more detail.

    Returns
    -------
    Figure
    """
    figure, axes = new_figure(1, len(results), width=3.6 * max(2, len(results)), height=4.2, squeeze=False)
    words = []
    for ax, (name, methods) in zip(axes[0], results.items()):
        for label, method in methods.items():
            values = np.array([curve[what] for curve in method["curves"]])[:, first_epoch - 1 :]
            epochs = np.arange(first_epoch, first_epoch + values.shape[1])
            mean, style = values.mean(axis=0), STYLES[label]
            ax.plot(epochs, mean, label=label, linewidth=1.5, markevery=every(epochs, 5), **style)
            ax.fill_between(
                epochs, values.min(axis=0), values.max(axis=0), color=style["color"], alpha=0.15, linewidth=0
            )
        ends = {label: np.mean([curve[what][-1] for curve in method["curves"]]) for label, method in methods.items()}
        order = sorted(ends, key=lambda label: float(ends[label]))
        words.append(
            f"{titles[name]}, from the lowest end: " + listing(f"{label} {number(ends[label])}" for label in order)
        )
        ax.set(title=titles[name], xlabel="epoch", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel(_LABELS[what])
    return described(figure, f"{_LABELS[what]} against the epoch, logarithmic, one curve a method. {'. '.join(words)}.")


_LABELS = {"loss": "training loss, dropout on", "train_loss": "training loss, dropout off", "test_error": "test error"}


@picture
def searched_rates(results: Mapping[str, Any], titles: Mapping[str, str]) -> Figure:
    """Every learning rate tried and its loss, one panel for each experiment; arguments as ``kingma_ba_curves``."""
    figure, axes = new_figure(1, len(results), height=3.9, squeeze=False)
    words = []
    for ax, (name, methods) in zip(axes[0], results.items()):
        best = []
        for label, method in methods.items():
            tried = [(eta, loss) for eta, loss in method["tried"] if loss is not None]
            ax.plot(*zip(*tried), label=label, linewidth=1.4, **STYLES[label])
            eta, loss = min(tried, key=lambda pair: pair[1])
            best.append(
                f"{label} {number(loss)} at {number(eta)}, {number(max(tried, key=lambda pair: pair[1])[1])} at worst"
            )
        words.append(f"{titles[name]}: lowest loss and its rate: {'; '.join(best)}")
        ax.set(title=titles[name], xlabel=r"learning rate $\eta$", xscale="log", yscale="log")
        plain_log_ticks(ax.yaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=8.5)
    axes[0, 0].set_ylabel("loss at the end of the search")
    return described(figure, f"Loss at the end of a short training against the learning rate. {'. '.join(words)}.")
