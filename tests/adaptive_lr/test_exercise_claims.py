"""What the exercises of chapter 6 say in words: texts, replies, praises, under other seeds and settings."""

import numpy as np
import pytest

from lecturekit.adaptive_lr import AdaGrad, Adam, OwnOptimizer, RMSProp, step_lengths, wake_digits
from lecturekit.adaptive_lr.exercises import adam_steps, averages, axes, directions, sizes
from lecturekit.adaptive_lr.exercises.comparing import as_step, wake_up
from lecturekit.adaptive_lr.own_optimizer import asleep, sleeping_digits
from lecturekit.backprop_in_practice import quadratic
from lecturekit.training import GradientDescent


def rare(seed, rare=30.0, p=1 / 20, shape=(1000, 100)):
    return np.where(np.random.default_rng(seed).random(shape) < p, rare, -1.0)


# ---- averages


def test_a_growing_memory_is_the_plain_mean():
    values = np.random.default_rng(0).normal(size=9)
    made = averages.changing_memory.chain(values, 1 - 1 / np.arange(1.0, 10.0), 7.0)
    assert made["left"] == 0 and made["G"] == pytest.approx(values.mean())


@pytest.mark.parametrize("seed", range(5))
def test_weights_and_start_add_up_to_1(seed):
    rng = np.random.default_rng(seed)
    made = averages.changing_memory.chain(rng.normal(size=6), rng.random(6), 3.0)
    assert made["left"] + made["weights"].sum() == pytest.approx(1)


@pytest.mark.parametrize("sigma", [0.1, 1.0, 10.0])
def test_the_derived_step_is_the_measured_one(sigma):
    derived = averages.left_of_noise.chain(1.0, sigma, 0.9)["step"]
    steps = [
        step_lengths(Adam(1.0, eps=0.0), 1 + sigma * np.random.default_rng(seed).normal(size=5000))[3000:]
        for seed in range(4)
    ]
    assert np.sqrt(np.mean(np.square(steps))) == pytest.approx(derived, rel=0.1)
    assert averages.left_of_noise.chain(0.0, sigma, 0.9)["step"] == pytest.approx(0.23, abs=0.005)
    assert averages.left_of_noise.chain(1.0, 0.0, 0.9)["step"] == pytest.approx(1)


# ---- mean or majority


@pytest.mark.parametrize("seed", range(5))
def test_only_the_short_memory_walks_uphill_and_a_tenth_of_eta_changes_nothing(seed):
    gradients = rare(seed)
    ends = directions.walks(gradients, [GradientDescent(0.01), Adam(0.01), Adam(0.01, 0.9, 0.9)])
    assert ends[0] < -4 and ends[1] < -0.4 and ends[2] > 0.7
    slower = directions.walks(gradients, [Adam(0.001, 0.9, 0.9)])
    assert slower[0] == pytest.approx(ends[2] / 10, rel=1e-6)


@pytest.mark.parametrize("seed", range(2))
def test_where_the_rare_gradient_is_rarer_both_walk_uphill(seed):
    """9000 once in 5000 steps, -1 otherwise: a mean of +0.8."""
    gradients = rare(seed, 9000.0, 1 / 5000, (25_000, 20))
    assert all(end > 1 for end in directions.walks(gradients, [Adam(0.01, 0.9, 0.999), Adam(0.01, 0.9, 0.9)]))
    assert 9000 / 5000 - 1 > 0.5


def test_v_sees_no_signs():
    made = directions.steps_after_a_turn(Adam(1.0))
    assert made == pytest.approx(2 * 0.9 ** np.arange(1, 41) - 1, abs=0.01)
    assert made[5] > 0 > made[6]
    assert directions.steps_after_a_turn(RMSProp(1.0)) == pytest.approx(-1, abs=1e-6)


# ---- Adam's steps


def test_a_count_that_starts_again_makes_steps_too_long_and_too_short():
    given = np.abs(np.diff(adam_steps.starts_again([[1.0] * 20] * 5, 1.0), prepend=0))
    assert given.max() > 1.9 and given.min() < 0.6
    assert np.allclose(given[:20], 1, rtol=1e-6)


# ---- sizes


def test_two_levels_are_not_enough_on_short_notice_and_growth_is():
    levels = {n: sizes.longest(np.array([0.01] * (100 - n) + [1.0] * n)) for n in range(1, 60)}
    assert max(levels.values()) == pytest.approx(1.43, abs=0.005) and levels[24] == max(levels.values())
    surprise = step_lengths(Adam(1.0, 0.95, 0.999), [0.01] * 99 + [1.0])
    assert surprise[-1] == pytest.approx(0.58, abs=0.005) and surprise[-1] < surprise[:-1].min()
    grown = {q: sizes.longest(np.maximum(0.01, q ** np.arange(-99, 1.0))) for q in (1.045, 1.05, 1.06, 0.999 / 0.9)}
    assert min(grown[q] for q in (1.045, 1.05, 1.06)) > 1.57
    ramps = [sizes.longest(np.append([0.01] * (100 - n), np.linspace(0.01, 1, n))) for n in range(2, 101)]
    assert 1.55 < max(ramps) < 1.57
    assert grown[0.999 / 0.9] == pytest.approx(1.48, abs=0.005)  # the chapter's own ending, for another beta1


@pytest.mark.parametrize("place", [True, False])
def test_at_the_factors_of_the_loss_the_first_step_is_half_of_eta(place):
    outside, inside = sizes.half_steps()
    c = inside if place else outside
    assert step_lengths(Adam(1.0, eps_inside=place), [0.003 * c])[0] == pytest.approx(0.5, rel=1e-6)
    assert 1 / outside == pytest.approx(300_000, rel=1e-3) and round(1 / inside) == 52


def test_inside_at_the_root_of_epsilon_the_step_is_071():
    assert step_lengths(Adam(1.0), [1e-4])[0] == pytest.approx(0.71, abs=0.005)


# ---- the network that sleeps


def _slopes(w):
    net, data, _ = sleeping_digits()
    return np.abs(net.views(net.grad(w, *data))[0][0]).mean()


@pytest.mark.parametrize("seed", range(3))
def test_the_gradients_of_the_first_layer_grow_more_than_a_hundredfold(seed):
    net, data, _ = sleeping_digits()
    w, largest = asleep(np.random.default_rng(seed)), 0.0
    first = _slopes(w)
    optimizer = OwnOptimizer(wake_up.solution)
    rng = np.random.default_rng(seed)
    for t in range(94):
        B = rng.integers(3000, size=32)
        optimizer.step(w, net.grad(w, data[0][B], data[1][B]))
        if t % 10 == 0:
            largest = max(largest, _slopes(w))
    assert largest > 100 * first


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_falling_rate_reaches_the_goal_and_descent_does_not(seed):
    assert wake_digits(OwnOptimizer(wake_up.solution), seed)["mistakes"] <= 10
    assert wake_digits(OwnOptimizer(as_step(lambda: Adam(0.03, eps_inside=False))), seed)["mistakes"] > 10
    for eta in (1.0, 3.0, 10.0, 30.0):
        assert wake_digits(GradientDescent(eta), seed)["mistakes"] > 20


def test_no_constant_rate_of_adam_that_was_tried_reaches_the_goal_with_all_three_seeds():
    goal = wake_up.goals[0]
    for eta in (0.003, 0.005, 0.01, 0.02, 0.03):
        answer = as_step(lambda eta=eta: Adam(eta, eps_inside=False))
        runs = [goal.value(wake_up.run(answer, np.random.default_rng(seed))) for seed in wake_up.seeds]
        assert goal.combined(runs) > goal.at_most


def test_adagrad_needs_a_larger_rate():
    small, large = (wake_digits(AdaGrad(eta, eps_inside=False), 5)["mistakes"] for eta in (0.01, 0.1))
    assert large < small - 3


# ---- the turn, undone; the largest v


@pytest.mark.parametrize("angle", [0.2, np.pi / 6, np.pi / 4, 1.3])
def test_along_its_own_axes_adagrad_does_not_notice_the_turn(angle):
    steps = {}
    for name, turned in (("straight", 0.0), ("turned", angle)):
        bowl = quadratic((1, 25), turned)
        U, G, w = np.linalg.eigh(bowl.hessian((0, 0)))[1], np.zeros(2), np.array([-2.5, 1.5])
        U = U * [1, np.linalg.det(U)]  # a turn, and no reflection: those are their own transposes
        w = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]]) @ w
        losses = []
        for _ in range(30):
            made = axes.turn_undone.chain(w, bowl.gradient(w), G, U, 0.78, 1e-8)
            w, G = made["w_new"], made["G"]
            losses.append(float(bowl.value(w)))
        steps[name] = losses
    np.testing.assert_allclose(steps["turned"], steps["straight"], rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("seed", range(4))
def test_dividing_by_the_largest_v_goes_down(seed):
    def largest(w, g, state, t):
        state["m"], state["v"] = 0.9 * state.get("m", 0 * w) + 0.1 * g, 0.9 * state.get("v", 0 * w) + 0.1 * g**2
        state["top"] = np.maximum(state.get("top", 0 * w), state["v"])
        return w - 0.01 * state["m"] / np.sqrt(state["top"] + 1e-8)

    assert directions.walks(rare(seed), [OwnOptimizer(largest)])[0] < -0.05
