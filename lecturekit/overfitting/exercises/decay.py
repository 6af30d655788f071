"""Exercises of chapter 8 on weight decay: towards a start, inside and outside of Adam, and what it lets through."""

from functools import cache

import numpy as np

from lecturekit.checks.engine import Misconception, curve_exercise, function_exercise, numeric_exercise
from lecturekit.overfitting.careless import careless_digits, fit, shares
from lecturekit.single_unit.gradient_check import numerical_gradient


def _start_probes(rng):
    mask = np.array([True, True, True, True, False, False, True])
    return [
        (rng.normal(size=7), rng.normal(size=7), rng.normal(size=7), mask, eta, lam)
        for eta, lam in ((0.3, 0.2), (0.5, 0.7), (0.1, 1.3))
    ]


def _step_on_penalty(w, start, g, is_weight, eta, lam):
    def loss(v):  # one with the gradient g, and the penalty on the distance from the start
        return g @ v + 0.5 * lam * sum((x - s) ** 2 for x, s, weight in zip(v, start, is_weight) if weight)

    return w - eta * numerical_gradient(loss, w)


def _towards(w, start, g, is_weight, eta, lam):
    return w - eta * (g + lam * np.where(is_weight, w - start, 0))


decay_to_start = function_exercise(
    "8.1",
    "Decay towards a start",
    points=2,
    kind="derive",
    probes=_start_probes,
    edges={
        "one weight": lambda rng: (
            rng.normal(size=1),
            rng.normal(size=1),
            rng.normal(size=1),
            np.array([True]),
            0.3,
            0.2,
        )
    },
    reference=_step_on_penalty,
    solution=_towards,
    wrong=[
        Misconception(
            "towards zero",
            lambda w, start, g, is_weight, eta, lam: _towards(w, 0 * start, g, is_weight, eta, lam),
            "Your weights are pulled towards 0. The penalty here is the distance from `start`; differentiate it with respect to w_j.",
        ),
        Misconception(
            "a pull that does not look at w",
            lambda w, start, g, is_weight, eta, lam: w - eta * (g - lam * np.where(is_weight, start, 0)),
            "Your pull is the same wherever w is. Differentiate (w_j - start_j)^2 with respect to w_j: by the chain rule the whole bracket comes down.",
        ),
        Misconception(
            "the start decayed too",
            lambda w, start, g, is_weight, eta, lam: (
                np.where(is_weight, 1 - eta * lam, 1) * w - eta * g + np.where(is_weight, lam * start, 0)
            ),
            "The pull towards `start` is eta lambda (start - w): on the start you have left out eta.",
        ),
        Misconception(
            "biases pulled too",
            lambda w, start, g, is_weight, eta, lam: w - eta * (g + lam * (w - start)),
            "You pull every entry. The sum in the penalty runs over the weights only, where `is_weight` is True.",
        ),
        Misconception(
            "only the biases pulled",
            lambda w, start, g, is_weight, eta, lam: _towards(w, start, g, ~is_weight, eta, lam),
            "The mask is used the wrong way round: your biases are pulled and your weights are not.",
        ),
        Misconception(
            "eta missing",
            lambda w, start, g, is_weight, eta, lam: w - eta * g - lam * np.where(is_weight, w - start, 0),
            "The penalty is part of the loss, so its gradient is multiplied by eta like the rest.",
        ),
        Misconception(
            "half of lambda",
            lambda w, start, g, is_weight, eta, lam: _towards(w, start, g, is_weight, eta, lam / 2),
            "Half the pull: the 1/2 in the penalty cancels against the 2 of the derivative of the square.",
        ),
        Misconception(
            "twice lambda",
            lambda w, start, g, is_weight, eta, lam: _towards(w, start, g, is_weight, eta, 2 * lam),
            "Twice the pull: the penalty is lambda/2 times the squared distance, with the 1/2.",
        ),
        Misconception(
            "sign",
            lambda w, start, g, is_weight, eta, lam: _towards(w, start, g, is_weight, eta, -lam),
            "Without a gradient your weights run AWAY from `start`. The penalty's gradient points away from it, and a step goes against the gradient.",
        ),
        Misconception(
            "whole update pulled",
            lambda w, start, g, is_weight, eta, lam: _towards(w - eta * g, start, 0 * g, is_weight, eta, lam),
            "You pull after the gradient step, and with the weight the step itself. Both gradients belong to the same old w.",
        ),
    ],
    hints=[
        "Section *Weight decay*. Write the penalty for one weight and differentiate it with respect to that weight.",
        "Which parameters are in the penalty? With respect to all others its derivative is 0.",
    ],
    praise="With start = 0 it is (37). Whoever fine-tunes a trained network does well to decay towards what it has learned.",
)

INSIDE, OUTSIDE = np.array([2e-3, 5e-4]), np.array([1e-3, 1e-3])
two_decays = numeric_exercise(
    "8.2",
    "What decay takes from noisy weights",
    points=2,
    kind="derive",
    tolerance=0.02,
    expected=lambda: np.array([INSIDE, OUTSIDE]),
    wrong=[
        Misconception(
            "the rule of the first step",
            lambda: np.array([[0.2, 0.2], OUTSIDE]),
            "Your first row is 100 times eta. That is what a step without a data gradient takes; here Adam divides by the usual size of the whole gradient, and nearly all of that comes from the data.",
        ),
        Misconception(
            "always the same",
            lambda: np.array([OUTSIDE, OUTSIDE]),
            "You take both forms to be the same. So they are for gradient descent; Adam divides whatever is in the gradient by the gradient's usual size, the penalty's part too.",
        ),
        Misconception(
            "the two exchanged",
            lambda: np.array([OUTSIDE, INSIDE]),
            "The right numbers, in the wrong order: first the penalty inside the gradient, then the decoupled form.",
        ),
        Misconception(
            "divided in both",
            lambda: np.array([INSIDE, INSIDE]),
            "In the decoupled form the decay does not pass through Adam: each weight loses the same fraction, however noisy its gradient is.",
        ),
        Misconception(
            "more where the gradient is large",
            lambda: np.array([[5e-4, 2e-3], OUTSIDE]),
            "You multiply by the size of the gradient. Adam DIVIDES by it: what is noisy is hardly decayed.",
        ),
        Misconception(
            "divided by the square",
            lambda: np.array([[4e-3, 2.5e-4], OUTSIDE]),
            "You divide by the mean SQUARE of the gradient. Adam divides by its root.",
        ),
        Misconception(
            "without the weight",
            lambda: np.array([[4e-4, 1e-4], [2e-4, 2e-4]]),
            "The weight itself is missing: the penalty's gradient is lambda w, and w is 5.",
        ),
        Misconception(
            "a single step",
            lambda: np.array([INSIDE, OUTSIDE]) / 100,
            "That is what ONE step takes. Asked for are 100.",
        ),
        Misconception(
            "steps instead of sizes",
            lambda: -np.array([INSIDE, OUTSIDE]),
            "Right, but with the sign of a step. Asked for is by how much each weight gets SMALLER: positive numbers.",
        ),
    ],
    hints=[
        "Section *Going deeper: one curve at a time; the biases; AdamW*. The data gradients cancel in pairs. What is left of Adam's m on average, and what of its v?",
        "Inside: m is lambda w on average, and the root of v is the size of the data gradient. Outside: w is multiplied by 1 - eta lambda, whatever Adam does.",
    ],
    praise="Inside of Adam, a weight with large gradients is hardly decayed, even where they cancel. Decoupled, all lose the same fraction.",
)


AT = (0.003, 0.01, 0.03, 0.05, 0.1)


@cache
def wrong_labels_learned(seeds=(0, 1)):
    """Percent of the wrong labels learned after 50 epochs with each decay of ``AT``, the mean over data sets."""
    found = []
    for seed in seeds:
        digits = careless_digits(seed)
        fits = [fit(digits.train, seed, lam=lam) for lam in AT]
        found.append([100 * shares(net, w, digits).wrong_labels for net, w in fits])
    return np.mean(found, axis=0)


memorized_share = curve_exercise(
    "8.5",
    "What decay lets through",
    at=AT,
    x="lambda",
    expected=wrong_labels_learned,
    margin=15,
    wrong=[
        Misconception(
            "nothing is held back",
            [100, 100, 100, 100, 100],
            "You let every wrong label through, whatever lambda is. With lambda = 0.05 the training loss in the chapter was far from 0: something is not learned any more.",
        ),
        Misconception(
            "a straight line",
            [95, 80, 60, 40, 20],
            "You let it fall evenly. A label is learned or not: while the penalty is cheap against it, nearly all are; there is a threshold, and it is the same for many of them.",
        ),
        Misconception(
            "all held back",
            [10, 10, 10, 10, 10],
            "You hold all wrong labels back from the start (or these are fractions; asked for are percentages, from 0 to 100). At lambda = 0.003 the penalty is far cheaper than a wrong label: think of the training loss there, nearly 0.",
        ),
        Misconception(
            "rising",
            [10, 20, 40, 60, 90],
            "Yours rises with lambda. The stronger the decay, the less the network can bend around single points.",
        ),
    ],
    hints=[
        "Section *Weight decay*. The chapter's figure of training loss against lambda says how many training labels are NOT learned.",
        "At lambda = 0.003 the training loss is near 0, so nearly all are learned. At 0.05 the right labels are learned and hardly any of the wrong ones.",
    ],
    praise="A threshold: cheap labels first, then those that only memorizing can reach. At the lambda that validation chose, 0.05, few wrong labels are left.",
)
