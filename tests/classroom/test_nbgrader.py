"""Two chapters as assignments of nbgrader: thirty-three submissions, and the points each of them gets.

Everything goes through nbgrader's own commands, in a folder that `lecturekit assignments` has laid out.
"""

import os
import re
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

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CHAPTERS = {"01_single_unit": 1, "02_two_layer": 2}
CELL_TIMEOUT = 15
PATIENCE = 1500  # seconds for all submissions of a course, on a machine that may be busy
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


class Sheet:
    """A released assignment in the hands of a student."""

    def __init__(self, stem, released):
        self.notebook = nbformat.read(released, as_version=4)
        solved = nbformat.read(ROOT / "solutions" / f"{stem}.ipynb", as_version=4)
        self.ids = [each.id for each in chapter_exercises(CHAPTERS[stem]).values() if each.points]
        self.right = {each: marked(solved, f"exercise-{each.replace('.', '-')}")[0].source for each in self.ids}

    def cell(self, exercise_id, role="exercise"):
        return marked(self.notebook, f"{role}-{exercise_id.replace('.', '-')}")[0]

    def delete(self, grade_id):
        self.notebook.cells.pop(marked(self.notebook, grade_id)[1])

    def write(self, exercise_id, source):
        self.cell(exercise_id).source = source

    def name(self, exercise_id):
        """What the student's function or answer is called."""
        return re.fullmatch(r'check\("[\d.]+", (\w+)\)', self.cell(exercise_id, "check").source)[1]

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


def believes(number):
    """The play that has misconception ``number`` of every exercise, and is right where there are fewer."""

    def act(sheet):
        earned = all_right(sheet)
        for each in sheet.ids:
            exercise = find_exercise(each)
            if number >= len(exercise.wrong):
                continue
            answer = exercise.wrong[number].answer
            if isinstance(exercise, NumericExercise):
                answer = np.asarray(answer() if callable(answer) else answer).tolist()
            text = f'find_exercise("{each}").wrong[{number}].answer' if callable(answer) else repr(answer)
            sheet.write(each, f"from lecturekit.checks.registry import find_exercise\n{sheet.name(each)} = {text}")
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
    values = ['"a text"', "None", "{1: 2}", "3.5", "[]", "object()", "b''", "float", "lambda: 1"]
    for each, value in zip(sheet.ids, values, strict=True):
        sheet.write(each, f"{sheet.name(each)} = {value}")
    return set()


PLAYS = {
    "01_single_unit": {
        "perfect": all_right,
        "untouched": untouched,
        "partly": every_other,
        **{f"believes_{number}": believes(number) for number in range(5)},
        "raises": instead("1 / 0", of="1.6"),
        "does_not_compile": instead("def f(:", of="1.5"),
        "exits": instead("import sys\nsys.exit()", of="1.2"),
        "loops": instead("while True:\n    pass", of="1.8"),
        "prints": prints_without_measure,
        "deletes_solution": deletes_a_solution,
        "edits_checks": edits_the_checks,
        "other_types": answers_with_other_types,
        "not_a_notebook": untouched,
    },
    "02_two_layer": {
        "perfect": all_right,
        "untouched": untouched,
        "partly": every_other,
        **{f"believes_{number}": believes(number) for number in range(9)},
        "ends_the_kernel": instead("import os\nos._exit(3)", of="2.2"),
        "says_exit": instead("exit", of="2.3"),
        "refuses_to_stop": instead(REFUSES_TO_STOP, of="2.4"),
        "deletes_check": deletes_a_check,
        "deletes_much": deletes_the_imports_and_an_exercise,
        "loses_marks": loses_the_marks,
    },
}


def start(course, *command):
    """Start a command of nbgrader in the folder of a course."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # nbgrader calls alembic
    return subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        env=os.environ | {"PATH": tools},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def in_parallel(courses, *command):
    """Run a command in all courses at once; return exit status and log of each."""
    running = {stem: start(course, *command, stem) for stem, course in courses.items()}
    logs = {stem: process.communicate(timeout=PATIENCE)[0] for stem, process in running.items()}
    return {stem: (running[stem].returncode, log) for stem, log in logs.items()}


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """A folder for each of the two courses, its assignment released."""
    folders = {stem: tmp_path_factory.mktemp(stem) for stem in PLAYS}
    for folder in folders.values():
        assert cli.main(["assignments", str(folder)]) == 0
    for status, log in in_parallel(folders, "generate_assignment").values():
        assert status == 0, log
    return folders


@pytest.fixture(scope="module")
def graded(courses):
    """By course: what each student has earned, the exit status of the autograder and its log."""
    expected = {}
    for stem, course in courses.items():
        expected[stem] = {}
        for student, play in PLAYS[stem].items():
            sheet = Sheet(stem, course / "release" / stem / f"{stem}.ipynb")
            expected[stem][student] = play(sheet)
            handed_in = course / "submitted" / student / stem / f"{stem}.ipynb"
            handed_in.parent.mkdir(parents=True)
            nbformat.write(sheet.notebook, handed_in)
            if student == "not_a_notebook":
                handed_in.write_bytes(handed_in.read_bytes()[:5000])
    outcome = in_parallel(courses, "autograde", f"--Execute.timeout={CELL_TIMEOUT}")
    return {stem: (expected[stem], *outcome[stem]) for stem in courses}


@pytest.mark.parametrize("stem", PLAYS)
def test_what_is_released_are_the_exercises(courses, stem):
    released = nbformat.read(courses[stem] / "release" / stem / f"{stem}.ipynb", as_version=4)
    stored = nbformat.read(ROOT / "exercises" / f"{stem}.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [cell.source for cell in stored.cells]


@pytest.mark.parametrize("stem", PLAYS)
def test_every_submission_gets_its_points(courses, graded, stem):
    expected, _, _ = graded[stem]
    worth = {each.id: each.points for each in chapter_exercises(CHAPTERS[stem]).values() if each.points}
    with Gradebook(f"sqlite:///{courses[stem] / 'gradebook.db'}") as gradebook:
        found = {}
        for student in expected:
            submission = gradebook.find_submission_notebook(stem, stem, student)
            scores = {grade.name.removeprefix("check-").replace("-", "."): grade.score for grade in submission.grades}
            found[student] = {each: scores[each] for each in worth}
            assert submission.max_score == sum(worth.values())
    points = {student: {each: worth[each] * (each in earned) for each in worth} for student, earned in expected.items()}
    assert {student: found[student] for student in points if found[student] != points[student]} == {}
    assert found["perfect"] == worth and set(found["untouched"].values()) == {0}


@pytest.mark.parametrize("stem", PLAYS)
def test_no_submission_is_lost(courses, graded, stem):
    expected, status, log = graded[stem]
    unreadable = {"not_a_notebook"} & set(expected)
    assert {path.name for path in (courses[stem] / "autograded").iterdir()} == set(expected) - unreadable
    assert status == len(unreadable), log
    assert set(re.findall(r"error processing assignment '\w+' for student '(\w+)'", log)) == unreadable
    assert "cannot be converted" not in log


@pytest.mark.parametrize("stem", PLAYS)
def test_a_wrong_answer_keeps_its_diagnosis(courses, graded, stem):
    for student in PLAYS[stem]:
        if not student.startswith("believes"):
            continue
        number = int(student.removeprefix("believes_"))
        path = courses[stem] / "autograded" / student / stem / f"{stem}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for exercise in chapter_exercises(CHAPTERS[stem]).values():
            if exercise.points and number < len(exercise.wrong):
                [shown] = marked(notebook, f"check-{exercise.id.replace('.', '-')}")[0].outputs
                assert exercise.wrong[number].reply in " ".join(shown.evalue.split()), exercise.id


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
