"""The adaptive methods against steps worked by hand, their definitions as weighted sums, PyTorch and autograd."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp

STEPS = 30


def _gradients(n_steps=STEPS, p=5, seed=3):
    """Gradients of very different sizes, so that every mistake with eps or a root shows."""
    return np.random.default_rng(seed).normal(size=(n_steps, p)) * np.logspace(0, -6, p)


def _path(optimizer, gradients, start=None):
    w = np.zeros(gradients.shape[1]) if start is None else start.copy()
    return np.array([optimizer.step(w, g).copy() for g in gradients])


# ---- by hand: gradients 3, then 4; eps = 0


def _two_steps(optimizer):
    w = np.zeros(1)
    return [float(optimizer.step(w, np.array([g]))[0]) for g in (3.0, 4.0)]


def test_adagrad_by_hand():
    # G = 9, then 25: steps eta * 3/3 and eta * 4/5
    assert _two_steps(AdaGrad(0.5, eps=0.0)) == pytest.approx([-0.5, -0.9], rel=1e-14)


def test_rmsprop_by_hand():
    # rho = 3/4: G = 9/4, then 27/16 + 4 = 91/16
    first = -0.5 * 3 / sqrt(9 / 4)
    assert _two_steps(RMSProp(0.5, 0.75, eps=0.0)) == pytest.approx([first, first - 0.5 * 4 / sqrt(91 / 16)], rel=1e-14)


def test_adam_by_hand():
    # beta1 = 1/2: m = 3/2, 11/4; corrected 3, 11/3.  beta2 = 3/4: v = 9/4, 91/16; corrected 9, 13.
    expected = [-0.5, -0.5 - 0.5 * (11 / 3) / sqrt(13)]
    assert _two_steps(Adam(0.5, 0.5, 0.75, eps=0.0)) == pytest.approx(expected, rel=1e-14)


def test_adadelta_by_hand():
    # rho = 3/4, eps = 1: G = 9/4, D = 0: step -3 sqrt(1 / (13/4)); D = 1/4 * 9 * 4/13 = 9/13
    # G = 91/16: second step -4 sqrt((22/13) / (107/16))
    first = -3 * sqrt(4 / 13)
    expected = [first, first - 4 * sqrt((22 / 13) / (107 / 16))]
    assert _two_steps(AdaDelta(1.0, 0.75, eps=1.0)) == pytest.approx(expected, rel=1e-14)


def test_adamw_by_hand():
    # from w = 2, eta = 1/2, lambda = 1/10: decay to 1.9, then the first Adam step, 1/2 long
    w = np.array([2.0, 2.0])
    AdamW(0.5, eps=0.0, lam=0.1, is_weight=np.array([True, False])).step(w, np.array([3.0, 3.0]))
    assert w == pytest.approx([1.4, 1.5], rel=1e-14)


# ---- the definitions as weighted sums over the whole past, no recursion


def _average(rho, values):
    """(1 - rho) sum over s of rho^(t - s) values_s, for every t."""
    t = np.arange(len(values))
    weights = np.where(t[:, None] >= t, (1 - rho) * rho ** np.maximum(t[:, None] - t, 0.0), 0.0)
    return weights @ values, weights.sum(axis=1)[:, None]


def test_adagrad_is_its_definition():
    g = _gradients()
    steps = 0.3 * g / np.sqrt(np.tril(np.ones((STEPS, STEPS))) @ g**2 + 1e-6)
    assert np.allclose(_path(AdaGrad(0.3, 1e-6), g), -np.cumsum(steps, axis=0), rtol=1e-12, atol=0)


def test_rmsprop_is_its_definition():
    g = _gradients()
    G, _ = _average(0.8, g**2)
    assert np.allclose(
        _path(RMSProp(0.02, 0.8, 1e-6), g), -np.cumsum(0.02 * g / np.sqrt(G + 1e-6), axis=0), rtol=1e-12, atol=0
    )


def test_adam_is_its_definition():
    g = _gradients()
    (m, m_weights), (v, v_weights) = _average(0.7, g), _average(0.95, g**2)
    steps = 0.02 * (m / m_weights) / np.sqrt(v / v_weights + 1e-6)
    assert np.allclose(_path(Adam(0.02, 0.7, 0.95, 1e-6), g), -np.cumsum(steps, axis=0), rtol=1e-11, atol=0)


# ---- other libraries, conventions made equal


@pytest.mark.parametrize(
    "ours, theirs, options",
    [
        (AdaGrad(0.3, 1e-5, eps_inside=False), "Adagrad", {"lr": 0.3, "eps": 1e-5}),
        (RMSProp(0.02, 0.8, 1e-5, eps_inside=False), "RMSprop", {"lr": 0.02, "alpha": 0.8, "eps": 1e-5}),
        (AdaDelta(0.7, 0.8, 1e-5), "Adadelta", {"lr": 0.7, "rho": 0.8, "eps": 1e-5}),
        (Adam(0.02, 0.7, 0.95, 1e-5, eps_inside=False), "Adam", {"lr": 0.02, "betas": (0.7, 0.95), "eps": 1e-5}),
        (
            AdamW(0.02, 0.7, 0.95, 1e-5, lam=0.3, eps_inside=False),
            "AdamW",
            {"lr": 0.02, "betas": (0.7, 0.95), "eps": 1e-5, "weight_decay": 0.3},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_agrees_with_pytorch(ours, theirs, options):
    torch = pytest.importorskip("torch")
    g, start = _gradients(), np.linspace(-1, 2, 5)
    weight = torch.nn.Parameter(torch.tensor(start.copy(), dtype=torch.float64))
    optimizer = getattr(torch.optim, theirs)([weight], **options)
    expected = []
    for row in g:
        weight.grad = torch.tensor(row.copy())
        optimizer.step()
        expected.append(weight.detach().numpy().copy())
    assert np.allclose(_path(ours, g, start), expected, rtol=1e-12, atol=1e-14)


class _FromOnes(RMSProp):
    """autograd's RMSProp starts its average at 1 instead of 0."""

    def initial_state(self, w):
        return [np.ones_like(w)]


@pytest.mark.parametrize(
    "ours, theirs, options",
    [
        (
            Adam(0.02, 0.7, 0.95, 1e-5, eps_inside=False),
            "adam",
            {"step_size": 0.02, "b1": 0.7, "b2": 0.95, "eps": 1e-5},
        ),
        (_FromOnes(0.02, 0.8, 1e-5, eps_inside=False), "rmsprop", {"step_size": 0.02, "gamma": 0.8, "eps": 1e-5}),
    ],
    ids=["adam", "rmsprop"],
)
def test_agrees_with_autograd(ours, theirs, options):
    optimizers = pytest.importorskip("autograd.misc.optimizers")
    g, start = _gradients(), np.linspace(-1, 2, 5)
    expected = getattr(optimizers, theirs)(lambda w, t: g[t], start.copy(), num_iters=STEPS, **options)
    assert np.allclose(_path(ours, g, start)[-1], expected, rtol=1e-12, atol=1e-14)


# ---- what the notebook says about them


def test_place_of_epsilon():
    """First step / eta at g = 1e-5, eps = 1e-8: 1e-5 / sqrt(1e-10 + 1e-8) = 1 / sqrt(101), or 1 / 1.001."""
    g = np.array([1e-5])
    for method in (AdaGrad, Adam):
        inside, outside = (method(1.0, eps_inside=place).step(np.zeros(1), g)[0] for place in (True, False))
        assert -inside == pytest.approx(1 / sqrt(101), rel=1e-12)
        assert -outside == pytest.approx(1 / 1.001, rel=1e-12)


def test_constant_gradients_give_adam_steps_of_eta():
    path = _path(Adam(0.01, eps=0.0), np.full((200, 3), [5.0, -0.1, 1e-6]))
    assert np.allclose(np.diff(path, axis=0), [-0.01, 0.01, -0.01], rtol=1e-10, atol=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e3, 1e3).filter(lambda g: abs(g) > 1e-3), min_size=1, max_size=40))
def test_bounds_on_a_step(gradients):
    g = np.array(gradients)[:, None]
    steps = {
        method: np.abs(np.diff(_path(method, g)[:, 0], prepend=0.0)).max()
        for method in (AdaGrad(1.0, 0.0), RMSProp(1.0, 0.9, 0.0), Adam(1.0, eps=0.0))
    }
    bounds = [1.0, 1 / sqrt(0.1), 0.1 / sqrt(0.001 * (1 - 0.81 / 0.999))]
    assert all(step <= bound * (1 + 1e-12) for step, bound in zip(steps.values(), bounds))


def test_adam_reaches_its_bound():
    growing = (0.999 / 0.9) ** np.arange(-400.0, 1.0)[:, None]
    silence = np.zeros((20_000, 1))
    path = _path(Adam(1.0, eps=1e-300), np.vstack([silence, growing]))
    assert np.abs(np.diff(path[:, 0])).max() == pytest.approx(0.1 / sqrt(0.001 * (1 - 0.81 / 0.999)), rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_adagrads_rate_never_grows_and_sizes_do_not_matter(seed):
    g = np.random.default_rng(seed).normal(size=(25, 3))
    steps = np.diff(_path(AdaGrad(1.0, 0.0), g), axis=0, prepend=0.0)
    rates = -steps / g
    assert (np.diff(rates, axis=0) <= 1e-12 * rates[:-1]).all()
    for method in (AdaGrad, RMSProp, Adam):
        sizes = np.array([1.0, 1e-4, 1e5])
        assert np.allclose(_path(method(0.1, eps=0.0), g), _path(method(0.1, eps=0.0), g * sizes), rtol=1e-9)


def test_adagrad_is_a_limit_of_adam():
    g = _gradients(60) * np.logspace(0, 6, 5)
    adagrad = _path(AdaGrad(0.1, 0.0), g)
    adam = _path(Adam(lambda t: 0.1 / sqrt(t), 0.0, 1 - 1e-8, 0.0), g)
    assert np.abs(adam - adagrad).max() < 1e-6
    assert np.abs(_path(Adam(lambda t: 0.1 / sqrt(t), 0.0, 0.99, 0.0), g) - adagrad).max() > 1e-3


# ---- the machinery

METHODS = [AdaGrad(0.1), RMSProp(0.1), AdaDelta(), Adam(0.1), AdamW(0.1, is_weight=np.arange(20) % 2 == 0)]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_blocks_reset_and_float32(method, monkeypatch):
    g = _gradients(10, 20)
    method.reset()
    whole = _path(method, g)
    method.reset()
    again = _path(method, g)
    monkeypatch.setattr(method, "block", 7, raising=False)
    method.reset()
    in_blocks = _path(method, g)
    assert np.array_equal(whole, again) and np.array_equal(whole, in_blocks)
    method.reset()
    single = _path(method, g.astype(np.float32), np.zeros(20, np.float32))
    assert single.dtype == np.float32
    assert np.allclose(single, whole, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: Adam(0.0), r"eta is 0.0, expected a number in \(0, inf"),
        (lambda: Adam(beta1=1.0), r"beta1 is 1.0, expected a number in \[0, 1\)"),
        (lambda: Adam(beta2=-0.1), "beta2 is -0.1"),
        (lambda: AdaGrad(eps=-1e-8), "eps is -1e-08"),
        (lambda: RMSProp(rho=1.5), "rho is 1.5"),
        (lambda: AdaDelta(eps=0.0), r"eps is 0.0, expected a number in \(0, inf"),
        (lambda: AdamW(lam=-1.0), "lam is -1.0"),
        (
            lambda: AdamW(is_weight=np.ones(3, bool)).step(np.zeros(2), np.zeros(2)),
            r"is_weight has shape \(3,\), expected \(2,\)",
        ),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# ---- what the widgets of chapter 6 draw


def test_first_steps_drawn_are_those_of_adam_and_of_its_formula_without_correction():
    widgets = pytest.importorskip("lecturekit.adaptive_lr.widgets")
    drawn = widgets.first_step_lengths(0.8, 0.95, n_steps=40)
    path = _path(Adam(1.0, 0.8, 0.95, eps=0.0), np.full((40, 1), -3.0))
    np.testing.assert_allclose(drawn["corrected"], np.diff(path[:, 0], prepend=0.0), rtol=1e-12)
    m = v = 0.0
    for t in range(40):
        m, v = 0.8 * m + 0.2 * 3.0, 0.95 * v + 0.05 * 9.0
        assert drawn["uncorrected"][t] == pytest.approx(m / sqrt(v), rel=1e-12)


def test_first_steps_drawn_for_epsilon_are_those_of_adam_and_adagrad():
    widgets = pytest.importorskip("lecturekit.adaptive_lr.widgets")
    drawn = widgets.first_step_and_eps(1e-5)
    for place, inside in (("inside", True), ("outside", False)):
        for method in (Adam, AdaGrad):
            steps = -method(1.0, eps=1e-5, eps_inside=inside).step(np.zeros(len(drawn["g"])), drawn["g"])
            np.testing.assert_allclose(drawn[place], steps, rtol=1e-10)


def test_racers_share_eta_and_the_two_memories():
    widgets = pytest.importorskip("lecturekit.adaptive_lr.widgets")
    racers = widgets.racers(0.2, beta=0.7, memory=0.95)
    assert list(racers) == ["gradient descent", "momentum", "AdaGrad", "RMSProp", "AdaDelta", "Adam"]
    assert all(racer.eta == 0.2 for name, racer in racers.items() if name != "AdaDelta")
    assert racers["AdaDelta"].eta == pytest.approx(2.0)
    assert racers["momentum"].gamma == pytest.approx(0.3) and racers["Adam"].beta1 == 0.7
    assert racers["RMSProp"].rho == racers["AdaDelta"].rho == racers["Adam"].beta2 == 0.95


def test_a_racer_that_runs_away_is_cut_off_and_named():
    widgets = pytest.importorskip("lecturekit.adaptive_lr.widgets")
    run = widgets.run_race("quadratic", (-2.5, 1.5), widgets.racers(0.1), n_steps=50)
    assert list(run["away"]) == ["gradient descent"]
    stop = run["away"]["gradient descent"]
    path = run["paths"]["gradient descent"]
    assert len(path) == len(run["losses"]["gradient descent"]) == stop and np.abs(path).max() <= 30
    # along the steep axis the error is multiplied by 1 - 0.1 * 25 in each step
    assert 1.5 * 1.5 ** (stop - 1) <= 30 < 1.5 * 1.5**stop
    assert all(len(each) == 51 for name, each in run["paths"].items() if name not in run["away"])
