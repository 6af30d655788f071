"""Exercise 3.5, a loss that does not move; and random layers for the others."""

import itertools
from typing import Any

from lecturekit.checks.engine import Again, choice_exercise


def random_layers(rng: Any, sizes: Any) -> list[Any]:
    """[(W, b), ...] of the given widths, all entries random."""
    return [(rng.normal(size=(m, below)) / below**0.5, rng.normal(size=m)) for below, m in itertools.pairwise(sizes)]


EXERCISES = [
    choice_exercise(
        "3.5",
        "A loss that stays where it is",
        kind="why",
        points=2,
        options={
            "a": "the learning rates that were tried are all too small",
            "b": "at 2.30 the softmax is saturated, so the mistakes are nearly zero",
            "c": "all weights started at zero",
            "d": "the labels do not belong to the images",
        },
        correct="c",
        replies={
            "a": "With too small a rate all arrays move a little. Here five of the six have not moved at all, in any run.",
            "b": "$\\ln 10$ is the loss of ten equal probabilities, 0.1 each. Then the mistake at the right class is -0.9, which is anything but zero.",
            "d": "Then there would be nothing to learn that holds for new images. But every weight would move: the network would begin to learn the wrong labels by heart.",
        },
        again=Again(
            "Now all weights start at 0.1, the biases at 0. What happens?",
            {
                "p": "it trains as it does from random weights",
                "q": "the weights move, but all units of a hidden layer stay equal to one another",
                "r": "nothing moves but the biases of the top layer, as before",
            },
            "q",
            {
                "p": "Look at two units of layer 1: they have the same weights, and the same message comes down to each. What tells them apart?",
                "r": "Now the hidden values are not zero, and the top layer's weights let messages through.",
            },
        ),
        hints=[
            "Section *Messages flowing back*. The gradient of a weight is the delta at its end times the value at its start. Which of the two must be zero, for the top layer's weights?",
            "And what comes down to the lower layers, through the top layer's weights?",
        ],
        praise="With weights of zero all hidden values are zero, so no weight above them moves; and nothing comes down through a $W$ of zeros. Only the top biases move.",
    )
]
