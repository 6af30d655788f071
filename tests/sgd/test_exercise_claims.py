"""What replies and praises of chapter 5's exercises say beyond the answer itself."""

import numpy as np
import pytest

from lecturekit import sgd
from lecturekit.checks.registry import find_exercise
from lecturekit.sgd import Momentum, Nesterov, cosine
from lecturekit.sgd.known_minimum import mean_losses, minimum
from lecturekit.training import GradientDescent, minibatches


def wrong(name, answer):
    return next(each.answer for each in find_exercise(name).wrong if each.name == answer)


def test_sizes_of_5_1():
    square = lambda m: 7 / m
    with_replacement, without = find_exercise("5.1").solution()
    assert np.sqrt(square(with_replacement)) == pytest.approx(0.05) and with_replacement > 2000
    assert round(without) == 1167 == int(np.ceil(7 * 2000 / (0.0025 * 2000 + 7)))  # with n for n - 1, too
    assert np.sqrt(square(28)) == 0.5
    assert square(2000) * (2000 - 2000) == 0  # without replacement a batch of all has no noise


@pytest.mark.parametrize("seed", range(3))
def test_the_step_of_5_2_is_right_on_average_and_the_others_are_not(seed):
    rng = np.random.default_rng(seed)
    X, y, w, q = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3), rng.random(6) + 0.1
    q /= q.sum()
    pairs = [(i, j) for i in range(6) for j in range(6)]
    mean = lambda step: sum(q[i] * q[j] * (step(w, X, y, np.array([i, j]), q, 0.1) - w) for i, j in pairs)
    full = -0.1 * X.T @ (X @ w - y) / 6
    np.testing.assert_allclose(mean(find_exercise("5.2").solution), full, atol=1e-12)
    for each in find_exercise("5.2").wrong:
        assert not np.allclose(mean(each.answer), full, rtol=1e-3), each.name
    single = wrong("5.2", "weights that add up to 1")
    np.testing.assert_allclose(single(w, X, y, np.array([2]), q, 0.1) - w, -0.1 * (X[2] @ w - y[2]) * X[2])
    assert 24 / 64 > 212 / 569 == pytest.approx(0.373, abs=5e-4) and 24 / 64 - 212 / 569 < 0.003


@pytest.mark.parametrize("seed", range(3))
def test_the_saddle_of_5_9(seed):
    exercise, rng, found = find_exercise("5.9"), np.random.default_rng(seed), []
    for size in (1e-3, *exercise.at):
        e, left = np.zeros(1000), np.zeros(1000)
        for t in range(1, 2500):
            e += 0.2 * 0.05 * e - 0.2 * size * rng.normal(size=1000)
            left[(left == 0) & (np.abs(e) > 0.1)] = t
        found.append(np.median(left))
    np.testing.assert_allclose(found, [465, *exercise.expected()], atol=20)


@pytest.mark.parametrize("start", (0, 6, 12))
def test_schedules_of_5_10(start):
    def ends(sizes):
        return sgd.mean_curve(sizes, 0.5, n_epochs=12, seeds=range(start, start + 6), drop_last=True)

    begin = mean_losses(np.zeros(3)) - minimum()[0]
    small, everything = ends(4), ends(569)
    assert small[0] < 0.015 and small[-1] > 0.0001 and abs(small[-1] / small[6] - 1) < 2  # a floor
    assert everything[-1] > 0.1 * begin
    assert ends(wrong("5.10", "doubled every time"))[-1] > 0.0001
    assert ends(find_exercise("5.10").solution)[-1] < 0.0001
    assert 4 * 2**7 < 569 < 4 * 2**8


@pytest.mark.parametrize("seed", (1, 2, 3))
def test_runs_of_5_11(seed):
    net, data, _ = sgd.digits()
    end = lambda optimizer, size: sgd.losses_by_pass(net, data, optimizer, batch_size=size, seed=seed)
    descent = end(GradientDescent(0.5), 32)[-1]
    ball = end(Nesterov(1.0, gamma=0.1), 32)[-1]
    assert 0.15 < descent < 0.35 and 0.125 < ball < 0.155 and ball < descent
    early = end(wrong("5.11", "falls too early")()[0], 32)
    assert early[-1] > ball


def reply(name, answer):
    return find_exercise(name).examine(answer).message


def test_sizes_are_whole_numbers():
    assert "round up" in reply("5.1", (2800, 1166)) and "whole number" in reply("5.1", (2800, 1166.91))
    assert "1167 of the 2000" in reply("5.1", (2800, 1167))


def test_5_1_says_what_becomes_of_each_size():
    assert "0.0707" in reply("5.1", (1400, 1000)) and "more than enough" in reply("5.1", (2800, 1400))
    assert "2800 is right" in reply("5.1", (2800, 1100)) and "no 2500 points" in reply("5.1", (2800, 2500))


def test_5_10_tells_noise_from_haste():
    def steps(*sizes):
        return lambda epoch: sizes[min(epoch, 12) - 1]

    assert "the last batches, of 8 points" in reply("5.10", steps(*[4] * 6, *[8] * 6))
    for size in (95, 189, 569):
        assert "small batches before left it behind" in reply("5.10", steps(*[4] * 6, *[size] * 6))
    assert "large too early" in reply("5.10", lambda epoch: 8 * epoch)


@pytest.mark.parametrize("factor", (5 / 4, 4 / 3, 1.4, 1.5))
def test_whether_a_schedule_of_5_10_passes_does_not_hang_on_remainders(factor):
    for round_off in (int, round):
        assert "Small while" in reply("5.10", lambda epoch: round_off(4 * factor ** (epoch - 1)))


def test_5_11_sees_a_rate_that_already_falls():
    def held(t, n_steps=3 * 188):
        return 0.7 * min(1.0, 3 * (1 - t / (n_steps + 1)))

    steep = reply("5.11", lambda: (GradientDescent(30.0), 32))
    assert "above the start" in steep or "diverged" in steep
    assert "hardly any momentum" in reply("5.11", lambda: (Momentum(1.0, gamma=0.9), 32))
    assert "no floor of noise" in reply("5.11", lambda: (Nesterov(cosine(0.3, 3 * 188), gamma=0.1), 16))
    assert "Small batches for many steps" in reply("5.11", lambda: (Nesterov(held, gamma=0.1), 16))


def test_5_5_sees_floors_in_the_other_order():
    from lecturekit.sgd.exercises.runs import _levels

    assert "swapped" in reply("5.5", lambda rng: [1.01 * level for level in _levels(rng)[::-1]])


@pytest.mark.parametrize("seed", range(3))
def test_in_5_3_clipping_each_gradient_learns_where_clipping_the_mean_does_not(seed):
    net, (X, y), others = sgd.digits(phi="relu")
    X, exercise, ends = sgd.with_unscaled(X, 300, seed=seed), find_exercise("5.3"), []
    for clipped in (exercise.buggy, exercise.repair.solution):
        rng = np.random.default_rng(seed)
        w = net.init(rng)
        start = net.loss(w, *others)
        for B in minibatches(3000, 32, rng):
            w -= 0.1 * clipped(sgd.single_gradients(net, w, X[B], y[B]), 3.0).astype(w.dtype)
        ends.append(net.loss(w, *others) / start)
    assert ends[0] > 0.75 and ends[1] < 0.55


def test_the_batch_of_5_3_leads_uphill_one_by_one_and_a_row_counts_at_most_c():
    (G, c), each = find_exercise("5.3").solution
    assert G.mean(axis=0) @ each(G, c) < 0 < G.mean(axis=0) @ find_exercise("5.3").buggy(G, c)
    broken = G.copy()
    broken[0] *= 255
    np.testing.assert_allclose(each(broken, c), each(G, c))
    assert np.linalg.norm(each(broken, c) - each(broken[1:], c) * 2 / 3) <= c / 3 + 1e-12


def test_5_3_says_what_is_wrong_with_a_batch():
    each = find_exercise("5.3").repair.solution
    assert "dot product is 1.07, and not below 0" in reply("5.3", ((np.array([[3.0], [0.3]]), 1.0), each))
    assert "nothing is shortened" in reply("5.3", ((np.array([[3.0], [-0.3]]), 3.0), each))
