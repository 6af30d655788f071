"""`hint`: first what belongs to the last answer, then the hints of the exercise, one after the other."""

from lecturekit.checks import session
from lecturekit.checks.exercise import CORRECT, WRONG
from lecturekit.checks.registry import find_exercise, name_of, unknown
from lecturekit.checks.verdict import Panel, rich, wrap

AFTER = {
    "factor": "Somewhere a factor comes in, or is missing. Which line of yours should bring it in? Call your function on one data point only: is it still there?",
    "sign": "Follow one sign from the loss to your result, with one data point and numbers that you can check in your head.",
    "not summed": "Write the shape of every intermediate result beside its line; where does the axis of the data points end?",
    "shape": "Write the shape of every intermediate result beside its line, and compare the last one with what is asked for.",
    "shapes": "Print the shapes of the arrays on that line, just before it: which axis of which should be the other's?",
    "rounded": "Leave the rounding away; a check compares more digits than one prints.",
    "order": "Compare the order in which you return (or take) things with the text of the exercise.",
    "fails": "Run your function on the call that the reply shows, `last_call({id!r})`, and print each intermediate result with its shape.",
    "not finite": "Print each intermediate result for the call that the reply shows: which is the first that is nan or inf?",
    "depends": "Run your function twice in a row, with the same arguments: which line looks at something that is not among them?",
    "argument changed": "`w -= ...` and `w[k] = ...` change the array that was handed in; `w = w - ...` makes a new one.",
}
"""Beginnings of a cause that the engine finds by itself, to a step that helps with it."""


def hint(exercise_id: str) -> Panel:
    """Open the next hint of an exercise, one more with each call; what belongs to the last answer comes first.

    Parameters
    ----------
    exercise_id : str
        ``"1.3"``.

    Returns
    -------
    Panel
        All hints opened so far, and how many are left.

    Examples
    --------
    >>> print(hint("1.3"))  # doctest: +ELLIPSIS
    Hint 1 of ...
    """
    name = name_of(exercise_id)
    exercise = find_exercise(name)
    ladder = () if exercise is None else exercise.hints
    if exercise is None:
        lines = [unknown(exercise_id)]
    elif not ladder:
        lines = [f"There are no hints for {name}."]
    else:
        total, before = len(ladder), session.hints_opened.get(name, 0)
        session.hints_opened[name] = min(before + 1, total)
        lines = [f"Hint {k} of {total}: {text}" for k, text in enumerate(ladder[: session.hints_opened[name]], start=1)]
        if before == total:
            lines.append("That was the last hint.")
    own = _for_the_last_answer(exercise, name)
    if own:
        lines.insert(0, f"After your last answer ({session.last_diagnosis[name]}): {own}")
    text = "\n".join(line for each in lines for line in wrap(each, indent=""))
    return Panel(text, "".join(f"<p>{rich(each)}</p>" for each in lines))


def note(name, finding):
    """Remember what the last answer to an exercise was told."""
    if finding.status == WRONG and finding.diagnosis:
        session.last_diagnosis[name] = finding.diagnosis
    elif finding.status == CORRECT or finding.diagnosis is None:
        session.last_diagnosis.pop(name, None)


def _for_the_last_answer(exercise, name):
    """The hint of the misconception that was recognized, or one for the cause that the engine has found."""
    told = session.last_diagnosis.get(name)
    if exercise is None or told is None:
        return None
    own = next((each.hint for each in exercise.wrong if each.hint and each.name in told), None)
    if own:
        return own
    return next((text.format(id=name) for start, text in AFTER.items() if told.startswith(start)), None)
