"""The tables of notebook 00 agree with what is there: notebooks, code, exercises, equations."""

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from lecturekit.checks import registry
from lecturekit.course import figures, overview
from lecturekit.course.equations import EQUATIONS

ROOT = Path(__file__).parents[2]
TABLES = [overview.chapters, overview.issues_and_remedies, overview.glossary, overview.coverage]
WRITTEN = [chapter for chapter in overview.CHAPTERS.values() if (ROOT / "lecture_nb" / chapter.notebook).is_file()]


class Cells(HTMLParser):
    """Collects the rows of a table, and the links in it; fails on a tag that is not closed."""

    def __init__(self, markup):
        super().__init__()
        self.rows, self.links, self.open = [], [], []
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "br":
            self.open.pop()
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_the_chapters_are_those_of_the_exercises():
    assert {number: chapter.stem for number, chapter in overview.CHAPTERS.items()} == registry.CHAPTERS


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.stem)
def test_a_chapter_is_called_and_timed_as_its_notebook_says(chapter):
    first = nbformat.read(ROOT / "lecture_nb" / chapter.notebook, as_version=4).cells[0].source
    assert first.splitlines()[0].startswith(f"# {chapter.number} {chapter.title.removesuffix(' (bonus)')}")
    assert re.search(r"\*\*Time\*\*: (\d+) minutes", first)[1] == str(chapter.minutes)


def test_chapters_build_on_earlier_ones_only():
    assert all(earlier < number for number, chapter in overview.CHAPTERS.items() for earlier in chapter.needs)
    assert all(chapter.needs for number, chapter in overview.CHAPTERS.items() if number > 1)


def _all_before(number):
    needs = overview.CHAPTERS[number].needs
    return set(needs).union(*map(_all_before, needs))


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.stem)
def test_the_map_asks_for_the_chapters_that_the_notebook_asks_for(chapter):
    first = nbformat.read(ROOT / "lecture_nb" / chapter.notebook, as_version=4).cells[0].source
    said = re.search(r"\*\*You need\*\*(.*?)\*\*Time", first, re.DOTALL)[1]
    named = {int(number) for number in re.findall(r"\b[1-9]\b", re.sub(r"\]\(.*?\)", "]", said))}
    assert set(chapter.needs) <= named <= _all_before(chapter.number)


def test_every_issue_has_a_remedy_and_every_remedy_an_issue():
    assert list(overview.ISSUES) == ["I", "T", "S", "L", "O"]
    assert set("".join(letters for _, _, letters in overview.REMEDIES)) == set(overview.ISSUES)
    for name, chapter, letters in overview.REMEDIES:
        assert letters and chapter in overview.CHAPTERS, name


ALL_SYMBOLS = [symbol for several in overview.SYMBOLS.values() for symbol in several]


def test_every_lasting_symbol_stands_once():
    symbols = [each.tex for each in ALL_SYMBOLS if not each.local]
    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize("symbol", [each for each in ALL_SYMBOLS if each.code], ids=lambda each: each.tex)
def test_the_names_of_the_glossary_are_used_in_the_code(symbol):
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "lecturekit").rglob("*.py")
        if path.name not in ("overview.py", "page.py")
        and not {"checks", "exercises"} & set(path.relative_to(ROOT).parts)
    )
    for name in symbol.code.split(", "):
        last = name.split(".")[-1]
        assert re.search(rf"(?<!\w){re.escape(last)}(?!\w)", source), name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_is_well_formed_and_says_the_same_in_text(table):
    panel = table()
    cells = Cells(panel._repr_html_())
    assert len({len(row) for row in cells.rows}) == 1
    assert len(repr(panel).splitlines()) == len(cells.rows) + 1
    notebooks = {chapter.notebook for chapter in overview.CHAPTERS.values()}
    assert set(cells.links) <= notebooks


def test_the_coverage_lists_every_equation_with_its_formula_chapter_code_and_slip():
    rows = Cells(overview.coverage()._repr_html_()).rows[1:]
    assert len(rows) == 38
    for row, (number, equation) in zip(rows, EQUATIONS.items()):
        assert row[0] == f"({number})"
        assert row[1] == f"${equation.tex}$" + (f"The slide differs. {equation.why}" if equation.slide else "")
        assert row[2].startswith(f"{int(equation.notebook[:2])} ")
        assert row[2].endswith(equation.function.removeprefix("lecturekit."))


def test_the_remedies_table_ticks_what_the_lecture_says():
    rows = Cells(overview.issues_and_remedies()._repr_html_()).rows
    by_name = {row[0]: {issue for issue, tick in zip(rows[0][1:6], row[1:6]) if tick} for row in rows[1:]}
    assert by_name["stochastic gradient descent"] == {"I", "T", "L"}
    assert by_name["momentum"] == {"T", "L"}
    assert by_name["dropout"] == {"O"}


def test_the_map_draws_every_chapter_and_an_arrow_for_every_need():
    (axes,) = figures.course().axes
    texts = [text.get_text() for text in axes.texts]
    arrows = [text for text in axes.texts if getattr(text, "arrow_patch", None) is not None]
    assert {str(number) for number in overview.CHAPTERS} <= set(texts)
    assert len(arrows) == sum(len(chapter.needs) for chapter in overview.CHAPTERS.values())
    assert {f"{chapter.minutes} min" for chapter in overview.CHAPTERS.values()} <= set(texts)


def test_the_map_goes_from_left_to_right():
    for number, chapter in overview.CHAPTERS.items():
        assert all(figures.PLACES[earlier][0] < figures.PLACES[number][0] for earlier in chapter.needs)
