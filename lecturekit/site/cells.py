"""The cells of a lecture notebook that a page treats in its own way: widgets, their still pictures, what depends on what."""

import ast
import contextlib
import io
import re
from dataclasses import dataclass

INTERACTIVE = "Interactive: "
STILL = re.compile(r"show\((widgets\.\w+\(.*\))\.still\((.*)\)\)\s*$", re.DOTALL)


@dataclass(frozen=True)
class WidgetCell:
    """A cell that shows a widget: the notebook's stem, the cell's place, its id on the pages, the still pictures of it."""

    stem: str
    place: int
    name: str
    stills: tuple


def widget_cells(stem, notebook):
    """The widgets of a notebook, in order; a still picture of one is ``(place of its cell, values of its controls)``."""
    found = []
    stills = [
        (place, STILL.match(cell.source)) for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"
    ]
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and any(
            output.get("data", {}).get("text/plain", "").startswith(INTERACTIVE) for output in cell.outputs
        ):
            call = cell.source.strip().splitlines()[-1]
            mine = tuple((where, match[2]) for where, match in stills if match and match[1] == call)
            found.append(WidgetCell(stem, place, f"{stem}-{len(found) + 1}", mine))
    return found


def shown_by(notebook, widget):
    """Run what a widget's cell needs of the cells before it; return the widget, and the values of its still pictures."""
    source = notebook.cells[widget.place].source
    *before, last = ast.parse(source).body
    namespace = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for statements in [*_needed(notebook.cells[: widget.place], source), before]:
            exec(compile(ast.Module(statements, []), widget.name, "exec"), namespace)
        shown = eval(compile(ast.Expression(last.value), widget.name, "eval"), namespace)
        stills = [eval(f"dict({values})", namespace) for _, values in widget.stills]
    return shown, stills


def _needed(cells, source):
    """The statements of the cells on which a piece of code rests, cell by cell, without what only shows something."""
    wanted, kept = _read(ast.parse(source)), []
    for cell in reversed(cells):
        if cell.cell_type != "code" or "%pip" in cell.source:
            continue
        statements = [each for each in ast.parse(cell.source).body if not isinstance(each, ast.Expr)]
        chosen = []
        for each in reversed(statements):
            if _bound(each) & wanted:
                chosen.insert(0, each)
                wanted |= _read(each)
        kept.insert(0, chosen)
    return kept


def _read(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _bound(tree):
    """The names that a statement gives a value, or changes in place."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            names |= _read(node.value)
    return names
