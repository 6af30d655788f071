"""What notebook 6 says beyond what its cells print: under other seeds, other starts, other settings."""

import numpy as np
import pytest

from lecturekit.adaptive_lr import widgets
from lecturekit.adaptive_lr.experiments import (
    factors_after_a_shock,
    first_step_lengths,
    longest_step,
    saturated_unit,
    step_lengths,
    steps_down,
    waking_losses,
)
from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.adaptive_lr.races import each_at_its_best, racers, run_race, steps_needed
from lecturekit.backprop_in_practice.landscapes import SURFACES, quadratic
from lecturekit.figures.words import number
from lecturekit.reproduce import below_for_good, ends_by_seed, load_results, winners
from lecturekit.sgd.momentum import Momentum
from lecturekit.training.optimizer import GradientDescent

TURN = np.array([[1, -1], [1, 1]]) / np.sqrt(2)


# ---- AdaGrad, RMSProp, AdaDelta


@pytest.mark.parametrize("seed", range(10))
def test_adagrads_first_step_is_the_sign_of_the_gradient(seed):
    g = np.random.default_rng(seed).normal(size=5) * np.logspace(2, -2, 5)
    assert np.allclose(AdaGrad(0.1).step(np.zeros(5), g), -0.1 * np.sign(g), rtol=1e-3)


def test_after_33_gradients_of_100_the_root_of_g_is_574():
    assert steps_down(AdaGrad(0.1), limit=100)["wall"] == 33
    assert pytest.approx(574, abs=1) == 100 * 33**0.5


def test_the_factor_of_adagrad_never_grows_and_rmsprops_recovers_after_the_shock():
    factors = factors_after_a_shock()
    assert (np.diff(factors["AdaGrad"]) <= 0).all()
    assert 0.9**22 < 0.1 < 0.9**21
    assert 700 < factors["RMSProp, 0.9"][160] / factors["RMSProp, 0.9"][9] < 900
    assert factors["Adam, 0.999"][160] / factors["Adam, 0.999"][9] < 10


@pytest.mark.parametrize("rho", [0.9, 0.95, 0.99])
def test_adadeltas_first_step_follows_from_epsilon_unless_the_gradient_is_tiny(rho):
    for eps in (1e-6, 1e-4):
        threshold = (eps / (1 - rho)) ** 0.5
        assert step_lengths(AdaDelta(rho=rho, eps=eps), [100 * threshold])[0] == pytest.approx(threshold, rel=0.01)
        tiny = threshold / 100
        assert step_lengths(AdaDelta(rho=rho, eps=eps), [tiny])[0] == pytest.approx(tiny, rel=0.01)


# ---- Adam


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("beta2", [0.5, 0.9, 0.99, 0.999, 0.9999])
def test_the_first_uncorrected_step_is_short_where_the_notebook_says(beta1, beta2):
    first = first_step_lengths(beta1, beta2, 1)["uncorrected"][0]
    assert first == pytest.approx((1 - beta1) / (1 - beta2) ** 0.5)
    assert (first < 1 - 1e-9) == (1 - beta2 > (1 - beta1) ** 2 + 1e-12)
    assert first <= first_step_lengths(0.0, 0.9999, 1)["uncorrected"][0] == pytest.approx(100)


def test_the_answer_names_the_short_start():
    assert number(first_step_lengths(0.99, 0.999, 1)["uncorrected"][0]) == "0.316"
    assert first_step_lengths()["uncorrected"].argmax() + 1 == 12


@pytest.mark.parametrize("seed", range(10))
def test_no_sequence_of_gradients_makes_adam_go_beyond_the_bound(seed):
    bound = 0.1 / np.sqrt(0.001 * (1 - 0.9**2 / 0.999))
    assert number(bound) == "7.27"
    rng = np.random.default_rng(seed)
    endings = [rng.normal(size=40), np.ones(rng.integers(1, 60)), np.exp(rng.uniform(0, 0.3) * np.arange(60))]
    assert max(longest_step(Adam, ending, silence=3000) for ending in endings) < bound
    assert max(longest_step(Adam, np.ones(n), silence=20_000) for n in (11, 12, 13)) == pytest.approx(6.57, abs=0.005)


def test_what_epsilon_mutes():
    said = widgets.place_of_epsilon()
    sizes = widgets.gradient_sizes()
    below = [np.mean(sizes[sizes > 0] < (eps / 3) ** 0.5) for eps in (1e-8, 1e-12)]
    assert 1 / 7 < below[0] < 1 / 5 and 0.005 < below[1] < 0.015
    assert np.count_nonzero(sizes >= 0) == 89_610
    assert f"{below[0]:.0%}" in said.caption.value


# ---- saturation


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_adaptive_methods_wake_the_saturated_unit_and_plain_descent_does_not(seed):
    adaptive = {"AdaGrad": AdaGrad(0.1), "RMSProp": RMSProp(0.1), "inside": Adam(0.1),
                "outside": Adam(0.1, eps_inside=False)}  # fmt: skip
    steps = {name: len(waking_losses(method, seed=seed)) for name, method in adaptive.items()}
    assert max(steps.values()) < 400
    assert steps["outside"] < steps["inside"] / 3
    assert len(waking_losses(GradientDescent(1.0), seed=seed, limit=2000)) == 2000
    assert len(waking_losses(Momentum(10.0, gamma=0.1), seed=seed, limit=2000)) == 2000


def test_it_is_the_size_of_the_gradient_that_holds_descent_back():
    """Another cause would be its direction; but along it the loss falls as soon as the step is long enough."""
    net, w, X, y = saturated_unit()
    g = net.grad(w, X, y)
    assert np.linalg.norm(g) < 1e-5
    losses = [net.loss(w - length * g / np.linalg.norm(g), X, y) for length in (1.0, 10.0, 12.0)]
    assert losses[0] > 0.18 > 0.1 > min(losses)


def test_epsilon_inside_mutes_the_first_steps_to_two_percent():
    net, w, X, y = saturated_unit()
    bias_slope = abs(net.grad(w, X, y)[-1])
    inside, outside = (step_lengths(Adam(1.0, eps_inside=place), [bias_slope])[0] for place in (True, False))
    assert 0.01 < inside < 0.03 and outside > 0.99


# ---- races


def test_rmsprops_first_step_is_ten_eta_long():
    path = run_race("valley", SURFACES["valley"].start, racers(0.05), 2)["paths"]["RMSProp"]
    assert np.abs(path[1] - path[0]) == pytest.approx([0.5, 0.5], rel=1e-3)


@pytest.mark.parametrize("start", [(-2.5, 1.5), (2.0, 0.5), (2.9, -0.2), (1.0, 1.0), (-0.5, 2.5), (2.0, 2.0)])
def test_adagrad_is_down_in_a_few_steps_from_every_start_in_the_bowl(start):
    assert min(steps_needed(SURFACES["quadratic"], start, AdaGrad(eta)) for eta in (1.0, 3.0)) <= 4


@pytest.mark.parametrize("start", [(2.0, 1.0), (1.5, -1.0), (-1.0, 2.0)])
def test_the_turn_costs_adagrad_its_advantage_and_descent_nothing(start):
    options = {"limit": 400, "share": 1e-4}
    straight = each_at_its_best(quadratic((1, 100)), start, **options)
    turned = each_at_its_best(quadratic((1, 100), np.pi / 4), TURN @ start, **options)
    assert turned["AdaGrad"] > 10 * straight["AdaGrad"]
    for name in ("gradient descent", "momentum"):
        assert abs(turned[name] - straight[name]) <= 1


def test_the_answers_to_the_race():
    for surface in ("saddle", "plateau"):
        assert "the lowest is AdaGrad" in widgets.race(surface).still(eta=1.0).words
    for eta, gone in ((0.1, ["gradient descent"]), (0.5, ["gradient descent", "momentum"]),
                      (3.0, ["gradient descent", "momentum", "RMSProp"])):  # fmt: skip
        assert list(run_race("valley", (-1.5, 2.5), racers(eta))["away"]) == gone
    assert list(run_race("valley", (-1.5, 2.5), racers(0.4))["away"]) == ["gradient descent"]


# ---- the comparison, as stored


@pytest.fixture(scope="module")
def full():
    return load_results()["results"]


def test_the_rate_matters_more_than_the_method(full):
    for methods in full.values():
        tried = {label: [loss for _, loss in each["tried"] if loss is not None] for label, each in methods.items()}
        assert min(max(losses) for losses in tried.values()) > max(min(losses) for losses in tried.values())
        assert not any(each["at_edge"] for each in methods.values())
    rate = {label: each["eta"] for label, each in full["logistic"].items()}
    assert rate["SGD Nesterov"] == pytest.approx(300 * rate["Adam"])


def test_a_constant_rate_takes_adagrad_to_where_adam_ends(full):
    ends = ends_by_seed(full["logistic"])
    assert np.allclose(ends["AdaGrad, eta constant"], ends["Adam"], rtol=0.005)
    assert all((ends["AdaGrad"] > 1.05 * ends[other]).all() for other in ("Adam", "SGD Nesterov"))


def test_in_b_adam_ends_lowest_for_every_seed_and_late(full):
    ends = ends_by_seed(full["network"])
    assert all((ends["Adam"] < ends[other]).all() for other in ends if other != "Adam")
    assert below_for_good(full["network"], "Adam", "AdaGrad") == 14
    assert winners(full["network"]) == ("AdaGrad", "Adam")
