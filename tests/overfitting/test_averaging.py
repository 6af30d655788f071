"""Bags, masks and posteriors against enumeration, known densities and the formula for the variance."""

from itertools import product

import numpy as np
import pytest

from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm
from lecturekit.overfitting.bagging import average, bootstrap, out_of_bag
from lecturekit.overfitting.bayes import Posterior, hamiltonian_samples
from lecturekit.overfitting.dropout import Dropout, masked_predictions, weights_for_prediction
from lecturekit.single_unit.gradient_check import gradcheck


@pytest.fixture
def rng():
    return np.random.default_rng(17)


def test_bootstrap_draws_with_replacement(rng):
    rows = bootstrap(60, 300, rng)
    assert rows.shape == (300, 60) and rows.min() == 0 and rows.max() == 59
    assert out_of_bag(rows).mean() == pytest.approx((1 - 1 / 60) ** 60, abs=0.01)
    assert all(out_of_bag(rows)[3, i] == (i not in rows[3]) for i in range(60))
    assert len({tuple(row) for row in rows}) == 300


def test_average_over_members_point_by_point(rng):
    P, rows = rng.random((5, 7, 3)), bootstrap(7, 5, rng)
    unseen = out_of_bag(rows)
    result = average(P, unseen)
    for i in range(7):
        members = [k for k in range(5) if i not in rows[k]]
        assert np.allclose(result[i], np.mean(P[members, i], axis=0)) if members else np.isnan(result[i]).all()
    assert np.allclose(average(P[:, :, 0]), P[:, :, 0].mean(axis=0))


def test_bad_bags_are_refused(rng):
    with pytest.raises(ValueError, match="n_bags is 0"):
        bootstrap(5, 0, rng)
    with pytest.raises(ValueError, match="row numbers from 0 to 2"):
        out_of_bag(np.array([[0, 1, 3]]))
    with pytest.raises(ValueError, match="members has shape"):
        average(np.ones((3, 4)), np.ones((4, 3), bool))


def test_masks_of_a_linear_unit_have_the_mean_of_the_scaled_weights(rng):
    p, net = 0.3, Network([6, 1], dropout=Dropout(0.3, 0.0))
    w, x = rng.normal(size=7), rng.normal(size=6)
    mean = sum(
        p ** (6 - sum(m)) * (1 - p) ** sum(m) * (w[:6] @ (np.array(m) * x) + w[6]) for m in product((0, 1), repeat=6)
    )
    assert net.predict(weights_for_prediction(net, w, net.dropout), x[None])[0] == pytest.approx(mean, rel=1e-12)
    many = masked_predictions(net, w, np.tile(x, (20_000, 1)), 1, rng)[0]
    assert many.mean() == pytest.approx(net.predict(w, x[None])[0], abs=5 * many.std() / np.sqrt(20_000))


@pytest.mark.parametrize("n_outputs, normalization", [(1, None), (3, None), (3, BatchNorm())], ids=str)
def test_many_masks_in_one_pass_are_what_one_at_a_time_gives(rng, n_outputs, normalization):
    net = Network(
        [4, 6, n_outputs],
        phi="tanh",
        loss="multiclass" if n_outputs > 1 else "logistic",
        normalization=normalization,
        dropout=Dropout(0.2, 0.5),
    )
    w, X = net.init(rng), 2 * rng.normal(size=(3, 4))
    many = masked_predictions(net, w, X, 4007, rng)
    single = np.array([net.predict(w, X, train=True, rng=rng) for _ in range(4007)])
    assert many.shape == single.shape == (4007, *net.predict(w, X, train=True, rng=rng).shape)
    error = np.sqrt((many.var(axis=0) + single.var(axis=0)) / 4007)
    assert (np.abs(many.mean(axis=0) - single.mean(axis=0)) < 5 * error).all()
    np.testing.assert_allclose(many.std(axis=0), single.std(axis=0), rtol=0.15)
    rows = many.reshape(4007, -1)
    assert len(np.unique(rows[:200], axis=0)) > 100  # and every pass, every row has its own mask


def test_scaled_weights_are_scaled_units_and_biases_stay(rng):
    dropout, net = Dropout(0.2, 0.4), Network([3, 4, 4, 2], phi="tanh", loss="multiclass")
    w, X = rng.normal(size=net.n_params), rng.normal(size=(5, 3))
    before = w.copy()
    A = X
    for (W, b), keep in zip(net.views(w), (0.8, 0.6, 0.6)):
        Z = (keep * A) @ W.T + b
        A = np.tanh(Z)
    assert np.allclose(net.logits(weights_for_prediction(net, w, dropout), X), Z, rtol=1e-12)
    assert np.array_equal(w, before)


def test_masked_predictions_are_probabilities_and_need_dropout(rng):
    net = Network([3, 4, 2], loss="multiclass", dropout=Dropout(0.2, 0.5))
    P = masked_predictions(net, net.init(rng), rng.normal(size=(5, 3)), 9, rng)
    assert P.shape == (9, 5, 2) and np.allclose(P.sum(axis=2), 1) and P.std(axis=0).min() > 0
    plain = Network([3, 4, 2], loss="multiclass")
    with pytest.raises(ValueError, match="dropout=None, expected a Dropout"):
        masked_predictions(plain, plain.init(rng), np.ones((1, 3)), 2, rng)
    with pytest.raises(ValueError, match="net is 'x', expected a Network"):
        masked_predictions("x", net.init(rng), np.ones((1, 3)), 2, rng)
    with pytest.raises(ValueError, match="rng is int, expected a numpy Generator"):
        masked_predictions(net, net.init(rng), np.ones((1, 3)), 2, 0)


def test_posterior_of_a_linear_model_is_the_known_gaussian(rng):
    """Least squares with a Gaussian prior: the posterior has a closed form."""
    X, noise, prior = rng.normal(size=(12, 1)), 0.5, 2.0
    net = Network([1, 1])
    y = 0.7 * X[:, 0] - 0.3 + noise * rng.normal(size=12)
    posterior = Posterior(net, X, y, prior, noise)
    A = np.column_stack([X, np.ones(12)])
    covariance = np.linalg.inv(A.T @ A / noise**2 + np.eye(2) / prior**2)
    mean = covariance @ A.T @ y / noise**2
    w = rng.normal(size=2)
    assert gradcheck(lambda v: posterior.value_and_grad(v)[0], posterior.value_and_grad(w)[1], w)
    axes = [np.linspace(m - 5 * s, m + 5 * s, 81) for m, s in zip(mean, np.sqrt(np.diag(covariance)))]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    values = np.array([posterior.value_and_grad(v)[0] for v in points])
    weights = np.exp(values - values.max())
    weights /= weights.sum()
    assert np.allclose(weights @ points, mean, atol=1e-3)
    assert np.allclose((points - mean).T @ (weights[:, None] * (points - mean)), covariance, rtol=0.01)
    samples, accepted = hamiltonian_samples(posterior.value_and_grad, mean, rng, step=0.1, n_leaps=12, n_samples=3000)
    assert accepted > 0.8
    assert np.allclose(samples.mean(axis=0), mean, atol=0.03)
    assert np.allclose(np.cov(samples.T), covariance, atol=0.15 * covariance.max())


def test_large_steps_are_corrected_by_rejection(rng):
    """A step so large that the leapfrog alone would be wrong still samples the right density."""
    sd = np.array([1.0, 0.5])
    samples, accepted = hamiltonian_samples(
        lambda w: (-0.5 * np.sum((w / sd) ** 2), -w / sd**2), np.zeros(2), rng, step=0.75, n_leaps=3, n_samples=8000
    )
    assert 0.3 < accepted < 0.97
    assert np.allclose(samples.std(axis=0), sd, rtol=0.08)


def test_the_start_is_not_changed_and_bad_settings_are_refused(rng):
    w = np.zeros(2)
    hamiltonian_samples(lambda w: (-w @ w, -2 * w), w, rng, step=0.1, n_leaps=2, n_samples=3)
    assert np.array_equal(w, np.zeros(2))
    with pytest.raises(ValueError, match="step is 0"):
        hamiltonian_samples(lambda w: (-w @ w, -2 * w), w, rng, step=0, n_leaps=2, n_samples=3)
    with pytest.raises(ValueError, match="prior is -1"):
        Posterior(Network([1, 1]), np.ones((2, 1)), np.ones(2), -1.0)
    with pytest.raises(ValueError, match="net is 'x', expected a Network"):
        Posterior("x", np.ones((2, 1)), np.ones(2), 1.0)
    with pytest.raises(ValueError, match="dropout is 0.5, expected a Dropout"):
        weights_for_prediction(Network([1, 1]), np.ones(2), 0.5)
    with pytest.raises(ValueError, match=r"w has shape \(3,\), expected \(2,\)"):
        weights_for_prediction(Network([1, 1]), np.ones(3), Dropout())
    with pytest.raises(ValueError, match="noise is 0.3, expected 1"):
        Posterior(Network([1, 1], loss="logistic"), np.ones((2, 1)), np.ones(2, int), 1.0, 0.3)
