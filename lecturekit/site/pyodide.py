"""What the notebooks need in a browser, all of it: Pyodide's core, those of its packages that the course uses, pure wheels.

With these beside the pages nothing is fetched from another server.
"""

import hashlib
import json
import subprocess
import sys
import urllib.request
from pathlib import Path

CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""Of Pyodide; one of the two ``asm`` scripts is there, which one depends on the version."""

ROOTS = (
    "ipython",
    "jedi",
    "matplotlib",
    "matplotlib-inline",
    "micropip",
    "numpy",
    "packaging",
    "pillow",
    "sqlite3",
    "ssl",
    "traitlets",
)
"""The packages of Pyodide that the course and the notebook's kernel import; what they need comes with them."""

PURE = ("ipywidgets", "jupyterlab_widgets", "comm", "platformdirs", "tqdm")
"""The packages that Pyodide lacks."""


def public_address():
    """Where the installed JupyterLite would have the reader's browser look for Pyodide."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

    return PYODIDE_CDN_URL


def closure(packages, roots=ROOTS):
    """The names of packages that these need, with themselves; those that a lock file does not have are left out.

    Parameters
    ----------
    packages : dict
        Of a lock file of Pyodide: name -> description with a list "depends".
    roots : iterable of str

    Returns
    -------
    list of str
    """
    found, open_ends = set(), list(roots)
    while open_ends:
        name = open_ends.pop().lower().replace("_", "-")
        if name in packages and name not in found:
            found.add(name)
            open_ends += packages[name]["depends"]
    return sorted(found)


def gather_pyodide(source, folder):
    """Copy Pyodide and the closure of the course's packages; every package has the digest that the lock file gives.

    Parameters
    ----------
    source : str or Path
        A folder with a release of Pyodide, or its address.
    folder : Path
        Made if missing.

    Raises
    ------
    RuntimeError
        If a file is missing, or is not what the lock file says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = json.loads(_content(source, "pyodide-lock.json"))
    there = [
        name
        for name in CORE
        if (content := _content(source, name, optional=".asm." in name)) is not None
        and (folder / name).write_bytes(content)
    ]
    if not {"pyodide.asm.js", "pyodide.asm.mjs"} & set(there) or "pyodide.asm.wasm" not in there:
        raise RuntimeError(f"{source} has no pyodide.asm, expected a release of Pyodide")
    needed = closure(lock["packages"])
    for name in needed:
        file, expected = lock["packages"][name]["file_name"], lock["packages"][name]["sha256"]
        content = _content(source, file)
        digest = hashlib.sha256(content).hexdigest()
        if digest != expected:
            raise RuntimeError(f"{file}: SHA-256 is {digest}, Pyodide's lock file says {expected}")
        (folder / file).write_bytes(content)
    lock["packages"] = {name: lock["packages"][name] for name in needed}  # what is not here must not be looked for here
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def gather_wheels(folder):
    """Download the pure wheels with pip; returns their paths."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-d",
        str(folder),
    ]
    done = subprocess.run([*command, *PURE], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"pip could not download {', '.join(PURE)}:\n{done.stderr[-1000:]}")
    return sorted(Path(folder).glob("*.whl"))


def _content(source, name, optional=False):
    """A file of the release; None if it is optional and missing."""
    try:
        if str(source).startswith(("https:", "http:")):
            with urllib.request.urlopen(f"{source}/{name}", timeout=60) as answer:
                return answer.read()
        return (Path(source) / name).read_bytes()
    except OSError as problem:
        if optional:
            return None
        raise RuntimeError(f"{source} has no {name}, or it cannot be had: {problem}") from None
