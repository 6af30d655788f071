"""The posterior of a single unit, on a grid: data points come one by one."""

import numpy as np

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_integer, check_number
from lecturekit.single_unit.activations import sigmoid

POINTS_X = np.array([-2.0, 2.2, -1.2, 1.1, -0.4, 0.3])
POINTS_Y = np.array([0, 1, 0, 1, 1, 0])
"""Six points on a line with their classes, in the order in which they come."""

WEIGHTS, BIASES = np.linspace(-8, 8, 81), np.linspace(-6, 6, 61)
"""The axes of the grid."""


def unit_posterior(n_points: int = 6, prior: float = 3.0, n_samples: int = 30, seed: int = 0) -> dict[str, Array]:
    """Prior times likelihood of a unit sigmoid(w x + b) on a grid, samples of it, and what they predict.

    Parameters
    ----------
    n_points : int
        Of the six points, how many have been seen.
    prior : float
        Standard deviation tau of w and of b before any data are seen.
    n_samples, seed : int
        Units drawn from the posterior.

    Returns
    -------
    dict
        X, y: the points seen; posterior (81, 61), which adds up to 1; best: (w, b) where it is largest; samples
        (n_samples, 2); x; curves (n_samples, k); average (k,): the prediction of all units; single (k,): that of the best.

    Examples
    --------
    >>> found = unit_posterior()
    >>> float(found["single"][-1].round(3)), float(found["average"][-1].round(3))  # at x = 8
    (1.0, 0.981)
    """
    check_integer("n_points", n_points, 0, len(POINTS_X))
    check_number("prior", prior, 0, low_open=True)
    X, y = POINTS_X[:n_points], POINTS_Y[:n_points]
    w, b = np.meshgrid(WEIGHTS, BIASES, indexing="ij")
    says = sigmoid(w[..., None] * X + b[..., None])
    likelihood = np.prod(np.where(y == 1, says, 1 - says), axis=-1)
    posterior = likelihood * np.exp(-(w**2 + b**2) / (2 * prior**2))
    posterior /= posterior.sum()
    units = np.column_stack([w.ravel(), b.ravel()])
    chosen = units[np.random.default_rng(seed).choice(len(units), n_samples, p=posterior.ravel())]
    x = np.linspace(-4, 8, 121)

    def predicted(units):
        return sigmoid(units[:, :1] * x + units[:, 1:])

    best = units[posterior.argmax()]
    return {
        "X": X,
        "y": y,
        "posterior": posterior,
        "best": best,
        "samples": chosen,
        "x": x,
        "curves": predicted(chosen),
        "average": posterior.ravel() @ predicted(units),
        "single": predicted(best[None])[0],
    }
