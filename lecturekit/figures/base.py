"""What all figures share: size, style, colors that a color-blind reader can tell apart, and ``show``."""

import html
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, TypeAlias

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lecturekit.figures.style import COLORS, CYCLE, MARKERS, course_style, picture  # noqa: F401
from lecturekit.figures.words import trend
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import brief, check_number

SCREEN_DPI = 90

Draw: TypeAlias = Callable[[dict[str, Any]], None]
"""``draw(data)`` updates the artists of a figure in place."""


@picture
def new_figure(
    n_rows: int = 1, n_columns: int = 1, *, width: float = 7.2, height: float = 3.4, **subplot_options: Any
) -> tuple[Figure, Any]:
    """A figure in the course's style, and its axes.

    Parameters
    ----------
    n_rows, n_columns : int
    width, height : float
        In inches.
    **subplot_options
        For ``Figure.subplots``: sharex, sharey, width_ratios, subplot_kw, ...

    Returns
    -------
    figure : Figure
    axes : Axes or ndarray of Axes
        As from ``Figure.subplots``.
    """
    check_number("width", width, 0, 20, low_open=True)
    check_number("height", height, 0, 30, low_open=True)
    figure = Figure(figsize=(width, height), dpi=SCREEN_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(n_rows, n_columns, **subplot_options)


@picture
def curves(
    lines: Mapping[str, Any],
    *,
    title: str,
    xlabel: str,
    ylabel: str,
    xscale: str = "linear",
    yscale: str = "linear",
    height: float = 3.2,
    markers: bool = False,
) -> Figure:
    """One panel of labeled curves: color k, marker or line style k, a legend if there are several.

    Parameters
    ----------
    lines : dict of str -> (x, y) or y
        By label; without x the index 0, 1, ... is used.
    title, xlabel, ylabel : str
    xscale, yscale : str
        "linear" or "log".
    height : float
        In inches.
    markers : bool
        Mark every point; for measured points, few of them.

    Returns
    -------
    Figure
    """
    if not isinstance(lines, dict) or not lines:
        raise ValueError(f"lines is {brief(lines)}, expected a dict of label -> curve, with at least one curve")
    figure, axes = new_figure(height=height)
    draw_curves(axes, lines, markers=markers)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    for axis, scale, limits in ((axes.xaxis, xscale, axes.get_xlim()), (axes.yaxis, yscale, axes.get_ylim())):
        if scale == "log" and limits[1] < 100 * limits[0]:
            plain_log_ticks(axis)
    pairs = {label: line if isinstance(line, tuple) else (range(len(line)), line) for label, line in lines.items()}
    logarithmic = {("log", "log"): ", both logarithmic", ("log", "linear"): ", which is logarithmic"}
    scales = logarithmic.get((xscale, yscale), "")
    first = ylabel + (" (logarithmic)" if (xscale, yscale) == ("linear", "log") else "")
    trends = ". ".join(trend(label, x, y) for label, (x, y) in pairs.items())
    return described(figure, f"{title}: {first} against {xlabel}{scales}. {trends}.")


def draw_curves(axes: Any, lines: Mapping[str, Any], *, markers: bool = False) -> list[Any]:
    """Draw labeled curves as ``curves`` does, into axes that are there; returns the line artists."""
    artists = []
    for k, (label, line) in enumerate(lines.items()):
        x, y = line if isinstance(line, tuple) else (range(len(line)), line)
        artists += axes.plot(
            x,
            y,
            color=CYCLE[k % len(CYCLE)],
            label=label,
            markersize=5,
            linestyle=("-", "--", "-.", ":")[k % 4],
            marker=MARKERS[k % len(MARKERS)] if markers else "",
        )
    if len(lines) > 1:
        axes.legend()
    return artists


def named_lines(panels: Iterable[Any]) -> dict[str, Any]:
    """Name -> line, of several panels' labeled lines, each name once: for one legend of all of them."""
    found: dict[str, Any] = {}
    for panel in panels:
        for line, name in zip(*panel.get_legend_handles_labels()):
            found.setdefault(name, line)
    return found


def plain_log_ticks(axis: Any, marks: Sequence[int] = (1, 2, 3, 5)) -> None:
    """Label a logarithmic axis of a few decades with 0.2, 0.5, 1, 2, ... (these first digits) in place of powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

    axis.set_major_locator(LogLocator(subs=marks))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def scatter_classes(
    axes: Any, X: Array, y: Array, names: Sequence[str], *, size: float = 16, alpha: float = 0.7
) -> None:
    """Points of two columns, one color AND one marker for each class; X (n, 2), y class numbers."""
    for k, name in enumerate(names):
        axes.scatter(
            *X[y == k].T,
            s=size,
            alpha=alpha,
            color=CYCLE[k % len(CYCLE)],
            marker=MARKERS[k % len(MARKERS)],
            label=name,
            linewidths=0,
        )


def to_png(figure: Figure, *, scale: float = 1.0, compression: int = 1) -> bytes:
    """The figure as PNG bytes; scale 2 for twice the pixels, compression 0 (fast) to 9 (small)."""
    return encoded(_drawn(figure, scale), compress_level=compression)


def picture_on(canvas: Any) -> Any:
    """What has been drawn on a figure's canvas, as a PIL image in RGB."""
    from PIL import Image

    size = canvas.get_width_height(physical=True)
    return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")


def encoded(picture: Any, **options: Any) -> bytes:
    """A PIL image as PNG bytes."""
    buffer = BytesIO()
    picture.save(buffer, format="png", **options)
    return buffer.getvalue()


def _drawn(figure, scale):
    """As ``savefig`` draws it, which draws twice where there is a layout to be found, once to no end."""
    dpi = figure.dpi
    figure.set_dpi(SCREEN_DPI * scale)
    try:
        with course_style():
            figure.canvas.draw()
        return picture_on(figure.canvas)
    finally:
        figure.set_dpi(dpi)


def described(figure: Figure, words: str) -> Figure:
    """Give a figure its words: what a reader who cannot see the picture gets, and what a test compares.

    Every function that draws ends with this, and makes the words from the data that it draws: what the figure
    shows, and what is to be seen in it, in numbers that are computed.

    Parameters
    ----------
    figure : Figure
    words : str
        A sentence or more.

    Returns
    -------
    Figure
        The same one.

    Raises
    ------
    ValueError
        If the words are too few to say anything.
    """
    if not isinstance(words, str) or len(words.split()) < 5:
        raise ValueError(f"words is {words!r}, expected at least five words that say what is to be seen")
    figure.words = " ".join(words.split())
    return figure


def show(figure: Figure) -> None:
    """Display a figure with its words as alternative text.

    Parameters
    ----------
    figure : Figure
        From a function of the course's ``figures``, or with words of your own: see ``described``.

    Raises
    ------
    ValueError
        If it is no figure, or has no words.
    """
    from IPython.display import display

    if not isinstance(figure, Figure):
        raise ValueError(f"figure is {type(figure).__name__}, expected a Figure")
    words = getattr(figure, "words", None)
    if words is None:
        raise ValueError("figure has no words, expected described(figure, 'what is to be seen in it')")
    width = round(figure.get_figwidth() * SCREEN_DPI)
    png = b64encode(_palette_png(_drawn(figure, scale=1.6))).decode("ascii")
    picture = f'<img alt="{html.escape(words, quote=True)}" width="{width}" src="data:image/png;base64,{png}">'
    display(
        {"text/html": picture, "image/png": png, "text/plain": f"Figure: {words}"},
        metadata={"image/png": {"alt": words, "width": width}},
        raw=True,
    )


def _palette_png(picture):
    """The PNG with a palette of 256 colors: a third of the bytes, no visible difference."""
    from PIL import Image

    # compress_level 9 would take seven times as long for a tenth fewer bytes
    return encoded(picture.quantize(256, dither=Image.Dither.NONE), compress_level=6)
