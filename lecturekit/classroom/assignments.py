"""``lecturekit assignments``: lay out the worked solutions as the folder of an nbgrader course."""

import contextlib
import sys
from pathlib import Path

from lecturekit.course.files import course_dir
from lecturekit.foundation.files import write_whole

CONFIG = '''"""Settings of nbgrader for this course."""

from lecturekit.classroom.grading import configure

c = get_config()
c.CourseDirectory.course_id = "lecturekit"
configure(c)
'''


def add_arguments(parser):
    """Declare the arguments of ``lecturekit assignments``."""
    parser.add_argument("folder", metavar="DIR", help="the folder of your nbgrader course; made if it does not exist")


def run(args):
    """Write the sources; return 0, or 2 if that is not possible."""
    try:
        names = assignments(Path(args.folder))
    except OSError as problem:
        reason = f"{problem.filename}: {problem.strerror}" if problem.strerror else problem
        print(f"lecturekit assignments: {reason}", file=sys.stderr)
        return 2
    for name in names:
        print(f"nbgrader generate_assignment {name}")
    print(f"The sources are in {args.folder}; run nbgrader there, as above.")
    return 0


def assignments(target, exchange=None):
    """Write one assignment for each notebook of solutions, as nbgrader expects it.

    ``source/NN_stem/NN_stem.ipynb`` is replaced by this version of the course; a
    ``nbgrader_config.py`` that is there stays as it is.

    Parameters
    ----------
    target : Path
        Folder of the nbgrader course, made if missing.
    exchange : Path, optional
        The folder through which nbgrader hands out and collects, for the settings.

    Returns
    -------
    list of str
        Names of the assignments.

    Raises
    ------
    OSError
        If the target cannot be written.
    """
    notebooks = sorted(course_dir("solutions").glob("*.ipynb"))
    for notebook in notebooks:
        folder = target / "source" / notebook.stem
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / notebook.name, notebook.read_bytes())
    text = CONFIG if exchange is None else CONFIG + f"c.Exchange.root = {str(exchange)!r}\n"
    with contextlib.suppress(FileExistsError):
        write_whole(target / "nbgrader_config.py", text, fresh=True)
    return [notebook.stem for notebook in notebooks]
