"""Exercises 9.1-9.3: the smallest solution, the threshold, an honest test error."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise


def _relu(Z):
    return np.maximum(Z, 0.0)


# ---- 9.1


def _least_squares_probes(rng):
    """More columns, more rows, and a square matrix with one tiny singular value."""
    U, V = (np.linalg.qr(rng.standard_normal((5, 5)))[0] for _ in range(2))
    nearly_singular = U @ np.diag([1.0, 0.9, 0.8, 0.7, 1e-3]) @ V
    return [
        (A, rng.standard_normal(len(A)))
        for A in (rng.standard_normal((4, 9)), rng.standard_normal((9, 4)), nearly_singular)
    ]


def _with_singular_values(rng, values):
    U, V = (np.linalg.qr(rng.standard_normal((len(values), len(values))))[0] for _ in range(2))
    return U @ np.diag(values) @ V, rng.standard_normal(len(values))


def _first_columns_only(A, y):
    used = min(A.shape)
    w = np.zeros(A.shape[1])
    w[:used] = np.linalg.lstsq(A[:, :used], y, rcond=None)[0]
    return w


def _divided_by_squares(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt.T @ (U.T @ y / s**2)


smallest = function_exercise(
    "9.1",
    "The smallest solution",
    probes=_least_squares_probes,
    edges={
        "a singular value of 0.00001": lambda rng: _with_singular_values(rng, [1.0, 0.9, 0.8, 1e-5]),
        "a singular value of 0.0000003": lambda rng: _with_singular_values(rng, [1.0, 0.9, 0.8, 3e-7]),
        "one row": lambda rng: (rng.standard_normal((1, 4)), rng.standard_normal(1)),
        "one column": lambda rng: (rng.standard_normal((4, 1)), rng.standard_normal(4)),
    },
    reference=lambda A, y: np.linalg.pinv(A) @ y,
    wrong=[
        Misconception(
            "first columns only",
            _first_columns_only,
            "Your solution fits, but it uses as many columns as there are rows and leaves the others at 0. The smallest solution spreads the work over all of them.",
        ),
        Misconception(
            "large cut-off",
            lambda A, y: np.linalg.pinv(A, rcond=0.05) @ y,
            "You throw away singular values that are small but not zero. That is a hidden regularization: the fit no longer goes through the points, and the peak of this chapter would be gone.",
        ),
        Misconception(
            "no division",
            lambda A, y: A.T @ y,
            "This is the direction of the first gradient step. Each of its components along a singular vector still has to be divided.",
        ),
        Misconception(
            "divided by squares",
            _divided_by_squares,
            "You divide by the squares of the singular values. That is right for the matrix A^T A, and then y has to be multiplied by A^T first.",
        ),
    ],
    hints=[
        "`np.linalg.svd(A, full_matrices=False)` gives U, s and the transpose of V.",
        "Write y in the basis of the columns of U, divide each component by its singular value, and use V's columns.",
    ],
    praise="The same formula with fewer columns than rows, and with more.",
)


# ---- 9.2


def _threshold_probes(rng):
    probes = []
    for n, d, copies in ((7, 3, {3: 0}), (10, 4, {3: 0, 6: 2}), (6, 8, {3: 0, 6: 2, 7: 5})):
        V, b = rng.standard_normal((60, d)) / np.sqrt(d), rng.standard_normal(60)
        V[[1, 4]], b[[1, 4]] = 0.0, -1.0  # dead for every input
        b[[0, 2, 5]] = 5.0, 2.0, 2.0
        for later, earlier in copies.items():
            V[later], b[later] = V[earlier], b[earlier]
        probes.append((rng.standard_normal((n, d)), V, b))
    return probes


def _threshold(X, V, b):
    A = _relu(X @ V.T + b)
    return next(N for N in range(1, len(V) + 1) if np.linalg.matrix_rank(A[:, :N]) == len(X))


def _living(X, V, b):
    alive = np.any(_relu(X @ V.T + b) > 0, axis=0)
    return int(np.argmax(np.cumsum(alive) == len(X)) + 1)


threshold = function_exercise(
    "9.2",
    "The threshold",
    points=3,
    probes=_threshold_probes,
    edges={"one data point": lambda rng: (np.ones((1, 2)), rng.random((5, 2)), np.array([1.0, -9, 1, 1, 1]))},
    reference=_threshold,
    wrong=[
        Misconception(
            "number of data points",
            lambda X, V, b: len(X),
            "That is n. It would be right if every feature brought something new; here some are zero on all data and some repeat others.",
        ),
        Misconception(
            "number of inputs",
            lambda X, V, b: X.shape[1],
            "That is d, the number of inputs. What is fitted are the output weights, one for each FEATURE; the inputs only feed the features.",
        ),
        Misconception(
            "living features only",
            _living,
            "You leave out the dead features, which is half of it. A feature that repeats another one brings nothing new either.",
        ),
        Misconception(
            "one short",
            lambda X, V, b: _threshold(X, V, b) - 1,
            "One too small, every time. Is it the index of the last feature that is needed? Python counts from 0, and N is a number of features.",
        ),
        Misconception(
            "all weights counted",
            lambda X, V, b: int(np.ceil(len(X) / (X.shape[1] + 2))),
            "You count the first layer's weights and biases as well. They are not trained: only the N output weights can be used to fit.",
        ),
    ],
    hints=[
        "The first N features fit any labels if the n rows of the matrix of features are linearly independent.",
        "`np.linalg.matrix_rank` of the first N columns; the smallest N for which it is n.",
    ],
    praise="Rank, not count: there the peak will be.",
)


# ---- 9.3


class FeatureSource:
    """Draws new features at each call, as the student's ``draw`` does."""

    def __init__(self, seed, d):
        self.rng, self.d = np.random.default_rng(seed), d

    def __call__(self, N):
        """Return V (N, d) and b (N,)."""
        return self.rng.standard_normal((N, self.d)) / np.sqrt(self.d), self.rng.standard_normal(N)

    def __repr__(self):
        return "draw"


def _error_probes(rng):
    return [
        (
            FeatureSource(rng.integers(1000), 3),
            N,
            rng.standard_normal((8, 3)),
            rng.standard_normal(8),
            rng.standard_normal((5, 3)),
            rng.standard_normal(5),
        )
        for N in (3, 6, 40)
    ]


def _nearly_dependent(rng):
    """As many features as data points, and singular values from 1 to 0.0003."""
    data = np.random.default_rng(56)
    X, X_test = data.standard_normal((8, 3)), rng.standard_normal((5, 3))
    return FeatureSource(56, 3), 8, X, rng.standard_normal(8), X_test, rng.standard_normal(5)


def _squares(draw, N, X, y, X_test, y_test, *, fresh=False, two_calls=False, cutoff=1e-12):
    V, b = draw(N)
    if two_calls:
        b = draw(N)[1]
    w = np.linalg.pinv(_relu(X @ V.T + b), rcond=cutoff) @ y
    if fresh:
        V, b = draw(N)
    return (_relu(X_test @ V.T + b) @ w - y_test) ** 2


honest = function_exercise(
    "9.3",
    "An honest test error",
    points=3,
    probes=_error_probes,
    edges={"features that are nearly dependent": _nearly_dependent},
    may_change=("draw",),
    reference=lambda draw, N, X, y, X_test, y_test: np.mean(_squares(draw, N, X, y, X_test, y_test)),
    wrong=[
        Misconception(
            "fresh features for the test",
            lambda *given: np.mean(_squares(*given, fresh=True)),
            "You called `draw` a second time: the weights w belong to the features they were fitted with, and your test uses others. Then no size predicts anything.",
        ),
        Misconception(
            "V and b of two draws",
            lambda *given: np.mean(_squares(*given, two_calls=True)),
            "You take V from one call of `draw` and b from another. They are drawn as a pair: write `V, b = draw(N)`.",
        ),
        Misconception(
            "training error",
            lambda draw, N, X, y, X_test, y_test: np.mean(_squares(draw, N, X, y, X, y)),
            "This is the error on the training data. From the threshold on it is zero, and the whole second descent takes place where it cannot see it.",
        ),
        Misconception(
            "sum instead of mean",
            lambda *given: np.sum(_squares(*given)),
            "You added up the squares. The mean is asked for, which does not depend on how many test points there are.",
        ),
        Misconception(
            "square root taken",
            lambda *given: np.sqrt(np.mean(_squares(*given))),
            "You took the square root of the mean square. The chapter's curves show the mean square itself.",
        ),
        Misconception(
            "hidden ridge",
            lambda *given: np.mean(_squares(*given, cutoff=0.1)),
            "Your least squares drops singular values below a tenth of the largest, as a large `rcond` does. That is a hidden ridge, and it removes the very peak you want to see.",
        ),
    ],
    hints=[
        "Draw V and b once, and make both matrices of features with them.",
        "`np.linalg.pinv(A) @ y` gives the weights.",
    ],
    praise="One draw of features for both, a fit on one half, an error on the other.",
)
