"""Exercises 4.6 and 4.7: the size of z from layer to layer, for leaky ReLUs and for weights a little too large."""

import numpy as np

from lecturekit.checks.engine import Misconception, curve_exercise, steps_exercise


# ---- 4.6 He's argument for leaky ReLUs
def leaky_probes(rng):
    """Variance, width, mean square below, slope of the negative side."""
    return [
        (
            float(rng.uniform(0.01, 0.1)),
            int(rng.integers(20, 90)),
            float(rng.uniform(0.3, 2)),
            float(rng.uniform(0.1, 0.7)),
        )
        for _ in range(4)
    ]


def leaky_by_integrals(v, m, below, a):
    """The same by integrals over a normal density, on a fine grid."""
    t = np.linspace(-12, 12, 240001)
    density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi) * (t[1] - t[0])
    share = float(np.sum(np.where(t > 0, t, a * t) ** 2 * density))
    total = float(np.sum([v * below] * m))
    return {"z": total, "kept": total * share, "variance": 1 / (m * share)}


LEAKY = steps_exercise(
    "4.6",
    "He's argument for a leaky ReLU",
    points=4,
    args=("v", "m", "below", "a"),
    probes=leaky_probes,
    steps={
        "term": lambda v, below: v * below,
        "z": lambda term, m: m * term,
        "kept": lambda z, a: z * (1 + a**2) / 2,
        "variance": lambda z, kept, m: z / (m * kept),
    },
    reference=leaky_by_integrals,
    wrong=[
        Misconception(
            "variance squared",
            {"term": lambda v, below: v**2 * below},
            "v is already a mean square, that of a weight. The product's mean square is v times that of the value below.",
        ),
        Misconception(
            "mean square squared",
            {"term": lambda v, below: v * below**2},
            "below is already a mean square, that of the value. Do not square it again.",
        ),
        Misconception(
            "both squared",
            {"term": lambda v, below: (v * below) ** 2},
            "v and below are mean squares already: nothing is to be squared again.",
        ),
        Misconception(
            "standard deviation",
            {"term": lambda v, below: np.sqrt(v) * below},
            "You multiplied by the weight's standard deviation. A mean square is asked for, and that of the weight is v.",
        ),
        Misconception(
            "sum of sizes",
            {"z": lambda term, m: m**2 * term},
            "That would be right if all terms had the same sign and size. Independent terms of mean 0 cancel in part: their mean squares add up, m of them.",
        ),
        Misconception(
            "mean of the terms",
            {"z": lambda term, m: term},
            "z is the sum of m terms, not their mean: the mean squares add up.",
        ),
        Misconception(
            "negative half subtracted",
            {"kept": lambda z, a: z * (1 - a**2) / 2},
            "A square is positive: what comes of the negative half adds to the mean square, and is not taken from it.",
        ),
        Misconception(
            "slope not squared",
            {"kept": lambda z, a: z * (1 + a) / 2},
            "The negative half is multiplied by a, so its SQUARE by a^2.",
        ),
        Misconception(
            "negative half lost",
            {"kept": lambda z, a: z / 2},
            "That is ReLU, which loses the negative half. A leaky ReLU keeps a part of it.",
        ),
        Misconception(
            "the negative half's factor for all",
            {"kept": lambda z, a: a**2 * z},
            "That is the negative half's factor, applied to everything. The positive half passes unchanged.",
        ),
        Misconception(
            "both halves in full",
            {"kept": lambda z, a: z * (1 + a**2)},
            "Each half of the numbers contributes only half of the mean square: a factor 1/2 is missing.",
        ),
        Misconception(
            "He's own",
            {"variance": lambda m: 2 / m},
            "That is He's choice for ReLU, a = 0. Less is lost here, so less has to be made up for.",
        ),
        Misconception(
            "a not squared in the variance",
            {"variance": lambda m, a: 2 / (m * (1 + a))},
            "Your own `kept` asks for another variance: m v times the share of z that it keeps has to be 1.",
        ),
        Misconception(
            "upside down",
            {"variance": lambda m, a: (1 + a**2) / (2 * m)},
            "Upside down: m v times the share that is kept has to be 1.",
        ),
        Misconception(
            "this layer's v",
            {"variance": lambda v, a: 2 * v / (1 + a**2)},
            "The variance that keeps the size does not depend on the v you were given. Set m v (share kept) = 1 and solve for v.",
        ),
    ],
    hints=[
        "Section *How large? LeCun and He*. Go along its four steps, and see where ReLU enters.",
        "If z is symmetric around 0, its positive half and its negative half have each half of the mean square. What does phi do to each?",
    ],
    praise="For a = 0 it is He's choice, for a = 1, the identity, LeCun's: one formula for both.",
)


# ---- 4.7 a curve
PLACES = (2, 6, 14, 30)


def size_at(factor):
    """The root mean square of z in some layers, against layer 1, with this factor of the mean square in each."""
    return [float(factor ** ((l - 1) / 2)) for l in PLACES]


CURVE = curve_exercise(
    "4.7",
    "Weights a little too large",
    at=PLACES,
    x="layer",
    factor=1.1,
    expected=size_at(1.5),
    wrong=[
        Misconception("mean square", size_at(1.5**2), "That is how the mean SQUARE grows. The size is its root."),
        Misconception(
            "no ReLU",
            size_at(3.0),
            "In units that leave z as it is, yes. ReLU loses half of the mean square in each layer.",
        ),
        Misconception(
            "added up",
            [1 + (1.5**0.5 - 1) * (l - 1) for l in PLACES],
            "You add the same amount in each layer. But each layer multiplies what the one below it has made.",
        ),
        Misconception(
            "one layer too many",
            [float(1.5 ** (l / 2)) for l in PLACES],
            "From layer 1 to layer l there are l - 1 steps, not l.",
        ),
        Misconception("upside down", size_at(1 / 1.5), "Upside down: m v / 2 is 1.5, more than 1. The sizes grow."),
    ],
    hints=[
        "Section *How large? LeCun and He*. By which factor does one layer multiply the mean square of z, if the variance is v and half is lost in ReLU?",
        "From layer 1 to layer l that happens l - 1 times; the size is the root of the mean square.",
    ],
    praise="A variance only half as large again as He's is a factor of more than 300 after thirty layers.",
)
