"""Pictures of one figure again and again, drawing only what has changed: a moved slider has to answer at once.

Ticks, labels, grids and backgrounds are most of the work of a picture and mostly stay as they are. They are
drawn once and kept; artists that change, and those that lie above them, are drawn onto a copy.
"""

from itertools import takewhile
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.spines import Spine

from lecturekit.figures.base import Figure, course_style, encoded, picture_on


class Redrawer:
    """PNG pictures of a figure whose artists are updated in place between them.

    The pictures are, pixel for pixel, those of a full drawing.

    Parameters
    ----------
    figure : Figure
        Its layout is fixed at the first picture. No axes lie on others.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure, self._background, self._frames = figure, None, None
        self._still: dict[Any, list[Any]] = {}
        self._limits: dict[Any, Any] = {}

    def lay_out(self) -> None:
        """Find the layout, once; what is changed between this and the first picture is taken for what moves."""
        if self._still:
            return
        with course_style():
            self.figure.canvas.draw()
        self.figure.set_layout_engine(None)
        self._still = {owner: _parts(owner) for owner in self._owners()}
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
        parts = {owner: _parts(owner) for owner in self._owners()}
        still = {owner: self._lying_still(owner, several) for owner, several in parts.items()}
        frames = [_frame(axes) for axes in self.figure.axes]
        if self._background is None or (still, frames) != (self._still, self._frames) or self._other_grounds():
            self._still, self._frames = still, frames
            self._draw_background(parts)
        canvas = self.figure.canvas
        canvas.restore_region(self._background)
        for owner in self._owners():
            for artist in parts[owner][len(still[owner]) :] if owner.get_visible() else ():
                artist.draw(canvas.get_renderer())
        self._settle()
        return picture_on(canvas)

    def _owners(self):
        return [*self.figure.axes, self.figure]

    def _lying_still(self, owner, parts):
        """The first of an owner's parts, as far as they are those that have lain still, and still do."""
        if owner is not self.figure and self._limits.get(owner) != _limits(owner):
            return []
        pairs = zip(self._still.get(owner, ()), parts)
        return [part for _, part in takewhile(lambda pair: pair[0] is pair[1] and not _is_stale(pair[1]), pairs)]

    def _other_grounds(self):
        return any(owner.patch.stale for owner in self._owners())

    def _draw_background(self, parts):
        for owner, several in parts.items():
            for place, part in enumerate(several):
                part.set_animated(place >= len(self._still[owner]))
        self.figure.canvas.draw()
        self._background = self.figure.canvas.copy_from_bbox(self.figure.bbox)

    def _settle(self):
        """Take everything as drawn: what is invisible, or a spare tick, was not, and would stay marked for ever."""
        for owner in self._owners():
            owner.patch.stale = False
            for part in _all_parts(owner):
                for artist in _within(part):
                    artist.stale = False
        self._limits = {axes: _limits(axes) for axes in self.figure.axes}


def _all_parts(owner):
    """What stands on axes, or on a figure beside its axes; without the background."""
    return [
        child
        for child in owner.get_children()
        if child is not owner.patch and (isinstance(owner, Axes) or not isinstance(child, Axes))
    ]


def _parts(owner):
    """What of it is drawn, from the lowest to the highest."""
    hidden = ()
    if isinstance(owner, Axes) and not (owner.axison and owner.get_frame_on()):
        hidden = (Spine,) if owner.axison else (Spine, Axis)
    shown = (part for part in _all_parts(owner) if not isinstance(part, hidden))
    return sorted(shown, key=lambda artist: artist.get_zorder())


def _within(artist):
    """An artist and what it consists of; of an axis the ticks that are there, where ``findobj`` would make more."""
    if not isinstance(artist, Axis):
        return artist.findobj()
    ticks = [*vars(artist).get("majorTicks", ()), *vars(artist).get("minorTicks", ())]
    return [artist, artist.label, artist.offsetText, *ticks, *(part for tick in ticks for part in tick.get_children())]


def _is_stale(part):
    return any(artist.stale for artist in _within(part))


def _limits(axes):
    return (*axes.viewLim.extents, axes.get_xscale(), axes.get_yscale())


def _frame(axes):
    """What decides where axes stand and what of them is drawn; with a fixed aspect their limits do."""
    return axes, axes.get_visible(), axes.axison, axes.get_frame_on(), axes.get_aspect() != "auto" and _limits(axes)
