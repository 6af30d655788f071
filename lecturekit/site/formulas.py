"""Formulas as MathML, which browsers draw by themselves: no script, no fonts to fetch, and read aloud by screen readers."""

import html
import re

from latex2mathml.converter import convert

TAG = re.compile(r"\\tag\{([^}]*)\}")
INLINE = re.compile(r"(?<![\\$])\$(?![\s$])([^$]+?)(?<!\s)\$(?![\d$])")


LONG = 60
"""Formulas with more letters of TeX than this may be wider than a telephone; browsers do not break them."""


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
    formula = convert(tex.strip(), display="inline")
    return f'<span class="long" tabindex="0">{formula}</span>' if len(tex) > LONG else formula


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
    formula = convert(TAG.sub("", tex).strip(), display="block")
    return f'<div class="formula"{anchor} tabindex="0">{formula}{number}</div>\n'


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
