"""What is compared after Kingma and Ba (2015): which networks, which methods, which learning rates are tried.

(a) multiclass logistic regression with an L2 penalty and a learning rate falling as 1 / sqrt(t), the paper's
figure 1 left; (b) a network with two hidden layers of 1000 ReLU units and dropout, its figure 2 (a). The paper
gives neither its grids nor its dropout rates and penalty; what stands here is ours.
"""

from dataclasses import dataclass
from math import sqrt

from lecturekit.adaptive_lr.optimizers import AdaDelta, AdaGrad, Adam, RMSProp
from lecturekit.l_layer.network import Network
from lecturekit.overfitting.dropout import Dropout
from lecturekit.sgd.momentum import Nesterov
from lecturekit.single_unit.losses import multiclass


class _Falling:
    """eta / sqrt(t): the schedule of the paper's logistic regression."""

    def __init__(self, eta):
        self.eta = eta

    def __call__(self, t):
        return self.eta / sqrt(t)


class Make:
    """``make(eta)`` is an optimizer; unlike a lambda it can be sent to another process."""

    def __init__(self, optimizer, falling=False, **options):
        self.optimizer, self.falling, self.options = optimizer, falling, options

    def __call__(self, eta):
        return self.optimizer(_Falling(eta) if self.falling else eta, **self.options)


@dataclass(frozen=True)
class Method:
    """An optimizer in the comparison.

    Attributes
    ----------
    make : callable
        ``make(eta) -> Optimizer``.
    grid : tuple of float
        The learning rates to try: neighbors in ..., 0.1, 0.3, 1, 3, 10, ...
    """

    make: object
    grid: tuple


@dataclass(frozen=True)
class Experiment:
    """One of the two comparisons.

    Attributes
    ----------
    name, title : str
    hidden : tuple of int
        Widths of the hidden layers.
    dropout : Dropout or None
    penalty : float
        lambda of ``WeightDecay``, equation (35).
    methods : dict of str -> Method
    """

    name: str
    title: str
    hidden: tuple
    dropout: object
    penalty: float
    methods: dict

    def network(self, dtype):
        """The network, for data in float32 or float64."""
        return Network([784, *self.hidden, 10], phi="relu", loss=multiclass, dropout=self.dropout, dtype=dtype)


EXPERIMENTS = {
    "logistic": Experiment(
        "logistic",
        "(a) multiclass logistic regression",
        (),
        None,
        1e-4,
        {
            "AdaGrad": Method(Make(AdaGrad, falling=True, eps_inside=False), (0.01, 0.03, 0.1, 0.3, 1.0)),
            "AdaGrad, eta constant": Method(Make(AdaGrad, eps_inside=False), (0.003, 0.01, 0.03, 0.1, 0.3)),
            "SGD Nesterov": Method(Make(Nesterov, falling=True, gamma=0.1), (0.3, 1.0, 3.0, 10.0, 30.0)),
            "Adam": Method(Make(Adam, falling=True, eps_inside=False), (0.003, 0.01, 0.03, 0.1, 0.3)),
        },
    ),
    "network": Experiment(
        "network",
        "(b) network 784-1000-1000-10 with dropout",
        (1000, 1000),
        Dropout(0.2, 0.5),
        0.0,
        {
            "AdaGrad": Method(Make(AdaGrad, eps_inside=False), (0.003, 0.01, 0.03)),
            "RMSProp": Method(Make(RMSProp, eps_inside=False), (1e-4, 3e-4, 1e-3)),
            "SGD Nesterov": Method(Make(Nesterov, gamma=0.1), (0.3, 1.0, 3.0)),
            "AdaDelta": Method(Make(AdaDelta), (0.3, 1.0, 3.0)),
            "Adam": Method(Make(Adam, eps_inside=False), (1e-4, 3e-4, 1e-3)),
        },
    ),
}
"""The comparisons, by name. Nesterov's (eta, gamma) are the course's: lr = gamma eta, momentum 1 - gamma = 0.9."""
