"""Time every workload with every competitor that is installed; print a table, write results and a figure.

    python -m tests.benchmarks                       all, two threads
    python -m tests.benchmarks --load W2 --threads 1 --rounds 15
    python -m tests.benchmarks --write               also renew results.json and results.png beside this file

First every competitor makes a few training steps and the resulting parameters are compared; only then is
anything timed. Competitors take turns, round after round, so that a change of the machine's speed meets
all of them; the medians over the rounds and their ratios are reported.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.competitors import COMPETITORS
from tests.benchmarks.workloads import WORKLOADS

HERE = Path(__file__).parent
NEEDS = {"torch": "torch", "torch fused": "torch", "jax": "jax", "scikit-learn": "sklearn", "autograd": "autograd"}
SETTLE = 0.25  # seconds: the threads of the competitor before go on spinning for a while, on our cores
TOLERANCE = {"float32": 2e-4, "float64": 1e-9}


class Worker:
    """The process of one competitor."""

    def __init__(self, name, threads):
        self.name = name
        variables = {
            **os.environ,
            "PYTHONPATH": str(HERE.parents[1]),
            "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'} intra_op_parallelism_threads={threads}",
        }
        variables |= {key: str(threads) for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", name, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=variables,
            cwd=HERE.parents[1],
        )

    def ask(self, **order):
        """Send an order, return the answer."""
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the competitor {self.name} stopped with exit status {self.process.wait()}")
        return json.loads(line)

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


def installed():
    """The competitors whose library is there."""
    return [name for name in COMPETITORS if name not in NEEDS or importlib.util.find_spec(NEEDS[name])]


def require_same_numbers(load, workers, folder):
    """Set every worker up and compare the parameters after a few steps; return who can time a gradient alone."""
    gradients, found = {}, {}
    for worker in workers:
        path = Path(folder) / f"{worker.name}.npy"
        path.unlink(missing_ok=True)
        gradients[worker.name] = worker.ask(do="set up", load=load.name, save=str(path))["gradient"]
        if path.exists():
            found[worker.name] = np.load(path)
    truth, start = found["lecturekit"], np.concatenate([np.ravel(part) for layer in load.weights() for part in layer])
    for name, parameters in found.items():
        difference = np.linalg.norm(parameters - truth) / np.linalg.norm(truth - start)
        if not difference < TOLERANCE[load.dtype]:
            raise SystemExit(
                f"{load.name}: {name} computes other numbers than lecturekit: relative difference {difference:.1e}"
            )
    return gradients


def measure(load, workers, gradients, rounds, seconds):
    """{what: {competitor: [seconds of each round]}} for the step and the gradient alone."""
    jobs = [
        (worker, what)
        for worker in workers
        for what in ("step", "gradient")
        if what == "step" or gradients[worker.name]
    ]
    repetitions = {}
    for worker, what in jobs:
        worker.ask(do="time", what=what, repetitions=3)
        once = worker.ask(do="time", what=what, repetitions=3)["seconds"]
        repetitions[worker.name, what] = int(np.clip(seconds / once, 3, 20_000))
    times, last = {"step": {}, "gradient": {}}, None
    for _ in range(rounds):
        for worker, what in jobs:
            if worker is not last:
                time.sleep(SETTLE)
            last = worker
            taken = worker.ask(do="time", what=what, repetitions=repetitions[worker.name, what])["seconds"]
            times[what].setdefault(worker.name, []).append(taken)
    return times


def table(results):
    """The results as text: medians in microseconds, and multiples of lecturekit's."""
    lines = []
    for name, result in results["workloads"].items():
        lines += ["", f"{name}: {result['describe']}"]
        for what in ("gradient", "step"):
            medians = {who: float(np.median(taken)) for who, taken in result[what].items()}
            ours, floor = medians["lecturekit"], medians["floor"]
            lines.append(f"  {what}: lecturekit {ours * 1e6:.4g} us = {ours / floor:.2f} x floor")
            lines += [
                f"    {who:13} {taken * 1e6:10.4g} us   {taken / ours:6.2f} x lecturekit"
                for who, taken in medians.items()
                if who != "lecturekit"
            ]
    return "\n".join(lines)


def figure(results):
    """Time of a step of every competitor, as multiples of lecturekit's."""
    from lecturekit.figures import CYCLE, MARKERS, new_figure

    drawing, axes = new_figure(width=8.0, height=4.2)
    loads = list(results["workloads"])
    names = [name for name in COMPETITORS if name != "lecturekit"]
    for k, name in enumerate(names):
        points = [
            (
                i,
                np.median(results["workloads"][load]["step"][name])
                / np.median(results["workloads"][load]["step"]["lecturekit"]),
            )
            for i, load in enumerate(loads)
            if name in results["workloads"][load]["step"]
        ]
        if points:
            axes.plot(*zip(*points), MARKERS[k % len(MARKERS)], color=CYCLE[k % len(CYCLE)], label=name, markersize=8)
    axes.axhline(1, color="#222222", linewidth=1.2)
    axes.set(
        yscale="log",
        xticks=range(len(loads)),
        xticklabels=loads,
        ylabel="time of a step / lecturekit's",
        title=f"above the line: slower than lecturekit ({results['threads']} threads, {results['cores']} cores)",
    )
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return drawing


def main():
    """Parse the options, run, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--load", nargs="*", choices=list(WORKLOADS), default=list(WORKLOADS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.15, help="length of one timing")
    parser.add_argument("--write", action="store_true", help="renew results.json and results.png")
    options = parser.parse_args()
    workers = [Worker(name, options.threads) for name in installed()]
    results = {
        "threads": options.threads,
        "cores": os.cpu_count(),
        "rounds": options.rounds,
        "numpy": np.__version__,
        "workloads": {},
    }
    with tempfile.TemporaryDirectory() as folder:
        for name in options.load:
            load = WORKLOADS[name]
            gradients = require_same_numbers(load, workers, folder)
            results["workloads"][name] = {
                "describe": load.describe(),
                **measure(load, workers, gradients, options.rounds, options.seconds),
            }
            print(table({**results, "workloads": {name: results["workloads"][name]}}), flush=True)
    for worker in workers:
        worker.close()
    if options.write:
        from lecturekit.figures import to_png

        (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (HERE / "results.png").write_bytes(to_png(figure(results), scale=2, compression=9))


if __name__ == "__main__":
    main()
