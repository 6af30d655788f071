"""What replies and praises of chapter 2's exercises say beyond the answer itself."""

from dataclasses import replace

import numpy as np
import pytest

from lecturekit.checks import check
from lecturekit.checks.registry import find_exercise
from lecturekit.datasets import make_moons
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.exercises import experiments
from lecturekit.two_layer.exercises.experiments import TURN, moons_from
from lecturekit.two_layer.network import descend, forward_matrix, mean_loss
from lecturekit.two_layer.parameters import unpack
from lecturekit.two_layer.pass_steps import XOR


def wrong(name, answer):
    return next(each.answer for each in find_exercise(name).wrong if each.name == answer)


def test_the_logit_of_2_3_is_a_whole_number_and_unit_2_is_off():
    z = np.array([[2.0, -1.0], [-1.0, 1.0]]) @ [2.0, 1.0]
    assert z.tolist() == [3.0, -1.0] and np.array([1.5, -2.0]) @ np.maximum(z, 0) + 0.5 == 5.0


def test_networks_of_2_6():
    logits = {
        name: forward_matrix(np.asarray(wrong("2.6", name), float), XOR.X, "relu").z2
        for name in ("no threshold", "XNOR", "OR")
    }
    assert np.sum(logits["no threshold"] == 0) == 2
    assert np.all((logits["XNOR"] > 0) != (XOR.y == 1))
    assert np.all((logits["OR"] > 0) == (XOR.X.max(axis=1) > 0))


@pytest.mark.parametrize("seed", range(5))
def test_a_unit_that_is_silent_or_switched_off(seed):
    rng = np.random.default_rng(seed)
    W, b, w, X, y = rng.normal(size=(2, 3)), np.zeros(2), np.array([0.0, 1.0]), rng.normal(size=(6, 3)), [0, 1] * 3
    slopes = [
        numerical_gradient(lambda part: mean_loss(make(part), X, np.array(y)), part)
        for part, make in ((W, lambda W: (W, b, w, 0.1)), (w, lambda w: (W, b, w, 0.1)))
    ]
    assert np.abs(slopes[0][0]).max() == 0 and abs(slopes[1][0]) > 1e-4
    off, on = np.array([-50.0, 0.0]), np.array([0.7, 1.0])
    for part, make in ((W, lambda W: (W, off, on, 0.1)), (on, lambda on: (W, off, on, 0.1))):
        assert (
            np.abs(numerical_gradient(lambda part: mean_loss(make(part), X, np.array(y), "relu"), part)[0]).max() == 0
        )


@pytest.mark.parametrize("seed", range(5))
def test_starts_for_the_moons(seed):
    moons = make_moons(120, np.random.default_rng(seed), noise=0.12)
    moons = replace(moons, X=moons.X @ TURN)
    zero = descend(np.zeros(9), moons.X, moons.y, eta=1.0, n_steps=50)[-1]
    assert np.flatnonzero(zero).tolist() in ([8], [])  # with as many points of both classes not even that
    equal = unpack(descend(np.array(wrong("2.9", "two equal units")), moons.X, moons.y, eta=1.0, n_steps=200)[-1], 2)
    np.testing.assert_allclose(equal.W[0], equal.W[1], atol=1e-9)
    share = moons_from(wrong("2.9", "one unit for each input"), np.random.default_rng(seed))["points right"]
    line = 100 * np.mean((forward_matrix_of_a_line(moons) > 0) == moons.y)
    assert share < 96 and share - line < 6
    solution = moons_from(find_exercise("2.9").solution, np.random.default_rng(seed))["points right"]
    assert solution > share


def test_the_units_of_the_chapters_picture_do_not_serve_the_turned_moons():
    W, w = np.array([[-0.83, 0.24], [19.86, 26.52]]), np.array([-39.10, -23.93])
    for size in (14, 20, 40):
        copied = np.concatenate([W.ravel() / size, np.array([-0.09, 0.48]) / size, w / size, [-1.91 / size]])
        assert moons_from(copied, np.random.default_rng(1))["points right"] < 96
    turned = (
        np.concatenate([(W @ TURN).ravel(), np.array([-0.09, 0.48]), w, [-1.91]]) / 14
    )  # nearly as large as is allowed
    assert moons_from(turned, np.random.default_rng(1))["points right"] >= 96


def forward_matrix_of_a_line(moons):
    """The logits of the best single unit that descent finds."""
    from lecturekit.single_unit import logistic
    from lecturekit.single_unit.unit import descend as train

    end = train(logistic, np.zeros(2), moons.X, moons.y, eta=1.0, n_steps=2000)[-1]
    return moons.X @ end[:-1] + end[-1]


@pytest.mark.parametrize("seed", range(4))
def test_the_middle_of_2_8_is_far_from_the_sum(seed):
    def losses(rng, middle=lambda w, v: w + v):
        one = experiments.solved(rng)
        other = experiments.exchanged(one)
        return [float(mean_loss(w, XOR.X, XOR.y)) for w in (one, other, middle(one, other))]

    loss, _, high = losses(np.random.default_rng(seed))
    middle = losses(np.random.default_rng(seed), lambda w, v: (w + v) / 2)[2]
    assert middle < -0.6 * np.log(loss) and high > -0.85 * np.log(loss)
    assert seed or check("2.8", losses).diagnosis == "the sum"
