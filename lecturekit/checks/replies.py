"""What a reply is made of: the row of verdicts, the first difference, the smallest call on which an answer is wrong."""

import numpy as np

from lecturekit.checks.calling import NO_RETURN, attempt
from lecturekit.checks.compare import as_numbers, describe, difference, sentence, values
from lecturekit.checks.counterexample import MOST_ENTRIES, Call, in_full, keep, simpler, size
from lecturekit.checks.diagnosis import NOTHING, Trial, is_finite

STOPS = {
    "does not fit": "shapes that do not fit",
    " on the left meets ": "shapes that do not fit",
    "cannot be combined entry by entry": "shapes that do not fit",
    "is used before it has a value": "a name without a value",
    "was stopped after": "does not end",
}
"""What an error says in the learner's terms, to the name of its cause."""


class Replies:
    """How a function exercise puts things; a part of `lecturekit.checks.function.FunctionExercise`."""

    def _plain(self, trial):
        """Where the first difference is, without a cause."""
        outcome = trial.outcome
        if outcome.untouched:
            return (
                "For some inputs your code is still a placeholder: it gives back `...`, or raises NotImplementedError."
            )
        if outcome.error:
            return sentence(outcome.error)
        if outcome.value is None and trial.expected is not None:
            return NO_RETURN
        parts = values(trial.expected, outcome.value, self.returns)
        for label, want, got in parts or ():
            found = difference(got, want, self.tolerance)
            if found:
                return f"`{label}`: {found}." if label else sentence(found)
        return sentence(difference(outcome.value, trial.expected, self.tolerance))

    def _form(self, trial):
        """A result of another kind than asked for: another number of values, a text, a table for a number."""
        outcome, want = trial.outcome, trial.expected
        if outcome.cause:
            return outcome.cause, sentence(outcome.error)
        for words, name in STOPS.items():
            if outcome.error and words in outcome.error:
                return name, sentence(outcome.error)
        if outcome.error or want is NOTHING or outcome.value is None:
            return None
        names = f" ({', '.join(self.returns)})" if self.returns else ""
        if isinstance(want, (tuple, list)) and values(want, outcome.value, self.returns) is None:
            many = len(outcome.value) if isinstance(outcome.value, (tuple, list)) else 1
            if many != len(want):
                return "number of values", f"Expected {len(want)} values{names}, got {describe(outcome.value)}."
        parts = values(want, outcome.value, self.returns)
        for label, expected, got in parts or ():
            if isinstance(expected, (bool, np.bool_)) and not isinstance(got, (bool, np.bool_)):
                return "not True or False", f"Expected {expected}, got {describe(got)}."
            try:
                shapes = as_numbers(got).shape, as_numbers(expected).shape
            except TypeError:
                return None
            if shapes[0] == shapes[1] and is_finite(expected) and not is_finite(got):
                text = difference(got, expected, self.tolerance)
                causes = (
                    "0 divided by 0, the logarithm of 0 or of a negative number, or an exponential that is too large"
                )
                return "not finite", sentence(f"{label}: {text}" if label else text) + f" The usual causes: {causes}."
            if shapes[0] != shapes[1]:
                text = difference(got, expected, self.tolerance)
                return "shape", f"`{label}`: {text}." if label else sentence(text)
        return None

    def _row(self, trials):
        """One mark for each of several returned values, over all trials; the first that is wrong is named."""
        marks = {}
        for each in trials:
            if each.outcome.error or each.outcome.untouched or each.expected is NOTHING:
                return ""
            parts = values(each.expected, each.outcome.value, self.returns)
            if not parts or len(parts) < 2:
                return ""
            for label, want, got in parts:
                marks[label] = marks.get(label, True) and difference(got, want, self.tolerance) is None
        if not 2 <= len(marks) <= 16 or all(marks.values()):
            return ""
        first = next(label for label, right in marks.items() if not right)
        row = "  ".join(f"{label} {'✓' if right else '✗'}" for label, right in marks.items())
        return row if not any(marks.values()) else f"{row}\nThe first that is off: {first}."

    def _shown(self, answer, trials):
        """The trial to show: the smallest wrong one, with rounder numbers if it is wrong with those too."""
        wrong = [each for each in trials if each.is_wrong(self.tolerance)]
        trial = min(wrong, key=lambda each: size(each.probe))
        for probe in () if self.reference is None else simpler(trial.probe):
            try:
                expected = self._expected(probe)
            except RuntimeError:
                continue  # no input for this exercise: code that is right may run forever on it
            again = Trial(probe, attempt(answer, probe, self.run), expected, trial.edge)
            stops = bool(again.outcome.error) == bool(trial.outcome.error)
            if stops and again.is_wrong(self.tolerance) and is_finite(again.expected):
                trial = again
                break
        self._keep(trial)
        return trial

    def _keep(self, trial):
        expected = None if trial.expected is NOTHING else trial.expected
        keep(self.id, Call(dict(zip(self.args, trial.probe)), expected, trial.outcome.value))

    def _joined(self, *parts):
        """The parts of a reply that there are, one below the other; a trial as the call that it is."""
        texts = [self._inputs(each) if isinstance(each, Trial) else each for each in parts]
        return "\n".join(each for each in texts if each)

    def _inputs(self, trial):
        largest = MOST_ENTRIES if size(trial.probe) <= 2 * MOST_ENTRIES else 8
        given = ", ".join(f"{name} = {in_full(value, largest)}" for name, value in zip(self.args, trial.probe))
        return f'This was the call with {given}. `last_call("{self.id}")` hands it over.'
