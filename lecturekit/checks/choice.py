"""Exercises answered by a letter: concepts, slips, predictions, and explanations of which the tempting one is wrong."""

from dataclasses import dataclass

from lecturekit.checks.calling import untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Misconception


@dataclass(frozen=True)
class Again:
    """A second question on the same matter in other words, for whoever comes to the right letter by way of a wrong one.

    Attributes
    ----------
    question : str
        It stands in the reply only, not in the notebook.
    options : dict of str to str
        Letters that the first question does not have: p, q, r.
    correct : str
        The right letter.
    replies : dict of str to str
        A reply for each wrong letter.
    """

    question: str
    options: dict
    correct: str
    replies: dict


def choice_exercise(id, title, *, options, correct, replies, again=None, kind="concept", points=1, hints=(), praise=""):
    """Declare a multiple-choice exercise, or a prediction.

    Parameters
    ----------
    id, title, points, hints, praise
        See `lecturekit.checks.exercise.Exercise`; ``praise`` explains why the right answer is right.
    options : dict of str to str
        Letter to text, word for word as in the notebook.
    correct : str
        The right letter.
    replies : dict of str to str
        A reply of its own for each wrong letter. It says why that one fails, and leaves at least two of the others open.
    again : Again, optional
        Asked when the right letter comes after a wrong one; answered by a second letter, ``check("1.4", "b q")``.
    kind : {"concept", "slip", "why", "prediction"}
        A wrong prediction costs nothing and is never an error.

    Returns
    -------
    ChoiceExercise

    Raises
    ------
    ValueError
        If letters and replies do not fit together.
    """
    _require_replies(id, options, correct, replies)
    if again:
        _require_replies(id, again.options, again.correct, again.replies)
        if set(options) & set(again.options):
            raise ValueError(f"exercise {id}: expected other letters in the second question, got {list(again.options)}")
    wrong = [
        Misconception(f"({letter}) {options[letter]}", letter, replies[letter])
        for letter in options
        if letter != correct
    ]
    exercise = ChoiceExercise(
        id, title, kind=kind, points=points, wrong=wrong, hints=hints, praise=praise, solution=correct
    )
    exercise.options, exercise.correct, exercise.again = dict(options), correct, again
    return exercise


class ChoiceExercise(Exercise):
    """See `choice_exercise`."""

    def behaves_like(self, answer):
        """Return the misconception with this letter, in a list."""
        return [each for each in self.wrong if each.answer == answer]

    def examine(self, answer, after_a_wrong_one=False):
        """Judge a letter and return a `Finding`; ``after_a_wrong_one`` asks for the second question's letter too."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        letter, second = self._letters(answer)
        if letter == "":
            return Finding(UNTOUCHED)
        if letter not in self.options:
            return Finding(
                WRONG,
                f"Got {describe(answer)}; answer with one of the letters "
                f'{", ".join(self.options)}, in quotation marks: "{min(self.options)}".',
            )
        if letter != self.correct:
            found = next(each for each in self.wrong if each.answer == letter)
            return Finding(WRONG, self.told(letter, found.reply), found.name)
        if second or (after_a_wrong_one and self.again):
            finding = self._second(letter, second)
            if finding:
                return finding
        return Finding(CORRECT, self.told(letter, self.praise) if self.praise else "")

    def told(self, letter, text):
        """An option, and in a line of its own what is said of it."""
        return "\n".join([sentence(f"({letter}) {self.options[letter]}"), *([sentence(text)] if text else [])])

    def _letters(self, answer):
        """The letters of the two questions, as they were written: "b", "(B)", "b q", "b, q"."""
        if not isinstance(answer, str):
            return None, ""
        words = "".join(character if character.isalnum() else " " for character in answer.lower()).split()
        if self.again and len(words) == 1 and len(words[0]) == 2 and words[0][1] in self.again.options:
            words = list(words[0])
        if not words:
            return ("" if not answer.strip() else None), ""
        if len(words) == 2 and self.again and words[1] in self.again.options:
            return words[0], words[1]
        return (words[0] if len(words) == 1 else None), ""

    def _second(self, letter, second):
        """What is to be said about the second letter, or None if it is right."""
        if second == self.again.correct:
            return None
        if second:
            said = sentence(f"({second}) {self.again.options[second]}")
            text = f"({letter}) is right; in the second question you chose {said}\n{self.again.replies[second]}"
        else:
            text = f"({letter}) is right. Another letter came first, so here is the matter in other words.\n"
            text += self.again.question
            text += "".join(f"\n({each}) {option}" for each, option in self.again.options.items())
        example = next(iter(self.again.options))
        return Finding(
            WRONG, f'{text}\nAnswer with both letters: `check("{self.id}", "{letter} {example}")`.', partial=True
        )


def _require_replies(id, options, correct, replies):
    if correct not in options or set(replies) != set(options) - {correct}:
        raise ValueError(
            f"exercise {id}: expected one reply for each wrong letter of {sorted(options)} "
            f"(right: {correct!r}), got replies for {sorted(replies)}"
        )
