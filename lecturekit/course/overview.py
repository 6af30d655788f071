"""The course on one page: chapters, issues and remedies, symbols, and the coverage of the equations.

Each table stands here once; notebook 00 shows it. What is shown has a plain text and an HTML form.
"""

import html
from importlib import import_module

from lecturekit.checks.exercise import CORRECT
from lecturekit.checks.memory import load
from lecturekit.checks.registry import chapter_exercises
from lecturekit.checks.verdict import Panel
from lecturekit.course.equations import EQUATIONS
from lecturekit.foundation.chapters import CHAPTERS as NAMES

_PAGES = [import_module(f"lecturekit.{name}.page") for name in NAMES.values()]

CHAPTERS = {page.CHAPTER.number: page.CHAPTER for page in _PAGES}
"""Chapter number -> ``Chapter``."""

SYMBOLS = {page.CHAPTER.number: page.SYMBOLS for page in _PAGES}
"""Chapter number -> the symbols that it introduces."""

ISSUES = {
    "I": "Iteration: how many operations does one step take?",
    "T": "Time: how many steps does training take?",
    "S": "Saturation: a unit that is far out on the flat part of its curve hardly learns.",
    "L": "Local minima, and valleys, plateaus and saddles on the way.",
    "O": "Overfitting: better on the training examples than on new data.",
}
"""The five issues of training, by the lecture's letters."""

REMEDIES = (
    ("small random initial weights", 4, "S"),
    ("standardized inputs", 4, "TS"),
    ("stochastic gradient descent", 5, "ITL"),
    ("momentum", 5, "TL"),
    ("adaptive learning rates: AdaGrad, RMSProp, Adam", 6, "TS"),
    ("batch and layer normalization", 7, "SO"),
    ("weight decay", 8, "O"),
    ("dropout", 8, "O"),
    ("data augmentation", 8, "O"),
    ("early stopping", 8, "O"),
    ("model averaging: bagging, Bayesian neural networks", 8, "O"),
)
"""(remedy, chapter, letters of the issues that the lecture names it for)."""


def chapters():
    """The chapters, with their questions, their times and those of their exercises, as a table."""
    finished = done()
    rows, cells = [], []
    for c in CHAPTERS.values():
        tick = "✓" if c.number in finished else ""
        time = f"{c.minutes} min" + (f", {c.more} folded" if c.more else "")
        exercises = "{} min, {} with all".format(*c.exercise_minutes)
        rows.append((str(c.number), c.title, c.question, time, exercises, tick))
        cells.append((str(c.number), _link(c), _text(c.question), time, exercises, tick))
    return _table("The chapters", ("", "chapter", "question", "time", "exercises", "done"), rows, cells)


def done() -> list[int]:
    """The chapters whose exercises are all right, by the learner's own progress file; predictions do not count."""
    stored = load()
    graded = {n: [e for e in chapter_exercises(n).values() if e.kind != "prediction"] for n in CHAPTERS}
    return [n for n, several in graded.items() if several and all(stored.get(e.id) == CORRECT for e in several)]


def issues_and_remedies():
    """Which remedy answers which issue, and in which chapter, as a table."""
    head = ("remedy", *ISSUES, "chapter")
    marks = [(name, *("✓" if issue in letters else "" for issue in ISSUES)) for name, _, letters in REMEDIES]
    rows = [(*row, str(number)) for row, (_, number, _) in zip(marks, REMEDIES)]
    cells = [(*map(_text, row), f"{number} {_link(CHAPTERS[number])}") for row, (_, number, _) in zip(marks, REMEDIES)]
    return _table("Remedies and the issues they are meant for", head, rows, cells)


def glossary(chapter=None):
    """The symbols of the lecture, their names in the code, and their shapes, as a table.

    Parameters
    ----------
    chapter : int, optional
        Only the symbols that this chapter introduces.
    """
    of = SYMBOLS if chapter is None else {chapter: SYMBOLS[chapter]}
    symbols = [(number, each) for number, several in of.items() for each in several if chapter or not each.local]
    rows = [(each.tex, each.code, each.meaning, each.shape, str(number)) for number, each in symbols]
    cells = [(f"${_text(tex)}$", f"<code>{_text(code)}</code>", *map(_text, rest)) for tex, code, *rest in rows]
    return _table("Symbols", ("symbol", "in code", "meaning", "shape", "chapter"), rows, cells)


def coverage():
    """Every numbered equation: where it stands, what computes it, and where the slide has it differently."""
    rows, cells = [], []
    for number, equation in EQUATIONS.items():
        chapter = CHAPTERS[int(equation.notebook[:2])]
        code = equation.function.removeprefix("lecturekit.")
        remark = f"<br><small>The slide differs. {_text(equation.why)}</small>" if equation.slide else ""
        rows.append((f"({number})", equation.notebook, code, "the slide differs" if remark else ""))
        cells.append(
            (
                f"({number})",
                f"${_text(equation.tex)}${remark}",
                f"{chapter.number} {_link(chapter)}<br><code>{_text(code)}</code>",
            )
        )
    return _table(
        f"{len(EQUATIONS)} numbered equations",
        ("", "formula", "chapter, and code in lecturekit"),
        rows,
        cells,
        text_head=("equation", "notebook", "code in lecturekit", "remark"),
    )


def _link(chapter):
    return f'<a href="{chapter.notebook}">{_text(chapter.title)}</a>'


def _text(value):
    return html.escape(str(value), quote=False)


def _table(caption, head, rows, cells, text_head=None):
    """A ``Panel`` with ``rows`` of plain text in aligned columns and ``cells`` of markup in a table."""
    lines = [text_head or head, *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    text = [caption, *("  ".join(value.ljust(width) for value, width in zip(line, widths)).rstrip() for line in lines)]
    left = ' style="text-align: left"'
    markup = "".join(f'<th scope="col"{left}>{_text(name)}</th>' for name in head)
    body = "".join(
        "<tr>"
        + f'<th scope="row"{left}>{row[0]}</th>'
        + "".join(f"<td{left}>{value}</td>" for value in row[1:])
        + "</tr>"
        for row in cells
    )
    return Panel(
        "\n".join(text),
        f"<table><caption>{_text(caption)}</caption><thead><tr>{markup}</tr></thead><tbody>{body}</tbody></table>",
    )
