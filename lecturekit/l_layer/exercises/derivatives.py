"""Exercises 3.2 and 3.3: derivatives of one layer, a Jacobian with a bug and a softmax with a temperature."""

import functools

import numpy as np

from lecturekit.checks import concepts
from lecturekit.checks.arguments import Given, classes, real
from lecturekit.checks.engine import Misconception, Wrong, bug_exercise, function_exercise, slips
from lecturekit.l_layer.message_passing import numerical_jacobian
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import multiclass


# ---- 3.2 the Jacobian of a layer
def jacobian_with_a_bug(W, b, x):
    """The code that exercise 3.2 gives."""
    above = np.tanh(W @ x + b)
    return W * (1 - above**2)


def square_only(W, b, x):
    """Refuse inputs on which the given code stops: the bug is to show in its numbers."""
    W, b, x = (np.asarray(part, dtype=float) for part in (W, b, x))
    if W.ndim != 2 or b.shape != W.shape[:1] or x.shape != W.shape[1:]:
        raise Wrong(f"The shapes do not fit: W {W.shape}, b {b.shape}, x {x.shape}; expected (m, d), (m,), (d,).")
    if len(W) != len(x):
        raise Wrong(
            "With a W that is not square the code may stop, and one sees that. Find a square one, where it returns a wrong table."
        )


def measured_jacobian(W, b, x):
    """By finite differences."""
    return numerical_jacobian(lambda v: np.tanh(W @ v + b), x)


def slopes(W, b, x):
    """tanh' of each unit of the layer."""
    return 1 - np.tanh(W @ x + b) ** 2


WRONG_JACOBIAN = [
    Misconception(
        "value instead of slope",
        lambda W, b, x: np.tanh(W @ x + b)[:, None] * W,
        "You multiply by the values of the units. What is needed are their slopes, for tanh $1 - x^2$.",
    ),
    Misconception(
        "tanh twice",
        lambda W, b, x: (1 - np.tanh(np.tanh(W @ x + b)) ** 2)[:, None] * W,
        "The value has been through tanh already. Its slope is $1 - x^2$ with x as it is.",
    ),
    Misconception(
        "same index",
        lambda W, b, x: np.eye(*W.shape) * slopes(W, b, x)[:, None] * W,
        "Your table is zero off the diagonal: this is the slide's single index, taken literally. Does unit 1 not listen to input 2?",
    ),
    Misconception(
        "transposed",
        lambda W, b, x: (slopes(W, b, x)[:, None] * W).T,
        "The numbers are right and their table is turned: row i is for the unit above, column j for the unit below.",
    ),
    Misconception(
        "no slope",
        lambda W, b, x: W.copy(),
        "This is the Jacobian of z. From z to phi(z) there is one more link in the chain.",
    ),
    Misconception(
        "slope of z instead of x",
        lambda W, b, x: (1 - (W @ x + b) ** 2)[:, None] * W,
        "$1 - x^2$ is the slope of tanh in terms of its *value* x = tanh(z). You put z there.",
    ),
    Misconception(
        "slope of the layer below",
        lambda W, b, x: (1 - np.tanh(x) ** 2) * W,
        "You take phi' at the values of the layer below. The phi that is differentiated here is that of the layer above.",
    ),
]


# ---- 3.3 a softmax with a temperature
def warm(
    Z,
    y,
    T,
    *,
    softmax=concepts.softmax,
    one_hot=concepts.one_hot,
    count=len,
    sign=1,
    inside=True,
    outside=True,
    times=None,
):
    """The derivative of the mean loss with a temperature, with what may go wrong as its switches."""
    p = softmax(Z / T if inside else Z)
    made = sign * (p - one_hot(y, Z.shape[1])) / count(Z) / (T if outside else 1)
    return made if times is None else made * times(p, T)


def temperature_probes(rng):
    """Logits, class numbers and temperatures other than 1."""
    return [
        (2 * rng.normal(size=(n, K)), rng.integers(0, K, n), T) for n, K, T in ((5, 3, 2.0), (4, 4, 0.5), (6, 2, 3.0))
    ]


WRONG_SOFTMAX = [
    *slips(warm),
    Misconception(
        "no inner derivative",
        functools.partial(warm, outside=False),
        "The factor 1/T is missing: $z$ enters the loss as $z/T$, and the derivative of that with respect to $z$ is 1/T.",
    ),
    Misconception(
        "T times",
        functools.partial(warm, times=lambda p, T: T**2),
        "You multiply by T. The derivative of $z/T$ with respect to $z$ is 1/T: a high temperature makes the pushes smaller.",
    ),
    Misconception(
        "softmax of z",
        functools.partial(warm, inside=False),
        "Your probabilities are those of $z$. The loss is made of $z/T$, so they are the softmax of $z/T$.",
    ),
    Misconception(
        "T forgotten",
        functools.partial(warm, inside=False, outside=False),
        "T is nowhere in your answer: it is right for T = 1 only.",
    ),
    Misconception(
        "extra p(1-p)",
        functools.partial(warm, times=lambda p, T: p * (1 - p)),
        "A factor $p(1-p)$ too many. It is the diagonal of the softmax's Jacobian, and the Fact contains the whole of it.",
    ),
]


EXERCISES = [
    bug_exercise(
        "3.2",
        "A Jacobian that runs",
        points=3,
        buggy=jacobian_with_a_bug,
        valid=square_only,
        example=(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2), np.array([0.1, 0.2])),
        probes=lambda rng: [
            (rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=d))
            for m, d in [(4, 4), (3, 3), (2, 5), (5, 2)]
        ],
        reference=measured_jacobian,
        tolerance=1e-5,
        solution=lambda W, b, x: slopes(W, b, x)[:, None] * W,
        wrong=WRONG_JACOBIAN,
        hints=[
            "Section *Through one layer*. How does numpy line up a vector and a matrix when it multiplies them: along the rows, or along the columns?",
            "The bug does not show where all slopes are equal. Choose W, b and x such that the sums of the units differ.",
            "The slope of unit i belongs to row i of the table. A vector becomes a column by `[:, None]`.",
        ],
        praise="A vector meets the last axis of a matrix. In a square layer nothing warns you.",
    ),
    function_exercise(
        "3.3",
        "A softmax with a temperature",
        kind="derive",
        points=2,
        probes=temperature_probes,
        reference=lambda Z, y, T: numerical_gradient(lambda z: multiclass(z / T, y), Z),
        solution=warm,
        tolerance=1e-5,
        given=Given(Z=real("n", "K", scale=1.5), y=classes("n", "K"), T=real(center=2.0, scale=0.2)),
        wrong=WRONG_SOFTMAX,
        hints=[
            "Chapter 1, section *Going deeper: more than two classes*. Put $u = z/T$. What is the derivative of the loss with respect to $u$? And that of $u$ with respect to $z$?",
            "With respect to $u$ it is the Fact: output minus target, the output being the softmax of $u$. `np.eye(K)[y]` makes the targets.",
            "Every row of the result adds up to 0, and the loss is a mean over n rows. Do yours?",
        ],
        praise="The Fact, and the inner derivative 1/T. Each row adds up to zero: what one class is pushed up, the others are pushed down.",
    ),
]
