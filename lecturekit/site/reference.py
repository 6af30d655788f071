"""Reference pages: what each room of the package offers, from its docstrings, with the equations that it computes."""

import html
import re
from importlib import import_module

import pdoc.doc
import pdoc.docstrings
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from lecturekit.course import overview
from lecturekit.course.equations import EQUATIONS
from lecturekit.foundation.chapters import CHAPTERS
from lecturekit.site import formulas
from lecturekit.site.exporter import rendered, with_references

ROOMS = (*CHAPTERS.values(), "training", "checks", "datasets", "figures", "widgets")
"""Each gets a page: the names in its ``__all__``, in their order."""

EXAMPLE = re.compile(r"((?:^[ \t]*>>>.*\n?(?:^[ \t]*\S.*\n?)*\n?)+)", re.MULTILINE)


def equation_code(number):
    """The page and the anchor of what computes an equation: ``("sgd", "Momentum")``."""
    _, room, name = EQUATIONS[number].function.split(".", 2)
    return room, name


def computed_by():
    """(room, name) -> the numbers of the equations that it computes."""
    found = {}
    for number in EQUATIONS:
        found.setdefault(equation_code(number), []).append(number)
    return found


def room_page(room):
    """The body of a room's page, and the first sentence about the room."""
    module = pdoc.doc.Module(import_module(f"lecturekit.{room}"))
    computing = computed_by()
    about = _documented(module.docstring)
    parts = [f"<h1><code>lecturekit.{room}</code></h1>", about]
    for member in module.members.values():
        parts += _entry(member, room, member.name, computing, "h2")
        if isinstance(member, pdoc.doc.Class):
            for inner in member.members.values():
                if _is_shown(inner):
                    parts += _entry(inner, room, f"{member.name}.{inner.name}", computing, "h3")
    return "\n".join(parts), module.docstring.partition("\n")[0]


def _is_shown(member):
    module = getattr(member, "modulename", "")
    return (
        isinstance(member, pdoc.doc.Function)
        and not member.name.startswith("_")
        and module.startswith("lecturekit")
        and bool(member.docstring)
    )


def _entry(member, room, name, computing, level):
    signature = ""
    if isinstance(member, pdoc.doc.Function):
        signature = str(member.signature_without_self)
    elif isinstance(member, pdoc.doc.Class):
        made = next((each for each in member.members.values() if each.name == "__init__"), None)
        signature = str(made.signature_without_self).removesuffix(" -> None") if made else ""
    kind = "class " if isinstance(member, pdoc.doc.Class) else ""
    parts = [f'<{level} id="{name}"><code>{name}</code></{level}>']
    if signature:
        parts.append(f'<div class="code">{_colored(kind + member.name + _shorter(signature))}</div>')
    numbers = computing.get((room, name), ())
    if numbers:
        links = ", ".join(
            f'<a class="equation" href="../lecture_nb/{EQUATIONS[n].notebook}.html#eq-{n}">({n})</a>' for n in numbers
        )
        parts.append(f'<p class="computes">Computes equation{"s" if len(numbers) > 1 else ""} {links}</p>')
    parts.append(_documented(member.docstring))
    if level == "h2" and member.source:
        parts.append(
            f'<details class="source"><summary>Source</summary><div class="code">{_colored(member.source)}</div></details>'
        )
    return parts


def _shorter(signature):
    """A signature with the course's own name of arrays, and without the modules of the others."""
    arrays = re.sub(r"numpy\.ndarray\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]", "Array", signature)
    plain = re.sub(r"<(?:class|function) ['\"]?([\w.]+).*?>", r"\1", arrays)
    short = re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", plain)
    one_line = re.sub(r"\(\s+", "(", re.sub(r",?\s+\)", ")", re.sub(r"\s*\n\s*", " ", short)))
    return one_line if len(one_line) < 90 else short


def _colored(code):
    return highlight(code, PythonLexer(), HtmlFormatter())


def _documented(docstring):
    """A numpydoc docstring as HTML; examples as code, the names of its parts as paragraphs."""
    fenced = EXAMPLE.sub(lambda match: f"\n```pycon\n{match[1].rstrip()}\n```\n", docstring or "")
    text = pdoc.docstrings.convert(fenced, "numpy", None)
    text = re.sub(r"<(?![a-zA-Z/])", "&lt;", text)
    markup = rendered(text)
    markup = re.sub(r"<h6[^>]*>(.*?)</h6>", r'<p class="part">\1</p>', markup)
    return with_references(markup, docstring or "", None)


def index_body():
    """The page that leads to the others."""
    rooms = "".join(
        f'<li><a href="{room}.html"><code>{room}</code></a> {html.escape(import_module(f"lecturekit.{room}").__doc__.partition(chr(10))[0])}</li>'
        for room in ROOMS
    )
    return (
        "<h1>Reference</h1><p>What each room of the package offers, in the order in which its notebook meets it; and all "
        f'<a href="equations.html">equations</a>, each with its code.</p><ul>{rooms}</ul>'
    )


def equations_body():
    """All equations, chapter by chapter: where each is explained, what computes it, what the slides say where the course departs from them."""
    parts = [
        "<h1>Equations</h1><p>All numbered formulas: the number leads to the place that explains one, the name to the code that computes it. "
        "Where the course departs from the slides of the lecture, it says why.</p>"
    ]
    for chapter in overview.CHAPTERS.values():
        several = [each for each in EQUATIONS.values() if f"{each.notebook}.ipynb" == chapter.notebook]
        if several:
            parts += [f"<h2>{chapter.number} {html.escape(chapter.title)}</h2>", *map(_equation, several)]
    return "".join(parts)


def _equation(equation):
    room, name = equation_code(equation.number)
    departs = ""
    if equation.slide:
        departs = (
            f'<details><summary>On the slides<span class="unseen">: equation ({equation.number})</span></summary>'
            f"{formulas.display(equation.slide)}<p>{html.escape(equation.why)}</p></details>"
        )
    return (
        f'<section class="row" id="eq-{equation.number}">'
        f'<a class="number" href="../lecture_nb/{equation.notebook}.html#eq-{equation.number}">({equation.number})</a>'
        f'<div>{formulas.display(equation.tex)}<p class="by"><a href="{room}.html#{name}"><code>{room}.{name}</code></a></p>{departs}</div></section>'
    )
