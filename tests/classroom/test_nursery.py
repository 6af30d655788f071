"""One prepared process serves one submission after the other; none of them leaves anything in it, or reaches it."""

import threading

import nbformat
import pytest

from lecturekit.classroom import sandbox
from lecturekit.classroom.judge import imported, judge
from tests.classroom.test_sandbox import CHECKS, GIVEN, RIGHT, bubblewrap, judged, shown  # noqa: F401

pytestmark = pytest.mark.usefixtures("bubblewrap")


@pytest.fixture
def nursery():
    """A prepared process that has served once; where none can be, there is nothing to be tested."""
    sandbox.close_nurseries()
    shown("1")
    if not sandbox.Nursery.possible:
        pytest.skip("no namespaces inside of namespaces here")
    [prepared] = sandbox._idle.queue
    yield prepared
    assert list(sandbox._idle.queue) == [prepared] and prepared.process.poll() is None, "the same one all the time"
    sandbox.close_nurseries()


LEAVES = """
import os, subprocess, threading, time
import numpy, random, lecturekit.single_unit, matplotlib
found = 0
for top, folders, files in os.walk('/'):
    folders[:] = [each for each in folders if top.count('/') < 3 and each not in ('usr', 'proc', 'root')]
    if os.access(top, os.W_OK) or top.count('/') < 3:
        try:
            open(top + '/left-behind', 'w').write('9' * 100)
            found += 1
        except OSError:
            pass
numpy.exp = lambda z: 0
lecturekit.single_unit.sigmoid = lambda z: 0
os.environ['LEFT'] = matplotlib.rcParams['figure.dpi'] = '9'
numpy.random.seed(0), random.seed(0)
subprocess.Popen(['sleep', '1000'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    time.sleep(1000)
print(found)
"""
LOOKS = """
import os, numpy, random, lecturekit.single_unit, matplotlib
found = []
for top, folders, files in os.walk('/'):
    folders[:] = [each for each in folders if top.count('/') < 3 and each not in ('usr', 'proc', 'root')]
    found += [top] * ('left-behind' in files)
print(found)
print(numpy.exp(0.0), lecturekit.single_unit.sigmoid(0.0), 'LEFT' in os.environ, matplotlib.rcParams['figure.dpi'] == 9)
print(sum(each.isdigit() for each in os.listdir('/proc')) <= 2)
print(numpy.random.random(), random.random())
"""


def test_nothing_is_left_for_the_next(nursery):
    assert int(shown(LEAVES)) >= 3
    *found, first = shown(LOOKS).splitlines()
    assert found == ["[]", "1.0 0.5 False False", "True"]
    assert shown(LOOKS).splitlines()[-1] != first


REACHES = """
import ctypes, os, stat
libc = ctypes.CDLL(None, use_errno=True)
reached = []
for pid in range(1, 40):
    if pid not in (os.getpid(), os.getppid()):
        if os.path.exists(f'/proc/{pid}/mem') or libc.ptrace(16, pid, 0, 0) == 0:
            reached.append(pid)
        try:
            os.kill(pid, 0)
            reached.append(pid)
        except OSError:
            pass
above = os.pidfd_open(os.getppid())
taken = [libc.syscall(438, above, k, 0) for k in range(30)]  # pidfd_getfd
print({stat.S_ISCHR(os.fstat(each).st_mode) for each in taken if each >= 0})
print(reached, libc.umount2(b'/tmp', 2), libc.umount2(b'/proc', 2), libc.mount(b'x', b'/mnt', b'tmpfs', 0, None))
print(libc.setns(os.open('/', os.O_RDONLY), 0), os.getuid() > 0, open('/proc/self/status').read().count('CapEff:\\t0000000000000000')
      if os.path.exists('/proc/self/status') else 1)
"""


def test_the_prepared_process_is_out_of_reach(nursery):
    assert shown(REACHES).splitlines() == ["{True}", "[] -1 -1 -1", "-1 True 1"]
    for end in (
        "import os\nos.kill(1, 9)\nos.kill(-1, 9)",
        "import os\nos.closerange(0, 99)",
        "import os\nos._exit(0)",
    ):
        found, _ = judged(GIVEN, RIGHT["1.1"], end, CHECKS[0])
        assert found["1.1"].status == "correct"


UNMASKS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.unshare(0x10020000)  # once more: with all rights in namespaces of its own
print([libc.umount2(path.encode(), 2) for path in ('/proc', '/tmp', '/dev/shm', '/run/student')], os.listdir('/tmp'))
"""


def test_no_mount_comes_off(nursery):
    shown("import os\nos.chdir('/tmp')\nopen('x', 'w')")
    assert shown(UNMASKS).splitlines() == ["[-1, -1, -1, -1] []"]


def test_where_no_copy_is_to_be_had_a_new_process_does_it(monkeypatch):
    monkeypatch.setattr(sandbox.Nursery, "possible", False)
    found, judgment = judged(GIVEN, RIGHT["1.1"], CHECKS[0])
    assert found["1.1"].status == "correct" and judgment.isolation == "bubblewrap"
    assert not sandbox._idle.qsize()


def test_a_prepared_process_that_is_lost_is_replaced(nursery):
    prepared = sandbox.Nursery()
    channel = prepared.bear([])
    prepared.end()
    sandbox._close(channel)
    prepared.process.kill()
    assert prepared.control.recv(1) == b"", "it is gone"
    found, _ = judged(GIVEN, RIGHT["1.1"], CHECKS[0])
    assert found["1.1"].status == "correct"


def test_a_thread_that_ends_takes_no_prepared_process_along(nursery):
    found = []
    cells = [nbformat.v4.new_code_cell(each) for each in (GIVEN, RIGHT["1.1"], CHECKS[0])]
    thread = threading.Thread(target=lambda: found.append(judge(nbformat.v4.new_notebook(cells=cells))))
    thread.start()
    thread.join()
    [judgment] = found
    assert judgment.verdicts[2, "1.1"].status == "correct"


def test_files_beside_the_notebook_come_along_and_links_do_not(nursery, tmp_path):
    large = bytes(range(256)) * 80_000
    for name, content in {"data/a.bin": large, "empty.txt": b"", ".hidden": b"x", "other.ipynb": b"x"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "link").symlink_to("/etc/passwd")
    _, judgment = judged(
        "import glob, hashlib, os\nprint(sorted(each for each in glob.glob('**', recursive=True)), os.path.getsize('empty.txt'))\n"
        "print(hashlib.sha256(open('data/a.bin', 'rb').read()).hexdigest())",
        folder=tmp_path,
    )
    import hashlib

    expected = f"['data', 'data/a.bin', 'empty.txt'] 0\n{hashlib.sha256(large).hexdigest()}\n"
    assert judgment.outputs[0][0]["text"] == expected


def test_what_cells_import_from_the_course():
    sources = [
        "import numpy\nfrom lecturekit.sgd import digits, minimum as m\nimport lecturekit.checks",
        "from . import lecturekit\nfrom os import lecturekit\n",
        "def f(:",
        "if 1:\n    from lecturekit import datasets",
    ]
    pairs = [("lecturekit.sgd", "digits"), ("lecturekit.sgd", "minimum"), ("lecturekit.checks", "")]
    assert imported(sources) == [*pairs, ("lecturekit", "datasets")]
