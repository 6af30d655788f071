"""Exercises of chapter 3: backward passes, Jacobians, a gradient check of one's own, and a network that reads digits."""

from lecturekit.checks.engine import choice_exercise
from lecturekit.l_layer.exercises import backward, by_hand, derivatives, layers, own_gradcheck, reading, shortcut

PREDICTIONS = [
    choice_exercise(
        "3.a",
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
        "3.b",
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
        "3.c",
        "A veil along the message",
        kind="prediction",
        options={
            "a": "at least 95%: a veil so faint does not matter",
            "b": "fewer than half",
            "c": "70 to 90%, about as many as with the random veil",
        },
        correct="b",
        replies={
            "a": "That is how it is with the random veil. There the contributions of the pixels cancel; along the message they add up.",
            "c": "The random veil does less harm than that, and the other one far more: its contributions all have the same sign.",
        },
        praise="hundreds of small contributions, all of the same sign.",
    ),
]

_PARTS = backward, by_hand, derivatives, layers, own_gradcheck, reading, shortcut
EXERCISES = PREDICTIONS + sorted((each for part in _PARTS for each in part.EXERCISES), key=lambda each: each.number)
