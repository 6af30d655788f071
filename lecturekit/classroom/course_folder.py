"""The folder of an nbgrader course: its settings, its gradebook, what was handed in, and the one who writes grades."""

import contextlib
import json
import os
import re
import secrets
import shutil
import sysconfig
import warnings
from pathlib import Path

import nbformat
from jupyter_core.paths import jupyter_config_path
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from lecturekit.foundation.files import write_whole

OURS = ".lecturekit"


def find_scripts():
    """Let the commands of this Python's environment be found, though it may not be activated: nbgrader calls ``alembic``."""
    folders, scripts = os.environ.get("PATH", os.defpath), sysconfig.get_path("scripts")
    if scripts not in folders.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folders, scripts])


class Course:
    """An nbgrader course; a context manager, because its gradebook is open.

    Parameters
    ----------
    folder : path
        With ``nbgrader_config.py`` in it.

    Raises
    ------
    ValueError
        If it is no folder of a course.
    """

    def __init__(self, folder):
        folder = Path(folder).resolve()
        if not (folder / "nbgrader_config.py").is_file():
            raise ValueError(
                f"{folder} has no nbgrader_config.py: make a course with `lecturekit assignments {folder}`"
            )
        self.config = Config()
        for each in [*reversed(jupyter_config_path()), str(folder)]:
            with contextlib.suppress(ConfigFileNotFound):
                self.config.merge(PyFileConfigLoader("nbgrader_config.py", path=each).load_config())
        if "root" not in self.config.CourseDirectory:
            self.config.CourseDirectory.root = str(folder)
        self.directory = CourseDirectory(config=self.config)
        self.root = Path(self.directory.root)

    def __enter__(self):
        find_scripts()
        self.gradebook = Gradebook(self.directory.db_url, self.directory.course_id)
        self.penalties = AssignLatePenalties(config=self.config)
        self.penalties.init_plugin()
        return self

    def __exit__(self, *_):
        self.gradebook.close()

    @property
    def assignments(self):
        """Names of the assignments that were generated."""
        return sorted(each.name for each in self.gradebook.assignments)

    def submissions(self, assignment):
        """Return what was handed in: a dict from student to folder."""
        step = self.directory.submitted_directory
        pattern = self.directory.format_path(step, "(?P<student>[^/]+)", assignment, escape=True)
        found = {}
        for path in sorted(
            self.root.glob(os.path.relpath(self.directory.format_path(step, "*", assignment), self.root))
        ):
            named = re.fullmatch(pattern, str(path))
            if path.is_dir() and not path.is_symlink() and named:
                found[named["student"]] = path
        return found

    def tasks(self, assignment):
        """Return the notebooks of an assignment, a dict from name to released cells."""
        try:
            made = self.gradebook.find_assignment(assignment)
        except MissingEntry:
            known = ", ".join(self.assignments) or "none"
            raise ValueError(
                f"{assignment} is not in the gradebook (there: {known}): run `nbgrader generate_assignment {assignment}`"
            ) from None
        return {each.name: released_cells(self.gradebook, assignment, each.name) for each in made.notebooks}

    def graded_path(self, assignment, student, name):
        """Where the graded notebook of a student is written."""
        step = self.directory.autograded_directory
        return Path(self.directory.format_path(step, student, assignment)) / f"{name}.ipynb"

    def write(self, assignment, student, name, text, files):
        """Write a graded notebook and its scores; return points and the most that there are.

        Parameters
        ----------
        assignment, student, name : str
        text : str
            The notebook, verdicts in its check cells.
        files : dict of str -> bytes
            What else was handed in.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own use of SQLAlchemy
            try:
                return self._write(assignment, student, name, text, files)
            except BaseException:
                self.gradebook.db.rollback()
                raise

    def _write(self, assignment, student, name, text, files):
        path = self.graded_path(assignment, student, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        for each, content in files.items():
            if not each.endswith(".ipynb"):
                _make_way(path.parent, each)
                write_whole(path.parent / each, content)
        book = self.gradebook
        book.update_or_create_student(student)
        stamp = _timestamp(files)
        book.update_or_create_submission(assignment, student, **({"timestamp": stamp} if stamp else {}))
        submitted = book.find_submission_notebook(name, assignment, student)
        grades = {each.name: each for each in submitted.grades}
        comments = {each.name: each for each in submitted.comments}
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in grades and utils.is_grade(cell):
                grade = grades[grade_id]
                grade.auto_score, _ = utils.determine_grade(cell)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if grade_id in comments and utils.is_solution(cell):
                unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comments[grade_id].auto_comment = "No response." if unchanged else None
        book.db.commit()
        self._penalize(submitted, student)
        points, most = submitted.score, submitted.max_score
        book.db.commit()
        book.db.expunge_all()
        write_whole(path, text)
        return points, most

    def _penalize(self, submitted, student):
        late = submitted.assignment.total_seconds_late
        submitted.late_submission_penalty = None
        if late > 0:
            penalty = self.penalties.plugin_inst.late_submission_penalty(student, submitted.score, late)
            if penalty is not None:
                submitted.late_submission_penalty = self.penalties._check_late_penalty(submitted, penalty)

    # ---- what was graded before

    def remembered(self, assignment, student, name):
        """Return what is known of a notebook graded before, or an empty dict."""
        try:
            return json.loads(self._memory(assignment, student, name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def remember(self, assignment, student, name, facts):
        """Keep facts about a graded notebook."""
        path = self._memory(assignment, student, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(facts, indent=1))

    def _memory(self, assignment, student, name):
        return self.root / OURS / "graded" / assignment / student / f"{name}.json"


def _make_way(folder, name):
    """Make a file's folders, where an earlier submission may have had files; and no folder of the file's own name."""
    path = folder / name
    for each in reversed(path.relative_to(folder).parents):
        if not (folder / each).is_dir():
            (folder / each).unlink(missing_ok=True)
            (folder / each).mkdir()
    if path.is_dir():
        shutil.rmtree(path)


def released_cells(gradebook, assignment, notebook):
    """Return an assignment's cells as they were released, see `lecturekit.classroom.cells.restore`."""
    found = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: cell.max_score for cell in found.grade_cells}
    solutions = {cell.name for cell in found.solution_cells}
    return [
        {
            "name": cell.name,
            "kind": cell.cell_type,
            "source": cell.source,
            "locked": bool(cell.locked),
            "grade": cell.name in points,
            "solution": cell.name in solutions,
            "points": points.get(cell.name, 0.0),
            "checksum": cell.checksum,
        }
        for cell in found.source_cells
    ]


def course_secret(root):
    """Return the numbers that make a course's random probes its own; drawn once, readable by the instructor only."""
    path = Path(root) / OURS / "secret.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        drawn = [secrets.randbits(32) for _ in range(4)]
        try:
            write_whole(path, json.dumps(drawn), fresh=True, mode=0o600)
        except FileExistsError:
            return course_secret(root)
        return drawn


def _timestamp(files):
    text = files.get("timestamp.txt", b"").decode("utf-8", "replace").strip()
    try:
        return utils.parse_utc(text) if text else None
    except ValueError:
        return None
