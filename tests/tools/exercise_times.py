"""The first cell of a set of exercises and the minutes in its headings, in one wording, from the chapter's ``page.py``."""

import re

from lecturekit.checks.registry import chapter_page
from lecturekit.figures.words import listing

HEADING = re.compile(r"^(## (\d+)\.(\d+) .*?)(?: \(\d+ min.*\))?$", re.MULTILINE)
FIRST = """# Exercises {number}: {title}

They go with [the lecture notebook](../lecture_nb/{notebook}). Replace each `...` by your answer, run the cell, then the check below it. \
Below some checks a cell shows your answer at work, once it is right. `hint("{number}.1")` opens a hint; `progress()` shows where you stand.

**Time**: {core} minutes for the core of the set ({which}), {all} for all of it. What is marked *going further* can wait; \
an exercise that builds on another one names it."""


def stamp(notebook, number):
    """Write the first cell of a set and the minutes of its headings into the notebook, and return it; a chapter without a page keeps its own."""
    chapter = chapter_page(number)
    if chapter is not None:
        notebook.cells[0].source = first_cell(chapter)
        for cell in notebook.cells[1:]:
            if cell.cell_type == "markdown":
                cell.source = HEADING.sub(lambda found: f"{found[1]} ({_minutes(chapter, int(found[3]))})", cell.source)
    return notebook


def first_cell(chapter):
    """What every set begins with: how it is used, and how long it takes."""
    core, everything = chapter.exercise_minutes
    return FIRST.format(
        number=chapter.number,
        title=chapter.title.removesuffix(" (bonus)"),
        notebook=chapter.notebook,
        core=core,
        which=listing(_runs(chapter.number, sorted(chapter.core_exercises))),
        all=everything,
    )


def _minutes(chapter, number):
    if number in chapter.core_exercises:
        return f"{chapter.core_exercises[number]} min"
    return f"{chapter.further_exercises[number]} min, going further"


def _runs(chapter, numbers):
    """Exercises by name, three or more in a row as "4.1 to 4.3"."""
    while numbers:
        length = next((k for k, each in enumerate(numbers) if each != numbers[0] + k), len(numbers))
        run, numbers = numbers[:length], numbers[length:]
        names = [f"{chapter}.{each}" for each in run]
        yield from names if length < 3 else [f"{names[0]} to {names[-1]}"]
