"""Time lecturekit and every other library that is installed; print a table, renew the stored results and the README.

    python -m tests.benchmarks                       all, two threads, about six minutes
    python -m tests.benchmarks --load W2 --threads 1 --rounds 15
    python -m tests.benchmarks --write               also renew results.json, results.png and the README's section
    python -m tests.benchmarks --report              only the figure and the section, from the stored results

First every competitor makes the same training steps and the resulting parameters are compared, or trains for the same
epochs and the fractions of right answers are compared; only then is anything timed. Competitors take turns,
round after round. The least time and the median over the rounds are reported, and doubtful rows are marked.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks import epochs, measure, report
from tests.benchmarks.competitors import COMPETITORS
from tests.benchmarks.workloads import ACTIVATIONS, STEPS

HERE = Path(__file__).parent
FOR_ACTIVATIONS = ("lecturekit", "PyTorch", "JAX, jit a step")


def run(options):
    """All measurements; ``and a line for each row."""
    results = {"threads": options.threads, "cores": os.cpu_count(), "numpy": np.__version__}
    with tempfile.TemporaryDirectory() as folder:
        if not options.load:
            data = Path(folder) / "digits.npz"
            epochs.write(data)
            results["epoch"] = measure.all_epochs(options.threads, options.rounds, data)
            results["first"] = {
                phi: measure.first_epochs(options.threads, min(3, options.rounds), data, phi)
                for phi in ("relu", "sigmoid")
            }
        given = options.threads, options.rounds, options.seconds, folder
        parts = {"steps": ([STEPS[name] for name in options.load or STEPS], COMPETITORS)}
        if not options.load:
            parts["activations"] = (ACTIVATIONS.values(), FOR_ACTIVATIONS)
        for part, (loads, names) in parts.items():
            results[part] = {}
            for name, row in measure.all_steps(loads, names, *given):
                results[part][name] = row
                print(f"{name} measured", flush=True)
    return results


def main():
    """Parse the options, run, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--load", nargs="*", choices=list(STEPS), default=[], help="only steps, and only these")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.12, help="length of one timing of a step")
    parser.add_argument("--write", action="store_true", help="renew results.json, results.png and the README's section")
    parser.add_argument("--report", action="store_true", help="measure nothing; figure and section from results.json")
    parser.add_argument("--busy", action="store_true", help="write although the machine was busy; the section says so")
    options = parser.parse_args()
    if options.write and options.load:
        parser.error("--write renews everything: leave out --load")
    stored, readme = HERE / "results.json", HERE.parents[1] / "README.md"
    results = json.loads(stored.read_text(encoding="utf-8")) if options.report else run(options)
    for what, row in report.rows_of(results):
        print(report.table(what, row), flush=True)
    if options.write and report.is_doubtful(results) and not options.busy:
        raise SystemExit("nothing written: others kept the machine busy (--busy writes all the same)")
    if options.write or options.report:
        from lecturekit.figures import to_png

        stored.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (HERE / "results.png").write_bytes(to_png(report.figure(results), scale=2, compression=9))
        readme.write_text(report.renewed(readme.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
