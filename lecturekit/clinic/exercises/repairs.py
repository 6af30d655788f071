"""What is wrong with a piece of code that a learner has written: it is called on a few numbers, before a patient is treated with it."""

import numpy as np

from lecturekit.checks.calling import quiet
from lecturekit.checks.errors import NOT_THEIRS
from lecturekit.checks.limit import SECONDS, at_most

SIZE, N = 5, 23
LABELS = np.random.default_rng(0).permutation(np.arange(N) % 4)
RATE, LAM = 0.1, 0.03


def fault(place, piece):
    """The name of what is wrong with a piece of code, or None: also where it cannot be called, since the treatment tells that.

    Parameters
    ----------
    place : str
        One of ``FAULTS``.
    piece : callable
    """
    try:
        with quiet(), at_most(SECONDS, NOT_THEIRS), np.errstate(all="ignore"):
            return next((name for name, shows in FAULTS[place].items() if shows(piece)), None)
    except KeyboardInterrupt:
        raise
    except BaseException:  # whatever a learner's code may raise: the treatment meets it again, and says so
        return None


def _epochs(batches, seed=0, n=2):
    """The batches of two epochs, from one generator."""
    rng = np.random.default_rng(seed)
    return [[np.asarray(rows, dtype=int) for rows in batches(LABELS.copy(), SIZE, rng)] for _ in range(n)]


def _rows(batches, **options):
    return [np.concatenate(epoch) for epoch in _epochs(batches, **options)]


def _sorted_batches(batches):
    order = np.argsort(LABELS, kind="stable")
    sets = {frozenset(order[k : k + SIZE].tolist()) for k in range(0, N, SIZE)}
    return {frozenset(rows.tolist()) for rows in _epochs(batches)[0]} == sets


def _not_from_rng(batches):
    (one,), (other,) = _rows(batches, n=1), _rows(batches, n=1)
    return not np.array_equal(one, other)


def _images():
    """Training and new inputs, of which one column is always 0 in training."""
    rng = np.random.default_rng(1)
    X_train, X = rng.normal(100, 50, (60, 6)), rng.normal(100, 50, (8, 6))
    X_train[:, 5], X[:, 5] = 0, 3
    return X, X_train


def _in_company(inputs):
    X, X_train = _images()
    together, alone = inputs(X.copy(), X_train.copy()), inputs(X[:1].copy(), X_train.copy())
    return not np.allclose(np.asarray(together)[:1], alone, equal_nan=True)


def _by_a_spread_of_0(inputs):
    X, X_train = _images()
    prepared = np.concatenate([np.asarray(inputs(each.copy(), X_train.copy()), dtype=float) for each in (X_train, X)])
    return not np.isfinite(prepared).all() or np.abs(prepared).max() > 1000


def _still_large(inputs):
    _, X_train = _images()
    return np.asarray(inputs(X_train.copy(), X_train.copy()), dtype=float).std() > 10


def _decayed(decay):
    """What a step of decay takes from two weights, 1 and 2, and from two biases, 0.5 and -0.5."""
    w = np.array([1.0, 2.0, 0.5, -0.5])
    before = w.copy()
    decay(w, np.array([True, True, False, False]), RATE, LAM)
    return before - w


FAULTS = {
    "batches": {
        "labels in place of rows": lambda piece: np.array_equal(np.sort(_rows(piece)[0]), np.sort(LABELS)),
        "rows drawn again": lambda piece: any(len(np.unique(rows)) < len(rows) for rows in _rows(piece)),
        "rows left out": lambda piece: any(len(rows) < N for rows in _rows(piece)),
        "too many in a batch": lambda piece: any(len(rows) > SIZE for rows in _epochs(piece)[0]),
        "batches in random order": _sorted_batches,
        "the same order again": lambda piece: np.array_equal(*_rows(piece)),
        "not from rng": _not_from_rng,
    },
    "inputs": {
        "each day by itself": _in_company,
        "a spread of 0": _by_a_spread_of_0,
        "centered alone": _still_large,
    },
    "decay": {
        "a new array": lambda piece: not _decayed(piece).any(),
        "biases lose an amount": lambda piece: np.allclose(_decayed(piece)[2], _decayed(piece)[3]) and _decayed(piece)[2] != 0,
        "weights lose an amount": lambda piece: np.allclose(_decayed(piece)[0], _decayed(piece)[1]),
        "without the rate": lambda piece: np.allclose(_decayed(piece)[0], LAM),
    },
}  # fmt: skip
"""Piece of code -> name of a fault -> whether a function has it; the first that it has is told."""
