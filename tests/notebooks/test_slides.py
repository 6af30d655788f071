"""The lectures as slides and as scripts, by the tool that makes the copies."""

import ast
import re
from pathlib import Path

import pytest
from nbconvert.exporters import PythonExporter, SlidesExporter
from tools import slides

ROOT = Path(__file__).parents[2]
LECTURES = sorted((ROOT / "lecture_nb").glob("*.ipynb"))


def test_every_section_is_a_slide_that_goes_down(tmp_path):
    path = ROOT / "lecture_nb" / "05_sgd.ipynb"
    assert slides.main([str(path), str(tmp_path)]) == 0
    page, _ = SlidesExporter().from_filename(str(tmp_path / path.name))
    n_sections = len(re.findall(r'^\s*"## ', path.read_text(encoding="utf-8"), re.MULTILINE))
    stacks = re.split(r"<section>\s*<section", page)[1:]
    assert len(stacks) == n_sections + 1 and page.count("<section") > 2 * len(stacks)
    assert "%pip install" not in page and page.count('class="fragment"') >= 4


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_copy_becomes_a_python_script(path, tmp_path):
    slides.main([str(path), str(tmp_path)])
    script, resources = PythonExporter().from_filename(str(tmp_path / path.name))
    assert resources["output_extension"] == ".py"
    ast.parse(script)


def test_it_says_how_it_is_used(capsys):
    assert slides.main([]) == 2
    assert "nbconvert --to slides" in capsys.readouterr().err
