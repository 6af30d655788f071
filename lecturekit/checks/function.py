"""Exercises answered by a function or a class: called on probes, compared with an independent truth."""

import numpy as np

from lecturekit.checks.arguments import in_words
from lecturekit.checks.calling import attempt, order_problem, signature_problem, untouched
from lecturekit.checks.compare import describe, sentence
from lecturekit.checks.conduct import misconduct
from lecturekit.checks.counterexample import forget, size
from lecturekit.checks.diagnosis import NOTHING, Diagnosis, Trial, positional
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding
from lecturekit.checks.replies import Replies


def function_exercise(
    id,
    title,
    *,
    probes=None,
    given=None,
    edges=None,
    returns=None,
    reference=None,
    kind="code",
    points=2,
    args=None,
    run=None,
    each_call=False,
    tolerance=1e-6,
    properties=(),
    may_change=(),
    wrong=(),
    hints=(),
    praise="",
    solution=None,
):
    """Declare an exercise whose answer is a function or a class.

    Parameters
    ----------
    id, title, kind, points, wrong, hints, praise
        See `lecturekit.checks.exercise.Exercise`.
    given : Given, optional
        The arguments by their types (`lecturekit.checks.arguments`): ordinary probes, and probes at the edges, come from there.
    probes : callable
        In the place of ``given``, or beside it for the ordinary probes: ``probes(rng)`` returns a list of argument tuples. Each call of each answer gets its own
        copies; a generator among the arguments is copied with its state.
    edges : dict of str to callable, optional
        Further probes at an edge, by name: ``make(rng)`` returns the arguments. Tried when the ordinary ones are right.
    returns : sequence of str, optional
        The names of several returned values, for the row of verdicts.
    reference : callable, optional
        The independent truth, called with the same arguments: a numerical gradient, a plain loop,
        another formula. Returns a number, an array, or a tuple, list or dict of them.
    args : sequence of str, optional
        Names of the arguments in messages; taken from ``reference`` by default.
    run : callable, optional
        ``run(answer, *probe)`` turns an answer into a comparable output, for example many steps of
        an update function, or fit and transform of a class. It may raise `Wrong`.
    each_call : bool
        With ``run``: each call that it makes has one right result, so that a reply may show a single call of the many.
    tolerance : float
        Relative to the largest entry of each expected array.
    properties : sequence of callable
        ``property(answer, rng)`` raises `Wrong` with a sentence if the answer lacks it.
    may_change : sequence of str
        Arguments the answer is allowed to change in place.
    solution : callable, optional
        A right answer in the student's form; needed where ``reference`` is not one.

    Returns
    -------
    FunctionExercise

    Raises
    ------
    ValueError
        If there is neither a reference nor a property, or a solution is missing.
    """
    if given is None and probes is None:
        raise ValueError(f"exercise {id}: expected `given` or `probes`, got neither")
    if reference is None and not properties:
        raise ValueError(f"exercise {id}: expected a reference or at least one property, got neither")
    if solution is None:
        if reference is None or run is not None:
            raise ValueError(f"exercise {id}: expected a solution, because the reference is not an answer itself")
        solution = reference
    exercise = FunctionExercise(
        id, title, kind=kind, points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.args = tuple(args or (given.arguments if given else None) or positional(reference or solution))
    exercise.probes, exercise.given, exercise.reference, exercise.run = probes or given, given, reference, run
    exercise.each_call = each_call
    exercise.edges, exercise.returns = dict(edges or {}), returns
    exercise.tolerance, exercise.properties, exercise.may_change = tolerance, tuple(properties), tuple(may_change)
    return exercise


class FunctionExercise(Diagnosis, Replies, Exercise):
    """See `function_exercise`."""

    def examine(self, answer):
        """Judge a function or class and return a `Finding`."""
        forget(self.id)
        if untouched(answer):
            return Finding(UNTOUCHED)
        if callable(self.solution) and not callable(answer):
            return Finding(
                WRONG,
                f"Expected a function, got {describe(answer)}. Hand over the function "
                f'itself, without calling it: `check("{self.id}", my_function)`.',
            )
        if self.run is None:
            problem = signature_problem(answer, self.args)
            if problem:
                return Finding(WRONG, problem)
        ordinary = self._try(answer, [(None, probe) for probe in self.probes(self.rng())])
        outcomes = [each.outcome for each in ordinary]
        if any(each.untouched for each in outcomes) and all(each.untouched or each.error for each in outcomes):
            return Finding(UNTOUCHED)
        if any(each.is_wrong(self.tolerance) for each in ordinary):
            return self._wrong(answer, ordinary)
        edges = self._try(answer, self.at_the_edge())
        if any(each.is_wrong(self.tolerance) for each in edges):
            return self._wrong_at_an_edge(answer, ordinary, edges)
        faults = self._violated(answer)
        if faults:
            known = self._lookalikes(ordinary + edges)
            if known:
                return self._named(known, ordinary)
            return Finding(WRONG, "\n".join(faults), next(filter(None, faults.values()), None))
        conduct = misconduct(self, answer, ordinary + edges)
        return Finding(WRONG, conduct[1], conduct[0]) if conduct else Finding(CORRECT, self.praise)

    def behaves_like(self, answer):
        """Return all misconceptions that give what this answer gives on every probe, at the edges too."""
        return self._lookalikes(self._try(answer, self._cases()))

    def at_the_edge(self):
        """[(name of an edge, probe)]."""
        found = self.given.edges(self.rng(stream=77)) if self.given else []
        return found + [(name, make(self.rng(stream=78))) for name, make in self.edges.items()]

    def _cases(self):
        return [(None, probe) for probe in self.probes(self.rng())] + self.at_the_edge()

    def _try(self, answer, cases):
        return [Trial(probe, attempt(answer, probe, self.run), self._expected(probe), edge) for edge, probe in cases]

    def _expected(self, probe):
        if self.reference is None:
            return NOTHING
        outcome = attempt(self.reference, self._for_the_reference(probe))
        if outcome.error:
            raise RuntimeError(f"the reference of exercise {self.id} failed: {outcome.error}")
        return outcome.value

    def _for_the_reference(self, probe):
        """Whole numbers where real ones are meant would spoil a difference quotient."""
        real = self.given.real_places if self.given else ()
        return [each.astype(float) if k in real else each for k, each in enumerate(probe)]

    # ---- what is to be said

    def _wrong(self, answer, trials):
        """The reply to an answer that is wrong on ordinary inputs."""
        known = self._lookalikes(trials)
        if len(known) > 1:  # perhaps the edges tell them apart
            narrower = [each for each in self.behaves_like(answer) if each in known]
            known = narrower or known
        if known:
            return self._named(known, trials)
        if self.each_call:
            single, calls = self._single_calls(answer)
            if any(each.is_wrong(self.tolerance) for each in calls):
                return single._told(answer, calls)
        return self._told(answer, trials)

    def _told(self, answer, trials):
        """The reply where no misconception is known: a plain relation, an argument left out, two slips, or the difference."""
        order = None if self.run else order_problem(answer, self.args)
        if order:
            return Finding(WRONG, self._joined(order, self._shown(answer, trials)), "order of the arguments")
        found = self._cause(trials)
        shown = self._shown(answer, trials)
        if found:
            return Finding(WRONG, self._joined(self._row(trials), found[1], shown), found[0])
        given = [each.outcome.value for each in trials]
        if len(trials) > 3 and all(isinstance(each, (bool, np.bool_)) and each == given[0] for each in given):
            return Finding(WRONG, self._joined(f"Yours says {given[0]} every time.", shown), f"always {given[0]}")
        form = self._form(shown)
        if form:
            return Finding(WRONG, self._joined(self._row(trials), form[1], shown), form[0])
        return Finding(WRONG, self._joined(self._row(trials), self._plain(shown), shown))

    def _cause(self, trials):
        """(name, sentence) of two slips of the bank, a plain relation, an argument left out, or two of these; or None."""
        tries = (self._two_switches, self._related, self._varied, self._two_at_once)
        return next(filter(None, (each(trials) for each in tries)), None)

    def _wrong_at_an_edge(self, answer, ordinary, edges):
        """The reply to an answer that is right on ordinary inputs, and not at some edge."""
        known = self._lookalikes(ordinary + edges)
        if known:
            return self._named(known, ordinary + edges)
        failing = [each for each in edges if each.is_wrong(self.tolerance)]
        shown = self._shown(answer, failing)
        names = [in_words(each) for each in dict.fromkeys(each.edge for each in failing)]
        also = f" (and {', '.join(each for each in names if each != in_words(shown.edge))})" if len(names) > 1 else ""
        text = f"For ordinary inputs your function is right. It is not {in_words(shown.edge)}{also}."
        return Finding(WRONG, self._joined(text, self._plain(shown), shown), f"fails {in_words(shown.edge)}")

    def _named(self, known, trials):
        """The reply of a misconception, or of several that cannot be told apart."""
        stopped = next((sentence(each.outcome.error) + " " for each in trials if each.outcome.error), "")
        wrong = [each for each in trials if each.is_wrong(self.tolerance)]
        if wrong:
            self._keep(min(wrong, key=lambda each: size(each.probe)))
        if len(known) == 1:
            return Finding(WRONG, self._joined(self._row(trials), stopped + known[0].reply), known[0].name)
        either = "\nor: ".join(each.reply for each in known)
        text = f"{stopped}Two slips look alike here. Either: {either}"
        return Finding(WRONG, self._joined(self._row(trials), text), " or ".join(each.name for each in known))

    def _violated(self, answer):
        """One sentence for each property that the answer lacks, and the name of its cause, if it has one."""
        found = {}
        for stream, each in enumerate(self.properties, start=1):
            outcome = attempt(lambda rng: each(answer, rng), [self.rng(stream)])
            if outcome.error:
                found[sentence(outcome.error)] = outcome.cause
        return found
