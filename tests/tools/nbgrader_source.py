"""Make ``solutions/`` a source of assignments for nbgrader, and release the exercises from it."""

import ast
import copy
import re

import nbformat
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    LockCells,
)
from notebook_format import NotebookError
from traitlets.config import Config

from lecturekit.checks.registry import chapter_exercises, find_exercise
from lecturekit.classroom.grading import STUB

CHECK_CELL = re.compile(r"""^check\(\s*["'](\d+\.\w+)["']""")
# Checksums are left to `nbgrader generate_assignment`, which keeps them in its own database.
RELEASE = (CheckCellMetadata, LockCells, ClearSolutions, ClearOutput, ClearHiddenTests, ClearMarkScheme)


def add_metadata(notebook, chapter):
    """Derive nbgrader's metadata for a notebook of solutions from its cells.

    A cell with a solution region belongs to the exercise of the next check cell. Check cells are
    graded with the points of the registry and locked; every other code cell is locked as given.

    Raises
    ------
    NotebookError
        If exercises, regions and check cells do not match one to one.
    """
    waiting, checked, given = [], [], 0
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        if cell.cell_type != "code":
            continue
        asked = CHECK_CELL.match(cell.source)
        exercise = find_exercise(asked[1]) if asked else None
        if asked and (exercise is None or exercise.kind == "prediction"):
            raise NotebookError(f"check cell for {asked[1]}, expected an exercise of checks/: it is none")
        if "BEGIN SOLUTION" in cell.source:
            waiting.append(cell)
        elif exercise:
            if exercise.id in checked or not waiting:
                raise NotebookError(f"check cell for {exercise.id}, expected exactly one, with a solution before it")
            name = exercise.id.replace(".", "-")
            for k, each in enumerate(waiting):
                each.metadata["nbgrader"] = _entry(f"exercise-{name}" + (f"-{k + 1}" if k else ""), solution=True)
            cell.metadata["nbgrader"] = _entry(f"check-{name}", grade=True, points=exercise.points)
            checked.append(exercise.id)
            waiting = []
        else:
            given += 1
            cell.metadata["nbgrader"] = _entry(f"given-{given}")
    missing = [
        each.id for each in chapter_exercises(chapter).values() if each.kind != "prediction" and each.id not in checked
    ]
    if waiting or missing:
        raise NotebookError(
            f"exercises without a check cell: {missing}; solution cells after the last check: "
            f"{len(waiting)}; expected none of either"
        )
    _apply([CheckCellMetadata], notebook)
    return notebook


def release(notebook):
    """Return the students' version of a notebook of solutions, without outputs.

    Raises
    ------
    NotebookError
        If a cleared cell would not compile, or still shows a solution.
    """
    released = _apply(RELEASE, copy.deepcopy(notebook))
    for cell in released.cells:
        if cell.cell_type == "code" and STUB in cell.source:
            try:
                ast.parse(cell.source)
            except SyntaxError as error:
                raise NotebookError(
                    f"the stub does not compile ({error.msg}): give the function a docstring, "
                    f"or assign `... ` before the region:\n{cell.source}"
                ) from None
        if "SOLUTION" in cell.source:
            raise NotebookError(f"a solution mark is left over:\n{cell.source}")
    return released


def require_marks(notebook, mark):
    """Raise `NotebookError` unless every graded cell's stored output begins with this mark."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            shown = [output.data.get("text/plain", "") for output in cell.outputs if "data" in output]
            if len(shown) != 1 or not shown[0].startswith(mark):
                raise NotebookError(f"{cell.source} shows {shown}, expected a verdict with {mark}")


def _apply(steps, notebook):
    config = Config()
    config.ClearSolutions.code_stub = {"python": STUB}
    resources = {}
    for step in steps:
        notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def _entry(grade_id, *, solution=False, grade=False, points=None):
    entry = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if grade:
        entry["points"] = points
    return nbformat.from_dict(entry)
