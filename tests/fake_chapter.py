"""A chapter of its own for the tests of the engine: one exercise of each form, numbered 99."""

import sys
import types
from importlib.machinery import ModuleSpec

import numpy as np

from lecturekit.checks import registry
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise


def probes(rng):
    return [(rng.normal(size=3), rng.normal(size=(6, 3)), rng.normal(size=6)) for _ in range(3)]


def gradient(w, X, y):
    return X.T @ (X @ w - y) / len(y)


def by_differences(w, X, y):
    def loss(v):
        return np.mean((X @ v - y) ** 2) / 2

    steps = 1e-5 * np.eye(len(w))
    return np.array([(loss(w + step) - loss(w - step)) / 2e-5 for step in steps])


def flipped(w, X, y):
    return -gradient(w, X, y)


def summed(w, X, y):
    return X.T @ (X @ w - y)


def impossible(w, X, y):
    return X.T @ w


def walk(update, w, slopes):
    for g in slopes:
        w = update(w, g)
    return w


class Centering:
    def fit(self, X):
        self.mean = X.mean(axis=0)
        return self

    def transform(self, X):
        return X - self.mean


class Leaking(Centering):
    def transform(self, X):
        return X - X.mean(axis=0)


def grows(sequence, rng):
    if not np.all(np.diff(sequence) > 0):
        raise Wrong("The sequence has to grow from one entry to the next")


EXERCISES = [
    function_exercise(
        "99.1",
        "A gradient",
        kind="derive",
        probes=probes,
        reference=by_differences,
        solution=gradient,
        hints=["One data point first.", "Then the mean.", "It is one matrix product."],
        praise="A mean it is.",
        wrong=[
            Misconception("sign flipped", flipped, "Your gradient points downhill: the sign is flipped."),
            Misconception("missing 1/n", summed, "Your gradient is a sum; the loss is a mean over `n` points."),
            Misconception("X transposed", impossible, "The data matrix stands the wrong way round."),
        ],
    ),
    function_exercise(
        "99.2",
        "An update",
        run=walk,
        args=("w", "slopes"),
        reference=lambda w, slopes: w - 0.5 * slopes.sum(axis=0),
        probes=lambda rng: [(rng.normal(size=2), rng.normal(size=(4, 2)))],
        solution=lambda w, g: w - 0.5 * g,
        wrong=[Misconception("uphill", lambda w, g: w + 0.5 * g, "You climb: the step goes against the gradient.")],
    ),
    function_exercise(
        "99.3",
        "A class",
        probes=lambda rng: [(rng.normal(size=(5, 2)), rng.normal(size=(4, 2)))],
        run=lambda made, X, X_new: made().fit(X).transform(X_new),
        solution=Centering,
        reference=lambda X, X_new: X_new - X.mean(axis=0),
        wrong=[Misconception("leak", Leaking, "You use the statistics of the new data.")],
    ),
    numeric_exercise(
        "99.4",
        "A rate",
        expected=lambda: 0.5,
        hints=["Look at the curvature."],
        wrong=[Misconception("inverted", lambda: 2.0, "This is the curvature itself, `1/eta`.")],
    ),
    numeric_exercise(
        "99.5",
        "A growing sequence",
        properties=[grows],
        solution=[1.0, 2.0, 3.0],
        wrong=[Misconception("constant", [1.0, 1.0, 1.0], "All entries are the same here.")],
    ),
    choice_exercise(
        "99.6",
        "A question",
        options={"a": "yes", "b": "no", "c": "x < y"},
        correct="b",
        replies={"a": "Yes is what everybody says.", "c": "That is <not> an answer."},
        praise="No.",
    ),
    choice_exercise(
        "99.a",
        "A prediction",
        kind="prediction",
        options={"a": "up", "b": "down"},
        correct="a",
        replies={"b": "It went up."},
    ),
    numeric_exercise(
        "99.7",
        "A count",
        expected=79510,
        wrong=[Misconception("no biases", 79400, "You forgot the biases of the units.")],
    ),
]


def install(set_item=dict.__setitem__):
    """Make the chapter known, in this process; tests pass ``monkeypatch.setitem``."""
    module = types.ModuleType("lecturekit.fake.exercises")
    module.__spec__ = ModuleSpec(module.__name__, None)
    module.EXERCISES = EXERCISES
    set_item(sys.modules, module.__name__, module)
    set_item(registry.CHAPTERS, 99, "fake")
