"""The linear model in which double descent can be computed by hand: p of D independent inputs are used."""

from collections.abc import Sequence

import numpy as np

from lecturekit.double_descent.linear_fits import minimum_norm
from lecturekit.double_descent.random_features import linear_data
from lecturekit.foundation.types import Array, Rng
from lecturekit.foundation.validation import check_integer, check_number, check_several


def isotropic_risk(n: int, p: int, D: int, sigma: float) -> float:
    """The expected squared test error of the minimum-norm solution on p of D inputs, from n data points.

    Inputs are independent and standard normal, y = beta . x + sigma times noise, and beta has length 1 in a
    random direction. The test error includes the noise of the test label. With s = sigma^2 + 1 - p/D, the
    noise that remains when p inputs are known,

        s + s p / (n - p - 1)                                for p < n - 1,
        s + s n / (p - n - 1) + (p/D) (1 - n/p)              for p > n + 1,

    and infinite in between.

    Parameters
    ----------
    n, p, D : int
        1 <= p <= D.
    sigma : float

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For sizes that are no positive integers, p > D, or a negative sigma.

    Source: M. Belkin, D. Hsu and J. Xu, "Two models of double descent for weak features" (2020), section 2.

    Examples
    --------
    >>> [round(isotropic_risk(40, p, 400, sigma=0.5), 2) for p in (20, 40, 400)]
    [2.46, inf, 1.18]
    """
    check_integer("n", n, 1)
    check_integer("D", D, 1)
    check_integer("p", p, 1, D)
    check_number("sigma", sigma, 0)
    unseen = sigma**2 + 1 - p / D
    if p < n - 1:
        return unseen + unseen * p / (n - p - 1)
    if p > n + 1:
        return unseen + unseen * n / (p - n - 1) + p / D * (1 - n / p)
    return np.inf


def isotropic_errors(n: int, sizes: Sequence[int], D: int, sigma: float, rng: Rng, n_runs: int) -> Array:
    """Squared test errors of the minimum-norm solution on the first p inputs, for each p of ``sizes``; (n_runs, len(sizes)).

    For a given solution w the expected error over new data is known, norm(w - beta)^2 + sigma^2, so that no
    test set is drawn. Raises ``ValueError`` for sizes outside 1 to D, and as ``linear_data`` does.

    Examples
    --------
    >>> errors = isotropic_errors(20, [10, 20, 100], 100, 0.5, np.random.default_rng(0), n_runs=50)
    >>> np.median(errors, axis=0).round(1)
    array([ 2.4, 36.7,  1.1])
    """
    check_integer("n_runs", n_runs, 1)
    sizes = check_several("sizes", sizes, check_integer, 1, check_integer("D", D, 1))
    errors = np.empty((n_runs, len(sizes)))
    for run in range(n_runs):
        X, y, beta = linear_data(n, D, sigma, rng)
        for j, p in enumerate(sizes):
            missing = beta.copy()
            missing[:p] -= minimum_norm(X[:, :p], y)
            errors[run, j] = missing @ missing + sigma**2
    return errors
