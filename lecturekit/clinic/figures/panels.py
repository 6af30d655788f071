"""The panels of the chart: each makes its artists once, and then shows one run after another."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from lecturekit.clinic.recording import Recording
from lecturekit.clinic.signs import DEAD, HUGE, SATURATED, USUAL, shows_saturation
from lecturekit.figures.base import COLORS
from lecturekit.foundation.types import Array

STYLES = ("-", "--", "-.", ":", (0, (1, 1)))
LAYERS = [COLORS[name] for name in ("purple", "orange", "black", "sky", "gray")]
"""Of the layers; blue and red are training and validation, and green is a healthy run."""
MOST_LAYERS, SHOWN = 5, 10
SMALLEST = 1e-9


def counted(record: Recording) -> Array:
    """The moments of measurement, counted from 1: what is measured stands at the step that comes next."""
    return record.steps + 1


def healthy_lines(healthy: Recording) -> dict[str, Array]:
    """What the first three panels shade: from the lowest to the highest line of a healthy run."""
    losses, accuracies = (np.array(list(each.values())) for each in (healthy.losses, healthy.accuracies))
    return {"loss": losses, "accuracy": 100 * accuracies, "gradient": healthy.gradients.T}


def run_panel(axes: Any, what: str) -> Callable[..., str]:
    """Make one of ``PANELS`` that may show one run after another; the steps are on a logarithmic axis.

    Parameters
    ----------
    axes : Axes
    what : str
        One of ``PANELS``.

    Returns
    -------
    callable
        ``draw(record, healthy=None)`` shows a run, in green a healthy one, and returns the panel's title.
    """
    exchange = PANELS[what](axes)
    band = axes.fill_between([], [], color=COLORS["green"], alpha=0.25, linewidth=0)
    axes.set(xlabel="step", xscale="log")
    axes.xaxis.set_major_locator(LogLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    if is_log := axes.get_yscale() == "log":
        axes.yaxis.set_major_locator(LogLocator(numticks=8))
        axes.yaxis.set_major_formatter(FuncFormatter(_tick))
        axes.yaxis.set_minor_locator(NullLocator())

    def draw(record, healthy=None):
        t = counted(record)
        title, bottom, top = exchange(record, t)
        lines = healthy_lines(healthy).get(what) if healthy else None
        band.set_label("_" if lines is None else "a healthy run")
        if lines is None:
            band.set_verts([])
        else:
            low, high = lines.min(axis=0), lines.max(axis=0)
            at = counted(healthy)
            band.set_verts([np.column_stack([[*at, *at[::-1]], [*low, *high[::-1]]])])
            bottom, top = min(bottom, 0.7 * low.min()), max(top, 1.2 * high.max()) if is_log else top
        _limit(axes, t[-1] ** 1.05, bottom, top)
        if is_log:  # at least two ticks
            axes.yaxis.get_major_locator().set_params(subs=(1,) if top > 100 * bottom else (1, 2, 5))
        return title

    return draw


def _limit(axes, last, bottom, top):
    """The limits of a panel; what stays as it is need not be drawn anew."""
    if axes.get_xlim() != (0.9, last):
        axes.set_xlim(0.9, last)
    if axes.get_ylim() != (bottom, top):
        axes.set_ylim(bottom, top)


def _tick(value, _position):
    """A plain number where that is short."""
    return f"{value:g}" if 0.0009 < value < 2000 else f"$10^{{{np.log10(value):.0f}}}$"


def _line(axes, style, color, **options):
    return axes.plot([], [], style, color=COLORS[color], **options)[0]


def _level(axes, **options):
    """A dotted line all along the panel."""
    return axes.axhline(1.0, color=COLORS["black"], linestyle=":", linewidth=1.2, **options)


def _two_lines(axes):
    """Training and validation: "training" or "validation" -> line."""
    styles = {"training": ("-", "blue"), "validation": ("--", "red")}
    return {name: _line(axes, *style, label=name) for name, style in styles.items()}


def _layers(axes, named=True, **style):
    """A line for each layer that there may be: ``exchange(x, values)`` with values (len(x), number of layers)."""
    lines = [axes.plot([], [], color=LAYERS[l], **({"linestyle": STYLES[l]} | style))[0] for l in range(MOST_LAYERS)]

    def exchange(x, values):
        for l, line in enumerate(lines):
            is_there = l < values.shape[1]
            line.set_data((x, values[:, l]) if is_there else ([], []))
            line.set_label(f"layer {l + 1}" if is_there and named else "_")

    return exchange


def _losses(axes):
    batches = _line(axes, "-", "gray", linewidth=0.7, alpha=0.7, label="batches")
    lines, guesser = _two_lines(axes), _level(axes, label="a guesser")
    axes.set_yscale("log")

    def exchange(record, t):
        batches.set_data(np.arange(1, len(record.batch_losses) + 1), np.maximum(record.batch_losses, SMALLEST))
        for name, line in lines.items():
            line.set_data(t, np.maximum(record.losses[name], SMALLEST))
        guesser.set_ydata([record.chance] * 2)
        values = np.concatenate([record.batch_losses, *record.losses.values(), [record.chance]])
        values = values[np.isfinite(values) & (values > 0)]
        return "loss", max(0.6 * np.percentile(values, 2), SMALLEST), 1.6 * min(values.max(), 1e6)

    return exchange


def _accuracies(axes):
    lines, guesser = _two_lines(axes), _level(axes, label="a guesser")

    def exchange(record, t):
        for name, line in lines.items():
            line.set_data(t, 100 * record.accuracies[name])
        guesser.set_ydata([100 / record.K] * 2)
        return "accuracy in %", 0, 103

    return exchange


def _gradients(axes):
    lines = _layers(axes)
    nothing = axes.text(0.5, 0.5, "0 in all layers", transform=axes.transAxes, ha="center")
    axes.set_yscale("log")

    def exchange(record, t):
        values = record.gradients
        lines(t, np.maximum(values, SMALLEST))
        nothing.set_visible(not (values > SMALLEST).any())
        finite = values[np.isfinite(values) & (values > SMALLEST)]
        low, high = (finite.min(), finite.max()) if finite.size else (1e-3, 1.0)
        return "gradient of each layer", max(low / 3, SMALLEST), 3 * min(max(high, 1e-6), 1e9)

    return exchange


def without_slope(record: Recording) -> tuple[Array, str]:
    """The share of units, or of outputs, that have hardly a slope, and its name."""
    return (record.saturated, "Saturated outputs") if shows_saturation(record) else (record.dead, "Dead units")


def _stuck(axes):
    lines, too_many = _layers(axes), _level(axes)
    axes.set_yticks(range(0, 101, 20))

    def exchange(record, t):
        values, name = without_slope(record)
        lines(t, 100 * values)
        too_many.set_ydata([100 * (SATURATED if shows_saturation(record) else DEAD)] * 2)
        return f"{name.lower()} in %", -3, 103

    return exchange


def epoch_medians(record: Recording, values: Array) -> tuple[Array, Array]:
    """Where each epoch ends, and the medians of its steps' values, which may have columns."""
    starts = np.flatnonzero(np.diff(record.epochs)) + 1
    parts = np.split(values, starts)
    ends = np.append(starts, len(values))
    return ends, np.array([np.median(part, axis=0) for part in parts])


def _updates(axes):
    axes.axhspan(*USUAL, color=COLORS["gray"], alpha=0.18, linewidth=0)
    _level(axes).set_ydata([HUGE] * 2)
    steps, medians = _layers(axes, named=False, linewidth=0.8, alpha=0.45, linestyle="-"), _layers(axes)
    axes.set_yscale("log")

    def exchange(record, t):
        values = np.maximum(record.updates, SMALLEST)
        steps(np.arange(1, len(values) + 1), values)
        medians(*epoch_medians(record, values))
        finite = record.updates[np.isfinite(record.updates) & (record.updates > 0)]
        low, high = (np.percentile(finite, 2), finite.max()) if finite.size else (1e-4, 0.1)
        return "update over weights", min(max(low / 2, SMALLEST), 1e-4), max(2 * high, 1.0)

    return exchange


PANELS = {"loss": _losses, "accuracy": _accuracies, "gradient": _gradients, "units": _stuck, "updates": _updates}
"""The panels of the chart that show a run against its steps. Each makes its artists once, and returns ``exchange(record, t)``,
which shows another run and returns title, lower and upper limit."""


def answers_panel(axes: Any) -> Callable[..., str]:
    """Make the panel of the last answers; as ``run_panel``."""
    image = axes.imshow(np.zeros((1, 1)), cmap="Blues", vmin=0, vmax=1, aspect="auto", extent=(0, 1, 1, 0))
    labels = axes.scatter([], [], marker="s", s=90, facecolor="none", edgecolor=COLORS["red"], linewidth=1.4)
    axes.grid(False)
    axes.set(xlabel="class", yticks=[], ylabel="validation data")

    def draw(record, _healthy=None):
        p, y = answers(record)
        image.set_data(p)
        labels.set_offsets(np.column_stack([y, np.arange(len(y))]))
        n, K = p.shape
        around = -0.5, K - 0.5, n - 0.5, -0.5
        if tuple(image.get_extent()) != around:
            image.set_extent(around)
            axes.set_xticks(range(K))
        return "ten answers"

    return draw


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
