"""Exercises written quantity by quantity: each has its own verdict, and the first slip is told from what follows of it."""

import copy
import functools
import inspect
import itertools
from dataclasses import replace

import numpy as np

from lecturekit.checks import causes
from lecturekit.checks.calling import NO_RETURN, Outcome, attempt, signature_problem, untouched
from lecturekit.checks.compare import as_numbers, describe, difference, sentence
from lecturekit.checks.diagnosis import SAME, Trial
from lecturekit.checks.differences import located
from lecturekit.checks.exercise import UNTOUCHED, WRONG, Finding, Wrong
from lecturekit.checks.function import FunctionExercise, function_exercise

RIGHT, OFF, FOLLOWS, OPEN, UNCLEAR = "✓", "✗", "~", "○", "?"
LEGEND = {
    FOLLOWS: "~ what it should be with the quantities above as they are",
    UNCLEAR: "? cannot be told before the quantities above are right",
    OPEN: "○ still to do",
}


def steps_exercise(id, title, *, args, steps, kind="steps", reference=None, wrong=(), **rest):
    """Declare an exercise whose answer is a function that computes named quantities one after the other.

    The learner's function returns them all, as ``dict(dz2=dz2, dw=dw, ...)`` or in order; those that are still ``...`` are
    not judged. A quantity counts as a slip only if it is wrong *with the learner's own quantities above it*.

    Parameters
    ----------
    args : sequence of str
        The arguments with which the function is called.
    steps : dict of str to callable
        The right way, in order: name of the quantity to a function whose parameters are arguments or earlier quantities.
    reference : callable, optional
        ``reference(*arguments)`` returns some of the quantities, by name, in another way (a numerical gradient); the tests
        compare the steps with it.
    wrong : sequence of Misconception
        Their answers are dicts from a step's name to the wrong way to compute it.
    rest
        As for `lecturekit.checks.function.function_exercise`.

    Returns
    -------
    StepsExercise

    Raises
    ------
    ValueError
        If a step needs something that does not come before it.
    """
    chain = Chain(tuple(args), steps)
    for each in wrong:
        if not isinstance(each.answer, dict) or not set(each.answer) <= set(steps):
            raise ValueError(f"exercise {id}: {each.name!r} expected a dict from names of steps, got {each.answer!r}")
    bank = [replace(each, answer=functools.partial(chain, **each.answer)) for each in wrong]

    def run(answer, *given):
        return _by_name(answer(*given), tuple(steps))

    plain = function_exercise(
        id, title, kind=kind, args=args, run=run, reference=chain, solution=chain, wrong=bank, **rest
    )
    plain.__class__ = StepsExercise
    plain.chain, plain.truth = chain, reference
    return plain


class Chain:
    """Named steps, each a function of arguments and earlier steps; calling it may replace some of them."""

    def __init__(self, args, steps):
        self.args, self.steps = args, dict(steps)
        known = set(args)
        for name, step in self.steps.items():
            missing = set(inspect.signature(step).parameters) - known
            if missing:
                raise ValueError(f"step {name!r} needs {sorted(missing)}, expected only {sorted(known)}")
            known.add(name)

    def __call__(self, *given, **replaced):
        known = dict(zip(self.args, given))
        for name in self.steps:
            known[name] = self.one(name, known, replaced.get(name))
        return {name: known[name] for name in self.steps}

    def one(self, name, known, instead=None):
        """One quantity, from those that are known."""
        step = instead or self.steps[name]
        return step(*(known[each] for each in inspect.signature(step).parameters))

    def inputs(self, name):
        """The earlier quantities that a step is made of."""
        return [each for each in inspect.signature(self.steps[name]).parameters if each in self.steps]


class StepsExercise(FunctionExercise):
    """See `steps_exercise`."""

    def examine(self, answer):
        """Judge every quantity by itself and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        if not callable(answer):
            return Finding(WRONG, f"Expected a function, got {describe(answer)}.")
        problem = signature_problem(answer, self.args)
        if problem:
            return Finding(WRONG, problem)
        probes = self.probes(self.rng())
        outcomes = [attempt(answer, probe, self.run) for probe in probes]
        for probe, outcome in zip(probes, outcomes):
            if outcome.error:
                return Finding(WRONG, self._joined(sentence(outcome.error), self._call(probe, outcome)))
        if any(each.untouched or all(part is Ellipsis for part in each.value.values()) for each in outcomes):
            return Finding(UNTOUCHED)
        marks = self._marks(probes, outcomes)
        row = "  ".join(f"{name} {mark}" for name, mark in marks.items())
        row += "".join(f"\n{text}" for mark, text in LEGEND.items() if mark in marks.values())
        off = [name for name, mark in marks.items() if mark == OFF]
        if off:
            return self._slips(row, off, probes, outcomes)
        if OPEN in marks.values():
            following = next(name for name, mark in marks.items() if mark == OPEN)
            return Finding(WRONG, f"{row}\nRight so far. Next comes `{following}`.", partial=True)
        rest = super().examine(answer)
        return Finding(rest.status, f"{row}\n{rest.message}".rstrip(), rest.diagnosis)

    def behaves_like(self, answer):
        """Return the misconceptions of all quantities that are off."""
        probes = self.probes(self.rng())
        outcomes = [attempt(answer, probe, self.run) for probe in probes]
        if any(each.error or each.untouched for each in outcomes):
            return []
        marks = self._marks(probes, outcomes)
        return self._known([name for name, mark in marks.items() if mark == OFF], probes, outcomes)

    def _marks(self, probes, outcomes):
        """{quantity: mark}, over all probes."""
        marks = {}
        truths = [self.chain(*probe) for probe in probes]
        for name in self.chain.steps:
            got = [outcome.value[name] for outcome in outcomes]
            if any(each is Ellipsis for each in got):
                marks[name] = OPEN
            elif all(difference(each, truth[name], self.tolerance) is None for each, truth in zip(got, truths)):
                marks[name] = RIGHT
            elif all(marks[each] == RIGHT for each in self.chain.inputs(name)):
                marks[name] = OFF
            else:
                marks[name] = self._with_their_own(name, probes, outcomes)
        return marks

    def _with_their_own(self, name, probes, outcomes, step=None):
        """Whether a quantity is what the step makes of the learner's own quantities above it."""
        agree = []
        for probe, outcome in zip(probes, outcomes):
            known = {**dict(zip(self.args, probe)), **outcome.value}
            mine = attempt(lambda: self.chain.one(name, known, step), [])
            if mine.error or mine.value is None:
                return UNCLEAR
            agree.append(difference(outcome.value[name], mine.value, self.tolerance) is None)
        return FOLLOWS if all(agree) else OFF

    def _known(self, off, probes, outcomes):
        found = []
        for each in self.wrong:
            ways = each.answer.keywords
            if set(ways) <= set(off) and all(
                self._with_their_own(name, probes, outcomes, way) == FOLLOWS for name, way in ways.items()
            ):
                found.append(each)
        return found

    def _call(self, probe, outcome, expected=None):
        trial = Trial(probe, outcome, expected)
        self._keep(trial)
        return trial

    def _slips(self, row, off, probes, outcomes):
        """The reply to one slip or several, in the order of the quantities: each that is known, and the first that is not."""
        known = self._known(off, probes, outcomes)
        explained = {name for each in known for name in each.answer.keywords}
        texts = [(next(iter(each.answer.keywords)), each.reply) for each in known]
        causes, shown = [each.name for each in known], None
        for name in (each for each in off if each not in explained):
            step, trials = self._alone(name, probes, outcomes)
            k = next(k for k, each in enumerate(trials) if each.is_wrong(self.tolerance))
            cause = (
                step._cause(trials)
                or self._taken_for(name, probes, outcomes)
                or self._placed(trials, probes)
                or step._form(trials[k])
            )
            if cause:
                causes.append(cause[0])
            if cause or not shown:
                plain = difference(trials[k].outcome.value, trials[k].expected, self.tolerance)
                texts.append((name, cause[1] if cause else f"{plain}."))
                shown = shown or self._call(probes[k], outcomes[k], trials[k].expected)
        texts.sort(key=lambda pair: list(self.chain.steps).index(pair[0]))
        message = self._joined(row, *(f"`{name}`: {text}" for name, text in texts), shown)
        return Finding(WRONG, message, " and ".join(dict.fromkeys(causes)) or None)

    def _taken_for(self, name, probes, outcomes):
        """(name, sentence) where a quantity was made with another one, of the same shape, in the place of one that it needs; or None."""
        known = [{**dict(zip(self.args, probe)), **outcome.value} for probe, outcome in zip(probes, outcomes)]
        needed = tuple(inspect.signature(self.chain.steps[name]).parameters)
        for one, other in itertools.product(needed, known[0]):
            if other in (*needed, name) or any(np.shape(each[one]) != np.shape(each[other]) for each in known):
                continue
            theirs = [{**each, one: each[other]} for each in known]
            made = [attempt(lambda: self.chain.one(name, each), []) for each in theirs]
            if all(
                not m.error and difference(each[name], m.value, self.tolerance) is None for each, m in zip(known, made)
            ):
                return f"`{other}` for `{one}`", f"Yours is what comes out with `{other}` in the place of `{one}`."
        return None

    def _placed(self, trials, probes):
        """(name, sentence) where a quantity is off just where an argument, of which it is not made, is below 0 or the like; or None."""
        try:
            calls = [
                causes.Call(as_numbers(each.outcome.value), as_numbers(each.expected), dict(zip(self.args, probe)))
                for each, probe in zip(trials, probes)
            ]
        except TypeError:
            return None
        return located(calls, max(self.tolerance, SAME))

    def _alone(self, name, probes, outcomes):
        """One quantity as an exercise of its own: its arguments are the learner's own quantities above it."""
        step, trials = copy.copy(self), []
        step.run, step.returns, step.wrong = None, None, ()
        step.solution = step.reference = self.chain.steps[name]
        step.args = tuple(inspect.signature(step.solution).parameters)
        for probe, outcome in zip(probes, outcomes):
            known = {**dict(zip(self.args, probe)), **outcome.value}
            mine = tuple(known[each] for each in step.args)
            trials.append(Trial(mine, Outcome(outcome.value[name]), attempt(step.solution, mine).value))
        return step, trials


def _by_name(returned, names):
    """What a function of the learner returned, as a dict from all names; a missing one counts as still to do."""
    if returned is Ellipsis:
        return ...
    if returned is None:
        raise Wrong(NO_RETURN)
    if isinstance(returned, dict):
        unknown = [str(each) for each in returned if each not in names]
        if unknown:
            raise Wrong(f"Your function returns {', '.join(unknown)}; the quantities are called {', '.join(names)}.")
        return {name: returned.get(name, ...) for name in names}
    if isinstance(returned, (tuple, list)) and len(returned) == len(names):
        return dict(zip(names, returned))
    raise Wrong(f"Expected the quantities {', '.join(names)}, by name or in this order; got {describe(returned)}.")
