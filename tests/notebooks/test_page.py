"""The page belongs to the learner: its measures, seen to bite on a spoiled page, and held for every chapter."""

import collections
import json
import re
from pathlib import Path

import pytest
from tools import page

from lecturekit.checks.registry import all_exercises
from lecturekit.course import overview
from lecturekit.foundation.chapters import CHAPTERS

ROOT = Path(__file__).parents[2]
each_chapter = pytest.mark.parametrize("number", [pytest.param(number, id=name) for number, name in CHAPTERS.items()])


def notebook_of(number):
    """The path of a chapter's lecture notebook."""
    return ROOT / "lecture_nb" / f"{number:02d}_{CHAPTERS[number]}.ipynb"


def cell(source, *, kind="code", text="", tags=(), **metadata):
    """A cell as it is stored."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    raw = {"cell_type": kind, "source": source, "metadata": {"tags": list(tags), **metadata}}
    return raw | ({"outputs": outputs} if kind == "code" else {})


@pytest.fixture
def measured(tmp_path):
    """A function that stores cells as a notebook and measures it."""

    def store(*cells):
        path = tmp_path / "page.ipynb"
        path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
        return page.measure(path)

    return store


FOLDED = {"jupyter": {"outputs_hidden": True}}
BET = [cell('predict("1.b", ...)')]
SETTLED = [cell('settle("1.b")', text="The result is (c) 3000", **FOLDED)]


def test_a_bet_that_is_settled_after_a_folded_result_is_fair(measured):
    assert measured(*BET, cell("experiment()", text="3000 steps", **FOLDED), *SETTLED).early == []


@pytest.mark.parametrize(
    "between",
    [
        cell("experiment()", text="3000 steps"),
        cell("assert steps > 3000"),
        cell("As we shall see, it is 3000.", kind="markdown"),
        cell("show(figure)", text="Figure: the curve reaches it after 3000 steps"),
    ],
    ids=["printed", "source", "prose", "alternative text"],
)
def test_a_result_that_can_be_seen_before_it_is_settled_is_found(measured, between):
    assert ("1.b", "3000") in measured(*BET, between, *SETTLED).early


def test_a_settling_cell_must_be_folded_and_a_bet_must_be_settled(measured):
    assert measured(*BET, cell('settle("1.b")', text="The result is")).early
    assert measured(*BET).early == [("1.b", "never settled")]
    assert measured(*SETTLED).early == [("1.b", "settled without a bet")]


def test_scaffolding_and_verdicts_are_counted(measured):
    found = measured(cell("assert x\nprint(y)\nshow(figure, alt='''two\nlines''')", text="all well: True\nerror 0.1"))
    assert (found.code, found.scaffold, found.verdicts) == (4, 3, ["all well: True"])


def test_what_is_folded_as_depth_is_no_part_of_the_core(measured):
    words = "word " * 1500
    depth = cell("### Deeper", kind="markdown", **{"jp-MarkdownHeadingCollapsed": True})
    found = measured(depth, cell(words, kind="markdown"), cell("## Next\n" + words, kind="markdown"))
    assert (found.core, found.more) == (10, 10)
    assert measured(depth, cell(words, kind="markdown")).open_depths


def test_a_question_without_an_answer_is_found(measured):
    asked = cell("**Try** the other rate.", kind="markdown")
    assert measured(asked).unanswered == ["**Try** the other rate."]
    answer = cell("<details><summary>Answer</summary>It diverges.</details>", kind="markdown")
    assert measured(asked, answer).unanswered == []


@each_chapter
def test_a_chapter_takes_the_time_it_says(number):
    found, chapter = page.measure(notebook_of(number)), overview.CHAPTERS[number]
    assert (chapter.minutes, chapter.more) == (found.core, found.more)
    assert found.core <= 45
    assert found.open_depths == []


@each_chapter
def test_code_cells_are_written_for_the_learner(number):
    found = page.measure(notebook_of(number))
    assert found.scaffold <= 0.02 * found.code
    assert found.words >= 10 * found.code
    assert found.median <= 4


@each_chapter
def test_results_are_numbers_and_no_verdicts(number):
    assert page.measure(notebook_of(number)).verdicts == []


@each_chapter
def test_no_bet_is_given_away_and_each_is_settled(number):
    found = page.measure(notebook_of(number))
    source = notebook_of(number).read_text(encoding="utf-8")
    placed = set(re.findall(r"predict\(\\\"(\d+\.[a-z])\\\"", source))
    assert found.early == []
    assert placed == {each.id for each in all_exercises() if each.chapter == number and each.kind == "prediction"}


@each_chapter
def test_every_question_has_its_answer(number):
    assert page.measure(notebook_of(number)).unanswered == []


@each_chapter
def test_every_symbol_of_a_formula_has_an_entry(number):
    entries = [each.tex for chapter, several in overview.SYMBOLS.items() for each in several
               if chapter == number or (chapter < number and not each.local)]  # fmt: skip
    assert sorted(letters_of(formulas_of(notebook_of(number))) - letters_of(entries)) == []


@each_chapter
def test_a_letter_has_one_meaning_within_a_chapter(number):
    introduced = collections.Counter(each.tex for each in overview.SYMBOLS[number])
    assert [tex for tex, times in introduced.items() if times > 1] == []


def test_right_letters_are_spread_evenly():
    bets = [each for each in all_exercises() if each.kind == "prediction"]
    right = collections.Counter(each.correct for each in bets)
    assert all(times <= 0.45 * len(bets) + 2 for times in right.values()), right


def formulas_of(path):
    """The formulas in a notebook's prose."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(each["source"]) for each in cells if each["cell_type"] == "markdown")
    text = re.sub(r"`[^`]*`", "", text)
    return re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL) + re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", text)


def letters_of(formulas):
    """The letters in formulas, with the hats and fonts that make them other letters: x, \\hat m, \\mathcal L."""
    found = set()
    for tex in formulas:
        tex = re.sub(
            r"\\(?:text|mathrm|operatorname|tag|begin|end|textstyle|color|class|label|quad)\s*\{[^{}]*\}", " ", tex
        )
        for font in ("mathcal", "mathbb", "mathbf", "hat", "bar", "tilde"):
            pattern = rf"\\{font}\s*(?:\{{\s*(\\?[A-Za-z]+)\s*\}}|(\\?[A-Za-z]))"
            found |= {f"\\{font} {a or b}" for a, b in re.findall(pattern, tex)}
            tex = re.sub(pattern, " ", tex)
        found |= {name for name in re.findall(r"\\([A-Za-z]+)", tex) if name in GREEK}
        found |= set(re.findall(r"[A-Za-z]", re.sub(r"\\[A-Za-z]+", " ", tex)))
    return found


GREEK = set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi "
    "omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell".split()
)


def test_letters_are_told_apart():
    assert letters_of([r"\hat m_i = \frac{m_i}{1 - \beta_1^t} \text{ if } x"]) == {
        r"\hat m",
        "m",
        "i",
        "beta",
        "t",
        "x",
    }
    assert letters_of([r"\mathcal{L}(\mathbb{W}) \tag{35}"]) == {r"\mathcal L", r"\mathbb W"}
