"""The lectures as slides and as scripts, by nbconvert's own exporters."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import PythonExporter, SlidesExporter
from tools.notebook_format import normalize

ROOT = Path(__file__).parents[2]
LECTURES = sorted((ROOT / "lecture_nb").glob("*.ipynb"))


def test_every_section_is_a_slide_that_goes_down():
    path = ROOT / "lecture_nb" / "05_sgd.ipynb"
    page, _ = SlidesExporter().from_filename(str(path))
    n_sections = len(re.findall(r'^\s*"## ', path.read_text(encoding="utf-8"), re.MULTILINE))
    stacks = re.split(r"<section>\s*<section", page)[1:]
    assert len(stacks) == n_sections + 1 and page.count("<section") > 2 * len(stacks)
    assert "%pip install" not in page and page.count('class="fragment"') >= 4


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_lecture_becomes_a_python_script(path):
    script, resources = PythonExporter().from_filename(str(path))
    assert resources["output_extension"] == ".py"
    ast.parse(script)


def test_a_section_begins_a_cell_of_its_own():
    text = nbformat.v4.new_markdown_cell("# A\n\nOne.\n\n## B\n\nTwo.\n### C\n\nThree. #### D")
    notebook = normalize(nbformat.v4.new_notebook(cells=[text]))
    assert [cell.source for cell in notebook.cells] == ["# A\n\nOne.", "## B\n\nTwo.", "### C\n\nThree. #### D"]
    assert [cell.metadata.slideshow.slide_type for cell in notebook.cells] == ["slide", "slide", "subslide"]
