"""What a reader meets in JupyterLab: the notebook opens, runs, and answers when a slider is moved with the keyboard."""

import pytest
from browser.conftest import visits
from browser.lab import COURSE, move_slider

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHORT = ("00_start_here", "01_single_unit", "10_clinic")  # the others take half an hour
NOTEBOOKS = [
    stem if stem in SHORT else pytest.param(stem, marks=pytest.mark.long)
    for stem in sorted(path.stem for path in (COURSE / "lecture_nb").glob("*.ipynb"))
]
LEAST = {"01_single_unit": 3}
"""The least number of widgets that must answer to a slider, where it is not 1."""


@pytest.fixture(scope="module", params=NOTEBOOKS)
def ran(request, chromium, lab):
    """The name of a notebook, the notebook after all its cells ran, and the cells."""
    with visits(chromium, lab) as open_path:
        notebook = open_path(f"lecture_nb/{request.param}.ipynb")
        notebook.screenshot(request.param)
        yield request.param, notebook, notebook.run_all()


def test_a_notebook_runs(ran):
    stem, notebook, cells = ran
    assert [cell for cell in cells if cell["errors"]] == []
    assert notebook.page.locator(".jupyter-widgets-error-widget").count() == 0
    assert notebook.pictures_without_words() == 0
    assert len(notebook.sliding_widgets()) >= LEAST.get(stem, 1)


def test_every_control_answers_to_the_keyboard(ran):
    stem, notebook, _ = ran
    reached = []
    for number in notebook.controls_by_tab():
        reached.append(number)
        if focused := notebook.focused_slider():
            move_slider(*focused)
            notebook.screenshot(f"{stem}_control_{number}")
    assert sorted(reached) == list(range(notebook.n_controls())), "a control that the keyboard does not reach"


def test_live_widgets_are_accessible(ran, axe):
    stem, notebook, _ = ran
    assert notebook.violations(axe) == ([], [])
    spoken = notebook.spoken()
    assert len(spoken) > 0 and all(said == beside for said, beside in spoken)
    notebook.screenshot(f"{stem}_dark")
