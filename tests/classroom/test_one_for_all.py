"""What one submission contains is no obstacle for the others: no file, no name, no depth ends the run."""

import json
import os
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from lecturekit import cli
from lecturekit.classroom import course_folder, grade_command, pool
from lecturekit.classroom.assignments import CONFIG
from lecturekit.classroom.graded import collect_files
from lecturekit.classroom.submission import parse_notebook

STEM = "one"
GRADED = {
    "problem": "", "file": f"{STEM}.ipynb", "statuses": {}, "notes": [], "accidents": [], "late": [], "failed": None,
    "attempted": True, "isolation": "bubblewrap", "seconds": 0.1,
}  # fmt: skip


def notebook():
    cell = nbformat.v4.new_code_cell('check("1.1", f)')
    cell.metadata["nbgrader"] = {"grade_id": "check-1-1", "grade": True, "points": 2, "solution": False, "locked": True}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory):
    """A course with one assignment of one check."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    course_folder.find_scripts()
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "lecturekit") as book:
        book.add_assignment(STEM)
        book.add_notebook(STEM, STEM)
        book.add_grade_cell("check-1-1", STEM, STEM, max_score=2, cell_type="code")
        book.add_source_cell("check-1-1", STEM, STEM, cell_type="code", source="", locked=True)
    return folder


@pytest.fixture
def course(empty_course, tmp_path, monkeypatch):
    """A copy of it, and a judge that finds everything right."""
    shutil.copytree(empty_course, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(pool, "grade_in_a_judge", lambda task: GRADED | {"notebook": notebook().encode()})
    return tmp_path


def hand_in(course, student, name=f"{STEM}.ipynb", content=b""):
    path = os.path.join(os.fsencode(course), b"submitted", os.fsencode(student), STEM.encode(), os.fsencode(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def grade(course, capsys):
    """The exit status, the points or the problem of each student, and what was printed."""
    summary = course / "summary.json"
    status = cli.main(["grade", str(course), "--json", str(summary)])
    [report] = json.loads(summary.read_text())
    found = {each["student"]: each["problem"] or each["points"] for each in report["submissions"]}
    return status, found, capsys.readouterr().out


def test_files_where_there_were_folders_and_folders_where_there_were_files(course):
    with course_folder.Course(course) as made:
        for name in ("data", "data/a/b.csv", "data/a", "data"):
            points, _ = made.write(STEM, "anna", STEM, notebook(), {name: b"1", "x" * 250: b"2"})
            assert points == 2 and (course / "autograded" / "anna" / STEM / name).read_bytes() == b"1"


def test_a_folder_of_the_notebooks_name_is_left_out(course, capsys):
    hand_in(course, "anna", f"{STEM}.ipynb/readme.txt")
    hand_in(course, "anna", "mine.ipynb")
    hand_in(course, "bert")
    status, found, said = grade(course, capsys)
    assert (status, found) == (0, {"anna": 2.0, "bert": 2.0})
    assert "anna: one.ipynb is a folder, and was left out" in said
    files, _ = collect_files(course / "submitted" / "anna" / STEM)
    assert list(files) == ["mine.ipynb"]


def test_a_name_that_no_gradebook_can_hold_is_named_and_the_others_are_graded(course, capsys):
    hand_in(course, b"m\xfcller")  # of a zip file in the encoding of an old computer
    hand_in(course, "zoe")
    status, found, said = grade(course, capsys)
    assert status == 1 and found["zoe"] == 2.0
    assert "not graded: 1\n    m?ller: not graded: " in said


def test_what_was_not_written_is_tried_again(course, capsys, monkeypatch):
    hand_in(course, "anna")
    with monkeypatch.context() as patched:
        patched.setattr(course_folder.Course, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        patched.setattr(course_folder.Course, "remember", lambda *_: pytest.fail("not to be remembered"))
        status, found, _ = grade(course, capsys)
        assert status == 1 and "No space left" in found["anna"]
    assert grade(course, capsys)[:2] == (0, {"anna": 2.0})


def test_no_name_of_a_file_draws_on_the_instructors_terminal(course, capsys):
    hand_in(course, "anna")
    os.symlink("nowhere", course / "submitted" / "anna" / STEM / "\x1b[2Jx\n  not graded: 7")
    _, _, said = grade(course, capsys)
    assert "?[2Jx?  not graded: 7 is a link" in said


def test_an_error_of_the_judges_own_is_a_problem_of_that_submission():
    result = pool.grade_in_a_judge({"name": STEM, "files": {f"{STEM}.ipynb": b'{"cells": []}'}, "deadline": 30})
    assert result["problem"].startswith("not graded: KeyError")
    [judge] = list(pool._idle.queue)[-1:]
    assert judge.process.poll() is None


def test_of_metadata_no_more_is_read_than_the_name():
    deep = marks = {"grade_id": "check-1-1"}
    for _ in range(900):
        deep = {"more": deep}
    cell = {"cell_type": "code", "source": "x", "metadata": {"nbgrader": marks | {"points": 100}, "tags": deep}}
    [read] = parse_notebook(json.dumps({"cells": [cell], "metadata": {"a": deep}}).encode()).cells
    assert read.metadata == {"nbgrader": {"grade_id": "check-1-1"}}


def test_a_line_of_the_summary_is_one_line():
    [_, line] = grade_command._listed("notes", [({"student": "ann\na"}, "x\u202ey\ud800")])
    assert line == "    ann?a: x?y?"
