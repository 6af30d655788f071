"""Exercises 2.5-2.7: answered by thinking, with pencil and paper."""

from math import factorial

import numpy as np

from lecturekit.checks.engine import Again, Misconception, Wrong, choice_exercise, numeric_exercise


def copies(m):
    """How many networks of m tanh units compute the same function: any order of the units, any of them flipped."""
    return factorial(m) * 2**m


SILENT_UNIT = {
    "a": "both are 0: this unit will never change",
    "b": "the gradient of $W_i$ is 0, that of $w_i$ in general is not",
    "c": "the gradient of $w_i$ is 0, that of $W_i$ in general is not",
    "d": "in general neither is 0",
}

CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])


def xor_logits(values):
    """The logits of a 2-2-1 ReLU network, its nine parameters in the order W, b, w, b2, at the four corners."""
    values = np.asarray(values, dtype=float)
    if values.shape != (9,):
        raise Wrong(
            f"Nine numbers are needed, in one flat list: four for W, two for b, two for w, one for b2; "
            f"yours has shape {values.shape}.",
            "number of values",
        )
    if not np.isfinite(values).all():
        raise Wrong("All nine numbers have to be finite.")
    W, b, w, b2 = values[:4].reshape(2, 2), values[4:6], values[6:8], values[8]
    return np.maximum(CORNERS @ W.T + b, 0) @ w + b2


def for_zero_and_one(values):
    """Whether the network computes XOR for inputs 0 and 1, as textbooks have it."""
    W, b, w, b2 = values[:4].reshape(2, 2), values[4:6], values[6:8], values[8]
    logits = np.maximum((CORNERS + 1) / 2 @ W.T + b, 0) @ w + b2
    return np.array_equal(logits > 0, [False, True, True, False])


def computes_xor(values, rng):
    """z2 > 0 at the corners of different signs, z2 < 0 at the others."""
    logits, sides = xor_logits(values), np.array([-1, 1, 1, -1])
    off = np.flatnonzero(np.sign(logits) != sides)
    if not len(off):
        return
    if for_zero_and_one(np.asarray(values, dtype=float)):
        raise Wrong(
            "Your network computes XOR for inputs 0 and 1. Here the corners have coordinates -1 and 1.",
            "corners at 0 and 1",
        )
    if np.array_equal(np.sign(logits), -sides):
        raise Wrong(
            "All four corners are on the wrong side: your network says yes where the signs agree, the opposite of XOR. Which "
            "parameters turn the answer of the output unit around?",
            "the opposite",
        )
    corner, side = CORNERS[off[0]].astype(int), "positive" if sides[off[0]] > 0 else "negative"
    told = f"At the corner ({corner[0]}, {corner[1]}) the logit of your network is {logits[off[0]]:.3g}; it should be {side}."
    if len(off) == 1:
        raise Wrong(f"Three corners are right. {told} Which of your hidden units is on there?", "one corner")
    raise Wrong(told, f"{len(off)} corners")


same_function = numeric_exercise(
    "2.5",
    "How many networks are the same?",
    points=2,
    expected=lambda: copies(4),
    tolerance=1e-9,
    wrong=[
        Misconception("orders only", factorial(4), "These are the orders of the units. What about the flip of a unit?"),
        Misconception(
            "flips only", 2**4, "These are the flips. The units may also change places, rows of W, b and w together."
        ),
        Misconception(
            "two ways for each unit, added",
            4 * 2,
            "Two ways for each of four units: how many ways is that for all four together? And the orders are still missing.",
        ),
        Misconception(
            "one exchange",
            2 * 2**4,
            "The flips are right, and you allow for one exchange. In how many orders can four units stand?",
        ),
        Misconception(
            "places with repetition",
            4**4,
            "If this is 4 to the power 4: a unit that has its place is not free for another one, and the flips are missing. "
            "If it is 2 to the power 8: the signs of a unit's numbers are not free, they change together.",
        ),
        Misconception(
            "added",
            factorial(4) + 2**4,
            "You added the orders and the flips. Every order goes together with every choice of flips.",
        ),
        Misconception(
            "without itself", copies(4) - 1, "These are the others. The trained network itself is to be counted, too."
        ),
        Misconception(
            "places of one unit",
            4 * 2**4,
            "You put one unit in one of four places. The other three can change places as well.",
        ),
        Misconception(
            "all units flipped together",
            2 * factorial(4),
            "You flip all units at once or none. Each unit can be flipped by itself.",
        ),
        Misconception(
            "flips of every number",
            factorial(4) * 2**12,
            "The signs of a unit's numbers cannot be chosen one by one: if its row of W and its b change sign, its w has to.",
        ),
        Misconception(
            "swaps of pairs",
            6 * 2**4,
            "You counted the pairs that can be exchanged. Several exchanges after one another give further orders.",
        ),
    ],
    hints=[
        "Section *Real data*: one change of signs leaves a tanh network what it is. A second change is simpler still: nobody numbers the units.",
        "In how many orders can four units stand? And for each order: how many of the four may be flipped?",
    ],
    praise="So every solution that descent finds has 383 doubles elsewhere. None is better than the others.",
)

xor_by_thought = numeric_exercise(
    "2.6",
    "XOR without training",
    kind="code",
    points=3,
    properties=[computes_xor],
    solution=(1.0, -1.0, -1.0, 1.0, 0.0, 0.0, 1.0, 1.0, -1.0),
    wrong=[
        Misconception(
            "XNOR",
            (1.0, -1.0, -1.0, 1.0, 0.0, 0.0, -1.0, -1.0, 1.0),
            "Your network says yes where the signs agree: that is the opposite "
            "of XOR. Which parameters turn the answer of the output unit around?",
        ),
        Misconception(
            "no threshold",
            (1.0, -1.0, -1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
            "The hidden units are fine, but at two corners the logit is "
            "0, which is no decision. Which parameter shifts all logits at once?",
        ),
        Misconception(
            "OR",
            (1.0, 1.0, 0.0, 0.0, 2.0, 0.0, 1.0, 0.0, -1.0),
            "This is OR: it says yes at (1, 1), too. One hidden unit is not enough; let the second one object there.",
        ),
        Misconception(
            "two equal units",
            (1.0, -1.0, 1.0, -1.0, 0.0, 0.0, 1.0, 1.0, -1.0),
            "Your two hidden units are the same, so together they know no "
            "more than one. Give the second one another line.",
        ),
    ],
    hints=[
        "Section *Units in between*: each unit draws a line. A ReLU unit is 0 on one side of its line. Find a unit that is on at one of the two corners only.",
        "$x_1 - x_2$ is 2 at one corner, -2 at another, and 0 at the two corners of class 0.",
        "Let the output add up the two hidden units and subtract a threshold.",
    ],
    praise="Training has to find by small steps what you have found by thinking.",
)

silent_unit = choice_exercise(
    "2.7",
    "A hidden unit that nobody listens to",
    options=SILENT_UNIT,
    correct="b",
    replies={
        "a": "Look at (15): does $\\partial L/\\partial w_i$ contain $w_i$? If it moves, the unit is heard again after one step.",
        "c": "Look at (15): its factors are the mistake and the value of the unit, and neither of them is 0 in general.",
        "d": "Look at (19): one of its factors is $w_i$ itself.",
    },
    again=Again(
        "Now $w_i$ is not 0, but the value of unit i is: it is 0 for all data points, and so is its slope. What moves?",
        {"p": "$w_i$ alone", "q": "row $W_i$ alone", "r": "neither"},
        "r",
        {
            "p": "(15) multiplies the mistake by the value of the unit, and that is 0 here.",
            "q": "(19) multiplies by the slope of the unit, and that is 0 here.",
        },
    ),
    hints=[
        "Section *Backward, on to the hidden weights*, and the one before it. Which of (15) and (19) contains $w_i$ as a factor?"
    ],
    praise="with $w_i = 0$ nothing comes back to $W_i$, but $w_i$ itself is pushed by the value of the unit.",
)
