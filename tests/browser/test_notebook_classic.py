"""The course in Jupyter Notebook: it runs there too, and every control answers to the keyboard."""

import pytest
from browser.conftest import visits
from browser.lab import move_slider, picture_of, wait_for_another_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def ran(chromium, classic):
    """A notebook after all its cells ran, and the cells."""
    with visits(chromium, classic) as open_path:
        notebook = open_path("lecture_nb/01_single_unit.ipynb")
        yield notebook, notebook.run_all()


def test_a_notebook_runs(ran):
    notebook, cells = ran
    assert [cell for cell in cells if cell["errors"]] == []
    assert notebook.page.locator(".jupyter-widgets-error-widget").count() == 0


def test_every_control_answers_to_the_keyboard(ran):
    notebook, _ = ran
    # Notebook keeps the arrow keys to itself, even when a slider has the focus.
    reached = []
    for number in notebook.controls_by_tab():
        reached.append(number)
        if focused := notebook.focused_slider():
            move_slider(*focused, keys=("PageDown", "PageUp"))
    assert sorted(reached) == list(range(notebook.n_controls())), "a control that the keyboard does not reach"


def test_a_number_can_be_typed_beside_a_slider(ran):
    notebook, _ = ran
    notebook.settle()  # nothing is on its way that would write into the field
    widget = notebook.sliding_widgets()[0]
    before = picture_of(widget)
    widget.locator(".widget-readout").first.focus()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.type("1.5")
    notebook.page.keyboard.press("Enter")
    wait_for_another_picture(widget, before, "a number was typed beside the slider")
    notebook.screenshot("classic_01_single_unit")


def test_live_widgets_are_accessible(ran, axe):
    notebook, _ = ran
    assert notebook.violations(axe) == ([], [])
    spoken = notebook.spoken()
    assert len(spoken) > 0 and all(said == beside for said, beside in spoken)
