"""Exercises in which a curve is predicted as a few points, before it is shown."""

import numpy as np

from lecturekit.checks.calling import untouched, value_of
from lecturekit.checks.compare import as_numbers, describe, sentence
from lecturekit.checks.exercise import CORRECT, UNTOUCHED, WRONG, Exercise, Finding

ROUNDING = 1 + 1e-6
"""A point that is off by the tolerance itself is near enough, however it was rounded."""


def curve_exercise(
    id, title, *, at, expected, factor=None, margin=None, x="x", kind="curve", points=2, wrong=(), hints=(), praise=""
):
    """Declare an exercise whose answer is a curve, as its heights at a few places.

    Parameters
    ----------
    id, title, kind, points, hints, praise
        See `lecturekit.checks.exercise.Exercise`.
    at : sequence of float
        The places; the answer is a list with one height for each, or a dict from place to height.
    expected : sequence of float, or callable without arguments
        The measured heights.
    factor, margin : float
        One of the two: how far a point may be off, as a factor (2: half to double; for heights above 0) or as a difference.
    x : str
        The name of the horizontal axis, for the replies.
    wrong : sequence of Misconception
        Curves that people draw; the answer that lies within the tolerance of one, or nearest to it, gets its reply.

    Returns
    -------
    CurveExercise
    """
    if (factor is None) == (margin is None):
        raise ValueError(f"exercise {id}: expected a factor or a margin, got factor={factor} and margin={margin}")
    exercise = CurveExercise(
        id, title, kind=kind, points=points, wrong=wrong, hints=hints, praise=praise, solution=expected
    )
    exercise.at, exercise.expected, exercise.factor, exercise.margin, exercise.x = (
        tuple(at),
        expected,
        factor,
        margin,
        x,
    )
    return exercise


class CurveExercise(Exercise):
    """See `curve_exercise`."""

    def handed_in(self, answer):
        """Return the list of heights that a function of the bank computes."""
        return value_of(answer)

    def examine(self, answer):
        """Judge a list of heights and return a `Finding`."""
        if untouched(answer):
            return Finding(UNTOUCHED)
        if isinstance(answer, dict) and set(answer) == set(self.at):
            answer = [answer[place] for place in self.at]
        if isinstance(answer, (list, tuple)) and any(each is Ellipsis for each in answer):
            return Finding(UNTOUCHED)
        try:
            heights = as_numbers(answer)
        except TypeError as problem:
            return Finding(WRONG, sentence(str(problem)))
        if heights.shape != (len(self.at),):
            places = ", ".join(f"{place:g}" for place in self.at)
            return Finding(WRONG, f"Expected {len(self.at)} heights, at {self.x} = {places}; got {describe(answer)}.")
        if not np.isfinite(heights).all() or (self.factor and (heights <= 0).any()):
            wanted = "numbers above 0" if self.factor else "finite numbers"
            nan = " `nan` comes from the logarithm or the root of a negative number." if np.isnan(heights).any() else ""
            return Finding(WRONG, f"Expected {wanted}, got {describe(heights)}.{nan}", "nan" if nan else None)
        off = self._off(heights, self._heights(self.expected))
        marks = ["✓" if abs(each) <= 1 else "✗" for each in off]  # which way would let one guess height by height
        row = "; ".join(f"{self.x} = {place:g}: {mark}" for place, mark in zip(self.at, marks))
        if np.abs(off).max() <= 1:
            return Finding(CORRECT, f"{row}.\n{self.praise}".strip())
        known = self.behaves_like(heights)
        if known:
            return Finding(WRONG, f"{row}.\n{known[0].reply}", known[0].name)
        name, text = self._direction(heights)
        return Finding(WRONG, f"{row}.\n{text}", name)

    def behaves_like(self, answer):
        """Return the misconception whose curve is nearest, if it is nearer than the measured one and not far."""
        heights = np.asarray(self.handed_in(answer), float)
        far = [np.abs(self._off(heights, self._heights(each.answer))).max() for each in self.wrong]
        if not far or min(far) > 1 or min(far) >= np.abs(self._off(heights, self._heights(self.expected))).max():
            return []
        return [self.wrong[int(np.argmin(far))]]

    def _heights(self, curve):
        return np.asarray(self.handed_in(curve), float)

    def _off(self, heights, curve):
        """How far each point is off, in units of the tolerance, with its sign."""
        if self.factor:
            return np.log(heights / curve) / np.log(self.factor) / ROUNDING
        return (heights - curve) / self.margin / ROUNDING

    def _direction(self, heights):
        """(name, sentence): where the curve goes up and the answer down, or the other way round; or that it comes too early, or too late."""
        curve = self._heights(self.expected)
        steps = [np.diff(self._off(each, curve[0])) for each in (heights, curve)]
        for (left, right), mine, true in zip(zip(self.at, self.at[1:]), *steps):
            if abs(true) > 1 and mine * true <= 0:
                word = {1: "rises", -1: "falls", 0: "stays level"}
                text = f"From {self.x} = {left:g} to {right:g} yours {word[int(np.sign(mine))]}; the right curve {word[int(np.sign(true))]} there."
                return f"{word[int(np.sign(mine))]} where the curve {word[int(np.sign(true))]}", text
        off = self._off(heights, curve)
        wrong = np.flatnonzero(np.abs(off) > 1)
        signs, slopes = (set(np.sign(each).astype(int)) for each in (off[wrong], steps[1]))
        alike = {(-1,): "falls as the right curve does", (1,): "rises as the right curve does"}
        shape = f"Yours {alike.get(tuple(slopes), 'goes up and down where the right curve does')}"
        if len(wrong) == 1:
            return "one point", f"{shape}; only the height at {self.x} = {self.at[wrong[0]]:g} is off."
        if len(signs) == len(slopes) == 1 and min(map(abs, off[[0, -1]])) <= 1:
            when = f"too {'early' if signs == slopes else 'late'}"
            return when, f"{shape}, but {when}."
        turns = np.sign(off[wrong])
        if len(slopes) == 1 and turns[0] != turns[-1] and np.count_nonzero(np.diff(turns)) == 1:
            rising, first = slopes == {1}, "high" if turns[0] > 0 else "low"
            how = "steep" if rising == (first == "low") else "flat"
            last = "low" if first == "high" else "high"
            return f"too {how}", f"{shape}, but it begins too {first} and ends too {last}: it is too {how}."
        if self.factor and np.ptp(off) * np.log(self.factor) < 0.1:
            side = "larger" if off[0] > 0 else "smaller"
            return "one factor", f"{shape}; all your heights are {side} than they should be, by one factor."
        side = {1: "too high everywhere", -1: "too low everywhere"}.get(
            next(iter(signs)) if len(signs) == 1 and len(wrong) == len(off) else 0
        )
        return side, f"{shape}; the heights are {side or 'off'}."
