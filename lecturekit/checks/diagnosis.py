"""From what an answer does to its cause: a misconception, a plain relation, two slips at once."""

import copy
import functools
import inspect
import itertools
import re
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecturekit.checks import causes
from lecturekit.checks.calling import Outcome, attempt
from lecturekit.checks.compare import as_numbers, difference, values
from lecturekit.checks.variations import variations

SAME = 1e-6
PATIENCE = 0.15
"""Seconds of the processor for each search of two slips at once."""
LARGEST = 1000
"""A result with so many times the entries that are expected is related to nothing."""
NAMED = re.compile(r"`(\w+)`")
NOTHING = object()
"""In the place of an expected value where there is no single right one."""


@dataclass(frozen=True)
class Trial:
    """One call of an answer: where it stands, what it gave, what is right; ``edge`` names what is special about it."""

    probe: tuple
    outcome: Outcome
    expected: Any
    edge: str | None = None

    def is_wrong(self, tolerance):
        """Whether it stopped, or gave something else; where nothing is expected only stopping counts."""
        if self.outcome.error or self.outcome.untouched:
            return True
        return self.expected is not NOTHING and difference(self.outcome.value, self.expected, tolerance) is not None


def positional(function):
    """Names of the arguments; a solution's switches are keyword-only and none of them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]


def is_finite(value):
    """Whether all numbers of a result are finite; what is no number counts as such."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        return all(map(is_finite, value))
    try:
        return bool(np.isfinite(as_numbers(value)).all())
    except TypeError:
        return True


class Diagnosis:
    """What a function exercise can say about the cause; a part of `lecturekit.checks.function.FunctionExercise`."""

    def _related(self, trials, instead=None):
        """A plain relation between what came and what was expected (or what a misconception gives ``instead``)."""
        found = {}
        wanted = instead or [each.expected for each in trials]
        if any(
            each.outcome.error or want is NOTHING or isinstance(want, (bool, np.bool_))
            for each, want in zip(trials, wanted)
        ):
            return None
        tables = [values(want, each.outcome.value, self.returns) for each, want in zip(trials, wanted)]
        if any(not table for table in tables):
            return None
        exchanged = None if instead else self._exchanged(tables)
        if exchanged:
            return exchanged
        for rows in zip(*tables):
            label = rows[0][0]
            try:
                calls = [
                    causes.Call(as_numbers(got), as_numbers(want), dict(zip(self.args, each.probe)))
                    for (_, want, got), each in zip(rows, trials)
                ]
            except TypeError:
                return None
            if any(each.got.size > LARGEST * max(each.expected.size, 1) for each in calls):
                return None
            if all(difference(each.got, each.expected, self.tolerance) is None for each in calls):
                continue
            told = causes.relation(calls, max(self.tolerance, 1e-6), beside=bool(instead))
            if told is None:
                return None
            found[label] = told
        if not found:
            return None
        if len(set(found.values())) == 1:
            name, text = next(iter(found.values()))
            return name, text if len(found) == 1 and not next(
                iter(found)
            ) else f"{', '.join(filter(None, found))}: {text}".lstrip(": ")
        return (
            " and ".join(dict.fromkeys(name for name, _ in found.values())),
            "\n".join(f"{label}: {text}" for label, (_, text) in found.items()),
        )

    def _exchanged(self, tables):
        """Returned values that have changed places."""
        order = None
        for table in tables:
            try:
                got, want = ([as_numbers(row[k]) for row in table] for k in (2, 1))
            except TypeError:
                return None
            places = [[j for j, w in enumerate(want) if difference(g, w, self.tolerance) is None] for g in got]
            if any(len(each) != 1 for each in places):
                return None
            here = [each[0] for each in places]
            if order not in (None, here):
                return None
            order = here
        if order is None or order == sorted(order) or sorted(order) != list(range(len(order))):
            return None
        labels = [row[0] for row in tables[0]]
        return (
            "order of the values",
            f"Right values in another order: yours are {', '.join(labels[k] for k in order)}; asked for: {', '.join(labels)}.",
        )

    def _varied(self, trials):
        """Arguments that were left out, exchanged or taken for something else; with a factor or a sign beside it, if need be."""
        right = self.solution if self.run is None and callable(self.solution) else self.reference
        if right is None or any(each.outcome.error or each.outcome.untouched for each in trials):
            return None
        if not all(is_finite(each.outcome.value) for each in trials):
            return None
        tables = [
            {key: (name, text, probe) for key, name, text, probe in variations(self.args, each.probe)}
            for each in trials
        ]
        until, possible, found = time.process_time() + PATIENCE, [], []
        for key, (name, text, probe) in tables[0].items():
            if time.process_time() > until:
                break
            first = attempt(right, probe)
            if first.error or not all(key in table for table in tables):
                continue
            if trials[0].outcome.behaves_like(first, max(SAME, self.tolerance)):
                rest = (attempt(right, table[key][2]) for table in tables[1:])
                if self._same(trials[1:], rest):
                    found.append((name, text))
            else:
                possible.append((key, name, text))
        if found:
            names, texts = zip(*found[:3])
            return " or ".join(dict.fromkeys(names)), "\nOr: ".join(dict.fromkeys(texts))
        for key, name, text in possible:
            if time.process_time() > until + PATIENCE:
                break
            theirs = [attempt(right, table[key][2]) for table in tables]
            if any(each.error for each in theirs):
                continue
            beside = self._related(trials, [each.value for each in theirs])
            if beside and not set(NAMED.findall(name)) & set(NAMED.findall(beside[0])):  # or it is not left out
                return f"{name} and {beside[0]}", f"{text} Besides: {beside[1]}"
        return None

    def _single_calls(self, answer):
        """Where a ``run`` makes many calls: each call that it makes of the solution, as a trial of its own."""
        made, names = [], positional(self.solution)

        def recording(*given):
            value = self.solution(*given)
            made.append((tuple(copy.deepcopy(given)), copy.deepcopy(value)))
            return value

        for probe in self.probes(self.rng()):
            attempt(recording, probe, self.run)
        own = positional(answer) if len(positional(answer)) == len(names) else names
        single = copy.copy(self)
        single.run, single.args, single.wrong, single.reference = None, tuple(own), (), self.solution
        trials = [Trial(given, attempt(answer, given), value) for given, value in made]
        return single, trials

    def _two_switches(self, trials):
        """Two wrong ways of one solution at once."""
        probes = [each.probe for each in trials]
        until = time.process_time() + PATIENCE
        switches = [each for each in self.wrong if isinstance(each.answer, functools.partial)]
        for one, other in itertools.combinations(switches, 2):
            first, second = one.answer, other.answer
            if first.func is not second.func or set(first.keywords) & set(second.keywords):
                continue
            both = functools.partial(first.func, **{**first.keywords, **second.keywords})
            if self._same(trials, (attempt(both, probe, self.run) for probe in probes)):
                return f"{one.name} and {other.name}", f"Two slips at once. {one.reply}\nAnd: {other.reply}"
            if time.process_time() > until:
                return None
        return None

    def _two_at_once(self, trials):
        """Two slips: a misconception, and beside it a plain relation or an argument left out."""
        probes = [each.probe for each in trials]
        until = time.process_time() + PATIENCE
        for each in self.wrong:
            theirs = [attempt(each.answer, probe, self.run) for probe in probes]
            if any(outcome.error for outcome in theirs):
                continue
            beside = self._related(trials, [outcome.value for outcome in theirs])
            if beside:
                return (
                    f"{each.name} and {beside[0]}",
                    f"Two slips at once. {each.reply}\nAnd, compared with that: {beside[1]}",
                )
            if time.process_time() > until:
                return None
        return self._bank_varied(trials, until)

    def _bank_varied(self, trials, until):
        """A misconception that also leaves out or exchanges an argument."""
        if self.run is not None or not all(is_finite(each.outcome.value) for each in trials):
            return None
        tables = [
            {key: (name, text, probe) for key, name, text, probe in variations(self.args, each.probe)}
            for each in trials
        ]
        for each in self.wrong:
            for key, (name, text, probe) in tables[0].items():
                if time.process_time() > until + PATIENCE:
                    return None
                if not trials[0].outcome.behaves_like(attempt(each.answer, probe), max(SAME, self.tolerance)):
                    continue
                if all(key in table for table in tables) and self._same(
                    trials, (attempt(each.answer, table[key][2]) for table in tables)
                ):
                    return f"{each.name} and {name}", f"Two slips at once. {each.reply}\nAnd: {text}"
        return None

    def _lookalikes(self, trials):
        return [
            each for each in self.wrong if self._same(trials, (attempt(each.answer, t.probe, self.run) for t in trials))
        ]

    def _same(self, trials, outcomes):
        """Whether an answer did what these outcomes are, in all trials: the same values."""
        return all(
            trial.outcome.behaves_like(theirs, max(SAME, self.tolerance)) for trial, theirs in zip(trials, outcomes)
        )
