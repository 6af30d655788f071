"""JupyterLab in the browser, with the whole course in it: a JupyterLite site that any file server can serve."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lecturekit.course.files import PACKAGE, course_dir
from lecturekit.site.pyodide import public_address
from lecturekit.site.wheel import write_wheel

HERE = Path(__file__).parent

FOLDERS = ("lecture_nb", "exercises", "solutions")
FIRST = "lecture_nb/00_start_here.ipynb"
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension")
"""What is added to the bare application: widgets, and a Python that runs in the browser."""

OLDER_FONTS = (".woff", ".ttf", ".eot", ".svg")
"""Browsers that can run Python take the same font as ``.woff2``."""

NAMES = PACKAGE / "course" / "labextension"
"""Gives the controls of widgets their names."""

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
"""Widgets stay in the page when they are scrolled out of sight, and the page can be searched."""

APPLICATION = {"appName": "Neural networks: the course", "terminalsAvailable": False}
ENTRANCE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Neural networks: the course</title>
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script>
<script defer src="entrance.js"></script>
<main id="entrance" data-address="{address}" data-python="{python}">
<p class="waiting">Python starts in this page. <a href="{address}">Open the course</a></p>
<div class="problem" role="alert" hidden><p><strong>Python cannot start here:</strong> <span class="reason"></span>.</p>
<p>What the notebooks show was computed before, not here. <a href="../index.html">Read the course</a>, whose widgets move without Python, or
<a href="{address}">try all the same</a>.</p></div>
</main>
</html>
"""
"""What the folder shows first. Every page of the application reads the settings in it on its way up."""


def notebook_address(path):
    """The address, inside the application's folder, at which a notebook of the course opens."""
    return f"lab/index.html?path={path}"


def entrance_address(path):
    """The same by way of the entrance, which says so where Python cannot start."""
    return f"index.html?path={path}"


def write_lab(folder, *, python=sys.executable, wheels=(), pyodide=None, application=None):
    """Build the application into a folder.

    Parameters
    ----------
    folder : Path
        Made if missing.
    python : str
        The Python whose jupyterlite-core, jupyterlite-pyodide-kernel and jupyterlab_widgets are used.
    wheels : iterable of Path
        Further wheels to serve beside the course's own.
    pyodide : Path, optional
        A folder with Pyodide and its packages, to be served too; then nothing at all is fetched from
        elsewhere. By default the reader's browser takes them from Pyodide's public server.
    application : dict, optional
        Further settings of the application.

    Raises
    ------
    RuntimeError
        If the build fails; the message ends with what JupyterLite said.
    """
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        for name in FOLDERS:
            (source / "files" / name).mkdir(parents=True)
            for path in course_dir(name).glob("*.ipynb"):
                _write_json(source / "files" / name / path.name, one_picture_each(json.loads(path.read_bytes())))
        write_wheel(source / "pypi")
        for wheel in wheels:
            shutil.copy(wheel, source / "pypi")
        if pyodide is not None:
            shutil.copytree(pyodide, source / "static" / "pyodide")
        settings = {"jupyter-config-data": APPLICATION | (application or {}), "jupyter-lite-schema-version": 0}
        if pyodide is not None:
            settings["jupyter-config-data"]["litePluginSettings"] = {KERNEL: {"disablePyPIFallback": True}}
        _write_json(source / "jupyter-lite.json", settings)
        _write_json(source / "overrides.json", SETTINGS)
        _write_json(
            source / "jupyter_lite_config.json",
            {
                "LiteBuildConfig": {
                    "output_dir": str(folder),
                    "no_sourcemaps": True,
                    "apps": ["lab", "notebooks"],
                    "ignore_sys_prefix": ["federated_extensions"],
                    "federated_extensions": [*(str(_extension(python, name)) for name in EXTENSIONS), str(NAMES)],
                }
            },
        )
        _run([python, "-m", "jupyterlite_core", "build"], source)
    for font in folder.glob("build/*.woff2"):
        for older in OLDER_FONTS:
            font.with_suffix(older).unlink(missing_ok=True)
    write_entrance(folder, "static/pyodide" if pyodide is not None else public_address())


def one_picture_each(notebook):
    """The notebook, as JSON, without the second copy of each picture: one is in its HTML, which JupyterLab shows."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "data:image/png;base64," in "".join(data.get("text/html", "")):
                data.pop("image/png", None)
    return notebook


def write_entrance(folder, python):
    """Write what the folder shows first; ``python`` is the address from which the browser takes Pyodide."""
    shutil.copy(HERE / "entrance.js", folder)
    page = ENTRANCE.format(address=notebook_address(FIRST), python=f"{python}/pyodide.mjs")
    (folder / "index.html").write_text(page, encoding="utf-8")


def _extension(python, name):
    listing = (
        "import json; from jupyter_core.paths import jupyter_path; print(json.dumps(jupyter_path('labextensions')))"
    )
    for folder in json.loads(_run([python, "-c", listing])):
        if (Path(folder) / name).is_dir():
            return Path(folder) / name
    raise RuntimeError(f"the extension {name} is not installed for {python}")


def _run(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"`{' '.join(command[1:3])}` failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def _write_json(path, content):
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
