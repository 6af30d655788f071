"""The house: a chapter is a room, and the contracts of pyproject.toml are seen to bite."""

import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lecturekit.foundation.chapters import CHAPTERS

ROOT = Path(__file__).parents[1]
MOST_ROOMS = 21


def contracts(folder):
    """Run import-linter on the package in a folder; return its exit status and what it says."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    return done.returncode, re.sub(r"\s+", " ", done.stdout + done.stderr)


@pytest.fixture
def copy(tmp_path):
    """The package and its rules, to be spoiled."""
    leave = shutil.ignore_patterns("__pycache__", "*.npz")
    shutil.copytree(ROOT / "lecturekit", tmp_path / "lecturekit", ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    status, said = contracts(ROOT)
    assert status == 0, said


@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("two_layer/network.py", "import lecturekit.sgd.momentum", "Chapters stand on earlier chapters"),
        ("checks/compare.py", "import lecturekit.single_unit.unit", "Chapters stand on earlier chapters"),
        ("training/batches.py", "import lecturekit.checks.compare", "Chapters stand on earlier chapters"),
        ("datasets/mnist.py", "import lecturekit.course.files", "No circles between rooms"),
        ("sgd/momentum.py", "import matplotlib", "matplotlib only in figures"),
        ("sgd/figures/momentum.py", "import ipywidgets", "ipywidgets only in widgets"),
        ("site/pages.py", "import nbgrader", "What only an instructor needs"),
        ("reproduce/runs.py", "import distributed", "What only an instructor needs"),
        ("checks/engine.py", "import jupyterhub", "What only an instructor needs"),
    ],
)
def test_a_contract_that_is_broken_is_named(copy, module, line, contract):
    path = copy / "lecturekit" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    status, said = contracts(copy)
    assert status == 1
    assert re.search(re.escape(contract) + r"[^.]*? BROKEN", said), said


def test_there_are_few_rooms():
    rooms = [path for path in (ROOT / "lecturekit").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(rooms) <= MOST_ROOMS


@pytest.mark.parametrize("number, name", CHAPTERS.items())
def test_a_chapter_is_one_name_everywhere(number, name):
    assert [path.name for path in (ROOT / "lecture_nb").glob(f"{number:02d}_*.ipynb")] == [f"{number:02d}_{name}.ipynb"]
    assert (ROOT / "tests" / name).is_dir()
    for room in ("figures", "widgets", "exercises"):
        assert importlib.util.find_spec(f"lecturekit.{name}.{room}"), room


@pytest.mark.parametrize("name", CHAPTERS.values())
def test_what_a_chapter_offers_is_there_and_documented_in_one_line(name):
    chapter = importlib.import_module(f"lecturekit.{name}")
    source = Path(chapter.__file__).read_text(encoding="utf-8")
    for offered in chapter.__all__:
        value = getattr(chapter, offered)
        assert not isinstance(value, type(importlib)), f"{offered} is a module: a function hides behind its name"
        assert re.search(rf'^    "{offered}",  # \S', source, flags=re.MULTILINE), f"no line says what {offered} is"


@pytest.mark.parametrize("number, name", CHAPTERS.items())
def test_a_chapter_offers_in_the_order_in_which_its_notebook_meets_it(number, name):
    import nbformat

    notebook = nbformat.read(ROOT / "lecture_nb" / f"{number:02d}_{name}.ipynb", as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    source = re.sub(r"^from .*?import (\([^)]*\)|.*)$", "", "\n".join(cells), flags=re.MULTILINE)
    offered = importlib.import_module(f"lecturekit.{name}").__all__
    places = [met.start() for met in (re.search(rf"\b{each}\b", source) for each in offered) if met]
    assert places == sorted(places)


def test_importing_chapters_needs_no_pictures_and_no_widgets():
    code = (
        f"import sys, importlib\n"
        f"for name in {list(CHAPTERS.values())}: importlib.import_module('lecturekit.' + name)\n"
        f"print(sorted({{'matplotlib', 'ipywidgets', 'IPython', 'nbformat', 'tqdm'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
