"""Chapter 4: copies, checkup, conditioning, waiting: what they compute and what they refuse."""

import numpy as np
import pytest

from lecturekit.backprop_in_practice import (
    checkup,
    condition_number,
    copy_of,
    descend,
    four_starts,
    longest_wait,
    pooled,
    steps_to,
    versions,
)
from lecturekit.backprop_in_practice.signals import saturated_fraction
from lecturekit.l_layer import Network

NET = Network([2, 3, 1], phi="tanh", loss="logistic")
RNG = np.random.default_rng(0)
W = RNG.standard_normal(NET.n_params)
X, Y = RNG.standard_normal((6, 2)), np.array([0, 1, 0, 1, 1, 0])


def test_a_copy_is_the_same_function():
    copy = copy_of(NET, W, [2, 0, 1], [1, -1, -1])
    assert not np.allclose(copy, W)
    np.testing.assert_allclose(NET.predict(copy, X), NET.predict(W, X), atol=1e-15)


@pytest.mark.parametrize(
    ("net", "order", "signs", "match"),
    [
        (NET, [0, 0, 1], [1, 1, 1], "order is"),
        (NET, [2, 0, 1], [1, 1, 2], "signs is"),
        (NET, [2, 0, 1], [1, 1], "signs has shape"),
        (Network([2, 3, 1], phi="relu", loss="logistic"), [2, 0, 1], [1, 1, 1], "tanh units"),
    ],
)
def test_what_is_no_copy_is_refused(net, order, signs, match):
    with pytest.raises(ValueError, match=match):
        copy_of(net, W, order, signs)


def test_a_checkup_by_hand():
    look = checkup(NET, W, X, Y, eta=0.3)
    gradient = NET.grad(W, X, Y)
    assert look.loss == NET.loss(W, X, Y)
    assert look.ratios[0] == pytest.approx(0.3 * np.linalg.norm(gradient[:6]) / np.linalg.norm(W[:6]))
    assert look.idle == [0.0] and look.directions == [2, 1]


def test_descend_is_gradient_descent_and_leaves_its_start_alone():
    before = W.copy()
    end, losses = descend(NET, W, X, Y, eta=0.3, n_steps=2)
    w = W - 0.3 * NET.grad(W, X, Y)
    assert losses[1] == pytest.approx(NET.loss(w, X, Y))
    np.testing.assert_allclose(end, w - 0.3 * NET.grad(w, X, Y), atol=1e-14)
    np.testing.assert_array_equal(W, before)


def test_pooled_pixels_are_means_of_four():
    image = np.zeros((28, 28))
    image[2:4, 4:6] = [[4, 8], [0, 12]]
    assert pooled(image.reshape(1, 784)).reshape(14, 14)[1, 2] == 6.0
    with pytest.raises(ValueError, match="images has shape"):
        pooled(np.zeros((1, 100)))


def test_four_starts_share_one_draw():
    net = Network([4, 3, 2], phi="relu", loss="multiclass")
    (w, A), (same, raw), (small, _), (equal, _) = four_starts(net, np.arange(8.0).reshape(2, 4), RNG).values()
    np.testing.assert_array_equal(w, same)
    np.testing.assert_allclose(small * 15, w)
    assert raw.max() == 7 and A.std() == pytest.approx(1) and set(equal) == {0.0, 0.05}


def test_condition_number_of_standardized_uncorrelated_columns_is_one():
    columns = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]) * [3, 0.1] + [5, 0]
    found = {name: condition_number(A) for name, A in versions(columns).items()}
    assert found["standardized"] == pytest.approx(1) and found["only centered"] == pytest.approx(900)
    assert found["raw"] > found["only centered"]


def test_longest_wait_and_first_step_below():
    losses = [4, 3, 2, 2, 1.99, 1.98, 1, 1, 0.5, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4]
    assert longest_wait(losses) == (2, 5)
    assert steps_to(losses, 1.99) == 5 and steps_to(losses, 0) is None


def test_a_slope_of_exactly_the_threshold_is_not_saturated():
    z = np.array([0.0, 1.0])  # the slope of leaky ReLU: 0.01 and 1
    assert saturated_fraction("leaky_relu", -np.ones(1), threshold=0.01) == 0.0
    assert saturated_fraction("leaky_relu", -np.ones(1), threshold=0.0101) == 1.0
    assert saturated_fraction("sigmoid", z, threshold=np.nextafter(1.0, 0)) == 0.5
