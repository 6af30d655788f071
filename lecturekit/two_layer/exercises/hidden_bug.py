"""Exercise 2.4: a bug that small weights hide."""

import numpy as np

from lecturekit.checks.concepts import sigmoid
from lecturekit.checks.engine import Wrong, bug_exercise, slips
from lecturekit.single_unit.gradient_check import numerical_gradient
from lecturekit.two_layer.exercises.gradients import random_network, slope
from lecturekit.two_layer.network import mean_loss


def slope_of_the_sum(W, b, w, b2, x, y):
    """The code that exercise 2.4 gives: (19) for tanh units, with one wrong line."""
    z = W @ x + b
    mistake = sigmoid(w @ np.tanh(z) + b2) - y
    slope = 1 - z**2
    return np.outer(mistake * w * slope, x)


def one_point(W, b, w, b2, x, y, *, sign=1, tanh_slope=slope):
    """(19) for one data point, as a derivative; right by default."""
    z = W @ x + b
    return np.outer(sign * (sigmoid(w @ np.tanh(z) + b2) - y) * w * tanh_slope(z, np.tanh(z)), x)


def one_point_reference(W, b, w, b2, x, y):
    """The numerical gradient of the loss of one data point with respect to W."""
    return numerical_gradient(lambda W: mean_loss((W, b, w, b2), x[None], np.array([y])), W)


def bug_probes(rng):
    """Hidden sums large enough for the bug to show."""
    return [(*random_network(rng, m=m, d=4), rng.normal(size=4), y) for m, y in ((3, 0), (3, 1), (3, 1), (1, 0))]


def a_network_and_a_point(W, b, w, b2, x, y):
    """Refuse what the given code is not meant for."""
    W, b, w, x = (np.asarray(part, dtype=float) for part in (W, b, w, x))
    if W.ndim != 2 or b.shape != (len(W),) or w.shape != b.shape or x.shape != W.shape[1:]:
        raise Wrong(
            f"The shapes do not fit: W {W.shape}, b {b.shape}, w {w.shape}, x {x.shape}; "
            "expected (m, d), (m,), (m,), (d,)."
        )
    if y not in (0, 1):
        raise Wrong("The label has to be 0 or 1.")
    off = np.abs(slope_of_the_sum(W, b, w, b2, x, y) - one_point(W, b, w, b2, x, y)).max(initial=0.0)
    largest = np.abs(one_point(W, b, w, b2, x, y)).max(initial=0.0)
    if 0 < off <= 1e-5 * largest:
        raise Wrong(
            f"The given code is wrong here too, but by less than a hundred-thousandth ({off / largest:.0e} of the gradient), and "
            "that no check sees. Which numbers have to be larger, so that 1 - z^2 is not nearly the slope?"
        )


hidden_bug = bug_exercise(
    "2.4",
    "A bug that small weights hide",
    buggy=slope_of_the_sum,
    reference=one_point_reference,
    solution=one_point,
    probes=bug_probes,
    valid=a_network_and_a_point,
    args=("W", "b", "w", "b2", "x", "y"),
    example=(np.array([[1.0]]), np.zeros(1), np.ones(1), 0.0, np.ones(1), 0),
    tolerance=1e-5,
    wrong=slips(one_point, without=["slope of the sum"]),
    hints=[
        "Section *The slope from the value*: which number is the slope of tanh made of?",
        "tanh(z) and z are nearly equal for small z. How large has z to be before they differ in the third digit?",
        "One hidden unit and one input are enough for an example.",
    ],
    praise="A check says something about the inputs that it was given, so give it some that are not small.",
)
