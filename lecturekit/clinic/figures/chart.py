"""The chart: one picture of a run, in six panels."""

from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from lecturekit.clinic.recording import Recording
from lecturekit.clinic.signs import DEAD, HUGE, SATURATED, USUAL, shows_saturation
from lecturekit.figures.base import COLORS, Draw, Figure, described, new_figure, picture
from lecturekit.figures.words import listing, number, trend
from lecturekit.foundation.validation import check_choice

STYLES = ("-", "--", "-.", ":", (0, (1, 1)))
LAYERS = [COLORS[name] for name in ("purple", "orange", "black", "sky", "gray")]
"""Of the layers; blue and red are training and validation, and green is a healthy run."""
SMALL = 10
SHORT = {"handlelength": 1.4, "columnspacing": 1.2, "handletextpad": 0.4, "borderaxespad": 0.2}
MOST_LAYERS, SHOWN = 5, 10
ASKED = (
    "does it begin near ln K? do the two part?",
    "how far from guessing, how far apart?",
    "does every layer have one?",
    "from the start? above the dots?",
    "in the gray band? all steps alike?",
    "dark: sure; square: the label",
)
"""What to ask of each panel, in the order in which they are read."""
SMALLEST = 1e-9


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

    def draw(data):
        for each in panels:
            each.clear()
            each.grid(True, color="#E4E4E4", linewidth=0.8)
        record = data["record"]
        for draw_panel, each in zip((*PANELS.values(), _answers), panels):
            draw_panel(each, record)
        if data.get("healthy"):
            for k, lines in enumerate(_healthy_lines(data["healthy"])):
                _shaded(panels[k], data["healthy"].steps, lines)
        for each in panels[:5]:
            steps_and_ticks(each)
        if data.get("hide"):
            _emptied(panels[list(PANELS).index(data["hide"])])
        for k, (each, asked) in enumerate(zip(panels, ASKED), start=1):
            each.set_title(f"{k}  {each.get_title()}", y=1, pad=22)
            each.annotate(
                asked, (0.5, 1), (0, 6), "axes fraction", textcoords="offset points", ha="center", fontsize=SMALL
            )
        _name_lines(figure, panels)

    return figure, draw


def _name_lines(figure, panels):
    """One legend above all panels, in two rows: of the upper two panels, and of the layers."""
    for each in list(figure.legends):
        each.remove()
    above, below = named_lines(panels[:2]), named_lines(panels[2:5])
    for lines, height in ((above, 1.0), ({name: line for name, line in below.items() if name not in above}, 0.976)):
        place = {"loc": "upper center", "bbox_to_anchor": (0.53, height), "ncol": 5}
        figure.legend(lines.values(), lines.keys(), fontsize=SMALL, **place, **SHORT)


def named_lines(panels: Any) -> dict[str, Any]:
    """Name -> line, of several panels."""
    found: dict[str, Any] = {}
    for panel in panels:
        for line, name in zip(*panel.get_legend_handles_labels()):
            found.setdefault(name, line)
    return found


def _emptied(axes):
    """Nothing but the title of a panel."""
    title = axes.get_title()
    axes.clear()
    axes.set(title=title, xticks=[], yticks=[])
    axes.text(0.5, 0.5, "not recorded", transform=axes.transAxes, ha="center")


def _healthy_lines(healthy):
    """What the first three panels shade: from the lowest to the highest line of a healthy run."""
    losses, accuracies = (np.array(list(each.values())) for each in (healthy.losses, healthy.accuracies))
    return losses, 100 * accuracies, healthy.gradients.T


def _shaded(axes, steps, lines):
    """The range of a healthy run, within the limits of the panel and its own."""
    low, high = lines.min(axis=0), lines.max(axis=0)
    bottom, top = axes.get_ylim()
    axes.fill_between(steps + 1, low, high, color=COLORS["green"], alpha=0.25, linewidth=0, label="a healthy run")
    axes.set_ylim(min(bottom, 0.7 * low.min()), max(top, 1.2 * high.max()) if axes.get_yscale() == "log" else top)


def chart_words(record: Recording, healthy: Recording | None = None, hide: str | None = None) -> str:
    """The chart in words and numbers."""
    t, losses = record.steps + 1, record.losses
    stuck, name = _without_slope(record)
    layers = listing(trend(f"layer {l}", t, each) for l, each in enumerate(record.gradients.T, start=1))
    updates = listing(
        trend(f"layer {l}", *_epoch_medians(record, each)) for l, each in enumerate(record.updates.T, start=1)
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
        for lines in _healthy_lines(healthy)
    ]
    return f" In green a healthy run, which ends with losses of {ends[0]}, accuracies of {ends[1]} percent and gradients of {ends[2]}."


def _losses(axes, record):
    epochs = np.arange(1, len(record.batch_losses) + 1)
    axes.plot(
        epochs,
        np.maximum(record.batch_losses, SMALLEST),
        color=COLORS["gray"],
        linewidth=0.7,
        alpha=0.7,
        label="batches",
    )
    for name, color, style in (("training", "blue", "-"), ("validation", "red", "--")):
        axes.plot(record.steps + 1, np.maximum(record.losses[name], SMALLEST), style, color=COLORS[color], label=name)
    axes.axhline(record.chance, color=COLORS["black"], linestyle=":", linewidth=1.2, label="a guesser")
    values = np.concatenate([record.batch_losses, *record.losses.values(), [record.chance]])
    values = values[np.isfinite(values) & (values > 0)]
    axes.set(
        title="loss", yscale="log", ylim=(max(0.6 * np.percentile(values, 2), SMALLEST), 1.6 * min(values.max(), 1e6))
    )


def _accuracies(axes, record):
    for name, color, style in (("training", "blue", "-"), ("validation", "red", "--")):
        axes.plot(record.steps + 1, 100 * record.accuracies[name], style, color=COLORS[color], label=name)
    axes.axhline(100 / record.K, color=COLORS["black"], linestyle=":", linewidth=1.2, label="a guesser")
    axes.set(title="accuracy in %", ylim=(0, 103), yscale="linear")


def steps_and_ticks(axes: Any) -> None:
    """The logarithmic axis of the steps, counted from 1: what is measured stands at the step that comes next; plain ticks on the other axis."""
    axes.set(xlabel="step", xscale="log", xlim=(0.9, None))
    axes.xaxis.set_major_locator(LogLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    if axes.get_yscale() == "log":
        _ticks(axes)


def _ticks(axes):
    """Ticks of a logarithmic axis: at least two of them, and as plain numbers where these are short."""
    low, high = axes.get_ylim()
    axes.yaxis.set_major_locator(LogLocator(subs=(1,) if high > 100 * low else (1, 2, 5), numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    axes.yaxis.set_minor_locator(NullLocator())


def _tick(value, _position):
    return f"{value:g}" if 0.0009 < value < 2000 else f"$10^{{{np.log10(value):.0f}}}$"


def _gradients(axes, record):
    values = record.gradients
    for l, each in enumerate(values.T[:MOST_LAYERS]):
        axes.plot(
            record.steps + 1, np.maximum(each, SMALLEST), color=LAYERS[l], linestyle=STYLES[l], label=f"layer {l + 1}"
        )
    finite = values[np.isfinite(values) & (values > SMALLEST)]
    low, high = (finite.min(), finite.max()) if finite.size else (1e-3, 1.0)
    top = min(max(high, 1e-6), 1e9)
    axes.set(title="gradient of each layer", yscale="log", ylim=(max(low / 3, SMALLEST), 3 * top))
    if not (values > SMALLEST).any():
        axes.text(0.5, 0.5, "0 in all layers", transform=axes.transAxes, ha="center")


def _without_slope(record):
    return (record.saturated, "Saturated outputs") if shows_saturation(record) else (record.dead, "Dead units")


def _stuck(axes, record):
    values, name = _without_slope(record)
    for l, each in enumerate(values.T[:MOST_LAYERS]):
        axes.plot(record.steps + 1, 100 * each, color=LAYERS[l], linestyle=STYLES[l], label=f"layer {l + 1}")
    axes.axhline(
        100 * (SATURATED if shows_saturation(record) else DEAD), color=COLORS["black"], linestyle=":", linewidth=1.2
    )
    axes.set(title=f"{name.lower()} in %", ylim=(-3, 103), yticks=range(0, 101, 20), yscale="linear")


def _epoch_medians(record, values):
    starts = np.flatnonzero(np.diff(record.epochs)) + 1
    parts = np.split(values, starts)
    ends = np.append(starts, len(values))
    return ends, np.array([np.median(part) for part in parts])


def _updates(axes, record):
    axes.axhspan(*USUAL, color=COLORS["gray"], alpha=0.18, linewidth=0)
    axes.axhline(HUGE, color=COLORS["black"], linestyle=":", linewidth=1.2)
    for l, each in enumerate(record.updates.T[:MOST_LAYERS]):
        each = np.maximum(each, SMALLEST)
        axes.plot(np.arange(1, len(each) + 1), each, color=LAYERS[l], linewidth=0.8, alpha=0.45)
        axes.plot(*_epoch_medians(record, each), color=LAYERS[l], linestyle=STYLES[l], label=f"layer {l + 1}")
    finite = record.updates[np.isfinite(record.updates) & (record.updates > 0)]
    low, high = (np.percentile(finite, 2), finite.max()) if finite.size else (1e-4, 0.1)
    bottom, top = min(max(low / 2, SMALLEST), 1e-4), max(2 * high, 1.0)
    axes.set(title="update over weights", yscale="log", ylim=(bottom, top))


PANELS = {"loss": _losses, "accuracy": _accuracies, "gradient": _gradients, "units": _stuck, "updates": _updates}
"""The panels of the chart that show a run against its steps, each ``draw(axes, record)``."""


def _answers(axes, record):
    p, y = answers(record)
    axes.imshow(p, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.scatter(y, np.arange(len(y)), marker="s", s=90, facecolor="none", edgecolor=COLORS["red"], linewidth=1.4)
    axes.grid(False)
    axes.set(title="ten answers", xlabel="class", xticks=range(record.K), yticks=[], ylabel="validation data")


def answers(record: Recording) -> tuple[Any, Any]:
    """The probabilities (n, K) of ten validation data, spread over all that there are, and their labels."""
    X, y = record.recipe.validation
    rows = np.linspace(0, len(y) - 1, min(SHOWN, len(y))).astype(int)
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            p = record.recipe.net.loss_function.phi_out(record.recipe.predicted(record.w, X))[rows]
        except ValueError:
            p = np.full((len(rows), record.K) if record.K > 2 else len(rows), np.nan)
    return (np.column_stack([1 - p, p]) if p.ndim == 1 else p), np.asarray(y[rows], dtype=int)


def _right_of_shown(record):
    p, y = answers(record)
    return int(np.sum(np.nan_to_num(p).argmax(axis=1) == y))
