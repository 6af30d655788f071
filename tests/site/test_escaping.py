"""What a notebook says is shown as it is meant, and nothing of it acts on the page: headings, titles, outputs, formulas."""

from html.parser import HTMLParser

import nbformat
import pytest
from nbformat import v4

from lecturekit.checks.verdict import Verdict
from lecturekit.foundation.files import write_whole
from lecturekit.site import formulas, pages
from lecturekit.site.exporter import displayed, rendered
from lecturekit.site.harmless import harmless

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Read(HTMLParser):
    """The text of a page, place by place, and what acts on it."""

    def __init__(self, markup):
        super().__init__()
        self.within, self.text, self.acts, self.alts = [], {}, [], []
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        """Note tags and attributes that a browser would obey."""
        if tag in ("script", "style", "iframe", "svg"):
            self.acts.append((tag, dict(attributes)))
        self.acts += [(tag, name) for name, value in attributes if name.startswith("on") or name == "style"]
        self.acts += [(tag, value) for name, value in attributes if (value or "").startswith("javascript:")]
        self.alts += [value for name, value in attributes if name == "alt"]
        if tag in ("title", "h1", "h2", "h3", "nav", "p", "pre", "math", "code", "span"):
            self.within.append(tag)

    def handle_endtag(self, tag):
        """Leave a place."""
        if self.within and tag == self.within[-1]:
            self.within.pop()

    def handle_data(self, data):
        """Collect the text of every place around it."""
        for place in {*self.within}:
            self.text[place] = self.text.get(place, "") + data


def notebook(title):
    words = f"# {title}\n\nIf $x<y$ and $c>d$ then `a < b & c` and 1 < 2 & 3.\n\n{ATTACK}\n\n<details><summary>Answer</summary>\n\nyes\n\n</details>"
    outputs = [
        v4.new_output("display_data", {"text/html": f'<p onclick="f()">If $x<y$ and $y>z$, <b>then</b>{ATTACK}</p>'}),
        v4.new_output("stream", text="<b>1 < 2</b>"),
        v4.new_output("display_data", {"text/plain": "<b>plain</b>"}),
        v4.new_output("display_data", {"text/plain": f"Interactive: {ATTACK}. And {ATTACK}"}),
        v4.new_output("display_data", {"image/png": "AA==", "text/plain": 'Figure: "a" < b'}),
    ]
    cells = [
        v4.new_markdown_cell(words),
        v4.new_code_cell("a < b & c", outputs=outputs),
        v4.new_markdown_cell(f"## 1.1 Is a < b & c? {ATTACK}\n\n## 1.2 Where $x<y$"),
        v4.new_markdown_cell("## 1.3 The last"),
    ]
    return nbformat.writes(v4.new_notebook(cells=cells))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Pages of two lectures whose titles, headings and outputs are full of signs."""
    course, folder = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("pages")
    for name, title in (("01_a", f'Is a < b & "c"? {ATTACK}'), ("02_b", "Next <i>one</i>")):
        (course / "lecture_nb").mkdir(exist_ok=True)
        write_whole(course / "lecture_nb" / f"{name}.ipynb", notebook(title))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "course_dir", lambda name: course / name)
        patch.setattr(pages, "_first_picture", lambda notebook: None)
        patch.setattr(pages.reference, "ROOMS", ())
        patch.setattr(pages, "GUIDES", {})
        pages.write_pages(folder, application=None, alive=lambda source: False)
    return {path: (folder / path).read_text(encoding="utf-8") for path in ("index.html", "lecture_nb/01_a.html")}


@pytest.mark.parametrize("path", ["index.html", "lecture_nb/01_a.html"])
def test_nothing_acts_on_a_page_but_the_site_s_own_scripts(site, path):
    top = "" if path == "index.html" else "../"
    assert Read(site[path]).acts == [
        ("script", {"src": f"{top}scheme.js"}),
        ("script", {"defer": None, "src": f"{top}site.js"}),
    ]


def test_titles_and_headings_are_read_as_they_are_written(site):
    page, front = Read(site["lecture_nb/01_a.html"]), Read(site["index.html"])
    assert page.text["title"] == f'Is a < b & "c"? {ATTACK}'
    assert 'Is a < b & "c"? ' in page.text["h1"] and f'Is a < b & "c"? {ATTACK}' in front.text["span"]
    assert "1.1 Is a < b & c? " in page.text["h2"] and "1.1 Is a < b & c? " in page.text["nav"]
    assert "Next <i>one</i>" in page.text["nav"]


def test_outputs_and_code_are_read_as_they_are_written(site):
    page = Read(site["lecture_nb/01_a.html"])
    assert "<b>1 < 2</b>" in page.text["pre"] and "<b>plain</b>" in page.text["pre"]
    assert "a < b & c" in page.text["pre"] and "a < b & c" in page.text["code"]
    assert f"{ATTACK}" in page.text["p"] and 'Figure: "a" < b' in page.alts
    assert "and 1 < 2 & 3." in page.text["p"] and "<details><summary>Answer</summary>" in site["lecture_nb/01_a.html"]


def test_formulas_with_a_sign_less_than_are_whole(site):
    page = Read(site["lecture_nb/01_a.html"])
    assert page.text["math"] == "x<yc>dx<yy>zx<y"
    assert ", then" in page.text["p"]


@pytest.mark.parametrize(
    "markup, shown",
    [
        ("$x<y$", "x<y"),
        ("$x&lt;y$", "x<y"),
        ("$a<b$ or $c>d$", "a<bc>d"),
        (r"$i<j\le k<l$", "i<j≤k<l"),
        ('<b title="$5">costs $5</b> and <i>$6</i>', ""),
        ("<p>costs $5, and $a_1 &lt; b$; <code>$x<y$</code></p>", "a1<b"),
        ('<img alt="from $a$ to $b<c$"> $x$', "x"),
    ],
)
def test_formulas_in_displayed_html(markup, shown):
    assert "".join(Read(displayed(markup)).text.get("math", "").split()) == shown


def test_words_of_pictures_keep_their_signs():
    assert Read(displayed('<img alt="from $a$ to $b<c$, 1 &lt; 2" width="5">')).alts == ["from $a$ to $b<c$, 1 < 2"]


def test_a_verdict_keeps_its_class_and_the_signs_of_its_message():
    verdict = Verdict("1.1", "Is a < b?", "wrong", f"For $x<y$ yours is `a < {ATTACK}`.")
    page = Read(displayed(verdict._repr_html_()))
    assert '<div class="verdict wrong">' in displayed(verdict._repr_html_()) and not page.acts
    assert page.text["code"] == f"a < {ATTACK}" and page.text["math"] == "x<y"


@pytest.mark.parametrize(
    "markup, kept",
    [
        ('<a href="java\tscript:f()">a</a>', "<a>a</a>"),
        ('<a href=" JavaScript:f()">a</a>', "<a>a</a>"),
        ('<a href="../a.html#b">a</a>', '<a href="../a.html#b">a</a>'),
        ('<img src="data:text/html,x">', "<img>"),
        (
            '<img src="data:image/png;base64,AA==" alt="a&quot;">',
            '<img src="data:image/png;base64,AA==" alt="a&quot;">',
        ),
        ("<svg><script>x</script></svg>y", "y"),
        ("<iframe src=x>z</iframe><form><input>q</form>", "q"),
        ("<script>never closed", ""),
        ("<scr<script>x</script>ipt>y", "xipt>y"),
        ('<p class="a" style="b" data-frames="c">d</p>', '<p class="a">d</p>'),
        ("1 &lt; 2 &#60; 3 <4", "1 &lt; 2 &#60; 3 &lt;4"),
    ],
)
def test_only_what_does_nothing_is_kept(markup, kept):
    assert harmless(markup) == kept


def test_markdown_keeps_its_markup_and_no_script():
    page = rendered("<details><summary>A</summary>\n\n*b* <sub>c</sub> $x<y$\n\n</details>\n\n<script>d</script>\n")
    assert "<details><summary>A</summary>" in page and "<em>b</em> <sub>c</sub>" in page and "</details>" in page
    assert "script" not in page and formulas.inline("x<y") in page
