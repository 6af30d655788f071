"""A chapter of its own for the tests of the engine: one exercise of each form, numbered 99."""

import sys
import types
from importlib.machinery import ModuleSpec

import numpy as np

from lecturekit.checks import registry
from lecturekit.checks.concepts import sigmoid
from lecturekit.checks.engine import (
    Again,
    Goal,
    Misconception,
    Wrong,
    bug_exercise,
    choice_exercise,
    curve_exercise,
    experiment_exercise,
    function_exercise,
    goal_exercise,
    numeric_exercise,
    slips,
    steps_exercise,
)


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


def walk_to_the_bottom(rate, rng):
    if not isinstance(rate, float):
        raise Wrong("A rate is a number like 0.1.")
    x = start = rng.normal() + 3
    for steps in range(1, 101):
        x -= rate * x
        if abs(x) < 1e-6:
            break
    return {"steps": steps, "end": abs(x), "first": abs(rate * start)}


def spread(rng, count):
    return np.sqrt(np.mean(rng.normal(size=(200, count)).mean(axis=1) ** 2))


def only_finite(z):
    if not np.isfinite(z).all():
        raise Wrong("Only finite numbers, please.")


def by_concepts(w, X, y, *, sigmoid=sigmoid, count=len, sign=1):
    return sign * X.T @ (sigmoid(X @ w) - y) / count(X)


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
        hints=["Count."],
        wrong=[Misconception("no biases", 79400, "You forgot the biases of the units.", "How many units are there?")],
    ),
    choice_exercise(
        "99.8",
        "A reason",
        kind="why",
        options={"a": "luck", "b": "the slope", "c": "the size"},
        correct="b",
        replies={"a": "It is so for every seed.", "c": "It is so for every size."},
        praise="The slope it is.",
        again=Again(
            "Which change would end it?",
            {"p": "another seed", "q": "another activation"},
            "q",
            {"p": "Every seed shows it."},
        ),
    ),
    steps_exercise(
        "99.20",
        "A unit, backward",
        args=("w", "X", "y"),
        probes=probes,
        steps={
            "z": lambda X, w: X @ w,
            "dz": lambda z, y: (z - y) / len(y),
            "dw": lambda dz, X: X.T @ dz,
            "db": lambda dz: dz.sum(),
        },
        reference=lambda w, X, y: {"dw": by_differences(w, X, y)},
        wrong=[
            Misconception(
                "sign", {"dz": lambda z, y: (y - z) / len(y)}, "Output minus target, not the other way round."
            ),
            Misconception("summed", {"dz": lambda z, y: z - y}, "The loss is a mean, so 1/n belongs in here."),
            Misconception("mean", {"db": lambda dz: dz.mean()}, "The factor 1/n is in dz already."),
        ],
        hints=["One line after the other."],
    ),
    goal_exercise(
        "99.21",
        "A rate that is large enough",
        run=walk_to_the_bottom,
        goals=[
            Goal("steps", at_most=40, why=lambda numbers: f"The first step was {numbers['first']:.2f} long."),
            Goal("end", at_most=1e-6),
        ],
        solution=1.0,
        wrong=[Misconception("too small", 0.01, "With so small a rate nothing happens in 40 steps.")],
        hints=["Try larger ones."],
        praise="Fast, and it arrives.",
    ),
    experiment_exercise(
        "99.22",
        "Is the mean of more numbers nearer to 0?",
        names=("few", "many"),
        goals=[Goal("how many times farther the few are", at_least=1.5, measure=lambda n: n["few"] / n["many"])],
        solution=lambda rng: (spread(rng, 4), spread(rng, 400)),
        wrong=[
            Misconception(
                "the same", lambda rng: (spread(rng, 4), spread(rng, 4)), "Both of your numbers belong to few numbers."
            )
        ],
        hints=["Take the root mean square over many means."],
    ),
    bug_exercise(
        "99.23",
        "A share with a bug",
        buggy=lambda z: np.mean(z > 0),
        reference=lambda z: sum(each >= 0 for each in z) / len(z),
        example=np.array([0.0, 1.0]),
        probes=lambda rng: [(np.append(rng.normal(size=5), 0.0),), (np.zeros(2),)],
        valid=only_finite,
        wrong=[Misconception("turned", lambda z: np.mean(z <= 0), "You count the units on the other side.")],
        hints=["What about the border?"],
        praise="Borders are where bugs live.",
    ),
    curve_exercise(
        "99.24",
        "Up and down",
        at=(1, 10, 100),
        x="N",
        factor=2,
        expected=lambda: [1.0, 10.0, 1.0],
        wrong=[
            Misconception("flat", [1.0, 1.0, 1.0], "Nothing happens in the middle of yours."),
            Misconception("rising", lambda: [1.0, 10.0, 100.0], "Yours grows for ever."),
        ],
    ),
    function_exercise(
        "99.25",
        "A gradient from concepts",
        probes=lambda rng: [(rng.normal(size=3), rng.normal(size=(6, 3)), rng.integers(0, 2, 6)) for _ in range(3)],
        reference=lambda w, X, y: by_concepts(w, X, y),
        wrong=slips(by_concepts),
    ),
]


def install(set_item=dict.__setitem__):
    """Make the chapter known, in this process; tests pass ``monkeypatch.setitem``."""
    module = types.ModuleType("lecturekit.fake.exercises")
    module.__spec__ = ModuleSpec(module.__name__, None)
    module.EXERCISES = EXERCISES
    set_item(sys.modules, module.__name__, module)
    set_item(registry.CHAPTERS, 99, "fake")


def find(exercise_id):
    """Return one of these exercises."""
    return next(each for each in EXERCISES if each.id == exercise_id)
