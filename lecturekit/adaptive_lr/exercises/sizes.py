"""Exercises of chapter 6 on sizes: the longest step on short notice, and a loss that is scaled."""

import numpy as np

from lecturekit.adaptive_lr.experiments import step_lengths
from lecturekit.adaptive_lr.optimizers import Adam
from lecturekit.checks.engine import Misconception, Wrong, numeric_exercise

# ---- 6.8 a long step on short notice


def longest(gradients):
    """The longest of Adam's steps on these gradients, with beta1 = 0.95, in units of eta."""
    return float(step_lengths(Adam(1.0, 0.95, 0.999, eps=1e-300), gradients).max())


def _is_long(gradients, rng):
    gradients = np.asarray(gradients, float)
    if gradients.ndim != 1 or not 1 <= len(gradients) <= 100:
        raise Wrong(
            f"Hand over a list of 1 to 100 numbers, the gradients of one weight; got shape {gradients.shape}.",
            "number of values",
        )
    if not np.isfinite(gradients).all() or not ((np.abs(gradients) >= 0.01) & (np.abs(gradients) <= 1)).all():
        raise Wrong("Each gradient should have a size from 0.01 to 1; one of yours has not.", "out of bounds")
    found = longest(gradients)
    if not found > 1.57:
        raise Wrong(
            f"Adam's longest step on your gradients is {found:.4g} eta; more than 1.57 is wanted. {_cause(gradients)}"
        )


def _cause(gradients):
    size, half = np.abs(gradients), len(gradients) // 2
    if len(np.unique(np.sign(gradients))) == 2:
        return "Opposite signs cancel in m."
    if np.ptp(size) == 0:
        return "With equal gradients no step is longer than the others."
    if size[:half].mean() > size[half:].mean():
        return "Large gradients at the start make v large. They should come when v is small."
    if len(np.unique(size)) == 2:
        return "With two levels, small ones first, 1.43 is the most. What could lie between them?"
    return "Small ones first, for as long as possible, and then growing ones: how fast should they grow here?"


long_step = numeric_exercise(
    "6.8",
    "A long step on short notice",
    points=3,
    properties=[_is_long],
    solution=lambda: np.maximum(0.01, 1.05 ** np.arange(-99, 1.0)),
    wrong=[
        Misconception("constant", lambda: np.ones(100), "With equal gradients every step is exactly eta long."),
        Misconception(
            "large at the start",
            lambda: np.array([1.0] + [0.01] * 99),
            "A large gradient at the START makes v large, and the steps short after it. Surprise Adam when it expects little.",
        ),
        Misconception(
            "alternating",
            lambda: np.tile([1.0, -1.0], 50),
            "Opposite signs cancel in m: the steps become shorter than eta.",
        ),
        Misconception(
            "one surprise",
            lambda: np.array([0.01] * 99 + [1.0]),
            "A step of 0.58 eta, shorter than those before it: after so few steps the corrected v is nearly a plain mean of all squares, and m has had no time to grow.",
        ),
        Misconception(
            "a surprise that lasts",
            lambda: np.array([0.01] * 76 + [1.0] * 24),
            "Close: 1.43 eta is the most that two levels give. Let the gradients grow from one level to the other.",
        ),
        Misconception(
            "growing as in the chapter",
            lambda: np.maximum(0.01, (0.999 / 0.9) ** np.arange(-99, 1.0)),
            "That is how they should grow for beta1 = 0.9, and it gives 1.48 eta. Here beta1 is 0.95: m needs more time to follow.",
        ),
    ],
    hints=[
        "Section *Going deeper: how long can a step be?* Use `step_lengths(Adam(1.0, 0.95, 0.999), gradients).max()`, and try endings of different lengths first.",
        "Between the small gradients and the large ones let them grow by a constant factor; small ones are cut off at 0.01. Which factor is best?",
    ],
    praise="With 100 steps the correction makes v a plain mean of the squares; a growing end keeps that mean low for as long as it can.",
)

# ---- 6.9 a loss that is scaled


def half_steps(g=0.003, eps=1e-8):
    """The factors of the loss at which Adam's first step is half of eta: epsilon outside, and inside."""
    return np.array([eps / g, np.sqrt(eps / 3) / g])


scaled_loss = numeric_exercise(
    "6.9",
    "A loss that is scaled down",
    kind="derive",
    points=2,
    expected=half_steps,
    tolerance=5e-3,
    solution=half_steps,
    wrong=[
        Misconception(
            "the other way round",
            lambda: half_steps()[::-1],
            "The right numbers, in the other order: epsilon outside first.",
        ),
        Misconception(
            "the gradients",
            lambda: 0.003 * half_steps(),
            "These are the scaled gradients at which the step is half as long. Asked for is the factor c that takes 0.003 there.",
        ),
        Misconception(
            "the gradient outside",
            lambda: np.array([1e-8, half_steps()[1]]),
            "Inside you are right. Outside you have the scaled gradient at which the step is half as long; asked for is the factor c that takes 0.003 there.",
        ),
        Misconception(
            "the gradient inside",
            lambda: np.array([half_steps()[0], 0.003 * half_steps()[1]]),
            "Outside you are right. Inside you have the scaled gradient at which the step is half as long; asked for is the factor c that takes 0.003 there.",
        ),
        Misconception(
            "multiplied by the gradient",
            lambda: 0.003**2 * half_steps(),
            "The scaled gradient is c times 0.003: to get c, divide by 0.003. You multiplied.",
        ),
        Misconception(
            "root of epsilon",
            lambda: np.array([1e-8, 1e-4]) / 0.003,
            "Outside you are right. Inside, at |g| = sqrt(eps), the step is 1/sqrt(2), 0.71 eta: half of it is reached a little further down.",
        ),
        Misconception(
            "both alike",
            lambda: np.array([1e-8, 1e-8]) / 0.003,
            "Outside you are right. Inside the root epsilon is compared with the SQUARE of the gradient.",
        ),
        Misconception(
            "no root inside",
            lambda: np.array([1e-8 / 0.003, 1e-8 / 3 / 0.003**2]),
            "Outside you are right. Inside you have the SQUARE of the factor: the gradient is c times 0.003, and its square is compared with epsilon.",
        ),
    ],
    hints=[
        "Section *Epsilon: inside the root, or outside?*: after one step m_hat = g and v_hat = g^2. Put c g for the gradient and set the step to 1/2.",
        "Outside: c g / (c g + eps) = 1/2. Inside: the root of (c g)^2 + eps is twice c g; square that.",
    ],
    praise="In exact arithmetic a factor on the loss does nothing to Adam, until epsilon takes over. Outside the root there is room for a factor of 300,000, inside for one of 52.",
)
