"""An exercise in which a list of questions is asked at once: the cheapest that tells several suspects apart."""

from functools import lru_cache
from itertools import combinations

from lecturekit.checks.calling import untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.engine import Misconception
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Finding, Wrong
from lecturekit.clinic.exercises.handed_in import has_gaps, named
from lecturekit.clinic.exercises.slips import SlipExercise
from lecturekit.clinic.gallery import PATIENTS
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.patient import examine
from lecturekit.clinic.signs import PRICES, READ, signs

SUSPECTS = (
    "rate too high",
    "rate too low",
    "missing 1/n",
    "wrong sign in one layer",
    "labels one row off",
    "batches sorted by class",
)


@lru_cache(maxsize=256)
def answer_of(name, question):
    """What patient 1 answers, if it has this illness."""
    return signs(examine(ILLNESSES[name].infect(PATIENTS[1])), [question])[question].reads


class CallExercise(SlipExercise):
    """The answer is a list of questions, which has to tell the suspects apart for the price of the solution."""

    def examine(self, answer):
        """Judge whether each two suspects answer differently, and then the price, and return a `Finding`."""
        if untouched(answer) or has_gaps(answer):
            return Finding(UNTOUCHED)
        try:
            slip, told = self._slip(self._parts(answer))
        except Wrong as problem:
            return Finding(WRONG, sentence(str(problem)))
        if not slip:
            return Finding(CORRECT, f"{told}\n{self.praise}")
        known = self._known(slip)
        reply = [each.reply for each in known]
        return Finding(WRONG, "\n".join([*reply, told]), known[0].name if known else None, slip[0] == "dear")

    def _slip(self, asked):
        """The two that a list leaves alike, or its price, with its dearest question, () if nothing is wrong; and what is to be said."""
        price, dearest = sum(PRICES[each] for each in asked), max(PRICES[each] for each in asked)
        for one, other in combinations(SUSPECTS, 2):
            if all(answer_of(one, each) == answer_of(other, each) for each in asked):
                return ("alike", one, other, dearest), f'"{one}" and "{other}" give the same answers to this list.'
        told = f"No two of the six give the same answers, for {price} epochs."
        if price > sum(PRICES[each] for each in self.solution):
            return ("dear", price, dearest), f"{told} A cheaper list does it, too."
        return (), told

    def _parts(self, answer):
        if not isinstance(answer, (list, tuple, set)) or not answer:
            raise Wrong(f'Expected a list of questions, `["inputs", "ten points"]`; got {describe(answer)}.')
        return tuple({named(each, READ, "a question", "signs(record)"): None for each in answer})


one_call = CallExercise(
    "10.4",
    "One call to a ship",
    kind="experiment",
    points=4,
    solution=["labels", "batches", "gradient check", "larger rate"],
    wrong=[
        Misconception("only looks", ["labels", "batches", "gradient check"], "Cheap, and it names four of the six. The two that are left have sound data and a sound gradient: what differs in them shows in steps."),
        Misconception("ten points", ["labels", "batches", "gradient check", "ten points"], "Ten points are learned by neither of these two: with one rate the units die, with the other nothing moves."),
        Misconception("one for each", ["labels", "batches", "gradient check", "smaller rate", "larger rate"], "You ask one question for each rate. If all other answers are those of a healthy network, and there are only these six, who is left?"),
        Misconception("a whole run", ["labels", "batches", "gradient check", "updates"], "The question \"updates\" tells both rates from everything else, and takes the record of a whole run. Which one trains for a moment only?"),
        Misconception("no gradient check", ["labels", "batches", "larger rate"], "The questions on the rates do not look at the gradient. Which one has several unusual answers, and so tells several illnesses apart?"),
    ],
    hints=[
        "Section *Which sign tells them apart*: which question has an answer of its own for the most of the six?",
        "For each question write the six answers in a row. How many different rows must the list leave, and can one of them be that of a healthy network?",
    ],
    praise="The gradient check alone has three different answers here, and one suspect needs no question: it is the one who is left when all others have been ruled out.",
)  # fmt: skip
