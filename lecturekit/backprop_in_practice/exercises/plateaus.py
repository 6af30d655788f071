"""Exercises 4.9 and 4.10: what causes plateaus, and what is bad about them."""

import functools

import numpy as np

from lecturekit.backprop_in_practice.exercises.handed_in import NET, as_vectors, returned
from lecturekit.backprop_in_practice.landscapes import plateau
from lecturekit.backprop_in_practice.many_networks import train_many
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.datasets import make_xor_exact
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent

# ---- 4.9 what causes plateaus
XOR = make_xor_exact()
CHANGE = "{}: change of the loss in 300 steps"


def waited(starts, n_steps):
    """Where gradient descent gets on XOR's corners from each start, and the losses on the way, (n_steps + 1, n_starts)."""
    w = np.array(starts, dtype=float)
    try:
        return w, train_many(NET, w, (XOR.X, XOR.y), GradientDescent(0.5), n_steps)
    except Diverged:
        raise Wrong("From one of your parameter vectors the loss runs away.") from None


def look_at_plateaus(build, rng):
    """How much the loss moves from each of three parameter vectors, and the signs of the three causes."""
    places = as_vectors(returned(build, rng), 3)
    if places is ...:
        return ...
    saturated, tiny, copies = places
    first, *_, last = waited([saturated, tiny, copies], 300)[1]
    (W, b), (out, _) = NET.views(copies)
    units = np.column_stack([W, b, out[0]])
    return {
        **{CHANGE.format(k): 100 * abs(a - b) / a for k, (a, b) in enumerate(zip(first, last), start=1)},
        "lowest of the three losses": first.min(),
        "1: mean slope of tanh": float(np.mean(NET.phi.derivative(NET.forward(saturated, XOR.X).A[1]))),
        "2: largest parameter": np.abs(tiny).max(),
        "2: smallest parameter": np.abs(tiny).min(),
        "3: smallest parameter": np.abs(copies).min(),
        "3: difference between hidden units": float(np.ptp(units, axis=0).max()),
    }


@functools.cache
def equal_units(n_steps):
    """Where four equal units get."""
    return waited([np.full(NET.n_params, 0.5)], n_steps)[0][0]


def three_plateaus(rng, *, bias=15.0, settled=True, size=1e-3, n_steps=1500):
    """A saturated network, one of tiny weights and one of copies, each where it stands still."""
    saturated = NET.init(rng)
    (_, b), (out, _) = NET.views(saturated)
    b[...] = bias
    if settled:
        out[...] = 0
    return [saturated, size * rng.standard_normal(NET.n_params), equal_units(n_steps)]


STILL = "It does not stand still. "
CAUSE = goal_exercise(
    "4.9",
    "What causes plateaus?",
    points=4,
    run=look_at_plateaus,
    solution=three_plateaus,
    goals=[
        Goal(
            CHANGE.format(1),
            at_most=1,
            unit="%",
            why=STILL
            + "Hidden units that say the same to every point still let the output learn which constant to answer. Let it do so first, and hand in where it ends.",
        ),
        Goal(CHANGE.format(2), at_most=1, unit="%", why=STILL + "Smaller weights wait longer."),
        Goal(
            CHANGE.format(3),
            at_most=1,
            unit="%",
            why=STILL + "Copies learn what a single unit can learn. Let them, and hand in where they end.",
        ),
        Goal("lowest of the three losses", at_least=0.4, why="That one has learned the task, or nearly."),
        Goal(
            "1: mean slope of tanh",
            at_most=0.05,
            why="Where is tanh flat, and what brings every sum there, whatever the data point?",
        ),
        Goal("2: largest parameter", at_most=0.05, why="These weights are not tiny."),
        Goal("2: smallest parameter", at_least=1e-9, why="Exactly 0 is another case: draw them."),
        Goal("3: smallest parameter", at_least=0.1, why="These are tiny as well; this plateau shall have one cause."),
        Goal(
            "3: difference between hidden units",
            at_most=1e-6,
            why="These units differ in their weights, their bias or the weight above.",
        ),
    ],
    wrong=[
        Misconception(
            "saturated, and the output still learns",
            lambda rng: three_plateaus(rng, settled=False),
            "The first network's hidden units are saturated, but the output is not yet settled: what they say, always the same, still tells it which constant to answer. Let it learn that, and hand in where it ends.",
        ),
        Misconception(
            "copies on their way",
            lambda rng: three_plateaus(rng, n_steps=0),
            "Equal units are copies from the first step on, but they do not stand still there: they learn what one unit can. Train them, and hand in where that ends.",
        ),
        Misconception(
            "exactly 0",
            lambda rng: three_plateaus(rng, size=0.0),
            "At exactly 0 nothing would ever move, and all units are copies as well. Take small numbers that differ.",
        ),
        Misconception(
            "not tiny",
            lambda rng: three_plateaus(rng, size=0.5),
            "The second network's weights are of the usual size, so it learns. On this plateau every layer waits for the other to grow: both must be tiny.",
        ),
        Misconception(
            "not saturated",
            lambda rng: three_plateaus(rng, bias=0.0),
            "The first network is a fresh one: its units are not saturated for every point. Which parameter moves a sum by the same amount for all data points?",
        ),
    ],
    hints=[
        "Section *Minima, plateaus, valleys, saddles* has the signs of the causes; section *Why random?* has the copies.",
        "`(W1, b1), (W2, b2) = net.views(w)` are views: `b1[...] = 15` changes w. And `descend` returns the parameters at the end: a place where training stands still is often easier to reach than to write down.",
    ],
    praise="Three networks that look alike from outside: a level loss. Inside, the slopes are 0, or the weights are, or the units are all one. The remedy follows from the cause: smaller sums, larger weights, weights that differ from the start.",
)


# ---- 4.10 what is bad about a plateau
def cross_the_plateau(eta, rng):
    """The loss after 500 steps from places on the plateau near (-7, 2), and with a rate 5% larger; the highest of five."""
    eta = float(eta)
    if not (np.isfinite(eta) and eta > 0):
        raise Wrong("The learning rate should be a positive number.")
    starts = np.array([-7.0, 2.0]) + 0.2 * rng.standard_normal((5, 2))

    def last(rate):
        return float(plateau.value(trajectory(plateau, starts, GradientDescent(rate), 500))[-1].max())

    return {"loss after 500 steps": last(eta), "the same with a rate 5% larger": last(1.05 * eta)}


CROSS = goal_exercise(
    "4.10",
    "What is bad about plateaus?",
    solution=44.0,
    run=cross_the_plateau,
    goals=[
        Goal(
            "loss after 500 steps",
            at_most=1e-6,
            why="It has not arrived at the minimum: either it still waits, or the rate is too close to 2 over the largest curvature there, or above it, and the path cannot settle.",
        ),
        Goal(
            "the same with a rate 5% larger",
            at_least=1e-5,
            why="A rate 5% larger settles at the minimum, too. What is it that limits the rate, and where?",
        ),
    ],
    wrong=[
        Misconception(
            "the chapter's rate",
            1.0,
            "With this rate the chapter waited more than a thousand steps. The step is eta times a tiny gradient, and in the flat direction nothing forbids a larger eta.",
        ),
        Misconception(
            "stable, and not the largest",
            10.0,
            "It settles, and so would a rate 5% larger: this is not yet the largest. A curvature at the minimum tells where the limit is.",
        ),
        Misconception(
            "far too large",
            1000.0,
            "The flat direction would bear that. But across it, along w_2, the curvature is about 0.044 near the minimum, and with this rate the path is thrown about.",
        ),
        Misconception(
            "the limit itself",
            2 / float(np.linalg.eigvalsh(plateau.hessian(plateau.minima[0]))[-1]),
            "That is the limit itself: near the minimum each step lands as far on the other side, and the path does not settle. Stay a little below.",
        ),
        Misconception(
            "beyond the limit",
            60.0,
            "It leaves the plateau, and then jumps back and forth across the minimum: the rate is above 2 over the largest curvature there, which is about 0.044.",
        ),
    ],
    hints=[
        "Section *Minima, plateaus, valleys, saddles*. Look at the curvatures at the minimum, and at step 2 of the explanation in *In theory nothing has changed*.",
        "The rate must stay below 2 / (largest curvature at the minimum), and 5% below is near enough.",
    ],
    praise="So what is bad about a plateau is the waiting: the step is eta times the gradient, and the rate that would suit the flat direction is forbidden by the steep one. Chapters 5 and 6 look for a way out.",
)
