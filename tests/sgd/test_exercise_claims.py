"""What replies and praises of chapter 5's exercises say beyond the answer itself."""

import numpy as np
import pytest

from lecturekit import sgd
from lecturekit.checks.registry import find_exercise
from lecturekit.sgd import Nesterov, cosine
from lecturekit.sgd.known_minimum import excess_curve, mean_losses, minimum
from lecturekit.training import GradientDescent


def wrong(name, answer):
    return next(each.answer for each in find_exercise(name).wrong if each.name == answer)


def test_sizes_of_5_1():
    square = lambda m: 8 / m
    with_replacement, without = find_exercise("5.1").expected()
    assert np.sqrt(square(with_replacement)) == pytest.approx(0.05) and with_replacement > 2000
    assert round(without) == 1232
    assert np.sqrt(square(32)) == 0.5
    assert square(2000) * (2000 - 2000) == 0  # without replacement a batch of all has no noise


@pytest.mark.parametrize("seed", range(3))
def test_sums_grow_with_the_batch_and_shares_of_classes_bias_it(seed):
    rng = np.random.default_rng(seed)
    step = wrong("5.2", "sum over the batch")
    X, y, w, B = rng.normal(size=(9, 3)), rng.normal(size=9), rng.normal(size=3), np.arange(4)
    twice = np.concatenate([B, B])
    np.testing.assert_allclose(step(w, X, y, twice, 0.1) - w, 2 * (step(w, X, y, B, 0.1) - w))
    assert 24 / 64 > 212 / 569 == pytest.approx(0.373, abs=5e-4) and 24 / 64 - 212 / 569 < 0.003


@pytest.mark.parametrize("start", (0, 6, 12))
def test_schedules_of_5_10(start):
    def ends(sizes):
        curves = [
            excess_curve(sizes, eta=0.5, n_epochs=12, rng=np.random.default_rng(k)) for k in range(start, start + 6)
        ]
        return np.mean(curves, axis=0)

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
    assert "round up" in reply("5.1", (3200, 1231)) and "whole number" in reply("5.1", (3200, 1231.006))
    assert "1232 of the 2000" in reply("5.1", (3200, 1232))


def test_5_10_tells_noise_from_haste():
    def steps(*sizes):
        return lambda epoch: sizes[min(epoch, 12) - 1]

    assert "noise alone" in reply("5.10", steps(*[4] * 6, *[16] * 6))
    assert "grew too fast" in reply("5.10", steps(*[4] * 6, *[569] * 6))


def test_5_11_sees_a_rate_that_already_falls():
    def held(t, n_steps=3 * 188):
        return 0.7 * min(1.0, 3 * (1 - t / (n_steps + 1)))

    assert "no floor of noise" in reply("5.11", lambda: (Nesterov(cosine(0.3, 3 * 188), gamma=0.1), 16))
    assert "Small batches for many steps" in reply("5.11", lambda: (Nesterov(held, gamma=0.1), 16))


def test_5_5_sees_floors_in_the_other_order():
    from lecturekit.sgd.exercises.runs import _levels

    assert "swapped" in reply("5.5", lambda rng: [1.01 * level for level in _levels(rng)[::-1]])
