"""The student's progress: a small file that is never needed and may be lost without harm."""

import html
import json
import os
import sys
import tempfile
from pathlib import Path

from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG
from lecturekit.checks.registry import CHAPTERS, chapter_exercises, chapter_title
from lecturekit.checks.verdict import MARKS, Panel

FILE_NAME = "progress.json"
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
        path = state_dir() / FILE_NAME
        if path.stat().st_size > LARGEST_FILE:
            return {}
        stored = json.loads(path.read_text(encoding="utf-8"))["exercises"]
        return {key: value for key, value in stored.items() if value in (CORRECT, WRONG)}
    except Exception:
        return {}


def remember(exercise_id, status):
    """Store the best status an exercise has reached; failing to write costs only the memory of it."""
    if status == UNTOUCHED:
        return
    stored = load()
    if stored.get(exercise_id) in (CORRECT, status):
        return
    stored[exercise_id] = status
    temporary = None
    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=FILE_NAME, suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"exercises": dict(sorted(stored.items()))}, file, indent=1)
        os.replace(temporary, folder / FILE_NAME)
    except Exception:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def progress():
    """Return a table of all exercises, chapter by chapter: what is correct, wrong, not attempted.

    An exercise once correct stays correct here. Bets won are counted, and give no points.

    Returns
    -------
    Panel
        Displays as a table in a notebook and as text elsewhere.
    """
    stored = load()
    lines, rows, bets, reached, possible = [], [], [], 0, 0
    for chapter in sorted(CHAPTERS):
        exercises = chapter_exercises(chapter).values()
        if not exercises:
            continue
        bets += [each for each in exercises if each.kind == "prediction"]
        exercises = [each for each in exercises if each.kind != "prediction"]
        marks = " ".join(f"{MARKS[stored.get(each.id, UNTOUCHED)]} {each.id}" for each in exercises)
        got = sum(each.points for each in exercises if stored.get(each.id) == CORRECT)
        total = sum(each.points for each in exercises)
        reached, possible = reached + got, possible + total
        name = chapter_title(chapter)
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
    return Panel("\n".join([summary, *lines]), markup)
