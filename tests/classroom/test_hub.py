"""A class at a real JupyterHub: released, fetched, handed in, collected, graded, given back, by the page's own commands.

It needs root, bubblewrap, node and configurable-http-proxy (from npm; ``LECTUREKIT_HUB_PROXY`` may name its script).
Users and folders exist only in a room of the test's own; nothing of the machine is changed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from lecturekit.checks.registry import chapter_exercises

pytestmark = [pytest.mark.hub, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PEOPLE = ["anna", "ben", "cara", "dora", "eve"]
ALL = sum(each.points for each in chapter_exercises(1).values())
"""The points of a right submission."""


def proxy():
    """The script of configurable-http-proxy, or None."""
    named = os.environ.get("LECTUREKIT_HUB_PROXY") or shutil.which("configurable-http-proxy")
    return str(Path(named).resolve()) if named else None


def missing():
    """What the test lacks here, in words; None if nothing."""
    if os.name != "posix" or os.getuid() != 0:
        return "only root can be several users"
    for name in ("bwrap", "node"):
        if shutil.which(name) is None:
            return f"no {name}"
    if proxy() is None:
        return "no configurable-http-proxy: npm install -g configurable-http-proxy"
    tried = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", "--unshare-net", "--tmpfs", "/srv", "true"], capture_output=True
    )
    return None if tried.returncode == 0 else f"bubblewrap does not work here: {tried.stderr.decode()[:200]}"


def opened(path):
    """Arguments that make a path readable for all, if a folder above it is not: that folder is empty but for it."""
    for parent in reversed(Path(path).parents):
        if not parent.stat().st_mode & 0o001:
            between = [each for each in reversed(Path(path).parents) if parent in each.parents]
            made = [word for each in between for word in ("--perms", "0755", "--dir", str(each))]
            return parent, [*made, "--ro-bind", str(path), str(path)]
    return None, []


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the play tells."""
    if not any(os.environ.get(name) for name in ("LECTUREKIT_HUB_PROXY", "LECTUREKIT_REQUIRE_HUB")):
        pytest.skip("takes a minute: name the proxy's script in LECTUREKIT_HUB_PROXY to play it")
    why = missing()
    if why:
        if os.environ.get("LECTUREKIT_REQUIRE_HUB"):
            pytest.fail(f"the hub is required here: {why}")
        pytest.skip(why)
    scratch = tmp_path_factory.mktemp("room")
    users = "".join(f"{name}:x:{2000 + k}:{2000 + k}::/home/{name}:/bin/bash\n" for k, name in enumerate(PEOPLE))
    groups = "".join(f"{name}:x:{2000 + k}:\n" for k, name in enumerate(PEOPLE))
    (scratch / "passwd").write_text(Path("/etc/passwd").read_text() + users)
    (scratch / "group").write_text(Path("/etc/group").read_text() + groups)
    needed = {
        sys.prefix,
        sys.base_prefix,
        str(Path(sys.executable).resolve().parents[1]),
        str(ROOT),
        str(Path(proxy()).parents[1]),
    }
    needed |= {str(Path(proxy()).parents[2]), sysconfig.get_path("purelib")}
    hidden, binds = set(), []
    for path in sorted(needed):
        parent, arguments = opened(path)
        hidden |= {parent} - {None}
        binds += arguments
    room = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", "--unshare-pid", "--die-with-parent", "--proc", "/proc"]
    for parent in sorted(hidden):
        room += ["--perms", "0755", "--tmpfs", str(parent)]
    room += [*binds, "--perms", "0755", "--tmpfs", "/srv", "--perms", "0755", "--tmpfs", "/home"]
    for name in ("passwd", "group"):
        content = scratch / name
        room += ["--ro-bind", str(content), f"/etc/{name}"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHONPATH": str(ROOT),
        "PROXY": proxy(),
        "LANG": "C.UTF-8",
    }
    command = [*room, "--chdir", "/", sys.executable, str(Path(__file__).with_name("hub_play.py"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-6000:]
    return json.loads(done.stdout)


def test_every_command_of_the_page_succeeds(told):
    ran = {
        key: value[0]
        for key, value in told.items()
        if key.startswith(("released", "fetched", "handed", "graded", "feedback"))
    }
    assert len(ran) == 11
    for key, text in ran.items():
        # what eve has handed in cannot be graded, and the command's status says so
        expected = ["lecturekit grade ."] if key == "graded" else []
        assert re.findall(r"FAILED: (.*)", text) == expected, f"{key}\n{text[-3000:]}"
    assert "eve: no notebook was handed in" in ran["graded"]
    print(ran["graded"], told["memory"])


def test_students_get_their_points_and_their_feedback(told):
    assert told["points"]["ben"] == ALL and 0 < told["points"]["cara"] < ALL and told["points"]["dora"] == 0
    assert "ben" in told["export"] and str(ALL) in told["export"]
    assert len(told["pages of ben"]) == 1 and told["pages of ben"][0] > 10_000
    assert len(told["pages of cara"]) == 1


def test_only_instructors_have_the_graders_pages(told):
    assert told["grader's pages"] == {"anna": 200, "ben": 404}


def test_no_student_gains_by_the_exchange(told):
    assert told["points"].get("eve", 0) == 0, "a link to the solutions is not followed"
    assert told["points"]["ben"] == ALL, "a submission forged by another is not collected"
    seen, _ = told["eve"]
    assert seen.count("Permission denied") >= 4 and "BEGIN SOLUTION" not in seen and "SQLite" not in seen
