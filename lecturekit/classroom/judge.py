"""The judge: it runs a notebook in a sandbox, examines what is handed in, and alone says what is right.

It never runs a student's code. Where a cell ends the process, or does not stop, everything runs again without it:
it costs its own points and no others.
"""

import ast
import contextlib
import json
import re
import time
from dataclasses import dataclass, field, replace

from lecturekit.checks import engine
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG
from lecturekit.checks.verdict import Verdict
from lecturekit.classroom.proxy import Aborted, Answers
from lecturekit.classroom.sandbox import LIMITS, Sandbox, isolation
from lecturekit.classroom.submission import harmless, writable
from lecturekit.classroom.time_limit import time_limit
from lecturekit.classroom.wire import Broken, Late

GRACE = 10
"""Seconds that a process may take to stop what it was told to stop."""
CALL = re.compile(r"""\bcheck\s*\(""")
ASKED = re.compile(r"""^[^#\n]*?\bcheck\(\s*["'](\d+\.\w+)["']""", re.MULTILINE)
UNDEFINED = re.compile(r"the name `(\w+)` is used before it has a value")
GONE = "it ended the kernel"
FLOODED = "its answers were too large"
NO_TIME = "the time for the whole notebook was up"
MOST_IMPORTS = 200


@dataclass
class Judgment:
    """What became of a notebook.

    Attributes
    ----------
    verdicts : dict of (int, str) -> Verdict
        By the index of the cell and the exercise's id.
    failures : dict of int -> str
        By the index of a cell: the error at which it stopped, in words.
    outputs : dict of int -> list of dict
        What each cell has shown, in the form of a notebook's outputs.
    accidents : dict of int -> str
        Cells without which everything had to run again: they ended the process, or did not stop.
    isolation : str
    seconds : float
    """

    verdicts: dict = field(default_factory=dict)
    failures: dict = field(default_factory=dict)
    outputs: dict = field(default_factory=dict)
    accidents: dict = field(default_factory=dict)
    isolation: str = ""
    seconds: float = 0.0


def judge(notebook, folder=None, *, timeout=60, deadline=600, limits=LIMITS):
    """Run a notebook, examine what it hands in, and return a `Judgment`.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    folder : path or None
        Whose files (helpers, data) the code finds beside it, as copies.
    timeout : float
        Seconds for a cell, the examination of what it hands in included.
    deadline : float
        Seconds for the whole notebook; what has not run by then is not right.
    limits : dict
        Of the process, by their names in the module ``resource``.
    """
    cells = [(index, cell.source) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    began = time.monotonic()
    end, skipped, accidents = began + deadline, {}, {}
    while True:
        run = _Run(cells, skipped, timeout, end, f"it did not finish in {timeout:g} s")
        stuck = run.go(folder, limits)
        run.judgment.accidents = accidents | stuck
        if not stuck or NO_TIME in stuck.values():
            run.judgment.isolation, run.judgment.seconds = isolation().name, time.monotonic() - began
            return run.judgment
        accidents |= stuck
        skipped |= stuck | {index: what for index, what in run.judgment.failures.items() if what == run.late}


class _Run:
    """One pass through a notebook."""

    def __init__(self, cells, skipped, timeout, end, late):
        self.cells, self.skipped, self.timeout, self.end, self.late = cells, skipped, timeout, end, late
        self.judgment = Judgment()

    def go(self, folder, limits):
        """Run all cells; return a dict with the cell at which the process was lost, or an empty one."""
        left = self.end - time.monotonic()
        try:
            imports = imported(source for _, source in self.cells)
            with Sandbox(folder, imports=imports, seconds=max(1, left), limits=limits) as sandbox:
                self.answers = Answers(sandbox.channel, self._handed_in)
                for index, source in self.cells:
                    stuck = self._cell(index, source)
                    if stuck:
                        return {index: stuck}
        except (Broken, Late):
            raise RuntimeError(f"the process for a notebook does not start; isolation: {isolation().name}") from None
        return {}

    def _cell(self, index, source):
        """Run a cell; return None, or why the process cannot go on."""
        if index in self.skipped:
            self.judgment.failures[index] = self.skipped[index]
            return None
        self.index, now = index, time.monotonic()
        seconds = min(self.timeout, self.end - now)
        if seconds <= 0:
            self._give_up(index)
            return NO_TIME
        self.answers.begin_cell(seconds, now + seconds + GRACE)
        try:
            with time_limit(seconds + 2 * GRACE, Aborted("stuck")):  # whatever an answer keeps this process busy with
                self._run(source)
        except Aborted as end:
            self.judgment.failures[index] = {"gone": GONE, "flood": FLOODED}.get(end.reason, self.late)
            if self.end - time.monotonic() <= 0:
                self._give_up(index)
                return NO_TIME
            return None if end.reason == "late" else self.judgment.failures[index]
        return None

    def _run(self, source):
        calls = only_checks(source)
        if calls is None:
            self._keep(self.answers.request(op="run", source=source, checks=bool(CALL.search(source))))
        for exercise_id, expression in calls or ():
            reply = self.answers.request(op="evaluate", source=expression)
            if not self._keep(reply):
                self._handed_in(exercise_id, reply.get("value"))

    def _keep(self, reply):
        """Note what a cell has shown, and whether it failed."""
        self.judgment.outputs[self.index] = clean_outputs(reply.get("outputs"))
        error = reply.get("error")
        if error is None:
            return False
        error = error if isinstance(error, dict) else {}
        text = " ".join(str(error.get("text", "")).split())[:300]
        self.judgment.failures[self.index] = f"{str(error.get('type', 'Error'))[:80]}: {text}".strip(": ")
        return True

    def _handed_in(self, exercise_id, answer):
        _, verdict = engine.judge(exercise_id, answer, fresh=True)
        self.judgment.verdicts[self.index, verdict.id] = verdict

    def _give_up(self, first):
        for index, _ in self.cells:
            if index >= first:
                self.judgment.failures[index] = NO_TIME


def only_checks(source):
    """Return the ids and expressions of a cell that consists of calls of ``check``, or None for any other cell."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = []
    for each in statements:
        call = each.value if isinstance(each, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "check":
            return None
        given = call.args
        simple = 1 <= len(given) <= 2 and not call.keywords and not any(isinstance(a, ast.Starred) for a in given)
        if not simple or not isinstance(given[0], ast.Constant) or not isinstance(given[0].value, str):
            return None
        found.append((given[0].value, ast.unparse(given[1]) if len(given) == 2 else "..."))
    return found or None


def imported(sources):
    """Return what cells import from the course: pairs of a module and a name in it, or an empty name."""
    found = {}
    for source in sources:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            for each in ast.walk(ast.parse(source)) if "lecturekit" in source else ():
                if isinstance(each, ast.ImportFrom) and not each.level:
                    found |= {(each.module, name.name): None for name in each.names}
                elif isinstance(each, ast.Import):
                    found |= {(name.name, ""): None for name in each.names}
    return [pair for pair in found if pair[0].split(".")[0] == "lecturekit"][:MOST_IMPORTS]


def reports(notebook, judgment):
    """Return what became of each exercise that a notebook asks about: a dict from id to `Verdict`.

    The last check of an exercise counts. A check that could not be made is wrong, and says why.
    """
    asked = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            for exercise_id in ASKED.findall(cell.source):
                asked[exercise_id] = index
    for index, exercise_id in judgment.verdicts:
        asked[exercise_id] = max(index, asked.get(exercise_id, -1))
    return {exercise_id: at_cell(notebook, judgment, exercise_id, index) for exercise_id, index in asked.items()}


def at_cell(notebook, judgment, exercise_id, index):
    """Return the verdict on an exercise at one check cell; None where there is no verdict and no failure."""
    verdict = judgment.verdicts.get((index, exercise_id))
    if verdict is not None:
        missing = UNDEFINED.search(verdict.message)
        return replace(verdict, message=verdict.message + _cause(notebook, judgment, index, missing))
    if index not in judgment.failures:
        return None
    failure = judgment.failures[index]
    text = f"Its check cell failed: {failure[:300]}."
    text += _cause(notebook, judgment, index, re.match(r"NameError: name '(\w+)'", failure))
    exercise = engine.find_exercise(exercise_id)
    return Verdict(exercise_id, exercise.title if exercise else "", WRONG, text)


def _cause(notebook, judgment, index, missing):
    """Name the cell that should have defined a missing name, a match of it or None, if that cell has failed."""
    if not missing:
        return ""
    name = missing[1]
    defines = re.compile(
        rf"^\s*(def|class)\s+{name}\b|\b{name}\b[^=\n]*=(?!=)|\bimport\b(.*|\s*\([^)]*)\b{name}\b", re.MULTILINE
    )
    for earlier in sorted((k for k in judgment.failures if k < index), reverse=True):
        if defines.search(notebook.cells[earlier].source):
            return f"\nThe cell that defines `{name}` stopped: {judgment.failures[earlier]}."
    return ""


def clean_outputs(outputs):
    """Return those of a process's outputs that have the form they should have, as many as there is room for."""
    kept, room = [], LARGEST_OUTPUTS
    for each in outputs if isinstance(outputs, list) else ():
        kind = each.get("output_type") if isinstance(each, dict) else None
        if kind == "stream" and each.get("name") in ("stdout", "stderr") and isinstance(each.get("text"), str):
            kept.append({"output_type": kind, "name": each["name"], "text": writable(each["text"])})
        elif kind == "error":
            texts = {key: writable(str(each.get(key, ""))[:2000]) for key in ("ename", "evalue")}
            kept.append({"output_type": kind, **texts, "traceback": [f"{texts['ename']}: {texts['evalue']}"]})
        elif kind in ("execute_result", "display_data") and isinstance(each.get("data"), dict):
            data = {key: writable(text) for key, text in each["data"].items() if key in SHOWN and isinstance(text, str)}
            data |= {"text/latex": harmless(data["text/latex"])} if "text/latex" in data else {}
            kept.append({"output_type": "display_data", "data": data, "metadata": {}})
        else:
            continue
        room -= len(json.dumps(kept[-1:]))
        if room < 0:
            return kept[:-1]
    return kept


LARGEST_OUTPUTS = 2**20
"""Characters that a cell's outputs may have."""
SHOWN = ("text/plain", "text/latex", "image/png")
"""No HTML of a student's: it would run in the browser of whoever reads the feedback."""

__all__ = ["CORRECT", "UNTOUCHED", "WRONG", "Judgment", "at_cell", "judge", "only_checks", "reports"]
