"""Formulas as MathML, which browsers draw by themselves: no script, no fonts to fetch, and read aloud by screen readers."""

import html
import json
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

from lecturekit.course.equations import EQUATIONS

TAG = re.compile(r"\\tag\{([^}]*)\}")
INLINE = re.compile(r"(?<![\\$])\$(?![\s$])([^$]+?)(?<!\s)\$(?![\d$])")
LOOSE = re.compile(r"(?<![\\$])\$(?![\s$])(?:(?!</?[a-zA-Z][^<>$]*>)[^$\"])+?(?<!\s)\$(?![\d$])")
"""A formula in HTML, perhaps with a sign < that is not escaped; what stands between a tag's brackets is none."""

LONG = 16
"""Formulas with more signs than this may be wider than a telephone; browsers do not break them."""


NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
PRIME = "\u2032"


def mathml(tex, display):
    """The ``math`` element of a formula, display "inline" or "block", with primes as large as they are in print.

    The sign for a prime is small and raised already; as a superscript it would be both twice. So it
    stands beside its letter, and what remains of sub- and superscripts goes to both.
    """
    root = ElementTree.fromstring(convert(tex.strip(), display=display).replace(NAMESPACE, ""))
    for element in root.iter():
        if element.tag in ("msup", "msubsup") and (element[-1].text or "").strip(PRIME) == "" and element[-1].text:
            base, prime = element[0], element[-1]
            prime.tag, prime.attrib = "mo", {"lspace": "0", "rspace": "0"}
            primed = ElementTree.Element("mrow")
            primed.extend([base, prime])
            rest = list(element)[1:-1]
            element.tag = "msub" if rest else "mrow"
            element[:] = [primed, *rest]
    return ElementTree.tostring(root, encoding="unicode")


def inline(tex):
    """A formula within a line.

    Parameters
    ----------
    tex : str
        Without the dollar signs.

    Returns
    -------
    str
        A ``math`` element; a long one in a box that scrolls where the page is narrower.
    """
    formula = mathml(tex, "inline")
    n_signs = len("".join(re.sub(r"<[^>]*>", "", formula).split()))
    return f'<span class="long">{formula}</span>' if n_signs > LONG else formula


def display(tex):
    r"""A formula on a line of its own, with its number if it has a ``\tag``.

    Parameters
    ----------
    tex : str
        Without the dollar signs.

    Returns
    -------
    str
        A ``div`` that scrolls where the page is narrower than the formula; numbered ones can be linked to.
    """
    numbers = TAG.findall(tex)
    number = f'<span class="number">({html.escape(numbers[0])})</span>' if numbers else ""
    anchor = f' id="eq-{html.escape(numbers[0])}"' if numbers else ""
    formula = mathml(TAG.sub("", tex), "block")
    return f'<div class="formula"{anchor}>{formula}{number}</div>\n'


def escaped(markup):
    """HTML in which the signs < of formulas are escaped, which a browser would take for the beginnings of tags.

    Parameters
    ----------
    markup : str

    Returns
    -------
    str
    """
    return LOOSE.sub(lambda match: match[0].replace("<", "&lt;"), markup)


def write_formulas(folder):
    """Write the numbered formulas as a script that hands them to the page, which shows one where its number is met."""
    several = {number: mathml(equation.tex, "block") for number, equation in EQUATIONS.items()}
    content = json.dumps(several, ensure_ascii=False, separators=(",", ":"))
    (folder / "formulas.js").write_text(f"lecturekitFormulas({content});\n", encoding="utf-8")


def within_html(markup):
    """Replace the ``$...$`` in a piece of HTML that a cell has displayed; pictures and code stay as they are.

    Parameters
    ----------
    markup : str

    Returns
    -------
    str
    """
    parts = re.split(r"(<(?:code|pre)\b.*?</(?:code|pre)>|<[^>]*>)", markup, flags=re.DOTALL)
    for index in range(0, len(parts), 2):
        parts[index] = INLINE.sub(lambda match: inline(html.unescape(match[1])), parts[index])
    return "".join(parts)
