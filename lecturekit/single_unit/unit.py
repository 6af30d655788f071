"""A single unit: z = w . x + b, prediction phi_out(z), equations (5)-(9).

Rows of X are data points; w is (d,). The bias may be kept apart, as here, or as the weight of a
constant input x_0 = 1 (``with_dummy``): the same unit, written in two ways.
"""

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array, check_number
from lecturekit.single_unit.activations import sigmoid
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.losses import get_loss, least_squares, logistic, logistic_pm
from lecturekit.training.descent import descent_path


def logit(w: ArrayLike, X: ArrayLike, b: float = 0.0) -> Array:
    """z = w . x + b for each row of X (n, d); shape (n,).

    Examples
    --------
    >>> logit([2.0, -1.0], [[1.0, 1.0], [0.0, 3.0]], b=0.5)
    array([ 1.5, -2.5])
    """
    X, w = _fitting(X, w)
    return X @ w + check_number("b", b)


def gradient_of_logit(w: ArrayLike, x: ArrayLike) -> tuple[Array, Array]:
    """The derivatives of z = w . x: dz/dw = x, equation (7), and dz/dx = w, equation (8).

    Parameters
    ----------
    w, x : array_like, (d,)

    Returns
    -------
    dz_dw, dz_dx : ndarray, (d,)

    Examples
    --------
    >>> gradient_of_logit(w=[2.0, 3.0], x=[5.0, 7.0])
    (array([5., 7.]), array([2., 3.]))
    """
    x = check_array("x", x, ndim=1)
    w = check_array("w", w, shape=x.shape)
    return x.copy(), w.copy()


def output_slope(loss: Loss | str, z: ArrayLike) -> Array:
    """phi_out'(z), the slope of the prediction, equation (6): 1 for least squares, phi(1 - phi) for logistic.

    It stands in no gradient of the loss (see ``Loss``); it is needed where one asks how the prediction moves.

    Examples
    --------
    >>> output_slope("logistic", [0.0, 6.0]).round(4)
    array([0.25  , 0.0025])
    """
    loss, z = get_loss(loss), check_array("z", z).astype(float)
    if loss is least_squares:
        return np.ones_like(z)
    if loss is logistic or loss is logistic_pm:
        return sigmoid.derivative(sigmoid(z))
    raise ValueError(f"loss is {loss}, expected least_squares, logistic or logistic_pm: a loss of one logit")


def mean_loss(loss: Loss | str, w: ArrayLike, X: ArrayLike, y: ArrayLike, b: float = 0.0) -> float:
    """The mean over the n rows of X (n, d) of L(y, z)."""
    return get_loss(loss)(logit(w, X, b), y)


def gradient(loss: Loss | str, w: ArrayLike, X: ArrayLike, y: ArrayLike, b: float = 0.0) -> tuple[Array, float]:
    """The gradient of the mean loss, equation (9).

    Parameters
    ----------
    loss : Loss or str
        Of one logit: least_squares, logistic or logistic_pm.
    w : array_like, (d,)
    X : array_like, (n, d)
    y : array_like, (n,)
    b : float

    Returns
    -------
    dL_dw : ndarray, (d,)
    dL_db : float

    Raises
    ------
    ValueError
        If shapes do not fit or a label is unknown to the loss.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([1, 0])
    >>> gradient("logistic", [0.0, 0.0], X, y)
    (array([ 0.5, -0.5]), 0.0)
    """
    X, w = _fitting(X, w)
    return _gradient(get_loss(loss), X @ w + check_number("b", b), X, y)


def descend(
    loss: Loss | str, w: ArrayLike, X: ArrayLike, y: ArrayLike, *, b: float = 0.0, eta: float, n_steps: int
) -> Array:
    """Gradient descent from (w, b): n_steps of w <- w - eta dL/dw with the gradient of equation (9).

    Parameters
    ----------
    loss, w, X, y, b
        As in ``gradient``; (w, b) is the start, and is not changed.
    eta : float
        The learning rate.
    n_steps : int

    Returns
    -------
    path : ndarray, (n_steps + 1, d + 1)
        Every (w, b), the start first.

    Raises
    ------
    ValueError
        As ``gradient``, and for settings out of range.
    Diverged
        When a logit is not finite any more.

    Examples
    --------
    >>> path = descend("least_squares", [0.0], [[1.0], [2.0], [3.0]], [3.0, 5.0, 7.0], eta=0.2, n_steps=500)
    >>> path[-1].round(4)  # the line y = 2 x + 1
    array([2., 1.])
    """
    X, w = _fitting(X, w)
    loss = get_loss(loss)
    return descent_path(
        np.append(w, check_number("b", b)),
        lambda wb: (X @ wb[:-1] + wb[-1],),
        lambda wb, passed: np.append(*_gradient(loss, passed[-1], X, y)),
        eta=eta,
        n_steps=n_steps,
    )


def _gradient(loss: Loss, z: Array, X: Array, y: ArrayLike) -> tuple[Array, float]:
    residual = loss.dz(z, y)  # (5), one for each data point
    return X.T @ residual / len(residual), float(np.mean(residual))  # (9)


def _fitting(X: ArrayLike, w: ArrayLike) -> tuple[Array, Array]:
    """X (n, d) with at least one row and w (d,), checked."""
    X = check_array("X", X, ndim=2)
    if len(X) == 0:
        raise ValueError(f"X has shape {X.shape}, expected at least one row")
    return X, check_array("w", w, shape=(X.shape[1],))


def with_dummy(X: ArrayLike) -> Array:
    """X (n, d) with a first column of ones: the constant input x_0 = 1 whose weight is the bias; (n, d + 1).

    Examples
    --------
    >>> with_dummy([[5.0], [7.0]])
    array([[1., 5.],
           [1., 7.]])
    """
    X = check_array("X", X, ndim=2)
    return np.column_stack([np.ones(len(X)), X])
