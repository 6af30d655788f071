"""What every test and every kernel runs under: a state and settings of its own, and no network.

The environment is set before anything is collected, so the kernels that nbval starts inherit it:
a student's progress, a user's start-up files or matplotlibrc never reach a test, and the comparison
of the notebooks' outputs is at the same time the proof that they need no network.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

OFFLINE = Path(__file__).parent / "offline"
sys.path.insert(0, str(OFFLINE))

import no_network  # noqa: E402
import pytest  # noqa: E402

SCRATCH_FOLDERS = (
    "LECTUREKIT_STATE_DIR",
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)


def pytest_configure(config):
    """Give the session, and every process it starts, folders of its own and no network."""
    scratch = Path(tempfile.mkdtemp(prefix="lecturekit-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    for name in SCRATCH_FOLDERS:
        (scratch / name).mkdir()
        os.environ[name] = str(scratch / name)
    plain_style = scratch / "matplotlibrc"
    plain_style.touch()
    os.environ["MATPLOTLIBRC"] = str(plain_style)
    # In a kernel the inline backend must win; in this process no test opens a window.
    os.environ.pop("MPLBACKEND", None)
    # One thread for matrix products, unless asked otherwise: on a busy machine with two cores a second
    # one mostly waits for its turn, and small products become many times slower.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    inherited = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), inherited]))
    no_network.block()
    config.pluginmanager.register(ProgressOfItsOwn(scratch / "LECTUREKIT_STATE_DIR"))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory, worker_id):
    """The whole web site, with the notebooks that run in the browser: a `BuiltSite`."""
    from built_site import build

    mine = tmp_path_factory.getbasetemp()
    return build(mine if worker_id == "master" else mine.parent)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file():
    """Below this folder no docstrings are read for examples: those of the package are."""
    return [found for found in (yield) if type(found).__name__ != "DoctestModule"]


SEEDS = {"seed", "seeds", "first_seed"}
SEEDS_IN_EVERY_RUN = 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A claim that holds for many seeds is tried with two of them in every run, and with the others by ``-m long``."""
    tried = Counter()
    for item in items:
        parameters = item.callspec.params if item.path.name == "test_claims.py" and hasattr(item, "callspec") else {}
        if SEEDS & set(parameters):
            others = tuple((name, str(value)) for name, value in parameters.items() if name not in SEEDS)
            test = item.path, item.originalname, others
            tried[test] += 1
            if tried[test] > SEEDS_IN_EVERY_RUN:
                item.add_marker("long")


class ProgressOfItsOwn:
    """A plugin, because hooks of this file would not see the notebooks and the docstrings: each file starts with no progress."""

    def __init__(self, folder):
        self.folder = folder

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        """Before a test, or a notebook's first cell and so its kernel."""
        folder = self.folder / str(item.path.relative_to(item.config.rootpath)).replace(os.sep, "-")
        folder.mkdir(exist_ok=True)
        if os.environ["LECTUREKIT_STATE_DIR"] != str(folder) and "lecturekit.checks.session" in sys.modules:
            sys.modules["lecturekit.checks.session"].start_anew()
        os.environ["LECTUREKIT_STATE_DIR"] = str(folder)
