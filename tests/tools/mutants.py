"""Mutants of every solution: small changes that make it wrong, and that its check has to refuse.

    python tests/tools/mutants.py               lists the survivors of all exercises that no reason stands for
    python tests/tools/mutants.py 4.7 5.2       those of some exercises

A survivor is a hole in the probes, or no fault at all (``1 * x``). ``tests/checks/mutants.txt`` holds the second kind, one a
line: exercise, mutant, reason. A test requires that there are no others.
"""

import ast
import copy
import json
import re
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lecturekit.checks import calling, counterexample  # noqa: E402
from lecturekit.checks.calling import quiet  # noqa: E402
from lecturekit.checks.exercise import CORRECT, WRONG, Finding  # noqa: E402
from lecturekit.checks.function import FunctionExercise  # noqa: E402
from lecturekit.checks.registry import CHAPTERS, all_exercises  # noqa: E402

REASONS = ROOT / "tests" / "checks" / "mutants.txt"
COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
OPERATIONS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
NAMES = {"mean": "sum", "sum": "mean", "std": "var", "var": "std", "max": "min", "min": "max", "argmax": "argmin"}


def of_a_node(node):
    """Yield the wrong ways to write one part of a solution."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        yield changed(node, ops=[COMPARISONS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BinOp):
        if type(node.op) in OPERATIONS:
            yield changed(node, op=OPERATIONS[type(node.op)]())
        if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)):
            yield node.left
        if isinstance(node.op, (ast.Add, ast.Mult)):
            yield node.right
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert, ast.Not)):
        yield node.operand
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield changed(node, attr=NAMES[node.attr])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield ast.Constant(node.value + 1)
        if node.value not in (0, 1):
            yield ast.Constant(node.value * 0.9 if isinstance(node.value, float) else node.value - 1)
    if isinstance(node, ast.Call):
        for k, keyword in enumerate(node.keywords):
            others = node.keywords[:k] + node.keywords[k + 1 :]
            match keyword:
                case ast.keyword(arg="axis", value=ast.Constant(value=int(axis))):
                    yield changed(node, keywords=[*others, ast.keyword("axis", ast.Constant(1 - axis))])
            yield changed(node, keywords=others)
        if getattr(node.func, "attr", "") == "where" and len(node.args) == 3:
            yield from node.args[1:]
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    if isinstance(node, ast.If):
        yield changed(node, test=ast.Constant(True))
        yield changed(node, test=ast.Constant(False))
    if isinstance(node, ast.Slice):
        if node.lower is not None:
            yield changed(node, lower=None)
        if node.upper is not None:
            yield changed(node, upper=None)
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Tuple):
        yield changed(node, value=ast.parse(f"np.squeeze({ast.unparse(node.value)})", mode="eval").body)


def changed(node, **fields):
    """A copy of a node with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


class Replace(ast.NodeTransformer):
    """Put a node in the place of another."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def sizes_as_numbers(node, exercise):
    """A size of an argument, replaced by what it is on the first probe."""
    text = ast.unparse(node) if isinstance(node, (ast.Call, ast.Subscript)) else ""
    found = re.fullmatch(r"len\((\w+)\)|(\w+)\.shape\[[01]\]", text)
    if found and (found[1] or found[2]) in exercise.args:
        probe = dict(zip(exercise.args, exercise.probes(exercise.rng())[0]))
        yield ast.Constant(int(eval(text, {}, probe)))


def mutants(source, exercise):
    """Yield (what was changed, the changed source)."""
    tree = ast.parse(source)
    for node in list(ast.walk(tree)):
        for other in [*of_a_node(node), *sizes_as_numbers(node, exercise)]:
            twin = copy.deepcopy(tree, {id(node): node})  # the node itself stays, so that it is found in the copy
            made = ast.fix_missing_locations(Replace(node, other).visit(twin))
            before, after = ast.unparse(node).splitlines()[0], ast.unparse(other).splitlines()[0]
            yield f"{before} -> {after}", ast.unparse(made)


def solutions(chapter):
    """Yield (exercise id, namespace before, source of the cell, the answer in it) of the functions in a notebook of solutions."""
    path = ROOT / "solutions" / f"{chapter:02d}_{CHAPTERS[chapter]}.ipynb"
    if not path.is_file():
        return
    namespace, last = {}, ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "%pip" in source:
            continue
        found = re.match(r'check\("([^"]+)", (.*)\)\s*$', source)
        if found:
            yield found[1], namespace, last, found[2]
        elif not source.startswith(("hint(", "progress(", "last_call(")):
            before = dict(namespace)
            with quiet():
                exec(source, namespace)
            namespace, last = {**namespace, "__before__": before}, source


def accepts(exercise, answer):
    """Whether a check calls an answer right; no cause is looked for."""
    quick = copy.copy(exercise)
    quick._wrong = quick._wrong_at_an_edge = lambda *trials: Finding(WRONG)
    with quiet():
        return quick.examine(answer).status == CORRECT


def is_a_number(exercise):
    """Whether what is asked for is a number, which `np.squeeze` leaves as it is."""
    if exercise.reference is None:
        return False
    expected = exercise._expected(exercise.probes(exercise.rng())[0])
    return not isinstance(expected, (tuple, list, dict)) and np.ndim(expected) == 0


def survivors(names=()):
    """Return [(exercise id, mutant)] of all mutants that their check accepts."""
    usual, calling.SECONDS = calling.SECONDS, 0.5  # many a mutant never ends
    try:
        return _survivors(names)
    finally:
        calling.SECONDS = usual


def _survivors(names):
    exercises = {each.id: each for each in all_exercises() if isinstance(each, FunctionExercise)}
    found = []
    for chapter in CHAPTERS:
        for name, namespace, source, answer in solutions(chapter):
            if name not in exercises or (names and name not in names):
                continue
            for words, text in mutants(source, exercises[name]):
                own = {**namespace["__before__"], "np": np}
                try:
                    with quiet():
                        exec(text, own)
                        handed_in = eval(answer, own)
                except Exception:
                    continue
                if accepts(exercises[name], handed_in) and not (
                    words.startswith("return") and is_a_number(exercises[name])
                ):
                    found.append((name, words))
            counterexample.forget(name)
    return found


def reasons():
    """Return {(exercise id, mutant): reason} from the file."""
    rows = [line.split(" | ") for line in REASONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {(name, mutant): reason for name, mutant, reason in rows}


if __name__ == "__main__":
    known = reasons()
    for name, mutant in dict.fromkeys(survivors(sys.argv[1:])):
        if (name, mutant) not in known:
            print(f"{name} | {mutant} | ")
