"""The pass shown number by number: its numbers are the true ones, and its texts fit into the picture."""

from itertools import product

import numpy as np
import pytest

from lecturekit.figures import to_png
from lecturekit.single_unit.activations import get_activation
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.figures.network_pass import pass_canvas
from lecturekit.two_layer.network import mean_loss
from lecturekit.two_layer.parameters import pack
from lecturekit.two_layer.pass_steps import N_STEPS, START, pass_state, steps
from lecturekit.two_layer.widgets import CORNERS, features_state

IN_ORDER = ["w11", "w12", "w21", "w22", "b1", "b2", "w1", "w2", "b_out"]
SETTINGS = list(product(CORNERS.values(), (0, 1), ("tanh", "relu", "sigmoid")))


@pytest.mark.parametrize("x, y, phi", SETTINGS, ids=str)
def test_pushes_are_minus_the_numerical_gradient(x, y, phi):
    def loss(v):
        return mean_loss(v, np.array([x]), np.array([y]), get_activation(phi))

    state = pass_state(N_STEPS - 1, x, y, phi)
    slopes = numerical_gradient(loss, pack(START))
    np.testing.assert_allclose([state["pushes"][key] for key in IN_ORDER], -slopes, atol=1e-8)
    assert state["values"]["loss"] == pytest.approx(loss(pack(START)))


@pytest.mark.parametrize("x, y, phi", SETTINGS, ids=str)
def test_each_formula_ends_in_the_number_that_becomes_known(x, y, phi):
    for step in steps(x, y, phi)[1:-1]:
        new = list({**step.values, **step.pushes}.values())[-1]
        shown = float(step.formula.split("=")[-1].replace("−", "-"))
        assert shown == pytest.approx(new, abs=0.0051)


def test_every_number_becomes_known_exactly_once():
    found = [key for step in steps((1.0, -1.0), 1) for key in (*step.values, *(f"push {key}" for key in step.pushes))]
    assert len(found) == len(set(found))
    assert {f"push {key}" for key in IN_ORDER} <= set(found)


def test_texts_stay_inside_the_picture():
    figure, draw = pass_canvas()
    to_png(figure)
    for x, y, phi in SETTINGS[::11]:
        for k in range(N_STEPS):
            draw(pass_state(k, x, y, phi))
            boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
            assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)


@pytest.mark.parametrize("n_units", [2, 3, 4])
def test_the_cut_in_hidden_space_is_the_output_units_decision(n_units):
    state = features_state("moons", n_units, start=1, step=200)
    (a, b), points = state["split"], state["features"]
    side = (b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0])
    hidden = np.tanh(state["X"] @ state["params"].W.T + state["params"].b)
    logits = hidden @ state["params"].w + float(state["params"].b2)
    agreement = np.mean((side > 0) == (logits > 0))
    assert agreement in (0.0, 1.0)  # one side for each answer, whichever way the cut is drawn
    assert state["accuracy"] == np.mean((logits > 0) == state["y"])
