"""Widgets: the explorer on which all widgets are built; each chapter's own are in its room.

A widget is a pure function from its controls' values to data, and one figure whose artists are updated
in place: see ``Explorer``.
"""

from lecturekit.widgets.controls import choices, dropdown, slider, stepper, toggle
from lecturekit.widgets.explorer import Explorer

__all__ = ["Explorer", "choices", "dropdown", "slider", "stepper", "toggle"]
