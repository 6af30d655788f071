"""The web site: pages that need nothing from elsewhere, formulas without TeX, a wheel that pip understands."""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from PIL import Image

from lecturekit.cli import main
from lecturekit.course.equations import EQUATIONS
from lecturekit.course.files import PACKAGE
from lecturekit.course.overview import CHAPTERS
from lecturekit.site import command, formulas, lab
from lecturekit.site.exporter import to_pages, with_references
from lecturekit.site.pages import GUIDES, _sources
from lecturekit.site.reference import ROOMS, equation_code
from lecturekit.site.wheel import write_wheel

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    path.relative_to(ROOT)
    for folder in ("lecture_nb", "exercises", "solutions")
    for path in (ROOT / folder).glob("*.ipynb")
)
TEX = re.compile(r"\\[A-Za-z]+|(?<!\w)\$[^$\s]")


class Page(HTMLParser):
    """What a page refers to, its pictures, and its text outside of code."""

    def __init__(self, markup):
        super().__init__()
        self.references, self.fetched, self.pictures, self.ids, self.text, self._in_code = [], [], [], [], "", 0
        self.scripts, self.styled = [], 0
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        """Note what the tag refers to."""
        attributes = dict(attributes)
        self._in_code += tag in ("pre", "code")
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "img":
            self.pictures.append(attributes)
        if tag == "script":
            self.scripts.append(attributes)
        self.styled += "style" in attributes or tag == "style"
        if tag == "a":
            self.references.append(attributes["href"])
        else:
            self.fetched += [attributes[name] for name in ("src", "href", "srcset", "data") if name in attributes]

    def handle_endtag(self, tag):
        """Leave code."""
        self._in_code -= tag in ("pre", "code")

    def handle_data(self, data):
        """Collect the text that is to be read."""
        self.text += "" if self._in_code else data


@pytest.fixture(scope="module")
def site(built_site):
    """A folder with the pages, and each page, by its path."""
    folder = built_site.folder
    return folder, {path: Page((folder / path).read_text(encoding="utf-8")) for path in built_site.paths}


def test_there_is_a_page_for_every_notebook(site):
    guides = [f"pages/{name}.html" for name in GUIDES]
    rooms = [f"reference/{room}.html" for room in ("index", "equations", *ROOMS)]
    notebooks = [path.with_suffix(".html").as_posix() for path in NOTEBOOKS]
    assert sorted(site[1]) == sorted(["index.html", *guides, *rooms, *notebooks])


def test_the_front_page_says_how_long_chapters_and_exercises_take(site):
    text = " ".join(site[1]["index.html"].text.split())
    for number, page in CHAPTERS.items():
        core, everything = page.exercise_minutes
        assert f"{page.question} {page.minutes} minutes" in text
        assert f"exercises of chapter {number}, {core} minutes, {everything} with all" in text


def test_equations_and_their_code_lead_to_each_other(site):
    for number, equation in EQUATIONS.items():
        room, name = equation_code(number)
        page, code = site[1][f"lecture_nb/{equation.notebook}.html"], site[1][f"reference/{room}.html"]
        assert f"../reference/{room}.html#{name}" in page.references and name in code.ids, number
        assert f"../lecture_nb/{equation.notebook}.html#eq-{number}" in code.references, number


def test_reference_pages_say_what_the_docstrings_say(site):
    page = site[1]["reference/sgd.html"]
    assert {"Momentum", "Momentum.update", "heavy_ball_rate"} <= set(page.ids)
    assert "The heavy ball: w <- w - gamma eta g" in page.text and "numpy.ndarray" not in page.text
    assert not re.search(r"^(Parameters|Returns|Raises)\s*\n-+", page.text, re.MULTILINE)


def test_the_search_s_index_leads_to_places_that_exist(site):
    folder, pages = site
    text = (folder / "search.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("lecturekitSearch(").removesuffix(");\n"))
    for address, *words in entries:
        path, _, anchor = address.partition("#")
        assert path in pages and (not anchor or anchor in pages[path].ids), address
        assert all(words[:2])
    assert {f"Equation ({number})" for number in EQUATIONS} <= {entry[2] for entry in entries}
    assert not any(entry[0].startswith("solutions/") for entry in entries), "a search gives no solution away"
    assert len(text) < 1_000_000


def test_pages_fetch_nothing_but_the_site_s_own_files(site):
    folder, pages = site
    for path, page in pages.items():
        for address in page.fetched:
            assert address.startswith("data:") or (folder / path).parent.joinpath(address).is_file(), (path, address)
    fonts = re.findall(r"url\(([^)]*)\)", (folder / "style.css").read_text())
    assert fonts == ["fonts/stix-two-math.woff2"] and (folder / fonts[0]).is_file()


def test_pages_forbid_what_is_not_the_site_s_own(site):
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    for path, page in site[1].items():
        assert f'http-equiv="Content-Security-Policy" content="{policy}' in (site[0] / path).read_text(), path
        assert page.styled == 0, f"{path} has styles of its own"
        assert [set(script) for script in page.scripts] == [{"src"}, {"defer", "src"}], f"{path} has scripts of its own"


def test_every_heading_can_be_linked_to_and_stands_in_the_contents(site):
    for path, page in site[1].items():
        markup = (site[0] / path).read_text()
        headings = re.findall(r"<h[23][^>]*>", markup)
        if path != "index.html":
            ids = [re.search('id="([^"]+)"', heading)[1] for heading in headings]
            assert len(set(ids)) == len(ids)
            assert len(ids) <= 2 or {f"#{name}" for name in ids} <= set(page.references), path


def test_numbers_in_the_text_lead_to_their_equations(site):
    sources = {path: page.references for path, page in site[1].items() if path.startswith("lecture_nb/")}
    assert "#eq-27" in sources["lecture_nb/05_sgd.html"]
    assert "../lecture_nb/03_l_layer.html#eq-23" in sources["lecture_nb/04_backprop_in_practice.html"]
    assert sum("#eq-" in address for several in sources.values() for address in several) > 80


def test_what_is_no_equation_is_no_link():
    text = "<p>by (27), <code>f(27)</code> and <math>(27)</math>; f(27), (99)</p><h2>On (27)</h2>"
    assert with_references(text, "", "05_sgd").count("<a ") == 1
    listed = "<p>(1) Press Play. (2) Choose. By (23), stop.</p>"
    assert re.findall("eq-[0-9]+", with_references(listed, "**Try.**", "05_sgd")) == ["eq-23"]
    assert re.findall("eq-[0-9]+", with_references(listed, "", "05_sgd")) == ["eq-1", "eq-2", "eq-23"]


def test_a_bet_is_placed_before_its_reply_and_nothing_tells_it_before(site):
    for path in (path for path in site[1] if path.startswith("lecture_nb/0")):
        markup = (site[0] / path).read_text()
        bets = re.findall(r'data-bet="([^"]+)"', markup)
        assert path.endswith("00_start_here.html") or bets, path
        for name in bets:
            replies = [found.start() for found in re.finditer(f'data-reply="{re.escape(name)}"', markup)]
            assert len(replies) == markup.count(f'name="bet-{name}"') > 1
            folded = markup.rindex('<details class="result">', 0, replies[0])
            assert markup.index(f'data-bet="{name}"') < folded and "</details>" not in markup[folded : replies[0]]


def test_every_link_within_the_site_leads_somewhere(site):
    folder, pages = site
    broken = []
    for path, page in pages.items():
        for address in page.references:
            place, _, anchor = address.partition("#")
            target = (folder / path).parent.joinpath(place) if place else folder / path
            if (
                re.match(r"[a-z]+:", address)
                or place.partition("?")[0].endswith("run/index.html")
                or "/run/lab/" in address
            ):
                continue
            if target.suffix == ".ipynb":
                broken += [] if target.is_file() else [(path, address)]
                continue
            reached = pages.get(target.resolve().relative_to(folder.resolve()).as_posix())
            if reached is None or (anchor and anchor not in reached.ids):
                broken.append((path, address))
    assert broken == []


def test_every_picture_has_its_words(site):
    pictures = [picture for page in site[1].values() for picture in page.pictures]
    assert pictures
    silent = [picture for picture in pictures if len((picture.get("alt") or "").split()) < 5]
    assert {picture["src"].partition("/")[0] for picture in silent} <= {"cards"}  # beside a link that says the same


def test_every_numbered_equation_can_be_linked_to(site):
    lectures = {path: page for path, page in site[1].items() if path.startswith("lecture_nb/")}
    for number, equation in EQUATIONS.items():
        page = lectures.get(f"lecture_nb/{equation.notebook}.html")
        assert page is None or f"eq-{number}" in page.ids, f"equation ({number}) is not on its page"


def test_no_tex_is_left_to_be_read(site):
    found = {path: TEX.findall(page.text) for path, page in site[1].items()}
    assert {path: tex for path, tex in found.items() if tex} == {}


@pytest.mark.parametrize("number", EQUATIONS)
def test_every_equation_becomes_mathml(number):
    equation = EQUATIONS[number]
    for tex in filter(None, (equation.tex, equation.slide)):
        markup = formulas.display(rf"{tex} \tag{{{number}}}")
        assert f'id="eq-{number}"' in markup and f"({number})</span>" in markup
        page = Page(markup)
        assert not TEX.search(page.text), page.text
        assert page.text.count("′") == tex.count("'")
        for command_, sign in (
            (r"\partial", "∂"),
            (r"\sum", "∑"),
            (r"\phi", "ϕ"),
            (r"\eta", "η"),
            (r"\sqrt", "<msqrt"),
        ):
            where = markup if sign.startswith("<") else page.text
            assert where.count(sign) == len(re.findall(re.escape(command_) + r"(?![a-z])", tex))


def test_a_prime_stands_beside_its_letter():
    prime = '<mo lspace="0" rspace="0">′</mo>'
    assert f"<mrow><mrow><mi>ϕ</mi>{prime}</mrow></mrow>" in formulas.inline(r"\phi'(z)")
    assert re.search(
        f"<msub><mrow><mi>ϕ</mi>{prime}</mrow><mrow><mtext>out</mtext></mrow></msub>",
        formulas.inline(r"\phi'_{\text{out}}"),
    )
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in formulas.inline("x^2")


def test_links_to_notebooks_lead_to_pages():
    assert to_pages('<a href="../exercises/01_x.ipynb">') == '<a href="../exercises/01_x.html">'
    assert to_pages('<a href="https://example.org/01_x.ipynb">') == '<a href="https://example.org/01_x.ipynb">'


def test_the_wheel_holds_the_package_and_is_intact(tmp_path):
    wheel = write_wheel(tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert {
            f"lecturekit/{path.relative_to(PACKAGE).as_posix()}" for path in (PACKAGE / "checks").glob("*.py")
        } <= names
        assert "lecturekit/datasets/data/mnist.npz" in names
        assert not [
            name
            for name in names
            if "__pycache__" in name or (name.startswith("lecturekit/course/") and name.endswith(".ipynb"))
        ]
        [record] = [name for name in names if name.endswith("/RECORD")]
        for line in archive.read(record).decode().splitlines():
            name, digest, size = line.rsplit(",", 2)
            if name != record:
                content = archive.read(name)
                expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
                assert (digest, int(size)) == (f"sha256={expected}", len(content))
    assert write_wheel(tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_pip_installs_the_wheel(tmp_path):
    pytest.importorskip("pip", reason="an environment without pip")
    wheel = write_wheel(tmp_path)
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--target",
        str(tmp_path / "target"),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    code = "import lecturekit.datasets as d; print(d.__file__, len(d.load_mnist().X))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "target", capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(tmp_path / "target" / "lecturekit" / "datasets" / "__init__.py"), "60000"]


def test_a_browser_is_asked_for_no_server():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [Requirement(line) for line in project["dependencies"]]
    in_a_browser = {
        each.name for each in needed if each.marker is None or each.marker.evaluate({"sys_platform": "emscripten"})
    }
    pyodide = {"numpy", "contourpy", "matplotlib", "pillow", "traitlets"}
    assert in_a_browser == pyodide | {"ipywidgets", "platformdirs", "tqdm"}


def test_the_command_writes_the_whole_site(built_site, capsys):
    folder = built_site.folder
    assert f"{len(built_site.paths)} pages to read" in built_site.said
    run = folder / "run"
    assert "lab/index.html?path=lecture_nb/00_start_here.ipynb" in (run / "index.html").read_text()
    assert [path.name.partition("-")[0] for path in (run / "pypi").glob("*.whl")] == ["lecturekit"]
    assert main(["site", str(folder)]) == 2
    assert f"{folder} is not an empty folder" in capsys.readouterr().err


def outputs(path):
    """The outputs of a notebook's cells, one after another."""
    return [
        output for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] for output in cell.pop("outputs", ())
    ]


def test_notebooks_in_the_application_lack_nothing_but_second_copies_of_pictures(built_site):
    n_left_out = 0
    for path in NOTEBOOKS:
        there = outputs(built_site.folder / "run" / "files" / path)
        for output, copied in zip(outputs(ROOT / path), there, strict=True):
            if "image/png" in output.get("data", {}) and "image/png" not in copied["data"]:
                picture = output["data"].pop("image/png").strip()
                assert f'src="data:image/png;base64,{picture}"' in "".join(copied["data"]["text/html"])
                n_left_out += 1
            assert copied == output
    assert n_left_out > 100


def test_pictures_lie_beside_the_pages_as_they_were_drawn(site):
    folder, pages = site
    addresses = [picture["src"] for page in pages.values() for picture in page.pictures]
    assert not any(address.startswith("data:") for address in addresses)
    drawn = [
        output["data"]["image/png"]
        for output in outputs(ROOT / "lecture_nb" / "05_sgd.ipynb")
        if "image/png" in output.get("data", {})
    ]
    shown = [picture for picture in pages["lecture_nb/05_sgd.html"].pictures if "pictures/" in picture["src"]]
    for before, picture in zip(drawn, shown, strict=True):
        expected = Image.open(io.BytesIO(base64.b64decode(before))).convert("RGB")
        got = Image.open(folder / "lecture_nb" / picture["src"]).convert("RGB")
        assert np.array_equal(np.asarray(got), np.asarray(expected))
        assert abs(int(picture["width"]) / int(picture["height"]) - expected.width / expected.height) < 0.01


def test_parts_of_the_site_can_be_left_out(tmp_path, monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "lecturekit.site.pages.write_pages", lambda folder, **how: asked.update(how) or folder.mkdir() or [""]
    )
    assert main(["site", "--still", "--pages-only", str(tmp_path / "site")]) == 0
    [lecture, *_] = _sources("lecture_nb")
    assert asked["application"] is None and asked["alive"](lecture) is False
    assert list((tmp_path / "site").iterdir()) == []


def test_the_command_names_what_is_missing(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(command.NEEDED, "no_such_module", "no-such-distribution")
    assert main(["site", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "lecturekit site: needs no-such-distribution: python -m pip install 'lecturekit[site]'\n"
    )


def test_a_missing_extension_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "EXTENSIONS", ("@nobody/no-such-extension",))
    with pytest.raises(RuntimeError, match="@nobody/no-such-extension is not installed"):
        lab.write_lab(tmp_path)


def test_a_failing_build_is_reported():
    with pytest.raises(RuntimeError, match="no_such_module"):
        lab._run([sys.executable, "-m", "no_such_module"])
