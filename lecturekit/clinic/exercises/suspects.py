"""An exercise in which a chart leaves several illnesses open, and one question has to be chosen that tells them apart."""

from functools import cached_property

from lecturekit.checks.calling import untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Finding, Wrong
from lecturekit.clinic.book import SHOWS, against
from lecturekit.clinic.exercises.cases import MARKS, treated_by
from lecturekit.clinic.exercises.diagnosis import diagnosis
from lecturekit.clinic.exercises.handed_in import has_gaps, named, setting
from lecturekit.clinic.exercises.slips import SlipExercise
from lecturekit.clinic.signs import READ
from lecturekit.clinic.treatment import seen
from lecturekit.clinic.wording import listing

CHARTED = (
    "loss at the start", "dead units", "saturated units", "updates", "start of an epoch", "training", "validation",
)  # fmt: skip
"""The signs that can be read from a chart, without any question."""
STEPS = "names", "question", "name"
"""What has to be right before the treatment is tried."""
FORM = '`(["zero start", "dead units"], "biases", "zero start", dict(scale=1.0))`'


def suspects_exercise(id, title, patient, *, listed, solution, wrong, hints, praise, points=4):
    """Declare an exercise on a patient whose chart leaves several illnesses open.

    Parameters
    ----------
    id, title, points, hints, praise
        See `lecturekit.checks.exercise.Exercise`.
    patient : Patient
    listed : tuple of str
        The illnesses among which those are to be found that fit the chart.
    solution : tuple
        (names that fit, question, name, treatment).
    wrong : sequence of Misconception
        Answers; one that is wrong in the same step, by the same word, gets the reply.

    Returns
    -------
    SuspectsExercise
    """
    exercise = SuspectsExercise(
        id, title, kind="experiment", points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.patient, exercise.listed = patient, listed
    return exercise


class SuspectsExercise(SlipExercise):
    """See `suspects_exercise`."""

    @cached_property
    def open(self):
        """The illnesses that the chart leaves open."""
        return tuple(name for name in self.listed if not self._speaking_against(name))

    def examine(self, answer):
        """Judge the names that fit, the question, the name and the treatment, in this order, and return a `Finding`."""
        if untouched(answer) or has_gaps(answer):
            return Finding(UNTOUCHED)
        try:
            given = self._parts(answer)
            slip, told = self._slip(given)
            right = STEPS.index(slip[0]) if slip else len(STEPS)
            if not slip:
                cured, told, _ = treated_by(self.patient, given[3], diagnosis(self.patient) == ("healthy",))
            marks = [True] * right + ([False] + [None] * (len(STEPS) - right) if slip else [cured])
        except Wrong as problem:
            return Finding(WRONG, sentence(str(problem)))
        parts = ("the names that fit", "the question", "the name", "the treatment")
        row = "  ".join(f"{part} {MARKS[mark]}" for part, mark in zip(parts, marks))
        if all(marks):
            return Finding(CORRECT, f"{row}\n{told}\n{self.praise}")
        known = self._known(slip)
        lines = [row, *(each.reply for each in known[:1]), told]
        return Finding(WRONG, "\n".join(lines), known[0].name if known else None, partial=marks[0] is True)

    def _slip(self, given):
        """((step, word), what speaks against it) of the first wrong step; ((), "") if names, question and name are right."""
        names, question, name, _ = given
        extra = [each for each in names if each not in self.open]
        if extra:
            return ("names", extra[0]), f"{self._speaking_against(extra[0])} That can be seen in the chart."
        left = len(self.open) - len(set(names))
        if left:
            more = "One more name" if left == 1 else f"{left} more names"
            return ("names", "too few"), f"{more} of the list: nothing in the chart speaks against."
        if question in CHARTED:
            return (
                "question",
                question,
            ), "All that fit the chart fit this sign, which stands in it. Ask for something that does not."
        if not self._separates(question):
            both = listing(f'"{each}"' for each in self.open)
            return (
                ("question", question),
                f"Of this question the book says too little: patients with {both} may give the same answer. Which one has to be answered differently?",
            )
        if name not in diagnosis(self.patient):
            found = {question: seen(self.patient).sign(question)}
            told = against(name, found, [question]) if name in self.open else f'"{name}" does not fit the chart.'
            return ("name", name), told
        return (), ""

    def _separates(self, question):
        """Whether the book has an answer for each name that is open, and no two have one in common."""
        answers = [SHOWS[name].get(question, "").split("|") for name in self.open]
        given = [each for one in answers for each in one]
        return "" not in given and len(set(given)) == len(given)

    def _speaking_against(self, name):
        return against(name, {sign: seen(self.patient).sign(sign) for sign in CHARTED}, CHARTED)

    def _parts(self, answer):
        if not isinstance(answer, (tuple, list)) or len(answer) != 4 or not isinstance(answer[0], (tuple, list, set)):
            raise Wrong(
                f"Expected the names that fit, a question, the name and a treatment, {FORM}; got {describe(answer)}."
            )
        names, question, name, change = answer
        setting(change, FORM)
        names = [named(each) for each in names]
        for each in names:
            if each not in self.listed:
                raise Wrong(f"{each!r} is not among the names of this exercise: {', '.join(self.listed)}.")
        return names, named(question, READ, "a question", "signs(record)"), named(name), change
