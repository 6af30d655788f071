"""Mutants of the algorithms: small changes of their functions, each of which a test of the function's room has to notice.

    python tests/tools/mutation.py sgd                     all modules of a room
    python tests/tools/mutation.py sgd/momentum l_layer    a module, and a room
    python tests/tools/mutation.py overfitting/early_stopping --tests tests/overfitting/test_early_stopping.py
    python tests/tools/mutation.py sgd --most 20           of each module twenty mutants, drawn at random

Prints the survivors for which `tests/tools/survivors.txt` has no reason; a line of that file is module, function, mutant, reason.

The package is imported and the room's tests are collected once. Each mutant is a fork of that process in which the code of one
function is exchanged; of the tests and docstring examples those run that reach the function, the quickest first,
until one fails. Words stay as they are, and so does what is computed when a module is imported: constants and defaults.
"""

import argparse
import ast
import contextlib
import copy
import functools
import gc
import os
import pickle
import random
import signal
import sys
import time
import types
from pathlib import Path

import pytest
from _pytest.runner import call_and_report

sys.path.insert(0, str(Path(__file__).parent))
from mutants import ROOT, Replace, changed, of_a_node

PACKAGE = ROOT / "lecturekit"
REASONS = ROOT / "tests" / "tools" / "survivors.txt"
NO_ALGORITHMS = ("__init__", "page", "figures", "widgets", "exercises")
SWAPPED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
FUNCTIONS = {
    "add": "subtract",
    "subtract": "add",
    "multiply": "divide",
    "divide": "multiply",
    "maximum": "minimum",
    "minimum": "maximum",
    "greater": "greater_equal",
    "greater_equal": "greater",
    "less": "less_equal",
    "any": "all",
    "all": "any",
    "zeros": "ones",
    "zeros_like": "ones_like",
}
SHORTEST, LONGEST = 10, 120
"""Seconds that a mutant gets at least and at most; who is not done then counts as noticed."""


def modules(name):
    """The files of a module, ``sgd/momentum``, or of all algorithms of a room."""
    path = PACKAGE / f"{name}.py"
    found = [path] if path.is_file() else sorted((PACKAGE / name).glob("*.py"))
    return [each for each in found if each.stem not in NO_ALGORITHMS]


def places(node, name="", within=False):
    """Yield (outermost function, node) of what may be changed: bodies of functions, without their words."""
    if isinstance(node, (ast.Raise, ast.JoinedStr)):
        return
    if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
        own = getattr(node, "name", "<lambda>")
        name = name if within else f"{name}.{own}".lstrip(".")
        within = within or not isinstance(node, ast.ClassDef)
        children = node.body if isinstance(node.body, list) else [node.body]
    else:
        if within:
            yield name, node
        children = [node.value] if isinstance(node, ast.AnnAssign) and node.value else ast.iter_child_nodes(node)
    for child in children:
        yield from places(child, name, within)


def ways(node):
    """Yield the wrong ways to write one part of a function."""
    if not isinstance(node, ast.Return):
        yield from of_a_node(node)
    if isinstance(node, ast.BoolOp) or (isinstance(node, ast.AugAssign) and type(node.op) in SWAPPED):
        yield changed(node, op=SWAPPED[type(node.op)]())
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        yield changed(node, op=SWAPPED[type(node.op)]())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
        yield changed(node, attr=FUNCTIONS[node.attr])
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()


def mutants(source):
    """Yield (function, words for the change, the changed tree)."""
    tree = ast.parse(source)
    for name, node in places(tree):
        for other in ways(node):
            twin = copy.deepcopy(tree, {id(node): node})  # the node itself stays, so that it is found in the copy
            made = ast.fix_missing_locations(Replace(node, ast.copy_location(other, node)).visit(twin))
            before, after = (ast.unparse(each).splitlines()[0] for each in (node, other))
            yield name, f"{before} -> {after}", made


def exchange(path, before, after):
    """Give the functions of a module the code of a changed tree; False where Python does not allow it."""
    new, old = {}, {}
    for codes, tree in ((old, before), (new, after)):
        _collect(compile(tree, str(path), "exec", dont_inherit=True), codes)
    swapped = {code: new[key] for key, code in old.items() if key in new and new[key] != code}
    done = False
    for each in gc.get_objects():
        if type(each) is types.FunctionType and each.__code__.co_filename == str(path) and each.__code__ in swapped:
            try:
                each.__code__ = swapped[each.__code__]
            except ValueError:  # it has other variables from outside
                return False
            done = True
    return done


def _collect(code, found):
    key = code.co_qualname, code.co_firstlineno
    number = sum(each[:2] == key for each in found)
    found[(*key, number)] = code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            _collect(each, found)


def in_a_fork(work, seconds=0):
    """What ``work()`` returns in a copy of this process; "late" after some seconds, None where the process died."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        signal.signal(signal.SIGALRM, lambda *_: os._exit(7))
        signal.alarm(seconds)
        with open(writing, "wb") as pipe:
            pickle.dump(work(), pipe)
            pipe.flush()
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    return "late" if os.waitstatus_to_exitcode(status) == 7 else pickle.loads(content) if content else None


def passes(item, following, after_setup=lambda: None):
    """Whether a test passes or is skipped; what it prints is lost."""
    reports = [call_and_report(item, "setup", log=False)]
    after_setup()
    if reports[0].passed:
        reports.append(call_and_report(item, "call", log=False))
    reports.append(call_and_report(item, "teardown", log=False, nextitem=following))
    return not any(each.failed for each in reports)


def reached(items, paths):
    """Run all tests once: for each its seconds, and the functions of the modules that it reaches; none if it fails in here.

    What a fixture reaches counts for all tests of the file, for it may be there before their turn.
    """
    names, found, by_fixtures = {str(path) for path in paths}, [], {}
    caches = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    for item, following in zip(items, [*items[1:], None]):
        for cache in caches:
            cache.cache_clear()
        seen = set()

        def note(frame, event, argument):
            if event == "call" and frame.f_code.co_filename in names:
                seen.add((frame.f_code.co_filename, frame.f_code.co_qualname.partition(".<locals>")[0]))

        start = time.perf_counter()
        sys.setprofile(note)
        passed = passes(item, following, lambda: by_fixtures.setdefault(item.path, set()).update(seen))
        sys.setprofile(None)
        if not passed:  # it counts allocations, say, which the watching adds to
            print(f"left out: {item.nodeid}", file=sys.stderr)
        found.append((time.perf_counter() - start, seen if passed else None))
    return [
        (seconds, set() if seen is None else seen | by_fixtures[item.path])
        for item, (seconds, seen) in zip(items, found)
    ]


class Mutation:
    """A plugin that runs the collected tests on every mutant."""

    def __init__(self, paths, most=None):
        self.paths, self.most, self.survivors = paths, most, []

    @pytest.hookimpl
    def pytest_runtestloop(self, session):
        """In place of running the tests once."""
        items = session.items
        runs = in_a_fork(lambda: reached(items, self.paths))
        for path in self.paths:
            self._module(path, items, runs)
        return True

    def _module(self, path, items, runs):
        source, counts = path.read_text(encoding="utf-8"), {"noticed": 0, "late": 0, "survived": 0, "not to be made": 0}
        drawn = list(mutants(source))
        if self.most is not None and self.most < len(drawn):
            drawn = random.Random(path.stem).sample(drawn, self.most)
        for function, words, tree in drawn:
            chosen = sorted((seconds, k) for k, (seconds, seen) in enumerate(runs) if (str(path), function) in seen)
            limit = min(LONGEST, SHORTEST + int(5 * sum(seconds for seconds, _ in chosen)))
            several = [items[k] for _, k in chosen]
            fate = in_a_fork(lambda: self._fate(path, source, tree, several), limit)
            fate = {True: "survived", False: "noticed", None: "noticed"}.get(fate, fate)
            counts[fate] += 1
            if fate == "survived":
                self.survivors.append((f"{path.parent.name}/{path.stem}", function, words))
        name = f"{path.parent.name}/{path.stem}"
        print(f"{name}:", ", ".join(f"{n} {fate}" for fate, n in counts.items() if n), file=sys.stderr, flush=True)

    @staticmethod
    def _fate(path, source, tree, items):
        if not exchange(path, ast.parse(source), tree):
            return "not to be made"
        return all(passes(item, following) for item, following in zip(items, [*items[1:], None]))


def reasons():
    """{(module, function, mutant): reason} from the file."""
    rows = [line.split(" | ") for line in REASONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {tuple(row[:3]): row[3] for row in rows}


def main(names, tests=(), most=None):
    """Run the mutants of the named rooms and modules; the number of survivors without a reason."""
    known, unexplained = reasons(), 0
    for room in dict.fromkeys(name.partition("/")[0] for name in names):
        paths = [path for name in names if name.partition("/")[0] == room for path in modules(name)]
        plugin = Mutation(paths, most)
        chosen = [*(tests or [str(ROOT / "tests" / room)]), *map(str, paths)]
        options = ["-q", "-n0", "-p", "no:cacheprovider", "-p", "no:nbval", "-o", "addopts=", "--import-mode=importlib"]
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.chdir(ROOT):
            done = pytest.main([*options, "--doctest-modules", *chosen], plugins=[plugin])
        if done != 0:
            sys.exit(f"pytest ended with status {done}")
        for each in dict.fromkeys(plugin.survivors):
            if each not in known:
                unexplained += 1
                print(" | ".join(each), "|", flush=True)
    return unexplained


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="+", metavar="room or room/module")
    parser.add_argument(
        "--tests", nargs="+", default=(), metavar="FILE", help="these in place of all tests of the room"
    )
    parser.add_argument("--most", type=int, metavar="N", help="of each module so many, drawn at random")
    given = parser.parse_args()
    sys.exit(bool(main(given.names, given.tests, given.most)))
