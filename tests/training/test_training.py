"""Optimizers against other implementations, batches against their definition, and the training loop."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.l_layer.network import Network
from lecturekit.sgd.momentum import Momentum, Nesterov, heavy_ball_rate
from lecturekit.single_unit.losses import least_squares, logistic, multiclass
from lecturekit.training.batches import doubling, minibatches
from lecturekit.training.diverged import Diverged
from lecturekit.training.loop import train, train_on_stream
from lecturekit.training.optimizer import GradientDescent, Optimizer

FLAT = {
    "GradientDescent": GradientDescent(0.07),
    "Momentum": Momentum(0.6, gamma=0.15),
    "Nesterov": Nesterov(0.4, gamma=0.3),
}


def problem(rng, p=7):
    """A quadratic that is not symmetric in its coordinates: gradient A w - c."""
    B = rng.normal(size=(p, p))
    return B @ B.T / p + 0.1 * np.eye(p), rng.normal(size=p), rng.normal(size=p)


def path_of(optimizer, A, c, w, n_steps):
    w, path = w.copy(), []
    for _ in range(n_steps):
        optimizer.step(w, A @ w - c)
        path.append(w.copy())
    return np.array(path)


# ---- the updates


@pytest.mark.parametrize("name", FLAT)
def test_same_path_as_pytorch(name):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    A, c, start = problem(rng)
    optimizer = FLAT[name]
    optimizer.reset()
    gamma = getattr(optimizer, "gamma", 1.0)
    w = torch.tensor(start, requires_grad=True)
    theirs = torch.optim.SGD([w], lr=gamma * optimizer.eta, momentum=1 - gamma, nesterov=name == "Nesterov")
    path = []
    for _ in range(40):
        theirs.zero_grad()
        (0.5 * w @ torch.tensor(A) @ w - torch.tensor(c) @ w).backward()
        theirs.step()
        path.append(w.detach().numpy().copy())
    np.testing.assert_allclose(path_of(optimizer, A, c, start, 40), path, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ["Momentum", "Nesterov"])
def test_same_path_as_scikit_learn(name):
    module = pytest.importorskip("sklearn.neural_network._stochastic_optimizers")
    A, c, start = problem(np.random.default_rng(4))
    optimizer = FLAT[name]
    optimizer.reset()
    w = start.copy()
    theirs = module.SGDOptimizer(
        [w],
        learning_rate_init=optimizer.gamma * optimizer.eta,
        momentum=1 - optimizer.gamma,
        nesterov=name == "Nesterov",
    )
    path = []
    for _ in range(40):
        theirs.update_params([w], [A @ w - c])
        path.append(w.copy())
    np.testing.assert_allclose(path_of(optimizer, A, c, start, 40), path, rtol=1e-12, atol=1e-13)


def exact_momentum(h, start, eta, gamma, n_steps):
    """Equation (27) as written, W^t and W^{t-1} kept apart, in exact fractions."""
    now, before, path = start, start, []
    for _ in range(n_steps):
        now, before = now - gamma * eta * h * now + (1 - gamma) * (now - before), now
        path.append(now)
    return path


def exact_nesterov(h, start, eta, gamma, n_steps):
    """Nesterov's two sequences in exact fractions: w moves from the look-ahead point; the look-ahead points."""
    w, before, ahead = start, start, []
    for _ in range(n_steps):
        v = w + (1 - gamma) * (w - before)
        w, before = v - gamma * eta * h * v, w
        ahead.append(w + (1 - gamma) * (w - before))
    return ahead


@pytest.mark.parametrize("method, exact", [(Momentum, exact_momentum), (Nesterov, exact_nesterov)])
def test_same_path_as_the_definition_in_exact_fractions(method, exact):
    eta, gamma = Fraction(3, 5), Fraction(3, 20)
    curvatures, start = [Fraction(1, 4), Fraction(2), Fraction(7, 2)], [Fraction(-2), Fraction(1), Fraction(5, 3)]
    expected = np.array([exact(h, w0, eta, gamma, 25) for h, w0 in zip(curvatures, start)], dtype=float).T
    got = path_of(
        method(float(eta), gamma=float(gamma)),
        np.diag(np.array(curvatures, float)),
        np.zeros(3),
        np.array(start, float),
        25,
    )
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-13)


def test_first_steps_by_hand():
    # w = 2, g = 1, 1, eta = 0.4, gamma = 0.25: steps -0.1, then -0.1 - 0.75 * 0.1 = -0.175
    w, momentum = np.array([2.0]), Momentum(0.4, gamma=0.25)
    assert momentum.step(w, np.array([1.0])) is w
    assert w == pytest.approx(1.9, abs=1e-15)
    momentum.step(w, np.array([1.0]))
    assert w == pytest.approx(1.725, abs=1e-15)
    momentum.reset()
    assert momentum.t == 0
    momentum.step(w, np.array([1.0]))
    assert w == pytest.approx(1.625, abs=1e-15), "reset forgets the previous step"


def test_gamma_one_is_gradient_descent():
    A, c, start = problem(np.random.default_rng(5))
    plain = path_of(GradientDescent(0.1), A, c, start, 30)
    for method in (Momentum, Nesterov):
        np.testing.assert_array_equal(path_of(method(0.1, gamma=1.0), A, c, start, 30), plain)


def test_constant_gradient_ends_in_steps_of_length_eta():
    w, momentum = np.zeros(1), Momentum(0.3, gamma=0.1)
    for _ in range(400):
        before = w[0]
        momentum.step(w, np.ones(1))
    assert before - w[0] == pytest.approx(0.3, abs=1e-12)


def test_schedule_enters_each_step_with_its_own_rate():
    w, momentum = np.zeros(1), Momentum(lambda t: 1.0 / t, gamma=0.5)
    steps = []
    for _ in range(3):
        before = w[0]
        momentum.step(w, np.ones(1))
        steps.append(before - w[0])
    # 0.5 * 1; 0.5 / 2 + 0.5 * 0.5; 0.5 / 3 + 0.5 * 0.5
    np.testing.assert_allclose(steps, [0.5, 0.5, 5 / 12], rtol=1e-14)
    assert momentum.rate == pytest.approx(1 / 3)


@pytest.mark.parametrize("name", FLAT)
def test_blocks_do_not_show(name, monkeypatch):
    rng = np.random.default_rng(6)
    gradients, start = rng.normal(size=(5, 100)), rng.normal(size=100)
    whole, cut = start.copy(), start.copy()
    FLAT[name].reset()
    for g in gradients:
        FLAT[name].step(whole, g)
    monkeypatch.setattr(Optimizer, "block", 17)
    FLAT[name].reset()
    for g in gradients:
        FLAT[name].step(cut, g)
    np.testing.assert_array_equal(cut, whole)


@pytest.mark.parametrize("name", FLAT)
def test_float32_stays_float32_and_near_float64(name):
    rng = np.random.default_rng(7)
    gradients, start = rng.normal(size=(20, 9)), rng.normal(size=9)
    results = []
    for dtype in (np.float32, np.float64):
        w = start.astype(dtype)
        FLAT[name].reset()
        for g in gradients.astype(dtype):
            FLAT[name].step(w, g)
        assert w.dtype == dtype
        results.append(w)
    np.testing.assert_allclose(results[0], results[1], rtol=1e-5, atol=1e-5)
    assert not np.array_equal(*results)


def test_numpy_rate_does_not_become_part_of_the_arithmetic():
    momentum = Momentum(np.float64(0.1), gamma=np.float64(0.2))
    assert type(momentum.eta) is float and type(momentum.gamma) is float
    momentum.step(np.zeros(3, np.float32), np.ones(3, np.float32))
    assert type(momentum.rate) is float
    scheduled = GradientDescent(lambda t: np.float64(0.1) / t)
    scheduled.step(np.zeros(3, np.float32), np.ones(3, np.float32))
    assert type(scheduled.rate) is float


@pytest.mark.parametrize(
    "make",
    [
        lambda: GradientDescent(0),
        lambda: GradientDescent(-1),
        lambda: GradientDescent("0.1"),
        lambda: GradientDescent(np.nan),
        lambda: GradientDescent(lambda t: "x"),
        lambda: GradientDescent(lambda t: -0.1),
        lambda: Momentum(0.1, gamma=0),
        lambda: Momentum(0.1, gamma=1.5),
        lambda: Nesterov(0.1, gamma=-0.2),
    ],
)
def test_settings_are_checked(make):
    with pytest.raises(ValueError, match="expected a number in|expected a finite number"):
        make()


@pytest.mark.parametrize(
    "w, g, names",
    [
        ([1.0], np.ones(1), "w is list"),
        (np.ones(2, int), np.ones(2), "int64"),
        (np.ones((2, 2)), np.ones((2, 2)), "2, 2"),
        (np.ones(3), np.ones(2), r"g has shape \(2,\), expected \(3,\)"),
        (np.ones(3), [1.0, 1, 1], "g is list"),
        (np.ones(3), np.ones(3, np.float32), "float32"),
    ],
)
def test_step_refuses_what_it_cannot_update(w, g, names):
    with pytest.raises(ValueError, match=names):
        GradientDescent(0.1).step(w, g)


@pytest.mark.parametrize("other", [np.ones(4), np.ones(3, np.float32)])
@pytest.mark.parametrize("method", [GradientDescent, Momentum])
def test_another_vector_needs_a_reset(method, other):
    optimizer = method(0.1)
    optimizer.step(np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="reset"):
        optimizer.step(other, np.ones_like(other))
    optimizer.reset()
    optimizer.step(other, np.ones_like(other))


def test_read_only_weights_are_refused():
    w = np.ones(3)
    w.flags.writeable = False
    with pytest.raises(ValueError, match="writable"):
        GradientDescent(0.1).step(w, np.ones(3))


# ---- the rate on a quadratic


@pytest.mark.parametrize("method, nesterov", [(Momentum, False), (Nesterov, True)])
@pytest.mark.parametrize("gamma", [0.08, 0.3, 0.9])
@pytest.mark.parametrize("h", [0.05, 0.7, 2.3])
def test_rate_is_that_of_the_recursion_seen_in_a_run(method, nesterov, gamma, h):
    w, optimizer, path = np.array([1.0]), method(0.8, gamma=gamma), []
    for _ in range(8):
        optimizer.step(w, h * w)
        path.append(w[0])
    w0, w1, w2, w3 = path[2:6]  # w2 = a w1 - b w0, w3 = a w2 - b w1
    a, b = np.linalg.solve([[w1, -w0], [w2, -w1]], [w2, w3])
    assert path[7] == pytest.approx(a * path[6] - b * path[5], abs=1e-9)
    assert heavy_ball_rate(h, 0.8, gamma, nesterov=nesterov) == pytest.approx(abs(np.roots([1, -a, b])).max(), abs=1e-7)


def test_rate_without_momentum_is_that_of_gradient_descent():
    h = np.array([0.05, 0.7, 2.3])
    for nesterov in (False, True):
        np.testing.assert_allclose(heavy_ball_rate(h, 0.8, 1.0, nesterov=nesterov), abs(1 - 0.8 * h), atol=1e-12)


@given(gamma=st.floats(0.02, 1.0), h=st.floats(0.1, 10.0))
@settings(max_examples=60, deadline=None)
def test_stability_limit_of_momentum(gamma, h):
    limit = 2 * (2 - gamma) / (gamma * h)
    assert heavy_ball_rate(h, 0.999 * limit, gamma) < 1 < heavy_ball_rate(h, 1.001 * limit, gamma)


def test_rate_checks_its_arguments():
    with pytest.raises(ValueError, match="gamma"):
        heavy_ball_rate([1.0], 0.1, 0.0)
    with pytest.raises(ValueError, match="eta"):
        heavy_ball_rate([1.0], -0.1, 0.5)
    with pytest.raises(ValueError, match="curvatures"):
        heavy_ball_rate(["a"], 0.1, 0.5)


# ---- batches


@given(n=st.integers(1, 60), data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_point_once_an_epoch(n, data):
    size = data.draw(st.integers(1, n))
    batches = list(minibatches(n, size, np.random.default_rng(0)))
    assert sorted(np.concatenate(batches)) == list(range(n))
    assert [len(b) for b in batches[:-1]] == [size] * (n // size - (n % size == 0))
    assert len(batches[-1]) == (n % size or size)


def test_order_is_new_in_each_epoch_and_follows_the_seed():
    rng = np.random.default_rng(1)
    first, second = (np.concatenate(list(minibatches(50, 8, rng))) for _ in range(2))
    again = np.concatenate(list(minibatches(50, 8, np.random.default_rng(1))))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, again)


def test_with_replacement_draws_are_independent_and_uniform():
    rng = np.random.default_rng(2)
    batches = [b for _ in range(2000) for b in minibatches(10, 4, rng, replace=True)]
    assert {len(b) for b in batches} == {4} and len(batches) == 2000 * 3
    counts = np.bincount(np.concatenate(batches), minlength=10)
    assert abs(counts - 2400).max() < 5 * np.sqrt(2400 * 0.9)
    pairs = np.mean([b[0] == b[1] for b in batches])
    assert abs(pairs - 0.1) < 5 * np.sqrt(0.09 / len(batches)), "two draws of a batch agree one time in ten"


@pytest.mark.parametrize("n, size", [(0, 1), (5, 0), (5, 6), (5, 2.0), (5, True), ("5", 1)])
def test_batch_sizes_are_checked_at_the_call(n, size):
    with pytest.raises(ValueError, match="expected an integer"):
        minibatches(n, size, np.random.default_rng(0))


def test_batches_need_a_generator():
    with pytest.raises(ValueError, match="rng"):
        minibatches(5, 2, 0)


def test_doubling_stops_at_n():
    schedule = doubling(4, 100)
    assert [schedule(k) for k in range(1, 8)] == [4, 8, 16, 32, 64, 100, 100]
    assert schedule(5000) == 100
    for first, n in ((0, 5), (6, 5), (1, 0)):
        with pytest.raises(ValueError, match="expected an integer"):
            doubling(first, n)
    for epoch in (0, -1, 1.5, "one"):
        with pytest.raises(ValueError, match="epoch is"):
            schedule(epoch)


# ---- the loop


def regression(n=30, d=4, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    return X, X @ rng.normal(size=d) + 0.1 * rng.normal(size=n)


class Spy:
    """A stand-in for a network: records the batches it gets, and a gradient of zeros."""

    def __init__(self):
        self.seen = []

    def loss_and_grad(self, w, X, y, *, train, rng, out):
        assert train is True
        self.seen.append((X.copy(), y.copy()))
        out[:] = 0
        return float(y.mean()), out


def test_the_whole_batch_is_gradient_descent_in_the_order_of_the_data():
    X, y = regression()
    net = Network([4, 1], loss=least_squares)
    w = net.init(np.random.default_rng(0))
    expected = w.copy()
    for _ in range(7):
        expected -= 0.1 * net.grad(expected, X, y)
    records = [(r.epoch, r.t) for r in train(net, w, (X, y), GradientDescent(0.1), n_epochs=7)]
    np.testing.assert_array_equal(w, expected)
    assert records == [(k, k) for k in range(1, 8)]


def test_steps_are_those_of_the_batches_drawn():
    X, y = regression()
    net = Network([4, 3, 1], loss=least_squares)
    w = net.init(np.random.default_rng(0))
    expected, losses = w.copy(), []
    rng = np.random.default_rng(11)
    for _ in range(3):
        order = rng.permutation(30)
        for rows in np.split(order, [8, 16, 24]):
            losses.append(net.loss(expected, X[rows], y[rows]))
            expected -= 0.05 * net.grad(expected, X[rows], y[rows])
    records = [
        r[:3]
        for r in train(
            net, w, (X, y), GradientDescent(0.05), batch_size=8, n_epochs=3, rng=np.random.default_rng(11), every="step"
        )
    ]
    np.testing.assert_array_equal(w, expected)
    assert [r[:2] for r in records] == [((t - 1) // 4 + 1, t) for t in range(1, 13)]
    np.testing.assert_allclose([r[2] for r in records], losses, rtol=1e-12)


def test_loss_of_an_epoch_weighs_the_rows_equally():
    X = np.arange(10.0)[:, None]
    (record,) = train(
        Spy(), np.zeros(1), (X, X[:, 0]), GradientDescent(0.1), batch_size=4, rng=np.random.default_rng(0)
    )
    assert record.loss == pytest.approx(4.5) and record.t == 3


def test_batches_keep_rows_and_labels_together_whatever_their_size():
    X = np.arange(20.0).reshape(10, 2)
    y = X[:, 0] * 7
    spy = Spy()
    list(
        train(
            spy,
            np.zeros(1),
            (X, y),
            GradientDescent(0.1),
            batch_size=doubling(3, 10),
            n_epochs=4,
            rng=np.random.default_rng(0),
        )
    )
    assert [len(b) for b, _ in spy.seen] == [3, 3, 3, 1, 6, 4, 10, 10]
    for epoch in (spy.seen[:4], spy.seen[4:6], spy.seen[6:7], spy.seen[7:]):
        rows = np.concatenate([b for b, _ in epoch])
        np.testing.assert_array_equal(rows[np.argsort(rows[:, 0])], X)
        np.testing.assert_array_equal(np.concatenate([b for _, b in epoch]), rows[:, 0] * 7)


def test_with_replacement_some_rows_do_not_come():
    X = np.arange(400.0)[:, None]
    spy = Spy()
    list(
        train(
            spy,
            np.zeros(1),
            (X, X[:, 0]),
            GradientDescent(0.1),
            batch_size=8,
            replace=True,
            rng=np.random.default_rng(0),
        )
    )
    distinct = len(np.unique(np.concatenate([b for _, b in spy.seen])))
    assert 220 < distinct < 285  # 400 (1 - 1/e) = 253


def test_leaving_the_loop_stops_the_training():
    X, y = regression()
    net, optimizer = Network([4, 1], loss=least_squares), GradientDescent(0.1)
    w = net.init(np.random.default_rng(0))
    for record in train(net, w, (X, y), optimizer, n_epochs=100):
        if record.t == 5:
            kept = record.w.copy()
            assert record.w is w
            break
    assert optimizer.t == 5
    np.testing.assert_array_equal(w, kept)


def test_no_epoch_no_step():
    X, y = regression()
    net = Network([4, 1], loss=least_squares)
    w = net.init(np.random.default_rng(0))
    before = w.copy()
    assert list(train(net, w, (X, y), GradientDescent(0.1), n_epochs=0)) == []
    np.testing.assert_array_equal(w, before)


def test_augment_sees_every_batch_and_changes_no_data():
    X, y = regression()
    before, seen = X.copy(), []

    def shifted(batch, rng):
        seen.append(len(batch))
        return batch + rng.normal()

    spy = Spy()
    list(
        train(
            spy, np.zeros(1), (X, y), GradientDescent(0.1), batch_size=16, rng=np.random.default_rng(0), augment=shifted
        )
    )
    assert seen == [16, 14]
    np.testing.assert_array_equal(X, before)
    assert not np.isin(spy.seen[0][0], X).any()


def test_float32_training_in_float32():
    X, y = regression()
    net = Network([4, 5, 1], loss=least_squares, dtype=np.float32)
    w = net.init(np.random.default_rng(0))
    losses = [
        r.loss
        for r in train(
            net,
            w,
            (X.astype(np.float32), y),
            Momentum(0.1, gamma=0.3),
            batch_size=6,
            n_epochs=40,
            rng=np.random.default_rng(0),
        )
    ]
    assert w.dtype == np.float32 and losses[-1] < 0.1 * losses[0]
    with pytest.raises(ValueError, match="float32"):
        list(train(net, w, (X, y), GradientDescent(0.1)))


@pytest.mark.parametrize("every", ["step", "epoch"])
def test_divergence_names_step_rate_and_remedy(every):
    X, y = regression()
    net, optimizer = Network([4, 1], loss=least_squares), GradientDescent(50.0)
    w = net.init(np.random.default_rng(0))
    with pytest.raises(Diverged, match=r"step \d+ with learning rate 50: .*smaller learning rate \(5\)") as caught:
        for _ in train(net, w, (X, y), optimizer, n_epochs=2000, every=every):
            pass
    assert caught.value.t == optimizer.t and caught.value.eta == 50.0
    assert f"step {caught.value.t} " in str(caught.value)


def test_divergence_in_the_last_step_is_not_missed():
    class Explodes(Spy):
        def loss_and_grad(self, w, X, y, *, train, rng, out):
            out[:] = np.inf
            return 1.0, out

    X, y = regression()
    with pytest.raises(Diverged):
        list(train(Explodes(), np.zeros(2), (X, y), GradientDescent(0.1)))
    with pytest.raises(Diverged):
        list(train_on_stream(Explodes(), np.zeros(2), [(X, y)], GradientDescent(0.1)))


@pytest.mark.parametrize("loss", [np.inf, np.nan])
def test_a_loss_that_is_no_number_stops_before_the_next_step(loss):
    class Overflows(Spy):
        def loss_and_grad(self, w, X, y, *, train, rng, out):
            super().loss_and_grad(w, X, y, train=train, rng=rng, out=out)
            return loss, out

    net, optimizer, data = Overflows(), GradientDescent(0.1), regression()
    for run in (
        train(net, np.zeros(2), data, optimizer, n_epochs=3),
        train_on_stream(net, np.zeros(2), [data] * 3, optimizer),
    ):
        with pytest.raises(Diverged, match="step 0 "):
            list(run)
    assert optimizer.t == 0 and len(net.seen) == 2


def test_divergence_of_momentum_reports_the_present_rate():
    X, y = regression()
    net = Network([4, 1], loss=least_squares)
    with pytest.raises(Diverged) as caught:
        list(train(net, net.init(np.random.default_rng(0)), (X, y), Momentum(lambda t: 10.0 * t), n_epochs=3000))
    assert caught.value.eta == 10.0 * caught.value.t


def test_bad_labels_are_not_called_divergence():
    X, y = regression()
    net = Network([4, 1], loss=logistic)
    with pytest.raises(ValueError, match="y"):
        list(train(net, net.init(np.random.default_rng(0)), (X, y), GradientDescent(0.1)))


@pytest.mark.parametrize(
    "change, names",
    [
        ({"data": 5}, "pair"),
        ({"data": (np.ones((3, 4)), np.ones(2))}, "3 rows and y has 2"),
        ({"data": (np.ones((0, 4)), np.ones(0))}, "at least 1"),
        ({"data": (np.full((3, 4), np.nan), np.ones(3))}, "nan"),
        ({"data": (np.ones(3), np.ones(3))}, "dimension"),
        ({"n_epochs": -1}, "n_epochs"),
        ({"n_epochs": 1.5}, "n_epochs"),
        ({"every": "batch"}, "every"),
        ({"batch_size": 31}, "from 1 to 30"),
        ({"batch_size": 0}, "from 1 to 30"),
        ({"batch_size": lambda epoch: 2.5}, "batch_size"),
        ({"batch_size": 4, "rng": None}, "rng"),
        ({"augment": lambda X, rng: X, "rng": None}, "rng"),
        ({"rng": 3}, "rng"),
        ({"w": [0.0] * 5}, "w is list"),
        ({"w": np.full(5, np.nan)}, "nan"),
        ({"w": np.zeros(5, int)}, "int64"),
        ({"optimizer": "momentum"}, "optimizer"),
    ],
)
def test_bad_input_is_refused_at_the_call(change, names):
    good = {
        "w": np.zeros(5),
        "data": regression(),
        "optimizer": GradientDescent(0.1),
        "rng": np.random.default_rng(0),
    } | change
    net = Network([4, 1], loss=least_squares)
    with pytest.raises(ValueError, match=names):
        train(net, good.pop("w"), good.pop("data"), good.pop("optimizer"), **good)


def test_schedule_that_outgrows_the_data_is_refused():
    with pytest.raises(ValueError, match="from 1 to 30"):
        list(
            train(
                Spy(),
                np.zeros(1),
                regression(),
                GradientDescent(0.1),
                batch_size=lambda epoch: 16 * epoch,
                n_epochs=2,
                rng=np.random.default_rng(0),
            )
        )


# ---- the stream


def test_stream_takes_one_step_a_batch_and_never_looks_ahead():
    X, y = regression()
    drawn = []

    def endless():
        for k in range(10**6):
            drawn.append(k)
            rows = np.arange(k, k + 1 + k % 3) % 30
            yield X[rows], y[rows]

    net = Network([4, 1], loss=least_squares)
    w = net.init(np.random.default_rng(0))
    expected, losses = w.copy(), []
    for k in range(25):
        rows = np.arange(k, k + 1 + k % 3) % 30
        losses.append(net.loss(expected, X[rows], y[rows]))
        expected -= 0.05 * net.grad(expected, X[rows], y[rows])
    for record in train_on_stream(net, w, endless(), GradientDescent(0.05)):
        assert record.loss == pytest.approx(losses[record.t - 1]) and drawn[-1] == record.t - 1
        if record.t == 25:
            break
    np.testing.assert_allclose(w, expected, rtol=1e-12)


@pytest.mark.parametrize(
    "stream, names",
    [
        ([(np.ones((2, 4)), np.ones(3))], "2 rows"),
        ([np.ones((2, 4))], "X has shape"),
        ([5], "pair"),
        (5, "stream is int"),
    ],
)
def test_stream_refuses_what_is_no_batch(stream, names):
    net = Network([4, 1], loss=least_squares)
    with pytest.raises(ValueError, match=names):
        list(train_on_stream(net, np.zeros(5), stream, GradientDescent(0.1)))


def test_training_learns_digits_like_images():
    rng = np.random.default_rng(0)
    centers = rng.normal(size=(3, 20))
    y = rng.integers(3, size=300)
    X = centers[y] + 0.5 * rng.normal(size=(300, 20))
    net = Network([20, 16, 3], phi="relu", loss=multiclass)
    w = net.init(rng)
    list(train(net, w, (X, y), Nesterov(0.5, gamma=0.2), batch_size=20, n_epochs=5, rng=rng))
    assert net.accuracy(w, X, y) > 0.98
