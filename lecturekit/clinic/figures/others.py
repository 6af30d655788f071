"""Smaller pictures of the clinic: the waiting room, a run before and after, ten data with their labels, the table of signs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import NullLocator

from lecturekit.clinic.patient import Patient
from lecturekit.clinic.recording import Recording
from lecturekit.figures.base import COLORS, CYCLE, Figure, described, new_figure, picture, plain_log_ticks
from lecturekit.figures.digits import bare
from lecturekit.figures.words import listing, number, trend


@picture
def waiting_room(records: Mapping[str, Recording]) -> Figure:
    """The losses of several runs, each in a small panel.

    Parameters
    ----------
    records : dict of str -> Recording
    """
    n_rows = -(-len(records) // 3)
    figure, axes = new_figure(n_rows, 3, width=9.0, height=2.2 * n_rows, squeeze=False)
    figure.set_layout_engine(None)
    figure.subplots_adjust(left=0.08, right=0.985, top=0.93, bottom=0.11, wspace=0.25, hspace=0.38)
    words = []
    for panel, (name, record) in zip(axes.ravel(), records.items()):
        losses = np.minimum(record.losses["training"], 1e3), np.minimum(record.losses["validation"], 1e3)
        panel.plot(record.steps, losses[0], color=COLORS["blue"], linewidth=2.6, label="training")
        panel.plot(record.steps, losses[1], "--", color=COLORS["red"], label="validation")
        _guesser(panel, record)
        panel.set(title=name, yscale="log", ylim=(0.01, 1000), yticks=(0.01, 1, 100), yticklabels=("0.01", "1", "100"))
        panel.yaxis.set_minor_locator(NullLocator())
        words.append(
            f"{name}: {trend('training', record.steps, losses[0])}, {trend('validation', record.steps, losses[1])}"
        )
    for panel in axes.ravel()[len(records) :]:
        panel.set_axis_off()
    for panel in axes[:, 0]:
        panel.set_ylabel("loss")
    for panel in axes[-1]:
        panel.set_xlabel("steps")
    axes[0, 0].legend(fontsize=8)
    return described(
        figure,
        f"Training and validation losses of {len(records)} runs, logarithmic, against steps. {'. '.join(words)}.",
    )


def _guesser(axes, record):
    """The level line of ln K, with its name."""
    axes.axhline(record.chance, color=COLORS["black"], linestyle=":", linewidth=1.2)
    place = {"xytext": (-2, 2), "textcoords": "offset points", "ha": "right", "fontsize": 9}
    axes.annotate("ln K", (1, record.chance), xycoords=("axes fraction", "data"), **place)


@picture
def compare(records: Mapping[str, Recording]) -> Figure:
    """Validation losses and accuracies of a few runs over each other.

    Parameters
    ----------
    records : dict of str -> Recording
    """
    figure, (left, right) = new_figure(1, 2, width=8.4, height=3.0)
    words = []
    for k, (name, record) in enumerate(records.items()):
        style = {"color": CYCLE[k % len(CYCLE)], "linestyle": ("-", "--", "-.", ":")[k % 4], "label": name}
        left.plot(record.steps, np.minimum(record.losses["validation"], 1e3), **style)
        right.plot(record.steps, 100 * record.accuracies["validation"], **style)
        words.append(
            f"{name}: {trend('loss', record.steps, record.losses['validation'])}, accuracy at the end {record.accuracies['validation'][-1]:.0%}"
        )
    _guesser(left, next(iter(records.values())))
    left.set(title="validation loss", xlabel="steps", yscale="log")
    plain_log_ticks(left.yaxis)
    right.set(title="validation accuracy in %", xlabel="steps", ylim=(0, 103))
    right.legend()
    return described(figure, f"Validation loss and accuracy against steps. {'. '.join(words)}.")


@picture
def ten_data(found: Recording | Patient, names: Sequence[str] = ()) -> Figure:
    """Ten data, each with the label that it is given.

    Parameters
    ----------
    found : Recording or Patient
        Of a recording the first training data, as the network gets them; of a patient the first raw rows, in the order in which
        they were collected.
    names : sequence of str
        Of the classes.
    """
    if isinstance(found, Patient):
        X, y = found.case.X[:10], np.asarray(found.labels(found.case.y))[:10]
    else:
        X, y = (each[:10] for each in found.recipe.data)
    side = round(np.sqrt(X.shape[1]))
    labels = [names[int(k)] if len(names) else str(k) for k in y]
    told = f"Ten data with the labels that they are given: {', '.join(labels)}. The inputs go from {number(X.min())} to {number(X.max())}"
    if side * side == X.shape[1] and side >= 8:
        figure, axes = new_figure(1, len(X), width=8.4, height=1.3)
        for panel, x, label in zip(axes, X, labels):
            bare(panel).imshow(x.reshape(side, side), cmap="gray_r", vmin=X.min(), vmax=X.max())
            panel.set_title(label)
        return described(figure, f"{told}.")
    figure, axes = new_figure(width=8.4, height=2.4)
    drawn = axes.imshow(X, cmap="RdBu", aspect="auto", vmin=-np.abs(X).max(), vmax=np.abs(X).max())
    figure.colorbar(drawn, ax=axes)
    axes.set(yticks=range(len(X)), yticklabels=labels, xlabel="column")
    axes.grid(False)
    return described(figure, f"{told}, the largest in column {int(np.abs(X).max(axis=0).argmax())}.")


SHORT = {
    "exactly": "=", "far": "far", "do not agree": "off", "far from 0 and 1": "far", "one sticks out": "one", "shared": "all", "sorted": "one",
    "zero": "0", "factor": "×n", "direction": "turn", "sign": "×-1", "not learned": "no", "from the start": "all", "saturated": "all", "sink": "sink",
    "tiny": "tiny", "huge": "huge", "stop": "stop", "last layer only": "last", "helps": "yes", "jumps": "jump", "far below": "gap", "turns up": "turn",
    "partly": "half", "hardly": "few", "partly|hardly": "few", "hardly|partly": "few", "differs": "no",
}  # fmt: skip
"""What an unusual sign reads, in the few letters that a square has room for."""


@picture
def sign_table(shows: Mapping[str, Mapping[str, str]], order: Sequence[str], healthy: Mapping[str, str]) -> Figure:
    """Which signs an illness shows that a healthy network does not show.

    Parameters
    ----------
    shows : dict
        Illness -> sign -> what it reads.
    order : sequence of str
        The signs.
    healthy : dict
        What a healthy network shows.
    """
    names = [name for name in shows if name != "healthy"]
    figure, axes = new_figure(width=9.0, height=6.6)
    table: Any = np.zeros((len(names), len(order)))
    for i, name in enumerate(names):
        for j, sign in enumerate(order):
            reads = shows[name].get(sign, "").split("|")
            table[i, j] = 0 if reads == [""] else 2 if healthy[sign] not in reads else 1
    for value, color, label in (
        (2, "red", "unlike a healthy one"),
        (1, "sky", "like a healthy one, which rules others out"),
    ):
        rows, columns = np.nonzero(table == value)
        axes.scatter(
            columns,
            rows,
            s=250 if value == 2 else 90,
            marker="s" if value == 2 else "o",
            color=COLORS[color],
            label=label,
        )
    for i, j in zip(*np.nonzero(table == 2)):
        read = SHORT.get(shows[names[int(i)]][order[int(j)]], "")
        axes.text(j, i, read, ha="center", va="center", fontsize=8 - len(read) // 2, color="white", fontweight="bold")
    axes.set(
        xlim=(-0.5, len(order) - 0.5), ylim=(len(names) - 0.5, -0.5), xticks=range(len(order)), yticks=range(len(names))
    )
    axes.set_xticklabels(order, rotation=60, ha="right")
    axes.set_yticklabels(names)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncol=2)
    words = [
        f"{name}: {listing(f'{order[int(j)]} {shows[name][order[int(j)]]}' for j in np.flatnonzero(table[i] == 2)) or 'none'}"
        for i, name in enumerate(names)
    ]
    return described(
        figure, f"The signs by which {len(names)} illnesses differ from a healthy network. {'; '.join(words)}."
    )
