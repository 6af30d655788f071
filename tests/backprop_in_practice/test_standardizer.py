"""The Standardizer: equations (33)-(34), training statistics, constant columns, the way back to raw inputs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.datasets import load_breast_cancer
from lecturekit.single_unit.unit import with_dummy


def test_by_hand():
    # column 1: mean 2, deviations -2, 0, 2: mean square 8/3; column 2 constant
    X = np.array([[0.0, 7.0], [2.0, 7.0], [4.0, 7.0]])
    z = 2 / np.sqrt(8 / 3)
    np.testing.assert_allclose(Standardizer().fit_transform(X), [[-z, 7], [0, 7], [z, 7]], atol=1e-15)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 30), d=st.integers(1, 6))
def test_train_columns_have_mean_0_and_sd_1_and_new_rows_use_the_same_map(seed, n, d):
    rng = np.random.default_rng(seed)
    X = rng.normal(rng.normal(0, 50, d), rng.uniform(0.01, 100, d), (n, d))
    standardizer = Standardizer().fit(X)
    Z = standardizer.transform(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose((Z**2).mean(axis=0), 1, rtol=1e-9)
    row = rng.normal(size=(1, d))
    np.testing.assert_allclose(standardizer.transform(np.vstack([row, 99 * row]))[0], standardizer.transform(row)[0])


def test_the_dummy_column_and_any_other_constant_is_left_alone():
    X = with_dummy(load_breast_cancer().X)
    Z = Standardizer().fit_transform(X)
    np.testing.assert_array_equal(Z[:, 0], 1.0)
    assert np.isfinite(Z).all()
    thirds = np.full((3, 1), 0.1)  # its computed mean is not exactly 0.1
    np.testing.assert_array_equal(Standardizer().fit_transform(thirds), thirds)


def test_agrees_with_scikit_learn():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    X = load_breast_cancer().X
    train, test = X[:400], X[400:]
    np.testing.assert_allclose(
        Standardizer().fit(train).transform(test),
        preprocessing.StandardScaler().fit(train).transform(test),
        rtol=1e-9,
        atol=1e-9,
    )


def test_to_raw_gives_the_same_function():
    rng = np.random.default_rng(0)
    X = rng.normal(20.0, 5.0, (10, 3)) * [1, 10, 100]
    standardizer = Standardizer().fit(X)
    W, b = rng.normal(size=(4, 3)), rng.normal(size=4)
    W_raw, b_raw = standardizer.to_raw(W, b)
    np.testing.assert_allclose(X @ W_raw.T + b_raw, standardizer.transform(X) @ W.T + b, atol=1e-12)
    w_raw, c_raw = standardizer.to_raw(W[0], b[0])
    np.testing.assert_allclose(w_raw, W_raw[0])
    np.testing.assert_allclose(c_raw, b_raw[0])


def test_keeps_float32_and_leaves_its_input_alone():
    X = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    before = X.copy()
    assert Standardizer().fit_transform(X).dtype == np.float32
    assert Standardizer().fit_transform(np.array([[1], [3]])).tolist() == [[-1.0], [1.0]]
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: Standardizer().transform([[1.0]]), r"expected a call of fit\(X\) first"),
        (lambda: Standardizer().fit([1.0, 2.0]), r"X has shape \(2,\), expected 2 dimension"),
        (lambda: Standardizer().fit(np.empty((0, 3))), "expected at least one row"),
        (
            lambda: Standardizer().fit([[1e200], [-1e200]]),
            r"X has numbers up to 1e\+200, expected columns whose squares are finite",
        ),
        (lambda: Standardizer().fit([[np.nan]]), r"X contains nan at \[0, 0\]"),
        (
            lambda: Standardizer().fit([[1.0], [2.0]]).transform([[1.0, 2.0]]),
            r"X has shape \(1, 2\), expected \(any, 1\)",
        ),
        (lambda: Standardizer().fit([[1.0], [2.0]]).to_raw([[1.0, 2.0]], [0.0]), "expected 1 columns"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
