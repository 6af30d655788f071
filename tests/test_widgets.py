"""Every control of every widget is driven to its minimum, default, maximum and every option, with the real callbacks."""

import importlib
import io
from pathlib import Path

import ipywidgets
import pytest
from PIL import Image

from lecturekit.descent import Diverged
from lecturekit.figures import new_figure
from lecturekit.widgets import Explorer, dropdown, slider


STEMS = [path.stem[3:] for path in sorted((Path(__file__).parents[1] / "lecture_nb").glob("0[1-9]_*.ipynb"))]


def _factories():
    for stem in STEMS:
        module = importlib.import_module(f"lecturekit.widgets.{stem}")
        for name in module.__all__:
            yield pytest.param(getattr(module, name), id=f"{stem}.{name}")


def test_at_least_two_widgets_a_chapter():
    for stem in STEMS:
        assert len(importlib.import_module(f"lecturekit.widgets.{stem}").__all__) >= 2, stem


FACTORIES = list(_factories())


def interesting_values(control):
    """The values that a control is driven to: its ends and middle, or all of its options."""
    if isinstance(control, (ipywidgets.Dropdown, ipywidgets.ToggleButtons, ipywidgets.SelectionSlider,
                            ipywidgets.RadioButtons)):
        options = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return options if len(options) <= 8 else [options[0], options[len(options) // 2], options[-1]]
    if isinstance(control, ipywidgets.Checkbox):
        return [True, False]
    low, high = control.min, control.max
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [control.base ** low, control.base ** ((low + high) / 2), control.base ** high]
    if isinstance(control, (ipywidgets.IntSlider, ipywidgets.BoundedIntText, ipywidgets.Play)):
        return [low, (low + high) // 2, high]
    return [low, (low + high) / 2, high]


def _shows_something(explorer):
    """A picture with more than one colour and a sentence about it, or a message in its place."""
    if explorer.picture.layout.display == "none":
        return "role=\"alert\"" in explorer.caption.value
    colours = Image.open(io.BytesIO(explorer.picture.value)).convert("RGB").getcolors(1 << 20)
    return len(colours) > 10 and len(explorer.picture.tooltip) > 15




@pytest.mark.parametrize("factory", FACTORIES)
def test_every_control_through_its_values(factory):
    explorer = factory()
    assert isinstance(explorer, Explorer)
    assert _shows_something(explorer) and explorer.picture.layout.display != "none", "no picture at the default"
    assert explorer.controls
    for name, control in explorer.controls.items():
        assert control.description, f"{name} has no label"
        default, pictures = control.value, set()
        for value in [*interesting_values(control), default]:
            control.value = value
            assert _shows_something(explorer), f"{name} = {value!r} shows nothing"
            pictures.add((explorer.picture.value, explorer.caption.value))
        assert len(pictures) > 1, f"moving {name} changes nothing"


@pytest.mark.parametrize("factory", FACTORIES)
def test_controls_together_at_their_ends(factory):
    explorer = factory()
    for end in (0, -1):
        for control in explorer.controls.values():
            control.value = interesting_values(control)[end]
        assert _shows_something(explorer)


@pytest.mark.parametrize("factory", FACTORIES)
def test_the_same_state_gives_the_same_picture(factory):
    explorer = factory()
    name, control = next(iter(explorer.controls.items()))
    before = explorer.picture.value
    default = control.value
    for value in interesting_values(control):
        control.value = value
    control.value = default
    assert explorer.picture.value == before, f"{name}: back at the default, another picture: an artist is left over"


def _explorer(compute):
    figure, axes = new_figure()
    line, = axes.plot([0, 1], [0, 1])
    return Explorer("a test", {"a": slider("a", 1, 0, 4, 1)}, compute, figure,
                    lambda a: line.set_data([0, 1], [0, a]), lambda a: f"the line ends at the height {a}")


def _diverges_at_4(a):
    if a == 4:
        raise Diverged(12, 0.5)
    return a


def test_a_diverging_setting_shows_a_message_and_recovers():
    explorer = _explorer(_diverges_at_4)
    explorer.controls["a"].value = 4
    assert explorer.picture.layout.display == "none"
    assert "step 12" in explorer.caption.value and "0.5" in explorer.caption.value
    explorer.controls["a"].value = 2
    assert explorer.picture.layout.display is None and "height 2" in explorer.caption.value


def test_a_callback_that_fails_off_its_default_is_not_swallowed():
    explorer = _explorer(lambda a: a if a == 1 else {}["missing"])
    with pytest.raises(KeyError):
        explorer.controls["a"].value = 3


def test_what_a_reader_without_a_kernel_sees():
    text = _explorer(lambda a: a)._repr_mimebundle_()["text/plain"]
    assert text == "Interactive: a test (run the notebook to use it)"


def test_labelled_controls():
    assert slider("rate", 0.1, 0.01, 1, log=True).min == -2
    assert slider("n", 3, 1, 9, integer=True).step == 1
    assert dropdown("phi", ["a", "b"], "b").value == "b"
