"""The process in which a submission's code runs: it holds what was handed in, and nothing that decides a grade.

Started by `lecturekit.classroom.sandbox`, it does what the judge asks over a pipe: run a cell, evaluate an
answer, call it. ``check`` in here hands an answer over and says nothing about it.
"""

import ast
import contextlib
import copy
import functools
import inspect
import io
import linecache
import os
import shutil
import sys
import types
from pathlib import Path

import numpy as np

import lecturekit.checks
import lecturekit.checks.engine
from lecturekit.checks.calling import quiet, untouched
from lecturekit.checks.compare import type_name
from lecturekit.classroom import parts
from lecturekit.classroom.inside_shell import OUTPUTS, Stream, start_shell, words
from lecturekit.classroom.peer import Peer
from lecturekit.classroom.time_limit import time_limit
from lecturekit.classroom.wire import Broken, Channel, Encoder, TooLarge
from lecturekit.foundation.numpy_itself import numpys_own

SPECIAL = ("__iter__", "__next__", "__len__", "__getitem__", "__float__", "__int__", "__bool__", "__contains__")
CACHED = type(functools.cache(len))
KINDS = {
    "class": type,
    "generator": types.GeneratorType,
    "function": (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial, CACHED, np.ufunc),
}


class TimeLimit(KeyboardInterrupt):
    """A cell or a call has had its time."""


class Handed:
    """What ``check`` returns in here."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"{self.name} was handed in."


class Student(Peer):
    """The student's end of the conversation."""

    def __init__(self, channel, shell):
        super().__init__(channel)
        self.shell = shell

    # ---- introducing

    def introduce(self, value):
        """Say what kind of object an answer is."""
        return {
            "kind": next((kind for kind, types_ in KINDS.items() if isinstance(value, types_)), "object"),
            "type": words(type_name(value), 80),
            "name": words(getattr(value, "__name__", ""), 80) if callable(value) else "",
            "callable": callable(value),
            "untouched": isinstance(value, (type, types.FunctionType)) and bool(untouched(value)),
            "special": [name for name in SPECIAL if hasattr(type(value), name)],
            "signature": _signature(value),
        }

    def stand_in(self, number, description):
        """Return a function that asks the judge's; a network is made anew."""
        if "network" in description:
            return parts.network(description["network"])

        def given(*args, **kwargs):
            with time_limit(0, TimeLimit):
                reply = self.ask(op="call", what=given, args=args, kwargs=kwargs)
            if reply.get("error"):
                name, message = reply["error"]
                raise _exception(name)(message)
            return reply["value"]

        return given

    # ---- answering

    def answer(self, message):
        """Do what the judge asks for."""
        op = message.pop("op", "")
        seconds = message.pop("seconds", None)
        method = {"run": self.run, "evaluate": self.evaluate}.get(op)
        try:
            with time_limit(seconds, TimeLimit):
                if method:
                    return method(**message)
                with quiet(), numpys_own():
                    return self.use(op, **message)
        except BaseException as error:
            return {"error": self.describe(error), "outputs": OUTPUTS.shown if method else []}

    def too_large(self, problem):
        """Say that a result is too large, as an error of the answer."""
        return {"error": {"type": "ValueError", "module": "builtins", "text": f"the result is too large: {problem}"}}

    def run(self, source, checks):
        """Run a cell; with ``checks`` the name ``check`` means ours, whatever the notebook has made of it."""
        OUTPUTS.clear()
        space = self.shell.user_ns
        theirs = space.get("check")
        if checks:
            space["check"] = self.check
        result = self.shell.run_cell(source, store_history=True)
        if checks and space.get("check") is self.check and theirs is not None:
            space["check"] = theirs
        error = result.error_before_exec or result.error_in_exec
        return {"error": self.describe(error) if error else None, "outputs": OUTPUTS.shown}

    def evaluate(self, source):
        """Evaluate an expression among the notebook's variables."""
        OUTPUTS.clear()
        tree = ast.parse(source, mode="eval")
        name = self.shell.compile.cache(source, self.shell.execution_count)
        return {"value": eval(compile(tree, name, "eval"), self.shell.user_global_ns, self.shell.user_ns)}

    def use(self, op, what, name="", args=(), kwargs=None):
        """Do with an object what the judge asks for."""
        if op == "copy":
            return {"value": copy.deepcopy(what)}
        if op == "get":
            return {"value": getattr(what, name)}
        if op == "set":
            setattr(what, name, *args)
            return {"value": None}
        if op == "values":
            return {"value": [what(each) for each in args[0]]}
        if op == "special" and name in SPECIAL:
            return {"value": getattr(type(what), name)(what, *args)}
        if op == "call":
            given = dict(enumerate(args)) | (kwargs or {})
            before = {key: self._written(each) for key, each in given.items()}
            value = what(*args, **(kwargs or {}))
            changed = {key: each for key, each in given.items() if before[key] != self._written(each)}
            return {"value": value, "changed": changed}
        raise Broken(f"asked for {op!r}")

    def _written(self, value):
        """An argument as data, to see whether a call changes it; None where it is no data."""
        if callable(value):
            return None
        encoder = Encoder(lambda value: {})
        try:
            return encoder.encode(value), encoder.blobs
        except (ValueError, RecursionError):
            return None

    def check(self, exercise_id=None, answer=..., *more, **others):
        """Hand an answer over to the judge."""
        name = words(exercise_id, 20)
        with contextlib.suppress(TooLarge), time_limit(0, TimeLimit):
            self.ask(op="handed in", id=name, value=answer)
        return Handed(name)

    def describe(self, error):
        """Return an exception as data, with the line of the notebook that it came from."""
        if isinstance(error, TimeLimit):
            return {"late": True}
        kind = type(error)
        return {
            "type": words(kind.__name__, 80),
            "module": words(kind.__module__, 80),
            "text": words(getattr(error, "msg", error) if isinstance(error, SyntaxError) else error),
            "line": self._line(error),
        }

    def _line(self, error):
        if isinstance(error, SyntaxError):
            return [error.lineno or 1, words(error.text or "", 200).strip()]
        found, step = None, error.__traceback__
        while step is not None:
            name = step.tb_frame.f_code.co_filename
            if name.startswith(("<ipython-input", os.getcwd())) or "ipykernel" in name:
                found = name, step.tb_lineno
            step = step.tb_next
        return [found[1], linecache.getline(*found).strip()[:200]] if found else None


def _signature(value):
    try:
        parameters = inspect.signature(value).parameters.values()
    except Exception:
        return None
    empty = inspect.Parameter.empty
    return [
        [words(each.name, 80), int(each.kind), None if each.default is empty else _shown(each.default)]
        for each in list(parameters)[:40]
    ]


def _shown(value):
    try:
        return words(repr(value), 80)
    except Exception:
        return "..."


def _exception(name):
    found = getattr(__import__("builtins"), name, None)
    return found if isinstance(found, type) and issubclass(found, Exception) else RuntimeError


def limit(resources):
    """Apply limits by their names in the module ``resource``, where there is one."""
    try:
        import resource
    except ImportError:
        return
    for name, most in resources.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, f"RLIMIT_{name}")
            _, hard = resource.getrlimit(kind)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))


def receive_files(channel):
    """Write the files beside the notebook to the present folder, as they come."""
    while True:
        message, pieces = channel.receive()
        if "file" not in message:
            return
        path = Path(message["file"])
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(pieces[0])


def begin(channel):
    """Speak with the judge over a channel that the student's code does not see, until one of the two is gone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    start, _ = channel.receive()
    os.makedirs(start["home"], exist_ok=True)
    os.chdir(start["home"])
    shutil.copytree(start["fonts"], os.environ["MPLCONFIGDIR"])
    receive_files(channel)
    limit(start["limits"])
    np.random.seed()
    shell = start_shell()
    sys.stdout, sys.stderr, sys.stdin = Stream("stdout"), Stream("stderr"), io.StringIO()
    sys.path.insert(0, "")
    student = Student(channel, shell)
    for module in (lecturekit.checks, lecturekit.checks.engine):
        for name in lecturekit.checks.__all__:
            setattr(module, name, lambda *args, **kwargs: None)
        module.check = student.check
    with contextlib.suppress(Broken):
        channel.send({"ready": True})
        student.serve()


if __name__ == "__main__":
    begin(Channel(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"), threaded=False))
