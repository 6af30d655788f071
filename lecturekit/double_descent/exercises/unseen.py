"""Exercises 9.6 and 9.7 of chapter 9: what the data cannot see, and what gradient descent keeps of its start."""

from functools import partial

import numpy as np

from lecturekit.checks.compare import as_numbers, describe
from lecturekit.checks.engine import Misconception, Wrong, function_exercise
from lecturekit.double_descent.experiments import walk_of_descent

# ---- 9.6


def _wide_probes(rng):
    return [
        (rng.standard_normal((n, N)), rng.standard_normal(n), rng.uniform(0.5, 3.0))
        for n, N in ((3, 8), (5, 12), (6, 9))
    ]


def _what_it_is(answer, A, y, amount):
    """The labels that the answer predicts, and its distance from the smallest solution."""
    if not callable(answer):
        raise Wrong(f"expected a function, got {describe(answer)}")
    given = answer(A, y, amount)
    try:
        w = as_numbers(given)
    except TypeError:
        w = np.empty(0)
    if w.shape != A.shape[1:]:
        raise Wrong(f"expected weights of shape {A.shape[1:]}, got {describe(given)}")
    return _properties(A @ w, float(np.linalg.norm(w - np.linalg.pinv(A) @ y)))


def _properties(labels, distance):
    return {"A @ w": labels, "distance from the smallest solution": distance}


def _other_fit(A, y, amount):
    v = np.ones(A.shape[1]) - np.linalg.pinv(A) @ A.sum(axis=1)
    return np.linalg.pinv(A) @ y + amount * v / np.linalg.norm(v)


def _along_a_row(A, y, amount):
    return np.linalg.pinv(A) @ y + amount * A[0] / np.linalg.norm(A[0])


def _stretched(A, y, amount):
    w = np.linalg.pinv(A) @ y
    return w * (1 + amount / np.linalg.norm(w))


def _along_a_singular_vector(A, y, amount, *, k):
    return np.linalg.pinv(A) @ y + amount * np.linalg.svd(A, full_matrices=False)[2][k]


other_fit = function_exercise(
    "9.6",
    "Another perfect fit",
    points=3,
    probes=_wide_probes,
    args=("A", "y", "amount"),
    run=_what_it_is,
    reference=lambda A, y, amount: _properties(y, amount),
    solution=_other_fit,
    wrong=[
        Misconception(
            "along a row",
            _along_a_row,
            "You moved along a data point, a row of A. That is a direction the data DO see: the training error is not zero any more. Subtract from your direction all that lies in the span of the rows.",
        ),
        *(
            Misconception(
                f"along row {k} of Vt",
                partial(_along_a_singular_vector, k=k),
                f"You moved along the {which} of the first n rows of `Vt`. They span the same space as the rows of A, so the data DO see them; with `full_matrices=False` there are no others.",
            )
            for k, which in ((-1, "last"), (0, "first"))
        ),
        Misconception(
            "the smallest solution itself",
            lambda A, y, amount: np.linalg.pinv(A) @ y,
            "This is the smallest solution. A different one is wanted, at the given distance from it.",
        ),
        Misconception(
            "stretched",
            _stretched,
            "You made the smallest solution longer. Then all predictions grow as well, and miss the labels.",
        ),
        Misconception(
            "length forgotten",
            lambda A, y, amount: (
                np.linalg.pinv(A) @ y + amount * (np.ones(A.shape[1]) - np.linalg.pinv(A) @ A.sum(axis=1))
            ),
            "It fits. But the direction you add has not the length 1, so that the distance is not the one asked for.",
        ),
    ],
    hints=[
        "Section *Which of the many solutions?* Take any vector u. `np.linalg.pinv(A) @ (A @ u)` is the part of it that the data see.",
        "What is left of u is invisible to the data. What must be done with its length, before it is added to the smallest solution?",
    ],
    praise="Training error 0, as far from the smallest solution as you like. There is nothing in the data against it.",
)


# ---- 9.7


def _start_probes(rng):
    return [
        (A, rng.standard_normal(len(A)), rng.standard_normal(A.shape[1]))
        for A in (rng.standard_normal((3, 10)), rng.standard_normal((4, 15)))
    ]


limit = function_exercise(
    "9.7",
    "Where gradient descent ends",
    kind="derive",
    points=3,
    probes=_start_probes,
    edges={
        "one row": lambda rng: (rng.standard_normal((1, 4)), rng.standard_normal(1), rng.standard_normal(4)),
        "a start at 0": lambda rng: (rng.standard_normal((2, 4)), rng.standard_normal(2), np.zeros(4)),
    },
    reference=lambda A, y, w_0: walk_of_descent(A, y, w_0, 3000),
    solution=lambda A, y, w_0: w_0 + np.linalg.pinv(A) @ (y - A @ w_0),
    wrong=[
        Misconception(
            "start forgotten",
            lambda A, y, w_0: np.linalg.pinv(A) @ y,
            "That is the smallest solution, where gradient descent ends if it starts at 0. From elsewhere it keeps something of its start.",
        ),
        Misconception(
            "whole start kept",
            lambda A, y, w_0: np.linalg.pinv(A) @ y + w_0,
            "You added the whole start. Only what the data cannot see of it survives; the rest of it is corrected until the points are fitted.",
        ),
        Misconception(
            "wrong part kept",
            lambda A, y, w_0: np.linalg.pinv(A) @ (y + A @ w_0),
            "You kept the part of the start that the data see. It is the other part that no gradient ever touches.",
        ),
        Misconception(
            "does not move",
            lambda A, y, w_0: w_0,
            "This is the start. It does not fit the points, so that the gradient there is not zero.",
        ),
    ],
    hints=[
        "Section *Going deeper: close to the start*. Write w = w_0 + u. Which equation must u fulfill, and where does u start?",
        "u starts at 0, and the chapter says where a descent from 0 ends. Which are the labels of u's problem?",
    ],
    praise="The fit that is nearest to the start. With the start at 0, the smallest one.",
)
