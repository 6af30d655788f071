"""Chapter 3: what its widgets compute and what its figures show."""

import numpy as np
import pytest

from lecturekit.figures import digits
from lecturekit.l_layer import figures, many_layers, widgets
from lecturekit.l_layer.message_passing import layer_jacobians
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.gradient_check import compare_gradients, numerical_gradient
from lecturekit.single_unit.losses import multiclass


@pytest.fixture
def reader():
    """A random network of the shape that the tour wants, and images of two classes."""
    rng = np.random.default_rng(0)
    net = Network([784, 12, 9, 3], phi="softplus", loss=multiclass)
    return net, net.init(rng), rng.random((5, 784)), np.array([0, 2, 1, 0, 2])


def artists(figure, kind):
    """All artists of that kind in a figure's axes, in order."""
    return [artist for ax in figure.axes for artist in getattr(ax, kind)]


def test_the_tour_leaves_an_unpushed_image_as_it_is(reader):
    net, w, X, y = reader
    state = widgets.tour_state(net, w, X[0], y[0])
    np.testing.assert_array_equal(state["x"], X[0])
    np.testing.assert_allclose(state["p"], net.predict(w, X[:1])[0])
    assert [len(x) for x in state["hidden"]] == [12, 9]


def test_the_saliency_is_the_derivative_of_the_true_logit(reader):
    net, w, X, y = reader
    state = widgets.tour_state(net, w, X[1], y[1])
    truth = numerical_gradient(lambda x: net.logits(w, x[None])[0, y[1]], X[1])
    assert compare_gradients(state["saliency"], truth, 1e-6)


def test_a_push_moves_every_pixel_by_its_strength_inside_the_range_and_lowers_the_logit(reader):
    net, w, X, y = reader
    x = 0.25 + 0.5 * X[2]
    state = widgets.tour_state(net, w, x, y[2], strength=0.05)
    np.testing.assert_allclose(np.abs(state["x"] - x), 0.05)
    assert net.logits(w, state["x"][None])[0, y[2]] < net.logits(w, x[None])[0, y[2]]
    pushed = widgets.tour_state(net, w, np.zeros(784), y[2], strength=0.3)["x"]
    assert pushed.min() == 0.0 and pushed.max() == 0.3


def test_the_tour_keeps_float32(reader):
    net = Network([784, 6, 4, 3], phi="relu", loss=multiclass, dtype=np.float32)
    x = np.full(784, 0.5, np.float32)
    state = widgets.tour_state(net, net.init(np.random.default_rng(1)), x, 1, strength=0.1)
    assert state["x"].dtype == np.float32


@pytest.mark.parametrize("layer", range(1, 7))
def test_the_message_below_is_the_transposed_jacobian_times_the_message_above(layer):
    state = many_layers.message_state(layer, "tanh", 1.5)
    below, above = (column[~np.isnan(column)] for column in state["messages"].T[[layer - 1, layer]])
    net, w, x = many_layers.deep_network("tanh", 1.5)
    np.testing.assert_allclose(layer_jacobians(net, w, x)[layer - 1].T @ above, below)
    assert state["norms"][layer] == pytest.approx(np.linalg.norm(above))


def test_messages_through_sigmoids_shrink_at_least_by_the_slope_and_the_matrix():
    net, w, _ = many_layers.deep_network("sigmoid", 1.0)
    norms = many_layers.message_state(1, "sigmoid", 1.0)["norms"]
    for l, (W, _) in enumerate(net.views(w)[:-1], start=1):
        assert norms[l - 1] <= 0.25 * np.linalg.norm(W, 2) * norms[l] * (1 + 1e-12)


def messages_panels(figure):
    """The panels of the message and of its size."""
    names = {"message": "unit", "size": "size of the message"}
    return {key: next(ax for ax in figure.axes if ax.get_ylabel() == name) for key, name in names.items()}


def test_the_messages_figure_shows_the_numbers_it_is_given():
    figure, draw = figures.messages_canvas(8, 6)
    state = many_layers.message_state(4, "relu", 2.0)
    draw(state)
    panels = messages_panels(figure)
    shown = panels["message"].images[0].get_array().filled(np.nan)
    passed = shown * np.nanmax(np.abs(state["messages"]), axis=0)
    np.testing.assert_allclose(passed[:, 3:], state["messages"][:, 3:])
    assert np.isnan(passed[:, :3]).all(), "layers that the message has not reached"
    (frame,) = panels["message"].patches
    assert [frame.get_x(), frame.get_width()] == [2.5, 2], "around layers 3 and 4"
    *earlier, sizes, step = panels["size"].lines
    assert not any(len(line.get_xdata()) for line in earlier)
    assert list(sizes.get_xdata()) == [3, 4, 5, 6], "no size where the message has not been"
    np.testing.assert_allclose(10 ** sizes.get_ydata(), state["norms"][3:])
    assert list(step.get_xdata()) == [4, 3]
    np.testing.assert_allclose(10 ** step.get_ydata(), state["norms"][[4, 3]])
    assert "layer 4 to 3" in panels["message"].get_title()


def test_runs_of_the_messages_that_are_kept_stay_in_the_picture_with_their_names():
    figure, draw = figures.messages_canvas(8, 6)
    runs = [
        many_layers.message_state(layer, phi, 1.0)
        for layer, phi in ((1, "tanh"), (3, "identity"), (1, "relu"), (6, "softplus"))
    ]
    draw(many_layers.message_state(1, "sigmoid", 4.0), runs)
    panel = messages_panels(figure)["size"]
    for line, run in zip(panel.lines, runs):
        np.testing.assert_allclose(10 ** line.get_ydata(), run["norms"][run["layer"] - 1 :])
    texts = [text.get_text() for text in panel.texts]
    assert texts[:3] == ["sigmoid, weights × 4", "tanh, weights × 1", "identity, weights × 1"]
    highest = max(line.get_ydata().max() for line in panel.lines)
    to_axes = panel.transData + panel.transAxes.inverted()
    assert to_axes.transform((0, highest))[1] < 0.97 - 3 * 0.12, "no name lies on a curve"
    draw(many_layers.message_state(1, "sigmoid", 4.0))
    assert not any(text.get_text() for text in panel.texts)


def test_the_tour_figure_marks_a_wrong_answer(reader):
    net, w, X, y = reader
    figure, draw = figures.tour_canvas((12, 9), ["zero", "one", "two"])
    state = widgets.tour_state(net, w, X[0], y[0])
    outcome = next(ax for ax in figure.axes if ax.patches)
    draw({**state, "truth": state["predicted"]})
    assert "right" in outcome.get_title() and not any(bar.get_hatch() for bar in outcome.patches)
    draw({**state, "truth": (state["predicted"] + 1) % 3})
    assert "WRONG" in outcome.get_title()
    hatched = [bar for bar in outcome.patches if bar.get_hatch()]
    assert [bar.get_width() for bar in hatched] == [state["p"].max()]
    assert hatched[0].get_edgecolor() != hatched[0].get_facecolor(), "the hatch has the color of the edge"
    np.testing.assert_allclose([bar.get_width() for bar in outcome.patches], state["p"])
    with pytest.raises(ValueError, match="hidden layers"):
        figures.tour_canvas((12,), ["zero"])


def test_the_tour_shows_the_image_the_message_and_every_hidden_value(reader):
    net, w, X, y = reader
    figure, draw = figures.tour_canvas((12, 9), ["zero", "one", "two"])
    state = widgets.tour_state(net, w, X[0], y[0], strength=0.1)
    draw(state)
    shown = sorted((image.get_array().ravel() for image in artists(figure, "images")), key=len)
    for image, values in zip(shown[:2], state["hidden"][::-1]):
        np.testing.assert_allclose(image, values)
    assert all(any(np.allclose(image, values) for image in shown[2:]) for values in (state["x"], state["saliency"]))


def test_the_tour_wants_images_with_their_classes(reader):
    net, w, X, y = reader
    with pytest.raises(ValueError, match=r"X has shape \(784,\), expected \(any, 784\)"):
        widgets.tour(net, w, X[0], y)
    with pytest.raises(ValueError, match=r"y has shape \(4,\), expected \(5,\)"):
        widgets.tour(net, w, X, y[:4])


def test_the_drawing_says_the_shapes_of_every_matrix():
    figure = figures.architecture([784, 20, 3])
    texts = " ".join(text.get_text() for text in artists(figure, "texts"))
    assert "20×784" in texts and "3×20" in texts and "784 units" in texts


def test_the_confusion_table_shows_every_count():
    counts = np.array([[50, 0, 2], [1, 40, 0], [0, 7, 30]])
    figure = digits.confusion(counts, ["a", "b", "c"])
    shown = {text.get_position()[::-1]: int(text.get_text()) for text in figure.axes[0].texts}
    assert shown == {(i, j): counts[i, j] for i, j in np.ndindex(3, 3) if counts[i, j]}
    assert "120 of 130 right" in figure.axes[0].get_title()
    with pytest.raises(ValueError, match=r"counts has shape \(3, 3\), expected \(2, 2\)"):
        digits.confusion(counts, ["a", "b"])


def test_a_grid_of_digits_shows_the_pixels_row_by_row():
    images = np.random.default_rng(0).random((3, 16))
    figure = digits.digit_grid(images, ["p", "q", "r"], n_columns=2)
    assert [len(ax.images) for ax in figure.axes] == [1, 1, 1, 0]
    np.testing.assert_array_equal(figure.axes[2].images[0].get_array(), images[2].reshape(4, 4))
    assert figure.axes[1].get_title() == "q"
    with pytest.raises(ValueError, match=r"images has shape \(16,\), expected 2 dimension"):
        digits.digit_grid(images[0])


def test_the_comparison_of_jacobians_states_the_errors():
    truth = np.eye(3)
    figure = figures.jacobians_compared(truth, {"right": truth, "wrong": -truth})
    titles = [ax.get_title() for ax in figure.axes]
    assert "error 0%" in titles[1] and "error 100%" in titles[2]
    assert "wrong has a relative error of 100%" in figure.words


def test_message_sizes_are_drawn_as_given():
    figure = figures.message_sizes({"one": [0.1, 1.0], "two": [10.0, 1.0]})
    assert [list(line.get_ydata()) for line in figure.axes[0].lines] == [[0.1, 1.0], [10.0, 1.0]]


@pytest.mark.parametrize("unit", [1, 2])
def test_a_step_of_the_message_is_a_product_with_w_transposed(unit):
    W, slope, message = np.array([[0.5, -1.0], [2.0, 0.4], [-1.0, 0.8]]), np.array([0.9, 0.5, 1.0]), [1.0, 3.0, -0.5]
    figure = figures.message_step(W, slope, message, unit)
    total = (W.T @ (slope * message))[unit - 1]
    assert figure.words.endswith(f"their sum is {total:g}.")
    drawn = [text.get_text().replace("−", "-") for text in artists(figure, "texts")]
    assert f"their sum:\n{total:.3g}" in drawn
    products = [text.split(" = ")[1] for text in drawn if " = " in text]
    np.testing.assert_allclose([float(product) for product in products], slope * message * W[:, unit - 1])


def test_a_step_of_the_message_wants_a_slope_and_a_message_for_each_unit_above():
    with pytest.raises(ValueError, match=r"slope has shape \(2,\), expected \(3,\)"):
        figures.message_step(np.ones((3, 2)), np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="unit is 3, expected"):
        figures.message_step(np.ones((3, 2)), np.ones(3), np.ones(3), unit=3)
