"""Grade a made-up class: ``python -m tests.benchmarks.grading 300`` on 1 and 2 workers and on a Dask cluster.

The submissions of chapters 1 and 5 are right, blank, partly right, and hostile (endless loops, killed processes, cells
without marks). The cluster has two worker processes, one of which is killed in the middle. First it is required
that all give the same grades; then seconds of wall and of CPU are printed, all processes counted.

``python -m tests.benchmarks.grading 1000 --simulate 64`` grades ten submissions of chapter 1, and then a class of copies of
them on 64 workers that only wait as long as each took; one in twenty is an endless loop. Everything else is real:
files, tasks, the scheduler, the one writer of grades.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from lecturekit import cli
from lecturekit.classroom import pool

ROOT = Path(__file__).parents[2]
STEMS = ("01_single_unit", "05_sgd")
HOSTILE = (
    "while True:\n    pass",
    "import os\nos._exit(1)",
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "print('x' * 10**6)\nimport numpy as np\nnp.ones(10**10)",
)


def make_course(folder, count):
    """Lay out a course with ``count`` submissions."""
    assert cli.main(["assignments", str(folder)]) == 0
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for stem in STEMS:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", stem],
            cwd=folder,
            env=os.environ | {"PATH": tools},
            check=True,
            capture_output=True,
        )
    for number in range(count):
        stem, kind = STEMS[number % 2], number // 2 % 10
        notebook = nbformat.read(folder / "release" / stem / f"{stem}.ipynb", as_version=4)
        solved = nbformat.read(ROOT / "solutions" / f"{stem}.ipynb", as_version=4)
        right = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells}
        answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
        for k, cell in enumerate(answers):
            if kind != 6 and (kind != 7 or k % 2):
                cell.source = right[cell.metadata.nbgrader.grade_id]
        if kind == 8:
            for cell in notebook.cells:
                cell.metadata.clear()
        if kind == 9:
            notebook.cells.insert(4, nbformat.v4.new_code_cell(HOSTILE[number // 20 % len(HOSTILE)]))
        path = folder / "submitted" / f"student{number:04}" / stem / f"{stem}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)


def grades(folder):
    """All scores of a course's gradebook."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {
            (stem, submission.student.id, grade.name): grade.auto_score
            for stem in STEMS
            for submission in book.notebook_submissions(stem, stem)
            for grade in submission.grades
        }


@contextlib.contextmanager
def cluster(kill_after=None):
    """A Dask scheduler with two worker processes; one of them is killed after some seconds."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "scheduler.json"
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        command += ["--no-dashboard", "--scheduler-file", str(file)]
        processes = [subprocess.Popen(command, **start)]
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1"]
        worker += ["--no-nanny", "--no-dashboard", "--local-directory", scratch]
        processes += [subprocess.Popen(worker, **start) for _ in range(2)]
        try:
            while not file.exists():
                time.sleep(0.1)
            import json

            while True:
                with contextlib.suppress(ValueError):
                    address = json.loads(file.read_text())["address"]
                    break
                time.sleep(0.1)
            if kill_after:
                threading.Timer(kill_after, processes[1].send_signal, [signal.SIGKILL]).start()
            yield address
        finally:
            for process in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def busy():
    """Seconds of CPU that this machine has spent, on whatever."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    return sum(int(each) for k, each in enumerate(fields) if k not in (3, 4)) / os.sysconf("SC_CLK_TCK")


def timed(source, count, *options):
    """Grade a copy of the course; return its grades, and print what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "course"
        shutil.copytree(source, folder)
        began, before = time.monotonic(), busy()
        cli.main(["grade", str(folder), "--timeout", "15", *options])
        wall, cpu = time.monotonic() - began, busy() - before
        print(
            f"{' '.join(options):40} {wall:7.1f} s, {cpu / count:5.2f} s of CPU each (the whole machine's)",
            file=sys.stderr,
        )
        return grades(folder)


def simulated(folder, count, workers):
    """Grade ``count`` submissions of chapter 1 by workers that wait instead; return how many were graded, and seconds."""
    make_course(folder, 20)
    stem, recorded, real = STEMS[0], {}, pool.grade_in_a_judge

    def record(task):
        began = time.monotonic()
        result = real(task)
        recorded[task["files"][f"{stem}.ipynb"]] = time.monotonic() - began, result
        return dict(result)

    def wait(task):
        seconds, result = recorded[task["files"][f"{stem}.ipynb"]]
        time.sleep(seconds)
        return dict(result)

    try:
        pool.grade_in_a_judge = record
        cli.main(["grade", str(folder), stem, "--workers", "1"])
        *ordinary, endless = sorted(recorded, key=lambda content: recorded[content][0])
        shutil.rmtree(folder / "submitted")
        for number in range(count):
            path = folder / "submitted" / f"simulated{number:04}" / stem / f"{stem}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(endless if number % 20 == 7 else ordinary[number % len(ordinary)])
        pool.grade_in_a_judge = wait
        began = time.monotonic()
        cli.main(["grade", str(folder), stem, "--workers", str(workers)])
        wall = time.monotonic() - began
    finally:
        pool.grade_in_a_judge = real
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        names = [each.student.id for each in book.assignment_submissions(stem)]
    seconds = sorted(each for each, _ in recorded.values())
    print(
        f"{count} submissions of {seconds[0]:.1f} to {seconds[-2]:.1f} s, one in twenty {seconds[-1]:.1f} s, "
        f"on {workers} workers: {wall:.0f} s",
        file=sys.stderr,
    )
    return sum(each.startswith("simulated") for each in names), wall


def main():
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--kill-after", type=float, default=15, help="seconds until a worker of the cluster is killed")
    parser.add_argument("--simulate", type=int, metavar="WORKERS", help="wait instead of grading, on so many workers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        course = Path(scratch)
        if given.simulate:
            simulated(course, given.count, given.simulate)
            return
        make_course(course, given.count)
        one = timed(course, given.count, "--workers", "1")
        two = timed(course, given.count, "--workers", "2")
        with cluster(given.kill_after) as address:
            many = timed(course, given.count, "--scheduler", address)
        print(f"{len(one)} grades, the same on two workers: {one == two}, on a cluster: {one == many}", file=sys.stderr)


if __name__ == "__main__":
    main()
