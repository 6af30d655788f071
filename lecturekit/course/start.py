"""``lecturekit start``: the lectures and the exercises, copied to a folder of one's own."""

import os
import sys
from pathlib import Path

from lecturekit.course.files import course_dir
from lecturekit.foundation.files import write_whole

FOLDERS = ("lecture_nb", "exercises")
"""What a student works with; the links between the two work in the copy as they do in the course."""


def add_arguments(parser):
    """Declare the arguments of ``lecturekit start``."""
    parser.add_argument("folder", metavar="DIR", help="a folder of your own; made if it does not exist")


def run(args):
    """Copy the course; return 0, or 2 if that is not possible."""
    try:
        copied, kept = start(args.folder)
    except OSError as problem:
        reason = f"{problem.filename}: {problem.strerror}" if problem.strerror and problem.filename else problem
        print(f"lecturekit start: {reason}", file=sys.stderr)
        return 2
    for name in copied:
        print(f"copied  {name}")
    for name in kept:
        print(f"kept    {name} (it was there already)")
    print(f"Your course is in {args.folder}; open it with: lecturekit lab {args.folder}")
    return 0


def start(folder):
    """Copy lectures and exercises to a folder, never touching a file that is there.

    Parameters
    ----------
    folder : path
        Made if missing.

    Returns
    -------
    copied, kept : list of str
        Names of the notebooks that were new, and of those that were left as they are.

    Raises
    ------
    OSError
        If the folder has no name, is a link, a file, or one of the course's own, or cannot be written; the message
        names the file. Nothing is left half written.
    """
    if not os.fspath(folder).strip():
        raise OSError("the folder has no name; expected one such as my_course")
    target = Path(folder)
    _require_free(target)
    sources = {name: course_dir(name) for name in FOLDERS}
    for name, source in sources.items():
        own = {
            source.resolve(),
            course_dir("lecture_nb").resolve().parent,
            *(each.resolve() for each in sources.values()),
        }
        if {target.resolve(), (target / name).resolve()} & own:
            raise OSError(f"{target} is the course's own folder, which a new version overwrites; name another")
        _require_free(target / name)
    copied, kept = [], []
    for name, source in sources.items():
        (target / name).mkdir(parents=True, exist_ok=True)
        for notebook in sorted(source.glob("*.ipynb")):
            place = target / name / notebook.name
            if place.is_dir():
                raise OSError(f"{place} is a folder, expected a notebook or nothing; rename it")
            try:
                write_whole(place, notebook.read_bytes(), fresh=True)
            except FileExistsError:
                kept.append(f"{name}/{notebook.name}")
            else:
                copied.append(f"{name}/{notebook.name}")
    return copied, kept


def _require_free(folder):
    """Refuse what is not a folder, or only looks like one."""
    if folder.is_symlink():
        raise OSError(f"{folder} is a symbolic link; name the folder itself")
    if folder.exists() and not folder.is_dir():
        raise OSError(f"{folder} is a file; name a folder")
