"""What separates a submission's code from the machine: bubblewrap where there is such a thing.

The course's package is there without exercises, banks and solutions (a *stage*, made once and kept in the
user's cache). With bubblewrap nothing else of the machine is: a read-only system, an empty home, no network, no
other process. Without it there are limits and a process group, and `Isolation.leaves_open` says what that means.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import site
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lecturekit.course.files import PACKAGE, course_dir

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
ROOM = "/run/student"
HOME = f"{ROOM}/home"
FONTS = "/run/fonts"
ROOMS = {"/dev/shm": 64, "/tmp": 256, ROOM: 256}
"""The folders that can be written to, and their sizes in MB."""
NOT_STAGED = {"site": 0, "reproduce": 0, "exercises": 1, "solutions": 1, "lecture_nb": 1}
"""Rooms, and what rooms hold, that students' code must not see: a name, and how many folders are above it."""
STAGED_HERE = (
    "__init__.py",
    "inside.py",
    "inside_shell.py",
    "namespaces.py",
    "nursery.py",
    "parts.py",
    "peer.py",
    "time_limit.py",
    "wire.py",
)


@dataclass(frozen=True)
class Isolation:
    """What separates a submission's code from the machine.

    Attributes
    ----------
    name : str
        ``"bubblewrap"`` or ``"limits only"``.
    leaves_open : str
        In one sentence, what such code could still do; empty where it is nothing that concerns grades.
    """

    name: str
    leaves_open: str = ""


@functools.cache
def isolation():
    """Return the `Isolation` of this machine: bubblewrap if it is installed and works.

    ``LECTUREKIT_SANDBOX=none`` does without.
    """
    chosen = os.environ.get("LECTUREKIT_SANDBOX", "bubblewrap")
    if chosen not in ("bubblewrap", "none"):
        raise ValueError(f"LECTUREKIT_SANDBOX is {chosen!r}, expected 'bubblewrap' or 'none'")
    if chosen == "none":
        why = "bubblewrap was switched off"
    elif shutil.which("bwrap") is None:
        why = "bubblewrap is not installed"
    else:
        why = f"bubblewrap does not work here ({_walls_problem()})"
        if not _walls_problem():
            return Isolation("bubblewrap")
    return Isolation(
        "limits only",
        f"{why}: a submission's code can read and change whatever this user can, the solutions and the gradebook "
        "included, can use the network, and can leave processes behind",
    )


@functools.cache
def stage():
    """Return a folder with the package as students' code may see it, and matplotlib's list of fonts."""
    digest = hashlib.sha256(f"{sys.version}{PACKAGE}".encode())
    sources = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and _is_staged(path))
    for path in sources:
        if path.suffix != ".pyc":
            digest.update(f"{path.relative_to(PACKAGE)} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    name = f"stage-{digest.hexdigest()[:16]}"
    for parent in _caches():
        if (parent / name / "complete").exists():
            return parent / name
        try:
            parent.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(dir=parent))
        except OSError:
            continue
        _fill(scratch, sources)
        with contextlib.suppress(OSError):  # another process has been quicker
            scratch.rename(parent / name)
        if scratch.exists():
            shutil.rmtree(scratch, ignore_errors=True)
        return parent / name
    raise OSError("no folder for the course's package could be made, neither in the cache nor among temporary files")


def _caches():
    from platformdirs import user_cache_path

    yield user_cache_path("lecturekit", appauthor=False)
    yield Path(tempfile.gettempdir()) / f"lecturekit-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def _is_staged(path):
    inside = path.relative_to(PACKAGE)
    names = [part.split(".")[0] for part in inside.parts]
    if any(NOT_STAGED.get(name) == depth for depth, name in enumerate(names)):
        return False
    return "classroom" not in names or path.name in STAGED_HERE


def _fill(folder, sources):
    package = folder / "lecturekit"
    for path in sources:
        target = package / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    import compileall

    compileall.compile_dir(package, quiet=2)
    (folder / "matplotlib").mkdir()
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env=os.environ | {"MPLCONFIGDIR": str(folder / "matplotlib")},
        capture_output=True,
    )
    (folder / "complete").touch()


@functools.cache
def _proc():
    """What /proc is inside: a proc of its own or, where a container forbids that, nothing."""
    own = ["--proc", "/proc"]
    tried = subprocess.run([*_beginning(), *own, "true"], capture_output=True, stdin=subprocess.DEVNULL)
    return own if tried.returncode == 0 else ["--tmpfs", "/proc"]


def _walls_problem():
    """What bubblewrap says if it does not work here; empty if it does."""
    tried = subprocess.run([*_walls(), "true"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return "" if tried.returncode == 0 else " ".join(tried.stderr.split())[:200] or f"status {tried.returncode}"


def _beginning():
    """The beginning of bubblewrap's command: no namespace shared, and the system read-only."""
    command = ["bwrap", "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"]
    for path in SYSTEM:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            command += ["--ro-bind", path, path]
    for path in SETTINGS:
        command += ["--ro-bind-try", path, path]
    return command


def _walls():
    """Nothing of the machine but its read-only system, and rooms that are empty and small."""
    small = [word for path, size in ROOMS.items() for word in ("--size", str(size * 2**20), "--tmpfs", path)]
    return [*_beginning(), *_proc(), "--dev", "/dev", *small]


@functools.cache
def _python():
    """What Python needs, and what must not be seen of it: lists of bubblewrap's arguments."""
    paths = [sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent.parent), *site.getsitepackages()]
    paths += [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    bound, arguments = [Path(each) for each in SYSTEM if not os.path.islink(each)], []
    for path in sorted({Path(os.path.abspath(each)) for each in paths} | {Path(each).resolve() for each in paths}):
        if path.is_dir() and not any(parent in bound for parent in (path, *path.parents)):
            arguments += ["--ro-bind", str(path), str(path)]
            bound.append(path)
    hidden = [PACKAGE, *(Path(each) / "lecturekit" for each in sys.path)]
    for name in ("solutions", "exercises"):
        with contextlib.suppress(FileNotFoundError):
            hidden.append(course_dir(name))
    if (PACKAGE.parent / "pyproject.toml").exists():
        hidden.append(PACKAGE.parent)
    for path in sorted(set(hidden)):
        if path.is_dir() and any(parent in bound for parent in path.parents):
            arguments += ["--tmpfs", str(path)]
    return arguments


def command(arguments):
    """Return the whole command that runs this Python with these arguments behind walls."""
    staged = {"lecturekit": str(PACKAGE), "matplotlib": FONTS}
    bound = [word for name, path in staged.items() for word in ("--ro-bind", str(stage() / name), path)]
    read_only = ["--dir", HOME, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
    return [*_walls(), *_python(), *bound, *read_only, "--", sys.executable, *arguments]


def variables(home, package):
    """Return the whole environment of such a process."""
    made = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(package),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": os.path.join(home, ".matplotlib"),
        "IPYTHONDIR": os.path.join(home, ".ipython"),
        "LECTUREKIT_STATE_DIR": os.path.join(home, ".lecturekit"),
    }
    made |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    for name in ("SYSTEMROOT", "TEMP", "TMP") if os.name == "nt" else ():
        made[name] = os.environ.get(name, "")
    return made
