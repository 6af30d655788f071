"""What notebook 3 says beyond the numbers it prints: for other seeds, at the positions that its answers name."""

import ast
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from alike import few

from lecturekit.datasets import load_mnist
from lecturekit.l_layer import (
    Network,
    against_the_class,
    layer_jacobian,
    layer_jacobians,
    messages,
    numerical_jacobian,
    pushed,
    shares_read,
    typical_message_sizes,
    widgets,
)
from lecturekit.l_layer.exercises.reading import BETTER, FIRST, digits, learning, mistakes
from lecturekit.l_layer.many_layers import deep_network, message_state
from lecturekit.single_unit import compare_gradients, gradcheck, relu, sigmoid, tanh
from lecturekit.single_unit.losses import LOSSES, logistic, multiclass
from lecturekit.training import minibatches

SEEDS = range(10)
NOTEBOOK = Path(__file__).parents[2] / "lecture_nb" / "03_l_layer.ipynb"


def of_the_notebook(name, **names):
    """A function as the notebook defines it, with these names around it."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and f"def {name}(" in source:
            tree = ast.parse(source)
            tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
            exec(compile(tree, name, "exec"), names)
            return names[name]
    raise LookupError(f"the notebook defines no {name}")


def random_network(seed, sizes=(3, 5, 2, 4, 1), **options):
    """(net, w, rng)"""
    rng = np.random.default_rng(seed)
    net = Network(sizes, **options)
    return net, rng.normal(size=net.n_params), rng


# ---- the loops


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loops_for_one_point_are_the_package_s(seed):
    net, w, rng = random_network(seed, phi=tanh, loss=logistic)
    x, y = rng.normal(size=3), seed % 2
    values = of_the_notebook("forward")(net.views(w), x, tanh)
    for value, A in zip(values, net.forward(w, x[None]).A):
        np.testing.assert_allclose(value, A[0], atol=1e-14)
    around = {"np": np, "net": net, "tanh": tanh, "sigmoid": sigmoid}
    around |= {name: of_the_notebook(name, np=np) for name in ("forward", "backward")}
    np.testing.assert_allclose(
        of_the_notebook("gradient", **around)(w, x, y), net.grad(w, x[None], np.array([y])), atol=1e-14
    )


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
@pytest.mark.parametrize("phi", (tanh, relu), ids=str)
def test_the_loop_for_a_batch_serves_all_losses_if_labels_are_a_column(loss, phi):
    several = loss is multiclass
    net, w, rng = random_network(1, (3, 5, 2, 4, 3 if several else 1), phi=phi, loss=loss)
    X = rng.normal(size=(20, 3))
    y = np.arange(20) % 3 if several else 2 * (np.arange(20) % 2) - 1 if "pm" in loss.name else np.arange(20) % 2
    labels = y if several else y[:, None]
    L, g = of_the_notebook("loss_and_gradient", np=np)(net.views(w), X, labels, phi, loss)
    assert pytest.approx(net.loss(w, X, y)) == L
    assert gradcheck(lambda w: net.loss(w, X, y), g, w)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_view_is_a_window_into_w_and_p_counts_them(seed):
    net, w, _ = random_network(seed)
    assert all(np.shares_memory(part, w) for layer in net.views(w) for part in layer)
    assert net.n_params == sum(m * below + m for below, m in zip(net.sizes, net.sizes[1:])) == len(w)


# ---- Jacobians and messages


@pytest.mark.parametrize("seed", SEEDS)
def test_of_three_readings_of_22_only_the_one_with_two_indices_is_the_measured_jacobian(seed):
    rng = np.random.default_rng(seed)
    W, b, below = 0.5 * rng.normal(size=(4, 4)), 0.3 * rng.normal(size=4), rng.normal(size=4)
    above = tanh(W @ below + b)
    slope = tanh.derivative(above)
    J = numerical_jacobian(lambda v: tanh(W @ v + b), below)
    assert np.abs(J).min() > 0
    assert compare_gradients(slope[:, None] * W, J, 1e-7)
    np.testing.assert_array_equal(slope[:, None] * W, layer_jacobian(tanh, W, above))
    assert compare_gradients(np.diag(slope * np.diag(W)), J).error > 0.3
    assert compare_gradients(slope * W, J).error > 0.05
    assert compare_gradients(slope[:, None] * W.T, J).error > 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_at_the_top_21_to_24_hold_with_slope_1_and_not_with_that_of_phi(seed):
    net, w, rng = random_network(seed, phi=tanh)
    x = rng.normal(size=3)
    A = [values[0] for values in net.forward(w, x[None]).A]
    W, b = net.views(w)[-1]
    J = numerical_jacobian(lambda v: W @ v + b, A[-2])
    assert compare_gradients(layer_jacobians(net, w, x)[-1], J, 1e-7)
    assert not compare_gradients(tanh.derivative(tanh(A[-1]))[:, None] * W, J, 1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_messages_come_down_with_w_transposed(seed):
    net, w, rng = random_network(seed, (4, 4, 4, 4), phi=tanh, loss=multiclass)
    x = rng.normal(size=4)
    down = wrong = np.array([1.0, 0.0, 0.0, 0.0])
    for J in reversed(layer_jacobians(net, w, x)):
        down, wrong = J.T @ down, J @ wrong
    measured = numerical_jacobian(lambda x: net.logits(w, x[None])[0], x)[0]
    assert compare_gradients(down, measured, 1e-6) and compare_gradients(wrong, measured).error > 0.2
    np.testing.assert_allclose(down, messages(net, w, x)[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_four_words_hang_together_as_the_table_says(seed):
    net, w, rng = random_network(seed, phi=tanh, loss=logistic)
    x, y = rng.normal(size=3), np.array([seed % 2])
    cache, sent = net.forward(w, x[None]), messages(net, w, x)
    mistake = sigmoid(cache.A[-1][0]) - y
    gradients = net.views(net.grad(w, x[None], y))
    np.testing.assert_allclose(gradients[-1][1], mistake)  # delta^(L) is the mistake; a bias's gradient is delta
    for l in range(1, net.L):
        delta = mistake * sent[l] * tanh.derivative(cache.A[l][0])
        np.testing.assert_allclose(gradients[l - 1][1], delta)
        np.testing.assert_allclose(gradients[l - 1][0], np.outer(delta, cache.A[l - 1][0]))
    push = -net.grad(w, x[None], y)
    assert net.loss(w + 1e-4 * push / np.linalg.norm(push), x[None], y) < net.loss(w, x[None], y)


def test_in_delta_the_messages_of_all_outputs_travel_at_once():
    net, w, rng = random_network(3, (4, 5, 3), phi=tanh, loss=multiclass)
    x, y = rng.normal(size=4), np.array([1])
    mistakes = multiclass.dz(net.logits(w, x[None]), y)[0]
    sent = sum(mistake * messages(net, w, x, output=k)[1] for k, mistake in enumerate(mistakes))
    slope = tanh.derivative(net.forward(w, x[None]).A[1][0])
    np.testing.assert_allclose(net.views(net.grad(w, x[None], y))[0][1], sent * slope)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sigmoid_s_message_arrives_with_less_than_a_thousandth_and_it_is_the_slopes(seed):
    seeds = range(100 * seed, 100 * seed + 50)
    sizes = {phi: typical_message_sizes(phi, seeds=seeds) for phi in ("identity", "tanh", "sigmoid")}
    assert sizes["sigmoid"][0] < 0.001 < 0.1 < sizes["tanh"][0] < sizes["identity"][0] < 3
    assert np.all(np.diff(sizes["sigmoid"][:-1]) > 0)
    assert max(message_state(1, "sigmoid", 1.0, each)["norms"][0] for each in seeds) < 0.01
    net, w, x = deep_network("sigmoid", 1.0, seed)
    for J, (W, _) in zip(layer_jacobians(net, w, x)[:-1], net.views(w)):
        assert np.all(np.abs(J) <= 0.25 * np.abs(W))


def test_sums_keep_the_variance_of_their_terms():
    rng = np.random.default_rng(0)
    sums = [(rng.normal(size=8) / np.sqrt(8)) @ rng.normal(size=8) for _ in range(20_000)]
    assert np.var(sums) == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize(
    ("phi", "scale", "size"),
    [
        ("identity", 1, 0.52), ("identity", 4, 2150), ("identity", 0.5, 0.0082),
        ("sigmoid", 1, 0.00036), ("sigmoid", 4, 0.12), ("sigmoid", 0.25, 1.2e-7),
        ("tanh", 0.5, 0.0079), ("tanh", 4, 1.8), ("relu", 0.5, 0.00022), ("relu", 4, 58),
    ],
)  # fmt: skip
def test_the_answer_to_the_messages_widget_has_its_numbers(phi, scale, size):
    explorer = widgets.messages_flow_back()
    figure = explorer.still(phi=phi, scale=float(scale), passed=5)
    arrived = message_state(1, phi, scale)["norms"][0]
    assert arrived == pytest.approx(size, rel=0.05) and f"to {arrived:.2g}; it was 1 at the output" in figure.words
    assert f"{arrived:.2g}" not in explorer.still(phi=phi, scale=float(scale), passed=0).words


@pytest.mark.parametrize("seed", SEEDS)
def test_larger_weights_explode_the_identity_and_let_the_sigmoid_s_message_grow_by_less(seed):
    small, large = (message_state(1, "identity", scale, seed)["norms"][0] for scale in (1.0, 4.0))
    assert large / small == pytest.approx(4**6)
    small, large = (message_state(1, "sigmoid", scale, seed)["norms"][0] for scale in (1.0, 4.0))
    assert 20 < large / small < 4**6 / 2
    slopes = [
        np.mean([sigmoid.derivative(A) for A in net.forward(w, x[None]).A[1:-1]])
        for net, w, x in (deep_network("sigmoid", scale, seed) for scale in (1.0, 4.0))
    ]
    assert slopes[1] < slopes[0] <= 0.25


def test_in_the_widget_s_network_the_slopes_take_back_a_factor_of_thirteen():
    small, large = (message_state(1, "sigmoid", scale)["norms"][0] for scale in (1.0, 4.0))
    assert round(large / small, -1) == 320 and round(4**6 * small / large) == 13


@pytest.mark.parametrize("phi", ("identity", "relu", "softplus", "sigmoid"))
def test_tanh_keeps_the_message_nearest_to_one(phi):
    def farthest(name):
        ends = [typical_message_sizes(name, scale)[0] for scale in (0.5, 4.0)]
        return np.max(np.abs(np.log(ends)))

    own = [np.abs(np.log(message_state(1, name, s)["norms"][0])) for name in ("tanh", phi) for s in (0.5, 4.0)]
    assert farthest("tanh") < farthest(phi) and max(own[:2]) < max(own[2:])


# ---- reading digits


@cache
def mnist():
    """The data in single precision, its split as in the notebook, and the network."""
    data = load_mnist().as_float(np.float32)
    order = np.random.default_rng(0).permutation(60_000)
    return data, order[:5_000], order[5_000:], Network([784, 64, 32, 10], phi=relu, loss=multiclass)


@cache
def trained(seed, shuffled=False):
    """(w, history) of the notebook's own training."""
    data, aside, fit, net = mnist()
    train = of_the_notebook("train_digits", np=np, net=net, fit=fit, aside=aside, minibatches=minibatches)
    return train(data.X.take(SHUFFLE, axis=1) if shuffled else data.X, data.y, seed=seed)


SHUFFLE = np.random.default_rng(7).permutation(784)


def test_pushes_as_the_answers_tell_them():
    data, _, _, net = mnist()
    w = trained(1)[0]
    X, y = data.X_test[:300].astype(float), data.y_test[:300]
    along, strengths = against_the_class(net, w, X, y), np.arange(0, 0.41, 0.01)
    wrong = np.array([net.classify(w, pushed(X, along, strength)) != y for strength in strengths])
    smallest = strengths[wrong.argmax(axis=0)]
    np.testing.assert_allclose(smallest[:10], [0.10, 0.13, 0.07, 0.19, 0.06, 0.11, 0.04, 0.03, 0.07, 0.08])
    assert wrong.any(axis=0).all()
    np.testing.assert_allclose(np.quantile(smallest, [0.5, 0.1]), [0.09, 0.04])
    sure = [net.predict(w, pushed(X[[k]], along[[k]], smallest[k])).max() for k in range(10)]
    assert (min(sure), max(sure)) == pytest.approx((0.26, 0.67), abs=0.005)
    explorer = widgets.tour(net, w, X[:60], y[:60])
    for number, other, strength, p in [(6, 8, 0.09, "1.00"), (9, 8, 0.13, "0.73")]:
        words = explorer.still(number=number, strength=strength).words
        assert f"read as {other}: P({other}) = {p}" in words
    moved = np.abs(pushed(X, along, 0.1) - X) > 0.0999
    assert 450 < moved.sum(axis=1).mean() < 550, "about 500 pixels can move"


def test_the_change_of_a_logit_is_nearly_the_sum_of_change_times_message():
    data, _, _, net = mnist()
    w, own = trained(1)[0], np.arange(300)
    X, y = data.X_test[:300].astype(float), data.y_test[:300]
    message = [messages(net, w, x, output=int(k))[0] for x, k in zip(X, y)]
    found = []
    for veil in (against_the_class(net, w, X, y), np.random.default_rng(0).choice([-1.0, 1.0], X.shape)):
        change = pushed(X, veil, 0.1) - X
        sums, logits = (change * message).sum(axis=1), (net.logits(w, X + change) - net.logits(w, X))[own, y]
        assert abs(sums.mean() - logits.mean()) < 0.2 * abs(sums.mean())
        found.append((np.abs(change * message).sum(axis=1).mean(), abs(sums.mean())))
        assert len(found) > 1 or (change * message).max() <= 0, "along the message all terms have one sign"
    (along, same), (at_random, canceled) = found
    assert same == pytest.approx(along) and at_random > 0.7 * along and canceled < 0.35 * at_random


def test_a_pixel_without_ink_teaches_nothing():
    data, _, fit, net = mnist()
    unused = ~data.X[fit].any(axis=0)
    change = net.views(trained(1)[0])[0][0] - net.views(net.init(np.random.default_rng(1)))[0][0]
    assert unused.sum() == 68 and not change[:, unused].any() and change[:, ~unused].any(axis=0).all()


def test_the_first_network_reads_shuffled_images_when_its_columns_are_reordered():
    data, _, _, net = mnist()
    w = trained(1)[0]
    reordered = w.copy()
    net.views(reordered)[0][0][:] = net.views(w)[0][0][:, SHUFFLE]
    X = data.X_test[:500].astype(float)
    np.testing.assert_allclose(net.logits(reordered, X[:, SHUFFLE]), net.logits(w, X), atol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("seed", few(range(1, 6)))
def test_what_is_said_of_the_digits_holds_for_other_starts(seed):
    data, _, _, net = mnist()
    (w, history), (w_shuffled, _) = trained(seed), trained(seed, shuffled=True)
    X, y = data.X_test.astype(float), data.y_test
    right = net.accuracy(w, X, y)
    assert 0.965 <= right < 0.975
    assert abs(net.accuracy(w_shuffled, X[:, SHUFFLE], y) - right) < 0.005
    assert np.all(np.diff([loss for loss, _ in history]) < 0)
    certainty, wrong = net.predict(w, X).max(axis=1), net.classify(w, X) != y
    sure = certainty > 0.9
    found, announced = np.sum(sure & wrong), np.sum(1 - certainty[sure])
    assert announced > 45 and abs(found - announced) < 1.5 * np.sqrt(announced), "no more than chance explains"
    some, labels = X[:300], y[:300]
    noise = np.random.default_rng(seed).choice([-1.0, 1.0], some.shape)
    (along,) = shares_read(net, w, some, labels, against_the_class(net, w, some, labels), [0.1])
    (at_random,) = shares_read(net, w, some, labels, noise, [0.1])
    assert along < 0.5 and at_random > 0.95


# ---- replies of the exercises


@pytest.mark.parametrize("rate", (0.001, 0.1, 1.0))
def test_from_weights_of_zero_only_the_top_biases_move(rate):
    X, y, *_ = digits()
    net = mnist()[3]
    w = np.zeros(net.n_params)
    for k in range(60):
        w -= rate * net.grad(w, X[100 * k : 100 * k + 100], y[100 * k : 100 * k + 100])
    assert [bool(part.any()) for layer in net.views(w) for part in layer] == [False] * 5 + [True]
    assert net.loss(w, X, y) == pytest.approx(np.log(10), abs=0.01)


def test_from_equal_weights_the_units_of_a_layer_stay_equal():
    X, y, *_ = digits()
    net = mnist()[3]
    w = np.zeros(net.n_params)
    for W, _ in net.views(w):
        W[:] = 0.1
    for k in range(60):
        w -= 0.01 * net.grad(w, X[100 * k : 100 * k + 100], y[100 * k : 100 * k + 100])
    for W, _ in net.views(w)[:-1]:
        assert np.abs(W - 0.1).max() > 1e-3 and np.ptp(W, axis=0).max() < 1e-12


@pytest.mark.long
@pytest.mark.parametrize("seed", (1, 2, 3))
def test_more_epochs_and_more_units_do_not_beat_it_and_moved_images_do(seed):
    X, y, *_ = digits()
    longer = learning((784, 64, 10), 25, 0.5)(X, y, np.random.default_rng(seed))
    A = relu(X @ longer[0][0].T + longer[0][1]) @ longer[1][0].T + longer[1][1]
    assert np.mean(A.argmax(axis=1) != y) < 0.001
    wider = {"sizes": (784, 128, 10), "n_epochs": 20, "eta": 0.3, "decay": True, "n_batch": 50}
    found = [
        mistakes(learn, np.random.default_rng(seed))["mistakes"]
        for learn in (learning(), learning((784, 64, 10), 25, 0.5), learning(**wider), learning(**wider, move=True))
    ]
    assert found[0] < FIRST and min(found[1], found[2]) > 5 > BETTER > found[3]


# ---- the slides


def test_an_output_over_silent_units_is_zero_unless_a_unit_carries_the_one_upwards():
    W1, x = np.array([[-1.0, -2.0, 0.5], [-0.5, -1.0, -1.0]]), np.array([1.0, 2.0, 1.0])
    rng = np.random.default_rng(0)
    assert not np.any(rng.normal(size=(1000, 2)) @ relu(W1 @ x))
    for _ in SEEDS:
        x[1:] = rng.normal(size=2)
        assert relu(np.array([1.0, 0.0, 0.0]) @ x) == 1
    assert sigmoid(3.0) == pytest.approx(0.95, abs=0.005)
