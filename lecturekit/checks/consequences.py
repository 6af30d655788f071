"""`after`: what follows from a right answer, shown in the cell below its check."""

from collections.abc import Callable
from typing import Any

from lecturekit.checks import session
from lecturekit.checks.exercise import CORRECT
from lecturekit.checks.registry import name_of
from lecturekit.checks.verdict import Panel


def remember_passed(name, status):
    """Note whether the last answer to an exercise was right."""
    session.passed.add(name) if status == CORRECT else session.passed.discard(name)


def after(exercise_id: str, consequence: Callable[[], Any]) -> Any:
    """Run what follows from a right answer; as long as the check has not passed, only say so.

    Parameters
    ----------
    exercise_id : str
        ``"4.3"``.
    consequence : callable
        Without arguments; it uses what the learner has written.

    Returns
    -------
    object
        What the consequence returns.

    Examples
    --------
    >>> after("4.3", lambda: "your function at work")
    ○ What follows from 4.3 is shown here. Pass its check first, then run this cell again.
    """
    name = name_of(exercise_id)
    if name in session.passed:
        return consequence()
    text = f"○ What follows from {name} is shown here. Pass its check first, then run this cell again."
    return Panel(text, f"<p>{text}</p>")
