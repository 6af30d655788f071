"""Exercises of chapters 5 and 6: right answers in other styles pass, wrong ones outside the banks are told why."""

import numpy as np
import pytest

from lecturekit.checks import check


def batches_as_lists(n, batch_size, rng):
    order, parts = list(range(n)), []
    rng.shuffle(order)
    while order:
        parts.append(order[:batch_size])
        order = order[batch_size:]
    return parts


def batches_one_by_one(n, batch_size, rng):
    order = rng.permutation(n)
    for first in range(0, n, batch_size):
        yield order[first : first + batch_size]


def heavy_ball_in_place(w, w_before, g, eta, gamma):
    w += (1 - gamma) * (w - w_before) - gamma * eta * g
    return w


def nesterov_as_list(w, w_before, gradient, eta, gamma):
    ahead = w + (1 - gamma) * (w - w_before)
    return list(ahead - gamma * eta * gradient(ahead))


def adam_in_place(w, g, m, v, t, eta, beta1, beta2, eps):
    m += (1 - beta1) * (g - m)
    v += (1 - beta2) * (g * g - v)
    w -= eta * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps)
    return [w, m, v]


def adagrad_entry_by_entry(w, g, G, eta, eps):
    G = [old + slope**2 for old, slope in zip(G, g)]
    return [each - eta * slope / (total + eps) ** 0.5 for each, slope, total in zip(w, g, G)], G


@pytest.mark.parametrize(
    "exercise, answer",
    [
        ("5.1", batches_as_lists),
        ("5.1", batches_one_by_one),
        ("5.3", [1.6, 1.26]),
        ("5.3", np.array([1.6, 24 / 19])),
        (
            "5.5",
            lambda w, w_before, g, eta, gamma: (w - gamma * eta * g + (1 - gamma) * (w - w_before)).astype(np.float32),
        ),
        ("5.8", nesterov_as_list),
        ("5.10", lambda epoch: [4, 6, 9, 13, 20, 30, 45, 68, 102, 153, 230, 345][epoch - 1]),
        ("6.1", adagrad_entry_by_entry),
        ("6.1", lambda w, g, G, eta, eps: np.array([w - eta * g / np.sqrt(G + g * g + eps), G + g * g])),
        ("6.6", tuple([0.0] * 3000 + [-2.0] * 4)),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)[:20]),
)
def test_right_in_another_style(exercise, answer):
    verdict = check(exercise, answer)
    assert verdict.status == "correct", verdict


def test_a_step_that_changes_its_arguments_is_told_so():
    for exercise, answer in (("5.5", heavy_ball_in_place), ("6.3", adam_in_place)):
        verdict = check(exercise, answer)
        assert verdict.status == "wrong" and "changed its argument `w` in place" in verdict.message


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        (
            "5.1",
            lambda n, size, rng: np.split(np.random.permutation(n), range(size, n, size)),
            "generators of the same seed",
        ),
        (
            "5.1",
            lambda n, size, rng: np.split(np.roll(np.arange(n), rng.integers(1, n)), range(size, n, size)),
            "neighbors stay together",
        ),
        ("5.1", lambda n, size, rng: np.split(np.arange(n)[::-1], range(size, n, size)), "neighbors stay together"),
        ("5.5", lambda w, w_before, g, eta, gamma: float(w[0]), "an array of shape (3,), got"),
        ("5.5", lambda w, w_before, g, eta, gamma: (w, w_before), "an array of shape (3,), got"),
        ("5.5", lambda w, w_before, g, eta, gamma: w[:, None], "got an array of shape (3, 1)"),
        (
            "5.5",
            lambda w, w_before, g, eta, gamma: w + (1 - gamma) * (w - w_before) - 2 * gamma * eta * g,
            "`g` comes in twice as large",
        ),
        ("5.8", lambda w, w_before, gradient, eta, gamma: "ahead", "got the text 'ahead'"),
        (
            "5.8",
            lambda w, w_before, gradient, eta, gamma: w - gamma * eta * gradient(w),
            "`w` in the place of `w_before`",
        ),
        ("5.10", lambda epoch: 1, "so few points in a batch"),
        ("5.10", lambda epoch: 32, "too few steps"),
        ("6.1", lambda w, g, G, eta, eps: w, "Expected 2 values (w, G)"),
        ("6.1", lambda w, g, G, eta, eps: (w, G.sum()), "`G`: expected an array of shape (4,), got a single number"),
        ("6.1", lambda w, g, G, eta, eps: (w, list("abcd")), "w ✗  G ✗"),
        ("6.1", lambda w, g, G, eta, eps: (w - eta * g, G + g**2), "w ✗  G ✓"),
        ("6.3", lambda w, g, m, v, t, eta, beta1, beta2, eps: (w, m), "Expected 3 values (w, m, v)"),
        ("6.6", [1.0, 2.0] * 30, "more than 3.2 is wanted"),
    ],
)
def test_wrong_outside_the_bank_is_told_why(exercise, answer, words):
    verdict = check(exercise, answer)
    assert verdict.status == "wrong", verdict
    assert words in verdict.message, verdict
    assert "Traceback" not in verdict.message and "object has no attribute" not in verdict.message


def test_the_returned_state_counts_too():
    verdict = check("6.1", lambda w, g, G, eta, eps: (w - eta * g / np.sqrt(G + g**2 + eps), G))
    assert "w ✓  G ✗" in verdict.message and "Your result is `G` itself" in verdict.message
    assert (
        check("6.1", lambda w, g, G, eta, eps: (w - eta * g / np.sqrt(G + g**2 + eps), G + g**2 + eps)).status
        == "wrong"
    )
