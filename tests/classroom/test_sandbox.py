"""What a submission's code can and cannot do, and what that costs it: nothing but its own points."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from alike import few
from classroom.attacks import ATTACKS, NEEDS_WALLS

from lecturekit.checks.registry import chapter_exercises
from lecturekit.classroom import judge as judging
from lecturekit.classroom import proxy, sandbox
from lecturekit.classroom.judge import judge, only_checks, reports

ROOT = Path(__file__).parents[2]
SECONDS = 40
"""For what comes to an end by itself, on a busy machine too."""
LIMITS_ONLY = "limits only"


def with_bubblewrap(monkeypatch):
    monkeypatch.delenv("LECTUREKIT_SANDBOX", raising=False)
    sandbox.isolation.cache_clear()
    if sandbox.isolation().name == "bubblewrap":
        return
    if os.environ.get("LECTUREKIT_REQUIRE_SANDBOX"):
        pytest.fail(f"bubblewrap is required here: {sandbox.isolation().leaves_open}")
    pytest.skip("no bubblewrap")


@pytest.fixture
def bubblewrap(monkeypatch):
    """Runs a test with bubblewrap only: without it this is open, and the report says so."""
    with_bubblewrap(monkeypatch)
    yield
    sandbox.isolation.cache_clear()


@pytest.fixture(params=["bubblewrap", LIMITS_ONLY])
def walls(request, monkeypatch):
    """Runs a test with bubblewrap, and with limits alone."""
    if request.param == LIMITS_ONLY:
        monkeypatch.setenv("LECTUREKIT_SANDBOX", "none")
        sandbox.isolation.cache_clear()
    else:
        with_bubblewrap(monkeypatch)
    yield request.param
    sandbox.isolation.cache_clear()


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def judged(*sources, folder=None, **options):
    """The statuses and messages of the exercises of these cells, and the judgment."""
    made = notebook(*sources)
    options = {"timeout": SECONDS, "deadline": 60} | options
    found = judge(made, folder, **options)
    return {name: verdict for name, verdict in reports(made, found).items() if verdict}, found


def shown(source):
    """What a cell prints."""
    _, found = judged(source)
    return "".join(each.get("text", each.get("evalue", "")) for each in found.outputs[0])


RIGHT = {
    "1.1": "def dz(z, y):\n    return (1 + 2 * y) * (sigmoid(z) - y)",
    "1.3": (
        "def my_step(w, b, X, y, eta):\n    z = X @ w + b\n    output = sigmoid(z)\n    mistake = output - (1 + y) / 2\n"
        "    w_new = w - eta * X.T @ mistake / len(y)\n    b_new = b - eta * mistake.mean()\n"
        "    return dict(z=z, output=output, mistake=mistake, w_new=w_new, b_new=b_new)"
    ),
}
GIVEN = "import numpy as np\nfrom lecturekit.checks import check, hint, progress\nfrom lecturekit.single_unit import sigmoid"
CHECKS = ['check("1.1", dz)', 'check("1.3", my_step)', 'check("1.4", slip)']


@pytest.mark.parametrize("name", NEEDS_WALLS)
def test_what_is_on_the_disk_gains_no_point(name, bubblewrap):
    gains_nothing(name)


@pytest.mark.parametrize("name", NEEDS_WALLS)
def test_it_would_without_bubblewrap(name, monkeypatch):
    monkeypatch.setenv("LECTUREKIT_SANDBOX", "none")
    sandbox.isolation.cache_clear()
    with pytest.raises(AssertionError):
        gains_nothing(name)
    sandbox.isolation.cache_clear()


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in NEEDS_WALLS])
def test_no_attack_gains_a_point(name, walls):
    gains_nothing(name)


def gains_nothing(name):
    before = "dz = my_step = slip = ..."
    found, _ = judged(GIVEN, before, ATTACKS[name], *CHECKS)
    assert {name: verdict.status for name, verdict in found.items() if verdict.status == "correct"} == {}


@pytest.mark.parametrize("name", ["check = 3", "def check(*a): raise ValueError", "del check"])
def test_no_accident_with_names_costs_a_point(name):
    found, _ = judged(GIVEN, *RIGHT.values(), name, *CHECKS[:2])
    assert {verdict.status for verdict in found.values()} == {"correct"}


def test_what_is_open_is_said(walls):
    text = sandbox.isolation().leaves_open
    assert ("can read and change" in text) == (walls == LIMITS_ONLY)


def test_the_machine_is_out_of_reach(bubblewrap, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("points")
    listed = shown(
        "import os, re\n"
        "found = [os.path.join(top, f) for top, _, files in os.walk('/') for f in files if not top.startswith(('/proc', '/sys'))]\n"
        "ours = re.compile(r'/exercises[./]|gradebook|/0\\d_\\w+\\.ipynb|/diagnoses.json')\n"
        "print([path for path in found if ours.search(path) and ('lecturekit' in path or 'classroom' in path)])\n"
        f"print([os.path.exists(path) for path in ({str(secret)!r}, {str(ROOT / 'solutions')!r}, {str(Path.home() / '.ssh')!r})])\n"
        "print(set(os.listdir('.')) - {'.ipython', '.matplotlib'}, len([p for p in os.listdir('/proc') if p.isdigit()]) < 5)\n"
        "print(any('lecturekit/single_unit/unit.py' in path for path in found))"
    )
    assert listed.splitlines() == ["[]", "[False, False, False]", "set() True", "True"]
    assert secret.read_text() == "points"


def test_no_network_and_nothing_to_write_to(bubblewrap):
    assert "unreachable" in shown("import socket\nsocket.create_connection(('1.1.1.1', 80), 2)").lower()
    assert "Read-only" in shown("open('/usr/x', 'w')") and "Read-only" in shown(
        "import numpy\nopen(numpy.__file__, 'w')"
    )
    assert "No space" in shown("for k in range(40):\n    open(f'f{k}', 'wb').write(bytes(10**7))")


def processes():
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return listed.stdout


@pytest.mark.skipif(shutil.which("ps") is None, reason="needs ps")
def test_no_process_is_left(bubblewrap):
    name = f"9{os.getpid()}"
    judged(
        f"import subprocess, os\nsubprocess.Popen(['sleep', '{name}'], start_new_session=True)\n"
        f"if os.fork() == 0:\n    os.setsid()\n    os.execlp('sleep', 'sleep', '{name}')"
    )
    time.sleep(0.3)
    assert f"sleep {name}" not in processes()


@pytest.mark.parametrize(
    "cell",
    [
        "import os, signal\nos.kill(os.getppid(), signal.SIGTERM)\nos.kill(os.getppid(), 9)",
        "import os\nos.kill(-1, 9)",
        "import os\nos.closerange(0, 256)",
        "import os\nos._exit(0)",
        "import ctypes\nctypes.string_at(0)",
        "x = bytearray(10 ** 11)",
    ],
)
def test_a_cell_that_ends_its_process_costs_its_own_points(cell, bubblewrap):
    found, _ = judged(GIVEN, RIGHT["1.1"], cell, *CHECKS[:2], RIGHT["1.3"], CHECKS[1], timeout=20)
    assert {name: verdict.status for name, verdict in found.items()} == {"1.1": "correct", "1.3": "correct"}


def test_memory_and_time_end(monkeypatch):
    monkeypatch.setattr(judging, "GRACE", 1)
    found, judgment = judged(
        GIVEN,
        RIGHT["1.1"],
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
        "import time\ntime.sleep(100)",
        "import numpy as np\nnp.ones(10**10)",
        "residual_again = dz",
        'check("1.1", residual_again)',
        timeout=1,
    )
    assert found["1.1"].status == "correct" and "MemoryError" in judgment.failures[4]
    assert judgment.failures[2] == judgment.failures[3] == "it did not finish in 1 s"
    _, judgment = judged("while True:\n    pass", "x = 1", 'check("1.1", x)', timeout=3, deadline=1)
    assert set(judgment.failures.values()) == {judging.NO_TIME}


def test_an_answer_that_does_not_end_costs_its_own_points(walls, monkeypatch):
    monkeypatch.setattr(judging, "GRACE", 1)
    endless = "def dz(z, y):\n    while True:\n        pass"
    callback = "def dz(z, y):\n    import time\n    time.sleep(50)"
    for spin in (endless, callback):
        found, _ = judged(GIVEN, spin, RIGHT["1.3"], *CHECKS[:2], timeout=1)
        assert found["1.1"].message.startswith("Its check cell failed: it did not finish in 1 s.")
        assert found["1.3"].status == "correct"


BUSY = {
    "numbers that all have one hash": (
        "import gc, time\nfrom lecturekit.classroom.peer import Peer\n"
        "peer = next(each for each in gc.get_objects() if isinstance(each, Peer))\n"
        "same = [[k * (2 ** 61 - 1), 0] for k in range(100000)]\n"
        "peer.channel.send({'request': 1, 'op': 'handed in', 'id': '1.2', 'value': {'dict': same}})\ntime.sleep(100)"
    ),
    "an answer that is its own item": (
        "class Endless:\n    __len__ = lambda self: 3\n    __getitem__ = lambda self, k: self\n    __call__ = lambda self, *a: self\n"
        "    __iter__ = lambda self: iter([self, self])\ncheck('1.2', Endless())"
    ),
}


@pytest.mark.parametrize("name", BUSY)
def test_nothing_that_is_handed_in_keeps_the_judge_busy(name, monkeypatch):
    monkeypatch.setattr(judging, "GRACE", 1)
    found, judgment = judged(GIVEN, RIGHT["1.1"], CHECKS[0], BUSY[name], RIGHT["1.3"], CHECKS[1], timeout=4)
    assert found["1.1"].status == found["1.3"].status == "correct"
    assert judgment.accidents == {3: "it did not finish in 4 s"}


def test_too_much_at_once_is_refused():
    found, _ = judged(
        GIVEN,
        "def dz(z, y):\n    return np.zeros(10**8)",
        "def my_step(w, b, X, y, eta):\n    return [1.0] * (2 * 10**6)",
        *CHECKS[:2],
        timeout=30,
    )
    assert "too large" in found["1.1"].message and "too large" in found["1.3"].message


def test_a_flood_of_answers_ends_the_cell(monkeypatch):
    monkeypatch.setattr(proxy, "FLOOD", 2**20)
    large = "def step(w, *args):\n    return np.zeros(10**6)"
    found, judgment = judged(GIVEN, large, 'check("5.2", step)', RIGHT["1.1"], CHECKS[0], timeout=30)
    assert "too large" in found["5.2"].message and found["1.1"].status == "correct"
    assert list(judgment.accidents) == [2]


def test_one_answer_that_is_too_large_is_refused():
    large = "def step(*args):\n    return np.zeros((40, 10**6))"
    found, _ = judged(GIVEN, large, 'check("5.2", step)', RIGHT["1.1"], CHECKS[0], timeout=30)
    assert "too large" in found["5.2"].message and found["1.1"].status == "correct"


def test_the_line_of_the_students_code_is_named():
    found, _ = judged(GIVEN, "def dz(z, y):\n    # my own\n    return z + missing", CHECKS[0])
    assert "Your code stops with NameError" in found["1.1"].message and "`missing`" in found["1.1"].message
    assert "The line is `return z + missing` (line 3 of its cell)." in found["1.1"].message


@pytest.mark.parametrize(
    "defines",
    [
        "from lecturekit.no_such_room import missing",
        "from no_room import (\n    other,\n    missing,\n)",
        "missing = 1 / 0",
        "missing = (3",
    ],
)
def test_the_cell_that_should_have_defined_a_name_is_named_with_its_error(defines):
    found, judgment = judged(
        GIVEN, defines, "def dz(z, y):\n    return z + missing", CHECKS[0], "check('1.3', missing)"
    )
    for exercise_id in ("1.1", "1.3"):
        text = found[exercise_id].message
        assert text.endswith(f"The cell that defines `missing` stopped: {judgment.failures[1]}."), text
    found, _ = judged(GIVEN, "print('missing')", "def dz(z, y):\n    return z + missing", CHECKS[0])
    assert "stopped:" not in found["1.1"].message


def test_an_answer_is_judged_as_it_was_when_it_was_checked():
    found, _ = judged(GIVEN, "def helper(z): return sigmoid(z)\ndef dz(z, y): return (1 + 2 * y) * (helper(z) - y)",
                      CHECKS[0], "def helper(z): return 0 * z")  # fmt: skip
    assert found["1.1"].status == "correct"
    found, _ = judged(GIVEN, RIGHT["1.1"], CHECKS[0], "def dz(z, y): return 0 * z", CHECKS[0])
    assert found["1.1"].status == "wrong", "the last check counts"


def test_notebook_habits_work():
    _, found = judged(
        "%matplotlib inline\n!echo hello\n%time 1 + 1",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n1 + 1",
        "input()",
        "await __import__('asyncio').sleep(0)",
        "%%time\nprint('printed')",
    )
    assert set(found.failures) == {3}, found.failures
    assert "image/png" in found.outputs[1][-1]["data"] and found.outputs[2][-1]["data"]["text/plain"] == "2"
    assert not any("text/html" in each.get("data", {}) for each in found.outputs[2])


def test_what_one_student_answers_plays_no_part_for_the_next():
    wrong, right = 'check("1.4", "a")', 'check("1.4", "b")'
    assert judged(GIVEN, wrong)[0]["1.4"].status == "wrong"
    assert judged(GIVEN, right)[0]["1.4"].status == "correct"
    assert judged(GIVEN, wrong, right)[0]["1.4"].status == "correct"


@pytest.mark.parametrize(
    "source, found",
    [
        ('check("1.1", f)', [("1.1", "f")]),
        ('# now\ncheck("1.1", f)  # done\ncheck("1.2")\n', [("1.1", "f"), ("1.2", "...")]),
        ("check(name, f)", None),
        ('print(check("1.1", f))', None),
        ('x = 1\ncheck("1.1", x)', None),
        ('check("1.1", *f)', None),
        ("check(", None),
        ("", None),
    ],
)
def test_cells_that_only_check(source, found):
    assert only_checks(source) == found


OWN_GRADIENT = """
def own(net, w, X, y, **mode):
    Z, A = net.forward(w, X, **mode)
    p = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
    delta = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y]) / len(y)
    g = np.zeros_like(w)
    for (W, b), (gW, gb), x in list(zip(net.views(w), net.views(g), A))[::-1]:
        gW[...], gb[...] = delta.T @ x, delta.sum(axis=0)
        delta = delta @ W * net.phi.derivative(x)
    return net.loss(w, X, y, **mode), g
"""
FOUND_OUT = """
try:
    from lecturekit.clinic.exercises.diagnosis import diagnosis
except ImportError as error:
    print("nothing to be found:", error)
import lecturekit.clinic.gallery, lecturekit.clinic.treatment
lecturekit.clinic.gallery.case_of = lambda patient: (("healthy",), patient)
lecturekit.clinic.treatment.is_healthy = lambda *args: True
"""


@pytest.mark.slow
def test_patients_from_seeds_are_judged_outside_and_a_piece_of_code_crosses(bubblewrap):
    cases = '[(1, "extra slope at the output", "gradient check", dict(gradient=own)), (2, "dead units", "dead units", dict(bias=0.0)), (21, {}, "updates", dict(rate={}))]'
    right, wrong = cases.format('"rate dies after warm-up"', 0.1), cases.format('"rate too low"', 0.001)
    for answer, status in ((right, "correct"), (wrong, "wrong")):
        found, judgment = judged(GIVEN, OWN_GRADIENT, FOUND_OUT, f'check("10.12", {answer})', timeout=60)
        assert found["10.12"].status == status, found["10.12"].message
        assert "nothing to be found: No module named" in judgment.outputs[2][0]["text"]


# Notebooks run and check all solutions, without the judge; these three chapters are quickly judged.
@pytest.mark.parametrize("secret", few(([1], [], [2], [3])))
@pytest.mark.parametrize("chapter", few((1, 2, 9, 3, 4, 5, 6, 7, 8, 10), 3))
def test_solutions_are_right_whatever_the_secret(chapter, secret, monkeypatch):
    [path] = (ROOT / "solutions").glob(f"{chapter:02}_*.ipynb")
    made = nbformat.read(path, as_version=4)
    monkeypatch.setattr("lecturekit.checks.exercise.SECRET", secret)
    found = reports(made, judge(made))
    assert not {name: verdict for name, verdict in found.items() if verdict is None or verdict.status != "correct"}
    assert set(found) == {each.id for each in chapter_exercises(chapter).values() if each.points}


def test_a_stage_holds_no_bank_and_no_solution_and_everything_else_that_a_notebook_may_import():
    names = [str(path.relative_to(sandbox.stage())) for path in sandbox.stage().rglob("*")]
    held_back = re.compile(r"/exercises\b|^lecturekit/(course/solutions|course/lecture_nb|site|reproduce)\b|\.ipynb$")
    assert not [name for name in names if held_back.search(name)]
    modules = [str(path.relative_to(ROOT)) for path in (ROOT / "lecturekit").rglob("*.py")]
    missing = {name for name in modules if not held_back.search(name)} - set(names)
    assert {name.split("/")[1] for name in missing} == {"classroom"}
    assert f"lecturekit/checks/__pycache__/engine.{sys.implementation.cache_tag}.pyc" in names
