"""Numbers and lists as one says them, for replies."""

import html
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np


def number(x: float) -> str:
    """Three digits, no needless zeros.

    Examples
    --------
    >>> number(0.12345), number(4321.0), number(float("inf"))
    ('0.123', '4,320', 'infinite')
    """
    if not np.isfinite(x):
        return "infinite" if np.isinf(x) else "not a number"
    rounded = float(f"{x:.3g}")
    return f"{rounded:,.0f}" if 100 <= abs(rounded) < 1e6 else f"{rounded:.3g}"


def listing(words: Iterable[Any], last: str = "and") -> str:
    """Words joined as in a sentence.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    *most, end = map(str, words)
    return f"{', '.join(most)} {last} {end}" if most else end


def aligned(rows: Mapping[str, Any], width: int = 88) -> str:
    """Names and what belongs to them as plain text, in two columns.

    Examples
    --------
    >>> print(aligned({"hidden": (32, 32), "phi": "relu"}))
    hidden  (32, 32)
    phi     relu
    """
    first = max(map(len, rows), default=0) + 2
    return "\n".join(
        textwrap.fill(part, width, initial_indent=f"{'' if k else name:{first}}", subsequent_indent=" " * first)
        for name, each in rows.items()
        for k, part in enumerate(str(each).split("\n"))
    )


def table(rows: Mapping[str, Any], head: Sequence[str] = ()) -> str:
    """The same as HTML, which fits into any width; of several columns where a row has a list.

    Examples
    --------
    >>> table({"phi": "relu"}).count("<td"), table({"loss": ["2.3", "0.1"]}, ("", "before", "now")).count("<th")
    (1, 4)
    """
    left = 'style="text-align: left; vertical-align: top"'
    lines = ["".join(f"<th {left}>{html.escape(each)}</th>" for each in head)] if head else []
    for name, each in rows.items():
        cells = (html.escape(str(one)) for one in (each if isinstance(each, list) else [each]))
        lines.append(f"<th {left}>{html.escape(name)}</th>" + "".join(f"<td {left}>{one}</td>" for one in cells))
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
