"""Predictions as bets: `predict` before the experiment, `settle` after it.

A bet is an exercise of the kind ``"prediction"`` (`choice_exercise`). Nothing tells which option is right before it is
settled; the first result counts, and no points depend on it.
"""

from typing import Any

from lecturekit.checks import session
from lecturekit.checks.exercise import CORRECT, WRONG
from lecturekit.checks.memory import load, remember
from lecturekit.checks.registry import chapter_exercises
from lecturekit.checks.verdict import COLORS, MARKS, Panel, rich, wrap


def predict(exercise_id: str, letter: Any = ...) -> Panel:
    """Place a bet on what an experiment will show; answers "noted", and no more.

    Parameters
    ----------
    exercise_id : str
        ``"1.b"``.
    letter : str
        Of the option that you bet on; as long as it is ``...`` nothing is noted.

    Returns
    -------
    Panel
        Never raises, whatever is handed in.

    Examples
    --------
    >>> predict("1.b", "c")
    • 1.b noted: c. Run on; the bet is settled below.
    """
    exercise = _find(exercise_id)
    if exercise is None:
        return _panel(f"There is no prediction {exercise_id!r}.")
    letters = list(exercise.options)
    if letter is ... or letter is None or (isinstance(letter, str) and not letter.strip()):
        return _panel(
            f'○ {exercise.id} no bet yet: write your letter in place of `...`, for example `predict("{exercise.id}", "{letters[0]}")`.'
        )
    chosen = letter.strip().strip("().").strip().lower() if isinstance(letter, str) else None
    if chosen not in letters:
        return _panel(
            f"○ {exercise.id} no bet yet: expected one of the letters {', '.join(letters)}, in quotation marks."
        )
    session.bets[exercise.id] = chosen
    return _panel(f"• {exercise.id} noted: {chosen}. Run on; the bet is settled below.")


def settle(exercise_id: str) -> Panel:
    """Compare the bet with the result, in the reply of the option that was chosen.

    Parameters
    ----------
    exercise_id : str
        ``"1.b"``.

    Returns
    -------
    Panel
        Without a bet it tells the result alone.

    Examples
    --------
    >>> print(settle("1.z"))
    There is no prediction '1.z'.
    """
    exercise = _find(exercise_id)
    if exercise is None:
        return _panel(f"There is no prediction {exercise_id!r}.")
    result = exercise.told(exercise.correct, exercise.praise)
    bet = session.bets.get(exercise.id)
    if bet is None:
        return _panel(f"○ {exercise.id} You placed no bet.\nThe result is {result}")
    status = CORRECT if bet == exercise.correct else WRONG
    if exercise.id not in load():
        remember(exercise.id, status)
    if status == CORRECT:
        return _panel(f"{MARKS[status]} {exercise.id} You won your bet.\n{result}", COLORS[status])
    reply = next(each.reply for each in exercise.wrong if each.answer == bet)
    text = f"{MARKS[status]} {exercise.id} You bet on ({bet}) {exercise.options[bet]}. {reply}\nThe result is {result}"
    return _panel(text, COLORS[status])


def _find(exercise_id):
    """The prediction with this id, or None."""
    name = exercise_id.strip() if isinstance(exercise_id, str) else ""
    number = name.split(".")[0]
    exercise = chapter_exercises(int(number)).get(name) if number.isdecimal() else None
    return exercise if exercise is not None and exercise.kind == "prediction" else None


def _panel(text, color=COLORS["not attempted"]):
    first, *rest = text.split("\n")
    lines = [*wrap(first, indent=""), *(line for each in rest for line in wrap(each))]
    markup = f'<div style="border-left: 4px solid {color}; padding: 0.2em 0.8em"><strong>{rich(first)}</strong>'
    return Panel("\n".join(lines), markup + "".join(f"<div>{rich(each)}</div>" for each in rest) + "</div>")
