"""Figures of the comparison on MNIST: what the search tried, and how training went."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lecturekit.adaptive_lr.figures.styles import every, nested
from lecturekit.figures.base import Figure, described, named_lines, new_figure, picture, plain_log_ticks
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
        for k, (label, method) in enumerate(methods.items()):
            values = np.array([curve[what] for curve in method["curves"]])[:, first_epoch - 1 :]
            epochs = np.arange(first_epoch, first_epoch + values.shape[1])
            mean, style = values.mean(axis=0), nested(label, len(methods) - k)
            ax.plot(epochs, mean, label=label, markevery=every(epochs, 5), **style)
            ax.fill_between(
                epochs, values.min(axis=0), values.max(axis=0), color=style["color"], alpha=0.15, linewidth=0
            )
        ends = {label: np.mean([curve[what][-1] for curve in method["curves"]]) for label, method in methods.items()}
        order = sorted(ends, key=lambda label: float(ends[label]))
        words.append(
            f"{titles[name]}, from the lowest end: " + listing(f"{label} {number(ends[label])}" for label in order)
        )
        shaded = f"; shaded: the range of {len(values)} seeds" if len(values) > 1 else ""
        ax.set(title=titles[name], xlabel=f"epoch{shaded}", yscale="log")
        plain_log_ticks(ax.yaxis)
    axes[0, 0].set_ylabel(_LABELS[what])
    _name_methods(figure, axes.flat)
    return described(figure, f"{_LABELS[what]} against the epoch, logarithmic, one curve a method. {'. '.join(words)}.")


def _name_methods(figure, panels):
    """One legend below all panels."""
    lines = named_lines(panels)
    figure.legend(lines.values(), lines, loc="outside lower center", ncols=3)


_LABELS = {"loss": "loss while training", "train_loss": "loss after the epoch", "test_error": "test error"}


@picture
def searched_rates(results: Mapping[str, Any], titles: Mapping[str, str]) -> Figure:
    """Every learning rate tried and its loss, a panel for each experiment; arguments as ``kingma_ba_curves``.

    Where several of the rates were then trained in full, their losses get a panel of their own.
    """
    panels = []
    for name, methods in results.items():
        panels.append((f"{titles[name]}, the search", {label: each["tried"] for label, each in methods.items()}))
        if any(len(each["finalists"]) > 1 for each in methods.values()):
            n_epochs = max(len(curve["loss"]) for each in methods.values() for curve in each["curves"])
            full = {label: sorted(each["finalists"]) for label, each in methods.items()}
            panels.append((f"{titles[name]}, the best rates, {n_epochs} epochs", full))
    figure, axes = new_figure(len(panels), 1, height=0.8 + 2.2 * len(panels), sharex=True, squeeze=False)
    words = []
    for ax, (title, methods) in zip(axes[:, 0], panels):
        best = []
        for k, (label, pairs) in enumerate(methods.items()):
            tried = [(eta, loss) for eta, loss in pairs if loss is not None]
            ax.plot(*zip(*tried), label=label, **nested(label, len(methods) - k))
            (eta, loss), (_, worst) = min(tried, key=lambda pair: pair[1]), max(tried, key=lambda pair: pair[1])
            best.append(f"{label} {number(loss)} at {number(eta)}, {number(worst)} at worst")
        words.append(f"{title}: lowest loss and its rate: {'; '.join(best)}")
        ax.set(title=title, xscale="log", yscale="log")
    for ax, (title, _) in zip(axes[:, 0], panels):  # search and full runs of one experiment are drawn to the same scale
        alike = [each for each, (name, _) in zip(axes[:, 0], panels) if name.split(",")[0] == title.split(",")[0]]
        lows, highs = zip(*(each.viewLim.intervaly for each in alike))
        ax.set_ylim(min(lows), max(highs))
        plain_log_ticks(ax.yaxis)
        ax.minorticks_off()
    ax.set_xlabel(r"learning rate $\eta$")
    _name_methods(figure, axes.flat)
    figure.supylabel("loss at the end", fontsize=11)
    return described(figure, f"Loss at the end of a training against the learning rate. {'. '.join(words)}.")
