"""Exercise 5.3: each gradient of a batch shortened by itself."""

import numpy as np

from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Misconception, Wrong, bug_exercise


def _clip_with_a_bug(G, c):
    lengths = np.linalg.norm(G, axis=1)
    factor = min(1, c / lengths.max())
    return (factor * G).mean(axis=0)


def _clipped_rows(G, c):
    """The mean of the nearest points to the rows among those of length c at most: along each row, found by halving."""
    total = np.zeros(np.shape(G)[1])
    for g in np.asarray(G, float):
        low, high = 0.0, 1.0
        if np.sqrt(sum(x * x for x in g)) <= c:
            low = 1.0
        for _ in range(60 * (low < 1)):
            middle = (low + high) / 2
            low, high = (middle, high) if np.sqrt(sum((middle * x) ** 2 for x in g)) <= c else (low, middle)
        total += low * g
    return total / len(G)


def _gradients_and_a_length(G, c):
    if np.asarray(G).dtype.kind not in "iuf" or np.ndim(G) != 2 or not np.size(G):
        raise Wrong(
            f"G should be a table with a gradient in each row, such as np.array([[3.0, 4.0]]); got {describe(G)}."
        )
    if np.ndim(c) or not np.isreal(c) or c <= 0:
        raise Wrong(f"c should be a length above 0, got {describe(c)}.")
    if not np.any(G):
        raise Wrong(
            "With gradients that are all 0 the given code divides by 0. Find a table on which it runs and is wrong."
        )


def _shortened(G, c, lengths):
    """The mean of the rows, each divided by its length over c if that is above 1."""
    return (G / np.maximum(1, lengths / c)[:, None]).mean(axis=0)


def _lengths(G):
    return np.linalg.norm(G, axis=1)


clip = bug_exercise(
    "5.3",
    "One image silences the others",
    buggy=_clip_with_a_bug,
    reference=_clipped_rows,
    valid=_gradients_and_a_length,
    example=(np.array([[3.0, 4.0], [1.0, 0.0]]), 1.0),
    args=("G", "c"),
    probes=lambda rng: [
        (rng.normal(size=(5, 6)), 2.0),
        (0.1 * rng.normal(size=(3, 4)), 1.0),
        (np.array([[300.0, -400.0], [0.3, 0.4], [-0.6, 0.8], [1.0, 2.0]]), 1.5),
        (np.array([[1.2, 1.2]]), 2.0),
        (np.array([[0.0, 0.0], [3.0, 4.0]]), 2.5),
    ],
    solution=lambda G, c: _shortened(G, c, _lengths(G)),
    wrong=[
        Misconception(
            "the mean clipped",
            lambda G, c: _shortened(G.mean(axis=0)[None], c, _lengths(G.mean(axis=0)[None])),
            "You clip the mean, as the chapter does. By then one long gradient has already turned it into its own direction. Here each ROW is shortened before the mean is taken.",
        ),
        Misconception(
            "entry by entry",
            lambda G, c: np.clip(G, -c, c).mean(axis=0),
            "You clip every entry by itself. That turns a gradient into another direction, and a row of many small entries still comes through.",
        ),
        Misconception(
            "always to length c",
            lambda G, c: (G * (c / np.maximum(_lengths(G), 1e-300))[:, None]).mean(axis=0),
            "Now short gradients are stretched to the length c, too. They were to be left alone.",
        ),
        Misconception(
            "long ones left out",
            lambda G, c: (G * (_lengths(G) <= c)[:, None]).mean(axis=0),
            "You leave the long gradients out. They are to be shortened: their direction may still be worth having.",
        ),
        Misconception(
            "mean of the short ones",
            lambda G, c: G[_lengths(G) <= c].mean(axis=0) if (_lengths(G) <= c).any() else 0 * G[0],
            "You take the mean of the short gradients alone. Long ones are to be shortened, not left out, and they count in the mean.",
        ),
        Misconception(
            "lengths of the columns",
            lambda G, c: (G * np.minimum(1, c / np.maximum(np.linalg.norm(G, axis=0), 1e-300))).mean(axis=0),
            "Your lengths are those of the columns, `axis=0`. A gradient is a row of G: its length adds up over `axis=1`.",
        ),
        Misconception(
            "short ones stretched",
            lambda G, c: (G * np.maximum(1, c / _lengths(G))[:, None]).mean(axis=0),
            "Your factor is never below 1: short gradients are stretched, and long ones stay long. It is the smaller of 1 and c / length that is needed.",
        ),
        Misconception(
            "sum of the rows",
            lambda G, c: len(G) * _shortened(G, c, _lengths(G)),
            "Each row is right, but you add them up. Asked for is their mean.",
        ),
        Misconception(
            "squares of the lengths",
            lambda G, c: _shortened(G, c, _lengths(G) ** 2),
            "You compare the SQUARES of the lengths with c.",
        ),
        Misconception(
            "largest entries",
            lambda G, c: _shortened(G, c, np.abs(G).max(axis=1)),
            "You measure each row by its largest entry. A row of many equal entries is much longer than that.",
        ),
        Misconception(
            "the mean length",
            lambda G, c: G.mean(axis=0) * min(1, c / _lengths(G).mean()),
            "There is still one factor for all rows, now from the mean of the lengths. Each row needs a factor of its own.",
        ),
    ],
    hints=[
        "Section *How to choose a learning rate*. Try a table with one very long row and one short one: what becomes of the short one?",
        "There are as many factors as rows. To multiply each row of G by its own, the factors need the shape (n', 1).",
    ],
    praise="One broken image then counts at most c/n', and the others as much as ever. (With noise added, this is how networks are trained on private data.)",
)
