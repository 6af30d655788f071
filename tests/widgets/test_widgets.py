"""Every control of every widget is driven to its minimum, default, maximum and every option, with the real callbacks."""

import importlib
import io
from functools import cache
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from lecturekit.figures import new_figure
from lecturekit.figures.base import course_style
from lecturekit.figures.redraw import Redrawer
from lecturekit.training.diverged import Diverged
from lecturekit.widgets import Explorer, dropdown, slider, stepper
from lecturekit.widgets.controls import Stepper

STEMS = [path.stem[3:] for path in sorted((Path(__file__).parents[2] / "lecture_nb").glob("*[1-9]*_*.ipynb"))]


def _factories():
    for stem in [*STEMS, "course"]:
        module = importlib.import_module(f"lecturekit.{stem}.widgets")
        for name in module.__all__:
            yield pytest.param(getattr(module, name), id=f"{stem}.{name}")


def test_at_least_two_widgets_a_chapter():
    for stem in STEMS:
        assert len(importlib.import_module(f"lecturekit.{stem}.widgets").__all__) >= 2, stem


FACTORIES = list(_factories())


def interesting_values(control):
    """The values that a control is driven to: its ends and middle, or all of its options."""
    if isinstance(
        control, (ipywidgets.Dropdown, ipywidgets.ToggleButtons, ipywidgets.SelectionSlider, ipywidgets.RadioButtons)
    ):
        options = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return options if len(options) <= 8 else [options[0], options[len(options) // 2], options[-1]]
    if isinstance(control, ipywidgets.Checkbox):
        return [True, False]
    low, high = control.min, control.max
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [control.base**low, control.base ** ((low + high) / 2), control.base**high]
    if isinstance(control, (ipywidgets.IntSlider, ipywidgets.BoundedIntText, ipywidgets.Play, Stepper)):
        return [low, (low + high) // 2, high]
    return [low, (low + high) / 2, high]


@cache
def made(factory):
    """The widget and its controls' defaults; made once, because some train a network first."""
    explorer = factory()
    return explorer, explorer.values


def at_its_defaults(factory):
    """The widget of a factory, every control at its default."""
    explorer, defaults = made(factory)
    for name, value in defaults.items():
        explorer.controls[name].value = value
    return explorer


@pytest.mark.parametrize("factory", FACTORIES)
def test_only_widgets_that_every_front_end_knows(factory):
    explorer, _ = made(factory)
    parts = [explorer, *explorer.children]
    parts += [each.style for each in parts if hasattr(each, "style")] + [each.layout for each in parts]
    assert {each._model_module for each in parts} <= {"@jupyter-widgets/base", "@jupyter-widgets/controls"}


def _shows_something(explorer):
    """A picture with more than one color and a sentence about it, or a message in its place."""
    if explorer.picture.layout.display == "none":
        return 'role="alert"' in explorer.caption.value
    colors = Image.open(io.BytesIO(explorer.picture.value)).convert("RGB").getcolors(1 << 20)
    return len(colors) > 10 and len(explorer.picture.tooltip) > 15


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_control_through_its_values(factory):
    explorer = at_its_defaults(factory)
    assert isinstance(explorer, Explorer)
    assert _shows_something(explorer) and explorer.picture.layout.display != "none", "no picture at the default"
    assert explorer.controls
    before = explorer.picture.value
    for name, control in explorer.controls.items():
        assert control.description, f"{name} has no label"
        default, pictures = control.value, set()
        for value in [*interesting_values(control), default]:
            control.value = value
            assert _shows_something(explorer), f"{name} = {value!r} shows nothing"
            pictures.add((explorer.picture.value, explorer.caption.value))
        assert len(pictures) > 1, f"moving {name} changes nothing"
        assert explorer.picture.value == before, f"{name}: back at the default, another picture: an artist is left over"


def _all_at_an_end(explorer, end):
    for control in explorer.controls.values():
        control.value = interesting_values(control)[end]
    assert _shows_something(explorer), f"nothing is shown at {explorer.values}"


@pytest.mark.parametrize("factory", FACTORIES)
def test_controls_together_at_their_ends(factory):
    for end in (0, -1):
        _all_at_an_end(at_its_defaults(factory), end)


@pytest.mark.long
@pytest.mark.parametrize("factory", FACTORIES)
def test_each_control_through_its_values_while_the_others_stay_at_their_ends(factory):
    explorer = at_its_defaults(factory)
    for end in (0, -1):
        _all_at_an_end(explorer, end)
        for name, control in explorer.controls.items():
            for value in [*interesting_values(control), interesting_values(control)[end]]:
                control.value = value
                assert _shows_something(explorer), f"{name} = {value!r} shows nothing at {explorer.values}"


def _pixels(png):
    return np.array(Image.open(io.BytesIO(png)).convert("RGB"))


def _drawn_in_full(figure):
    """The figure's pixels without any of the redrawer's savings."""
    animated = [artist for artist in figure.findobj() if artist.get_animated()]
    for artist in animated:
        artist.set_animated(False)
    with course_style():
        figure.canvas.draw()
    pixels = np.array(figure.canvas.buffer_rgba())[:, :, :3]
    for artist in animated:
        artist.set_animated(True)
    return pixels


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_partly_redrawn_picture_is_the_whole_picture(factory):
    explorer = at_its_defaults(factory)
    for control in explorer.controls.values():
        control.value = interesting_values(control)[-1]
        if explorer.picture.layout.display != "none":
            assert np.array_equal(_pixels(explorer.picture.value), _drawn_in_full(explorer._redrawer.figure))


def test_a_widget_of_which_only_a_still_is_wanted_draws_nothing(monkeypatch):
    drawn = []
    monkeypatch.setattr(Redrawer, "picture", lambda redrawer: drawn.append(redrawer) or Image.new("RGB", (1, 1)))
    explorer = importlib.import_module("lecturekit.sgd.widgets").ball_in_a_valley()
    assert explorer.still().words and not drawn
    assert explorer._repr_mimebundle_() and len(drawn) == 1
    assert explorer.picture.value and len(drawn) == 1


def test_the_redrawer_notices_every_kind_of_change():
    figure, axes = new_figure(1, 2)
    (line,) = axes[0].plot([0, 1], [0, 1], label="a line")
    image = axes[1].imshow(np.eye(3))
    axes[1].plot([0, 2], [0, 2], "o")
    hidden = axes[0].text(0.5, 0.5, "hidden", visible=False)
    legend = axes[0].legend()
    axes[0].set_xlabel("a name")
    changes = [
        lambda: line.set_data([0, 1], [1, 0]),
        lambda: image.set_data(1 - np.eye(3)),
        lambda: hidden.set_visible(True),
        lambda: axes[0].set_xlim(-3, 3),
        lambda: axes[1].set_title("new"),
        lambda: legend.get_texts()[0].set_text("other"),
        lambda: axes[0].plot([0, 1], [0.3, 0.3]),
        lambda: axes[0].lines[-1].remove(),
        lambda: line.set_color("red"),
        lambda: axes[0].set_xlabel("another"),
        lambda: axes[0].set_yscale("symlog"),
        lambda: figure.suptitle("above all"),
        lambda: axes[1].set_aspect("auto"),
        lambda: axes[1].set_xlim(-1, 4),
        lambda: axes[1].set_facecolor("tan"),
        lambda: axes[1].fill_between([0, 1], 0, 1, zorder=0.1),
        lambda: figure.add_axes((0, 0, 0.03, 0.03), xticks=[], yticks=[]),
        lambda: axes[1].axis("off"),
        lambda: axes[1].set_visible(False),
        lambda: None,
    ]
    redrawer = Redrawer(figure)
    before = redrawer.png()
    for change in changes:
        change()
        after = redrawer.png()
        assert (after == before) == (change is changes[-1])
        assert np.array_equal(_pixels(after), _drawn_in_full(figure))
        before = after


def test_what_lies_still_is_drawn_once(monkeypatch):
    figure, axes = new_figure(1, 2)
    image = axes[1].imshow(np.eye(3))  # lies below the axes, which are drawn again with it
    axes[0].plot([0, 1], [0, 1])
    redrawer = Redrawer(figure)
    for size in (1, 2):
        image.set_data(size * np.eye(3) / 4)
        redrawer.png()
    drawn_in_full = []
    monkeypatch.setattr(Redrawer, "_draw_background", lambda self, parts: drawn_in_full.append(parts))
    for size in (3, 4):
        image.set_data(size * np.eye(3) / 4)
        redrawer.png()
    assert not drawn_in_full


def _explorer(compute):
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 1])
    return Explorer(
        "a test",
        {"a": slider("a", 1, 0, 4, 1)},
        compute,
        figure,
        lambda a: line.set_data([0, 1], [0, a]),
        lambda a: f"the line ends at the height {a}",
    )


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
    assert text == "Interactive: a test. (Run the notebook to use it.)"


def test_labeled_controls():
    assert slider("rate", 0.1, 0.01, 1, log=True).min == -2
    assert slider("n", 3, 1, 9, integer=True).step == 1
    assert dropdown("phi", ["a", "b"], "b").value == "b"


def line_explorer(**options):
    """An explorer of one line, with a stepper and a slider."""
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    controls = {"step": stepper("step", 5), "slope": slider("slope", 0.5, 0.0, 1.0, 0.25)}

    def draw(data, kept=()):
        line.set_ydata([0, data["end"] + len(kept)])

    def describe(data):
        return f"At step {data['step']} the line ends at {data['end']:g}."

    compute = lambda step, slope: {"step": step, "end": slope * step}
    return Explorer("a line", controls, compute, figure, draw, describe, **options)


def test_a_still_is_the_picture_at_its_values_with_its_words():
    figure = line_explorer().still(step=4, slope=0.25)
    assert figure.words == "a line. At step 4 the line ends at 1."
    assert figure.axes[0].lines[0].get_ydata()[-1] == 1.0
    assert not any(artist.get_animated() for artist in figure.findobj())


@pytest.mark.parametrize("values", [{"rate": 1}, {"step": "x"}, {"slope": 7.0}, {"step": 9}])
def test_a_still_refuses_what_the_controls_cannot_take(values):
    with pytest.raises(ValueError, match="expected"):
        line_explorer().still(**values)


def test_a_stepper_goes_on_back_and_plays():
    explorer = line_explorer()
    control = explorer.controls["step"]
    control.next.click()
    control.next.click()
    control.back.click()
    assert explorer.values["step"] == control.slider.value == control.play.value == 1
    control.play.value = 5
    assert "At step 5" in explorer.caption.value
    control.next.click()
    assert control.value == 5


def test_a_question_stands_above_the_controls():
    explorer = line_explorer(question="Where does it end & why?")
    assert "Where does it end &amp; why?" in explorer.children[0].value
    assert "Where does it end & why?" in explorer._repr_mimebundle_()["text/plain"]


def test_runs_are_kept_until_they_are_cleared():
    explorer = line_explorer(keep=True)
    before = explorer.picture.value
    for _ in range(6):
        explorer.keep.click()
    assert len(explorer.kept) == 4
    assert explorer.picture.value != before
    explorer.clear.click()
    assert explorer.kept == []
    assert explorer.picture.value == before
