"""Exercises 4.6 and 4.7: sizes from layer to layer, with shortcuts and with weights a little too large."""

import numpy as np

from lecturekit.checks.engine import Misconception, curve_exercise, steps_exercise


# ---- 4.6 He's argument with a shortcut
def shortcut_probes(rng):
    """Variance, width, mean square below, number of layers."""
    return [
        (float(rng.uniform(0.005, 0.1)), int(rng.integers(20, 90)), float(rng.uniform(0.3, 2)), int(rng.integers(2, 9)))
        for _ in range(4)
    ]


def shortcut_by_integrals(v, m, below, L):
    """The same by an integral over a normal density on a fine grid, layer after layer, and by bisection."""
    t = np.linspace(-12, 12, 240001)
    density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi) * (t[1] - t[0])
    share = float(np.sum(np.maximum(t, 0) ** 2 * density))

    def after(v, layers):
        size = 1.0
        for _ in range(layers):
            size += sum([v * share * size] * m)
        return size

    low, high = 0.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if after(middle, L) < 2 else (low, middle)
    added = sum([v * share * below] * m)
    return {"added": added, "above": below * after(v, 1), "grown": after(v, L), "variance": low}


SHORTCUT = steps_exercise(
    "4.6",
    "He's argument with a shortcut",
    points=4,
    args=("v", "m", "below", "L"),
    probes=shortcut_probes,
    steps={
        "added": lambda v, m, below: m * v * below / 2,
        "above": lambda below, added: below + added,
        "grown": lambda above, below, L: (above / below) ** L,
        "variance": lambda m, L: 2 / m * (2 ** (1 / L) - 1),
    },
    reference=shortcut_by_integrals,
    wrong=[
        Misconception(
            "ReLU forgotten",
            {"added": lambda v, m, below: m * v * below},
            "That is the mean square of W x. Before W comes a ReLU, which sets half of the values to 0.",
        ),
        Misconception(
            "one term",
            {"added": lambda v, below: v * below / 2},
            "That is one term. A sum of m independent terms has m times its mean square.",
        ),
        Misconception(
            "squared again",
            {"added": lambda v, m, below: m * v**2 * below**2 / 2},
            "v and below are mean squares already: nothing is to be squared again.",
        ),
        Misconception(
            "the shortcut forgotten",
            {"above": lambda added: added},
            "That is what the layer adds. What it was given is still there.",
        ),
        Misconception(
            "sizes added",
            {"above": lambda below, added: (np.sqrt(below) + np.sqrt(added)) ** 2},
            "You added up the sizes. The weights have mean 0 and do not depend on what is below, so x and W phi(x) cancel as often as they add up: which quantities add up then?",
        ),
        Misconception(
            "one layer",
            {"grown": lambda above, below: above / below},
            "That is the factor of one layer. There are L of them.",
        ),
        Misconception(
            "added up over the layers",
            {"grown": lambda above, below, L: 1 + L * (above / below - 1)},
            "You add the same amount in each layer. But each layer adds a share of what the ones below it have made.",
        ),
        Misconception(
            "not a factor",
            {"grown": lambda above, L: above**L},
            "How many times as large as `below`? One layer multiplies by above / below.",
        ),
        Misconception(
            "He's own",
            {"variance": lambda m: 2 / m},
            "With He's variance every single layer doubles the mean square. All L layers together are to do that.",
        ),
        Misconception(
            "shared out evenly",
            {"variance": lambda m, L: 2 / (m * L)},
            "He's variance over L: then each layer multiplies by 1 + 1/L, and L of them by nearly e = 2.72. They multiply, they do not add up.",
        ),
        Misconception(
            "a rule of thumb",
            {"variance": lambda m, L: 2 * np.log(2) / (m * L)},
            "That is nearly right for many layers, where 2^(1/L) is close to 1 + ln 2 / L. For a few it is too little: set (1 + m v / 2)^L = 2.",
        ),
        Misconception(
            "the half forgotten",
            {"variance": lambda m, L: (2 ** (1 / L) - 1) / m},
            "One layer multiplies by 1 + m v / 2, as your own `above` says. Solve that for v.",
        ),
    ],
    hints=[
        "Section *How large? LeCun and He*. Its steps give the mean square of W phi(x). For the sum with x: does the mean of x times (W phi(x)) vanish, and why?",
        "One layer multiplies the mean square by above / below, whatever below is. Which factor of one layer makes 2 after L layers?",
    ],
    praise="With He's variance each layer with a shortcut doubles the mean square: thirty of them make it a billion times as large. The deeper such a network is, the smaller its weights have to begin.",
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
