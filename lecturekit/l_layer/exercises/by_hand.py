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


def message_by_hand(transposed=True, slopes=(True, True), passed=2):
    """df/dx, right or with one mistake: without the slopes of layer 1 or 2, or after fewer than two layers; a half is a slope."""
    W1, W2, x, last = by_hand()
    x1 = relu(W1 @ x)
    on = [np.sign(values) if used else 1.0 for values, used in zip((x1, relu(W2 @ x1)), slopes)]
    turn = (lambda W: W.T) if transposed else (lambda W: W)
    message = last * on[1]
    if passed >= 1:
        message = turn(W2) @ message
    if passed >= 1.5:
        message = message * on[0]
    return turn(W1) @ message if passed == 2 else message


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
                message_by_hand(slopes=(False, False)),
                "You went through the weights only. A ReLU unit whose z is negative lets no message pass.",
            ),
            Misconception(
                "no slopes at layer 2",
                message_by_hand(slopes=(True, False)),
                "You used the slopes of layer 1 but not those of layer 2: one of its units is off, too, and the output's weight on it does not count.",
            ),
            Misconception(
                "only the slopes of layer 2",
                message_by_hand(slopes=(False, True)),
                "You used the slopes of layer 2 but not those of layer 1: one of its units is off.",
            ),
            Misconception(
                "stopped at layer 2",
                message_by_hand(passed=0),
                "This is what layer 2 has to say, its message times its slopes. From there it is two more matrices down to the input.",
            ),
            Misconception(
                "stopped one layer early",
                message_by_hand(passed=1),
                "This is the message at layer 1, before its slopes. There is one more layer between it and the input.",
            ),
            Misconception(
                "stopped at layer 1, without the slopes of layer 2",
                message_by_hand(slopes=(True, False), passed=1),
                "This is at layer 1, so there is one more matrix to come; and on the way there you let a unit of layer 2 speak that is off.",
            ),
            Misconception(
                "stopped above W1",
                message_by_hand(passed=1.5),
                "Up to here it is right: the message at layer 1, times its slopes. What is missing is the last step, down through $W^{(1)}$ to the input.",
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
