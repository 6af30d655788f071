"""A network of two layers, equations (10)-(19), written out: no loop over layers.

Everything exists twice: unit by unit for one data point, as the lecture writes it, and with matrices
for n data points at once (the lecture's exercise). Both give the same numbers. The parameters are a
``Parameters`` tuple or one flat vector, see ``parameters.py``.
"""

from collections import namedtuple

import numpy as np
from numpy.typing import ArrayLike

from lecturekit.foundation.types import Array
from lecturekit.foundation.validation import check_array
from lecturekit.single_unit.activations import Activation, get_activation, tanh
from lecturekit.single_unit.fact import Loss
from lecturekit.single_unit.losses import get_loss, logistic
from lecturekit.training.descent import descent_path
from lecturekit.two_layer.parameters import Parameters, ParametersLike, as_parameters, join, split

Pass = namedtuple("Pass", "z x1 z2")
Pass.__doc__ = """What the forward pass keeps for the backward pass: z_i, x_i^(1) = phi(z_i) and z^(2).

(m,), (m,) and a number for one data point; (n, m), (n, m) and (n,) for n.
"""


def forward(params: ParametersLike, x: ArrayLike, phi: Activation | str = tanh) -> Pass:
    """The logit of one data point, equation (10), unit by unit.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
    x : array_like, (d,)
    phi : Activation or str

    Returns
    -------
    Pass
        z (m,), x1 (m,) and the logit z2: all that ``gradients`` needs.

    Raises
    ------
    ValueError
        If shapes do not fit.

    Examples
    --------
    >>> params = [[1.0, -1.0]], [0.0], [2.0], 0.5  # one hidden unit
    >>> forward(params, [3.0, 1.0], "relu")
    Pass(z=array([2.]), x1=array([2.]), z2=4.5)
    """
    x, phi = check_array("x", x, ndim=1), get_activation(phi)
    W, b, w, b2 = as_parameters(params, len(x))
    m, d = W.shape
    z, x1 = np.zeros(m), np.zeros(m)
    for i in range(m):
        z[i] = sum(W[i, j] * x[j] for j in range(d)) + b[i]  # (10), the inner sum
        x1[i] = phi(z[i])
    z2 = sum(w[i] * x1[i] for i in range(m)) + b2  # (10), the outer sum
    return Pass(z, x1, float(z2))


def gradients(
    params: ParametersLike, x: ArrayLike, y: ArrayLike, phi: Activation | str = tanh, loss: Loss | str = logistic
) -> Parameters:
    """The gradient of the loss of one data point, equations (11)-(19), unit by unit.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
    x : array_like, (d,)
    y : number
        Its label, in the coding of the loss.
    phi : Activation or str
        Its derivative is taken from the value x_i^(1), equation (16): z is not needed again.
    loss : Loss or str
        Of one logit.

    Returns
    -------
    Parameters
        dL/dW (m, d), dL/db (m,), dL/dw (m,), dL/db2: of the loss, so MINUS the left sides of (15) and (19).

    Raises
    ------
    ValueError
        If shapes do not fit or the label is unknown to the loss.

    Examples
    --------
    >>> params = [[1.0, -1.0]], [0.0], [2.0], 0.5  # one hidden unit
    >>> gradients(params, [3.0, 1.0], 4.0, "relu", "least_squares")
    Parameters(W=array([[3., 1.]]), b=array([1.]), w=array([1.]), b2=0.5)
    """
    x, y = check_array("x", x, ndim=1), check_array("y", y, shape=())
    phi, loss = get_activation(phi), get_loss(loss)
    W, _, w, _ = as_parameters(params, len(x))
    _, x1, z2 = forward(params, x, phi)
    dz2 = loss.dz(np.array([z2]), np.array([y]))[0]  # (11): phi_out(z2) - y_star
    dw = dz2 * x1  # (14), (15)
    dW, db = np.zeros(W.shape), np.zeros(len(W))
    for i in range(len(W)):
        dx1_i = dz2 * w[i]  # (12), (13)
        dz_i = dx1_i * phi.derivative(x1[i])  # (16)
        dW[i] = dz_i * x  # (17), (18), (19)
        db[i] = dz_i
    return Parameters(dW, db, dw, float(dz2))


def forward_matrix(params: ParametersLike, X: ArrayLike, phi: Activation | str = tanh) -> Pass:
    """The logits of n data points, equation (10) with matrices.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
    X : array_like, (n, d)
    phi : Activation or str

    Returns
    -------
    Pass
        Z (n, m), X1 (n, m), z2 (n,).

    Examples
    --------
    >>> params = [[1.0, -1.0]], [0.0], [2.0], 0.5  # one hidden unit
    >>> forward_matrix(params, [[3.0, 1.0], [1.0, 3.0]], "relu").z2
    array([4.5, 0.5])
    """
    X = _rows(X)
    return _forward(as_parameters(params, X.shape[1]), X, get_activation(phi))


def gradients_matrix(
    params: ParametersLike, X: ArrayLike, y: ArrayLike, phi: Activation | str = tanh, loss: Loss | str = logistic
) -> Parameters:
    """The gradient of the MEAN loss of n data points, equations (11)-(19) with matrices.

    Row s of X is the data point that (11)-(19) call x: their columns are rows here.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
    X : array_like, (n, d)
    y : array_like, (n,)
    phi : Activation or str
    loss : Loss or str
        Of one logit.

    Returns
    -------
    Parameters
        The mean over the rows of X of what ``gradients`` returns.

    Raises
    ------
    ValueError
        If shapes do not fit or a label is unknown to the loss.

    Examples
    --------
    >>> params = [[1.0, -1.0]], [0.0], [2.0], 0.5  # one hidden unit
    >>> gradients_matrix(params, [[3.0, 1.0], [1.0, 3.0]], [4.0, 0.5], "relu", "least_squares").W
    array([[1.5, 0.5]])
    """
    X = _rows(X)
    params, phi = as_parameters(params, X.shape[1]), get_activation(phi)
    return _gradients(params, _forward(params, X, phi), X, y, phi, get_loss(loss))


def mean_loss(
    params: ParametersLike, X: ArrayLike, y: ArrayLike, phi: Activation | str = tanh, loss: Loss | str = logistic
) -> float:
    """The mean over the n rows of X (n, d) of L(y, z2); params and y as in ``gradients_matrix``.

    Examples
    --------
    >>> round(mean_loss(np.zeros(9), [[1.0, 2.0], [3.0, 4.0]], [0, 1]), 4)  # ln 2: all weights 0, a guess
    0.6931
    """
    return get_loss(loss)(forward_matrix(params, X, phi).z2, y)


def descend(
    params: ParametersLike,
    X: ArrayLike,
    y: ArrayLike,
    *,
    phi: Activation | str = tanh,
    loss: Loss | str = logistic,
    eta: float,
    n_steps: int,
    every: int = 1,
) -> Array:
    """Gradient descent on all of (X, y) at once: w <- w - eta dL/dw for every parameter.

    Parameters
    ----------
    params : Parameters or ndarray, (p,)
        Where to start; not changed.
    X, y, phi, loss
        As in ``gradients_matrix``.
    eta : float
        The learning rate.
    n_steps : int
    every : int
        Keep the parameters of every so many steps.

    Returns
    -------
    path : ndarray, (1 + n_steps // every, p)
        The parameters as flat vectors, the start first.

    Raises
    ------
    ValueError
        As ``gradients_matrix``, and for settings out of range.
    Diverged
        When a logit is not finite any more.

    Examples
    --------
    >>> X, y = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    >>> path = descend(np.random.default_rng(1).normal(size=9), X, y, eta=1.0, n_steps=500)
    >>> [round(mean_loss(w, X, y), 3) for w in (path[0], path[-1])]
    [0.814, 0.007]
    """
    X, phi, loss = _rows(X), get_activation(phi), get_loss(loss)
    params = as_parameters(params, X.shape[1])
    m, d = params.W.shape
    return descent_path(
        join(params),
        lambda w: _forward(split(w, m, d), X, phi),
        lambda w, passed: join(_gradients(split(w, m, d), passed, X, y, phi, loss)),
        eta=eta,
        n_steps=n_steps,
        every=every,
    )


def _rows(X: ArrayLike) -> Array:
    X = check_array("X", X, ndim=2)
    if len(X) == 0:
        raise ValueError(f"X has shape {X.shape}, expected at least one row")
    return X


def _forward(params, X, phi):
    W, b, w, b2 = params
    Z = X @ W.T + b
    X1 = phi(Z)
    return Pass(Z, X1, X1 @ w + b2)


def _gradients(params, passed, X, y, phi, loss):
    _, X1, z2 = passed
    dz2 = loss.dz(z2, y) / len(X)  # (11), and the 1/n of the mean
    dZ = np.outer(dz2, params.w) * phi.derivative(X1)  # (12), (13), (16)
    return Parameters(dZ.T @ X, dZ.sum(axis=0), X1.T @ dz2, dz2.sum())  # (14)-(15), (17)-(19)
