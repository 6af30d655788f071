"""The bets of chapter 2: what an experiment in the notebook will show."""

from lecturekit.checks.engine import choice_exercise

BETS = [
    choice_exercise(
        "2.a",
        "Bet: ten hidden units without an activation",
        kind="prediction",
        options={
            "a": "equal to the single unit's: ten lines are no better than one",
            "b": "about half of the single unit's: they help, but not as much as with tanh",
            "c": "near 0: ten lines are plenty for four clouds",
        },
        correct="a",
        replies={
            "b": "It would be half if the ten lines could be combined at least in part. A weighted sum of weighted sums is "
            "one weighted sum: all ten together draw one straight line.",
            "c": "Ten lines would be plenty, if anything came between them and the output that is not a weighted sum. So "
            "they add up to one line.",
        },
        praise="without an activation, two layers are one.",
    ),
    choice_exercise(
        "2.b",
        "Bet: hidden sums without a memory",
        kind="prediction",
        options={
            "a": "about 100 sums, each of the fifty twice",
            "b": "about 500 sums, each of them ten times",
            "c": "about 2,500 sums, each of them fifty times",
        },
        correct="c",
        replies={
            "a": "Once forward and once backward would be nice. But every one of the 50 rows of (19) needs the logit, "
            "and the logit needs all the sums.",
            "b": "More often still: (19) is fifty formulas, one for each row, and each of them needs the logit.",
        },
        praise="every one of the fifty rows of (19) contains the logit, and the logit contains all fifty sums.",
    ),
    choice_exercise(
        "2.c",
        "Bet: two hidden units on XOR",
        kind="prediction",
        options={
            "a": "nearly all: two units are enough, and the gradients are right",
            "b": "about half",
            "c": "nearly none: only a lucky start finds both lines",
        },
        correct="b",
        replies={
            "a": "The network can do it, and the gradients are right. But a right gradient only says where it goes "
            "down from here; about every second start gets stuck on the way.",
            "c": "It is harder than for one unit, but no lottery: about every second start is on the right side.",
        },
        praise="27 of the 60.",
    ),
]
