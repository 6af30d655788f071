"""A server that is started with a notebook of the course serves the whole course.

``jupyter lab lecture_nb/00_start_here.ipynb`` by itself serves the folder of that file and nothing else,
so the links from a lecture to its exercises would lead nowhere. Jupyter's server finds this extension
through ``jupyter_server_config.json``, which is installed beside the package; it changes nothing about
a server that is started in any other way.
"""

from pathlib import Path

from lecturekit.course.files import course_dir

FOLDERS = ("lecture_nb", "exercises", "solutions")
FIRST_PAGE = Path("lecture_nb", "00_start_here.ipynb")


def whole_course(file):
    """The folder that holds lectures and exercises, if a file lies in one of them.

    That is the course itself, or a copy that ``lecturekit start`` made.

    Parameters
    ----------
    file : str or Path
        Of a notebook, relative to the current directory or absolute.

    Returns
    -------
    Path or None
        None for any other file.
    """
    folder = Path(file).resolve().parent
    if folder in [course_dir(name).resolve() for name in FOLDERS]:
        return folder.parent
    a_copy = (
        folder.name in FOLDERS and (folder.parent / FIRST_PAGE).is_file() and (folder.parent / "exercises").is_dir()
    )
    return folder.parent if a_copy else None


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _link_jupyter_server_extension(server):
    """Called before the server decides what to serve."""
    if not server.file_to_run or {"root_dir", "notebook_dir"} & set(server.config.ServerApp):
        return
    try:
        folder = whole_course(server.file_to_run)
    except OSError:  # this installation came without the notebooks
        return
    if folder is not None:
        server.file_to_run = str(Path(server.file_to_run).resolve())
        server.root_dir = str(folder)


def _load_jupyter_server_extension(server):
    """Jupyter requires it; there is nothing left to do."""
