"""Exercise 4.1: the work of a network whose lower layers are frozen."""

import itertools

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise


# ---- 4.1 multiply-adds with frozen layers
def size_probes(rng):
    """Networks of two to four layers, a number of data points, and how many layers are frozen."""
    return [
        ([int(m) for m in rng.integers(3, 12, length)], int(rng.integers(5, 20)), k)
        for length, k in ((3, 1), (4, 2), (5, 1), (5, 3), (4, 0))
    ]


def count_in_loops(sizes, n, k):
    """One by one: every layer goes up; gradients above layer k only; derivatives come down to layer k + 1 and no further."""
    count = 0
    for l in range(1, len(sizes)):
        for _ in range(sizes[l] * sizes[l - 1]):
            count += n * (1 + (l > k) + (l > k + 1))
    return count


def weights_of(sizes):
    """The number of weights of each layer."""
    return np.array([a * b for a, b in itertools.pairwise(sizes)])


def counted(up=0, gradients=0, down=1, times_n=True):
    """A count in which the three products begin at some layer, right by default."""

    def answer(sizes, n, k):
        weights = weights_of(sizes)
        first = weights.sum() if up == 0 else weights[k:].sum()
        second = 0 if gradients is None else weights[max(k + gradients, 0) :].sum()
        third = 0 if down is None else weights[max(k + down, 0) :].sum()
        return int((first + second + third) * (n if times_n else 1))

    return answer


FROZEN = function_exercise(
    "4.1",
    "Frozen layers",
    kind="derive",
    probes=size_probes,
    reference=count_in_loops,
    solution=counted(),
    edges={
        "one layer, nothing frozen": lambda rng: ([4, 3], 5, 0),
        "all but the last frozen": lambda rng: ([4, 3, 2], 5, 1),
    },
    wrong=[
        Misconception(
            "carried too far",
            counted(down=0),
            "You carry the derivatives one layer too far. The lowest layer that learns needs its own delta, and nobody needs the one below it.",
        ),
        Misconception(
            "carried down to the input",
            lambda sizes, n, k: counted()(sizes, n, k) + int(n * weights_of(sizes)[: k + 1].sum()),
            "You carry the derivatives all the way down to the input. The lowest layer that learns needs its own delta, and nobody needs those below it.",
        ),
        Misconception(
            "frozen layers do not compute",
            counted(up=1),
            "Frozen layers do not learn, but the forward pass still goes through them.",
        ),
        Misconception(
            "gradients of frozen layers",
            lambda sizes, n, k: counted()(sizes, n, k) + int(n * weights_of(sizes)[:k].sum()),
            "You compute the gradients of the frozen layers too. Their weights are not changed, so nobody asks for them.",
        ),
        Misconception(
            "nothing saved",
            lambda sizes, n, k: counted()(sizes, n, 0),
            "That is the count without frozen layers. Which of the three products of a frozen layer are still needed?",
        ),
        Misconception(
            "every weight once per pass",
            counted(gradients=None),
            "You count one product per layer in the backward pass, the one that carries delta down. The gradient itself, the outer products delta x^T, is missing.",
        ),
        Misconception(
            "nothing carried down",
            counted(down=None),
            "The derivatives have to come down through the layers that learn; those products, W^T delta, are missing.",
        ),
        Misconception(
            "carried to the bottom",
            lambda sizes, n, k: counted()(sizes, n, k) + int(n * weights_of(sizes)[1 : k + 1].sum()),
            "You carry the derivatives down through the frozen layers, too. Below layer k + 1, the lowest that learns, nobody needs them.",
        ),
        Misconception(
            "three products of the layers that learn",
            lambda sizes, n, k: int(3 * n * weights_of(sizes)[k:].sum()),
            "That is three products for every layer that learns. But the lowest of them need not carry delta further down, and frozen layers still have their forward pass.",
        ),
        Misconception(
            "n forgotten", counted(times_n=False), "That is the count for ONE data point. How does it depend on n?"
        ),
    ],
    hints=[
        "Section *How much work is one iteration?* Write down the three products of a layer, and for each of them who needs its result.",
        "The lowest layer that learns is k + 1. Its gradient needs its own delta, which comes through the layers above it.",
    ],
    praise="So a network whose lower layers are frozen still pays for their forward pass, and for nothing else of them.",
)
