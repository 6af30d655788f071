"""Smaller pictures of the clinic: the waiting room, a run before and after, a run that is too long, panels that betray, ten data with their labels."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import NullLocator

from lecturekit.clinic.figures.chart import subtitle
from lecturekit.clinic.figures.panels import PANELS, run_panel
from lecturekit.clinic.patient import Patient
from lecturekit.clinic.recording import Recording
from lecturekit.figures.base import COLORS, CYCLE, Figure, described, named_lines, new_figure, picture, plain_log_ticks
from lecturekit.figures.digits import bare
from lecturekit.figures.words import number, trend
from lecturekit.foundation.validation import check_choice, check_integer

TOP = 15.0
"""The upper end of the waiting room's losses."""


@picture
def waiting_room(records: Mapping[str, Recording]) -> Figure:
    """The losses of several runs, each in a small panel.

    Parameters
    ----------
    records : dict of str -> Recording
    """
    n_rows = -(-len(records) // 2)
    figure, axes = new_figure(n_rows, 2, width=6.6, height=2.05 * n_rows, squeeze=False)
    figure.set_layout_engine(None)
    figure.subplots_adjust(left=0.1, right=0.98, top=0.945, bottom=0.09, wspace=0.2, hspace=0.42)
    words = []
    for panel, (name, record) in zip(axes.ravel(), records.items()):
        losses = np.minimum(record.losses["training"], 1e3), np.minimum(record.losses["validation"], 1e3)
        highest = max(each.max() for each in losses)
        if highest > TOP:
            step = record.steps[int(np.argmax(np.maximum(*losses)))]
            panel.annotate(
                f"up to {number(highest)}",
                (step, TOP),
                (14, -23),
                textcoords="offset points",
                arrowprops={"arrowstyle": "->"},
                va="center",
            )
        panel.plot(record.steps, losses[0], color=COLORS["blue"], linewidth=2.6, label="training")
        panel.plot(record.steps, losses[1], "--", color=COLORS["red"], label="validation")
        _guesser(panel, record)
        panel.set(title=name, yscale="log", ylim=(0.05, TOP), yticks=(0.1, 1, 10), yticklabels=("0.1", "1", "10"))
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
    axes.ravel()[min(2, len(records) - 1)].legend(loc="lower left")
    return described(
        figure,
        f"Training and validation losses of {len(records)} runs, logarithmic, against steps. {'. '.join(words)}.",
    )


def _guesser(axes, record):
    """The level line of ln K."""
    axes.axhline(record.chance, color=COLORS["black"], linestyle=":", linewidth=1.2, label="ln K")


@picture
def past_its_best(record: Recording, epoch: int) -> Figure:
    """Losses of one long run, and the accuracy on its validation data, with a mark where it might have stopped.

    Parameters
    ----------
    record : Recording
    epoch : int
    """
    check_integer("epoch", epoch, 1, int(record.epochs[-1]))
    figure, (left, right) = new_figure(1, 2, width=7.0, height=3.0)
    stop = int(np.searchsorted(record.steps, np.flatnonzero(record.epochs == epoch)[-1] + 1))
    validation, accuracy = record.losses["validation"], 100 * record.accuracies["validation"]
    left.plot(record.steps, record.losses["training"], color=COLORS["blue"], label="training")
    left.plot(record.steps, validation, "--", color=COLORS["red"], label="validation")
    right.plot(record.steps, accuracy, "--", color=COLORS["red"])
    for axes, values, form in ((left, validation, "{:.2f}"), (right, accuracy, "{:.1f}%")):
        axes.axvline(record.steps[stop], color=COLORS["gray"], linewidth=1, label=f"epoch {epoch}")
        for k, place in ((stop, (5, 9 if axes is left else -16)), (-1, (-4, 9))):
            axes.plot(record.steps[k], values[k], "o", color=COLORS["red"])
            axes.annotate(
                form.format(values[k]),
                (record.steps[k], values[k]),
                place,
                textcoords="offset points",
                ha="left" if k == stop else "right",
            )
    left.set(title="loss", xlabel="steps", yscale="log")
    low = max(0.0, accuracy[stop:].min() - 5)
    right.set(title="validation accuracy in %", xlabel="steps", ylim=(low, min(103.0, accuracy.max() + 5)))
    left.legend(loc="center right")
    return described(
        figure,
        f"One run of {int(record.epochs[-1])} epochs. {trend('Training loss', record.steps, record.losses['training'])}. Validation loss "
        f"{number(validation[stop])} after epoch {epoch}, {number(validation[-1])} at the end; validation accuracy {accuracy[stop]:.1f}% "
        f"and {accuracy[-1]:.1f}%.",
    )


@picture
def telltale(records: Mapping[str, Recording], told: Mapping[str, tuple[str, str]]) -> Figure:
    """Of each of several runs the one panel of its chart that betrays it.

    Parameters
    ----------
    records : dict of str -> Recording
    told : dict of str -> (str, str)
        For each of them the panel, one of ``PANELS``, and what is to be seen in it.
    """
    n_rows = -(-len(records) // 2)
    figure, axes = new_figure(n_rows, 2, width=6.6, height=2.9 * n_rows, squeeze=False)
    figure.set_layout_engine(None)
    margin = 1 / (2.9 * n_rows)  # an inch
    figure.subplots_adjust(left=0.11, right=0.98, top=1 - 0.5 * margin, bottom=0.5 * margin, wspace=0.32, hspace=0.6)
    for each in axes.ravel()[len(records) :]:
        each.set_axis_off()
    words, drawn = [], axes.ravel()[: len(records)]
    for each, (name, record) in zip(drawn, records.items()):
        what, seen = told[name]
        check_choice("the panel", what, PANELS)
        shown = run_panel(each, what)(record)
        each.set_ylabel(shown)
        each.set_title(name, y=1, pad=20)
        subtitle(each, seen)
        words.append(f"{name}: {seen}, in the panel {shown}")
    lines = named_lines(drawn)
    axes.ravel()[-1].legend(lines.values(), lines.keys(), loc="center" if len(records) % 2 else "best")
    return described(figure, f"One panel of the chart of each of {len(records)} runs. {'; '.join(words)}.")


@picture
def compare(records: Mapping[str, Recording]) -> Figure:
    """Validation losses and accuracies of a few runs over each other.

    Parameters
    ----------
    records : dict of str -> Recording
    """
    figure, (left, right) = new_figure(1, 2, width=7.0, height=3.0)
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
    left.legend()
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
        figure, axes = new_figure(1, len(X), width=7.2, height=1.3)
        for panel, x, label in zip(axes, X, labels):
            bare(panel).imshow(x.reshape(side, side), cmap="gray_r", vmin=X.min(), vmax=X.max())
            panel.set_title(label, fontsize=20)
        return described(figure, f"{told}.")
    figure, axes = new_figure(width=8.4, height=2.4)
    drawn = axes.imshow(X, cmap="RdBu", aspect="auto", vmin=-np.abs(X).max(), vmax=np.abs(X).max())
    figure.colorbar(drawn, ax=axes)
    axes.set(yticks=range(len(X)), yticklabels=labels, xlabel="column")
    axes.grid(False)
    return described(figure, f"{told}, the largest in column {int(np.abs(X).max(axis=0).argmax())}.")
