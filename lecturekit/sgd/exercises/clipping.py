"""Exercise 5.3: each gradient of a batch shortened by itself, and what that does to the direction."""

import numpy as np

from lecturekit.checks.compare import describe
from lecturekit.checks.counterexample import in_full
from lecturekit.checks.engine import Misconception, Wrong, bug_exercise


def _mean_clipped(G, c):
    mean = np.mean(G, axis=0)
    return mean / max(1, np.linalg.norm(mean) / c)


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


def _opposite_ways(G, c):
    """Refuse what is no table and no length, and a batch on which both ways of clipping lead the same way."""
    if np.asarray(G).dtype.kind not in "iuf" or np.ndim(G) != 2 or not np.size(G):
        raise Wrong(
            f"G should be a table with a gradient in each row, such as np.array([[3.0, 4.0]]); got {describe(G)}."
        )
    if np.ndim(c) or not np.isreal(c) or c <= 0:
        raise Wrong(f"c should be a length above 0, got {describe(c)}.")
    lengths = _lengths(G)
    if (lengths <= c).all():
        raise Wrong(
            f"No row of your table is longer than c = {c:g}: nothing is shortened, and both means are the same."
        )
    mean, after = np.mean(G, axis=0), _shortened(np.asarray(G, float), c, lengths)
    if mean @ after >= -1e-6 * np.linalg.norm(mean) * np.linalg.norm(after):
        raise Wrong(
            f"With your table the mean of the rows is {in_full(mean)}, that of the shortened ones {in_full(after)}: their "
            f"dot product is {mean @ after:.3g}, and not below 0. Which rows decide the one, and which the other?"
        )


def _shortened(G, c, lengths):
    """The mean of the rows, each divided by its length over c if that is above 1."""
    return (G / np.maximum(1, lengths / c)[:, None]).mean(axis=0)


def _lengths(G):
    return np.linalg.norm(G, axis=1)


clip = bug_exercise(
    "5.3",
    "One image silences the others",
    buggy=_mean_clipped,
    reference=_clipped_rows,
    valid=_opposite_ways,
    example=(np.array([[6.0, 8.0], [-1.0, 0.0], [0.0, -1.0]]), 1.0),
    args=("G", "c"),
    words={
        "function": "the function",
        "missing": "A batch on which the two ways lead in opposite directions is still missing.",
        "shown": "With your batch clipping the mean gives {given}, clipping each gradient {right}.",
    },
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
            "one factor for all rows",
            lambda G, c: np.mean(G, axis=0) / max(1, _lengths(G).max() / c),
            "There is one factor for all rows, from the longest of them: where that one is far too long, all the others are made tiny with it. Each row needs a factor of its own.",
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
            "There is one factor for all rows, from the mean of their lengths. Each row needs a factor of its own.",
        ),
    ],
    hints=[
        "Section *How to choose a learning rate*. For the batch one entry for each gradient is enough, numbers on a line. Which of them decide the sign of their mean, and which do when none counts for more than c?",
        "There are as many factors as rows. To multiply each row of G by its own, the factors need the shape (n', 1).",
    ],
    praise="A broken image then counts at most c/n', and the others as much as ever. The price is in your batch: such a mean is biased, and can even lead uphill. (With noise added, this is how networks are trained on private data.)",
)
