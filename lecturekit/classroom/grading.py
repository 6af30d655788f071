"""What makes nbgrader grade this course without losing a submission.

An instructor's ``nbgrader_config.py`` (written by ``lecturekit assignments``) says::

    from lecturekit.classroom.grading import configure

    configure(get_config())

It is the only module that needs nbgrader, and only an instructor needs it.
"""

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from lecturekit.classroom.runner import ends_the_kernel

STUB = "# YOUR CODE HERE"
LARGEST_OUTPUT = 200


def configure(config):
    """Set up nbgrader for this course.

    Parameters
    ----------
    config : traitlets.config.Config
        What ``get_config()`` returns in ``nbgrader_config.py``. Changed in place.
    """
    config.ClearSolutions.code_stub = {"python": STUB}
    config.Autograde.sanitize_preprocessors = [
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        RestoreCells,
        OverwriteCells,
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        ExecuteToTheEnd,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]


class RestoreCells(NbGraderPreprocessor):
    """Puts back what a submission has lost of the assignment's cells, and nbgrader's marks on the others.

    A deleted check is asked again, a deleted import runs again, and a deleted solution counts as
    not attempted instead of leaving its name to an earlier exercise. Where a tool has dropped the
    marks of all cells, the checks are recognized by what they say.
    """

    def preprocess(self, nb, resources):
        """Complete a submitted notebook; returns it with the resources."""
        known = resources["nbgrader"]
        with Gradebook(known["db_url"]) as gradebook:
            released = gradebook.find_notebook(known["notebook"], known["assignment"])
            points = {cell.name: cell.max_score for cell in released.grade_cells}
            solutions = {cell.name for cell in released.solution_cells}
            originals = [
                (cell.name, cell.cell_type, cell.source, cell.locked, cell.checksum) for cell in released.source_cells
            ]
        position = 0
        for name, kind, source, locked, checksum in originals:
            marks = {
                "schema_version": 3,
                "grade_id": name,
                "grade": name in points,
                "solution": name in solutions,
                "locked": locked,
                "task": False,
                "checksum": checksum,
            }
            if name in points:
                marks["points"] = points[name]
            found = self._find(nb, name, kind, source)
            if found is None:
                self.log.warning("Cell %s was missing and has been put back", name)
                found = position
                nb.cells.insert(found, self._new_cell(nb, kind, source))
            nb.cells[found].metadata["nbgrader"] = nbformat.from_dict(marks)
            position = found + 1
        return nb, resources

    @staticmethod
    def _find(nb, name, kind, source):
        """Where the cell with this grade id is, or else one that has lost its marks and reads the same."""
        marks = [cell.metadata.get("nbgrader") or {} for cell in nb.cells]
        same = [
            not marks[index] and (cell.cell_type, cell.source) == (kind, source) for index, cell in enumerate(nb.cells)
        ]
        marked = (index for index, each in enumerate(marks) if each.get("grade_id") == name)
        return next(marked, same.index(True) if True in same else None)

    @staticmethod
    def _new_cell(nb, kind, source):
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        cell = new(source)
        if (nb.nbformat, nb.nbformat_minor) < (4, 5):
            del cell["id"]
        return cell


class ExecuteToTheEnd(Execute):
    """Runs a submission to its last cell, whatever its cells do to the kernel.

    Where a cell ends the kernel, or cannot be interrupted, everything runs again in a new kernel
    without it: it costs its own points and no others.
    """

    def preprocess(self, nb, resources, km=None):
        """Execute all cells; returns the notebook with the resources."""
        self.shutdown_kernel = "immediate"
        self.at_fault = {}
        while True:
            try:
                return super().preprocess(nb, resources, km)
            except (CellTimeoutError, DeadKernelError):
                if not self._new_fault:
                    raise

    def preprocess_cell(self, cell, resources, index):
        """Execute one cell, unless it has ended a kernel before."""
        self._new_fault = False
        if index in self.at_fault:
            reason = self.at_fault[index]
            cell.outputs = [nbformat.v4.new_output("error", ename="NotRun", evalue=reason, traceback=[reason])]
            return cell, resources
        try:
            return super().preprocess_cell(cell, resources, index)
        except (CellTimeoutError, DeadKernelError) as error:
            dead = isinstance(error, DeadKernelError)
            self.at_fault[index] = "it ended the kernel" if dead else "it did not finish and could not be interrupted"
            self._new_fault = True
            raise

    def on_cell_executed(self, **reported):
        """Notice a cell that has asked its kernel to end, before the next one is blamed for it."""
        super().on_cell_executed(**reported)
        if ends_the_kernel(reported["execute_reply"]):
            raise DeadKernelError

    def output(self, outs, msg, display_id, cell_index):
        """Keep one message of a cell's output, unless the cell has had enough of them."""
        return super().output(outs, msg, display_id, cell_index) if len(outs) < LARGEST_OUTPUT else None
