"""Two chapters as assignments of nbgrader: what students hand in, by accident or on purpose, and the points it gets.

The folder is one that `lecturekit assignments` has laid out; grades are given by `lecturekit grade`, and for some
of the submissions by nbgrader's own command, which must give the same.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbgrader.api import Gradebook

from lecturekit import cli
from lecturekit.checks.registry import chapter_exercises, find_exercise
from lecturekit.checks.value import NumericExercise
from lecturekit.classroom import course_folder, grade_command, pool

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CHAPTERS = {"01_single_unit": 1, "02_two_layer": 2}
CELL_TIMEOUT = 3
REFUSES_TO_STOP = (
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
)


def marked(notebook, grade_id):
    """The cell that carries a grade id, and its index."""
    return next(
        (cell, index)
        for index, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def as_bytes(notebook):
    """As an editor would write it, whatever nbformat thinks of it."""
    return json.dumps(notebook, indent=1).encode()


class Sheet:
    """A released assignment in the hands of a student."""

    def __init__(self, stem, released):
        self.notebook = nbformat.read(released, as_version=4)
        solved = nbformat.read(ROOT / "solutions" / f"{stem}.ipynb", as_version=4)
        self.file, self.others = None, {}
        self.ids = [each.id for each in chapter_exercises(CHAPTERS[stem]).values() if each.points]
        self.right = {each: marked(solved, f"exercise-{each.replace('.', '-')}")[0].source for each in self.ids}

    def cell(self, exercise_id, role="exercise"):
        return marked(self.notebook, f"{role}-{exercise_id.replace('.', '-')}")[0]

    def delete(self, grade_id):
        self.notebook.cells.pop(marked(self.notebook, grade_id)[1])

    def write(self, exercise_id, source):
        self.cell(exercise_id).source = source

    def name(self, exercise_id):
        """What the student's function or answer is called; all its names with ``=`` between them, if it has several."""
        handed_in = re.fullmatch(r'check\("[\d.]+", (.+)\)', self.cell(exercise_id, "check").source)[1]
        return " = ".join(re.findall(r"[a-zA-Z_]\w*", handed_in))

    def solve(self, ids):
        for each in ids:
            self.write(each, self.right[each])
        return set(ids)


def all_right(sheet):
    return sheet.solve(sheet.ids)


def untouched(sheet):
    return set()


def every_other(sheet):
    return sheet.solve(sheet.ids[::2])


def is_written_out(exercise, number):
    """Whether a wrong answer of the bank is a number or a letter, which a notebook can hold without the bank."""
    answer = exercise.wrong[number].answer
    return isinstance(exercise, NumericExercise) or isinstance(answer, str)


def believes(number):
    """The play that gives wrong answer ``number`` to every question of numbers and letters, and is right elsewhere."""

    def act(sheet):
        earned = all_right(sheet)
        for each in sheet.ids:
            exercise = find_exercise(each)
            if number >= len(exercise.wrong) or not is_written_out(exercise, number):
                continue
            answer = exercise.wrong[number].answer
            if isinstance(exercise, NumericExercise):
                answer = np.asarray(answer() if callable(answer) else answer).tolist()
            sheet.write(each, f"{sheet.name(each)} = {answer!r}")
            earned.remove(each)
        return earned

    return act


def instead(source, *, of):
    """The play that is right but for one exercise, where it writes this."""

    def act(sheet):
        all_right(sheet)
        sheet.write(of, source)
        return set(sheet.ids) - {of}

    return act


def prints_without_measure(sheet):
    sheet.write("1.1", "for k in range(3000):\n    print(f'{k} ' * 500, flush=k % 5 == 0)")
    return sheet.solve(sheet.ids[1:])


def deletes_a_solution(sheet):
    all_right(sheet)
    sheet.delete("exercise-1-3")
    return set(sheet.ids) - {"1.3"}


def deletes_a_check(sheet):
    sheet.delete("check-2-2")
    return sheet.solve(sheet.ids)


def deletes_the_imports_and_an_exercise(sheet):
    all_right(sheet)
    for each in ("given-1", "given-2", "exercise-2-1", "check-2-1"):
        sheet.delete(each)
    return set(sheet.ids) - {"2.1"}


def loses_the_marks(sheet):
    all_right(sheet)
    for cell in sheet.notebook.cells:
        cell.metadata.clear()
    return set(sheet.ids)


def edits_the_checks(sheet):
    sheet.cell("1.1", "check").source = "print('passed')"
    sheet.cell("1.2", "check").metadata["nbgrader"]["points"] = 100
    sheet.cell("1.3", "check").metadata["nbgrader"].update(grade=False, solution=True)
    sheet.cell("1.4", "check").update(cell_type="raw")
    return sheet.solve(["1.2", "1.3"])


def answers_with_other_types(sheet):
    values = ['"a text"', "None", "{1: 2}", "3.5", "[]", "object()", "b''", "float", "lambda: 1", "(1, 2, 3)"]
    for each, value in zip(sheet.ids, values, strict=True):
        sheet.write(each, f"{sheet.name(each)} = {value}")
    return set()


def index_of(sheet, grade_id):
    return marked(sheet.notebook, grade_id)[1]


def copies_a_check(sheet):
    at = index_of(sheet, "check-1-1")
    sheet.notebook.cells.insert(at + 1, nbformat.from_dict(dict(sheet.notebook.cells[at])))
    return all_right(sheet)


def copies_an_answer(sheet):
    """Wrong first; the right one in a copy of the cell."""
    all_right(sheet)
    at = index_of(sheet, "exercise-1-3")
    sheet.notebook.cells.insert(at, nbformat.from_dict(dict(sheet.notebook.cells[at])))
    sheet.notebook.cells[
        at
    ].source = (
        "def my_step(w, b, X, y, eta):\n    return {name: 0.0 for name in ('z', 'output', 'mistake', 'w_new', 'b_new')}"
    )
    return set(sheet.ids)


def splits_an_answer(sheet):
    all_right(sheet)
    at = index_of(sheet, "exercise-1-3")
    second = nbformat.from_dict(dict(sheet.notebook.cells[at]))
    sheet.notebook.cells[at].source = "import numpy as np\nhalf = 1"
    sheet.notebook.cells.insert(at + 1, second)
    return set(sheet.ids)


def pastes_from_another_chapter(sheet):
    other = nbformat.read(ROOT / "exercises" / "05_sgd.ipynb", as_version=4)
    sheet.notebook.cells[3:3] = other.cells[3:9]
    return all_right(sheet)


def marks(value):
    """The play in which a tool has made this of every cell's marks."""

    def act(sheet):
        all_right(sheet)
        for cell in sheet.notebook.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata["nbgrader"] = value
        return set(sheet.ids)

    return act


def saves_beside(sheet):
    blank = as_bytes(sheet.notebook)
    earned = all_right(sheet)
    sheet.others = {"01_single_unit.ipynb": blank}
    sheet.file = "01_single_unit-Copy1.ipynb"
    return earned


def renames(sheet):
    sheet.file = "my work.ipynb"
    return all_right(sheet)


def has_a_library(sheet):
    sheet.others = {"numpy.py": b"raise ImportError", "helper.py": b"rate = 1"}
    return all_right(sheet)


def overwrites(content):
    """The play in which these bytes stand where the notebook should."""

    def act(sheet):
        sheet.file, sheet.others = "notes.txt", {"01_single_unit.ipynb": content}
        return set()

    return act


def has_a_mark_at_its_beginning(sheet):
    earned = all_right(sheet)
    content = b"\xef\xbb\xbf" + as_bytes(sheet.notebook).replace(b"\n", b"\r\n")
    sheet.file, sheet.others = "notes.txt", {"01_single_unit.ipynb": content}
    return earned


def names_a_variable_check(sheet):
    sheet.notebook.cells.insert(5, nbformat.v4.new_code_cell("check = 3"))
    return all_right(sheet)


def is_hostile(sheet):
    """Nothing solved; everything tried."""
    tricks = [
        "def check(*args): return 'fine'",
        "import os\nos.environ['NBGRADER_EXECUTION'] = ''\nos.environ['LECTUREKIT_VERDICTS'] = 'x'",
        "from lecturekit.checks.registry import find_exercise\ndz = find_exercise('1.1').solution",
        "import lecturekit.checks.exercise as e\ne.WRONG = e.UNTOUCHED = e.CORRECT",
        "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
        "import pathlib, sqlite3\nfor db in pathlib.Path.cwd().parent.glob('**/*.db'):\n"
        "    sqlite3.connect(db).execute('update grade set auto_score = 900')",
        "import atexit\natexit.register(lambda: print('verdict'))",
        "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)",
        "import os\nos.closerange(0, 2)",
        "import shutil\nshutil.rmtree('..', ignore_errors=True)",
    ]
    for trick in tricks:
        sheet.notebook.cells.insert(2, nbformat.v4.new_code_cell(trick))
    return set()


UNREADABLE = {"not_a_notebook", "empty", "only_a_link"}
PLAYS = {
    "01_single_unit": {
        "perfect": all_right,
        "untouched": untouched,
        "partly": every_other,
        **{f"believes_{number}": believes(number) for number in range(3)},
        "raises": instead("1 / 0", of="1.6"),
        "does_not_compile": instead("def f(:", of="1.5"),
        "exits": instead("import sys\nsys.exit()", of="1.2"),
        "loops": instead("while True:\n    pass", of="1.8"),
        "prints": prints_without_measure,
        "deletes_solution": deletes_a_solution,
        "edits_checks": edits_the_checks,
        "other_types": answers_with_other_types,
        "not_a_notebook": overwrites(b'{"cells": [{"cell_type": "code", "sour'),
        "empty": overwrites(b""),
        "copied_check": copies_a_check,
        "copied_answer": copies_an_answer,
        "split": splits_an_answer,
        "pasted": pastes_from_another_chapter,
        **{
            f"marks_{k}": marks(value)
            for k, value in enumerate([None, "text", [], 3, {"grade_id": None}, {"schema_version": 99}])
        },
        "copy1": saves_beside,
        "renamed": renames,
        "own_numpy": has_a_library,
        "byte_order_mark": has_a_mark_at_its_beginning,
        "check_is_3": names_a_variable_check,
        "hostile": is_hostile,
    },
    "02_two_layer": {
        "perfect": all_right,
        "untouched": untouched,
        "partly": every_other,
        "ends_the_kernel": instead("import os\nos._exit(3)", of="2.2"),
        "says_exit": instead("exit", of="2.3"),
        "refuses_to_stop": instead(REFUSES_TO_STOP, of="2.4"),
        "deletes_check": deletes_a_check,
        "deletes_much": deletes_the_imports_and_an_exercise,
        "loses_marks": loses_the_marks,
        "only_a_link": untouched,
    },
}


def nbgrader(course, *command):
    """Run a command of nbgrader in the folder of a course; return its exit status and log."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # nbgrader calls alembic
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        env=os.environ | {"PATH": tools},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of a course, its two assignments released and the plays handed in; and what they should earn."""
    folder = tmp_path_factory.mktemp("course")
    assert cli.main(["assignments", str(folder)]) == 0
    expected = {}
    for stem in PLAYS:
        status, log = nbgrader(folder, "generate_assignment", stem)
        assert status == 0, log
        for student, play in PLAYS[stem].items():
            sheet = Sheet(stem, folder / "release" / stem / f"{stem}.ipynb")
            earned = play(sheet)
            expected[stem, student] = earned
            hand_in(folder, stem, student, as_bytes(sheet.notebook), sheet.file or f"{stem}.ipynb")
            for name, content in sheet.others.items():
                hand_in(folder, stem, student, content, name)
            if student == "only_a_link":
                path = folder / "submitted" / student / stem / f"{stem}.ipynb"
                path.unlink()
                path.symlink_to(folder / "submitted" / "perfect" / stem / f"{stem}.ipynb")
    return folder, expected


def hand_in(folder, stem, student, content, name):
    path = folder / "submitted" / student / stem / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture(scope="module")
def graded(course, tmp_path_factory):
    """The same folder after `lecturekit grade`, what should be earned, and the summary."""
    folder, expected = course
    ungraded = tmp_path_factory.mktemp("ungraded") / "course"
    shutil.copytree(folder, ungraded)
    summary = ungraded.parent / "summary.json"
    options = ["--timeout", str(CELL_TIMEOUT), "--workers", "2", "--json", str(summary)]
    status = cli.main(["grade", str(folder), *options])
    assert status == 1, "not all could be read"
    reports = {each["assignment"]: each for each in json.loads(summary.read_text())}
    return folder, expected, reports, ungraded


def scores(folder, stem):
    """What the gradebook holds: student -> exercise -> points."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("check-").replace("-", "."): grade.auto_score for grade in submission.grades
            }
            for submission in gradebook.notebook_submissions(stem, stem)
        }


@pytest.mark.parametrize("stem", PLAYS)
def test_what_is_released_are_the_exercises(course, stem):
    released = nbformat.read(course[0] / "release" / stem / f"{stem}.ipynb", as_version=4)
    stored = nbformat.read(ROOT / "exercises" / f"{stem}.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [cell.source for cell in stored.cells]


@pytest.mark.parametrize("stem", PLAYS)
def test_every_submission_gets_its_points(graded, stem):
    folder, expected, _, _ = graded
    worth = {each.id: each.points for each in chapter_exercises(CHAPTERS[stem]).values() if each.points}
    found = scores(folder, stem)
    for student in PLAYS[stem]:
        if student not in UNREADABLE:
            assert found[student] == {each: worth[each] * (each in expected[stem, student]) for each in worth}, student
    assert set(found) == set(PLAYS[stem]) - UNREADABLE
    assert found["perfect"] == worth and set(found["untouched"].values()) == {0}


def test_what_cannot_be_read_is_named_with_its_reason(graded):
    _, _, reports, _ = graded
    problems = {each["student"]: each["problem"] for report in reports.values() for each in report["submissions"]}
    assert {student for student, problem in problems.items() if problem} == UNREADABLE
    assert "ends in the middle" in problems["not_a_notebook"] and "a link" not in problems["not_a_notebook"]
    assert "it is empty" in problems["empty"] and "no notebook was handed in" in problems["only_a_link"]


def test_the_summary_tells_what_to_look_at(graded, capsys):
    for report in graded[2].values():
        print("\n".join(grade_command.summary(report)))
    said = capsys.readouterr().out
    for line in [
        "untouched: nothing was answered",
        "copy1: graded from 01_single_unit-Copy1.ipynb instead of 01_single_unit.ipynb, in which nothing is answered",
        "renamed: graded from my work.ipynb, for want of 01_single_unit.ipynb", "numpy.py beside the notebook hides",
        "edits_checks: the locked cell check-1-1 was changed", "points of 21: 0 to 21",
    ]:  # fmt: skip
        assert line in said, line
    for student in ("loops", "ends_the_kernel", "refuses_to_stop"):
        assert re.search(rf"    {student}: (\d+\.\d+|before the first exercise), cell \d+: it ", said), said


@pytest.mark.parametrize("stem", PLAYS)
def test_a_wrong_answer_keeps_its_diagnosis(graded, stem):
    folder = graded[0]
    for student in PLAYS[stem]:
        if not student.startswith("believes"):
            continue
        number = int(student.removeprefix("believes_"))
        notebook = nbformat.read(folder / "autograded" / student / stem / f"{stem}.ipynb", as_version=4)
        for exercise in chapter_exercises(CHAPTERS[stem]).values():
            if exercise.points and number < len(exercise.wrong) and is_written_out(exercise, number):
                [shown] = marked(notebook, f"check-{exercise.id.replace('.', '-')}")[0].outputs
                assert exercise.wrong[number].reply in " ".join(shown.evalue.split()), exercise.id


def test_what_has_not_changed_is_not_run_again(graded, monkeypatch, capsys):
    folder = graded[0]
    before = {stem: scores(folder, stem) for stem in PLAYS}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check-1-1", "01_single_unit", "01_single_unit", "untouched").manual_score = 1.0
        gradebook.db.commit()
    ran = []
    monkeypatch.setattr(pool, "grade_in_a_judge", lambda task: ran.append(task) or pytest.fail("run again"))
    assert cli.main(["grade", str(folder), "--timeout", str(CELL_TIMEOUT)]) == 1
    assert not ran and {stem: scores(folder, stem) for stem in PLAYS} == before
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        kept = gradebook.find_grade("check-1-1", "01_single_unit", "01_single_unit", "untouched")
        assert (kept.manual_score, kept.score) == (1.0, 1.0)


def test_nbgraders_own_command_gives_the_same_points(graded):
    folder, _, _, ungraded = graded
    students = ["perfect", "partly", "believes_1", "loops", "copied_check", "split", "copy1", "hostile", "empty"]
    for path in (ungraded / "submitted").iterdir():
        if path.name not in students:
            shutil.rmtree(path)
    _, log = nbgrader(ungraded, "autograde", "01_single_unit", f"--AskTheJudge.timeout={CELL_TIMEOUT}")
    assert re.findall(r"error processing assignment '\w+' for student '(\w+)'", log) == ["empty"], log
    ours, theirs = scores(folder, "01_single_unit"), scores(ungraded, "01_single_unit")
    assert {student: theirs[student] for student in students[:-1]} == {
        student: ours[student] for student in students[:-1]
    }


def test_late_work_is_penalized_as_nbgraders_settings_say(graded, tmp_path):
    shutil.copytree(graded[0], tmp_path / "course")
    with (tmp_path / "course" / "nbgrader_config.py").open("a") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with course_folder.Course(tmp_path / "course") as course:
        text = course.graded_path("02_two_layer", "perfect", "02_two_layer").read_text()
        course.gradebook.update_or_create_assignment("02_two_layer", duedate="2027-01-01 00:00:00 UTC")
        for day, penalty in (("2026-12-31", 0), ("2027-01-02", None)):
            files = {"timestamp.txt": f"{day} 12:00:00 UTC".encode()}
            points, _ = course.write("02_two_layer", "perfect", "02_two_layer", text, files)
            found = course.gradebook.find_submission("02_two_layer", "perfect")
            assert found.late_submission_penalty == (points if penalty is None else penalty)
            assert found.score == points and (found.total_seconds_late > 0) == (penalty is None)


def test_a_gradebook_without_the_assignment_says_what_to_do(tmp_path, capsys):
    assert cli.main(["grade", str(tmp_path)]) == 2
    assert "lecturekit assignments" in capsys.readouterr().err
    assert cli.main(["assignments", str(tmp_path)]) == 0
    assert cli.main(["grade", str(tmp_path)]) == 2
    assert "submitted/STUDENT/ASSIGNMENT" in capsys.readouterr().err
    assert cli.main(["grade", str(tmp_path), "05_sgd"]) == 2
    assert "nbgrader generate_assignment 05_sgd" in capsys.readouterr().err


def test_laying_out_the_course_again_keeps_the_settings(tmp_path, capsys):
    assert cli.main(["assignments", str(tmp_path)]) == 0
    settings, [source, *_] = tmp_path / "nbgrader_config.py", sorted(tmp_path.glob("source/*/*.ipynb"))
    for path in (settings, source):
        path.write_text("mine")
    assert cli.main(["assignments", str(tmp_path)]) == 0
    assert settings.read_text() == "mine" and nbformat.read(source, as_version=4).cells
    capsys.readouterr()
    assert cli.main(["assignments", str(settings)]) == 2
    assert capsys.readouterr().err.startswith("lecturekit assignments: ")
