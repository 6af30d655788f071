"""Exercise 8.12: decay for another prior."""

import numpy as np

from lecturekit.checks.engine import Misconception, function_exercise
from lecturekit.single_unit.gradient_check import numerical_gradient


def _prior_probes(rng):
    mask = np.array([True, True, False, True, True])
    return [
        (rng.normal(size=5), rng.normal(size=5), mask, eta, n, b)
        for eta, n, b in ((0.3, 10, 0.5), (0.1, 25, 2.0), (0.7, 4, 0.3))
    ]


def _step_on_posterior(w, g, is_weight, eta, n, b):
    def loss(v):  # minus the log-posterior, divided by n
        return g @ v + sum(abs(x) for x, weight in zip(v, is_weight) if weight) / (n * b)

    return w - eta * numerical_gradient(loss, w)


def _laplace(w, g, is_weight, eta, n, b):
    return w - eta * (g + np.where(is_weight, np.sign(w), 0) / (n * b))


another_prior = function_exercise(
    "8.12",
    "Another prior, another decay",
    points=2,
    kind="derive",
    probes=_prior_probes,
    edges={
        "one weight": lambda rng: (rng.normal(size=1), rng.normal(size=1), np.array([True]), 0.3, 10, 0.5),
        "a weight of 0": lambda rng: (np.array([0.0, 1.0]), rng.normal(size=2), np.array([True, True]), 0.3, 10, 0.5),
    },
    reference=_step_on_posterior,
    solution=_laplace,
    wrong=[
        Misconception(
            "n forgotten",
            lambda w, g, is_weight, eta, n, b: _laplace(w, g, is_weight, eta, 1, b),
            "You forgot that the loss is a MEAN over n points, while minus the log-likelihood is their sum: divide the prior's part by n.",
        ),
        Misconception(
            "g divided too",
            lambda w, g, is_weight, eta, n, b: _laplace(w, g / n, is_weight, eta, n, b),
            "You divided g by n as well. It is the gradient of a MEAN over the points already: only the prior's part is divided.",
        ),
        Misconception(
            "the Gaussian's",
            lambda w, g, is_weight, eta, n, b: w - eta * (g + np.where(is_weight, w, 0) / (n * b)),
            "You shrink in proportion to the weight. That is the Gaussian prior; here the exponent has the absolute value, whose derivative does not grow with the weight.",
        ),
        Misconception(
            "the absolute value itself",
            lambda w, g, is_weight, eta, n, b: w - eta * (g + np.where(is_weight, np.abs(w), 0) / (n * b)),
            "You added |w| itself to the gradient. What belongs there is its derivative with respect to w: the slope of |w| on the left and on the right of 0.",
        ),
        Misconception(
            "the Gaussian's, with its variance",
            lambda w, g, is_weight, eta, n, b: w - eta * (g + np.where(is_weight, w, 0) / (n * b**2)),
            "This is the step for a Gaussian prior of standard deviation b. Take minus the logarithm of exp(-|w_j| / b) and differentiate it.",
        ),
        Misconception(
            "b on the wrong side",
            lambda w, g, is_weight, eta, n, b: w - eta * (g + np.where(is_weight, np.sign(w), 0) * b / n),
            "A WIDE prior, a large b, means a WEAK pull. Yours grows with b.",
        ),
        Misconception(
            "biases too",
            lambda w, g, is_weight, eta, n, b: w - eta * (g + np.sign(w) / (n * b)),
            "The biases have no prior here: they are not to be pulled.",
        ),
        Misconception(
            "eta missing",
            lambda w, g, is_weight, eta, n, b: w - eta * g - np.where(is_weight, np.sign(w), 0) / (n * b),
            "The prior's part of the gradient is multiplied by eta like the rest.",
        ),
        Misconception(
            "sign",
            lambda w, g, is_weight, eta, n, b: w - eta * (g - np.where(is_weight, np.sign(w), 0) / (n * b)),
            "Your weights are pushed away from 0. MINUS the logarithm of the prior is minimized, and it grows with |w_j|.",
        ),
    ],
    hints=[
        "Section *Bayesian averaging*. Minus the logarithm of the posterior is n L + sum of |w_j| / b, up to a constant. Divide by n.",
        "The derivative of |w| is the sign of w.",
    ],
    praise="The same amount from every weight, large or small: small ones reach 0. This penalty is called L1, or the lasso.",
)
