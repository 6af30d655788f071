"""An answer as the judge sees it: calling it asks the process in which it lives, and brings back data.

To the engine a proxy is a function, a class or an instance like any other; so an answer is examined by the same
code as in the student's own notebook. What comes back has been checked for its type and size by the wire.
"""

import builtins
import inspect
import itertools
import linecache
import sys

import numpy as np

from lecturekit.classroom.parts import network_settings
from lecturekit.classroom.peer import Peer
from lecturekit.classroom.wire import Broken, Late

LONGEST_CELL = 5000
FLOOD = 4 * 2**30
"""Bytes that the answers to one cell may send to the judge; an optimizer that is trained with needs up to 1 GB."""
_answer_files = itertools.count()


class Aborted(KeyboardInterrupt):
    """The student's process did not answer; an interrupt, so that no exercise takes it for an error of the answer.

    Attributes
    ----------
    reason : str
        ``"late"`` if a call was interrupted and the process lives; ``"stuck"``, ``"gone"`` or ``"flood"`` otherwise.
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Answers(Peer):
    """The judge's end of the conversation.

    Parameters
    ----------
    channel : Channel
    on_handed_in : callable
        ``on_handed_in(exercise_id, answer)`` is called where the notebook calls ``check``.
    """

    def __init__(self, channel, on_handed_in):
        super().__init__(channel)
        self.on_handed_in = on_handed_in
        self.seconds, self.most_bytes = None, FLOOD
        self.ended = None
        """Why the student's process is not asked any more; it may be that somebody takes the first `Aborted` for an answer's error."""

    def begin_cell(self, seconds, deadline):
        """Set the limits of what follows: seconds for each request, and a time and an amount for all of them."""
        self.seconds, self.deadline = seconds, deadline
        self.most_bytes = self.channel.received + FLOOD

    def request(self, **fields):
        """Ask, and return the reply; a student's process that fails to reply is `Aborted`, and is not asked again."""
        if self.ended:
            raise Aborted(self.ended)
        try:
            if self.channel.received > self.most_bytes:
                raise Aborted("flood")
            try:
                reply = self.ask(**fields, seconds=self.seconds)
            except Late:
                raise Aborted("stuck") from None
            except Broken:
                raise Aborted("gone") from None
        except Aborted as end:
            self.ended = end.reason
            raise
        error = reply.get("error")
        if isinstance(error, dict) and error.get("late"):
            raise Aborted("late")
        return reply

    def use(self, op, what, name="", args=(), kwargs=None):
        """Do something with an object of the student's, as `lecturekit.classroom.inside` knows it."""
        given = dict(enumerate(args)) | (kwargs or {})
        reply = self.request(op=op, what=what, name=name, args=args, kwargs=kwargs or {})
        for key, changed in _items(reply.get("changed")):
            if type(key) in (int, str) and key in given:
                _write_back(given[key], changed)
        if reply.get("error"):
            raise_again(reply["error"])
        return reply.get("value")

    # ---- what a peer provides

    def introduce(self, value):
        """Hand out functions, and nothing about them; of a network what it is made of."""
        network = network_settings(value)
        if network:
            return {"network": network}
        if not callable(value):
            raise TypeError(f"an object of type {type(value).__name__} cannot be handed to an answer")
        return {}

    def stand_in(self, number, about):
        """Return a function, class or instance that asks the student's."""
        kind, name = about.get("kind"), _name(about.get("name") or about.get("type"))
        if about.get("untouched") is True:
            return _stub(kind, name)
        if kind == "generator":
            return self._generator()
        if kind in ("function", "class"):
            return self._function(name, about.get("signature"), kind)
        return self._instance(_name(about.get("type")), about)

    def answer(self, message):
        """Take an answer, or call a function that was handed out."""
        op = message.get("op")
        if op == "handed in":
            self.on_handed_in(str(message.get("id"))[:20], message.get("value"))
            return {}
        function, args, kwargs = message.get("what"), message.get("args"), message.get("kwargs")
        if op != "call" or not callable(function) or id(function) not in self._numbers:
            raise Broken("a call of nothing that was handed out")
        try:
            if type(args) is not tuple or type(kwargs) is not dict:
                raise TypeError("arguments that are none")
            with np.errstate(all="ignore"):
                return {"value": function(*args, **kwargs), "error": None}
        except Exception as error:
            return {"value": None, "error": [type(error).__name__, str(error)[:500]]}

    def too_large(self, problem):
        """Say that a result is too large, as an error of the function."""
        return {"value": None, "error": ["ValueError", str(problem)]}

    # ---- stand-ins

    def _function(self, name, signature, kind):
        def proxy(*args, **kwargs):
            return self.use("call", made, args=args, kwargs=kwargs)

        made = proxy
        if kind == "class":
            calls = {"__call__": lambda cls, *args, **kwargs: proxy(*args, **kwargs)}
            calls["__getattr__"] = lambda cls, name: self._attribute(made, name)
            made = type(type)("type", (type,), calls)(name, (), {})
        else:
            proxy.__name__ = proxy.__qualname__ = name
            proxy.values_at = lambda arguments: self.use("values", made, args=(arguments,))
        if signature is not None:
            made.__signature__ = _signature(signature)
        return made

    def _generator(self):
        def generator():
            while True:
                try:
                    yield self.use("special", made, name="__next__")
                except StopIteration:
                    return

        made = generator()
        return made

    def _instance(self, name, about):
        members = {
            "__getattr__": lambda made, name: self._attribute(made, name),
            "__setattr__": lambda made, name, value: self.use("set", made, name=name, args=(value,)),
            "__deepcopy__": lambda made, memo: self.use("copy", made),
        }
        if about.get("callable") is True:
            members["__call__"] = lambda made, *args, **kwargs: self.use("call", made, args=args, kwargs=kwargs)
        special = about.get("special")
        for each in special if isinstance(special, list) else ():
            if each in _SPECIAL:
                members[each] = self._special(each)
        return type(name, (), members)()

    def _special(self, name):
        return lambda made, *args: self.use("special", made, name=name, args=args)

    def _attribute(self, made, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.use("get", made, name=name)


_SPECIAL = ("__iter__", "__next__", "__len__", "__getitem__", "__float__", "__int__", "__bool__", "__contains__")


def raise_again(error):
    """Raise the error of an answer here, of the same type, and as if it came from the student's line."""
    error = error if isinstance(error, dict) else {}
    kind, text = _name(error.get("type")), str(error.get("text", ""))[:2000]
    made = _exception(kind, error.get("module"), text)
    line = error.get("line")
    if isinstance(line, list) and len(line) == 2 and type(line[0]) is int and 0 < line[0] <= LONGEST_CELL:
        name = f"<answer {next(_answer_files) % 1000}>"
        linecache.cache[name] = (0, None, ["\n"] * (line[0] - 1) + [str(line[1])[:200] + "\n"], name)
        exec(compile("\n" * (line[0] - 1) + "raise _student_error_", name, "exec"), {"_student_error_": made})
    raise made


class _Text(str):
    """A message that a KeyError shows without quotation marks of its own."""

    def __repr__(self):
        return str(self)


def _exception(kind, module, text):
    if kind == "LinAlgError":
        return np.linalg.LinAlgError(text)
    found = getattr(builtins, kind, None) if module == "builtins" else None
    if isinstance(found, type) and issubclass(found, Exception):
        try:
            return found(_Text(text))
        except Exception:  # one that wants more arguments
            pass
    return type(kind, (Exception,), {})(text)


def _write_back(given, changed):
    """Let an argument look as the call has left it."""
    if isinstance(given, np.ndarray) and isinstance(changed, np.ndarray):
        if given.shape == changed.shape and given.flags.writeable:
            given[...] = changed.astype(given.dtype, copy=False)
    elif isinstance(given, list) and isinstance(changed, list):
        given[:] = changed
    elif isinstance(given, dict) and isinstance(changed, dict):
        given.clear()
        given.update(changed)
    elif isinstance(given, np.random.Generator) and isinstance(changed, np.random.Generator):
        given.bit_generator.state = changed.bit_generator.state
    elif isinstance(given, tuple) and isinstance(changed, tuple):
        for one, other in zip(given, changed):
            _write_back(one, other)


def _stub(kind, name):
    """What the engine sees as a placeholder."""

    def untouched(*args, **kwargs):
        pass

    if kind == "class":
        return type(name, (), {"untouched": untouched})
    untouched.__name__ = name
    return untouched


def _signature(described):
    """Rebuild a signature from names, kinds and the words for the defaults; None if it makes no sense."""
    try:
        parameters = []
        for name, kind, default in described:
            chosen = inspect.Parameter.empty if default is None else _Words(str(default)[:80])
            parameters.append(inspect.Parameter(str(name), list(inspect._ParameterKind)[kind], default=chosen))
        return inspect.Signature(parameters)
    except (ValueError, TypeError, IndexError):
        return None


class _Words:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def _name(text):
    text = str(text)[:80]
    return sys.intern(text) if text.isidentifier() or text == "<lambda>" else "answer"


def _items(given):
    return given.items() if isinstance(given, dict) else ()
