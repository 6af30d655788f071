"""What a reader meets in JupyterLab: the notebook opens, runs, and answers when a slider is moved with the keyboard."""

import pytest
from browser.lab import move_slider

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Each notebook with the least number of widgets that must answer to a slider.
NOTEBOOKS = {"00_start_here": 1, "01_single_unit": 3, "10_clinic": 1}


@pytest.mark.parametrize(("stem", "n_sliding"), NOTEBOOKS.items())
def test_notebook_runs_and_its_widgets_answer(open_notebook, stem, n_sliding):
    notebook = open_notebook(f"lecture_nb/{stem}.ipynb")
    notebook.screenshot(stem)
    cells = notebook.run_all()
    assert [cell for cell in cells if cell["errors"]] == []
    assert notebook.page.locator(".jupyter-widgets-error-widget").count() == 0

    assert notebook.pictures_without_words() == 0

    assert len(notebook.sliding_widgets()) >= n_sliding
    reached = []
    for number in notebook.controls_by_tab():
        reached.append(number)
        if focused := notebook.focused_slider():
            move_slider(*focused)
            notebook.screenshot(f"{stem}_control_{number}")
    assert sorted(reached) == list(range(notebook.n_controls())), "a control that the keyboard does not reach"
