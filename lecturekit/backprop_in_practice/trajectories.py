"""Any optimizer of the course on a surface of two weights: its equations hold entry by entry, so it runs unchanged."""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.backprop_in_practice.landscapes import Surface, coordinates
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_array, check_integer, check_number, check_rng
from lecturekit.training.diverged import Diverged
from lecturekit.training.optimizer import Optimizer, check_optimizer


def trajectory(
    surface: Surface,
    start: ArrayLike,
    optimizer: Optimizer,
    n_steps: int,
    *,
    noise: float = 0.0,
    rng: Rng | None = None,
) -> Array:
    """The points that an optimizer passes through, from one starting point or from many at once.

    Parameters
    ----------
    surface : Surface
    start : array_like, (..., 2)
        Each point is a run of its own.
    optimizer : Optimizer
        Reset before use.
    n_steps : int
    noise : float
        Standard deviation of a normal number added to each entry of each gradient, in place of the
        noise of minibatches.
    rng : numpy.random.Generator
        Needed if noise > 0.

    Returns
    -------
    ndarray, (n_steps + 1, ..., 2)
        The start first.

    Raises
    ------
    ValueError
        For wrong shapes and settings.
    Diverged
        If a point leaves the finite numbers.

    Examples
    --------
    >>> from lecturekit.backprop_in_practice import quadratic
    >>> from lecturekit.training import GradientDescent
    >>> trajectory(quadratic((1.0, 25.0)), (2.0, 1.0), GradientDescent(0.04), 2)
    array([[2.    , 1.    ],
           [1.92  , 0.    ],
           [1.8432, 0.    ]])
    """
    if not isinstance(surface, Surface):
        raise ValueError(f"surface is {surface!r}, expected a Surface such as those in SURFACES")
    check_optimizer(optimizer)
    check_integer("n_steps", n_steps, 0)
    if check_number("noise", noise, 0) > 0:
        check_rng(rng)
    w = np.array(check_array("start", start), dtype=np.float64)
    coordinates(w)  # for its check
    optimizer.reset()
    path = np.empty((n_steps + 1, *w.shape))
    path[0] = w
    flat = w.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, n_steps + 1):
            g = surface.gradient(w)
            if noise and rng:
                g = g + noise * rng.standard_normal(g.shape)
            optimizer.step(flat, np.ascontiguousarray(g).reshape(-1))
            if not np.isfinite(flat).all():
                raise Diverged(t, optimizer.rate)
            path[t] = w
    return path
