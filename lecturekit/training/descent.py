"""Plain gradient descent on all data at once, for models that are written out, without an optimizer."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.training.diverged import Diverged


def descent_path(
    w: Array,
    forward: Callable[[Array], tuple[Any, ...]],
    gradient: Callable[[Array, tuple[Any, ...]], Array],
    *,
    eta: float,
    n_steps: int,
    every: int = 1,
) -> Array:
    """The points that w <- w - eta dL/dw passes through, equation (26) with all data in one batch.

    Parameters
    ----------
    w : ndarray, (p,)
        The start; not changed.
    forward : callable
        ``forward(w)``: what the forward pass leaves, a tuple; the last entry are the logits.
    gradient : callable
        ``gradient(w, passed)``: dL/dw (p,) from what ``forward(w)`` left.
    eta : float
        The learning rate.
    n_steps : int
    every : int
        Keep the point of every so many steps.

    Returns
    -------
    ndarray, (1 + n_steps // every, p)
        The start first.

    Raises
    ------
    ValueError
        For settings out of range, and as ``gradient`` does.
    Diverged
        When a logit is not finite any more.
    """
    check_number("eta", eta, 0, low_open=True)
    n_steps, every = check_integer("n_steps", n_steps, 0), check_integer("every", every, 1)
    w = w.astype(float)
    path = [w.copy()]
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(w)
        for t in range(1, n_steps + 1):
            w -= eta * gradient(w, passed)
            passed = forward(w)
            if not np.isfinite(passed[-1]).all():
                raise Diverged(t, eta)
            if t % every == 0:
                path.append(w.copy())
    return np.array(path)
