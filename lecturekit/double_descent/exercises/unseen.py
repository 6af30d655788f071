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
    distance = float(np.linalg.norm(w - np.linalg.pinv(A) @ y))
    if np.allclose(A @ w, y) and distance > 1e-6 and not np.isclose(distance, amount):
        raise Wrong(
            f"every label is fitted, so you went in a direction that the data do not see. But you went {distance:.2f} far "
            f"instead of {amount:.2f}: how long is the direction itself, before it is multiplied by `amount`?",
            "length forgotten",
        )
    return _properties(A @ w, distance)


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
    ],
    hints=[
        "Section *Which of the many solutions?* Take any vector u. `np.linalg.pinv(A) @ (A @ u)` is the part of it that the data see.",
        "What is left of u is invisible to the data. What must be done with its length, before it is added to the smallest solution?",
    ],
    praise="Training error 0, as far from the smallest solution as you like. There is nothing in the data against it.",
)


# ---- 9.7


def _start_probes(rng):
    def of(n, N):
        return (
            rng.standard_normal((n, N)),
            rng.standard_normal(n),
            rng.standard_normal(N),
            10 ** rng.uniform(-0.5, 0.5, N),
        )

    return [of(3, 10), of(4, 15)]


def _walked(A, y, w_0, d):
    """With w = sqrt(d) v a plain descent in v makes the steps of w: walk it."""
    root = np.sqrt(d)
    return root * walk_of_descent(A * root, y, w_0 / root, 3000)


def _end(A, y, w_0, d, *, start=True, residual=True):
    moves = np.reshape(d, (-1, 1)) * A.T
    return start * w_0 + moves @ np.linalg.solve(A @ moves, y - residual * (A @ w_0))


limit = function_exercise(
    "9.7",
    "Where gradient descent ends",
    kind="derive",
    points=3,
    probes=_start_probes,
    edges={
        "one row": lambda rng: (
            rng.standard_normal((1, 4)),
            rng.standard_normal(1),
            rng.standard_normal(4),
            rng.uniform(0.5, 2.0, 4),
        ),
        "a start at 0": lambda rng: (
            rng.standard_normal((2, 4)),
            rng.standard_normal(2),
            np.zeros(4),
            rng.uniform(0.5, 2.0, 4),
        ),
        "equal rates": lambda rng: (
            rng.standard_normal((2, 5)),
            rng.standard_normal(2),
            rng.standard_normal(5),
            np.full(5, 0.5),
        ),
    },
    args=("A", "y", "w_0", "d"),
    reference=_walked,
    solution=_end,
    wrong=[
        Misconception(
            "rates forgotten",
            lambda A, y, w_0, d: w_0 + np.linalg.pinv(A) @ (y - A @ w_0),
            "This is the end with one rate for all weights, the fit nearest to the start. With rates of their own the weights no longer move along sums of rows of A. Along what do they move?",
        ),
        Misconception(
            "rates put on afterwards",
            lambda A, y, w_0, d: w_0 + d * (np.linalg.pinv(A) @ (y - A @ w_0)),
            "You took the way of plain gradient descent and multiplied each of its entries by d_j. The direction is possible, but the result does not fit the points, so descent would go on.",
        ),
        Misconception(
            "rates on one side",
            lambda A, y, w_0, d: w_0 + np.linalg.pinv(A * np.sqrt(d)) @ (y - A @ w_0),
            "You solved it for weights in other units, w_j / sqrt(d_j), which is a good way. The result has to go back into the old units.",
        ),
        Misconception(
            "rates upside down",
            lambda A, y, w_0, d: _end(A, y, w_0, 1 / d),
            "It fits the points. But in yours a weight with a SMALL rate moves most.",
        ),
        Misconception(
            "start forgotten",
            partial(_end, start=False, residual=False),
            "This is where it ends if it starts at 0. From elsewhere it keeps something of its start.",
        ),
        Misconception(
            "whole start kept",
            partial(_end, residual=False),
            "You added the whole start to the end of a walk from 0. That does not fit the points: what the data see of the start has to be corrected.",
        ),
        Misconception(
            "only the way", partial(_end, start=False), "This is the way that the weights go, not where they arrive."
        ),
        Misconception(
            "the plain smallest solution",
            lambda A, y, w_0, d: np.linalg.pinv(A) @ y,
            "That is the smallest solution, the end of a walk from 0 with one rate for all weights. Here both are different.",
        ),
        Misconception(
            "does not move",
            lambda A, y, w_0, d: w_0,
            "This is the start. It does not fit the points, so that the gradient there is not zero.",
        ),
    ],
    hints=[
        "Section *Which of the many solutions?* Every gradient is a sum of rows of A. What becomes of a row when its entries are multiplied by the d_j? So of which vectors is the whole way w - w_0 a sum?",
        "The way is a sum of n known vectors with n unknown numbers. What holds at the end, and how many equations are that?",
    ],
    praise="Of all fits the one nearest to the start, where a move of weight j is measured in units of sqrt(d_j). The rates, too, choose among the perfect fits.",
)
