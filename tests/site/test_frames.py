"""Widgets for the pages: which states they hold, how their pictures are stored, and that they say what the notebook says."""

import base64
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from built_site import ALIVE
from PIL import Image

from lecturekit.site import frames
from lecturekit.site.cells import shown_by, widget_cells
from lecturekit.widgets import Explorer, choices, dropdown, slider, stepper, toggle
from lecturekit.widgets.explorer import _same_number
from lecturekit.widgets.states import positions, stops_and_states

ROOT = Path(__file__).parents[2]
CELLS = [
    pytest.param(path, cell, id=cell.name)
    for path in sorted((ROOT / "lecture_nb").glob("*.ipynb"))
    for cell in widget_cells(path.stem, nbformat.read(path, as_version=4))
]


def explorer(controls, grids=()):
    """A widget that shows its values."""
    from lecturekit.figures.base import new_figure

    figure, axes = new_figure(width=3, height=2)
    [line] = axes.plot([0, 1], [0, 0])
    axes.set(ylim=(-10, 10))
    return Explorer(
        "a line",
        controls,
        lambda **values: values,
        figure,
        lambda data: line.set_ydata([0, float(next(iter(data.values())))]),
        lambda data: f"The controls are at {data}.",
        frames=grids,
    )


def values_of(stops, states):
    """The states as values."""
    return [tuple(stop.values[k] for stop, k in zip(stops, state)) for state in states]


def is_at(state, values):
    """Whether a state has these values; logarithmic sliders compute theirs."""
    return all(state[name] == value or _same_number(state[name], value) for name, value in values.items())


def test_every_notebook_s_widget_is_found():
    n_notes = sum(
        path.read_text(encoding="utf-8").count('"Interactive: ') for path in (ROOT / "lecture_nb").glob("*.ipynb")
    )
    assert len(CELLS) == n_notes > 20


def test_positions_are_all_that_a_control_can_take():
    assert positions(slider("x", 0.2, 0, 1, 0.25)) == [0, 0.25, 0.5, 0.75, 1]
    assert positions(slider("n", 2, 1, 4, integer=True)) == [1, 2, 3, 4]
    assert np.allclose(positions(slider("rate", 0.1, 0.01, 1, 0.5, log=True)), 10 ** np.linspace(-2, 0, 5))
    assert positions(stepper("step", 3)) == [0, 1, 2, 3]
    assert positions(toggle("on")) == [False, True]
    assert positions(dropdown("x", [("one", 1), ("two", 2)])) == [1, 2]
    assert positions(choices("x", [3, 1, 2], 1)) == [3, 1, 2]


def test_few_controls_are_moved_together():
    stops, states = stops_and_states(explorer({"a": slider("a", 0, -1, 1, 0.01), "b": dropdown("b", [1, 2, 3])}))
    assert stops[0].values[0] == -1 and stops[0].values[-1] == 1 and 0 in stops[0].values
    assert len(stops[0].values) > 20 and len(states) == 3 * len(stops[0].values) <= 120
    assert [stop.kind for stop in stops] == ["slider", "choice"] and stops[0].texts[0] == "-1.00"
    assert stops[1].texts == ("1", "2", "3") and stops[1].start == 0


def test_many_controls_are_moved_in_pairs():
    controls = {name: slider(name, 0, -1, 1, 0.1) for name in "abcd"}
    stops, states = stops_and_states(explorer(controls))
    assert len(states) <= 130
    assert all(len(stop.values) >= 5 for stop in stops)
    assert {sum(value != 0 for value in values) for values in values_of(stops, states)} == {0, 1, 2}


def test_a_widget_says_what_its_page_holds():
    controls = {"a": stepper("a", 60), "b": slider("b", 0.5, 0, 1, 0.1), "c": toggle("c")}
    stops, states = stops_and_states(explorer(controls, [{"a": 13}, {"b": [0.1, 0.9], "c": None}]))
    held = set(values_of(stops, states))
    assert {(step, 0.5, False) for step in range(0, 61, 5)} <= held
    assert {(0, 0.1, True), (0, 0.9, False), (0, 0.5, True)} <= held and (5, 0.1, False) not in held
    assert stops[0].kind == "steps" and stops[0].interval == 600 * 5


def test_what_is_wanted_is_held_even_between_the_steps_of_a_slider():
    controls = {"eta": slider("rate", 0.06, 0.01, 1, 0.05, log=True), "b": slider("b", 0, 0, 10, 0.5)}
    stops, states = stops_and_states(explorer(controls), [{"eta": 0.2, "b": 3.5}])
    assert {(0.06, 0.0), (0.2, 3.5)} <= set(values_of(stops, states))
    assert stops[0].texts[stops[0].start] == "0.06"


def test_a_picture_is_put_together_again_from_its_tiles():
    rng = np.random.default_rng(0)
    pictures = []
    for k in range(4):
        pixels = np.full((70, 100, 3), 255, np.uint8)
        pixels[10 * k : 10 * k + 5, 20:60] = rng.integers(0, 256, (1, 1, 3))
        pictures.append(Image.fromarray(pixels))
    numbers, tiles, palette = frames.recolored(*frames.cut([pictures[0], None, *pictures[1:]]), 64)
    base, changes = frames.differences(numbers)
    assert changes[1] is None and len(tiles) < 4 * len(base)
    for picture, change in zip(pictures, [changes[0], *changes[2:]]):
        places = base.copy()
        places[change[::2]] = change[1::2]
        whole = palette[tiles[places]].reshape(3, 5, 24, 24, 3).swapaxes(1, 2).reshape(72, 120, 3)
        assert np.array_equal(whole[:70, :100], np.asarray(picture))


@pytest.mark.parametrize(
    "cell", [each.values[1] for each in CELLS if each.values[1].stem in ALIVE], ids=lambda cell: cell.name
)
def test_a_widget_s_files_are_small_and_hold_all_its_states(built_site, cell):
    sheet = built_site.folder / "widgets" / f"{cell.name}.webp"
    text = sheet.with_suffix(".js").read_text(encoding="utf-8")
    assert sheet.stat().st_size + len(text.encode()) <= frames.MOST_BYTES == 1_000_000
    name, what = re.fullmatch(r'lecturekit\("([^"]+)",(.*)\);\n', text, re.DOTALL).groups()
    what = json.loads(what)
    assert name == cell.name and len(what["states"]) == len(what["words"]) == len(what["changes"]) > 10
    assert [control["start"] for control in what["controls"]] in what["states"]
    with Image.open(sheet) as tiles:
        n_tiles = tiles.width * tiles.height / frames.TILE**2
    used = [np.frombuffer(base64.b64decode(each), "<u2").reshape(-1, 2)[:, 1] for each in what["changes"] if each]
    assert max(each.max(initial=0) for each in used) < n_tiles
    assert len(set(what["words"])) > 10


def test_a_widget_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "MOST_BYTES", 10_000)
    path, cell = next(each.values for each in CELLS if each.id == "06_adaptive_lr-1")
    with pytest.raises(RuntimeError, match=rf"{cell.name} takes \d+ bytes in 16 colors, expected at most 10000"):
        frames.write_widget(tmp_path, path, cell)


@pytest.mark.long
@pytest.mark.parametrize(("path", "cell"), CELLS)
def test_every_widget_is_small_enough_with_colors_to_spare(tmp_path, path, cell, monkeypatch):
    monkeypatch.setattr(frames, "N_COLORS", frames.N_COLORS[:-1])
    assert frames.write_widget(tmp_path, path, cell) > 5


@pytest.mark.slow
@pytest.mark.parametrize(("path", "cell"), CELLS)
def test_the_page_s_widget_says_what_the_notebook_s_picture_says(path, cell):
    notebook = nbformat.read(path, as_version=4)
    widget, stills = shown_by(notebook, cell)
    stops, states = stops_and_states(widget, stills)
    held = [dict(zip([stop.name for stop in stops], values)) for values in values_of(stops, states)]
    assert widget.values in held
    for (place, _), values in zip(cell.stills, stills):
        [state] = [each for each in held if is_at(each, widget.values | values)]
        stored = notebook.cells[place].outputs[0]["data"]["text/plain"]
        assert f"Figure: {widget.title}. {widget.frame(state)[1]}" == " ".join(stored.split())
