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
from tests.benchmarks.workloads import WORKLOADS

CHECKED_STEPS = 5


def timed(function, repetitions):
    """Seconds for one call, the mean of so many calls in a row."""
    for _ in range(max(1, repetitions // 10)):
        function()  # caches and threads as they are in a long run
    start = time.perf_counter()
    for _ in range(repetitions):
        function()
    return (time.perf_counter() - start) / repetitions


def main():
    """Answer one JSON line for each JSON line read."""
    warnings.simplefilter("ignore")
    name, threads = sys.argv[1], int(sys.argv[2])
    if name.startswith("torch"):
        import torch

        torch.set_num_threads(threads)
    make = COMPETITORS[name]
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "set up":
            load = WORKLOADS[order["load"]]
            competitor = make(load)
            for _ in range(CHECKED_STEPS):
                competitor.step()
            parameters = competitor.parameters()
            if parameters is not None:
                np.save(order["save"], np.asarray(parameters, float))
            gc.collect()
            answer = {"gradient": competitor.gradient is not None}
        else:
            competitor = make(load)  # each timing trains from the start: how far it gets must not count
            answer = {"seconds": timed(getattr(competitor, order["what"]), order["repetitions"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
