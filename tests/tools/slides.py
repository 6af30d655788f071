"""A lecture as slides: copies of notebooks whose cells have slide types, and whose metadata name Python in full.

    python tests/tools/slides.py lecture_nb/05_sgd.ipynb ... FOLDER
    jupyter nbconvert --to slides FOLDER/05_sgd.ipynb

Each section is a slide, and goes down: subsections, figures and what follows a paragraph come below it. A result
is a fragment, which the lecturer uncovers; the set-up cell is left out.
"""

import re
import sys
from pathlib import Path

import nbformat

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def slide_type(cell):
    """The slide type of a cell: "slide", "subslide", "fragment" or "skip"; "-" goes on where the cell before ends."""
    if cell.cell_type == "markdown":
        heading = re.match(r"(#+) ", cell.source)
        return "-" if not heading else "slide" if len(heading[1]) <= 2 else "subslide"
    if "%pip install" in cell.source:
        return "skip"
    if "result" in cell.metadata.get("tags", []):
        return "fragment"
    shows = any("image/png" in output.get("data", {}) for output in cell.outputs)
    return "subslide" if shows else "-"


def with_slides(notebook):
    """The notebook with slide types; text is cut where a section begins."""
    cells = []
    for cell in notebook.cells:
        parts = re.split(r"\n(?=#{2,3} )", cell.source) if cell.cell_type == "markdown" else [cell.source]
        if len(parts) == 1:
            cells.append(cell)
        else:
            cells += [nbformat.v4.new_markdown_cell(part.strip()) for part in parts]
    notebook.cells = cells
    for cell in cells:
        cell.metadata["slideshow"] = nbformat.from_dict({"slide_type": slide_type(cell)})
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE)
    return notebook


def main(arguments):
    """Write the copies; return 0, or 2 with the usage."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    *paths, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        nbformat.write(with_slides(nbformat.read(path, as_version=4)), folder / path.name)
        print(folder / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
