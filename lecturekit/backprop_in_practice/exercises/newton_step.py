"""Exercise 4.11: a step of Newton's method for logistic regression."""

import numpy as np

from lecturekit.checks.engine import Misconception, steps_exercise
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.gradient_check import numerical_gradient


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
            "square of the output",
            {"H": curved(slope=lambda p: p**2)},
            "You use phi^2 for each data point. The slope of the sigmoid is phi (1 - phi).",
        ),
        Misconception(
            "mistakes in H",
            {"H": lambda p, X, y, lam, w: (X.T * (p - y)) @ X / len(y) + lam * np.eye(len(w))},
            "You weight each data point by its mistake. That is in g already; H is the derivative of g, and the derivative of the output is phi (1 - phi).",
        ),
        Misconception(
            "lam in every entry",
            {"H": lambda p, X, y, lam, w: (X.T * p * (1 - p)) @ X / len(y) + lam},
            "You added lam to every entry of H. The penalty's second derivatives form lam times the identity: nothing off the diagonal.",
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
            "diagonal only",
            {"w_new": lambda w, g, H: w - g / np.diag(H)},
            "You divided each entry of g by its own entry on the diagonal of H. The entries off the diagonal count too: solve H Delta = g.",
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
