"""The sub-command ``lecturekit check``: run notebooks and report every exercise in them.

The student's file is only read; its cells run in memory, in the notebook's own folder. The stored
progress is left alone too, unless ``--record`` asks for it.
"""

import argparse
import json
import re
import sys
import tempfile
import warnings
from pathlib import Path

from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG
from lecturekit.checks.registry import chapter_exercises, find_exercise
from lecturekit.checks.verdict import MARKS, wrap
from lecturekit.course.files import course_dir

CHECK_CALL = re.compile(r"""^[^#\n]*?\bcheck\(\s*["'](\d+\.\w+)["']""", re.MULTILINE)
MISSING = "no check cell"


def add_arguments(parser):
    """Declare the arguments of ``lecturekit check``."""
    parser.add_argument(
        "notebooks",
        nargs="*",
        metavar="NOTEBOOK",
        help="notebooks to check; by default those of the current folder, "
        "or the course's exercises/ seen from its top folder",
    )
    parser.add_argument(
        "--timeout", type=_seconds, default=60, metavar="SECONDS", help="time limit for each cell (default: 60)"
    )
    parser.add_argument("--record", action="store_true", help="count the results in your progress")


def run(args):
    """Check the notebooks; return 0, 1 if any exercise is wrong, 2 if a notebook cannot be read."""
    paths = [Path(each) for each in args.notebooks] or _default_notebooks()
    if not paths:
        print(
            "lecturekit check: no notebooks in this folder; name one, or get the exercises with `lecturekit start DIR`",
            file=sys.stderr,
        )
        return 2
    results, unreadable = [], False
    for path in paths:
        try:
            notebook = _read(path)
        except ValueError as problem:
            print(f"lecturekit check: {problem}", file=sys.stderr)
            unreadable = True
            continue
        print(path)
        found = check_notebook(notebook, path.resolve().parent, timeout=args.timeout, record=args.record)
        print("\n".join(_report(found)), flush=True)
        results += found
    wrong = sum(counts_as_wrong(*each) for each in results)
    summary = [f"{sum(status == kind for _, status, _ in results)} {kind}" for kind in (CORRECT, WRONG, UNTOUCHED)]
    missing = sum(status == MISSING for _, status, _ in results)
    print(", ".join(summary + ([f"{missing} without a check cell"] if missing else [])))
    return 2 if unreadable else int(wrong > 0)


def check_notebook(notebook, folder, *, timeout=60, record=False):
    """Execute a notebook in memory and return what became of each of its exercises.

    Parameters
    ----------
    notebook : NotebookNode
        Changed: pass a copy to keep it.
    folder : path
        Working directory of its kernel.
    timeout : int
        Seconds per cell; a cell that takes longer fails, the others run.
    record : bool
        Also store the results in the student's progress.

    Returns
    -------
    list of (str, str, str)
        Id, status (``"correct"``, ``"wrong"``, ``"not attempted"``, ``"no check cell"``) and message,
        in the order of the exercises.
    """
    from lecturekit.classroom.runner import run_all

    asked = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            asked |= dict.fromkeys(CHECK_CALL.findall(cell.source), index)
    with tempfile.TemporaryDirectory() as scratch:
        collected = Path(scratch) / "verdicts.jsonl"
        variables = {"LECTUREKIT_VERDICTS": str(collected), "NBGRADER_EXECUTION": ""}
        if not record:
            variables["LECTUREKIT_STATE_DIR"] = scratch
        failures = run_all(
            notebook,
            folder,
            timeout=timeout,
            variables=variables,
            fresh=lambda: collected.write_text("", encoding="utf-8"),
        )
        verdicts = {entry["id"]: entry for entry in _entries(collected)}
    results = {}
    for exercise_id, index in asked.items():
        if index in failures:
            results[exercise_id] = (WRONG, f"Its check cell failed: {failures[index][:300]}.")
        elif exercise_id not in verdicts:
            results[exercise_id] = (MISSING, "")
    for exercise_id, entry in verdicts.items():
        results[exercise_id] = (entry["status"], entry["message"])
    for chapter in _chapters(notebook, results):
        for exercise in chapter_exercises(chapter).values():
            if exercise.kind != "prediction":
                results.setdefault(exercise.id, (MISSING, ""))
    return [(exercise_id, *results[exercise_id]) for exercise_id in sorted(results, key=_order)]


def counts_as_wrong(exercise_id, status, message):
    """Tell whether a result makes the command fail: wrong, and not a prediction."""
    exercise = find_exercise(exercise_id)
    return status == WRONG and (exercise is None or exercise.kind != "prediction")


def _chapters(notebook, results):
    """Return the chapters whose exercises belong into this notebook, check cells deleted or not."""
    known = (find_exercise(each) for each in results)
    chapters = {exercise.chapter for exercise in known if exercise and exercise.kind != "prediction"}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        grade_id = str(marks.get("grade_id")) if isinstance(marks, dict) else ""
        chapters |= {int(number) for number in re.findall(r"^(?:exercise|check)-(\d{1,3})-", grade_id)}
    return chapters


def _report(results):
    lines = []
    for exercise_id, status, message in results:
        exercise = find_exercise(exercise_id)
        title = exercise.title if exercise else ""
        lines.append(f"  {MARKS.get(status, '-')} {exercise_id:<5} {status:<14} {title}".rstrip())
        if status == WRONG:
            lines += wrap(message, indent=" " * 10)
    return lines or ["  no exercises in this notebook"]


def _default_notebooks():
    here = sorted(Path.cwd().glob("*.ipynb"))
    try:
        at_top = course_dir("exercises").parent == Path.cwd().resolve()
    except FileNotFoundError:
        at_top = False
    return here or (sorted((Path.cwd() / "exercises").glob("*.ipynb")) if at_top else [])


def _read(path):
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
        if not all(isinstance(text, str) for cell in notebook.cells for text in (cell.cell_type, cell.source)):
            raise TypeError
        return notebook
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except Exception:
        raise ValueError(f"{path} is not a notebook") from None


def _entries(path):
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # the notebook has removed it
        return
    for line in lines:
        try:
            entry = json.loads(line)
            yield {key: str(entry[key]) for key in ("id", "status", "message")}
        except (ValueError, KeyError, TypeError):
            continue


def _order(exercise_id):
    chapter, _, number = exercise_id.partition(".")
    return (int(chapter) if chapter.isdecimal() else 0, len(number), number)


def _seconds(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"is {text!r}, expected a whole number of seconds, at least 1")
    return int(text)
