"""Exercise 4.13: four sick networks, told apart by three measurements and treated."""

from functools import cache

import numpy as np

from lecturekit.backprop_in_practice.sick_networks import PATIENTS, REMEDIES, treated
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise


@cache
def _treated(patient, remedy, seed):
    return treated(patient, remedy, np.random.default_rng(seed))


def treat_all(remedies, rng):
    """The loss of each network after its treatment."""
    if not isinstance(remedies, dict):
        raise Wrong('Expected a dict, a letter for each network: `dict(A="a", B="b", C="c", D="d")`.')
    letters = {name: remedies.get(name, ...) for name in PATIENTS}
    if any(each is Ellipsis for each in letters.values()):
        return ...
    for name, each in letters.items():
        if not isinstance(each, str) or each.strip().lower() not in REMEDIES:
            raise Wrong(f"The remedy of {name} should be one of the letters {', '.join(REMEDIES)}.")
    seed = int(rng.integers(1000))
    losses = {name: _treated(name, each.strip().lower(), seed) for name, each in letters.items()}
    return {LOSS.format(name): min(loss, 1000.0) for name, loss in losses.items()}


LOSS = "{}: loss after 200 steps with the remedy"
CURES = {"A": "a", "B": "b", "C": "e", "D": "f"}
WHY = {
    "A": "Its loss begins where random logits of He's size put it, and all its layers have a gradient in proportion. What alone is out of proportion?",
    "B": "Its loss begins as that of a healthy network does, so its weights and inputs have the right size. What makes a first step as long as the weights?",
    "C": "Compare the ratios of layer 1 and layer 5. What multiplies the derivatives in each layer on their way down?",
    "D": "Look at the share of units that are off for every image. Can a longer step, or a larger weight, help a unit whose slope is 0?",
}


def but(**other):
    """The right remedies, but for some networks others."""
    return CURES | other


SICK = goal_exercise(
    "4.13",
    "Four sick networks",
    kind="why",
    points=4,
    solution=CURES,
    run=treat_all,
    goals=[Goal(LOSS.format(name), at_most=0.1, why=WHY[name]) for name in PATIENTS],
    wrong=[
        Misconception(
            "A: its weights",
            but(A="c"),
            "Larger weights do lengthen A's steps. But its weights have the right size: with weights that are too small its loss would begin at ln 10 exactly.",
        ),
        Misconception(
            "A: its units",
            but(A="e"),
            "A has no trouble with its units: few are off for all images, and the ratios of its layers are of one size. They are all too small by one factor.",
        ),
        Misconception(
            "B: its weights",
            but(B="d"),
            "If B's weights were too large its loss would begin far above that of guessing. It begins where a healthy network's does; only its steps are as long as its weights.",
        ),
        Misconception(
            "C: a longer step",
            but(C="a"),
            "A longer step helps all layers of C by the same factor. Its layer 5 has no need of that: the ratios fall from layer to layer on the way down, and that is the trouble.",
        ),
        Misconception(
            "C: larger weights",
            but(C="c"),
            "Larger weights make up for some of what C's derivatives lose in each layer, and it learns, slowly. What is it that loses them?",
        ),
        Misconception(
            "D: a longer step", but(D="a"), "D's gradient is not small, it is exactly 0, and 300 times 0 is 0."
        ),
        Misconception(
            "D: larger weights",
            but(D="c"),
            "All units of D's layers 2 to 4 are off for every image. What weights of layer 2 would have to be to lift them over what holds them down is far more than three times theirs.",
        ),
        Misconception(
            "D: other units",
            but(D="e"),
            "D has ReLUs already: a unit that is off for every image is one. What pushes its sum below 0 whatever the image?",
        ),
    ],
    hints=[
        "Section *In practice: it does not train. What do I look at first?* Which column is out of order: the loss at the start, all ratios, some ratios, or the units that are off?",
        "He's weights put the loss at the start a little above ln 10. So where it stands there, the weights are not at fault.",
    ],
    praise="Four networks that learn nothing, and four remedies. Whoever turns the learning rate first heals two of them, and neither of the others.",
)
