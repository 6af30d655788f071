"""Labeled controls: sliders, lists, choices, check boxes, and a slider with Back, Next and Play."""

from typing import Any

import ipywidgets
import traitlets

_WIDE = {"description_width": "13em"}
_LAYOUT = {"width": "40em", "max_width": "100%"}


def slider(
    label: str,
    value: float,
    low: float,
    high: float,
    step: float | None = None,
    *,
    log: bool = False,
    integer: bool = False,
) -> Any:
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
    layout = ipywidgets.Layout(**_LAYOUT)
    common = {"description": label, "value": value, "style": _WIDE, "layout": layout, "continuous_update": True}
    if log:
        from math import log10

        return ipywidgets.FloatLogSlider(
            min=log10(low), max=log10(high), step=step or 0.1, readout_format=".3g", **common
        )
    kind = ipywidgets.IntSlider if integer else ipywidgets.FloatSlider
    return kind(min=low, max=high, step=step or (1 if integer else (high - low) / 50), **common)


def dropdown(label: str, options: Any, value: Any = None) -> ipywidgets.Dropdown:
    """A drop-down list with a visible label; options as for ``ipywidgets.Dropdown``."""
    chosen = {} if value is None else {"value": value}
    return ipywidgets.Dropdown(
        description=label, options=options, style=_WIDE, layout=ipywidgets.Layout(**_LAYOUT), **chosen
    )


def choices(label: str, options: Any, value: Any) -> ipywidgets.SelectionSlider:
    """A slider over a few values, which shows the value itself; options as for ``ipywidgets.SelectionSlider``."""
    return ipywidgets.SelectionSlider(
        description=label, options=options, value=value, style=_WIDE, layout=ipywidgets.Layout(**_LAYOUT)
    )


def toggle(label: str, value: bool = False) -> ipywidgets.Checkbox:
    """A check box with a visible label."""
    return ipywidgets.Checkbox(description=label, value=value, indent=False)


class Stepper(ipywidgets.HBox):
    """A slider over the steps of something, with Back, Next and Play; see `stepper`."""

    value = traitlets.Int()

    def __init__(self, label: str, n: int, value: int = 0, interval: int = 600) -> None:
        self.slider = slider(label, value, 0, n, integer=True)
        self.description, self.min, self.max = label, 0, n
        self.value = value
        self.back, self.next = (
            ipywidgets.Button(description=name, layout={"width": "5em"}) for name in ("Back", "Next")
        )
        self.play = ipywidgets.Play(value=value, min=0, max=n, interval=interval, tooltip=f"Play: {label}")
        self.back.on_click(lambda _: self._move(-1))
        self.next.on_click(lambda _: self._move(+1))
        for part in (self.slider, self.play):
            traitlets.link((part, "value"), (self, "value"))
        layout = ipywidgets.Layout(flex_flow="row wrap", max_width="100%")
        super().__init__([self.slider, self.back, self.next, self.play], layout=layout)

    @traitlets.validate("value")
    def _within(self, proposal):
        return min(max(proposal["value"], self.min), self.max)

    def _move(self, by):
        self.value += by


def stepper(label: str, n: int, value: int = 0, *, interval: int = 600) -> Stepper:
    """A slider from 0 to n with Back, Next and Play, for whatever happens in steps.

    Parameters
    ----------
    label : str
    n : int
        The last step.
    value : int
        The first one shown.
    interval : int
        Milliseconds between steps while it plays.
    """
    return Stepper(label, n, value, interval)
