"""Toy surfaces: derivatives against differences, minima against the Hessian, trajectories against single runs."""

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.backprop_in_practice.landscapes import SURFACES, double_well, plateau, quadratic, saddle, valley
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.sgd.momentum import Momentum
from lecturekit.single_unit.gradient_check import gradcheck, numerical_gradient
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent

ALL = [*SURFACES.values(), quadratic((2.0, 7.0), angle=0.6)]
IDS = [f"{k} {surface.name}" for k, surface in enumerate(ALL)]


def points(surface, n, seed=0):
    low, high = np.transpose(surface.domain)
    return np.random.default_rng(seed).uniform(low, high, (n, 2))


@pytest.mark.parametrize("surface", ALL, ids=IDS)
def test_gradient_and_hessian_agree_with_differences(surface):
    for w in points(surface, 8):
        assert gradcheck(surface.value, surface.gradient, w)
        columns = [numerical_gradient(lambda v, i=i: surface.gradient(v)[i], w) for i in range(2)]
        np.testing.assert_allclose(surface.hessian(w), columns, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("surface", ALL, ids=IDS)
def test_minima_are_minima_and_no_grid_point_is_lower(surface):
    minima = np.array(surface.minima)
    np.testing.assert_allclose(surface.gradient(minima), 0.0, atol=1e-12)
    assert (np.linalg.eigvalsh(surface.hessian(minima)) > 0).all()
    values = surface.value(minima)
    assert (np.diff(values) >= -1e-12).all()
    assert surface.grid(201)[2].min() >= values[0] - 1e-12


@pytest.mark.parametrize("surface", ALL, ids=IDS)
def test_many_points_at_once_give_what_single_points_give(surface):
    w = points(surface, 6).reshape(2, 3, 2)
    assert surface.value(w).shape == (2, 3)
    assert surface.gradient(w).shape == w.shape
    for index in np.ndindex(2, 3):
        np.testing.assert_allclose(surface.value(w)[index], surface.value(w[index]), rtol=1e-14)
        np.testing.assert_allclose(surface.hessian(w)[index], surface.hessian(w[index]), rtol=1e-14)


@pytest.mark.parametrize("surface", ALL, ids=IDS)
@pytest.mark.parametrize("optimizer", [GradientDescent(0.01), Momentum(0.02, 0.3), Adam(0.05)], ids=repr)
def test_runs_side_by_side_do_not_touch_each_other(surface, optimizer):
    starts = points(surface, 4, seed=1)
    together = trajectory(surface, starts, optimizer, 25)
    for k, start in enumerate(starts):
        np.testing.assert_allclose(together[:, k], trajectory(surface, start, optimizer, 25), rtol=1e-12, atol=1e-12)


def test_a_step_by_hand():
    # quadratic (1, 25): gradient (w1, 25 w2) = (2, 25) at (2, 1); eta = 0.1
    path = trajectory(quadratic((1.0, 25.0)), (2.0, 1.0), GradientDescent(0.1), 1)
    np.testing.assert_allclose(path, [[2.0, 1.0], [1.8, -1.5]])


def test_the_points_are_what_their_names_say():
    assert list(np.sign(np.linalg.eigvalsh(saddle.hessian((0.0, 0.0))))) == [-1, 1]
    end = trajectory(saddle, [(1.5, 0.0), (1.5, 1e-3)], GradientDescent(0.1), 200)[-1]
    np.testing.assert_allclose(end, [(0.0, 0.0), (0.0, 1.0)], atol=1e-6)
    left, right = double_well.value(np.array(double_well.minima))
    assert left < right - 0.15
    assert np.linalg.norm(plateau.gradient(plateau.start)) < 0.01 < plateau.value(plateau.start)
    w = np.array([-1.5, 2.25])  # on the valley's floor
    curvature = np.linalg.eigvalsh(valley.hessian(w))
    assert curvature[1] > 50 * abs(curvature[0])


def test_noise_needs_a_generator_and_is_repeatable():
    with pytest.raises(ValueError, match="rng is NoneType"):
        trajectory(saddle, (1.0, 0.0), GradientDescent(0.1), 3, noise=0.1)
    runs = [
        trajectory(saddle, (1.0, 0.0), GradientDescent(0.1), 300, noise=0.1, rng=np.random.default_rng(3))
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*runs)
    assert abs(abs(runs[0][-1, 1]) - 1) < 0.5  # off the saddle


def test_bad_input():
    with pytest.raises(ValueError, match=r"w has shape \(3,\), expected \(..., 2\)"):
        valley.value(np.zeros(3))
    with pytest.raises(ValueError, match="curvatures is -1.0"):
        quadratic((-1.0, 2.0))
    with pytest.raises(ValueError, match="surface is 'valley', expected a Surface"):
        trajectory("valley", (0.0, 0.0), GradientDescent(0.1), 5)
    with pytest.raises(ValueError, match="expected an Optimizer"):
        trajectory(valley, (0.0, 0.0), 0.1, 5)
    with pytest.raises(ValueError, match="n_steps is -1"):
        trajectory(valley, (0.0, 0.0), GradientDescent(0.1), -1)
    with pytest.raises(ValueError, match="n is 1, expected an integer of at least 2"):
        valley.grid(1)


def test_divergence_is_named():
    with pytest.raises(Diverged, match="learning rate 1"):
        trajectory(valley, valley.start, GradientDescent(1.0), 100)
