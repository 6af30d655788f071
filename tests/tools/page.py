"""What a lecture notebook shows its reader, measured.

    python tests/tools/page.py [NOTEBOOK...]

Minutes of the core path (what is not folded as depth) and of the folded sections; words for a line of code; code that
serves tests and not the reader; printed lines that are bare verdicts; bets whose result can be seen too early; questions without an answer.
"""

import ast
import html
import json
import re
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

WORDS_A_MINUTE = 150
SECONDS = {"line": 7, "figure": 25, "widget": 120, "prediction": 60}
"""The formula of the times: words at this pace, and so many seconds for each line of code, figure, widget, prediction."""

VERDICT = re.compile(r"(:|\s|^)\s*(True|False)\s*$")
PREDICT, SETTLE = (re.compile(rf"^{name}\(\s*[\"'](\d+\.[a-z])[\"']", re.MULTILINE) for name in ("predict", "settle"))
TRY = re.compile(r"\*\*(Try|Question|Think|Guess)\b")
ANSWER = "<summary>"
IMPORT = re.compile(r"^(from|import)\s")


@dataclass
class Cell:
    """One cell as its reader meets it: what is visible before anything is run."""

    kind: str
    source: str
    outputs: list
    depth: bool
    source_hidden: bool
    outputs_hidden: bool

    @property
    def lines(self):
        """Visible lines of code."""
        if self.kind != "code" or self.source_hidden:
            return 0
        return sum(bool(line.strip()) for line in self.source.splitlines())

    @property
    def words(self):
        """Words of prose, displayed formulas left out."""
        return len(_prose(self.source).split()) if self.kind == "markdown" else 0

    @property
    def texts(self):
        """Every text of the outputs: what is printed, what stands for a picture."""
        found = []
        for output in self.outputs:
            found.append("".join(output.get("text", [])))
            found.append("".join(output.get("data", {}).get("text/plain", [])))
        return [text for text in found if text]

    @property
    def visible(self):
        """Everything that can be read without running or unfolding anything."""
        shown = [] if self.outputs_hidden else self.texts
        source = "" if self.source_hidden else _without_details(self.source)
        return "\n".join([source, *shown])

    @property
    def figures(self):
        """How many pictures the outputs show."""
        return sum("image/png" in output.get("data", {}) for output in self.outputs)

    @property
    def widgets(self):
        """How many widgets the outputs show."""
        return sum(text.startswith("Interactive:") for text in self.texts)


@dataclass
class Page:
    """The measures of one notebook."""

    code: int = 0
    scaffold: int = 0
    words: int = 0
    printed: int = 0
    verdicts: list = field(default_factory=list)
    median: float = 0
    core: int = 0
    more: int = 0
    early: list = field(default_factory=list)
    unanswered: list = field(default_factory=list)
    open_depths: list = field(default_factory=list)


def read(path):
    """The cells of a notebook, each with whether it lies in a folded section."""
    cells, level = [], None
    for raw in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        source, metadata = "".join(raw["source"]), raw["metadata"]
        hidden = metadata.get("jupyter", {})
        heading = re.match(r"(#+) ", source) if raw["cell_type"] == "markdown" else None
        if heading and level is not None and len(heading[1]) <= level:
            level = None
        if heading and metadata.get("jp-MarkdownHeadingCollapsed"):
            level = len(heading[1])
        cells.append(
            Cell(
                raw["cell_type"],
                source,
                raw.get("outputs", []),
                level is not None,
                bool(hidden.get("source_hidden")),
                bool(hidden.get("outputs_hidden")),
            )
        )
    return cells


def minutes(cells):
    """The time that these cells take a reader, by the formula above, in whole minutes."""
    predictions = sum(len(PREDICT.findall(cell.source)) for cell in cells if cell.kind == "code")
    seconds = 60 * sum(cell.words for cell in cells) / WORDS_A_MINUTE
    seconds += SECONDS["line"] * sum(cell.lines for cell in cells)
    seconds += SECONDS["figure"] * sum(cell.figures for cell in cells)
    seconds += SECONDS["widget"] * sum(cell.widgets for cell in cells)
    return round((seconds + SECONDS["prediction"] * predictions) / 60)


def measure(path):
    """All measures of a notebook, as a `Page`."""
    cells = read(path)
    page = Page()
    page.core, page.more = (minutes([cell for cell in cells if cell.depth is depth]) for depth in (False, True))
    shown = [cell for cell in cells if cell.lines]
    page.code, page.words = sum(cell.lines for cell in shown), sum(cell.words for cell in cells)
    page.scaffold = sum(_scaffold(cell.source) for cell in shown)
    page.median = statistics.median(cell.lines for cell in shown) if shown else 0
    for cell in shown:
        lines = (
            [] if cell.outputs_hidden else [line for text in cell.texts for line in text.splitlines() if line.strip()]
        )
        page.printed += len(lines)
        page.verdicts += [line for line in lines if VERDICT.search(line)]
    page.early = too_early(cells)
    page.unanswered = [
        cell.source[place.start() : place.start() + 70]
        for k, cell in enumerate(cells)
        for place in TRY.finditer(cell.source)
        if cell.kind == "markdown" and not _answered(cells, k, place.start())
    ]
    if cells and cells[-1].depth:
        page.open_depths = ["the last cells lie in a folded section: what to remember must not be folded away"]
    return page


def too_early(cells):
    """Bets whose result can be seen between `predict` and `settle`: (id, what is seen)."""
    from lecturekit.checks.registry import find_exercise

    found, opened = [], {}
    for k, cell in enumerate(cells):
        if cell.kind != "code":
            continue
        opened |= dict.fromkeys(PREDICT.findall(cell.source), k)
        for name in SETTLE.findall(cell.source):
            if name not in opened:
                found.append((name, "settled without a bet"))
                continue
            if not cell.outputs_hidden:
                found.append((name, "the cell that settles it shows its output"))
            exercise = find_exercise(name)
            between = "\n".join(each.visible for each in cells[opened.pop(name) : k + 1])
            found += [(name, given) for given in given_away(exercise, between)]
    return found + [(name, "never settled") for name in opened]


def given_away(exercise, text):
    """The words and numbers of the right option, and of no other one, that stand in a text."""
    wrong = " ".join(option for letter, option in exercise.options.items() if letter != exercise.correct)
    text, right = _plain(text), _plain(exercise.options[exercise.correct])
    numbers = set(re.findall(r"\d+(?:\.\d+)?%?", right)) - set(re.findall(r"\d+(?:\.\d+)?%?", _plain(wrong)))
    seen = [
        number
        for number in sorted(numbers)
        if len(number) > 1 and re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)", text)
    ]
    return seen + ([right] if len(right.split()) > 1 and right in text else [])


def _answered(cells, k, place):
    """Whether a folded answer follows: in the same cell, or in the next one of markdown."""
    if ANSWER in cells[k].source[place:]:
        return True
    following = [cell for cell in cells[k + 1 : k + 8] if cell.kind == "markdown"]
    return any(ANSWER in cell.source for cell in following[:2])


def _scaffold(source):
    """Lines of asserts and of alternative texts."""
    lines = set()
    try:
        tree = ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE))
    except SyntaxError:
        return 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            lines |= set(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, ast.keyword) and node.arg == "alt":
            lines |= set(range(node.value.lineno, node.value.end_lineno + 1))
    return len(lines)


def _prose(source):
    return re.sub(r"\$\$.*?\$\$|<[^>]+>", "", source, flags=re.DOTALL)


def _without_details(source):
    return re.sub(r"<details>.*?</details>", "", source, flags=re.DOTALL)


def _plain(text):
    """Lower case, without markup and marks."""
    return " ".join(re.sub(r"[*`$\\{},:;]", " ", html.unescape(text)).lower().split())


def main(paths):
    """Print the measures of each notebook and of all; return 0."""
    paths = paths or sorted(Path(__file__).parents[2].glob("lecture_nb/*[1-9]*_*.ipynb"))
    total = Page()
    for path in paths:
        page = measure(path)
        print(
            f"{Path(path).stem}: core {page.core} min, folded {page.more} min; {page.code} lines, {page.words} words "
            f"({page.words / max(page.code, 1):.1f} a line), scaffolding {page.scaffold}, median cell {page.median:g}"
        )
        for name in ("verdicts", "early", "unanswered", "open_depths"):
            for each in getattr(page, name):
                print(f"    {name}: {each}")
        for name in ("code", "scaffold", "words", "printed"):
            setattr(total, name, getattr(total, name) + getattr(page, name))
    print(
        f"all: scaffolding {total.scaffold / max(total.code, 1):.1%} of {total.code} lines, "
        f"{total.words / max(total.code, 1):.1f} words a line"
    )
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main(sys.argv[1:]))
