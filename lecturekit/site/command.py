"""``lecturekit site DIR``: the course as a web site."""

import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

NEEDED = {
    "nbconvert": "nbconvert",
    "latex2mathml": "latex2mathml",
    "pdoc": "pdoc",
    "jupyterlite_core": "jupyterlite-core",
    "jupyterlite_pyodide_kernel": "jupyterlite-pyodide-kernel",
}
"""Module -> distribution."""

APPLICATION = "run"


def add_arguments(parser):
    """Declare the arguments of ``lecturekit site``."""
    parser.add_argument("folder", metavar="DIR", help="where to write the site; new, or empty")
    parser.add_argument(
        "--still", action="store_true", help="leave out the states of the widgets, which take minutes to draw"
    )
    parser.add_argument(
        "--self-contained",
        action="store_true",
        help="put Python and all packages beside the pages, so that a reader's browser needs no other server",
    )
    parser.add_argument(
        "--pyodide",
        metavar="SOURCE",
        help="for --self-contained: a folder with a release of Pyodide, or its address (by default the public one)",
    )
    parser.add_argument("--pages-only", action="store_true", help="leave out the notebooks that run in the browser")


def run(args):
    """Write the site; return 0, or 2 with the reason in one line if that is not possible."""
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        return _give_up(f"needs {', '.join(missing)}: python -m pip install 'lecturekit[site]'")
    from lecturekit.site.lab import write_lab
    from lecturekit.site.pages import is_lecture, write_pages
    from lecturekit.site.pyodide import gather_pyodide, gather_wheels, public_address

    folder = Path(args.folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            return _give_up(f"{folder} is not an empty folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
            python, aside = {}, Path(scratch) / "site"
            if args.self_contained:
                pyodide = Path(scratch) / "pyodide"
                gather_pyodide(args.pyodide or public_address(), pyodide)
                python = {"pyodide": pyodide, "wheels": gather_wheels(Path(scratch) / "wheels")}
            pages = write_pages(
                aside,
                application=None if args.pages_only else APPLICATION,
                alive=(lambda source: False) if args.still else is_lecture,
            )
            if not args.pages_only:
                write_lab(aside / APPLICATION, **python)
            _put_in_place(aside, folder)
    except (OSError, RuntimeError) as problem:
        return _give_up(problem)
    print(f"{len(pages)} pages to read, beginning with {folder / 'index.html'}")
    if not args.pages_only:
        print(f"JupyterLite, beginning with {folder / APPLICATION / 'index.html'}")
        print(f"To try it here: {Path(sys.executable).name} -m http.server --bind 127.0.0.1 --directory {folder}")
    return 0


def _put_in_place(aside, folder):
    """Move the whole site to its folder, which may be there; its front page last."""
    folder.mkdir(exist_ok=True)
    for each in sorted(aside.iterdir(), key=lambda path: path.name == "index.html"):
        shutil.move(each, folder)


def _give_up(reason):
    print(f"lecturekit site: {reason}", file=sys.stderr)
    return 2
