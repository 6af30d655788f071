"""Exercises in which a patient is named and treated: the check trains with the treatment, and says what it did."""

from lecturekit.checks.calling import quiet, untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.errors import NOT_THEIRS, describe_error
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Wrong
from lecturekit.checks.limit import SECONDS, at_most
from lecturekit.clinic.book import SHOWS, against
from lecturekit.clinic.exercises.diagnosis import diagnosis
from lecturekit.clinic.exercises.handed_in import FORM, LEARNED, NOTHING, has_gaps, named, triples
from lecturekit.clinic.exercises.repairs import fault
from lecturekit.clinic.gallery import patient as generated
from lecturekit.clinic.pieces import PIECES
from lecturekit.clinic.replies import treat
from lecturekit.clinic.signs import PRICES, READ
from lecturekit.clinic.treatment import seen
from lecturekit.clinic.wording import listing

MARKS = {True: "✓", False: "✗", None: "○"}


def case_exercise(id, title, patient, *, solution, wrong, hints, praise, points=3, own=None):
    """Declare an exercise on one patient: the answer is a name, the sign that will read differently, and a treatment; or a list of such triples.

    Parameters
    ----------
    id, title, points, hints, praise
        See `lecturekit.checks.exercise.Exercise`.
    patient : Patient
    solution : tuple or list
    wrong : sequence of Misconception
        Names that fit the chart at first sight; an answer with that name gets the reply, and what speaks against the name.
        Where code is to be written, also right names with wrong code, by the name of its fault.
    own : str, optional
        The piece of code that is to be written: no word is accepted for it, and its `fault` is told.

    Returns
    -------
    CaseExercise
    """
    exercise = CaseExercise(
        id,
        title,
        kind="code" if own else "goal",
        points=points,
        wrong=wrong,
        hints=hints,
        praise=praise,
        solution=solution,
    )
    exercise.patient, exercise.own = patient, own
    return exercise


class CaseExercise(Exercise):
    """See `case_exercise`."""

    def examine(self, answer):
        """Judge the name, the expectation and the treatment, each by itself, and return a `Finding`."""
        if untouched(answer) or has_gaps(answer):
            return Finding(UNTOUCHED)
        try:
            return self._judged(triples(answer))
        except Wrong as problem:
            return Finding(WRONG, sentence(str(problem)))

    def behaves_like(self, answer):
        """Return the misconceptions whose illness is among the names of this answer; if there is none, the fault of its code."""
        try:
            given = triples(answer)
        except Wrong:
            return []
        names = {name for name, *_ in given} - set(diagnosis(self.patient))
        faults = [] if names else self._faults(given)
        return [each for each in self.wrong if _names(each.answer) & names or each.name in faults]

    def _faults(self, given):
        pieces = [change[self.own] for _, _, change in given if self.own in change]
        return [found for piece in pieces if callable(piece) and (found := fault(self.own, piece))]

    def _judged(self, given):
        if any(isinstance(change.get(self.own), str) for *_, change in given):
            raise Wrong(
                f"Here no word is accepted. Write this piece of code yourself, as a function: {PIECES[self.own]}."
            )
        known_wrong = self.behaves_like(given)
        try:
            finding = judged(self.patient, given)
        except Wrong as problem:
            told = [*(each.reply for each in known_wrong[:1]), sentence(str(problem))]
            return Finding(WRONG, "\n".join(told), known_wrong[0].name if known_wrong else None)
        if known_wrong:
            first, *rest = finding.message.split("\n")
            cured = finding.status == CORRECT
            if cured:
                rest = [
                    "(With it this patient does as well as a healthy network; the function is not right all the same.)"
                ]
            return Finding(
                WRONG, "\n".join([first, known_wrong[0].reply, *rest]), known_wrong[0].name, cured or finding.partial
            )
        if finding.status == CORRECT and self.own and not any(self.own in change for *_, change in given):
            return Finding(
                WRONG,
                f"{finding.message}\nIt is cured. Here you are asked for the piece of code `{self.own}`.",
                partial=True,
            )
        return Finding(CORRECT, f"{finding.message}\n{self.praise}") if finding.status == CORRECT else finding


def practice_exercise(id, title, *, n, solution, wrong, hints, praise, points=4):
    """Declare an exercise on patients of the generator: n times seed, name, sign and treatment, n different illnesses."""
    exercise = PracticeExercise(
        id, title, kind="goal", points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.n = n
    return exercise


class PracticeExercise(Exercise):
    """See `practice_exercise`."""

    def examine(self, answer):
        """Judge each patient, the first wrong one in words, and return a `Finding`."""
        if untouched(answer) or has_gaps(answer):
            return Finding(UNTOUCHED)
        known_wrong = self.behaves_like(answer)
        try:
            cases = self._cases(answer)
            findings = [judged(generated(seed), triples(tuple(case))) for seed, *case in cases]
        except Wrong as problem:
            text = sentence(str(problem))
            return Finding(
                WRONG,
                f"{text}\n{known_wrong[0].reply}" if known_wrong else text,
                known_wrong[0].name if known_wrong else None,
            )
        row = "  ".join(f"seed {seed} {MARKS[each.status == CORRECT]}" for (seed, *_), each in zip(cases, findings))
        for (seed, *_), finding in zip(cases, findings):
            if finding.status != CORRECT:
                text = f"{row}\nThe patient from seed {seed}: {finding.message}"
                return Finding(
                    WRONG,
                    f"{text}\n{known_wrong[0].reply}" if known_wrong else text,
                    known_wrong[0].name if known_wrong else None,
                )
        return Finding(CORRECT, f"{row}\n{self.praise}")

    def behaves_like(self, answer):
        """Return the misconceptions that are this very answer."""
        try:
            given = [(seed, name) for seed, name, *_ in answer]
        except (TypeError, ValueError):
            return []
        return [each for each in self.wrong if [(seed, name) for seed, name, *_ in each.answer] == given]

    def _cases(self, answer):
        if not isinstance(answer, (list, tuple)) or any(
            not isinstance(each, (list, tuple)) or len(each) != 4 for each in answer
        ):
            raise Wrong(
                f"Expected a list with seed, name, sign and treatment of each, `(7, {FORM[2:-2]})`; got {describe(answer)}."
            )
        cases = []
        for seed, name, sign, change in answer:
            if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
                raise Wrong(f"Expected a seed, a whole number from 0 on, got {describe(seed)}.")
            cases.append((seed, named(name), sign, change))
        names = {name for _, name, *_ in cases if name != "healthy"}
        if len(names) < self.n:
            healthy = " A healthy one does not count here." if any(name == "healthy" for _, name, *_ in cases) else ""
            found = listing(sorted(names)) if names else "none"
            raise Wrong(f"Expected {self.n} patients with different illnesses, got {found}.{healthy}")
        if all(_shows_early(name) for name in names):
            raise Wrong(
                f"{listing(sorted(names)).capitalize()}: all of them show before any step. Expected one at least that passes all "
                'questions from "loss at the start" to "gradient check".'
            )
        return cases


def judged(patient, given):
    """What is to be said about names, expectations and treatments of a patient.

    No ill one is treated under a name that the chart speaks against: whoever tries all treatments one after the other learns nothing.
    A healthy one is, so that one hears what treating does to it.
    """
    true, names = diagnosis(patient), [name for name, *_ in given]
    right_name = set(names) == set(true)
    lines, state, expected, cured = [], patient, True, False
    for name, sign, change in given:
        if name not in true:
            told = against(name, {each: seen(state).sign(each) for each in SHOWS[name]})
            lines.append(told or f'The chart could be that of "{name}". It is not: what did the treatment do?')
            if told and true != ("healthy",):
                expected = cured = None
                lines.append("A treatment is given only under a name that fits the chart, so yours has not been tried.")
                break
        elif name == "healthy" and change:
            lines.append("You found it healthy, and treated it all the same.")
        cured, reply, after = treated_by(state, change, true == ("healthy",))
        right, words = _as_expected(state, after, sign)
        expected = expected and right
        lines += [words] * (not right)
        state = after
    else:
        lines.append(reply)
    found = [name for name in names if name in true]
    if found and len(set(found)) < len(true):
        lines.append(f'"{found[0]}" is right, and it is not all. Treat it, and look at the chart that is left.')
    row = f"the name {MARKS[right_name]}  what you expect {MARKS[expected]}  the treatment {MARKS[cured]}"
    status = CORRECT if right_name and expected and cured else WRONG
    shown = lines if status == WRONG else lines[-1:]
    return Finding(
        status, "\n".join(each for each in (row, *shown) if each), partial=status == WRONG and bool(right_name or cured)
    )


def treated_by(patient, change, is_healthy):
    """(whether the patient is well now, what is to be said, the patient as it is now)."""
    if change == {}:
        return is_healthy, "" if is_healthy else "Nothing was changed, and it is as ill as before.", patient
    try:
        with quiet(), at_most(SECONDS, NOT_THEIRS):
            treated = treat(patient, **change)
    except ValueError as problem:
        raise Wrong(f"This treatment cannot be given: {problem}") from None
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        raise Wrong(f"With this treatment the training stops: {describe_error(problem)}") from None
    if treated.outcome == "recovered":
        return True, CURED, treated.patient
    return False, treated.reply, treated.patient


CURED = "The treatment works: over three seeds it does as well as a healthy network, and no sign of a cause is left."


def _shows_early(name):
    """Whether an illness always has an unusual answer to a question that trains nothing."""
    usual, shown = SHOWS["healthy"], SHOWS[name]
    return any(shown.get(sign, usual[sign]) != usual[sign] for sign, price in PRICES.items() if price == 1)


def _names(answer):
    return {name for name, *_ in triples(answer)}


def _as_expected(before, after, sign):
    """(whether the sign that was named reads differently now, what to say if not)."""
    one, other = seen(before), seen(after)
    if sign == NOTHING:
        moved = [name for name in READ if one.sign(name).reads != other.sign(name).reads]
        if not moved:
            return True, ""
        return False, f"You expected nothing to change; with your treatment {listing(map(repr, moved[:3]))} did."
    if sign == LEARNED:
        return (
            False,
            f'That "{LEARNED}" gets better is what every cure does. Name a sign that tells this illness from others.',
        )
    if one.sign(sign).reads != other.sign(sign).reads:
        return True, ""
    return (
        False,
        f'You expected "{sign}" to read differently. With your treatment it does not: {other.sign(sign).words}.',
    )
