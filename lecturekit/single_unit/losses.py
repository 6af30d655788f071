"""The losses of the course, stable for logits of any size; what they share, the Fact, is in ``Loss``."""

import numpy as np

from lecturekit.foundation.buffers import empty
from lecturekit.foundation.validation import check_choice
from lecturekit.single_unit.activations import Activation, sigmoid
from lecturekit.single_unit.fact import Loss

LN2 = float(np.log(2.0))


class _LeastSquares(Loss):
    """L = 1/2 (y - z)^2; phi_out(z) = z, y_star = y. With K outputs, summed over them.

    Examples
    --------
    >>> least_squares(np.array([3.0, 1.0]), np.array([1.0, 1.0]))  # the mean of 2 and 0
    1.0
    """

    name = "least_squares"
    classifies = False

    def _per_sample(self, z, y):
        square = 0.5 * (y - z) ** 2
        return square.sum(axis=1) if square.ndim == 2 else square

    def _phi_out(self, z):
        return z

    def _y_star(self, y, shape):
        return y


class _Logistic(Loss):
    """L = ln(1 + e^z) - y z for y in {0, 1}; phi_out = sigmoid, y_star = y.

    Examples
    --------
    >>> logistic.per_sample(np.array([0.0, 5.0, -5.0]), np.array([1, 1, 1])).round(4)
    array([0.6931, 0.0067, 5.0067])
    """

    name = "logistic"
    labels = (0, 1)

    def _per_sample(self, z, y):
        return np.logaddexp(0.0, z) - y * z

    def _phi_out(self, z):
        return sigmoid(z)

    def _y_star(self, y, shape):
        return y

    def value_and_dz(self, z, y, out, memo):
        """As in ``Loss``, from t = tanh(z/2) alone: sigmoid = (1 + t) / 2, ln(1 + e^z) = z/2 + |z/2| + ln 2 - ln(1 + |t|)."""
        n = len(z)
        if not memo:
            memo["buffers"] = (empty((n,), z.dtype), empty((n,), z.dtype), np.ones(n, z.dtype))
        t, (s, side, ones) = out, memo["buffers"]
        np.copyto(side, self._y_star(y, z.shape), casting="unsafe")  # integer labels as floats, once
        side -= 0.5  # y_star - 1/2
        np.multiply(z, 0.5, out=t)
        total = np.dot(np.abs(t, out=s), ones) - np.dot(z, side)
        np.tanh(t, out=t)
        np.abs(t, out=s)
        s += 1.0
        total -= np.dot(np.log(s, out=s), ones)
        t *= 0.5
        t -= side  # phi_out(z) - y_star
        t /= n
        return float(total) / n + LN2

    def classify(self, z):
        low, high = self.labels
        return np.where(np.asarray(z) > 0.0, high, low)

    def check_labels(self, y, n_outputs):
        low, high = self.labels
        if n_outputs == 1 and low == 0 and y.dtype.kind in "iu" and np.bitwise_or.reduce(y) in (0, 1):
            return  # all labels are 0 or 1: the quick way to see it
        known = (y == low) | (y == high)
        if n_outputs == 1 and not known.all():
            raise ValueError(
                f"y contains {np.asarray(y)[~known].flat[0]}, expected labels {low} and {high} for the loss {self.name}"
            )
        if n_outputs != 1:
            raise ValueError(f"z has {n_outputs} outputs, expected 1 for the loss {self.name}")


class _LogisticPM(_Logistic):
    """L = ln(1 + e^(-y z)) for y in {-1, +1}; phi_out = sigmoid, y_star = (1 + y) / 2.

    Examples
    --------
    >>> logistic_pm.per_sample(np.array([0.0, 5.0, -5.0]), np.array([1, 1, -1])).round(4)
    array([0.6931, 0.0067, 0.0067])
    """

    name = "logistic_pm"
    labels = (-1, 1)

    def _per_sample(self, z, y):
        return np.logaddexp(0.0, -y * z)

    def _y_star(self, y, shape):
        return (1 + y) / 2


class _Multiclass(Loss):
    """L = ln sum_k e^(z_k) - z_y for y in {0, ..., K-1}; phi_out = softmax, y_star = the one-hot row of y.

    Examples
    --------
    >>> round(multiclass(np.zeros((1, 10)), np.array([3])), 4)  # ln 10: a guess among ten classes
    2.3026
    """

    name = "multiclass"

    def _per_sample(self, z, y):
        top = z.max(axis=1)
        return np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(len(z)), y]

    def _phi_out(self, z):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def _y_star(self, y, shape):
        one_hot = np.zeros(shape)
        one_hot[np.arange(len(y)), y] = 1.0
        return one_hot

    def value_and_dz(self, z, y, out, memo):
        """As in ``Loss``; one exponential serves the loss and the softmax."""
        K, n = z.shape
        if not memo:
            memo["buffers"] = (
                np.arange(n),
                empty((K, n), z.dtype),
                empty((K, n), z.dtype),
                empty((n,), z.dtype),
                np.ones(K, z.dtype),
                np.ones(n, z.dtype),
            )
        column, y_star, spread, row, ones_K, ones_n = memo["buffers"]
        y_star.fill(0.0)
        y_star[y, column] = 1.0
        np.copyto(spread, np.maximum.reduce(z, axis=0, out=row))
        np.subtract(z, spread, out=out)
        total = np.vdot(out, y_star)
        np.exp(out, out=out)
        np.copyto(spread, np.dot(ones_K, out, out=row))  # the sum over the classes
        out /= spread
        out -= y_star  # phi_out(z) - y_star
        out /= n
        return float(np.dot(np.log(row, out=row), ones_n) - total) / n

    def classify(self, z):
        return np.argmax(z, axis=-1)

    def _label_shape(self, z_shape):
        if len(z_shape) != 2:
            raise ValueError(f"z has shape {z_shape}, expected (n, K) with one column per class")
        return z_shape[:1]

    def check_labels(self, y, n_outputs):
        if y.dtype == np.intp and y.size and np.maximum.reduce(y.view(np.uintp)) < n_outputs:
            return  # the quick way: read as unsigned, -1 is the largest number
        if y.dtype.kind not in "iu":
            raise ValueError(f"y has dtype {y.dtype}, expected integer class numbers 0 to {n_outputs - 1}")
        if y.size and not (np.minimum.reduce(y) >= 0 and np.maximum.reduce(y) < n_outputs):
            bad = y.min() if y.min() < 0 else y.max()
            raise ValueError(f"y contains {bad}, expected class numbers 0 to {n_outputs - 1}")


class _SquaredErrorOn(Loss):
    """L = 1/2 (y - phi(z))^2: the loss whose gradient the slides' formula with phi_out' really is.

    Here the Fact does not hold: dL/dz = (phi(z) - y) phi'(z), which vanishes where phi saturates,
    however wrong the prediction is. For the sigmoid it is half the Brier score.
    """

    def __init__(self, phi):
        self.phi = phi
        self.name = f"squared_error_on({phi.name})"

    def _per_sample(self, z, y):
        square = 0.5 * (y - self.phi(z)) ** 2
        return square.sum(axis=1) if square.ndim == 2 else square

    def _phi_out(self, z):
        return self.phi(z)

    def _y_star(self, y, shape):
        return y

    def dz(self, z, y):
        """dL/dz = (phi(z) - y) phi'(z): not the Fact, because this loss is not a function with it."""
        z, y = self._checked(z, y)
        x = self.phi(z)
        return (x - y) * self.phi.derivative(x)

    def value_and_dz(self, z, y, out, memo):
        """As in ``Loss``, with this loss's own derivative."""
        x = self.phi(z)
        np.multiply(x - y.T, self.phi.derivative(x), out=out)
        out /= z.shape[-1]
        return float(np.sum(self._per_sample(z.T, y))) / z.shape[-1]

    def classify(self, z):
        return (self.phi(z) > 0.5).astype(int)


least_squares = _LeastSquares()
logistic = _Logistic()
logistic_pm = _LogisticPM()
multiclass = _Multiclass()

LOSSES = {loss.name: loss for loss in (least_squares, logistic, logistic_pm, multiclass)}


def squared_error_on(phi: Activation) -> Loss:
    """The squared error of the squashed output, 1/2 (y - phi(z))^2, as a ``Loss``; phi is an ``Activation``.

    Examples
    --------
    >>> z, y = np.array([-8.0]), np.array([1])  # quite wrong
    >>> squared_error_on(sigmoid).dz(z, y).round(4), logistic.dz(z, y).round(4)
    (array([-0.0003]), array([-0.9997]))
    """
    return _SquaredErrorOn(phi)


def get_loss(loss: Loss | str) -> Loss:
    """Return ``loss`` itself if it is a ``Loss``, else the one of that name.

    Raises ``ValueError`` for a name that is not in ``LOSSES``.
    """
    return loss if isinstance(loss, Loss) else LOSSES[check_choice("loss", loss, LOSSES)]
