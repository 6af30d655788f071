"""The figures and widgets of chapters 1 and 2 show the numbers they are about: their artists are read back."""

import itertools

import numpy as np
import pytest

from lecturekit.datasets import make_blobs
from lecturekit.single_unit import bowl
from lecturekit.single_unit import figures as unit_figures
from lecturekit.single_unit import widgets as unit_widgets
from lecturekit.single_unit.activations import ACTIVATIONS, sigmoid
from lecturekit.single_unit.figures import planes
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import least_squares, logistic, squared_error_on
from lecturekit.single_unit.unit import descend
from lecturekit.two_layer import figures as layer_figures
from lecturekit.two_layer import widgets as layer_widgets
from lecturekit.two_layer.figures.network_pass import pass_canvas
from lecturekit.two_layer.network import forward_matrix, mean_loss
from lecturekit.two_layer.parameters import Parameters, unpack
from lecturekit.two_layer.pass_steps import ETA, N_STEPS, START, pass_state
from lecturekit.two_layer.starts import random_start

BLOBS = make_blobs(60, np.random.default_rng(0), centers=((-1, 0), (1, 0.5)), noise=0.7)
W, B = (1.5, -2.0), 0.8


@pytest.fixture(scope="module")
def unit_picture():
    figure, draw = unit_figures.unit_canvas(BLOBS.X, BLOBS.y, BLOBS.feature_names, BLOBS.target_names)
    state = bowl.unit_state(BLOBS.X, BLOBS.y, *W, B, steps=3)
    draw(state)
    return figure, state


def test_the_lines_of_a_unit_are_those_of_its_logit(unit_picture):
    figure, state = unit_picture
    x, y = figure.axes[0].lines[0].get_data()
    assert np.hypot(x[1] - x[0], y[1] - y[0]) > 10
    np.testing.assert_allclose(state["w"][0] * x + state["w"][1] * y + state["b"], 0, atol=1e-9)


def test_the_plane_is_colored_by_the_prediction(unit_picture):
    figure, state = unit_picture
    image = figure.axes[0].images[0]
    left, right, _, _ = image.get_extent()
    shown = np.array(image.get_array())
    corner = sigmoid(left * state["w"][0] + right * state["w"][1] + state["b"])
    assert shown[-1, 0] == pytest.approx(corner) and shown.min() < 0.1 < 0.9 < shown.max()


def test_the_arrow_of_a_unit_stands_on_its_line_and_points_to_class_1(unit_picture):
    figure, state = unit_picture
    arrow = figure.axes[0].collections[-1]
    foot = np.ravel(arrow.get_offsets())
    assert abs(np.dot(state["w"], foot) + state["b"]) < 1e-12
    np.testing.assert_allclose([arrow.U[0], arrow.V[0]], state["w"] / 2)


def test_the_other_arrow_goes_from_the_weights_down_the_loss(unit_picture):
    figure, state = unit_picture
    arrow, point = figure.axes[1].collections[-1], figure.axes[1].lines[-1]
    np.testing.assert_allclose(np.ravel(arrow.get_offsets()), state["w"])
    np.testing.assert_allclose(np.ravel(point.get_data()), state["w"])
    direction = np.array([arrow.U[0], arrow.V[0]])
    slope = numerical_gradient(lambda w: logistic(BLOBS.X @ w + state["b"], BLOBS.y), state["w"])
    np.testing.assert_allclose(direction / np.linalg.norm(direction), -slope / np.linalg.norm(slope), atol=1e-6)
    shares = [bowl.unit_state(BLOBS.X, BLOBS.y, 1.0, 0.0, b)["accuracy"] for b in (0.0, 9.0, -9.0)]
    assert shares[0] > 0.8 and shares[1:] == [np.mean(BLOBS.y == 1), np.mean(BLOBS.y == 0)]


def test_the_title_of_the_map_speaks_of_the_arrow_where_it_can_be_seen():
    figure, draw = unit_figures.unit_canvas(BLOBS.X, BLOBS.y, BLOBS.feature_names, BLOBS.target_names)
    for steps, seen in ((0, True), (100, False)):
        draw(bowl.unit_state(BLOBS.X, BLOBS.y, -4.0, 2.0, 0.0, steps=steps))
        assert ("arrow" in figure.axes[1].get_title()) == seen


def test_a_descent_is_drawn_over_the_loss_surface(unit_picture):
    figure, state = unit_picture
    trail = next(line for line in figure.axes[1].lines if len(line.get_xdata()) == 4)
    path = descend(logistic, W, BLOBS.X, BLOBS.y, b=B, eta=1.0, n_steps=3)
    np.testing.assert_array_equal(np.transpose(trail.get_data()), path[:, :2])
    np.testing.assert_array_equal([*state["w"], state["b"]], path[-1])


def test_the_contour_lines_connect_places_of_the_loss_they_name(unit_picture):
    figure, state = unit_picture
    axes = figure.axes[1]
    seen = 0
    for label in (text for text in axes.texts if text.get_visible()):
        value = logistic(BLOBS.X @ np.array(label.get_position()) + state["b"], BLOBS.y)
        assert value == pytest.approx(float(label.get_text()), rel=0.05)
        seen += 1
    assert seen >= 4
    cross = axes.lines[0]
    lowest = np.ravel(cross.get_data())
    assert logistic(BLOBS.X @ lowest + state["b"], BLOBS.y) == pytest.approx(state["surface"].min())


def test_the_path_of_a_descent_stands_in_its_words():
    path = descend(logistic, np.zeros(2), BLOBS.X, BLOBS.y, eta=1.0, n_steps=5)
    figure = unit_figures.descent(BLOBS.X, BLOBS.y, path)
    assert "5 steps" in figure.words and "loss 0.693" in figure.words
    assert f"({path[-1, 0]:.1f}, {path[-1, 1]:.1f})" in figure.words


def test_the_dots_of_a_descent_stand_on_the_map_and_on_the_curve():
    path = descend(logistic, np.zeros(2), BLOBS.X, BLOBS.y, eta=1.0, n_steps=40)
    left, right = unit_figures.descent(BLOBS.X, BLOBS.y, path).axes
    losses = right.lines[0].get_ydata()
    np.testing.assert_allclose(losses, [logistic(BLOBS.X @ v[:2] + v[2], BLOBS.y) for v in path])
    dots = [[np.ravel(line.get_data()) for line in ax.lines[-4:]] for ax in (left, right)]
    for t, on_the_map, on_the_curve in zip((0, 2, 10, 40), *dots):
        np.testing.assert_allclose(on_the_map, path[t, :2])
        np.testing.assert_allclose(on_the_curve, [t, losses[t]])


def test_a_surface_is_refined_without_moving_a_value():
    coarse = np.random.default_rng(0).normal(size=9)
    refine = planes._refined(9)
    np.testing.assert_allclose((refine @ coarse)[::5], coarse, atol=1e-12)
    x = np.linspace(0, 8, 41)
    np.testing.assert_allclose(refine @ np.arange(9.0) ** 3, x**3, atol=1e-9)  # cubics are exact


def test_a_curve_above_its_chord_is_filled_and_said():
    share = np.linspace(0, 1, 11)
    figure = unit_figures.chords({"convex": (share, share**2), "not": (share, np.sqrt(share))}, start="A", end="B")
    left, right = figure.axes
    assert len(left.collections) == 0 and len(right.collections) == 1
    assert "lies below it all the way" in figure.words and "rises up to 0.248 above it" in figure.words
    for ax in (left, right):
        np.testing.assert_allclose(ax.lines[1].get_ydata(), share, atol=1e-12)


def test_the_ten_directions_are_straight_and_end_where_their_factor_says():
    explorer = unit_widgets.ten_directions()
    explorer.controls["eta"].value = 0.3
    left, right = explorer._redrawer.figure.axes
    curvatures = right.collections[0].get_offsets()[:, 0]
    for line, h in zip(left.lines, curvatures):
        steps, errors = line.get_data()
        seen = np.asarray(errors) > 1e-8
        np.testing.assert_allclose(errors[seen], abs(1 - 0.3 * h) ** np.asarray(steps)[seen], rtol=1e-4)
    np.testing.assert_allclose(right.collections[0].get_offsets()[:, 1], np.abs(1 - 0.3 * curvatures))
    assert [line.get_linestyle() == "--" for line in left.lines] == list(0.3 * curvatures > 1), "dashed: it jumps"
    assert "on that of" not in left.texts[1].get_text()
    explorer.controls["eta"].value = 0.4
    assert "on that of h = 0.955" in left.texts[1].get_text()
    explorer.controls["eta"].value = 0.51
    assert "grows" in explorer.caption.value
    flattest, steepest = left.texts
    for text, (step, error), k in ((flattest, flattest.get_position(), 0), (steepest, steepest.xy, -1)):
        assert f"h = {curvatures[k]:.3g}" in text.get_text()
        assert 1 <= error / left.lines[k].get_ydata()[step] < 2, "on its line or just above it"
    assert left.get_ylim()[1] > left.lines[-1].get_ydata()[steepest.xy[0]] > 10, "there is room for what grows"


@pytest.mark.parametrize("with_slope, loss", [(False, logistic), (True, squared_error_on(sigmoid))])
def test_each_racer_goes_down_its_own_loss(with_slope, loss):
    path = bowl.descend_logit(-1.5, 3.0, with_slope, n_steps=6)
    for before, after in itertools.pairwise(path):
        slope = numerical_gradient(lambda z: loss(z, np.array([1])), np.array([before]))[0]
        assert after == pytest.approx(before - 3.0 * slope, abs=1e-6)


def test_the_race_shows_the_racers_of_its_controls():
    race = unit_widgets.race()
    race.controls["z0"].value, race.controls["eta"].value = -2.0, 3.0
    left, right = race._redrawer.figure.axes
    for line, with_slope in zip(right.lines, (False, True)):
        steps, logits = line.get_data()
        path = bowl.descend_logit(-2.0, 3.0, with_slope, unit_widgets.N_STEPS)
        np.testing.assert_array_equal(logits, path[np.asarray(steps)])
    push = 1 - sigmoid(-2.0)
    assert [list(each) for each in left.lines[-1].get_data()] == [
        [-2.0, -2.0],
        pytest.approx([push, push * (1 - push) * push]),
    ]
    fact, slide = (int(np.argmax(bowl.descend_logit(-2.0, 3.0, each) > 0)) for each in (False, True))
    assert f"after {fact} steps" in race.caption.value and f"after {slide} steps" in race.caption.value
    race.controls["z0"].value = 1.0
    assert "starts above 0" in race.caption.value


def test_the_tangents_of_the_fact_have_the_slope_output_minus_target():
    places = (-3.0, -1.0, 0.5)
    figure = unit_figures.fact(places)
    above, below = figure.axes[:2], figure.axes[2:]
    for up, down, loss in zip(above, below, (least_squares, logistic)):
        tangents = [line for line in up.lines if line.get_linestyle() == "--"]
        for z0, tangent, arrow in zip(places, tangents, down.collections, strict=True):
            x, y = tangent.get_data()
            slope = numerical_gradient(lambda z: loss(z, np.array([1])), np.array([z0]))[0]
            assert np.diff(y) / np.diff(x) == pytest.approx(slope, abs=1e-6)
            assert np.interp(z0, x, y) == pytest.approx(loss(np.array([z0]), np.array([1])))
            assert (arrow.U[0], arrow.V[0]) == (0, pytest.approx(-slope, abs=1e-6))
            assert np.ravel(arrow.get_offsets())[1] + arrow.V[0] == pytest.approx(1)  # the target
            assert any(f"slope {slope:.2f}" in text.get_text() for text in up.texts)
            assert f"slope {slope:.2f}" in figure.words and f"{-slope:.2f} above the output" in figure.words


def test_the_arrows_of_the_data_points():
    pushes = np.array([[0.5, 1.0], [-2.0, 0.3]])
    figure = unit_figures.collinear(np.array([[1.0, 2.0], [4.0, -0.6]]), np.array([0, 1]), pushes)
    each, mean = figure.axes[0].collections[-2:]
    np.testing.assert_array_equal(np.column_stack([each.U, each.V]), pushes)
    np.testing.assert_array_equal([mean.U[0], mean.V[0]], pushes.mean(axis=0))
    assert "(-0.75, +0.65)" in figure.words


# ------------------------------------------------------------------------------------------ chapter 2


@pytest.mark.parametrize("n_units", [2, 3])
def test_hidden_features_in_both_spaces(n_units):
    explorer = layer_widgets.hidden_features()
    for name, value in {"data": "moons", "n_units": n_units, "start": 1, "step": 20}.items():
        explorer.controls[name].value = value
    points, path = layer_widgets.training("moons", n_units, 1)
    net = unpack(path[200 // layer_widgets.EVERY], 2)
    left, right, below = explorer._redrawer.figure.axes
    for i, line in enumerate(left.lines[:n_units]):
        x, y = line.get_data()
        np.testing.assert_allclose(net.W[i, 0] * x + net.W[i, 1] * y + net.b[i], 0, atol=1e-9)
    assert all(len(line.get_xdata()) == 0 for line in left.lines[n_units:4])
    hidden = forward_matrix(net, points.X)
    shown = [np.asarray(artist.get_offsets()) for artist in right.collections]
    if n_units == 2:
        for k in (0, 1):
            np.testing.assert_array_equal(shown[k], hidden.x1[points.y == k])
        x, y = right.lines[0].get_data()
        np.testing.assert_allclose(net.w[0] * x + net.w[1] * y + net.b2, 0, atol=1e-9)
    else:
        for k in (0, 1):
            np.testing.assert_allclose(shown[k][:, 0], hidden.z2[points.y == k] / np.linalg.norm(net.w))
        np.testing.assert_array_equal(right.lines[0].get_xdata(), [0, 0])
    for k in (0, 1):
        np.testing.assert_array_equal(left.collections[k].get_offsets(), points.X[points.y == k])
    (now,) = (line for line in below.lines if line.get_marker() == "o")
    assert now.get_ydata()[0] == pytest.approx(mean_loss(net, points.X, points.y))
    assert f"{np.mean((hidden.z2 > 0) == points.y):.0%} of the points right" in explorer.caption.value


def test_the_regions_are_the_networks_predictions():
    state = layer_widgets.features_state("XOR", 2, 0, 300)
    reach, axis = layer_widgets.REACH, np.linspace(-layer_widgets.REACH, layer_widgets.REACH, layer_widgets.GRID)
    place = np.array([[axis[40], axis[5]]])  # x1, x2
    assert state["grid"][5, 40] == pytest.approx(sigmoid(forward_matrix(state["params"], place).z2)[0])
    data = layer_widgets.DATA["XOR"]()
    image = layer_figures.regions({"a": state["params"]}, data, reach).axes[0].images[0]
    shown = image.get_array()
    axis = np.linspace(-reach, reach, len(shown))
    place = np.array([[axis[50], axis[7]]])
    assert shown[7, 50] == pytest.approx(sigmoid(forward_matrix(state["params"], place).z2)[0])
    assert image.origin == "lower" and image.get_extent() == [-reach, reach, -reach, reach]


def test_the_regions_of_a_single_unit_and_their_words():
    data = layer_widgets.DATA["XOR"]()
    figure = layer_figures.regions({"a unit": np.array([1.5, -2.0, 0.8])}, data)
    z = data.X @ [1.5, -2.0] + 0.8
    shown = figure.axes[0].images[0].get_array()
    axis = np.linspace(-2.1, 2.1, len(shown))
    assert shown[7, 50] == pytest.approx(sigmoid(1.5 * axis[50] - 2 * axis[7] + 0.8))
    assert f"a unit: {np.sum((z > 0) == data.y)} of 120 points right, loss {logistic(z, data.y):.2f}" in figure.words


def test_the_gallery_draws_values_and_slopes():
    for ax, phi in zip(layer_figures.gallery().axes, ACTIVATIONS.values()):
        _, value, slope = ax.lines
        z = value.get_xdata()
        np.testing.assert_array_equal(value.get_ydata(), phi(z))
        np.testing.assert_allclose(slope.get_ydata(), (phi(z + 1e-6) - phi(z - 1e-6)) / 2e-6, atol=1e-7)


def test_the_table_of_pushes():
    data, start = layer_widgets.DATA["XOR"](), random_start(2, 3)
    rows, mean = (ax.images[0].get_array() for ax in layer_figures.push_table(start, data.X[:5], data.y[:5]).axes[:2])
    loss = lambda X, y: lambda w: mean_loss(w, X, y)
    for k in range(5):
        numerical = numerical_gradient(loss(data.X[k : k + 1], data.y[k : k + 1]), start)
        np.testing.assert_allclose(rows[k], -numerical, atol=1e-7)
    np.testing.assert_allclose(mean[0], rows.mean(axis=0), atol=1e-12)


def test_one_step_of_the_pass_is_gradient_descent():
    x, y = (1.0, -1.0), 1
    last = pass_state(N_STEPS - 1, x, y)
    loss = lambda net: mean_loss(net, np.array([x]), np.array([y]))
    moved = Parameters(
        *(
            part - ETA * numerical_gradient(lambda v, name=name: loss(START._replace(**{name: v})), part)
            for name, part in START._asdict().items()
        )
    )
    assert f"from {loss(START):.2f} to {loss(moved):.2f}" in last["formula"]
    hidden = numerical_gradient(
        lambda x1: np.logaddexp(0, START.w @ x1 + START.b2) - (START.w @ x1 + START.b2), np.tanh(START.W @ x + START.b)
    )
    assert [last["pushes"]["h_1"], last["pushes"]["h_2"]] == pytest.approx(list(-hidden), abs=1e-7)


def test_no_push_is_minus_zero():
    figure, draw = pass_canvas()
    draw(pass_state(N_STEPS - 1, (-1.0, -1.0), 0, "relu"))  # both units off
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert "[0]" in texts and not any("0.00]" in text for text in texts)


def test_every_formula_against_the_numerical_gradient():
    numerical, candidates = np.array([[0.1, -0.2]]), {"a": np.array([[0.1, -0.2]]), "b": np.array([[-0.1, 0.2]])}
    for ax, (title, values) in zip(layer_figures.formulas(numerical, candidates).axes, candidates.items()):
        assert ax.get_title() == title
        np.testing.assert_array_equal(ax.lines[1].get_data(), [numerical.ravel(), values.ravel()])


def test_the_histogram_counts_every_start():
    ax = layer_figures.final_losses(
        np.array([0.0, 0.01, 0.35, 0.347, 0.348, 0.477]), {"solved": 0.0, "stuck": 0.3466}
    ).axes[0]
    bars = {round(bar.get_x() + bar.get_width() / 2, 3): bar.get_height() for bar in ax.patches if bar.get_height()}
    assert bars == {0.0: 2, 0.35: 3, 0.475: 1}
    assert [line.get_xdata()[0] for line in ax.lines] == [0.0, 0.3466]


def test_the_table_of_units_and_digits():
    means = np.round(np.linspace(-1, 1, 20).reshape(2, 10), 1)
    ax = layer_figures.units_by_digit(means).axes[0]
    digits = [int(label.get_text()) for label in ax.get_xticklabels()]
    assert digits == [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
    texts = np.array([float(text.get_text().replace("−", "-")) for text in ax.texts]).reshape(2, 10)
    np.testing.assert_array_equal(texts, means[:, digits])
    np.testing.assert_array_equal(ax.images[0].get_array(), means[:, digits])


def test_the_images_of_the_digits_and_of_the_weights():
    W, image = np.arange(4 * 784.0).reshape(4, 784) / 784, np.arange(784.0)[::-1]
    figure = layer_figures.digit_units(W, [0.5, -1.5, 1, 2], image, "a 3", [np.s_[2:4, 5:8]])
    axes = figure.axes
    (frame,) = axes[5].patches
    assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((4.5, 1.5), 3, 2) and not axes[0].patches
    sums = W.reshape(4, 28, 28)[:, 2:4, 5:8].sum(axis=(1, 2))
    assert f"columns 5 to 7 they add up to +{sums[0]:.1f}, " in figure.words
    np.testing.assert_array_equal(axes[0].images[0].get_array(), image.reshape(28, 28))
    np.testing.assert_array_equal(axes[5].images[0].get_array(), W[3].reshape(28, 28))
    titles = ["a 3", "unit 1, $w_i$ = +0.5", "unit 2, $w_i$ = −1.5", "unit 3, $w_i$ = +1.0"]
    assert [ax.get_title() for ax in axes[:4]] == titles and not axes[4].images


def test_the_bowl_and_its_two_directions():
    X = np.array([[1.0, 0.9], [-1.0, -0.9], [0.5, 0.7], [-0.5, -0.7]])
    figure = unit_figures.bowl(X, X @ [1.0, 2.0], names=("this", "that"), eta=0.5, start=(1.0, 0.5), n_steps=3)
    ax = figure.axes[0]
    path = np.transpose(ax.lines[0].get_data())
    np.testing.assert_allclose(path[0], (1.0, 0.5))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("weight of this", "weight of that")
    H = X.T @ X / 4
    np.testing.assert_allclose(path[1:] - [1, 2], (path[:-1] - [1, 2]) @ (np.eye(2) - 0.5 * H), atol=1e-12)


def test_the_lines_of_hidden_units_in_the_regions():
    data = layer_widgets.DATA["XOR"]()
    net = unpack(layer_widgets.training("XOR", 2, 6)[1][-1], 2)
    figure = layer_figures.regions({"one": np.array([1.5, -2.0, 0.8]), "two": net}, data, hidden_lines=True)
    dashed = [line for line in figure.axes[1].lines if line.get_label().startswith("$z_")]
    assert len(dashed) == 2 and not any(line.get_label().startswith("$z_") for line in figure.axes[0].lines)
    for i, line in enumerate(dashed):
        x, y = line.get_data()
        np.testing.assert_allclose(net.W[i, 0] * x + net.W[i, 1] * y + net.b[i], 0, atol=1e-9)
    assert {"boundary: P = 1/2", "$z_1 = 0$", "$z_2 = 0$"} <= {
        text.get_text() for text in figure.legends[0].get_texts()
    }


def test_a_slope_and_a_jump_add_up_to_the_logit():
    data = layer_widgets.DATA["moons"]()
    net = Parameters(
        np.array([[-0.83, 0.24], [19.86, 26.52]]), np.array([-0.09, 0.48]), np.array([-39.10, -23.93]), -1.91
    )
    figure = layer_figures.slope_and_jump(net, data)
    first, second, both = figure.axes[1].lines[:3]
    np.testing.assert_allclose(first.get_ydata() + second.get_ydata() - 1.91, both.get_ydata())
    place = np.array([[both.get_xdata()[70], 0.0]])
    assert both.get_ydata()[70] == pytest.approx(forward_matrix(net, place).z2[0])
    assert "changes its sign 3 times" in figure.words


@pytest.mark.parametrize("start", [2, 5, 7])
def test_the_box_at_a_crowd_stands_where_it_covers_nothing(start):
    explorer = layer_widgets.hidden_features()
    explorer.controls["start"].value, explorer.controls["step"].value = start, 70
    state = layer_widgets.features_state("XOR", 2, start, 700)
    right = explorer._redrawer.figure.axes[1]
    (box,) = [text for text in right.texts if text.get_visible()]
    ((center, counts),) = layer_widgets.crowds(state["features"], state["y"], 0.115)
    np.testing.assert_allclose(box.xy, center)
    assert f"{counts[0]} of class 0" in box.get_text()
    assert np.linalg.norm(state["features"] - box.get_position(), axis=1).min() > 0.4
