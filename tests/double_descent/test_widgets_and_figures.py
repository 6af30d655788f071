"""Chapter 9's widgets compute what they say, and its figures draw what they are given."""

import numpy as np
import pytest
from drawn import values

from lecturekit.double_descent import figures, widgets
from lecturekit.double_descent.curve_fits import GRID, sine
from lecturekit.double_descent.linear_fits import ridge
from lecturekit.double_descent.random_features import draw_features, features, linear_data

N_RUNS = 7


def _one_run(run, lam, sigma):
    """Test errors for every size, by the normal equations (or the pseudo-inverse), with noisy labels made at once."""
    rng = np.random.default_rng([9, run])
    X, clean, beta = linear_data(100, 20, 0.0, rng)
    X_test, truth, _ = linear_data(200, 20, 0.0, rng, beta)
    y = clean + sigma * rng.standard_normal(100)
    C, b = draw_features(max(widgets.SIZES), 20, rng)
    A, A_test = features(X, C, b), features(X_test, C, b)
    fits = {N: ridge(A[:, :N], y, lam) for N in widgets.SIZES}
    return [np.mean((A_test[:, :N] @ w - truth) ** 2) for N, w in fits.items()]


@pytest.mark.parametrize("lam, sigma", [(1e-6, 1.0), (0.1, 0.5), (10**0.5, 0.0)])
def test_ridge_and_noise_against_runs_with_that_noise(lam, sigma):
    state = widgets.ridge_state(lam, sigma)
    assert state["lam"] == pytest.approx(lam) and state["sigma"] == sigma
    for name, penalty in (("ridge", lam), ("plain", 0.0)):
        expected = np.median([_one_run(run, penalty, sigma) for run in range(N_RUNS)], axis=0)
        np.testing.assert_allclose(state[name], expected, rtol=1e-5)


@pytest.mark.parametrize("seed, n_features", [(2, 6), (0, 40)])
def test_a_fit_and_its_place_on_the_curve(seed, n_features):
    state = widgets.fit_state(seed, n_features)
    A = state["problem"].A[:, :n_features]
    np.testing.assert_allclose(state["w"], np.linalg.pinv(A) @ state["problem"].y, rtol=1e-5, atol=1e-8)
    assert state["error"] == pytest.approx(np.mean((state["curve"] - sine(GRID)) ** 2))
    assert state["errors"][widgets.WIDTHS.index(n_features)] == pytest.approx(state["error"])
    figure, draw = figures.fit_canvas(sine(GRID), GRID, widgets.WIDTHS, 15)
    draw(state)
    (data, truth, curve), (errors, here, _) = values(figure)
    np.testing.assert_array_equal(data, state["problem"].y)
    np.testing.assert_array_equal(truth, sine(GRID))
    np.testing.assert_array_equal(curve, np.clip(state["curve"], -100, 100))
    np.testing.assert_array_equal(errors, np.minimum(state["errors"], 1000))
    assert list(here) == [state["error"]] and list(figure.axes[1].lines[1].get_xdata()) == [n_features]


@pytest.mark.parametrize("n_features", (100, 600))
def test_what_is_added_is_not_seen_by_the_data(n_features):
    states = {amount: widgets.unseen_state(amount, n_features) for amount in (-2.0, 0.0, 1.5)}
    smallest = states[0.0]
    assert max(state["misfit"] for state in states.values()) < 1e-8
    for amount, state in states.items():
        np.testing.assert_array_equal(state["minimum"], smallest["curve"])
        assert state["norm"] == pytest.approx(np.hypot(smallest["norm"], amount)), "at right angles to the smallest"
        assert state["error"] == pytest.approx(np.mean((state["curve"] - sine(GRID)) ** 2))
        k = np.argmin(np.abs(state["amounts"] - amount))
        assert (state["norms"][k], state["errors"][k]) == pytest.approx((state["norm"], state["error"]))
    figure, draw = figures.unseen_canvas(widgets.problem_of(2), sine(GRID), GRID)
    draw(states[1.5])
    (_, _, dashed, curve), (errors, error), (norms, norm) = values(figure)
    np.testing.assert_array_equal(dashed, smallest["curve"])
    np.testing.assert_array_equal(curve, states[1.5]["curve"])
    assert list(errors) == states[1.5]["errors"] and list(norms) == states[1.5]["norms"]
    assert (error[0], norm[0]) == (states[1.5]["error"], states[1.5]["norm"])


@pytest.mark.parametrize("seed", widgets.DATA_SEEDS.values())
@pytest.mark.parametrize("n_features", (2, 7, 15, 600))
def test_no_error_leaves_the_picture_of_a_fit(seed, n_features):
    figure, draw = figures.fit_canvas(sine(GRID), GRID, widgets.WIDTHS, 15)
    draw(widgets.fit_state(seed, n_features))
    _inside(figure.axes[1], values(figure)[1][:2])


@pytest.mark.parametrize("lam", (1e-6, 0.1, 10**0.5))
@pytest.mark.parametrize("sigma", (0.0, 1.0))
def test_no_error_leaves_the_picture_of_ridge(lam, sigma):
    figure, draw = figures.ridge_canvas(widgets.SIZES, 100, widgets.LAMS[1:])
    state = widgets.ridge_state(lam, sigma)
    draw(state)
    plain, penalized, _ = values(figure)[0]
    np.testing.assert_array_equal(plain, state["plain"])
    np.testing.assert_array_equal(penalized, state["ridge"])
    _inside(figure.axes[0], (plain, penalized))
    every = np.array([widgets.ridge_state(each, sigma)["ridge"] for each in widgets.LAMS[1:]])
    at_two_sizes = [every[:, widgets.SIZES.index(N)] for N in (100, 1000)]
    np.testing.assert_array_equal(values(figure)[1][:2], at_two_sizes)
    assert list(figure.axes[1].lines[2].get_xdata()) == [state["lam"]] * 2
    low, high = figure.axes[0].get_ylim()  # one axis for all penalties, with little room to spare
    assert low > 0.7 * min(every.min(), plain.min()) and high < 1.6 * max(every.max(), plain.max())


def _inside(ax, lines):
    low, high = ax.get_ylim()
    assert all(low < line.min() and line.max() < high for line in lines)


def test_noise_along_a_direction_that_is_hardly_stretched_becomes_long_in_the_weights():
    A = np.array([[1.1, 0.9], [0.9, 1.0]])
    left, right = figures.stretched_circle(A, 0.1).axes
    noise, amplified = (np.array(ax.lines[0].get_data()) for ax in (left, right))
    np.testing.assert_allclose(np.hypot(*noise), 0.1)
    np.testing.assert_allclose(A @ amplified, noise, atol=1e-12)
    assert np.hypot(*amplified).max() == pytest.approx(0.1 / np.linalg.svd(A)[1][-1], rel=1e-3)
    assert [text.get_text().split(": ")[1] for ax in (left, right) for text in ax.texts] == [
        "0.1",
        "0.1",
        "0.051",
        "0.67",
    ]
    assert left.get_xlim() == right.get_xlim() and left.get_ylim() == right.get_ylim()


def test_three_views_of_one_curve():
    sizes = [5, 10, 20]
    train, test, norms = (np.array([first, second]) for first, second in (
        ([1.0, 0.0, 0.0], [0.5, 0.0, 0.0]), ([0.8, 9.0, 0.2], [0.6, 7.0, 0.4]), ([1.0, 8.0, 2.0], [3.0, 6.0, 2.0])
    ))  # fmt: skip
    figure = figures.down_up_down(sizes, train, test, norms, n=10)
    drawn = [lines[0] for lines in values(figure)]
    np.testing.assert_allclose(drawn, [[0.7, 8.0, 0.3], [0.75, 0.0, 0.0], [2.0, 7.0, 2.0]])
    assert [text.get_text() for text in figure.axes[0].texts][2:] == ["0.7", "8", "0.3"]
    shaded = [ax.patches[0].get_x() for ax in figure.axes]
    assert shaded == [10, 10, 10]


def test_draws_with_their_own_peaks():
    draws = [{"n": 20, "sizes": [10, 25, 40], "mistakes": [0.5, 0.9, 0.3], "threshold": place} for place in (25, 27)]
    panels = figures.errors_of_draws(draws).axes
    assert all(list(ax.lines[0].get_ydata()) == [0.5, 0.9, 0.3] for ax in panels)
    assert [[line.get_xdata()[0] for line in ax.lines[1:]] for ax in panels] == [[20, 25], [20, 27]]


def test_a_map_of_widths_and_steps():
    errors = {10: np.array([[1.0, 0.1], [3.0, 0.1]]), 20: np.array([[0.5, 10.0]])}
    figure = figures.widths_and_steps([1, 2], errors, early=10, threshold=1.5)
    last, early, _ = values(figure)[0]
    assert list(last) == [0.5, 10.0] and list(early) == [2.0, 0.1]
    np.testing.assert_allclose(figure.axes[1].images[0].get_array(), np.log10([[2.0, 0.1], [0.5, 10.0]]))


def test_descent_to_the_line_keeps_its_distance_from_the_smallest():
    row, starts = np.array([1.0, 0.6]), [(0, 0), (-0.5, 1.0)]
    ax = figures.line_of_solutions(row, 1.2, starts, n_steps=60).axes[0]
    every, smallest = np.array(ax.lines[0].get_data()).T, np.array(ax.lines[-1].get_data())[:, 0]
    np.testing.assert_allclose(every @ row, 1.2)
    np.testing.assert_allclose(smallest, np.linalg.pinv(row[None])[:, 0] * 1.2)
    ends = [np.array(line.get_data())[:, -1] for line in ax.lines if line.get_label().startswith("descent")]
    np.testing.assert_allclose(ends[0], smallest, atol=1e-9)
    along = np.array([-0.6, 1.0]) / np.hypot(0.6, 1.0)
    np.testing.assert_allclose(ends[1], smallest + (np.array(starts[1]) @ along) * along, atol=1e-9)


def test_the_pictures_that_stand_still():
    problem = widgets.problem_of(0)
    other = widgets.problem_of(2)
    figure = figures.many_fits([problem, other], sine(GRID), GRID, (4, 40))
    for N, (gray, curve, data, _truth) in zip((4, 40), values(figure)):
        np.testing.assert_array_equal(data, problem.y)
        np.testing.assert_array_equal(curve, problem.curve(problem.fit(N)))
        np.testing.assert_array_equal(gray, other.curve(other.fit(N)))
    figure = figures.error_curves(
        [1, 2], {"a": [3.0, 4.0], "b": [5.0, 6.0]}, thresholds={"here": 1.5}, title="t", xlabel="x"
    )
    assert [list(line) for line in values(figure)[0][:2]] == [[3.0, 4.0], [5.0, 6.0]]
    assert figure.axes[0].lines[2].get_xdata()[0] == 1.5
    figure = figures.theory([5, 9], [1.0, 2.0], [1.5, 2.5], [4, 6, 7, 8], [1.0, 9.0, np.inf, 3.0], 7)
    drawn = {line.get_label(): list(line.get_ydata()) for line in figure.axes[0].lines}
    assert drawn["theory: the mean"] == [1.0, 9.0] and [3.0] in drawn.values()
    assert drawn["measured mean"] == [1.5, 2.5] and drawn["measured median"] == [1.0, 2.0]
