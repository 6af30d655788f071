"""The same grades whatever does the work; and nothing is lost where a process is."""

import os
import threading
import time
from concurrent.futures import Executor
from pathlib import Path

import distributed
import nbformat
import pytest

from lecturekit.classroom import executors, pool
from lecturekit.classroom.judge import CORRECT
from tests.benchmarks import grading

ROOT = Path(__file__).parents[2]


def task(*sources, **changes):
    """What a judge process is asked: to grade chapter 1's solutions, with these cells before them."""
    notebook = nbformat.read(ROOT / "solutions" / "01_single_unit.ipynb", as_version=4)
    notebook.cells[2:2] = [nbformat.v4.new_code_cell(source) for source in sources]
    for cell in notebook.cells:
        cell.pop("id", None)
    restored = nbformat.from_dict({**notebook, "nbformat_minor": 4})
    return {
        "name": "01_single_unit",
        "restored": nbformat.writes(restored).encode(),
        "files": {},
        "released": [],
        "secret": [1],
        "timeout": 5,
        "deadline": 30,
        "limits": None,
    } | changes


def marked_right(result):
    return not result["problem"] and set(result["statuses"].values()) == {CORRECT}


def test_a_judge_that_is_lost_is_replaced_and_asked_again():
    pool.close_idle()  # those of other tests
    assert marked_right(pool.grade_in_a_judge(task()))
    [judge] = list(pool._idle.queue)
    threading.Timer(0.5, judge.process.kill).start()
    assert marked_right(pool.grade_in_a_judge(task("import time\ntime.sleep(2)")))
    assert judge.process.poll() is not None and len(pool._idle.queue) == 1


def test_a_judge_that_does_not_come_to_an_end_takes_one_submission_along(monkeypatch):
    monkeypatch.setattr(pool, "GRACE", -28)  # two seconds for a submission that may take thirty
    began = time.monotonic()
    result = pool.grade_in_a_judge(task("import time\ntime.sleep(300)"))
    assert "twice" in result["problem"] and time.monotonic() - began < 300
    monkeypatch.undo()
    assert marked_right(pool.grade_in_a_judge(task()))


def test_executors_are_executors():
    for threads in (True, False):
        with executors.executor(2, threads=threads) as made:
            assert isinstance(made, Executor) and list(made.map(abs, [-1, 2])) == [1, 2]
    assert executors.cores() >= 1


def test_processes_have_one_thread_for_linear_algebra(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with executors.executor(1) as made:
        assert made.submit(os.getenv, "OMP_NUM_THREADS").result() == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", refuse)
    with (
        pytest.raises(ValueError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"),
        executors.executor(scheduler="tcp://127.0.0.1:1"),
    ):
        pass


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Dask's and nbgrader's own
@pytest.mark.parametrize("count", [6, pytest.param(20, marks=pytest.mark.long)])
def test_one_worker_two_workers_and_a_cluster_that_loses_one_give_the_same_grades(tmp_path, count):
    grading.make_course(tmp_path, count)
    one = grading.timed(tmp_path, count, "--workers", "1")
    two = grading.timed(tmp_path, count, "--workers", "2")
    with grading.cluster(kill_after=2) as address:
        many = grading.timed(tmp_path, count, "--scheduler", address)
    assert one == two == many and len(one) == count / 2 * (10 + 11)
