"""The chapters' names (of the folder in the package, of the notebook, of the tests), and what a chapter says of itself."""

from dataclasses import dataclass

CHAPTERS = {
    1: "single_unit",
    2: "two_layer",
    3: "l_layer",
    4: "backprop_in_practice",
    5: "sgd",
    6: "adaptive_lr",
    7: "normalization",
    8: "overfitting",
    9: "double_descent",
    10: "clinic",
}
"""Number -> name."""


@dataclass(frozen=True)
class Chapter:
    """One notebook of the course, as its room's ``page.py`` declares it.

    Attributes
    ----------
    number : int
    stem : str
        The chapter's name.
    title, question : str
    minutes, more : int
        For the core path, and for the sections that come folded.
    needs : tuple of int
        The chapters to read before.
    core_exercises, further_exercises : dict of int -> int
        The minutes that each exercise takes, by its number. Those of the core take no longer than the chapter; the
        others go further.
    """

    number: int
    stem: str
    title: str
    minutes: int
    more: int
    needs: tuple
    question: str
    core_exercises: dict
    further_exercises: dict

    @property
    def exercise_minutes(self) -> tuple[int, int]:
        """What the core of the exercises takes, and what all of them take."""
        core, further = (sum(each.values()) for each in (self.core_exercises, self.further_exercises))
        return core, core + further

    @property
    def notebook(self) -> str:
        """The file name in ``lecture_nb/`` (and ``exercises/``, ``solutions/``)."""
        return f"{self.number:02d}_{self.stem}.ipynb"


@dataclass(frozen=True)
class Symbol:
    """A letter of the formulas: TeX, its name in the code, its meaning, its shape.

    A chapter lists the symbols that it introduces. ``local`` ones are used in this chapter alone; the others keep
    their meaning from here on.
    """

    tex: str
    code: str
    meaning: str
    shape: str = "number"
    local: bool = False
