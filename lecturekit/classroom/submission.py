"""Read what students call their notebook: in any encoding and format, or say in one sentence what it is instead."""

import json
import re
import warnings

import nbformat

LARGEST_FILE = 200 * 2**20
SIGNS = {
    b"PK\x03\x04": "a zip archive",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "a text document",
    b"\x89PNG": "a picture",
}


def read_notebook(path):
    """Return the notebook in a file.

    Raises
    ------
    ValueError
        In one sentence: the path, and what is there instead of a notebook.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError(f"{path} has more than {LARGEST_FILE >> 20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    try:
        return parse_notebook(content)
    except ValueError as problem:
        raise ValueError(f"{path} is not a notebook: {problem}") from None


def parse_notebook(content):
    """Return the notebook in these bytes: of format 4, without outputs, and of its cells' metadata with nbgrader's names alone.

    Raises
    ------
    ValueError
        Saying what it is instead.
    """
    tree = _tree(content)
    if not isinstance(tree, dict) or not ("cells" in tree or "worksheets" in tree):
        raise ValueError("it is JSON, but has no cells")
    if "worksheets" in tree:
        tree = _upgraded(tree)
    if not isinstance(tree["cells"], list):
        raise ValueError("its cells are no list")
    cells = [_cell(each, number) for number, each in enumerate(tree["cells"], start=1)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def _tree(content):
    if not content.strip():
        raise ValueError("it is empty")
    for sign, kind in SIGNS.items():
        if content.startswith(sign):
            raise ValueError(f"it is {kind}")
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    conflict = re.search(r"^<{7}( |$)", text, re.MULTILINE)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise ValueError(f"it has git's conflict markers, the first at line {line}: settle the conflict, and save it")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        start = text.lstrip()[:200].lower()
        if start.startswith(("<!doctype html", "<html", "<?xml")):
            raise ValueError("it is a web page") from None
        if not start.startswith("{"):
            raise ValueError("it is not JSON") from None
        if getattr(error, "pos", 0) >= len(text.rstrip()) - 1 or "Unterminated" in str(error):
            raise ValueError("it ends in the middle, as if it had not been saved or copied to its end") from None
        raise ValueError(f"its JSON is broken at line {getattr(error, 'lineno', '?')}") from None


def _upgraded(tree):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.from_dict(nbformat.convert(nbformat.from_dict(tree), 4))
    except Exception:
        raise ValueError("it has an old format that cannot be converted") from None


def _cell(cell, number):
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or not isinstance(cell.get("cell_type"), str):
        raise ValueError(f"its cell {number} is no cell")
    kind = cell["cell_type"] if cell["cell_type"] in ("code", "markdown", "raw") else "raw"
    made = new_cell(kind, source.replace("\r\n", "\n").replace("\r", "\n"))
    name = grade_id(cell.get("metadata"))
    made.metadata = nbformat.from_dict({} if name is None else {"nbgrader": {"grade_id": name}})
    made.id = f"cell-{number}"
    return made


def grade_id(metadata):
    """Return the name that nbgrader has given to a cell with these metadata, or None: all that is believed of them."""
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def new_cell(kind, source):
    """Return a cell without metadata; what no file can hold is replaced in its text."""
    new = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    return new[kind](writable(source))


def writable(text):
    """Return a text that UTF-8 can hold: half a character, which JSON may contain, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def harmless(text):
    """Return a text in Markdown or LaTeX without HTML and without links: whoever grades it reads it in a browser, with rights of their own.

    Examples
    --------
    >>> harmless("$a<b$ <script>alert()</script> [link](javascript:alert())")
    '$a< b$ < script>alert()< /script> [link] (javascript:alert())'
    """
    return re.sub(r"<(?=[A-Za-z/!?])|\](?=[(:])|\\(?=href)", r"\g<0> ", text)


def hidden_libraries(names):
    """Return those of the file names that hide a library of Python's or of the course from the notebook."""
    import sys

    known = {*sys.stdlib_module_names, "numpy", "matplotlib", "lecturekit", "IPython", "ipywidgets", "scipy", "pandas"}
    return sorted({name for name in names if name.removesuffix(".py") in known and name.endswith(".py")})
