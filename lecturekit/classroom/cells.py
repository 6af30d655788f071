"""The cells of a released assignment, found again in what a student hands in, and filled with verdicts."""

import contextlib
import functools
import json

import nbformat

from lecturekit.checks.exercise import CORRECT
from lecturekit.classroom.judge import at_cell, only_checks
from lecturekit.classroom.submission import grade_id, harmless, new_cell, writable
from lecturekit.course.files import course_dir

NO_VERDICT = "This check was never made: the judge has no verdict."
LARGEST_OUTPUTS = 4 * 2**20


def restore(notebook, released):
    """Return a submission with every cell of the assignment in it exactly once, and notes on what was amiss.

    A deleted check is asked again, a deleted solution counts as not attempted instead of leaving its name to an
    earlier exercise, an edited check is as it was; what was copied, split, pasted or invented is a cell like any
    other. Nothing that stands in a cell's metadata is believed, except for the name. A student's text is made `harmless`.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    released : list of dict
        The assignment's cells in order: ``name``, ``kind``, ``source``, ``locked``, ``grade``, ``solution``,
        ``points`` and ``checksum``.

    Returns
    -------
    notebook : NotebookNode
    notes : list of str
    """
    cells = [nbformat.from_dict(dict(cell)) for cell in notebook.cells]
    names = [grade_id(cell.metadata) for cell in cells]
    taken, notes = {}, []
    for each in released:
        place = _last([k for k, name in enumerate(names) if name == each["name"]], cells, each)
        if place is not None:
            taken[place] = each
    for each in released:
        if each not in taken.values():
            place = _unmarked(cells, names, taken, each)
            if place is not None:
                taken[place] = each
    places = {each["name"]: cells[place] for place, each in taken.items()}
    for cell in cells:
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "markdown" and cell.source not in _courses_own():
            cell.source = harmless(cell.source)
    previous, missing = None, []
    for each in released:
        cell = places.get(each["name"])
        if cell is None:
            cell = _cell(each)
            at = next((k + 1 for k, other in enumerate(cells) if other is previous), 0)
            cells.insert(at, cell)
            missing.append(each["name"])
        elif each["locked"] and (cell.cell_type, cell.source.strip()) != (each["kind"], each["source"].strip()):
            notes.append(f"the locked cell {each['name']} was changed")
        if each["locked"] or cell.cell_type != each["kind"]:
            source = each["source"] if each["locked"] else cell.source
            fresh = _cell(each | {"source": source})
            cells[next(k for k, other in enumerate(cells) if other is cell)] = cell = fresh
        cell.metadata["nbgrader"] = nbformat.from_dict(_marks(each))
        previous = cell
    if missing:
        notes.append(f"cells that were missing: {', '.join(missing[:3])}" + ", ..." * (len(missing) > 3))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}), notes


def attempted(notebook, released):
    """Tell whether any cell that is to be answered says something else than it did when it was released."""
    restored, _ = restore(notebook, released)
    known = {each["source"].strip() for each in released}
    return any(
        cell.cell_type == "code"
        and cell.source.strip()
        and cell.source.strip() not in known
        and not only_checks(cell.source)
        for cell in restored.cells
    )


def fill(notebook, judgment):
    """Put into a restored notebook what its cells have shown, and into its check cells the judge's verdicts.

    A verdict that is not right is stored as an error, as nbgrader wants it.

    Returns
    -------
    dict of str -> str
        The status of each exercise.
    """
    statuses, room = {}, LARGEST_OUTPUTS
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        outputs = judgment.outputs.get(index, [])
        failure = judgment.failures.get(index)
        if failure and not any(each["output_type"] == "error" for each in outputs):
            outputs = [*outputs, _error("NotRun", failure)]
        checks = only_checks(cell.source) if cell.metadata.get("nbgrader", {}).get("grade") else None
        if checks:
            found = [(name, at_cell(notebook, judgment, name, index)) for name, _ in checks]
            statuses |= {name: verdict.status if verdict else NO_VERDICT for name, verdict in found}
            outputs = [_as_output(verdict) for _, verdict in found]
        size = sum(len(str(each)) for each in outputs)
        cell.outputs = [nbformat.from_dict(each) for each in outputs] if checks or size <= room else []
        cell.execution_count = None
        room -= 0 if checks else min(size, room)
    return statuses


@functools.cache
def _courses_own():
    """The texts of the course's exercises."""
    found = set()
    with contextlib.suppress(FileNotFoundError):
        for path in sorted(course_dir("exercises").glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            found |= {"".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}
    return found


def _last(places, cells, each):
    """Of several cells with one name the last counts, and rather one that was written in."""
    written = [k for k in places if each["locked"] or cells[k].source.strip() != each["source"].strip()]
    return max(written or places, default=None)


def _unmarked(cells, names, taken, each):
    """Find a cell that has lost its marks: by its text, or by the exercise that it checks."""
    known = [k for k in range(len(cells)) if k not in taken and names[k] is None]
    same = [k for k in known if (cells[k].cell_type, cells[k].source) == (each["kind"], each["source"])]
    asked = only_checks(each["source"]) if each["kind"] == "code" and each["grade"] else None
    if asked and not same:
        ids = [name for name, _ in asked]
        same = [k for k in known if [name for name, _ in only_checks(cells[k].source) or ()] == ids]
    return (max if asked else min)(same, default=None)


def _cell(each):
    return new_cell(each["kind"], each["source"])


def _marks(each):
    marks = {
        "schema_version": 3,
        "grade_id": each["name"],
        "grade": each["grade"],
        "solution": each["solution"],
        "locked": each["locked"],
        "task": False,
        "checksum": each["checksum"],
        "cell_type": each["kind"],
    }
    return marks | ({"points": each["points"]} if each["grade"] else {})


def _as_output(verdict):
    if verdict is None:
        return _error("NoVerdict", NO_VERDICT)
    if verdict.status != CORRECT:
        return _error("CheckFailed", repr(verdict))
    data = {"text/plain": writable(repr(verdict)), "text/html": writable(verdict._repr_html_())}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _error(kind, text):
    return {"output_type": "error", "ename": kind, "evalue": writable(text), "traceback": [writable(text)]}
