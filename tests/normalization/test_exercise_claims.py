"""What the exercises say in words: numbers in their texts, replies and praises, computed; their consequences for other seeds."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer import Network
from lecturekit.normalization import BatchNorm, LayerNorm, OwnNorm, loss_with_batches_of
from lecturekit.normalization.exercises import groups, light, scales, statistics
from lecturekit.normalization.layers import LayerNorm as Layer
from lecturekit.normalization.pairs import in_dim_light, right_when_dimmed, some_digits, some_photographs
from lecturekit.normalization.prediction_statistics import with_stale_averages
from lecturekit.single_unit import logistic
from lecturekit.training import GradientDescent, train

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "07_normalization.ipynb"


def group_norm(Z, delta, scale, groups):
    """What the network needs of exercise 7.2, in few operations."""
    size = Z.shape[1] // groups
    G, d = Z.reshape(len(Z), groups, -1), (delta * scale).reshape(len(Z), groups, -1)
    s = np.sqrt(G.var(axis=2, keepdims=True) + 1e-5)
    hat = (G - G.mean(axis=2, keepdims=True)) / s
    dZ = (d - d.sum(axis=2, keepdims=True) / size - hat * (d * hat).sum(axis=2, keepdims=True) / size) / s
    z_hat = hat.reshape(Z.shape)
    return {
        "z_hat": z_hat,
        "dscale": (delta * z_hat).sum(axis=0),
        "dshift": delta.sum(axis=0),
        "dZ": dZ.reshape(Z.shape),
    }


def test_a_column_of_mean_8_and_deviation_6():
    x = np.array([2.0, 14.0])
    assert (x.mean(), x.std(), np.sqrt(np.mean(x**2))) == (8, 6, 10)
    assert np.std((x - x.mean()) / np.sqrt(np.mean(x**2))) == pytest.approx(0.6)


def test_the_short_group_norm_is_that_of_the_steps_and_one_group_is_layer_norm():
    rng = np.random.default_rng(0)
    Z, delta, scale = rng.normal(size=(5, 12)), rng.normal(size=(5, 12)), rng.normal(size=12)
    for number in (1, 3, 4):
        whole, short = groups.group_norm_pass.chain(Z, delta, scale, number), group_norm(Z, delta, scale, number)
        assert all(np.allclose(short[name], whole[name]) for name in short)
    by_layer = [Network([30, 12, 1], loss=logistic, normalization=kind) for kind in (Layer(), OwnNorm(group_norm))]
    w = by_layer[0].init(rng)
    X, y = rng.normal(size=(7, 30)), rng.integers(0, 2, 7)
    g, own = (net.grad(w, X, y, train=True) for net in by_layer)
    np.testing.assert_allclose(own, g, atol=1e-12)


def test_at_rest_rate_and_gradient_drop_out_of_the_turn():
    found = [scales.turning.chain(1.0, eta, kappa, 0.05) for eta, kappa in ((0.1, 1.0), (1.0, 1.0), (1.0, 7.0))]
    for each in found:
        assert each["turn"] == pytest.approx(np.sqrt(1 - 0.95**2) / 0.95)
    assert found[0]["rest"] < found[1]["rest"] < found[2]["rest"]


@pytest.mark.parametrize("seed", range(10, 14))
def test_which_changes_of_the_inputs_vanish(seed):
    shifted, ten, each = scales._three_changes(np.random.default_rng(seed))
    assert shifted < 1e-9 and ten < 1e-4 and each > 0.1
    assert all(value > 0.05 for value in scales._three_changes(np.random.default_rng(seed), normalization=None))
    assert scales._three_changes(np.random.default_rng(seed), normalization=LayerNorm())[0] > 0.01


def test_with_another_function_of_W_the_same_functions_of_x_can_be_reached():
    rng = np.random.default_rng(0)
    X, factors = rng.normal(size=(9, 30)), 10 ** rng.uniform(-1, 1, 30)
    net = Network([30, 20, 1], phi="tanh", loss=logistic, normalization=BatchNorm())
    w = net.init(rng)
    other = w.copy()
    net.views(other)[0][0][...] /= factors
    np.testing.assert_allclose(net.predict(other, X * factors, train=True), net.predict(w, X, train=True))


@pytest.mark.slow
def test_batch_norm_classifies_dim_digits_badly_and_the_others_do_not():
    factors = (1.0, 0.7, 0.3, 0.2, 0.1)
    batch, layer, none = (
        np.mean([right_when_dimmed(kind, factors, s) for s in (4, 5, 6)], axis=0)
        for kind in ("batch norm", "layer norm", "none")
    )
    assert batch[0] == pytest.approx(88, abs=3) and batch[-1] == pytest.approx(22, abs=8)
    for each in (layer, none):
        assert each[2] > 80 and each[3] > batch[3] + 20


def test_with_statistics_that_follow_the_light_nothing_changes():
    lines = in_dim_light(scales.dim_digits.solution)
    (_, stored), (_, yours) = lines.values()
    assert np.ptp(yours) == 0 and [round(stored[0]), round(stored[-1])] == [88, 22]
    without_eps = in_dim_light(lambda f, b, mean, variance: (f * (mean - b) + b, f**2 * variance))
    assert np.ptp(without_eps["with yours"][1]) < 5  # near, and not the same


def test_a_bias_is_part_of_the_sum_that_does_not_dim():
    rng, f = np.random.default_rng(0), 0.3
    X, net = rng.normal(size=(20, 4)), Network([4, 5, 1], phi="tanh", loss=logistic, normalization=BatchNorm())
    w = net.init(rng)
    net.views(w)[0][1][...] = rng.normal(size=5)
    stats = net.batch_statistics(w, X)
    place, seen = next(iter(stats.items()))
    mean, variance = scales.dim_digits.solution(f, net.views(w)[0][1], seen.mean[0], seen.variance[0])
    other = {**stats, place: seen._replace(mean=mean[None], variance=variance[None])}
    np.testing.assert_allclose(net.predict(w, f * X, stats=other), net.predict(w, X, stats=stats))


def test_the_mean_of_the_variances_is_too_small_unless_the_means_agree():
    sizes, variances = [3, 5], [[1.0], [2.0]]
    for means, larger in (([[0.0], [1.0]], True), ([[4.0], [4.0]], False)):
        within = (3 * 1.0 + 5 * 2.0) / 8
        assert (statistics.put_together(sizes, means, variances)[1][0] > within + 1e-9) == larger


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_two_thirds_of_the_averages_are_their_start(seed):
    found = with_stale_averages(seed=seed)
    assert found["in batches of 50"] > 98.5 and found["one pass"] > 98.5 and found["running averages"] < 33
    assert round(0.998**200, 2) == 0.67 and round(0.998**100, 2) == 0.82 and round(0.998**500, 2) == 0.37
    assert 0.998**1500 < 1 / 20 < 0.998**500
    assert seed or round(found["running averages"]) in (24, 25)


def _tumors_read_and_slope(normalization, m, seed):
    data = load_breast_cancer()
    X = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0)
    net = Network([30, m, 1], phi="tanh", loss=logistic, normalization=normalization)
    w = net.init(np.random.default_rng(seed))
    for _ in train(net, w, (X, data.y), GradientDescent(0.5), n_epochs=300):
        pass
    slope = 1 - net.forward(w, X, train=True).A[1] ** 2
    return 100 * net.accuracy(w, X, data.y, stats=net.batch_statistics(w, X)), slope.mean()


def test_two_units_under_layer_norm():
    runs = {
        kind: [_tumors_read_and_slope(kind, 2, seed) for seed in range(6)] for kind in (None, BatchNorm(), LayerNorm())
    }
    plain, batch, layer = ([read for read, _ in each] for each in runs.values())
    slopes = [slope for _, slope in runs[list(runs)[-1]]]
    assert min(slopes) > 0.15
    assert min(plain) > 98.85 and min(batch) > 98.85
    assert max(layer) < 97.5
    assert min(_tumors_read_and_slope(LayerNorm(), 8, seed)[0] for seed in range(6)) > 99
    assert 1 - np.tanh(1.0) ** 2 == pytest.approx(0.42, abs=0.005)


@pytest.mark.slow
def test_photographs_in_pairs_need_their_own_mean_and_a_normalization_without_a_batch():
    def mean(learn, seeds=(30, 31, 32)):
        return np.mean(
            [light._mistakes(learn, np.random.default_rng(seed))["mistakes on new photographs"] for seed in seeds]
        )

    assert mean(light.photographs.solution) < 26
    assert mean(light.learner(OwnNorm(group_norm, groups=4), 0.03, light.by_image)) < 26
    as_they_are = [mean(light.learner(kind, 0.03)) for kind in (LayerNorm(), OwnNorm(group_norm, groups=4))]
    assert min(as_they_are) > 45 and mean(light.by_pixel) > 30
    assert mean(light.learner(BatchNorm(), 0.03, light.by_image)) > 50


def test_the_light_of_a_photograph_goes_with_its_mean_and_deviation():
    np.testing.assert_allclose(
        light.by_image(some_photographs(50, seed=3)[0]), light.by_image(some_digits(50, seed=3)[0]), atol=1e-9
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_normalization_of_ones_own_works_at_every_batch_size(seed):
    own = OwnNorm(group_norm, groups=5)
    for size in (1, 2):
        assert 1.4 * loss_with_batches_of(size, own, seed) < loss_with_batches_of(size, BatchNorm(), seed)


def test_no_solution_can_be_copied_from_the_chapter():
    def code(path, wanted):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and wanted("".join(cell["source"]))
        ]

    def runs(text, length=14):
        words = re.findall(r"\w+|[^\w\s]", re.sub(r"#.*|Network\(.*", "", text))  # how to make a network is not asked
        return {tuple(words[k : k + length]) for k in range(len(words) - length + 1)}

    lecture = SOLUTIONS.parents[1] / "lecture_nb" / SOLUTIONS.name
    shown = set().union(*map(runs, code(lecture, lambda source: "import" not in source)))
    for solution in code(SOLUTIONS, lambda source: "BEGIN SOLUTION" in source):
        inside = re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", solution, re.DOTALL)
        assert not shown & set().union(*map(runs, inside))


def test_who_only_needs_another_rate_is_not_sent_to_the_light():
    why = light.photographs.goals[0].why
    assert "rate" in why({"mistakes on new photographs": 34.0}) and "rate" not in why(
        {"mistakes on new photographs": 60.0}
    )
