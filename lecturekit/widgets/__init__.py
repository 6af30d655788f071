"""Widgets: the only room of the package that imports ipywidgets; one module for each chapter.

A widget is a pure function from its controls' values to data, and one figure whose artists are updated
in place: see ``Explorer``.
"""

from lecturekit.widgets.base import Explorer, dropdown, slider, toggle

__all__ = ["Explorer", "dropdown", "slider", "toggle"]
