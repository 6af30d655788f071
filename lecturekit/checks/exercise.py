"""What every exercise has in common: its name, its points, its bank of realistic wrong answers."""

import re
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

KINDS = (
    "derive", "code", "numeric", "concept", "slip", "prediction",
    "steps", "goal", "experiment", "bug", "curve", "why",
)  # fmt: skip
SECRET = []
"""Numbers that change all random probes; a grader's, so that no answer can be prepared for them."""
CORRECT, WRONG, UNTOUCHED = "correct", "wrong", "not attempted"


class Wrong(Exception):
    """Raised by a property test (or a ``run`` hook) of an exercise: the answer fails, and why; with a name where the cause has one."""

    def __init__(self, why, cause=None):
        super().__init__(why)
        self.cause = cause


@dataclass(frozen=True)
class Misconception:
    """A realistic wrong answer and the reply to a student whose answer behaves like it.

    Attributes
    ----------
    name : str
        Two or three words, unique within the exercise: ``"sign flipped"``.
    answer : callable or value
        What such a student would hand in: a function (or class) for a function exercise, a value
        or a function without arguments for a numeric one.
    reply : str
        What is going on and where to look; names the misconception, does not give the solution away.
    hint : str
        The next step for whoever has it; shown first by ``hint``, if it was the last diagnosis.
    """

    name: str
    answer: Any
    reply: str
    hint: str = ""


@dataclass(frozen=True)
class Finding:
    """Outcome of examining one answer.

    Attributes
    ----------
    status : str
        ``"correct"``, ``"wrong"`` or ``"not attempted"``.
    message : str
        The diagnosis, or the explanation that goes with the right answer.
    diagnosis : str or None
        Name of the misconception that was recognized.
    partial : bool
        Not right yet, but what is there is right: the mark is a half circle.
    """

    status: str
    message: str = ""
    diagnosis: str | None = None
    partial: bool = False


class Exercise:
    """One exercise; the three constructors build its subclasses.

    Parameters
    ----------
    id : str
        ``"3.2"``, or ``"3.a"`` for a prediction in the lecture notebook.
    title : str
        A few words, shown in every verdict.
    kind : str
        What is asked of the student, one of `KINDS`.
    points : int
        What it is worth to an instructor; 0 for a prediction.
    wrong : sequence of Misconception
        The bank of realistic wrong answers, most specific first.
    hints : sequence of str
        Opened one at a time by ``hint``; the first says where in the chapter to look, the last is not the solution.
    praise : str
        Shown with the right answer: why it is right, or what to take along.
    solution : object
        A right answer, for the tests of the bank.

    Raises
    ------
    ValueError
        If the declaration contradicts itself.
    """

    def __init__(self, id, title, *, kind, points, wrong=(), hints=(), praise="", solution=None):
        if not re.fullmatch(r"\d+\.(\d+|[a-z])", str(id)):
            raise ValueError(f"exercise id is {id!r}, expected a chapter and a number or letter: '3.2', '3.a'")
        if kind not in KINDS:
            raise ValueError(f"exercise {id}: kind is {kind!r}, expected one of {', '.join(KINDS)}")
        names = [each.name for each in wrong]
        if len(set(names)) < len(names):
            raise ValueError(f"exercise {id}: two misconceptions share a name, expected distinct ones: {names}")
        self.id, self.title, self.kind = id, title, kind
        self.points = 0 if kind == "prediction" else points
        self.wrong, self.hints, self.praise = tuple(wrong), tuple(hints), praise
        self.solution = solution

    @property
    def chapter(self):
        """Number of the chapter, the part of the id before the point."""
        return int(self.id.split(".")[0])

    @property
    def number(self):
        """Its number within the chapter, the part of the id behind the point; a prediction's letter."""
        behind = self.id.split(".")[1]
        return int(behind) if behind.isdecimal() else behind

    def rng(self, stream=0):
        """Return this exercise's own seeded generator: the same probes in every run, but for a grader's `SECRET`."""
        return np.random.default_rng([zlib.crc32(self.id.encode()), stream, *SECRET])

    def examine(self, answer):
        """Judge an answer and return a `Finding`; subclasses say how."""
        raise NotImplementedError

    def handed_in(self, answer):
        """Return an answer of the bank as a student would hand it in; for most exercises it is that already."""
        return answer

    def behaves_like(self, answer):
        """Return the misconceptions this answer cannot be told from; subclasses say how."""
        raise NotImplementedError

    def __repr__(self):
        return f"<{type(self).__name__} {self.id} {self.title!r}, {self.kind}, {self.points} points>"
