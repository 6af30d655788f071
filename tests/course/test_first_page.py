"""The first page: what it shows learns, what it claims of it holds for every start, and its time is true."""

import re
from pathlib import Path

import numpy as np
import pytest
from tools import page

from lecturekit.checks.exercise import CORRECT, WRONG
from lecturekit.checks.memory import load, remember
from lecturekit.checks.registry import chapter_exercises
from lecturekit.course import figures, overview, widgets
from lecturekit.course.example import EXAMPLE, check_example
from lecturekit.course.spirals import N_PICTURES, learned, spirals
from lecturekit.l_layer import Network

NOTEBOOK = Path(__file__).parents[2] / "lecture_nb" / "00_start_here.ipynb"


@pytest.fixture
def progress_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("LECTUREKIT_STATE_DIR", str(tmp_path))


def test_the_arms_are_wound_into_each_other():
    X, y = spirals(240, np.random.default_rng(0), noise=0.0)
    np.testing.assert_allclose(X[y == 1], -X[y == 0], atol=1e-12)  # half a turn apart
    radius = np.linalg.norm(X[y == 0], axis=1)
    angle = np.unwrap(np.arctan2(X[y == 0][:, 1], X[y == 0][:, 0]))
    assert np.all(np.diff(radius) > 0) and angle[-1] - angle[0] > 2 * np.pi


@pytest.mark.parametrize("seed", range(5))
def test_the_story_of_the_spirals(seed):
    run = learned(seed)
    right, steps = run["right"], run["steps"]
    assert 0.54 <= right[steps <= 40][-1] <= 0.66  # little more than a straight cut
    assert np.min(right[steps >= 200]) > 0.9
    assert np.all(right[steps >= 300] == 1.0)
    if seed == 0:  # the run of the page: fewer are right while the loss falls
        at = {int(step): k for k, step in enumerate(steps)}
        assert [round(100 * right[at[t]]) for t in (39, 90, 143, 198, 304)] == [65, 55, 73, 96, 100]
        assert np.all(np.diff(run["losses"][at[39] : at[304] + 1]) < 0)


def test_the_network_is_of_the_size_that_the_page_says():
    assert Network([2, 20, 20, 1]).n_params == 501


def test_a_run_has_its_pictures_and_they_are_its_predictions():
    run = learned(0)
    assert len(run["steps"]) == len(run["losses"]) == len(run["planes"]) == N_PICTURES + 1
    assert run["steps"][0] == 0 and np.all(np.diff(run["steps"]) > 0)
    assert run["planes"][-1].min() < 0.01 and run["planes"][-1].max() > 0.99


def test_the_widget_shows_the_run_of_its_start_up_to_its_picture():
    explorer = widgets.a_network_learns()
    explorer.controls["start"].value, explorer.controls["picture"].value = 3, 40
    run = learned(2)
    left, right = explorer._redrawer.figure.axes
    np.testing.assert_array_equal(left.images[0].get_array(), run["planes"][40])
    for label in (0, 1):
        np.testing.assert_array_equal(left.collections[label].get_offsets(), run["X"][run["y"] == label])
    np.testing.assert_array_equal(right.lines[0].get_ydata(), run["losses"][:41])
    assert f"After {run['steps'][40]} steps" in explorer.caption.value


def test_the_strip_names_what_it_shows():
    figure = figures.learning(learned(0), (0, N_PICTURES))
    assert [ax.get_title() for ax in figure.axes] == ["step 0: 40% right", "step 600: 100% right", "the loss"]
    assert "100% after 600 steps" in figure.words


def test_the_example_judges_and_remembers_nothing(progress_of_its_own):
    assert [check_example(answer).status for answer in (lambda z: 2 * z, lambda z: z**2)] == [CORRECT, WRONG]
    for each in EXAMPLE.wrong:
        assert check_example(each.answer).diagnosis == each.name
    assert load() == {}


def test_a_chapter_is_done_when_its_exercises_are_right(progress_of_its_own):
    assert overview.done() == []
    graded = [each.id for each in chapter_exercises(2).values() if each.kind != "prediction"]
    for name in graded:
        remember(name, CORRECT if name != graded[-1] else WRONG)
    assert overview.done() == []
    remember(graded[-1], CORRECT)
    assert overview.done() == [2]
    ticks = [text.get_text() for text in figures.course(overview.done()).axes[0].texts].count("✓")
    assert ticks == 1
    assert [line.rstrip().endswith("✓") for line in repr(overview.chapters()).splitlines()[2:]].count(True) == 1


def test_the_page_takes_the_time_it_says():
    found = page.measure(NOTEBOOK)
    said = re.search(r"\*\*Time\*\*: (\d+) minutes, and (\d+)", NOTEBOOK.read_text(encoding="utf-8"))
    assert (int(said[1]), int(said[2])) == (found.core, found.more)
    assert found.open_depths == [] and found.verdicts == []


def test_nothing_of_the_first_page_is_code_to_be_read_before_something_learns():
    cells = page.read(NOTEBOOK)
    first = next(k for k, cell in enumerate(cells) if cell.widgets)
    assert sum(cell.lines for cell in cells[: first + 1]) == 1
    assert "[1 A single unit](01_single_unit.ipynb)" in cells[0].source
