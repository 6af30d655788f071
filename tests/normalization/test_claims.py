"""What notebook 7 says beyond what its cells print: under other seeds and other settings."""

import numpy as np
import pytest

from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer import Network
from lecturekit.normalization import widgets
from lecturekit.normalization.experiments import (
    KINDS,
    clinic_sums,
    loss_with_batches_of,
    mistakes_when_overfitted,
    moved_batch,
    passed_on,
    rate_grid,
    saturated,
    tanh_outputs,
    trained_on_tumors,
)
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.prediction_statistics import WHOLE, followed_variance, sources_of_statistics
from lecturekit.normalization.wandering import sums_while_training
from lecturekit.single_unit import logistic, multiclass


@pytest.mark.parametrize("seed", range(5))
def test_a_clinic_that_standardizes_itself_misses_its_patients(seed):
    trained, own = (np.mean(z > 0) for z in clinic_sums(seed).values())
    assert trained > 0.85 > 0.6 > own


@pytest.mark.parametrize("z", [3.0, 8.0, 20.0, 100.0])
def test_the_other_seven_come_closer_and_those_far_below_the_mean_rise(z):
    state = moved_batch(z)
    others, before = state["out"][:-1], state["start"][:-1]
    assert np.ptp(others) < np.ptp(before) and others.mean() < before.mean()
    assert others[before.argmin()] > before.min()
    assert state["out"][-1] < 7**0.5


def test_with_the_statistics_of_before_nobody_sees_the_moved_point():
    state = moved_batch(2000.0, "the batch before the move")
    assert np.array_equal(state["out"][:-1], state["start"][:-1]) and state["out"][-1] > 100


@pytest.mark.parametrize("seed", range(5))
def test_normalizing_z_makes_large_weights_harmless_and_normalizing_inputs_does_not(seed):
    for name, kind in {"none": None, **widgets.NORMALIZATIONS}.items():
        small, large = (saturated(tanh_outputs(scale, kind, seed))[4] for scale in (0.3, 10.0))
        if name in ("none", "batch norm on layer inputs"):
            assert small == 0 and large == pytest.approx(0.82, abs=0.02), name
        else:  # at every scale, as many as a normal number lies beyond 2.18
            assert small == pytest.approx(large, abs=1e-3) and large == pytest.approx(0.025, abs=0.01), name


@pytest.mark.parametrize("seed", range(4, 8))
def test_a_saturated_layer_can_have_the_lower_loss(seed):
    plain, normed = (trained_on_tumors(kind, scale=3.0, seed=seed) for kind in (None, BatchNorm()))
    assert plain[0] < normed[0] and plain[1] > 1 / 3 > 0.1 > normed[1] and plain[2] < 0.9


def test_the_answer_to_the_learning_rates_and_layer_norm_at_the_largest():
    final = {name: {eta: losses[-1] for eta, losses in runs.items()} for name, runs in rate_grid().items()}
    works = {name: [eta for eta, loss in runs.items() if loss < 1] for name, runs in final.items()}
    assert works == {"none": [1.0, 3.0], "layer norm": [0.3, 1.0, 3.0], "batch norm": [0.3, 1.0, 3.0, 10.0]}
    assert final["layer norm"][10.0] > 2 > 1 > final["batch norm"][10.0]


@pytest.mark.parametrize("seed", [0, 1])
def test_whose_statistics(seed):
    found = sources_of_statistics(seed)
    assert abs(found["the training set"] - found["running averages"]) < 0.04
    assert found["batches of 100, sorted"] < 0.5 * found["batches of 100"]
    assert found["batches of 10"] > found["batches of 2"] > found["batches of 1"] < 0.2


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_batch_norm_needs_a_batch(seed):
    losses = {
        name: [loss_with_batches_of(size, kind, seed, n_epochs=1) for size in (1, 2, 8, 32)]
        for name, kind in KINDS.items()
    }
    batch, layer, none = (losses[name] for name in ("batch norm", "layer norm", "none"))
    assert batch[0] > 2 * layer[0] and batch[1] > 1.5 * layer[1]
    assert all(b > n > l for b, l, n in zip(batch[:2], layer[:2], none[:2]))
    assert all(b < l < n for b, l, n in zip(batch[2:], layer[2:], none[2:]))


def test_with_one_data_point_only_the_last_biases_learn():
    rng = np.random.default_rng(0)
    net = Network([6, 5, 3], phi="relu", loss=multiclass, normalization=BatchNorm())
    g = net.grad(net.init(rng), rng.normal(size=(1, 6)), np.array([1]), train=True)
    last = net.views(g)[1][1]
    assert np.count_nonzero(g) == np.count_nonzero(last) == 3
    assert loss_with_batches_of(1, BatchNorm(), n_epochs=1) > np.log(10)


def test_which_units_are_handed_over_with_mean_0_and_deviation_1():
    for name, outputs in passed_on().items():
        mean, deviation = np.abs(outputs.mean(axis=0)).max(), np.abs(outputs.std(axis=0) - 1).max()
        assert (mean < 1e-9 and deviation < 1e-3) == (name in ("(a) layer_inputs", "(c) per_neuron")), name
        assert mean > 2 or name not in ("none", "(b) per_layer", "(d) LayerNorm")


def test_normalized_layer_inputs_leave_the_sums_before_phi_unequal():
    X = load_breast_cancer().X
    nets = [
        Network([30, 50, 1], phi="identity", loss=logistic, normalization=BatchNorm(kind))
        for kind in ("inputs", "layer_inputs")
    ]
    inputs, layer = (net.forward(net.init(np.random.default_rng(1)), X, train=True) for net in nets)
    np.testing.assert_allclose(layer.Z[1], inputs.Z[1])
    assert (round(layer.Z[1].std(axis=0).min(), 2), round(layer.Z[1].std(axis=0).max(), 2)) == (0.49, 2.35)


def test_no_normalization_helped_against_overfitting_on_average():
    runs = [mistakes_when_overfitted(seed) for seed in range(4, 8)]
    assert all(run[name][0] == 0 for run in runs for name in KINDS)
    mean = {name: np.mean([run[name][1] for run in runs]) for name in KINDS}
    assert min(mean, key=mean.get) == "none"
    assert all(run["batch norm"][1] > 1.1 * run["none"][1] for run in runs)  # "with every seed"
    assert sum(run["layer norm"][1] < run["none"][1] for run in runs) == 1  # "one goes the other way"
    assert mean["layer norm"] - mean["none"] < 0.015


@pytest.mark.parametrize("seed", [0, 1])
def test_a_large_rate_follows_every_batch_and_a_small_one_lags_behind(seed):
    noise, behind = [], []
    for unit in range(4):
        found = followed_variance(unit=unit, seed=seed)
        truth = found[WHOLE]
        noise.append([np.std(np.diff(found[name])) for name in (WHOLE, "batches of 50", "r = 0.5", "r = 0.1")])
        behind.append([np.mean(np.abs(found[name] / truth - 1)[60:]) for name in ("r = 0.1", "r = 0.03")])
    (truth, batches, large, middle), (close, lagging) = np.mean(noise, axis=0), np.mean(behind, axis=0)
    assert batches > large > 2 * middle and large > 1.5 * truth
    assert lagging > 1.5 * close


def test_averages_take_in_what_their_class_says():
    found = followed_variance()
    batches, average = found["batches of 50"], found["r = 0.1"]
    assert average[0] == batches[0] and average[1] == pytest.approx(batches[:2].mean())
    assert average[50] == pytest.approx(0.9 * average[49] + 0.1 * batches[50])
    smallest = found["r = 0.03"]  # no longer the plain mean of all batches
    assert smallest[50] == pytest.approx(0.97 * smallest[49] + 0.03 * batches[50])


@pytest.mark.parametrize("seed", range(4))
def test_sums_leave_the_range_of_their_start_at_a_large_rate_and_not_with_batch_norm(seed):
    shares = {name: rows[:, 3] for name, rows in sums_while_training(seed).items()}
    assert shares["none"][0] < 0.01 and shares["none"][-1] > 0.5 and max(shares["batch norm"]) < 0.05


@pytest.mark.parametrize("seed", [1, 2])
def test_batch_norm_learns_at_the_largest_rate_and_at_more_rates_with_other_seeds(seed):
    works = {name: [eta for eta, losses in runs.items() if losses[-1] < 1] for name, runs in rate_grid(seed).items()}
    assert works["batch norm"] == [0.3, 1.0, 3.0, 10.0]
    assert all(len(works[name]) < 4 and 10.0 not in works[name] for name in ("none", "layer norm"))


def test_layer_norm_does_not_notice_a_stretched_layer_with_its_biases():
    rng, X = np.random.default_rng(0), load_breast_cancer().X[:50] / 100
    net = Network([30, 20, 1], phi="tanh", loss=logistic, normalization=LayerNorm(eps=1e-12))
    w = net.init(rng)
    net.views(w)[0][1][...] = rng.normal(size=20)
    other = w.copy()
    for part in net.views(other)[0]:
        part *= 10
    np.testing.assert_allclose(net.predict(other, X), net.predict(w, X), rtol=1e-6)
