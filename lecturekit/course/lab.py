"""``lecturekit lab``: JupyterLab, opened on the first page of the course."""

import subprocess
import sys
from pathlib import Path

from lecturekit.course.files import course_dir

FIRST = Path("lecture_nb", "00_start_here.ipynb")
QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
"""JupyterLab neither asks the learner about news nor a server about updates."""


def add_arguments(parser):
    """Declare the arguments of ``lecturekit lab``."""
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", help="the folder that `lecturekit start` made; this one by default"
    )


def run(args):
    """Open JupyterLab; return its exit status, or 2 if there is no course to open."""
    page = first_page(args.folder)
    if page is None:
        where = args.folder or "this folder"
        print(f"lecturekit lab: {where} holds no course; make one with `lecturekit start my_course`", file=sys.stderr)
        return 2
    return subprocess.call([sys.executable, "-m", "jupyterlab", str(page), *QUIET])


def first_page(folder=None):
    """The first notebook of the course in a folder.

    Parameters
    ----------
    folder : path, optional
        Without it: the present folder, or else the checkout that the package lies in.

    Returns
    -------
    Path or None
    """
    places = [Path(folder)] if folder is not None else [Path.cwd(), course_dir("lecture_nb").parent]
    pages = [place / FIRST for place in places if (place / FIRST).is_file()]
    inside_package = Path(__file__).resolve().parent
    return next((page for page in pages if inside_package not in page.resolve().parents), None)
