"""The course as pages to read, in Chromium: accessible in light and dark, narrow and wide, and self-contained."""

import pytest
from browser.lab import ARTIFACTS, keep_offline
from browser.served import serving

from lecturekit.site.pages import write_pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIOLATIONS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(rule => ['serious', 'critical'].includes(rule.impact))
    .map(rule => `${rule.id}: ${rule.nodes.length} x ${rule.nodes[0].html.slice(0, 200)}`)"""
UNDRAWN = "() => [...document.images].filter(image => !(image.complete && image.naturalWidth)).length"
FLAT_FORMULAS = (
    "() => [...document.querySelectorAll('math')].filter(each => !each.getBoundingClientRect().height).length"
)
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The address of the pages, served, and their paths."""
    folder = tmp_path_factory.mktemp("pages")
    paths = write_pages(folder, application=None)
    with serving(folder) as address:
        yield address, paths


@pytest.fixture(scope="module")
def look(chromium):
    """Call it with a color scheme and a width: a page; fails in the end if a page asked for another machine."""
    contexts, refused = [], []

    def open_page(scheme, width):
        context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        refused.append(keep_offline(context))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [address for each in refused for address in each] == [], "a page asked for something outside this machine"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_of_accessibility(look, pages, site_inputs, scheme):
    address, paths = pages
    page, found = look(scheme, 1000), {}
    for path in paths:
        page.goto(f"{address}/{path}")
        page.add_script_tag(path=site_inputs / "axe.min.js")
        found[path] = page.evaluate(VIOLATIONS)
    assert {path: violations for path, violations in found.items() if violations} == {}


def test_pages_fit_a_telephone(look, pages):
    address, paths = pages
    page, sideways = look("light", 360), {}
    for path in paths:
        page.goto(f"{address}/{path}")
        sideways[path] = page.evaluate(SIDEWAYS)
    assert {path: pixels for path, pixels in sideways.items() if pixels > 0} == {}


def test_pictures_and_formulas_are_drawn(look, pages):
    address, paths = pages
    page = look("dark", 1000)
    for path in paths:
        page.goto(f"{address}/{path}")
        assert page.evaluate(UNDRAWN) == 0, path
        assert page.evaluate(FLAT_FORMULAS) == 0, path
        if path in ("index.html", "lecture_nb/02_two_layer.html"):
            ARTIFACTS.mkdir(exist_ok=True)
            page.screenshot(path=ARTIFACTS / f"pages_{path.rpartition('/')[2]}.png")


def test_one_can_read_from_chapter_to_chapter(look, pages):
    address, paths = pages
    page = look("light", 1000)
    page.goto(address)
    page.locator("main a").first.click()
    chapters = [path for path in paths if path.startswith("lecture_nb/")]
    for number, path in enumerate(chapters, start=1):
        page.wait_for_url(f"{address}/{path}")  # a click does not wait for the page that it leads to
        if number < len(chapters):
            page.locator("footer a[rel=next]").click()
    assert page.locator("footer a[rel=next]").count() == 0
