"""Processes that take turns, round after round, so that a change of the machine's speed meets all of them."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from lecturekit.training.compiled import LONG
from tests.benchmarks import epochs
from tests.benchmarks.competitors import COMPETITORS, flat
from tests.benchmarks.roofline import PRODUCTS, bytes_moved

ROOT = Path(__file__).parents[2]
MODULES = {"[fast]": "numba", "PyTorch": "torch", "JAX": "jax", "scikit-learn": "sklearn", "autograd": "autograd"}
SETTLE = 0.2  # seconds: the threads of the competitor before go on spinning for a while, on our cores
TOLERANCE = {"float32": 2e-4, "float64": 1e-9}  # of the parameters after ten steps
ACCURACY = 0.02  # after three epochs, each in its own random order


def installed(names):
    """Those whose library is there; compiled PyTorch needs a C++ compiler too."""

    def is_there(name):
        library = next((module for part, module in MODULES.items() if part in name), None)
        return (library is None or importlib.util.find_spec(library)) and (
            "compiled" not in name or shutil.which("g++") or shutil.which("clang++")
        )

    return [name for name in names if is_there(name)]


def environment(threads):
    """Every library's variable for its number of threads."""
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'} intra_op_parallelism_threads={threads}",
    }
    return variables | {key: str(threads) for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Worker:
    """The process of one competitor."""

    def __init__(self, kind, name, threads):
        self.name, self.steps = name, (COMPETITORS | PRODUCTS)[name].steps if kind == "steps" else 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", kind, name, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(threads),
            cwd=ROOT,
        )

    def ask(self, do, **order):
        """Send an order, return the answer."""
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the competitor {self.name} stopped with exit status {self.process.wait()}")
        return json.loads(line)

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


class Others:
    """``share()``: the part of the machine's cores that was busy with others, from the making of this on; None where unknown."""

    def __init__(self, workers=()):
        self.processes = [os.getpid(), *(worker.process.pid for worker in workers)]
        self.before = self._read()

    def _read(self):
        try:
            whole = [int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
            ours = 0
            for process in self.processes:
                fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                ours += sum(int(each) for each in fields[11:15])  # its own time, and that of children that have ended
        except (OSError, ValueError, IndexError):
            return None
        return sum(whole), whole[3] + whole[4], ours  # all ticks; idle and waiting for a disk; ours

    def share(self):
        after = self._read()
        if after is None or self.before is None:
            return None
        ticks, idle, ours = (new - old for new, old in zip(after, self.before))
        return max(0.0, (ticks - idle - ours) / ticks) if ticks else 0.0


def require_same_numbers(load, workers, folder):
    """Set every worker up and compare the parameters after a few steps."""
    found = {}
    for worker in workers:
        path = Path(folder) / f"{worker.name}.npy"
        path.unlink(missing_ok=True)
        worker.ask("set_up", load=load.name, save=str(path))
        if path.exists():
            found[worker.name] = np.load(path)
    truth, start = found["lecturekit"], flat(load.weights())
    for name, parameters in found.items():
        difference = np.linalg.norm(parameters - truth) / np.linalg.norm(truth - start)
        if not difference < TOLERANCE[load.dtype]:
            raise SystemExit(
                f"{load.name}: {name} computes other numbers than lecturekit: relative difference {difference:.1e}"
            )


def in_turns(workers, rounds, repetitions=None):
    """{competitor: [seconds of each round]}."""
    times = {worker.name: [] for worker in workers}
    for _ in range(rounds):
        for worker in workers:
            time.sleep(SETTLE)
            settings = {} if repetitions is None else {"repetitions": repetitions[worker.name]}
            times[worker.name].append(worker.ask("time", **settings))
    return times


def steps(load, workers, rounds, seconds, folder):
    """One row: a training step of every competitor, and the roofline."""
    cannot = {
        "autograd": load.phi not in ("relu", "tanh"),
        "lecturekit[fast]": sum((k + 1) * m for k, m in pairwise(load.sizes)) < LONG,  # it would be the same
    }
    able = [worker for worker in workers if not cannot.get(worker.name)]
    require_same_numbers(load, able, folder)
    repetitions = {}
    for worker in able:
        worker.ask("time", repetitions=1)
        once = worker.ask("time", repetitions=3)
        repetitions[worker.name] = int(np.clip(seconds / (once * worker.steps), 1, 20_000))
    others = Others(able)
    taken = in_turns(able, rounds, repetitions)
    bandwidth = next(worker for worker in able if worker.name in PRODUCTS).ask("bandwidth")
    busy = others.share()
    products = {name: taken.pop(name) for name in PRODUCTS if name in taken}
    return {
        "describe": load.describe(),
        "seconds": taken,
        "products": products,
        "bytes": bytes_moved(load),
        "bandwidth": bandwidth,
        "busy": busy,
    }


def all_steps(loads, names, threads, rounds, seconds, folder):
    """(name of the workload, row), one after another."""
    workers = [Worker("steps", name, threads) for name in installed([*names, *PRODUCTS])]
    try:
        for load in loads:
            yield load.name, steps(load, workers, rounds, seconds, folder)
    finally:
        for worker in workers:
            worker.close()


def all_epochs(threads, rounds, data):
    """The row of epochs, after three that are not timed and that must lead equally far."""
    workers = [Worker("epochs", name, threads) for name in installed(epochs.EPOCHS)]
    try:
        right = {worker.name: worker.ask("set_up", path=str(data), epochs=3) for worker in workers}
        if not all(abs(each - right["lecturekit"]) < ACCURACY for each in right.values()):
            raise SystemExit(f"three epochs do not lead equally far: {right}")
        others = Others(workers)
        taken = in_turns(workers, rounds)
        return {"seconds": taken, "accuracy": right, "busy": others.share()}
    finally:
        for worker in workers:
            worker.close()


def first_epochs(threads, rounds, data, phi):
    """The row from the import to the end of the first epoch, each time in a fresh process."""
    names = installed(epochs.EPOCHS)
    taken, others = {name: [] for name in names}, Others()
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-m", "tests.benchmarks.epochs", name, str(data), phi]
            done = subprocess.run(
                command, env=environment(threads), cwd=ROOT, capture_output=True, text=True, check=True
            )
            taken[name].append(float(done.stdout))
    return {"seconds": taken, "busy": others.share()}
