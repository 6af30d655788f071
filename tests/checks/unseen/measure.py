"""Measure the checker with the unseen answers: how many right ones pass, how many slips are refused, and named.

python -m tests.checks.unseen.measure            a table
python -m tests.checks.unseen.measure --all      every answer that is not judged as it should be, and every plain reply
"""

import sys
import time
from collections import Counter

from lecturekit.checks import engine
from lecturekit.checks.registry import all_exercises

from . import (
    chapters_1_to_4,
    chapters_5_to_9,
    common_slips_1_to_4,
    common_slips_5_to_9,
    later_exercises,
    steps_goals_and_curves,
)

MODULES = (
    chapters_1_to_4,
    chapters_5_to_9,
    later_exercises,
    steps_goals_and_curves,
    common_slips_1_to_4,
    common_slips_5_to_9,
)
ANSWERS = [(title, groups) for module in MODULES for title, groups in module.ANSWERS.items()]


def exercises_by_title():
    """{"5.5 Does a memory quiet the noise?": exercise}."""
    return {f"{each.id} {each.title}": each for each in all_exercises()}


def judged():
    """Yield (exercise, group, name, verdict, seconds)."""
    exercises = exercises_by_title()
    for title, groups in ANSWERS:
        exercise = exercises[title]
        answers = [("right", str(k), answer) for k, answer in enumerate(groups["right"])]
        answers += [(kind, name, answer) for kind in ("slips", "edges") for name, answer in groups[kind].items()]
        for kind, name, answer in answers:
            start = time.process_time()
            verdict = engine.judge(exercise.id, answer)[1]
            yield exercise, kind, name, verdict, time.process_time() - start


def table(results):
    """Return the counts as a dict."""
    counts = Counter()
    for _, kind, _, verdict, _ in results:
        counts[kind] += 1
        if kind == "right":
            counts["accepted"] += verdict.status == "correct"
        else:
            counts[f"{kind} refused"] += verdict.status == "wrong"
            counts[f"{kind} named"] += verdict.diagnosis is not None
    return dict(counts)


if __name__ == "__main__":
    results = list(judged())
    for exercise, kind, name, verdict, _ in results:
        good = (verdict.status == "correct") == (kind == "right")
        plain = kind == "slips" and verdict.diagnosis is None
        if "--all" in sys.argv and (not good or plain):
            print(
                f"{'!!' if not good else '  '} {exercise.id:5} {kind:6} {name:28} {' / '.join(verdict.message.splitlines())[:150]}"
            )
    print(table(results))
    seconds = sorted(each[-1] for each in results)
    print(
        f"seconds of the processor: median {seconds[len(seconds) // 2]:.3f}, 99% {seconds[int(0.99 * len(seconds))]:.3f}, largest {seconds[-1]:.3f}"
    )
