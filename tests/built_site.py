"""The whole web site, built once for all tests that look at it, whichever process they run in.

Two chapters' widgets are alive in it; the others would take minutes to draw.
"""

import contextlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from filelock import FileLock

from lecturekit.cli import main

ALIVE = ("00_start_here", "05_sgd")


def is_alive(source):
    """Whether the widgets of a notebook move on its page."""
    return source.folder == "lecture_nb" and source.path.stem in ALIVE


@dataclass(frozen=True)
class BuiltSite:
    """The site's folder, what the command said, and the paths of the pages."""

    folder: Path
    said: str
    paths: list


def build(shared):
    """Write the site as ``lecturekit site`` does, unless it has been written.

    Parameters
    ----------
    shared : Path
        A folder that all processes of the session share.
    """
    folder, told = shared / "site", shared / "site.txt"
    with FileLock(shared / "site.lock"):
        if not told.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.redirect_stdout(io.StringIO()) as said, patch("lecturekit.site.pages.is_lecture", is_alive):
                assert main(["site", str(folder)]) == 0
            told.write_text(said.getvalue(), encoding="utf-8")
    paths = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
    pages = [path for path in paths if not path.startswith("run/")]
    return BuiltSite(folder, told.read_text(encoding="utf-8"), pages)
