"""The index of the pages' search: one entry for each section, in a file that a page loads when it is asked for."""

import html
import json
import re

SECTION = re.compile(r'<h([123])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
FORMULA = re.compile(r'<div class="formula" id="eq-(\d+)">')
LEFT_OUT = re.compile(r"<(math|script|style|nav|svg)\b.*?</\1>|<pre.*?</pre>|<[^>]*>", re.DOTALL)
LONGEST = 1200
"""Letters of a section that are searched."""


def entries(path, title, body):
    """The entries of a page: address, page title, section title, text; and one for each numbered equation."""
    found = list(SECTION.finditer(body))
    ends = [match.start() for match in found[1:]] + [len(body)]
    for match, end in zip(found, ends):
        address = f"{path}#{match[2]}" if match[2] else path
        section = body[match.end() : end]
        yield [address, title, plain(match[3]), plain(section)[:LONGEST]]
        for number in FORMULA.findall(section):
            yield [
                f"{path}#eq-{number}",
                title,
                f"Equation ({number})",
                f"formula equation ({number}) {plain(match[3])}",
            ]


def plain(markup):
    """Markup as words."""
    return " ".join(html.unescape(LEFT_OUT.sub(" ", markup)).split())


def write_index(folder, several):
    """Write the entries of all pages as a script that hands them to the page."""
    content = json.dumps(several, ensure_ascii=False, separators=(",", ":"))
    (folder / "search.js").write_text(f"lecturekitSearch({content});\n", encoding="utf-8")
