"""Linear algebra starts one thread unless the user says otherwise, and pools are no larger than what the container is granted."""

import os
import subprocess
import sys

import pytest

from lecturekit.foundation import threads

CODE = """
import numpy
import lecturekit.{room}
from threadpoolctl import threadpool_info
print(max(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"))
"""


def threads_after(room="l_layer", **said):
    variables = {key: value for key, value in os.environ.items() if key not in threads.SAID_BY} | said
    done = subprocess.run([sys.executable, "-c", CODE.format(room=room)], env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("room", ["l_layer", "datasets", "checks"])
def test_whichever_room_is_entered_first_one_thread_is_left(room):
    assert threads_after(room) == 1


@pytest.mark.skipif(
    len(getattr(os, "sched_getaffinity", lambda _: [0])(0)) < 2, reason="one core has one thread anyway"
)
@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
def test_what_the_user_says_stays(name):
    assert threads_after(**{name: "2"}) == 2


@pytest.mark.parametrize(
    "files, expected",
    [
        ({"cpu.max": "150000 100000\n"}, 1.5),
        ({"cpu.max": "max 100000\n"}, float("inf")),
        ({"cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 0.5),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, float("inf")),
        ({"cpu.max": "nonsense"}, float("inf")),
        ({}, float("inf")),
    ],
    ids=["version 2", "no limit", "version 1", "no limit in version 1", "unreadable", "no groups"],
)
def test_what_a_container_is_granted(tmp_path, files, expected):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert threads.granted(tmp_path) == expected


@pytest.mark.parametrize("granted, expected", [(0.5, 1), (1.0, 1), (float("inf"), None)])
def test_no_more_workers_than_that(monkeypatch, granted, expected):
    monkeypatch.setattr(threads, "granted", lambda: granted)
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert threads.cores() == (expected or bound)
