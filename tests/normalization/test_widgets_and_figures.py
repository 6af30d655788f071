"""Chapter 7's widgets compute what they say, and its figures draw what they are given."""

import numpy as np
import pytest
from drawn import values

from lecturekit.datasets import load_breast_cancer
from lecturekit.figures import COLORS
from lecturekit.normalization import figures, widgets
from lecturekit.normalization.layers import BatchNorm


def test_a_moved_batch_by_hand():
    batch = [-1.5, 0.4, 1.1, -0.6, 2.0, 0.2, -0.9, 20.0]
    mean = sum(batch) / 8
    sd = (sum((z - mean) ** 2 for z in batch) / 8) ** 0.5
    state = widgets.moved_batch(20.0)
    np.testing.assert_allclose(state["out"], (np.array(batch) - mean) / sd, rtol=1e-5)
    assert state["mean"] == pytest.approx(mean) and state["sd"] == pytest.approx(sd, rel=1e-5)
    fixed = widgets.moved_batch(20.0, "the batch before the move")
    np.testing.assert_allclose(fixed["out"][:-1], state["start"][:-1])
    assert fixed["out"][-1] > 15 and fixed["mean"] == pytest.approx(widgets.BATCH.mean())


def test_the_picture_of_a_batch():
    figure, draw = figures.batch_canvas(8)
    state = widgets.moved_batch(-4.0)
    draw(state)
    (before, moved, mean, low, high), (ghosts, after, moved_after) = values(figure)
    np.testing.assert_array_equal(np.append(before, moved), state["z"])
    np.testing.assert_array_equal(np.append(after, moved_after), state["out"])
    np.testing.assert_array_equal(ghosts, state["start"])
    assert (mean[0], low[0], high[0]) == (state["mean"], state["mean"] - state["sd"], state["mean"] + state["sd"])
    ways = [way[:, 1] for way in figure.axes[1].collections[0].get_segments()]
    np.testing.assert_array_equal(ways, np.column_stack([state["start"], state["out"]]))


@pytest.mark.parametrize("z", (-5.0, 20.0))
@pytest.mark.parametrize("source", ("this batch", "the batch before the move"))
def test_everything_stays_in_the_picture_of_a_batch(z, source):
    figure, draw = figures.batch_canvas(8)
    draw(widgets.moved_batch(z, source))
    for ax, lines in zip(figure.axes, values(figure)):
        bottom, top = ax.get_ylim()
        assert all(bottom < y.min() and y.max() < top for y in lines)


def test_outputs_before_training_and_how_many_are_saturated():
    X = load_breast_cancer().X[:300]
    everything = load_breast_cancer().X
    W = np.random.default_rng(0).normal(size=(50, 30)) * 3 / np.sqrt(30)
    z = (X - everything.mean(axis=0)) / everything.std(axis=0) @ W.T
    plain, normed = widgets.tanh_outputs(3.0), widgets.tanh_outputs(3.0, BatchNorm("per_neuron", eps=1e-12))
    np.testing.assert_allclose(plain[0], np.tanh(z), atol=1e-12)
    np.testing.assert_allclose(normed[0], np.tanh((z - z.mean(axis=0)) / z.std(axis=0)), atol=1e-9)
    assert [x.shape for x in plain] == [(300, 50)] * 5
    # the slope 1 - x^2 is 0.05 at |x| = 0.9747
    assert widgets.saturated([np.array([0.97, -0.98, 0.98, 0.0]), np.zeros(3)]) == [0.5, 0.0]
    state = widgets.saturation_state(3.0, "layer norm")
    assert state["plain_saturated"] == widgets.saturated(plain) and state["saturated"] != state["plain_saturated"]


def test_the_picture_of_saturation():
    figure, draw = figures.saturation_canvas([0.1, 1.0], [0.3, 0.6], 2)
    data = {
        "name": "some norm",
        "scale": 1.0,
        "plain": [np.full(10, 0.99)] * 2,
        "normalized": [np.full(10, 0.01)] * 2,
        "plain_saturated": [1.0, 0.5],
        "saturated": [0.0, 0.25],
        "by_scale": [0.1, 0.25],
    }
    draw(data)
    *histograms, right = figure.axes
    for ax in histograms:
        area, outline = (patch.get_data().values for patch in ax.patches)
        assert outline[-1] == 1 and area[12] == 1 and outline.sum() == area.sum() == 1
    assert [ax.get_title().splitlines()[1] for ax in histograms] == ["saturated 100% → 0%", "saturated 50% → 25%"]
    assert figure.legends[0].get_texts()[1].get_text() == "some norm"
    assert [list(line.get_ydata()) for line in right.lines[:2]] == [[0.3, 0.6], [0.1, 0.25]]
    assert right.lines[2].get_xdata()[0] == 1.0


def test_the_curve_of_saturation_goes_through_the_state_that_is_drawn():
    for name in widgets.NORMALIZATIONS:
        state = widgets.saturation_state(10.0, name)
        place = widgets.SCALES.index(10.0)
        assert state["by_scale"][place] == state["saturated"][-1]
        assert widgets.last_saturated("none")[place] == state["plain_saturated"][-1]


def test_the_picture_of_what_wanders():
    rows = np.array([[-1.0, 0.0, 1.0, 0.0], [-3.0, 0.5, 2.0, 0.4]])
    figure = figures.wandering({"none": rows, "batch norm": rows / 2})
    low, high, middle, *edges = values(figure)[1]
    assert [edge[0] for edge in edges] == [-figures.training.FLAT, figures.training.FLAT]
    np.testing.assert_array_equal(np.transpose([low, middle, high]), rows[:, :3] / 2)
    assert figure.axes[0].get_title() == "none: saturated 0% → 40%"
    assert 1 - np.tanh(figures.training.FLAT) ** 2 == pytest.approx(0.05, abs=5e-4)


def test_bars_in_two_colors():
    ax = figures.bars({"a": 0.2, "b": 0.4}, title="t", xlabel="x", marked=["b"], words=("c", "d")).axes[0]
    assert [bar.get_width() for bar in ax.patches] == [0.2, 0.4]
    assert [text.get_text().strip() for text in ax.texts] == ["20%", "40%"]
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()


def test_dots_of_one_start_are_joined_and_a_method_looks_the_same_everywhere():
    table = {"none": [0.1, 0.3], "batch norm": [0.2, 0.5]}
    ax = figures.seed_by_seed({"after 200 steps: loss": table}).axes[0]
    assert (ax.get_title(), ax.get_ylabel(), ax.get_ylim()[0]) == ("after 200 steps", "loss", 0)
    close = figures.seed_by_seed({"t: loss": {"none": [0.8, 0.9], "batch norm": [0.9, 1.0]}}).axes[0]
    assert 0.6 < close.get_ylim()[0] < 0.8, "what differs by little is not drawn from 0 on"
    first, second, none, batch = ax.lines
    assert list(first.get_ydata()) == [0.1, 0.2] and list(second.get_ydata()) == [0.3, 0.5]
    assert list(none.get_ydata()) == [0.1, 0.3] and list(batch.get_ydata()) == [0.2, 0.5]
    of_rates = figures.rates_canvas({name: {1.0: several} for name, several in table.items()})[0].axes[0].lines
    of_sizes = figures.batch_sizes([1, 2], table).axes[0].lines
    for lines in ((none, batch), of_rates, of_sizes):
        assert [line.get_color() for line in lines[:2]] == [COLORS["red"], COLORS["blue"]]


def test_the_picture_of_the_rates():
    grid = {"none": {0.1: [3.0, 2.0], 1.0: [1.5, 1.0]}, "batch norm": {0.1: [2.5, 0.5], 1.0: [0.4, 0.2]}}
    figure, draw = figures.rates_canvas(grid)
    draw(0.1)
    (none, norm, _here), now = values(figure)
    assert list(none) == [2.0, 1.0] and list(norm) == [0.5, 0.2]
    assert [list(line) for line in now] == [[3.0, 2.0], [2.5, 0.5]]
    assert figure.axes[0].lines[2].get_xdata()[0] == 0.1 and "0.1" in figure.axes[1].get_title()


def test_the_pictures_that_stand_still():
    raw = np.array([[0.0, 10.0], [2.0, 30.0]])
    figure = figures.scatter_recipes(raw, {"halved": raw / 2}, "a", "b")
    assert [ax.texts[0].get_text() for ax in figure.axes] == ["sd 1, 10", "sd 0.5, 5"]
    np.testing.assert_array_equal(figure.axes[1].collections[0].get_offsets(), raw / 2)
    letters = [[text.get_text() for text in ax.texts] for ax in figures.shared_means(2, 3).axes[1:]]
    assert letters == [list("ABCABC"), list("AAAAAA"), list("ABCABC"), list("AAABBB")]
    figure = figures.batch_sizes([1, 2], {"a": [[0.1, 0.2], [0.4, 0.2]], "b": [0.5, 0.1]})
    mean, other = values(figure)[0]
    np.testing.assert_allclose(
        [bar[:, 1] for bar in figure.axes[0].collections[0].get_segments()], [[0.1, 0.4], [0.2, 0.2]]
    )
    assert mean == pytest.approx([0.2, 0.2]) and other == pytest.approx([0.5, 0.1])


def test_a_step_turns_a_vector_of_twice_the_length_by_about_a_quarter():
    figure = figures.effective_step(0.6, 1.0, 2.0)
    angles = [np.degrees(np.arctan(0.6)), np.degrees(np.arctan(0.15))]
    assert [f"turns by {angle:.0f}°" in ax.get_title() for angle, ax in zip(angles, figure.axes)] == [True, True]
    for angle, ax in zip(angles, figure.axes):
        x, y = (values[-1] for values in ax.lines[0].get_data())
        assert np.degrees(np.arctan2(y, x)) == pytest.approx(angle)
    assert angles[1] / angles[0] == pytest.approx(0.25, abs=0.05)


def test_the_picture_of_what_is_followed():
    tracks = {"truth": [1.0, 2.0], "seen": [0.5, 2.5], "r = 1": [0.5, 2.5], "r = 0.5": [0.5, 1.5]}
    figure = figures.followed({name: np.array(each) for name, each in tracks.items()}, ylabel="variance")
    assert [list(line) for line in values(figure)[0]] == [[0.5, 2.5], [1.0, 2.0], [0.5, 2.5], [0.5, 1.5]]
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == [
        "seen",
        "truth",
        "r = 1",
        "r = 0.5",
    ]


def test_the_pictures_of_units():
    found, missed = (ax.patches for ax in figures.clinic({"a": np.array([1.0, 2.0, -1.0]), "b": np.array([-2.0])}).axes)
    assert sum(bar.get_height() for bar in found) == 3 and sum(bar.get_height() for bar in missed) == 1
    for bar in found:
        assert bar.get_height() == 0 or (bar.get_x() >= -1e-9) == (bar.get_facecolor() != missed[0].get_facecolor())
    figure = figures.unit_spreads({"raw": 100 * np.eye(2), "normed": np.array([[3.0, -1.0], [1.0, -1.0]])})
    segments = figure.axes[1].collections[0].get_segments()
    assert [[y for _, y in segment] for segment in segments] == [[-1.0, -1.0], [1.0, 3.0]]  # sorted by mean
