"""The states of a widget that a page without Python can show: a few positions of its controls, drawn beforehand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import ipywidgets

from lecturekit.widgets.controls import Stepper
from lecturekit.widgets.explorer import Explorer, _same_number

MOST = 90
"""States of a widget, where it does not say itself what a page should hold of it."""

FEWEST, MANY = 5, 8
"""Positions of a slider that are worth showing; and more than these options are not all shown."""


@dataclass(frozen=True)
class Stops:
    """The positions at which a page lets a control stand.

    Attributes
    ----------
    name, label : str
    kind : str
        "slider", "choice", "check" or "steps".
    values : tuple
        What ``compute`` gets.
    texts : tuple of str
        What a reader sees and hears.
    start : int
        The place of the control's own value.
    interval : int
        Milliseconds between the steps while it plays; for "steps".
    """

    name: str
    label: str
    kind: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    interval: int = 0


def positions(control: Any) -> list[Any]:
    """All values that a control can take, in its order."""
    if isinstance(control, ipywidgets.Checkbox):
        return [False, True]
    if hasattr(control, "options"):
        return [value for _, value in _options(control)]
    step = getattr(control, "step", 1)
    n = round((control.max - control.min) / step)
    along = [control.min + k * step for k in range(n + 1)]
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [float(control.base**exponent) for exponent in along]
    return [round(value, 10) for value in along]


def stops_and_states(
    explorer: Explorer, wanted: Iterable[Mapping[str, Any]] = ()
) -> tuple[list[Stops], list[tuple[int, ...]]]:
    """What a page shows of a widget: the stops of its controls, and the states it holds, as places of the stops.

    Parameters
    ----------
    explorer : Explorer
        Its ``frames`` say which controls are moved together, and through how many positions each; without them all
        are if that makes few enough states, else the first one with each of the others.
    wanted : iterable of dict
        Values of controls that are to be among the states; the controls' own values always are.
    """
    wanted, own_values = list(wanted), explorer.values
    full = {
        name: _with(positions(control), [values[name] for values in (own_values, *wanted) if name in values])
        for name, control in explorer.controls.items()
    }
    own = {name: _place(full[name], value) for name, value in own_values.items()}
    extra = [own | {name: _place(full[name], value) for name, value in values.items()} for values in wanted]
    must = {name: {own[name], *(each[name] for each in extra)} for name in full}
    states = {tuple(each.values()) for each in (own, *extra)}
    for grid in explorer.frames or _default_grids(explorer.controls, full):
        chosen = {name: _chosen(full[name], n, must[name]) for name, n in grid.items()}
        states |= set(product(*(chosen.get(name, [own[name]]) for name in full)))
    used = [sorted({state[k] for state in states}) for k in range(len(full))]
    stops = [
        _stops(name, control, [full[name][place] for place in places], places.index(own[name]))
        for (name, control), places in zip(explorer.controls.items(), used)
    ]
    return stops, [tuple(places.index(place) for place, places in zip(state, used)) for state in sorted(states)]


def _options(control):
    options = control.options
    if isinstance(options, dict):
        return list(options.items())
    return [each if isinstance(each, tuple) else (str(each), each) for each in options]


def _with(values, more):
    """The values, and those that stand between them: a slider may begin at one that its steps do not meet."""
    for value in more:
        if not any(value == each or _same_number(value, each) for each in values):
            values = sorted([*values, value])
    return values


def _place(values, value):
    if value in values:
        return values.index(value)
    return min(range(len(values)), key=lambda k: abs(values[k] - value))


def _chosen(values, n, must):
    if n is None or isinstance(n, int):
        return _thinned(len(values), n, must)
    return sorted({*must, *(_place(values, value) for value in n)})


def _thinned(length, n, must):
    """About n places out of so many, evenly, with both ends and those that must be among them."""
    n = min(n or length, length)
    places = {round(k * (length - 1) / max(1, n - 1)) for k in range(n)}
    for place in must - places:
        movable = places - must - {0, length - 1}
        places -= {min(movable, key=lambda each: abs(each - place))} if movable and len(places) >= n else set()
        places |= {place}
    return sorted(places)


def _default_grids(controls, full):
    names = list(controls)
    whole = _shared(names, controls, full, MOST)
    if whole:
        return [whole]
    first, *others = names
    return [_shared([first, name], controls, full, MOST // len(others)) or {name: FEWEST} for name in others]


def _shared(names, controls, full, most):
    """How many positions each of these controls gets out of so many states; None where that is too few."""
    few = {name: min(len(full[name]), MANY) for name in names if hasattr(controls[name], "options")}
    few |= {name: 2 for name in names if isinstance(controls[name], ipywidgets.Checkbox)}
    counts, left = dict(few), most / prod(few.values())
    sliders = sorted((name for name in names if name not in few), key=lambda name: len(full[name]))
    for rank, name in enumerate(sliders):
        counts[name] = min(len(full[name]), int(left ** (1 / (len(sliders) - rank))))
        if counts[name] < min(FEWEST, len(full[name])):
            return None
        left /= counts[name]
    return counts if left >= 1 else None


def _stops(name, control, values, start):
    interval = 0
    if isinstance(control, ipywidgets.Checkbox):
        kind, texts = "check", ["off", "on"]
    elif hasattr(control, "options"):
        kind = "slider" if isinstance(control, ipywidgets.SelectionSlider) else "choice"
        texts = [text for text, value in _options(control) if value in values]
    elif isinstance(control, Stepper):
        kind, texts = "steps", [str(value) for value in values]
        interval = control.play.interval * round((control.max + 1) / len(values))
    else:
        kind = "slider"
        texts = _readouts(control, values)
    return Stops(name, control.description, kind, tuple(values), tuple(texts), start, interval)


def _readouts(control: Any, values: Sequence[Any]) -> list[str]:
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [f"{value:.3g}" for value in values]
    for decimals in range(6):
        texts = [f"{value:.{decimals}f}" for value in values]
        if all(abs(float(text) - value) < 1e-9 for text, value in zip(texts, values)):
            return texts
    return [f"{value:g}" for value in values]
