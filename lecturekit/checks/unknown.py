"""For instructors: wrong answers that no reply was made for, kept in a file and listed by exercise and frequency.

With the environment variable ``LECTUREKIT_KEEP_ANSWERS`` set to the name of a file, every wrong answer without a diagnosis is
appended to it, with nothing about who gave it; where there is no such variable nothing is kept. ::

    python -m lecturekit.checks.unknown answers.jsonl more.jsonl
"""

import inspect
import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

from lecturekit.checks.calling import attempt
from lecturekit.checks.compare import as_numbers, describe, type_name
from lecturekit.checks.exercise import WRONG

VARIABLE = "LECTUREKIT_KEEP_ANSWERS"
LONGEST = 4000


def keep_unknown(exercise, answer, finding):
    """Append a wrong answer without a diagnosis to the file of the instructor's choice; failing to write costs nothing."""
    path = os.environ.get(VARIABLE)
    if not path or finding.status != WRONG or finding.diagnosis or finding.partial:
        return
    try:
        entry = {
            "exercise": exercise.id,
            "title": exercise.title,
            "behavior": _behavior(exercise, answer),
            "told": finding.message[:LONGEST],
            "answer": _source(answer)[:LONGEST],
        }
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except Exception:
        return


def listing(paths):
    """Return the kept answers as lines: exercise by exercise, the most frequent behavior first, with one example of each."""
    counts, examples, titles = defaultdict(Counter), {}, {}
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            key = entry["behavior"]
            counts[entry["exercise"]][key] += 1
            examples.setdefault((entry["exercise"], key), entry)
            titles[entry["exercise"]] = entry["title"]
    lines = []
    for exercise in sorted(counts, key=lambda each: [int(k) if k.isdecimal() else 0 for k in each.split(".")]):
        lines.append(f"{exercise} {titles[exercise]}: {sum(counts[exercise].values())} answers")
        for key, count in counts[exercise].most_common():
            example = examples[exercise, key]
            lines += [f"  {count} times {key}", *(f"    {each}" for each in example["answer"].splitlines())]
    return lines


def _behavior(exercise, answer):
    """What an answer does, in a few characters: equal for answers with the same slip."""
    if callable(answer) and hasattr(exercise, "probes"):
        outcome = attempt(answer, exercise.probes(exercise.rng())[0], exercise.run)
        return f"stops: {outcome.signature[0].__name__}" if outcome.error else _digits(outcome.value)
    return _digits(answer)


def _digits(value):
    if isinstance(value, dict):
        value = list(value.values())
    if (
        isinstance(value, (tuple, list))
        and len(value) <= 8
        and not all(isinstance(each, (int, float)) for each in value)
    ):
        return "; ".join(_digits(each) for each in value)
    try:
        numbers = as_numbers(value)
    except TypeError:
        return describe(value)
    return f"{numbers.shape} " + " ".join(f"{each:.4g}" for each in numbers.flat[:6])


def _source(answer):
    """The code of an answer where it can be had, else what it is."""
    try:
        return inspect.getsource(answer)
    except (OSError, TypeError):
        return describe(answer) if not callable(answer) else f"a {type_name(answer)}"


if __name__ == "__main__":
    print("\n".join(listing(sys.argv[1:])))
