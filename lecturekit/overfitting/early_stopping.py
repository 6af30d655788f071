"""Early stopping with patience, and why it resembles weight decay."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer, check_number


class EarlyStopping:
    """Watch the loss on VALIDATION data, keep a copy of the best parameters, say when to give up.

    ``stopper.update(w, loss)`` once an epoch; it returns True after ``patience`` epochs without a new best
    one. The parameters to use are then ``stopper.w``, not those of the last epoch.

    Parameters
    ----------
    patience : int
        At least 1. Each new best starts the count again.

    Attributes
    ----------
    w : ndarray or None
        A copy of the best parameters so far.
    loss : float
        Their validation loss.
    epoch : int
        The number of the update that brought them, from 1 on.
    n_updates, n_waiting : int
        Updates so far, and those since the best one.

    Examples
    --------
    >>> stopper = EarlyStopping(patience=2)
    >>> [stopper.update(np.array([k]), loss) for k, loss in enumerate([3.0, 1.0, 2.0, 4.0])]
    [False, False, False, True]
    >>> stopper.w, stopper.loss  # those of the second epoch
    (array([1]), 1.0)
    """

    def __init__(self, patience: int) -> None:
        self.patience = check_integer("patience", patience, 1)
        self.w: Array | None = None
        self.loss, self.epoch, self.n_updates, self.n_waiting = np.inf, 0, 0, 0

    def update(self, w: Array, loss: float) -> bool:
        """Take note of the parameters w and their validation loss; True if it is time to stop.

        Raises
        ------
        ValueError
            If the loss is not a finite number.
        """
        check_number("loss", loss)
        self.n_updates += 1
        self.n_waiting += 1
        if loss < self.loss:
            self.w, self.loss = np.array(w), float(loss)  # a copy: w goes on changing
            self.epoch, self.n_waiting = self.n_updates, 0
        return self.n_waiting >= self.patience

    def __repr__(self):
        return f"EarlyStopping(patience={self.patience}): best {self.loss:.4g} at {self.epoch} of {self.n_updates}"


def reached_by_descent(h: ArrayLike, eta: float, t: int) -> Array:
    """How much of the way from 0 to the minimum t steps of gradient descent go: 1 - (1 - eta h)^t.

    On a quadratic, along an eigenvector of curvature h (an array, or a number); same shape as h.

    Examples
    --------
    >>> reached_by_descent([1.0, 0.01], eta=0.5, t=10).round(3)  # steep directions first
    array([0.999, 0.049])
    """
    h = check_array("h", h)
    check_number("eta", eta, 0)
    check_integer("t", t, 0)
    return 1 - (1 - eta * h) ** t


def reached_with_decay(h: ArrayLike, lam: float) -> Array:
    """How far from 0 towards the minimum weight decay's own minimum lies: h / (h + lambda), for h >= 0.

    On a quadratic, along an eigenvector of curvature h (an array, or a number); same shape as h.

    Examples
    --------
    >>> reached_with_decay([1.0, 0.01], lam=0.1).round(3)  # flat directions are held back
    array([0.909, 0.091])
    """
    h = check_array("h", h)
    check_number("lam", lam, 0)
    if np.any(h < 0) or np.any(h + lam == 0):
        raise ValueError(f"h contains {np.min(h)} and lam is {lam}, expected h >= 0, and h > 0 where lam is 0")
    return h / (h + lam)
