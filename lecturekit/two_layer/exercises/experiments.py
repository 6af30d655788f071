"""Exercises 2.8 and 2.9: an experiment on the middle between two solutions, and a start for the moons."""

import numpy as np

from lecturekit.checks.engine import Goal, Misconception, Wrong, experiment_exercise, goal_exercise
from lecturekit.datasets import make_moons, make_xor_exact
from lecturekit.two_layer.network import descend, forward_matrix, mean_loss
from lecturekit.two_layer.parameters import Parameters, pack, unpack

XOR = make_xor_exact()
LARGEST = 3.0


def solved(rng, patient=True):
    """The parameters after descent from random starts, the first start that solves XOR; impatient: the first at all."""
    while True:
        end = descend(rng.normal(size=9), XOR.X, XOR.y, eta=2.0, n_steps=500, every=500)[-1]
        if not patient or mean_loss(end, XOR.X, XOR.y) < 0.1:
            return end


def exchanged(end, parts="W b w"):
    """The network with its two hidden units exchanged, in those of its parameters."""
    net = unpack(end, 2)
    return pack(Parameters(*(part[::-1] if name in parts.split() else part for name, part in net._asdict().items())))


def in_the_middle(rng, *, patient=True, parts="W b w", average="weights"):
    """Losses of a solution, of its double, and halfway between."""
    loss = lambda w: mean_loss(w, XOR.X, XOR.y)
    one = solved(rng, patient)
    other = exchanged(one, parts=parts)
    middle = loss((one + other) / 2) if average == "weights" else (loss(one) + loss(other)) / 2
    return {"one": loss(one), "other": loss(other), "middle": middle}


def mean_and_no_sum(losses):
    """Refuse a middle whose logits are those of the sum: its units are equal, so its loss is near half of -ln of the solution's."""
    if losses["one"] < 0.1 and losses["middle"] > -0.75 * np.log(losses["one"]):
        raise Wrong(
            "The loss of your middle is twice as high as it can be: you added the parameters of the two networks, and did "
            "not take their mean.",
            "the sum",
        )


convex_or_not = experiment_exercise(
    "2.8",
    "Halfway between two solutions",
    names=("one", "other", "middle"),
    solution=in_the_middle,
    seeds=(5, 6, 8),
    sound=mean_and_no_sum,
    goals=[
        Goal(
            "the loss of the one network",
            at_most=0.1,
            measure=lambda n: n["one"],
            why="About half of the starts do not solve XOR: draw a new start until one does.",
        ),
        Goal(
            "how much the other network's loss differs",
            at_most=1e-9,
            measure=lambda n: abs(n["one"] - n["other"]),
            why="The other network should compute the same function: exchange everything that belongs to the two units.",
        ),
        Goal(
            "how far the middle lies above the higher end",
            at_least=0.3,
            measure=lambda n: n["middle"] - max(n["one"], n["other"]),
            why="The middle is the network with the mean of the two networks' parameters, not the mean of their losses.",
        ),
    ],
    wrong=[
        Misconception(
            "the first start",
            lambda rng: in_the_middle(rng, patient=False),
            "Your network has not solved XOR: its loss is near half of ln 2. Try further starts until one does.",
        ),
        Misconception(
            "only W exchanged",
            lambda rng: in_the_middle(rng, parts="W"),
            "You exchanged the rows of W alone. A hidden unit is its row of W, its b, and its w.",
        ),
        Misconception(
            "w forgotten",
            lambda rng: in_the_middle(rng, parts="W b"),
            "You exchanged what the hidden units see, but not their weights to the output.",
        ),
        Misconception(
            "mean of the losses",
            lambda rng: in_the_middle(rng, average="losses"),
            "Your middle is no worse than the ends. Either you took the mean of the two *losses*: average the parameters, and "
            "compute the loss of that network. Or the other network is the first one once more: `unpack` gives views, so "
            "what is changed in place changes the first vector too.",
        ),
    ],
    hints=[
        "Section *Does it always find that?*: how many starts solve it, and how is a start made?",
        "`two_layer.unpack` gives the four parameters, `[::-1]` exchanges two rows, `two_layer.pack` makes a vector again.",
        "Two vectors of parameters can be added and halved like any numbers.",
    ],
    praise="Two networks with the same low loss, and between them a hill: no convex function has that.",
)


TURN = np.array([[0.0, -1.0], [1.0, 0.0]])
"""X @ TURN is X, turned clockwise by a quarter: (x1, x2) becomes (x2, -x1)."""


def moons_from(start, rng):
    """The share of the turned moons that is right after 2000 steps from a start of nine numbers."""
    try:
        start = np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        raise Wrong(
            "Nine numbers are needed, in one flat list: four for W, two for b, two for w, one for b2."
        ) from None
    if start.shape != (9,):
        raise Wrong(
            f"Nine numbers are needed, in one flat list: four for W, two for b, two for w, one for b2; "
            f"yours has shape {start.shape}.",
            "number of values",
        )
    if not np.all(np.abs(start) <= LARGEST):
        raise Wrong(
            f"No number may be larger than {LARGEST:g} in size: the training should have something to do.", "too large"
        )
    data = make_moons(120, rng, noise=0.12)
    X = data.X @ TURN
    end = descend(start, X, data.y, eta=0.5, n_steps=2000, every=2000)[-1]
    right = np.mean((forward_matrix(end, X).z2 > 0) == data.y)
    return {"points right": 100 * right, "loss": mean_loss(end, X, data.y)}


moons_start = goal_exercise(
    "2.9",
    "A start for the turned moons",
    run=moons_from,
    points=3,
    solution=(0.1, 0.4, 3.0, -2.0, 0.0, 0.0, -3.0, -2.0, 0.0),
    goals=[
        Goal(
            "points right",
            at_least=96.0,
            unit="%",
            why="One unit should start as a gentle slope, small weights, and the other as a jump across the gap between the moons.",
        )
    ],
    wrong=[
        Misconception(
            "all zero",
            (0.0,) * 9,
            "With nothing but zeros only the output's bias can get a push: (15) has the factor $x^{(1)}$, (19) has $w_i$.",
        ),
        Misconception(
            "two equal units",
            (1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
            "Your two units are equal, get equal pushes, and stay equal: together they are one unit.",
        ),
        Misconception(
            "one unit for each input",
            (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
            "One unit for each coordinate is a natural start, but descent makes little more of it than one line. "
            "Which shape should the boundary have, and which two tanh curves add up to it?",
        ),
        Misconception(
            "the chapter's moons",
            (-0.06, 0.02, 1.5, 2.0, 0.0, 0.0, -2.9, -1.8, 0.0),
            "These units have the directions of the chapter's picture. Here the moons are turned by a quarter, and the gap with them.",
        ),
        Misconception(
            "two sides of a band",
            (1.0, 0.0, 1.0, 0.0, 1.0, -1.0, 2.0, -2.0, 0.0),
            "Two parallel lines with a band between them solve XOR. The moons do not lie in a band and outside of it.",
        ),
    ],
    hints=[
        "Section *Going deeper: two units are enough for the moons, but hard to find*: what do the two units of that picture do?",
        "The boundary is where a gentle slope and a steep jump add up to zero. Give one unit small weights and the other large ones.",
        "The gap between these moons rises from the lower left to the upper right: across which line should the steep unit jump?",
    ],
    praise="Random starts reach about 90%: what descent finds depends on where it starts.",
)
