"""Batch and layer normalization in the network: values, exact gradients in every combination, statistics, errors."""

import itertools

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, LayerNorm
from lecturekit.normalization.running_averages import RunningAverages
from lecturekit.overfitting.dropout import Dropout
from lecturekit.single_unit.gradient_check import gradcheck
from lecturekit.single_unit.losses import least_squares, logistic, multiclass
from lecturekit.training.batches import minibatches
from lecturekit.training.loop import train

VARIANTS = ("inputs", "per_layer", "per_neuron", "layer_inputs")
NORMALIZATIONS = [*(BatchNorm(variant) for variant in VARIANTS), LayerNorm()]
PHIS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus")


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def _problem(rng, n=7):
    return rng.normal(1.0, 2.0, size=(n, 4)), rng.integers(0, 3, n)


def _net(normalization, phi="tanh", dropout=None, **options):
    return Network([4, 6, 5, 3], phi=phi, loss=multiclass, normalization=normalization, dropout=dropout, **options)


def _random_point(net, rng):
    w = net.init(rng) + 0.3 * rng.normal(size=net.n_params)
    for scale, _ in net.transform_views(w):
        scale += rng.normal(size=scale.shape)  # no scale near the 1 at which mistakes hide
    return w


@pytest.mark.parametrize(
    "normalization, phi, dropout", list(itertools.product(NORMALIZATIONS, PHIS, (None, Dropout(0.2, 0.3)))), ids=str
)
def test_gradients_in_training_and_in_evaluation(normalization, phi, dropout, rng):
    X, y = _problem(rng)
    net = _net(normalization, phi, dropout)
    w = _random_point(net, rng)
    stats = net.batch_statistics(w, rng.normal(size=(20, 4)))
    for mode in ({"train": True}, {"stats": stats}):

        def masks():
            return {**mode, "rng": np.random.default_rng(5)}

        result = gradcheck(lambda v: net.loss(v, X, y, **masks()), lambda v: net.grad(v, X, y, **masks()), w)
        assert result, (mode.keys(), result)
    assert abs(net.loss(w, X, y, **masks()) - net.loss(w, X, y, train=True, rng=np.random.default_rng(5))) > 1e-4 or (
        isinstance(normalization, LayerNorm) and dropout is None
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_normalized(variant, rng):
    """With scale 1 and shift 0: mean 0 and variance 1 over exactly the sets the lecture names."""
    X = rng.normal(3.0, 5.0, (200, 4))
    net = Network([4, 6, 5, 3], phi="identity", loss=multiclass, normalization=BatchNorm(variant, eps=1e-12))
    cache = net.forward(net.init(rng), X, train=True)
    normalized = {"inputs": [0], "per_layer": [1, 2], "per_neuron": [1, 2], "layer_inputs": [0, 1, 2]}[variant]
    for l in range(3):
        A = cache.A[l]
        columns = np.allclose(A.mean(axis=0), 0, atol=1e-9) and np.allclose(A.var(axis=0), 1)
        together = np.isclose(A.mean(), 0, atol=1e-9) and np.isclose(A.var(), 1)
        if variant == "per_layer":
            assert together == (l in normalized) and not columns
        else:
            assert columns == (l in normalized)
    assert not np.isclose(cache.A[3].var(axis=0), 1, rtol=0.01).any(), "the output is never normalized"


def test_layer_norm_by_hand():
    # z = x for W = 1: rows (1, 3): mean 2, deviations -1, 1, variance 1; scale (2, 3), shift (10, 20)
    net = Network([2, 2, 1], phi="identity", loss=least_squares, normalization=LayerNorm(eps=1e-12))
    w = net.init(np.random.default_rng(0))
    net.views(w)[0][0][...] = np.eye(2)
    ((scale, shift),) = net.transform_views(w)
    scale[...], shift[...] = [2, 3], [10, 20]
    A = net.forward(w, np.array([[1.0, 3.0], [70.0, 10.0]])).A[1]
    np.testing.assert_allclose(A, [[10 - 2, 20 + 3], [10 + 2, 20 - 3]])


def test_layer_norm_does_not_see_other_rows_nor_an_affine_change(rng):
    net = _net(LayerNorm(eps=1e-12))
    w, X = _random_point(net, rng), rng.normal(size=(9, 4))
    together = net.forward(w, X, train=True).A[1]
    alone = net.forward(w, X[3:4], train=True).A[1]
    np.testing.assert_allclose(together[3:4], alone, rtol=1e-12)
    wider = w.copy()
    W, b = net.views(wider)[0]
    W *= 7.0
    b *= 7.0
    np.testing.assert_allclose(net.forward(wider, X).A[1], together, rtol=1e-9)
    assert net.batch_statistics(w, X) == {}


@pytest.mark.parametrize("variant", VARIANTS)
def test_statistics_of_the_training_set_reproduce_training_mode(variant, rng):
    X, y = _problem(rng, n=40)
    net = _net(BatchNorm(variant), dropout=Dropout(0.2, 0.5))
    w = _random_point(net, rng)
    stats = net.batch_statistics(w, X)
    plain = _net(BatchNorm(variant))
    np.testing.assert_allclose(net.logits(w, X, stats=stats), plain.forward(w, X, train=True).A[3], rtol=1e-9)
    rows = rng.permutation(40)
    np.testing.assert_allclose(
        net.logits(w, X[rows][:5], stats=stats),
        net.logits(w, X, stats=stats)[rows][:5],
        err_msg="in evaluation a prediction does not depend on its neighbors",
    )
    assert net.loss(w, X, y, stats=stats) == pytest.approx(multiclass(net.logits(w, X, stats=stats), y))


def test_agrees_with_pytorch_over_ten_steps(rng):
    torch = pytest.importorskip("torch")
    X, y = _problem(rng, n=24)
    eps, lr = 1e-3, 0.3
    for normalization, layer in (
        (BatchNorm(eps=eps), lambda m: torch.nn.BatchNorm1d(m, eps=eps, momentum=None)),
        (LayerNorm(eps=eps), lambda m: torch.nn.LayerNorm(m, eps=eps)),
    ):
        net = _net(normalization)
        w = _random_point(net, rng)
        parts = torch.nn.Sequential(
            torch.nn.Linear(4, 6),
            layer(6),
            torch.nn.Tanh(),
            torch.nn.Linear(6, 5),
            layer(5),
            torch.nn.Tanh(),
            torch.nn.Linear(5, 3),
        ).double()
        torch.nn.utils.vector_to_parameters(torch.tensor(w), parts.parameters())
        optimizer = torch.optim.SGD(parts.parameters(), lr=lr)
        tracker = RunningAverages(net, rate=0.01) if isinstance(normalization, BatchNorm) else net
        for step in range(10):
            rows = slice(8 * (step % 3), 8 * (step % 3) + 8)
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(parts(torch.tensor(X[rows])), torch.tensor(y[rows]))
            loss.backward()
            optimizer.step()
            L, g = tracker.loss_and_grad(w, X[rows], y[rows], train=True)
            w -= lr * g
            assert pytest.approx(loss.item(), rel=1e-9) == L
        parts.eval()
        with torch.no_grad():
            theirs = parts(torch.tensor(X)).numpy()
        ours = net.logits(w, X, stats=tracker.stats if tracker is not net else None)
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)


def test_running_averages_weigh_recent_batches_and_use_the_unbiased_variance(rng):
    X, y = _problem(rng, n=6)
    net = _net(BatchNorm("inputs"))
    w = net.init(rng)
    tracker = RunningAverages(net, rate=0.4)
    batches = X[:2], X[2:4], X[4:6]
    for batch in batches:
        tracker.loss_and_grad(w, batch, y[:2], train=True)
    # r = 1, 1/2, 0.4: weights 0.3, 0.3, 0.4
    (found,) = tracker.stats.values()
    weights = 0.3, 0.3, 0.4
    np.testing.assert_allclose(found.mean[0], sum(r * batch.mean(axis=0) for r, batch in zip(weights, batches)))
    np.testing.assert_allclose(
        found.variance[0], sum(r * batch.var(axis=0, ddof=1) for r, batch in zip(weights, batches))
    )
    before = tracker.stats
    tracker.loss_and_grad(w, X, y, stats=tracker.stats)
    assert tracker.stats is before and tracker.t == 3, "evaluation leaves the averages alone"


def test_running_averages_come_close_to_the_training_set(rng):
    X, y = rng.normal(size=(600, 4)), rng.integers(0, 3, 600)
    net = _net(BatchNorm(), dtype=np.float32)
    X = X.astype(np.float32)
    w = net.init(rng)
    tracker = RunningAverages(net, rate=0.02)
    for _ in range(10):
        for rows in minibatches(600, 50, rng):
            tracker.loss_and_grad(w, X[rows], y[rows], train=True)
    exact = net.batch_statistics(w, X)
    assert tracker.stats.keys() == exact.keys()
    for place, statistics in exact.items():
        average = tracker.stats[place]
        assert average.mean.dtype == average.variance.dtype == np.float32
        np.testing.assert_allclose(average.variance, statistics.variance, rtol=0.1)
        np.testing.assert_allclose(average.mean, statistics.mean, atol=0.15)


@pytest.mark.parametrize("normalization", NORMALIZATIONS, ids=str)
def test_one_vector_one_training_loop(normalization, rng):
    X = rng.normal(3.0, 5.0, (120, 4)).astype(np.float32)
    y = (X[:, 0] > 3).astype(int)
    net = Network([4, 8, 8, 1], loss=logistic, normalization=normalization, dropout=Dropout(0.0, 0.1), dtype=np.float32)
    w = net.init(rng)
    shapes = [view.shape for views in net.transform_views(w) for view in views]
    assert net.n_params == net.is_weight.sum() + 17 + sum(m for (m,) in shapes) and len(shapes) % 2 == 0
    for scale, shift in net.transform_views(w):
        assert (scale == 1).all() and (shift == 0).all() and np.shares_memory(scale, w)
    before = X.copy()
    losses = [record.loss for record in train(net, w, (X, y), Adam(0.02), batch_size=20, n_epochs=20, rng=rng)]
    assert losses[-1] < 0.4 * losses[0] and w.dtype == np.float32 and np.array_equal(X, before)
    assert net.accuracy(w, X, y, stats=net.batch_statistics(w, X)) > 0.9


def test_a_later_call_does_not_change_an_earlier_result(rng):
    X, y = _problem(rng)
    net = _net(BatchNorm())
    w = _random_point(net, rng)
    stats, seen = net.batch_statistics(w, X), {}
    cache = net.forward(w, X, train=True)
    loss, g = net.loss_and_grad(w, X, y, train=True, stats_out=seen)
    kept = [a.copy() for a in (*cache.A, g, *(s.mean for s in stats.values()), *(s.variance for s in seen.values()))]
    net.loss_and_grad(2 * w, X + 1, y, train=True)
    net.loss_and_grad(2 * w, X + 1, y, stats=stats)
    now = (*cache.A, g, *(s.mean for s in stats.values()), *(s.variance for s in seen.values()))
    assert all(np.array_equal(one, other) for one, other in zip(kept, now))
    assert net.loss_and_grad(w, X, y, train=True)[0] == loss


def test_a_bias_before_batch_norm_has_no_effect_and_no_gradient(rng):
    X, y = _problem(rng)
    net = _net(BatchNorm())
    w = _random_point(net, rng)
    L, g = net.loss_and_grad(w, X, y, train=True)
    for l in (0, 1):
        assert np.abs(net.views(g)[l][1]).max() < 1e-14
    moved = w.copy()
    net.views(moved)[0][1][...] += 5.0
    assert net.loss(moved, X, y, train=True) == pytest.approx(L, rel=1e-12)


def test_batch_of_one(rng):
    X, y = _problem(rng, n=1)
    net = _net(BatchNorm())
    w = _random_point(net, rng)
    shifts = [shift for _, shift in net.transform_views(w)]
    np.testing.assert_allclose(net.forward(w, X, train=True).A[1][0], np.tanh(shifts[0]))
    g = net.grad(w, X, y, train=True)
    assert not net.views(g)[0][0].any() and not net.views(g)[1][0].any() and net.views(g)[2][0].any()
    tracker = RunningAverages(net)
    tracker.loss_and_grad(w, X, y, train=True)
    assert all(np.isfinite(s.variance).all() for s in tracker.stats.values())
    assert net.views(_net(LayerNorm()).grad(w, X, y, train=True))[0][0].any()


def test_constant_columns_and_large_offsets_stay_finite(rng):
    X = np.column_stack([np.full(50, 1e4), 1e4 + rng.normal(size=50), np.zeros(50), rng.normal(size=50)])
    net = _net(BatchNorm("layer_inputs"), dtype=np.float32)
    w = net.init(rng)
    A = net.forward(w, X.astype(np.float32), train=True).A[0]
    assert (np.abs(A[:, [0, 2]]) == 0).all()
    np.testing.assert_allclose(A[:, 1].std(), 1, rtol=1e-3)
    assert np.isfinite(net.grad(w, X.astype(np.float32), rng.integers(0, 3, 50), train=True)).all()


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda net, w, X, y: net.predict(w, X),
            r"no batch statistics for z\^\(1\).*net.batch_statistics\(w, X_train\)",
        ),
        (lambda net, w, X, y: net.loss_and_grad(w, X, y), "no batch statistics"),
        (lambda net, w, X, y: net.predict(w, X, stats={}), "no batch statistics"),
        (lambda net, w, X, y: net.predict(w, X, stats=0.5), "stats is float, expected what net.batch_statistics"),
        (lambda net, w, X, y: net.predict(w, X, stats=_other_statistics(X)), r"have shape \(1, 9\), expected \(1, 6\)"),
        (lambda net, w, X, y: BatchNorm("columns"), "variant is 'columns', expected one of 'inputs'"),
        (lambda net, w, X, y: BatchNorm(np.ones(2)), "variant is .*array.*, expected one of 'inputs'"),
        (lambda net, w, X, y: BatchNorm(eps=0), r"eps is 0, expected a number in \(0"),
        (lambda net, w, X, y: LayerNorm(eps=-1), r"eps is -1, expected a number in \(0"),
        (lambda net, w, X, y: RunningAverages(_net(None)), "net has normalization None, expected a BatchNorm"),
        (lambda net, w, X, y: RunningAverages(w), "net is .*, expected a Network"),
        (lambda net, w, X, y: RunningAverages(net, rate=0), r"rate is 0, expected a number in \(0, 1\]"),
    ],
)
def test_bad_input(call, message, rng):
    X, y = _problem(rng)
    net = _net(BatchNorm())
    with pytest.raises(ValueError, match=message):
        call(net, net.init(rng), X, y)


def _other_statistics(X):
    other = Network([4, 9, 5, 3], loss=multiclass, normalization=BatchNorm())
    return other.batch_statistics(other.init(np.random.default_rng(0)), X)
