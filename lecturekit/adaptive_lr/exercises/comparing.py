"""Exercises of chapter 6 that compare: a report to be judged, and an optimizer of one's own that wakes a network."""

import numpy as np

from lecturekit.adaptive_lr.optimizers import AdaGrad, Adam
from lecturekit.adaptive_lr.own_optimizer import OwnOptimizer, wake_digits
from lecturekit.checks.calling import Watched
from lecturekit.checks.engine import Again, Goal, Misconception, Wrong, choice_exercise, goal_exercise
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent

# ---- 6.10 a report

report = choice_exercise(
    "6.10",
    "A report to be judged",
    kind="why",
    options={
        "a": "Adam is better: 0.24 against 0.31, seven times the spread",
        "b": "none yet",
        "c": "SGD is better: it gains with every step of the grid, and Adam loses",
        "d": "SGD is better: at equal rates it wins one of three, by far, and the others do not count",
    },
    correct="b",
    replies={
        "a": "At the rates that were tried, yes. But where in its row does each method have its lowest loss, and what would the next column bring?",
        "c": "The direction in which a row falls says where to search on, and nothing about which method is better.",
        "d": "Equal rates are no equal conditions: SGD multiplies the gradient by eta, for Adam eta is the scale of the step.",
    },
    again=Again(
        "The grid is extended. SGD: 0.27 at 0.3, 0.25 at 1, 0.9 at 3. Adam: 0.25 at 0.0003, 0.6 at 0.0001. What now?",
        {
            "p": "Adam is better: 0.24 against 0.25",
            "q": "SGD needs rates 1000 times as large, so it is the worse choice",
            "r": "with a spread of 0.01 the two cannot be told apart",
        },
        "r",
        {
            "p": "The difference is as large as the spread between seeds: with other seeds it may be the other way round.",
            "q": "The size of the best rate is a matter of units, not of quality.",
        },
    ),
    hints=["Section *The empirical comparison*. Look at the place of the lowest number in each row."],
    praise="Both lowest losses stand at the edge of the grid: SGD's best rate may be larger, Adam's may be smaller. First the grid has to grow.",
)

# ---- 6.11 an optimizer of one's own


def _run(step, rng):
    """Mistakes on other images after four passes with the learner's step, in percent."""
    if not callable(step):
        raise Wrong("Expected a function `my_step(w, g, state, t)` that returns the new w.")
    step = step.function if isinstance(step, Watched) else step  # it is meant to change `state`: no copies of that
    tried = step(np.zeros(3, np.float32), np.ones(3, np.float32), {}, 1)
    if tried is None or tried is Ellipsis:
        return tried
    if np.shape(tried) != (3,):
        raise Wrong(f"For w of shape (3,) your step returns something of shape {np.shape(tried)}, not the new w.")
    try:
        run = wake_digits(OwnOptimizer(step), int(rng.integers(1000, 100_000)))
    except Diverged as problem:
        raise Wrong(f"Training diverged at step {problem.t}: the steps are too long.") from None
    return {"mistakes": run["mistakes"], "last loss": run["losses"][-1], "loss before": run["losses"][-2]}


def _why(numbers):
    if numbers["last loss"] > 2:
        return "The network still sleeps: the last loss is near ln 10 = 2.3. Are your steps as long as they should be where the gradients are tiny? Or so long that it falls asleep again?"
    if numbers["mistakes"] > 12:
        return "It is awake, but far from done. Print the losses of the four passes for a few learning rates, a factor of 3 apart."
    return "Close. The network is awake; what is left is the noise of the batches. Chapter 5 knows two ways out of its floor, and one of them is in your hands. If you go it already, begin with a larger rate."


def as_step(make):
    """A step function that does what an optimizer of the package does; ``make()`` returns a new one."""

    def step(w, g, state, t):
        if "optimizer" not in state:
            state["optimizer"] = make()
        return state["optimizer"].step(w, g)

    return step


def _falling(eta):
    return lambda t: eta * min(1.0, 2 * (1 - (t - 1) / 376))


wake_up = goal_exercise(
    "6.11",
    "Your own optimizer wakes a network",
    points=4,
    run=_run,
    instances=OwnOptimizer,
    solution=as_step(lambda: Adam(_falling(0.02), eps_inside=False)),
    goals=[Goal("mistakes", at_most=10.0, unit="%", why=_why)],
    wrong=[
        Misconception(
            "gradient descent",
            as_step(lambda: GradientDescent(10.0)),
            "This is gradient descent, at a rate large enough to wake the network. Once it is awake its gradients are far larger, and the same rate throws everything about.",
        ),
        Misconception(
            "Adam as it comes",
            as_step(lambda: Adam(0.001, eps_inside=False)),
            "Adam with its default rate of 0.001. It wakes the network, but 376 steps of that length do not go far: search the rate.",
        ),
        Misconception(
            "Adam at a constant rate",
            as_step(lambda: Adam(0.01, eps_inside=False)),
            "Adam at its best constant rate: close, but not with every seed. What is left is the noise of the batches. Chapter 5 knows two ways out of its floor; one of them is in your hands.",
        ),
        Misconception(
            "AdaGrad",
            as_step(lambda: AdaGrad(0.01, eps_inside=False)),
            "AdaGrad with a rate that suits Adam. Its sum only grows, so its steps get shorter all the time: it needs a larger rate to begin with.",
        ),
    ],
    hints=[
        'Section *Waking a saturated unit*. `state` starts as an empty dict: `m = state.get("m", 0 * w)` is the average so far, or zero at the first step; put the new one back with `state["m"] = m`.',
        "Find the best constant rate first, with `wake_digits(OwnOptimizer(my_step), seed)` for a few seeds. If that is not enough: what does noise do to steps of constant length near a minimum?",
        "You know t, and there are 376 steps: begin with a larger rate than the best constant one, and let it fall to 0 towards the end.",
    ],
    praise="Nobody told it how large the gradients were, and they grew more than a hundredfold on the way.",
)
