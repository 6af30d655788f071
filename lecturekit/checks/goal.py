"""Exercises with a measured goal: the check trains (or runs) with what was handed in, with several seeds."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lecturekit.checks.calling import NO_RETURN, attempt, untouched
from lecturekit.checks.compare import as_numbers, describe, difference, sentence
from lecturekit.checks.conduct import misconduct_in_training
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding, Wrong

SAME = 1e-6
MOST_REASONS = 4


@dataclass(frozen=True)
class Goal:
    """One thing that is measured, and what is asked of it.

    Attributes
    ----------
    what : str
        What it is, as it stands in the text of the exercise: ``"error on the 10,000 test images"``. Also the key under
        which the run returns it, unless ``measure`` says otherwise.
    at_most, at_least : float, optional
        The limit.
    measure : callable, optional
        ``measure(numbers)`` makes the number out of all that a run returned: a ratio, a difference.
    over : callable
        Makes one number of those of all seeds, ``np.mean``; by default the worst has to reach the goal.
    why : str or callable
        Where to look, said when the goal is missed; a function is given the numbers of the worst run.
    unit : str
        Written behind the numbers, ``"%"``.
    """

    what: str
    at_most: float | None = None
    at_least: float | None = None
    measure: Callable | None = None
    over: Callable | None = None
    why: str | Callable = ""
    unit: str = ""

    def value(self, numbers):
        """The number of one run."""
        return float(self.measure(numbers) if self.measure else numbers[self.what])

    def combined(self, values):
        """One number for all runs."""
        worst = max if self.at_most is not None else min
        return float((self.over or worst)(values))

    def reached(self, value):
        """Whether the limit is kept; what is not a number keeps none."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    def line(self, values):
        """The goal, the numbers and the mark, in one line."""
        limit = f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"
        mark = "✓" if self.reached(self.combined(values)) else "✗"
        return f"{mark} {self.what}: {', '.join(map(_told, values))}{self.unit} ({limit}{self.unit})"

    def shortfall(self, values):
        """How far from the limit: what all runs make together, the difference, and the factor where there is one."""
        value, limit = self.combined(values), self.at_most if self.at_most is not None else self.at_least
        if not math.isfinite(value):
            return "it is not finite"
        text = f"{self.over.__name__} {_told(value)}{self.unit}: " if self.over else ""
        text += f"{abs(value - limit):.3g}{self.unit} too {'much' if value > limit else 'little'}"
        times = value / limit if limit > 0 else 0.0
        factor = f"{times:.0f}" if 10 < times < 1e6 else f"{times:.2g}"
        return f"{text}, {factor} times what is asked for" if times > 2 else text


def _told(value):
    """Four digits; of a rounding error none, as they depend on the processor."""
    return f"{value:.4g}" if abs(value) > 1e-12 else "0"


def goal_exercise(
    id,
    title,
    *,
    run,
    goals,
    solution,
    seeds=(1, 2, 3),
    may_ignore=(),
    instances=None,
    names=None,
    kind="goal",
    points=3,
    wrong=(),
    hints=(),
    praise="",
):
    """Declare an exercise with a measured goal.

    Parameters
    ----------
    id, title, kind, points, wrong, hints, praise
        See `lecturekit.checks.exercise.Exercise`. A wrong answer is recognized by the numbers of its first run.
    run : callable
        ``run(answer, rng)`` trains with what was handed in (a rate, a schedule, a network, an optimizer) and returns a dict
        of numbers, one for each goal at least. It may raise `Wrong` where the answer cannot be used.
    goals : sequence of Goal
    seeds : sequence of int
        One run with each; the notebook should not use them.
    may_ignore : sequence of str
        Generators among the arguments of the learner's function from which it need not draw.
    instances : callable, optional
        ``instances(answer)`` returns a new optimizer, with ``step(w, g)``: two of them may take turns and share nothing.

    Returns
    -------
    GoalExercise
    """
    exercise = GoalExercise(
        id, title, kind=kind, points=points, wrong=wrong, hints=hints, praise=praise, solution=solution
    )
    exercise.run, exercise.goals, exercise.seeds, exercise.names = run, tuple(goals), tuple(seeds), names
    exercise.may_ignore, exercise.instances = tuple(may_ignore), instances
    exercise.of_bank = {}  # what the wrong answers of the bank give with the first seed, once it was asked for
    return exercise


def experiment_exercise(id, title, *, names, varies=True, sound=None, kind="experiment", **rest):
    """Declare an experiment: the learner hands in a function of a generator that returns the numbers that settle a question.

    Parameters
    ----------
    names : sequence of str
        What the function returns, in this order (or as a dict with these keys).
    varies : bool
        The numbers have to depend on the generator: results that were typed in, or seeded inside, are refused.
    sound : callable, optional
        ``sound(numbers)`` raises `Wrong` where numbers that may reach the goals cannot come from the experiment asked for.
    rest
        As for `goal_exercise`, without ``run``.

    Returns
    -------
    GoalExercise
    """

    def run(experiment, rng):
        if not callable(experiment):
            raise Wrong(f"Expected a function of a random generator, got {describe(experiment)}.")
        numbers = named(experiment(rng), names)
        if sound and isinstance(numbers, dict):
            sound(numbers)
        return numbers

    exercise = goal_exercise(id, title, run=run, names=tuple(names), kind=kind, **rest)
    exercise.varies = varies
    return exercise


class GoalExercise(Exercise):
    """See `goal_exercise`."""

    varies = False

    def examine(self, answer):
        """Run with every seed, compare with every goal, and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        runs, outcomes = [], []
        for seed in self.seeds:
            outcome = self._once(answer, seed)
            if outcome.untouched:
                return Finding(UNTOUCHED)
            if outcome.value is None and not outcome.error:
                return Finding(WRONG, NO_RETURN, "no return")
            if outcome.error:
                known = None if outcome.cause else self._known(outcome)
                return Finding(
                    WRONG, known.reply if known else sentence(outcome.error), known.name if known else outcome.cause
                )
            runs.append(outcome.value)
            outcomes.append(outcome)
        problem = self._not_an_experiment(answer, runs) if self.varies else None
        if problem:
            return Finding(WRONG, problem)
        values = [[each.value(run) for run in runs] for each in self.goals]
        row = "\n".join(goal.line(each) for goal, each in zip(self.goals, values))
        missed = [(goal, each) for goal, each in zip(self.goals, values) if not goal.reached(goal.combined(each))]
        if not missed:
            fault = misconduct_in_training(self, answer, outcomes)
            if fault:
                return Finding(WRONG, f"{row}\n{fault[1]}", fault[0])
            return Finding(CORRECT, f"{row}\n{self.praise}".strip())
        known = self._known(outcomes[0])
        if known:
            return Finding(WRONG, f"{row}\n{known.reply}", known.name)
        reasons = {}
        for goal, each in missed:
            worst = runs[int(np.argmax(each) if goal.at_most is not None else np.argmin(each))]
            why = goal.why(worst) if callable(goal.why) else goal.why
            if why or not reasons:
                reasons.setdefault(why, f"Not reached: {goal.what} ({goal.shortfall(each)}). {why}".rstrip())
        return Finding(WRONG, "\n".join([row, *list(reasons.values())[:MOST_REASONS]]))

    def behaves_like(self, answer):
        """Return all misconceptions that give the numbers of this answer with the first seed."""
        return list(self._lookalikes(self._once(answer, self.seeds[0])))

    def _once(self, answer, seed):
        return attempt(answer, [np.random.default_rng(seed)], self.run)

    def _known(self, outcome):
        return next(self._lookalikes(outcome), None)

    def _lookalikes(self, outcome):
        for each in self.wrong:
            theirs = self.of_bank.get(each.name) or self._once(each.answer, self.seeds[0])
            if not theirs.error:  # which may be that of a busy machine
                self.of_bank[each.name] = theirs
            if outcome.behaves_like(theirs, SAME):
                yield each

    def _not_an_experiment(self, answer, runs):
        """Why the numbers cannot be trusted: they do not come from the generator that the function was given."""
        again = self._once(answer, self.seeds[0])
        if again.error or difference(again.value, runs[0], SAME):
            return (
                "Called twice with generators of the same seed, your experiment gives other numbers: it draws from "
                "somewhere else too. Take every random number from `rng`."
            )
        if all(difference(run, runs[0], 0.0) is None for run in runs[1:]):
            return (
                "With other seeds your experiment gives exactly the same numbers. Take the random start from `rng`, the "
                "argument of your function; then several runs tell what is luck."
            )
        return None


def named(returned, names):
    """Return what an experiment returned as a dict of finite or infinite numbers, by name."""
    if returned is None or returned is Ellipsis:
        return returned
    parts = [returned] if len(names) == 1 and isinstance(returned, (int, float, np.number)) else returned
    if isinstance(parts, dict) and set(parts) >= set(names):
        parts = [parts[name] for name in names]
    if isinstance(parts, np.ndarray):
        parts = list(np.atleast_1d(parts))
    if not isinstance(parts, (tuple, list)) or len(parts) != len(names):
        raise Wrong(f"Expected {len(names)} numbers ({', '.join(names)}), got {describe(returned)}.")
    try:
        numbers = [as_numbers(each) for each in parts]
    except TypeError as problem:
        raise Wrong(sentence(str(problem))) from None
    for name, number in zip(names, numbers):
        if number.ndim:
            raise Wrong(f"Expected a single number for {name}, got {describe(number)}.")
    return dict(zip(names, map(float, numbers)))
