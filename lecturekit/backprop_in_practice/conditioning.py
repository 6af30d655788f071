"""The same inputs in other units: how many steps gradient descent needs, and the condition number.

Shifting and rescaling the inputs changes no function that a network with biases can compute. It changes the curvatures
of the loss, and with them the largest stable learning rate and the number of steps.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.backprop_in_practice.standardizer import Standardizer
from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_integer
from lecturekit.single_unit.losses import logistic
from lecturekit.single_unit.unit import with_dummy


def versions(X: ArrayLike) -> dict[str, Array]:
    """The columns of X (n, d) as they are, only centered, only rescaled, and standardized: name -> (n, d).

    Examples
    --------
    >>> versions([[1.0], [3.0]])["standardized"].ravel()
    array([-1.,  1.])
    """
    X = check_array("X", X, ndim=2)
    return {
        "raw": X,
        "only centered": X - X.mean(axis=0),
        "only rescaled": X / X.std(axis=0),
        "standardized": Standardizer().fit_transform(X),
    }


def curvatures(X: ArrayLike) -> Array:
    """The eigenvalues of A^T A / n, smallest first, where A is X (n, d) with a column of ones for the bias.

    They are the curvatures of half the mean squared error of a linear unit. For logistic regression those at w = 0 are a
    quarter of them, and no larger ones exist anywhere.

    Examples
    --------
    >>> curvatures([[-2.0], [2.0]])
    array([1., 4.])
    """
    A = with_dummy(X)
    return np.linalg.eigvalsh(A.T @ A / len(A))


def condition_number(X: ArrayLike) -> float:
    """The largest of the ``curvatures`` over the smallest.

    Examples
    --------
    >>> round(condition_number([[-2.0], [2.0]]), 6), round(condition_number([[8.0], [12.0]]))
    (4.0, 2754)
    """
    A = with_dummy(X)
    return float(np.linalg.cond(A) ** 2)  # by singular values: the smallest eigenvalue would drown in rounding errors


def logistic_descent(X: ArrayLike, y: ArrayLike, n_steps: int) -> Array:
    """Losses of logistic regression by gradient descent from w = 0 with the safe rate 4 / (largest curvature).

    Parameters
    ----------
    X : array_like, (n, d)
        Without the dummy column.
    y : array_like, (n,)
        0 or 1.
    n_steps : int

    Returns
    -------
    ndarray, (n_steps + 1,)

    Examples
    --------
    >>> logistic_descent([[-1.0], [1.0]], [0, 1], n_steps=2).round(3)
    array([0.693, 0.127, 0.081])
    """
    check_integer("n_steps", n_steps, 0)
    eta, A = 4 / curvatures(X)[-1], with_dummy(X)
    y = check_array("y", y, shape=(len(A),))
    logistic.check_labels(y, 1)
    w, losses, delta = np.zeros(A.shape[1]), np.empty(n_steps + 1), np.empty(len(A))
    memo: dict[str, Any] = {}
    for t in range(n_steps + 1):
        losses[t] = logistic.value_and_dz(A @ w, y, delta, memo)
        w -= eta * (delta @ A)
    return losses


def steps_to(losses: ArrayLike, target: float) -> int | None:
    """The first step after which the loss is below the target; None if it never is.

    Examples
    --------
    >>> steps_to([0.7, 0.4, 0.2], 0.5), steps_to([0.7, 0.6], 0.5)
    (1, None)
    """
    below = np.flatnonzero(check_array("losses", losses, ndim=1) < target)
    return int(below[0]) if len(below) else None


def decorrelated(X: ArrayLike) -> Array:
    """The columns of X (n, d), centered and turned so that no two of them are correlated; the least varied first.

    The new axes are the eigenvectors of X^T X / n of the centered X. Standardized afterwards, the data are *white*: all
    ``curvatures`` are 1.

    Examples
    --------
    >>> decorrelated([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]).round(3)[:, 0]
    array([0., 0., 0.])
    """
    X = check_array("X", X, ndim=2)
    X = X - X.mean(axis=0)
    return X @ np.linalg.eigh(X.T @ X / len(X))[1]


def three_bowls(X: ArrayLike, y: ArrayLike, n_steps: int = 100) -> dict[str, dict[str, Any]]:
    """Gradient descent on a least squares fit with two inputs that are standardized, then decorrelated, then whitened.

    There is no bias, since everything is centered. Each walk starts from the function that has the weights (1.2, -0.6) on the
    standardized inputs, and has the rate 1 / (largest curvature).

    Parameters
    ----------
    X : array_like, (n, 2)
    y : array_like, (n,)
    n_steps : int

    Returns
    -------
    dict of str -> dict
        inputs (n, 2), path (n_steps + 1, 2), best (2,), hessian (2, 2), gaps (n_steps + 1,) above the lowest loss, and kappa.

    Examples
    --------
    >>> bowls = three_bowls([[0.0, 1.0], [1.0, 3.0], [3.0, 2.0]], [1.0, 0.0, 0.5])
    >>> {name: float(bowl["kappa"].round(1)) for name, bowl in bowls.items()}
    {'standardized': 2.0, 'decorrelated': 2.0, 'whitened': 1.0}
    """
    start = Standardizer().fit_transform(check_array("X", X, shape=(None, 2)))
    y = check_array("y", y, shape=(len(start),))
    turned = decorrelated(start)
    stages = {"standardized": start, "decorrelated": turned, "whitened": Standardizer().fit_transform(turned)}
    return {name: _bowl(A, y - y.mean(), start @ [1.2, -0.6], n_steps) for name, A in stages.items()}


def _bowl(A, y, values, n_steps):
    """One of ``three_bowls``: the walk from the weights with which the inputs A (n, 2) give these values."""
    hessian, best = A.T @ A / len(A), np.linalg.lstsq(A, y, rcond=None)[0]
    h = np.linalg.eigvalsh(hessian)
    path = [np.linalg.lstsq(A, values, rcond=None)[0]]
    for _ in range(n_steps):
        path.append(path[-1] - hessian @ (path[-1] - best) / h[-1])
    errors = np.array(path) - best
    gaps = 0.5 * np.einsum("ti,ij,tj->t", errors, hessian, errors)
    return {"inputs": A, "path": np.array(path), "best": best, "hessian": hessian, "gaps": gaps, "kappa": h[-1] / h[0]}
