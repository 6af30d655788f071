"""What replies and praises of chapter 4's exercises say beyond the answer itself."""

import numpy as np
import pytest
from alike import few

from lecturekit.backprop_in_practice import RidgeLogistic, newton, plateau, sick_networks, trajectory
from lecturekit.backprop_in_practice.exercises import sick
from lecturekit.backprop_in_practice.exercises.plateaus import NET, three_plateaus, waited
from lecturekit.backprop_in_practice.exercises.random_groups import LEARNED, SENTENCES, losses_from, one_group_random
from lecturekit.checks.registry import find_exercise
from lecturekit.datasets import load_breast_cancer
from lecturekit.training import GradientDescent


def trained(seed, n_steps=2000, **ways):
    """The losses after training from the four starts of 4.2."""
    rng = np.random.default_rng(seed)
    return losses_from(one_group_random(rng, **ways), rng, n_steps)


def test_what_makes_hidden_units_differ_is_enough_with_nearly_every_start():
    losses = np.array([trained(seed) for seed in range(6)])
    assert (
        np.median(losses, axis=0)[:3].max() < 0.05 and np.sum(losses[:, :3] < 0.05) >= 17 and losses[:, 3].min() > 0.4
    )


def test_one_sentence_fits_the_four_results_of_4_2():
    learned = np.median([trained(seed) for seed in range(6)], axis=0) < LEARNED
    fits = [letter for letter, starts in SENTENCES.items() if list(learned) == [k in starts for k in range(4)]]
    assert fits == ["d"]


@pytest.mark.parametrize("seed", range(3))
def test_zeros_stand_still_for_another_reason_and_one_number_leaves_copies(seed):
    zeros = trained(seed, base=0.0)
    assert min(zeros[1], zeros[3]) > 0.69
    assert min(trained(seed, draw=lambda rng, shape: rng.standard_normal())) > 0.4


@pytest.mark.parametrize("seed", range(4))
def test_two_parts_make_the_statistics_of_the_whole_table(seed):
    X = load_breast_cancer().X
    cut = np.random.default_rng(seed).permutation(len(X)) < 100 * (seed + 1)
    reports = [each for part in (X[cut], X[~cut]) for each in (len(part), part.mean(axis=0), part.std(axis=0))]
    mu, sigma = find_exercise("4.3").solution(*reports)
    np.testing.assert_allclose(mu, X.mean(axis=0))
    np.testing.assert_allclose(sigma, X.std(axis=0))


def growth_with_shortcuts(v, m, L, seed):
    """By which factor the mean square grows in L layers with a shortcut."""
    rng = np.random.default_rng(seed)
    start = x = rng.normal(size=(400, m))
    for _ in range(L):
        x = x + np.maximum(x, 0) @ (np.sqrt(v) * rng.normal(size=(m, m)))
    return np.mean(x**2) / np.mean(start**2)


@pytest.mark.parametrize("seed", range(3))
def test_layers_with_shortcuts_grow_as_4_6_says(seed):
    m = 300
    he, yours = (
        growth_with_shortcuts(v, m, 6, seed) for v in (2 / m, find_exercise("4.6").solution(1.0, m, 1.0, 6)["variance"])
    )
    assert he == pytest.approx(2**6, rel=0.25) and yours == pytest.approx(2, rel=0.1)
    assert 2**30 > 1e9 and pytest.approx(np.e, rel=0.02) == (1 + 1 / 30) ** 30


@pytest.mark.parametrize("seed", range(4))
def test_the_twin_of_4_4_parts_from_the_unit_after_one_step(seed):
    rng = np.random.default_rng(seed)
    w, g_w, mu, sigma = rng.normal(size=(4, 3))
    sigma, eta = 0.5 + np.abs(sigma), 0.3
    twin = find_exercise("4.4").solution(w, 0.2, g_w, 0.0, mu, sigma, eta)
    np.testing.assert_allclose(w - twin["w_seen"], sigma**2 * eta * g_w)  # sigma^2 times as long
    shifted = find_exercise("4.4").solution(w, 0.2, g_w, 1.0, mu, sigma, eta)
    assert np.abs(shifted["w_seen"] - twin["w_seen"]).min() > 1e-3  # mu ties weights and bias together
    assert np.linalg.norm(w / sigma) != pytest.approx(np.linalg.norm(w), rel=1e-3)  # what weight decay sees


@pytest.mark.parametrize("seed", range(4))
def test_each_plateau_of_4_9_is_left_by_the_remedy_for_its_cause(seed):
    saturated, tiny, copies = three_plateaus(np.random.default_rng(seed), settled=False)
    assert np.all(waited([tiny, copies], 300)[1][-1] > 0.45)
    NET.views(saturated)[0][1][...] = 0.0  # smaller sums
    different = NET.init(np.random.default_rng(seed))  # from the start: copies that are pushed may come back
    assert np.all(waited([saturated, 1000 * tiny, different], 3000)[1][-1] < 0.1)


@pytest.mark.parametrize("seed", range(3))
def test_a_variance_half_as_large_again_grows_as_4_7_says(seed):
    rng, m = np.random.default_rng(seed), 400
    z, sizes = rng.normal(size=(m, 50)), []
    for _ in range(30):
        sizes.append(np.sqrt(np.mean(z**2)))
        z = rng.normal(size=(m, m)) * np.sqrt(1.5 * 2 / m) @ np.maximum(z, 0)
    grown = np.array(sizes) / sizes[0]
    expected = 1.5 ** (np.array([1, 5, 13, 29]) / 2)  # of the mean; a single network strays, more in each layer
    assert np.all(np.abs(np.log(grown[[1, 5, 13, 29]] / expected)) < np.log(2)) and expected[-1] > 300
    np.testing.assert_allclose(find_exercise("4.7").expected, expected, rtol=1e-6)


@pytest.mark.parametrize("share", (0.1, 0.35, 0.7))
def test_the_bias_of_4_8_begins_at_the_loss_of_guessing_by_the_frequencies(share):
    y = (np.arange(1000) < 1000 * share).astype(float)
    bias, loss = find_exercise("4.8").solution(y)
    at = lambda b: np.mean(np.logaddexp(0, b) - y * b)
    assert loss == pytest.approx(at(bias)) and loss < at(0.0) == pytest.approx(np.log(2))
    assert all(at(bias + d) > loss for d in (-0.1, 0.1))


def losses(eta, seed, n_steps):
    starts = np.array([-7.0, 2.0]) + 0.2 * np.random.default_rng(seed).standard_normal((5, 2))
    return plateau.value(trajectory(plateau, starts, GradientDescent(eta), n_steps))


@pytest.mark.parametrize("seed", range(4))
def test_rates_on_the_plateau(seed):
    steps = {eta: np.argmax(losses(eta, seed, 4000) < 0.01, axis=0) for eta in (1.0, 10.0, 35.0)}
    assert np.median(steps[1.0]) > 1000 and np.all(steps[35.0] < steps[10.0])
    np.testing.assert_allclose(steps[10.0] / steps[1.0], 0.1, rtol=0.15)
    beyond = losses(60.0, seed, 500)
    assert np.all(beyond.min(axis=0) < 0.3 * beyond[0]) and np.all(beyond[-1] > 1e-6)
    limit = 2 / np.linalg.eigvalsh(plateau.hessian(plateau.minima[0]))[-1]
    assert np.all(losses(0.97 * limit, seed, 500)[-1] < 1e-12) and np.all(losses(1.01 * limit, seed, 500)[-1] > 1e-5)
    far = losses(1000.0, seed, 500)
    assert not np.any(far[-1] < 0.01)


@pytest.mark.parametrize("seed", range(3))
def test_newton_needs_a_handful_of_steps(seed):
    data = load_breast_cancer()
    rows = np.random.default_rng(seed).permutation(len(data.y))[:400]
    A = (data.X[rows] - data.X[rows].mean(axis=0)) / data.X[rows].std(axis=0)
    run = newton(RidgeLogistic(A, data.y[rows], lam=0.1), np.zeros(31))
    gaps = np.array(run.losses) - run.losses[-1]
    assert np.argmax(gaps < 1e-8) <= 6


# ---- 4.13 four sick networks


@pytest.mark.parametrize("seed", few((10, 11, 12)))
def test_each_sick_network_has_one_remedy_and_its_own_sign(seed):
    losses = {
        name: {
            letter: sick_networks.treated(name, letter, np.random.default_rng(seed))
            for letter in sick_networks.REMEDIES
        }
        for name in sick_networks.PATIENTS
    }
    for name, each in losses.items():
        assert {letter for letter, loss in each.items() if loss < 0.2} == {sick.CURES[name]}
    assert 0.5 < losses["C"]["c"] < 2  # "it learns, slowly"
    ill = [sick_networks.treated(name, None, np.random.default_rng(seed)) for name in sick_networks.PATIENTS]
    assert all(2.2 < loss < 2.7 or np.isinf(loss) for loss in ill)
    looks = {name: sick_networks.look_at(name, np.random.default_rng(seed)) for name in sick_networks.PATIENTS}
    a, b, c, d = (look for look, _ in looks.values())
    assert a.loss == b.loss > np.log(10) + 0.2 and abs(d.loss - np.log(10)) < 0.01
    assert max(a.ratios) < 1e-3 and max(a.ratios) < 5 * min(a.ratios) and max(a.idle) < 0.4
    assert min(b.ratios) > 0.5 and c.ratios[-1] > 20 * c.ratios[0] and np.all(np.diff(c.ratios[1:]) > 0)
    assert max(d.ratios) == 0 and d.idle[1:] == [1, 1, 1]
    assert all(few > 1.5 for _, few in looks.values())
