"""A working call of everything that a room offers: those of figures are written down, the others stand in the docstrings.

The first call that a docstring's example makes of a function, of a class or of a method is recorded while the example runs; of a
function's example the rest is left out.
"""

import contextlib
import copy
import doctest
import functools
import gc
import importlib
import inspect
import sys

import numpy as np
from bad_input.figure_calls import CALLS, PATIENT, RECORD

from lecturekit.backprop_in_practice import Standardizer
from lecturekit.clinic import signs
from lecturekit.foundation.chapters import CHAPTERS
from lecturekit.l_layer import Network
from lecturekit.overfitting import Augmentation, Dropout
from lecturekit.single_unit import multiclass, relu
from lecturekit.training import GradientDescent

ROOMS = (*CHAPTERS.values(), "training", "datasets", "figures")
NET = Network([2, 3, 2], loss=multiclass)
W, X, Y = NET.init(np.random.default_rng(0)), np.eye(2), np.arange(2)
QUESTIONS = (
    "loss_at_the_start gradient_check gradient_sizes updates_over_weights other_rates parting signs columns shared_rows biases "
    "classes_in_a_batch neighbors_agree ten_points asked_twice jump_at_epochs"
).split()
OTHERS = {
    "single_unit.Activation": ((), {}),
    "single_unit.Loss": ((), {}),
    "single_unit.logistic": ((np.array([0.5, -1.0]), np.array([0, 1])), {}),
    "single_unit.logistic_pm": ((np.array([0.5, -1.0]), np.array([-1, 1])), {}),
    "two_layer.Parameters": ((np.eye(2), np.zeros(2), np.ones(2), 0.1), {}),
    "backprop_in_practice.Standardizer": ((), {}),
    "training.Record": ((1, 2, 0.5, np.zeros(2)), {}),
    "training.train_on_stream": ((NET, W, [(X, Y)], GradientDescent(0.1)), {}),
    "overfitting.compete": ((0, 0.3, {"lam": 0.1, "dropout": Dropout(), "augment": Augmentation(pixels=1)}), {}),
    "clinic.fits": (("zero start", signs(RECORD)), {}),
    "clinic.prognosis": ((PATIENT, RECORD), {}),
    "clinic.Treatment": ((PATIENT, RECORD, "unchanged", "No."), {}),
} | {f"clinic.{name}": ((RECORD,), {}) for name in QUESTIONS}
METHODS = {
    "l_layer.Network.loss": (Network.loss, NET, (W, X, Y)),
    "l_layer.Network.grad": (Network.grad, NET, (W, X, Y)),
    "l_layer.Network.forward": (Network.forward, NET, (W, X)),
    "l_layer.Network.classify": (Network.classify, NET, (W, X)),
    "l_layer.Network.accuracy": (Network.accuracy, NET, (W, X, Y)),
    "single_unit.relu.derivative": (type(relu).derivative, relu, (X,)),
    "backprop_in_practice.Standardizer.to_raw": (
        Standardizer.to_raw,
        Standardizer().fit(np.arange(6.0).reshape(3, 2)),
        (np.eye(2), np.zeros(2)),
    ),
}


def offered():
    """{name: value} of the public callables of all rooms and of their figures."""
    found = {}
    for room in ROOMS:
        for name in (room, f"{room}.figures"):
            with contextlib.suppress(ModuleNotFoundError):
                module = importlib.import_module(f"lecturekit.{name}")
                offers = getattr(module, "__all__", None) or figures_of(module)
                found |= {f"{name}.{key}": getattr(module, key) for key in offers if callable(getattr(module, key))}
    return found


def figures_of(module):
    """The figures in a module that does not list them."""
    return [
        key
        for key, value in vars(module).items()
        if inspect.isfunction(value)
        and hasattr(value, "__wrapped__")
        and value.__module__ == module.__name__
        and key[0] != "_"
    ]


def calls():
    """{name: (callable, args, kwargs)}; a method's name is that of its class, and its first argument is the instance."""
    values = offered()
    found = {name: (values[name], *CALLS[name]) for name in CALLS if name in values}
    found |= {name: (values[name], *call) for name, call in OTHERS.items()}
    for name, (method, instance, given) in METHODS.items():
        found[name] = (method, (instance, *given), {})
    for name, value in values.items():
        if inspect.isfunction(value) and not inspect.signature(value).parameters:
            found[name] = (value, (), {})
        if name not in found:
            record_example(name, value, found)
    return found


@functools.cache
def caches():
    """The package's caches; what an example finds in one, it does not call."""
    kept = [each for each in gc.get_objects() if type(each) is functools._lru_cache_wrapper]
    return [each for each in kept if each.__module__.startswith("lecturekit.")]


class Enough(Exception):
    """A function's call is recorded."""


def record_example(name, value, found):
    """Run the example in a docstring, and note in ``found`` what it calls."""
    home = inspect.unwrap(value) if inspect.isroutine(value) else value if inspect.isclass(value) else type(value)
    words = inspect.getdoc(value) or ""
    test = doctest.DocTestParser().get_doctest(words, dict(vars(sys.modules[home.__module__])), name, None, 0)
    with contextlib.ExitStack() as stack:
        if inspect.isroutine(value):
            test.globs[value.__name__] = noting(name, value, value, found, once=True)
        else:
            for cache in caches():
                cache.cache_clear()
            for key, method in methods_of(home).items():
                label = name if key == ("__init__" if inspect.isclass(value) else "__call__") else f"{name}.{key}"
                note = noting(label, method, value if label == name else method, found)
                stack.enter_context(replaced(home, key, note))
        flags = doctest.FAIL_FAST if inspect.isroutine(value) else 0
        doctest.DocTestRunner(verbose=False, optionflags=flags).run(test, out=lambda text: None, clear_globs=False)


def methods_of(cls):
    """The public methods of a class of the course, and its constructor."""
    return {
        key: inspect.getattr_static(cls, key)
        for base in reversed(cls.__mro__)
        if base.__module__.startswith("lecturekit.")
        for key, value in vars(base).items()
        if inspect.isfunction(value) and (key in ("__init__", "__call__") or key[0] != "_")
    }


@contextlib.contextmanager
def replaced(cls, key, value):
    own, before = key in vars(cls), inspect.getattr_static(cls, key)
    setattr(cls, key, value)
    try:
        yield
    finally:
        setattr(cls, key, before) if own else delattr(cls, key)


def noting(name, function, later, found, once=False):
    """The function, with a note of its first call; the instance of a constructor or of a called object is no argument."""

    @functools.wraps(function)
    def noted(*args, **kwargs):
        if name not in found:
            given = args if later is function or name.count(".") > 1 else args[1:]
            with contextlib.suppress(TypeError):  # what cannot be copied, as a generator
                found[name] = (later, *copy.deepcopy((given, kwargs)))
        if once:
            raise Enough
        return function(*args, **kwargs)

    return noted
