"""What notebook 6 says beyond what its cells print: under other seeds, other starts, other settings."""

import numpy as np
import pytest

from lecturekit.adaptive_lr import widgets
from lecturekit.adaptive_lr.experiments import (
    averages_of_adam,
    factors_after_a_shock,
    first_step_lengths,
    longest_step,
    rare_words,
    step_lengths,
    steps_down,
    wall_and_floor,
)
from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.adaptive_lr.races import RATES, each_at_its_best, racers, run_race, steps_needed, walks_at_best
from lecturekit.adaptive_lr.saturated import saturated_unit, waking_losses, waking_run
from lecturekit.backprop_in_practice.landscapes import SURFACES, quadratic
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.figures.words import number
from lecturekit.reproduce import EXPERIMENTS, below_for_good, ends_by_seed, load_results, winners
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
    assert factors["RMSProp, 0.999"][160] / factors["RMSProp, 0.999"][9] < 10


@pytest.mark.parametrize("rho", [0.9, 0.95, 0.99])
def test_adadeltas_first_step_follows_from_epsilon_unless_the_gradient_is_tiny(rho):
    for eps in (1e-6, 1e-4):
        threshold = (eps / (1 - rho)) ** 0.5
        assert step_lengths(AdaDelta(rho=rho, eps=eps), [100 * threshold])[0] == pytest.approx(threshold, rel=0.01)
        tiny = threshold / 100
        assert step_lengths(AdaDelta(rho=rho, eps=eps), [tiny])[0] == pytest.approx(tiny, rel=0.01)


@pytest.mark.parametrize("make", [AdaGrad, RMSProp, AdaDelta, Adam, Momentum])
def test_the_way_down_is_the_one_that_the_steps_of_the_optimizer_take(make):
    optimizer, w, seen = make(0.1), np.array([-1.0]), {"wall": 0, "total": 0}
    while w[0] < 5 and seen["total"] < 3000:
        seen = {"wall": seen["wall"] + int(w[0] < 0), "total": seen["total"] + 1}
        optimizer.step(w, np.array([wall_and_floor(float(w[0]))]))
    assert steps_down(make(0.1), limit=3000) == seen


@pytest.mark.parametrize("make", [AdaGrad, RMSProp, Adam])
def test_a_silence_is_nothing_but_time(make):
    gradients = np.append(np.zeros(400), [1.0, 0.5, 2.0])
    assert longest_step(make, gradients[400:], silence=400) == pytest.approx(
        step_lengths(make(1.0, eps=1e-300), gradients).max(), rel=1e-12
    )


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


RATES_OF_WORDS = (0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)


@pytest.mark.parametrize("seed", [6, 0, 1, 2])
def test_adagrad_learns_frequent_and_rare_words_better_and_no_other_rate_of_descent_does(seed):
    found = {
        method.__name__: rare_words(method, RATES_OF_WORDS, np.random.default_rng(seed))
        for method in (AdaGrad, GradientDescent)
    }
    ada, plain = (each["errors"] for each in found.values())
    assert ada[:4].mean() < 0.7 * plain[:4].mean() and ada[-4:].mean() < 0.85 * plain[-4:].mean()
    assert 0.4 < plain[-1] < 0.65
    rate = found["GradientDescent"]["rate"]
    smaller, larger = (
        rare_words(GradientDescent, [k * rate], np.random.default_rng(seed), n_runs=20)["errors"] for k in (1 / 3, 1.5)
    )
    assert (
        smaller[:4].mean() < 0.8 * plain[:4].mean() and smaller[-4:].mean() > plain[-4:].mean()
    )  # too large for the frequent
    assert larger[-4:].mean() < plain[-4:].mean() and larger[:4].mean() > plain[:4].mean()  # too small for the rare


@pytest.mark.parametrize("seed", range(6))
def test_adams_steps_are_as_long_as_its_gradients_agree(seed):
    made = averages_of_adam(np.random.default_rng(seed), n=400)
    lengths = [np.abs(each["step"][200:]).mean() for each in made.values()]
    assert lengths[0] == pytest.approx(1, abs=0.03) and lengths[0] > 1.5 * lengths[1] > 2 * lengths[2]
    for each in made.values():
        w, adam, path = np.zeros(1), Adam(1.0, eps=0.0), [0.0]
        for g in each["g"]:
            path.append(float(adam.step(w, np.array([g]))[0]))
        np.testing.assert_allclose(-np.diff(path), each["step"], rtol=1e-9, atol=1e-12)


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
    plain, heavy = (
        len(waking_losses(each, seed=seed, limit=500))
        for each in (GradientDescent(1000.0), Momentum(1000.0, gamma=0.1))
    )
    assert plain < heavy < plain + 50  # the gradient grows, and momentum's memory lags behind
    assert abs(steps["inside"] - heavy) < 5


@pytest.mark.parametrize("optimizer", [GradientDescent(1000.0), Adam(0.1)], ids=["descent", "Adam"])
def test_the_sizes_of_a_run_are_those_of_its_gradients(optimizer):
    run = waking_run(optimizer, limit=400, below=0.0)
    net, w, X, y = saturated_unit()
    optimizer.reset()
    for k in range(400):
        g = net.grad(w, X, y)
        assert np.abs(g).max() == pytest.approx(run["sizes"][k], rel=1e-9, abs=1e-15)
        optimizer.step(w, g)
    assert run["sizes"].max() > 1000 * run["sizes"][0]


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_a_larger_rate_wakes_it_in_proportion_and_is_too_large_afterwards(seed):
    steps = {eta: len(waking_losses(GradientDescent(eta), seed=seed)) for eta in (10.0, 100.0, 1000.0)}
    assert 9 < steps[10.0] / steps[100.0] < 11 and 9 < steps[100.0] / steps[1000.0] < 11
    assert steps[1000.0] < 200
    later = {}
    for name, optimizer in (
        ("descent", GradientDescent(1000.0)),
        ("slower", GradientDescent(100.0)),
        ("Adam", Adam(0.1)),
    ):
        net, w, X, y = saturated_unit(seed=seed)
        asleep, awake = np.linalg.norm(net.grad(w, X, y)), 0.0
        later[name] = []
        for t in range(2500):
            loss, g = net.loss_and_grad(w, X, y)
            if t > (1900 if name == "slower" else 700):
                later[name].append(loss)
            awake = max(awake, np.linalg.norm(g))
            optimizer.step(w, g)
        assert awake > 1000 * asleep
    assert 0.0445 < min(later["descent"]) < 0.0455 and 0.0545 < max(later["descent"]) < 0.0555
    for name in ("slower", "Adam"):
        assert np.allclose(later[name], 0.039, atol=5e-4)


@pytest.mark.parametrize("seed", [None, 0, 1])
@pytest.mark.parametrize("eta", [200.0, 300.0])
def test_nor_do_rates_between_come_to_rest(seed, eta):
    losses = waking_run(GradientDescent(eta), seed=seed, limit=2500, below=0.0)["losses"]
    assert np.ptp(losses[-100:]) > 2e-4


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_momentum_at_the_rate_at_which_descent_jumps_comes_to_rest(seed):
    def from_when_on(optimizer):
        losses = waking_run(optimizer, seed=seed, limit=2500, below=0.0)["losses"]
        return np.flatnonzero(losses >= 0.0395)[-1] + 2 if losses[-1] < 0.0395 else None

    found = [from_when_on(each) for each in (Momentum(1000.0, gamma=0.1), Adam(0.1), GradientDescent(1000.0))]
    assert found[2] is None and found[1] < found[0] < 1500
    assert seed is not None or found[:2] == [883, 445]


def test_at_a_rate_of_1_descent_sleeps_for_20000_steps():
    losses = waking_losses(GradientDescent(1.0))
    assert len(losses) == 20_000 and losses[-1] > 0.99 * losses[0]


def test_it_is_the_size_of_the_gradient_that_holds_descent_back():
    """Another cause would be its direction; but along it the loss falls as soon as the step is long enough."""
    net, w, X, y = saturated_unit()
    g = net.grad(w, X, y)
    assert np.linalg.norm(g) < 1e-5
    losses = [net.loss(w - length * g / np.linalg.norm(g), X, y) for length in (1.0, 10.0, 12.0)]
    assert losses[0] > 0.18 > 0.1 > min(losses)


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_adam_with_epsilon_inside_divides_by_the_size_only_at_the_end_of_waking(seed):
    run = waking_run(Adam(0.1), seed=seed)
    outgrown = int(np.argmax(run["sizes"] > 1e-4))
    assert 0.8 < outgrown / len(run["sizes"]) < 0.95 and run["sizes"][0] < 1e-5


def test_epsilon_inside_mutes_the_first_steps_to_two_percent():
    net, w, X, y = saturated_unit()
    bias_slope = abs(net.grad(w, X, y)[-1])
    inside, outside = (step_lengths(Adam(1.0, eps_inside=place), [bias_slope])[0] for place in (True, False))
    assert 0.01 < inside < 0.03 and outside > 0.99


# ---- races


def test_rmsprops_first_step_is_ten_eta_long():
    path = run_race("valley", SURFACES["valley"].start, racers(0.05), 2)["paths"]["RMSProp"]
    assert np.abs(path[1] - path[0]) == pytest.approx([0.5, 0.5], rel=1e-3)


@pytest.mark.parametrize("seed", [6, 31, 32, 33])
def test_no_method_is_first_everywhere_each_at_its_best_rate(seed):
    starts = np.random.default_rng(seed).uniform(-2, 2, size=(12, 2))
    tasks = {"valley": (SURFACES["valley"], starts), "saddle": (SURFACES["saddle"], starts * [1, 0.001]),
             "bowl": (quadratic((1, 100)), starts), "turned": (quadratic((1, 100), np.pi / 4), starts @ TURN.T)}  # fmt: skip
    best = {task: each_at_its_best(*where) for task, where in tasks.items()}
    median = {task: {name: np.median(steps) for name, (_, steps) in found.items()} for task, found in best.items()}
    assert {task: min(found, key=found.get) for task, found in median.items() if task != "turned"} == {
        "valley": "momentum", "saddle": "AdaGrad", "bowl": "AdaGrad"}  # fmt: skip
    assert best["valley"]["momentum"][1].max() < (99 if seed == 6 else 170)
    assert all((steps > 400).any() for name, (_, steps) in best["valley"].items() if name != "momentum")
    assert median["bowl"]["AdaGrad"] <= 4 and median["saddle"]["AdaGrad"] < 8 and median["saddle"]["RMSProp"] < 33
    for name in ("gradient descent", "momentum"):
        assert np.abs(best["turned"][name][1] - best["bowl"][name][1]).max() <= 1
    assert median["turned"]["AdaGrad"] > 15 * median["bowl"]["AdaGrad"]
    assert 0.7 < median["turned"]["AdaGrad"] / median["turned"]["gradient descent"] < 0.9
    assert min(median["turned"][name] for name in ("RMSProp", "AdaDelta")) > 1.5 * median["turned"]["gradient descent"]
    assert 0.9 < median["turned"]["Adam"] / median["turned"]["momentum"] < 1.4
    lost = {name: median["turned"][name] / median["bowl"][name] for name in ("AdaGrad", "RMSProp", "AdaDelta", "Adam")}
    assert min(lost, key=lost.get) == "Adam" and best["turned"]["momentum"][1].max() < 100
    assert seed != 6 or (best["turned"]["Adam"][1] > 400).sum() == 2
    rates = {task: {name: rate for name, (rate, _) in found.items()} for task, found in best.items()}
    edges = {
        (task, name) for task, found in rates.items() for name, rate in found.items() if rate in (RATES[0], RATES[-1])
    }
    assert edges <= (set() if seed == 6 else {("bowl", "AdaGrad"), ("turned", "AdaDelta")})


@pytest.mark.parametrize("seed", [6, 0, 1, 2])
def test_in_the_turned_bowl_both_weights_get_the_same_factor(seed):
    starts = np.random.default_rng(seed).uniform(-2, 2, size=(12, 2))
    ratios = {}
    for angle, places, eta in ((0.0, starts, 1.0), (np.pi / 4, starts @ TURN.T, 3.0)):
        bowl = quadratic((1, 100), angle)
        path = trajectory(bowl, places, AdaGrad(eta), 100)
        G = np.sum(bowl.gradient(path[:-1]) ** 2, axis=0)
        ratios[angle] = (G[:, 1] / G[:, 0]) ** 0.5
    assert ratios[0.0].min() > 30 and ratios[np.pi / 4] == pytest.approx(1, abs=0.015)


def test_the_walks_that_are_drawn_arrive_when_it_is_said_and_adagrad_crawls_like_descent():
    starts = np.random.default_rng(6).uniform(-2, 2, size=(12, 2)) @ TURN.T
    bowl, names = quadratic((1, 100), np.pi / 4), ("gradient descent", "momentum", "AdaGrad", "Adam")
    best = each_at_its_best(bowl, starts)
    walks = walks_at_best(bowl, starts, best, names, k=2, n_steps=260)
    for name, path in walks["paths"].items():
        losses = bowl.value(path)
        low = np.flatnonzero(losses >= 0.001 * losses[0])
        assert low[-1] + 1 == walks["steps"][name]
    assert 0.8 < walks["steps"]["AdaGrad"] / walks["steps"]["gradient descent"] < 1
    late = walks["paths"]["AdaGrad"][20:200]
    along, across = np.abs(late @ [1, 1]), np.abs(late @ [1, -1])
    assert across.max() < 0.05 * along.min()  # in the valley, along it


def test_why_momentum_needs_65_steps_and_descent_26():
    starts = np.random.default_rng(6).uniform(-2, 2, size=(12, 2))
    assert np.median(steps_needed(quadratic((1, 100)), starts, racers(0.1)["momentum"])) == 65
    assert np.log(1000**-0.5) / np.log(0.9**0.5) == pytest.approx(65.5, abs=0.2)  # the loss is the swing, squared
    path = run_race("saddle", (1.5, 1e-3), {"gradient descent": GradientDescent(0.3)}, 10)["paths"]["gradient descent"]
    assert path[1:, 1] / path[:-1, 1] == pytest.approx(1.3, abs=0.001)
    assert np.log(1000) / np.log(1.3) == pytest.approx(26, abs=0.5)
    for name in ("momentum", "Adam"):  # a shorter memory, a shorter swing
        short, long = (
            min(np.median(steps_needed(quadratic((1, 100)), starts, racers(eta, beta)[name])) for eta in RATES)
            for beta in (0.8, 0.9)
        )
        assert short < long


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


def test_what_one_step_of_the_grid_costs_beside_what_the_methods_differ(full):
    costs, best = {}, {}
    for part, methods in full.items():
        costs[part], best[part] = {}, {}
        for label, each in methods.items():
            losses = [loss for _, loss in each["tried"]]
            k = int(np.argmin(losses))
            best[part][label] = losses[k]
            costs[part][label] = [losses[j] / losses[k] - 1 for j in (k - 1, k + 1)]
    b = [cost for pair in costs["network"].values() for cost in pair]
    assert 0.035 < min(b) < 0.045 and 0.545 < max(b) < 0.555
    assert max(best["network"].values()) / min(best["network"].values()) == pytest.approx(1.31, abs=0.005)
    others = [label for label in best["logistic"] if label != "AdaGrad"]
    assert all(max(costs["logistic"][label]) < 0.05 for label in others)
    assert all(best["logistic"]["AdaGrad"] > 1.2 * best["logistic"][label] for label in others)
    assert 0.9 < costs["logistic"]["AdaGrad"][1] < 1  # one step too far nearly doubles its loss
    ends = {label: ends_by_seed(full["network"])[label].mean() for label in ("SGD Nesterov", "Adam")}
    assert [round(float(end), 3) for end in ends.values()] == [0.069, 0.056]
    assert not any(each["at_edge"] for methods in full.values() for each in methods.values())
    rate = {label: each["eta"] for label, each in full["logistic"].items()}
    assert rate["SGD Nesterov"] == pytest.approx(300 * rate["Adam"])
    assert EXPERIMENTS["logistic"].methods["SGD Nesterov"].make(1.0).gamma == pytest.approx(0.1)  # gamma eta: 30 times


def test_nesterovs_ends_scatter_and_adams_do_not(full):
    ends = ends_by_seed(full["logistic"])
    spread = {label: np.ptp(ends[label]) / ends[label].min() for label in ("SGD Nesterov", "Adam")}
    assert spread["SGD Nesterov"] == pytest.approx(0.10, abs=0.005) and spread["Adam"] < 0.001
    above = ends["SGD Nesterov"] / ends["Adam"] - 1
    assert (np.sort(above)[:2] < 0.04).all() and above.max() == pytest.approx(0.11, abs=0.005)


def test_a_constant_rate_takes_adagrad_to_where_adam_ends(full):
    ends = ends_by_seed(full["logistic"])
    assert np.allclose(ends["AdaGrad, eta constant"], ends["Adam"], rtol=0.005)
    assert all((ends["AdaGrad"] > 1.05 * ends[other]).all() for other in ("Adam", "SGD Nesterov"))


def test_in_b_adam_ends_lowest_for_every_seed_and_late(full):
    ends = ends_by_seed(full["network"])
    assert all((ends["Adam"] < ends[other]).all() for other in ends if other != "Adam")
    assert below_for_good(full["network"], "Adam", "AdaGrad") == 14
    curves = {
        label: np.mean([run["loss"] for run in full["network"][label]["curves"]], axis=0)
        for label in ("Adam", "AdaGrad")
    }
    assert (curves["AdaGrad"] < curves["Adam"])[:13].all()
    assert winners(full["network"]) == ("AdaGrad", "Adam")


def test_nesterov_reaches_adams_second_epoch_late(full):
    adam, nesterov = ([run["loss"] for run in full["logistic"][name]["curves"]] for name in ("Adam", "SGD Nesterov"))
    assert [int(np.argmax(np.array(n) < a[1])) + 1 for a, n in zip(adam, nesterov)] == [6, 12, 20]


@pytest.mark.parametrize("name", ["Adam", "RMSProp"])
def test_in_b_the_rate_that_won_is_the_lowest_that_ran_to_the_end(full, name):
    tried, finalists = (dict(full["network"][name][what]) for what in ("tried", "finalists"))
    assert min(tried, key=tried.get) == 0.001 and min(finalists, key=finalists.get) == 0.0003
    assert min(finalists) == 0.0003 and min(tried) == 0.0001
