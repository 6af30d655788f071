"""Exercise 4.2: why random, and not exactly 0."""

import numpy as np

from lecturekit.backprop_in_practice.checkup import descend
from lecturekit.backprop_in_practice.exercises.handed_in import NET, as_vectors, returned
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.datasets import make_xor

GROUPS = ("weights into the hidden units", "biases of the hidden units", "weights out of them", "output bias")
OUTSIDE, DRAWN, LOSS, AGAINST, LETTER = (
    "parameters outside the four groups that are not 0.5",
    "different numbers in the groups",
    "loss with random {}",
    "of these four results, those that speak against your sentence",
    "letter",
)
LEARNED = 0.2
"""A start has learned if its loss comes below this."""
SENTENCES = {"a": (), "b": (0,), "c": (0, 1, 2, 3), "d": (0, 1, 2)}
"""Which of the starts should learn, by each sentence on what has to be random."""
AGAINST_IT = {
    "a": "If everything had to be random, none of the four would learn. Three do, with one random group each.",
    "b": "By your sentence only the first start would learn. With random biases, and with random weights out, the weights in are equal for all units, and it learns all the same.",
    "c": "By your sentence all four would learn. The fourth has a random parameter, too, and does not. Which units does the output bias belong to?",
    "d": "By your sentence the first three would learn, and the fourth would not. Your runs say something else: are these the four starts?",
}


def one_group_random(
    rng, *, base=0.5, draw=np.random.Generator.standard_normal, everything=False, anew=True, order=(0, 1, 2, 3)
):
    """Four starts, equal but for one group of parameters each."""
    starts, w = [], np.full(NET.n_params, base)
    for k in order:
        w = np.full(NET.n_params, base) if anew else w.copy()
        groups = [part for layer in NET.views(w) for part in layer]
        for part in groups if everything else groups[k : k + 1]:
            part[...] = draw(rng, part.shape)
        starts.append(w)
    return starts


def losses_from(starts, rng, n_steps=2000):
    """The losses on noisy XOR after training from each start, (n_starts,)."""
    data = make_xor(100, rng)
    return np.array([descend(NET, w, data.X, data.y, eta=0.5, n_steps=n_steps)[1][-1] for w in starts])


def train_from_groups(build, rng):
    """Whether the four starts are what was asked for, the losses that training from them ends with, and how many of these the sentence has wrong."""
    given = returned(build, rng)
    if given is ...:
        return ...
    if not isinstance(given, (tuple, list)) or len(given) != 2 or not (given[1] is ... or isinstance(given[1], str)):
        raise Wrong('Expected two things, the list of the four starts and a letter: `return starts, "a"`.')
    starts, letter = as_vectors(given[0], len(GROUPS)), given[1]
    if starts is ... or letter is ...:
        return ...
    letter = letter.strip().lower()
    if letter not in SENTENCES:
        raise Wrong("Your letter is none of a, b, c and d.")
    outside = drawn = 0
    for k, w in enumerate(starts):
        groups = [part.ravel() for layer in NET.views(w) for part in layer]
        own = groups.pop(k)
        outside += int(np.sum(np.concatenate(groups) != 0.5))
        drawn += len(np.unique(own[own != 0.5]))
    losses = losses_from(starts, rng)
    against = sum((loss < LEARNED) != (k in SENTENCES[letter]) for k, loss in enumerate(losses))
    return {
        OUTSIDE: outside,
        DRAWN: drawn,
        **{LOSS.format(name): loss for name, loss in zip(GROUPS, losses)},
        AGAINST: against,
        LETTER: "abcd".index(letter),
    }


def answered(letter="d", **ways):
    """An answer: the four starts, drawn in some way, and the letter of a sentence."""
    return lambda rng: (one_group_random(rng, **ways), letter)


RANDOM = goal_exercise(
    "4.2",
    "Why random, and not exactly 0?",
    kind="experiment",
    run=train_from_groups,
    solution=answered(),
    goals=[
        Goal(
            OUTSIDE,
            at_most=0,
            why="In each start one group is random, in the order of the text, and everything else is 0.5. Does each begin anew from 0.5?",
        ),
        Goal(
            DRAWN,
            at_least=NET.n_params,
            why="A group is to be drawn number by number: 8 weights in, 4 biases, 4 weights out, 1 output bias.",
        ),
        *(
            Goal(
                LOSS.format(name),
                at_most=0.1,
                over=np.median,
                why="That start should learn: its hidden units differ. Is it standard normal?",
            )
            for name in GROUPS[:3]
        ),
        Goal(
            LOSS.format(GROUPS[3]),
            at_least=0.3,
            over=np.median,
            why="That start should not learn: all that the hidden units have is equal. Is something else random, too?",
        ),
        Goal(AGAINST, at_most=0, over=np.median, why=lambda numbers: AGAINST_IT["abcd"[int(numbers[LETTER])]]),
    ],
    wrong=[
        Misconception(
            "zero but for one group",
            answered(base=0.0),
            "All others are to be 0.5. With zeros some starts stand still for another reason: values or weights of 0 let no gradient through, however different the units are.",
        ),
        Misconception(
            "one number for the whole group",
            answered(draw=lambda rng, shape: rng.standard_normal()),
            "Your groups get one random number each, the same for all units. Random is not the point, being different is: draw as many numbers as the group has.",
        ),
        Misconception(
            "everything random",
            answered(everything=True),
            "Each of your starts is random from end to end, so all of them learn. Only one group is to be drawn in each.",
        ),
        Misconception(
            "one group after the other",
            answered(anew=False),
            "Your second start still has the first one's random weights, and so on: what you draw stays. Begin each of them anew from 0.5.",
        ),
        Misconception(
            "biases after the weights",
            answered(order=(0, 2, 1, 3)),
            "Your second and third start have changed places: the biases of the hidden units come before the weights out of them.",
        ),
        Misconception(
            "one vector four times",
            lambda rng: (one_group_random(rng, anew=False)[-1:] * 4, "d"),
            "Your four starts are one and the same vector, changed four times: a list holds names, not copies. Make a new `np.full` for each.",
        ),
        Misconception(
            "the other way round",
            lambda rng: (one_group_random(rng)[::-1], "d"),
            "These are the right starts in the wrong order: into the hidden units, their biases, out of them, the output bias.",
        ),
        *(
            Misconception(name, answered(letter), AGAINST_IT[letter])
            for letter, name in (
                ("a", "everything random at once"),
                ("b", "only the weights in"),
                ("c", "no matter which"),
            )
        ),
    ],
    hints=[
        "Section *Why random?* Two hidden units stay copies if their weights, biases AND outgoing weights are equal. `(W1, b1), (W2, b2) = net.views(w)` are views into w, so `b1[...] = rng.standard_normal(4)` changes w.",
        "Four times: `w = np.full(net.n_params, 0.5)`; take one of the four arrays of `net.views(w)`; fill it with `rng.standard_normal` of its own shape; append w to a list. The letter can wait for the four losses.",
    ],
    praise="With nearly every draw it is enough that the hidden units differ in one thing: what comes in, their bias, or what goes out. The output bias is common to all of them, and leaves them copies.",
)
