"""The recording and the questions, against what can be computed in another way."""

from dataclasses import replace

import numpy as np
import pytest

from lecturekit.adaptive_lr import AdaGrad
from lecturekit.clinic import (
    PATIENTS,
    asked_twice,
    changed,
    classes_in_a_batch,
    columns,
    examine,
    figures,
    gradient_check,
    jump_at_epochs,
    loss_at_the_start,
    neighbors_agree,
    other_rates,
    parting,
    record_of_training,
    shared_rows,
    ten_points,
    updates_over_weights,
)
from lecturekit.l_layer import Network
from lecturekit.normalization import BatchNorm
from lecturekit.overfitting import Dropout, WeightDecay
from lecturekit.training import GradientDescent, train


def own_run(net=None, optimizer=None, trainable=None, **options):
    """A run of the learner's own: two clouds in the plane."""
    rng = np.random.default_rng(0)
    y = rng.permutation(np.arange(120) % 2)
    X = rng.normal(size=(120, 2)) + np.where(y, 1.5, -1.5)[:, None]
    net = net or Network([2, 5, 1], "tanh", "logistic")
    w = net.init(np.random.default_rng(1))
    settings = {"batch_size": 20, "n_epochs": 6, "rng": np.random.default_rng(2)} | options
    data, validation = (X[:80], y[:80]), (X[80:], y[80:])
    start = w.copy()
    record = record_of_training(
        trainable or net, w, data, optimizer or GradientDescent(0.3), validation=validation, **settings
    )
    assert np.array_equal(w, start), "the caller's parameters are left alone"
    return record, net, start, data, validation


def test_a_recording_is_the_run_that_train_makes():
    record, net, w, data, validation = own_run()
    losses = [
        each.loss
        for each in train(
            net, w, data, GradientDescent(0.3), batch_size=20, n_epochs=6, rng=np.random.default_rng(2), every="step"
        )
    ]
    assert np.array_equal(record.batch_losses, losses) and np.array_equal(record.w, w)
    assert record.losses["training"][-1] == pytest.approx(net.loss(w, *data))
    assert record.losses["validation"][-1] == pytest.approx(net.loss(w, *validation))
    assert record.accuracies["validation"][-1] == net.accuracy(w, *validation)
    assert record.steps.tolist() == [0, 1, 2, 4, 8, 12, 16, 20, 24]
    assert not record.diverged


def test_gradients_and_updates_are_those_of_the_layers():
    record, net, w, data, _ = own_run(batch_size=None, n_epochs=1)
    g = net.grad(w, *data)
    expected = [np.linalg.norm(W) for W, _ in net.views(g)]
    assert record.gradients[0] == pytest.approx(expected)
    assert record.updates[0] == pytest.approx(
        [0.3 * a / np.linalg.norm(W) for a, (W, _) in zip(expected, net.views(w))]
    )


def test_dead_and_saturated_units_are_counted():
    net = Network([2, 4, 1], "relu", "logistic")
    record = own_run(net)[0]
    assert record.dead[0].tolist() == [0.0]
    dead = replace(record.recipe, start=np.where(net.is_weight, record.recipe.start, -50.0))
    from lecturekit.clinic.recording import recorded

    assert recorded(dead).dead[0].tolist() == [1.0]
    steep = own_run(Network([2, 4, 1], "sigmoid", "logistic"))[0]
    assert recorded(replace(steep.recipe, start=1000 * steep.recipe.start)).saturated[0][0] > 0.9


@pytest.mark.parametrize(
    "net",
    [
        Network([2, 5, 1], "tanh", "logistic", normalization=BatchNorm()),
        Network([2, 20, 1], "tanh", "logistic", dropout=Dropout(0.1, 0.1)),
        Network([2, 5, 2], "relu", "multiclass"),
    ],
    ids=["batch norm", "dropout", "two outputs"],
)
def test_every_question_and_the_chart_work_on_runs_of_the_learners_own(net):
    record = own_run(net)[0]
    assert [layer.factor for layer in gradient_check(record)] == pytest.approx([1.0, 1.0], abs=1e-4)
    assert loss_at_the_start(record) > 0 and len(other_rates(record)) == 3 and parting(record).gap < 1
    assert columns(record)[1] > 0 and neighbors_agree(record) > 0.9 and asked_twice(record) == 0.0
    assert updates_over_weights(record).shape == (2, 2) and shared_rows(record) == 0.0
    assert "Chart of 24 steps" in figures.chart(record).words
    assert "Ten data with the labels" in figures.ten_data(record).words


def test_weight_decay_may_stand_around_the_network():
    net = Network([2, 5, 1], "tanh", "logistic")
    record = own_run(net, trainable=WeightDecay(net, 0.1))[0]
    assert record.recipe.net is net and record.accuracies["validation"][-1] > 0.9


def test_the_gradient_check_finds_a_factor_a_sign_and_a_direction():
    class Spoiled:
        def __init__(self, net, spoil):
            self.net, self.spoil = net, spoil

        def loss_and_grad(self, w, X, y, **mode):
            loss, g = self.net.loss_and_grad(w, X, y, **mode)
            self.spoil(self.net.views(g), g)
            return loss, g

    def found(spoil):
        net = Network([2, 5, 1], "tanh", "logistic")
        return gradient_check(own_run(net, trainable=Spoiled(net, spoil))[0])

    tripled = found(lambda layers, g: np.multiply(g, 3, out=g))
    assert [each.factor for each in tripled] == pytest.approx([3, 3], abs=1e-4)
    flipped = found(lambda layers, g: np.negative(layers[0][0], out=layers[0][0]))
    assert [each.factor for each in flipped] == pytest.approx([-1, 1], abs=1e-4)
    turned = found(lambda layers, g: np.multiply(layers[0][0], [1, 0], out=layers[0][0]))
    assert turned[0].mismatch > 0.1 and turned[1].mismatch < 1e-4


def test_batches_rows_rates_and_epochs_are_seen():
    record = own_run()[0]
    found, at_random = classes_in_a_batch(record)
    assert found == pytest.approx(at_random, abs=0.05) and found > 1.9
    leaked = replace(record, recipe=replace(record.recipe, validation=tuple(part[:10] for part in record.recipe.data)))
    assert shared_rows(leaked) == 1.0
    rates = other_rates(own_run(optimizer=GradientDescent(0.001))[0])
    assert rates["larger"] < rates["same"] < rates["smaller"]
    assert ten_points(record)[1] == 1.0
    assert jump_at_epochs(own_run(optimizer=AdaGrad(0.05))[0]) < 2
    assert jump_at_epochs(examine(PATIENTS[17])) > 2.5


def test_a_run_that_diverges_is_recorded_and_drawn():
    record = own_run(Network([2, 50, 50, 1], "leaky_relu", "logistic"), GradientDescent(1e120))[0]
    assert record.diverged and "diverged" in figures.chart(record).words


def test_a_layer_that_starts_at_zero_and_moves_has_changed_by_all_of_itself():
    record = examine(changed(PATIENTS[4], bias=0.1))
    assert record.updates[0].tolist() == [0.0, 0.0, 1.0] and np.isfinite(record.updates).all()


def test_what_cannot_be_charted_is_refused():
    with pytest.raises(ValueError, match="expected a Network that classifies"):
        own_run(Network([2, 5, 1]))
