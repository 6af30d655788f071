"""Kill copies of this process at random moments of their work, and print what is left behind that is not whole.

A script of its own, because a process with threads, such as one of pytest's, should not fork.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from lecturekit.checks import memory
from lecturekit.classroom import assignments
from lecturekit.course import start
from lecturekit.foundation.files import write_whole

TIMES = 40


def killed(work, seconds):
    """Run ``work()`` in a copy of this process, which is killed within so many seconds; whether it was done."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    time.sleep(random.uniform(0, seconds))
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def duration(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def writing(folder):
    """One file, written again and again: it is always one of the two."""
    path, contents = folder / "file", [b"a" * 300_000, b"b" * 300_000]
    write_whole(path, contents[0])

    def work():
        for k in range(1000):
            write_whole(path, contents[k % 2])

    for _ in range(TIMES):
        killed(work, 0.02)
        if path.read_bytes() not in contents:
            yield f"half a file: {path.stat().st_size} bytes"


def progress(folder):
    """Results that were said to be stored are there, and the file can be read."""
    os.environ["LECTUREKIT_STATE_DIR"] = str(folder)
    memory.remember("first", "correct")  # what it imports is imported before the copies are made
    for turn in range(TIMES):
        reading, saying = os.pipe()

        def work():
            for k in range(1000):
                memory.remember(f"{turn}.{k}", "correct")
                os.write(saying, f"{turn}.{k}\n".encode())

        killed(work, 0.05)
        os.close(saying)
        said = os.fdopen(reading).read().split()
        lost = [name for name in said if memory.load().get(name) != "correct"]
        if lost:
            yield f"lost: {lost}"
    if list(folder.glob("progress.unreadable*")):
        yield "an unreadable file"
    yield "" if len(memory.load()) > 1 else "every kill came before the first result"


def copying(module, command, folder):
    """Notebooks copied by a command: each is whole or not there, and the next time all are there."""
    course = folder / "course"
    names = {"start": start.FOLDERS, "assignments": ("solutions",)}[command]
    for name in names:
        for k in range(3):
            (course / name).mkdir(parents=True, exist_ok=True)
            (course / name / f"0{k}_a.ipynb").write_bytes(bytes([65 + k]) * 200_000)
    module.course_dir = lambda name: course / name
    whole = {path.read_bytes() for path in course.rglob("*.ipynb")}
    work = getattr(module, command)
    seconds = duration(lambda: work(folder / "first"))
    for turn in range(TIMES // 2):
        target = folder / str(turn)
        killed(lambda: work(target), 1.2 * seconds)
        for path in target.rglob("*.ipynb"):
            if path.read_bytes() not in whole:
                yield f"half a notebook: {path}"
        for path in target.rglob("*.py"):
            if path.read_bytes() != (folder / "first" / path.relative_to(target)).read_bytes():
                yield f"half a file: {path}"
        work(target)
        if {path.name for path in target.rglob("*.ipynb")} != {path.name for path in course.rglob("*.ipynb")}:
            yield f"not all notebooks after the next {command}"


if __name__ == "__main__":
    random.seed(0)
    scratch = Path(sys.argv[1])
    tests = {
        "writing": writing,
        "progress": progress,
        "start": lambda folder: copying(start, "start", folder),
        "assignments": lambda folder: copying(assignments, "assignments", folder),
    }
    found = {}
    for name, test in tests.items():
        (scratch / name).mkdir()
        found[name] = [fault for fault in test(scratch / name) if fault]
    print(json.dumps(found))
