"""Losses: the Fact by differences, known values, large logits, the training step's path, labels and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecturekit.single_unit.activations import sigmoid, tanh
from lecturekit.single_unit.gradient_check import gradcheck
from lecturekit.single_unit.losses import (
    LOSSES,
    get_loss,
    least_squares,
    logistic,
    logistic_pm,
    multiclass,
    squared_error_on,
)

SCALAR = {
    "least_squares": (least_squares, np.array([0.3, -2.0, 1.0, 4.0])),
    "logistic": (logistic, np.array([0, 1, 1, 0])),
    "logistic_pm": (logistic_pm, np.array([-1, 1, 1, -1])),
    "brier": (squared_error_on(sigmoid), np.array([0, 1, 1, 0])),
    "squared_tanh": (squared_error_on(tanh), np.array([-1.0, 1.0, 0.5, -0.2])),
}
MATRIX = {
    "multiclass": (multiclass, np.array([2, 0, 1, 2])),
    "least_squares_2d": (least_squares, np.arange(12.0).reshape(4, 3) / 5),
    "squared_error_2d": (squared_error_on(sigmoid), np.arange(12.0).reshape(4, 3) / 12),
}
CASES = {
    **{name: (*case, (4,)) for name, case in SCALAR.items()},
    **{name: (*case, (4, 3)) for name, case in MATRIX.items()},
}
each = pytest.mark.parametrize("loss, y, shape", CASES.values(), ids=CASES)


@each
@given(seed=st.integers(0, 2**32 - 1), scale=st.sampled_from([0.1, 1.0, 4.0]))
@settings(max_examples=15, deadline=None)
def test_dz_is_the_derivative_of_each_rows_loss(loss, y, shape, seed, scale):
    z = scale * np.random.default_rng(seed).normal(size=shape)
    total = gradcheck(lambda z: loss.per_sample(z, y).sum(), loss.dz(z, y), z, tolerance=2e-6)
    assert total, total


@each
def test_the_loss_is_the_mean_over_rows(loss, y, shape):
    z = np.random.default_rng(0).normal(size=shape)
    assert loss.per_sample(z, y).shape == (4,)
    assert loss(z, y) == pytest.approx(loss.per_sample(z, y).sum() / 4) and isinstance(loss(z, y), float)
    assert gradcheck(lambda z: loss(z, y), loss.dz(z, y) / 4, z)


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_training_steps_path_gives_the_same(loss, y, shape, dtype):
    z = np.random.default_rng(1).normal(size=shape).astype(dtype)
    columns = np.ascontiguousarray(z.T)
    out, memo = np.empty_like(columns), {}
    precision = 1e-12 if dtype == np.float64 else 2e-6
    for _ in range(2):  # the second time from the buffers of the first
        value = loss.value_and_dz(columns, y, out, memo)
        assert value == pytest.approx(loss(z, y), rel=precision)
        np.testing.assert_allclose(out, (loss.dz(z, y) / 4).T, rtol=10 * precision, atol=precision)
    np.testing.assert_array_equal(columns, z.T)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.int64])
def test_labels_of_small_integer_types_mean_the_same(dtype):
    rng = np.random.default_rng(2)
    z, y = rng.normal(size=(300, 10)), rng.integers(0, 10, 300)
    out = np.empty((10, 300))
    assert multiclass.value_and_dz(np.ascontiguousarray(z.T), y.astype(dtype), out, {}) == pytest.approx(
        multiclass(z, y)
    )
    np.testing.assert_allclose(out.T * 300, multiclass.dz(z, y), atol=1e-12)


def test_known_values():
    assert least_squares(np.array([1.0, 5.0]), np.array([3.0, 5.0])) == 1.0
    assert logistic(np.array([np.log(3)]), [1]) == pytest.approx(np.log(4 / 3))
    assert logistic(np.array([np.log(3)]), [0]) == pytest.approx(np.log(4))
    assert logistic_pm(np.array([np.log(3)]), [-1]) == pytest.approx(np.log(4))
    assert multiclass(np.log([[1.0, 2.0, 5.0]]), [2]) == pytest.approx(np.log(8 / 5))
    assert squared_error_on(sigmoid)(np.array([np.log(3)]), [0]) == pytest.approx(0.5 * 0.75**2)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=str)
def test_the_fact_for_each_loss_of_the_lecture(loss):
    shape = (6, 3) if loss is multiclass else (6,)
    z = np.random.default_rng(3).normal(size=shape)
    y = {"least_squares": z.ravel()[:6] + 1, "logistic_pm": np.array([1, -1] * 3)}.get(loss.name, np.array([0, 1] * 3))
    n_outputs = z.shape[1] if z.ndim == 2 else 1
    np.testing.assert_allclose(-loss.dz(z, y), loss.y_star(y, n_outputs) - loss.phi_out(z), atol=1e-15)


def test_targets():
    assert logistic.y_star([0, 1]).tolist() == [0, 1] and logistic_pm.y_star([-1, 1]).tolist() == [0, 1]
    assert least_squares.y_star([0.5, 2]).tolist() == [0.5, 2]
    assert multiclass.y_star([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@given(st.floats(-1e4, 1e4))
@settings(max_examples=60, deadline=None)
def test_logistic_loss_of_any_logit_is_exact(z):
    array = np.array([z])
    with np.errstate(all="raise", under="ignore"):
        wrong_side = logistic(array, [int(z < 0)])
        both = wrong_side, logistic(array, [int(z >= 0)])
        slope = logistic.dz(array, [1])
    assert np.isfinite(both).all() and min(both) >= 0
    assert wrong_side == pytest.approx(abs(z) + np.log1p(np.exp(-abs(z))), rel=1e-12)
    assert logistic_pm(array, [1 if z < 0 else -1]) == pytest.approx(wrong_side, rel=1e-12)
    assert -1 <= slope[0] <= 0


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=6), st.floats(-1e4, 1e4))
@settings(max_examples=60, deadline=None)
def test_multiclass_is_stable_and_ignores_a_common_shift(logits, shift):
    z = np.array([logits])
    with np.errstate(all="raise", under="ignore"):
        loss, p = multiclass(z, [0]), multiclass.phi_out(z)
    assert np.isfinite(loss) and loss >= 0 and p.sum() == pytest.approx(1.0) and (p >= 0).all()
    assert multiclass(z + shift, [0]) == pytest.approx(loss, rel=1e-9, abs=1e-9)
    assert multiclass.dz(z, [0]).sum() == pytest.approx(0.0, abs=1e-12)


@each
def test_the_training_steps_path_is_stable(loss, y, shape):
    for size in (40.0, 1e4):
        z = size * np.where(np.arange(np.prod(shape)).reshape(shape) % 2, 1.0, -1.0)
        columns, out = np.ascontiguousarray(z.T), np.empty(shape[::-1])
        with np.errstate(all="raise", under="ignore"):
            value = loss.value_and_dz(columns, y, out, {})
        assert value == pytest.approx(loss(z, y), rel=1e-10, abs=1e-10) and np.isfinite(out).all()


def test_two_classes_are_the_logistic_loss_of_the_difference():
    Z, y = np.random.default_rng(4).normal(size=(5, 2)), np.array([0, 1, 1, 0, 1])
    assert multiclass(Z, y) == pytest.approx(logistic(Z[:, 1] - Z[:, 0], y), rel=1e-12)


def test_classes_in_the_coding_of_the_labels():
    z = np.array([-0.1, 0.2])
    assert logistic.classify(z).tolist() == [0, 1] and logistic_pm.classify(z).tolist() == [-1, 1]
    assert multiclass.classify(np.array([[0.0, 3.0, 1.0]])).tolist() == [1]
    assert squared_error_on(sigmoid).classify(z).tolist() == [0, 1]


def test_results_are_not_the_arguments():
    z, y = np.array([0.2, 0.4]), np.array([1.0, 2.0])
    least_squares.dz(z, y)[:] = 9.0
    assert z.tolist() == [0.2, 0.4] and y.tolist() == [1.0, 2.0]


def test_every_name_finds_its_loss():
    assert {name: get_loss(name) for name in LOSSES} == LOSSES
    own = squared_error_on(sigmoid)
    assert get_loss(own) is own and [get_loss(loss) for loss in LOSSES.values()] == list(LOSSES.values())


BAD = {
    "unknown name": (lambda: get_loss("hinge"), "loss is 'hinge', expected one of 'least_squares', 'logistic'"),
    "no loss": (lambda: get_loss(None), "loss is None, expected one of"),
    "column against vector": (
        lambda: least_squares(np.zeros((3, 1)), np.zeros(3)),
        r"y has shape \(3,\), expected \(3, 1\)",
    ),
    "other length": (lambda: logistic.dz(np.zeros(3), [0, 1]), r"y has shape \(2,\), expected \(3,\)"),
    "unknown label": (lambda: logistic(np.zeros(2), [0, -1]), "y contains -1, expected labels 0 and 1"),
    "unknown label, other coding": (lambda: logistic_pm(np.zeros(2), [0, 1]), "y contains 0, expected labels -1 and 1"),
    "half a label": (lambda: logistic(np.zeros(2), [0.5, 1.0]), "y contains 0.5, expected labels 0 and 1"),
    "class too large": (lambda: multiclass(np.zeros((2, 3)), [0, 3]), "y contains 3, expected class numbers 0 to 2"),
    "class negative": (lambda: multiclass(np.zeros((2, 3)), [0, -1]), "y contains -1, expected class numbers 0 to 2"),
    "classes as floats": (lambda: multiclass(np.zeros((2, 3)), [0.0, 1.0]), "y has dtype float64, expected integer"),
    "one logit for classes": (lambda: multiclass(np.zeros(3), [0, 1, 1]), r"z has shape \(3,\), expected \(n, K\)"),
    "many logits for two": (lambda: logistic(np.zeros((2, 2)), np.zeros((2, 2))), "z has 2 outputs, expected 1"),
    "NaN logit": (lambda: logistic(np.array([0.0, np.nan]), [0, 1]), r"z contains nan at \[1\], expected finite"),
    "NaN label": (lambda: least_squares(np.zeros(2), [1.0, np.nan]), r"y contains nan at \[1\], expected finite"),
    "words": (lambda: logistic(np.zeros(2), ["yes", "no"]), "y has dtype <U3, expected numbers"),
    "no data": (lambda: logistic(np.zeros(0), np.zeros(0)), r"z has shape \(0,\), expected at least one"),
    "classes of a regression": (lambda: least_squares.classify(np.zeros(2)), "predicts numbers, not classes"),
}


@pytest.mark.parametrize("call, message", BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_actual_and_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("kind", ["uint8", "int32", "int64"])
def test_whole_labels_of_every_kind_are_seen_the_quick_way_and_the_long_one(kind):
    multiclass.check_labels(np.array([0, 1, 2], kind), 3)
    for labels in ([2, 2], [0, 2], [1, 3]):
        with pytest.raises(ValueError, match=f"y contains {labels[1]}, expected labels 0 and 1"):
            logistic.check_labels(np.array(labels, kind), 1)
    with pytest.raises(ValueError, match="z has 2 outputs, expected 1"):
        logistic.check_labels(np.array([0, 1], kind), 2)
