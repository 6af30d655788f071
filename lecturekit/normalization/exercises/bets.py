"""The bets of notebook 7."""

from lecturekit.checks.engine import choice_exercise

PREDICTIONS = [
    choice_exercise(
        "7.a",
        "Moving one point of a batch",
        kind="prediction",
        options={"a": "come closer to each other", "b": "all sink by the same amount", "c": "stay where they are"},
        correct="a",
        replies={
            "b": "They would if only the mean were shared. The standard deviation is shared, too.",
            "c": "They would if mean and variance were fixed. But both are taken from the batch, and the moved point is in it.",
        },
        praise="the standard deviation grows, so they are pushed together, from a spread of 3.1 to one of 0.5.",
    ),
    choice_exercise(
        "7.b",
        "Saturation with weights ten times too large",
        kind="prediction",
        options={
            "a": "about 80%: the weights come after it",
            "b": "about 2%: it divides by a standard deviation, too",
            "c": "about 40%: it undoes the weights of the layers below, not its own",
        },
        correct="a",
        replies={
            "b": "It does divide. But which sums reach phi: those before its division, or those after it?",
            "c": "The layers below could not send much anyway: tanh keeps their outputs between -1 and 1. Ten times the usual weights then make ten times the usual sums.",
        },
        praise="it makes the inputs of the layer sensible, and then the large weights multiply them. Only what acts on z comes after the weights.",
    ),
    choice_exercise(
        "7.c",
        "Batches sorted by digit",
        kind="prediction",
        options={
            "a": "stays within 1 point of what it was",
            "b": "falls to less than half of what it was",
            "c": "falls by 2 to 10 points",
        },
        correct="b",
        replies={
            "a": "No weight has changed, that is true, but the means and variances are part of the function, and they have.",
            "c": "It would be so if a batch of 1s looked like any other batch. What all of them have in common is subtracted.",
        },
        praise="a hundred nearly equal digits in a batch lose what they have in common: it is subtracted.",
    ),
    choice_exercise(
        "7.d",
        "Does batch norm prevent overfitting?",
        kind="prediction",
        options={
            "a": "clearly fewer mistakes, with every seed",
            "b": "about as many: more with some seeds, fewer with others",
            "c": "clearly more mistakes, with every seed",
        },
        correct="c",
        replies={
            "a": "So it is often said, and the lecture lists it. But it memorized the 500 images here like the others, noise or not.",
            "b": "For batch norm the difference has the same sign with every seed: follow the line of each start.",
        },
        praise="on these digits its noise did not help: it memorized them all, and made at least a tenth more mistakes on new ones.",
    ),
]
