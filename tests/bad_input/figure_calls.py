"""A working call of every figure: the smallest data that it draws."""

import numpy as np

from lecturekit.backprop_in_practice import SURFACES
from lecturekit.backprop_in_practice.signals import LayerSignal
from lecturekit.backprop_in_practice.widgets import descent_state
from lecturekit.datasets import make_xor
from lecturekit.figures import described, new_figure
from lecturekit.sgd import losses_by_rate, schedule_runs
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


def axes():
    return new_figure()[1]


CALLS = {
    "single_unit.figures.chords": of({"logistic": (GRID, FALLING[:1].repeat(9))}, start="here", end="there"),
    "single_unit.figures.collinear": of(POINTS, LABELS, 0.1 * POINTS, ("no", "yes")),
    "single_unit.figures.descent": of(POINTS, LABELS, RNG.normal(size=(5, 3))),
    "single_unit.figures.directions_canvas": of(FALLING[::-1], 7),
    "single_unit.figures.fact": of(-1.5, -1.0),
    "single_unit.figures.losses": of(FALLING.tolist(), FALLING.tolist()),
    "single_unit.figures.race_canvas": of(9.0),
    "single_unit.figures.unit_canvas": of(POINTS, LABELS, ("a", "b"), ("no", "yes")),
    "two_layer.figures.digit_units": of(DIGITS, np.array([1.0, -1.0, 2.0]), DIGITS, ["a", "b", "c"]),
    "two_layer.figures.features_canvas": of(POINTS, LABELS, ("no", "yes"), 2, 2.0),
    "two_layer.figures.final_losses": of(FALLING, {"solved": 0.01}),
    "two_layer.figures.formulas": of(FALLING, {"right": FALLING, "wrong": -FALLING}),
    "two_layer.figures.gallery": of(),
    "two_layer.figures.input_arrows": of(PARAMETERS, lambda W, b, w, b2, x: np.ones(2), XOR, 2.0),
    "two_layer.figures.pass_canvas": of(XOR),
    "two_layer.figures.push_table": of(PARAMETERS, POINTS[:3], LABELS[:3]),
    "two_layer.figures.regions": of({"one unit": np.ones(3)}, XOR, 2.0),
    "two_layer.figures.units_by_digit": of(RNG.uniform(-1, 1, size=(6, 10))),
    "l_layer.figures.architecture": of([2, 3, 1]),
    "l_layer.figures.first_units": of(RNG.normal(size=(12, 784)), np.arange(784) < 50, 6),
    "l_layer.figures.jacobians_compared": of(np.eye(3), {"right": np.eye(3), "wrong": -np.eye(3)}),
    "l_layer.figures.message_sizes": of({"deep": FALLING}),
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
    "backprop_in_practice.figures.cost": of(([10, 20], [1e3, 2e3], [1e-5, 2e-5]), ([10, 20], [1e3, 2e3], [1e-5, 2e-5])),
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
    "sgd.figures.clipping": of(FALLING, {"clipped": FALLING}, 0.3),
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
    "sgd.figures.losses_by_rate": of([0.1, 1.0], {"long": losses_by_rate((0.1, 1.0), n_epochs=1)}),
    "sgd.figures.noise_band_canvas": of(5),
    "sgd.figures.noise_floors": of({1: (FALLING, FALLING, FALLING)}),
    "sgd.figures.range_and_result": of(
        (FALLING[::-1], np.array([2.0, 1.9, 1.5, 1.0, 3.0, 9.0])), {0.1: np.array([0.2, 0.3])}
    ),
    "sgd.figures.schedule_canvas": of(5.0),
    "sgd.figures.schedule_results": of({"constant": {0.1: FALLING}, "all": {0.1: FALLING}}),
    "sgd.figures.schedules": of(schedule_runs(0.5)[:2]),
    "sgd.figures.stable_rates": of({1.0: (np.arange(6), FALLING, FALLING), 2.0: (np.arange(6), FALLING, FALLING)}),
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
}
