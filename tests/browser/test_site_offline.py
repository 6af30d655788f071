"""The course in a browser tab, nothing installed and no network: JupyterLite with a Pyodide of its own.

The inputs are large, so they are gathered once by ``python3 tests/tools/offline_site.py FOLDER``;
LECTUREKIT_SITE_INPUTS names the folder.
"""

import pytest
from browser.lab import keep_offline
from browser.served import LiteNotebook, drag_slider, serving
from tools.offline_site import python_of

from lecturekit.site.lab import write_entrance, write_lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Each notebook with the least number of widgets that must answer to a slider.
NOTEBOOKS = {"00_start_here": 1, "01_single_unit": 3, "05_sgd": 1}
INSTALL = "%pip install -q ipywidgets lecturekit"
OPENED = "path => window.jupyterapp?.shell.currentWidget?.context?.path === path"


@pytest.fixture(scope="module")
def application(site_inputs, tmp_path_factory):
    """The address of the application, served."""
    folder = tmp_path_factory.mktemp("application")
    write_lab(
        folder,
        python=str(python_of(site_inputs)),
        wheels=sorted((site_inputs / "wheels").glob("*.whl")),
        pyodide=site_inputs / "pyodide",
        application={"exposeAppInBrowser": True},
    )
    with serving(folder) as address:
        yield address


@pytest.fixture
def visitor(chromium):
    """A browser with a storage of its own; the test fails if a page asks for another machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    refused = keep_offline(context)
    yield context
    context.close()
    assert refused == [], "the page asked for something outside this machine"


def open_notebook(visitor, application, path):
    """The notebook, its kernel ready."""
    notebook = LiteNotebook(visitor.new_page(), application, path)
    notebook.open()
    return notebook


@pytest.mark.parametrize(
    ("stem", "n_sliding"),
    [pytest.param(*each, marks=[pytest.mark.long] * (each[0] == "05_sgd")) for each in NOTEBOOKS.items()],
)
def test_a_notebook_runs_unchanged_and_its_widgets_answer(visitor, application, stem, n_sliding):
    notebook = open_notebook(visitor, application, f"lecture_nb/{stem}.ipynb")
    cells = notebook.run_all()
    assert [line for cell in cells for line in cell["errors"]] == []
    assert notebook.page.locator(".jupyter-widgets-error-widget").count() == 0
    widgets = notebook.sliding_widgets()
    assert len(widgets) >= n_sliding
    for number, widget in enumerate(widgets, start=1):
        drag_slider(widget)
        notebook.screenshot(f"site_{stem}_widget_{number}")
    notebook.screenshot(f"site_{stem}")


def test_progress_stays_in_the_browser(visitor, application):
    first = open_notebook(visitor, application, "exercises/01_single_unit.ipynb")
    first.run(INSTALL)
    assert first.run("from lecturekit.checks import check; print(check('1.a', 'nonsense').status)") == "wrong\n"
    first.page.close()
    # Another visit, from another folder: a new page with a new Python.
    second = open_notebook(visitor, application, "lecture_nb/00_start_here.ipynb")
    second.run(INSTALL)
    assert second.run("from lecturekit.checks.memory import load; print(load())") == "{'1.a': 'wrong'}\n"


def test_the_entrance_leads_to_the_first_notebook(visitor, application):
    page = visitor.new_page()
    page.goto(application, wait_until="commit")  # it leads on at once, perhaps before all of it is there
    page.wait_for_function(OPENED, arg="lecture_nb/00_start_here.ipynb")


def test_the_entrance_leads_to_the_notebook_that_the_address_names(visitor, application):
    page = visitor.new_page()
    page.goto(f"{application}/index.html?path=exercises/01_single_unit.ipynb", wait_until="commit")
    page.wait_for_function(OPENED, arg="exercises/01_single_unit.ipynb")


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("http://localhost:1/pyodide", "localhost:1, from where Python comes, cannot be reached"),
        (None, "opened from a folder"),
    ],
)
def test_the_entrance_says_why_python_cannot_start(chromium, tmp_path, python, reason):
    write_entrance(tmp_path, python or "static/pyodide")
    context = chromium.new_context()
    page = context.new_page()
    with serving(tmp_path) as address:
        here = address if python else tmp_path.as_uri()
        page.goto(f"{here}/index.html?path=exercises/01_single_unit.ipynb")
        page.locator(".problem").wait_for()
        assert reason in page.locator(".problem").inner_text()
        away, on = page.locator(".problem a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert away == "../index.html" and on.endswith("?path=exercises/01_single_unit.ipynb")
    context.close()
