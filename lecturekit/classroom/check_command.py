"""The sub-command ``lecturekit check``: run notebooks and report every exercise in them.

The student's file is only read; its cells run in a sandbox, among copies of the files beside it. The stored
progress is left alone too, unless ``--record`` asks for it.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG
from lecturekit.checks.memory import remember
from lecturekit.checks.registry import chapter_exercises, find_exercise
from lecturekit.checks.verdict import MARKS, wrap
from lecturekit.course.files import course_dir
from lecturekit.foundation.files import write_whole

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
    parser.add_argument(
        "--require-all",
        action="store_true",
        help="an exercise that is not attempted, or has no check cell, is an error",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON, too")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit's XML, too")
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
    from lecturekit.classroom.submission import hidden_libraries, read_notebook

    results, unreadable = {}, {}
    for path in paths:
        try:
            notebook = read_notebook(path)
        except ValueError as problem:
            print(f"lecturekit check: {problem}", file=sys.stderr)
            unreadable[path] = f"{problem}"
            continue
        print(path)
        folder = path.resolve().parent
        for name in hidden_libraries(each.name for each in folder.iterdir()):
            print(f"  {name} in this folder hides the library of that name from your notebook: rename it")
        results[path] = check_notebook(notebook, folder, timeout=args.timeout, record=args.record)
        print("\n".join(_report(results[path])), flush=True)
    found = [each for of_one in results.values() for each in of_one]
    summary = [f"{sum(status == kind for _, status, _ in found)} {kind}" for kind in (CORRECT, WRONG, UNTOUCHED)]
    missing = sum(status == MISSING for _, status, _ in found)
    print(", ".join(summary + ([f"{missing} without a check cell"] if missing else [])))
    try:
        if args.json:
            write_whole(args.json, _as_json(results, unreadable))
        if args.junit:
            write_whole(args.junit, _as_junit(results, unreadable, args.require_all))
    except OSError as problem:
        print(f"lecturekit check: {problem.filename}: {problem.strerror}", file=sys.stderr)
        return 2
    wrong = any(counts_as_wrong(*each, require_all=args.require_all) for each in found)
    return 2 if unreadable else int(wrong)


def check_notebook(notebook, folder, *, timeout=60, record=False):
    """Run a notebook in a sandbox and return what became of each of its exercises.

    Parameters
    ----------
    notebook : NotebookNode
    folder : path
        The files in it, other notebooks excepted, lie beside the notebook as copies.
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
    from lecturekit.classroom.judge import judge, reports

    verdicts = reports(notebook, judge(notebook, folder, timeout=timeout, deadline=60 * timeout))
    results = {}
    for exercise_id, verdict in verdicts.items():
        results[exercise_id] = (verdict.status, verdict.message) if verdict else (MISSING, "")
        if record and verdict and find_exercise(exercise_id):
            remember(exercise_id, verdict.status)
    for chapter in _chapters(notebook, results):
        for exercise in chapter_exercises(chapter).values():
            if exercise.kind != "prediction":
                results.setdefault(exercise.id, (MISSING, ""))
    return [(exercise_id, *results[exercise_id]) for exercise_id in sorted(results, key=_order)]


def counts_as_wrong(exercise_id, status, message, *, require_all=False):
    """Tell whether a result makes the command fail: wrong (or, if all are required, not right), and not a prediction."""
    exercise = find_exercise(exercise_id)
    failed = status != CORRECT if require_all else status == WRONG
    return failed and (exercise is None or exercise.kind != "prediction")


def _as_json(results, unreadable):
    notebooks = {
        str(path): [dict(zip(("id", "status", "message"), each)) for each in found] for path, found in results.items()
    }
    return (
        json.dumps({"notebooks": notebooks, "unreadable": {str(k): v for k, v in unreadable.items()}}, indent=1) + "\n"
    )


def _as_junit(results, unreadable, require_all):
    """JUnit's XML: a suite for each notebook, a test for each exercise; what is not attempted is skipped."""
    suites = ElementTree.Element("testsuites", name="lecturekit check")
    for path, found in results.items():
        suite = ElementTree.SubElement(suites, "testsuite", name=str(path), tests=str(len(found)))
        for exercise_id, status, message in found:
            exercise = find_exercise(exercise_id)
            name = f"{exercise_id} {exercise.title}" if exercise else exercise_id
            case = ElementTree.SubElement(suite, "testcase", classname=path.stem, name=name)
            if counts_as_wrong(exercise_id, status, message, require_all=require_all):
                ElementTree.SubElement(case, "failure", message=status).text = _for_xml(message)
            elif status in (UNTOUCHED, MISSING):
                ElementTree.SubElement(case, "skipped", message=status)
    for path, problem in unreadable.items():
        suite = ElementTree.SubElement(suites, "testsuite", name=str(path), tests="1")
        case = ElementTree.SubElement(suite, "testcase", classname=path.stem, name="the notebook")
        ElementTree.SubElement(case, "error", message=_for_xml(problem))
    return ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)


def _for_xml(text):
    """Without the control characters that XML does not have."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)


def _chapters(notebook, results):
    """Return the chapters whose exercises belong into this notebook, check cells deleted or not."""
    from lecturekit.classroom.submission import grade_id

    known = (find_exercise(each) for each in results)
    chapters = {exercise.chapter for exercise in known if exercise and exercise.kind != "prediction"}
    for cell in notebook.cells:
        name = grade_id(cell.metadata) or ""
        chapters |= {int(number) for number in re.findall(r"^(?:exercise|check)-(\d{1,3})-", name)}
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


def _order(exercise_id):
    chapter, _, number = exercise_id.partition(".")
    return (int(chapter) if chapter.isdecimal() else 0, len(number), number)


def _seconds(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"is {text!r}, expected a whole number of seconds, at least 1")
    return int(text)
