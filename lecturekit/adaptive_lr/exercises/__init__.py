"""Exercises of chapter 6: those in code of ``adaptive_steps``, bias correction, step bounds, epsilon, fair comparisons."""

from math import sqrt

import numpy as np

from lecturekit.adaptive_lr.exercises.steps import adagrad, adam, rmsprop, walk
from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise

uncorrected = numeric_exercise(
    "6.4",
    "The first step without correction",
    expected=lambda: (1 - 0.9) / sqrt(1 - 0.999),
    points=1,
    wrong=[
        Misconception(
            "as if corrected", 1.0, "That is the first step WITH the correction: m_hat = g and v_hat = g**2."
        ),
        Misconception(
            "v forgotten", 1 - 0.9, "That is m / g. You divide by the root of v too, and v is small as well."
        ),
        Misconception("no root", (1 - 0.9) / (1 - 0.999), "You divided by v itself; the formula has its root."),
        Misconception(
            "m not small", 1 / sqrt(1 - 0.999), "You took m = g. Without the correction m is only 0.1 g after one step."
        ),
        Misconception("upside down", sqrt(1 - 0.999) / (1 - 0.9), "Upside down: it is m that stands in the numerator."),
    ],
    hints=["Put m_0 = 0 and v_0 = 0 into (29) and (30).", "m_1 = 0.1 g and v_1 = 0.001 g**2."],
    praise="3.16 eta, and it grows to 6.57 eta at step 12 before it fades.",
)


# ---- weights of the past


def _average_by_running_it(t, rho):
    """The weight of each squared gradient, found by switching on one gradient at a time."""
    weights = np.empty(t)
    for s in range(t):
        G = 0.0
        for step in range(t):
            G = rho * G + (1 - rho) * (step == s)
        weights[s] = G
    return weights


memory = function_exercise(
    "6.5",
    "How RMSProp remembers",
    kind="derive",
    points=2,
    args=("t", "rho"),
    probes=lambda rng: [(5, 0.9), (12, 0.7), (1, 0.5)],
    reference=_average_by_running_it,
    solution=lambda t, rho: (1 - rho) * rho ** np.arange(t - 1, -1, -1.0),
    wrong=[
        Misconception(
            "newest first",
            lambda t, rho: (1 - rho) * rho ** np.arange(t * 1.0),
            "The order is reversed: the first entry belongs to the oldest gradient, which is forgotten most.",
        ),
        Misconception(
            "made to add up to 1",
            lambda t, rho: (1 - rho) / (1 - rho**t) * rho ** np.arange(t - 1, -1, -1.0),
            "You made the weights add up to 1: that is what Adam's correction does. RMSProp's average starts at zero and has no correction.",
        ),
        Misconception(
            "weight 1 - rho missing",
            lambda t, rho: rho ** np.arange(t - 1, -1, -1.0),
            "The powers of rho are right. But every square comes in with the weight 1 - rho.",
        ),
        Misconception(
            "one power too many",
            lambda t, rho: (1 - rho) * rho ** np.arange(t, 0, -1.0),
            "One power of rho too many: the newest square has not been multiplied by rho yet.",
        ),
        Misconception(
            "equal weights",
            lambda t, rho: np.full(t, 1 / t),
            "These are the weights of a plain mean. An exponential average weighs the past less and less.",
        ),
    ],
    hints=["Write G_1, G_2 and G_3 in terms of the squares.", "G_3 = (1 - rho) (rho**2 g_1**2 + rho g_2**2 + g_3**2)."],
    praise="Their sum is 1 - rho**t: exactly what formula (31) divides by.",
)


# ---- how long can a step be?


def _adams_longest(gradients):
    path = walk(Adam(1.0, eps=1e-300), np.zeros(1), gradients[:, None])
    return float(np.abs(np.diff(path[:, 0], prepend=0.0)).max())


def _is_long(gradients, rng):
    gradients = np.asarray(gradients, float)
    if gradients.ndim != 1 or not 1 <= len(gradients) <= 50_000:
        raise Wrong(
            f"Hand over a list of 1 to 50000 numbers, the gradients of one weight; got shape {gradients.shape}."
        )
    if not np.isfinite(gradients).all():
        raise Wrong("One of your gradients is not a finite number.")
    with np.errstate(all="ignore"):
        longest = _adams_longest(gradients)
    if not longest > 3.2:
        raise Wrong(
            f"Adam's longest step on your gradients is {longest:.3g} eta; more than 3.2 is wanted. "
            "Let v be tiny, and m not."
        )


long_step = numeric_exercise(
    "6.6",
    "Make Adam jump",
    points=3,
    properties=[_is_long],
    solution=lambda: np.array([1e-6] * 2000 + [1.0] * 5),
    wrong=[
        Misconception(
            "constant", lambda: np.ones(20), "With equal gradients every step is exactly eta long, whatever their size."
        ),
        Misconception(
            "one big at the start",
            lambda: np.array([1000.0, *np.ones(50)]),
            "A big gradient at the START makes v large, and steps short after it. Surprise Adam when it expects little.",
        ),
        Misconception(
            "alternating",
            lambda: np.tile([1.0, -1.0], 25),
            "Opposite signs cancel in m: the steps become shorter than eta.",
        ),
        Misconception(
            "one surprise",
            lambda: np.array([1e-6] * 20_000 + [1.0]),
            "Close: one surprise after a long silence gives 3.16 eta, often quoted as the bound. What if the surprise lasts a few steps?",
        ),
    ],
    hints=[
        "v remembers about 1000 steps, m about 10.",
        "After a long time of small gradients v is small.",
        "Then several big ones of the same sign in a row: m grows faster than the root of v.",
    ],
    praise="Longer than 3.16 eta. The largest possible is 7.27 eta, for gradients that grow by the factor beta2 / beta1.",
)

floor = numeric_exercise(
    "6.7",
    "Translate epsilon",
    expected=1e-16,
    tolerance=1e-3,
    wrong=[
        Misconception("the same", 1e-8, "Inside the root the same number acts like 1e-4 outside: it has other units."),
        Misconception(
            "root instead of square",
            1e-4,
            "The wrong way round: outside 1e-8, inside something smaller, whose root is 1e-8.",
        ),
        Misconception(
            "half", 5e-9, "It is a matter of units, not of a factor: inside, epsilon is compared with g squared."
        ),
    ],
    hints=["For g = 0.0 and v_hat = 0, by what does each version divide?", "sqrt(0 + eps_inside) = 0 + eps_outside."],
    praise="eps_inside = eps_outside squared. At g = eps_outside the two still differ a little: 0.71 against 0.5.",
)

WHERE = {
    "a": "at $w^{t-1}$, where the step starts, as in Kingma and Ba's algorithm",
    "b": "at $w^t$: that is what $g^t = \\partial \\mathcal{L} / \\partial w\\,(w^t)$ says, and it can be computed",
    "c": "it does not matter: for a small learning rate both are the same",
    "d": "at $\\hat m^t$, the corrected momentum",
}

where = choice_exercise(
    "6.8",
    "Which gradient?",
    kind="slip",
    options=WHERE,
    correct="a",
    replies={
        "b": "w^t is what the step is about to compute. To know the gradient there, you would have to know the answer already.",
        "c": "They are nearly equal, but one can be computed and the other cannot: w^t is not known yet.",
        "d": "m_hat is an average of gradients, not a point in weight space: no gradient can be taken there.",
    },
    hints=["What is known at the moment when (29) is computed?"],
    praise="The definition on the slide was made for (28), which goes from t to t + 1; (32) goes from t - 1 to t.",
)

FAIR = {
    "a": "nothing: the same learning rate for all is the only fair choice",
    "b": "each method should be run with its own best learning rate, found by the same search for all",
    "c": "the learning rate of each method should be chosen by its accuracy on the test set",
    "d": "the methods should be started from different random weights, so that none is favored",
    "e": "Adam should not have been included, because it has more hyperparameters",
}

fair = choice_exercise(
    "6.9",
    "A comparison to be judged",
    options=FAIR,
    correct="b",
    replies={
        "a": "eta means different things: for gradient descent it multiplies the gradient, for Adam it IS the length of the step. Equal numbers are not equal conditions.",
        "c": "Then the test set has taken part in training, and its accuracy no longer tells anything about new data.",
        "d": "The start should be the same for all: otherwise you compare starting points. Several starts, each used by all methods, are better still.",
        "e": "It may take part; its other hyperparameters either stay at their defaults for all runs, or are searched as well and reported.",
    },
    hints=["In which units is eta measured, for gradient descent and for Adam?"],
    praise="And the whole grid should be reported: a method that is best at a single rate only is hard to use.",
)

surprise = choice_exercise(
    "6.a",
    "From the wall to the floor",
    kind="prediction",
    correct="c",
    options={
        "a": "about 60: most steps are about $\\eta$ long",
        "b": "about 3,000",
        "c": "about 300,000",
        "d": "it never gets there: the steps shrink too fast",
    },
    replies={
        "a": "That would be so if the wall were forgotten; but its squares stay in G.",
        "b": "More: after 33 gradients of 100 the root of G is 574, so a gradient of 0.1 gives steps of 0.1 * 0.1 / 574.",
        "d": "The steps hardly shrink on the floor, where G grows by only 0.01 a step; they are just very short.",
    },
    praise="33 gradients of 100 left a root of G of 574; on the floor every step is about 0.1 * 0.1 / 574 long, and the sum never forgets the wall.",
)

correction = choice_exercise(
    "6.b",
    "Without the correction",
    kind="prediction",
    correct="a",
    options={
        "a": "longer than $\\eta$, because $v$ starts at zero",
        "b": "exactly $\\eta$, because $m$ and $v$ are too small by the same factor",
        "c": "shorter than $\\eta$, because $m$ starts at zero",
    },
    replies={
        "b": "m is a tenth of g, but v is a thousandth of the square of g, and it is the root of v that divides.",
        "c": "m is too small, but so is v, and a v that is too small lengthens the step.",
    },
    praise="m is too small by a factor of 10, the root of v by a factor of 32: the first step is 3.16 eta long, and step 12 even 6.57 eta.",
)

awake = choice_exercise(
    "6.c",
    "Waking a saturated unit",
    kind="prediction",
    correct="b",
    options={
        "a": "in more than ten thousand steps: where there is no slope, no method can see anything",
        "b": "in a few hundred steps",
        "c": "in a few thousand steps",
    },
    replies={
        "a": "The slope is tiny, but it is not zero, and Adam divides it by its own size.",
        "c": "Fewer: even muted by epsilon the steps are a few percent of eta, and they grow as the gradient grows.",
    },
    praise="181 steps. Adam divides the gradient by its own size; what is tiny for gradient descent is just a direction for it.",
)

EXERCISES = [adagrad, rmsprop, adam, uncorrected, memory, long_step, floor, where, fair, surprise, correction, awake]
