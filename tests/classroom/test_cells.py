"""Whatever has become of a notebook's cells, the assignment's are in it afterwards, once each and as they were."""

import copy
import json
import random

import nbformat
import pytest

from lecturekit.classroom.cells import attempted, fill, restore
from lecturekit.classroom.judge import Judgment
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
