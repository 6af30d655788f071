"""Against overfitting: dropout, and the two ways to predict with a network that was trained with it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_network, check_number, check_rng
from lecturekit.l_layer.network import Network
from lecturekit.l_layer.parameters import Place

ROWS_AT_ONCE = 2000  # of copies of the data, each with masks of its own


class Dropout:
    """Switch units off at random in training: inputs with probability p_input, hidden units with p_hidden.

    Every unit of every data point is drawn on its own, in every step. The kept ones are divided by the
    probability of being kept ("inverted" dropout), so each has the expectation it has without dropout
    and evaluation needs no change. Output units are never dropped. The backward pass uses the mask of the
    forward pass: nothing flows through a unit that was off.

    The slides draw r = 1 with probability p and keep r = 1; in Srivastava et al. (2014) that p is the
    probability of keeping. Here p is the probability of dropping.

    Parameters
    ----------
    p_input, p_hidden : float in [0, 1)

    Raises
    ------
    ValueError
        If a probability is not in [0, 1); from ``Network.loss_and_grad(..., train=True)``, if no rng is given.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> net, w = Network([4, 1], dropout=Dropout(p_input=0.5)), np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    >>> net.predict(w, np.ones((1, 4)))
    array([4.])
    >>> net.predict(w, np.ones((3, 4)), train=True, rng=np.random.default_rng(0))  # kept inputs count twice
    array([2., 8., 6.])
    """

    def __init__(self, p_input: float = 0.2, p_hidden: float = 0.5) -> None:
        self.p_input = check_number("p_input", p_input, 0, 1, high_open=True)
        self.p_hidden = check_number("p_hidden", p_hidden, 0, 1, high_open=True)

    def places(self, L: int) -> list[Place]:
        """After the inputs and after every hidden activation, where the probability is not 0."""
        inputs = [("after", 0)] if self.p_input > 0 else []
        hidden = [("after", l) for l in range(1, L)] if self.p_hidden > 0 else []
        return inputs + hidden

    def sizes(self, m: int) -> tuple[int, ...]:
        """No parameters of its own."""
        return ()

    def forward(
        self, H: Array, params: Sequence[Array], train: Any, rng: Rng | None, stats: Any, memo: dict[Any, Any]
    ) -> Array:
        """H (n, m) times a fresh mask of 0 and 1 / (1 - p) in training; H itself otherwise."""
        memo["dropped"] = train is True
        if not memo["dropped"]:
            return H
        rng = check_rng(rng)
        if "mask" not in memo:
            memo["mask"], memo["out"] = np.empty_like(H), np.empty_like(H)
        p = self.p_input if memo["place"] == ("after", 0) else self.p_hidden
        mask = memo["mask"]
        rng.random(out=mask, dtype=mask.dtype)
        np.greater_equal(mask, p, out=mask)
        mask *= 1 / (1 - p)
        return np.multiply(H, mask, out=memo["out"])

    def backward(self, delta: Array, params: Sequence[Array], grads: Sequence[Array], memo: dict[Any, Any]) -> Array:
        """delta (n, m) times the mask of the forward pass, in place."""
        if memo["dropped"]:
            delta *= memo["mask"]
        return delta

    def __repr__(self):
        return f"Dropout(p_input={self.p_input!r}, p_hidden={self.p_hidden!r})"


def weights_for_prediction(net: Network, w: Array, dropout: Dropout) -> Array:
    """Weights as the slides want them for prediction: each W^(l) times the probability that its inputs were kept.

    For a network trained with plain masks of 0 and 1, without the division by 1 - p. Multiplying a unit by
    1 - p and multiplying all weights that leave it are the same thing; biases stay.

    Parameters
    ----------
    net : Network
    w : ndarray, (p,)
    dropout : Dropout
        The probabilities that the network was trained with.

    Returns
    -------
    ndarray, (p,)
        A copy.

    Raises
    ------
    ValueError
        If w does not fit the network, or dropout is no Dropout.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> weights_for_prediction(Network([2, 1]), np.array([3.0, 4.0, 10.0]), Dropout(p_input=0.5))
    array([ 1.5,  2. , 10. ])
    """
    if not isinstance(dropout, Dropout):
        raise ValueError(f"dropout is {dropout!r}, expected a Dropout such as Dropout(0.2, 0.5)")
    scaled = check_array("w", w, shape=(net.n_params,), dtype=net.dtype).copy()
    for l, (W, _) in enumerate(net.views(scaled)):
        W *= 1 - (dropout.p_input if l == 0 else dropout.p_hidden)
    return scaled


def masked_predictions(net: Network, w: Array, X: ArrayLike, n_masks: int, rng: Rng) -> Array:
    """What n_masks random subnetworks of a network with dropout predict; (n_masks, n) or (n_masks, n, K).

    Their mean is the ensemble that ``net.predict`` approximates in one pass. Their spread, read as the
    uncertainty of the prediction, is Monte Carlo dropout. Source: Gal and Ghahramani (2016).

    Raises
    ------
    ValueError
        If the network has no dropout, n_masks is no positive integer or rng no generator.

    Examples
    --------
    >>> from lecturekit.l_layer import Network
    >>> net, w = Network([4, 1], dropout=Dropout(p_input=0.5)), np.array([1.0, 1.0, 1.0, 1.0, 0.0])
    >>> P = masked_predictions(net, w, np.ones((1, 4)), 2000, np.random.default_rng(0))
    >>> P.shape, round(float(P.mean()), 1), net.predict(w, np.ones((1, 4)))
    ((2000, 1), 4.0, array([4.]))
    """
    if not isinstance(check_network(net).dropout, Dropout):
        raise ValueError(f"net has dropout={net.dropout!r}, expected a Dropout")
    check_integer("n_masks", n_masks, 1)
    X = check_array("X", X, shape=(None, net.sizes[0]))
    # Every row has a mask of its own, so many masks for few rows are one pass over many rows. Not with
    # normalization: it would take its mean over all of them.
    at_once = 1 if net.normalization is not None else max(1, min(n_masks, ROWS_AT_ONCE // max(1, len(X))))
    tiled, passes = np.concatenate([X] * at_once), []
    for start in range(0, n_masks, at_once):
        rows = len(X) * min(at_once, n_masks - start)
        passes.append(net.predict(w, tiled[:rows], train=True, rng=rng))
    P = np.concatenate(passes)
    return P.reshape(n_masks, len(X), *P.shape[1:])
