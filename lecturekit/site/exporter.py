"""One notebook as one page: what nbconvert's exporter is told about formulas, links, headings, bets and widgets."""

import html
import re
from pathlib import Path

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from lecturekit.checks.registry import chapter_exercises
from lecturekit.checks.verdict import COLORS, rich
from lecturekit.course.equations import EQUATIONS
from lecturekit.site import formulas
from lecturekit.site.harmless import harmless

TEMPLATES = Path(__file__).parent / "templates"
PRIORITY = ["text/html", "image/png", "text/plain"]
HEADING = re.compile(r'<h([23])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
BET = re.compile(r'^(predict|settle)\("(\d+\.\w+)"')
MENTION = re.compile(r"(?<![\w(])\((\d{1,2})\)")
APART = re.compile(r"(<(code|pre|math|a|h\d|summary|svg)\b.*?</\2>|<[^>]*>)", re.DOTALL)
CODE = re.compile(r'(<div class="highlight.*?</div>|<pre><code.*?</code></pre>)', re.DOTALL)
LISTED = ("**Try", "<summary>Answer")
"""Where a cell has one of these, "(1)" to "(5)" count its parts, and are no equations."""


class Renderer(IPythonRenderer):
    """Markdown to HTML, with formulas as MathML and links to pages in place of notebooks."""

    def block_math(self, body):
        """A formula on a line of its own."""
        return formulas.display(html.unescape(body))

    def multiline_math(self, text):
        """The same, with its dollar signs or brackets."""
        return formulas.display(html.unescape(text).strip()[2:-2])

    def inline_math(self, body):
        """A formula within a line."""
        return formulas.inline(html.unescape(body))

    def latex_environment(self, name, body):
        """A formula that is an environment of its own."""
        return formulas.display(rf"\begin{{{name}}}{html.unescape(body)}\end{{{name}}}")

    def block_html(self, html):
        """Markup between paragraphs."""
        return harmless(super().block_html(html))

    def inline_html(self, html):
        """A tag within a line."""
        return harmless(super().inline_html(html))


class PageExporter(HTMLExporter):
    """A notebook as a page of the course."""

    def __init__(self):
        super().__init__(
            config=Config(
                TemplateExporter={"extra_template_basedirs": [str(TEMPLATES)], "template_name": "lecture"},
                NbConvertBase={"display_data_priority": PRIORITY},
            )
        )

    @pass_context
    def markdown2html(self, context, source):
        """The HTML of a markdown cell; its tables are in boxes that scroll where the page is narrower."""
        page = with_code(to_pages(rendered(source)))
        return with_references(page, source, context["resources"]["around"]["lecture"])

    def default_filters(self):
        """nbconvert's filters, and those of this course."""
        yield from super().default_filters()
        yield "displayed", displayed
        yield "bet", bet
        yield "replies", replies


def rendered(source):
    """Markdown as HTML."""
    renderer = Renderer(escape=False, exclude_anchor_links=True)
    page = MarkdownWithMath(renderer=renderer).render(source)
    page = CODE.sub(r'<div class="code">\1</div>', page)
    return page.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>")


def displayed(markup):
    """HTML that a cell has displayed, as a page shows it."""
    return to_pages(formulas.within_html(harmless(with_classes(formulas.escaped(markup)))))


def to_pages(markup):
    """Let the links to notebooks of the course lead to their pages."""
    return re.sub(r'(<a href="(?![a-z]+:)[^"#]*)\.ipynb', r"\1.html", markup)


def with_classes(markup):
    """Verdicts with a class beside a style of their own, which the pages' security policy would not allow."""
    for status, color in COLORS.items():
        markup = markup.replace(f'<div style="border-left: 4px solid {color}', f'<div class="verdict {status}" style="')
    return markup


def with_references(markup, source, lecture):
    """Let "(27)" lead to equation (27), except in code, formulas, headings and other links; ``lecture`` is the page's."""
    parted = any(sign in source for sign in LISTED)

    def linked(match):
        equation = EQUATIONS.get(int(match[1]))
        if equation is None or (parted and equation.number <= 5):
            return match[0]
        page = "" if equation.notebook == lecture else f"../lecture_nb/{equation.notebook}.html"
        return f'<a class="equation" href="{page}#eq-{match[1]}">({match[1]})</a>'

    parts, position = [], 0
    for apart in APART.finditer(markup):
        parts += [MENTION.sub(linked, markup[position : apart.start()]), apart[0]]
        position = apart.end()
    return "".join([*parts, MENTION.sub(linked, markup[position:])])


def with_code(markup):
    """Let the number at an equation lead to the code that computes it."""

    def linked(match):
        equation = EQUATIONS.get(int(match[2])) if match[2].isdecimal() else None
        if equation is None:
            return match[0]
        _, room, name = equation.function.split(".", 2)
        return f'{match[1]}<a class="number" href="../reference/{room}.html#{name}" title="Computed by {room}.{name}">({match[2]})</a>'

    return re.sub(r'(<div class="formula" id="eq-[^>]*>.*?)<span class="number">\((\w+)\)</span>', linked, markup)


def with_contents(page):
    """The page with an id for each heading, and the list of ``(level, id, text)``."""
    known, contents = set(), []

    def named(match):
        text = re.sub(r"<[^>]*>", "", match[3])
        slug = match[2] or re.sub(r"[^a-z0-9]+", "-", html.unescape(text).lower()).strip("-") or "part"
        while slug in known:
            slug += "-again"
        known.add(slug)
        contents.append((int(match[1]), slug, text))
        return f'<h{match[1]} id="{slug}">{match[3]}</h{match[1]}>'

    return HEADING.sub(named, page), contents


def prepared(notebook, widgets, drawn):
    """The notebook without its setup cell, each cell with what the template has to know of it.

    Parameters
    ----------
    notebook : NotebookNode
    widgets : list of WidgetCell
    drawn : bool
        Whether the widgets' states lie beside the pages.
    """
    for cell in notebook.cells:
        cell.metadata.page = {"folded": "result" in cell.metadata.get("tags", [])}
        found = BET.match(cell.source) if cell.cell_type == "code" else None
        if found:
            cell.metadata.page[found[1]] = found[2]
    for widget in widgets if drawn else ():
        notebook.cells[widget.place].metadata.page["widget"] = widget.name
        for place, _ in widget.stills:
            notebook.cells[place].metadata.page["still"] = widget.name
    _fold_depth(notebook.cells)
    notebook.cells = [cell for cell in notebook.cells if "%pip install" not in cell.source]
    return notebook


def _fold_depth(cells):
    """Mark where the folded sections begin and end: as in JupyterLab, at the next heading that is not below theirs."""
    open_at = None
    for cell in cells:
        heading = re.match(r"(#+) ", cell.source) if cell.cell_type == "markdown" else None
        if heading and open_at and len(heading[1]) <= open_at:
            cell.metadata.page["after_depth"], open_at = True, None
        if heading and "depth" in cell.metadata.get("tags", []):
            cell.metadata.page["depth"], open_at = True, len(heading[1])
    if open_at:
        cells[-1].metadata.page["ends_depth"] = True


def _prediction(name):
    return chapter_exercises(int(name.partition(".")[0]))[name]


def bet(name):
    """The options of a prediction, to be chosen; a script notes the choice."""
    options = "".join(
        f'<label><input type="radio" name="bet-{name}" value="{letter}"> {letter}</label> '
        for letter in _prediction(name).options
    )
    return (
        f'<fieldset class="bet" data-bet="{name}" hidden><legend>Your bet</legend>{options}'
        '<p class="noted" aria-live="polite"></p></fieldset>'
    )


def replies(name):
    """What each option of a prediction is told; a script shows the one that was chosen."""
    exercise = _prediction(name)
    wrong = {each.answer: each.reply for each in exercise.wrong}
    result = exercise.told(exercise.correct, exercise.praise).replace("\n", " ")
    said = []
    for letter, option in exercise.options.items():
        if letter == exercise.correct:
            text = f"<strong>✓ You won your bet.</strong> {formulas.within_html(rich(result))}"
        else:
            text = (
                f"<strong>✗ You bet on ({letter}).</strong> {formulas.within_html(rich(option))}. "
                f"{formulas.within_html(rich(wrong.get(letter, '')))}<br>The result is {formulas.within_html(rich(result))}"
            )
        said.append(f'<p class="reply" data-reply="{name}" data-option="{letter}" hidden>{text}</p>')
    return "".join(said)
