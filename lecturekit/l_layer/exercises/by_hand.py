"""Exercise 3.7: a message by hand."""

import numpy as np

from lecturekit.checks.engine import Misconception, numeric_exercise
from lecturekit.single_unit.activations import relu
from lecturekit.single_unit.gradient_check import numerical_gradient


def by_hand(first=((1.0, -2.0), (3.0, 1.0)), second=((2.0, -1.0), (1.0, 3.0)), x=(1.0, 1.0), last=(5.0, 2.0)):
    """The four numbers of the exercise: W1, W2, the input, the weights of the output."""
    return np.array(first), np.array(second), np.array(x), np.array(last)


def output_by_hand(x):
    """f(x) of the network of the exercise."""
    W1, W2, _, last = by_hand()
    return last @ relu(W2 @ relu(W1 @ x))


def message_by_hand(transposed=True, slopes=True, swapped=False, stop=False):
    """df/dx, right or with one mistake."""
    W1, W2, x, last = by_hand()
    x1 = relu(W1 @ x)
    on = [np.sign(x1), np.sign(relu(W2 @ x1))] if slopes else [1.0, 1.0]
    on = on[::-1] if swapped else on
    turn = (lambda W: W.T) if transposed else (lambda W: W)
    message = turn(W2) @ (last * on[1])
    return message if stop else turn(W1) @ (message * on[0])


EXERCISES = [
    numeric_exercise(
        "3.7",
        "A message by hand",
        points=2,
        expected=lambda: numerical_gradient(output_by_hand, by_hand()[2]),
        tolerance=1e-4,
        solution=message_by_hand(),
        wrong=[
            Misconception(
                "W not transposed",
                message_by_hand(transposed=False),
                "You went down with the matrices of the way up. A message is multiplied by the transpose: column j of W lists who listens to unit j.",
            ),
            Misconception(
                "slopes forgotten",
                message_by_hand(slopes=False),
                "You went through the weights only. A ReLU unit whose z is negative lets no message pass.",
            ),
            Misconception(
                "stopped one layer early",
                message_by_hand(stop=True),
                "This is the message at layer 1, before its slopes. There is one more layer between it and the input.",
            ),
            Misconception(
                "only the slopes of layer 2",
                lambda: by_hand()[0].T @ message_by_hand(stop=True),
                "You used the slopes of layer 2 but not those of layer 1: one of its units is off.",
            ),
        ],
        hints=[
            "Section *Messages flowing back*. Forward first: which of the four hidden units are on?",
            "Start with the output's weights (5, 2), and cross out the unit of layer 2 that is off.",
            "Multiply by the transposed W2, cross out again, multiply by the transposed W1.",
        ],
        praise="Units that are off cut the paths that go through them; what is left is a product of few numbers.",
    )
]
