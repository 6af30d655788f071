"""Exercise 7.7 of chapter 7: a normalization that stands after phi, folded into the layer above it."""

from functools import partial

import numpy as np

from lecturekit.checks.arguments import Given, positive, real
from lecturekit.checks.engine import Misconception, function_exercise

EPS = 1e-5


def _layer(W, b, scale, shift, mean, variance, x):
    """W applied to the normalized x, plus b."""
    return W @ (scale * (x - mean) / np.sqrt(variance + EPS) + shift) + b


def _by_asking(W, b, scale, shift, mean, variance):
    """Weights and bias of an affine map, read off at 0 and at the unit vectors."""
    at_zero = _layer(W, b, scale, shift, mean, variance, np.zeros(len(mean)))
    columns = [_layer(W, b, scale, shift, mean, variance, e) - at_zero for e in np.eye(len(mean))]
    return np.array(columns).T, at_zero


def fold(W, b, scale, shift, mean, variance, *, eps=EPS, root=np.sqrt, use=("shift", "mean", "scale"), through="W"):
    """The folded layer; switches for the bank."""
    factor = scale / root(variance + eps) if "scale" in use else 1 / root(variance + eps)
    inner = (shift if "shift" in use else 0.0) - (
        (factor if through != "raw mean" else 1.0) * mean if "mean" in use else 0.0
    )
    return W * factor, b + (W * factor if through == "folded" else W) @ inner


def _added_up(W, b, scale, shift, mean, variance, *, mean_through_W):
    """The shift, and the mean too unless it goes through W, added up into one number for every bias."""
    factor = scale / np.sqrt(variance + EPS)
    return W * factor, b + shift.sum() - (W @ (factor * mean) if mean_through_W else (factor * mean).sum())


folded_into_next = function_exercise(
    "7.7",
    "Folded into the next layer",
    kind="derive",
    points=3,
    given=Given(
        W=real("m", "d"),
        b=real("m"),
        scale=real("d", center=1.0),
        shift=real("d"),
        mean=real("d", center=1.0),
        variance=positive("d"),
    ),
    edges={
        "variances near 0": lambda rng: (
            rng.normal(size=(2, 3)),
            rng.normal(size=2),
            rng.normal(size=3),
            rng.normal(size=3),
            rng.normal(size=3),
            np.array([0.0, 1e-5, 1e-3]),
        )
    },
    returns=("W", "b"),
    reference=_by_asking,
    solution=fold,
    wrong=[
        Misconception(
            "folded downward",
            lambda W, b, scale, shift, mean, variance: (
                (scale / np.sqrt(variance + EPS))[:, None] * W,
                scale / np.sqrt(variance + EPS) * (b - mean) + shift,
            ),
            "This is the chapter's formula, for a normalization that comes AFTER W and b. Here it comes before: what is normalized are the layer's inputs, one for each COLUMN of W.",
        ),
        Misconception(
            "shift forgotten",
            lambda *given: fold(*given, use=("mean", "scale")),
            "The shift is missing: at the normalized value 0 the layer gets `shift`, not 0.",
        ),
        Misconception(
            "mean forgotten",
            lambda *given: fold(*given, use=("shift", "scale")),
            "The mean is missing: the layer gets the inputs minus their mean.",
        ),
        Misconception(
            "mean not scaled",
            lambda *given: fold(*given, through="raw mean"),
            "The mean is subtracted BEFORE the division and the scale, so it is divided and scaled too.",
        ),
        Misconception(
            "through the folded weights",
            lambda *given: fold(*given, through="folded"),
            "Shift and mean go through the old W once, with the factor in the mean already. You sent them through the folded W, which has the factor a second time.",
        ),
        Misconception(
            "shift not through W",
            partial(_added_up, mean_through_W=True),
            "You added up the shifts and put the one number into every bias. The shift of input j reaches z by the weight of that input, which is another one for each unit.",
        ),
        Misconception(
            "shift and mean not through W",
            partial(_added_up, mean_through_W=False),
            "You added up shifts and means and put the one number into every bias. They belong to the inputs, and reach z by the weights: for each unit another number.",
        ),
        Misconception(
            "no scale",
            lambda *given: fold(*given, use=("shift", "mean")),
            "The learned scale is missing; only the deviation is divided out.",
        ),
        Misconception(
            "divided by the variance",
            lambda *given: fold(*given, root=lambda v: v),
            "You divided by the variance instead of its root.",
        ),
        Misconception(
            "eps outside the root",
            lambda *given: fold(*given, root=lambda v: np.sqrt(np.maximum(v - EPS, 0)) + EPS),
            "Your eps stands outside the root. It belongs to the variance.",
        ),
        Misconception(
            "mean divided and not scaled",
            lambda W, b, scale, shift, mean, variance: (
                fold(W, b, scale, shift, mean, variance)[0],
                b + W @ (shift - mean / np.sqrt(variance + EPS)),
            ),
            "The mean is divided by the deviation, as it should be. But then the scale multiplies the whole bracket, the mean too.",
        ),
        Misconception(
            "no eps",
            lambda *given: fold(*given, eps=0.0),
            "Eps is missing: in prediction as in training it stands inside the root.",
        ),
    ],
    hints=[
        "Section *Prediction: which statistics?* folds a normalization of z into the layer BELOW it. Write this one out: z = W (factor * (x - mean) + shift) + b.",
        "What multiplies x_j? Everything else is there for x = 0 too, and is the new bias.",
    ],
    praise="Columns instead of rows, and the bias goes through W. Whichever layer is next to a normalization can take it in.",
)
