"""The course as pages to read, in Chromium: accessible in light and dark, narrow and wide, and self-contained."""

from html.parser import HTMLParser

import pytest
from browser.lab import ARTIFACTS, CONTRAST, keep_offline, violations
from browser.served import serving
from built_site import ALIVE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAWN = "() => [...document.images].every(image => image.complete && image.naturalWidth)"
FLAT_FORMULAS = (
    "() => [...document.querySelectorAll('math')].filter(each => !each.closest('[hidden]'))"
    ".filter(each => !each.getBoundingClientRect().height).length"
)
BALL = "#widget-05_sgd-4"
PICTURE = "canvas => canvas.toDataURL()"
LIVE = "() => [...document.querySelectorAll('[data-frames]')].every(box => box.classList.contains('alive'))"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(folded => { folded.open = true; })"
CUT = """() => [...document.querySelectorAll('.code, pre.output, .formula, .scroll')]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent.trim().slice(0, 80))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def pages(built_site):
    """The address of the pages, served, and their paths."""
    with serving(built_site.folder) as address:
        yield address, built_site.paths


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


def bring_to_life(page):
    """Scroll to each widget that has states, so that it is fetched."""
    for box in page.locator("[data-frames]").all():
        box.scroll_into_view_if_needed()
    page.wait_for_function(LIVE)


@pytest.fixture
def ball(look, pages):
    """Chapter 5's ball in a valley on its page, alive."""
    page = look("light", 1000)
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    page.locator(BALL).scroll_into_view_if_needed()
    page.wait_for_selector(f"{BALL}.alive")
    return page.locator(BALL)


class Kinds(HTMLParser):
    """The kinds of elements in a piece of markup: names with their classes."""

    def __init__(self, markup):
        super().__init__()
        self.found = set()
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        """Note its kind."""
        self.found.add((tag, dict(attributes).get("class")))


def sample(built_site):
    """Some of the pages, those with live widgets among them, that together have every kind of element that any page has."""
    markup = {path: (built_site.folder / path).read_text(encoding="utf-8") for path in built_site.paths}
    kinds = {path: Kinds(markup[path]).found for path in sorted(markup, key=lambda path: len(markup[path]))}
    chosen = [f"lecture_nb/{stem}.html" for stem in ALIVE]
    while missing := set().union(*kinds.values()).difference(*(kinds[path] for path in chosen)):
        chosen.append(max(kinds, key=lambda path: len(kinds[path] & missing)))
    return chosen


def serious(page, pages, axe, paths):
    """Path -> what axe finds on a page with everything open: all its rules in light colors, contrast in dark ones."""
    found = {}
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(f"{pages[0]}/{path}")
        page.evaluate(OPEN_ALL)
        bring_to_life(page)
        found[path] = violations(page, axe)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("() => document.documentElement.dataset.scheme === 'dark'")
        found[path] += violations(page, axe, rules=CONTRAST)
    return {path: several for path, several in found.items() if several}


def test_no_serious_violation_on_pages_with_every_kind_of_element(look, pages, axe, built_site):
    assert serious(look("light", 1000), pages, axe, sample(built_site)) == {}


@pytest.mark.long
def test_no_serious_violation_on_any_page(look, pages, axe):
    assert serious(look("light", 1000), pages, axe, pages[1]) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_comes_up_is_accessible(look, pages, axe, scheme):
    page = look(scheme, 1000)
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    page.get_by_role("searchbox").fill("heavy ball")
    page.locator(".found a").first.wait_for()
    assert violations(page, axe, ".search") == []
    page.locator("main a.equation:visible").first.focus()
    page.get_by_role("tooltip").locator("math").wait_for()
    assert violations(page, axe, ".tip") == []


def test_pages_fit_a_telephone_and_everything_is_drawn(look, pages):
    address, paths = pages
    page, sideways, flat = look("dark", 360), {}, {}
    for path in paths:
        page.goto(f"{address}/{path}")
        page.evaluate(OPEN_ALL)
        bring_to_life(page)
        page.evaluate("[...document.images].forEach(image => { image.loading = 'eager'; })")
        page.wait_for_function(DRAWN)
        sideways[path], flat[path] = page.evaluate(SIDEWAYS), page.evaluate(FLAT_FORMULAS)
        if path in ("index.html", "lecture_nb/02_two_layer.html"):
            ARTIFACTS.mkdir(exist_ok=True)
            page.screenshot(path=ARTIFACTS / f"pages_{path.rpartition('/')[2]}.png")
    assert {path: pixels for path, pixels in sideways.items() if pixels > 0} == {}
    assert {path: count for path, count in flat.items() if count} == {}


def test_no_line_is_cut_on_paper(look, pages):
    page = look("light", 643)  # a sheet of A4 without its margins
    page.emulate_media(media="print")
    for stem in ("05_sgd", "08_overfitting"):
        page.goto(f"{pages[0]}/lecture_nb/{stem}.html")
        page.evaluate(OPEN_ALL)
        assert page.evaluate(CUT) == [], stem


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


def test_the_keyboard_moves_a_slider_and_the_picture_changes(ball):
    slider, canvas, words = ball.get_by_label("learning rate eta"), ball.locator("canvas"), ball.locator(".words")
    before, said, at = canvas.evaluate(PICTURE), words.inner_text(), slider.get_attribute("aria-valuetext")
    assert at in said
    slider.focus()
    ball.page.keyboard.press("ArrowLeft")
    assert canvas.evaluate(PICTURE) != before
    now = slider.get_attribute("aria-valuetext")
    assert float(now) < float(at) and f"eta {now}" in words.inner_text()
    assert words.inner_text() in canvas.get_attribute("aria-label")
    assert ball.locator("output").first.inner_text() == now
    ball.page.keyboard.press("ArrowRight")
    assert canvas.evaluate(PICTURE) == before and words.inner_text() == said


def test_a_combination_that_is_not_stored_gives_way_to_one_that_is(ball):
    eta, along = ball.get_by_label("learning rate eta"), ball.get_by_label("error along at the start")
    start = eta.get_attribute("aria-valuetext")
    eta.press("End")
    assert eta.get_attribute("aria-valuetext") == "1" and along.get_attribute("aria-valuetext") == "-1.75"
    along.press("End")
    assert along.get_attribute("aria-valuetext") == "2.50" and eta.get_attribute("aria-valuetext") == start


def test_a_picture_is_kept_for_comparison_until_it_is_cleared(ball):
    said = ball.locator(".words").inner_text()
    ball.get_by_role("button", name="Keep this picture").click()
    ball.get_by_role("slider", name="gamma").press("Home")
    assert ball.locator(".kept figcaption").all_inner_texts() == [said] != [ball.locator(".words").inner_text()]
    ball.get_by_role("button", name="Clear").click()
    assert ball.locator(".kept figure").count() == 0


def test_a_widget_plays_to_its_end(ball):
    page = ball.page
    page.evaluate(OPEN_ALL)
    box = page.locator("#widget-05_sgd-3")
    box.scroll_into_view_if_needed()
    page.wait_for_selector("#widget-05_sgd-3.alive")
    slider = box.get_by_role("slider", name="tens of steps")
    slider.press("Home")
    assert slider.input_value() == "0"
    box.get_by_role("button", name="Next").click()
    assert slider.input_value() == "1"
    slider.press("End")
    for _ in range(3):
        slider.press("ArrowLeft")
    box.get_by_role("button", name="Play").click()
    assert box.get_by_role("button", name="Pause").count() == 1
    page.wait_for_function("input => input.value === input.max", arg=slider.element_handle())
    assert box.get_by_role("button", name="Play").count() == 1
    noise = box.get_by_role("group", name="noise of the gradient")
    noise.get_by_label("2", exact=True).check()
    assert "after 500 steps" in box.locator(".words").inner_text()


def test_a_still_picture_stands_where_its_widget_does_not_move(chromium, pages):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    still = page.locator('[data-still="widget-05_sgd-4"] img')
    assert still.is_visible() and page.locator(f"{BALL} .still").is_visible()
    assert page.locator("canvas").count() == 0
    context.close()


def test_its_still_picture_makes_room_for_a_live_widget(ball):
    assert ball.page.locator('[data-still="widget-05_sgd-4"]').is_hidden()


def test_a_bet_gets_the_reply_of_its_option(look, pages):
    page = look("light", 1000)
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    bet = page.locator('[data-bet="5.a"]')
    bet.get_by_label("b", exact=True).check()
    assert "Noted: b" in bet.inner_text()
    page.evaluate(OPEN_ALL)
    replies = page.locator('[data-reply="5.a"]:visible').all_inner_texts()
    assert len(replies) == 1 and "You bet on (b)" in replies[0] and "The result is (d)" in replies[0]
    bet.get_by_label("d", exact=True).check()
    assert "You won your bet" in page.locator('[data-reply="5.a"]:visible').inner_text()


def test_the_front_page_s_network_learns_before_the_reader_s_eyes(look, pages):
    page = look("dark", 390)
    page.goto(f"{pages[0]}/index.html")
    page.wait_for_function("() => Number(document.querySelector('.hero input[type=range]')?.value) >= 2")
    page.get_by_role("button", name="Pause").click()
    value = page.locator(".hero input[type=range]").input_value()
    page.wait_for_timeout(600)
    assert page.locator(".hero input[type=range]").input_value() == value


def test_it_stands_still_for_who_asks_for_less_motion(chromium, pages):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{pages[0]}/index.html")
    page.wait_for_selector(".hero .alive, .hero.alive, .hero [data-frames].alive")
    page.wait_for_timeout(600)
    assert page.locator(".hero input[type=range]").input_value() == "0"
    context.close()


def test_the_site_works_from_a_folder(chromium, built_site):
    context = chromium.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto((built_site.folder / "lecture_nb" / "05_sgd.html").as_uri())
    page.locator(BALL).scroll_into_view_if_needed()
    page.wait_for_selector(f"{BALL}.alive")
    words = page.locator(f"{BALL} .words")
    before = words.inner_text()
    page.locator(BALL).get_by_role("slider", name="gamma").press("Home")
    assert words.inner_text() != before
    assert page.evaluate("() => getComputedStyle(document.body).marginTop") == "0px"  # the style was allowed
    assert said == []
    context.close()


def test_a_formula_is_found_by_the_search(look, pages):
    page = look("light", 1000)
    page.goto(f"{pages[0]}/pages/instructors.html")
    field = page.get_by_role("searchbox", name="Search the course")
    field.fill("equation (27)")
    first = page.locator(".found a").first
    assert "Equation (27)" in first.inner_text()
    field.press("Enter")
    page.wait_for_url("**/lecture_nb/05_sgd.html#eq-27")
    page.locator("#eq-27 a.number").click()
    page.wait_for_url("**/reference/sgd.html#Momentum")
    page.locator("#Momentum ~ .computes a").first.click()
    page.wait_for_url("**/lecture_nb/05_sgd.html#eq-27")
    page.get_by_role("searchbox").fill("qwertz")
    page.locator(".found p").wait_for()
    assert page.locator(".found").inner_text() == "Nothing was found."


def test_a_number_shows_its_formula_while_it_is_pointed_at_or_focused(look, pages):
    page = look("light", 390)
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    page.evaluate(OPEN_ALL)
    link, tip = page.locator('a.equation[href="#eq-27"]').first, page.get_by_role("tooltip")
    assert tip.count() == 0
    link.focus()
    tip.locator("math").wait_for()
    assert "previous" in tip.inner_text()  # below the brace
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert tip.count() == 0 and link.get_attribute("aria-describedby") is None
    link.hover()
    tip.wait_for()
    assert page.evaluate(SIDEWAYS) == 0
    tip.hover()
    page.wait_for_timeout(500)  # longer than it stays after the pointer has left
    assert tip.is_visible()
    page.mouse.move(0, 0)
    tip.wait_for(state="detached")


def test_light_and_dark_can_be_switched_and_stay(look, pages):
    page = look("light", 1000)
    paper = "() => getComputedStyle(document.body).backgroundColor"
    page.goto(f"{pages[0]}/index.html")
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    page.goto(f"{pages[0]}/lecture_nb/05_sgd.html")
    assert dark != light and page.evaluate(paper) == dark
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(paper) == light
