"""Exercises of chapters 5 and 6: right answers in other styles pass, wrong ones outside the banks are told why."""

import numpy as np
import pytest

from lecturekit.adaptive_lr import Adam
from lecturekit.checks import check
from lecturekit.sgd import Momentum, Nesterov, minimum, one_unit, two_measurements
from lecturekit.training import GradientDescent, train


def draw_by_draw(w, X, y, B, q, eta):
    return np.mean([w - eta * (X[i] @ w - y[i]) * X[i] / (q[i] * len(q)) for i in B], axis=0)


def clipped_row_by_row(G, c):
    return [sum(column) / len(G) for column in zip(*(g * min(1, c / (np.hypot.reduce(g) or 1)) for g in np.array(G)))]


def both_in_order(w, g1, g2, lr1, lr2, beta):
    velocity, step = g1, -lr1 * g1
    point = w + step
    library, ours = point - lr2 * (beta * velocity + g2), point + beta * step - lr2 * g2
    return [lr2 / (1 - beta), point, library, ours, lr1 / lr2]


def rule_in_order(eta, gamma, h):
    q, memory = 1 - gamma * eta * h, 1 - gamma
    return (1 + memory) * q, -memory * q, (4 - 2 * gamma) / ((3 - 2 * gamma) * gamma * h)


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


def ahead_in_order(w, g, m_before, v_before, t, eta, beta1, beta2, eps):
    m, v = m_before + (1 - beta1) * (g - m_before), v_before + (1 - beta2) * (g * g - v_before)
    ahead = m + (1 - beta1) * (g - m)
    m_hat, v_hat = ahead / (1 - beta1 ** (t + 1)), v / (1 - beta2**t)
    return [m, v, ahead, m_hat, v_hat, w - eta * m_hat * (v_hat + eps) ** -0.5]


def ahead_in_place(w, g, m_before, v_before, t, eta, beta1, beta2, eps):
    names = ("m", "v", "ahead", "m_hat", "v_hat", "w_new")
    made = dict(zip(names, ahead_in_order(w, g, m_before, v_before, t, eta, beta1, beta2, eps)))
    m_before += (1 - beta1) * (g - m_before)
    return made


def memory_by_running(squares, rhos, G0):
    G, left, weights = G0, 1.0, []
    for rho, s in zip(rhos, squares):
        G, left, weights = rho * G + (1 - rho) * s, left * rho, [rho * each for each in weights] + [1 - rho]
    return {"left": left, "weights": weights, "G": G, "corrected": np.dot(weights, squares) / sum(weights)}


def sums_over_all_epochs(epochs, eta):
    gradients = np.array([g for each in epochs for g in each])
    ages = np.arange(len(gradients))[:, None] - np.arange(len(gradients))
    m, v = (
        (np.where(ages >= 0, b ** np.maximum(ages, 0.0), 0) @ x) for b, x in ((0.9, gradients), (0.999, gradients**2))
    )
    n1, n2 = ((1 - b ** np.arange(1, len(gradients) + 1)) / (1 - b) for b in (0.9, 0.999))
    return -np.cumsum(eta * m / n1 / np.sqrt(v / n2 + 1e-8))


def walks_in_words(rng):
    gradients = rng.choice([30.0, -1.0], size=(1000, 100), p=[0.05, 0.95])
    found = {"gradient descent": float(-0.01 * gradients.sum(axis=0).mean())}
    for beta2 in (0.999, 0.9):
        w, optimizer = np.zeros(100), Adam(0.01, beta2=beta2)
        for g in gradients:
            optimizer.step(w, g)
        found[f"beta2 = {beta2}"] = w.mean()
    return found


def noisy(mu, sigma, beta1):
    m_square, v_mean = mu**2 + sigma**2 * (2 / (1 + beta1) - 1), mu**2 + sigma**2
    return m_square, v_mean, (m_square / v_mean) ** 0.5


def ahead_and_falling(w, g, state, t):
    made = ahead_in_order(
        w, g, state.get("m", 0 * g), state.get("v", 0 * g), t, 0.03 * (1 - t / 377), 0.9, 0.999, 1e-16
    )
    state["m"], state["v"] = made[:2]
    return made[-1]


def from_the_left(squares, rhos, G0):
    left, weights = np.prod(rhos), (1 - rhos) * np.cumprod(rhos)
    G = left * G0 + np.sum(weights * squares)
    return left, weights, G, G / (1 - left)


@pytest.mark.parametrize(
    "exercise, answer",
    [
        ("5.1", np.array([2800.0, 1167.0])),
        ("5.2", draw_by_draw),
        ("5.3", ((np.array([[9, 0], [-3, 1], [-3, -1]]), 2), clipped_row_by_row)),
        ("5.5", floors_in_words),
        ("5.6", both_in_order),
        ("5.7", {0.01: 500, 0.03: 130, 0.1: 60, 0.3: 300, 1.0: 1000}),
        ("5.8", rule_in_order),
        ("5.11", in_batches_of_16),
        ("5.10", lambda epoch: [4, 6, 9, 13, 20, 30, 45, 68, 102, 153, 230, 345][epoch - 1]),
        ("6.1", memory_by_running),
        ("6.2", walks_in_words),
        ("6.4", ahead_in_order),
        ("6.5", (([[1], [], [2, 3]], 0.5), sums_over_all_epochs)),
        ("6.6", {1: 0.9, 3: 0.5, 7: 0.0, 15: -0.5, 40: -1}),
        ("6.7", lambda mu, sigma, beta1: ((1 - beta1) / (1 + beta1), *noisy(mu, sigma, beta1))),
        ("6.8", tuple(-max(0.01, 0.95**k) for k in range(99, -1, -1))),
        ("6.9", (3.33e-6, 0.0192)),
        ("6.11", ahead_and_falling),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)[:20]),
)
def test_right_in_another_style(exercise, answer):
    verdict = check(exercise, answer)
    assert verdict.status == "correct", verdict


def test_slips_are_told_in_the_order_of_the_quantities():
    known, unknown = "(31) only divides, because its average starts at 0", "`weights`: "
    for weights in (
        from_the_left,
        lambda squares, rhos, G0: (np.prod(rhos), rhos**3, *from_the_left(squares, rhos, G0)[2:]),
    ):
        message = check("6.1", weights).message
        assert -1 < message.index(unknown) < message.index("`corrected`: ")
    assert known in check("6.1", from_the_left).message


def test_a_step_that_changes_its_arguments_is_told_so():
    verdict = check("6.4", ahead_in_place)
    assert verdict.status == "wrong" and "changed its argument `m_before` in place" in verdict.message


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        ("5.1", 2800, "Expected two numbers"),
        ("5.3", ((np.array([[3.0, 4.0]]), 1.0), clipped_row_by_row), "not below 0"),
        ("5.3", ((np.array([[3.0, 4.0], [-1.0, 0.0]]), 9.0), clipped_row_by_row), "nothing is shortened"),
        ("5.3", ((np.array([[9.0, 0.0], [0.0, 1.0]]), -1.0), clipped_row_by_row), "a length above 0"),
        ("5.3", ((np.array([3.0, 4.0]), 1.0), clipped_row_by_row), "a gradient in each row"),
        ("5.3", ((np.array([[9.0], [-1.0], [-1.0]]), 1.0), lambda G, c: G.mean(axis=0)), "the function ✗"),
        ("5.3", (..., clipped_row_by_row), "lead in opposite directions is still missing"),
        ("5.5", lambda rng: (1e-4, 5e-4), "exactly the same numbers"),
        ("5.5", lambda rng: (1.0 + rng.random(), 9.0 + rng.random()), "Subtract the loss at the minimum"),
        ("5.6", lambda w, g1, g2, lr1, lr2, beta: (lr1, w, w, w, 1.0), "eta2 ✗"),
        ("5.6", lambda w, g1, g2, lr1, lr2, beta: (lr2 / (1 - beta), w), "5"),
        ("5.7", [460, 150, 56, 270], "Expected 5 heights"),
        ("5.7", [460, 150, 100, 270, 920], "gamma = 0.1: ✗"),
        ("5.8", lambda eta, gamma, h: {"a": 1 - gamma, "b": 0.0, "limit": 2 / h}, "limit ✗"),
        ("5.9", [1850, 1390, 900, 234], "noise = 1e-05: ✗"),
        ("5.11", lambda: Nesterov(0.3, gamma=0.1), "an optimizer and a batch size"),
        ("5.11", lambda: (Nesterov(0.3, gamma=0.1), 0), "from 1 to 3000"),
        ("5.11", lambda: (GradientDescent(0.05), 32), "It was still falling"),
        ("5.10", lambda epoch: 1, "so few points in a batch"),
        ("5.10", lambda epoch: 32, "too few steps"),
        ("6.1", lambda squares, rhos, G0: {"left": np.prod(rhos), "weights": 1 - rhos}, "weights ✗"),
        ("6.1", lambda squares, rhos, G0: (1, 2), "Expected the quantities left, weights, G, corrected"),
        ("6.1", from_the_left, "`weights`: `np.cumprod(rhos)` multiplies from the left"),
        ("6.2", lambda rng: (-5.5, -0.6, 0.9), "exactly the same numbers"),
        ("6.2", lambda rng: (rng.random(), -0.6, 0.9), "Are one in 20 of your gradients 30"),
        ("6.4", lambda *a: {"m": 0.9 * a[2] + 0.1 * a[1], "v": a[1]}, "v ✗"),
        ("6.5", (([[1.0, 2.0, 3.0]], 0.1), sums_over_all_epochs), "no difference shows"),
        ("6.5", (([1.0, 2.0], 0.1), sums_over_all_epochs), "a list of lists"),
        ("6.5", (([[1.0], [2.0]], -0.1), sums_over_all_epochs), "a learning rate above 0"),
        ("6.6", [1, 1, 1, -1, -1], "k = 7: ✗"),
        ("6.6", [1, 0.9, 0.5, 0, -1], "k = 1: ✓; k = 3: ✗"),
        ("6.6", [1, 0.9, 0.5, 0, -1], "You let m hesitate"),
        ("6.6", [0.9, 0.75, 0.7, -0.3, -1], "as the right curve does, but too late"),
        ("6.6", [0.7, -0.2, -0.7, -0.9, -1], "as the right curve does, but too early"),
        ("6.8", [1e-6] * 2000 + [1.0] * 5, "a list of 1 to 100 numbers"),
        ("6.8", [0.0] * 88 + [1.0] * 12, "a size from 0.01 to 1"),
        ("6.8", [1.0, 0.02] * 30, "more than 1.57 is wanted"),
        ("6.11", lambda w, g, state, t: w[:2], "not the new w"),
        ("6.11", lambda w, g, state, t: w - 1e38 * g, "Training diverged"),
        ("6.11", lambda w, g, state, t: w - 0.1 * g, "still sleeps"),
        ("6.11", 0.1, "Expected a function"),
    ],
)
def test_wrong_outside_the_bank_is_told_why(exercise, answer, words):
    verdict = check(exercise, answer)
    assert verdict.status == "wrong", verdict
    assert words in verdict.message, verdict
    assert "Traceback" not in verdict.message and "object has no attribute" not in verdict.message
