"""Exercises in which a patient is named and treated: the check trains with the treatment, and says what it did."""

import difflib

from lecturekit.checks.calling import quiet, untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.errors import NOT_THEIRS, describe_error
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Wrong
from lecturekit.checks.limit import SECONDS, at_most
from lecturekit.clinic.book import SHOWS, against
from lecturekit.clinic.exercises.diagnosis import diagnosis
from lecturekit.clinic.gallery import patient as generated
from lecturekit.clinic.illnesses import ILLNESSES
from lecturekit.clinic.replies import treat
from lecturekit.clinic.treatment import changed, seen
from lecturekit.clinic.wording import listing

FORM = '`("rate too high", dict(rate=0.05))`'
MARKS = {True: "✓", False: "✗"}


def case_exercise(id, title, patient, *, solution, wrong, hints, praise, points=3):
    """Declare an exercise on one patient: the answer is a name and a treatment, or a list of such pairs.

    Parameters
    ----------
    id, title, points, hints, praise
        See `lecturekit.checks.exercise.Exercise`.
    patient : Patient
    solution : tuple or list
    wrong : sequence of Misconception
        Names that fit the chart at first sight; an answer with that name gets the reply, and what speaks against the name.

    Returns
    -------
    CaseExercise
    """
    exercise = CaseExercise(
        id, title, kind="goal", points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.patient = patient
    return exercise


class CaseExercise(Exercise):
    """See `case_exercise`."""

    def examine(self, answer):
        """Judge the name and the treatment, each by itself, and return a `Finding`."""
        if untouched(answer) or _has_gaps(answer):
            return Finding(UNTOUCHED)
        try:
            return self._judged(pairs(answer))
        except Wrong as problem:
            return Finding(WRONG, sentence(str(problem)))

    def behaves_like(self, answer):
        """Return the misconceptions whose name is among those of this answer."""
        try:
            given = _names(answer) - set(diagnosis(self.patient))
        except Wrong:
            return []
        return [each for each in self.wrong if _names(each.answer) & given]

    def _judged(self, given):
        finding = judged(self.patient, given)
        known_wrong = self.behaves_like(given) if finding.status == WRONG else []
        if known_wrong:
            first, *rest = finding.message.split("\n")
            return Finding(WRONG, "\n".join([first, known_wrong[0].reply, *rest]), known_wrong[0].name, finding.partial)
        return Finding(CORRECT, f"{finding.message}\n{self.praise}") if finding.status == CORRECT else finding


def practice_exercise(id, title, *, n, solution, wrong, hints, praise, points=4):
    """Declare an exercise on patients of the generator: n triples (seed, name, treatment), n different illnesses."""
    exercise = PracticeExercise(
        id, title, kind="goal", points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.n = n
    return exercise


class PracticeExercise(Exercise):
    """See `practice_exercise`."""

    def examine(self, answer):
        """Judge each patient, the first wrong one in words, and return a `Finding`."""
        if untouched(answer) or _has_gaps(answer):
            return Finding(UNTOUCHED)
        known_wrong = self.behaves_like(answer)
        try:
            cases = self._cases(answer)
            findings = [judged(generated(seed), pairs((name, change))) for seed, name, change in cases]
        except Wrong as problem:
            text = sentence(str(problem))
            return Finding(
                WRONG,
                f"{text}\n{known_wrong[0].reply}" if known_wrong else text,
                known_wrong[0].name if known_wrong else None,
            )
        row = "  ".join(f"seed {seed} {MARKS[each.status == CORRECT]}" for (seed, *_), each in zip(cases, findings))
        for finding in findings:
            if finding.status != CORRECT:
                text = f"{row}\n{finding.message}"
                return Finding(
                    WRONG,
                    f"{text}\n{known_wrong[0].reply}" if known_wrong else text,
                    known_wrong[0].name if known_wrong else None,
                )
        return Finding(CORRECT, f"{row}\n{self.praise}")

    def behaves_like(self, answer):
        """Return the misconceptions that are this very answer."""
        try:
            given = [(seed, name) for seed, name, _ in answer]
        except (TypeError, ValueError):
            return []
        return [each for each in self.wrong if [(seed, name) for seed, name, _ in each.answer] == given]

    def _cases(self, answer):
        if not isinstance(answer, (list, tuple)) or any(
            not isinstance(each, (list, tuple)) or len(each) != 3 for each in answer
        ):
            raise Wrong(
                f"Expected a list of triples, seed, name and treatment, `(7, {FORM[2:-2]})`; got {describe(answer)}."
            )
        cases = []
        for seed, name, change in answer:
            if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
                raise Wrong(f"Expected a seed, a whole number from 0 on, got {describe(seed)}.")
            cases.append((seed, named(name), change))
        names = {name for _, name, _ in cases if name != "healthy"}
        if len(names) < self.n:
            raise Wrong(
                f"Expected {self.n} patients with different illnesses, got {listing(sorted(names)) if names else 'none'}."
            )
        return cases


def judged(patient, given):
    """What is to be said about names and treatments of a patient."""
    true = diagnosis(patient)
    names = [name for name, _ in given]
    right_name = set(names) == set(true)
    ends, reply = _treated(patient, given, true)
    row = f"the name {MARKS[right_name]}  the treatment {MARKS[ends]}"
    if right_name and ends:
        return Finding(CORRECT, f"{row}\n{reply}".strip())
    lines, seen_so_far = [row], patient
    for name, change in given:
        if name not in true:
            lines.append(_speaks_against(seen_so_far, name))
        elif len(true) > 1:
            seen_so_far = changed(seen_so_far, **change)
    found = [name for name in names if name in true]
    if found and len(set(found)) < len(true):
        lines.append(f'"{found[0]}" is right, and it is not all. Treat it, and look at the chart that is left.')
    return Finding(WRONG, "\n".join(line for line in [*lines, reply] if line), partial=bool(right_name or ends))


def _speaks_against(patient, name):
    told = against(name, {sign: seen(patient).sign(sign) for sign in SHOWS[name]})
    return told or f'The chart could be that of "{name}". It is not: treat it so, and see.'


def _treated(patient, given, true):
    """(whether the treatments together are a cure, what is to be said)."""
    changes = [change for _, change in given]
    if changes == [{}]:
        told = "" if true == ("healthy",) else "Nothing was changed, and it is as ill as before."
        return true == ("healthy",), told
    try:
        with quiet(), at_most(SECONDS, NOT_THEIRS):
            before = patient
            for change in changes[:-1]:
                before = changed(before, **change)
            treated = treat(before, **changes[-1])
    except ValueError as problem:
        raise Wrong(f"This treatment cannot be given: {problem}") from None
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        raise Wrong(f"With this treatment the training stops: {describe_error(problem)}") from None
    if treated.outcome == "recovered":
        return (
            True,
            "The treatment works: over three seeds it does as well as a healthy network, and no sign of a cause is left.",
        )
    return False, treated.reply


def _names(answer):
    return {name for name, _ in pairs(answer)}


def pairs(answer):
    """The answer as a list of (name, change); raises `Wrong`."""
    several = answer if isinstance(answer, list) else [answer]
    if not several:
        raise Wrong(f"Expected a name and a treatment, {FORM}, got an empty list.")
    found = []
    for each in several:
        if not isinstance(each, (tuple, list)) or len(each) != 2:
            raise Wrong(f"Expected a name and a treatment, {FORM}; got {describe(each)}.")
        name, change = each
        if not isinstance(change, dict) or any(not isinstance(key, str) for key in change):
            raise Wrong(f"Expected the treatment as a dict of one setting, {FORM}; got {describe(change)}.")
        found.append((named(name), change))
    return found


def named(name):
    """The name of an illness as the list has it; raises `Wrong` for any other."""
    if not isinstance(name, str):
        raise Wrong(f"Expected the name of an illness, in quotation marks; got {describe(name)}.")
    wanted = " ".join(name.lower().split())
    if wanted in ILLNESSES:
        return wanted
    near = difflib.get_close_matches(wanted, ILLNESSES, n=2, cutoff=0.5)
    raise Wrong(
        f"The book has no illness {name[:40]!r}."
        + (f" Did you mean {listing(map(repr, near), 'or')}?" if near else ' `print(*ILLNESSES, sep=", ")` lists them.')
    )


def _has_gaps(answer):
    if answer is ... or answer is None:
        return True
    if isinstance(answer, (tuple, list)):
        return any(_has_gaps(each) for each in answer)
    return isinstance(answer, dict) and any(each is ... for each in answer.values())
