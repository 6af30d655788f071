"""Chapter 4: what its widgets compute, and its notebook's claims under other seeds."""

import numpy as np
import pytest

import lecturekit.backprop_in_practice as practice
from lecturekit import datasets
from lecturekit.backprop_in_practice import (
    LEVELS,
    RidgeLogistic,
    Standardizer,
    chain,
    newton,
    plateau,
    saturated_fraction,
    trajectory,
    widgets,
)
from lecturekit.datasets import load_breast_cancer
from lecturekit.l_layer import Network
from lecturekit.single_unit.losses import least_squares
from lecturekit.single_unit.unit import descend
from lecturekit.training import GradientDescent


@pytest.mark.parametrize("inputs", widgets.INPUTS)
def test_the_drawn_path_is_gradient_descent(inputs):
    x, y = widgets.one_feature(inputs)
    eta = 0.5 * widgets.descent_state(inputs, 1e-4)["limit"]
    state = widgets.descent_state(inputs, eta, n_steps=20)
    path = descend(least_squares, state["path"][0, 1:], x[:, None], y, b=state["path"][0, 0], eta=eta, n_steps=20)
    np.testing.assert_allclose(state["path"], path[:, ::-1], rtol=1e-7, atol=1e-9)
    losses = np.array([least_squares(b + w * x, y) for b, w in state["path"]])
    np.testing.assert_allclose(
        state["gaps"], losses - least_squares(state["best"][0] + state["best"][1] * x, y), atol=1e-9
    )


@pytest.mark.parametrize("inputs", widgets.INPUTS)
def test_beyond_the_named_limit_it_diverges_and_says_so(inputs):
    limit = widgets.descent_state(inputs, 1e-4)["limit"]
    assert (
        widgets.descent_state(inputs, 0.99 * limit)["gaps"][-1] < widgets.descent_state(inputs, 0.99 * limit)["gaps"][0]
    )
    with pytest.raises(ValueError, match="diverges on .* largest stable rate"):
        widgets.descent_state(inputs, 1.1 * limit)
    with pytest.raises(ValueError, match="learning rate 1e\\+06"):
        widgets.descent_state(inputs, 1e6)  # the error leaves the floats


def test_settings_that_make_no_sense():
    for bad in (0, -0.1, np.nan, "0.1"):
        with pytest.raises(ValueError, match="eta is .*, expected a number"):
            widgets.descent_state("raw", bad)
    with pytest.raises(ValueError, match="inputs is 'scaled', expected one of 'raw'"):
        widgets.descent_state("scaled", 0.1)
    with pytest.raises(ValueError, match="X has shape"):
        widgets.layer_state([1.0, 2.0], [0, 1], "tanh", "he", 1.0)
    with pytest.raises(ValueError, match="scale is -1"):
        widgets.layer_state(np.ones((2, 3)), [0, 1], "tanh", "he", -1.0)


def test_at_half_the_limit_the_path_goes_down_at_once_and_then_along_the_floor():
    raw, centered, standardized = (widgets.descent_state(name) for name in ("raw", "only centered", "standardized"))
    for state in (raw, centered, standardized):
        assert state["eta"] == pytest.approx(state["limit"] / 2)
        left = np.linalg.norm(state["path"] - state["best"], axis=1)
        if left[1] > 1e-9:
            np.testing.assert_allclose(left[2:] / left[1:-1], 1 - 1 / state["kappa"], rtol=1e-6)
    assert standardized["gaps"][1] < 1e-20 and 26_000 < raw["kappa"] < 27_000 and 19 < centered["kappa"] < 20


def test_every_treatment_starts_from_the_same_function():
    predictions = []
    for inputs in widgets.INPUTS:
        b, w = widgets.descent_state(inputs, 1e-4)["path"][0]
        predictions.append(b + w * widgets.one_feature(inputs)[0])
    np.testing.assert_allclose(predictions[1:], predictions[:-1], atol=1e-12)


def test_the_histograms_show_what_the_caption_says():
    data = load_breast_cancer()
    X, y = Standardizer().fit_transform(data.X)[:50], data.y[:50]
    state = widgets.layer_state(X, y, "tanh", "lecun", 3.0)
    for values, saturated in zip(state["values"], state["saturated"]):
        assert saturated == saturated_fraction("tanh", np.arctanh(np.clip(values, -1 + 1e-15, 1 - 1e-15)))
    tops = [widgets.layer_state(X, y, "relu", "he", scale)["high"] for scale in (1.0, 10.0)]
    assert tops[1] > 10 * tops[0]


def test_the_slider_of_the_scale_can_stand_at_one():
    control = widgets.activations_by_layer().controls["scale"]
    steps = (np.log10(1.0) - control.min) / control.step
    assert steps == pytest.approx(round(steps), abs=1e-9) and control.value == 1.0


def test_kept_runs_stay_in_the_picture():
    explorer = widgets.descend_on_inputs()
    explorer.keep.click()
    explorer.controls["inputs"].value = "standardized"
    lines = explorer._redrawer.figure.axes[1].lines
    assert [len(line.get_xdata()) for line in lines] == [101, 101, 0, 0, 0]
    explorer.clear.click()
    assert [len(line.get_xdata()) for line in lines] == [101, 0, 0, 0, 0]


# ---- what the page says, with other seeds
@pytest.fixture(scope="module")
def digits():
    """The 250 images of the chapter, at half the resolution."""
    data = datasets.load_mnist()
    return practice.pooled(data.X[:250]), data.y[:250]


@pytest.fixture(scope="module")
def tumors():
    """Inputs as they are and standardized, and the labels."""
    data = datasets.load_breast_cancer()
    return data.X, Standardizer().fit_transform(data.X), data.y


@pytest.mark.parametrize("seed", range(5))
def test_four_starts_and_the_three_measurements_that_tell_them_apart(digits, seed):
    X, y = digits
    net = Network([196, 50, 50, 50, 10], phi="relu", loss="multiclass")
    starts = practice.four_starts(net, X, np.random.default_rng(seed))
    looks = {name: practice.checkup(net, w, A, y, eta=0.1) for name, (w, A) in starts.items()}
    ends = {name: practice.descend(net, w, A, y, eta=0.1, n_steps=200) for name, (w, A) in starts.items()}
    few = {
        name: practice.descend(net, w, A[:20], y[:20], eta=0.1, n_steps=200)[1][-1] for name, (w, A) in starts.items()
    }
    good, raw, tiny, equal = starts
    assert ends[good][1][-1] < 0.1 and few[good] < 0.01
    assert all(abs(ends[name][1][-1] - np.log(10)) < 0.05 and few[name] > 2 for name in (raw, tiny, equal))
    assert looks[raw].loss > 40 * np.log(10) and min(looks[raw].ratios) > 1
    assert abs(looks[tiny].loss - np.log(10)) < 0.01 and max(looks[tiny].ratios) < 2e-4
    assert looks[equal].directions[0] == 1 and max(looks[equal].ratios[:-1]) < 1e-6
    assert 5e-3 < min(looks[good].ratios) < max(looks[good].ratios) < 0.1 and looks[good].directions[0] == 50
    soon = practice.descend(net, *starts[raw], y, eta=0.1, n_steps=10)[0]
    assert practice.checkup(net, soon, X, y, eta=0.1).idle[0] == 1
    W, b = net.views(practice.descend(net, *starts[equal], y, eta=0.1, n_steps=10)[0])[0]
    assert np.mean(starts[equal][1] @ W.T + b <= 0) > 0.95
    assert min(practice.checkup(net, ends[raw][0], X, y, eta=0.1).idle) > 0.95


@pytest.mark.parametrize("seed", range(5))
def test_a_small_last_layer_starts_at_guessing_and_ends_as_low(digits, seed):
    X, y = digits
    net = Network([196, 50, 50, 50, 10], phi="relu", loss="multiclass")
    w, A = next(iter(practice.four_starts(net, X, np.random.default_rng(seed)).values()))
    spread = net.logits(w, A).std()
    assert net.loss(w, A, y) == pytest.approx(np.log(10) + spread**2 / 2, rel=0.15) and 1 < spread < 2.1
    small = w.copy()
    net.views(small)[-1][0][...] /= 10
    assert abs(net.loss(small, A, y) - np.log(10)) < 0.1
    ends = [practice.descend(net, v, A, y, eta=0.1, n_steps=200)[1][-1] for v in (w, small)]
    assert abs(ends[0] - ends[1]) < 0.02


@pytest.mark.parametrize("seed", range(10))
def test_saturation_rises_with_the_gain_and_gradients_vanish_or_explode(tumors, seed):
    saturated, gradients = practice.signals_by_gain(tumors[1], tumors[2], [0.3, 3, 30], seed)
    for shares in saturated.values():
        assert shares[0] < 0.01 and shares[0] <= shares[1] < shares[2] and shares[2] > 0.7
    ratio = {setting: norms[0] / norms[-1] for setting, norms in gradients.items()}
    assert ratio["sigmoid", 0.1] < 1e-6 and ratio["sigmoid", 1.0] < 0.01
    assert 0.1 < ratio["tanh", 1.0] < 10 < ratio["tanh", 30.0]


@pytest.mark.parametrize("seed", range(10))
def test_weights_of_one_over_the_largest_norm_do_not_saturate(tumors, seed):
    largest = np.linalg.norm(tumors[0], axis=1).max()
    sums = tumors[0] @ np.random.default_rng(seed).standard_normal((30, 20))
    assert 4000 < largest < 5000
    assert saturated_fraction("tanh", sums / largest) < 0.01 and saturated_fraction("tanh", 0.1 * sums) > 0.9


XOR = datasets.make_xor_exact()
SMALL = Network([2, 4, 1], phi="tanh", loss="logistic")


def test_equal_starts_stay_copies_on_xor_and_zero_does_not_move():
    for value, rank in ((0.0, 0), (0.5, 1)):
        start = np.full(17, value)
        end, losses = practice.descend(SMALL, start, XOR.X, XOR.y, eta=1.0, n_steps=2000)
        assert np.linalg.matrix_rank(SMALL.views(end)[0][0], 1e-9) == rank and losses[-1] > 0.4
        assert (np.linalg.norm(end - start) > 1) == (value > 0)
    moving = np.flatnonzero(SMALL.grad(np.zeros(17), XOR.X, np.array([0, 1, 1, 1])))
    assert list(moving) == [16]  # with OR's labels the output bias


@pytest.mark.parametrize("seed", range(5))
def test_how_different_the_units_of_xor_have_to_be(seed):
    nudges = np.random.default_rng(seed).standard_normal(17)
    for size, learned in ((1e-8, False), (1e-4, False), (1e-3, False), (1e-2, True)):
        start = 0.5 + size * nudges
        end, losses = practice.descend(SMALL, start, XOR.X, XOR.y, eta=1.0, n_steps=2000)
        assert (losses[-1] < 0.05) == learned == (losses[600] < 0.05)
        assert learned or (losses[-1] == pytest.approx(LEVELS["0.48"], abs=0.01) and np.linalg.norm(end - start) > 5)
        directions = [np.column_stack(SMALL.views(w)[0]) for w in (start, end)]
        before, after = (
            np.ptp(each / np.linalg.norm(each, axis=1, keepdims=True), axis=0).max() for each in directions
        )
        assert learned or before < after < 0.1  # they have grown apart, but draw nearly one line


def test_a_tiny_difference_between_two_units_grows_in_every_step(tumors):
    net = Network([30, 2, 1], phi="tanh", loss="logistic")
    w = np.full(net.n_params, 0.05)
    net.views(w)[0][0][0] += 1e-9
    w, _ = practice.descend(net, w, tumors[1], tumors[2], eta=0.5, n_steps=2000)
    W = net.views(w)[0][0]
    assert np.abs(W[0] - W[1]).max() > 1e-6  # so a rounding error would break the tie in the end


@pytest.mark.parametrize("seed", range(10))
def test_thirty_layers_multiply_a_small_mistake(seed):
    def growth(phi, scheme, scale=1.0):
        signals = practice.deep_signals(phi, scheme, np.random.default_rng(seed), scale)
        return signals[-1].z_rms / signals[0].z_rms

    assert 0.15 < growth("relu", "he") < 5
    assert growth("relu", "lecun") == pytest.approx(0.5 ** (29 / 2), rel=2)
    assert growth("relu", "he", 1.4) > 1e3 and 0.05 < growth("tanh", "lecun") < 0.3


@pytest.mark.parametrize("seed", range(10))
def test_tanh_with_lecun_shrinks_fast_at_first_and_then_slowly(seed):
    sizes = np.array([signal.z_rms for signal in practice.deep_signals("tanh", "lecun", np.random.default_rng(seed))])
    assert sizes[1] / sizes[0] == pytest.approx(0.63, abs=0.02)
    assert (sizes[29] / sizes[19]) ** 0.1 == pytest.approx(0.97, abs=0.015)
    assert 0.1 < sizes[29] / sizes[0] < 0.15


def dead_unit_after_training(layer, seed, data):
    """Make one ReLU of a 30-10-10-1 network dead for all tumors; its largest value before training and after."""
    net = Network([30, 10, 10, 1], phi="relu", loss="logistic")
    w = net.init(np.random.default_rng(seed), "he")
    net.views(w)[layer - 1][1][0] -= net.forward(w, data[1]).Z[layer][:, 0].max() + 0.01
    end, _ = practice.descend(net, w, data[1], data[2], eta=0.3, n_steps=2000)
    return [net.forward(each, data[1]).A[layer][:, 0].max() for each in (w, end)]


def test_nothing_revives_a_dead_relu_of_layer_1_while_one_of_layer_2_may_come_back(tumors):
    first = [dead_unit_after_training(1, seed, tumors) for seed in range(6)]
    second = [dead_unit_after_training(2, seed, tumors) for seed in range(6)]
    assert np.max(first) == 0 == max(before for before, _ in second)
    assert 1 <= sum(after > 0 for _, after in second) < 6


@pytest.mark.parametrize("seed", range(5))
def test_no_variance_serves_both_directions(seed):
    for v in (1 / 2500, 1 / 500, 2 / 3000):
        up, down = practice.kept_by(v, 2500, 500, np.random.default_rng(seed))
        np.testing.assert_allclose((up, down), (2500 * v, 500 * v), rtol=0.1)


@pytest.mark.parametrize("seed", (4, 1, 2))
def test_the_answers_to_the_first_widget(tumors, seed):
    def state(phi, scheme, scale=1.0):
        return widgets.layer_state(tumors[1][:200], tumors[2][:200], phi, scheme, scale, seed)

    normal, lecun = state("tanh", "standard_normal"), state("tanh", "lecun")
    assert min(normal["saturated"]) > 0.6 and normal["gradient_norms"][0] > 100 * normal["gradient_norms"][-1]
    assert max(lecun["saturated"]) < 0.065 and lecun["saturated"][-1] < 0.005
    he = state("relu", "he")["sizes"]
    assert 0.6 < he[-1] / he[0] < 1.1 and state("relu", "lecun")["sizes"][-1] < 0.1
    if seed == 4:
        said = (lecun["sizes"][0], lecun["sizes"][-1], he[0], he[-1])
        np.testing.assert_allclose(said, (1.15, 0.24, 1.63, 1.63), atol=0.006)
        np.testing.assert_allclose(np.take(state("relu", "lecun")["sizes"], (0, -1)), (1.15, 0.05), atol=0.006)


def test_the_answers_to_the_second_widget():
    raw = [widgets.descent_state("raw", eta) for eta in np.geomspace(1e-4, 0.0027, 40)]
    assert min(state["gaps"][-1] for state in raw) == pytest.approx(0.60, abs=0.005)
    assert raw[0]["gaps"][0] == pytest.approx(0.81, abs=0.005) and raw[0]["limit"] == pytest.approx(0.0028, abs=5e-5)
    limits = [widgets.descent_state(name, 1e-4)["limit"] for name in ("only centered", "standardized")]
    np.testing.assert_allclose(limits, (0.10, 2.0), rtol=0.03)
    assert widgets.descent_state("standardized", 1.0)["gaps"][1] < 1e-20


def test_other_units_of_the_inputs(tumors):
    versions = practice.versions(tumors[0])
    losses = {name: practice.logistic_descent(A, tumors[2], 5000) for name, A in versions.items()}
    steps = {name: practice.steps_to(values, 0.1) for name, values in losses.items()}
    assert steps == {"raw": None, "only centered": None, "only rescaled": 3012, "standardized": 36}
    top = {name: practice.curvatures(A)[-1] for name, A in versions.items()}
    assert 1e5 < top["raw"] / top["standardized"] < 1.5e5
    flattest = 2 * practice.condition_number(versions["standardized"])
    assert flattest > 1000 * steps["standardized"]  # "long before the flattest direction was settled"


def test_what_is_rescaled_and_not_centered_leaves_a_thirtieth_of_the_rate(tumors):
    """It is the means that do it: the steepest direction is theirs, and without it standardized inputs take as many steps at the same rate."""
    rescaled = practice.versions(tumors[0])["only rescaled"]
    means = np.append(1.0, rescaled.mean(axis=0))
    A = np.column_stack([np.ones(len(rescaled)), rescaled])
    top = np.linalg.eigh(A.T @ A / len(A))[1][:, -1]
    assert abs(top @ means) / np.linalg.norm(means) > 0.99
    ratio = practice.curvatures(rescaled)[-1] / practice.curvatures(rescaled - rescaled.mean(axis=0))[-1]
    assert 25 < ratio < 35

    def steps(X, eta):
        A, t = np.column_stack([np.ones(len(X)), X]), 0
        w = np.zeros(A.shape[1])
        while np.mean(np.logaddexp(0, A @ w) - tumors[2] * (A @ w)) >= 0.1:
            w, t = w - eta * A.T @ (1 / (1 + np.exp(-A @ w)) - tumors[2]) / len(A), t + 1
        return t

    slow, axis = 4 / practice.curvatures(rescaled)[-1], means[1:] / np.linalg.norm(means[1:])
    standardized = tumors[1]
    with_it, without = (steps(X, slow) for X in (standardized, standardized - np.outer(standardized @ axis, axis)))
    assert steps(rescaled, slow) == 3012 == pytest.approx(without, rel=0.05)
    assert with_it == pytest.approx(36 * ratio, rel=0.05) and without / with_it == pytest.approx(2.7, abs=0.05)


@pytest.mark.parametrize("r", [0.5, 0.9, 0.99])
def test_two_standardized_columns_with_correlation_r(r):
    z = np.random.default_rng(0).standard_normal((4000, 2))
    z = Standardizer().fit_transform(practice.decorrelated(z))
    X = np.column_stack([z[:, 0], r * z[:, 0] + np.sqrt(1 - r * r) * z[:, 1]])
    bowls = practice.three_bowls(X, z[:, 1])
    np.testing.assert_allclose(bowls["standardized"]["hessian"], [[1, r], [r, 1]], atol=1e-9)
    kappas = [bowl["kappa"] for bowl in bowls.values()]
    np.testing.assert_allclose(kappas, [(1 + r) / (1 - r)] * 2 + [1], rtol=1e-6)


def test_turning_alone_gains_no_step_and_whitening_gains_nearly_all():
    data = datasets.load_diabetes()
    bowls = practice.three_bowls(data.X[:, 4:6], data.y / data.y.std())
    steps = [practice.steps_to(bowl["gaps"], 1e-6) for bowl in bowls.values()]
    assert steps[0] == steps[1] > 50 and steps[2] == 1
    np.testing.assert_allclose(bowls["standardized"]["gaps"], bowls["decorrelated"]["gaps"], atol=1e-12)
    assert abs(np.corrcoef(practice.decorrelated(data.X[:, 4:6]).T)[0, 1]) < 1e-9


def test_a_constant_column_is_not_found_by_its_deviation():
    column = np.full((569, 1), 0.1)
    assert 0 < column.std() < 1e-15
    np.testing.assert_array_equal(Standardizer().fit_transform(column), column)


def test_where_paths_wait():
    def wait(surface, start, eta, n_steps):
        return practice.longest_wait(surface.value(trajectory(surface, start, GradientDescent(eta), n_steps)))

    first, last = wait(chain, (1.2, -1.8528), 0.3, 150)
    assert 25 < last - first < 40
    assert wait(chain, (3.5, 2.0), 0.3, 150)[1] == 150
    first, last = wait(plateau, (-7, 7), 1.0, 1700)
    assert last - first > 1000 and np.diff(wait(plateau, (-2, 2), 1.0, 1700)) < 5
    cross = trajectory(plateau, (-7, 7), GradientDescent(1.0), 1700)[(first + last) // 2]
    lowest = np.linalg.eigvalsh(plateau.hessian(plateau.minima[0]))[0]
    assert np.abs(np.linalg.eigvalsh(plateau.hessian(cross))).max() < lowest / 10  # flat in every direction
    eigenvalues, vectors = np.linalg.eigh(chain.hessian((0, 0)))
    assert eigenvalues[0] == pytest.approx(-eigenvalues[1]) and abs(vectors[0, 0]) == pytest.approx(abs(vectors[1, 0]))
    assert np.ptp([chain.value((w, 0.0)) for w in (-1, 0, 1)]) < 1e-12  # along the axes it is level


def test_of_the_four_places_one_is_a_minimum():
    low, high = np.transpose(
        [
            np.linalg.eigvalsh(surface.hessian(point))
            for surface, point in ((chain, (1, 1)), (chain, (0, 0)), (chain, (4, 0.74)), (plateau, (-8, 8)))
        ]
    )
    np.testing.assert_array_equal(low > 0.01, (True, False, False, False))
    assert low[1] < -0.9 and abs(low[2]) < 0.01 < 0.9 < high[2] and max(abs(low[3]), abs(high[3])) < 1e-3


@pytest.mark.parametrize("seed", range(10))
def test_signs_of_the_causes_of_plateaus(seed):
    signs = {
        name: practice.plateau_signs(case)
        for name, case in practice.plateau_causes(np.random.default_rng(seed)).items()
    }
    assert all(each.loss > 0.3 for each in signs.values())
    saturated, dead, tiny, last = signs.values()
    assert saturated.hidden > 0.99 and saturated.slope < 1e-3 and saturated.gradient < 1e-3
    assert dead.hidden == dead.slope == dead.gradient == 0
    assert tiny.slope > 0.99 and tiny.above < 5e-3 and tiny.hidden < 5e-3 and tiny.gradient < 5e-3
    assert last.gradient < 1e-6 and last.slope < 1e-6 and np.isnan([last.hidden, last.above]).all()


@pytest.mark.parametrize("seed", range(4))
def test_restarts_of_wider_networks_end_better(seed):
    shares = {}
    for m, phi in ((2, "relu"), (2, "tanh"), (8, "tanh")):
        losses = practice.restarts(m, phi, np.random.default_rng(seed))[2]
        near = np.abs(losses - np.array(list(LEVELS.values()))[practice.nearest_level(losses)]) < 0.02
        assert m > 2 or near.mean() > 0.9
        shares[m, phi] = practice.shares_of_levels(losses)
    assert shares[2, "relu"][0] < 0.5 < shares[2, "tanh"][0] < 0.85 and shares[8, "tanh"][0] > 0.98
    assert 0.25 < shares[2, "tanh"][1] + shares[2, "tanh"][2] < 0.36  # "about three in ten"


@pytest.mark.parametrize("seed", range(5))
def test_two_relus_that_see_the_same_two_corners_never_learn_xor(seed):
    net, _, losses = practice.restarts(2, "relu", np.random.default_rng(seed))
    starts = practice.init_many(net, len(losses), np.random.default_rng(seed), "standard_normal")
    on = np.array([net.forward(w, XOR.X).A[1] > 0 for w in starts])  # (starts, corners, units)
    assert np.all(on.sum(axis=1) == 2) and not np.any(on[:, [0, 1]].all(axis=1) & on[:, [2, 3]].all(axis=1))
    seen, learned = on.any(axis=2).sum(axis=1), practice.nearest_level(losses) == 0
    assert 0.2 < np.mean(seen == 2) < 0.33 and not learned[seen == 2].any()
    assert 0.15 < learned[seen == 3].mean() < 0.35 and 0.45 < learned[seen == 4].mean() < 0.75


@pytest.mark.parametrize("seed", range(4))
def test_there_is_a_hill_between_copies_and_between_restarts(seed):
    net, w, losses = practice.restarts(4, "tanh", np.random.default_rng(seed), n_starts=40)
    one, other = w[losses < 0.01][:2]
    copy = practice.copy_of(net, one, [2, 0, 3, 1], [1, -1, -1, 1])
    for end in (copy, other):
        between = practice.losses_between(net, one, end, XOR.X, XOR.y)[1]
        assert between.max() > 0.3 and between[len(between) // 2] > 0.3 and max(between[0], between[-1]) < 0.01


@pytest.mark.parametrize("seed", range(3))
def test_pushed_restarts_come_back(seed):
    net, w, before = practice.restarts(2, "tanh", np.random.default_rng(seed))
    w += 0.1 * np.random.default_rng(seed).standard_normal(w.shape)
    after = practice.train_many(net, w, (XOR.X, XOR.y), GradientDescent(2.0), 500)[-1]
    assert np.mean(practice.nearest_level(before) == practice.nearest_level(after)) > 0.97


@pytest.mark.parametrize("seed", range(3))
def test_wide_networks_stay_close_in_one_scaling_only(tumors, seed):
    slopes = [
        practice.mean_moves(
            tumors[1][:50], 2.0 * tumors[2][:50] - 1, (10, 30, 100, 300), scaling, np.random.default_rng(seed)
        )[1]
        for scaling in practice.SCALINGS
    ]
    assert -0.6 < slopes[0] < -0.4 and abs(slopes[1]) < 0.15


@pytest.mark.parametrize("seed", range(3))
def test_three_orders_and_newtons_failures(tumors, seed):
    problem = RidgeLogistic(tumors[1], tumors[2], lam=0.1)
    losses = newton(problem, np.zeros(31), max_steps=8).losses
    runs = practice.three_orders(problem, losses[-1], np.random.default_rng(seed)).values()
    (zero, one, two), work = [len(gaps) - 1 for gaps, _ in runs], [each for _, each in runs]
    assert two < 10 < 100 < one < 300 < zero and round(work[2] / work[1]) == 17
    assert two * work[2] < one * work[1] < zero * work[0], "by work Newton still leads"
    gaps = losses[:5] - losses[-1]
    assert gaps[4] < 10 * gaps[3] ** 1.7
    assert 3 < practice.newton_failures(problem, losses[-1], np.random.default_rng(seed)) < 20


@pytest.mark.parametrize("sizes", ([30, 20, 10, 1], [50] * 10 + [1], [7, 5, 3]))
def test_counted_passes_give_the_gradient_and_the_formula(sizes):
    rng = np.random.default_rng(0)
    net = Network(sizes, phi="tanh", loss="logistic" if sizes[-1] == 1 else "multiclass")
    w, X, y = net.init(rng), rng.standard_normal((12, sizes[0])), rng.integers(0, max(sizes[-1], 2), 12)
    counts, gradients = practice.counted_passes(net, w, X, y)
    assert counts == practice.multiply_adds(sizes, 12)
    for ours, (theirs, _) in zip(gradients, net.views(net.grad(w, X, y))):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


# ---- what replies and praises of the exercises say
def test_a_constant_quarter_is_faster_than_gradient_descent_and_not_newton(tumors):
    problem = RidgeLogistic(tumors[1], tumors[2], lam=0.1)
    lowest = newton(problem, np.zeros(31)).losses[-1]
    bound = problem.X.T @ problem.X / (4 * len(problem.y)) + np.diag(problem.decay)
    w, gaps = np.zeros(31), []
    while not gaps or gaps[-1] > 1e-5:
        w = w - np.linalg.solve(bound, problem.gradient(w))
        gaps.append(problem.value(w) - lowest)
    assert 20 < len(gaps) < 174 / 3  # gradient descent takes 174
    assert gaps[-1] > 0.5 * gaps[-2]  # multiplied by a constant, not squared


def test_what_limits_the_rate_on_the_plateau():
    top = np.linalg.eigvalsh(plateau.hessian(plateau.minima[0]))[-1]
    assert top == pytest.approx(0.044, abs=5e-4) and 10 < 2 / top < 60
    path = trajectory(plateau, (-7, 2), GradientDescent(1.0), 1700)
    waiting = path[sum(practice.longest_wait(plateau.value(path))) // 2]
    along, across = np.diag(plateau.hessian(waiting))
    assert abs(along) < 0.05 * top and across == pytest.approx(top, rel=0.01)


@pytest.mark.parametrize("seed", range(10, 15))
def test_eight_layers_of_sigmoids_need_both_size_and_center(seed):
    from lecturekit.backprop_in_practice.exercises.start import sigmoid_start, train_sigmoids

    def loss(**ways):
        run = train_sigmoids(lambda sizes, rng: sigmoid_start(sizes, rng, **ways), np.random.default_rng(seed))
        return run["loss after 300 steps"]

    assert loss() < 0.15 and loss(scale=4.0, centered=False) > 0.2
    assert loss(scale=1.0) > 2 and loss(scale=1.0, centered=False) > 2
