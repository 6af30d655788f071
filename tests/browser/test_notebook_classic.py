"""The course in Jupyter Notebook: it runs there too, and every control answers to the keyboard."""

import pytest
from browser.lab import move_slider, picture_of, wait_for_another_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_notebook_runs_and_its_widgets_answer(open_classic):
    notebook = open_classic("lecture_nb/01_single_unit.ipynb")
    cells = notebook.run_all()
    assert [cell for cell in cells if cell["errors"]] == []
    assert notebook.page.locator(".jupyter-widgets-error-widget").count() == 0

    # Notebook keeps the arrow keys to itself, even when a slider has the focus.
    reached = []
    for number in notebook.controls_by_tab():
        reached.append(number)
        if focused := notebook.focused_slider():
            move_slider(*focused, keys=("PageDown", "PageUp"))
    assert sorted(reached) == list(range(notebook.n_controls())), "a control that the keyboard does not reach"

    notebook.settle()  # nothing is on its way that would write into the field
    widget = notebook.sliding_widgets()[0]
    before = picture_of(widget)
    widget.locator(".widget-readout").first.focus()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.type("1.5")
    notebook.page.keyboard.press("Enter")
    wait_for_another_picture(widget, before, "a number was typed beside the slider")
    notebook.screenshot("classic_01_single_unit")
