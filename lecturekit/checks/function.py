"""Exercises answered by a function or a class: called on probes, compared with an independent truth."""

import inspect

import numpy as np

from lecturekit.checks.calling import attempt, order_problem, signature_problem, untouched
from lecturekit.checks.compare import describe, difference, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding

SAME = 1e-6


def function_exercise(
    id,
    title,
    *,
    probes,
    reference=None,
    kind="code",
    points=2,
    args=None,
    run=None,
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
    probes : callable
        ``probes(rng)`` returns a list of argument tuples. Each call of each answer gets its own
        copies; a generator among the arguments is copied with its state.
    reference : callable, optional
        The independent truth, called with the same arguments: a numerical gradient, a plain loop,
        another formula. Returns a number, an array, or a tuple, list or dict of them.
    args : sequence of str, optional
        Names of the arguments in messages; taken from ``reference`` by default.
    run : callable, optional
        ``run(answer, *probe)`` turns an answer into a comparable output, for example many steps of
        an update function, or fit and transform of a class. It may raise `Wrong`.
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
    if reference is None and not properties:
        raise ValueError(f"exercise {id}: expected a reference or at least one property, got neither")
    if solution is None:
        if reference is None or run is not None:
            raise ValueError(f"exercise {id}: expected a solution, because the reference is not an answer itself")
        solution = reference
    exercise = FunctionExercise(
        id, title, kind=kind, points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.args = tuple(args or _positional(reference or solution))
    exercise.probes, exercise.reference, exercise.run = probes, reference, run
    exercise.tolerance, exercise.properties, exercise.may_change = tolerance, tuple(properties), tuple(may_change)
    return exercise


def _positional(function):
    """Names of the arguments; a solution's switches are keyword-only and none of them."""
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]


class FunctionExercise(Exercise):
    """See `function_exercise`."""

    def examine(self, answer):
        """Judge a function or class and return a `Finding`."""
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
        probes = self.probes(self.rng())
        outcomes = [attempt(answer, probe, self.run) for probe in probes]
        if any(each.untouched for each in outcomes) and all(each.untouched or each.error for each in outcomes):
            return Finding(UNTOUCHED)
        failure = self._failure_on_probes(probes, outcomes) or self._missing_property(answer)
        if failure is None:
            return Finding(CORRECT, self.praise)
        known = next(self._lookalikes(probes, outcomes), None)
        if known is None:
            order = None if self.run else order_problem(answer, self.args)
            return Finding(WRONG, f"{order}\n{failure}" if order else failure)
        stopped = next((outcome.error for outcome in outcomes if outcome.error), None)
        return Finding(WRONG, f"{sentence(stopped)} {known.reply}" if stopped else known.reply, known.name)

    def behaves_like(self, answer):
        """Return all misconceptions that give what this answer gives on every probe."""
        probes = self.probes(self.rng())
        return list(self._lookalikes(probes, [attempt(answer, probe, self.run) for probe in probes]))

    def _lookalikes(self, probes, outcomes):
        for each in self.wrong:
            pairs = ((attempt(each.answer, probe, self.run), got) for probe, got in zip(probes, outcomes))
            if all(got.behaves_like(theirs, SAME) for theirs, got in pairs):
                yield each

    def _failure_on_probes(self, probes, outcomes):
        changed = None
        for probe, outcome in zip(probes, outcomes):
            if outcome.untouched:
                return (
                    "For some inputs your code is still a placeholder: it gives back `...`, or raises "
                    "NotImplementedError." + self._inputs(probe)
                )
            if outcome.error:
                return sentence(outcome.error) + self._inputs(probe)
            places = [k for k in outcome.changed if self.args[k] not in self.may_change]
            if places:
                name, array = self.args[places[0]], isinstance(probe[places[0]], np.ndarray)
                changed = (
                    f"Your function changed its argument `{name}` in place; whoever calls it still needs the old one. "
                    "Work on a copy" + (f", or write `{name} = {name} - ...`." if array else ".")
                )
            if self.reference is None:
                continue
            expected = self._expected(probe)
            if outcome.value is None and expected is not None:
                return "Your function returns None: is a `return` missing at its end?"
            found = difference(outcome.value, expected, self.tolerance)
            if found:
                return sentence(found) + self._inputs(probe) + (f"\n{changed}" if changed else "")
        return changed

    def _expected(self, probe):
        outcome = attempt(self.reference, probe)
        if outcome.error:
            raise RuntimeError(f"the reference of exercise {self.id} failed: {outcome.error}")
        return outcome.value

    def _missing_property(self, answer):
        for stream, each in enumerate(self.properties, start=1):
            outcome = attempt(lambda rng: each(answer, rng), [self.rng(stream)])
            if outcome.error:
                return sentence(outcome.error)
        return None

    def _inputs(self, probe):
        given = ", ".join(f"{name} = {describe(value)}" for name, value in zip(self.args, probe))
        return f"\nThis was the call with {given}."
