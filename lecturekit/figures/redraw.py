"""Pictures of one figure again and again, drawing only what has changed: a moved slider has to answer at once.

Ticks, labels, grids and backgrounds are most of the work of a picture and mostly stay as they are. They are
drawn once and kept; artists that change, and those that lie above them, are drawn onto a copy.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.legend import Legend
from matplotlib.spines import Spine

from lecturekit.figures.base import Figure, course_style, encoded, picture_on


class Redrawer:
    """PNG pictures of a figure whose artists are updated in place between them.

    The pictures are, pixel for pixel, those of a full drawing.

    Parameters
    ----------
    figure : Figure
        Its layout is fixed at the first picture.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure, self._background, self._members = figure, None, None
        self._laid_out = False
        self._moving: set[Any] = set()

    def lay_out(self) -> None:
        """Find the layout, once; what is changed between this and the first picture is taken for what moves."""
        if self._laid_out:
            return
        with course_style():
            self.figure.canvas.draw()
        self.figure.set_layout_engine(None)
        self._laid_out = True
        self._settle()

    def png(self) -> bytes:
        """The figure as it is now, as PNG bytes."""
        return encoded(self.picture(), compress_level=1)

    def picture(self) -> Any:
        """The figure as it is now, as a PIL image."""
        with course_style():
            return self._picture()

    def _picture(self):
        self.lay_out()
        changed = {
            artist
            for artist in self.figure.findobj(include_self=False)
            if artist.stale and not isinstance(artist, Axes)
        }
        movable = {
            child
            for axes in self.figure.axes
            for child in axes.get_children()
            if not isinstance(child, (Axis, Spine, Legend)) and child is not axes.patch
        }
        same_members = changed <= movable and self._members == movable
        if self._background is None or (same_members and not changed <= self._moving):
            self._moving |= changed
            self._background = None
        if self._background is None or not same_members:
            self._moving &= movable
            self._draw_background(movable)
        canvas = self.figure.canvas
        canvas.restore_region(self._background)
        for axes, above in self._above:
            for artist in above:
                axes.draw_artist(artist)
        self._settle()
        return picture_on(canvas)

    def _settle(self):
        for artist in self.figure.findobj():
            artist.stale = False  # what is invisible, or a spare tick, was not drawn and would stay marked for ever

    def _draw_background(self, movable):
        for artist in self.figure.findobj():
            artist.set_animated(False)
        self._above = [(axes, self._from_the_lowest_moving(axes)) for axes in self.figure.axes]
        for _, above in self._above:
            for artist in above:
                artist.set_animated(True)
        self.figure.canvas.draw()
        self._background = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        self._members = movable

    def _from_the_lowest_moving(self, axes):
        """The children of ``axes`` in drawing order, from the first one that moves."""
        hidden = () if axes.axison and axes.get_frame_on() else (Spine,) if axes.axison else (Spine, Axis)
        order = sorted(
            (child for child in axes.get_children() if child is not axes.patch and not isinstance(child, hidden)),
            key=lambda artist: artist.get_zorder(),
        )
        first = next((k for k, artist in enumerate(order) if artist in self._moving), len(order))
        return order[first:]
