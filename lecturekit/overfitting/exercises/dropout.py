"""Exercise 8.3 of chapter 8: dropout in blocks, judged by what all right answers have in common, whatever they draw."""

import numpy as np

from lecturekit.checks.calling import signature_problem
from lecturekit.checks.engine import Misconception, Wrong, function_exercise


def _layer_probes(rng):
    return [
        (0.5 + rng.random((200, 200)), 0.5 + rng.random((200, 200)), p, k, int(rng.integers(1000)))
        for p, k in ((0.2, 5), (0.35, 4))
    ]


def _round(value):
    return round(float(value) * 20) / 20 if np.isfinite(value) else float(value)


def _factors(answer, H, delta, p, k, seed):
    """By what an answer multiplies each unit and each derivative, with the generator of this seed."""
    result = answer(H, delta, p, k, np.random.default_rng(seed))
    if (
        not isinstance(result, (tuple, list, np.ndarray))
        or len(result) != 2
        or any(np.shape(part) != H.shape for part in result)
    ):
        raise Wrong("Return two arrays, the outputs and the derivative for the layer below, each of the shape of `H`.")
    return [np.asarray(part, float) / whole for part, whole in zip(result, (H, delta))]


def _ends(factors):
    """Smallest and largest of those that are not 0."""
    kept = factors[factors != 0]
    return [_round(kept.min()), _round(kept.max())] if kept.size else [0.0, 0.0]


def _measured(answer, H, delta, p, k, seed):
    """What the random masks of an answer have in common with those of every right answer, rounded to 0.05."""
    problem = signature_problem(answer, ("H", "delta", "p", "k", "rng"))
    if problem:
        raise Wrong(problem)
    forward, backward = _factors(answer, H, delta, p, k, seed)
    again, later = (_factors(answer, H, delta, p, k, each)[0] == 0 for each in (seed, seed + 1))
    off = forward == 0
    for what, found in _structure(off, again, later, k).items():
        if not found:
            raise Wrong(f"Every right answer has {what}; yours has not.", what)
    return {
        "part of the units that is off": _round(off.mean()),
        "part of the units on which forward and backward agree": _round(np.mean(off == (backward == 0))),
        "factors on kept outputs, smallest and largest": _ends(forward),
        "factors on kept derivatives, smallest and largest": _ends(backward),
    }


def _structure(off, again, later, k):
    """What has to hold before rates and factors can be judged, in this order."""
    blocks, tiles = off.reshape(len(off), -1, k), off.reshape(len(off), k, -1)
    return {
        "units that are off": off.any(),
        "data points with a mask of their own": not (off == off[0]).all(),
        "blocks of a data point that are drawn one by one": not (off == off[:, :1]).all(),
        "draws that do not come again along the units": not (tiles == tiles[:, :1]).all(),
        "blocks of neighbors that are off together": (blocks == blocks[..., :1]).all(),
        "the same mask from a generator of the same seed": (off == again).all(),
        "another mask from another generator": not (off == later).all(),
    }


def _at_zero_values(answer, rng):
    """A unit that is on passes the derivative, also where its value happens to be 0."""
    H, delta = np.zeros((200, 50)), 1.0 + rng.random((200, 50))
    passed = np.mean(np.asarray(answer(H, delta, 0.2, 5, rng)[1]) != 0)
    if abs(passed - 0.8) > 0.05:
        raise Wrong(
            f"Where `H` is 0 everywhere (ReLU units that are off), {100 * passed:.0f}% of the derivatives pass with p = 0.2; it should be "
            "80%. Whether a unit is on is for the mask to say, not for its value."
        )


def _without_dropping(answer, rng):
    """With p = 0 nothing is dropped and nothing rescaled."""
    H, delta = rng.normal(size=(4, 6)), rng.normal(size=(4, 6))
    made = answer(H.copy(), delta.copy(), 0.0, 3, rng)
    if not all(np.allclose(part, whole) for part, whole in zip(made, (H, delta))):
        raise Wrong("With p = 0 the outputs should be `H` and the derivative `delta`, unchanged.")


def _expected(H, delta, p, k, seed):
    """The same measurements, by the definition."""
    factors = [_round(1 / (1 - p))] * 2
    return {
        "part of the units that is off": p,
        "part of the units on which forward and backward agree": 1.0,
        "factors on kept outputs, smallest and largest": factors,
        "factors on kept derivatives, smallest and largest": factors,
    }


def _blocks(rng, shape, keep, k):
    return np.repeat(rng.random((shape[0], shape[1] // k)) < keep, k, axis=1)


def _tiled(rng, shape, keep, k):
    return np.tile(rng.random((shape[0], shape[1] // k)) < keep, k)


def _single(rng, shape, keep, k):
    return rng.random(shape) < keep


def _shared(rng, shape, keep, k):
    return np.repeat(rng.random((1, shape[1] // k)) < keep, k, axis=1)


def _whole(rng, shape, keep, k):
    return rng.random((shape[0], 1)) < keep


def _layer(
    keep=lambda p: 1 - p,
    forward=lambda p: 1 / (1 - p),
    backward=lambda p: 1 / (1 - p),
    mask=_blocks,
    masked=True,
    again=False,
    seed=None,
):
    """Dropout in blocks with one of its parts replaced."""

    def answer(H, delta, p, k, rng):
        rng = rng if seed is None else np.random.default_rng(seed)
        on = mask(rng, H.shape, keep(p), k)
        below = mask(rng, H.shape, keep(p), k) if again else on
        return H * on * forward(p), delta * (below if masked else 1) * backward(p)

    return answer


def _one(p):
    return 1.0


dropout_layer = function_exercise(
    "8.3",
    "Dropout in blocks, forward and backward",
    points=3,
    probes=_layer_probes,
    run=_measured,
    reference=_expected,
    properties=[_at_zero_values, _without_dropping],
    solution=_layer(),
    tolerance=1e-3,
    wrong=[
        Misconception(
            "keep and drop exchanged",
            _layer(keep=lambda p: p),
            "You keep units with probability p. Here p is the probability of being DROPPED.",
        ),
        Misconception(
            "keep and drop exchanged everywhere",
            _layer(lambda p: p, lambda p: 1 / p, lambda p: 1 / p),
            "You read p as the probability of keeping, as Srivastava et al. do. In this course, as on the slides, it is the probability of dropping.",
        ),
        Misconception(
            "not rescaled",
            _layer(forward=_one, backward=_one),
            "Kept units are not rescaled. In the inverted form each is divided by the probability of being kept, so that its mean stays what it was.",
        ),
        Misconception(
            "divided by p",
            _layer(forward=lambda p: 1 / p, backward=lambda p: 1 / p),
            "You divide by the probability of being dropped. The mean of a unit then is (1 - p)/p times what it was.",
        ),
        Misconception(
            "scaled twice",
            _layer(forward=lambda p: 1 / (1 - p) ** 2),
            "Kept outputs are rescaled twice. Once is enough to restore their mean.",
        ),
        Misconception(
            "multiplied by 1 - p",
            _layer(forward=lambda p: 1 - p, backward=lambda p: 1 - p),
            "You multiply by 1 - p in training. That factor belongs to prediction, in the form WITHOUT rescaling in training.",
        ),
        Misconception(
            "every unit by itself",
            _layer(mask=_single),
            "You draw each unit by itself. That is the chapter's dropout; here k neighbors are on or off together, so there is one draw for each block.",
        ),
        Misconception(
            "tiled instead of repeated",
            _layer(mask=_tiled),
            "The units that are off together are not neighbors: your draws are laid one after the other and then all over again. Each draw has to be repeated k times before the next one comes.",
        ),
        Misconception(
            "one mask for all data points",
            _layer(mask=_shared),
            "All data points share one mask. Draw for each block of each data point.",
        ),
        Misconception(
            "whole data points dropped",
            _layer(mask=_whole),
            "You drop whole data points: all blocks of a row are off together. Draw each block on its own.",
        ),
        Misconception(
            "another mask backward",
            _layer(again=True),
            "The backward pass draws a new mask. The derivative must pass through the units that were on in THIS forward pass.",
        ),
        Misconception(
            "nothing masked backward",
            _layer(masked=False),
            "The derivative passes through dropped units too. A unit that was off cannot have had an influence: its derivative is 0.",
        ),
        Misconception(
            "the derivative as it came",
            _layer(masked=False, backward=_one),
            "You hand the derivative on as it came. Going back through the layer it is multiplied by what the units were multiplied by: the mask and its factor.",
        ),
        Misconception(
            "not rescaled, and the derivative as it came",
            _layer(forward=_one, masked=False, backward=_one),
            "Your outputs are masked and the derivative is not. Where a unit was off, its value had no influence on the loss: what is the derivative there? (And what is kept is not rescaled.)",
        ),
        Misconception(
            "the two exchanged",
            lambda H, delta, p, k, rng: _layer()(H, delta, p, k, rng)[::-1],
            "The right arrays in the wrong order: first the outputs, then the derivative.",
        ),
        Misconception(
            "numpy's own generator",
            lambda H, delta, p, k, rng: _layer()(H, delta, p, k, np.random),
            "Called twice with generators of the same seed, your layer drops other units. Draw from `rng`, which is handed in, and from nothing else: else no run can be repeated.",
        ),
        Misconception(
            "nothing dropped",
            lambda H, delta, p, k, rng: (H.copy(), delta.copy()),
            "No unit is ever off. Draw a mask and multiply by it.",
        ),
        Misconception(
            "always the same mask",
            _layer(seed=0),
            "Your mask does not depend on `rng`: every step drops the same units, so one and the same subnetwork is trained. Draw from the generator that is handed in.",
        ),
        Misconception(
            "backward not rescaled",
            _layer(backward=_one),
            "Forward, kept outputs are divided by 1 - p; the derivative of that step has the same factor.",
        ),
    ],
    hints=[
        "Section *Dropout*. How many draws does a data point need, if it has m units in blocks of k? Draw those first.",
        "`np.repeat` with `axis=1` makes a mask for the units from one for the blocks. Put the factor into the mask; then forward and backward are the same multiplication.",
    ],
    praise="A single pixel that is dropped is hardly missed, since its neighbors say nearly the same. A block takes away more.",
)
