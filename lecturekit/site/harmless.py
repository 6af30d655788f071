"""Markup that a cell has displayed, or that stands in the text of a notebook, without what acts on the page around it."""

import html
import re
from html.parser import HTMLParser

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
ATTRIBUTES = frozenset(
    "alt aria-hidden aria-label class colspan height href lang open role rowspan scope src title width".split()
)
WITH_CONTENT = frozenset("iframe math object script style svg template textarea title xmp".split())
"""Left out with what stands in them; of any other tag that is not among ``TAGS`` only the tag."""

ADDRESS = re.compile(r"(https?:|mailto:|data:image/(png|jpeg|gif|webp);|(?![a-z][a-z0-9+.-]*:))", re.IGNORECASE)


def harmless(markup: str) -> str:
    """The markup without scripts, frames, forms, styles, handlers of events, and addresses that are programs.

    Examples
    --------
    >>> harmless('<p onclick="f()">1 &lt; 2<script>f()</script> <b style="x">now</b></p>')
    '<p>1 &lt; 2 <b>now</b></p>'
    """
    parser = _Parser()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.parts, self.inside = [], []

    def handle_starttag(self, tag, attributes):
        if tag in WITH_CONTENT:
            self.inside.append(tag)
        elif tag in TAGS and not self.inside:
            self.parts.append(f"<{tag}{''.join(_kept(name, value or '') for name, value in attributes)}>")

    def handle_startendtag(self, tag, attributes):
        if tag not in WITH_CONTENT:
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if self.inside:
            if tag == self.inside[-1]:
                self.inside.pop()
        elif tag in TAGS:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.inside:
            self.parts.append(data.replace("<", "&lt;"))

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")


def _kept(name, value):
    """An attribute as it is written, or nothing. Browsers skip spaces and control signs in an address."""
    leads = name not in ("href", "src") or ADDRESS.match(re.sub(r"[\x00-\x20]", "", value))
    return f' {name}="{html.escape(value)}"' if name in ATTRIBUTES and leads else ""
