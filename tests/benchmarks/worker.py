"""A process of its own for one competitor, told over its standard input what to time.

Each library brings a thread pool, and two pools in one process hinder each other.
"""

import gc
import json
import sys
import time
import warnings

import numpy as np

from tests.benchmarks.competitors import COMPETITORS
from tests.benchmarks.epochs import EPOCHS, load
from tests.benchmarks.roofline import PRODUCTS, copying
from tests.benchmarks.workloads import WORKLOADS

CHECKED_STEPS = 10


def timed(competitor, repetitions):
    """Seconds for one step, the mean of so many calls in a row."""
    for _ in range(max(1, repetitions // 10)):
        competitor.step()  # caches and threads as they are in a long run
    start = time.perf_counter()
    for _ in range(repetitions):
        competitor.step()
    return (time.perf_counter() - start) / (repetitions * competitor.steps)


class Steps:
    """Answers about training steps."""

    def __init__(self, name, threads):
        self.make, self.threads = (COMPETITORS | PRODUCTS)[name], threads

    def set_up(self, load, save):
        self.load = WORKLOADS[load]
        self.competitor = self.make(self.load)
        for _ in range(CHECKED_STEPS // self.competitor.steps):
            self.competitor.step()
        parameters = self.competitor.parameters()
        if parameters is not None:
            np.save(save, np.asarray(parameters, float))
        gc.collect()

    def time(self, repetitions):
        self.competitor.restart()  # how far it gets must not count
        return timed(self.competitor, repetitions)

    def bandwidth(self):
        return copying(self.load, self.threads)


class Epochs:
    """Answers about whole epochs."""

    def __init__(self, name, threads):
        self.make = EPOCHS[name]

    def set_up(self, path, epochs):
        """Train so long; the fraction of right answers to new questions."""
        data = load(path)
        self.epoch, predict = self.make(data)
        for _ in range(epochs):
            self.epoch()
        return float(np.mean(predict(data["X_test"]) == data["y_test"]))

    def time(self):
        start = time.perf_counter()
        self.epoch()
        return time.perf_counter() - start


def main():
    """Answer one JSON line for each JSON line read."""
    warnings.simplefilter("ignore")
    kind, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if "PyTorch" in name:
        import torch

        torch.set_num_threads(threads)
    answers = {"steps": Steps, "epochs": Epochs}[kind](name, threads)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(getattr(answers, order.pop("do"))(**order)), flush=True)


if __name__ == "__main__":
    main()
