"""Exercises on code that runs and is wrong: first an input on which it shows, then the repair."""

from lecturekit.checks.calling import attempt, untouched
from lecturekit.checks.compare import describe, difference, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Misconception
from lecturekit.checks.function import function_exercise

WORDS = {
    "function": "the repair",
    "missing": "An input on which the given code is wrong is still missing.",
    "shown": "With your input the given code gives {given}; right is {right}.",
}


def bug_exercise(
    id,
    title,
    *,
    buggy,
    reference,
    example,
    valid=None,
    kind="bug",
    points=3,
    wrong=(),
    hints=(),
    praise="",
    solution=None,
    words=None,
    **rest,
):
    """Declare an exercise whose answer is a pair: an input on which the given code is wrong, and the repaired function.

    Parameters
    ----------
    buggy : callable
        The code that is given in the notebook.
    reference, solution, probes, args, tolerance, ...
        Of the repaired function, as for `lecturekit.checks.function.function_exercise`.
    example : tuple
        The arguments of a call on which the given code is wrong. Where it has one argument only, the learner hands in that.
    valid : callable, optional
        ``valid(*arguments)`` raises `Wrong` if an input is none that the code is meant for.
    wrong : sequence of Misconception
        Wrong repairs, as functions.
    words : dict, optional
        Other ``WORDS``, where the given code is not wrong but another way.

    Returns
    -------
    BugExercise
    """
    repair = function_exercise(
        id, title, reference=reference, solution=solution, points=points, wrong=wrong, praise=praise, **rest
    )
    bank = [Misconception(each.name, (example, each.answer), each.reply) for each in repair.wrong]
    exercise = BugExercise(
        id, title, kind=kind, points=points, wrong=bank, hints=hints, praise=praise, solution=(example, repair.solution)
    )
    exercise.buggy, exercise.valid, exercise.repair, exercise.words = buggy, valid, repair, WORDS | (words or {})
    return exercise


class BugExercise(Exercise):
    """See `bug_exercise`."""

    def examine(self, answer):
        """Judge the input and the repair, each by itself, and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            return Finding(
                WRONG,
                f"Expected two things, an input and the repaired function, got {describe(answer)}: "
                f'`check("{self.id}", (example, repaired))`.',
            )
        example, repaired = answer
        shown, told = self._shows_the_bug(example)
        nothing = "an input on which nothing shows" if shown is False else None
        finding = self._repaired(repaired)
        if shown is None and finding.status == UNTOUCHED:
            return Finding(UNTOUCHED)
        marks = {True: "✓", False: "✗", None: "○"}
        right = {CORRECT: True, WRONG: False, UNTOUCHED: None}[finding.status]
        row = f"the input {marks[shown]}  {self.words['function']} {marks[right]}"
        if shown and right:
            return Finding(CORRECT, f"{row}\n{told} {self.praise}".strip())
        message = "\n".join(text for text in (row, told, "" if right else finding.message) if text)
        return Finding(WRONG, message, finding.diagnosis or nothing, partial=shown is not False and right is not False)

    def behaves_like(self, answer):
        """Return all misconceptions that repair as this answer does."""
        names = {each.name for each in self.repair.behaves_like(answer[1])}
        return [each for each in self.wrong if each.name in names]

    def _repaired(self, repaired):
        finding = self.repair.examine(repaired)
        if finding.status == WRONG and finding.diagnosis is None and callable(repaired):
            probes = self.repair.probes(self.repair.rng())
            calls = [(attempt(repaired, probe), attempt(self.buggy, probe)) for probe in probes]
            if all(mine.behaves_like(given, self.repair.tolerance) for mine, given in calls):
                return Finding(
                    WRONG, "Your repaired function still does what the given code does.", "still the given code"
                )
        return finding

    def _shows_the_bug(self, example):
        """(True, False or None for not attempted; what is to be said about the input)."""
        names = self.repair.args
        if untouched(example):
            return None, self.words["missing"]
        given = (example,) if len(names) == 1 and not isinstance(example, tuple) else example
        if not isinstance(given, (tuple, list)) or len(given) != len(names):
            return False, f"The input should be ({', '.join(names)}), as in a call; got {describe(example)}."
        if any(each is Ellipsis for each in given):
            return None, self.words["missing"]
        if self.valid:
            outcome = attempt(lambda *parts: self.valid(*parts), given)
            if outcome.error:
                return False, sentence(outcome.error)
        right = attempt(self.repair.reference, given)
        if right.error:
            return False, f"With this input even right code stops: {sentence(right.error)}"
        wrong = attempt(self.buggy, given)
        if wrong.error:
            return True, f"With your input the given code stops: {sentence(wrong.error)}"
        found = difference(wrong.value, right.value, self.repair.tolerance)
        if found is None:
            return (
                False,
                f"With your input no difference shows: the given code gives {describe(wrong.value)}, and right code gives the same, or nearly.",
            )
        gives, wanted = describe(wrong.value), describe(right.value)
        if gives == wanted:  # two tables of the same shape
            return True, f"With your input the given code is wrong; {found}."
        return True, self.words["shown"].format(given=gives, right=wanted)
