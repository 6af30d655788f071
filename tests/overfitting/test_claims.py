"""What the notebook says in words, over other seeds, and the numbers in its folded answers."""

from functools import cache

import numpy as np
import pytest
from alike import few

from lecturekit.adaptive_lr import Adam
from lecturekit.l_layer import Network
from lecturekit.overfitting import (
    BIASES,
    POINTS_X,
    POINTS_Y,
    SETTINGS,
    WEIGHTS,
    Dropout,
    augmentation_errors,
    bag_of_patients,
    careless_digits,
    choose,
    compete,
    curves_by_data_set,
    fit,
    gap_against_data,
    losses_by_setting,
    masked_predictions,
    off_in_sd,
    penalized_minima,
    plausible_curves,
    reached_by_descent,
    reached_with_decay,
    rules_against_masks,
    shares,
    shuffled,
    sine_with_a_gap,
    stopped,
    stored_contest,
    tried,
    unit_posterior,
    widgets,
)
from lecturekit.overfitting.augmented_training import AUGMENTATIONS
from lecturekit.overfitting.bayes import Posterior
from lecturekit.overfitting.decayed_curves import LAMBDAS, corrected_bias_and_variance, decay_fits
from lecturekit.training import GradientDescent, train


@cache
def careless(seed):
    return careless_digits(seed, dtype=np.float32)


@cache
def history(seed):
    digits, found = careless(seed), []
    fit(digits.train, seed, watch=lambda net, w: found.append(shares(net, w, digits)))
    return found


each_seed = pytest.mark.parametrize("seed", range(5))


@each_seed
def test_the_rule_is_learned_first_and_every_mistake_later(seed):
    found = history(seed)
    assert found[2].right_labels > 0.84 and found[2].wrong_labels < 0.16
    assert min(each.wrong_labels for each in found[:5]) < (0.12 if seed else 0.05)  # of guesses, one in ten agrees
    assert found[-1].wrong_labels > 0.98 and found[-1].training < 0.01
    new = [each.new for each in found]
    assert np.argmin(new) < 10 and 0.07 < new[-1] - min(new) < 0.14


@each_seed
def test_shuffled_labels_are_memorized_and_say_nothing_of_new_digits(seed):
    digits = shuffled(careless(seed), seed)
    net, w = fit(digits.train, seed)
    assert shares(net, w, digits).training < 0.02 and shares(net, w, digits).new > 0.8
    runs = []
    for task in (careless(seed), digits):
        runs.append([])
        fit(task.train, seed, n_epochs=30, watch=lambda net, w: runs[-1].append(1 - net.accuracy(w, *task.train)))
    first, second = (next(epoch for epoch, error in enumerate(run, 1) if error < 0.05) for run in runs)
    assert first < second < 1.5 * first and first < 20


@pytest.mark.parametrize("seed", range(6))
def test_the_best_of_many_guessers_guesses(seed):
    wrong = np.random.default_rng(seed).random((300, 1100)) < 0.5
    on_test, on_new = wrong[:, :100].mean(axis=1), wrong[:, 100:].mean(axis=1)
    assert on_test.min() < 0.4 and 0.45 < on_new[on_test.argmin()] < 0.55


@pytest.mark.parametrize("seed", range(100, 104))
def test_validation_chooses_a_decay_inside_and_training_data_choose_none(seed):
    training, validation = losses_by_setting("lam", seed=seed)
    assert 0 < validation.argmin() < len(validation) - 1 and training.argmin() == 0


def test_what_the_answer_says_of_the_fitted_curves():
    fits = decay_fits((1, 2, 3, 4))
    assert [LAMBDAS[k] for k in fits["errors"].argmin(axis=1)] == [0.003, 0.01, 0.0001, 0.01]
    at = [LAMBDAS.index(lam) for lam in (0.0, 0.003, 1.0)]
    assert fits["errors"][0, at].astype(float).round(2).tolist() == [0.78, 0.21, 0.71]
    assert (np.diff(fits["losses"], axis=1) > -0.005).all()
    wild, alike = (fits["curves"][:, LAMBDAS.index(lam)].std(axis=0).mean() for lam in (0.0, 0.01))
    assert wild > 1.7 * alike


@each_seed
def test_the_penalty_forgets_first_what_the_data_hardly_say(seed):
    A, y, minima = penalized_minima([0.0, 0.1], seed=seed)
    h, directions = np.linalg.eigh(A.T @ A / len(y))
    kept = (minima[1] @ directions) / (minima[0] @ directions)
    assert kept == pytest.approx(h / (h + 0.1)) and kept[0] + 0.15 < kept[1]


def test_no_decay_is_all_variance_and_too_much_is_all_bias():
    x, curves = curves_by_data_set([0.0, 0.003, 1.0], n_sets=40)
    (bias0, most), (bias1, some), (most_bias, least) = (
        corrected_bias_and_variance(fits, np.sin(x)) for fits in curves.values()
    )
    assert (
        max(abs(bias0), abs(bias1)) < 0.02 and most > 5 * some and 0.6 * some < least < some and most_bias > 8 * least
    )


@each_seed
def test_dropout_learns_few_wrong_labels_and_ends_lower_than_the_untreated_network_ever_was(seed):
    digits = careless(seed)
    found = shares(*fit(digits.train, seed, dropout=Dropout(0.5, 0.7)), digits)
    assert found.wrong_labels < 0.4 and found.new < min(each.new for each in history(seed))


def test_what_the_penalty_keeps_in_the_picture():
    A, y, minima = penalized_minima([0.0, 10**-0.6, 1e9])
    loss = [round(float(np.mean((A @ w - y) ** 2) / 2), 2) for w in minima]
    assert loss == [0.03, 0.09, 1.89]


@each_seed
def test_the_rule_as_meant_is_the_closest_by_far(seed):
    off = rules_against_masks(seed, n_masks=1000)
    assert 2 * off.pop("as meant") < min(off.values())


def test_one_pass_gets_worse_with_depth_and_with_saturation_alone():
    tanh, large, relu, relu_large = (
        [off_in_sd(depth, scale, phi, seed=1, n_masks=500) for depth in (1, 2, 4)]
        for phi, scale in (("tanh", 1), ("tanh", 2), ("relu", 1), ("relu", 2))
    )
    for line in (tanh, large, relu):
        assert line[0] < 0.05 and (np.diff(line) > 0).all()
    assert np.all(np.array(large[1:]) > 1.5 * np.array(tanh[1:]))
    assert relu == pytest.approx(relu_large, rel=1e-6)


def off(p, scale):
    state = widgets.subnetworks(p, 1, scale)
    return abs(state["whole"] - state["mean"]) / state["predictions"].std()


def test_what_the_answer_says_of_the_subnetworks():
    assert max(off(p, 1.0) for p in (0.1, 0.3, 0.5, 0.8)) < 0.1
    assert [round(off(0.5, scale), 2) for scale in (1.0, 3.0, 5.0)] == [0.09, 0.22, 0.64]
    state = widgets.subnetworks(0.5, 1)
    assert (round(state["predictions"].std(), 2), round(state["mean"], 2)) == (0.55, 0.03)


def inverted_and_plain(optimizer_of, factor, p=0.2, n_steps=20):
    """Two linear units with a bias trained with the same masks, plain and divided: their weights, and their biases."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 3)), rng.normal(size=8)
    plain, inverted = np.append(rng.normal(size=3), 0.3), None
    inverted = plain * np.array([1 - p] * 3 + [1])
    steps = optimizer_of(1.0), [optimizer_of(factor), optimizer_of(1.0)]
    for _ in range(n_steps):
        masked = X * (rng.random(X.shape) >= p)
        for w, inputs in ((plain, masked), (inverted, masked / (1 - p))):
            mistake = (inputs @ w[:3] + w[3] - y) / 8
            g = np.append(inputs.T @ mistake, mistake.sum())
            if w is plain:
                steps[0].step(w, g)
            else:
                steps[1][0].step(w[:3], g[:3])
                steps[1][1].step(w[3:], g[3:])
    return plain * np.array([1 - p] * 3 + [1]) - inverted


def test_plain_and_inverted_dropout_are_one_training_with_other_rates():
    descent, adam = lambda k: GradientDescent(0.1 * k), lambda k: Adam(0.01 * k, eps=1e-12)
    assert np.allclose(inverted_and_plain(descent, 0.8**2), 0)
    assert np.allclose(inverted_and_plain(adam, 0.8), 0, atol=1e-8)
    assert np.abs(inverted_and_plain(descent, 0.8)).max() > 1e-3
    assert np.abs(inverted_and_plain(adam, 0.8**2)).max() > 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_augmentation_helps_where_the_invariance_is_true(seed):
    none, shifted, rotated, mirrored = augmentation_errors(seed).values()
    assert shifted[0] < none[0] < 0.9 * mirrored[0] and rotated[0] > 1.5 * none[0]
    assert shifted[1] < 0.6 * min(none[1], rotated[1], mirrored[1])
    assert 2 * none[0] < rotated[0] and mirrored[2] < 2
    assert 10 < rotated[2] - none[2] < 2000 * (rotated[0] - none[0]) / 6


@pytest.mark.parametrize("seed", range(2))
def test_rotation_harms_most_of_all_the_digits_that_are_neither_6_nor_9(seed):
    digits = careless_digits(seed, noise=0.0, n=1000, dtype=np.float32)
    X, y = digits.new
    wrong = []
    for name in ("none", "rotated by any angle"):
        net, w = fit(digits.train, seed, augment=AUGMENTATIONS[name], n_epochs=20)
        wrong.append(net.classify(w, X) != y)
    before, after = wrong
    neither = ~np.isin(y, (6, 9))
    assert 0.7 < (after[neither].sum() - before[neither].sum()) / (after.sum() - before.sum()) < 0.85


def test_what_the_answer_says_of_changed_digits():
    def read(digit, **change):
        return widgets.changed_digit(digit, **change)["p_after"].argmax()

    assert [digit for digit in range(10) if read(digit, degrees=180) == digit] == [1, 4, 5]
    assert read(6, degrees=180) == 9 and read(2, right=6) == 2
    assert read(0, right=-2) != 0 and read(1, right=-2) != 1 and read(6, right=1) != 6
    assert read(0, right=-1) == 0 and read(1, right=-1) == 1


@pytest.mark.long
def test_how_often_patience_stops_too_early():
    missed = dict.fromkeys((1, 8), 0)
    for seed in range(100, 120):
        digits = careless(seed)
        lowest = stopped(digits, seed, patience=50)[1].loss
        for patience in missed:
            missed[patience] += stopped(digits, seed, patience)[1].loss > lowest + 1e-6
    assert missed[1] > 2 and missed[8] == 0


def test_the_smallest_loss_is_not_the_smallest_error():
    digits = careless(0)
    kept, new = stopped(digits, 0)[1].epoch, [round(100 * each.new, 1) for each in history(0)]
    assert (kept, new[kept - 1], np.argmin(new) + 1, min(new)) == (3, 28.8, 5, 25.5)


@each_seed
def test_early_stopping_keeps_an_epoch_with_few_wrong_labels(seed):
    digits = careless(seed)
    net, stopper = stopped(digits, seed)
    assert shares(net, stopper.w, digits).wrong_labels < 0.2


def test_early_stopping_and_decay_differ_by_a_fifth_at_most_for_many_small_steps():
    u = np.geomspace(0.02, 200, 4001)

    def difference(t):
        reached = u < t  # rates below 1 / h
        return np.abs(reached_by_descent(u[reached] / t, 1.0, t) - reached_with_decay(u[reached] / t, 1 / t)).max()

    assert difference(1000) == pytest.approx(0.204, abs=1e-3) and difference(1) > 0.4


@each_seed
def test_a_bag_is_better_than_its_members_and_knows_its_error(seed):
    found = bag_of_patients(seed)
    assert found["bag"] < 0.85 * found["members"]
    assert abs(found["out of bag"] - found["new"]) < 0.05


def test_what_the_answer_says_of_the_posterior():
    found = {n: unit_posterior(n) for n in (0, 2, 4, 6)}
    assert {n: round(each["average"][-1], 3) for n, each in found.items()} == {0: 0.5, 2: 0.979, 4: 0.995, 6: 0.981}
    assert all(round(found[n]["single"][-1], 3) == 1 for n in (2, 4, 6)) and found[6]["x"][-1] == 8
    assert round(found[6]["curves"][:, -1].min(), 2) == 0.03
    spread = dict(zip(found[6]["x"].round(1).tolist(), found[6]["curves"].std(axis=0).round(2).tolist()))
    assert spread[0] == 0.23 == max(spread.values()) and spread[8] == 0.19
    assert round(unit_posterior(6, prior=1.0)["average"][-1], 3) == 0.935


def test_weight_decay_finds_the_most_probable_unit():
    one, w = Network([1, 1], loss="logistic"), np.zeros(2)
    X, lam = POINTS_X[:, None], 1 / (6 * 3.0**2)
    for _ in range(3000):
        w -= 0.3 * (one.grad(w, X, POINTS_Y) + lam * w)
    assert np.abs(w - unit_posterior(6)["best"]) == pytest.approx(0, abs=0.12)  # the grid is as fine as that
    assert np.diff(WEIGHTS)[0] <= 0.21 and np.diff(BIASES)[0] <= 0.21


@each_seed
def test_decay_of_a_least_squares_fit_needs_the_noise(seed):
    rng = np.random.default_rng(seed)
    X, tau, s = rng.normal(size=(30, 4)), 0.7, 0.2
    y = X @ rng.normal(size=4) + s * rng.normal(size=30)
    ridge = np.linalg.solve(X.T @ X / 30 + s**2 / (30 * tau**2) * np.eye(4), X.T @ y / 30)
    net = Network([4, 1])
    w = np.zeros(net.n_params)
    w[net.is_weight] = ridge
    gradient = Posterior(net, X, y, prior=tau, noise=s).value_and_grad(w)[1]
    assert gradient[net.is_weight] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("seed", range(2, 6))
def test_the_cheapest_method_knows_least_about_the_gap(seed):
    x = np.linspace(-5, 5, 101)
    ratios = gap_against_data(x, plausible_curves(*sine_with_a_gap(np.random.default_rng(seed)), x, seed))
    dropout = ratios.pop("Monte Carlo dropout")
    assert dropout < 3.0 and min(ratios.values()) > 4 and (seed > 2 or dropout < 1.2)


@pytest.mark.parametrize("seed", few((1, 2, 3)))
@pytest.mark.parametrize("noise", few((0.3, 0.0)))
def test_the_stored_contest_is_what_compete_finds(noise, seed):
    stored, found = stored_contest(noise)[seed - 1], compete(seed, noise, choose(noise))
    assert list(found) == list(stored) and found == pytest.approx(stored, abs=0.01)  # another BLAS rounds differently


def test_what_the_text_says_of_the_stored_contest():
    means = [
        {name: 100 * np.mean([run[name] for run in stored_contest(noise)]) for name in stored_contest(0.0)[0]}
        for noise in (0.3, 0.0)
    ]
    careless, careful = ({name: means["nothing"] - mean for name, mean in means.items()} for means in means)
    assert (
        round(careless["bag of 4"]) == 6
        and round(careless["augmentation (shifts)"]) == 15
        and careless["a member of the bag"] < 0
    )
    assert (
        round(careful["augmentation (shifts)"]) == 4 and round(careful["dropout"]) == 2 and choose(0.0)["lam"] == 0.01
    )
    assert all(-1.5 < careful[name] < 0.5 for name in ("weight decay", "early stopping", "bag of 4"))


@cache
def gains(noise):
    chosen = choose(noise)
    runs = [compete(seed, noise, chosen) for seed in (4, 5)]
    return {name: 100 * np.mean([run["nothing"] - run[name] for run in runs]) for name in runs[0] if name != "nothing"}


def test_against_wrong_labels_every_remedy_helps():
    found = gains(0.3)
    alone = found.pop("a member of the bag")
    assert min(found.values()) == found["bag of 4"] > 3 and found["weight decay"] > 8
    assert sorted(found, key=found.get)[-2:] == ["dropout", "augmentation (shifts)"] and found["dropout"] > 10
    assert alone < 0


@pytest.mark.parametrize("seed", range(3))
def test_few_masks_read_worse_than_one_pass_and_a_hundred_nearly_as_well(seed):
    digits = careless(seed)
    net, w = fit(digits.train, seed, dropout=choose(0.3)["dropout"])
    X, y = digits.new
    masked = masked_predictions(net, w, X, 100, np.random.default_rng(seed))
    single, few, many = (np.mean(masked[:m].mean(axis=0).argmax(axis=1) != y) for m in (1, 5, 100))
    whole = 1 - net.accuracy(w, X, y)
    assert 0.42 < single < 0.55 and 0.04 < few - whole < 0.09 and abs(many - whole) < 0.025


def test_the_strength_that_is_chosen_has_the_smallest_loss_of_its_row():
    rows, chosen = tried(0.3), choose(0.3)
    assert rows["decay"][f"{chosen['lam']:g}"] == min(rows["decay"].values())
    dropout = chosen["dropout"]
    assert rows["dropout"][f"{dropout.p_input:g} and {dropout.p_hidden:g}"] == min(rows["dropout"].values())
    assert rows["shifts"][str(chosen["augment"].pixels)] == min(rows["shifts"].values())
    assert [len(row) for row in rows.values()] == [len(values) for values in SETTINGS.values()]


@pytest.mark.parametrize("noise", [0.3, 0.0])
def test_no_strength_is_chosen_at_the_edge_of_what_was_tried(noise):
    for name, value in choose(noise).items():
        assert value not in (SETTINGS[name][0], SETTINGS[name][-1])


def test_with_right_labels_augmentation_gains_four_points_dropout_two_and_the_others_nothing():
    found = gains(0.0)
    assert found["augmentation (shifts)"] == pytest.approx(4, abs=1) and found["dropout"] == pytest.approx(2, abs=1)
    assert all(-1.5 < found[name] < 0.5 for name in ("weight decay", "early stopping", "bag of 4"))
    assert found["a member of the bag"] < found["bag of 4"] - 1


def test_the_loop_of_the_first_cell_is_fit():
    digits, rng = careless(0), np.random.default_rng(0)
    net, w = fit(digits.train, 0, n_epochs=3)
    v = net.init(rng)
    for _ in train(net, v, digits.train, Adam(0.004), batch_size=100, n_epochs=3, rng=rng):
        pass
    assert np.array_equal(v, w)
