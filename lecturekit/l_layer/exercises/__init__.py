"""Exercises of chapter 3: backward passes, Jacobians, a gradient check of one's own, and a network that reads digits."""

from lecturekit.checks.engine import choice_exercise
from lecturekit.l_layer.exercises import (
    backward,
    by_hand,
    derivatives,
    layers,
    one_pass,
    own_gradcheck,
    reading,
    shortcut,
)

PREDICTIONS = [
    choice_exercise(
        "3.a",
        "A vector times a matrix",
        kind="prediction",
        options={
            "a": "stops: a vector and a matrix cannot be multiplied entry by entry",
            "b": "gives the table (22)",
            "c": "gives a table of the right shape with wrong numbers",
        },
        correct="c",
        replies={
            "a": "Numpy repeats a vector until it fits a matrix, if their last axes are equally long. Here they are.",
            "b": "Numpy lines up a vector with the *last* axis of a matrix, its columns. A slope belongs to a row.",
        },
        praise="numpy lines a vector up with the columns of a matrix, and each slope belongs to a row.",
    ),
    choice_exercise(
        "3.b",
        "How large the message is when it arrives",
        kind="prediction",
        options={"a": "less than a hundredth", "b": "about 1, give or take a factor of 3", "c": "more than a hundred"},
        correct="a",
        replies={
            "b": "With the identity for $\\phi$ it comes near that. But each sigmoid layer also multiplies the message by its slopes.",
            "c": "The weights were chosen so that sums keep their size; and a sigmoid's slope never exceeds 1/4.",
        },
        praise="at every hidden layer there is a factor of at most 1/4 from the slopes.",
    ),
    choice_exercise(
        "3.c",
        "Learning from shuffled pixels",
        kind="prediction",
        options={
            "a": "about 10% of them, which is guessing",
            "b": "clearly fewer than before, 50 to 90%",
            "c": "as many as before, to within half a percent",
        },
        correct="c",
        replies={
            "a": "The images are unreadable for us. But all of them are shuffled in the same way, so the same pixels still tell the same story.",
            "b": "It seems natural that neighborhood helps. Look at equation (4): is there anything in it that knows about neighbors?",
        },
        praise="to a fully connected layer the pixels are a list, and any fixed order is as good as any other.",
    ),
    choice_exercise(
        "3.d",
        "A veil against the message",
        kind="prediction",
        options={"a": "at least 95%", "b": "50 to 95%", "c": "fewer than half"},
        correct="c",
        replies={
            "a": "There most contributions of the pixels cancel. Along the message they all have the same sign, and add up.",
            "b": "The logit falls further than that. How many pixels contribute, and does any of them pull the other way?",
        },
        praise="hundreds of small contributions, all of the same sign.",
    ),
]

_PARTS = backward, by_hand, derivatives, layers, one_pass, own_gradcheck, reading, shortcut
EXERCISES = PREDICTIONS + sorted((each for part in _PARTS for each in part.EXERCISES), key=lambda each: each.number)
