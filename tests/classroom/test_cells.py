"""Whatever has become of a notebook's cells, the assignment's are in it afterwards, once each and as they were."""

import copy
import json
import random
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from lecturekit.classroom.cells import attempted, fill, restore
from lecturekit.classroom.judge import Judgment, clean_outputs
from lecturekit.classroom.submission import parse_notebook

RELEASED = [
    {"name": name, "kind": "code", "source": source, "locked": locked, "grade": grade, "solution": solution,
     "points": 2.0 * grade, "checksum": name}
    for name, source, locked, grade, solution in [
        ("given-1", "import numpy as np", True, False, False),
        ("exercise-1-1", "def f(x):\n    # YOUR CODE HERE", False, False, True),
        ("check-1-1", 'check("1.1", f)', True, True, False),
        ("exercise-1-2", "g = ...", False, False, True),
        ("check-1-2", 'check("1.2", g)', True, True, False),
    ]
]  # fmt: skip


def sheet():
    """What is handed out."""
    cells = []
    for each in RELEASED:
        cell = nbformat.v4.new_code_cell(each["source"])
        cell.metadata["nbgrader"] = {"grade_id": each["name"], "points": each["points"]}
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def require_order(notebook):
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    assert sorted(filter(None, names)) == sorted(each["name"] for each in RELEASED)
    for each in RELEASED:
        cell = notebook.cells[names.index(each["name"])]
        marks = cell.metadata.nbgrader
        assert (marks.grade, marks.solution, marks.locked) == (each["grade"], each["solution"], each["locked"])
        assert cell.cell_type == "code" and (not each["locked"] or cell.source == each["source"])
        assert marks.get("points") == (each["points"] if each["grade"] else None)
    nbformat.validate(notebook)


ODD = [
    None,
    "text",
    3,
    [],
    {},
    {"grade_id": None},
    {"grade_id": 3},
    {"grade_id": "check-9-9"},
    {"grade_id": "check-1-1"},
]


def mutate(notebook, rng):
    """One accident."""
    cells, k = notebook.cells, rng.randrange(len(notebook.cells))
    kind = rng.randrange(9)
    if kind == 0 and len(cells) > 1:
        cells.pop(k)
    elif kind == 1:
        cells.insert(rng.randrange(len(cells)), copy.deepcopy(cells[k]))
    elif kind == 2:
        cells[k].metadata["nbgrader"] = rng.choice(ODD)
    elif kind == 3:
        cells[k].cell_type = rng.choice(["code", "markdown", "raw", "heading"])
    elif kind == 4:
        cells[k].source += "\nx = 1"
    elif kind == 5:
        cells.insert(k, cells.pop(rng.randrange(len(cells))))
    elif kind == 6:
        cells[k].metadata = rng.choice([{}, None, [], {"collapsed": "x"}])
    elif kind == 7:
        cells[k].source = cells[k].source.splitlines(True)
    else:
        cells[k].source = rng.choice(["", "\ud800", "check(", 'check("1.1", f)', "# \x00"])


@pytest.mark.parametrize("seed", range(60))
def test_any_accidents(seed):
    rng = random.Random(seed)
    notebook = sheet()
    for _ in range(rng.randrange(1, 9)):
        for cell in notebook.cells:  # as a file holds it: metadata of any kind
            cell.metadata = cell.metadata if isinstance(cell.metadata, dict) else {}
            cell.source = "".join(cell.source)
        mutate(notebook, rng)
    read = parse_notebook(json.dumps(notebook).encode())
    restored, _ = restore(read, RELEASED)
    require_order(restored)
    attempted(read, RELEASED)
    assert set(fill(restored, Judgment()).values()) == {"This check was never made: the judge has no verdict."}
    require_order(restored)


def test_no_verdict_is_no_point():
    restored, notes = restore(sheet(), RELEASED)
    assert notes == [] and not attempted(sheet(), RELEASED)
    judgment = Judgment(outputs={k: [] for k in range(5)})
    fill(restored, judgment)
    assert [output.output_type for output in restored.cells[2].outputs] == ["error"]


def test_of_copies_the_last_counts_and_rather_one_that_was_written_in():
    notebook = sheet()
    answered = copy.deepcopy(notebook.cells[1])
    answered.source = "def f(x):\n    return x"
    notebook.cells.insert(1, answered)
    restored, _ = restore(notebook, RELEASED)
    [marked] = [cell for cell in restored.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "exercise-1-1"]
    assert marked.source == answered.source


class Acting(HTMLParser):
    """Collects what a page does by itself or at a click, when it is a student who says what."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        acts = [name for name, value in attributes if name.startswith("on") or "script:" in (value or "").lower()]
        self.found += acts or [tag] * (tag in ("script", "iframe", "img", "form", "object", "style"))


TEXTS = [
    "<script>alert(1)</script>", "<img src=x onerror='alert(1)'>", "# <script>alert(1)</script>", "<div\nonclick='alert(1)'>x</div>",
    "[a](javascript:alert(1))", "<javascript:alert(1)>", "[r]: javascript:alert(1)\n\n[r]", "| a |\n|--|\n|<script>alert(1)</script>|",
    "~~<b onclick='alert(1)'>~~", "<!-- --><script>alert(1)</script>", "\\(<img src=x onerror='alert(1)'>\\)", "![x](x)",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_students_text_does_nothing_in_the_graders_browser(text):
    from nbconvert.filters import markdown2html

    assert Acting(markdown2html(text)).found, "it would, as it was written"
    restored, _ = restore(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]), [])
    assert not Acting(markdown2html(restored.cells[0].source)).found


def test_formulas_have_no_links_and_the_exercises_own_texts_stay_as_they_are():
    [shown] = clean_outputs(
        [{"output_type": "display_data", "data": {"text/latex": r"$\href{javascript:alert()}{x<y}$"}}]
    )
    assert shown["data"]["text/latex"] == r"$\ href{javascript:alert()}{x< y}$"
    path = Path(__file__).parents[2] / "exercises" / "05_sgd.ipynb"
    notebook = parse_notebook(path.read_bytes())
    texts = [
        [each.source for each in made.cells if each.cell_type == "markdown"]
        for made in (notebook, restore(notebook, [])[0])
    ]
    assert texts[0] == texts[1] and len(texts[0]) > 5
