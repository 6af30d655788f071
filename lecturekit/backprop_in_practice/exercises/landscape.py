"""Exercises of chapter 4, third part: plateaus, and Newton's step."""

import numpy as np

from lecturekit.backprop_in_practice.landscapes import plateau
from lecturekit.backprop_in_practice.trajectories import trajectory
from lecturekit.checks.engine import Again, Goal, Misconception, Wrong, choice_exercise, goal_exercise, steps_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.training.optimizer import GradientDescent

# ---- 4.9 what causes a plateau
CAUSE = choice_exercise(
    "4.9",
    "What causes this plateau?",
    kind="why",
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
    again=Again(
        "Another network of tanh units stands still. All hidden values are -1 or +1 to four digits, for every data point, and the weights of the layer above are about 0.5. What would set it going?",
        {
            "p": "a new start with larger weights",
            "q": "a new start with smaller weights, or standardized inputs",
            "r": "more steps with the same learning rate",
        },
        "q",
        {
            "p": "These units are saturated. Larger weights saturate them even more.",
            "r": "The slopes phi' are nearly 0, and so is every step. It would take very many.",
        },
    ),
    hints=[
        "Section *Minima, plateaus, valleys, saddles*. Which of the four would give x of about 0.01 at tanh units?",
        "What does a negative eigenvalue of the Hessian say?",
    ],
    praise="The gradient of each layer is proportional to the weights of the other one: both tiny, so both wait. At zero exactly they would wait forever.",
)


# ---- 4.10 what is bad about a plateau
def cross_the_plateau(eta, rng):
    """The loss after 500 steps from places on the plateau near (-7, 2), and with a rate 5% larger; the highest of five."""
    eta = float(eta)
    if not (np.isfinite(eta) and eta > 0):
        raise Wrong("The learning rate should be a positive number.")
    starts = np.array([-7.0, 2.0]) + 0.2 * rng.standard_normal((5, 2))

    def last(rate):
        return float(plateau.value(trajectory(plateau, starts, GradientDescent(rate), 500))[-1].max())

    return {"loss after 500 steps": last(eta), "the same with a rate 5% larger": last(1.05 * eta)}


CROSS = goal_exercise(
    "4.10",
    "What is bad about plateaus?",
    solution=44.0,
    run=cross_the_plateau,
    goals=[
        Goal(
            "loss after 500 steps",
            at_most=1e-6,
            why="It has not arrived at the minimum: either it still waits, or the rate is above 2 over the largest curvature there, and the path cannot settle.",
        ),
        Goal(
            "the same with a rate 5% larger",
            at_least=1e-5,
            why="A rate 5% larger settles at the minimum, too. What is it that limits the rate, and where?",
        ),
    ],
    wrong=[
        Misconception(
            "the chapter's rate",
            1.0,
            "With this rate the chapter waited more than a thousand steps. The step is eta times a tiny gradient, and in the flat direction nothing forbids a larger eta.",
        ),
        Misconception(
            "stable, and not the largest",
            10.0,
            "It settles, and so would a rate 5% larger: this is not yet the largest. A curvature at the minimum tells where the limit is.",
        ),
        Misconception(
            "far too large",
            1000.0,
            "The flat direction would bear that. But across it, along w_2, the curvature is about 0.044 near the minimum, and with this rate the path is thrown about.",
        ),
        Misconception(
            "beyond the limit",
            60.0,
            "It leaves the plateau, and then jumps back and forth across the minimum: the rate is above 2 over the largest curvature there, which is about 0.044.",
        ),
    ],
    hints=[
        "Section *Minima, plateaus, valleys, saddles*. np.linalg.eigvalsh(plateau.hessian(plateau.minima[0])) are the curvatures at the minimum.",
        "The rate must stay below 2 / (largest curvature at the minimum), and 5% below is near enough.",
    ],
    praise="So what is bad about a plateau is the waiting: the step is eta times the gradient, and the rate that would suit the flat direction is forbidden by the steep one. Chapters 5 and 6 look for a way out.",
)


# ---- 4.11 Newton's step
def newton_probes(rng):
    """Weights, data with a dummy column, labels and a decay."""
    return [
        (rng.normal(size=d), np.column_stack([np.ones(n), rng.normal(size=(n, d - 1)) * 2]), rng.integers(0, 2, n), lam)
        for d, n, lam in ((2, 9, 0.3), (3, 12, 0.7), (4, 15, 0.2))
    ]


def newton_by_differences(w, X, y, lam):
    """Gradient and Hessian by difference quotients, and the minimum of the quadratic that has them."""

    def loss(v):
        return float(np.mean(np.logaddexp(0, X @ v) - y * (X @ v)) + 0.5 * lam * v @ v)

    def gradient(v):
        return X.T @ (sigmoid(X @ v) - y) / len(y) + lam * v

    H = np.array([numerical_gradient(lambda v, i=i: gradient(v)[i], w) for i in range(len(w))])
    g = numerical_gradient(loss, w)
    return {"g": g, "H": H, "w_new": w - np.linalg.solve(H, g)}


def curved(slope=lambda p: p * (1 - p), count=len, decay=1.0):
    """A Hessian, right by default; one wrong choice at a time makes the bank."""
    return lambda p, X, y, lam, w: (X.T * slope(p)) @ X / count(y) + decay * lam * np.eye(len(w))


NEWTON = steps_exercise(
    "4.11",
    "Newton's step",
    points=4,
    args=("w", "X", "y", "lam"),
    probes=newton_probes,
    steps={
        "p": lambda X, w: sigmoid(X @ w),
        "g": lambda p, X, y, lam, w: X.T @ (p - y) / len(y) + lam * w,
        "H": curved(),
        "w_new": lambda w, g, H: w - np.linalg.solve(H, g),
    },
    reference=newton_by_differences,
    tolerance=1e-5,
    wrong=[
        Misconception(
            "logits for outputs", {"p": lambda X, w: X @ w}, "These are the logits. The outputs are their sigmoids."
        ),
        Misconception(
            "sum instead of mean",
            {"g": lambda p, X, y, lam, w: X.T @ (p - y) + lam * w},
            "You added up over the data points; the loss is their mean, so a factor 1/n is missing.",
        ),
        Misconception(
            "lam missing in g",
            {"g": lambda p, X, y: X.T @ (p - y) / len(y)},
            "The penalty's gradient, lam w, is missing.",
        ),
        Misconception(
            "sign of g",
            {"g": lambda p, X, y, lam, w: X.T @ (y - p) / len(y) + lam * w},
            "The sign of the first part: output minus target.",
        ),
        Misconception(
            "no slope in H",
            {"H": curved(slope=np.ones_like)},
            "This H is that of least squares, X^T X / n. The second derivative of the logistic loss brings a factor phi (1 - phi) for each data point.",
        ),
        Misconception(
            "constant 1/4",
            {"H": curved(slope=lambda p: np.full_like(p, 0.25))},
            "You use 1/4 for every data point, the largest value of phi (1 - phi). That is safe, and on the chapter's problem several times as fast as gradient descent, but it is not Newton's method: its error is not squared.",
        ),
        Misconception(
            "1/n missing in H",
            {"H": curved(count=lambda y: 1)},
            "The gradient is a mean and this H is a sum: the data's part of the step is n times too short.",
        ),
        Misconception(
            "lam missing in H",
            {"H": curved(decay=0.0)},
            "The penalty's second derivative, lam times the identity, is missing.",
        ),
        Misconception(
            "uphill",
            {"w_new": lambda w, g, H: w + np.linalg.solve(H, g)},
            "The sign: w MINUS the solution of H Delta = g. Yours climbs.",
        ),
        Misconception(
            "the step alone",
            {"w_new": lambda w, g, H: -np.linalg.solve(H, g)},
            "That is the step. The new point is w plus the step.",
        ),
        Misconception(
            "multiplied by H",
            {"w_new": lambda w, g, H: w - H @ g},
            "You multiplied by H. Where the curvature is large the step has to be SHORT: solve with H.",
        ),
    ],
    hints=[
        "Section *Going deeper: methods of order 0, 1 and 2, and Newton*. The second derivative of ln(1 + e^z) - y z with respect to z is sigmoid'(z); z = X w brings X from both sides.",
        "g and H have a part from the data, which is a mean, and a part from the penalty. `np.linalg.solve` finds the step without an inverse.",
    ],
    praise="Four lines, and a handful of steps to the minimum. The p x p matrix is what makes it hopeless for a large network.",
)
