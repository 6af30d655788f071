"""How the course's notebooks are stored: the set-up cell, a clean run, and one normal form."""

import hashlib
import json
import os
import re
import tempfile
import tomllib
from pathlib import Path

import jupytext
import nbformat

from lecturekit.classroom.runner import client
from lecturekit.course.equations import EQUATIONS

ROOT = Path(__file__).resolve().parents[2]
STALE = {"application/vnd.jupyter.widget-view+json"}
CELL_TIMEOUT = 120
KEPT = ("tags", "nbgrader", "deletable", "editable")
"""The metadata of a cell that are its author's; those that fold, and those of slides, follow from what it holds."""

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
SECTION = re.compile(r"\n+(?=#{2,3} )")


def setup_cell(project):
    """The first code cell of every notebook, for a project as ``pyproject.toml`` describes it.

    It installs nothing by a name that somebody else may have taken on an index: in a browser the site's own wheel, on
    Colab what lies at the repository's address, where one is declared; anywhere else it says in one sentence what to do.
    """
    name, address = project["name"], project.get("urls", {}).get("Repository")
    colab = (
        f"""elif find_spec("{name}") is None and "google.colab" in sys.modules:
    %pip install -q git+{address}
"""
        if address
        else ""
    )
    place = f"git+{address}" if address else "PATH` with the path of a copy of its repository"
    todo = f"run `%pip install {place}" + ("`" if address else "") + " in a cell, then restart the kernel"
    return f"""import sys
from importlib.util import find_spec

if sys.platform == "emscripten":
    %pip install -q ipywidgets {name}
{colab}elif find_spec("{name}") is None:
    raise ModuleNotFoundError("This course's package is missing here: {todo}.")"""


SETUP_CELL = setup_cell(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


class NotebookError(Exception):
    """A notebook that may not be stored, and why."""


def read(path):
    """Return the notebook stored at a path."""
    return nbformat.read(path, as_version=4)


def from_script(path):
    """Return the notebook written as a percent script, without outputs.

    A markdown line ``{eq 5}`` stands for equation (5) with its tag, ``{slide 5}`` for the slide's version.
    """
    notebook = jupytext.reads(Path(path).read_text(encoding="utf-8"), fmt="py:percent")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"^\{(eq|slide) (\d+)\}$", _formula, cell.source, flags=re.MULTILINE)
    return notebook


def _formula(match):
    equation = EQUATIONS[int(match[2])]
    return equation.display if match[1] == "eq" else f"$$\n{equation.slide}\n$$"


def to_script(notebook):
    """Return a notebook as a percent script, without the set-up cell and the derived metadata."""
    cells = [nbformat.from_dict(cell) for cell in notebook.cells if cell.source != SETUP_CELL]
    for cell in cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in ("tags",) if key in cell.metadata})
    plain = nbformat.v4.new_notebook(cells=cells)
    plain.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "tags,-all"}
    return jupytext.writes(plain, fmt="py:percent")


def fold(notebook):
    """Fold what the tags ask for: the output of a ``result``, what stands under a ``depth``, the source of an ``aside`` and of the set-up cell."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT if key in cell.metadata})
        if "result" in tags:
            cell.metadata["jupyter"] = nbformat.from_dict({"outputs_hidden": True})
        if "depth" in tags:
            cell.metadata["jp-MarkdownHeadingCollapsed"] = True
        if cell.cell_type == "code" and (cell.source == SETUP_CELL or "aside" in tags):
            cell.metadata["jupyter"] = nbformat.from_dict({"source_hidden": True})
    return notebook


def insert_setup(notebook):
    """Make the set-up cell the first code cell; an older one is renewed."""

    def is_setup(cell):
        return cell.cell_type == "code" and "emscripten" in cell.source and "%pip install" in cell.source

    older = [cell for cell in notebook.cells if is_setup(cell)]
    setup = older[0] if older else nbformat.v4.new_code_cell()
    setup.source = SETUP_CELL
    notebook.cells = [cell for cell in notebook.cells if not is_setup(cell)]
    first = next((k for k, cell in enumerate(notebook.cells) if cell.cell_type == "code"), len(notebook.cells))
    notebook.cells.insert(first, setup)
    return notebook


def with_slides(notebook):
    """Let each section of a lecture begin a cell, and a slide; what comes below it goes down.

    A slide type is given where a slide begins: at headings, and at figures; a result is a fragment, which the lecturer
    uncovers. Exercises, the notebooks with nbgrader's metadata, get none.
    """
    if any("nbgrader" in cell.metadata for cell in notebook.cells):
        return notebook
    cells = []
    for cell in notebook.cells:
        first, *others = SECTION.split(cell.source) if cell.cell_type == "markdown" else [cell.source]
        cell.source = first
        cells += [cell, *map(nbformat.v4.new_markdown_cell, others)]
    for cell in cells:
        kind = _slide_type(cell)
        if kind:
            cell.metadata["slideshow"] = nbformat.from_dict({"slide_type": kind})
    notebook.cells = cells
    return notebook


def _slide_type(cell):
    if cell.cell_type == "markdown":
        heading = re.match(r"(#+) ", cell.source)
        return heading and ("slide" if len(heading[1]) <= 2 else "subslide")
    if cell.source == SETUP_CELL:
        return "skip"
    if "result" in cell.metadata.get("tags", []):
        return "fragment"
    return "subslide" if any("image/png" in output.get("data", {}) for output in cell.outputs) else None


def execute(notebook, folder):
    """Run all cells from the top on a clean kernel; raise `NotebookError` at the first error or warning."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as scratch:
        session = client(notebook, folder, timeout=CELL_TIMEOUT)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        variables = {**os.environ, "LECTUREKIT_STATE_DIR": scratch, "PYTHONPATH": path}
        try:
            with session.setup_kernel(cleanup_kc=True, env=variables):
                for index, cell in enumerate(notebook.cells):
                    session.execute_cell(cell, index)
        except Exception as error:
            raise NotebookError(f"cell failed: {error}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise NotebookError(f"a cell writes to stderr:\n{cell.source}\n{output.text}")
    return notebook


def normalize(notebook):
    """Bring a notebook into the stored form: the same run gives the same bytes on any machine."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": LANGUAGE}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count, seen = 0, {}
    for cell in with_slides(fold(notebook)).cells:
        repeat = seen[cell.source] = seen.get(cell.source, 0) + 1
        cell.id = hashlib.sha256(f"{repeat} {cell.cell_type} {cell.source}".encode()).hexdigest()[:12]
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = _merged([_plain(output, count) for output in cell.outputs])
    nbformat.validate(notebook)
    return notebook


def dumps(notebook):
    """Return the text of a notebook file: stable order, indented by one, newline at the end."""
    return json.dumps(json.loads(nbformat.writes(notebook)), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(notebook, path):
    """Store a notebook, replacing the file in one step."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(dumps(notebook), encoding="utf-8", newline="\n")
    os.replace(temporary, path)


def _plain(output, count):
    if "data" in output:
        output.data = nbformat.from_dict({key: value for key, value in output.data.items() if key not in STALE})
        output.metadata = nbformat.from_dict({})
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def _merged(outputs):
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if output.output_type == "stream" and last and last.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged
