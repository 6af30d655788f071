"""A training step makes no array after its first call; what a gradient needs beside the data does not grow with them."""

import subprocess
import sys

import numpy as np
import pytest
from memory import increase, largest_increase

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.single_unit.activations import ACTIVATIONS
from lecturekit.training.loop import train, train_on_stream
from lecturekit.training.optimizer import GradientDescent
from tests.benchmarks.competitors import LectureKit
from tests.benchmarks.workloads import WORKLOADS

A_FEW_KILOBYTES = 8192


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_step_of_the_benchmark(name):
    assert largest_increase(LectureKit(WORKLOADS[name]).step) < A_FEW_KILOBYTES


@pytest.mark.parametrize(
    "optimizer",
    [GradientDescent(0.1), Momentum(0.1), Nesterov(0.1), AdaGrad(), RMSProp(), AdaDelta(), Adam(), AdamW()],
    ids=lambda o: type(o).__name__,
)
def test_a_step_of_every_optimizer(optimizer):
    w, g = np.ones(200_000), np.full(200_000, 0.1)
    assert largest_increase(lambda: optimizer.step(w, g)) < A_FEW_KILOBYTES


@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_a_step_of_train(phi):
    net = Network([50, 300, 10], phi, "multiclass")
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((1000, 50)), rng.integers(0, 10, 1000)
    records = train(net, net.init(rng), (X, y), Momentum(0.01), batch_size=200, n_epochs=9, rng=rng, every="step")
    assert largest_increase(lambda: next(records)) < A_FEW_KILOBYTES + 8 * 1000  # once an epoch: the new order


def test_a_gradient_with_weight_decay():
    net = WeightDecay(Network([50, 300, 10], "relu", "multiclass"), 0.1)
    rng = np.random.default_rng(0)
    w, X, y = net.init(rng), rng.standard_normal((20, 50)), rng.integers(0, 10, 20)
    g = np.empty_like(w)
    assert largest_increase(lambda: net.loss_and_grad(w, X, y, out=g)) < A_FEW_KILOBYTES


MEGABYTE = 2**20


def test_a_gradient_of_many_rows_takes_little_memory_beside_them():
    net = Network([100, 100, 10], "relu", "multiclass")
    rng = np.random.default_rng(0)
    w, X, y = net.init(rng), rng.standard_normal((100_000, 100)), rng.integers(0, 10, 100_000)
    assert increase(lambda: net.loss_and_grad(w, X, y)) < 10 * MEGABYTE


def test_the_first_look_for_numbers_that_are_not_finite_copies_nothing():
    X, y = np.zeros((100_000, 100)), np.zeros(100_000)
    assert increase(lambda: train(Network([100, 1]), np.zeros(101), (X, y), GradientDescent(0.1))) < MEGABYTE
    X[-1, -1] = np.nan
    with pytest.raises(ValueError, match=r"X contains nan at \[99999, 99\]"):
        train(Network([100, 1]), np.zeros(101), (X, y), GradientDescent(0.1))


def stored(folder, n):
    """n rows of 200 numbers and their sums: the numbers in a file, mapped."""
    X = np.lib.format.open_memmap(folder / f"{n}.npy", "w+", np.float32, (n, 200))
    X[...] = np.random.default_rng(0).standard_normal(X.shape)
    y = X.sum(axis=1)
    X.flush()
    return np.load(folder / f"{n}.npy", mmap_mode="r"), y


def test_data_that_stay_on_the_disk_are_trained_on_with_the_memory_of_a_batch(tmp_path):
    net, rng = Network([200, 1], dtype="float32"), np.random.default_rng(0)
    X, y = stored(tmp_path, 40_000)  # 32 MB
    w = net.init(rng)
    losses = []

    def run():
        for record in train(net, w, (X, y), GradientDescent(0.01), batch_size=100, n_epochs=2, rng=rng):
            losses.append(record.loss)

    assert increase(run) < MEGABYTE
    assert losses[-1] < 0.01 * losses[0]


def test_a_stream_is_trained_on_with_the_memory_of_a_batch():
    net, rng = Network([200, 1], dtype="float32"), np.random.default_rng(0)
    w = net.init(rng)
    batches = (rng.standard_normal((100, 200), dtype="float32") for _ in range(400))  # 32 MB in all
    losses = []

    def run():
        for record in train_on_stream(net, w, ((X, X.sum(axis=1)) for X in batches), GradientDescent(0.01)):
            losses.append(record.loss)

    assert increase(run) < MEGABYTE
    assert losses[-1] < 0.01 * losses[0]


def test_the_measurement_sees_an_array():
    assert largest_increase(lambda: np.ones(4096).sum()) > A_FEW_KILOBYTES


def loaded_by(source):
    """The modules for pictures and widgets, and the files of data, that a fresh process has loaded after ``source``."""
    code = (
        "import sys; opened = [];"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])));"
        f"{source};"
        "print([m for m in ('matplotlib', 'ipywidgets', 'IPython') if m in sys.modules]"
        " + [f for f in opened if f.endswith(('.npz', '.npy', '.csv', '.gz'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_package_loads_neither_pictures_nor_widgets_nor_data():
    chapters = "import lecturekit, lecturekit.l_layer, lecturekit.training, lecturekit.adaptive_lr"
    assert loaded_by(chapters) == "[]"
    assert "mnist" in loaded_by("from lecturekit.datasets import load_mnist; load_mnist(subset=100)")
