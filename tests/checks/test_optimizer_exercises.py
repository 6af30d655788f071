"""Exercises of chapters 5 and 6: right answers in other styles pass, wrong ones outside the banks are told why."""

import numpy as np
import pytest

from lecturekit.checks import check
from lecturekit.sgd import Momentum, Nesterov, minimum, one_unit, two_measurements
from lecturekit.training import GradientDescent, train


def step_point_by_point(w, X, y, B, eta):
    return list(w - eta * sum((X[i] @ w - y[i]) * X[i] for i in B) / len(B))


def two_steps_in_order(w, g1, g2, lr, beta):
    v1 = g1
    v2 = beta * v1 + g2
    return 1 - beta, lr / (1 - beta), w - lr * v1, w - lr * v1 - lr * v2, v2


def clipped_by_a_factor(g, c):
    return np.asarray(g) * min(1.0, c / np.linalg.norm(g))


def floors_in_words(rng):
    found = {}
    for name, optimizer in (("heavy ball", Momentum(0.2, gamma=0.1)), ("gradient descent", GradientDescent(0.02))):
        w, levels = minimum()[1].copy(), []
        for _ in train(one_unit(), w, two_measurements(), optimizer, batch_size=16, n_epochs=80, rng=rng):
            levels.append(one_unit().loss(w, *two_measurements()) - minimum()[0])
        found[name] = np.mean(levels[20:])
    return found


def in_batches_of_16():
    return Nesterov(lambda t: 0.7 if t < 300 else 0.7 * (565 - t) / 265, gamma=0.1), np.int64(16)


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
        ("5.1", np.array([3200.0, 1231.0])),
        ("5.2", step_point_by_point),
        ("5.3", ((np.full(9, 0.5), 1), clipped_by_a_factor)),
        ("5.5", floors_in_words),
        ("5.6", two_steps_in_order),
        ("5.7", {0.01: 500, 0.03: 130, 0.1: 60, 0.3: 300, 1.0: 1000}),
        ("5.8", lambda gamma, h: (1 / (2 * gamma - 3), (4 - 2 * gamma) / ((3 - 2 * gamma) * gamma * h))),
        ("5.11", in_batches_of_16),
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
    verdict = check("6.3", adam_in_place)
    assert verdict.status == "wrong" and "changed its argument `w` in place" in verdict.message


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        ("5.1", 3200, "expected an array of shape (2,)"),
        ("5.3", ((np.array([3.0, 4.0]), 1.0), clipped_by_a_factor), "the given code is right"),
        ("5.3", ((np.array([0.8, 0.8]), -1.0), clipped_by_a_factor), "a length above 0"),
        ("5.3", ((np.array([0.8, 0.8]), 1.0), lambda g, c: g), "the repair ✗"),
        ("5.5", lambda rng: (1e-4, 5e-4), "exactly the same numbers"),
        ("5.5", lambda rng: (1.0 + rng.random(), 9.0 + rng.random()), "Subtract the loss at the minimum"),
        ("5.6", lambda w, g1, g2, lr, beta: (1 - beta, lr, w, w, g2), "eta ✗"),
        ("5.6", lambda w, g1, g2, lr, beta: (1 - beta, lr / (1 - beta)), "5"),
        ("5.7", [460, 150, 56, 270], "Expected 5 heights"),
        ("5.7", [460, 150, 100, 270, 920], "gamma = 0.1: ✗ too high"),
        ("5.8", lambda gamma, h: {"q": -1 / (3 - 2 * gamma), "eta": 2 / h}, "eta ✗"),
        ("5.11", lambda: Nesterov(0.3, gamma=0.1), "an optimizer and a batch size"),
        ("5.11", lambda: (Nesterov(0.3, gamma=0.1), 0), "from 1 to 3000"),
        ("5.11", lambda: (GradientDescent(0.05), 32), "That is still far up"),
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
