"""Where the course's notebooks lie: in a checkout beside the package, in an installed wheel inside it."""

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
