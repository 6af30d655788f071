"""Gradient descent, its stochastic form and momentum, equations (26)-(27), and the training loop.

An optimiser is its equation: ``update`` is arithmetic on vectors of one shape. The base class counts
the steps, owns the state and cuts long vectors into blocks that stay in the processor's cache.
"""

from collections import namedtuple

import numpy as np

from lecturekit.validation import check_array, check_choice, check_integer, check_number, check_rng

Record = namedtuple("Record", "epoch t loss w")
Record.__doc__ = """What ``train`` yields.

epoch : passes finished; t : steps done; loss : mean loss of the batches since the last record, each
before its own step; w : the live parameter vector (copy it to keep it).
"""


class Diverged(RuntimeError):
    """Training stopped because the loss is no longer a finite number; the message says what to try."""

    def __init__(self, t, eta):
        self.t, self.eta = t, eta
        super().__init__(f"training diverged at step {t} with learning rate {eta:g}: the loss is no longer "
                         f"finite. Try a smaller learning rate ({eta / 10:g}), standardised inputs or a "
                         f"smaller initial scale.")


class Optimizer:
    """Base of all optimisers: counts t, owns the state vectors, runs ``update`` block by block.

    Parameters
    ----------
    eta : float or callable
        The learning rate, or a function of the step t = 1, 2, ... that returns it.

    Attributes
    ----------
    t : int
        Steps done.
    rate : float
        The learning rate of the present step.
    """

    n_state = 0
    n_scratch = 1
    block = 65536       # elements: large enough that calls cost nothing, small enough for the cache

    def __init__(self, eta):
        if not callable(eta):
            check_number("eta", eta, 0, low_open=True)
        self.eta = eta
        self.reset()

    def reset(self):
        """Forget the steps done: t = 0 and no state, as newly made."""
        self.t = 0
        self.rate = self.eta(1) if callable(self.eta) else self.eta
        self._vectors = None

    def step(self, w, g):
        """One update of w, in place, with the gradient g; both (p,), of one dtype.

        Returns
        -------
        ndarray
            w itself.

        Raises
        ------
        ValueError
            If the shapes or dtypes differ, or differ from those of the steps before.
        """
        self._check(w, g)
        self.t += 1
        if callable(self.eta):
            self.rate = self.eta(self.t)
        if self._vectors is None:
            self._vectors = self.initial_state(w)
            self._scratch = [np.empty(min(w.size, self.block), w.dtype) for _ in range(self.n_scratch)]
        if w.size <= self.block:
            self.update(w, g, *self._vectors, *self._scratch)
            return w
        for start in range(0, w.size, self.block):
            part = slice(start, min(start + self.block, w.size))
            self.update(w[part], g[part], *(v[part] for v in self._vectors),
                        *(s[:part.stop - start] for s in self._scratch))
        return w

    def initial_state(self, w):
        """The state vectors before the first step: ``n_state`` zeros of the shape of w."""
        return [np.zeros_like(w) for _ in range(self.n_state)]

    def update(self, w, g, *vectors):
        """Change w in place; g, the state and the scratch vectors s have its shape. Scratch saves allocations."""
        raise NotImplementedError

    def _check(self, w, g):
        if not (isinstance(w, np.ndarray) and w.ndim == 1 and w.dtype.kind == "f" and w.flags.writeable):
            kind = f"{w.dtype} array of shape {w.shape}" if isinstance(w, np.ndarray) else type(w).__name__
            raise ValueError(f"w is {kind}, expected a writable float vector (p,): it is updated in place")
        if not (isinstance(g, np.ndarray) and g.shape == w.shape and g.dtype == w.dtype):
            check_array("g", g, shape=w.shape, dtype=w.dtype, finite=False)
            raise ValueError(f"g is {type(g).__name__}, expected an array of shape {w.shape}")
        if self._vectors and self._vectors[0].shape != w.shape:
            raise ValueError(f"w has shape {w.shape}, expected {self._vectors[0].shape} as in the steps before: "
                             f"call reset() to start on something else")

    def __repr__(self):
        settings = ", ".join(f"{k}={v!r}" for k, v in vars(self).items()
                             if not k.startswith("_") and k not in ("t", "rate") and not callable(v))
        return f"{type(self).__name__}({settings})"


class GradientDescent(Optimizer):
    """w <- w - eta g: equation (26). With the gradient of a batch it is SGD, with that of all data, GD."""

    def update(self, w, g, s):
        w -= np.multiply(self.rate, g, out=s)                       # (26)


class Momentum(Optimizer):
    """The heavy ball: w <- w - gamma eta g + (1 - gamma) (previous step), equation (27).

    gamma = 1 is plain gradient descent; a SMALL gamma is much momentum. In the (lr, momentum)
    convention of PyTorch this is lr = gamma * eta, momentum = 1 - gamma.

    Parameters
    ----------
    eta : float or callable
    gamma : float in (0, 1]
    """

    n_state = 1

    def __init__(self, eta, gamma=0.1):
        self.gamma = check_number("gamma", gamma, 0, 1, low_open=True)
        super().__init__(eta)

    def update(self, w, g, step, s):
        step *= 1 - self.gamma                                      # (27)
        step -= np.multiply(self.gamma * self.rate, g, out=s)
        w += step


class Nesterov(Momentum):
    """Momentum with the gradient taken where the previous step is about to carry w.

    The vector kept is the look-ahead point w + (1 - gamma) step, where the caller takes the gradient
    anyway, so one gradient a step is enough. Same (eta, gamma) as ``Momentum``; with lr = gamma * eta
    and momentum = 1 - gamma it is the form in PyTorch. Source: Nesterov (1983), as rewritten by
    Sutskever et al. (2013).
    """

    def update(self, w, g, step, s):
        step *= 1 - self.gamma
        step -= np.multiply(self.gamma * self.rate, g, out=s)
        w += np.multiply(1 - self.gamma, step, out=s)
        w -= np.multiply(self.gamma * self.rate, g, out=s)


def minibatches(n, batch_size, rng):
    """The batches of one epoch: index arrays that together hold each of 0..n-1 once, in random order.

    The last batch is smaller where batch_size does not divide n.

    Parameters
    ----------
    n : int
        Number of data points.
    batch_size : int
        n', from 1 to n.
    rng : numpy.random.Generator

    Yields
    ------
    ndarray of int
    """
    check_integer("n", n, 1)
    check_integer("batch_size", batch_size, 1, n)
    order = check_rng(rng).permutation(n)
    for start in range(0, n, batch_size):
        yield order[start:start + batch_size]


def train(net, w, data, optimizer, *, batch_size=None, n_epochs=1, rng=None, every="epoch", augment=None):
    """Train in place, one ``Record`` at a time; leaving the loop is early stopping.

    Parameters
    ----------
    net
        A ``Network``, or anything with ``loss_and_grad(w, X, y, train=, rng=, out=)``.
    w : ndarray, (p,)
        Starting point; changed in place.
    data : (X, y)
        X (n, d) and y with n rows.
    optimizer : Optimizer
    batch_size : int, optional
        n'; all of the data where it is None.
    n_epochs : int
        Passes through the data.
    rng : numpy.random.Generator
        Draws the batches and the dropout masks; not needed with the full batch and no dropout.
    every : "epoch" or "step"
        How often to yield.
    augment : callable, optional
        ``augment(X_batch, rng)`` returns a changed copy of each batch of inputs.

    Yields
    ------
    Record

    Raises
    ------
    ValueError
        For wrong shapes, dtypes, labels and settings.
    Diverged
        When the loss is not finite any more.
    """
    X, y = _checked_data(data)
    n = len(X)
    check_integer("n_epochs", n_epochs, 0)
    check_choice("every", every, ("epoch", "step"))
    if batch_size is not None:
        check_integer("batch_size", batch_size, 1, n)
    if rng is not None or batch_size is not None or augment is not None:
        check_rng(rng)
    g = np.empty_like(w)
    batches = _Batches(X, y, batch_size, rng)
    t, losses = 0, 0.0
    for epoch in range(1, n_epochs + 1):
        losses, rows = 0.0, 0
        for X_batch, y_batch in batches:
            X_batch = X_batch if augment is None else augment(X_batch, rng)
            loss = _finite_step(net, w, X_batch, y_batch, optimizer, rng, g)
            t += 1
            losses, rows = losses + loss * len(X_batch), rows + len(X_batch)
            if every == "step":
                yield Record(epoch, t, loss, w)
        if every == "epoch":
            yield Record(epoch, t, losses / rows, w)


def _checked_data(data):
    try:
        X, y = data
    except (TypeError, ValueError):
        raise ValueError(f"data is {type(data).__name__}, expected a pair (X, y)") from None
    X = check_array("X", X, ndim=(2, 3, 4))
    y = check_array("y", y, ndim=(1, 2))
    if len(X) != len(y) or len(X) == 0:
        raise ValueError(f"X has {len(X)} rows and y has {len(y)}, expected the same number, at least 1")
    return X, y


class _Batches:
    """Batches of X and y, gathered into the same two buffers again and again."""

    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.batch_size, self.rng = X, y, batch_size, rng
        if batch_size is not None:
            self.buffers = np.empty((batch_size, *X.shape[1:]), X.dtype), np.empty((batch_size, *y.shape[1:]), y.dtype)

    def __iter__(self):
        if self.batch_size is None:
            yield self.X, self.y
            return
        for rows in minibatches(len(self.X), self.batch_size, self.rng):
            # mode="clip" lets numpy write straight into the buffer; the indices are always in range
            yield tuple(np.take(source, rows, axis=0, out=buffer[:len(rows)], mode="clip")
                        for source, buffer in zip((self.X, self.y), self.buffers))


def _finite_step(net, w, X, y, optimizer, rng, g):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if not np.isfinite(w[0]) or not np.isfinite(w[-1]):
            raise Diverged(optimizer.t, optimizer.rate)
        try:
            loss, _ = net.loss_and_grad(w, X, y, train=True, rng=rng, out=g)
        except ValueError:
            if np.isfinite(w).all():
                raise
            raise Diverged(optimizer.t, optimizer.rate) from None
        if not np.isfinite(loss):
            raise Diverged(optimizer.t, optimizer.rate)
        optimizer.step(w, g)
    return loss
