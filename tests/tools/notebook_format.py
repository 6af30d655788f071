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
"""The metadata of a cell that are its author's; those that fold follow from the tags."""


def _setup_cell():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = project.get("urls", {}).get("Repository")
    source = f"git+{address}" if address else project["name"]
    return "\n".join(
        [
            "import sys",
            "",
            'if sys.platform == "emscripten":',
            f"    %pip install -q ipywidgets {project['name']}",
            'elif "google.colab" in sys.modules:',
            f"    %pip install -q {source}",
        ]
    )


SETUP_CELL = _setup_cell()


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
    """Make the set-up cell the first code cell, in place of an older one."""

    def is_setup(cell):
        return cell.cell_type == "code" and "emscripten" in cell.source and "%pip install" in cell.source

    notebook.cells = [cell for cell in notebook.cells if not is_setup(cell)]
    first = next((k for k, cell in enumerate(notebook.cells) if cell.cell_type == "code"), len(notebook.cells))
    notebook.cells.insert(first, nbformat.v4.new_code_cell(SETUP_CELL))
    return notebook


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
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count, seen = 0, {}
    for cell in fold(notebook).cells:
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
