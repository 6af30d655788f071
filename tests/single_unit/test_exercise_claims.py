"""What replies and praises of chapter 1's exercises say beyond the answer itself."""

import numpy as np
import pytest

from lecturekit.checks.registry import find_exercise
from lecturekit.datasets import load_breast_cancer
from lecturekit.single_unit import least_squares, logistic, sigmoid
from lecturekit.single_unit.exercises import questions
from lecturekit.single_unit.exercises.descent import CURVATURES
from lecturekit.single_unit.exercises.limit import LIMIT
from lecturekit.single_unit.unit import descend


def tumors(seed):
    """400 of them, standardized, as exercise 1.9 has them."""
    data = load_breast_cancer()
    rows = np.random.default_rng(seed).permutation(len(data.y))[:400]
    A = data.X[rows]
    return (A - A.mean(axis=0)) / A.std(axis=0), data.y[rows]


def test_the_losses_of_1_2():
    z = np.array([-1e300, -50.0, 0.0, 50.0, 1e300])
    for y in (0.0, 1.0):
        assert np.isfinite(find_exercise("1.2").solution(z, np.full(5, y))).all()
        assert np.all((sigmoid(z) - y) ** 2 / 2 <= 0.5)
    assert np.logaddexp(0, -0 * z).tolist() == [np.log(2)] * 5  # ln(1 + e^(-y z)), for labels -1 and +1, with label 0


def test_the_loss_of_1_5_lies_between_least_squares_and_the_absolute_value():
    u = np.linspace(-20, 20, 401)
    loss = find_exercise("1.5").solution(u, np.zeros(401))
    loss = loss - loss[200]
    small, large = np.abs(u) < 0.2, np.abs(u) > 5
    np.testing.assert_allclose(loss[small], u[small] ** 2 / 2, rtol=0.01)
    np.testing.assert_allclose(loss[large], np.abs(u[large]) - np.log(2), rtol=1e-4)
    assert np.abs(np.diff(loss) / np.diff(u)).max() <= 1 + 1e-12


@pytest.mark.parametrize("seed", range(5))
def test_rates_of_1_6(seed):
    exercise = find_exercise("1.6")
    for (X,) in exercise.probes(np.random.default_rng(seed)):
        h = np.linalg.eigvalsh(X.T @ X / len(X))
        worst = lambda eta: np.abs(1 - eta * h).max()
        best = exercise.solution(X)
        assert all(worst(best * factor) > worst(best) for factor in (0.9, 0.99, 1.01, 1.1))
        assert 1 - h[-1] * 2 / h[-1] == -1
        at_the_steepest = np.abs(1 - h / h[-1])
        assert np.argmax(at_the_steepest) == 0 and worst(1.01 / h[-1]) < worst(1 / h[-1])


def test_at_the_flattest_directions_rate_the_steepest_one_explodes_if_it_is_twice_as_steep():
    for ratio in (1.5, 1.9, 2.1, 10.0):
        assert (abs(1 - ratio) > 1) == (ratio > 2)


def test_times_of_1_7():
    h = 0.001
    steps = lambda left: np.log(left) / np.log(1 - h)
    assert np.exp(-1) == pytest.approx(0.37, abs=0.005) and steps(np.exp(-1)) == pytest.approx(1 / h, rel=0.01)
    assert steps(1e-3) / steps(np.exp(-1)) == pytest.approx(7, abs=0.1)


def test_descents_take_the_steps_that_1_7_expects():
    for h, expected in zip(CURVATURES, find_exercise("1.7").expected()):
        column = np.sqrt(h) * np.array([[1.0], [-1.0]])  # of mean 0, so that the bias stays 0
        path = descend(least_squares, np.ones(1), column, np.zeros(2), eta=1.0, n_steps=1000)
        assert np.argmax(np.abs(path[:, 0]) < 1e-3) == expected and not path[:, 1].any()


@pytest.mark.parametrize("seed", range(5))
def test_rates_of_1_9(seed):
    A, y = tumors(seed)
    losses = {}
    for eta in (0.5, 1.0, 8.0, 10.0, 100.0):
        path = descend(logistic, np.zeros(30), A, y, eta=eta, n_steps=100)
        losses[eta] = np.array([logistic(A @ w[:-1] + w[-1], y) for w in path])
    assert losses[8.0][-1] < losses[1.0][-1] < losses[0.5][-1] and np.all(np.diff(losses[1.0]) < 0)
    assert np.any(np.diff(losses[100.0]) > 0) and losses[100.0][-1] > losses[10.0][-1]
    h = np.linalg.eigvalsh(A.T @ A / len(A))[-1]
    assert 2 / (h / 4) == pytest.approx(LIMIT, rel=0.05)
    ones = np.column_stack([A, np.ones(400)])
    start, end = (
        np.linalg.eigvalsh((ones.T * (p * (1 - p))) @ ones / 400)[-1]
        for p in (np.full(400, 0.5), sigmoid(ones @ descend(logistic, np.zeros(30), A, y, eta=8.0, n_steps=100)[-1]))
    )
    assert start == pytest.approx(3.3, abs=0.15) and end < 0.15 and 2 / 0.15 > 13


def test_the_limit_of_1_9_is_measured():
    """Along the steepest direction the loss of the notebook's 400 tumors bends as the limit says."""
    data = load_breast_cancer()
    A = data.X[:400]
    A = (A - A.mean(axis=0)) / A.std(axis=0)
    v = np.linalg.eigh(A.T @ A)[1][:, -1]
    along = lambda s: logistic(s * (A @ v), data.y[:400])
    bend = (along(1e-2) - 2 * along(0.0) + along(-1e-2)) / 1e-4
    assert 2 / bend == pytest.approx(LIMIT, rel=1e-2)
    assert 8 / np.linalg.eigvalsh(A.T @ A / 400)[-1] == pytest.approx(LIMIT, rel=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_the_part_perpendicular_to_the_data_stays(seed):
    rng = np.random.default_rng(seed)
    X, y, start = rng.normal(size=(3, 6)), np.array([0, 1, 1]), rng.normal(size=6)
    path = descend(logistic, start, X, y, eta=0.3, n_steps=50)[:, :-1]
    seen = np.linalg.pinv(X) @ X
    np.testing.assert_allclose(path - path @ seen.T, np.tile(start - seen @ start, (51, 1)), atol=1e-12)
    assert np.all(np.abs(np.diff(np.linalg.norm(path, axis=1))) > 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_statistics_of_the_new_tumors_show_only_where_these_are_alike(seed):
    cancer, order = load_breast_cancer(), np.random.default_rng(seed).permutation(569)
    X_train, test = cancer.X[order[:400]], order[400:]
    A = (X_train - X_train.mean(axis=0)) / X_train.std(axis=0)
    *w, b = descend(logistic, np.zeros(30), A, cancer.y[order[:400]], eta=0.5, n_steps=300)[-1]
    decided = [f(np.array(w), b, X_train, cancer.X[test]) > 0.5 for f in (questions.probabilities, questions.repaired)]
    assert abs(np.diff([np.mean(each == cancer.y[test]) for each in decided])[0]) < 0.01
    benign = cancer.X[test[cancer.y[test] == 0][:20]]
    wrong, right = (
        np.sum(f(np.array(w), b, X_train, benign) > 0.5) for f in (questions.probabilities, questions.repaired)
    )
    assert right == 0 and wrong >= 8 and (seed or wrong == 8)
