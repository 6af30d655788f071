"""Where a path waits, and four networks that wait, each for another reason."""

from collections import namedtuple

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.datasets import make_xor_exact
from lecturekit.foundation.types import Rng
from lecturekit.foundation.validation import check_array, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.single_unit.activations import sigmoid, tanh
from lecturekit.single_unit.losses import squared_error_on

Case = namedtuple("Case", "net w X y")
Case.__doc__ = "A network, its parameters, and its data."
Signs = namedtuple("Signs", "loss gradient hidden slope above")
Signs.__doc__ = """What tells the causes of a plateau apart.

loss; gradient : norm of dL/dW of layer 1; hidden : mean size of the hidden values x^(1), slope : of phi' there, above : of the
weights W^(2) that the derivatives come down through. Of a single unit there is only the slope, phi_out'; hidden and above are nan.
"""


def longest_wait(losses: ArrayLike, within: float = 0.05, above: float = 1e-3) -> tuple[int, int]:
    """The longest stretch of steps in which the loss falls by less than a share ``within``: (first, last).

    Parameters
    ----------
    losses : array_like, (T + 1,)
    within : float
    above : float
        Only where the loss is above this number: a path that has arrived does not wait.

    Examples
    --------
    >>> longest_wait([3.0, 1.0, 0.99, 0.98, 0.5])
    (1, 3)
    """
    losses = check_array("losses", losses, ndim=1)
    best, first = (0, 0), 0
    for t, loss in enumerate(losses):
        while loss < (1 - within) * losses[first] or (losses[first] <= above and first < t):
            first += 1
        if loss > above and t - first > best[1] - best[0]:
            best = (first, t)
    return best


def plateau_causes(rng: Rng) -> dict[str, Case]:
    """Four networks on a plateau: name -> ``Case``; on XOR's four points with the labels of OR, the last on ones.

    Parameters
    ----------
    rng : numpy.random.Generator
        For their weights.

    Examples
    --------
    >>> list(plateau_causes(np.random.default_rng(0)))
    ['saturated units', 'dead ReLUs', 'tiny weights', "phi_out' in the gradient"]
    """
    X, y = make_xor_exact().X, np.array([0.0, 1.0, 1.0, 1.0])
    rng, cases = check_rng(rng), {}
    for name, phi, scale, bias in (
        ("saturated units", tanh, 1.0, 15.0),
        ("dead ReLUs", "relu", 1.0, -20.0),
        ("tiny weights", tanh, 1e-3, 0.0),
    ):
        net = Network([2, 4, 1], phi=phi, loss="logistic")
        w = net.init(rng, "he", scale)
        net.views(w)[0][1][...] = bias
        cases[name] = Case(net, w, X, y)
    unit = Network([2, 1], loss=squared_error_on(sigmoid))
    cases["phi_out' in the gradient"] = Case(unit, np.array([0.0, 0.0, -15.0]), np.ones((4, 2)), np.ones(4))
    return cases


def plateau_signs(case: Case) -> Signs:
    """What is to be seen on the plateau of a ``Case``: ``Signs``.

    Examples
    --------
    >>> plateau_signs(plateau_causes(np.random.default_rng(0))["dead ReLUs"]).slope
    0.0
    """
    net, w, X, y = case
    slope_of_loss = float(np.linalg.norm(net.views(net.grad(w, X, y))[0][0]))
    if net.L == 1:
        output = net.predict(w, X)
        slope = float((output * (1 - output)).mean())
        return Signs(net.loss(w, X, y), slope_of_loss, np.nan, slope, np.nan)
    hidden = net.forward(w, X).A[1]
    sizes = (hidden, net.phi.derivative(hidden), net.views(w)[1][0])
    return Signs(net.loss(w, X, y), slope_of_loss, *(float(np.mean(np.abs(each))) for each in sizes))
