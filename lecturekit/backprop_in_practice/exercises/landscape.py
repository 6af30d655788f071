"""Exercises of chapter 4, third part: plateaus, minima and their copies, Newton's step."""

from math import factorial

import numpy as np

from lecturekit.checks.arguments import Given, labels, positive, real
from lecturekit.checks.engine import Misconception, Wrong, choice_exercise, function_exercise, numeric_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient


def slope(z):
    """sigmoid'(z)."""
    return sigmoid.derivative(sigmoid(z))


# ---- 4.8, 4.9 plateaus
CAUSE = choice_exercise(
    "4.8",
    "What causes this plateau?",
    correct="d",
    options={
        "a": "saturated hidden units",
        "b": "dead ReLUs",
        "c": "a local minimum",
        "d": "weights that are nearly zero, so that all units are nearly equal",
    },
    replies={
        "a": "Saturated tanh units put out +1 or -1. Here the values are near 0, where tanh is steepest.",
        "b": "These are tanh units. And a dead ReLU puts out 0 exactly, with a gradient of exactly 0.",
        "c": "The gradient is small, but the Hessian has a negative eigenvalue: there is a way down. A small gradient alone never proves a minimum.",
    },
    hints=[
        "Which of the four would give x of about 0.01 at tanh units?",
        "What does a negative eigenvalue of the Hessian say?",
    ],
    praise="The gradient of each layer is proportional to the weights of the other one: both tiny, so both wait. At zero exactly they would wait for ever.",
)

BAD = choice_exercise(
    "4.9",
    "What is bad about plateaus?",
    correct="a",
    options={
        "a": "the steps become tiny far from any minimum, and a test 'is the gradient small?' takes it for one",
        "b": "training ends there for good, since the gradient is zero",
        "c": "the loss rises as soon as one leaves them",
        "d": "they raise the largest stable learning rate, so that training diverges",
    },
    replies={
        "b": "Not zero, nearly zero: gradient descent crosses the plateau if one waits long enough (the notebook measured it). Only at exactly zero it is for good.",
        "c": "Then it would be a local minimum. From a plateau some way leads down; it is just very flat.",
        "d": "Flat means small second derivatives: a larger rate would be stable HERE. What hurts is what eta times a tiny gradient amounts to.",
    },
    hints=["The length of a step is eta times the length of the gradient."],
    praise="A long wait that looks like convergence. Momentum and adaptive rates (chapters 5 and 6) are answers to the first half, patience to the second.",
)


# ---- 4.10 levels and copies
def third():
    """The entropy of (1/3, 2/3), in nats."""
    return -(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)


LEVELS = numeric_exercise(
    "4.10",
    "Four levels of XOR",
    points=2,
    tolerance=1e-3,
    expected=lambda: np.array([0.0, np.log(2) / 2, 0.75 * third(), np.log(2)]),
    wrong=[
        Misconception(
            "three quarters of ln 2",
            lambda: np.array([0.0, np.log(2) / 2, 0.75 * np.log(2), np.log(2)]),
            "The third level: three points share one output, but two of them have one label and the third has the other. Their best common prediction is 1/3 or 2/3, not 1/2.",
        ),
        Misconception(
            "sums",
            lambda: np.array([0.0, 2 * np.log(2), 3 * third(), 4 * np.log(2)]),
            "These are sums over the four points. The loss is their mean.",
        ),
        Misconception(
            "base 2",
            lambda: np.array([0.0, 0.5, 0.75 * third() / np.log(2), 1.0]),
            "You have taken logarithms to the base 2; the logistic loss uses the natural one.",
        ),
        Misconception(
            "quarter",
            lambda: np.array([0.0, np.log(2) / 4, 0.75 * third(), np.log(2)]),
            "The second level: TWO of the four points are undecided, and each of them costs ln 2.",
        ),
    ],
    hints=[
        "A group of points with the same output and a fraction q of ones has the mean loss H(q) = -q ln q - (1 - q) ln(1 - q).",
        "Level 3: one point is right (loss 0), three share an output with q = 1/3. What is the mean over all four points?",
    ],
    praise="Predictable to three digits, before a single restart was run.",
)

COPIES = numeric_exercise(
    "4.11",
    "Copies of a minimum",
    expected=lambda: factorial(4) * 2**4,
    wrong=[
        Misconception(
            "permutations only",
            lambda: factorial(4),
            "You have counted the orders of the units. But tanh is odd: each unit's signs, in and out, can be flipped as well.",
        ),
        Misconception("flips only", lambda: 2**4, "You have counted the flips of signs. Units can also change places."),
        Misconception(
            "added",
            lambda: factorial(4) + 2**4,
            "Any order can be combined with any choice of flips: the two counts are multiplied.",
        ),
        Misconception(
            "four times two",
            lambda: 4 * 2,
            "Each unit may be flipped or not INDEPENDENTLY of the others, and the units have more than four orders.",
        ),
    ],
    hints=["In how many orders can four units stand?", "And each of them may be flipped or not."],
    praise="Every minimum of a layer of m tanh units has m! 2^m copies; with ReLU the flips are gone.",
)


# ---- 4.12 Newton's step
def newton_probes(rng):
    """Weights, data with a dummy column, labels and a decay."""
    return [
        (rng.normal(size=d), np.column_stack([np.ones(n), rng.normal(size=(n, d - 1)) * 2]), rng.integers(0, 2, n), lam)
        for d, n, lam in ((2, 9, 0.3), (3, 12, 0.7), (4, 15, 0.2))
    ]


def newton_by_differences(w, X, y, lam):
    """The minimum of the quadratic whose derivatives are difference quotients of the loss."""

    def gradient(v):
        return X.T @ (sigmoid(X @ v) - y) / len(y) + lam * v

    rows = [numerical_gradient(lambda v, i=i: gradient(v)[i], w) for i in range(len(w))]
    return w - np.linalg.solve(np.array(rows), gradient(w))


def newton_variant(curvature=slope, n_in_h=True, lam_in_h=True, lam_in_g=True, sign=-1.0):
    """A Newton step, right by default; one wrong choice at a time makes the bank."""

    def step(w, X, y, lam):
        z, n = X @ w, len(y)
        g = X.T @ (sigmoid(z) - y) / n + lam * w * lam_in_g
        H = (X.T * curvature(z)) @ X / (n if n_in_h else 1) + lam * np.eye(len(w)) * lam_in_h
        return w + sign * np.linalg.solve(H, g)

    return step


def converges(answer, rng):
    """Ten steps from 0 must reach the minimum."""
    w, X, y, lam = newton_probes(rng)[1]
    w = np.zeros_like(w)
    for _ in range(10):
        w = np.asarray(answer(w, X, y, lam), float)
    if not np.linalg.norm(X.T @ (sigmoid(X @ w) - y) / len(y) + lam * w) < 1e-6:  # within reach of float32
        raise Wrong("Ten of your steps from 0 do not reach a gradient of 1e-6, as Newton's method does.")


NEWTON = function_exercise(
    "4.12",
    "Newton's step",
    points=3,
    probes=newton_probes,
    given=Given(w=real("d"), X=real("n", "d"), y=labels("n"), lam=positive()),
    reference=newton_by_differences,
    tolerance=1e-5,
    solution=newton_variant(),
    properties=[converges],
    wrong=[
        Misconception(
            "no slope in H",
            newton_variant(curvature=np.ones_like),
            "Your H is that of least squares, X^T X / n. The second derivative of the logistic loss brings a factor phi (1 - phi) for each data point.",
        ),
        Misconception(
            "constant 1/4",
            newton_variant(curvature=lambda z: 0.25 * np.ones_like(z)),
            "You use 1/4 for every data point. That is the largest value of phi (1 - phi); it converges, but only as slowly as gradient descent does.",
        ),
        Misconception(
            "1/n missing in H",
            newton_variant(n_in_h=False),
            "The gradient is a mean and your H is a sum: the data's part of the step is n times too short.",
        ),
        Misconception(
            "lam missing in H",
            newton_variant(lam_in_h=False),
            "The penalty's second derivative, lam times the identity, is missing in H.",
        ),
        Misconception(
            "lam missing in g",
            newton_variant(lam_in_g=False),
            "The penalty's gradient, lam w, is missing in g: you solve the unpunished problem with a punished H.",
        ),
        Misconception("uphill", newton_variant(sign=1.0), "The sign: w MINUS the solution. Yours climbs."),
    ],
    hints=[
        "The second derivative of ln(1 + e^z) - y z with respect to z is sigmoid'(z).",
        "H = X^T diag(slopes) X / n + lam I; np.linalg.solve(H, g) is the step.",
    ],
    praise="Ten lines, and eight steps to machine precision; for p = 31. The matrix is what makes it hopeless for a large network.",
)
