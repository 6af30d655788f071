"""Rules for the repository's files: what lies where, what imports what, what no file may contain."""

import ast
import functools
import importlib
import inspect
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "lecture_nb", "lecturekit", "exercises", "solutions", "tests"}
# The rooms whose modules may use more than numpy; elsewhere only figures, widgets and exercises are rooms apart, and the
# modules that tell linear algebra how many threads to use, and compile a loop.
WITH_LIBRARIES = {"checks", "figures", "widgets", "course", "reproduce", "classroom", "site", "threads", "compiled"}
BINARY = {".npz", ".png", ".gz", ".woff2"}
BASE64 = re.compile(r"[A-Za-z0-9+/=]{200,}")
# Put together here, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|Users|root|opt|work|tmp|mnt)" + r"/\w|\b[A-Z]:\\\\?Users\b")
REGISTRY_HOSTS = re.compile("|".join(["pypi" r"\.org", "python" r"hosted\.", "npm" r"js\.", "anaconda" r"\.org"]))


def repository_files():
    """Every file that is or would be committed."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in map(Path, done.stdout.split("\0")) if path.name and (ROOT / path).is_file()]


FILES = repository_files()
PACKAGE_MODULES = sorted(path for path in FILES if path.suffix == ".py" and path.parts[0] == "lecturekit")


def text_of(path):
    """A file's text; for notebooks without the pictures."""
    return BASE64.sub("", (ROOT / path).read_text(encoding="utf-8"))


def imported_roots(path):
    """The top-level names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


def undocumented(module):
    """The public names that a module defines without a docstring; an overriding method inherits one."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            written = value.__doc__ and not value.__doc__.startswith(f"{name}(")  # a dataclass writes that by itself
            members = {f"{name}.{key}": member for key, member in vars(value).items() if not key.startswith("_")}
            functions = {
                key: member
                for key, member in members.items()
                if inspect.isroutine(member) or isinstance(member, (property, functools.cached_property))
            }
            yield from [] if written else [name]
            yield from (key for key in functions if not inspect.getdoc(getattr(value, key.partition(".")[2])))
        elif inspect.isfunction(value) and not inspect.getdoc(value):
            yield name


def test_the_top_level_holds_only_what_belongs_there():
    found = {path.parts[0] for path in FILES if not path.parts[0].startswith(".")}
    assert found == TOP_LEVEL


@pytest.mark.parametrize("path", PACKAGE_MODULES, ids=str)
def test_no_module_is_too_long(path):
    most = 500 if "exercises" in path.as_posix() else 300  # exercises are declarations: sentences, one after another
    assert len(text_of(path).splitlines()) <= most


@pytest.mark.parametrize("path", PACKAGE_MODULES, ids=str)
def test_public_names_have_docstrings(path):
    module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    assert module.__doc__, "the module has no docstring"
    assert list(undocumented(module)) == []


@pytest.mark.parametrize("path", PACKAGE_MODULES, ids=str)
def test_libraries_stay_in_their_rooms(path):
    roots, rooms = set(imported_roots(path)), {part.removesuffix(".py") for part in path.parts}
    assert "matplotlib" not in roots or "figures" in rooms
    assert "ipywidgets" not in roots or "widgets" in rooms
    assert "numba" not in roots or "compiled" in rooms
    if rooms.isdisjoint(WITH_LIBRARIES):
        assert roots <= sys.stdlib_module_names | {"numpy", "lecturekit"}


def test_importing_the_package_is_light():
    code = "import sys, lecturekit; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "lecturekit" in loaded
    assert loaded.isdisjoint({"matplotlib", "ipywidgets", "IPython", "nbclient", "nbformat", "tqdm"})


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix not in BINARY], ids=str)
def test_no_file_names_a_machine_or_a_registry(path):
    text = text_of(path)
    assert MACHINE_PATHS.findall(text) == []
    assert REGISTRY_HOSTS.findall(text) == []


def test_no_lock_files_or_caches():
    names = {part for path in FILES for part in path.parts}
    assert names.isdisjoint({"uv.lock", "__pycache__", ".ipynb_checkpoints", ".hypothesis", ".pytest_cache"})


def test_the_readme_gives_the_two_commands():
    lines = text_of(Path("README.md")).splitlines()
    install, test = "python3 -m venv .venv && .venv/bin/pip install -e . && ", "python3 -m venv .venv && "
    assert install + ".venv/bin/jupyter lab lecture_nb/00_start_here.ipynb" in lines
    assert test + ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in lines


def test_ci_runs_the_readmes_command():
    command = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest"
    assert text_of(Path(".ci/run")).splitlines()[-1] == command


def test_a_wheel_carries_the_package_its_data_and_the_course(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    expected = {path.as_posix() for path in FILES if path.parts[0] == "lecturekit"}
    for folder in ("lecture_nb", "exercises", "solutions"):
        expected |= {f"lecturekit/course/{path.as_posix()}" for path in FILES if path.parts[0] == folder}
    version = Path(built).name.split("-")[1]
    assert "lecturekit/py.typed" in expected  # so that type checkers read the annotations
    data = f"lecturekit-{version}.data/data"
    expected.add(f"{data}/etc/jupyter/jupyter_server_config.d/lecturekit.json")
    for path in ("package.json", "static/remoteEntry.js"):
        expected.add(f"{data}/share/jupyter/labextensions/lecturekit/{path}")
    with zipfile.ZipFile(built) as wheel:
        assert {name for name in wheel.namelist() if ".dist-info/" not in name} == expected


def test_workflows_pin_their_actions_and_keep_no_credentials():
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        used = [(number, line) for number, line in enumerate(lines) if "uses:" in line]
        assert used
        for number, line in used:
            assert re.fullmatch(r"\s*(- )?uses: [\w./-]+@[0-9a-f]{40}  # v[\d.]+", line), line
            if "actions/checkout@" in line:
                assert lines[number + 2].strip() == "persist-credentials: false", path
