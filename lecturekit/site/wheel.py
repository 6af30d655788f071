"""A wheel of this installation of lecturekit, for the Python that runs in a browser."""

import base64
import hashlib
import zipfile
from importlib import metadata

from lecturekit.course.files import PACKAGE

NAME = "lecturekit"
LEFT_OUT = ("site/", "course/labextension/", "course/lecture_nb/", "course/exercises/", "course/solutions/")
"""Folders that nobody needs in a browser; the notebooks lie beside the wheel there."""

WHEEL = "Wheel-Version: 1.0\nGenerator: lecturekit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_wheel(folder):
    """Pack the package as it is installed, or as it lies in the checkout, into a wheel.

    Nothing is compiled in this package, so a wheel is its files, its metadata and the list of both;
    no build tool and no network is needed. The same files give the same bytes.

    Parameters
    ----------
    folder : Path
        Where to put it; made if missing.

    Returns
    -------
    Path
        Of the wheel.

    Raises
    ------
    FileNotFoundError
        If the package was not installed, so that nothing is known of what it needs.
    """
    try:
        distribution = metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        raise FileNotFoundError(f"{NAME} is not installed here; run `python -m pip install -e .` first") from None
    about = f"{NAME}-{distribution.version}.dist-info"
    contents = {f"{NAME}/{path}": (PACKAGE / path).read_bytes() for path in _package_files()}
    contents[f"{about}/METADATA"] = distribution.read_text("METADATA").encode()
    contents[f"{about}/WHEEL"] = WHEEL.encode()
    lines = [f"{name},{_digest(content)},{len(content)}\n" for name, content in contents.items()]
    contents[f"{about}/RECORD"] = "".join([*lines, f"{about}/RECORD,,\n"]).encode()
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{NAME}-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return wheel


def _package_files():
    paths = (path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*")) if path.is_file())
    return [path for path in paths if not path.startswith(LEFT_OUT) and "__pycache__" not in path]


def _digest(content):
    encoded = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return f"sha256={encoded.decode()}"
