"""The repository's habits: code as ruff has it, annotations as mypy reads them, examples, spelling."""

import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from lecturekit.foundation.chapters import CHAPTERS

ROOT = Path(__file__).parents[1]
ROOMS = (*CHAPTERS.values(), "training", "datasets", "figures", "widgets", "foundation")
PROGRAM = """
import numpy as np
from lecturekit.l_layer import Network
from lecturekit.sgd import Momentum
from lecturekit.training import train

net = Network([2, 3, 1], loss="logistic")
w, X, y = net.init(np.random.default_rng(0)), np.ones((4, 2)), np.ones(4)
for record in train(net, w, (X, y), Momentum(0.1)):
    print(record.loss)
Network("2-3-1")  # wrong
net.init(0)  # wrong
train(net, w, (X, y), 0.1)  # wrong
print(net.accuracy(w, X, y).shape)  # wrong
"""
"""What a user may write, and four mistakes."""


def public_functions():
    """(name, function) of the public functions and methods of the rooms that notebooks import from."""
    checks = importlib.import_module("lecturekit.checks")
    yield from ((f"lecturekit.checks.{name}", getattr(checks, name)) for name in checks.__all__)
    for room in ROOMS:
        package = importlib.import_module(f"lecturekit.{room}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "exercises" not in info.name:
                yield from functions_of(importlib.import_module(info.name))


def functions_of(module):
    """Those that a module defines; of its public classes the methods inherited from private ones too."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            for base in value.__mro__:
                if base.__module__.startswith("lecturekit.") and not getattr(base, "_is_protocol", False):
                    yield from methods_of(base)
        elif inspect.isfunction(inspect.unwrap(value)):
            yield f"{module.__name__}.{name}", value


def methods_of(cls):
    """The public methods in a class's own body, its constructor and its properties among them."""
    for name, method in vars(cls).items():
        method = getattr(method, "fget", method)  # of a property
        if inspect.isfunction(method) and (not name.startswith("_") or name in ("__init__", "__call__")):
            yield f"{cls.__module__}.{cls.__qualname__}.{name}", method


def missing_annotations(function):
    """The names of the parameters without an annotation, and "return" where that has none."""
    signature = inspect.signature(function)
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty and p.name != "self"]
    return bare + ["return"] * (signature.return_annotation is signature.empty)


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_the_code_is_clean_under_ruff(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_words_are_spelt_as_codespell_spells_them():
    files = ["lecturekit", "lecture_nb", "solutions", "README.md", ".github"]
    done = subprocess.run([sys.executable, "-m", "codespell_lib", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_public_function_is_annotated():
    functions = dict(public_functions())
    assert len(functions) > 300
    assert {name: bare for name, function in functions.items() if (bare := missing_annotations(function))} == {}


def offered():
    """(name, value) of the functions and classes that notebooks import from chapters and the rooms below them."""
    for room in (*CHAPTERS.values(), "training", "datasets", "checks"):
        module = importlib.import_module(f"lecturekit.{room}")
        values = {f"{module.__name__}.{name}": getattr(module, name) for name in module.__all__}
        yield from ((name, value) for name, value in values.items() if callable(value))


def test_what_notebooks_call_has_an_example_that_pytest_runs(request):
    assert [name for name, value in offered() if ">>> " not in (inspect.getdoc(value) or "")] == []
    assert request.config.getoption("doctestmodules") and "lecturekit" in request.config.getini("testpaths")


def test_mypy_finds_no_mistake_in_the_package_and_those_of_a_user(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", os.devnull, "--no-error-summary", "--hide-error-context"]
    done = subprocess.run([*command, "lecturekit", str(program)], cwd=ROOT, capture_output=True, text=True)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    wrong = [number for number, line in enumerate(PROGRAM.splitlines(), start=1) if line.endswith("# wrong")]
    assert [error.partition(": error: ")[0] for error in errors] == [f"{program}:{number}" for number in wrong], (
        done.stdout + done.stderr
    )
