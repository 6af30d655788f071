"""What all widgets share: a question, controls, one picture updated in place, a message when something is wrong."""

import html
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from math import isclose
from typing import Any

import ipywidgets
import traitlets

from lecturekit.figures.base import Draw, Figure, described
from lecturekit.figures.redraw import Redrawer
from lecturekit.training.diverged import Diverged

MOST_KEPT = 4


def _same_number(a, b):
    """Whether two values are one number up to rounding: logarithmic sliders compute theirs."""
    return all(isinstance(each, (int, float)) for each in (a, b)) and isclose(a, b, rel_tol=1e-9)


class Picture(ipywidgets.Image):
    """An image whose ``tooltip`` is its accessible name.

    The browser's half of ipywidgets reads ``description`` before it sets a tooltip; without one the
    picture fails to draw.
    """

    description = traitlets.Unicode("").tag(sync=True)


class Explorer(ipywidgets.VBox):
    """A question, controls, a picture, and one sentence that says what the picture shows now.

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
        ``draw(data)`` updates the figure's artists in place; with ``keep`` it is ``draw(data, kept)``.
    describe : callable
        ``describe(data) -> str``, the picture in words and numbers; it is also the picture's
        accessible name.
    question : str, optional
        What the reader is to find out by moving the controls; it stands above them.
    frames : sequence of dict of str -> int, sequence or None, optional
        For the pages without Python (``widgets.states``): which controls are moved together, and through how many
        positions each, or through which (None: all); one entry for each grid of states. The controls that a grid
        does not name stand in it as at first.
    keep : bool
        Offer "Keep this run" and "Clear": ``kept`` is the list of the data kept so far, at most four, oldest first.

    Notes
    -----
    If ``compute`` raises ``Diverged`` or ``ValueError`` the picture gives way to the message. Any other
    exception is a defect and is not caught.
    """

    def __init__(
        self,
        title: str,
        controls: Mapping[str, Any],
        compute: Callable[..., Any],
        figure: Figure,
        draw: Draw,
        describe: Callable[[Any], str],
        *,
        question: str = "",
        frames: Sequence[Mapping[str, int | Sequence[Any] | None]] = (),
        keep: bool = False,
    ) -> None:
        self.title, self.controls, self.question, self.frames = title, controls, question, frames
        self._compute, self._draw, self._describe = compute, draw, describe
        self._redrawer = Redrawer(figure)
        self.kept = [] if keep else None
        width = round(figure.get_figwidth() * figure.dpi)
        self._picture = Picture(
            format="png", layout=ipywidgets.Layout(width=f"{width}px", max_width="100%", object_fit="contain")
        )
        self._caption = ipywidgets.HTML()
        asked = [ipywidgets.HTML(f"<p><b>{html.escape(question)}</b></p>")] if question else []
        super().__init__(
            [*asked, *controls.values(), *self._keepers(), self._picture, self._caption],
            layout=ipywidgets.Layout(align_items="flex-start"),
        )
        self._begun = False
        for control in controls.values():
            control.observe(self._refresh, names="value")

    def _begin(self):
        """Draw for the first time: when the widget is shown or its picture asked for, not when only ``still`` is."""
        if self._begun:
            return
        self._begun = True
        with suppress(Diverged, ValueError):
            self._drawn(self._compute(**self.values))
            self._redrawer.lay_out()
        self._refresh()

    @property
    def picture(self) -> Picture:
        """The image that the controls move; its ``tooltip`` is its words."""
        self._begin()
        return self._picture

    @property
    def caption(self) -> ipywidgets.HTML:
        """The sentence below the picture, or the message in its place."""
        self._begin()
        return self._caption

    @property
    def values(self) -> dict[str, Any]:
        """The controls' present values, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def still(self, **values: Any) -> Figure:
        """The picture at these positions of the controls, standing still, with its words; for ``figures.show``.

        Parameters
        ----------
        **values
            Of the controls, by name; the others stay as they are.

        Returns
        -------
        Figure

        Raises
        ------
        ValueError
            If there is no such control, or it cannot take the value; and what ``compute`` raises.
        """
        unknown = sorted(set(values) - set(self.controls))
        if unknown:
            raise ValueError(f"got {', '.join(unknown)}, expected controls among {', '.join(self.controls)}")
        for name, value in values.items():
            control = self.controls[name]
            control.unobserve(self._refresh, names="value")  # what moves is not drawn
            try:
                control.value = value
            except traitlets.TraitError as problem:
                raise ValueError(f"{name} is {value!r}, expected one of the control's values: {problem}") from None
            finally:
                control.observe(self._refresh, names="value")
            if control.value != value and not _same_number(control.value, value):
                raise ValueError(
                    f"{name} is {value!r}, expected a value that the control can take (it took {control.value!r})"
                )
        data = self._compute(**self.values)
        self._drawn(data)
        figure = self._redrawer.figure
        for artist in figure.findobj():
            artist.set_animated(False)
        return described(figure, f"{self.title}. {self._describe(data)}")

    def sharpen(self, scale: float) -> None:
        """Draw with so many times the pixels from now on; for ``frame``."""
        figure = self._redrawer.figure
        figure.set_dpi(figure.dpi * scale)
        self._redrawer = Redrawer(figure)

    def frame(self, values: Mapping[str, Any]) -> tuple[Any, str]:
        """The picture at these values, as a PIL image, and its words; None and the message where there is no picture."""
        try:
            data = self._compute(**values)
        except (Diverged, ValueError) as problem:
            return None, f"No picture: {problem}"
        self._drawn(data)
        return self._redrawer.picture(), self._describe(data)

    def _keepers(self):
        if self.kept is None:
            return []
        self.keep, self.clear = (ipywidgets.Button(description=name) for name in ("Keep this run", "Clear"))
        self.keep.on_click(self._keep_this)
        self.clear.on_click(self._clear_all)
        return [ipywidgets.HBox([self.keep, self.clear])]

    def _keep_this(self, _button):
        self.kept = [*self.kept, self._compute(**self.values)][-MOST_KEPT:]
        self._refresh()

    def _clear_all(self, _button):
        self.kept = []
        self._refresh()

    def _drawn(self, data):
        self._draw(data) if self.kept is None else self._draw(data, self.kept)

    def _refresh(self, _change=None):
        try:
            data = self._compute(**self.values)
        except (Diverged, ValueError) as problem:
            self._picture.layout.display = "none"
            self._caption.value = f'<p role="alert"><b>No picture:</b> {html.escape(str(problem))}</p>'
            return
        self._drawn(data)
        sentence = self._describe(data)
        self._picture.value = self._redrawer.png()
        self._picture.tooltip = sentence
        self._picture.layout.display = None
        self._caption.value = f'<p aria-live="polite">{html.escape(sentence)}</p>'

    def _repr_mimebundle_(self, **options):
        self._begin()
        bundle = super()._repr_mimebundle_(**options)
        asked = f"{self.question} " if self.question else ""
        bundle["text/plain"] = f"Interactive: {self.title}. {asked}(Run the notebook to use it.)"
        return bundle
