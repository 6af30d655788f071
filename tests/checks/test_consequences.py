"""`after` runs a consequence once the check has passed, and not before or after a wrong answer."""

from lecturekit.checks import after, check, session
from lecturekit.checks.registry import find_exercise


def test_a_consequence_waits_for_a_right_answer():
    session.start_anew()
    exercise = find_exercise("1.4")
    wrong = next(letter for letter in exercise.options if letter != exercise.correct)
    check("1.4", wrong)
    assert "Pass its check first" in repr(after("1.4", lambda: 1 / 0))
    check("1.4", exercise.correct if not exercise.again else f"{exercise.correct} {exercise.again.correct}")
    assert after("1.4", lambda: "at work") == "at work"
    check("1.4", wrong)
    assert "Pass its check first" in repr(after("1.4", lambda: 1 / 0))
