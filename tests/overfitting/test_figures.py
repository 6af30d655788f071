"""Chapter 8's figures draw what they are given."""

import numpy as np
import pytest
from drawn import values

from lecturekit.overfitting import figures, penalized_minima, unit_posterior, widgets


def test_where_each_error_crosses_the_level():
    errors = {"a": [0.5, 0.2, 0.04, 0.06, 0.01], "b": [0.9, 0.5, 0.3, 0.2, 0.049], "c": [0.9, 0.9, 0.8, 0.9, 0.9]}
    figure = figures.memorizing(errors, 0.05)
    a, b, c, level, first, second = values(figure)[0]
    assert [list(each) for each in (a, b, c)] == list(errors.values()) and set(level) == {0.05}
    dots = [line.get_xdata() for line in figure.axes[0].lines[-2:]]
    assert [list(x) for x in dots] == [[3], [5]] and list(first) == list(second) == [0.05]
    assert {"epoch 3", "epoch 5"} <= {text.get_text() for text in figure.axes[0].texts}
    assert "below 5% from epoch 3 on" in figure.words and "below 5% from epoch 5 on" in figure.words


def test_what_is_kept_lies_on_its_curve():
    lams = np.array([0.0, 0.25])
    A, y, minima = penalized_minima(lams)
    figure = figures.loss_and_penalty(A, y, lams, minima, 1)
    curve, flat, steep = figure.axes[3].lines
    h = np.linalg.eigvalsh(A.T @ A / len(y))
    assert [line.get_xdata()[0] for line in (flat, steep)] == pytest.approx(list(h))
    for line in (flat, steep):
        (x,), (part,) = line.get_data()
        assert part == pytest.approx(x / (x + 0.25))
    np.testing.assert_allclose(curve.get_ydata(), curve.get_xdata() / (curve.get_xdata() + 0.25))


def test_the_legend_of_several_panels_stands_in_a_corner_of_its_own():
    x = np.linspace(-3, 3, 5)
    figure = figures.too_little_too_much(
        x, {0.1: np.sin(x) + np.eye(5)[:2], 1.0: 0 * np.eye(5)[:2], 2.0: np.eye(5)[:2]}
    )
    *panels, corner = figure.axes
    assert len(panels) == 3 and not corner.axison and corner.get_legend() is not None
    assert not any(ax.get_legend() for ax in panels)


def test_the_numbers_at_the_right_edge_are_those_of_the_two_lines():
    figure, draw = figures.posterior_canvas(widgets.WEIGHTS, widgets.BIASES)
    found = unit_posterior(6)
    draw(found)
    texts = [text.get_text() for text in figure.axes[1].texts]
    assert (
        texts == [f"at x = 8: {found['single'][-1]:.3f}", f"{found['average'][-1]:.3f}"] == ["at x = 8: 1.000", "0.981"]
    )


def test_the_output_is_none_of_the_units_that_may_drop():
    figure, draw = figures.masks_canvas((4, 7, 7, 1))
    state = widgets.subnetworks(0.5, 1)
    draw(state)
    kept = sum(int(mask.sum()) for mask in state["masks"])
    assert figure.axes[0].get_title() == f"{kept} of the 18 that may drop are kept"
