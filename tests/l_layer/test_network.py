"""The L-layer network: gradients by differences, the flat vector and its views, dtypes, buffers, bad input."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.foundation.buffers import LINE, empty, zeros
from lecturekit.l_layer import network
from lecturekit.l_layer.network import BLOCK_ROWS, Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.overfitting.dropout import Dropout
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.single_unit.activations import ACTIVATIONS, Activation, relu, sigmoid, tanh
from lecturekit.single_unit.gradient_check import directional_check, gradcheck
from lecturekit.single_unit.losses import LOSSES, squared_error_on

LABELS = {
    "least_squares": lambda rng, n: rng.normal(size=n),
    "logistic": lambda rng, n: np.arange(n) % 2,
    "logistic_pm": lambda rng, n: 2 * (np.arange(n) % 2) - 1,
    "multiclass": lambda rng, n: np.arange(n) % 3,
}


def example(sizes=(4, 3, 5, 1), loss="logistic", phi=tanh, n=6, seed=0, dtype=np.float64):
    """A network with random weights AND biases, and data for it; sums stay clear of ReLU's kink."""
    rng = np.random.default_rng(seed)
    net = Network(sizes, phi, loss, dtype=dtype)
    w = rng.normal(size=net.n_params).astype(dtype)
    return net, w, rng.normal(size=(n, sizes[0])).astype(dtype), LABELS[net.loss_function.name](rng, n)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (3,), (3, 5, 2)], ids=str)
def test_gradient_of_every_parameter(hidden, phi, loss):
    net, w, X, y = example((4, *hidden, 3 if loss == "multiclass" else 1), loss, phi)
    L, g = net.loss_and_grad(w, X, y)
    assert pytest.approx(net.loss(w, X, y), rel=1e-12) == L
    np.testing.assert_array_equal(g, net.grad(w, X, y))
    found = gradcheck(lambda w: net.loss(w, X, y), g, w)
    assert found, found


@pytest.mark.parametrize("sizes, y", [((4, 3, 2), np.ones((6, 2))), ((4, 3, 1), np.linspace(0, 1, 6))], ids=str)
def test_gradient_of_other_losses(sizes, y):
    rng = np.random.default_rng(1)
    for loss in (squared_error_on(sigmoid), "least_squares"):
        net, X = Network(sizes, relu, loss), rng.normal(size=(6, 4))
        w = rng.normal(size=net.n_params)
        assert gradcheck(lambda w: net.loss(w, X, y), net.grad(w, X, y), w)


@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(1, 9), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_any_shape_batch_is_rows_one_by_one(inner, n, seed):
    net, w, X, y = example((*inner, 1), n=n, seed=seed)
    predictions = net.predict(w, X)
    assert predictions.shape == (n,)
    np.testing.assert_allclose(predictions, [net.predict(w, x[None])[0] for x in X], rtol=1e-12)
    one_by_one = [net.grad(w, X[[s]], y[[s]]) for s in range(n)]
    np.testing.assert_allclose(net.grad(w, X, y), np.mean(one_by_one, axis=0), atol=1e-12)


def test_a_large_network_along_random_directions():
    net, w, X, y = example((50, 40, 30, 10, 3), "multiclass", seed=3, n=20)
    w *= 0.3
    assert directional_check(
        lambda w: net.loss(w, X, y), net.grad(w, X, y), w, np.random.default_rng(0), tolerance=1e-5
    )


def test_the_flat_vector_is_laid_out_as_documented():
    net = Network([2, 3, 1])
    w = np.arange(float(net.n_params))
    (W1, b1), (W2, b2) = net.views(w)
    assert net.n_params == 13
    assert W1.tolist() == [[0, 1], [2, 3], [4, 5]] and b1.tolist() == [6, 7, 8]
    assert W2.tolist() == [[9, 10, 11]] and b2.tolist() == [12]
    assert net.is_weight.tolist() == [True] * 6 + [False] * 3 + [True] * 3 + [False]
    with pytest.raises(ValueError):
        net.is_weight[0] = False


def test_views_are_views():
    net, w, X, _y = example()
    for W, b in net.views(w):
        assert np.shares_memory(W, w) and np.shares_memory(b, w)
    before = net.predict(w, X)
    net.views(w)[1][0][...] = 0.0
    assert np.abs(net.predict(w, X) - before).max() > 1e-3
    assert np.count_nonzero(w == 0.0) == 15
    w[:] = 1.0  # views made before follow later changes
    assert (net.views(w)[0][0] == 1.0).all()


def test_views_belong_to_the_vector_they_were_asked_for():
    net, w, X, _ = example()
    vectors = [w + k for k in range(5)]
    expected = [net.predict(v.copy(), X) for v in vectors]
    for _ in range(2):
        for v, known in zip(vectors, expected):
            np.testing.assert_array_equal(net.predict(v, X), known)
            np.testing.assert_array_equal(net.views(v)[0][0].ravel(), v[:12])


def test_forward_keeps_every_layer():
    net, w, X, _ = example()
    cache = net.forward(w, X)
    (W1, b1), (W2, b2), (W3, b3) = net.views(w)
    assert [A.shape for A in cache.A] == [(6, 4), (6, 3), (6, 5), (6, 1)] and cache.Z[0] is None
    np.testing.assert_array_equal(cache.A[0], X)
    np.testing.assert_allclose(cache.Z[1], X @ W1.T + b1, atol=1e-13)
    np.testing.assert_allclose(cache.A[1], np.tanh(cache.Z[1]), atol=1e-15)
    np.testing.assert_allclose(cache.Z[2], cache.A[1] @ W2.T + b2, atol=1e-13)
    np.testing.assert_allclose(cache.Z[3], np.tanh(cache.Z[2]) @ W3.T + b3, atol=1e-13)
    np.testing.assert_array_equal(cache.A[3], cache.Z[3])  # no phi on the output layer
    np.testing.assert_allclose(net.predict(w, X), sigmoid(cache.Z[3][:, 0]))


def test_returned_arrays_are_never_overwritten():
    net, w, X, y = example((4, 3, 3), "multiclass")

    def kept(v, X):
        cache = net.forward(v, X)
        return [
            *cache.Z[1:],
            *cache.A[1:],
            net.loss_and_grad(v, X, y)[1],
            net.grad(v, X, y),
            net.predict(v, X),
            net.logits(v, X),
            net.classify(v, X),
        ]

    first = kept(w, X)
    snapshot = [array.copy() for array in first]
    kept(-2 * w, 3 * X[::-1].copy())
    for array, then in zip(first, snapshot):
        np.testing.assert_array_equal(array, then)
    assert not any(np.shares_memory(a, b) for k, a in enumerate(first[-5:]) for b in first[-5:][:k])


def test_arguments_are_not_changed():
    net, w, X, y = example()
    before = w.copy(), X.copy(), y.copy()
    net.loss_and_grad(w, X, y), net.loss(w, X, y), net.predict(w, X), net.accuracy(w, X, y)
    for now, then in zip((w, X, y), before):
        np.testing.assert_array_equal(now, then)


def test_batches_of_changing_size_and_transposed_input():
    net, w, X, y = example(n=11)
    for n in (3, 11, 7, 5, 2, 3, 11):
        np.testing.assert_allclose(net.grad(w, X[:n], y[:n]), net.grad(w, X[:n].copy(order="F"), y[:n]), atol=1e-14)
        assert net.loss_and_grad(w, X[:n], y[:n])[0] == pytest.approx(net.loss(w, X[:n], y[:n]), rel=1e-12)


@pytest.mark.parametrize(
    "sizes, n, dtype, detour",
    [
        ((16, 40, 3), 30, np.float64, "_inputs"),
        ((16, 40, 3), 30, np.float32, "_inputs"),
        ((300, 12, 3), 400, np.float32, "_outputs"),
        ((300, 3), 1200, np.float32, "_outputs"),
        ((300, 12, 3), 400, np.float64, None),
        ((16, 8, 3), 30, np.float64, None),
    ],
    ids=str,
)
def test_the_first_product_is_the_same_by_every_way(sizes, n, dtype, detour):
    net, w, X, y = example(sizes, "multiclass", n=n, dtype=dtype)
    w *= dtype(0.1)
    work = net._workspace(n)
    assert [name for name in ("_inputs", "_outputs") if getattr(work, name) is not None] == [detour] * (
        detour is not None
    )
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(
        net.forward(w, X).Z[1], X @ net.views(w)[0][0].T + net.views(w)[0][1], atol=10 * tolerance
    )
    g = net.grad(w, X, y)
    by_tens = [net.grad(w, X[k : k + 10], y[k : k + 10]) for k in range(0, n, 10)]  # too few rows for one of the ways
    np.testing.assert_allclose(g, np.mean(by_tens, axis=0), atol=tolerance)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_gradient_of_many_rows_is_that_of_all_rows_at_once(loss, monkeypatch):
    net, w, X, y = example((4, 7, 3 if loss == "multiclass" else 1), loss, n=2 * BLOCK_ROWS + 7)
    L, g = net.loss_and_grad(w, X, y)
    monkeypatch.setattr(network, "BLOCK_ROWS", len(X))
    L_at_once, at_once = net.loss_and_grad(w, X, y)
    assert pytest.approx(L_at_once, rel=1e-12) == L
    np.testing.assert_allclose(g, at_once, rtol=0, atol=1e-12 * np.abs(at_once).max())


def test_batch_normalization_sees_all_rows_however_many():
    net, rng = Network([4, 3, 1], normalization=BatchNorm()), np.random.default_rng(0)
    w, X = net.init(rng), rng.normal(size=(BLOCK_ROWS + 5, 4))
    seen = {}
    net.loss_and_grad(w, X, X[:, 0], train=True, stats_out=seen)
    assert [statistics.count for statistics in seen.values()] == [len(X)]


def test_predictions_in_training_mode_are_those_of_the_masks_or_the_batch():
    for extra in ({"dropout": Dropout(0.3, 0.4)}, {"normalization": BatchNorm()}):
        net = Network([4, 5, 1], loss="logistic", **extra)
        w, X = net.init(np.random.default_rng(0)), np.random.default_rng(1).normal(size=(BLOCK_ROWS + 5, 4))
        z = net.forward(w, X, train=True, rng=np.random.default_rng(2)).Z[-1][:, 0]
        np.testing.assert_array_equal(net.logits(w, X, train=True, rng=np.random.default_rng(2)), z)
        np.testing.assert_array_equal(net.predict(w, X, train=True, rng=np.random.default_rng(2)), sigmoid(z))


def test_dropout_of_the_inputs_needs_no_derivative_there():
    def work_of(**extra):
        return Network([4, 5, 1], loss="logistic", **extra)._workspace(6)

    assert work_of(dropout=Dropout(0.3, 0.4)).down_to == work_of().down_to == 1
    assert work_of(normalization=BatchNorm("inputs"), dropout=Dropout(0.3, 0.4)).down_to == 0


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))], ids=["copy", "deepcopy", "pickle"]
)
def test_copies_have_buffers_and_views_of_their_own(copied):
    net, w, X, y = example()
    expected = net.grad(2 * w, X, y)
    net.grad(w, X, y)
    for each in (net, WeightDecay(net, 0.0)):
        np.testing.assert_array_equal(copied(each).grad(2 * w, X, y), expected)
    other, v = copied((net, w)) if copied is not copy.copy else (copied(net), w.copy())
    assert other._work is not net._work
    v *= 2
    np.testing.assert_array_equal(other.grad(v, X, y), expected)


def test_an_activation_of_ones_own_need_not_use_out():
    class Own(Activation):
        def __call__(self, z, out=None):
            return np.asfortranarray(np.tanh(z))

        def derivative(self, x, out=None):
            return 1 - x**2

    net, w, X, y = example((4, 3, 5, 1))
    own = Network((4, 3, 5, 1), Own(), "logistic")
    for v in (w, -w, 2 * w):
        np.testing.assert_allclose(own.grad(v, X, y), net.grad(v, X, y), atol=1e-15)


def test_a_second_gradient_is_not_spoiled_by_what_the_first_left_behind():
    for phi in ACTIVATIONS:
        net, w, X, y = example((4, 3, 5, 2, 1), phi=phi)
        first = net.grad(w, X, y)
        net.grad(w[::-1].copy(), 5 * X, y)
        np.testing.assert_array_equal(net.grad(w, X, y), first)


def test_buffers_begin_at_a_cache_line():
    for shape, dtype in (((3, 5), np.float64), ((7,), np.float32), ((33, 2), bool)):
        for make in (empty, zeros):
            array = make(shape, dtype)
            assert array.shape == shape and array.dtype == dtype and array.flags.c_contiguous and array.flags.writeable
            assert array.ctypes.data % LINE == 0
        assert not array.any()
    net, *_ = example()
    work = net._workspace(6)
    assert all(buffer.ctypes.data % LINE == 0 for buffer in (*work.Z[1:], *work.delta[1:]))


def test_gradient_goes_where_out_says():
    net, w, X, y = example()
    out = np.full_like(w, np.nan)
    _L, g = net.loss_and_grad(w, X, y, out=out)
    assert g is out
    np.testing.assert_array_equal(out, net.grad(w, X, y))


def test_many_rows_are_evaluated_in_blocks_with_the_same_result():
    n = 2 * BLOCK_ROWS + 3
    net, w, X, y = example(n=n)
    whole = net.forward(w, X).Z[3][:, 0]
    np.testing.assert_allclose(net.logits(w, X), whole, atol=1e-12)
    assert net.loss(w, X, y) == pytest.approx(net.loss_function(whole, y), rel=1e-12)
    assert net.accuracy(w, X, y) == np.mean((whole > 0) == y)


@pytest.mark.parametrize("loss", LOSSES)
def test_float32_all_the_way(loss):
    sizes = (4, 3, 5, 3 if loss == "multiclass" else 1)
    net64, w, X, y = example(sizes, loss)
    net, w32, X32 = Network(sizes, tanh, loss, dtype=np.float32), w.astype(np.float32), X.astype(np.float32)
    L, g = net.loss_and_grad(w32, X32, y)
    assert g.dtype == net.logits(w32, X32).dtype == net.init(np.random.default_rng(0)).dtype == np.float32
    assert all(A.dtype == np.float32 for A in net.forward(w32, X32).A)
    assert pytest.approx(net64.loss(w, X, y), rel=1e-5) == L
    np.testing.assert_allclose(g, net64.grad(w, X, y), atol=1e-5)


def test_predictions_by_kind_of_output():
    net, w, X, _y = example((4, 3, 3), "multiclass")
    p = net.predict(w, X)
    assert p.shape == (6, 3) and np.allclose(p.sum(axis=1), 1)
    np.testing.assert_array_equal(net.classify(w, X), p.argmax(axis=1))
    assert net.accuracy(w, X, net.classify(w, X)) == 1.0
    for loss, labels in (("logistic", {0, 1}), ("logistic_pm", {-1, 1})):
        net, w, X, _ = example(loss=loss, n=40)
        assert set(net.classify(w, X)) == labels
        np.testing.assert_array_equal(net.classify(w, X) == 1, net.predict(w, X) > 0.5)


def test_random_start():
    net = Network([400, 300, 2], loss="multiclass")
    w = net.init(np.random.default_rng(0), scheme="he", scale=0.5)
    (W1, b1), (_W2, b2) = net.views(w)
    assert not b1.any() and not b2.any()
    assert W1.std() == pytest.approx(0.5 * np.sqrt(2 / 400), rel=0.02)
    np.testing.assert_array_equal(w, net.init(np.random.default_rng(0), scheme="he", scale=0.5))


NET, W, X, Y = example()
NAN_W, NAN_X, INF_X = W.copy(), X.copy(), X.copy()
NAN_W[3], NAN_X[2, 1], INF_X[0, 0] = np.nan, np.nan, np.inf
NET32 = Network((4, 3, 5, 1), tanh, "logistic", dtype=np.float32)
BAD = {
    "w too short": (lambda: NET.loss(W[:-1], X, Y), r"w has shape \(40,\), expected \(41,\)"),
    "w in another dtype": (lambda: NET.grad(W.astype(np.float32), X, Y), "w has dtype float32, expected float64"),
    "X in another dtype": (lambda: NET32.predict(W.astype(np.float32), X), "X has dtype float64, expected float32"),
    "integer X": (lambda: NET.predict(W, np.ones((2, 4), np.int64)), "X has dtype int64, expected float64"),
    "one data point as a vector": (lambda: NET.predict(W, X[0]), r"X has shape \(4,\), expected \(any, 4\)"),
    "other number of inputs": (lambda: NET.loss(W, X[:, :3], Y), r"X has shape \(6, 3\), expected \(any, 4\)"),
    "no rows": (lambda: NET.loss(W, X[:0], Y[:0]), r"X has shape \(0, 4\), expected at least one row"),
    "too few labels": (lambda: NET.loss(W, X, Y[:5]), r"y has shape \(5,\), expected \(6,\)"),
    "column of labels": (lambda: NET.loss_and_grad(W, X, Y[:, None]), r"y has shape \(6, 1\), expected \(6,\)"),
    "unknown label": (lambda: NET.grad(W, X, Y + 1), "y contains 2, expected labels 0 and 1"),
    "NaN in w": (lambda: NET.loss(NAN_W, X, Y), r"w contains nan at \[3\], expected finite"),
    "NaN in w, gradient": (lambda: NET.grad(NAN_W, X, Y), r"w contains nan at \[3\], expected finite"),
    "NaN in X": (lambda: NET.loss_and_grad(W, NAN_X, Y), r"X contains nan at \[2, 1\], expected finite"),
    "NaN in X, labels": (lambda: NET.classify(W, NAN_X), r"X contains nan at \[2, 1\], expected finite"),
    "NaN in X, accuracy": (lambda: NET.accuracy(W, NAN_X, Y), r"X contains nan at \[2, 1\], expected finite"),
    "infinite X behind saturated units": (
        lambda: NET.grad(W, INF_X, Y),
        r"X contains inf at \[0, 0\], expected finite",
    ),
    "NaN label": (lambda: Network([4, 1]).loss(W[:5], X, np.full(6, np.nan)), r"y contains nan at \[0\]"),
    "out of another shape": (
        lambda: NET.loss_and_grad(W, X, Y, out=W[:-1]),
        r"out has shape \(40,\), expected \(41,\)",
    ),
    "one size": (lambda: Network([4]), r"sizes is \[4\], expected at least an input and an output"),
    "size of zero": (lambda: Network([4, 0, 1]), r"sizes\[1\] is 0, expected an integer of at least 1"),
    "size as a float": (lambda: Network([4, 2.5, 1]), r"sizes\[1\] is 2.5, expected an integer"),
    "unknown phi": (lambda: Network([4, 1], "swish"), "phi is 'swish', expected one of"),
    "unknown loss": (lambda: Network([4, 1], loss="hinge"), "loss is 'hinge', expected one of"),
    "unknown dtype": (
        lambda: Network([4, 1], dtype=np.int64),
        "dtype is 'int64', expected one of 'float64', 'float32'",
    ),
    "seed for a generator": (lambda: NET.init(0), "rng is int, expected a numpy Generator"),
    "negative scale": (
        lambda: NET.init(np.random.default_rng(0), scale=-1.0),
        r"scale is -1.0, expected a number in \[0,",
    ),
    "normalization by name": (
        lambda: Network([4, 1], normalization="batch"),
        "normalization is 'batch', expected None or",
    ),
    "dropout as a number": (
        lambda: Network([4, 1], dropout=0.5),
        "dropout is 0.5, expected None or an object such as Dropout",
    ),
    "unknown scheme": (lambda: NET.init(np.random.default_rng(0), "lucky"), "scheme is 'lucky', expected one of"),
    "classes of a regression": (lambda: Network([4, 1]).classify(W[:5], X), "predicts numbers, not classes"),
}


@pytest.mark.parametrize("call, message", BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_actual_and_expected(call, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        call()
