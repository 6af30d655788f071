"""Exercises 3.2 and 3.3: the Jacobian of a stack of layers, with a bug, and a softmax with a temperature."""

import functools

import numpy as np

from lecturekit.checks import concepts
from lecturekit.checks.arguments import Given, classes, real
from lecturekit.checks.engine import Misconception, Wrong, bug_exercise, function_exercise, slips
from lecturekit.l_layer.exercises.layers import random_layers
from lecturekit.l_layer.message_passing import numerical_jacobian
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.single_unit.losses import multiclass


# ---- 3.2 the Jacobian of a stack of layers
def jacobian_with_a_bug(layers, x):
    """The code that exercise 3.2 gives."""
    J = np.eye(len(x))
    for W, b in layers:
        x = np.tanh(W @ x + b)
        J = J @ ((1 - x**2)[:, None] * W)
    return J


def square_only(layers, x):
    """Refuse inputs on which the given code stops: the bug is to show in its numbers."""
    for W, b in layers:
        if np.shape(W) != (len(x), len(x)) or np.shape(b) != (len(x),):
            raise Wrong(
                f"With x of {len(x)} numbers each W should have the shape {(len(x), len(x))} and each b {(len(x),)}; got "
                f"{np.shape(W)} and {np.shape(b)}. (Elsewhere the code may stop, and one sees that.)"
            )


def measured_jacobian(layers, x):
    """By finite differences."""

    def top(x):
        for W, b in layers:
            x = np.tanh(W @ x + b)
        return x

    return numerical_jacobian(top, x)


def stack_probes(rng):
    """Layers of equal width, and of widths that differ."""
    return [
        (random_layers(rng, sizes), rng.normal(size=sizes[0])) for sizes in ([3, 3, 3], [4, 4, 4, 4], [2, 5], [5, 2, 3])
    ]


def stacked(factor=lambda W, x, below: (1 - x**2)[:, None] * W, join=lambda J, J_l: J_l @ J, end=lambda J: J):
    """The Jacobian of a stack of tanh layers, right by default."""

    def jacobian(layers, x):
        J = np.eye(len(x))
        for W, b in layers:
            below, x = x, np.tanh(W @ x + b)
            J = join(J, factor(W, x, below))
        return end(J)

    return jacobian


WRONG_JACOBIAN = [
    Misconception(
        "entry by entry",
        stacked(join=lambda J, J_l: J_l * J if J_l.shape == J.shape else J_l @ J),
        "You multiply the tables entry by entry. Between unit i at the top and input j lead paths through *every* unit in between, "
        "and their contributions add up: that is a matrix product.",
    ),
    Misconception(
        "slopes on the columns",
        stacked(factor=lambda W, x, below: W * (1 - x**2) if W.shape[1] == len(x) else (1 - x**2)[:, None] * W),
        "Your slopes multiply the columns of W. The line of the given code that forms one layer's table was right: row i belongs to unit i.",
    ),
    Misconception(
        "value instead of slope",
        stacked(factor=lambda W, x, below: x[:, None] * W),
        "You multiply by the values of the units. What is needed are their slopes, for tanh $1 - x^2$.",
    ),
    Misconception(
        "transposed",
        stacked(end=lambda J: J.T),
        "The numbers are right and their table is turned: row i is for the unit at the top, column j for the input.",
    ),
    Misconception(
        "no slope",
        stacked(factor=lambda W, x, below: W),
        "This is the product of the weights alone. From z to phi(z) there is one more link in the chain, in each layer.",
    ),
    Misconception(
        "slope of the layer below",
        stacked(factor=lambda W, x, below: (1 - below**2) * W),
        "You take phi' at the values of the layer below. The phi that is differentiated here is that of the layer above.",
    ),
    Misconception(
        "last layer only",
        stacked(join=lambda J, J_l: J_l),
        "This is the Jacobian of the last layer alone. The table has to lead from the first input to the top: what came before must be multiplied in.",
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
        example=(
            [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2)), (np.array([[0.0, 1.0], [1.0, 1.0]]), np.zeros(2))],
            np.array([0.1, 0.2]),
        ),
        probes=stack_probes,
        reference=measured_jacobian,
        tolerance=1e-5,
        solution=stacked(),
        wrong=WRONG_JACOBIAN,
        hints=[
            "Section *Messages flowing back*. With a single layer the given code is right. Which of the two tables is that of the upper layer, the old J or the new one?",
            "The bug does not show where the order of a product does not matter, for example with diagonal matrices. Take two layers of two units, and all numbers different.",
            "Entry (i, j) of the whole: sum over the units k in between of (i from k, the upper layer) times (k from j, what lies below). Which factor comes first?",
        ],
        praise="Each layer's table is multiplied on from the left. The other order runs where all layers are equally wide, and nothing warns you.",
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
