"""Exercises answered by a number or an array."""

import numpy as np

from lecturekit.checks import causes
from lecturekit.checks.calling import attempt, untouched, value_of
from lecturekit.checks.compare import as_numbers, describe, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding
from lecturekit.checks.typed import difference, distance, has_many_digits, have_one_ratio, in_all_digits, off
from lecturekit.checks.variations import variations


def numeric_exercise(
    id,
    title,
    *,
    expected=None,
    tolerance=None,
    points=1,
    kind="numeric",
    properties=(),
    wrong=(),
    hints=(),
    praise="",
    solution=None,
    quantities=None,
):
    """Declare an exercise whose answer is a number or an array.

    Parameters
    ----------
    id, title, kind, points, wrong, hints, praise
        See `lecturekit.checks.exercise.Exercise`; the answers of ``wrong`` are values, or
        functions without arguments that compute them.
    expected : number, array, or callable without arguments, optional
        The truth, best computed independently.
    quantities : dict of str to number, optional
        With them ``expected`` is a formula, called with these; an answer that leaves one out, or squares it, is then told so.
    tolerance : float, optional
        Relative to each number (to the largest where it is 0); also decides whether a wrong value is recognized. By default
        0.001, and 0 where the solution consists of integers.
    properties : sequence of callable
        ``property(array, rng)`` raises `Wrong` if the value, a finite float array, does not do what was
        asked. For answers that are not unique, with ``expected`` left out and a ``solution`` given.

    Returns
    -------
    NumericExercise

    Raises
    ------
    ValueError
        If there is neither an expected value nor a property, or a solution is missing.
    """
    if expected is None and not properties:
        raise ValueError(f"exercise {id}: expected a value or at least one property, got neither")
    if expected is None and solution is None:
        raise ValueError(f"exercise {id}: expected a solution, because no value is given")
    formula = expected
    if quantities:
        value = formula(**quantities)
        expected = solution = value if solution is None else solution
    exercise = NumericExercise(
        id,
        title,
        kind=kind,
        points=points,
        wrong=wrong,
        hints=hints,
        praise=praise,
        solution=expected if solution is None else solution,
    )
    exercise.formula, exercise.quantities = formula, quantities
    exercise.expected, exercise.tolerance, exercise.properties = expected, tolerance, tuple(properties)
    if tolerance is None:
        exercise.tolerance = 0 if np.asarray(value_of(exercise.solution)).dtype.kind in "iu" else 1e-3
    return exercise


class NumericExercise(Exercise):
    """See `numeric_exercise`."""

    def handed_in(self, answer):
        """Return the value that a function of the bank computes."""
        return value_of(answer)

    def examine(self, answer):
        """Judge a number or an array and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        if callable(answer):
            return Finding(WRONG, f"Expected a number, got {describe(answer)}. Call it, and hand over the result.")
        if isinstance(answer, str):
            return self._text(answer)
        if isinstance(answer, (bool, np.bool_)):
            return Finding(WRONG, f"Expected a number, got {answer}.")
        known, failure = self.behaves_like(answer), self._failure(answer)
        if failure is None and not known:
            return Finding(CORRECT, self.praise)
        if known:
            either = " or: ".join(each.reply for each in known)
            return Finding(WRONG, either, " or ".join(each.name for each in known))
        found = self._related(answer)
        return Finding(WRONG, found[1], found[0]) if found else Finding(WRONG, *failure)

    def _text(self, answer):
        """A number between quotation marks, perhaps with a comma for thousands or for decimals."""
        plain = answer.replace(",", "").replace(" ", "").replace("_", "")
        try:
            float(plain)
        except ValueError:
            return Finding(WRONG, f"Expected a number, got {describe(answer)}.")
        comma = " and without a comma" if "," in answer else ""
        return Finding(
            WRONG,
            f"Expected a number, got {describe(answer)}: write it without quotation marks{comma}, {plain}.",
            "text",
        )

    def behaves_like(self, answer):
        """Return the misconceptions with this value: those that agree in all digits that were handed in, else the nearest.

        A value that agrees with the right one in all its digits is none of them, however near they are.
        """
        if self.expected is not None and in_all_digits(answer, value_of(self.expected)):
            return []
        values = [(each, value_of(each.answer)) for each in self.wrong]
        exact = [each for each, value in values if in_all_digits(answer, value)]
        if exact or (self.expected is not None and difference(answer, value_of(self.expected), self.tolerance) is None):
            return exact
        near = [
            (distance(answer, value), each)
            for each, value in values
            if difference(answer, value, self.tolerance) is None and not has_many_digits(answer)
        ]
        return [min(near, key=lambda pair: pair[0])[1]] if near else []

    def _related(self, answer):
        """(name, sentence) of a plain relation to the right value, or of a formula with a quantity left out; or None."""
        if self.expected is None:
            return None
        expected = value_of(self.expected)
        try:
            got, want = as_numbers(answer), as_numbers(expected)
        except TypeError:
            return None
        if not np.isfinite(got).all():
            return None
        if want.ndim and got.shape == want.shape and got.size:
            moved = np.sort(got, axis=None), np.sort(want, axis=None)
            if difference(*moved, max(self.tolerance, 1e-4)) is None and want.size > 1:
                return "other places", "Right numbers, in other places: mind the order."
        if (
            got.size == want.size
            and want.ndim
            and difference(got.ravel(), want.ravel(), max(self.tolerance, 1e-4)) is None
        ):
            return "shape", f"Right numbers, but expected an array of shape {want.shape}, got one of shape {got.shape}."
        if not self.tolerance and got.shape == want.shape == () and abs(got - want) == 1:
            return (
                "off by one",
                f"One too {'many' if got > want else 'few'}: what was counted that does not belong, or left out?",
            )
        if got.ndim == want.ndim == 1 and got.size != want.size:
            return "number of values", f"Expected {want.size} numbers, got {got.size}."
        told = None
        if got.shape == want.shape and have_one_ratio(got, want):
            close = 1e-4 if self.tolerance else 1e-9
            told = causes.relation([causes.Call(got, want)], close, any_factor=np.count_nonzero(want) > 1)
        if _useful(told):
            return _not_given_away(*told, want.size)
        if want.ndim and got.shape == want.shape:
            return self._one_of_several(got.ravel(), want.ravel())
        called = self.quantities or {}
        for key, name, text, changed in variations(tuple(called), tuple(called.values())):
            outcome = attempt(self.formula, changed)
            if not outcome.error and difference(got, outcome.value, max(self.tolerance, 1e-4)) is None:
                return name, text
        return None

    def _one_of_several(self, got, want):
        """A plain relation of the one number that is off to the right one."""
        wrong = np.flatnonzero(off(got, want, self.tolerance))
        if len(wrong) != 1:
            return None
        told = causes.relation([causes.Call(got[wrong[0]], want[wrong[0]])], 1e-4, any_factor=False)
        if not _useful(told):
            return None
        name, text = _not_given_away(*told, 1)
        return name, f"The others are right; in number {wrong[0] + 1}: {text}"

    def _failure(self, answer):
        """(sentence, name of the cause or None) of what is wrong; None if nothing is."""
        if self.expected is not None:
            expected = value_of(self.expected)
            if difference(answer, expected, self.tolerance) is not None:
                return self._generic(answer, expected), None
        if self.properties:
            try:
                numbers = as_numbers(answer)
            except TypeError as problem:
                return sentence(f"{problem}"), None
            if not np.isfinite(numbers).all():
                return f"Got {describe(answer)}; expected finite numbers.", None
        for stream, each in enumerate(self.properties, start=1):
            outcome = attempt(lambda rng: each(numbers, rng), [self.rng(stream)])
            if outcome.error:
                return sentence(outcome.error), outcome.cause
        return None

    def _generic(self, answer, expected):
        """Say what is off without giving the value away."""
        if isinstance(expected, (tuple, list, dict)):
            return f"Got {describe(answer)}; expected {len(expected)} numbers, and at least one of them is off."
        try:
            got, want = as_numbers(answer), as_numbers(expected)
        except TypeError as problem:
            return sentence(f"{problem}")
        if got.shape != want.shape:
            wanted = f"an array of shape {want.shape}" if want.ndim else "a single number"
            return f"Got {describe(answer)}; expected {wanted}."
        if not np.isfinite(got).all():
            return f"Got {describe(answer)}; expected finite numbers."
        if want.ndim:
            first = tuple(int(k) for k in np.argwhere(off(got, want, self.tolerance))[0])
            place = ", ".join(map(str, first))
            return f"Got {describe(answer)}; the entry [{place}] = {got[first]:.6g} is the first that is off."
        side = "too large" if got > want else "too small"
        wanted = (
            f"the right number to within {100 * self.tolerance:g}%" if self.tolerance > 1e-6 else "the exact number"
        )
        return f"Got {describe(answer)}, which is {side}; expected {wanted}."


def _not_given_away(name, text, count):
    """The relation of so many numbers to the right ones, told so that a factor has to be looked for."""
    factor = name.removeprefix("factor ")
    yours, them = ("Yours is", "it") if count == 1 else ("All of yours are", "them")
    if factor in ("2", "1/2", "4", "1/4"):
        text = f"{yours} off by a factor of {factor.removeprefix('1/')}: one too many in {them}, or one too few."
    elif factor != name and factor.replace(".", "").isdigit():
        text = f"{yours} off by one and the same factor."
    elif name == "sign flipped" and count == 1:
        text = "Yours has the opposite sign."
    return name, text


def _useful(told):
    """Whether a relation says more than that the number is another one."""
    return told and not told[0].startswith(("off by", "all zero"))
