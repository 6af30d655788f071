"""The contract of equations.py: numbers, code, notebooks, and a numerical truth for each formula."""

import json
import re
from pathlib import Path

import pytest

from lecturekit.course import equations
from lecturekit.course.equations import EQUATIONS

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "lecture_nb").glob("*.ipynb"))
TAG = re.compile(r"\\tag\{(\d+)\}")


def cited(docstring):
    """The equation numbers that a docstring cites: (7), (10)-(19), equations (5), (6)."""
    numbers = {int(n) for n in re.findall(r"\((\d+)\)", docstring)}
    for low, high in re.findall(r"\((\d+)\)\s*(?:-|to)\s*\((\d+)\)", docstring):
        numbers |= set(range(int(low), int(high) + 1))
    return numbers


def test_each_number_once_and_in_order():
    assert [row[0] for row in equations._TABLE] == list(range(1, 39))


@pytest.mark.parametrize("number", EQUATIONS)
def test_the_code_exists_and_cites_its_equation(number):
    equation = EQUATIONS[number]
    assert number in cited(equation.implementation().__doc__), (
        f"{equation.function} does not cite ({number}) in its docstring"
    )


@pytest.mark.parametrize("number", EQUATIONS)
def test_a_departure_from_the_slide_is_explained(number):
    equation = EQUATIONS[number]
    assert bool(equation.slide) == bool(equation.why)
    assert equation.slide != equation.tex
    assert not equation.why or len(equation.why.split()) >= 8


def shown(path):
    """(number, TeX) of each tagged formula in a notebook's markdown."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    displayed = [formula for formula in text.split("$$")[1::2] if TAG.search(formula)]
    assert len(displayed) == len(TAG.findall(text)), f"{path.name}: a \\tag outside of $$ ... $$, or two in one"
    return [(int(TAG.search(formula)[1]), TAG.sub("", formula).strip()) for formula in displayed]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_formulas_in_a_notebook_are_those_of_the_table(path):
    for number, tex in shown(path):
        assert number in EQUATIONS, f"{path.name} shows ({number})"
        assert tex == EQUATIONS[number].tex, f"{path.name}: ({number}) differs from the table"


@pytest.mark.parametrize("number", EQUATIONS)
def test_the_equation_stands_in_its_notebook(number):
    path = ROOT / "lecture_nb" / f"{EQUATIONS[number].notebook}.ipynb"
    assert path.exists(), f"({number}) belongs to {path.name}, which is missing"
    assert number in [n for n, _ in shown(path)], f"{path.name} does not show ({number})"


def test_an_unknown_path_is_a_readable_error():
    lost = equations.Equation(1, "x", "nowhere.at.all", "01_single_unit")
    with pytest.raises(ValueError, match="nowhere.at.all"):
        lost.implementation()


def test_display_has_the_tag():
    assert EQUATIONS[7].display.startswith("$$\n") and "\\tag{7}" in EQUATIONS[7].display
