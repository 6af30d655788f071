"""What all widgets share: labeled controls, one picture updated in place, a message when something is wrong."""

import html

import ipywidgets
import traitlets

from lecturekit.figures.redraw import Redrawer
from lecturekit.training.diverged import Diverged

_WIDE = {"description_width": "11em"}


def slider(label, value, low, high, step=None, *, log=False, integer=False):
    """A slider with a visible label.

    Parameters
    ----------
    label : str
    value, low, high : float
    step : float, optional
        Of the value; for a logarithmic slider of its base-10 exponent.
    log : bool
        low and high are values, the slider moves in their exponents.
    integer : bool
    """
    layout = ipywidgets.Layout(width="30em", max_width="100%")
    common = {"description": label, "value": value, "style": _WIDE, "layout": layout, "continuous_update": True}
    if log:
        from math import log10

        return ipywidgets.FloatLogSlider(
            min=log10(low), max=log10(high), step=step or 0.1, readout_format=".3g", **common
        )
    kind = ipywidgets.IntSlider if integer else ipywidgets.FloatSlider
    return kind(min=low, max=high, step=step or (1 if integer else (high - low) / 50), **common)


def dropdown(label, options, value=None):
    """A drop-down list with a visible label; options as for ``ipywidgets.Dropdown``."""
    chosen = {} if value is None else {"value": value}
    return ipywidgets.Dropdown(
        description=label,
        options=options,
        style=_WIDE,
        layout=ipywidgets.Layout(width="30em", max_width="100%"),
        **chosen,
    )


def toggle(label, value=False):
    """A check box with a visible label."""
    return ipywidgets.Checkbox(description=label, value=value, indent=False)


class Picture(ipywidgets.Image):
    """An image whose ``tooltip`` is its accessible name.

    The browser's half of ipywidgets reads ``description`` before it sets a tooltip; without one the
    picture fails to draw.
    """

    description = traitlets.Unicode("").tag(sync=True)


class Explorer(ipywidgets.VBox):
    """Controls, a picture, and one sentence that says what the picture shows now.

    Parameters
    ----------
    title : str
        What a reader without a running kernel sees instead of the widget.
    controls : dict of str -> ipywidgets control
        The keys are the names of ``compute``'s arguments.
    compute : callable
        ``compute(**values) -> data``; pure, and quick: long computations are done before.
    figure : Figure
    draw : callable
        ``draw(data)`` updates the figure's artists in place.
    describe : callable
        ``describe(data) -> str``, the picture in words and numbers; it is also the picture's
        accessible name.

    Notes
    -----
    If ``compute`` raises ``Diverged`` or ``ValueError`` the picture gives way to the message. Any other
    exception is a defect and is not caught.
    """

    def __init__(self, title, controls, compute, figure, draw, describe):
        self.title, self.controls = title, controls
        self._compute, self._draw, self._describe = compute, draw, describe
        self._redrawer = Redrawer(figure)
        width = round(figure.get_figwidth() * figure.dpi)
        self.picture = Picture(
            format="png", layout=ipywidgets.Layout(width=f"{width}px", max_width="100%", object_fit="contain")
        )
        self.caption = ipywidgets.HTML()
        super().__init__(
            [*controls.values(), self.picture, self.caption], layout=ipywidgets.Layout(align_items="flex-start")
        )
        for control in controls.values():
            control.observe(self._refresh, names="value")
        self._refresh()
        self._refresh()  # drawn once more, the redrawer knows from the start what moves

    @property
    def values(self):
        """The controls' present values, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def _refresh(self, _change=None):
        try:
            data = self._compute(**self.values)
        except (Diverged, ValueError) as problem:
            self.picture.layout.display = "none"
            self.caption.value = f'<p role="alert"><b>No picture:</b> {html.escape(str(problem))}</p>'
            return
        self._draw(data)
        sentence = self._describe(data)
        self.picture.value = self._redrawer.png()
        self.picture.tooltip = sentence
        self.picture.layout.display = None
        self.caption.value = f'<p aria-live="polite">{html.escape(sentence)}</p>'

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options)
        bundle["text/plain"] = f"Interactive: {self.title} (run the notebook to use it)"
        return bundle
