"""How nbgrader grades this course: by the same judge, one submission after the other.

An instructor's ``nbgrader_config.py`` (written by ``lecturekit assignments``) says::

    from lecturekit.classroom.grading import configure

    configure(get_config())
"""

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    IgnorePattern,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Int

from lecturekit.classroom.cells import restore
from lecturekit.classroom.course_folder import course_secret, released_cells
from lecturekit.classroom.graded import choose, collect_files
from lecturekit.classroom.pool import grade_in_a_judge

STUB = "# YOUR CODE HERE"


def configure(config):
    """Set up nbgrader for this course.

    Parameters
    ----------
    config : traitlets.config.Config
        What ``get_config()`` returns in ``nbgrader_config.py``. Changed in place.
    """
    config.ExchangeFactory.collect = "lecturekit.classroom.exchange.Collect"
    config.ClearSolutions.code_stub = {"python": STUB}
    config.Autograde.sanitize_preprocessors = [ClearOutput, RestoreCells]
    config.Autograde.autograde_preprocessors = [
        AskTheJudge,
        IgnorePattern,
        ClearMetadataPreprocessor,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]


class RestoreCells(NbGraderPreprocessor):
    """Finds the notebook that counts, and puts its cells in order, see `lecturekit.classroom.cells.restore`."""

    def preprocess(self, nb, resources):
        """Complete a submitted notebook; returns it with the resources."""
        known = resources["nbgrader"]
        with Gradebook(known["db_url"]) as gradebook:
            released = released_cells(gradebook, known["assignment"], known["notebook"])
        files, _ = collect_files(resources["metadata"]["path"])
        _, chosen, notes, _ = choose(known["notebook"], files, released)
        restored, more = restore(chosen, released)
        for note in notes + more:
            self.log.warning("%s: %s", known["student"], note)
        return restored, resources


class AskTheJudge(NbGraderPreprocessor):
    """Runs a submission in a sandbox, and puts the judge's verdicts into its check cells."""

    timeout = Int(30, help="Seconds that a cell may take.").tag(config=True)
    deadline = Int(600, help="Seconds that a submission may take.").tag(config=True)

    def preprocess(self, nb, resources):
        """Judge a notebook; returns it, outputs and verdicts in it, with the resources."""
        files, _ = collect_files(resources["metadata"]["path"])
        task = {
            "name": resources["nbgrader"]["notebook"],
            "restored": nbformat.writes(nb).encode(),
            "files": {name: content for name, content in files.items() if not name.endswith(".ipynb")},
            "released": [],
            "secret": course_secret(CourseDirectory(config=self.config).root),
            "timeout": self.timeout,
            "deadline": self.deadline,
            "limits": None,
        }
        result = grade_in_a_judge(task)
        if result["problem"]:
            raise RuntimeError(result["problem"])
        for note in result["accidents"]:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return nbformat.reads(result["notebook"].decode(), as_version=4), resources
