"""The second record of every diagnosis: what a wrong answer gives, and what its author is told.

    python tests/tools/diagnoses.py        renews tests/checks/diagnoses.json

The banks themselves cannot show that two replies were exchanged: each would still reach "its" answer. So
name, behavior and reply stand here once more. Read the difference before committing it.
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lecturekit.checks.calling import attempt  # noqa: E402
from lecturekit.checks.function import FunctionExercise  # noqa: E402
from lecturekit.checks.registry import CHAPTERS, chapter_exercises  # noqa: E402

RECORD = ROOT / "tests" / "checks" / "diagnoses.json"


def numbers(value):
    """The first few numbers inside an answer's output, with five digits; what is not a number as text."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        return [number for part in value for number in numbers(part)][:6]
    if callable(value):
        return ["a function"]
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return [str(value)[:40]]
    return [float(f"{number:.5g}") for number in array.ravel()[:4].astype(float)]


def behavior(exercise, wrong):
    """What a wrong answer gives: on the first probe, or as a value, or its letter; a function otherwise has only its name."""
    if not isinstance(exercise, FunctionExercise):
        return numbers(exercise.handed_in(wrong.answer))
    outcome = attempt(wrong.answer, exercise.probes(exercise.rng())[0], exercise.run)
    return [str(outcome.error)[:60]] if outcome.error else numbers(outcome.value)


def diagnoses():
    """{exercise: [[name, behavior, reply], ...]} of all banks, as they are now."""
    return {
        exercise.id: [[wrong.name, behavior(exercise, wrong), wrong.reply] for wrong in exercise.wrong]
        for chapter in CHAPTERS
        for exercise in chapter_exercises(chapter).values()
    }


if __name__ == "__main__":
    RECORD.write_text(json.dumps(diagnoses(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
