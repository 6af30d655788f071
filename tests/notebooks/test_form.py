"""Rules for every stored notebook: run from top to bottom, described pictures, short cells."""

import html
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from tools.notebook_format import SETUP_CELL

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    path.relative_to(ROOT)
    for folder in ("lecture_nb", "exercises", "solutions")
    for path in (ROOT / folder).glob("*.ipynb")
)
LECTURES = [path for path in NOTEBOOKS if path.parts[0] == "lecture_nb"]
CHAPTERS = sorted({path.stem for path in NOTEBOOKS} - {"00_start_here"})
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")
IMAGE_TAG = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r'\balt="([^"]+)"')

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=str)


def code_cells(path):
    """The code cells of a stored notebook."""
    return [cell for cell in nbformat.read(ROOT / path, as_version=4).cells if cell.cell_type == "code"]


def data_of(path):
    """The data of every displayed output of a notebook, by kind."""
    for cell in code_cells(path):
        for output in cell.outputs:
            if "data" in output:
                yield output["data"]


def test_there_are_notebooks():
    assert Path("lecture_nb/00_start_here.ipynb") in NOTEBOOKS
    assert CHAPTERS


@pytest.mark.parametrize("stem", CHAPTERS)
@pytest.mark.parametrize("folder", ["lecture_nb", "exercises", "solutions"])
def test_a_chapter_has_its_three_notebooks(folder, stem):
    assert (ROOT / folder / f"{stem}.ipynb").is_file()


@every_notebook
def test_every_code_cell_was_run_in_order(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_no_cell_is_empty(path):
    cells = nbformat.read(ROOT / path, as_version=4).cells
    assert [cell.id for cell in cells if not cell.source.strip()] == []


@every_notebook
def test_no_errors_or_warnings_are_stored(path):
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@every_notebook
def test_outputs_hold_no_memory_addresses(path):
    texts = [output.get("text", "") for cell in code_cells(path) for output in cell.outputs]
    texts += [data.get(kind, "") for data in data_of(path) for kind in ("text/plain", "text/latex", "image/svg+xml")]
    texts += [re.sub("base64,[A-Za-z0-9+/=]+", "", data.get("text/html", "")) for data in data_of(path)]
    assert [text for text in texts if ADDRESS.search(text)] == []


@every_notebook
def test_every_picture_has_its_text(path):
    for data in data_of(path):
        texts = [ALT.search(tag) for tag in IMAGE_TAG.findall(data.get("text/html", ""))]
        assert all(texts), "a picture without alternative text"
        if any(kind.startswith("image/") for kind in data):
            assert [f"Figure: {html.unescape(text[1])}" for text in texts] == [data["text/plain"]]


@every_notebook
def test_the_setup_cell_comes_first_and_is_the_same(path):
    cells = code_cells(path)
    assert cells[0].source == SETUP_CELL
    assert [cell.source for cell in cells[1:] if "%pip" in cell.source] == []


@every_notebook
def test_cells_hide_no_output(path):
    sources = [cell.source.rstrip() for cell in code_cells(path)]
    assert [source for source in sources if source.endswith(";")] == []
    assert [source for source in sources if re.search(r"\b(clear_output|interact|interactive_output)\b", source)] == []
    # nbval would take one of these as a wish not to be tested.
    assert [source for source in sources if re.search(r"NBVAL_|PYTEST_VALIDATE", source)] == []
    tags = {tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])}
    assert tags.isdisjoint({"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception"})


@pytest.mark.parametrize("path", LECTURES, ids=str)
def test_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in code_cells(path)]
    assert statistics.median(lengths) <= 5
    assert max(lengths) <= 15
