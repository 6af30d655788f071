"""Answers that no bank was written for: right ones are accepted, all others refused, and most causes named."""

import pytest
from checks.unseen.measure import ANSWERS, exercises_by_title, judged


def test_the_unseen_answers_are_for_exercises_that_are_there():
    there = exercises_by_title()
    assert [title for title, _ in ANSWERS if title not in there] == []


@pytest.mark.long
def test_unseen_answers_are_judged_as_they_should_be():
    results = [(exercise.id, kind, name, verdict) for exercise, kind, name, verdict, _ in judged()]
    misjudged = [each[:3] for each in results if (each[3].status == "correct") != (each[1] == "right")]
    assert misjudged == []
    slips = [verdict for _, kind, _, verdict in results if kind == "slips"]
    assert len(slips) > 1000
    assert sum(verdict.diagnosis is not None for verdict in slips) >= 0.8 * len(slips)
    assert not any("Traceback" in each[3].message for each in results)
