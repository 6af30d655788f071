"""What all figures share: size, style, colors that a color-blind reader can tell apart, and ``show``."""

import contextlib
import functools
import html
import re
import warnings
from base64 import b64encode
from io import BytesIO

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lecturekit.figures.words import trend
from lecturekit.foundation.validation import check_number

COLORS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#222222",
    "gray": "#8A8A8A",
}
"""Okabe and Ito's palette, by name."""

CYCLE = [COLORS[name] for name in ("blue", "red", "green", "purple", "orange", "sky", "black")]
"""The order in which curves take their colors."""

MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
"""The second cue: curve k has color k and marker k."""

STYLE = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "legend.fontsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "image.cmap": "viridis",
    "mathtext.fontset": "dejavusans",
}

SCREEN_DPI = 90

_OWN = (
    "backend",
    "interactive",
    "toolbar",
    "timezone",
    "webagg",
    "date.epoch",
    "tk.",
    "macosx",
    "docstring",
    "savefig.dir",
)
_PLAIN = {key: value for key, value in dict.items(matplotlib.rcParamsDefault) if not key.startswith(_OWN)} | STYLE
"""Matplotlib's settings as the course wants them, whatever the student's are."""


matplotlib.rcParams.update(STYLE)  # for figure functions that are not yet under `picture`


@contextlib.contextmanager
def course_style():
    """Inside, matplotlib has the course's settings; outside, the student's are as they were.

    Legends and titles read the settings when they are made, others when they are drawn: both happen in here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", matplotlib.MatplotlibDeprecationWarning)
        with matplotlib.rc_context(_PLAIN):
            yield


def picture(function):
    """Decorate a function that makes a figure, or a pair ``(figure, draw)``: the course's style around it, and around ``draw``.

    What cannot be drawn is a ``ValueError`` that names the function, what it got, and what it expects, in the words of
    its docstring.
    """
    expected = _expected(function)

    @functools.wraps(function)
    def styled(*args, **kwargs):
        with course_style(), _said(function.__name__, expected, args, kwargs):
            made = function(*args, **kwargs)
        if isinstance(made, tuple) and len(made) == 2 and callable(made[1]):
            figure, draw = made
            return figure, picture(draw)
        return made

    return styled


@contextlib.contextmanager
def _said(name, expected, args, kwargs):
    try:
        masked = [each for each in (*args, *kwargs.values()) if isinstance(each, np.ma.MaskedArray)]
        if masked:
            raise ValueError("a masked array, whose mask a picture would ignore")
        yield
    except (ValueError, TypeError) as problem:
        if _is_ours(problem):
            raise
        raise ValueError(_complaint(name, expected, args, kwargs, problem)) from problem
    except (LookupError, AttributeError, ArithmeticError, UnboundLocalError, RuntimeError) as problem:
        if _is_ours(problem):
            raise
        raise ValueError(_complaint(name, expected, args, kwargs, problem)) from problem


def _is_ours(problem):
    """Whether an exception already says what it got and what it expected, or is one of the course's own kinds."""
    return ", expected " in str(problem) or type(problem).__module__.startswith("lecturekit.")


def _complaint(name, expected, args, kwargs, problem):
    got = ", ".join([*map(_brief, args), *(f"{key}={_brief(value)}" for key, value in kwargs.items())])
    return f"{name} got ({got}), expected {expected or 'data that can be drawn'}: {problem or type(problem).__name__}"


def _brief(value):
    """An argument in a few words: the shape of an array, the length of a list, a number as it is."""
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict, set)):
        return f"{type(value).__name__} of {len(value)}"
    return (
        f"{value!r}"
        if value is None or isinstance(value, (bool, int, float))
        else f"{type(value).__name__} {str(value)[:30]!r}"
    )


def _expected(function):
    """The parameters and their types, as the docstring gives them."""
    section = re.search(r"Parameters\n\s*-+\n(.*?)(?:\n\s*\n\s*\w+\n\s*-+\n|\Z)", function.__doc__ or "", re.DOTALL)
    return "; ".join(re.findall(r"^    (\w[\w, *]* : .+)$", section[1], re.MULTILINE)) if section else ""


@picture
def new_figure(n_rows=1, n_columns=1, *, width=7.2, height=3.4, **subplot_options):
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
def curves(lines, *, title, xlabel, ylabel, xscale="linear", yscale="linear", height=3.2, markers=False):
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
        raise ValueError(f"lines is {_brief(lines)}, expected a dict of label -> curve, with at least one curve")
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


def draw_curves(axes, lines, *, markers=False):
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


def plain_log_ticks(axis):
    """Label a logarithmic axis of one or two decades with 0.2, 0.5, 1, 2, ... in place of powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

    axis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def scatter_classes(axes, X, y, names, *, size=16, alpha=0.7):
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


def to_png(figure, *, scale=1.0, compression=1):
    """The figure as PNG bytes; scale 2 for twice the pixels, compression 0 (fast) to 9 (small)."""
    return encoded(_drawn(figure, scale), compress_level=compression)


def picture_on(canvas):
    """What has been drawn on a figure's canvas, as a PIL image in RGB."""
    from PIL import Image

    size = canvas.get_width_height(physical=True)
    return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")


def encoded(picture, **options):
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


def described(figure, words):
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


def show(figure, *, alt=None):
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
    if alt is not None:
        described(figure, alt)
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
