"""Statistics for prediction with batch normalization, collected while training."""

from typing import Any

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_number
from lecturekit.l_layer.network import Network
from lecturekit.normalization.layers import BatchNorm, Statistics


class RunningAverages:
    """Statistics for prediction, collected while training: an average over the batches, recent ones weigh more.

    Give it to ``train`` in place of the network; every step is the network's own. Afterwards ``stats`` goes
    where ``net.batch_statistics`` would.

    After step t: average <- (1 - r) average + r batch, with r = max(rate, 1/t): a plain mean at first.
    The batch's variance enters with the factor n'/(n' - 1), because a batch of n' values shows on average
    only (n' - 1)/n' of the variance it was drawn from.

    Parameters
    ----------
    net : Network
        With a ``BatchNorm``.
    rate : float in (0, 1]
        The weight of the latest batch; it is called momentum in PyTorch.

    Attributes
    ----------
    stats : dict or None
        For ``stats=`` of the network's methods; None before the first step.

    Raises
    ------
    ValueError
        If the rate is outside (0, 1] or the network has no ``BatchNorm``.

    Examples
    --------
    >>> import numpy as np
    >>> from lecturekit.l_layer import Network
    >>> from lecturekit.training import GradientDescent, train
    >>> rng = np.random.default_rng(0)
    >>> net, X, y = Network([2, 3, 1], normalization=BatchNorm()), rng.normal(size=(40, 2)), rng.normal(size=40)
    >>> averages, w = RunningAverages(net), net.init(rng)
    >>> records = list(train(averages, w, (X, y), GradientDescent(0.1), batch_size=10, n_epochs=5, rng=rng))
    >>> averages.t, net.predict(w, X[:2], stats=averages.stats).shape
    (20, (2,))
    """

    def __init__(self, net: Network, rate: float = 0.1) -> None:
        if not hasattr(net, "normalization"):
            raise ValueError(f"net is {type(net).__name__}, expected a Network with normalization=BatchNorm()")
        if not isinstance(net.normalization, BatchNorm):
            raise ValueError(f"net has normalization {net.normalization!r}, expected a BatchNorm")
        self.net, self.rate = net, check_number("rate", rate, 0, 1, low_open=True)
        self.stats: dict[Any, Any] | None = None
        self.t = 0

    def loss_and_grad(self, w: Array, X: Array, y: Array, **mode: Any) -> tuple[float, Array]:
        """``net.loss_and_grad``; in training mode the batch's statistics enter the averages."""
        seen: dict[Any, Any] = {}
        result = self.net.loss_and_grad(w, X, y, stats_out=seen, **mode)
        if seen:
            self.add(seen)
        return result

    def add(self, seen: dict[Any, Any]) -> None:
        """Let the statistics of one batch, by place, enter the averages."""
        self.t += 1
        r = max(self.rate, 1 / self.t)
        batch = {
            place: Statistics(s.mean, s.variance * (s.count / max(s.count - 1, 1)), s.count)
            for place, s in seen.items()
        }
        old = self.stats or batch
        self.stats = {
            place: Statistics(
                (1 - r) * old[place].mean + r * s.mean, (1 - r) * old[place].variance + r * s.variance, s.count
            )
            for place, s in batch.items()
        }
