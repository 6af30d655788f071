"""The command ``lecturekit``: it reports every exercise, and never touches the student's files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import fake_chapter
import nbformat
import pytest

from lecturekit import cli
from lecturekit.checks import memory
from lecturekit.classroom import check_command as command
from lecturekit.course import files as course_files

HERE = Path(__file__).resolve().parents[1]

SECONDS = 5  # that a cell may take; on a busy machine even the first one takes a while
FAKE = "import numpy as np\nfrom lecturekit.checks import check"
RIGHT = "def gradient(w, X, y):\n    return X.T @ (X @ w - y) / len(y)"
FLIPPED = "def gradient(w, X, y):\n    return X.T @ (y - X @ w) / len(y)"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    fake_chapter.install(monkeypatch.setitem)
    path = os.pathsep.join(filter(None, (str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(tmp_path / "state"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)


def store(*sources, name="99_fake.ipynb"):
    """Write a notebook of code cells in the current folder."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (FAKE, *sources)])
    nbformat.write(notebook, name)
    return Path(name)


def statuses(*sources, **options):
    """Return what `check_notebook` reports for these cells, without exercises that have no cell."""
    notebook = nbformat.read(store(*sources), as_version=4)
    found = command.check_notebook(notebook, Path.cwd(), **options)
    return {exercise_id: (status, message) for exercise_id, status, message in found if status != command.MISSING}


def test_the_table_names_right_wrong_untouched_and_missing(capsys):
    store(FLIPPED, 'check("99.1", gradient)', "rate = ...", 'check("99.4", rate)', 'check("99.6", "b")')
    assert cli.main(["check"]) == 1
    out = capsys.readouterr().out
    assert "✗ 99.1  wrong          A gradient" in out
    assert "the sign is flipped" in out
    assert "○ 99.4  not attempted  A rate" in out
    assert "✓ 99.6  correct        A question" in out
    assert "- 99.2  no check cell  An update" in out
    graded = sum(each.kind != "prediction" for each in fake_chapter.EXERCISES)
    assert f"1 correct, 1 wrong, 1 not attempted, {graded - 3} without a check cell" in out
    assert "99.a" not in out


def test_all_right_exits_with_zero_and_a_wrong_prediction_costs_nothing(capsys):
    store(RIGHT, 'check("99.1", gradient)', 'check("99.a", "b")')
    assert cli.main(["check", "99_fake.ipynb"]) == 0
    assert "✗ 99.a" in capsys.readouterr().out


def test_a_grader_around_the_command_changes_no_verdict(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    found = statuses(FLIPPED, 'check("99.1", gradient)', 'check("99.6", "b")')
    assert "the sign is flipped" in found["99.1"][1] and found["99.6"] == ("correct", "(b) no.\nNo.")


def test_the_students_file_and_progress_are_left_alone(capsys, tmp_path):
    path = store(RIGHT, 'check("99.1", gradient)', "print('x' * 10)")
    path.chmod(0o444)
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    assert cli.main(["check", str(path)]) == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert [each.name for each in Path.cwd().iterdir()] == [path.name]
    assert memory.load() == {}
    assert cli.main(["check", "--record", str(path)]) == 0
    assert memory.load() == {"99.1": "correct"}


def test_errors_endless_loops_and_crashes_cost_only_their_own_exercise():
    found = statuses(
        "def gradient(w, X, y:\n    return 1",
        'check("99.1", gradient)',
        "def spin(*args):\n    while True:\n        pass",
        'check("99.2", spin)',
        "while True:\n    pass",
        'check("99.4", 0.5)',
        "import os",
        'check("99.5", os._exit(1))',
        'check("99.6", "b")',
        "raise SystemExit",
        'check("99.7", 79510)',
        timeout=SECONDS,
    )
    assert found["99.1"] == (
        "wrong",
        "Its check cell failed: NameError: name 'gradient' is not defined.\n"
        "The cell that defines `gradient` stopped: SyntaxError: '(' was never closed.",
    )
    assert found["99.2"] == ("wrong", f"Its check cell failed: it did not finish in {SECONDS} s.")
    assert found["99.5"] == ("wrong", "Its check cell failed: it ended the kernel.")
    assert [found[key][0] for key in ("99.4", "99.6", "99.7")] == ["correct"] * 3


@pytest.mark.parametrize("ending", ["exit", "quit()"])
def test_a_cell_that_asks_the_kernel_to_end_takes_no_other_exercise_along(ending):
    found = statuses(
        RIGHT, ending, "print(1)", 'check("99.1", gradient)', ending + "\n" + 'check("99.6", "b")', 'check("99.4", 0.5)'
    )
    assert [found[key][0] for key in ("99.1", "99.4")] == ["correct"] * 2


def test_a_loop_that_refuses_to_be_interrupted_costs_only_its_own_exercise(monkeypatch):
    monkeypatch.setattr("lecturekit.classroom.judge.GRACE", 2)
    found = statuses(
        RIGHT,
        "def spin(*args):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass",
        'check("99.2", spin)',
        'check("99.1", gradient)',
        timeout=SECONDS,
    )
    assert found["99.2"] == ("wrong", f"Its check cell failed: it did not finish in {SECONDS} s.")
    assert found["99.1"][0] == "correct"


def test_a_cell_that_prints_without_end_is_stopped(monkeypatch):
    found = statuses("while True:\n    print('x' * 1000)", 'check("99.6", "b")', timeout=SECONDS)
    assert found == {"99.6": ("correct", "(b) no.\nNo.")}


def test_a_check_that_is_commented_out_is_a_missing_check_cell():
    notebook = nbformat.read(store('# check("99.1", 1)', 'check("99.6", "b")'), as_version=4)
    found = command.check_notebook(notebook, Path.cwd())
    assert ("99.1", command.MISSING, "") in found


def test_deleted_check_cells_are_missed_by_what_is_left_of_the_exercises():
    notebook = nbformat.read(store("gradient = ..."), as_version=4)
    notebook.cells[1].metadata["nbgrader"] = {"grade_id": "exercise-99-1"}
    found = command.check_notebook(notebook, Path.cwd())
    assert {status for _, status, _ in found} == {command.MISSING}
    assert len(found) == sum(each.kind != "prediction" for each in fake_chapter.EXERCISES)


@pytest.mark.parametrize(
    "marks", [None, "text", 3, [], {"grade_id": None}, {"grade_id": "exercise-" + "9" * 5000 + "-1"}], ids=range(6)
)
def test_odd_marks_of_a_grader_are_not_minded(marks):
    notebook = nbformat.read(store('check("99.6", "b")'), as_version=4)
    notebook.cells[1].metadata["nbgrader"] = marks
    assert ("99.6", "correct", "(b) no.\nNo.") in command.check_notebook(notebook, Path.cwd())


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": 3}]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"metadata": {}, "source": "1"}]}',
    ],
    ids=range(8),
)
def test_what_is_no_notebook_gets_one_readable_line(content, capsys):
    if content is not None:
        Path("x.ipynb").write_bytes(content)
    assert cli.main(["check", "x.ipynb"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("lecturekit check: x.ipynb") and captured.err.count("\n") == 1


def test_a_byte_order_mark_is_no_obstacle():
    path = store('check("99.6", "b")')
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert cli.main(["check", str(path)]) == 0


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "it is empty"),
        (b"  <!DOCTYPE html><p>", "it is a web page"),
        (b"PK\x03\x04...", "it is a zip archive"),
        (b"import numpy as np", "it is not JSON"),
        (b'{"cells": [\n{"cell_type": "code", "source": ["a', "it ends in the middle"),
        (b'{"cells": [\n<<<<<<< HEAD\n]}', "git's conflict markers, the first at line 2"),
        (b'{"cells": [\n{,\n]}', "its JSON is broken at line 2"),
        (b'{"name": "package"}', "has no cells"),
        (b'{"cells": [{"cell_type": "code", "source": ""}, 3]}', "its cell 2 is no cell"),
    ],
)
def test_what_a_file_is_instead_of_a_notebook_is_said(content, said, capsys):
    Path("x.ipynb").write_bytes(content)
    assert cli.main(["check", "x.ipynb"]) == 2
    assert said in capsys.readouterr().err


def test_files_beside_the_notebook_are_found_and_cannot_be_changed():
    Path("helper.py").write_text("rate = 0.5")
    Path("data").mkdir()
    Path("data/numbers.txt").write_text("79510")
    found = statuses(
        "import helper",
        'check("99.4", helper.rate)',
        "number = int(open('data/numbers.txt').read())\nopen('data/numbers.txt', 'w').write('mine')",
        'check("99.7", number)',
    )
    assert {found["99.4"][0], found["99.7"][0]} == {"correct"} and Path("data/numbers.txt").read_text() == "79510"


def test_a_file_that_hides_a_library_is_named(capsys):
    Path("numpy.py").write_text("")
    store(RIGHT, 'check("99.1", gradient)')
    assert cli.main(["check"]) == 0
    assert "numpy.py in this folder hides the library of that name" in capsys.readouterr().out


def test_a_check_of_the_students_own_is_not_the_courses(capsys):
    found = statuses("def check(*args):\n    return 'fine'", FLIPPED, 'check("99.1", gradient)', "check(1)")
    assert found["99.1"][0] == "wrong"
    found = statuses(RIGHT, "check = 3", 'check("99.1", gradient)', "if check == 3:\n    check('99.4', 0.5)")
    assert found["99.1"][0] == "correct"


def test_all_exercises_may_be_required(capsys):
    path = store(RIGHT, 'check("99.1", gradient)', 'check("99.a", "b")')
    assert cli.main(["check", str(path)]) == 0
    assert cli.main(["check", "--require-all", str(path)]) == 1


def test_results_can_be_had_as_json_and_as_junit(capsys):
    store(FLIPPED, 'check("99.1", gradient)', 'check("99.6", "b")')
    Path("bad.ipynb").write_text("<html>")
    assert cli.main(["check", "99_fake.ipynb", "bad.ipynb", "--json", "out.json", "--junit", "out.xml"]) == 2
    content = json.loads(Path("out.json").read_text())
    found = {each["id"]: each["status"] for each in content["notebooks"]["99_fake.ipynb"]}
    assert (found["99.1"], found["99.2"], found["99.6"]) == ("wrong", "no check cell", "correct")
    assert "web page" in content["unreadable"]["bad.ipynb"]
    suites = ElementTree.parse("out.xml").getroot()
    cases = {case.get("name").split()[0]: [child.tag for child in case] for case in suites.iter("testcase")}
    assert (cases["99.1"], cases["99.2"], cases["99.6"], cases["the"]) == (["failure"], ["skipped"], [], ["error"])


def test_a_closed_pipe_ends_the_command_quietly():
    store("1")
    code = "import sys; from lecturekit.cli import main; sys.exit(main(['check']))"
    started = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    started.stdout.close()
    assert started.stderr.read() == b"" and started.wait() == 141
    started.stderr.close()


def test_an_interrupt_ends_the_command_quietly(monkeypatch, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    assert cli.main(["check"]) == 130
    assert capsys.readouterr().err == "lecturekit check: interrupted\n"


def test_an_old_notebook_is_read_quietly(capsys):
    Path("x.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": '
        '[{"cell_type": "markdown", "metadata": {}, "source": ["a"]}]}'
    )
    assert cli.main(["check", "x.ipynb"]) == 0
    assert capsys.readouterr().err == ""


def test_a_folder_is_no_notebook_and_an_empty_folder_has_none(capsys):
    assert cli.main(["check", "."]) == 2
    assert cli.main(["check"]) == 2
    assert "no notebooks in this folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["check", "--nonsense"], ["check", "--timeout", "0"], ["check", "--timeout", "x"], ["start"]],
    ids=range(6),
)
def test_bad_usage_exits_with_two(arguments, capsys):
    assert cli.main(arguments) == 2
    assert "usage: lecturekit" in capsys.readouterr().err


def test_help_lists_the_commands_without_loading_them():
    code = (
        "import sys; from lecturekit.cli import main; status = main(['--help']);"
        "print(status, [name for name in ('numpy', 'nbformat', 'nbclient') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
    assert all(name in done.stdout for name in cli.COMMANDS)


def test_the_course_is_found_in_a_checkout_and_in_a_wheel(monkeypatch, tmp_path):
    package = tmp_path / "top" / "lecturekit"
    (package / "course" / "exercises").mkdir(parents=True)
    (tmp_path / "top" / "exercises").mkdir()
    monkeypatch.setattr(course_files, "PACKAGE", package)
    assert course_files.course_dir("exercises") == package / "course" / "exercises"
    (tmp_path / "top" / "pyproject.toml").write_text("")
    assert course_files.course_dir("exercises") == tmp_path / "top" / "exercises"
    with pytest.raises(FileNotFoundError, match="solutions"):
        course_files.course_dir("solutions")
