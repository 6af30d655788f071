"""Where the course's notebooks lie, and ``lecturekit start``, which copies the exercises.

In a checkout the notebooks lie beside the package, in an installed wheel inside it.
"""

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def course_dir(name):
    """Return the folder ``lecture_nb``, ``exercises`` or ``solutions`` of this course.

    Parameters
    ----------
    name : str
        The folder's name.

    Returns
    -------
    Path

    Raises
    ------
    FileNotFoundError
        If this installation came without it.
    """
    checkout = PACKAGE.parent
    beside = checkout / name if (checkout / "pyproject.toml").is_file() else None
    for folder in filter(None, (beside, PACKAGE / "course" / name)):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation of the course came without its {name}/")


def add_arguments(parser):
    """Declare the arguments of ``lecturekit start``."""
    parser.add_argument("folder", metavar="DIR", help="a folder of your own; made if it does not exist")


def run(args):
    """Copy the exercises; return 0, or 2 if that is not possible."""
    try:
        copied, kept = start(Path(args.folder))
    except OSError as problem:
        reason = f"{problem.filename}: {problem.strerror}" if problem.strerror else problem
        print(f"lecturekit start: {reason}", file=sys.stderr)
        return 2
    for name in copied:
        print(f"copied  {name}")
    for name in kept:
        print(f"kept    {name} (it was there already)")
    print(f"Your exercises are in {args.folder}")
    return 0


def start(target):
    """Copy the exercises to a folder, never touching a file that is there.

    Parameters
    ----------
    target : Path
        Made if missing.

    Returns
    -------
    copied, kept : list of str
        Names of the notebooks that were new, and of those that were left as they are.

    Raises
    ------
    OSError
        If the target is a link, a file or the course's own folder, or cannot be written.
    """
    if target.is_symlink():
        raise OSError(f"{target} is a symbolic link; name the folder itself")
    if target.exists() and not target.is_dir():
        raise OSError(f"{target} is a file; name a folder")
    source = course_dir("exercises")
    if target.resolve() == source.resolve():
        raise OSError(f"{target} is the course's own folder, which a new version overwrites; name another")
    target.mkdir(parents=True, exist_ok=True)
    copied, kept = [], []
    for notebook in sorted(source.glob("*.ipynb")):
        content = notebook.read_bytes()
        try:
            with open(target / notebook.name, "xb") as file:
                file.write(content)
        except FileExistsError:
            kept.append(notebook.name)
        else:
            copied.append(notebook.name)
    return copied, kept
