"""A working call of every figure: the smallest data that it draws."""

import numpy as np

from lecturekit.adaptive_lr import averages_of_adam, racers, run_race
from lecturekit.backprop_in_practice import SURFACES, checkup, three_bowls
from lecturekit.backprop_in_practice.signals import LayerSignal
from lecturekit.backprop_in_practice.widgets import descent_state, fresh_networks
from lecturekit.clinic import Patient, examine
from lecturekit.datasets import make_xor
from lecturekit.double_descent import curve_problem
from lecturekit.figures import described, new_figure
from lecturekit.l_layer import Network
from lecturekit.overfitting import careless_digits
from lecturekit.overfitting.careless import Shares
from lecturekit.sgd import losses_by_rate
from lecturekit.two_layer import Parameters


def of(*args, **kwargs):
    return args, kwargs


RNG = np.random.default_rng(0)
POINTS, LABELS = RNG.normal(size=(12, 2)), np.arange(12) % 2
DIGITS = RNG.uniform(size=(3, 784))
FALLING = np.geomspace(1.0, 0.01, 6)
GRID = np.linspace(-3, 3, 9)
PARAMETERS = Parameters(np.eye(2), np.zeros(2), np.ones(2), 0.1)
SIGNALS = [LayerSignal(k, 1.0, 0.1 if k < 3 else np.nan, 0.5, 0.3) for k in (1, 2, 3)]
XOR = make_xor(12, np.random.default_rng(0))
XOR_NET = Network([2, 3, 1], "tanh", "logistic")
XOR_W = XOR_NET.init(np.random.default_rng(0))
LAMS = [0.0, 0.1, 1.0, 10.0, 20.0, 30.0]
HISTORY = [Shares(0.3, 0.5, 0.7, 0.1), Shares(0.1, 0.4, 0.9, 0.2), Shares(0.0, 0.45, 1.0, 0.6)]
CURVE = {"loss": FALLING, "train_loss": FALLING, "test_error": FALLING}
COMPARED = {
    "MNIST": {
        "Adam": {
            "eta": 0.1,
            "curves": [CURVE],
            "tried": [(0.1, 1.0), (1.0, 0.5)],
            "finalists": [(0.1, 1.0), (1.0, 0.5)],
        }
    }
}
PROBLEM = curve_problem(np.random.default_rng(0), n=3, n_features=6)
ON_GRID = np.linspace(0, 1, 241)
PATIENT = Patient("mine", "I wonder.", "digits", hidden=(4,), n_epochs=1)
RECORD = examine(PATIENT)


NET = Network([2, 4, 2], "tanh", "multiclass")
LOOKS = {"fresh": checkup(NET, NET.init(np.random.default_rng(0)), POINTS, LABELS, eta=0.1)}
WALK = {
    "paths": {"Adam": POINTS[:3], "AdaGrad": POINTS[:4]},
    "steps": {"Adam": 2, "AdaGrad": 3},
    "away": {},
    "surface": SURFACES["saddle"],
}


def axes():
    return new_figure()[1]


CALLS = {
    "single_unit.figures.bowl": of(POINTS, 1.0 * LABELS, names=("a", "b"), eta=0.1, start=(1.0, 0.5), n_steps=3),
    "single_unit.figures.chords": of({"logistic": (GRID, FALLING[:1].repeat(9))}, start="here", end="there"),
    "single_unit.figures.collinear": of(POINTS, LABELS, 0.1 * POINTS, ("no", "yes")),
    "single_unit.figures.descent": of(POINTS, LABELS, RNG.normal(size=(5, 3))),
    "single_unit.figures.directions_canvas": of(FALLING[::-1], 7),
    "single_unit.figures.fact": of((-1.5, -1.0)),
    "single_unit.figures.losses": of(FALLING.tolist(), FALLING.tolist()),
    "single_unit.figures.race_canvas": of(9.0),
    "single_unit.figures.unit_canvas": of(POINTS, LABELS, ("a", "b"), ("no", "yes")),
    "two_layer.figures.digit_units": of(DIGITS, np.array([1.0, -1.0, 2.0]), DIGITS[0], "a"),
    "two_layer.figures.features_canvas": of(POINTS, LABELS, ("no", "yes"), 2, 2.0),
    "two_layer.figures.final_losses": of(FALLING, {"solved": 0.01}),
    "two_layer.figures.formulas": of(FALLING, {"right": FALLING, "wrong": -FALLING}),
    "two_layer.figures.gallery": of(),
    "two_layer.figures.input_arrows": of(PARAMETERS, lambda W, b, w, b2, x: np.ones(2), XOR, 2.0),
    "two_layer.figures.pass_canvas": of(XOR),
    "two_layer.figures.push_table": of(PARAMETERS, POINTS[:3], LABELS[:3]),
    "two_layer.figures.regions": of({"one unit": np.ones(3)}, XOR, 2.0),
    "two_layer.figures.slope_and_jump": of(PARAMETERS, XOR),
    "two_layer.figures.units_by_digit": of(RNG.uniform(-1, 1, size=(6, 10))),
    "l_layer.figures.architecture": of([2, 3, 1]),
    "l_layer.figures.both_ways": of([2, 3, 1]),
    "l_layer.figures.first_units": of(RNG.normal(size=(12, 784)), np.arange(784) < 50, 6),
    "l_layer.figures.jacobians_compared": of(np.eye(3), {"right": np.eye(3), "wrong": -np.eye(3)}),
    "l_layer.figures.message_sizes": of({"deep": FALLING}),
    "l_layer.figures.message_step": of(np.eye(3), np.ones(3), np.ones(3)),
    "l_layer.figures.messages_canvas": of(3, 4),
    "l_layer.figures.outer_products": of(POINTS[:4], POINTS[:4]),
    "l_layer.figures.tour_canvas": of((4, 3), [str(k) for k in range(10)]),
    "l_layer.figures.training": of(np.column_stack([FALLING, 1 - FALLING])),
    "l_layer.figures.under_push": of(np.array([0.0, 0.1, 0.2]), {"along": np.array([0.9, 0.5, 0.1])}),
    "backprop_in_practice.figures.between": of({"a copy": (np.linspace(0, 1, 6), FALLING)}),
    "backprop_in_practice.figures.bowls": of(
        {"raw": descent_state("standardized", 0.5), "ready": descent_state("standardized", 0.9)}
    ),
    "backprop_in_practice.figures.chain_walks": of({"a walk": POINTS[:4]}, saddle=(0, 0)),
    "backprop_in_practice.figures.depth": of({"ReLU, He": SIGNALS, "tanh, Glorot": SIGNALS}),
    "backprop_in_practice.figures.descent_on_inputs_canvas": of(),
    "backprop_in_practice.figures.descents": of({"raw": FALLING}, 0.1),
    "backprop_in_practice.figures.four_descents": of({"He": FALLING}, 2.3),
    "backprop_in_practice.figures.histograms_canvas": of(3, 7),
    "backprop_in_practice.figures.orders": of({"order 1": (FALLING, 0.2)}),
    "backprop_in_practice.figures.plateau_walks": of({"a walk": POINTS[:4]}, plateau=(0.5, 0.5)),
    "backprop_in_practice.figures.saturation": of([0.5, 1.0], {("tanh", 1): [0.1, 0.2]}, {("tanh", 1.0): [0.1, 0.2]}),
    "backprop_in_practice.figures.shares": of(["solved", "stuck"], {"2 units": [0.4, 0.6]}),
    "backprop_in_practice.figures.travel": of([10, 100], {"standard": (np.array([0.5, 0.2]), -0.4)}),
    "sgd.figures.clipping": of(FALLING, np.arange(6) == 2, {"clipped": FALLING}, 0.3),
    "sgd.figures.escapes_canvas": of([SURFACES["saddle"], SURFACES["valley"]]),
    "sgd.figures.gradient_clouds": of({1: POINTS, 10: 0.3 * POINTS}, np.zeros(2)),
    "sgd.figures.growth": of({"growing": FALLING}, 3),
    "sgd.figures.heavy_ball_rates": of(
        FALLING,
        {10.0: 0.9 * FALLING},
        {10.0: (FALLING, 0.9 * FALLING)},
        [10.0, 100.0],
        {"gradient descent": np.array([20.0, 200.0])},
    ),
    "sgd.figures.leaving_a_saddle": of({0.1: np.geomspace(0.01, 2, 12).reshape(6, 2)}),
    "sgd.figures.losses_by_rate": of({"long": ([0.1, 1.0], losses_by_rate((0.1, 1.0), n_epochs=1))}),
    "sgd.figures.noise_band_canvas": of(5),
    "sgd.figures.noise_floors": of({1: (FALLING, FALLING, FALLING)}),
    "sgd.figures.range_and_result": of(
        (FALLING[::-1], np.array([2.0, 1.9, 1.5, 1.0, 3.0, 9.0])), {0.1: np.array([0.2, 0.3])}
    ),
    "sgd.figures.schedule_canvas": of(5.0),
    "sgd.figures.schedule_results": of({"constant": {0.1: FALLING}, "decay": {0.1: FALLING}}),
    "sgd.figures.stable_rates": of(
        {1.0: (np.arange(6), FALLING, FALLING), 2.0: (np.arange(6), FALLING, FALLING)}, FALLING
    ),
    "sgd.figures.tumor_clouds": of([1, 10], 20),
    "sgd.figures.two_clocks": of({"100": (FALLING, FALLING, FALLING)}),
    "sgd.figures.valley_canvas": of(6),
    "sgd.figures.valley_errors": of({(0.1, 0.9): np.abs(POINTS)}),
    "sgd.figures.variance": of([1, 10], {"with replacement": [1.0, 0.1]}, 1.0, 100),
    "figures.curves": of({"a": [1.0, 0.5], "b": ([0, 1], [0.7, 0.6])}, title="T", xlabel="x", ylabel="y"),
    "figures.described": of(axes().figure, "a figure with nothing in it"),
    "figures.draw_curves": of(axes(), {"a": [1.0, 0.5]}),
    "figures.new_figure": of(1, 2),
    "figures.listing": of(["a", "b", "c"]),
    "figures.number": of(0.123),
    "figures.picture": of(lambda: new_figure()),
    "figures.show": of(described(axes().figure, "a figure with nothing in it")),
    "figures.trend": of("loss", range(6), FALLING),
    "figures.scatter_classes": of(axes(), POINTS, LABELS, ["no", "yes"]),
    "figures.to_png": of(axes().figure),
    "adaptive_lr.figures.epsilon_canvas": of(10.0 ** -np.arange(1, 9)),
    "adaptive_lr.figures.first_steps_canvas": of(9),
    "adaptive_lr.figures.kingma_ba_curves": of(COMPARED, {"MNIST": "a title"}),
    "adaptive_lr.figures.one_panel_each": of(run_race("quadratic", (-2.5, 1.5), racers(0.01), n_steps=4), title="T"),
    "adaptive_lr.figures.past": of({"m": 0.9}),
    "adaptive_lr.figures.race_canvas": of(["Adam", "momentum"]),
    "adaptive_lr.figures.rates": of({"Adam, 0.999": FALLING}),
    "adaptive_lr.figures.searched_rates": of(COMPARED, {"MNIST": "a title"}),
    "adaptive_lr.figures.waking": of({"Adam": FALLING, "RMSProp": 9 * FALLING}, 0.05),
    "normalization.figures.bars": of(
        {"none": 0.2, "batch norm": 0.3}, title="T", xlabel="x", marked=["none"], words=("a", "b")
    ),
    "normalization.figures.batch_canvas": of(4),
    "normalization.figures.batch_sizes": of([2, 4], {"none": [1.0, 0.5]}),
    "normalization.figures.clinic": of({"a": FALLING}),
    "normalization.figures.effective_step": of(0.6, 1.0, 2.0),
    "normalization.figures.folding": of(),
    "normalization.figures.followed": of({"truth": FALLING, "noisy": FALLING, "r = 0.1": FALLING}, ylabel="variance"),
    "normalization.figures.rates_canvas": of({"none": {0.1: [1.0, 0.5], 0.3: [0.8, 0.4]}}),
    "normalization.figures.saturation_canvas": of([0.1, 1.0, 10.0], [0.0, 0.4, 0.9], 2),
    "normalization.figures.seed_by_seed": of({"loss": {"none": [0.1, 0.2], "batch norm": [0.3, 0.1]}}),
    "normalization.figures.scatter_recipes": of(POINTS, {"standardized": 0.5 * POINTS}, "a", "b"),
    "normalization.figures.shared_means": of(5, 4),
    "normalization.figures.three_paths": of(),
    "normalization.figures.unit_spreads": of({"none": POINTS, "batch norm": POINTS}),
    "overfitting.figures.augmented": of({"none": (0.1, 0.2, 3), "shifted": (0.1, 0.1, 2)}),
    "overfitting.figures.changed_digit_canvas": of(10),
    "overfitting.figures.choice": of(LAMS, FALLING[::-1], FALLING),
    "overfitting.figures.decay_canvas": of(LAMS),
    "overfitting.figures.digit_rows": of({"as they are": DIGITS, "others": DIGITS}),
    "overfitting.figures.disease": of(HISTORY, HISTORY),
    "overfitting.figures.errors_by_method": of(
        {"T": [{"nothing": 0.3, "dropout": 0.2}, {"nothing": 0.4, "dropout": 0.3}]}
    ),
    "overfitting.figures.guessers": of(FALLING / FALLING.max(), FALLING / FALLING.max()),
    "overfitting.figures.loss_and_penalty": of(POINTS, FALLING.repeat(2), LAMS[:3], POINTS[:3], 1),
    "overfitting.figures.masks_canvas": of([2, 3, 1]),
    "overfitting.figures.memorized": of(careless_digits(0, n=20, n_validation=5), np.arange(20) % 10, 3),
    "overfitting.figures.memorizing": of({"as given": FALLING, "shuffled": FALLING}, 0.05),
    "overfitting.figures.merging": of([1, 2], {"tanh": [0.1, 0.2]}),
    "overfitting.figures.posterior_canvas": of(GRID, GRID[:5]),
    "overfitting.figures.rules": of({"as meant": 0.01, "no scaling": 0.5, "twice": 0.7}),
    "overfitting.figures.shrinkage": of(10 * FALLING[::-1], FALLING[::-1], 0.9 * FALLING[::-1]),
    "overfitting.figures.stopping": of(np.column_stack([FALLING[:3], FALLING[:3]]), HISTORY, 2, 3),
    "overfitting.figures.too_little_too_much": of(FALLING, {0.1: np.stack([FALLING, FALLING + 1])}),
    "overfitting.figures.uncertainty": of(
        GRID, {"a bag": RNG.normal(size=(4, 9))}, POINTS[:, :1], POINTS[:, 1], {"a bag": 2.5}, {"a bag": "1-8-1"}
    ),
    "double_descent.figures.error_curves": of([1, 2, 4], {"ours": [1.0, 2.0, 0.5]}, title="T", xlabel="N"),
    "double_descent.figures.fit_canvas": of(ON_GRID, ON_GRID, [1, 2, 4], 3),
    "double_descent.figures.many_fits": of([PROBLEM, PROBLEM], ON_GRID, ON_GRID, [2, 5]),
    "double_descent.figures.networks_on_noisy_digits": of(
        {m: {"learned": [0.1 * m, 0.2], "test": [0.5, 0.4]} for m in (2, 4)}
    ),
    "double_descent.figures.ridge_canvas": of([1, 2, 4], 2, [0.1, 1.0]),
    "double_descent.figures.stretched_circle": of(np.array([[2.0, 0.0], [0.3, 0.5]]), 0.1),
    "double_descent.figures.theory": of(
        [2, 8], [1.0, 2.0], [1.1, 2.1], np.array([2.0, 4.0, 8.0]), np.array([1.0, np.inf, 2.0]), 4
    ),
    "double_descent.figures.unseen_canvas": of(PROBLEM, ON_GRID, ON_GRID),
    "backprop_in_practice.figures.sections": of({"saddle": (SURFACES["saddle"], (0.0, 0.0))}),
    "backprop_in_practice.figures.units_in_the_plane": of(XOR_NET, {"a": XOR_W}, {"a": 2 * XOR_W}, XOR),
    "adaptive_lr.figures.steps_at_best": of({"quadratic": {"Adam": (0.1, np.array([3, 5, 500]))}}),
    "adaptive_lr.figures.wall_and_floor": of(lambda w: -100.0 if w < 0 else -0.1, -1.0, 5.0),
    "adaptive_lr.figures.whole_runs": of({"Adam": {"losses": FALLING, "sizes": FALLING}}, 0.1),
    "backprop_in_practice.figures.checkups": of(LOOKS, {"fresh": 0.5}, guessing=0.7),
    "backprop_in_practice.figures.layers_side_by_side": of(fresh_networks()),
    "backprop_in_practice.figures.whitening": of(three_bowls(POINTS, POINTS[:, 0])),
    "adaptive_lr.figures.rare": of(
        {"AdaGrad": {"frequencies": [0.5, 0.1, 0.01], "errors": [0.1, 0.2, 0.5], "rate": 0.1}}
    ),
    "adaptive_lr.figures.ratio": of(averages_of_adam(np.random.default_rng(0))),
    "adaptive_lr.figures.the_turn": of({"bowl": WALK, "bowl, turned": WALK}),
    "normalization.figures.wandering": of({"none": np.sort(RNG.random(size=(4, 4)))}),
    "double_descent.figures.down_up_down": of([5, 10, 20], *np.ones((3, 2, 3)), n=10),
    "double_descent.figures.line_of_solutions": of(np.array([1.0, 0.6]), 1.2, [(0, 0), (-0.5, 1)]),
    "double_descent.figures.errors_of_draws": of(
        [{"sizes": [20, 50, 100], "mistakes": [0.5, 0.8, 0.3], "threshold": 60, "n": 50}]
    ),
    "double_descent.figures.widths_and_steps": of(
        [1, 2, 4], {20: np.ones((2, 3)), 50: np.full((2, 3), 0.5)}, early=20, threshold=2.5
    ),
    "clinic.figures.chart": of(RECORD, hide="gradient"),
    "clinic.figures.chart_canvas": of(),
    "clinic.figures.chart_words": of(RECORD),
    "clinic.figures.compare": of({"before": RECORD, "after": RECORD}),
    "clinic.figures.past_its_best": of(RECORD, 1),
    "clinic.figures.telltale": of({"one": RECORD}, {"one": ("loss", "it falls, and goes on falling")}),
    "clinic.figures.ten_data": of(RECORD),
    "clinic.figures.waiting_room": of({"one": RECORD}),
}
