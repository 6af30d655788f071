"""Exercise 1.9: the largest stable rate of the tumors, and a rate beyond it."""

import numpy as np

from lecturekit.checks.compare import as_numbers, describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.datasets.stored import load_breast_cancer
from lecturekit.single_unit.losses import logistic
from lecturekit.single_unit.unit import descend


def _tumors(rows):
    """All 30 measurements of these tumors, standardized, and their labels."""
    cancer = load_breast_cancer()
    A = cancer.X[rows]
    return (A - A.mean(axis=0)) / A.std(axis=0), cancer.y[rows]


LIMIT = 0.59742
"""2/h of the logistic loss at zero weights for the 400 tumors of the notebook, where each counts a quarter; a test measures it."""

OFF = {
    "a quarter forgotten": (
        1 / 4,
        "This is 2 over the largest curvature of least squares. At the start each tumor counts sigma (1 - sigma) times as much: how much is that at z = 0?",
    ),
    "half of the limit": (
        1 / 2,
        "At half of the limit the steepest direction would arrive in one step. Up to which rate do the errors still shrink?",
    ),
    "a quarter the wrong way round": (
        1 / 16,
        "You multiplied by 4 where a division by 4 belongs: the logistic bowl is flatter than that of least squares.",
    ),
    "one over the curvature of least squares": (
        1 / 8,
        "This is 1 over the largest curvature of least squares: a factor 2 and the factor sigma (1 - sigma) are missing.",
    ),
}
"""Slips in the limit: what is handed in as a share of the right one, and what is said of it."""


def _trained(pair, rng):
    """The loss on 400 tumors after 100 steps from zero with the rate, if the limit is right."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise Wrong(f"Expected two numbers, (limit, my_rate), got {describe(pair)}.", "no pair")
    if any(each is Ellipsis for each in pair):
        return ...
    try:
        limit, rate = (float(as_numbers(each)) for each in pair)
    except (TypeError, ValueError):
        raise Wrong(f"Expected two numbers, (limit, my_rate), got {describe(pair)}.", "no number") from None
    share = limit / LIMIT
    for name, (slip, reply) in OFF.items():
        if abs(share / slip - 1) < 0.02:
            raise Wrong(reply, name)
    if abs(rate / LIMIT - 1) < 0.02:
        raise Wrong("Your two numbers have changed places: the limit comes first.", "exchanged")
    if not abs(share - 1) < 0.02:
        raise Wrong(
            f"The limit is not {limit:.3g}. It is 2/h, with h the largest eigenvalue of X^T X / n for the 400 tumors of "
            "this notebook, times sigma (1 - sigma) at z = 0.",
            "another limit",
        )
    if not 0 < rate < 1e6:
        raise Wrong(f"Expected a learning rate above 0 and below a million, got {rate:g}.", "not above 0")
    A, y = _tumors(rng.permutation(len(load_breast_cancer().y))[:400])
    path = descend(logistic, np.zeros(A.shape[1]), A, y, eta=rate, n_steps=100)
    losses = [logistic(A @ w[:-1] + w[-1], y) for w in path]
    return {"loss": losses[-1], "highest": max(losses)}


def _too_short_or_too_long(run):
    """Where to look: a loss that was ever above that of the start was moved too far."""
    if run["highest"] > np.log(2) + 1e-9:
        return f"On its way the loss jumped up to {run['highest']:.3g}, from ln 2 at the start, and a hundred steps are too few to come back: your steps are too long."
    return "The loss is never above that of the start: the steps could be longer. Draw it for your rate and for twice as much."


fast = goal_exercise(
    "1.9",
    "A limit, and a hundred steps",
    run=_trained,
    solution=(LIMIT, 8.0),
    seeds=(1, 2, 3),
    goals=[Goal("loss", at_most=0.054, why=_too_short_or_too_long)],
    wrong=[
        *(Misconception(name, (slip * LIMIT, 8.0), reply) for name, (slip, reply) in OFF.items()),
        Misconception(
            "the rate of the chapter",
            (LIMIT, 0.5),
            "This was the chapter's rate, with 300 steps. It keeps to the limit of the start. Does the limit stay where it is while the unit learns? Try.",
        ),
        Misconception(
            "twice as much",
            (LIMIT, 1.0),
            "Better than 0.5, and still on the slow side: the loss falls evenly all the way, although the rate is above the limit of the start. Go on in this direction.",
        ),
        Misconception(
            "far too large",
            (LIMIT, 100.0),
            "Too large: every early step jumps far across the valley, and the hundred steps do not make up for it. A rate ten times smaller ends lower.",
        ),
    ],
    hints=[
        "Section *Predicting a number: ten straight lines*, for the limit: `np.linalg.eigvalsh(A.T @ A / len(A))`. By the proof in the section on convexity each tumor then counts sigma (1 - sigma) times.",
        "For the rate: try 1, 2, 4, 8, ... with `descend`, and print the loss after 100 steps.",
        "A rate that is behind after the first five steps can be ahead after a hundred.",
    ],
    praise="Many times what 2/h allows at the start! But sigma (1 - sigma) shrinks as the mistakes shrink, and the curvature with it: with a rate of 8, h falls from 3.3 to less than 0.15 in these hundred steps, and then the rule allows more than 13.",
)
