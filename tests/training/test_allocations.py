"""A training step makes no array after its first call: everything large lies in buffers that are kept."""

import gc
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, AdamW, RMSProp
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.weight_decay import WeightDecay
from lecturekit.sgd.momentum import Momentum, Nesterov
from lecturekit.training.loop import train
from lecturekit.training.optimizer import GradientDescent
from tests.benchmarks.competitors import LectureKit
from tests.benchmarks.workloads import WORKLOADS

A_FEW_KILOBYTES = 8192


def largest_increase(step):
    """By how many bytes the memory in use rises at most during one call of ``step``, after three calls.

    numpy itself works through an array piece by piece where it converts numbers on the way; the pieces are made
    small here, for in old versions of numpy they are as large as a small array.
    """
    for _ in range(3):
        step()
    gc.collect()
    pieces = np.setbufsize(256)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        step()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        np.setbufsize(pieces)


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


@pytest.mark.parametrize("phi", ["relu", "tanh", "identity"])
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
