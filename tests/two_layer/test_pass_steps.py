"""The pass shown number by number: its numbers are the true ones, and its texts fit into the picture."""

from itertools import product

import numpy as np
import pytest

from lecturekit.figures import to_png
from lecturekit.single_unit.activations import get_activation
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.figures.hidden_space import crowds
from lecturekit.two_layer.figures.network_pass import pass_canvas
from lecturekit.two_layer.network import mean_loss
from lecturekit.two_layer.parameters import pack
from lecturekit.two_layer.pass_steps import ETA, N_STEPS, START, pass_state, steps
from lecturekit.two_layer.widgets import ALL, CORNERS, LAST, POINT, features_state, learning_state

IN_ORDER = ["w_11", "w_12", "w_21", "w_22", "b_1", "b_2", "w_1", "w_2", "b_out"]
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


@pytest.mark.parametrize("k", range(1, N_STEPS - 1))
def test_a_question_names_what_is_wanted_and_does_not_answer_it(k):
    asked, told = pass_state(k, asking=True), pass_state(k)
    new = {key for key in told["values"] if key not in asked["values"]}
    new |= {key for key in told["pushes"] if key not in asked["pushes"]}
    assert asked["wanted"] == asked["active"] == new != set()
    assert asked["title"] == told["title"] and "=" not in asked["formula"]


def test_every_number_is_asked_for_and_then_shown():
    states = [learning_state(number) for number in range(LAST + 1)]
    known = [len(state["values"]) + len(state["pushes"]) for state in states]
    assert all(after > before for before, after in zip(known[1:-1:2], known[2:-1:2]))
    assert all(after == before for before, after in zip(known[:-1:2], known[1:-1:2]))
    assert not states[0]["wanted"] and not states[-1]["wanted"]
    assert len(states[-1]["pushes"]) == 14


@pytest.mark.parametrize("learns", [POINT, ALL])
def test_the_steps_of_descent_follow_the_pushes(learns):
    before, after = (learning_state(LAST, descent=t, learns=learns) for t in (2, 3))
    corners = CORNERS.items() if learns == ALL else [("(+1, −1)", None)]
    labels = {name: int(x[0] * x[1] < 0) for name, x in CORNERS.items()}
    pushes = [learning_state(LAST, 2, x=name, y=labels[name], learns=learns)["pushes"] for name, _ in corners]
    for key in IN_ORDER:
        mean = np.mean([each[key] for each in pushes])
        assert after["values"][key] - before["values"][key] == pytest.approx(ETA * mean, abs=1e-12)


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


@pytest.mark.parametrize("n_units", [2, 3])
def test_hidden_space_is_colored_by_the_output(n_units):
    state = features_state("XOR", n_units, start=6, step=300)
    (low, high), _ = state["limits"]
    place = np.linspace(low, high, len(state["hidden_grid"]))[30]
    w, b2 = state["params"].w, float(state["params"].b2)
    logit = w @ [place, place] + b2 if n_units == 2 else np.linalg.norm(w) * place
    assert state["hidden_grid"][30, 30] == pytest.approx(1 / (1 + np.exp(-logit)))


def test_crowds_are_spots_of_both_classes():
    rng = np.random.default_rng(0)
    spot = np.array([0.9, 0.9]) + 0.001 * rng.normal(size=(40, 2))
    features = np.vstack([spot, rng.uniform(-1, 0.5, size=(40, 2))])
    labels = np.arange(80) % 2
    ((center, counts),) = crowds(features, labels, 0.1)
    assert counts == (20, 20) and center == pytest.approx([0.9, 0.9], abs=0.01)
    assert crowds(features, (np.arange(80) >= 40).astype(int), 0.1) == []
