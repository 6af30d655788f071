"""Right answers stay right whatever Python, numpy and the place are set to."""

import os
import subprocess
import sys

import pytest

CODE = """
import sys
import numpy as np
{before}
from lecturekit.checks.engine import check
from lecturekit.checks.registry import chapter_exercises
from lecturekit.l_layer import Network
from lecturekit.adaptive_lr import Adam
from lecturekit.training import train

rng = np.random.default_rng(0)
X, y = 30 * rng.normal(size=(20, 3)), rng.integers(0, 2, 20)
net = Network([3, 4, 2], phi="sigmoid", loss="multiclass")
w = net.init(rng)
*_, last = train(net, w, (X, y), Adam(0.01), batch_size=5, n_epochs=3, rng=rng)
print("loss", float(last.loss).hex())
for name in ("1.1", "2.2"):
    each = chapter_exercises(int(name[0]))[name]
    print(name, check(name, each.solution).status)
"""
LOUD = """
np.seterr(all="raise")
np.set_printoptions(precision=2, suppress=True, threshold=3)
np.random.seed(3)
np.random.seed = lambda *args: None
import locale, random, warnings
random.seed(3)
warnings.simplefilter("error")
locale.localeconv = lambda: {"decimal_point": ","}
"""
SILENT = "np.seterr(all='ignore')"


def said(tmp_path, before="", flags=(), cwd=None, **variables):
    folder = {"LECTUREKIT_STATE_DIR": str(tmp_path / "state")} if "HOME" not in variables else {}
    environment = os.environ | folder | {"XDG_STATE_HOME": str(tmp_path)} | variables
    environment = {key: value for key, value in environment.items() if value != "unset"}
    done = subprocess.run(
        [sys.executable, *flags, "-c", CODE.format(before=before)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    words = said(tmp_path_factory.mktemp("usual"))
    assert words.count("correct") == 2
    return words


@pytest.mark.parametrize("before", [LOUD, SILENT], ids=["loud", "silent"])
def test_whatever_is_set(usual, tmp_path, before):
    assert said(tmp_path, before) == usual


@pytest.mark.parametrize(
    "flags, variables",
    [(("-O",), {"LC_ALL": "C"}), (("-OO", "-W", "error"), {"HOME": "unset", "LECTUREKIT_STATE_DIR": "unset"})],
    ids=["-O", "-OO"],
)
def test_however_python_is_started(usual, tmp_path, flags, variables):
    assert said(tmp_path, flags=flags, **variables) == usual


def test_in_whatever_folder(usual, tmp_path):
    path = os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])
    assert said(tmp_path, cwd=tmp_path, PYTHONPATH=path, LC_ALL="tr_TR.UTF-8") == usual
