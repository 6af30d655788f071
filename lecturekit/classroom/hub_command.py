"""The sub-command ``lecturekit hub``: the configuration of a JupyterHub for this course, ready to be started."""

import os
import shutil
import stat
import sys
from pathlib import Path
from string import Template

from lecturekit.classroom.assignments import assignments
from lecturekit.foundation.files import write_whole

TEMPLATES = Path(__file__).parent / "hub"
COURSE_ID = "lecturekit"


def add_arguments(parser):
    """Declare the arguments of ``lecturekit hub``."""
    parser.add_argument("folder", metavar="DIR", help="where everything goes; made if it does not exist")
    parser.add_argument(
        "--instructor",
        action="append",
        required=True,
        metavar="USER",
        help="a user's name; several, if given several times: the course's files belong to the first",
    )


def run(args):
    """Write the configuration; return 0, or 2 if that is not possible."""
    try:
        folder = hub(Path(args.folder), args.instructor)
    except (OSError, ValueError) as problem:
        reason = f"{problem.filename}: {problem.strerror}" if getattr(problem, "filename", None) else problem
        print(f"lecturekit hub: {reason}", file=sys.stderr)
        return 2
    print(f"jupyterhub -f {folder / 'jupyterhub_config.py'}")
    return 0


def hub(folder, instructors):
    """Write a hub's folder: its configuration, the instructors' and the students', the course, the exchange.

    What is there and is yours to change (``jupyterhub_config.py``, ``zero-to-jupyterhub.yaml``, the course's
    ``nbgrader_config.py``) stays as it is.

    Parameters
    ----------
    folder : Path
    instructors : list of str
        Names of users. As root, the course is given to the first of them.

    Returns
    -------
    Path
        The folder, in full.

    Raises
    ------
    ValueError
        If a name cannot be a user's.
    OSError
        If something cannot be written.
    """
    for name in instructors:
        if not name or any(each in name for each in "/\\'\"\n:") or name.startswith("-"):
            raise ValueError(f"instructor is {name!r}, expected the name of a user")
    folder = folder.resolve()
    course, exchange = folder / "course", folder / "exchange"
    course.mkdir(parents=True, exist_ok=True)
    assignments(course, exchange)
    (folder / "private").mkdir(mode=0o700, exist_ok=True)
    exchange.mkdir(exist_ok=True)
    exchange.chmod(0o1777)  # all may add to it, and remove what is theirs
    words = {"folder": folder, "course_id": COURSE_ID, "instructors": repr(sorted(set(instructors)))}
    words |= {"python": sys.executable, "bin": Path(sys.executable).parent}
    for source in sorted(TEMPLATES.rglob("*")):
        target = folder / str(source.relative_to(TEMPLATES)).removesuffix(".template")
        if source.is_file() and (not target.exists() or "etc" in target.relative_to(folder).parts):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, Template(source.read_text(encoding="utf-8")).safe_substitute(words))
    if hasattr(os, "getuid") and os.getuid() == 0:
        _give(course, instructors[0])
        _warn_of_a_closed_python()
    course.chmod(stat.S_IRWXU)
    return folder


def _give(course, instructor):
    try:
        for path in (course, *course.rglob("*")):
            shutil.chown(path, instructor)
    except LookupError:
        print(f"There is no user {instructor} here yet: afterwards, chown -R {instructor} {course}", file=sys.stderr)


def _warn_of_a_closed_python():
    """Users' servers run this Python: an environment that all can enter is of no use if its interpreter lies in somebody's home."""
    python = Path(sys.executable)
    steps = (step for each in (python.parent, python.resolve()) for step in (each, *each.parents))
    closed = next((step for step in steps if not step.stat().st_mode & stat.S_IXOTH), None)
    if closed:
        print(
            f"Users cannot enter {closed}, where this Python lies ({python.resolve()}): their servers would not start. "
            "Make the environment with a Python that all can run, such as /usr/bin/python3.",
            file=sys.stderr,
        )
