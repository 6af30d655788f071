"""An exception of a student's code in a sentence: in the terms of the one who wrote it, with the line it came from."""

import ast
import linecache
import re
import sysconfig
import traceback
from pathlib import Path

import numpy as np

from lecturekit.checks.compare import sentence
from lecturekit.checks.exercise import Wrong
from lecturekit.checks.limit import SECONDS, TooLong

OURS = str(Path(__file__).resolve().parents[1])
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
NOT_THEIRS = (OURS, "<frozen", *LIBRARIES)


def describe_error(error):
    """Return an exception in one sentence, with the line of the student's code it came from."""
    if isinstance(error, Wrong):
        return error_message(error)
    frame, number, source = _place(error)
    where = f"\nThe line is `{source}` (line {number} of its cell)." if source else ""
    if isinstance(error, TooLong):
        return (
            f"Your code was stopped after {SECONDS:g} seconds.{where} The usual cause: a loop whose condition never becomes false, "
            "because what it looks at does not change inside; or far more steps than are needed."
        )
    own = _in_their_terms(error, frame, source)
    text = f"your code stops with {type(error).__name__}"
    message = own or error_message(error)
    return sentence(text + (f": {message}" if message else "")) + where


def error_message(error):
    """Return what an exception says, in one line of bounded length; empty where it says nothing."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        return ""
    return text if len(text) <= 300 else text[:297] + "..."


def _place(error):
    """The innermost frame of the student's code, its line number and the text of the line."""
    found = (None, None, "")
    for frame, number in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if not name.startswith(NOT_THEIRS):
            found = (frame, number, linecache.getline(name, number).strip())
    return found


def _in_their_terms(error, frame, source):
    """What numpy means by its message about shapes, or None where it is plain enough."""
    message = error_message(error)
    if "gufunc signature" in message or "not aligned" in message:
        shapes = _shapes_of_product(frame, source) or _two_shapes(message)
        if shapes:
            return f"{shapes[0]} @ {shapes[1]} does not fit: the last size of the left must be the first of the right"
        sizes = re.search(r"size (\d+) is different from (\d+)", message)
        if sizes:
            return f"a product `@` of arrays that do not fit: {sizes[2]} on the left meets {sizes[1]} on the right"
    if "could not be broadcast" in message:
        shapes = _two_shapes(message)
        if shapes:
            return f"arrays of the shapes {shapes[0]} and {shapes[1]} cannot be combined entry by entry"
    if "inhomogeneous shape" in message:
        return "the parts of the list have different lengths, so that they make no array"
    if "truth value of an array" in message:
        return "an `if` (or `and`, `or`) needs one True or False and gets a whole array; use `np.where`, `&`, `|`"
    if (
        "only length-1 arrays" in message
        or "only size-1 arrays" in message
        or "setting an array element with a sequence" in message
    ):
        return "a whole array stands where a single number belongs"
    if isinstance(error, NameError):
        name = getattr(error, "name", None) or (re.search(r"'(\w+)'", message) or [None, None])[1]
        return (
            f"the name `{name}` is used before it has a value; it is misspelt, or defined in a cell that has not been run"
            if name
            else None
        )
    return None


def _two_shapes(message):
    found = re.findall(r"\([\d, ]*\)", message)
    return found[:2] if len(found) >= 2 else None


def _shapes_of_product(frame, source):
    """The shapes of the two sides of the first product ``@`` on a line that do not fit; only names and their parts are looked at."""
    try:
        tree = ast.parse(source.rstrip(":") if not source.startswith(("for", "if", "while", "with", "def")) else "0")
    except SyntaxError:
        return None
    names = {**frame.f_globals, **frame.f_locals} if frame else {}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            left, right = _array(node.left, names), _array(node.right, names)
            known = left is not None and right is not None and left.ndim and right.ndim
            if known and left.shape[-1] != right.shape[-2 if right.ndim > 1 else 0]:
                return left.shape, right.shape
    return None


def _array(node, names):
    """The array that a name, or the transpose of one, stands for."""
    if isinstance(node, ast.Name):
        value = names.get(node.id)
        return value if isinstance(value, np.ndarray) else None
    if isinstance(node, ast.Attribute) and node.attr == "T":
        inner = _array(node.value, names)
        return None if inner is None else inner.T
    return None
