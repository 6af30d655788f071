"""What the page of chapter 5 says, held with other seeds and settings by the functions that the page uses."""

import subprocess
import sys
import textwrap
from itertools import combinations

import numpy as np
import pytest

from lecturekit import sgd
from lecturekit.sgd import Momentum, Nesterov, heavy_ball_rate, momentum_on_digits
from lecturekit.sgd.digits import schedule, schedule_run
from lecturekit.sgd.escapes import HARD_SPOTS, hard_starts, has_left
from lecturekit.sgd.floors import RATES, sgd_runs
from lecturekit.sgd.known_minimum import mean_losses, step_side_by_side
from lecturekit.sgd.rates import along_the_steepest, smoothed
from lecturekit.sgd.same_batches import ends_on_same_batches
from lecturekit.sgd.valley import steps_to_shrink
from lecturekit.training import GradientDescent, minibatches, train, train_on_stream
from lecturekit.training.batches import doubling

SETTINGS = ((3000, 0.3), (300, 0.5), (30, 0.3), (3, 0.05))
SEEDS = range(1, 6)

# ---- batches


@pytest.mark.parametrize("seed", SEEDS)
def test_smaller_batches_are_lower_after_a_pass(seed):
    net, data, _ = sgd.digits()
    after = [
        sgd.losses_by_pass(net, data, GradientDescent(eta), batch_size=size, n_epochs=1, seed=seed)[-1]
        for size, eta in SETTINGS
    ]
    assert after == sorted(after, reverse=True) and after[-1] < 0.3 * after[0]


def test_no_other_rate_turns_the_order_round():
    net, data, _ = sgd.digits()
    best = [
        min(
            sgd.losses_by_pass(net, data, GradientDescent(factor * eta), batch_size=size, n_epochs=1, seed=7)[-1]
            for factor in (0.5, 1, 2)
        )
        for size, eta in SETTINGS
    ]
    assert best == sorted(best, reverse=True)


def test_both_clocks_show_the_same_losses():
    net, data, _ = sgd.digits()
    runs = sgd.two_clocks(net, data, SETTINGS[:2], repeats=1, seed=3)
    for (size, eta), (passes, seconds, losses) in zip(SETTINGS, runs.values()):
        expected = sgd.losses_by_pass(net, data, GradientDescent(eta), batch_size=size, n_epochs=2, seed=3)
        np.testing.assert_array_equal(losses, expected)
        assert list(passes) == [0, 1, 2] and (np.diff(seconds) > 0).all()


@pytest.mark.parametrize("size", [1, 2, 4, 5])
def test_the_variance_of_a_batch_is_that_of_all_batches_counted(size):
    single = np.random.default_rng(size).normal(size=(5, 3))
    center = single.mean(axis=0)
    sigma2 = sgd.mean_square(single, center)
    every = np.array([single[list(rows)].mean(axis=0) for rows in combinations(range(5), size)])
    np.testing.assert_allclose(sgd.mean_square(every, center), sgd.expected_square(sigma2, size, n=5), atol=1e-12)
    ordered = np.stack(np.meshgrid(*[np.arange(5)] * size), axis=-1).reshape(-1, size)
    np.testing.assert_allclose(
        sgd.mean_square(single[ordered].mean(axis=1), center), sgd.expected_square(sigma2, size), rtol=1e-9
    )


def test_what_one_draw_tells_of_the_others():
    d = np.random.default_rng(0).normal(size=(7, 2))
    d -= d.mean(axis=0)
    products = [d[i] @ d[j] for i in range(7) for j in range(7) if i != j]
    assert np.mean(products) == pytest.approx(-(d**2).sum(axis=1).mean() / 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_batches_are_right_on_average_and_sorted_rows_are_not(seed):
    X, y = sgd.two_measurements()
    single = sgd.single_gradients(sgd.one_unit(), 0.3 * np.random.default_rng(seed).normal(size=3), X, y)
    g = single.mean(axis=0)
    draws = sgd.batch_gradients(single, 64, 2000, np.random.default_rng(seed))
    off = np.abs(draws.mean(axis=0) - g) / (draws.std(axis=0) / np.sqrt(2000))
    bias = np.linalg.norm(single[np.argsort(y, kind="stable")[:64]].mean(axis=0) - g)
    assert off.max() < 5 and bias > 5 * np.linalg.norm(draws.mean(axis=0) - g)


# ---- the floor


@pytest.mark.parametrize("size, eta", [(4, 0.2), (16, 0.8), (64, 0.4)])
def test_the_floor_is_where_theory_has_it(size, eta):
    measured = sgd.noise_floor(size, eta, n_runs=100, seed=5)
    assert measured == pytest.approx(sgd.floor_theory(size, eta), rel=0.15)
    assert measured == pytest.approx(eta * np.trace(sgd.gradient_noise()[0]) / (4 * size), rel=0.2)


def test_reshuffling_helps_the_more_the_smaller_the_ratio():
    shares = [
        sgd.noise_floor(size, eta, replace=False, n_runs=60, seed=2) / sgd.floor_theory(size, eta)
        for size, eta in ((64, 0.2), (16, 0.2), (4, 0.2), (4, 0.8))
    ]
    assert shares == sorted(shares) and shares[0] < 0.02 and shares[-1] > 0.8


@pytest.mark.parametrize("seed", [1, 2])
def test_the_last_batch_of_one_point_lifts_the_mark_at_the_right_end(seed):
    def level(n):
        W, rng, found = np.tile(sgd.minimum()[1], (60, 1)), np.random.default_rng(seed), []
        for epoch in range(8):
            order = rng.permuted(np.tile(np.arange(569)[:, None], 60), axis=0)[:n]
            for start in range(0, n, 4):
                step_side_by_side(W, 0.8, order[start : start + 4])
            found.append(mean_losses(W).mean() - sgd.minimum()[0])
        return np.mean(found[4:])

    assert 569 == 142 * 4 + 1
    assert level(568) < sgd.floor_theory(4, 0.8) < level(569)


def test_the_noise_at_the_minimum_is_not_that_at_zero():
    single = sgd.single_gradients(sgd.one_unit(), np.zeros(3), *sgd.two_measurements())
    at_zero, at_the_minimum = sgd.mean_square(single, single.mean(axis=0)), np.trace(sgd.gradient_noise()[0])
    assert [round(float(value), 2) for value in (at_zero, at_the_minimum)] == [0.57, 0.17]


@pytest.mark.parametrize("seeds", [range(5, 10), range(10, 15)])
def test_a_batch_that_doubles_is_a_rate_that_halves(seeds):
    curves = sgd.growing_or_slowing(seeds=seeds)
    doubled, halved, gently = (curves[name] for name in list(curves)[3:])
    np.testing.assert_allclose(np.log(halved[5:]), np.log(doubled[5:]), atol=np.log(1.6))
    constant = [curve[-1] for name, curve in curves.items() if name in ("n' = 4", "n' = 64", "n' = 569")]
    assert doubled[-1] < 0.5 * min(constant) and gently[-1] < 0.2 * doubled[-1]
    bottom = sgd.minimum()[1]  # what is left is way and not noise: runs that start at the minimum stay near it
    for size, eta in ((doubling(4, 569), 0.5), (4, sgd.falling_each_epoch(0.5, 0.5, 4, lowest=0.5 * 4 / 569))):
        assert sgd.mean_curve(size, eta, seeds=seeds, start=bottom)[-1] < 0.3 * doubled[-1]


def test_the_answer_about_batch_size_and_rate():
    early, last = {}, {}
    for size in (4, 64, 569):
        passes, excess = sgd_runs(size)
        k = np.argmin(np.abs(passes - 0.2))
        early |= {(size, eta): np.median(excess[j, :, k]) for j, eta in enumerate(RATES)}
        last |= {(size, eta): np.median(excess[j, :, -1]) for j, eta in enumerate(RATES)}
    four = [(4, eta) for eta in RATES]
    assert min(four, key=early.get) == max(four, key=last.get) == (4, 3.0) and min(four, key=last.get) == (4, 0.3)
    said = [early[4, 3.0], last[4, 3.0], last[4, 0.3], last[64, 3.0], min(last[569, eta] for eta in RATES)]
    assert [float(f"{value:.2g}") for value in said] == [0.017, 0.027, 0.0013, 0.00081, 0.025]


# ---- choosing a rate


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_range_test_suggests_is_nearly_the_best(seed):
    net, data, _ = sgd.digits()
    rng = np.random.default_rng(seed)
    rate = sgd.suggested_rate(*sgd.range_test(net, data, low=1e-3, high=10, n_steps=188, batch_size=32, rng=rng))
    final = sgd.final_losses((rate, 0.2, 0.3, 0.5, 0.7), seeds=[20 + seed])
    assert final[rate] < 1.3 * min(final.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_too_small_costs_a_little_and_too_large_everything(seed):
    small, best, large = sgd.final_losses((0.1, 0.5, 2.5), seeds=[seed]).values()
    assert small < 2 * best < 3 * small and large > 5 * best


def test_a_range_test_that_diverges_stops_where_it_does():
    net, data, _ = sgd.digits()
    rates, losses = sgd.range_test(
        net, data, low=1.0, high=1e40, n_steps=60, batch_size=300, rng=np.random.default_rng(0)
    )
    assert len(rates) == len(losses) < 60 and np.isfinite(losses).all()


def test_the_largest_curvature_is_an_eigenvalue():
    w = np.array([0.3, -0.2, 0.1])
    X, y = sgd.two_measurements()
    A = np.column_stack([X, np.ones(len(X))])
    p = 1 / (1 + np.exp(-A @ w))
    expected = np.linalg.eigvalsh((A * (p * (1 - p))[:, None]).T @ A / len(A))[-1]
    h, v = sgd.largest_curvature(sgd.one_unit(), w, X, y, start=np.random.default_rng(0).normal(size=3))
    assert h == pytest.approx(expected, rel=1e-5) and np.linalg.norm(v) == pytest.approx(1)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_limit_grows_and_a_run_above_it_survives(seed):
    net, (X, y), _ = sgd.digits("float64")
    starts = []
    for eta in (0.1, 0.4):
        _, curvatures, losses = sgd.curvature_along(net, (X[:300], y[:300]), eta, 120, every=30, seed=seed)
        limits = 2 / curvatures
        assert (np.diff(limits) > 0).all() and losses[-1] < 0.4 * losses[0]
        starts.append(limits[0])
    assert 0.1 < starts[0] == starts[1] < 0.4


@pytest.mark.parametrize("seed", range(4))
def test_above_the_limit_the_gradient_jumps_wider_and_wider_until_it_dies_out(seed):
    net, (X, y), _ = sgd.digits("float64")
    jumps = along_the_steepest(net, (X[:300], y[:300]), 0.4, 40, seed=seed)
    widest = np.abs(jumps).max()
    assert jumps[0] < 0 and widest > 1.5 * abs(jumps[0]) and np.abs(jumps[-5:]).max() < 0.1 * widest
    sides = np.sign(jumps[np.abs(jumps) > 0.05 * widest])
    assert np.sum(sides[1:] != sides[:-1]) >= 0.8 * (len(sides) - 1) and len(sides) > 5


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Nesterov])
def test_side_by_side_each_ends_where_it_ends_alone(make):
    net, (X, y), _ = sgd.digits("float64")
    data, rates, found = (X[:100], y[:100]), (0.05, 0.2, 0.7), []
    start = net.init(np.random.default_rng(3))
    for eta in rates:
        w = start.copy()
        list(train(net, w, data, make(eta), batch_size=30, n_epochs=2, rng=np.random.default_rng(4)))
        found.append(net.loss(w, *data))
    together = ends_on_same_batches(
        net, start, data, [make(eta) for eta in rates], batch_size=30, n_epochs=2, rng=np.random.default_rng(4)
    )
    np.testing.assert_allclose(together, found, rtol=1e-9)
    np.testing.assert_array_equal(start, net.init(np.random.default_rng(3)))


def test_one_that_diverges_does_not_disturb_the_others():
    net, (X, y), _ = sgd.digits()
    data, start = (X[:64], y[:64]), net.init(np.random.default_rng(0))
    alone = ends_on_same_batches(net, start, data, [GradientDescent(0.1)], n_epochs=20)
    beside = ends_on_same_batches(net, start, data, [GradientDescent(1e38), GradientDescent(0.1)], n_epochs=20)
    assert np.isinf(beside[0]) and beside[1] == pytest.approx(alone[0], rel=1e-4)


@pytest.mark.parametrize("seeds", [range(5, 10), range(10, 15)])
def test_what_schedules_do(seeds):
    table = sgd.schedule_table((0.5, 1.0, 2.0), seeds=seeds)
    constant, warm, decay, both = table.values()
    assert max(both[2.0]) < min(*warm[2.0], *decay[2.0]) and max(*warm[2.0], *decay[2.0]) < max(constant[2.0])
    assert max(both[2.0]) < 0.4 and min(constant[2.0]) > 1
    assert np.ptp(both[1.0]) < 0.02 and np.ptp(constant[1.0]) > 4 * np.ptp(both[1.0])
    assert max(both[1.0]) < max(constant[1.0])
    assert min(constant[0.5]) < min(decay[0.5]) and max(decay[0.5]) < max(constant[0.5])
    assert np.abs(np.log(warm[0.5] / constant[0.5])).max() < 0.25


def test_the_answer_about_schedules():
    finals = {(eta, *on): schedule_run(eta, *on)["final"] for eta in (0.1, 0.3, 0.5, 1.0, 2.0)
              for on in ((False, False), (True, False), (False, True), (True, True))}  # fmt: skip
    low = {key for key, value in finals.items() if value < 0.188}
    assert {(1.0, False, True), (1.0, True, True), (0.5, False, False)} == low
    assert finals[2.0, True, True] == pytest.approx(0.33, abs=0.06)
    assert finals[2.0, False, False] > 1
    start = schedule_run(1.0, False, False)["losses"]
    assert start[:30].max() > start[0] and schedule_run(1.0, True, False)["losses"][:47].argmax() < 5
    jumps = [np.abs(np.diff(schedule_run(1.0, False, decay)["losses"][-60:])).mean() for decay in (False, True)]
    assert jumps[1] < jumps[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_clipping_saves_a_run_from_a_few_raw_images(seed):
    lengths, broken, losses = sgd.clipped_runs(3.0, seed=seed)
    plain, clipped = losses.values()
    assert clipped[-1] < 0.6 and plain[-1] > 1.5
    assert 0 < (lengths > 3).sum() < 12 and lengths.max() > 30 * np.median(lengths)
    assert 25 <= broken.sum() <= 30 and 1 <= (broken & (lengths > 3)).sum() <= 6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_raw_image_that_is_recognized_has_no_gradient(seed):
    net, (X, y), _ = sgd.digits(phi="relu")
    w = net.init(np.random.default_rng(seed))
    for record in train(
        net, w, (X, y), GradientDescent(0.1), batch_size=32, n_epochs=1, rng=np.random.default_rng(seed)
    ):
        pass
    raw, lengths = 255 * X[:200], []
    right = net.predict(w, X[:200]).argmax(axis=1) == y[:200]
    for k in np.flatnonzero(net.predict(w, raw).argmax(axis=1) == y[:200]):
        lengths.append(np.linalg.norm(net.grad(w, raw[k : k + 1], y[k : k + 1])))
    wrong = [np.linalg.norm(net.grad(w, raw[k : k + 1], y[k : k + 1])) for k in np.flatnonzero(~right)[:20]]
    assert np.median(lengths) < 1e-6 and np.median(wrong) > 100 and record.epoch == 1


def test_clipping_keeps_the_direction():
    w = sgd.Clipped(Momentum(1.0, gamma=1.0), 2.0).step(np.zeros(2), np.array([3.0, 4.0]))
    np.testing.assert_allclose(w, [-1.2, -1.6])
    same = sgd.Clipped(GradientDescent(1.0), 6.0).step(np.zeros(2), np.array([3.0, 4.0]))
    np.testing.assert_array_equal(same, [-3.0, -4.0])


def test_schedules_begin_and_end_where_they_say():
    both = schedule(0.5, warm=True, decay=True)  # the one after the other, and so up to the full rate
    assert max(both(t) for t in range(1, 283)) == both(50) == 0.5 and both(25) == 0.25 and both(282) < 1e-4
    assert all(schedule(0.5, warm=False, decay=True)(t) == sgd.cosine(0.5, 282)(t) for t in (1, 50, 282))
    rate = sgd.warm_up(sgd.cosine(0.5, 100), 10)
    assert rate(1) == pytest.approx(0.05) and rate(101) == pytest.approx(0) and rate(51) == pytest.approx(0.25)
    assert list(smoothed([0, 0, 3, 0, 0], width=3)) == [0, 1, 1, 1, 0]


# ---- data that do not fit


@pytest.mark.parametrize("seed", SEEDS)
def test_on_a_stream_the_training_loss_is_honest(seed):
    net, (X, y), others = sgd.digits()
    w, order = net.init(np.random.default_rng(seed)), np.random.default_rng(seed).permutation(3000)
    arriving = ((X[rows], y[rows]) for rows in np.split(order, 300))
    judged = [record.loss for record in train_on_stream(net, w, arriving, GradientDescent(0.1))]
    assert np.mean(judged[-100:]) == pytest.approx(net.loss(w, *others), abs=0.12)


def test_a_mapped_file_trains_as_the_array_does(tmp_path):
    net, (X, y), _ = sgd.digits()
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    ends = []
    for pixels in (X, mapped):
        w, rng = net.init(np.random.default_rng(0)), np.random.default_rng(1)
        batches = ((pixels[B], y[B]) for B in minibatches(3000, 32, rng))
        list(train_on_stream(net, w, batches, GradientDescent(0.3)))
        ends.append(w)
    w = net.init(np.random.default_rng(0))
    list(train(net, w, (X, y), GradientDescent(0.3), batch_size=32, rng=np.random.default_rng(1)))
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], w)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on a process's data")
def test_a_file_larger_than_memory_can_be_learned_from(tmp_path):
    program = """
        import resource, sys
        import numpy as np
        from lecturekit.l_layer import Network
        from lecturekit.training import GradientDescent, minibatches, train_on_stream
        n, d = 2_000_000, 100
        X = np.lib.format.open_memmap(sys.argv[1], mode="w+", dtype=np.float64, shape=(n, d))  # 1.6 GB, a sparse file
        del X
        resource.setrlimit(resource.RLIMIT_DATA, (800_000_000,) * 2)
        X = np.load(sys.argv[1], mmap_mode="r")
        try:
            np.array(X)
        except MemoryError:
            print("too large")
        net = Network([d, 1], loss="logistic")
        w, rng = net.init(np.random.default_rng(0)), np.random.default_rng(0)
        rows = minibatches(n, 1000, rng)
        stream = ((X[next(rows)], np.ones(1000)) for _ in range(20))
        print([r.t for r in train_on_stream(net, w, stream, GradientDescent(1.0))][-1])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path / "X.npy")], capture_output=True, text=True
    )
    assert done.stdout.split("\n")[:2] == ["too large", "20"], done.stderr


# ---- noise


def test_who_has_left():
    from lecturekit.backprop_in_practice import SURFACES

    for name, start in zip(HARD_SPOTS, hard_starts()):
        assert not has_left(name, start) and has_left(name, np.array(SURFACES[name].minima[0]))
    saddle, well, plateau = (SURFACES[name].gradient(start) for name, start in zip(HARD_SPOTS, hard_starts()))
    assert saddle[1] == 0 < saddle[0] and np.linalg.norm(well) < 1e-12 and 1e-3 < np.linalg.norm(plateau) < 3e-3


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_leaves_saddles_and_poor_minima_but_not_plateaus(seed):
    for noise, expected in ((0.0, [0, 0, 0]), (1e-3, [50, 0, 0])):
        assert list(sgd.gone(sgd.noisy_runs(noise, seed=seed)).values()) == expected
    saddle, well, plateau = sgd.gone(sgd.noisy_runs(1.0, n_steps=1000, seed=seed)).values()
    assert saddle > 40 and 10 < well < 45 and plateau < 10


def test_the_noise_is_as_large_as_the_page_says():
    from lecturekit.backprop_in_practice import SURFACES

    around = np.random.default_rng(0).uniform(-1, 1, size=(4000, 2))
    near = around[np.linalg.norm(around, axis=1) < 1]
    slopes = [
        np.median(np.linalg.norm(SURFACES[name].gradient(start + near), axis=1))
        for name, start in zip(HARD_SPOTS, hard_starts())
    ]
    assert 0.5e-3 < 1e-3 / slopes[0] < 2e-3 and 0.5e-3 < 1e-3 / slopes[1] < 2e-3 and 0.4 < 1e-3 / slopes[2] < 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_the_time_at_a_saddle_goes_as_the_logarithm_of_the_noise(seed):
    noises = (1e-8, 1e-6, 1e-4, 1e-2)
    medians = [np.median(sgd.saddle_distances(noise, seed=seed), axis=1) for noise in noises]
    times = [np.argmax(median > 0.5) for median in medians]
    np.testing.assert_allclose(np.diff(times), -np.log(100) / np.log(1.1), atol=4)
    for median in medians[:3]:  # parallel straight lines: the same factor per step, on the way from 1e-3 to 0.1
        climbing = median[(median > 1e-3) & (median < 0.1)]
        np.testing.assert_allclose(climbing[1:] / climbing[:-1], 1.1, rtol=0.02)


def test_the_answer_about_noise():
    tiny, much, most = (sgd.noisy_runs(noise) for noise in (1e-3, 1.0, 2.0))
    assert sgd.gone(tiny, 50)["saddle"] == 0 and sgd.gone(tiny, 100)["saddle"] == 46
    assert sgd.gone(sgd.noisy_runs(0.5))["double well"] == 0 < sgd.gone(much)["double well"]
    assert [sgd.gone(most, step)["double well"] for step in (200, 500)] == [41, 35]
    assert sgd.gone(most)["plateau"] == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_falling_rate_keeps_more_in_the_deep_well(seed):
    assert sgd.crossings(lambda t: 0.15 * (1 - t / 2001), seed=seed) > 1.1 * sgd.crossings(0.15, seed=seed)
    assert sgd.crossings(0.1, seed=seed) > 100


def test_where_batches_make_no_noise():
    assert sgd.xor_runs_gone(4, 1.0, n_runs=6) == 0 and sgd.xor_runs_gone(1, 1.0, n_runs=6) >= 4
    assert sgd.xor_runs_gone(1, 0.0, n_runs=3) == sgd.xor_runs_gone(1, 0.0, sizes=(2, 1, 1), n_runs=3) == 0
    X, y = sgd.two_measurements()
    length, scatter = sgd.noise_of_batches(sgd.saturating_unit(), np.array([0.0, 0.0, -12.0]), X, y)
    assert length < 1e-5 and scatter < 1e-4


# ---- momentum


def test_steps_on_a_long_slope():
    ball, w = Momentum(2.0, gamma=0.1), np.zeros(1)
    steps = [float(-np.diff([w[0], ball.step(w, np.array([3.0]))[0]])[0]) for _ in range(80)]
    np.testing.assert_allclose(steps, 6 * (1 - 0.9 ** np.arange(1, 81)))


@pytest.mark.parametrize("start", [(-2.5, 1.5), (1.0, 2.0), (2.0, -2.0)])
def test_across_the_ball_swings_wider_and_along_it_is_faster(start):
    plain, ball, good = (
        np.abs(sgd.errors_of(Momentum(eta, gamma), 10, start=start)[10])
        for eta, gamma in ((0.06, 1.0), (0.2, 0.3), (0.2, 0.52))
    )
    assert ball[1] > 10 * plain[1] and good[1] > 10 * plain[1] and ball[0] < 0.1 * plain[0]
    sides = [np.sign(sgd.errors_of(Momentum(*setting), 20, start=start)[:, 1]) for setting in ((0.06, 1.0), (0.2, 0.3))]
    changes = [int((side[1:] != side[:-1]).sum()) for side in sides]
    assert changes[0] == 20 > 10 >= changes[1]


def test_steps_until_the_loss_stays_low():
    arrivals = {
        setting: sgd.arrival(sgd.errors_of(Momentum(*setting), 300))
        for setting in ((0.06, 1.0), (0.2, 0.3), (0.2, 0.52), (0.2, 0.1))
    }
    assert list(arrivals.values())[:3] == [78, 37, 19] and arrivals[0.2, 0.1] > 60
    plain = min(sgd.arrival(sgd.errors_of(Momentum(eta, 1.0), 300)) for eta in np.linspace(0.06, 0.079, 20))
    assert 3 * arrivals[0.2, 0.52] < plain < arrivals[0.06, 1.0]


@pytest.mark.parametrize("start", [(-2.5, 1.5), (1.0, 2.0), (2.0, -2.0), (0.5, -1.5)])
def test_where_the_roots_are_equal_the_error_across_grows_first(start):
    eta, gamma = sgd.tuned(25.0)
    meeting, before = (sgd.errors_of(Momentum(eta, g), 100, start=start) for g in (gamma, 0.52))
    assert 1.9 < np.abs(meeting[:, 1]).max() / abs(meeting[0, 1]) < 2
    assert 25 <= sgd.arrival(meeting) <= 27 and sgd.arrival(before) == 19
    assert np.sqrt(1 - gamma) == pytest.approx(2 / 3) and (2 / 3) ** 6 < 0.1 < (2 / 3) ** 5
    r, t = 2 / 3, np.arange(21)  # (a + b t) r^t, with the first two values; along r is positive, across negative
    for k, root in ((0, r), (1, -r)):
        a, b = meeting[0, k], meeting[1, k] / root - meeting[0, k]
        np.testing.assert_allclose((a + b * t) * root**t, meeting[:21, k], atol=1e-9)


def test_an_error_of_zero_stays_zero():
    error = sgd.errors_of(Momentum(0.2, gamma=0.3), 30, start=sgd.valley.point_at(2.0, 0.0))
    other = sgd.errors_of(Momentum(0.2, gamma=0.3), 30, start=sgd.valley.point_at(2.0, 1.0))
    assert np.abs(error[:, 1]).max() < 1e-12
    np.testing.assert_allclose(error[:, 0], other[:, 0], atol=1e-12)


@pytest.mark.parametrize("h, gamma", [(1.0, 0.3), (25.0, 0.52), (7.0, 0.05)])
def test_between_the_lines_all_directions_shrink_alike(h, gamma):
    low, high, limit = (
        float(value)
        for value in (
            sgd.critical_eta(h, gamma),
            sgd.critical_eta(h, gamma, upper=True),
            sgd.largest_stable_eta(h, gamma),
        )
    )
    inside = np.linspace(1.0001 * low, 0.9999 * high, 20)
    np.testing.assert_allclose(heavy_ball_rate(h, inside, gamma), np.sqrt(1 - gamma), rtol=1e-9)
    assert heavy_ball_rate(h, 0.98 * low, gamma) > np.sqrt(1 - gamma) < heavy_ball_rate(h, 1.0005 * high, gamma)
    assert heavy_ball_rate(h, 0.999 * limit, gamma) < 1 < heavy_ball_rate(h, 1.001 * limit, gamma)
    error = [1.0, 1.0]
    for _ in range(100):
        error.append((2 - gamma - gamma * low / 2 * h) * error[-1] - (1 - gamma) * error[-2])
    assert min(error) > 0  # it crawls: no change of sign
    assert min(error) > 0 > min(_errors(h, 2 * low, gamma))


def test_the_example_of_the_three_lines():
    for h, middle in ((1.0, 1.64), (25.0, 0.2)):
        assert 2 - 0.3 - 0.3 * 0.2 * h == pytest.approx(middle) and middle**2 < 4 * 0.7
        assert heavy_ball_rate(h, 0.2, 0.3) == pytest.approx(np.sqrt(0.7)) == pytest.approx(0.84, abs=0.005)
    tops = np.abs(sgd.errors_of(Momentum(0.2, gamma=0.3), 80))[:80].reshape(5, 16, 2).max(axis=1)  # of each 16 steps
    np.testing.assert_allclose((tops[4] / tops[1]) ** (1 / 48), np.sqrt(0.7), atol=0.01)  # along and across alike


def _errors(h, eta, gamma):
    ball, w, errors = Momentum(eta, gamma=gamma), np.ones(1), []
    for _ in range(300):
        errors.append(float(ball.step(w, h * w)[0]))
    return errors


@pytest.mark.parametrize("kappa", [10.0, 100.0])
def test_no_setting_of_nesterov_beats_its_best(kappa):
    def slower(eta, gamma):
        return np.maximum(*(heavy_ball_rate(h, eta, gamma, nesterov=True) for h in (1.0, kappa)))

    eta, gamma = sgd.valley.tuned_nesterov(kappa)
    best = float(slower(eta, gamma))
    others = slower(np.geomspace(0.3 * eta, 3 * eta, 300)[:, None], np.geomspace(0.3 * gamma, 1, 300))
    assert best - 1e-9 <= others.min() < best + 0.03
    assert best == pytest.approx(1 - 2 / np.sqrt(3 * kappa + 1), abs=1e-6)


@pytest.mark.parametrize("kappa", [10.0, 25.0, 1000.0])
def test_polyak_is_where_the_lines_meet_and_nothing_is_better(kappa):
    eta, gamma = sgd.tuned(kappa)
    assert sgd.critical_eta(1.0, gamma) == pytest.approx(eta)
    assert sgd.critical_eta(kappa, gamma, upper=True) == pytest.approx(eta)
    best = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    assert np.sqrt(1 - gamma) == pytest.approx(best)
    etas, gammas = np.geomspace(0.2 * eta, 5 * eta, 200)[:, None], np.linspace(0.01, 1, 200)
    slower = np.maximum(heavy_ball_rate(1.0, etas, gammas), heavy_ball_rate(kappa, etas, gammas))
    assert best - 1e-9 <= slower.min() < best + 0.03


def test_the_kink_and_the_steps_saved():
    fine = np.geomspace(0.01, 1, 2000)
    for kappa in (100.0, 1000.0, 3000.0):
        kink = fine[np.argmin(sgd.rate_of(kappa, fine))]
        assert kink == pytest.approx(2 / np.sqrt(kappa), rel=0.1)
        left = fine[fine < 0.9 * kink]
        np.testing.assert_allclose(sgd.rate_of(kappa, left), np.sqrt(1 - left), rtol=1e-9)
        assert sgd.measured_rate(kappa, 0.5) == pytest.approx(float(sgd.rate_of(kappa, 0.5)), abs=2e-3)
    counts = sgd.steps_by_condition([10, 100, 1000])
    saved = counts["gradient descent"] / counts["heavy ball"]
    assert [round(float(value), 1) for value in saved[[0, 2]]] == [2.6, 21.9]
    assert [round(float(value), 2) for value in 1 - counts["heavy ball"] / counts["Nesterov"]] == [0.25, 0.3, 0.28]
    assert float(steps_to_shrink(0.1)) == pytest.approx(1) and np.isinf(steps_to_shrink(1.0))


def test_stable_limits_as_the_page_says():
    ratio = sgd.largest_stable_eta(25.0, 0.1) / (2 / 25.0)
    assert ratio == pytest.approx(19) and 0.1 * ratio == pytest.approx(1.9)


def test_rates_inside_and_outside_a_velocity():
    def rate(t):
        return 1.0 if t <= 20 else 0.1

    ours, w = Momentum(rate, gamma=0.1), np.zeros(1)
    for _ in range(20):
        ours.step(w, np.ones(1))
    before = w.copy()
    assert float((before - ours.step(w, np.ones(1)))[0]) == pytest.approx(0.801, abs=1e-3)


@pytest.mark.parametrize("seeds", [(0, 1, 2), (3, 4, 5), (6, 7, 8)])
def test_momentum_on_digits_each_at_its_best_rate(seeds):
    table = momentum_on_digits(seeds=seeds)
    full, batches = ({name: np.median(runs, axis=0) for name, runs in losses.items()} for _, losses in table.values())
    for name in ("heavy ball", "Nesterov"):
        assert min(full[name]) / min(full["gradient descent"]) < 0.2
        assert 0.6 < min(batches[name]) / min(batches["gradient descent"]) < 1.1
        assert full[name][0] < 0.3 * full["gradient descent"][0]
        assert batches[name][0] < 0.6 * batches["gradient descent"][0]
        for (factors, _), losses in zip(
            table.values(), (full, batches)
        ):  # about where descent ends at ten times the factor
            there = np.interp(np.log(10 * factors[0]), np.log(factors), np.log(losses["gradient descent"]))
            assert 0.5 < losses[name][0] / np.exp(there) < 1.5
    for losses in (*full.values(), *batches.values()):
        assert 0 < np.argmin(losses) < len(losses) - 1


def test_nesterov_keeps_the_look_ahead_points():
    A, w = np.array([1.0, 25.0]), np.array([2.0, 1.0])
    before, kept, ahead = w.copy(), [w.copy()], []
    for _ in range(20):
        ahead.append(w + 0.7 * (w - before))
        w, before = ahead[-1] - 0.3 * 0.1 * A * ahead[-1], w
    optimizer, v = Nesterov(0.1, gamma=0.3), np.array([2.0, 1.0])
    for _ in range(19):
        kept.append(optimizer.step(v, A * v).copy())
    np.testing.assert_allclose(kept, ahead, rtol=1e-10)


# ---- what the exercises say


def test_the_floor_of_the_ball_is_that_of_eta():
    from lecturekit.sgd.exercises.runs import level_of

    ball, same_eta, same_product = (
        np.mean([level_of(make(), np.random.default_rng(seed)) for seed in range(6)])
        for make in (lambda: Momentum(2.0, gamma=0.1), lambda: GradientDescent(2.0), lambda: GradientDescent(0.2))
    )
    assert ball == pytest.approx(same_eta, rel=0.35) and ball > 5 * same_product


def test_no_constant_rate_does_what_all_three_ideas_do():
    net, data, _ = sgd.digits()
    for size, rates in ((8, (0.15, 0.2)), (16, (0.3, 0.5)), (32, (0.7, 1.0, 1.3))):
        for make in (Nesterov, Momentum):
            for eta in rates:
                ends = [
                    sgd.losses_by_pass(net, data, make(eta, gamma=0.1), batch_size=size, seed=seed)[-1]
                    for seed in (473, 3, 77)
                ]
                assert max(ends) > 0.125, (size, make, eta)


def test_nesterov_has_a_third_of_the_room():
    from lecturekit.sgd.exercises.momentum import _rule_by_trying

    for gamma in (0.005, 0.02):
        ratio = _rule_by_trying(1.0, gamma, 7.0)["limit"] / sgd.largest_stable_eta(7.0, gamma)
        assert ratio == pytest.approx(1 / 3, rel=0.03)


def test_the_kink_saves_sixteen_times():
    from lecturekit.sgd.exercises.momentum import _measured_steps

    steps = _measured_steps()
    assert min(steps) == steps[2] and steps[-1] / steps[2] == pytest.approx(16, abs=0.5)
