"""Exercise 5.11: small batches, momentum and a falling rate together, in three stages."""

import copy

import numpy as np

from lecturekit.checks.calling import values_at
from lecturekit.checks.compare import describe
from lecturekit.checks.engine import Goal, Misconception, Wrong, goal_exercise
from lecturekit.sgd.clocks import losses_by_pass
from lecturekit.sgd.digits import N_TRAIN, digits
from lecturekit.sgd.momentum import Nesterov
from lecturekit.sgd.rates import cosine
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import GradientDescent, Optimizer

_PASSES = 3


def _three_passes(answer, rng):
    made = answer() if callable(answer) else answer
    if made is None or made is Ellipsis:
        return made
    if not isinstance(made, (tuple, list)) or len(made) != 2 or not isinstance(made[0], Optimizer):
        raise Wrong(f"Expected an optimizer and a batch size, `return Nesterov(...), 32`; got {describe(made)}.")
    optimizer, size = made
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or not 1 <= size <= N_TRAIN:
        raise Wrong(f"The batch size is {describe(size)}, expected a whole number from 1 to {N_TRAIN}.")
    n_steps = _PASSES * -(-N_TRAIN // int(size))
    optimizer, rates = copy.copy(optimizer), [1.0]
    if callable(getattr(optimizer, "eta", None)):
        rates = values_at(optimizer.eta, range(1, n_steps + 1))
        optimizer.eta = lambda t: rates[t - 1]
    optimizer.reset()
    net, data, _ = digits()
    try:
        losses = losses_by_pass(
            net, data, optimizer, batch_size=int(size), n_epochs=_PASSES, seed=int(rng.integers(1000))
        )
    except Diverged as problem:
        raise Wrong(
            f"With your setting training diverged at step {problem.t}: the learning rate is too large."
        ) from None
    return {
        "loss at the start": losses[0],
        "gamma": getattr(optimizer, "gamma", 1.0),
        "loss after three passes": losses[-1],
        "loss after two": losses[-2],
        "last rate": rates[-1] / max(rates),
        "mean rate": np.mean(rates) / max(rates),
    }


def _second_half(eta, n_steps):
    return lambda t: eta * min(1.0, 2 * (1 - t / (n_steps + 1)))


def _what_next(n):
    """Where to look after a stage that was missed."""
    loss, gamma = n["loss after three passes"], n["gamma"]
    if loss > n["loss at the start"]:
        return "It ends above the start: the steps are far too long. Begin with a third of that rate."
    if 0.5 < gamma < 1:
        return (
            f"gamma = {gamma:g} is hardly any momentum: each step keeps only 1 - gamma = {1 - gamma:.2g} of the one before. "
            "A SMALL gamma is much momentum."
        )
    if n["last rate"] < 0.1 and n["mean rate"] < 0.7:
        return (
            "The rate does fall to nearly 0, so this is no floor of noise: the run came too short a way. On average your rate "
            f"is {n['mean rate']:.0%} of its largest value; one that stays up for half of the steps, and then falls straight "
            "to 0, has 75%. Or begin higher, or take smaller batches for more steps."
        )
    if n["last rate"] < 0.1:
        return "The rate is down at the end, so the noise is not what is left: try another size of the largest rate, or of the batch."
    if loss > 0.85 * n["loss after two"]:
        return "Between the second and the third pass it hardly fell: that is a floor of noise. Let the rate fall towards the end."
    return "It was still falling in the third pass. Take larger steps, or more of them, and let the rate fall towards the end."


def _stage(name, at_most):
    return Goal(name, at_most=at_most, measure=lambda n: n["loss after three passes"], why=_what_next)


together = goal_exercise(
    "5.11",
    "All three ideas together",
    points=4,
    run=_three_passes,
    instances=lambda answer: copy.deepcopy(answer() if callable(answer) else answer)[0],
    solution=lambda: (Nesterov(_second_half(0.3, 3 * 375), gamma=0.1), 8),
    goals=[_stage("first stage", 0.2), _stage("second stage", 0.16), _stage("third stage", 0.125)],
    wrong=[
        Misconception(
            "gradient descent's best",
            lambda: (GradientDescent(0.5), 32),
            "This is a good constant rate for gradient descent at n' = 32. It ends between 0.15 and 0.35, depending on the seed. Which of the other ideas have you not used?",
        ),
        Misconception(
            "all data",
            lambda: (Nesterov(1.0, gamma=0.1), N_TRAIN),
            "With all of the data in each step, three passes are three steps.",
        ),
        Misconception(
            "momentum, constant",
            lambda: (Nesterov(1.0, gamma=0.1), 32),
            "Close: momentum at a good constant rate. What is left is mostly noise: let the rate fall towards the end.",
        ),
        Misconception(
            "falls too early",
            lambda: (Nesterov(cosine(0.3, 3 * 94), gamma=0.1), 32),
            "The rate falls, but from a small value and from the first step on: the run is still on its way. Begin higher, or fall later.",
        ),
    ],
    hints=[
        "Section *What the three ideas do for the three worries*. Try `Nesterov(1.0, gamma=0.1)` with 32 first, and look at the loss after each pass with `losses_by_pass`. Then change one thing at a time.",
        "The rate may stay constant for half of the steps and fall to 0 in the second half. With smaller batches there are more steps, and the rate has to be smaller.",
    ],
    praise="Small batches for many steps, momentum for long ones, a falling rate for the floor: no constant rate that was tried gets below 0.125 on all three seeds.",
)
