"""One submission graded: the right file found, its cells put in order, run, judged, and filled with verdicts.

Data in, data out, so that it can happen in another process or on another machine.
"""

import os
import re
import tempfile
from pathlib import Path

import nbformat

from lecturekit.checks import exercise
from lecturekit.classroom.cells import attempted, fill, restore
from lecturekit.classroom.judge import NO_TIME, judge
from lecturekit.classroom.sandbox import LIMITS
from lecturekit.classroom.submission import hidden_libraries, parse_notebook

LARGEST_FILES = 40 * 2**20
HEADING = re.compile(r"^#+ (\d+\.\d+)\b", re.MULTILINE)


def collect_files(folder):
    """Return the files of a submission, name to content, and notes on what was left out. Links are never followed."""
    found, notes, room = {}, [], LARGEST_FILES
    for top, folders, files in os.walk(folder):
        notes += [f"{each} is a folder, and was left out" for each in sorted(folders) if each.endswith(".ipynb")]
        folders[:] = sorted(each for each in folders if not each.endswith((".ipynb", ".ipynb_checkpoints")))
        for name in sorted(files, key=lambda name: (not name.endswith(".ipynb"), name)):
            path = Path(top) / name
            relative = path.relative_to(folder).as_posix()
            try:
                if path.is_symlink() or not path.is_file():
                    notes.append(f"{relative} is a link or no file, and was left out")
                elif path.stat().st_size > room:
                    notes.append(f"{relative} is too large, and was left out")
                else:
                    found[relative] = path.read_bytes()
                    room -= len(found[relative])
            except OSError as problem:
                notes.append(f"{relative} cannot be read: {problem.strerror}")
    return found, notes


def grade(task):
    """Grade a submission.

    Parameters
    ----------
    task : dict
        ``name`` of the notebook, its ``files`` (name to content), the ``released`` cells (see `restore`), the judge's
        ``secret`` (numbers), ``timeout`` and ``deadline`` in seconds and ``limits`` (or None). With ``restored``, a
        notebook's text, that is what is run, as it is.

    Returns
    -------
    dict
        ``problem`` (a sentence, if nothing could be graded), ``notebook`` (text, outputs and verdicts in it),
        ``file``, ``statuses``, ``notes``, ``accidents``, ``late`` and ``failed`` (in words: cells that ended the process,
        those that had no time left, and the first one that failed, or None),
        ``attempted``, ``isolation`` and ``seconds``.
    """
    files, notes, chosen = task["files"], [], ""
    if task.get("restored"):
        notebook = nbformat.reads(task["restored"].decode(), as_version=4)
        worked = True
    else:
        try:
            chosen, notebook, notes, worked = choose(task["name"], files, task["released"])
        except ValueError as problem:
            return {"problem": str(problem)}
        notebook, more = restore(notebook, task["released"])
        notes += more
    for name in hidden_libraries(files):
        notes.append(f"{name} beside the notebook hides the library of that name on the student's own machine")
    exercise.SECRET[:] = task["secret"]
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            if not name.endswith(".ipynb"):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        judgment = judge(
            notebook, folder, timeout=task["timeout"], deadline=task["deadline"], limits=task["limits"] or LIMITS
        )
    statuses = fill(notebook, judgment)
    failed = next(iter(sorted(judgment.failures.items())), None)
    return {
        "problem": "",
        "notebook": nbformat.writes(notebook).encode(),
        "file": chosen,
        "statuses": statuses,
        "notes": notes,
        "accidents": [_told(notebook, *each) for each in sorted(judgment.accidents.items())],
        "late": _late(notebook, judgment.failures),
        "failed": _told(notebook, *failed) if failed else None,
        "attempted": worked,
        "isolation": judgment.isolation,
        "seconds": judgment.seconds,
    }


def _told(notebook, index, what):
    """What became of a cell, in words that an instructor finds it by: the exercise under whose heading it stands."""
    above = (HEADING.search(cell.source) for cell in notebook.cells[index::-1] if cell.cell_type == "markdown")
    exercise = next((found[1] for found in above if found), None)
    return f"{'before the first exercise' if exercise is None else exercise}, cell {index + 1}: {what}"


def _late(notebook, failures):
    """The cells that took too long, and the first one for which no time was left."""
    late = [each for each in sorted(failures.items()) if "did not finish" in each[1]]
    late += [each for each in sorted(failures.items()) if each[1] == NO_TIME][:1]
    return [_told(notebook, *each) for each in late]


def choose(name, files, released):
    """Return the file that counts: the one of the right name or, if nothing is in it, the first that has something.

    Returns
    -------
    file, notebook, notes, attempted

    Raises
    ------
    ValueError
        If there is no notebook, in words for the instructor.
    """
    wanted = f"{name}.ipynb"
    others = sorted(each for each in files if each.endswith(".ipynb") and each != wanted)
    candidates = [wanted, *others] if wanted in files else others
    if not candidates:
        found = f"only {', '.join(sorted(files)[:5])}" if files else "nothing"
        raise ValueError(f"no notebook was handed in: expected {wanted}, found {found}")
    read, problems = {}, {}
    for each in candidates:
        try:
            read[each] = parse_notebook(files[each])
        except ValueError as problem:
            problems[each] = f"{each} is not a notebook: {problem}"
    if not read:
        raise ValueError("; ".join(problems.values()))
    chosen = next((each for each in read if attempted(read[each], released)), next(iter(read)))
    notes = list(problems.values())
    if chosen != wanted:
        why = (problems.get(wanted) and "which cannot be read") or "in which nothing is answered"
        notes.append(
            f"graded from {chosen}" + (f" instead of {wanted}, {why}" if wanted in files else f", for want of {wanted}")
        )
    return chosen, read[chosen], notes, attempted(read[chosen], released)
