"""Files written whole or not at all."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path


def write_whole(
    path: str | os.PathLike[str], content: str | bytes, *, fresh: bool = False, mode: int | None = None
) -> None:
    """Write a file aside and put it in place, so that a full disk or a kill never leaves half of it.

    Parameters
    ----------
    path : path
        Its folder exists.
    content : str or bytes
        Text is stored as UTF-8 with newlines as they are.
    fresh : bool
        Leave a file that is there as it is.
    mode : int, optional
        The file's rights; those of any new file by default.

    Raises
    ------
    FileExistsError
        With ``fresh``, if there is such a file.
    OSError
        If it cannot be written; names the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "answer.txt"
    >>> write_whole(path, "42")
    >>> path.read_text()
    '42'
    """
    path = Path(path)
    content = content.encode("utf-8") if isinstance(content, str) else content
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".new")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _usual_mode() if mode is None else mode)
        if fresh:
            _link_or_rename(temporary, path)
        else:
            os.replace(temporary, path)
        temporary = None
    except FileExistsError:
        raise
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror or str(problem), str(path)) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _link_or_rename(temporary, path):
    """Give a file its name unless the name is taken; without hard links, as near to that as can be."""
    try:
        os.link(temporary, path)
        os.unlink(temporary)
    except FileExistsError:
        raise
    except OSError as problem:
        if problem.errno not in (
            errno.EPERM,
            errno.ENOTSUP,
            errno.EOPNOTSUPP,
            errno.ENOSYS,
            errno.EACCES,
            errno.EMLINK,
        ):
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        os.replace(temporary, path)


def _usual_mode():
    """The mode of a newly made file: mkstemp's files are private, these are not."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
