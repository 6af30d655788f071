"""The chart: one picture of a run, in six panels."""

from typing import Any

import numpy as np

from lecturekit.clinic.figures.panels import (
    PANELS,
    SHOWN,
    answers,
    answers_panel,
    counted,
    epoch_medians,
    healthy_lines,
    run_panel,
    without_slope,
)
from lecturekit.clinic.recording import Recording
from lecturekit.figures.base import Draw, Figure, described, named_lines, new_figure, picture
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.validation import check_choice

SMALL = 10
SHORT = {"handlelength": 1.4, "columnspacing": 1.2, "handletextpad": 0.4, "borderaxespad": 0.2}
ASKED = (
    "does it begin near ln K? do the two part?",
    "how far from guessing, how far apart?",
    "does every layer have one?",
    "from the start? above the dots?",
    "in the gray band? all steps alike?",
    "dark: sure; square: the label",
)
"""What to ask of each panel, in the order in which they are read."""


@picture
def chart(record: Recording, healthy: Recording | None = None, *, hide: str | None = None) -> Figure:
    """Losses, accuracies, gradients, units without a slope, updates, and the last answers of one run.

    Parameters
    ----------
    record : Recording
    healthy : Recording, optional
        Another run to compare with: in green, where its losses, accuracies and gradients lie.
    hide : str, optional
        One of ``PANELS`` that is left empty.
    """
    if hide is not None:
        check_choice("hide", hide, PANELS)
    figure, draw = chart_canvas()
    draw({"record": record, "healthy": healthy, "hide": hide})
    return described(figure, chart_words(record, healthy, hide))


@picture
def chart_canvas() -> tuple[Figure, Draw]:
    """The chart of a run that a widget may exchange for another.

    Returns
    -------
    figure : Figure
    draw : callable
        ``draw(data)`` with data = dict(record=Recording, healthy=Recording or None, hide=a panel or None).
    """
    figure, axes = new_figure(3, 2, width=6.6, height=9.3)
    figure.set_layout_engine(None)  # a fixed layout: finding one takes three times as long as drawing
    figure.subplots_adjust(left=0.09, right=0.98, top=0.888, bottom=0.055, wspace=0.26, hspace=0.56)
    panels = axes.ravel()
    parts = {what: run_panel(each, what) for what, each in zip(PANELS, panels)}
    parts["answers"] = answers_panel(panels[-1])
    for each, asked in zip(panels, ASKED):
        each.set_title("", y=1, pad=22)
        subtitle(each, asked)

    def draw(data):
        record, healthy, hidden = (data.get(name) for name in ("record", "healthy", "hide"))
        for k, (what, each) in enumerate(parts.items(), start=1):
            panels[k - 1].title.set_text(f"{k}  {each(record, healthy)}")
            if what == hidden:
                _emptied(panels[k - 1])
        _name_lines(figure, panels)

    return figure, draw


def subtitle(axes: Any, words: str) -> None:
    """Words between a panel and its title."""
    axes.annotate(words, (0.5, 1), (0, 6), "axes fraction", textcoords="offset points", ha="center", fontsize=SMALL)


def _emptied(axes):
    """Nothing is left of a panel but its title."""
    for each in (*axes.lines, *axes.collections, *axes.patches):
        each.remove()
    axes.set(xlabel="", xticks=[], yticks=[])
    axes.text(0.5, 0.5, "not recorded", transform=axes.transAxes, ha="center")


def _name_lines(figure, panels):
    """One legend above all panels, in two rows: of the upper two panels, and of the layers."""
    above, below = named_lines(panels[:2]), named_lines(panels[2:5])
    rows = above, {name: line for name, line in below.items() if name not in above}
    if [[text.get_text() for text in each.texts] for each in figure.legends] == [list(lines) for lines in rows]:
        return
    for each in list(figure.legends):
        each.remove()
    for lines, height in zip(rows, (1.0, 0.976)):
        place = {"loc": "upper center", "bbox_to_anchor": (0.53, height), "ncol": 5}
        figure.legend(lines.values(), lines.keys(), fontsize=SMALL, **place, **SHORT)


def chart_words(record: Recording, healthy: Recording | None = None, hide: str | None = None) -> str:
    """The chart in words and numbers."""
    t, losses = counted(record), record.losses
    stuck, name = without_slope(record)
    layers = listing(trend(f"layer {l}", t, each) for l, each in enumerate(record.gradients.T, start=1))
    updates = listing(
        trend(f"layer {l}", *epoch_medians(record, each)) for l, each in enumerate(record.updates.T, start=1)
    )
    beside = _beside(healthy) if healthy else ""
    ends = f" The run diverged after {len(record.batch_losses)} steps." if record.diverged else ""
    units = (
        listing(trend(f"hidden layer {l}", t, 100 * each) for l, each in enumerate(stuck.T, start=1))
        if stuck.size
        else "there is none"
    )
    panels = {
        "loss": f"Loss, with ln K = {number(record.chance)}: {trend('training', t, losses['training'])}; "
        f"{trend('validation', t, losses['validation'])}.",
        "accuracy": f"Accuracy in percent: {trend('training', t, 100 * record.accuracies['training'])}; "
        f"{trend('validation', t, 100 * record.accuracies['validation'])}.",
        "gradient": f"Norm of the gradient: {layers}.",
        "units": f"{name} in percent: {units}.",
        "updates": f"Update over weights, medians of the epochs: {updates}; {_longest_step(record)}.",
    }
    told = " ".join(words for panel, words in panels.items() if panel != hide)
    return (
        f"Chart of {len(record.batch_losses)} steps. {told} Of the first {SHOWN} validation data the run gets "
        f"{_right_of_shown(record)} right.{ends}{beside}"
    )


def _longest_step(record):
    sizes = np.where(np.isfinite(record.updates), record.updates, 0.0)
    t, l = np.unravel_index(int(sizes.argmax()), sizes.shape)
    return f"the longest step, number {t + 1}, changes layer {l + 1} by {number(sizes[t, l])} times its weights"


def _beside(healthy):
    """The green bands in words."""
    ends = [
        f"{' to '.join(number(each) for each in sorted((lines[:, -1].min(), lines[:, -1].max())))}"
        for lines in healthy_lines(healthy).values()
    ]
    return f" In green a healthy run, which ends with losses of {ends[0]}, accuracies of {ends[1]} percent and gradients of {ends[2]}."


def _right_of_shown(record):
    p, y = answers(record)
    return int(np.sum(np.nan_to_num(p).argmax(axis=1) == y))
