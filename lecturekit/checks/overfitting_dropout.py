"""Exercises of chapter 8 on dropout: a layer forward and backward, the rule for prediction, keep or drop."""

from itertools import product

import numpy as np

from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise


def _layer_probes(rng):
    return [(0.5 + rng.random((800, 800)), 0.5 + rng.random((800, 800)), p, int(rng.integers(1000))) for p in (0.2, 0.35)]


def _round(value):
    return round(float(value) * 20) / 20


def _measured(answer, H, delta, p, seed):
    """What the random masks of an answer have in common with those of every right answer, rounded to 0.05."""
    result = answer(H, delta, p, np.random.default_rng(seed))
    if not isinstance(result, tuple) or len(result) != 2 or any(np.shape(part) != H.shape for part in result):
        raise Wrong("Return two arrays, the outputs and the derivative for the layer below, each of the shape of `H`.")
    forward, backward = (np.asarray(part, float) / whole for part, whole in zip(result, (H, delta)))
    off, off_backward = forward == 0, backward == 0
    return {"part of the units that is off": _round(off.mean()),
            "factor on a kept output": _round(np.median(forward[~off])) if not off.all() else 0.0,
            "factor on a kept derivative": _round(np.median(backward[~off_backward])) if not off_backward.all() else 0.0,
            "part of the units on which forward and backward agree": _round(np.mean(off == off_backward)),
            "spread of the part that is off between data points": _round(off.mean(axis=1).std()),
            "spread of the part that is off between units": _round(off.mean(axis=0).std())}


def _expected(H, delta, p, seed):
    """The same measurements, by the definition."""
    return {"part of the units that is off": p, "factor on a kept output": _round(1 / (1 - p)),
            "factor on a kept derivative": _round(1 / (1 - p)), "part of the units on which forward and backward agree": 1.0,
            "spread of the part that is off between data points": 0.0, "spread of the part that is off between units": 0.0}


def _layer(keep=lambda p: 1 - p, forward=lambda p: 1 / (1 - p), backward=lambda p: 1 / (1 - p), shape=lambda s: s, masked=True,
           again=False):
    """A dropout layer with one of its parts replaced."""
    def answer(H, delta, p, rng):
        mask = rng.random(shape(H.shape)) < keep(p)
        below = rng.random(shape(H.shape)) < keep(p) if again else mask
        return H * mask * forward(p), delta * (below if masked else 1) * backward(p)
    return answer


def _one(p):
    return 1.0


dropout_layer = function_exercise(
    "8.3", "A dropout layer, forward and backward", points=3, probes=_layer_probes, run=_measured,
    reference=_expected, solution=_layer(), tolerance=1e-3,
    wrong=[
        Misconception("keep and drop exchanged", _layer(keep=lambda p: p),
                      "You keep units with probability p. Here p is the probability of being DROPPED."),
        Misconception("keep and drop exchanged everywhere", _layer(lambda p: p, lambda p: 1 / p, lambda p: 1 / p),
                      "You read p as the probability of keeping, as Srivastava et al. do. In this course, as on the slides, it is the probability of dropping."),
        Misconception("not rescaled", _layer(forward=_one, backward=_one),
                      "Kept units are not rescaled. In the inverted form each is divided by the probability of being kept, so that its mean stays what it was."),
        Misconception("divided by p", _layer(forward=lambda p: 1 / p, backward=lambda p: 1 / p),
                      "You divide by the probability of being dropped. The mean of a unit then is (1 - p)/p times what it was."),
        Misconception("scaled twice", _layer(forward=lambda p: 1 / (1 - p) ** 2),
                      "Kept outputs are rescaled twice. Once is enough to restore their mean."),
        Misconception("multiplied by 1 - p", _layer(forward=lambda p: 1 - p, backward=lambda p: 1 - p),
                      "You multiply by 1 - p in training. That factor belongs to prediction, in the form WITHOUT rescaling in training."),
        Misconception("one mask for all data points", _layer(shape=lambda s: (1, s[1])),
                      "All data points share one mask. Draw for each unit of each data point: a mask of the shape of `H`."),
        Misconception("whole data points dropped", _layer(shape=lambda s: (s[0], 1)),
                      "You drop whole data points: all units of a row are off together. Draw each unit on its own."),
        Misconception("another mask backward", _layer(again=True),
                      "The backward pass draws a new mask. The derivative must pass through the units that were on in THIS forward pass."),
        Misconception("nothing masked backward", _layer(masked=False),
                      "The derivative passes through dropped units too. A unit that was off cannot have had an influence: its derivative is 0."),
        Misconception("backward not rescaled", _layer(backward=_one),
                      "Forward, kept outputs are divided by 1 - p; the derivative of that step has the same factor."),
    ],
    hints=["`rng.random(H.shape)` is uniform on [0, 1): it is at least p with probability 1 - p.",
           "Put the factor into the mask; then forward and backward are the same multiplication."],
    praise="The right rate, the right factor, a mask for every data point, and the same one on the way back.")


def _rule_probes(rng):
    return [(rng.normal(size=(3, 5)), rng.normal(size=3), rng.normal(size=5), p) for p in (0.2, 0.35)]


def _mean_over_masks(W, b, x, p):
    total = np.zeros(len(b))
    for mask in product((0, 1), repeat=len(x)):
        kept = sum(mask)
        total += (1 - p) ** kept * p ** (len(x) - kept) * (W @ (np.array(mask) * x) + b)
    return total


prediction_rule = function_exercise(
    "8.4", "The logits to predict with", points=2, kind="derive", probes=_rule_probes, reference=_mean_over_masks,
    solution=lambda W, b, x, p: (1 - p) * W @ x + b,
    wrong=[
        Misconception("not scaled", lambda W, b, x, p: W @ x + b,
                      "You predict with all units at full strength. In training only a part 1 - p of them was there, and the weights are made for that."),
        Misconception("p instead of 1 - p", lambda W, b, x, p: p * W @ x + b,
                      "You scale with the probability of being dropped. A unit is there with probability 1 - p."),
        Misconception("scaled twice", lambda W, b, x, p: (1 - p) ** 2 * W @ x + b,
                      "Scaled twice, inputs and weights. One of the two is enough: the product counts."),
        Misconception("inverted scaling", lambda W, b, x, p: W @ x / (1 - p) + b,
                      "Dividing by 1 - p belongs to training, in the inverted form. Here the masks of training were plain 0 and 1."),
        Misconception("bias scaled", lambda W, b, x, p: (1 - p) * (W @ x + b),
                      "You scaled the bias too. It is never dropped, so its mean is the bias itself."),
    ],
    hints=["What is the mean over all masks of r_j x_j?", "The mean of a sum is the sum of the means; the bias has no mask."],
    praise="Exactly the mean over all 32 masks: the layer is linear in its inputs.")

keep_or_drop = choice_exercise(
    "8.5", "Two meanings of p", kind="slip",
    options={"a": "nothing: a Bernoulli variable is 1 or 0, and which of them is called kept does not matter",
             "b": "the inputs are dropped with probability 0.8 instead of 0.2, and nobody notices it at p = 0.5",
             "c": "the inputs are dropped with probability 0.2 as intended, but the scaling at prediction is inverted",
             "d": "every unit is kept, because r = 1 is the rule"},
    correct="b",
    replies={"a": "It matters as soon as p is not one half: draw a thousand r with probability 0.2 of being 1, and count what is kept.",
             "c": "Look at the masks first: how many of r = 1 does Bernoulli(0.2) give?",
             "d": "r = 1 is what is kept, but how often is r = 1?"},
    hints=["Bernoulli(q) is 1 with probability q.", "In the paper that the slide cites, p is the probability of RETAINING a unit."],
    praise="The paper's p is the probability of keeping; the slide has the paper's sampling line and the other meaning of p.")
