"""Exercises of chapter 3: forward and backward through L layers, Jacobians, a gradient check of one's own."""

from lecturekit.checks.engine import choice_exercise
from lecturekit.l_layer.exercises import backward as l_layer_backward
from lecturekit.l_layer.exercises import forward as l_layer_forward
from lecturekit.l_layer.exercises import own_gradcheck as l_layer_gradcheck

PREDICTIONS = [
    choice_exercise(
        "3.a",
        "How loud the message arrives",
        kind="prediction",
        options={"a": "about 1, give or take a factor of 3", "b": "less than a hundredth", "c": "more than a hundred"},
        correct="b",
        replies={
            "a": "That would be so if the layers only mixed the message. Each one also multiplies it by its slopes.",
            "c": "The weights were chosen so that sums keep their size; and a sigmoid's slope never exceeds 1/4.",
        },
        praise="At every hidden layer there is a factor of at most 1/4 from the slopes.",
    ),
    choice_exercise(
        "3.b",
        "Learning from shuffled pixels",
        kind="prediction",
        options={
            "a": "about 10%, which is guessing",
            "b": "clearly fewer than before, 50 to 90%",
            "c": "practically as many as before",
        },
        correct="c",
        replies={
            "a": "The images are unreadable for us. But all of them are shuffled in the same way, so the same pixels still tell the same story.",
            "b": "It seems natural that neighborhood helps. Look at equation (4): is there anything in it that knows about neighbors?",
        },
        praise="To a fully connected layer the pixels are a list, and any fixed order is as good as any other.",
    ),
]

_PARTS = l_layer_forward, l_layer_backward, l_layer_gradcheck
EXERCISES = PREDICTIONS + sorted((each for part in _PARTS for each in part.EXERCISES), key=lambda each: each.id)
