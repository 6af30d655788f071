"""A set of exercises says how long it takes: in its first cell, its headings, the map, the README and on the site's front page, from one source."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
from tools import exercise_times

from lecturekit.checks.registry import chapter_exercises, chapter_page
from lecturekit.course import overview
from lecturekit.foundation.chapters import CHAPTERS

ROOT = Path(__file__).parents[2]
OPEN_QUESTIONS = {
    "2.1": "The matrix-vector form",
    "4.2": "Why random, and not exactly 0?",
    "4.4": "No effect, in theory?",
    "4.9": "What causes plateaus?",
    "4.10": "What is bad about plateaus?",
}
"""The questions that the lecture leaves to its listeners."""

each_chapter = pytest.mark.parametrize("number", CHAPTERS)


def graded(number):
    """The exercises of a chapter, by their numbers."""
    return {each.number: each for each in chapter_exercises(number).values() if each.kind != "prediction"}


@each_chapter
def test_every_exercise_has_its_minutes_once(number):
    page = chapter_page(number)
    assert sorted([*page.core_exercises, *page.further_exercises]) == sorted(graded(number))
    assert min([*page.core_exercises.values(), *page.further_exercises.values()]) > 0


@each_chapter
def test_the_core_takes_no_longer_than_the_chapter_and_is_of_four_kinds_at_least(number):
    page = chapter_page(number)
    assert page.exercise_minutes[0] <= page.minutes
    assert len({graded(number)[each].kind for each in page.core_exercises}) >= 4


@pytest.mark.parametrize("name", OPEN_QUESTIONS)
def test_the_open_questions_of_the_lecture_are_in_the_core(name):
    number, exercise = map(int, name.split("."))
    assert graded(number)[exercise].title == OPEN_QUESTIONS[name]
    assert exercise in chapter_page(number).core_exercises


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
@each_chapter
def test_a_set_says_what_its_page_says(folder, number):
    notebook = nbformat.read(ROOT / folder / chapter_page(number).notebook, as_version=4)
    stamped = exercise_times.stamp(copy.deepcopy(notebook), number)
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in stamped.cells]
    words = [cell.source for cell in notebook.cells[1:] if cell.cell_type == "markdown"]
    timed = [
        (int(n), int(minutes))
        for text in words
        for n, minutes in re.findall(r"^## \d+\.(\d+) .* \((\d+) min", text, re.M)
    ]
    assert sum(minutes for _, minutes in timed) == chapter_page(number).exercise_minutes[1]
    assert not any("`hint(" in text or "minutes" in text for text in words), "said in the first cell alone"


@each_chapter
def test_the_first_cell_names_the_core_and_its_minutes(number):
    page = chapter_page(number)
    said = exercise_times.first_cell(page)
    minutes = re.search(r"\*\*Time\*\*: (\d+) minutes .*, (\d+) for all of it", said).groups()
    assert tuple(map(int, minutes)) == page.exercise_minutes
    named, found = re.search(r"core of the set \((.*?)\)", said)[1], set()
    for first, last in re.findall(rf"{number}\.(\d+)(?: to {number}\.(\d+))?", named):
        found |= set(range(int(first), int(last or first) + 1))
    assert found == set(page.core_exercises)


def test_the_map_says_the_same():
    rows = repr(overview.chapters()).splitlines()[2:]
    for row, page in zip(rows, overview.CHAPTERS.values(), strict=True):
        assert "{} min, {} with all".format(*page.exercise_minutes) in row


def test_the_readme_says_the_same():
    said = re.search(
        r"than the chapter \((\d+) to (\d+) minutes\), a whole set (\d+) to (\d+)\.",
        (ROOT / "README.md").read_text(encoding="utf-8"),
    )
    core, everything = zip(*(page.exercise_minutes for page in overview.CHAPTERS.values()))
    assert [int(each) for each in said.groups()] == [min(core), max(core), min(everything), max(everything)]
