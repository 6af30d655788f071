"""The student's progress: a small file that is never needed, and that nothing overwrites."""

import contextlib
import html
import itertools
import json
import os
import sys
from pathlib import Path

from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG
from lecturekit.checks.registry import CHAPTERS, chapter_exercises, chapter_page
from lecturekit.checks.verdict import MARKS, Panel
from lecturekit.foundation.files import write_whole

FILE_NAME, LOCK_NAME, UNREADABLE = "progress.json", "progress.lock", "progress.unreadable-{}.json"
PATIENCE = 10
"""Seconds to wait for other processes that write their results."""

LARGEST_FILE = 1_000_000
BROWSER_FILES = Path("/drive")
"""Where JupyterLite shows the files of the page's own file browser to Python."""


def state_dir():
    """Return the folder of the progress file.

    ``LECTUREKIT_STATE_DIR`` if set; else the user's own state directory. In a browser (Pyodide)
    ``.lecturekit`` at the top of JupyterLite's files, which live in the browser's storage and are the
    same for every notebook, or in the current folder where there is no such thing.
    """
    chosen = os.environ.get("LECTUREKIT_STATE_DIR")
    if chosen:
        return Path(chosen)
    if sys.platform != "emscripten":
        try:
            from platformdirs import user_state_dir

            return Path(user_state_dir("lecturekit", appauthor=False))
        except ImportError:
            pass
    here = Path.cwd()
    return (BROWSER_FILES if BROWSER_FILES in here.parents else here) / ".lecturekit"


def load():
    """Return the stored statuses, id to "correct" or "wrong"; whatever cannot be read counts as nothing."""
    try:
        return _read(state_dir() / FILE_NAME)
    except (OSError, ValueError):
        return {}


def remember(exercise_id, status):
    """Store the best status an exercise has reached; failing to write costs only the memory of it.

    Any number of processes may do so at once: each reads, adds and replaces the file under a lock, and what is
    correct stays so. A file that cannot be understood is kept aside under another name, never overwritten.
    """
    if status == UNTOUCHED or load().get(exercise_id) in (CORRECT, status):
        return
    with contextlib.suppress(OSError):
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            _add(folder / FILE_NAME, exercise_id, status)


def _add(path, exercise_id, status):
    try:
        stored = _read(path)
    except ValueError:
        number = next(k for k in itertools.count(1) if not path.with_name(UNREADABLE.format(k)).exists())
        os.replace(path, path.with_name(UNREADABLE.format(number)))
        stored = {}
    if stored.get(exercise_id) != CORRECT:
        stored[exercise_id] = status
        write_whole(path, json.dumps({"exercises": dict(sorted(stored.items()))}, indent=1))


def _read(path):
    """The statuses in a file, none where there is no file; ValueError where it holds something else."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return {}
    if size > LARGEST_FILE:
        raise ValueError(f"{path} has {size} bytes, expected at most {LARGEST_FILE}")
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError(f"{path} is nested too deeply") from None
    if not isinstance(stored, dict) or not isinstance(stored.get("exercises"), dict):
        raise ValueError(f"{path} holds no exercises")
    return {key: value for key, value in stored["exercises"].items() if value in (CORRECT, WRONG)}


@contextlib.contextmanager
def _alone(folder):
    """Hold the folder's lock; where there can be none (a browser, a file system without locks) go on without."""
    try:
        from filelock import FileLock

        lock = FileLock(folder / LOCK_NAME, timeout=PATIENCE)
        lock.acquire()
    except (ImportError, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _remarks():
    """What to know about the memory itself: a file kept aside, a folder that cannot be written."""
    folder = state_dir()
    found = []
    try:
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            found.append(f"New results cannot be remembered: {folder} cannot be written.")
        aside = sorted(path.name for path in folder.glob(UNREADABLE.format("*")))
        found += [f"A progress file could not be read and was kept as {folder / name}." for name in aside]
        _read(folder / FILE_NAME)
    except ValueError:
        found.append(
            f"The progress file {folder / FILE_NAME} cannot be read; the next result begins a new one and keeps it aside."
        )
    except OSError as problem:
        found.append(f"Progress cannot be read: {problem.filename or folder}: {problem.strerror}.")
    return found


def _marks(exercises, stored):
    return " ".join(f"{MARKS[stored.get(each.id, UNTOUCHED)]} {each.id}" for each in exercises)


def progress() -> Panel:
    """Return a table of all exercises, chapter by chapter: what is correct, wrong, not attempted.

    Those of a set's core come first. An exercise once correct stays correct here. Bets won are counted, and give no points.

    Returns
    -------
    Panel
        Displays as a table in a notebook and as text elsewhere.

    Examples
    --------
    >>> print(progress().text.splitlines()[1])  # doctest: +ELLIPSIS
    1 A single unit ... points ...
    """
    stored = load()
    lines, rows, bets, reached, possible = [], [], [], 0, 0
    for chapter in sorted(CHAPTERS):
        exercises = chapter_exercises(chapter).values()
        if not exercises:
            continue
        bets += [each for each in exercises if each.kind == "prediction"]
        exercises = [each for each in exercises if each.kind != "prediction"]
        page = chapter_page(chapter)
        core = [each for each in exercises if page is None or each.number in page.core_exercises]
        further = [each for each in exercises if each not in core]
        marks = "; further: ".join(_marks(several, stored) for several in (core, further) if several)
        got = sum(each.points for each in exercises if stored.get(each.id) == CORRECT)
        total = sum(each.points for each in exercises)
        reached, possible = reached + got, possible + total
        name = page.title if page else CHAPTERS[chapter]
        lines.append(f"{chapter} {name:<41} {got:>3} of {total:>3} points   {marks}")
        rows.append(
            f'<tr><th scope="row" style="text-align: left">{chapter} {html.escape(name)}</th>'
            f'<td>{got} of {total}</td><td style="text-align: left">{html.escape(marks)}</td></tr>'
        )
    legend = ", ".join(f"{mark} {status}" for status, mark in MARKS.items())
    settled = [each for each in bets if each.id in stored]
    won = sum(stored[each.id] == CORRECT for each in settled)
    summary = (
        f"{reached} of {possible} points; {won} of {len(settled)} bets won, {len(bets)} to be placed in all. {legend}."
    )
    head = '<tr><th scope="col">chapter</th><th scope="col">points</th><th scope="col">exercises</th></tr>'
    markup = f"<table><caption>{summary}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    remarks = _remarks()
    markup += "".join(f"<p>{html.escape(remark)}</p>" for remark in remarks)
    return Panel("\n".join([summary, *lines, *remarks]), markup)
